/** A session as the organiser's page has it from the server, and what the page sends about one. */
import type { LogoRow } from "../live/wire";

export type Screen = "join" | "board" | "console" | "report";

export interface Session {
  code: string;
  title: string;
  /** Whether the title is the session's own, not its run sheet's. */
  own_title: boolean;
  subtitle: string;
  occasion: string;
  run_sheet: string;
  language: string;
  date: string | null;
  place: string | null;
  expected: number | null;
  created_at_ms: number;
  began_at_ms: number | null;
  /** When it is ended by neglect if nothing more happens; null once it has ended. */
  ends_at_ms: number | null;
  ended_at_ms: number | null;
  ended_by_neglect: boolean;
  may_reopen: boolean;
  /** Whether it came from a file. */
  imported: boolean;
  retention_days: number;
  erased_at_ms: number | null;
  /** Whether its anonymous figures are kept when it is erased. */
  keep_totals: boolean;
  rehearsal: boolean;
  joined: number;
  questions: number;
  links: Record<Screen, string>;
  /** Set if this server is too old to read the session; most other fields are missing then. */
  unreadable?: string;
}

/** Changes to a session: a field that is left out stays as it is, and null removes its value. */
export interface Change {
  retention_days?: number;
  keep_totals?: boolean;
  title?: string;
  subtitle?: string;
  occasion?: string;
  date?: string | null;
  place?: string | null;
  expected?: number | null;
  /** What of these was read before: when one has changed meanwhile, nothing is changed. */
  was?: Omit<Change, "retention_days" | "keep_totals" | "was">;
}

export interface Wish {
  run_sheet: string;
  language: string;
  title?: string;
  subtitle?: string;
  occasion?: string;
  date?: string;
  place?: string;
  expected?: number;
  rehearsal: boolean;
}

/** What the next session has of its own; the rest is as in the session it comes after. */
export type NextWish = Partial<Omit<Wish, "run_sheet" | "rehearsal">>;

export interface Handout {
  title: string;
  subtitle: string;
  occasion: string;
  question: string;
  prompts: string[];
  accent: string | null;
  logo: LogoRow | null;
}

/** What print-outs need of a session: its texts and its look by language, date, place and expected number. */
export interface PrintedSession extends Pick<Session, "language" | "date" | "place" | "expected"> {
  handout: Record<string, Handout>;
}
