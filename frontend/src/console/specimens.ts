/** The console in every state, for the gallery; its preview of the board is the board's own component. */
import { it, LONG, PITFALLS, SESSION, SHEET, SHORT } from "../gallery/room";
import { ofEveryStep, specimen, type Specimen } from "../gallery/specimen";
import { put, type LiveState } from "../gallery/liveState";
import { Live, type Options } from "../live/live.svelte";
import type { StepName } from "../live/steps";
import type {
  BoardRow,
  BoardTables,
  ConsoleFlagsRow,
  ConsoleTables,
  GatesRow,
  MovesRow,
  NoticeKind,
  PersonalPlace,
  PitfallRow,
  PollRow,
  PresenceRow,
  Role,
  SuggestingRow,
  SuggestionRow,
  TallyRow,
  TimerPhase,
  StepFamily,
} from "../live/wire";
import App from "./App.svelte";
import { ConsoleState, type Dialog } from "./console.svelte";
import type { Credentials } from "./credentials";
import { FLAGS as QUESTION_FLAGS, NO_FLAGS } from "./flags";

const CREDENTIALS: Credentials = { code: "KLM4PT", key: "", device: "here", refused: "" };
const WIDE = { width: 1366, height: 768 };
const REMOTE = { width: 360, height: 740 };
const MINUTE = 60_000;
const NOTE = "Sig, at den, der sidder til venstre, begynder. Hold øje med klokken.";
const FLAGS: ConsoleFlagsRow = { ...NO_FLAGS, state: "shown", r: 1 };
const PRESENCE: PresenceRow = {
  connected: 128,
  asleep: 7,
  lost: 2,
  lost_many: false,
  typing: 4,
  boards: 1,
  boards_hidden: 0,
  boards_awake: 1,
  sound: { on: 1, muted: 0, blocked: 0 },
  gong: { n: 0, on: 0, muted: 0, blocked: 0 },
  consoles: 2,
  devices: {},
  newcomers: 3,
  rush: false,
  rush_since_ms: null,
  waiting: 0,
  notice: null,
};

interface Wishes {
  step?: StepName | "unknown";
  beat?: number;
  beats?: number;
  questions?: string[];
  /** The share of the questions that is placed, from 0 to 1. */
  placed?: number;
  pitfalls?: number;
  /** The ids of the pitfalls that the room has passed over. */
  skipped?: string[];
  /** Flags of single questions, by their number. */
  flags?: Record<number, Partial<ConsoleFlagsRow>>;
  gates?: Partial<GatesRow>;
  board?: Partial<BoardRow>;
  more?: ConsoleTables;
  live?: Partial<LiveState>;
  refused?: Credentials["refused"];
  /** Whether it is the console of a helper who only groups. */
  helper?: boolean;
  dialog?: Dialog;
  also?: (app: ConsoleState) => void;
}

const many = (count: number) => Array.from({ length: count }, (_, n) => SHORT[n % SHORT.length]!);
const keyed = <T, R>(of: T[], row: (one: T, n: number) => R): Record<string, R> =>
  Object.fromEntries(of.map((one, n) => [`q${n}`, row(one, n)]));

