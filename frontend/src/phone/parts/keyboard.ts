/**
 * Keep the page inside what the on-screen keyboard leaves free, so that the action is right above it. While the page
 * is pinch-zoomed, nothing moves. Returns how to stop.
 */
export function keepAboveKeyboard(): () => void {
  const seen = window.visualViewport;
  if (!seen) return () => undefined;
  const fit = () => {
    if (seen.scale > 1.05) return;
    const root = document.documentElement.style;
    root.setProperty("--height", `${seen.height}px`);
    root.setProperty("--top", `${seen.offsetTop}px`);
  };
  fit();
  for (const event of ["resize", "scroll"]) seen.addEventListener(event, fit);
  return () => {
    for (const event of ["resize", "scroll"]) seen.removeEventListener(event, fit);
    for (const name of ["--height", "--top"]) document.documentElement.style.removeProperty(name);
  };
}
