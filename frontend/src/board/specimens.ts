/** The board in every state, for the gallery: views made by hand, in the shape in which the server sends them. */
import { it, LONG, OWN_LOOK, PITFALLS, SESSION, SHEET, SHORT } from "../gallery/room";
import { ofEveryStep, specimen, type Specimen } from "../gallery/specimen";
import type { StepName } from "../live/steps";
import type {
  BoardRow,
  BoardTables,
  FlagsRow,
  PollRow,
  SessionRow,
  TimerPhase,
  StepFamily,
} from "../live/wire";
import { MARKS } from "../words/flags";
import Board from "./Board.svelte";
import EnterCode from "./EnterCode.svelte";
import { chance } from "./jungle/leaves";
import type { Source } from "./picture.svelte";

interface Wishes {
  step?: StepName | "unknown";
  beat?: number;
  questions?: string[];
  /** The share of the questions that is placed, from 0 to 1. */
  placed?: number;
  pitfalls?: number;
  /** The ids of the pitfalls that the room has passed over. */
  skipped?: string[];
  /** Whether a clicker's key was pressed that no console has taken. */
  keysFail?: boolean;
  joined?: number;
  more?: BoardTables;
  board?: Partial<BoardRow>;
  session?: Partial<SessionRow>;
  source?: Partial<Source>;
}

const many = (count: number) => Array.from({ length: count }, (_, n) => SHORT[n % SHORT.length]!);

function view({
  step = "lobby",
  beat = 0,
  questions = [],
  placed = 0,
  pitfalls = 4,
  joined = 140,
  ...given
}: Wishes): BoardTables {
  const rows = PITFALLS.slice(0, pitfalls);
  const where = questions.map((_, n) =>
    n < placed * questions.length ? rows[(n + Math.floor(n / rows.length)) % rows.length]![0] : null,
  );
  const tally = (of: string | null) => where.filter((one) => one === of).length;
  return {
    session: it({ ...SESSION, ...given.session }),
    step: it({ step, beat, beats: 1, at_ms: 0, began_at_ms: null, skipped: given.skipped ?? [], r: 1 }),
    counts: it({ joined, questions: questions.length, next: 0, r: 1 }),
    board: it({
      blank: false,
      frozen: false,
      language: "da",
      dots_shown: true,
      spotlight: null,
      walk_order: "support",
      replies_promised: false,
      qr: false,
      r: 1,
      ...given.board,
    }),
    sheet: SHEET,
    pitfalls: Object.fromEntries(rows),
    tallies: Object.fromEntries([
      ...rows.map(([id]) => [id, { questions: tally(id), r: 1 }]),
      ["tray", { questions: tally(null), r: 1 }],
    ]),
    questions: Object.fromEntries(
      questions.map((text, n) => [`q${n}`, { text, at_ms: n, next: false, r: 1 }]),
    ),
    places: Object.fromEntries(questions.map((_, n) => [`q${n}`, { pitfall: where[n]!, r: n }])),
    support: { q1: { n: 12, r: 1 } },
    ...given.more,
  };
}

const timer = (phase: TimerPhase, turn: number, leftMs: number, turns = 2): BoardTables => ({
  timer: it({ phase, turn, turns, turn_ms: 180_000, ends_at_ms: null, left_ms: leftMs, r: 1 }),
});
function share(answers: number, hidden = false): PollRow {
  const [yes, partly] = [Math.round(answers * 0.52), Math.round(answers * 0.29)];
  const none = { yes: null, partly: null, no: null, answers: null, asked: 0, hidden, r: 1 };
  return hidden ? none : { ...none, yes, partly, no: answers - yes - partly, answers };
}
const answers = (yes: number, partly: number, no: number): PollRow => ({
  ...share(0),
  yes,
  partly,
  no,
  answers: yes + partly + no,
});
const poll = (all: PollRow, cells: PollRow): BoardTables => ({
  poll: { all, ...Object.fromEntries(PITFALLS.map(([id]) => [id, cells])) },
});
/** How many questions the poll is about: `each` in every pitfall, `questions` together. */
const asked = (each: number, questions: number, next = 0): BoardTables => ({
  counts: it({ joined: 140, questions, next, r: 1 }),
  tallies: Object.fromEntries(PITFALLS.map(([id]) => [id, { questions: each, r: 1 }])),
});
const dots = (count: number): BoardTables => ({
  momentum: it({ dots: count, hidden: count < 5, centre: count < 5 ? null : [0.36, 0.25, 0.39], r: 1 }),
  dots: Object.fromEntries(
    Array.from({ length: count < 5 ? 0 : count }, (_, n) => {
      const heart = [
        [6, 2, 3],
        [1, 2, 7],
        [2, 5, 3],
      ][n % 3]!;
      return [
        `d${n}`,
        { weights: heart.map((weight, w) => Math.max(0.1, weight + 4 * (chance(n, w) - 0.5))), r: 1 },
      ];
    }),
  ),
});
/** Dots that lie on each other: many in a corner, some in the middle and a few elsewhere. */
const TOGETHER: BoardTables = {
  momentum: it({ dots: 40, hidden: false, centre: [0.63, 0.185, 0.185], r: 1 }),
  dots: Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [
      `d${n}`,
      { weights: n < 18 ? [1, 0, 0] : n < 32 ? [1, 1, 1] : [2, 1, n % 3], r: 1 },
    ]),
  ),
};

