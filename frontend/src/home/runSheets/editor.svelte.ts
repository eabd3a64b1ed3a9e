/** The state of the editor of one run sheet: its text, which is the truth, and what the server says of it. */
import { ask, Refused } from "../../live/organiser";
import { saveAs } from "../../live/saveAs";
import type { RunSheetWords } from "../../words/runSheets";
import type { Organiser } from "../organiser.svelte";
import {
  listEdits,
  placeOf,
  type Checked,
  type Key,
  type Place,
  type SheetEdit,
  type SheetText,
} from "./files";

/** How long nothing is typed before the server is asked. */
const PAUSE_MS = 250;
const MOST_UNDONE = 100;

interface Draft {
  text: string;
  based_on: string;
}

export class SheetEditor {
  /** Undefined until the server has answered. */
  saved = $state.raw<SheetText>();
  text = $state("");
  /** Of the text, or of one that it was a moment ago. */
  checked = $state.raw<Checked>();
  /** The latest answer about a text that can be used. */
  good = $state.raw<Checked>();
  /** The latest answer about a text that is TOML: what the form shows. */
  parsed = $state.raw<Checked>();
  place = $state.raw<Place>({ step: "lobby", beat: 0 });
  spoken = $state("");
  notice = $state("");
  failed = $state(false);
  conflict = $state(false);
  saving = $state(false);
  #before = $state.raw<string[]>([]);
  #edits: SheetEdit[] = [];
  #pause: ReturnType<typeof setTimeout> | undefined;
  #asking: Promise<void> | undefined;

  constructor(
    private readonly organiser: Organiser,
    readonly id: string,
    readonly words: RunSheetWords,
  ) {
    this.spoken = organiser.language;
    void this.#try(() => this.#open());
  }

