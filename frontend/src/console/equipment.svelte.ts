import { invite, isBoard } from "../live/invitation";
import type { BoardSound, StepFamily } from "../live/wire";
import { equipmentWords } from "../words/equipment";
import type { ConsoleState } from "./console.svelte";

/** A board that has not answered for so long after a gong was asked for does not answer. */
const ANSWER_MS = 6_000;
/** Where a gong is still to come, so that a silent board is pointed out. */
const BEFORE_THE_GONG: readonly StepFamily[] = ["lobby", "overview", "buzz"];

/** Whether the room sees a board: one is shown, all that are open are hidden, none is open, or nobody can tell. */
export type BoardState = "shown" | "hidden" | "none" | "unknown";
/** What became of a gong that this console asked for. */
export type GongState = BoardSound | "asked" | "none" | "unanswered" | "offline";
export interface Remote {
  name: string;
  shown: boolean;
}

/** What the room needs beside this console, as the server knows it just now: boards, their sound, and remotes. */
export class Equipment {
  /** The browser keeps this console's own screen on. */
  isKeptAwake = $state(false);
  /** What became of the copying of a link. */
  linkSaid = $state("");
  /** A link to a board that the browser would not copy, to be copied by hand. */
  linkByHand = $state("");
  /** The last gong asked for: the number of the one before it, when, whether it went out, and without any board. */
  #gong = $state.raw<{ before: number; at: number; sent: boolean; wasAlone: boolean } | null>(null);

  constructor(
    private readonly app: Pick<
      ConsoleState,
      | "live"
      | "presence"
      | "devices"
      | "now"
      | "credentials"
      | "family"
      | "language"
      | "key"
      | "code"
      | "tell"
    >,
  ) {}

  words = $derived.by(() => equipmentWords(this.app.language));
  /** Nothing is known while the connection is down. */
  #presence = $derived.by(() => (this.app.live.online ? this.app.presence : undefined));

  board = $derived.by((): BoardState => {
    const presence = this.#presence;
    if (!presence) return "unknown";
    if (!presence.boards) return "none";
    return presence.boards === presence.boards_hidden ? "hidden" : "shown";
  });
  /** How the boards sound: one that does is enough. Undefined while none has said. */
  sound = $derived.by((): BoardSound | undefined => {
    const sound = this.#presence?.sound;
    if (!sound) return undefined;
    return sound.on ? "on" : sound.blocked ? "blocked" : sound.muted ? "muted" : undefined;
  });
  /** Other consoles that are connected. */
  remotes = $derived.by((): Remote[] =>
    Object.entries(this.#presence?.devices ?? {})
      .filter(([id]) => !isBoard(id) && id !== this.app.credentials.device)
      .map(([id, { shown }]) => ({ name: this.app.devices[id]?.name ?? "", shown })),
  );
  /** What the facilitator should mend first, in a few words; undefined when all is well or nothing is known. */
  trouble = $derived.by((): string | undefined => {
    if (this.board === "none") return this.words.noBoard;
    if (this.board === "hidden") return this.words.hiddenShort;
    const { family } = this.app;
    const isSilent = this.sound === "muted" || this.sound === "blocked";
    return isSilent && family && BEFORE_THE_GONG.includes(family) ? this.words.soundShort : undefined;
  });

  /** What became of the gong that this console asked for last; undefined before the first. */
  get gong(): GongState | undefined {
    if (!this.#gong) return undefined;
    if (!this.#gong.sent) return "offline";
    const answer = this.app.presence?.gong;
    if (answer && answer.n > this.#gong.before) {
      if (answer.on) return "on";
      if (answer.blocked) return "blocked";
      if (answer.muted) return "muted";
    }
    if (this.board === "none") return "none";
    if (this.app.now - this.#gong.at < ANSWER_MS) return "asked";
    // A board that has come later was never asked.
    return this.#gong.wasAlone ? undefined : "unanswered";
  }
  /** The same in words; `some` of several boards are counted. */
  get gongText(): string | undefined {
    const { gong, app, words } = this;
    if (!gong) return undefined;
    const answer = app.presence?.gong;
    const answered = answer ? answer.on + answer.blocked + answer.muted : 0;
    return gong === "on" && answer && answer.on < answered
      ? words.gongSome(answer.on, answered)
      : words.gong[gong];
  }

  /** Ask every board for a gong. */
  trySound() {
    const { app } = this;
    const sent = app.live.online && app.live.signal({ t: "gong" });
    const wasAlone = this.board === "none";
    this.#gong = { before: app.presence?.gong.n ?? 0, at: app.live.now(), sent, wasAlone };
  }

  /** Copy a link that opens the board on another computer, once; `made` is one that there is already. */
  async copyBoardLink(made?: string) {
    const { app, words } = this;
    let link = made;
    this.linkSaid = this.linkByHand = "";
    try {
      link ??= (await invite(app.key, app.code, "board")).link;
    } catch {
      return void (this.linkSaid = words.linkFailed);
    }
    try {
      await navigator.clipboard.writeText(link);
      this.linkSaid = words.linkCopied;
    } catch {
      this.linkByHand = link;
    }
  }
}
