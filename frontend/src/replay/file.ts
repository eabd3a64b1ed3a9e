/** A replay from a file: a JSON export that was saved with it. It is read in this browser, and sent nowhere. */
import type { BoardTables, View } from "../live/wire";
import type { Moment, Replay } from "./tape";

export type FileFault = "unread" | "notAnExport" | "noReplay" | "newer" | "damaged";
export class Unreadable extends Error {
  constructor(readonly fault: FileFault) {
    super(fault);
  }
}
const FORMAT = "summe-session";
const VERSION = 1;
/** As many as the server makes. */
const MOST_MOMENTS = 100_000;
/** Far more than so many moments take, and less than a text in a browser may have. */
const MOST_BYTES = 300_000_000;
/** How often a step may be entered: each time has a button. */
const MOST_ENTERED = 2_000;
const COLOUR = /^#[0-9a-f]{6}$/i;
const LINK = /^https?:\/\/\S{1,200}$/;

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === "string";
/** Tables and rows are kept by name in plain objects, which have names of their own, such as `__proto__`. */
const isName = (name: string) => !(name in Object.prototype);

/** The text of a file. Throws `Unreadable` where it is too large, or the browser is not given it. */
export async function textIn(file: Blob): Promise<string> {
  try {
    if (file.size <= MOST_BYTES) return await file.text();
  } catch {
    // Moved, or on a disk that is gone.
  }
  throw new Unreadable("unread");
}

/** The replay in the text of a file. Throws `Unreadable`. */
export function replayIn(text: string): Replay {
  const file = parsed(text);
  if (!isFields(file) || file.format !== FORMAT) throw new Unreadable("notAnExport");
  const { replay } = file;
  if (replay === undefined) throw new Unreadable("noReplay");
  if (!isFields(replay) || !isWhole(replay.version)) throw new Unreadable("damaged");
  if (replay.version > VERSION) throw new Unreadable("newer");
  const { code, language, seq, address, url, moments } = replay;
  const isReplay = isText(code) && isText(language) && isWhole(seq) && isText(address) && isText(url);
  if (!isReplay || !areMoments(moments)) throw new Unreadable("damaged");
  const joins = LINK.test(url) && address.length <= 200;
  return {
    version: replay.version,
    code: code.slice(0, 12),
    language,
    seq,
    address: joins ? address : "",
    url: joins ? url : "",
    moments: moments.map((moment) => withOwnLook(moment, logoOf(file))),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable("notAnExport");
  }
}

function areMoments(moments: unknown): moments is Moment[] {
  if (!Array.isArray(moments) || moments.length > MOST_MOMENTS) return false;
  let before = 0;
  let entered = 0;
  let step: unknown;
  const areInOrder = moments.every((moment) => {
    const isNext = isMoment(moment) && moment.at_ms >= before;
    if (isNext) {
      before = moment.at_ms;
      const now = (moment.put as BoardTables | undefined)?.step?.it?.step ?? step;
      if (now !== step) entered += 1;
      step = now;
    }
    return isNext;
  });
  const first = moments[0] as Moment | undefined;
  return areInOrder && entered <= MOST_ENTERED && !!first?.put?.session?.it && !!first.put.step?.it;
}

function isMoment(moment: unknown): moment is Moment {
  if (!isFields(moment) || !isWhole(moment.seq) || !isWhole(moment.at_ms)) return false;
  const { put = {}, cut = {} } = moment;
  const areNames = (fields: Fields) => Object.keys(fields).every(isName);
  const areRows = (rows: unknown) => isFields(rows) && areNames(rows) && Object.values(rows).every(isFields);
  const areIds = (ids: unknown) => Array.isArray(ids) && ids.every((id) => isText(id) && isName(id));
  if (!isFields(put) || !isFields(cut) || !areNames(put) || !areNames(cut)) return false;
  if (!Object.values(put).every(areRows) || !Object.values(cut).every(areIds)) return false;
  const session = (put as View).session?.it as Fields | undefined;
  return !session || isText(session.title);
}

/** The logo's image in the run sheet of the export: its address in the rows is one of the server that wrote it. */
function logoOf(file: Fields): string {
  const sheet = isFields(file.report) ? file.report.run_sheet : undefined;
  const logo = isFields(sheet) ? sheet.logo : undefined;
  return isText(logo) && logo.startsWith("data:image/") ? logo : "";
}

function withOwnLook(moment: Moment, image: string): Moment {
  const session = moment.put?.session?.it as Fields | undefined;
  if (!session) return moment;
  const { accent, logo } = session;
  const own: Fields = {
    ...session,
    accent: isText(accent) && COLOUR.test(accent) ? accent : null,
    logo: isFields(logo) && image ? { address: image, text: isText(logo.text) ? logo.text : "" } : null,
  };
  return { ...moment, put: { ...moment.put, session: { it: own } } as View };
}
