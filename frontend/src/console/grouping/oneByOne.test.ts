import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { it, PITFALLS, SESSION } from "../../gallery/room";
import { put } from "../../gallery/liveState";
import { Live, type Options } from "../../live/live.svelte";
import type { ConsoleFlagsRow, ConsoleTables, PlaceRow, QuestionRow, Role } from "../../live/wire";
import { ConsoleState } from "../console.svelte";
import { NO_FLAGS } from "../flags";

const CREDENTIALS = { code: "KLM4PT", key: "", device: "here", refused: "" } as const;
const [FIRST, SECOND] = PITFALLS.map(([id]) => id) as [string, string];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A console in grouping, in a room whose rows the test changes as a server would. */
class Hall {
  questions: Record<string, QuestionRow> = {};
  places: Record<string, PlaceRow> = {};
  flags: Record<string, ConsoleFlagsRow> = {};
  seq = 1;
  /** What undo takes back, the latest last. */
  done: { command_id: string; question_id: string; from: string | null }[] = [];
  /** What was asked for and is not answered. */
  asked: {
    id: string;
    command: string;
    args: Record<string, unknown>;
    answer: (done: boolean) => Promise<void>;
  }[] = [];
  readonly app: ConsoleState;

  constructor(count: number) {
    this.app = new ConsoleState(CREDENTIALS, <R extends Role>(options: Options<R>) =>
      put(new Live<R>({ ...options, offline: true }), { view: this.view() }),
    );
    vi.spyOn(this.app.live, "ask").mockImplementation(
      (command, args, id) =>
        new Promise((resolve) => {
          const answer = async (done: boolean) => {
            resolve(done ? { ack: this.seq } : { reject: "unknown" });
            await vi.advanceTimersByTimeAsync(0);
          };
          this.asked.push({ id: id!, command, args: args as Record<string, unknown>, answer });
        }),
    );
    for (let n = 0; n < count; n++) this.arrives();
  }

  view(): ConsoleTables {
    const { command_id, question_id } = this.done.at(-1) ?? { command_id: null, question_id: null };
    return {
      session: it(SESSION),
      step: it({ step: "group", beat: 0, beats: 1, at_ms: 0, began_at_ms: 0, skipped: [], r: 1 }),
      pitfalls: Object.fromEntries(PITFALLS),
      questions: { ...this.questions },
      places: { ...this.places },
      flags: { ...this.flags },
      undo: {
        here: {
          command_id,
          what: command_id === null ? null : "placed",
          n: 1,
          question_id,
          step: "group",
          shows: false,
          redo_shows: false,
          r: this.seq,
        },
      },
    };
  }
  /** The screen gets a delta, and draws. */
  show() {
    put(this.app.live, { view: this.view() });
    if (this.one.isOn) this.one.refresh();
  }
  get one() {
    return this.app.grouping.oneByOne;
  }
  get current() {
    return this.app.grouping.selected;
  }
  arrives(): string {
    const id = `q${String(this.seq).padStart(4, "0")}`;
    this.questions[id] = { text: `Nummer ${id}`, at_ms: this.seq, next: false, r: this.seq };
    this.places[id] = { pitfall: null, r: this.seq };
    this.flags[id] = { ...NO_FLAGS, state: "shown", r: this.seq++ };
    this.show();
    return id;
  }
  moves(id: string, pitfall: string | null) {
    this.places[id] = { pitfall, r: this.seq++ };
  }
  hides(id: string) {
    this.flags[id] = { ...this.flags[id]!, state: "hidden", r: this.seq++ };
  }
  withdraws(id: string) {
    for (const table of [this.questions, this.places, this.flags]) delete table[id];
  }
  /** The server answers the oldest command, and shows what follows. */
  async answers(done = true) {
    await this.answersUnseen(done);
    this.show();
  }
  /** The server answers the oldest command; what follows is not on the screen yet. */
  async answersUnseen(done = true) {
    const { id, command, args, answer } = this.asked.shift()!;
    if (done) {
      const ids = (args.ids as string[] | undefined) ?? [String(args.question_id)];
      const from = this.places[ids[0]!]?.pitfall ?? null;
      if (command === "place_questions")
        for (const one of ids) this.moves(one, args.pitfall as string | null);
      if (command === "hide_question") this.hides(ids[0]!);
      if (command === "undo") {
        const undone = this.done.find(({ command_id }) => command_id === args.command_id);
        if (undone?.question_id) this.moves(undone.question_id, undone.from);
        this.done = this.done.filter((one) => one !== undone);
      } else
        this.done = [
          ...this.done,
          { command_id: (args.batch as string | null) ?? id, question_id: ids[0]!, from },
        ];
    }
    await answer(done);
  }
  /** A press of undo, until all is answered and drawn. */
  async undoes() {
    const undone = this.app.undoing.undo();
    do {
      while (this.asked.length) await this.answers();
      await vi.advanceTimersByTimeAsync(600);
    } while (this.asked.length);
    await undone;
  }
  start() {
    this.one.toggle();
    this.show();
  }
}

