/** The state of the doctor's dialog: what was found, whether a phone has got through, and how the load trial goes. */
import { Refused, ask } from "../live/organiser";
import type { FindingLevel, LoadPhase } from "../live/protocol.generated";
import type { DoctorWords } from "../words/doctor";
import type { HomeWords } from "../words/home";

export interface Finding {
  id: string;
  level: FindingLevel;
  title: string;
  advice: string;
}
interface Examination {
  phones: number;
  try_url: string;
  findings: Finding[];
}
interface Load {
  phase: LoadPhase | null;
  finding: Finding | null;
}
const GLANCE_MS = 1_000;

export class Doctor {
  examination = $state.raw<Examination | null>(null);
  looking = $state(false);
  arrived = $state(false);
  load = $state.raw<Load>({ phase: null, finding: null });
  /** The QR code's picture; "" until it has been fetched. */
  qr = $state("");
  /** Why the last request failed; "" when it did not. */
  failed = $state("");
  #glancing: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(
    readonly key: string,
    readonly language: string,
    readonly said: DoctorWords,
    readonly words: HomeWords,
  ) {
    void this.#open();
  }

  /** Examine the computer again. */
  async look(): Promise<void> {
    this.looking = true;
    await this.#try(async () => {
      this.examination = await this.#json<Examination>("GET", `doctor?lang=${this.language}`);
    });
    this.looking = false;
  }
  async tryLoad(): Promise<void> {
    await this.#try(async () => {
      try {
        await ask(this.key, "POST", "doctor/load");
      } catch (error) {
        if (error instanceof Refused && error.status === 409) throw new Refused(409, this.said.loadRefused);
        throw error;
      }
      await this.#glance();
    });
  }
  /** Stop asking the server. A trial goes on, and its result is there when the dialog is opened again. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#glancing);
    if (this.qr) URL.revokeObjectURL(this.qr);
  }

  async #open(): Promise<void> {
    await this.look();
    await this.#try(async () => {
      const picture = await ask(this.key, "GET", "doctor/qr.svg");
      this.qr = URL.createObjectURL(await picture.blob());
    });
    await this.#keepGlancing();
  }
  async #keepGlancing(): Promise<void> {
    await this.#glance().catch(() => undefined); // the server does not answer just now: it is asked again
    if (!this.#closed) this.#glancing = setTimeout(() => void this.#keepGlancing(), GLANCE_MS);
  }
  async #glance(): Promise<void> {
    const before = this.arrived;
    const [arrivals, load] = await Promise.all([
      this.#json<{ got_through: boolean }>("GET", "doctor/arrivals"),
      this.#json<Load>("GET", `doctor/load?lang=${this.language}`),
    ]);
    this.arrived = arrivals.got_through;
    this.load = load;
    // What was found of the firewall no longer holds once a phone has got through.
    if (this.arrived && !before) await this.look();
  }
  async #json<T>(method: string, path: string): Promise<T> {
    return (await (await ask(this.key, method, path)).json()) as T;
  }
  async #try(work: () => Promise<void>): Promise<void> {
    this.failed = "";
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.failed = error.status === 0 ? this.words.offline : error.message;
    }
  }
}
