// Generated from the server's own definitions by `make generate`; do not change it by hand.

export type Role = "phone" | "board" | "console";
export type StepFamily = "lobby" | "overview" | "alone" | "buzz" | "collect" | "group" | "walk" | "summary" | "momentum" | "poll" | "done";
export type Answer = "yes" | "partly" | "no";
export type PollAnswer = "yes" | "partly" | "no" | "listened";
export type KeyRole = "facilitator" | "board" | "report";
export type WalkOrder = "support" | "arrival";
export type TimerPhase = "idle" | "running" | "paused" | "swap" | "over";
export type QuestionState = "held" | "shown" | "hidden" | "merged";
export type NoticeKind = "flood" | "crowd" | "waiting" | "rush" | "refused";
export type BoardSound = "on" | "muted" | "blocked";
export type SuggestingState = "off" | "starting" | "on" | "failed";
export type BecauseKind = "words" | "example" | "card" | "asker";
export type UndoKind = "placed" | "hidden" | "shown" | "held" | "all_hidden" | "asker_released" | "merged" | "split" | "corrected" | "replied" | "reply_withdrawn" | "marked" | "swept" | "restored" | "pitfalls";
export type HeldReason = "cpr" | "phone" | "email" | "birth_date" | "address" | "title_name" | "full_name" | "moderation" | "next" | "holding" | "asker";
export type QuestionFlag = "taken_up" | "parked" | "left_out";
export type NotKept = "may_not" | "already" | "alike" | "personal" | "empty" | "too_long" | "full";
export type ReportShows = "figures" | "questions" | "all";
export type Lane = "view" | "mine";
export type Rejection = "wrong_step" | "closed" | "not_yours" | "forbidden" | "unknown" | "stale" | "changed_since" | "moved" | "conflict" | "empty" | "too_long" | "too_many" | "too_fast" | "used_up" | "full" | "locked" | "removed" | "waiting" | "not_saved" | "invalid" | "ended";
export type ByeReason = "superseded" | "unknown_session" | "unknown_key" | "not_yours" | "full" | "locked" | "removed" | "busy" | "waiting" | "ended" | "erased" | "restart" | "too_slow" | "bad_frame" | "no_hello";
export type FindingLevel = "problem" | "attention" | "ok";
export type LoadPhase = "starting" | "joining" | "sending" | "asking";
export const LANGUAGES = ["da", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
/** How a text is cleaned: patterns with what stands instead of what they find, and limits. */
export const TEXT_RULES = {
  orderable: ["(\\p{M}{30})\\p{M}+", "$1"],
  rules: [["\r\n?|[\u2028\u2029\u0085\u000b\f]", "\n"], ["\u1160[\u11a8-\u11ff]*", ""], ["([0-9#*]\ufe0f?\u20e3|[0-9#*][\ufe0e\ufe0f]|\\p{Extended_Pictographic}[\ufe0e\ufe0f]|\ud83c\udff4[\udb40\udc61-\udb40\udc7a]{2}[\udb40\udc30-\udb40\udc39\udb40\udc61-\udb40\udc7a]{1,3}\udb40\udc7f|\\p{Ideographic}[\udb40\udd00-\udb40\uddef]|(?=\\p{L})(?![\\u0300-\\u036f])[\\p{Script_Extensions=Mong}][\\u180b-\\u180f]|\\p{Extended_Pictographic}|[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\ud804\udcbd\ud804\udccd])|(?![\n\t\u200c\u200d])[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Co}\\p{Default_Ignorable_Code_Point}\u20e3\u2800\ud834\udd59]", "$1"], ["((?=[\\p{L}\\p{M}])(?![\\u0300-\\u036f])[\\p{Script_Extensions=Arab}\\p{Script_Extensions=Syrc}\\p{Script_Extensions=Nkoo}\\p{Script_Extensions=Mong}\\p{Script_Extensions=Deva}\\p{Script_Extensions=Beng}\\p{Script_Extensions=Guru}\\p{Script_Extensions=Gujr}\\p{Script_Extensions=Orya}\\p{Script_Extensions=Taml}\\p{Script_Extensions=Telu}\\p{Script_Extensions=Knda}\\p{Script_Extensions=Mlym}\\p{Script_Extensions=Sinh}\\p{Script_Extensions=Khmr}\\p{Script_Extensions=Mymr}\\p{Script_Extensions=Tibt}\\p{Script_Extensions=Laoo}\\p{Script_Extensions=Lana}\\p{Script_Extensions=Java}\\p{Script_Extensions=Bali}\\p{Script_Extensions=Cakm}]\u200c)\u200c*(?=(?=[\\p{L}\\p{M}])(?![\\u0300-\\u036f])[\\p{Script_Extensions=Arab}\\p{Script_Extensions=Syrc}\\p{Script_Extensions=Nkoo}\\p{Script_Extensions=Mong}\\p{Script_Extensions=Deva}\\p{Script_Extensions=Beng}\\p{Script_Extensions=Guru}\\p{Script_Extensions=Gujr}\\p{Script_Extensions=Orya}\\p{Script_Extensions=Taml}\\p{Script_Extensions=Telu}\\p{Script_Extensions=Knda}\\p{Script_Extensions=Mlym}\\p{Script_Extensions=Sinh}\\p{Script_Extensions=Khmr}\\p{Script_Extensions=Mymr}\\p{Script_Extensions=Tibt}\\p{Script_Extensions=Laoo}\\p{Script_Extensions=Lana}\\p{Script_Extensions=Java}\\p{Script_Extensions=Bali}\\p{Script_Extensions=Cakm}])|\u200c", "$1"], ["(\\p{Extended_Pictographic}[\\p{Emoji_Modifier}\\p{M}]*\\u200d(?=\\p{Extended_Pictographic})|(?=[\\p{L}\\p{M}])(?![\\u0300-\\u036f])[\\p{Script_Extensions=Arab}\\p{Script_Extensions=Syrc}\\p{Script_Extensions=Nkoo}\\p{Script_Extensions=Mong}\\p{Script_Extensions=Deva}\\p{Script_Extensions=Beng}\\p{Script_Extensions=Guru}\\p{Script_Extensions=Gujr}\\p{Script_Extensions=Orya}\\p{Script_Extensions=Taml}\\p{Script_Extensions=Telu}\\p{Script_Extensions=Knda}\\p{Script_Extensions=Mlym}\\p{Script_Extensions=Sinh}\\p{Script_Extensions=Khmr}\\p{Script_Extensions=Mymr}\\p{Script_Extensions=Tibt}\\p{Script_Extensions=Laoo}\\p{Script_Extensions=Lana}\\p{Script_Extensions=Java}\\p{Script_Extensions=Bali}\\p{Script_Extensions=Cakm}]\\u200d)|\\u200d", "$1"], ["(^|\\s)\\p{M}+", "$1"], ["[^\\S\\n]+", " "], [" ?\\n ?", "\n"], ["\\n{2,}", "\n"]],
  manyMarks: "(?:(?![\\ufe0e\\ufe0f\\u20e3])[\\p{M}\u200c\u200d]){3,}",
  stacks: [[9, "(?![\\u0300-\\u036f])[\\p{Script_Extensions=Tibt}]"], [8, "(?![\\u0300-\\u036f])[\\p{Script_Extensions=Mymr}\\p{Script_Extensions=Lana}]"], [5, "(?![\\u0300-\\u036f])[\\p{Script_Extensions=Hebr}]"], [4, "(?![\\u0300-\\u036f])[\\p{Script_Extensions=Arab}\\p{Script_Extensions=Syrc}\\p{Script_Extensions=Nkoo}\\p{Script_Extensions=Mong}\\p{Script_Extensions=Deva}\\p{Script_Extensions=Beng}\\p{Script_Extensions=Guru}\\p{Script_Extensions=Gujr}\\p{Script_Extensions=Orya}\\p{Script_Extensions=Taml}\\p{Script_Extensions=Telu}\\p{Script_Extensions=Knda}\\p{Script_Extensions=Mlym}\\p{Script_Extensions=Sinh}\\p{Script_Extensions=Khmr}\\p{Script_Extensions=Mymr}\\p{Script_Extensions=Tibt}\\p{Script_Extensions=Laoo}\\p{Script_Extensions=Lana}\\p{Script_Extensions=Java}\\p{Script_Extensions=Bali}\\p{Script_Extensions=Cakm}]"]],
  joiners: "\u200c\u200d",
  numeral: "\\p{N}",
  maxMarks: 2,
  maxRun: 10,
  maxLines: 6,
} as const;
/** In the order in which people are offered them. */
export const EXPORT_FORMATS = [
  {"name": "html", "labels": {"da": "Webside", "en": "Web page"}, "hasWhole": false, "hasComparison": true},
  {"name": "pdf", "labels": {"da": "PDF", "en": "PDF"}, "hasWhole": false, "hasComparison": true},
  {"name": "docx", "labels": {"da": "Word", "en": "Word"}, "hasWhole": false, "hasComparison": true},
  {"name": "pptx", "labels": {"da": "PowerPoint", "en": "PowerPoint"}, "hasWhole": false, "hasComparison": false},
  {"name": "xlsx", "labels": {"da": "Excel", "en": "Excel"}, "hasWhole": true, "hasComparison": false},
  {"name": "csv", "labels": {"da": "CSV", "en": "CSV"}, "hasWhole": true, "hasComparison": false},
  {"name": "md", "labels": {"da": "Markdown", "en": "Markdown"}, "hasWhole": false, "hasComparison": true},
  {"name": "json", "labels": {"da": "JSON", "en": "JSON"}, "hasWhole": true, "hasComparison": false},
] as const satisfies readonly { name: string; labels: Record<Language, string>; hasWhole: boolean; hasComparison: boolean }[];
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** Of CSV, in the order in which people are offered them. */
export const CSV_SEPARATORS = ["tab", "semicolon", "comma"] as const;
export type CsvSeparator = (typeof CSV_SEPARATORS)[number];
/** Print-outs as PDF, in the order in which people are offered them. */
export const PRINTOUT_KINDS = ["poster", "handout", "slips", "card"] as const;
export type PrintoutKind = (typeof PRINTOUT_KINDS)[number];

/** What each step allows, in the order of the arc. */
export const STEPS = {
  lobby: {"others": false, "next_questions": false, "awake": false, "proposals": false},
  overview: {"others": false, "next_questions": false, "awake": false, "proposals": false},
  alone: {"others": false, "next_questions": false, "awake": true, "proposals": false},
  buzz: {"others": false, "next_questions": false, "awake": true, "proposals": false},
  collect: {"others": false, "next_questions": false, "awake": true, "proposals": true},
  group: {"others": true, "next_questions": false, "awake": false, "proposals": true},
  walk: {"others": true, "next_questions": false, "awake": false, "proposals": true},
  summary: {"others": true, "next_questions": false, "awake": false, "proposals": false},
  momentum: {"others": true, "next_questions": false, "awake": true, "proposals": false},
  poll: {"others": true, "next_questions": true, "awake": true, "proposals": false},
  done: {"others": true, "next_questions": true, "awake": false, "proposals": false},
} as const satisfies Record<StepFamily, object>;
/** The steps with a countdown. */
export const COUNTING_DOWN: readonly StepFamily[] = ["alone", "buzz"];
export const LIMITS = {"title_graphemes": 60, "session_title_graphemes": 200, "bulk_ids": 80, "pitfalls": 6, "small_group": 5, "swap_ms": 5000, "most_counted": 1000} as const;
/** The code of the session that previews of a run sheet show, which there is not. */
export const NO_SESSION = "SUMM10";

/** Every command with its arguments. */
export interface Commands {
  /** Send a question. The command's id becomes the question's id. `follows` makes it a next question, which is accepted in poll and done, also while submissions are closed: the id of one's own question, or "" from a participant who asked none. `begun_at_ms` (server milliseconds) is when the text was begun: if that was before submissions closed, there is a grace period. */
  ask_question: { text: string; follows?: string | null; begun_at_ms?: number | null };
  /** Replace the text of one's own question; the new text is judged like that of a new question. */
  edit_question: { question_id: string; text: string };
  /** Withdraw one's own question; its words are erased for good. */
  withdraw_question: { question_id: string };
  /** Support another participant's question: "I want to know that too". */
  support_question: { question_id: string };
  /** Withdraw one's support of a question. */
  unsupport_question: { question_id: string };
  /** Propose a pitfall for one's own question (`null`: don't know), as a hint; the question is not moved. */
  propose_pitfall: { question_id: string; pitfall: string | null };
  /** Say where one's own momentum comes from: three shares (0 or more) in the run sheet's order of words. */
  place_dot: { weights: readonly [number, number, number] };
  /** Answer whether this question was answered; those who asked none send "" with `listened`. */
  answer_poll: { question_id: string; answer: PollAnswer };
  /** Pair with the neighbour whose phone shows these four digits ("" ends the pairing or the offer). */
  pair_with: { code: string };
  /** Offer to pair: the sender is given four digits for the neighbour to send; `side` is the sender's. */
  offer_pair: { side: "left" | "right" };
  /** Make one's own question the pair's; with `shared` false, either of the two ends that. */
  share_question: { question_id: string; shared?: boolean };
  /** Move the session from the step that the sender saw (`was`) to another. */
  enter_step: { was: string; to: string };
  /** Advance by one beat within the step; `was` is the beat that the sender saw (0 is the first). `question_id` is the question that was announced as the next one. If it cannot be shown now, the command is rejected as `stale`, and no other question is shown in its place. */
  next_beat: { was: number; question_id?: string | null };
  /** Go back by one beat within the step; `was` is the beat that the sender saw. At the first beat nothing changes. A question in focus is in focus no longer; what was taken up stays so. */
  previous_beat: { was: number };
  /** Set how many questions each walk shows, those with most support first; `null` is all of them. */
  set_walk_length: { questions: number | null };
  /** Set the order in which walks show questions: the most support first, or by arrival the oldest first. Questions that a walk has shown, and the one in focus, are not shown again for it. */
  set_walk_order: { order: WalkOrder };
  /** Start the countdown, or resume it after a pause. */
  start_timer: Record<never, never>;
  /** Pause the countdown. */
  pause_timer: Record<never, never>;
  /** Give the turn more (or, negative, less) time, in milliseconds. */
  move_timer: { by_ms?: number };
  /** Reset the countdown to the full first turn, not running. */
  restart_timer: Record<never, never>;
  /** Set how long each turn lasts, in seconds; a running turn keeps its end. */
  set_turn_length: { seconds: number };
  /** End this turn now: the neighbour's turn begins, or after the last one the exercise ends. */
  swap_turn: Record<never, never>;
  /** Open submissions: new questions are accepted. */
  open_submissions: Record<never, never>;
  /** Close submissions: no new questions are accepted, except those begun before, within a grace period. */
  close_submissions: Record<never, never>;
  /** Open the poll: answers are accepted. */
  open_poll: Record<never, never>;
  /** Close the poll: no more answers are accepted. */
  close_poll: Record<never, never>;
  /** Put one question into a pitfall, or back into the tray (`null`), wherever it is now. */
  place_question: { question_id: string; pitfall: string | null };
  /** Put several questions into a pitfall; commands with the same `batch` are undone together. `was` has the pitfall in which the sender saw each of `ids` on the board, in the same order. If another device has since moved one elsewhere, or one has been merged or hidden, the command is rejected as `moved`. Without `was` they are moved from wherever they are. */
  place_questions: { ids: readonly string[]; pitfall: string | null; batch?: string; was?: readonly (string | null)[] | null };
  /** Show a held question. */
  let_through: { question_id: string; seen?: number | null };
  /** Take a question off the board; its asker still sees it. */
  hide_question: { question_id: string };
  /** Show a hidden question again. */
  show_question: { question_id: string; seen?: number | null };
  /** Merge questions into another that asks the same; `was` is that of `place_questions`. */
  merge_questions: { ids: readonly string[]; into: string; was?: readonly (string | null)[] | null };
  /** Split a merged question off, or all that are merged into it, so that it stands alone again. */
  split_question: { question_id: string; seen?: number | null };
  /** Correct a question's text. */
  correct_text: { question_id: string; text: string; seen?: number | null };
  /** Enter a question for a person without a phone. The command's id becomes the question's id. */
  ask_for_room: { text: string };
  /** Show one question alone on the board. */
  spotlight: { question_id: string; seen?: number | null };
  /** Show the step on the board again, with no question in focus. */
  clear_spotlight: Record<never, never>;
  /** Note whether the question was taken up in the room. */
  mark_taken_up: { question_id: string; taken_up?: boolean };
  /** Leave the question out of the walk's queue, or take it in again. */
  park_question: { question_id: string; parked?: boolean };
  /** Leave the question's words out of the report and all its files, or take them in again. */
  leave_out: { question_id: string; left_out?: boolean };
  /** Reply to one or several questions, for their askers; it replaces the reply that a question has. `signed` says who replies, in words that the sender chooses; it may be empty. */
  reply_to_questions: { ids: readonly string[]; text: string; signed?: string };
  /** Take back the reply to a question. */
  withdraw_reply: { question_id: string };
  /** Let the board promise, in the last step, that replies will come on the askers' own page, or not. */
  promise_replies: { promised?: boolean };
  /** Hide all questions of this question's asker and hold what comes next, without revealing the asker. */
  hide_all_from: { question_id: string };
  /** Stop holding what this question's asker sends; questions that are hidden stay hidden. */
  stop_holding_from: { question_id: string };
  /** Sweep out all participants who joined after this moment (server milliseconds). Their connections are closed, they are in no figure any more, and their questions are hidden. */
  sweep_newer_than: { at_ms: number };
  /** Hide all held questions, except next questions, which stay held. */
  sweep_held: Record<never, never>;
  /** Show all questions that are held only because everything new was held (`start_holding`). `seen` is the highest `r` of their rows as the sender read them; questions with newer words stay held. */
  let_all_through: { seen?: number | null };
  /** Add a pitfall that came up in the room; its id is made from the command's id. */
  add_pitfall: { title: string };
  /** Give a pitfall another title, the same in every language. */
  rename_pitfall: { pitfall: string; title: string; seen?: number | null };
  /** Put all pitfalls in this order; rejected as `stale` if any of them has changed since `seen`. */
  reorder_pitfalls: { pitfalls: readonly string[]; seen?: number | null };
  /** Remove an empty pitfall that was added during the session. */
  remove_pitfall: { pitfall: string };
  /** Show the momentum dots on the board. */
  show_dots: Record<never, never>;
  /** Take the momentum dots off the board. */
  hide_dots: Record<never, never>;
  /** Set the board's language, one of the run sheet's. */
  set_board_language: { language: string };
  /** Make the board black. */
  blank_board: Record<never, never>;
  /** Show the board again after `blank_board`. */
  light_board: Record<never, never>;
  /** Freeze the board: it keeps showing what it shows now while the session goes on. */
  freeze_board: Record<never, never>;
  /** Let the board follow the session again after `freeze_board`. */
  release_board: Record<never, never>;
  /** Show the join QR over the whole board, in any step. */
  show_qr: Record<never, never>;
  /** Take the join QR off the board. */
  hide_qr: Record<never, never>;
  /** Lock the lobby to newcomers; participants who have joined can always connect again. */
  lock_lobby: Record<never, never>;
  /** Let newcomers join again. */
  unlock_lobby: Record<never, never>;
  /** Admit newcomers until `up_to` have joined: `null` for no limit, 0 for the server's own limit. */
  admit_newcomers: { up_to: number | null };
  /** Hold every new question and every edit until it is let through. */
  start_holding: Record<never, never>;
  /** Stop holding everything new; questions that are held stay held until they are let through. */
  stop_holding: Record<never, never>;
  /** Undo one command: by default the latest of this device. A grouping device may undo only its own. */
  undo: { command_id?: string };
  /** Do again what this device undid last. */
  redo: Record<never, never>;
  /** Renew the key of a role; the old key is invalid at once. An invited device may not send this. */
  renew_key: { role: KeyRole };
  /** Revoke a facilitator's device: it cannot connect any more. An invited device may revoke only itself. */
  revoke_device: { device: string };
  /** End the session: only its title, plan, keys and devices can be changed. Exports stay available. */
  end_session: Record<never, never>;
  /** Take the end back: the session goes on where it was. An imported session cannot be reopened. */
  reopen_session: Record<never, never>;
}
export type Command = keyof Commands;
/** The commands that a console for grouping only may send. */
export const GROUPING_COMMANDS = ["place_question", "place_questions", "merge_questions", "split_question", "park_question", "undo", "redo"] as const satisfies readonly Command[];

// ---- rows, and the tables of each screen; a table of one row has it under the id `it`
/** Where the image is, and what it says. */
export interface LogoRow {
  address: string;
  text: string;
}
/** `accent` is a colour such as `#0b5d3b`; None for the screens' own. */
export interface SessionRow {
  code: string;
  title: string;
  subtitle: string;
  occasion: string;
  date: string | null;
  place: string | null;
  expected: number | null;
  language: string;
  languages: string[];
  rehearsal: boolean;
  ended: boolean;
  accent: string | null;
  logo: LogoRow | null;
  r: number;
}
/** `began_at_ms` is when the session first left the lobby, `skipped` the pitfalls it passed over. */
export interface StepRow {
  step: string;
  beat: number;
  beats: number;
  at_ms: number;
  began_at_ms: number | null;
  skipped: string[];
  r: number;
}
/** The countdown of the current step; in steps that have none, that of the buzz. */
export interface TimerRow {
  phase: TimerPhase;
  turn: number;
  turns: number;
  turn_ms: number;
  ends_at_ms: number | null;
  left_ms: number;
  r: number;
}
export interface GatesRow {
  submissions: boolean;
  closed_at_ms: number | null;
  grace_ms: number;
  poll: boolean;
  editing: boolean;
  lobby_locked: boolean;
  r: number;
}
export interface CountsRow {
  joined: number;
  questions: number;
  next: number;
  r: number;
}
export interface MomentumWord {
  id: string;
  word: string;
  points: string[];
}
export interface MomentumSheet {
  question: string;
  words: MomentumWord[];
}
/** The run sheet in the audience's language; `minutes` are the planned ones by step. `alone_prompt` is null where the arc has no such step, `afterwards` where the sheet does not say what follows the buzz. */
export interface SheetRow {
  question_prompt: string;
  alone_prompt: string | null;
  prompts: string[];
  afterwards: string | null;
  closing: string[];
  steps: string[];
  minutes: Record<string, number>;
  momentum: MomentumSheet | null;
  poll_question: string;
  next_question: string;
  max_graphemes: number;
  per_participant: number;
  others_visible: boolean;
  pairs: boolean;
  r: number;
}
export interface PitfallRow {
  number: number;
  short: string;
  title: string;
  causes: string[];
  answer_title: string;
  points: string[];
  ad_hoc: boolean;
  r: number;
}
/** The question in focus; without figures, so that a change of support causes no delta. */
export interface FocusRow {
  question_id: string;
  text: string;
  r: number;
}
export interface OthersRow {
  text: string;
  pitfall: string | null;
  support: number;
  r: number;
}
/** `others` is there while the phone looks at others' questions, `focus` while a walk has one in focus. */
export interface PhoneTables {
  session?: Record<string, SessionRow>;
  step?: Record<string, StepRow>;
  timer?: Record<string, TimerRow>;
  gates?: Record<string, GatesRow>;
  counts?: Record<string, CountsRow>;
  sheet?: Record<string, SheetRow>;
  pitfalls?: Record<string, PitfallRow>;
  focus?: Record<string, FocusRow>;
  others?: Record<string, OthersRow>;
}
/** `pair` has the four digits that the phone shows, "" for none; `side` is set while it is linked. */
export interface MeRow {
  listened: boolean;
  open: number;
  supports: string[];
  dot: number[] | null;
  pair: string;
  side: "left" | "right" | null;
  r: number;
}
/** A reply, who signed it ("" where that is not said), and when it came. */
export interface ReplyShown {
  text: string;
  signed: string;
  at_ms: number;
}
/** `answer` is this participant's own, also to a question that is the pair's. `proposed` is the pitfall that the asker has proposed, in the asker's own lane alone. `reply` is there once the question has one, or the question it is merged into. */
export interface MineRow {
  text: string;
  at_ms: number;
  state: QuestionState;
  pitfall: string | null;
  others: number;
  taken_up: boolean;
  in_focus: boolean;
  next: boolean;
  follows: string | null;
  answer: Answer | null;
  proposed?: string;
  reply?: ReplyShown;
  editable: boolean;
  asked_by: "me" | "us" | "neighbour";
  r: number;
}
export interface SupportedRow {
  text: string;
  pitfall: string | null;
  answer: Answer | null;
  reply?: ReplyShown;
  r: number;
}
/** A phone's own lane. */
export interface OwnTables {
  me?: Record<string, MeRow>;
  mine?: Record<string, MineRow>;
  supported?: Record<string, SupportedRow>;
}
export interface BoardRow {
  blank: boolean;
  frozen: boolean;
  qr: boolean;
  language: string;
  dots_shown: boolean;
  spotlight: string | null;
  walk_order: WalkOrder;
  replies_promised: boolean;
  r: number;
}
export interface TallyRow {
  questions: number;
  r: number;
}
/** How many gave each answer; all null while the group is too small to be shown. */
export interface Shares {
  yes: number | null;
  partly: number | null;
  no: number | null;
}
/** The poll's figures for one pitfall or the tray; the row `all`, for the whole room, has more fields. */
export interface PollRow {
  yes: number | null;
  partly: number | null;
  no: number | null;
  answers: number | null;
  asked: number;
  hidden: boolean;
  r: number;
  listened?: number;
  people?: number;
  supporters?: Shares;
}
export interface MomentumRow {
  dots: number;
  hidden: boolean;
  centre: number[] | null;
  r: number;
}
export interface DotRow {
  weights: number[];
  r: number;
}
export interface PlaceRow {
  pitfall: string | null;
  r: number;
}
/** How many want to know it, or what is merged into it, besides those who asked: each of them once. */
export interface SupportRow {
  n: number;
  r: number;
}
export interface QuestionRow {
  text: string;
  at_ms: number;
  next: boolean;
  r: number;
}
/** `merged` is how many questions are merged into this one. */
export interface FlagsRow {
  taken_up: boolean;
  parked: boolean;
  merged: number;
  r: number;
}
/** A console's request that each board sounds its gong and answers; `n` counts these requests. */
export interface GongRequestRow {
  n: number;
}
/** Where people join, once that has changed since the server started, or cannot be reached. `address` has no code; it is empty on a computer that has had no network yet. `reachable` is whether the computer has it now, `changed` whether it is another than the first one. Not logged, so without `r`. */
export interface AddressRow {
  address: string;
  reachable: boolean;
  changed: boolean;
}
export interface BoardTables {
  session?: Record<string, SessionRow>;
  step?: Record<string, StepRow>;
  timer?: Record<string, TimerRow>;
  gates?: Record<string, GatesRow>;
  counts?: Record<string, CountsRow>;
  sheet?: Record<string, SheetRow>;
  pitfalls?: Record<string, PitfallRow>;
  board?: Record<string, BoardRow>;
  tallies?: Record<string, TallyRow>;
  poll?: Record<string, PollRow>;
  momentum?: Record<string, MomentumRow>;
  dots?: Record<string, DotRow>;
  places?: Record<string, PlaceRow>;
  support?: Record<string, SupportRow>;
  questions?: Record<string, QuestionRow>;
  flags?: Record<string, FlagsRow>;
  "live.gong"?: Record<string, GongRequestRow>;
  "live.address"?: Record<string, AddressRow>;
}
/** Where a text seems to hold personal data, in characters (code points); `end` is behind the last. */
export interface PersonalPlace {
  flag: "cpr" | "phone" | "email" | "birth_date" | "address" | "title_name" | "full_name";
  start: number;
  end: number;
}
/** `personal` is there for texts held for personal data, as it is found in them now. */
export interface ConsoleQuestionRow {
  text: string;
  at_ms: number;
  next: boolean;
  r: number;
  personal?: PersonalPlace[];
}
/** `why` it was held, `into` which question it is merged, and which pitfall its asker `proposed`. `left_out` is whether its text is left out of the report, `asker_held` whether new questions of the same asker are held. */
export interface ConsoleFlagsRow {
  taken_up: boolean;
  parked: boolean;
  merged: number;
  r: number;
  state: QuestionState;
  left_out: boolean;
  why: string[];
  into: string | null;
  proposed: string | null;
  by_room: boolean;
  asker_held: boolean;
}
export interface ReplyRow {
  text: string;
  signed: string;
  at_ms: number;
  r: number;
}
/** Whether everything new is held, and up to how many participants the facilitator admits (null: all). */
export interface DoorRow {
  holding: boolean;
  admitted: number | null;
  r: number;
}
/** The questions received, without withdrawn and swept ones; `held` and `hidden` are in no other count. */
export interface ReceivedRow {
  all: number;
  held: number;
  hidden: number;
  r: number;
}
/** The steps that the room has been in, in the order of the arc. */
export interface ArcRow {
  entered: string[];
  r: number;
}
/** How many questions each walk shows (null: all), and those already shown and left, in that order. `counts_at_ms` is when the question in focus is marked as taken up automatically, null when it is not. */
export interface WalkRow {
  length: number | null;
  done: string[];
  counts_at_ms: number | null;
  r: number;
}
/** How many pairs of phones are linked; only where the run sheet asks for pairs. */
export interface PairsRow {
  linked: number;
  r: number;
}
/** What undo would take back on one device: the command or batch, what it did, and to how many questions. `question_id` is set if it is one question, `step` is the step in which it was done. `shows` and `redo_shows` are whether undo or redo would show hidden words again. With nothing to undo, `command_id` is null. */
export interface UndoRow {
  command_id: string | null;
  what: UndoKind | null;
  n: number;
  question_id: string | null;
  step: string | null;
  shows: boolean;
  redo_shows: boolean;
  r: number;
}
export interface DeviceRow {
  name: string;
  r: number;
}
export interface NoteRow {
  text: string;
  r: number;
}
/** How many boards have sound, are muted, or are blocked by their browser until a user's gesture. */
export interface SoundRow {
  on: number;
  muted: number;
  blocked: number;
}
/** What boards have answered to the `n`th gong request; `n` is 0 until a console has sent one. */
export interface GongRow {
  on: number;
  muted: number;
  blocked: number;
  n: number;
}
/** A connected device: whether its page is shown, and whether it came by a one-time code. */
export interface ConnectedRow {
  shown: boolean;
  invited: boolean;
}
/** A notice to the facilitator, with its figures. `n` counts the texts of a flood, the phones that wait outside (`crowd`, `waiting`), the newcomers of a rush, or the refusals. `phones` is how many phones sent the flood, `since_ms` when the rush began. */
export interface NoticeRow {
  kind: NoticeKind;
  n: number;
  phones: number | null;
  since_ms: number | null;
}
/** Presence: who is connected at the moment. Not logged, so without `r`. Every participant is `connected`, `asleep` (or gone), or `lost`: the connection broke while the page was shown. `boards` does not count consoles' previews; `boards_hidden` of them are behind another window or asleep, and `boards_awake` keep their computer's screen on. `devices` has the connected ones by id. `waiting` counts the phones outside, which the facilitator may admit; `rush_since_ms` is when the latest rush began, and stays for some time after it. */
export interface PresenceRow {
  connected: number;
  asleep: number;
  lost: number;
  lost_many: boolean;
  typing: number;
  boards: number;
  boards_hidden: number;
  boards_awake: number;
  sound: SoundRow;
  gong: GongRow;
  consoles: number;
  devices: Record<string, ConnectedRow>;
  newcomers: number;
  rush: boolean;
  rush_since_ms: number | null;
  waiting: number;
  notice: NoticeRow | null;
}
/** What a device has just done to questions, or to all: `what` it did, to which, and where these went. `ids` is empty if it was done to no question in particular, `pitfall` is null for the tray, and if `what` is not `placed`. */
export interface Move {
  device: string;
  what: UndoKind;
  ids: string[];
  pitfall: string | null;
  at_ms: number;
}
/** The latest moves of consoles, the newest last. Not logged, so without `r`. */
export interface MovesRow {
  latest: Move[];
}
/** Whether pitfalls are suggested at the moment, and whether the model of meaning takes part in that. `off`: switched off, or what it needs is not installed. There is no row before the first question is in the tray of a session with a console. */
export interface SuggestingRow {
  state: SuggestingState;
  semantic: boolean;
}
/** Why a pitfall is suggested: for `words` that it shares, or because of an example or a placed question with this `text`, or because the asker proposed it. What does not apply is empty. */
export interface BecauseRow {
  kind: BecauseKind;
  words: string[];
  text: string;
}
/** The pitfalls suggested for a question in the tray, with their probabilities. Not logged, without `r`. `first` null means that it fits none; with `first_p` 0 nothing is suggested. There is a second one only with `has_second`, and it may be null too. `certain` is whether the first is sure enough to be taken unread. `alike` are the questions that say nearly the same, in the tray or placed, the most alike first. */
export interface SuggestionRow {
  first: string | null;
  first_p: number;
  second: string | null;
  second_p: number;
  has_second: boolean;
  certain: boolean;
  because: BecauseRow;
  alike: string[];
}
export interface ConsoleTables {
  session?: Record<string, SessionRow>;
  step?: Record<string, StepRow>;
  timer?: Record<string, TimerRow>;
  gates?: Record<string, GatesRow>;
  counts?: Record<string, CountsRow>;
  sheet?: Record<string, SheetRow>;
  pitfalls?: Record<string, PitfallRow>;
  board?: Record<string, BoardRow>;
  tallies?: Record<string, TallyRow>;
  poll?: Record<string, PollRow>;
  momentum?: Record<string, MomentumRow>;
  dots?: Record<string, DotRow>;
  places?: Record<string, PlaceRow>;
  support?: Record<string, SupportRow>;
  questions?: Record<string, ConsoleQuestionRow>;
  flags?: Record<string, ConsoleFlagsRow>;
  replies?: Record<string, ReplyRow>;
  door?: Record<string, DoorRow>;
  received?: Record<string, ReceivedRow>;
  arc?: Record<string, ArcRow>;
  walk?: Record<string, WalkRow>;
  pairs?: Record<string, PairsRow>;
  undo?: Record<string, UndoRow>;
  devices?: Record<string, DeviceRow>;
  notes?: Record<string, NoteRow>;
  "live.presence"?: Record<string, PresenceRow>;
  "live.moves"?: Record<string, MovesRow>;
  "live.suggesting"?: Record<string, SuggestingRow>;
  "live.suggestions"?: Record<string, SuggestionRow>;
  "live.address"?: Record<string, AddressRow>;
}
/** The tables of each screen; a phone's with its own lane. */
export interface Tables {
  phone: PhoneTables & OwnTables;
  board: BoardTables;
  console: ConsoleTables;
}
export type Row = { r?: number };
/** A view where its tables do not matter. */
export type View = Record<string, Record<string, Row>>;

// ---- frames
export interface HelloFrame {
  t: "hello";
  v: number;
  role: Role;
  token?: string | null;
  key?: string | null;
  device?: string | null;
  name?: string | null;
  lang?: string | null;
  afresh?: "gap" | "differs" | null;
}
export interface LookFrame {
  t: "look";
  at: "others" | null;
}
export interface TypingFrame {
  t: "typing";
  on: boolean;
}
export interface AsleepFrame {
  t: "asleep";
  on: boolean;
}
export interface GongFrame {
  t: "gong";
}
export interface EquippedFrame {
  t: "equipped";
  sound: BoardSound;
  gong: number;
  awake: boolean;
}
export interface PingFrame {
  t: "ping";
  c: number;
}
export type CmdFrame = { [C in Command]: { t: "cmd"; id: string; do: C; args: Commands[C] } }[Command];
export type ClientFrame = HelloFrame | LookFrame | TypingFrame | AsleepFrame | GongFrame | EquippedFrame | PingFrame | CmdFrame;
export interface Limits {
  frame_bytes: number;
}
export interface WelcomeFrame {
  t: "welcome";
  v: number;
  now_ms: number;
  limits: Limits;
  build: string;
  role: Role;
  step?: string;
  statement?: boolean;
  emptied?: number;
}
export interface SnapshotFrame {
  t: "snapshot";
  seq: number;
  view: View;
}
export interface DeltaFrame {
  t: "delta";
  lane: Lane;
  n: number;
  seq: number;
  put?: View;
  cut?: Record<string, string[]>;
}
export interface AckFrame {
  t: "ack";
  id: string;
  seq: number;
}
export interface RejectFrame {
  t: "reject";
  id: string;
  code: Rejection;
}
/** By lane: the number of deltas sent, and the digest of the rows that they lead to. */
export interface LaneDigests {
  view?: readonly [number, readonly [number, number]];
  mine?: readonly [number, readonly [number, number]];
}
export interface PongFrame {
  t: "pong";
  c: number;
  now_ms: number;
  lanes: LaneDigests;
}
export interface ByeFrame {
  t: "bye";
  code: ByeReason;
}
export type ServerFrame = WelcomeFrame | SnapshotFrame | DeltaFrame | AckFrame | RejectFrame | PongFrame | ByeFrame;