const ids = (hall: Hall) => hall.one.pile.map(({ id }) => id);

test("placing a card shows the next at once, and the pile is without it before the server answers", async () => {
  const hall = new Hall(3);
  hall.start();
  const [a, b, c] = ids(hall) as [string, string, string];
  expect(hall.current).toBe(a);
  hall.app.grouping.place(FIRST);
  expect([hall.current, ids(hall), hall.one.progress]).toEqual([b, [b, c], { at: 2, all: 3 }]);
  hall.app.grouping.place(SECOND);
  hall.app.grouping.place(SECOND);
  // All three are on their way: the end of the pile, and none of them comes back while the answers come.
  expect([hall.current, hall.one.gone]).toEqual([null, null]);
  for (let n = 0; n < 3; n++) {
    await hall.answers();
    expect(hall.current).toBe(null);
  }
});

test("a card that the server refuses to place is in the pile again", async () => {
  const hall = new Hall(2);
  hall.start();
  const [a, b] = ids(hall) as [string, string];
  hall.app.grouping.place(FIRST);
  await hall.answers(false);
  expect([hall.current, ids(hall)]).toEqual([b, [a, b]]);
});

test("cards that arrive change neither the card on the screen nor the one that follows", () => {
  const hall = new Hall(2);
  hall.start();
  const [a, b] = ids(hall) as [string, string];
  const c = hall.arrives();
  expect([hall.current, ids(hall)]).toEqual([a, [a, b, c]]);
  expect(hall.one.progress).toEqual({ at: 1, all: 3 });
});

test("a card that is put off comes last, after those that arrive, until it is taken back", async () => {
  const hall = new Hall(2);
  hall.start();
  const [a, b] = ids(hall) as [string, string];
  hall.one.later();
  const c = hall.arrives();
  expect([hall.current, ids(hall), hall.one.waiting]).toEqual([b, [b, c, a], 1]);
  expect(hall.app.undoing.label).toContain(`Nummer ${a}`);
  await hall.undoes();
  expect([hall.current, ids(hall), hall.one.waiting, hall.asked]).toEqual([a, [a, b, c], 0, []]);
});

test("undo takes back what was done last: the placing of one card, and then putting another off", async () => {
  const hall = new Hall(4);
  hall.start();
  const [a, b, c] = ids(hall) as [string, string, string];
  hall.one.later();
  hall.app.grouping.place(FIRST);
  await hall.answers();
  expect(hall.current).toBe(c);
  await hall.undoes();
  expect([hall.current, hall.one.gone, ids(hall).at(-1)]).toEqual([b, null, a]);
  await hall.undoes();
  expect([hall.current, ids(hall)[0], hall.asked]).toEqual([a, a, []]);
});

test("undo pressed before the answer undoes what was done last, and each press undoes one", async () => {
  const hall = new Hall(4);
  hall.start();
  const [a, b, c, d] = ids(hall) as [string, string, string, string];
  for (const pitfall of [FIRST, SECOND, FIRST]) hall.app.grouping.place(pitfall);
  const presses = [hall.app.undoing.undo(), hall.app.undoing.undo()];
  for (let n = 0; n < 3; n++) await hall.answersUnseen();
  // Answered, but not shown: undo would take back one that was done earlier.
  await vi.advanceTimersByTimeAsync(100);
  expect(hall.asked).toEqual([]);
  hall.show();
  for (const undone of presses) {
    await vi.advanceTimersByTimeAsync(600);
    expect(hall.asked.map(({ command }) => command)).toEqual(["undo"]);
    await hall.answers();
    await undone;
  }
  const places = [a, b, c, d].map((id) => hall.places[id]!.pitfall);
  expect(places).toEqual([FIRST, null, null, null]);
});

test("undo of a command that stays unanswered is forgotten, with a word", async () => {
  const hall = new Hall(2);
  hall.start();
  hall.app.grouping.place(FIRST);
  void hall.app.undoing.undo();
  await vi.advanceTimersByTimeAsync(6_000);
  expect(hall.app.toast?.text).toBe(hall.app.words.undoLater);
  await hall.answers();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(hall.asked).toEqual([]);
});