const source = (wishes: Wishes): Source => ({
  view: view(wishes),
  ready: true,
  online: true,
  bye: null,
  now: () => 0,
  ...wishes.source,
});

function board(name: string, wishes: Wishes) {
  const size = { width: 640, height: 360 };
  return specimen(
    name,
    Board,
    () => ({ live: source(wishes), code: "KLM4PT", keysFail: wishes.keysFail ?? false }),
    size,
  );
}

function enterCode(name: string, refused: "unknown_key" | undefined) {
  const size = { width: 640, height: 360 };
  return specimen(
    name,
    EnterCode,
    () => ({ code: "KLM4PT", refused, given: "", onkey: () => undefined }),
    size,
  );
}

const WALK = "walk:effekt";

const NO_FLAGS: FlagsRow = { taken_up: false, parked: false, merged: 0, r: 1 };
/** Questions with every mark that a list on the board has, with none, and with those of merged ones. */
const marked = (count: number): BoardTables => {
  const marks = MARKS.filter((flag) => flag in NO_FLAGS);
  const kinds: Partial<FlagsRow>[] = [{}, { merged: 2 }, ...marks.map((flag) => ({ [flag]: true }))];
  const row = (n: number): FlagsRow => ({ ...NO_FLAGS, ...kinds[Math.floor(n / 4) % kinds.length] });
  return { flags: Object.fromEntries(Array.from({ length: count }, (_, n) => [`q${n}`, row(n)])) };
};