function room({ step = "lobby", beat = 0, questions = [], placed = 0, ...given }: Wishes): ConsoleTables {
  const now = Date.now();
  const pitfalls = PITFALLS.slice(0, given.pitfalls ?? 4);
  const where = questions.map((_, n) =>
    n < placed * questions.length ? pitfalls[n % pitfalls.length]![0] : null,
  );
  const tally = (of: string | null): TallyRow => ({
    questions: where.filter((one) => one === of).length,
    r: 1,
  });
  const gates: GatesRow = {
    submissions: step === "collect",
    closed_at_ms: null,
    grace_ms: MINUTE,
    poll: true,
    editing: true,
    lobby_locked: false,
    r: 1,
  };
  const board: BoardRow = {
    blank: false,
    frozen: false,
    language: "da",
    dots_shown: true,
    qr: false,
    spotlight: null,
    walk_order: "support",
    replies_promised: false,
    r: 1,
  };
  const at = now - MINUTE;
  return {
    session: it(SESSION),
    step: it({
      step,
      beat,
      beats: given.beats ?? 1,
      at_ms: at,
      began_at_ms: at,
      skipped: given.skipped ?? [],
      r: 1,
    }),
    arc: it({ entered: ["lobby", "overview", "collect"], r: 1 }),
    gates: it({ ...gates, ...given.gates }),
    board: it({ ...board, ...given.board }),
    counts: it({ joined: 140, questions: questions.length, next: 0, r: 1 }),
    received: it({ all: questions.length + 5, held: 3, hidden: 2, r: 1 }),
    sheet: SHEET,
    pitfalls: Object.fromEntries<PitfallRow>(pitfalls),
    tallies: Object.fromEntries([...pitfalls.map(([id]) => [id, tally(id)]), ["tray", tally(null)]]),
    questions: keyed(questions, (text, n) => ({
      text,
      ...(text === HELD && { personal: HELD_PLACES }),
      at_ms: now - 20_000 * (questions.length - n),
      next: false,
      r: 1,
    })),
    places: keyed(questions, (_, n) => ({ pitfall: where[n]!, r: n })),
    flags: keyed(questions, (_, n) => ({ ...FLAGS, ...given.flags?.[n] })),
    support: { q1: { n: 12, r: 1 } },
    devices: {
      here: { name: "Windows", r: 1 },
      phone: { name: "iPhone", r: 1 },
      "board-1a2b": { name: "Windows", r: 1 },
    },
    notes: { buzz: { text: NOTE, r: 1 } },
    "live.presence": it({ ...PRESENCE }),
    ...given.more,
  };
}

/** The view of the board: without the questions that are not shown. */
function shown(view: ConsoleTables): BoardTables {
  const isShown = ([id]: [string, unknown]) => view.flags?.[id]?.state === "shown";
  return { ...view, questions: Object.fromEntries(Object.entries(view.questions ?? {}).filter(isShown)) };
}

function consoleAt(name: string, wishes: Wishes, size = WIDE) {
  const make = () => {
    const own = wishes.helper ? { device: HELPER, key: `${HELPER}.signed` } : {};
    const credentials = { ...CREDENTIALS, ...own, refused: wishes.refused ?? "" };
    const view = room(wishes);
    const app = new ConsoleState(credentials, <R extends Role>(options: Options<R>) =>
      put(new Live<R>({ ...options, offline: true }), {
        view: options.role === "board" ? shown(view) : view,
        ...wishes.live,
      }),
    );
    app.dialog = wishes.dialog ?? null;
    wishes.also?.(app);
    return { app };
  };
  return specimen(name, App, make, size);
}

