import { turnsOf } from "./turns";

/**
 * The cards that are marked, as in a list of files: one by one, a range from an anchor, or all of a list. `isMarkable`
 * says which cards can be marked; a card that no longer can be counts as unmarked.
 */
export class Marks {
  #all = $state.raw<readonly string[]>([]);
  /** Where a range begins, and what was marked before it. */
  #anchor: string | null = null;
  #before: readonly string[] = [];

  constructor(private readonly isMarkable: (id: string) => boolean) {}

  ids = $derived(this.#all.filter((id) => this.isMarkable(id)));
  #turns = $derived(turnsOf(this.ids));

  has(id: string): boolean {
    return this.#turns.has(id);
  }
  set(ids: readonly string[]) {
    this.#all = ids;
    this.#before = ids;
  }
  add(ids: readonly string[]) {
    this.set([...this.ids, ...ids.filter((id) => !this.has(id))]);
  }
  drop(ids: ReadonlySet<string>) {
    if (this.#all.length) this.set(this.ids.filter((id) => !ids.has(id)));
  }
  toggle(id: string) {
    this.anchorAt(id);
    this.set(this.has(id) ? this.ids.filter((one) => one !== id) : [...this.ids, id]);
  }
  /** The next range begins at this card, beside what is marked now. */
  anchorAt(id: string | null) {
    this.#anchor = id;
    this.#before = this.ids;
  }
  /** Mark from the anchor to this card, in place of the range that was marked from the same anchor before. */
  extend(list: readonly string[], to: string) {
    const end = list.indexOf(to);
    const begin = this.#anchor === null ? -1 : list.indexOf(this.#anchor);
    if (end < 0 || begin < 0) return this.toggle(to);
    const range = list.slice(Math.min(begin, end), Math.max(begin, end) + 1);
    const before = turnsOf(this.#before);
    this.#all = [...this.#before, ...range.filter((id) => !before.has(id))];
  }
}
