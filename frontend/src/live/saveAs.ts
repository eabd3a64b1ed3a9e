/** How long a browser may take to read what it saves. */
const KEPT_MS = 60_000;

/** Hands a file to the browser to be saved. */
export function saveAs(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