const timer = (phase: TimerPhase, turn: number, left_ms: number, turns = 2): ConsoleTables => ({
  timer: it({ phase, turn, turns, turn_ms: 180_000, ends_at_ms: null, left_ms, r: 1 }),
});
const cell = (yes: number, partly: number, no: number): PollRow => {
  const answers = yes + partly + no;
  return { yes, partly, no, answers, asked: answers + 4, hidden: false, listened: 12, people: answers, r: 1 };
};
const NONE: PollRow = { yes: null, partly: null, no: null, answers: null, asked: 6, hidden: true, r: 1 };
const HELD = "Hvad gør vi, når fru Hansen ringer på 12 34 56 78?";
const HELD_PLACES: PersonalPlace[] = [
  { flag: "title_name", start: 17, end: 27 },
  { flag: "phone", start: 38, end: 49 },
];
/** Every flag of a question, each on one that the walk shows; those that are parked have a list of their own. */
const MARKED: Wishes["flags"] = Object.fromEntries(
  QUESTION_FLAGS.map((flag, n) => [1 + 4 * n, { [flag]: true }]),
);
const ALL_FLAGS: Partial<ConsoleFlagsRow> = Object.fromEntries(QUESTION_FLAGS.map((flag) => [flag, true]));
const WALK = { step: "walk:effekt", beats: 4, questions: many(24), placed: 1 } satisfies Wishes;
const BUSY = { questions: many(60), placed: 0.8 };
const next = (count: number): ConsoleTables => ({
  questions: keyed(many(count), (text, n) => ({ text, at_ms: n, next: true, r: 1 })),
  flags: keyed(many(count), () => FLAGS),
});
const held: Wishes["flags"] = { 3: { state: "held", why: ["phone", "title_name"] } };
const noticed = (kind: NoticeKind, n: number, more: Partial<PresenceRow> = {}): ConsoleTables => {
  const notice = { kind, n, phones: kind === "flood" ? 6 : null, since_ms: more.rush_since_ms ?? null };
  return { "live.presence": it({ ...PRESENCE, notice, ...more }) };
};
const RUSH = noticed("rush", 87, { newcomers: 87, rush: true, rush_since_ms: Date.now() - MINUTE });
const OUTSIDE = noticed("waiting", 5, { waiting: 5 });
const CROWD = noticed("crowd", 1_000, { waiting: 1_000 });
const FLOOD = noticed("flood", 36);
const MOVED: ConsoleTables = {
  devices: {
    here: { name: "Windows", r: 1 },
    mette: { name: "Mette", r: 1 },
    phone: { name: "iPhone", r: 1 },
  },
  "live.moves": it<MovesRow>({
    latest: [
      { device: "phone", what: "merged", ids: ["q16"], pitfall: null, at_ms: Date.now() },
      { device: "mette", what: "placed", ids: ["q0"], pitfall: "spredt", at_ms: Date.now() },
    ],
  }),
};
const MOVED_AWAY: ConsoleTables = {
  "live.address": it({ address: "192.168.50.23:8000", reachable: true, changed: true }),
};
const NO_NETWORK: ConsoleTables = {
  "live.address": it({ address: "192.168.50.2:8000", reachable: false, changed: false }),
};
const HELPER = "group-0123456789abcdef";
/** Cards that this console was too late to put in the third pitfall. */
const overtaken =
  (...ids: string[]) =>
  (app: ConsoleState) =>
    (app.grouping.overtaken = ids.map((id) => ({ id, wanted: "penge" })));
const HOLDING: ConsoleTables = { door: it({ holding: true, admitted: 0, r: 1 }) };
const ADMITS_ALL: ConsoleTables = { door: it({ holding: false, admitted: null, r: 1 }) };
const waits: Wishes["flags"] = Object.fromEntries(
  [0, 1, 2, 3, 4].map((n) => [n, { state: "held", why: n ? ["holding"] : ["asker", "holding"] }]),
);
const GROUP = { step: "group", questions: many(24), placed: 0.5 } satisfies Wishes;
const BECAUSE: SuggestionRow["because"][] = [
  { kind: "words", words: ["spareprojekt", "budget", "puljen"], text: "" },
  {
    kind: "example",
    words: [],
    text: "Hvem betaler, når puljen er brugt op, og ingen har sat penge af i driften?",
  },
  { kind: "card", words: [], text: "Er det bare et spareprojekt i forklædning?" },
  { kind: "asker", words: [], text: "" },
];
/** Suggestions for the questions from number `from` on: certain, likely, close and doubtful ones, and some without. */
function suggested(count: number, from = 0, state: Partial<SuggestingRow> = {}): ConsoleTables {
  const pitfall = (n: number) => PITFALLS[n % 4]![0];
  const row = (n: number): SuggestionRow => ({
    first: n % 7 === 5 ? null : pitfall(n),
    first_p: [0.95, 0.88, 0.52, 0.9, 0, 0.6, 0.74][n % 7]!,
    second: n % 14 === 2 ? null : pitfall(n + 1),
    second_p: [0, 0, 0.41, 0, 0, 0.3, 0.22][n % 7]!,
    has_second: [2, 5, 6].includes(n % 7),
    certain: [0, 1, 3].includes(n % 7),
    because: BECAUSE[n % 4]!,
    alike: n % 9 === 1 && n + 9 < count ? [`q${n + 9}`] : [],
  });
  const rows = Array.from({ length: count - from }, (_, n) => [`q${from + n}`, row(from + n)] as const);
  return {
    "live.suggesting": it({ state: "on", semantic: true, ...state }),
    "live.suggestions": Object.fromEntries(rows),
  };
}
const only = (state: Partial<SuggestingRow>): ConsoleTables => ({
  "live.suggesting": it({ state: "off", semantic: false, ...state }),
});
const PROPOSALS: Wishes["flags"] = {
  14: { proposed: "effekt" },
  15: { proposed: "penge" },
  16: { merged: 2, proposed: "spredt" },
  18: { proposed: "modstand" },
};
const SUGGESTED = { ...GROUP, flags: PROPOSALS, more: suggested(24, 12) } satisfies Wishes;
const FULL = { step: "group", questions: many(60), more: suggested(60) } satisfies Wishes;
const CROWDED = {
  step: "group",
  questions: many(130),
  placed: 0.2,
  more: suggested(130, 26),
} satisfies Wishes;
const dialog = (name: string, dialog: Dialog, more: Wishes = GROUP, size = WIDE) =>
  consoleAt(`dialog, ${name}`, { ...more, dialog }, size);

