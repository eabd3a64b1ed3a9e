/** Makers of what a participant takes home; fetched on the first use. */
import { saveAs } from "../../live/saveAs";
// All of them in one part, whichever is used first.
export { calendar } from "./ics";
export { myPageText } from "./myPageText";

export interface HomePage {
  language: string;
  /** As `myPageText` makes it: parts separated by an empty line, the first of them the heading. */
  text: string;
}

const STYLE =
  "body{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1.125rem/1.5 system-ui,sans-serif;color:#1c1b22;" +
  "background:#fff}section{margin:1.5rem 0;padding-top:1rem;border-top:1px solid #ddd4c4}p{margin:0;overflow-wrap:anywhere}";

/** My page as one file that opens without a network: no script, no picture, nothing fetched. */
export function homePage({ language, text }: HomePage): string {
  const [heading = [], ...parts] = text.split("\n\n").map((part) => part.split("\n").map(escaped));
  const lines = (part: string[]) => part.map((line) => `<p dir="auto">${line}</p>`).join("\n");
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${heading[0] ?? ""}</title><style>${STYLE}</style></head><body>`,
    `<h1 dir="auto">${heading[0] ?? ""}</h1>`,
    lines(heading.slice(1)),
    ...parts.map((part) => `<section>${lines(part)}</section>`),
    "</body></html>",
  ].join("\n");
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Pass a file to the share sheet, where the browser has one for files (with TLS), or else download it. */
export async function handOut(name: string, type: string, content: string): Promise<"shared" | "saved"> {
  const file = new File([content], name, { type });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return "shared";
    } catch (error) {
      if ((error as DOMException).name === "AbortError") return "shared";
    }
  }
  saveAs(file, name);
  return "saved";
}

/**
 * The `mailto:` address of a mail with the first 1,200 letters of My page: mail programs cut an address after some
 * 2,000. The file has everything.
 */
export const mailAddress = (title: string, text: string): string =>
  `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(text.slice(0, 1_200))}`;
