import type { OwnQuestion } from "../ownQuestions";

const STILL_MS = 3_000;

/**
 * A debounce of where each question is placed: a new place is shown once the question has stayed there for `STILL_MS`,
 * so that a card that is being moved about does not announce every place.
 */
export class Settled {
  places = $state.raw<Record<string, string | null>>({});
  // No component reads it, so it need not be reactive.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #moving = new Map<string, { to: string | null; timer: ReturnType<typeof setTimeout> }>();

  see(questions: OwnQuestion[]) {
    for (const { id, row } of questions) {
      if (!(id in this.places)) {
        this.#place(id, row.pitfall);
        continue;
      }
      const moving = this.#moving.get(id);
      if (moving ? moving.to === row.pitfall : this.places[id] === row.pitfall) continue;
      clearTimeout(moving?.timer);
      const timer = setTimeout(() => {
        this.#moving.delete(id);
        this.#place(id, row.pitfall);
      }, STILL_MS);
      this.#moving.set(id, { to: row.pitfall, timer });
    }
  }

  #place(id: string, pitfall: string | null) {
    this.places = { ...this.places, [id]: pitfall };
  }

  stop() {
    for (const { timer } of this.#moving.values()) clearTimeout(timer);
  }
}
