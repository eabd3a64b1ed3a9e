/** The key from the address's fragment, moved to this tab's storage so that no screenshot shows it. */
export function takeKey(name: string): string {
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (given) {
    sessionStorage.setItem(name, given);
    history.replaceState(null, "", location.pathname);
  }
  return given ?? sessionStorage.getItem(name) ?? "";
}