test("a second key at the end of the tray never places a card of which the first is unanswered", () => {
  const hall = new Hall(2);
  const { grouping } = hall.app;
  const [a, b] = grouping.tray.map(({ id }) => id) as [string, string];
  grouping.select(b);
  grouping.place(FIRST);
  expect(hall.current).toBe(a);
  grouping.place(SECOND);
  grouping.place(SECOND);
  expect([hall.current, hall.asked.map(({ args }) => args.ids)]).toEqual([null, [[b], [a]]]);
});

test("the only card that is left cannot be put off, and says so", () => {
  const hall = new Hall(1);
  hall.start();
  hall.one.later();
  expect([hall.current, hall.one.waiting, hall.app.toast?.text]).toEqual([
    ids(hall)[0],
    0,
    hall.app.words.onlyThis,
  ]);
});

test.each([
  ["placed", (hall: Hall, id: string) => hall.moves(id, FIRST)],
  ["hidden", (hall: Hall, id: string) => hall.hides(id)],
  ["withdrawn", (hall: Hall, id: string) => hall.withdraws(id)],
] as const)("a card that other hands have %s stays and takes no key until a press goes on", (gone, act) => {
  const hall = new Hall(2);
  hall.start();
  const [a, b] = ids(hall) as [string, string];
  act(hall, a);
  hall.show();
  expect([hall.current, hall.one.gone]).toEqual([a, gone]);
  hall.app.grouping.place(SECOND);
  hall.app.grouping.hideSelected();
  expect([hall.current, hall.asked]).toEqual([a, []]);
  hall.app.grouping.accept(0);
  expect([hall.current, hall.one.gone, hall.one.waiting]).toEqual([b, null, 0]);
});

test("marks wait while the cards are gone through one by one", () => {
  const hall = new Hall(3);
  const [a, b, c] = Object.keys(hall.questions) as [string, string, string];
  hall.app.grouping.marked = [b, c];
  hall.start();
  expect(hall.app.grouping.picked).toEqual([a]);
  hall.app.grouping.merge();
  hall.app.grouping.place(FIRST);
  expect(hall.asked.map(({ command, args }) => [command, args.ids])).toEqual([["place_questions", [a]]]);
  hall.one.toggle();
  expect(hall.app.grouping.picked).toEqual([b, c]);
});

test("key 0 puts the card off, since it is not placed", () => {
  const hall = new Hall(2);
  hall.start();
  const [a, b] = ids(hall) as [string, string];
  hall.app.grouping.place(null);
  expect([hall.current, ids(hall), hall.asked]).toEqual([b, [b, a], []]);
});

/** A reproducible source of chance (mulberry32). */
function chance(seed: number) {
  return (below: number) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

test("over generated histories no card is lost, none comes twice, and only presses here change the card", async () => {
  for (let seed = 0; seed < 10; seed++) {
    const hall = new Hall(5);
    const any = chance(seed);
    const one = () => Object.keys(hall.questions)[any(Object.keys(hall.questions).length)];
    const onOne = (act: (id: string) => void) => () => {
      const id = one();
      if (id) act(id);
    };
    const here: (() => unknown)[] = [
      () => hall.app.grouping.place(FIRST),
      () => hall.app.grouping.place(null),
      () => hall.app.grouping.hideSelected(),
      () => hall.one.later(),
      () => hall.undoes(),
    ];
    const elsewhere: (() => unknown)[] = [
      () => hall.arrives(),
      onOne((id) => hall.moves(id, SECOND)),
      onOne((id) => hall.moves(id, null)),
      onOne((id) => hall.withdraws(id)),
      () => hall.asked.length && hall.answers(any(4) > 0),
    ];
    hall.start();
    for (let n = 0; n < 60; n++) {
      const before = hall.current;
      if (any(2)) await here[any(here.length)]!();
      else {
        await elsewhere[any(elsewhere.length)]!();
        hall.show();
        if (before !== null) expect(hall.current, `seed ${seed}`).toBe(before);
      }
      // Undo brings its card to the screen, so it is answered at once.
      while (hall.asked.some(({ command }) => command === "undo")) await hall.answers();
      hall.show();
      const tray = hall.app.cards.tray.map(({ id }) => id);
      const pile = ids(hall);
      const sent = hall.asked.flatMap(({ args }) => (args.ids as string[]) ?? [String(args.question_id)]);
      expect(new Set(pile).size, `seed ${seed}`).toBe(pile.length);
      expect([...pile, ...sent], `seed ${seed}`).toEqual(expect.arrayContaining(tray));
      expect(tray, `seed ${seed}`).toEqual(expect.arrayContaining(pile));
      if (hall.current === null) expect(pile, `seed ${seed}`).toEqual([]);
      else if (hall.one.gone === null) expect(pile, `seed ${seed}`).toContain(hall.current);
    }
  }
});