/** Steps with more states than the plain one. */
const STEPS: Partial<Record<StepFamily, Specimen[]>> = {
  lobby: [
    consoleAt("lobby", {}),
    consoleAt("lobby, locked", { gates: { lobby_locked: true } }),
    consoleAt("lobby, another address", { more: MOVED_AWAY }),
    consoleAt("lobby, no network", { more: NO_NETWORK }),
  ],
  overview: [consoleAt("overview", { step: "overview", beat: 2, beats: 5 })],
  alone: [
    consoleAt("alone, idle", { step: "alone", more: timer("idle", 1, 60_000, 1) }),
    consoleAt("alone, running", { step: "alone", more: timer("running", 1, 42_000, 1) }),
    consoleAt("alone, over", { step: "alone", more: timer("over", 1, 0, 1) }),
  ],
  buzz: [
    consoleAt("buzz, idle", { step: "buzz", more: timer("idle", 1, 180_000) }),
    consoleAt("buzz, running", { step: "buzz", more: timer("running", 1, 134_000) }),
    consoleAt("buzz, last seconds", { step: "buzz", more: timer("running", 2, 8_000) }),
    consoleAt("buzz, over", { step: "buzz", more: timer("over", 2, 0) }),
  ],
  collect: [
    consoleAt("collect, empty", { step: "collect" }),
    consoleAt("collect, 60", { step: "collect", questions: many(60) }),
    consoleAt("collect, long questions", { step: "collect", questions: [...LONG, ...LONG] }),
    consoleAt("collect, closed", { step: "collect", questions: many(9), gates: { submissions: false } }),
    consoleAt("collect, held", { step: "collect", questions: [...many(3), HELD, ...many(5)], flags: held }),
    consoleAt("collect, held and seen", {
      step: "collect",
      questions: [...many(3), HELD, ...many(5)],
      flags: held,
      also: (app) => app.held.uncover(app.cards.byId("q3")!),
    }),
    consoleAt("collect, flood", { step: "collect", questions: many(60), more: FLOOD }),
    consoleAt("collect, everything held", {
      step: "collect",
      questions: many(9),
      flags: waits,
      more: { ...HOLDING, ...OUTSIDE },
    }),
    consoleAt("collect, hidden and covered", {
      step: "collect",
      questions: [...many(3), HELD],
      flags: { 3: { state: "hidden", why: ["phone", "title_name"] } },
    }),
    consoleAt("collect, hidden and merged", {
      step: "collect",
      questions: many(9),
      flags: { 8: { state: "hidden" }, 7: { state: "merged", into: "q1" }, 6: { by_room: true } },
    }),
  ],
  group: [
    consoleAt("group, no questions", { step: "group" }),
    consoleAt("group, nothing placed", { step: "group", questions: many(24) }),
    consoleAt("group, proposals", { ...GROUP, flags: PROPOSALS }),
    consoleAt("group, suggestions", SUGGESTED),
    consoleAt("group, 60 suggestions", FULL),
    consoleAt("group, 130 suggestions", CROWDED),
    consoleAt("group, suggestions among six pitfalls", { ...FULL, pitfalls: 6 }),
    consoleAt("group, suggestions for long questions", {
      ...SUGGESTED,
      questions: [...LONG, ...LONG, ...LONG, ...LONG],
      placed: 0,
      flags: {},
      more: suggested(12),
    }),
    consoleAt("group, why", { ...SUGGESTED, also: (app) => app.grouping.explain("q13") }),
    consoleAt("group, why, by words", { ...SUGGESTED, also: (app) => app.grouping.explain("q12") }),
    consoleAt("group, suggestions off", { ...GROUP, more: only({}) }),
    consoleAt("group, suggestions starting", { ...GROUP, more: only({ state: "starting" }) }),
    consoleAt("group, suggestions failed", { ...GROUP, more: only({ state: "failed" }) }),
    consoleAt("group, suggestions without the model", {
      ...SUGGESTED,
      more: suggested(24, 12, { semantic: false }),
    }),
    consoleAt("group, marked", { ...GROUP, also: (app) => (app.grouping.marked = ["q12", "q14"]) }),
    consoleAt("group, one by one", {
      ...GROUP,
      flags: { 12: { proposed: "effekt" } },
      also: (app) => app.grouping.oneByOne.toggle(),
    }),
    consoleAt("group, one by one, suggested", {
      ...SUGGESTED,
      also: (app) => app.grouping.oneByOne.toggle(),
    }),
    consoleAt("group, one by one, why", {
      ...SUGGESTED,
      also: (app) => {
        app.grouping.oneByOne.toggle();
        app.grouping.explainSelected();
      },
    }),
    consoleAt("group, one by one, a long question of six pitfalls", {
      step: "group",
      questions: LONG,
      pitfalls: 6,
      flags: { 0: { merged: 2 } },
      also: (app) => app.grouping.oneByOne.toggle(),
    }),
    consoleAt("group, one by one, put off", {
      step: "group",
      questions: many(3),
      also: (app) => {
        app.grouping.oneByOne.toggle();
        for (let n = 0; n < 3; n++) app.grouping.oneByOne.later();
      },
    }),
    consoleAt("group, one by one, placed by another console", {
      ...GROUP,
      also: (app) => {
        app.grouping.oneByOne.toggle();
        app.grouping.select("q1");
      },
    }),
    consoleAt("group, one by one, all placed", {
      step: "group",
      questions: many(24),
      placed: 1,
      also: (app) => app.grouping.oneByOne.toggle(),
    }),
    consoleAt("group, long questions", {
      step: "group",
      questions: [...LONG, ...LONG, ...LONG],
      placed: 0.5,
    }),
    consoleAt("group, six pitfalls", { step: "group", ...BUSY, pitfalls: 6 }),
    consoleAt("group, all placed", { step: "group", questions: many(24), placed: 1 }),
    consoleAt("group, rush", { ...GROUP, more: RUSH }),
    consoleAt("group, rush and locked", { ...GROUP, more: RUSH, gates: { lobby_locked: true } }),
    consoleAt("group, held", { ...GROUP, flags: held }),
  ],
  walk: [
    consoleAt("walk, title", WALK),
    consoleAt("walk, causes", { ...WALK, beat: 1 }),
    consoleAt("walk, answer", { ...WALK, beat: 2 }),
    consoleAt("walk, questions", { ...WALK, beat: 3 }),
    consoleAt("walk, in focus", {
      ...WALK,
      beat: 3,
      board: { spotlight: "q1" },
      flags: { 5: { taken_up: true } },
    }),
    consoleAt("walk, long in focus", {
      ...WALK,
      beat: 3,
      questions: [...LONG, ...LONG, ...LONG],
      board: { spotlight: "q1" },
    }),
    consoleAt("walk, suggestions", {
      ...WALK,
      beat: 3,
      placed: 0.5,
      flags: PROPOSALS,
      more: suggested(24, 12),
    }),
    consoleAt("walk, marked", { ...WALK, beat: 3, flags: MARKED }),
    consoleAt("walk, no questions", { ...WALK, beat: 3, questions: [] }),
  ],
  summary: [
    consoleAt("summary", { step: "summary", ...BUSY }),
    consoleAt("summary, a pitfall skipped", { step: "summary", ...BUSY, skipped: ["penge"] }),
  ],
  momentum: [
    consoleAt("momentum, nobody", {
      step: "momentum",
      more: { momentum: it({ dots: 0, hidden: true, centre: null, r: 1 }) },
    }),
    consoleAt("momentum, too few", {
      step: "momentum",
      more: { momentum: it({ dots: 3, hidden: true, centre: null, r: 1 }) },
    }),
    consoleAt("momentum", {
      step: "momentum",
      more: { momentum: it({ dots: 90, hidden: false, centre: [0.36, 0.25, 0.39], r: 1 }) },
    }),
  ],
  poll: [
    consoleAt("poll, too few", {
      step: "poll",
      ...BUSY,
      more: { poll: { all: NONE, tray: NONE } },
    }),
    consoleAt("poll", {
      step: "poll",
      questions: many(150),
      placed: 0.9,
      more: {
        poll: {
          all: cell(61, 34, 23),
          ...Object.fromEntries(PITFALLS.map(([id], n) => [id, cell(16 - n, 8, 6)])),
          tray: cell(5, 5, 5),
        },
        ...next(4),
      },
    }),
  ],
  done: [
    consoleAt("done", { step: "done", ...BUSY }),
    consoleAt("done, ended", { step: "done", ...BUSY, more: { session: it({ ...SESSION, ended: true }) } }),
  ],
};

