/** The rows and frames of protocol 1, as docs/protocol.md describes them. Times are server milliseconds. */

export type Role = "phone" | "board" | "console";
export type Answer = "yes" | "partly" | "no";
export interface Row {
  r?: number;
}
/** A phone's row of a question of others that it supports. */
export interface SupportedRow extends Row {
  text: string;
  pitfall: string | null;
  answer: Answer | null;
}
export type Table = Record<string, Row>;
export type View = Record<string, Table>;

export interface SessionRow extends Row {
  code: string;
  title: string;
  subtitle: string;
  occasion: string;
  date: string | null;
  place: string | null;
  language: string;
  languages: string[];
  rehearsal: boolean;
  ended: boolean;
}
export interface StepRow extends Row {
  step: string;
  beat: number;
  beats: number;
  at_ms: number;
  /** When the session first left the lobby. */
  began_at_ms: number | null;
}
export interface TimerRow extends Row {
  phase: "idle" | "running" | "paused" | "swap" | "over";
  turn: number;
  turns: number;
  turn_ms: number;
  ends_at_ms: number | null;
  left_ms: number;
}
export interface GatesRow extends Row {
  submissions: boolean;
  closed_at_ms: number | null;
  grace_ms: number;
  poll: boolean;
  editing: boolean;
  lobby_locked: boolean;
}
export interface CountsRow extends Row {
  joined: number;
  questions: number;
  next: number;
}
export interface SheetRow extends Row {
  question_prompt: string;
  prompts: string[];
  closing: string[];
  steps: string[];
  minutes: Record<string, number>;
  momentum: { question: string; words: { id: string; word: string; points: string[] }[] } | null;
  poll_question: string;
  next_question: string;
  max_graphemes: number;
  per_participant: number;
  others_visible: boolean;
}
export interface PitfallRow extends Row {
  number: number;
  short: string;
  title: string;
  causes: string[];
  answer_title: string;
  points: string[];
  ad_hoc: boolean;
}
export interface BoardRow extends Row {
  blank: boolean;
  frozen: boolean;
  language: string;
  dots_shown: boolean;
  qr: boolean;
  spotlight: string | null;
}
export interface TallyRow extends Row {
  questions: number;
}
export interface QuestionRow extends Row {
  text: string;
  at_ms: number;
  next: boolean;
}
export interface PlaceRow extends Row {
  pitfall: string | null;
}
export interface FlagsRow extends Row {
  state?: "held" | "shown" | "hidden" | "merged";
  why?: string[];
  into?: string | null;
  merged: number;
  taken_up: boolean;
  parked: boolean;
  proposed?: string | null;
  by_room?: boolean;
}
export interface PollRow extends Row {
  yes: number | null;
  partly: number | null;
  no: number | null;
  answers: number | null;
  asked: number;
  hidden: boolean;
  listened?: number;
  people?: number;
  supporters?: Record<Answer, number | null>;
}
export interface MomentumRow extends Row {
  dots: number;
  hidden: boolean;
  centre: number[] | null;
}
export interface DotRow extends Row {
  weights: number[];
}
export interface PresenceRow extends Row {
  connected: number;
  typing: number;
  boards: number;
  consoles: number;
  newcomers: number;
  rush: boolean;
}
export interface MineRow extends Row {
  text: string;
  at_ms: number;
  state: "held" | "shown" | "hidden" | "merged";
  pitfall: string | null;
  others: number;
  taken_up: boolean;
  in_focus: boolean;
  next: boolean;
  follows: string | null;
  answer: Answer | null;
  editable: boolean;
}
export interface MeRow extends Row {
  listened: boolean;
  open: number;
  supports: string[];
  dot: number[] | null;
  pair: string;
}
export interface SupportRow extends Row {
  n: number;
}
export interface OthersRow extends Row {
  text: string;
  pitfall: string | null;
  support: number;
}
export interface DeviceRow extends Row {
  name: string;
}
export interface NoteRow extends Row {
  text: string;
}

/** The row of every table there is. */
export interface Tables {
  session: SessionRow;
  step: StepRow;
  timer: TimerRow;
  gates: GatesRow;
  counts: CountsRow;
  sheet: SheetRow;
  pitfalls: PitfallRow;
  board: BoardRow;
  tallies: TallyRow;
  questions: QuestionRow;
  places: PlaceRow;
  support: SupportRow;
  flags: FlagsRow;
  poll: PollRow;
  momentum: MomentumRow;
  dots: DotRow;
  devices: DeviceRow;
  notes: NoteRow;
  "live.presence": PresenceRow;
  mine: MineRow;
  me: MeRow;
  supported: SupportedRow;
  others: OthersRow;
}

export interface Snapshot {
  t: "snapshot";
  seq: number;
  view: View;
}
export interface Delta {
  t: "delta";
  lane: "view" | "mine";
  n: number;
  seq: number;
  put?: View;
  cut?: Record<string, string[]>;
}
export type Lanes = Partial<Record<"view" | "mine", [number, [number, number]]>>;
export type Frame =
  | { t: "welcome"; now_ms: number }
  | Snapshot
  | Delta
  | { t: "ack"; id: string; seq: number }
  | { t: "reject"; id: string; code: string }
  | { t: "pong"; c: number; now_ms: number; lanes: Lanes }
  | { t: "bye"; code: string };
