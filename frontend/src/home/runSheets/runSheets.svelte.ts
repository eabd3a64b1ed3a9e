/** The run sheets as the organiser's page has them: those that sessions can be opened with, and what is done with files. */
import type { Requests } from "../requests.svelte";
import type { SheetEntry, SheetText } from "./files";

export interface Sheet {
  id: string;
  title: Record<string, string>;
  languages: string[];
}

export class RunSheets {
  usable = $state.raw<Sheet[]>([]);
  /** Why others cannot be used, a line for each fault, as `summe check` writes it. */
  faults = $state.raw<string[]>([]);

  constructor(private readonly requests: Requests) {}

  get #lang(): string {
    return `lang=${this.requests.language}`;
  }

  /** Load them again, as after one was edited; throws `Refused`. */
  async refresh(): Promise<void> {
    this.usable = await this.requests.json<Sheet[]>("GET", "run-sheets");
    this.faults = await this.requests.json<string[]>("GET", `run-sheets/faults?${this.#lang}`);
  }
  /** Those that can be edited; undefined when they could not be fetched, and the notice says why. */
  files(): Promise<SheetEntry[] | undefined> {
    return this.requests.fetch("run-sheet-files");
  }
  /** The text of one; undefined as for `files`. */
  text(id: string): Promise<SheetText | undefined> {
    return this.requests.fetch(`run-sheet-files/${id}`);
  }
  /** Bring in one from a file. */
  upload(text: string, said: (id: string) => string): Promise<boolean> {
    return this.requests.attempt(async () => {
      const { id } = await this.requests.json<SheetText>("POST", `run-sheet-files?${this.#lang}`, { text });
      await this.refresh();
      this.requests.say(said(id));
    });
  }
  /** Make a copy of one under another id, or give it another id; returns whether that succeeded. */
  giveId(id: string, what: "copy" | "rename", wanted: string): Promise<boolean> {
    return this.requests.attempt(async () => {
      await this.requests.send("POST", `run-sheet-files/${id}/${what}?${this.#lang}`, { id: wanted });
      await this.refresh();
    });
  }
  remove(id: string): Promise<boolean> {
    return this.requests.attempt(async () => {
      await this.requests.send("DELETE", `run-sheet-files/${id}?${this.#lang}`);
      await this.refresh();
    });
  }
}
