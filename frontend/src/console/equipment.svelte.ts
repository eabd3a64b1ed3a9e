import { invite, isBoard, isForGrouping } from "../live/invitation";
import { COUNTING_DOWN, STEPS } from "../live/protocol.generated";
import type { BoardSound } from "../live/wire";
import { equipmentWords } from "../words/equipment";
import type { ConsoleState } from "./console.svelte";

/** How long a board may take to answer a request for a gong. */
const ANSWER_MS = 6_000;
const ARC = Object.keys(STEPS);
const LAST_GONG = Math.max(...COUNTING_DOWN.map((family) => ARC.indexOf(family)));
/** The steps in which a gong is still to come, so that a muted or blocked board is pointed out. */
const BEFORE_THE_GONG: readonly string[] = ARC.slice(0, LAST_GONG + 1);

/** Whether the room sees a board: one is shown, all open ones are hidden, none is open, or the console is offline. */
export type BoardState = "shown" | "hidden" | "none" | "unknown";
/** The result of a gong that this console asked for. */
export type GongState = BoardSound | "asked" | "none" | "unanswered" | "offline";
export interface Remote {
  name: string;
  shown: boolean;
}

/** The equipment as the server knows it now: boards, their sound, and remotes. */
export class Equipment {
  /** Whether the browser keeps this console's own screen on. */
  isKeptAwake = $state(false);
  /** The message after a link was copied, or could not be made. */
  linkSaid = $state("");
  /** A link to a board that the browser did not copy, to be copied by hand. */
  linkByHand = $state("");
  /**
   * The last request for a gong: the number of the gong before it, when, if it was sent, if no board was open, and if
   * a board has answered.
   */
  #gong = $state.raw<{
    before: number;
    at: number;
    sent: boolean;
    wasAlone: boolean;
    wasAnswered: boolean;
  } | null>(null);

  constructor(
    private readonly app: Pick<
      ConsoleState,
      | "live"
      | "presence"
      | "keyboard"
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
  /** The boards' sound; "on" if one of them has it on. Undefined while none has reported. */
  sound = $derived.by((): BoardSound | undefined => {
    const sound = this.#presence?.sound;
    if (!sound) return undefined;
    return sound.on ? "on" : sound.blocked ? "blocked" : sound.muted ? "muted" : undefined;
  });
  /** Other consoles that are connected and can lead, so not those of helpers who only group. */
  remotes = $derived.by((): Remote[] =>
    Object.entries(this.#presence?.devices ?? {})
      .filter(([id]) => !isBoard(id) && !isForGrouping(id) && id !== this.app.credentials.device)
      .map(([id, { shown }]) => ({ name: this.app.devices[id]?.name ?? "", shown })),
  );
  /** What the facilitator should put right first, in a few words; undefined if nothing is wrong or known. */
  trouble = $derived.by((): string | undefined => {
    if (this.board === "none") return this.words.noBoard;
    if (this.board === "hidden") return this.words.hiddenShort;
    const { family, keyboard } = this.app;
    if (keyboard.isMissed) return this.words.keysShort;
    const isSilent = this.sound === "muted" || this.sound === "blocked";
    return isSilent && family && BEFORE_THE_GONG.includes(family) ? this.words.soundShort : undefined;
  });
  /** `trouble`, else what is well or cannot be known, so that there is always a line. */
  line = $derived.by((): string => {
    if (this.trouble) return this.trouble;
    return this.board === "unknown" ? this.words.unknown : this.words.shownShort;
  });

  /** The result of the gong that this console asked for last; undefined before the first. */
  get gong(): GongState | undefined {
    if (!this.#gong) return undefined;
    if (!this.#gong.sent) return "offline";
    if (this.#answer) return this.#answer;
    // A board's answer goes with its connection, and one that connected later was not asked.
    if (this.#gong.wasAnswered) return undefined;
    if (this.board === "none") return "none";
    if (this.app.now - this.#gong.at < ANSWER_MS) return "asked";
    // A board that connected later was not asked.
    return this.#gong.wasAlone ? undefined : "unanswered";
  }
  /** `gong` in words; if only some of several boards sounded, with how many. */
  get gongText(): string | undefined {
    const { gong, app, words } = this;
    if (!gong) return undefined;
    const answer = app.presence?.gong;
    const answered = answer ? answer.on + answer.blocked + answer.muted : 0;
    return gong === "on" && answer && answer.on < answered
      ? words.gongSome(answer.on, answered)
      : words.gong[gong];
  }

  /** The boards' answer to that request, while a board that answered is connected. */
  get #answer(): BoardSound | undefined {
    const answer = this.app.presence?.gong;
    if (!answer || !this.#gong || answer.n <= this.#gong.before) return undefined;
    return answer.on ? "on" : answer.blocked ? "blocked" : answer.muted ? "muted" : undefined;
  }
  /** Note whether a board has answered; called at each tick, because the answer may go again. */
  noteAnswer() {
    if (this.#gong && !this.#gong.wasAnswered && this.#answer)
      this.#gong = { ...this.#gong, wasAnswered: true };
  }

  /** Ask every board for a gong. */
  trySound() {
    const { app } = this;
    const sent = app.live.online && app.live.signal({ t: "gong" });
    const wasAlone = this.board === "none";
    this.#gong = {
      before: app.presence?.gong.n ?? 0,
      at: app.live.now(),
      sent,
      wasAlone,
      wasAnswered: false,
    };
  }

  /** Copy a link that opens the board on another computer once; `made` is the link if there is one already. */
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
