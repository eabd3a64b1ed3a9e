/** The phone in every state, for the gallery. */
import { it, LONG, OWN_LOOK, PITFALLS, SESSION, SHEET, SHORT } from "../gallery/room";
import { ofEveryStep, specimen, type Specimen } from "../gallery/specimen";
import { put, type LiveState } from "../gallery/liveState";
import type { StepName } from "../live/steps";
import type { Waiting } from "../live/outbox";
import type { DisconnectReason } from "../live/socket";
import type {
  GatesRow,
  Language,
  MeRow,
  MineRow,
  PhoneTables,
  PitfallRow,
  Rejection,
  SessionRow,
  TimerPhase,
  StepFamily,
} from "../live/wire";
import { LANGUAGES } from "../words/languages";
import "./phone.css";
import PersonalLink from "./parts/PersonalLink.svelte";
import { Phone, type Page } from "./phone.svelte";
import Preview from "./Preview.svelte";

const CODE = "KLM4PT";
const [TEXT, LONGEST] = [SHORT[6]!, `${LONG[0]!} Og hvem sørger for det?`];
const WORDS = "Kvalitetsudviklingskonferencedeltagerne, sundhedsforvaltningsmedarbejderne?";

interface Wishes {
  step?: StepName | "unknown";
  beat?: number;
  open?: boolean;
  gates?: Partial<GatesRow>;
  session?: Partial<SessionRow>;
  me?: Partial<MeRow>;
  /** Own questions, each given by what differs from one that is received and shown. */
  own?: Partial<MineRow>[];
  more?: PhoneTables;
  page?: [Page, string?];
  draft?: string;
  refused?: Rejection;
  language?: Language;
  live?: Partial<LiveState>;
  also?: (phone: Phone) => void;
  /** The ids of the pitfalls that the room has passed over. */
  skipped?: string[];
}

const QUESTION: MineRow = {
  text: TEXT,
  at_ms: 1,
  state: "shown",
  pitfall: null,
  others: 0,
  taken_up: false,
  in_focus: false,
  next: false,
  follows: null,
  answer: null,
  editable: true,
  asked_by: "me",
  r: 1,
};
const numbered = <R>(rows: R[]): Record<string, R> =>
  Object.fromEntries(rows.map((row, n) => [`q${n}`, row]));

function room({ step = "lobby", beat = 0, ...given }: Wishes): PhoneTables {
  const gates: GatesRow = {
    submissions: given.open ?? step === "collect",
    closed_at_ms: null,
    grace_ms: 60_000,
    poll: true,
    editing: ["collect", "group", "alone", "buzz"].includes(step),
    lobby_locked: false,
    r: 1,
  };
  return {
    session: it({ ...SESSION, ...given.session }),
    step: it({ step, beat, beats: 1, at_ms: 0, began_at_ms: 0, skipped: given.skipped ?? [], r: 1 }),
    gates: it({ ...gates, ...given.gates }),
    counts: it({ joined: 140, questions: 0, next: 0, r: 1 }),
    sheet: SHEET,
    pitfalls: Object.fromEntries<PitfallRow>(PITFALLS.slice(0, 4)),
    ...given.more,
  };
}

function phone(name: string, wishes: Wishes) {
  const row: MeRow = { listened: false, open: 0, supports: [], dot: null, pair: "", side: null, r: 1 };
  const me = { ...row, ...wishes.me };
  const make = () => {
    const { own = [], page, draft, live } = wishes;
    const mine = { me: it(me), mine: numbered(own.map((row, n) => ({ ...QUESTION, at_ms: n, ...row }))) };
    const made = new Phone(CODE, { offline: true });
    put(made.live, { view: room(wishes), mine, ...live });
    made.language = wishes.language ?? "da";
    made.drafts = {};
    if (draft !== undefined)
      made.drafts = { [page?.[1] ?? "new"]: { text: draft, at: 0, begun_at_ms: 0, refused: wishes.refused } };
    if (page) made.show(...page);
    made.offlineLong = live?.online === false;
    wishes.also?.(made);
    return { phone: made };
  };
  return specimen(name, Preview, make, { width: 360, height: 740 });
}

const timer = (phase: TimerPhase, turn: number, left_ms: number, turns = 2): PhoneTables => ({
  timer: it({ phase, turn, turns, turn_ms: 180_000, ends_at_ms: null, left_ms, r: 1 }),
});
const asking = (text: string): Waiting[] => [{ id: "w", do: "ask_question", args: { text } }];
const question = (name: string, row: Partial<MineRow>, step: StepFamily = "group", more: Wishes = {}) =>
  phone(`question, ${name}`, { step, own: [row], ...more });
