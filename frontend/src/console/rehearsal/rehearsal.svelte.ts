import { Refused } from "../../live/organiser";
import * as server from "../../live/rehearsal";
import { rehearsalWords } from "../../words/rehearsal";
import type { ConsoleState } from "../console.svelte";

const GLANCE_MS = 1_000;

/** The simulated audience of the rehearsal that this console leads: its figures, and the orders to it. */
export class Rehearsal {
  /** Null until simulated people have been let in. */
  figures = $state<server.Figures | null>(null);
  /** Whether the server has answered at least once. */
  known = $state(false);
  isLost = $state(false);
  isStopping = $state(false);

  constructor(private readonly app: Pick<ConsoleState, "code" | "key" | "language" | "tell">) {}

  words = $derived.by(() => rehearsalWords(this.app.language));
  here = $derived(this.figures !== null && !this.figures.ended);

  /** Follow the figures until the returned function is called. */
  watch(): () => void {
    let over = false;
    let next: ReturnType<typeof setTimeout>;
    const glance = async () => {
      await this.#look();
      if (!over) next = setTimeout(() => void glance(), GLANCE_MS);
    };
    void glance();
    return () => {
      over = true;
      clearTimeout(next);
    };
  }
  async letIn(wish: server.RehearsalWish): Promise<void> {
    this.figures = await server.begin(this.app.key, this.app.code, wish);
    this.isStopping = false;
  }
  tell(order: "pause" | "resume" | "flood"): Promise<void> {
    return this.#order(order);
  }
  setSpeed(speed: number): Promise<void> {
    return this.#order("speed", { speed });
  }
  stop(): Promise<void> {
    this.isStopping = true;
    return this.#order("stop");
  }
  /** Erase the rehearsal; returns whether it is erased. */
  async wipe(): Promise<boolean> {
    try {
      await server.wipe(this.app.key, this.app.code);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error.status === 404;
    }
  }

  async #order(order: server.Order, body?: object): Promise<void> {
    try {
      await server.tell(this.app.key, this.app.code, order, body);
      await this.#look();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.app.tell(this.words.lost);
    }
  }
  async #look(): Promise<void> {
    try {
      this.figures = await server.figures(this.app.key, this.app.code);
      this.isLost = false;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 404) this.figures = null;
      this.isLost = error.status !== 404;
    }
    this.known = true;
  }
}