/** Steps with more states than the plain one. */
const STEPS: Partial<Record<StepFamily, Specimen[]>> = {
  lobby: [
    board("lobby, nobody", { joined: 0 }),
    board("lobby, 12", { joined: 12 }),
    board("lobby, 140", { joined: 140 }),
    board("lobby, own look", { joined: 140, session: OWN_LOOK }),
    board("lobby, no address yet", {
      more: { "live.address": it({ address: "", reachable: false, changed: false }) },
    }),
    board("lobby, 600, long title", {
      joined: 600,
      session: {
        title: "Kvalitetsudviklingskonferencen for demenskoordinatorer",
        subtitle: "Sundhedsforvaltningens årlige udviklingsdage for alle medarbejdere",
      },
    }),
  ],
  overview: [
    board("overview, before", { step: "overview" }),
    board("overview, two", { step: "overview", beat: 2 }),
    board("overview, all", { step: "overview", beat: 4 }),
    board("overview, six", { step: "overview", beat: 6, pitfalls: 6 }),
  ],
  alone: [
    board("alone, idle", { step: "alone", more: timer("idle", 1, 60_000, 1) }),
    board("alone, running", { step: "alone", more: timer("running", 1, 42_000, 1) }),
    board("alone, over", { step: "alone", more: timer("over", 1, 0, 1) }),
  ],
  buzz: [
    board("buzz, idle", { step: "buzz", more: timer("idle", 1, 180_000) }),
    board("buzz, left tells", { step: "buzz", more: timer("running", 1, 134_000) }),
    board("buzz, paused", { step: "buzz", more: timer("paused", 1, 134_000) }),
    board("buzz, swap", { step: "buzz", more: timer("swap", 1, 3_400) }),
    board("buzz, last seconds", { step: "buzz", more: timer("running", 2, 8_000) }),
    board("buzz, over", { step: "buzz", more: timer("over", 2, 0) }),
    board("buzz, long turn", { step: "buzz", more: timer("running", 2, 754_000) }),
  ],
  collect: [
    board("collect, empty", { step: "collect" }),
    board("collect, 1", { step: "collect", questions: many(1) }),
    board("collect, 9", { step: "collect", questions: many(9) }),
    board("collect, 9 long", { step: "collect", questions: [...LONG, ...LONG, ...LONG] }),
    board("collect, newest long", { step: "collect", questions: [...many(8), LONG[0]!] }),
    board("collect, 20", { step: "collect", questions: many(20) }),
    board("collect, 60", { step: "collect", questions: many(60) }),
    board("collect, 60 mixed", {
      step: "collect",
      questions: many(60).map((text, n) => (n % 3 ? text : LONG[n % 2]!)),
    }),
    board("collect, 400", { step: "collect", questions: many(400) }),
    board("collect, 2000", { step: "collect", questions: many(2_000) }),
  ],
  group: [
    board("group, nothing placed", { step: "group", questions: many(60) }),
    board("group, no questions", { step: "group" }),
    board("group, 5", { step: "group", questions: many(5), placed: 1 }),
    board("group, 60", { step: "group", questions: many(60), placed: 0.8 }),
    board("group, 60 long", {
      step: "group",
      questions: many(60).map((text, n) => (n % 2 ? text : LONG[n % 3]!)),
      placed: 1,
    }),
    board("group, 60 in six", { step: "group", questions: many(60), placed: 0.8, pitfalls: 6 }),
    board("group, 400", { step: "group", questions: many(400), placed: 0.94 }),
    board("group, 2000 in five", { step: "group", questions: many(2_000), placed: 0.9, pitfalls: 5 }),
  ],
  walk: [
    board("walk, title", { step: WALK, questions: many(40), placed: 1 }),
    board("walk, causes", { step: WALK, beat: 1, questions: many(40), placed: 1 }),
    board("walk, answer", { step: WALK, beat: 2, questions: many(40), placed: 1 }),
    board("walk, questions", { step: WALK, beat: 3, questions: many(40), placed: 1 }),
    board("walk, marked", { step: WALK, beat: 3, questions: many(24), placed: 1, more: marked(24) }),
    board("walk, long questions", {
      step: WALK,
      beat: 3,
      questions: [...LONG, ...LONG, ...LONG, ...LONG],
      placed: 1,
    }),
    board("walk, no questions", { step: WALK, beat: 3 }),
    board("walk, first", { step: "walk:spredt", beat: 3, questions: many(40), placed: 1 }),
    board("walk, last", { step: "walk:modstand", beat: 2, questions: many(40), placed: 1 }),
    board("walk, own pitfall", { step: "walk:egen5", pitfalls: 6 }),
    board("walk, own pitfall's questions", {
      step: "walk:egen5",
      beat: 3,
      pitfalls: 6,
      questions: many(60),
      placed: 1,
    }),
    board("walk, third of six", { step: "walk:penge", beat: 3, pitfalls: 6, questions: many(60), placed: 1 }),
  ],
  summary: [
    board("summary", { step: "summary" }),
    board("summary, a pitfall skipped", { step: "summary", skipped: ["penge"] }),
    board("summary, six", { step: "summary", pitfalls: 6 }),
  ],
  momentum: [
    board("momentum, nobody", { step: "momentum", more: dots(0) }),
    board("momentum, 4", { step: "momentum", more: dots(4) }),
    board("momentum, 30", { step: "momentum", more: dots(30) }),
    board("momentum, 90", { step: "momentum", more: dots(90) }),
    board("momentum, 400", { step: "momentum", more: dots(400) }),
    board("momentum, together", { step: "momentum", more: TOGETHER }),
    board("momentum, hidden", { step: "momentum", more: dots(90), board: { dots_shown: false } }),
  ],
  poll: [
    board("poll, too few", {
      step: "poll",
      more: { ...poll({ ...share(3, true), answers: 3 }, share(0, true)), ...asked(29, 118) },
    }),
    board("poll, cells hidden", {
      step: "poll",
      more: { ...poll(share(14), share(0, true)), ...asked(5, 20) },
    }),
    board("poll", {
      step: "poll",
      more: { ...poll(answers(44, 24, 20), share(22)), ...asked(29, 118, 9) },
    }),
    board("poll, nearly all yes", {
      step: "poll",
      more: { ...poll(answers(98, 1, 1), answers(28, 0, 1)), ...asked(29, 100) },
    }),
    board("poll, all no", {
      step: "poll",
      more: { ...poll(answers(0, 0, 100), answers(0, 0, 25)), ...asked(25, 100) },
    }),
    board("poll, even", {
      step: "poll",
      more: { ...poll(answers(34, 33, 33), answers(9, 8, 8)), ...asked(25, 101, 1) },
    }),
    board("poll, six", {
      step: "poll",
      pitfalls: 6,
      more: { ...poll(share(118), share(0)), ...asked(19, 118) },
    }),
    board("poll, next questions", {
      step: "poll",
      more: {
        ...poll(share(118), share(29)),
        ...asked(29, 118, 9),
        questions: {
          n1: { text: "Hvem tager det første skridt på mandag?", at_ms: 1, next: true, r: 1 },
          n2: { text: LONG[1]!, at_ms: 2, next: true, r: 1 },
          n3: { text: SHORT[0]!, at_ms: 3, next: true, r: 1 },
        },
      },
    }),
    board("poll, one next question", {
      step: "poll",
      more: {
        ...poll(share(118), share(29)),
        ...asked(29, 118, 1),
        questions: { n1: { text: "Hvem tager det første skridt på mandag?", at_ms: 1, next: true, r: 1 } },
      },
    }),
    board("poll, a long next question", {
      step: "poll",
      more: {
        ...poll(share(118), share(29)),
        ...asked(29, 118, 1),
        questions: { n2: { text: LONG[1]!, at_ms: 2, next: true, r: 1 } },
      },
    }),
  ],
  done: [
    board("done", {
      step: "done",
      questions: many(118),
      placed: 0.9,
      more: poll(answers(44, 24, 20), share(22)),
    }),
    board("done, replies promised", {
      step: "done",
      questions: many(118),
      placed: 0.9,
      more: poll(answers(44, 24, 20), share(22)),
      board: { replies_promised: true },
    }),
    board("done, own look", {
      step: "done",
      questions: many(118),
      placed: 0.9,
      more: poll(answers(44, 24, 20), share(22)),
      session: OWN_LOOK,
    }),
    board("done, pitfalls hidden", {
      step: "done",
      questions: many(40),
      placed: 1,
      more: poll(share(16), share(0, true)),
    }),
    board("done, all known", {
      step: "done",
      questions: many(40),
      placed: 1,
      more: poll(answers(20, 12, 8), share(10)),
    }),
    board("done, 400", {
      step: "done",
      questions: many(400),
      placed: 1,
      more: poll(answers(188, 104, 68), share(90)),
    }),
    board("done, figures hidden", {
      step: "done",
      questions: many(9),
      placed: 1,
      more: poll(share(2, true), share(0, true)),
    }),
  ],
};

export const specimens = [
  ...ofEveryStep(STEPS, (step) => board(step, { step })),
  board("a newer step", { step: "unknown" }),
  board("focus", { step: WALK, beat: 4, questions: many(40), placed: 1, board: { spotlight: "q1" } }),
  board("focus, long", { step: WALK, beat: 4, questions: LONG, placed: 1, board: { spotlight: "q0" } }),
  board("focus, unsorted", { step: "collect", questions: many(4), board: { spotlight: "q3" } }),
  board("full qr", { step: "collect", questions: many(9), board: { qr: true } }),
  board("black", { board: { blank: true } }),
  board("frozen", { step: "collect", questions: many(20), board: { frozen: true } }),
  board("rehearsal", { step: "group", questions: many(60), placed: 0.8, session: { rehearsal: true } }),
  board("keys that no console takes", { step: "collect", questions: many(9), keysFail: true }),
  board("no network", { step: "collect", questions: many(9), source: { online: false } }),
  board("loading", { source: { ready: false } }),
  board("refused", { source: { ready: false, online: false, bye: "unknown_key" } }),
  enterCode("no key", undefined),
  enterCode("lost key", "unknown_key"),
  board("erased", { source: { online: false, bye: "erased" } }),
];