  changed = $derived(this.saved !== undefined && this.text !== this.saved.text);
  data = $derived(this.parsed?.data ?? null);
  languages = $derived(
    (Array.isArray(this.data?.languages) ? this.data.languages : ["da", "en"]).filter(
      (one): one is string => typeof one === "string",
    ),
  );
  faults = $derived((this.checked?.findings ?? []).filter((one) => !one.warning));
  warnings = $derived((this.checked?.findings ?? []).filter((one) => one.warning));
  canSave = $derived(
    (this.changed || this.saved?.origin === "removed") && this.checked?.usable !== false && !this.saving,
  );
  canUndo = $derived(this.#before.length > 0);
  isWaiting = $derived(this.data !== null && this.checked?.data === null);

  async #open() {
    const saved = await this.#json<SheetText>("GET", this.id);
    const draft = this.organiser.typed.get<Draft>(this.#kept);
    this.saved = saved;
    this.text = saved.text;
    if (draft && draft.text !== saved.text) {
      this.text = draft.text;
      this.#say(this.words.keptDraft);
      this.conflict = draft.based_on !== saved.version;
    } else if (saved.origin === "removed") this.#say(this.words.removedHere);
    await this.#check();
  }

  /** The organiser has typed in the text. */
  type(text: string) {
    this.text = text;
    this.#keep();
    this.#soon();
  }

  /** Show what stands under a key, where a screen does. */
  lookAt(key: Key) {
    const place = placeOf(key, this.data ?? {});
    if (!place || (place.step === this.place.step && place.beat === this.place.beat)) return;
    this.show(place, this.spoken);
  }
  show(place: Place, spoken: string) {
    this.place = place;
    this.spoken = spoken;
    this.#soon();
  }

  /** Make changes in the text; one that gives a key another value once more takes the place of the one that waits. */
  edit(...edits: SheetEdit[]) {
    for (const edit of edits) {
      const last = this.#edits.at(-1);
      const again = edit.do === "put" && last?.do === "put" && String(last.key) === String(edit.key);
      if (again) this.#edits.pop();
      this.#edits.push(edit);
    }
    this.#soon();
  }
  put(key: Key, value: unknown) {
    this.lookAt(key);
    this.edit({ do: "put", key, value });
  }
  putLines(key: Key, before: string[], after: string[]) {
    this.lookAt(key);
    if (before.length) this.edit(...listEdits(key, before, after));
    else this.edit({ do: "put", key, value: after });
  }

  /** Take back the latest change from the form. */
  async undo() {
    await this.settled();
    const before = this.#before.at(-1);
    if (before === undefined) return;
    this.#before = this.#before.slice(0, -1);
    this.type(before);
  }

  async save() {
    if (this.saving) return;
    this.saving = true;
    await this.settled();
    await this.#try(async () => {
      try {
        const body = { text: this.text, based_on: this.#basedOn };
        this.#take(await this.#json<SheetText>("PUT", `${this.id}?lang=${this.organiser.language}`, body));
        this.#say(this.words.saved);
        await this.organiser.runSheets.refresh();
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 409) throw error;
        const theirs = await this.#json<SheetText>("GET", this.id);
        // Only another's text is a conflict; a limit is said as it is.
        if (theirs.version === this.saved?.version) throw error;
        this.saved = theirs;
        this.conflict = true;
      }
    });
    this.saving = false;
  }
  /** Save over what another has saved, which stays in the history. */
  async saveMine() {
    this.conflict = false;
    await this.save();
  }
  /** Open what another has saved; what was written here is downloaded. */
  takeTheirs() {
    this.download();
    this.discard();
  }
  discard() {
    if (!this.saved) return;
    this.#take(this.saved);
    this.#soon();
  }
  async restore(version_id: string) {
    await this.#try(async () => {
      const { text } = await this.#json<{ text: string }>("GET", `${this.id}/former/${version_id}`);
      this.#before = [...this.#before, this.text];
      this.type(text);
      this.#say(this.words.restored);
    });
  }
  download() {
    saveAs(new Blob([this.text], { type: "application/toml" }), `${this.id}.toml`);
  }

  /** Once all that was changed is in the text, and the server has said what it thinks of it. */
  async settled() {
    if (this.#pause) {
      clearTimeout(this.#pause);
      this.#pause = undefined;
      this.#asking ??= this.#work();
    }
    await this.#asking;
  }

  get #basedOn(): string {
    return this.saved?.version ?? "";
  }
  get #kept(): string {
    return `sheet.${this.id}`;
  }
  #take(saved: SheetText) {
    this.saved = saved;
    this.text = saved.text;
    this.conflict = false;
    this.organiser.typed.drop(this.#kept);
  }
  #keep() {
    if (this.changed) this.organiser.typed.keep(this.#kept, { text: this.text, based_on: this.#basedOn });
    else this.organiser.typed.drop(this.#kept);
  }
  #soon() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#asking ??= this.#work();
    }, PAUSE_MS);
  }
  async #work() {
    await this.#try(() => this.#check(), this.failed ? "" : this.notice);
    this.#asking = undefined;
  }
  /** Make the changes that wait, one after the other, and check the text. */
  async #check() {
    for (;;) {
      const [edit] = this.#edits;
      const sent = this.text;
      let answer: Checked;
      try {
        answer = await this.#json<Checked>("POST", `check?lang=${this.organiser.language}`, {
          text: sent,
          id: this.id,
          edit: edit ?? null,
          ...this.place,
          language: this.spoken,
        });
      } catch (error) {
        if (!(error instanceof Refused) || error.status === 0) throw error;
        if (this.#edits[0] === edit) this.#edits.shift();
        if (!edit || error.status !== 409) throw error;
        this.#fail(this.words.notInForm);
        continue;
      }
      // What was typed in the text meanwhile stays: the change is made in that.
      if (this.text !== sent) continue;
      if (edit && this.#edits[0] === edit) this.#edits.shift();
      if (edit && answer.text !== sent) {
        this.#before = [...this.#before.slice(-MOST_UNDONE), sent];
        this.text = answer.text;
        this.#keep();
      }
      this.checked = answer;
      if (answer.data) this.parsed = answer;
      if (answer.preview) this.good = answer;
      if (!this.#edits.length) return;
    }
  }
  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await ask(this.organiser.key, method, `run-sheet-files/${path}`, body)).json()) as T;
  }
  /** Do some work, beside a notice of before; if it fails, the notice says why. */
  async #try(work: () => Promise<void>, notice = "") {
    this.#say(notice);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { offline, failed } = this.organiser.words;
      this.#fail(error.status === 0 ? offline : `${failed} ${error.message}`);
    }
  }
  #say(notice: string) {
    this.notice = notice;
    this.failed = false;
  }
  #fail(notice: string) {
    this.notice = notice;
    this.failed = true;
  }
}
