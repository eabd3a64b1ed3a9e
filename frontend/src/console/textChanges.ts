/** Nobody has read a text that came less than so long ago. */
const READ_MS = 1_000;

/** Which texts have taken the place of others on this screen, under the eyes that were reading those. */
export class TextChanges {
  #texts = new Map<string, { text: string; changedAt: number }>();

  /** Record a question's present text, and the time if it has changed. */
  note(id: string, text: string) {
    const before = this.#texts.get(id);
    if (before?.text !== text)
      this.#texts.set(id, { text, changedAt: before ? performance.now() : -Infinity });
  }
  /** Whether its text came a moment ago, in place of another one. */
  isUnread(id: string): boolean {
    return performance.now() - (this.#texts.get(id)?.changedAt ?? -Infinity) < READ_MS;
  }
}