export const specimens = [
  ...ofEveryStep(STEPS, (step) => consoleAt(step, { step })),
  consoleAt("a newer step", { step: "unknown" }),
  consoleAt("black", { ...GROUP, board: { blank: true } }),
  consoleAt("frozen", { ...GROUP, board: { frozen: true } }),
  consoleAt("armed", { ...GROUP, also: (app) => app.moves.next() }),
  consoleAt("toast", { ...GROUP, also: (app) => app.tell(app.words.hiddenNow, true) }),
  consoleAt("light, suggestions", { ...SUGGESTED, also: (app) => (app.preferences.light = true) }),
  consoleAt("light", { ...GROUP, also: (app) => (app.preferences.light = true) }),
  consoleAt("loading", { live: { ready: false } }),
  consoleAt("offline", { ...GROUP, live: { online: false } }),
  consoleAt("alarm, not saved", { ...GROUP, live: { unsaved: true } }),
  consoleAt("refused", { live: { online: false, bye: "unknown_key" } }),
  consoleAt("erased", { live: { online: false, bye: "erased" } }),
  consoleAt("no key", { refused: "no_key" }),
  consoleAt("invitation refused", { refused: "invitation" }),
  consoleAt("others at it", { ...GROUP, more: MOVED }),
  consoleAt("moved meanwhile", { ...GROUP, more: MOVED, also: overtaken("q0") }),
  consoleAt("several moved meanwhile", { ...GROUP, also: overtaken("q0", "q1") }),
  consoleAt("helper", { ...GROUP, more: MOVED, helper: true }),
  dialog("helper's question", { kind: "question", id: "q1" }, { ...GROUP, helper: true }),
  dialog("helper's help", { kind: "help" }, { ...GROUP, helper: true }),
  dialog("help", { kind: "help" }),
  dialog("find", { kind: "find" }),
  dialog("for the room", { kind: "room" }),
  dialog("board", { kind: "board" }),
  dialog("access", { kind: "access" }),
  dialog("held", { kind: "held" }, { ...GROUP, flags: held }),
  dialog("none held", { kind: "held" }),
  dialog("door", { kind: "door" }),
  dialog("door, rush", { kind: "door" }, { ...GROUP, flags: held, more: RUSH }),
  dialog("door, phones waiting", { kind: "door" }, { ...GROUP, more: OUTSIDE }),
  dialog("door, crowd", { kind: "door" }, { ...GROUP, more: { ...CROWD, ...HOLDING } }),
  dialog("door, open to all", { kind: "door" }, { ...GROUP, more: ADMITS_ALL }),
  dialog("pitfalls", { kind: "pitfalls" }),
  dialog("run", { kind: "run" }),
  dialog("end", { kind: "end" }),
  dialog("question", { kind: "question", id: "q1" }),
  dialog("question, marked", { kind: "question", id: "q1" }, { ...WALK, flags: { 1: ALL_FLAGS } }),
  dialog("question, editing", { kind: "question", id: "q20", editing: true }),
  dialog("long question", { kind: "question", id: "q0" }, { step: "group", questions: LONG }),
  dialog(
    "question of a held asker",
    { kind: "question", id: "q1" },
    { ...GROUP, flags: { 1: { asker_held: true } } },
  ),
  dialog("certain", { kind: "certain" }, SUGGESTED),
  dialog("certain, 130", { kind: "certain" }, CROWDED),
  dialog("certain, proposals alone", { kind: "certain" }, { ...GROUP, flags: PROPOSALS }),
  dialog("none certain", { kind: "certain" }),
  dialog("column", { kind: "column", pitfall: "effekt" }),
  consoleAt("remote, lobby", {}, REMOTE),
  consoleAt("remote, another address", { more: MOVED_AWAY }, REMOTE),
  consoleAt("remote, buzz", { step: "buzz", more: timer("running", 1, 134_000) }, REMOTE),
  consoleAt("remote, collect", { step: "collect", questions: many(12), flags: held }, REMOTE),
  consoleAt("remote, group", GROUP, REMOTE),
  consoleAt("remote, suggestions", SUGGESTED, REMOTE),
  consoleAt("remote, why", { ...SUGGESTED, also: (app) => app.grouping.explain("q13") }, REMOTE),
  dialog("remote, certain", { kind: "certain" }, SUGGESTED, REMOTE),
  consoleAt("remote, others at it", { ...GROUP, more: MOVED }, REMOTE),
  consoleAt("remote, moved meanwhile", { ...GROUP, more: MOVED, also: overtaken("q0") }, REMOTE),
  consoleAt("remote, helper", { ...GROUP, more: MOVED, helper: true }, REMOTE),
  consoleAt("remote, marked", { ...GROUP, also: (app) => (app.grouping.marked = ["q12", "q14"]) }, REMOTE),
  consoleAt(
    "remote, one by one",
    { ...GROUP, flags: { 12: { proposed: "effekt" } }, also: (app) => app.grouping.oneByOne.toggle() },
    REMOTE,
  ),
  consoleAt(
    "remote, one by one, suggested",
    { ...SUGGESTED, also: (app) => app.grouping.oneByOne.toggle() },
    REMOTE,
  ),
  consoleAt(
    "remote, one by one, six pitfalls",
    { step: "group", questions: LONG, pitfalls: 6, also: (app) => app.grouping.oneByOne.toggle() },
    REMOTE,
  ),
  consoleAt(
    "remote, one by one, all placed",
    { step: "group", questions: many(24), placed: 1, also: (app) => app.grouping.oneByOne.toggle() },
    REMOTE,
  ),
  consoleAt("remote, walk", { ...WALK, beat: 3, board: { spotlight: "q1" } }, REMOTE),
  consoleAt("remote, rush", { ...GROUP, more: RUSH }, REMOTE),
  consoleAt("remote, crowd and holding", { ...GROUP, more: { ...CROWD, ...HOLDING } }, REMOTE),
  consoleAt("remote, refusals", { ...GROUP, more: noticed("refused", 1_000) }, REMOTE),
  consoleAt("remote, offline", { ...GROUP, live: { online: false } }, REMOTE),
];
