/** The windows of one browser that show a session: the clicker's keys they pass on, and which of them has the focus. */
import { randomId } from "./outbox";

type Message =
  /** A key of a clicker, pressed in the board's window. */
  | { type: "key"; key: string; repeat: boolean }
  /** A console's answer to such a key. */
  | { type: "taken" }
  | { type: "focus"; window: string; has: boolean }
  /** Asks the other windows for their `focus`. */
  | { type: "who" };

/** What a window does with what the others send. */
interface Receiver {
  /** Act on a key; only a console does. */
  press?: (key: string, repeat: boolean) => void;
  /** A console has taken a key. */
  taken?: () => void;
  /** Whether one of the windows, this one or another, has the keyboard's focus: as it is now, and whenever it changes. */
  focused?: (is: boolean) => void;
}

/** This window's end of the channel between them; `close` it when the page is left. */
export class Windows {
  readonly #id = randomId();
  readonly #channel: BroadcastChannel;
  readonly #others = new Set<string>();

  constructor(
    code: string,
    private readonly receiver: Receiver,
  ) {
    this.#channel = new BroadcastChannel(`summe-${code}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#receive(data);
    for (const change of ["focus", "blur", "pageshow"]) addEventListener(change, this.#change);
    addEventListener("pagehide", this.#leave);
    this.#send({ type: "who" });
    this.#change();
  }

  pass(key: string, repeat: boolean) {
    this.#send({ type: "key", key, repeat });
  }

  close() {
    for (const change of ["focus", "blur", "pageshow"]) removeEventListener(change, this.#change);
    removeEventListener("pagehide", this.#leave);
    this.#leave();
    this.#channel.close();
  }

  #receive(message: Message) {
    if (message.type === "key") {
      if (!this.receiver.press) return;
      this.receiver.press(String(message.key), message.repeat === true);
      this.#send({ type: "taken" });
    } else if (message.type === "taken") this.receiver.taken?.();
    else if (message.type === "who")
      this.#send({ type: "focus", window: this.#id, has: document.hasFocus() });
    else if (message.type === "focus") {
      if (message.has) this.#others.add(message.window);
      else this.#others.delete(message.window);
      this.#report();
    }
  }
  // A frame in the window may have the focus after a `blur`, so the document is asked.
  #change = () => {
    this.#send({ type: "focus", window: this.#id, has: document.hasFocus() });
    this.#report();
  };
  #leave = () => this.#send({ type: "focus", window: this.#id, has: false });
  #report() {
    this.receiver.focused?.(document.hasFocus() || this.#others.size > 0);
  }
  #send(message: Message) {
    this.#channel.postMessage(message);
  }
}
