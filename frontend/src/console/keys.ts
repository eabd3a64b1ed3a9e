import { COUNTING_DOWN } from "../live/protocol.generated";
import type { Command, StepFamily } from "../live/wire";
import { clickerKey, pressesControl } from "../pieces/clicker";
import { keyOf } from "../pieces/keyOf";
import type { ConsoleWords } from "../words/console";
import type { ConsoleState, Dialog } from "./console.svelte";

interface Key {
  /** As `keyOf` names them. */
  keys: string[];
  label: keyof ConsoleWords["keys"];
  /** `shift` is whether Shift is held down with it. */
  does: (app: ConsoleState, key: string, shift: boolean) => void;
  /** A letter, digit or sign; these can be switched off. */
  single?: boolean;
  /** A clicker sends it, so the board's window passes it on. */
  clicker?: boolean;
  /** The steps in which it has this meaning; undefined for all. */
  families?: readonly StepFamily[];
  /** It works in this dialog too. */
  dialog?: Dialog["kind"];
  /** It acts repeatedly while it is held down. */
  repeats?: boolean;
}
const GROUPING: StepFamily[] = ["group"];
const WALKING: StepFamily[] = ["walk"];
const FIGURES = ["0", "1", "2", "3", "4", "5", "6"];
const ARROWS = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"];

/** All keys that work wherever the focus is; the first that fits counts. The rows of lists have further keys. */
export const KEYS: Key[] = [
  {
    keys: ARROWS,
    label: "arrows",
    families: GROUPING,
    repeats: true,
    does: (app, key, shift) => app.grouping.go(key, shift),
  },
  { keys: [" "], label: "mark", families: GROUPING, does: (app) => app.grouping.toggleSelected() },
  { keys: ["Enter"], label: "accept", families: GROUPING, does: (app) => app.grouping.accept(0) },
  {
    keys: ["Delete", "Backspace"],
    label: "hide",
    families: GROUPING,
    does: (app) => app.grouping.hideSelected(),
  },
  { keys: ["PageDown"], label: "next", clicker: true, does: (app) => app.moves.nextByKey() },
  { keys: ["PageUp"], label: "back", clicker: true, does: (app) => app.moves.back() },
  { keys: ["Escape"], label: "escape", clicker: true, does: (app) => app.cancel() },
  { keys: ["b", "."], label: "black", clicker: true, single: true, does: (app) => app.toggleBlack() },
  { keys: ["F5"], label: "light", clicker: true, does: (app) => void app.ask("light_board") },
  { keys: ["p"], label: "freeze", single: true, does: (app) => app.toggleFreeze() },
  { keys: ["q"], label: "qr", single: true, does: (app) => app.toggleQr() },
  { keys: ["f"], label: "find", single: true, does: (app) => (app.dialog = { kind: "find" }) },
  { keys: ["h"], label: "help", single: true, does: (app) => (app.dialog = { kind: "help" }) },
  { keys: ["n"], label: "room", single: true, does: (app) => (app.dialog = { kind: "room" }) },
  { keys: ["l"], label: "door", single: true, does: (app) => (app.dialog = { kind: "door" }) },
  { keys: ["v"], label: "uncover", single: true, dialog: "held", does: (app) => app.held.uncoverFirst() },
  {
    keys: ["g"],
    label: "letThrough",
    single: true,
    dialog: "held",
    does: (app) => app.held.letUncoveredThrough(),
  },
  { keys: ["x"], label: "hideHeld", single: true, dialog: "held", does: (app) => app.held.hideUncovered() },
  {
    keys: ["s"],
    label: "timer",
    single: true,
    families: COUNTING_DOWN,
    does: (app) => app.countdown.toggle(),
  },
  { keys: FIGURES, label: "place", single: true, families: GROUPING, does: place },
  { keys: ["a"], label: "second", single: true, families: GROUPING, does: (app) => app.grouping.accept(1) },
  {
    keys: ["d"],
    label: "why",
    single: true,
    families: GROUPING,
    does: (app) => app.grouping.explainSelected(),
  },
  {
    keys: ["t"],
    label: "acceptAll",
    single: true,
    families: GROUPING,
    does: (app) => (app.dialog = { kind: "certain" }),
  },
  {
    keys: ["t"],
    label: "takenUp",
    single: true,
    families: WALKING,
    does: (app) => app.takenUp.press(),
  },
  { keys: ["s"], label: "gather", single: true, families: GROUPING, does: (app) => app.grouping.gather() },
  {
    keys: ["e"],
    label: "oneByOne",
    single: true,
    families: GROUPING,
    does: (app) => app.grouping.toggleOneByOne(),
  },
  { keys: ["m"], label: "merge", single: true, families: GROUPING, does: (app) => app.grouping.merge() },
  {
    keys: ["u"],
    label: "split",
    single: true,
    families: GROUPING,
    does: (app) => app.grouping.splitSelected(),
  },
];

