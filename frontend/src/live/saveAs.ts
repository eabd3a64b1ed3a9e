/** How long a browser has to read the file that it saves. */
const KEPT_MS = 60_000;

/** Have the browser save a file. */
export function saveAs(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
