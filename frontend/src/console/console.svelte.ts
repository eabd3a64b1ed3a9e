import { isForGrouping, lettersOfDevice } from "../live/invitation";
import { openScreen } from "../live/key";
import { Live, type Options, type Outcome } from "../live/live.svelte";
import { COUNTING_DOWN, GROUPING_COMMANDS } from "../live/protocol.generated";
import { TypedTexts } from "../live/typedTexts";
import { randomId } from "../live/outbox";
import { stepOf } from "../live/steps";
import type { Command, Commands, Given, Move, Rejection, Role, UndoRow } from "../live/wire";
import { consoleWords } from "../words/console";
import { browserLanguage } from "../words/languages";
import { clockIn, localeOf } from "../words/locales";
import { stepName } from "../words/steps";
import { Cards, type Card } from "./cards.svelte";
import { Countdown } from "./countdown";
import { Equipment } from "./equipment.svelte";
import { Grouping } from "./grouping/grouping.svelte";
import { HeldQuestions } from "./heldQuestions.svelte";
import { Keyboard } from "./keyboard.svelte";
import { Moves } from "./moves.svelte";
import type { Credentials } from "./credentials";
import { Rehearsal } from "./rehearsal/rehearsal.svelte";
import { Preferences } from "./preferences.svelte";
import { SecondPress } from "./secondPress.svelte";
import { TakenUp } from "./takenUp";
import { Undoing } from "./undoing.svelte";

const TOAST_MS = 6_000;
const TICK_MS = 200;
/** How many newcomers one press lets in: enough for a bus full of guests, not for a thousand bots. */
export const BATCH = 50;
/** A connection that is down for less than this raises no alarm. */
const PATIENCE_MS = 10_000;
/** A connection that is down for less than this does not make the figures old. */
const OLD_MS = 2_000;
/** A command counts as unanswered only after this time. */
const SLOW_MS = 1_000;
/** What another console did counts as just done for this long. */
const JUST_NOW_MS = 20_000;
/** So many letters of a question show which one it is. */
const LETTERS_QUOTED = 36;
const GROUPING: readonly Command[] = GROUPING_COMMANDS;

/** A command of this console, until it is answered. */
export interface Asked {
  id: string;
  command: Command;
  args: { to?: string; command_id?: string | null; batch?: string | null };
  since: number;
}

export type Dialog =
  | {
      kind: "help" | "find" | "equipment" | "board" | "access" | "held" | "door" | "pitfalls" | "run" | "end";
    }
  | { kind: "rehearse" | "rehearsal" | "wipe" }
  | { kind: "certain" }
  | { kind: "room" }
  | { kind: "undo"; undoes: UndoRow }
  | { kind: "redo" }
  | { kind: "question"; id: string; editing?: boolean }
  | { kind: "reply"; ids: readonly string[] }
  | { kind: "column"; pitfall: string };

/** Commands that show a question's text. */
type ShowsWords = "let_through" | "show_question" | "split_question" | "spotlight";

/** The console's state: the live view in the shapes that its components use, and the commands that they ask for. */
export class ConsoleState {
  readonly code: string;
  readonly key: string;
  readonly live: Live<"console">;
  readonly cards: Cards;
  readonly moves = new Moves(this);
  readonly secondPress = new SecondPress();
  readonly countdown = new Countdown(this);
  readonly held = new HeldQuestions(this);
  readonly takenUp = new TakenUp(this);
  readonly undoing = new Undoing(this);
  readonly grouping = new Grouping(this);
  readonly rehearsal = new Rehearsal(this);
  readonly keyboard = new Keyboard(this);
  readonly equipment = new Equipment(this);
  readonly preferences = new Preferences();
  /** Half-written texts of this session's dialogs. */
  readonly typed: TypedTexts;
  /** Whether a clicker's key was ignored because a text is being typed in a dialog. */
  clickerWaits = $state(false);
  dialog = $state<Dialog | null>(null);
  /** What has just happened; `undoes` is the id of the command that the toast's button undoes, or empty. */
  toast = $state<{ text: string; undoes: string } | null>(null);
  /** The last announcement to screen readers. */
  said = $state("");
  /** Whether this console has renewed all keys, its own among them. */
  hasRenewedKeys = $state(false);
  /** Server time in milliseconds, renewed every `TICK_MS`. */
  now = $state(0);
  /** The commands that have no answer yet. */
  asked = $state.raw<readonly Asked[]>([]);
  /** The revision that the last acknowledged command of this console has led to; 0 before the first. */
  lastAcknowledged = $state(0);
  /** The id of the last command that was acknowledged. */
  #acknowledged = "";
  #downSince = $state<number | null>(null);
  #toastEnds: ReturnType<typeof setTimeout> | undefined;
  /** Dialogs with a refused text, to be opened when the open one is closed. */
  #refused: Dialog[] = [];

