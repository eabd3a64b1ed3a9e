/** The questions that are kept as examples, and those of an ended session that may be. */
import { SvelteMap } from "svelte/reactivity";
import type { Candidates, ChosenExample, ExamplesKept, KeptExample, Row, SheetExamples } from "./examples";
import type { Requests } from "./requests.svelte";

/** So many questions are kept by one request, which may have 1,000. */
const KEPT_AT_ONCE = 500;

export class KeptExamples {
  /** Questions looked through and not kept yet, by session; in memory only, since these are others' words. */
  readonly lookedThrough = new SvelteMap<string, Row[]>();
  bySheet = $state.raw<SheetExamples[]>([]);

  constructor(private readonly requests: Requests) {}

  /** Load how many there are; throws `Refused`. */
  async refresh(): Promise<void> {
    this.bySheet = await this.requests.json<SheetExamples[]>("GET", "examples");
  }
  /** What may be kept of an ended session; undefined when it could not be fetched, and the notice says why. */
  candidates(code: string): Promise<Candidates | undefined> {
    return this.requests.fetch(`sessions/${code}/examples`);
  }
  /** The questions that are kept for a run sheet; undefined as for `candidates`. */
  of(sheet: string): Promise<KeptExample[] | undefined> {
    return this.requests.fetch(`examples/${sheet}`);
  }
  /** Keep questions; the notice says how many. Undefined when that failed, and the notice says why. */
  async keep(code: string, examples: ChosenExample[]): Promise<ExamplesKept | undefined> {
    const { requests } = this;
    const all: ExamplesKept = { kept: 0, not_kept: [] };
    const done = await requests.attempt(async () => {
      for (let n = 0; n < examples.length; n += KEPT_AT_ONCE) {
        const part = { examples: examples.slice(n, n + KEPT_AT_ONCE) };
        const { kept, not_kept } = await requests.json<ExamplesKept>(
          "POST",
          `sessions/${code}/examples`,
          part,
        );
        all.kept += kept;
        all.not_kept.push(...not_kept);
      }
      await requests.refresh();
      requests.say(requests.words.keptExamples(all.kept));
    });
    return done ? all : undefined;
  }
  remove(sheet: string, id: string): Promise<boolean> {
    return this.requests.change("", () => this.requests.send("DELETE", `examples/${sheet}/${id}`));
  }
  removeAll(sheet: string): Promise<boolean> {
    return this.requests.change(this.requests.words.examplesRemoved, () =>
      this.requests.send("DELETE", `examples/${sheet}`),
    );
  }
  download(sheet: string): Promise<boolean> {
    return this.requests.download(`examples/${sheet}.toml`, `summe-examples-${sheet}.toml`);
  }
}