const others = (texts: string[]): PhoneTables => ({
  others: numbered(
    texts.map((text, n) => ({ text, pitfall: PITFALLS[n]?.[0] ?? null, support: n * 3, r: 1 })),
  ),
});
const WALK = "walk:effekt";
const bye = (code: DisconnectReason) =>
  phone(`bye, ${code}`, { live: { online: false, ready: false, bye: code } });

const PAIRS: Wishes = { more: { sheet: it({ ...SHEET.it!, pairs: true }) } };

/** Steps with more states than the plain one. */
const STEPS: Partial<Record<StepFamily, Specimen[]>> = {
  lobby: [
    phone("lobby", {}),
    phone("lobby, English", { language: "en" }),
    phone("lobby, long title", {
      session: {
        title: "Kvalitetsudviklingskonferencen for demenskoordinatorer",
        subtitle: "Sundhedsforvaltningens årlige udviklingsdage for alle medarbejdere",
      },
    }),
    phone("lobby, own look", { session: OWN_LOOK }),
    phone("lobby, no network", { live: { online: false } }),
    phone("lobby, accessibility statement", { live: { statement: true } }),
  ],
  overview: [
    phone("overview, before", { step: "overview" }),
    phone("overview, two", { step: "overview", beat: 2 }),
    phone("overview, all", { step: "overview", beat: 4 }),
  ],
  alone: [
    phone("alone", { step: "alone", more: timer("running", 1, 42_000, 1) }),
    phone("alone, over", { step: "alone", more: timer("over", 1, 0, 1) }),
  ],
  buzz: [
    phone("buzz, idle", { step: "buzz", more: timer("idle", 1, 180_000) }),
    phone("buzz, left tells", { step: "buzz", more: timer("running", 1, 134_000) }),
    phone("buzz, paused", { step: "buzz", more: timer("paused", 1, 134_000) }),
    phone("buzz, swap", { step: "buzz", more: timer("swap", 1, 3_400) }),
    phone("buzz, right tells", { step: "buzz", more: timer("running", 2, 8_000) }),
    phone("buzz, pairs", { step: "buzz", ...PAIRS, more: { ...PAIRS.more, ...timer("idle", 1, 180_000) } }),
    phone("buzz, digits", { step: "buzz", ...PAIRS, me: { pair: "4021", side: null } }),
    phone("buzz, linked", {
      step: "buzz",
      me: { side: "right" },
      more: { ...PAIRS.more, ...timer("running", 1, 134_000) },
    }),
    phone("buzz, over", { step: "buzz", more: timer("over", 2, 0), own: [{}] }),
  ],
  collect: [
    phone("write", { step: "collect" }),
    phone("write, 280 graphemes", { step: "collect", page: ["write", "new"], draft: LONGEST.slice(0, 280) }),
    phone("write, too long", { step: "collect", page: ["write", "new"], draft: `${LONGEST} ${LONGEST}` }),
    phone("write, long words", { step: "collect", page: ["write", "new"], draft: WORDS }),
    phone("write, edit", { step: "collect", own: [{}], page: ["write", "q0"], draft: TEXT }),
    phone("write, no network", {
      step: "collect",
      page: ["write", "new"],
      draft: TEXT,
      live: { online: false },
    }),
    phone("write, grace", {
      step: "group",
      page: ["write", "new"],
      draft: TEXT,
      gates: { closed_at_ms: Date.now() },
      also: (it) => (it.drafts = { new: { text: TEXT, at: 0, begun_at_ms: Date.now() - 9_000 } }),
    }),
    phone("where", { step: "collect", own: [{}], page: ["where", "q0"] }),
    phone("where, long question", { step: "collect", own: [{ text: LONGEST }], page: ["where", "q0"] }),
  ],
  group: [
    phone("questions, none", { step: "group" }),
    phone("questions, lost one", {
      step: "collect",
      own: [{}],
      also: (it) => (it.drafts = { "lost.1": { text: WORDS, at: 0, refused: "too_many" } }),
    }),
    question("proposed", { proposed: "penge" }),
    question("placed elsewhere", { proposed: "penge", pitfall: "effekt" }, "group"),
    question("waiting", {}, "collect", { own: [], live: { waiting: asking(TEXT) } }),
    question("waiting, no network", {}, "collect", {
      own: [],
      live: { waiting: asking(TEXT), online: false },
    }),
    question("received", {}, "collect"),
    question("received, linked", {}, "collect", { me: { side: "left" } }),
    question("of the pair", { asked_by: "us" }, "collect", { me: { side: "left" } }),
    question("of the pair, by the neighbour", { asked_by: "neighbour", editable: false }, "collect"),
    question("held", { state: "held" }, "collect"),
    question("hidden", { state: "hidden" }),
    question("merged", { state: "merged", others: 3, pitfall: "effekt" }),
    question("unplaced", {}),
    question("placed", { pitfall: "effekt" }),
    question("taken up", { pitfall: "effekt", taken_up: true }),
    question("in focus", { pitfall: "effekt", in_focus: true }),
    question("answered", { pitfall: "effekt", taken_up: true, answer: "partly" }, "summary", {
      page: ["questions"],
    }),
    question("280 graphemes", { text: LONGEST.slice(0, 280), pitfall: "penge" }),
    question("long words", { text: WORDS, pitfall: "spredt" }),
    phone("questions, three", {
      step: "group",
      own: [{ text: LONGEST, pitfall: "modstand" }, { text: WORDS }, { pitfall: "spredt", others: 2 }],
    }),
    phone("others", {
      step: "group",
      page: ["others"],
      more: others([...SHORT.slice(0, 4), LONG[0]!, WORDS]),
    }),
    phone("others, none", { step: "group", page: ["others"] }),
  ],
  walk: [
    phone("walk, title", { step: WALK }),
    phone("walk, causes", { step: WALK, beat: 1, own: [{ pitfall: "effekt" }] }),
    phone("walk, answer", { step: WALK, beat: 2, own: [{ pitfall: "effekt", in_focus: true }] }),
  ],
  summary: [
    phone("summary", { step: "summary" }),
    phone("summary, a pitfall skipped", { step: "summary", skipped: ["penge"] }),
  ],
  momentum: [
    phone("momentum", { step: "momentum" }),
    phone("momentum, placed", { step: "momentum", me: { dot: [0.2, 0.2, 0.6] } }),
  ],
  poll: [
    phone("poll", { step: "poll", own: [{ pitfall: "effekt", taken_up: true }, { pitfall: "penge" }] }),
    phone("poll, long question", { step: "poll", own: [{ text: LONGEST, pitfall: "effekt" }] }),
    phone("poll, next question", { step: "poll", own: [{ pitfall: "effekt", answer: "yes" }] }),
    phone("poll, thanks", {
      step: "poll",
      own: [{ answer: "no" }, { text: "Hvem tager det første skridt på mandag?", next: true, follows: "q0" }],
    }),
    phone("poll, listener", { step: "poll" }),
    phone("poll, closed", { step: "poll", gates: { poll: false } }),
  ],
  done: [
    phone("done", {
      step: "done",
      own: [
        { pitfall: "effekt", answer: "yes" },
        { text: "Hvem begynder på mandag?", next: true, follows: "q0" },
      ],
    }),
    phone("done, long question", { step: "done", own: [{ text: LONGEST, pitfall: "effekt" }] }),
    phone("done, listener", { step: "done", me: { listened: true } }),
    phone("done, accessibility statement", { step: "done", live: { statement: true } }),
  ],
};

export const specimens = [
  ...ofEveryStep(STEPS, (step) => phone(step, { step })),
  phone("a newer step", { step: "unknown" }),
  phone("connecting", { live: { online: false, ready: false }, also: (it) => (it.offlineLong = false) }),
  phone("unreachable", { live: { online: false, ready: false } }),
  phone("about", { page: ["about"] }),
  ...LANGUAGES.map((language) => ({
    ...phone(`personal link, ${language}`, { step: "done", language }),
    piece: PersonalLink,
  })),
  ...(["closed", "too_many", "wrong_step", "ended"] as const).map((refused) =>
    phone(`write, refused: ${refused}`, {
      step: "collect",
      page: ["write", "new"],
      draft: TEXT,
      refused,
      open: refused !== "closed",
    }),
  ),
  ...(
    [
      "unknown_session",
      "locked",
      "waiting",
      "full",
      "removed",
      "superseded",
      "ended",
      "erased",
      "unknown_key",
    ] as const
  ).map(bye),
];