  constructor(
    readonly credentials: Credentials,
    readonly connect = <R extends Role>(options: Options<R>) => new Live(options),
  ) {
    this.code = credentials.code;
    this.key = credentials.key;
    this.typed = new TypedTexts(this.code);
    // Not `browserLanguage()`: the run sheet may have a language that the screens do not have.
    const lang = navigator.language.slice(0, 2);
    this.live = connect({
      offline: !credentials.key,
      code: credentials.code,
      role: "console",
      key: credentials.key,
      device: credentials.device,
      lang,
    });
    this.cards = new Cards(this.live);
    this.now = this.live.now();
    setInterval(() => this.#tick(), TICK_MS);
  }

  session = $derived.by(() => this.live.one("session"));
  hasEnded = $derived.by(() => this.session?.ended ?? false);
  step = $derived.by(() => this.live.one("step"));
  sheet = $derived.by(() => this.live.one("sheet"));
  gates = $derived.by(() => this.live.one("gates"));
  door = $derived.by(() => this.live.one("door"));
  board = $derived.by(() => this.live.one("board"));
  arc = $derived.by(() => this.live.one("arc"));
  walk = $derived.by(() => this.live.one("walk"));
  counts = $derived.by(() => this.live.one("counts"));
  received = $derived.by(() => this.live.one("received"));
  timer = $derived.by(() => this.live.one("timer"));
  /** Whether the step has a countdown, which its part shows large. */
  countsDown = $derived.by(() => !!this.family && COUNTING_DOWN.includes(this.family));
  momentum = $derived.by(() => this.live.one("momentum"));
  presence = $derived.by(() => this.live.one("live.presence"));
  /** Where people join, once that has changed since the server started, or cannot be reached. */
  address = $derived.by(() => this.live.one("live.address"));
  poll = $derived.by(() => this.live.table("poll"));
  replies = $derived.by(() => this.live.table("replies"));
  tallies = $derived.by(() => this.live.table("tallies"));
  /** What undo and redo would do; nothing after the end, though replies can still be written then. */
  undoable = $derived.by(() =>
    this.hasEnded ? undefined : this.live.table("undo")[this.credentials.device],
  );
  devices = $derived.by(() => this.live.table("devices"));
  #pitfalls = $derived.by(() => this.live.table("pitfalls"));
  pitfalls = $derived(
    Object.entries(this.#pitfalls)
      .map(([id, row]) => ({ id, ...row }))
      .sort((a, b) => a.number - b.number),
  );
  language = $derived(this.session?.language ?? browserLanguage());
  words = $derived(consoleWords(this.language));
  #at = $derived(stepOf(this.step?.step ?? "lobby"));
  /** The step whose work is shown, which for a helper who only groups is always the same; undefined if unknown. */
  family = $derived.by(() => (this.isForGrouping ? "group" : this.#at?.family));
  /** The pitfall of the current step of the walk. */
  here = $derived(this.pitfalls.find((pitfall) => pitfall.id === this.#at?.pitfall));
  focus = $derived.by(() => this.cards.byId(this.board?.spotlight));
  note = $derived.by(() => this.live.table("notes")[this.step?.step ?? ""]?.text);
  second = $derived(Math.floor(this.now / 1_000));
  isLocked = $derived(this.gates?.lobby_locked ?? false);
  isHolding = $derived(this.door?.holding ?? false);
  /** The formatter of times of day. Making one takes half a frame, so it is made once for a language. */
  clock = $derived(clockIn(this.language));
  percent = $derived(new Intl.NumberFormat(localeOf(this.language), { style: "percent" }));
  /** Commands without an answer that the facilitator should know of: after `SLOW_MS`, or without a connection. */
  unanswered = $derived.by(() =>
    this.asked.filter(({ since }) => !this.live.online || this.now - since > SLOW_MS),
  );
  isLost = $derived(this.#downSince !== null && this.now - this.#downSince > PATIENCE_MS);
  /** The time of day of the figures once they are old, that is, when the connection went down; undefined before. */
  oldSince = $derived(
    this.#downSince !== null && this.now - this.#downSince > OLD_MS
      ? this.clock.format(this.#downSince)
      : undefined,
  );

  /** Whether this console was opened by a one-time code, and so has a key of its own. */
  get isInvited() {
    return this.key.startsWith(`${this.credentials.device}.`);
  }

  /** Whether this console was invited for grouping only. */
  get isForGrouping() {
    return this.isInvited && isForGrouping(this.credentials.device);
  }
  /** Whether this console may send the command; it shows no button and takes no key for any other. */
  may(command: Command): boolean {
    return !this.isForGrouping || GROUPING.includes(command);
  }
  /** What other consoles have just done, the latest first. */
  movedByOthers = $derived.by(() =>
    (this.live.one("live.moves")?.latest ?? [])
      .filter(
        ({ device, at_ms }) =>
          device !== this.credentials.device && this.second * 1_000 - at_ms < JUST_NOW_MS,
      )
      .reverse(),
  );

  /** The name of the console that has just put this question where it is; undefined if none has, or this one. */
  moverOf(id: string): string | undefined {
    const move = this.movedByOthers.find(({ what, ids }) => what === "placed" && ids.includes(id));
    return move && move.pitfall === this.cards.byId(id)?.pitfall ? this.deviceName(move.device) : undefined;
  }

  /** A device's name, or what it is and a few letters of its id; the organiser's pages have no device. */
  deviceName(id: string): string {
    if (!id) return this.words.organiser;
    return this.devices[id]?.name || `${this.words.device} ${lettersOfDevice(id)}`;
  }
  /** What a console did, in one line. */
  sentenceOf({ device, what, ids, pitfall }: Move): string {
    const where = pitfall && this.placeName(pitfall);
    return this.words.justMoved[what](this.deviceName(device), this.named(ids), where);
  }
  /** The question in quotes, if it is one and its text is shown here; else how many they are. */
  named(ids: readonly string[]): string {
    const card = ids.length === 1 ? this.cards.byId(ids[0]) : undefined;
    if (!card || this.held.isCovered(card)) return this.words.someQuestions(ids.length);
    const { text } = card;
    const isLong = text.length > LETTERS_QUOTED;
    return this.words.quoted(isLong ? `${text.slice(0, LETTERS_QUOTED).trimEnd()} …` : text);
  }

  number(pitfall: string): number {
    return this.#pitfalls[pitfall]?.number ?? 0;
  }
  name(step: string): string {
    return stepName(step, this.language, (id) => this.#pitfalls[id]?.short);
  }
  placeName(pitfall: string | null): string {
    return pitfall ? (this.#pitfalls[pitfall]?.short ?? "") : this.words.unplaced;
  }

  /** Ask for a command; whether it was accepted. `said` has messages for rejections that differ from the usual ones. */
  ask<C extends Command>(
    command: C,
    ...rest: Given<C, Partial<Record<Rejection, string>>>
  ): Promise<boolean> {
    return this.askAs(randomId(), command, ...rest);
  }
  /** Like `ask`, with the command's id given; a question that the command adds has the same id. */
  async askAs<C extends Command>(
    id: string,
    command: C,
    ...[args, said]: Given<C, Partial<Record<Rejection, string>>>
  ): Promise<boolean> {
    const outcome = await this.outcomeOf(id, command, ...([args] as Given<C, never>));
    if ("reject" in outcome) this.refuse(outcome.reject, said);
    return "ack" in outcome;
  }
  /** Like `askAs`, with the server's answer; a rejection is left to the caller to show. */
  async outcomeOf<C extends Command>(id: string, command: C, ...[args]: Given<C, never>): Promise<Outcome> {
    const asked: Asked = { id, command, args: args ?? {}, since: this.live.now() };
    this.asked = [...this.asked, asked];
    const outcome = await this.live.ask(command, ...([args, id] as Given<C, string>));
    this.#drop(asked);
    this.undoing.answered(asked, outcome);
    if ("ack" in outcome) {
      this.#acknowledged = id;
      this.lastAcknowledged = Math.max(this.lastAcknowledged, outcome.ack);
    }
    return outcome;
  }
  /** Say why a command was refused, with `said` for rejections that differ from the usual ones. */
  refuse(code: Rejection, said?: Partial<Record<Rejection, string>>) {
    this.tell(said?.[code] ?? this.words.rejects[code] ?? this.words.failed);
  }
  /** Ask to show a question with the text that was read; if it has changed, a message asks to read it again. */
  async askAsRead(command: ShowsWords, card: Card): Promise<boolean> {
    const { rereadText } = this.words;
    if (this.cards.changes.isUnread(card.id)) this.tell(rereadText);
    else return this.ask(command, { question_id: card.id, seen: card.r }, { stale: rereadText });
    return false;
  }
  /** Take back those commands that were never sent, such as a key that was pressed once too often. */
  takeBack(asked: readonly Asked[]) {
    for (const one of asked) if (this.live.takeBack(one.id)) this.#drop(one);
  }
  #drop(asked: Asked) {
    this.asked = this.asked.filter((one) => one !== asked);
  }
  /** Close the open dialog; if a half-written text in it is kept, a message says so. */
  close() {
    const at = this.dialog;
    const name =
      at?.kind === "question" ? questionText(at.id) : at?.kind === "reply" ? replyText(at.ids) : at?.kind;
    const { textKept } = this.words;
    this.#shut();
    if (name && this.typed.names(name).length) this.tell(textKept);
  }
  /** Close the dialog, and open the next one whose text was refused in the meantime. */
  #shut() {
    this.clickerWaits = false;
    this.dialog = this.#refused.shift() ?? null;
  }
  /** Open a dialog whose text was refused, at once or when the open one is closed. */
  openAgain(dialog: Dialog) {
    if (!this.dialog) this.dialog = dialog;
    else if (dialog.kind !== "room" || !this.#refused.some(({ kind }) => kind === "room"))
      this.#refused.push(dialog);
  }
  /**
   * Ask for a command and close the dialog at once: if it waited for the answer, it could close between two keystrokes.
   * If the command is refused, `back` is opened; the caller keeps the text until then.
   */
  async askAndClose<C extends Command>(
    command: C,
    args: Commands[C],
    back?: Dialog,
    said?: Partial<Record<Rejection, string>>,
  ): Promise<boolean> {
    this.#shut();
    const done = await this.ask(command, ...([args, said] as Given<C, Partial<Record<Rejection, string>>>));
    if (!done && back) this.openAgain(back);
    return done;
  }
  /** Show a toast for `TOAST_MS`; if `canUndo`, with a button that undoes the last acknowledged command. */
  tell(text: string, canUndo = false) {
    this.toast = { text, undoes: canUndo && !this.hasEnded ? this.#acknowledged : "" };
    clearTimeout(this.#toastEnds);
    this.#toastEnds = setTimeout(() => (this.toast = null), TOAST_MS);
  }
  say(text: string) {
    this.said = text;
  }

  /**
   * Open the board in another window of this browser, from which a clicker's keys reach this page. The window's name
   * contains the session's code, so that the board of a rehearsal does not replace the real one.
   */
  openBoard() {
    openScreen(this.code, "board", this.key, `summe-board-${this.code}`);
  }
  /** Renew all keys: every link and every device's key stops working, this console's last. */
  async renewKeys() {
    this.hasRenewedKeys = true;
    for (const role of ["board", "facilitator"] as const)
      this.hasRenewedKeys &&= await this.ask("renew_key", { role });
  }
  toggleLock() {
    void this.ask(this.isLocked ? "unlock_lobby" : "lock_lobby");
  }
  hold(on: boolean) {
    void this.ask(on ? "start_holding" : "stop_holding");
  }
  /** Let in up to `BATCH` more of those who wait outside. */
  admitSome() {
    void this.ask("admit_newcomers", { up_to: (this.counts?.joined ?? 0) + BATCH });
  }
  /** Forget the first of two presses, else close what is shown about a suggestion, else unmark the cards. */
  cancel() {
    const wasArmed = this.secondPress.disarm();
    if (!this.moves.cancel() && !wasArmed && !this.grouping.stopExplaining()) this.grouping.unmark();
  }
  /** Why the hall does not see what this step puts on the board, in words; undefined if it does, or nothing is known. */
  get notSeen(): string | undefined {
    const { board } = this.equipment;
    if (board === "none" || board === "hidden") return this.equipment.trouble;
    if (this.board?.blank) return this.words.boardBlack;
    return this.board?.frozen ? this.words.boardFrozen : undefined;
  }
  toggleBlack() {
    void this.ask(this.board?.blank ? "light_board" : "blank_board");
  }
  toggleFreeze() {
    void this.ask(this.board?.frozen ? "release_board" : "freeze_board");
  }
  toggleQr() {
    void this.ask(this.board?.qr ? "hide_qr" : "show_qr");
  }
  async hideAllFrom(id: string) {
    if (await this.ask("hide_all_from", { question_id: id })) this.tell(this.words.allHidden, true);
  }
  /** Sweep out all who joined after `at_ms`; `what` says in words whom and what that removes, if it is known. */
  async sweepNewerThan(at_ms: number, what?: string) {
    if (await this.askAndClose("sweep_newer_than", { at_ms: Math.round(at_ms) }))
      this.tell(what ? this.words.sweptOut(what) : this.words.sweptAll, true);
  }

  #tick() {
    this.now = this.live.now();
    this.equipment.noteAnswer();
    if (this.live.online) this.#downSince = null;
    else this.#downSince ??= this.now;
  }
}
/** The name under which a half-written correction is kept. */
export const questionText = (id: string) => `question.${id}`;
/** The name under which a half-written reply to these questions is kept. */
export const replyText = (ids: readonly string[]) => `reply.${ids.join(".")}`;
export type Pitfall = ConsoleState["pitfalls"][number];
