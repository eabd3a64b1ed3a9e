/** A text that changed less than this time ago counts as unread. */
const READ_MS = 1_000;

/** When texts were replaced on this screen, so that a command is not asked for with a text that was not read. */
export class TextChanges {
  #texts = new Map<string, { text: string; changedAt: number }>();

  /** Record a question's present text, and the time if it has changed. */
  note(id: string, text: string) {
    const before = this.#texts.get(id);
    if (before?.text !== text)
      this.#texts.set(id, { text, changedAt: before ? performance.now() : -Infinity });
  }
  /** Whether its text was replaced less than `READ_MS` ago. */
  isUnread(id: string): boolean {
    return performance.now() - (this.#texts.get(id)?.changedAt ?? -Infinity) < READ_MS;
  }
}
