import type { StepFamily } from "../live/wire";
import type { ConsoleWords } from "../words/console";
import type { ConsoleState } from "./console.svelte";

interface Key {
  keys: string[];
  label: keyof ConsoleWords["keys"];
  does: (app: ConsoleState, key: string) => void;
  /** A letter, figure or sign: these can be switched off. */
  single?: boolean;
  /** A clicker has it, so the board's window hands it over. */
  clicker?: boolean;
  /** Only in these steps. */
  families?: StepFamily[];
}
const GROUPING: StepFamily[] = ["group"];
const WALKING: StepFamily[] = ["walk"];
const FIGURES = ["0", "1", "2", "3", "4", "5", "6"];

/** Every key that works wherever the focus is. Keys that belong to a card are the cards' own. */
export const KEYS: Key[] = [
  { keys: ["PageDown"], label: "next", clicker: true, does: (app) => app.moves.next() },
  { keys: ["PageUp"], label: "back", clicker: true, does: (app) => app.moves.back() },
  { keys: ["Escape"], label: "escape", clicker: true, does: (app) => app.moves.cancel() },
  { keys: ["b", "."], label: "black", clicker: true, single: true, does: (app) => app.toggleBlack() },
  { keys: ["F5"], label: "light", clicker: true, does: (app) => void app.ask("light_board") },
  { keys: ["p"], label: "freeze", single: true, does: (app) => app.toggleFreeze() },
  { keys: ["q"], label: "qr", single: true, does: (app) => app.toggleQr() },
  { keys: ["f"], label: "find", single: true, does: (app) => (app.dialog = { kind: "find" }) },
  { keys: ["h"], label: "help", single: true, does: (app) => (app.dialog = { kind: "help" }) },
  { keys: ["n"], label: "room", single: true, does: (app) => (app.dialog = { kind: "room" }) },
  { keys: ["l"], label: "door", single: true, does: (app) => (app.dialog = { kind: "door" }) },
  { keys: ["v"], label: "uncover", single: true, does: (app) => app.uncoverFirst() },
  { keys: FIGURES, label: "place", single: true, families: GROUPING, does: place },
  {
    keys: ["t"],
    label: "acceptAll",
    single: true,
    families: GROUPING,
    does: (app) => app.grouping.takeProposals(),
  },
  {
    keys: ["t"],
    label: "takenUp",
    single: true,
    families: WALKING,
    does: (app) => app.toggleTakenUp(),
  },
  { keys: ["m"], label: "merge", single: true, families: GROUPING, does: (app) => app.grouping.merge() },
];

function place(app: ConsoleState, key: string) {
  const pitfall = app.pitfalls[Number(key) - 1];
  if (key === "0") app.grouping.place(null);
  else if (pitfall) app.grouping.place(pitfall.id);
}

/** What the board's window hands over: a clicker's key, perhaps one that is held down. */
export function pressFromBoard(app: ConsoleState, key: string, repeat: boolean) {
  if (!repeat) press(app, key, true);
  else if (key === "PageDown") app.moves.hold();
}

/** Act on a key, from this window or from the board's; whether it meant anything. */
export function press(app: ConsoleState, pressed: string, fromBoard = false): boolean {
  const key = pressed.length === 1 ? pressed.toLowerCase() : pressed;
  const found = KEYS.find(
    ({ keys, families }) =>
      keys.includes(key) && (!families || (app.family !== undefined && families.includes(app.family))),
  );
  if (!found || (fromBoard && !found.clicker)) return false;
  if (found.single && !fromBoard && !app.preferences.singleKeys) return false;
  found.does(app, key);
  return true;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input, textarea, select");

/**
 * Letters that follow each other within this are one burst of typing. One that began in a dialog does not go on
 * as shortcuts in the room when the dialog closes by itself meanwhile.
 */
const BURST_MS = 700;
let strayed = -BURST_MS;

/** What the console's window does with a key that no card has taken. */
export function keydown(app: ConsoleState, event: KeyboardEvent) {
  const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
  if (isLetter && (app.dialog ? !isTyping(event.target) : event.timeStamp - strayed < BURST_MS))
    return void (strayed = event.timeStamp);
  // Any other key, such as Escape, is meant for the dialog as it is, and ends the burst.
  if (!isLetter) strayed = -BURST_MS;
  if (event.defaultPrevented || event.altKey || isTyping(event.target) || app.dialog) return;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) app.undo();
    else if (key === "y" || key === "z") app.redo();
    else return;
    event.preventDefault();
  } else if (event.repeat && event.key === "PageDown") {
    app.moves.hold();
    event.preventDefault();
  } else if (event.repeat ? KEYS.some(({ keys }) => keys.includes(event.key)) : press(app, event.key)) {
    event.preventDefault();
  }
}