/** The command that each key leads to, null if to none: a console that may not send it does not have the key. */
const LEADS_TO: Record<Key["label"], Command | null> = {
  arrows: null,
  mark: null,
  escape: null,
  find: null,
  gather: null,
  why: null,
  help: null,
  accept: "place_questions",
  second: "place_questions",
  acceptAll: "place_questions",
  place: "place_questions",
  tray: "place_questions",
  merge: "merge_questions",
  split: "split_question",
  markRange: null,
  markShown: null,
  putOff: null,
  oneByOne: "place_questions",
  undo: "undo",
  redo: "redo",
  hide: "hide_question",
  hideHeld: "hide_question",
  uncover: "let_through",
  letThrough: "let_through",
  next: "next_beat",
  back: "enter_step",
  black: "blank_board",
  light: "light_board",
  freeze: "freeze_board",
  qr: "show_qr",
  room: "ask_for_room",
  door: "lock_lobby",
  timer: "start_timer",
  takenUp: "mark_taken_up",
};
/** Whether this console has the key with this meaning. */
export function hasKey(app: Pick<ConsoleState, "may">, label: Key["label"]): boolean {
  const command = LEADS_TO[label];
  return command === null || app.may(command);
}

function place(app: ConsoleState, key: string) {
  const pitfall = app.pitfalls[Number(key) - 1];
  if (key === "0") app.grouping.place(null);
  else if (pitfall) app.grouping.place(pitfall.id);
}

/** Act on a clicker's key that the board's window passes on; `repeat` if it is held down. */
export function pressFromBoard(app: ConsoleState, key: string, repeat: boolean) {
  const found = keyFor(app, key);
  if (found?.clicker) act(app, found, { key, repeat, shiftKey: false });
}

/** The entry of `KEYS` for a key in the current step. */
const keyFor = (app: ConsoleState, key: string) =>
  KEYS.find(
    ({ keys, label, families }) =>
      keys.includes(key) &&
      hasKey(app, label) &&
      (!families || (app.family !== undefined && families.includes(app.family))),
  );

/** The entry that the current press acted on. Next counts as held down only if it was Next from the first. */
let held: Key | undefined;

function act(app: ConsoleState, found: Key, press: Pick<KeyboardEvent, "key" | "repeat" | "shiftKey">) {
  const { key, repeat, shiftKey } = press;
  if (found.label === "next" || found.label === "back") app.keyboard.leads();
  if (!repeat || found.repeats) found.does(app, key, shiftKey);
  else if (found.label === "next" && held === found) app.moves.hold();
  held = found;
}

const CHOICES = "[type=checkbox], [type=radio]";
const isChoosing = (target: EventTarget | null) => target instanceof HTMLElement && target.matches(CHOICES);
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches(`input:not(${CHOICES}), textarea, select`);
/** Keys that a single-line field does not use. */
const PAGING = ["PageDown", "PageUp", "F5", "Escape"];
const usesKey = (target: EventTarget | null, key: string) =>
  isTyping(target) && !(PAGING.includes(key) && (target as HTMLElement).matches("input"));

/**
 * Keys that follow each other within this time are one burst of typing. A burst that began in a dialog must not go on as
 * shortcuts once the dialog has closed: by itself, or by Esc in a text field.
 */
const BURST_MS = 700;
/** The time stamp of the last key of such a burst. */
let strayed = -BURST_MS;
const isInBurst = (event: KeyboardEvent) => event.timeStamp - strayed < BURST_MS;
/** A press of mouse or finger ends a burst: the person has seen that the dialog closed. */
export const endBurst = () => void (strayed = -BURST_MS);
/** Keys other than letters and signs that are pressed while typing. */
const EDITING = ["Enter", "Delete", "Backspace", ...ARROWS];
/** Whether a key goes on with a burst; pressing it alone would not begin one. */
const goesOn = (event: KeyboardEvent, key: string) =>
  isInBurst(event) && (key.length === 1 || key === "Shift" || EDITING.includes(key));

