/** The HTTP client of the organiser's and the facilitator's pages. The key is sent in a header and nowhere else. */

import { saveAs } from "./saveAs";
import type { CsvSeparator } from "./protocol.generated";
import type { ExportFormat } from "./wire";

export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * Send a request. Throws `Refused` with the server's message, or with status 0 where the server does not answer.
 * Under one idempotency key it opens one session, however often it is sent.
 */
export async function ask(
  key: string,
  method: string,
  path: string,
  body?: unknown,
  idempotencyKey?: string,
): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`/api/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        "Content-Type": "application/json",
        // What the server refuses it says in the language of the page, not of the browser.
        "Accept-Language": document.documentElement.lang || "en",
        ...(idempotencyKey && { "Idempotency-Key": idempotencyKey }),
      },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, "");
  }
  if (!answer.ok) throw new Refused(answer.status, await detail(answer));
  return answer;
}

async function detail(answer: Response): Promise<string> {
  try {
    const { detail } = (await answer.json()) as { detail: string | { loc: string[]; msg: string }[] };
    if (typeof detail === "string") return detail;
    return detail.map((one) => `${one.loc.slice(1).join(".")}: ${one.msg}`).join("; ");
  } catch {
    return answer.statusText;
  }
}

/** `separator` is that of CSV: unless another is chosen, the one that a spreadsheet on any computer splits at. */
export interface ExportWish {
  format: ExportFormat["name"];
  language: string;
  /** With the texts that are held back or hidden too. */
  whole?: boolean;
  separator?: CsvSeparator;
}

/** Fetch an export and save it as a file. */
export async function download(
  key: string,
  code: string,
  { format, language, whole = false, separator = "tab" }: ExportWish,
): Promise<void> {
  const query = `lang=${language}${whole ? "&whole=true" : ""}${format === "csv" ? `&separator=${separator}` : ""}`;
  const answer = await ask(key, "GET", `sessions/${code}/export.${format}?${query}`);
  saveAs(await answer.blob(), `summe-${code}${whole ? "-whole" : ""}.${format}`);
}