/** Handle a key in the console's window that no element in it has handled. */
export function keydown(app: ConsoleState, event: KeyboardEvent) {
  const key = keyOf(event);
  const isCommand = event.ctrlKey || event.metaKey;
  if (!event.repeat) held = undefined;
  if (event.defaultPrevented || event.altKey) return;
  if (app.dialog) {
    if (!isCommand) return inDialog(app, event, key);
    // Such as Ctrl+Enter, which sends what was typed.
    return void (strayed = -BURST_MS);
  }
  if (usesKey(event.target, key)) return;
  if (!isCommand && goesOn(event, key)) {
    strayed = event.timeStamp;
    // The focus is back where it was before the dialog: neither may a space press the button that has it.
    return event.preventDefault();
  }
  strayed = -BURST_MS;
  if (!isCommand) return inRoom(app, event, key);
  if (key === "z" && !event.shiftKey) void app.undoing.undo();
  else if (key === "y" || key === "z") void app.undoing.redo();
  else if (key === "a" && app.family === "group") app.grouping.markShown();
  else return;
  event.preventDefault();
}

/**
 * The key that a clicker's arrow, Space or Enter stands for. Letters, signs and Backspace stay as they are, because the
 * console has its own meanings for them; so do N and P unless the clicker sends them.
 */
function roomKey(app: ConsoleState, key: string): string {
  const isOwn = key === "Backspace" || (key.length === 1 && key !== " ");
  const isClickers = app.preferences.clickerLetters && (key === "n" || key === "p");
  return isOwn && !isClickers ? key : (clickerKey(key) ?? key);
}
const isCard = (target: EventTarget | null) => target instanceof HTMLElement && target.matches("[data-card]");

/** Act on a key while no dialog is open and no text is typed; the browser ignores one that has a meaning here. */
function inRoom(app: ConsoleState, event: KeyboardEvent, typed: string) {
  const meant = roomKey(app, typed);
  // In grouping, arrows, Space and Enter are for the cards.
  const key = typed.length > 1 || typed === " " ? (keyFor(app, typed) ? typed : meant) : meant;
  const found = keyFor(app, key);
  if (!found || (found.single && !app.preferences.singleKeys)) return;
  if (pressesControl(event.target, typed) && !isCard(event.target)) return;
  act(app, found, pressed(event, key));
  event.preventDefault();
}
/** The press of a key that stands for `key`. */
const pressed = ({ repeat, shiftKey }: KeyboardEvent, key: string) => ({ key, repeat, shiftKey });

/**
 * Act on a key while a dialog is open: on the dialog's own shortcuts and on a clicker's keys. Next and Back close the
 * dialog and take effect, unless a text is being typed in it; then it says that the clicker waits. Keys that cover or
 * uncover the board leave the dialog open.
 */
function inDialog(app: ConsoleState, event: KeyboardEvent, key: string) {
  const types = isTyping(event.target);
  if (key.length === 1) {
    if (types) return void (strayed = event.timeStamp);
    const found = KEYS.find(
      ({ keys, label, dialog, clicker }) =>
        keys.includes(key) && hasKey(app, label) && (clicker || dialog === app.dialog?.kind),
    );
    if (!found || !app.preferences.singleKeys || isInBurst(event)) return void (strayed = event.timeStamp);
    act(app, found, pressed(event, key));
    return event.preventDefault();
  }
  // In a text field such keys are part of the typing.
  if (!types) strayed = -BURST_MS;
  // Up and down scroll the dialog, Enter presses a button and arrows go from one choice to the next, so they are not
  // taken for a clicker's.
  const usesArrows = types || isChoosing(event.target);
  const meant = key === "ArrowRight" || key === "ArrowLeft" ? (usesArrows ? key : roomKey(app, key)) : key;
  const found = KEYS.find(
    ({ keys, label, clicker }) => clicker && keys.includes(meant) && hasKey(app, label),
  );
  if (!found || found.label === "escape") return;
  event.preventDefault();
  if (found.label === "light") return act(app, found, pressed(event, meant));
  if (types) return void (app.clickerWaits = true);
  app.close();
  act(app, found, pressed(event, meant));
}
