/** The room of a page of the walk: a short question takes a third of it, a long one half, a very long one all. */
const ROOM = 6;

const roomFor = (text: string) => (text.length > 200 ? 6 : text.length > 100 ? 3 : 2);

/** Pages for a narrow place: two short questions to a page, a longer one by itself. */
export function paired<T extends { text: string }>(questions: readonly T[]): T[][] {
  const pages: T[][] = [];
  for (const question of questions) {
    const last = pages.at(-1);
    const short = [...(last ?? []), question].every(({ text }) => roomFor(text) === 2);
    if (last?.length === 1 && short) last.push(question);
    else pages.push([question]);
  }
  return pages;
}

/** Pages for the walk: at most three cards of equal width, none so narrow that its text would have to be cut. */
export function paged<T extends { text: string }>(questions: readonly T[]): T[][] {
  const pages: T[][] = [];
  let room = 0;
  for (const question of questions) {
    const needed = roomFor(question.text);
    const widest = Math.max(needed, ...(pages.at(-1) ?? []).map(({ text }) => roomFor(text)));
    const fits = room > 0 && ((pages.at(-1)?.length ?? 0) + 1) * widest <= ROOM;
    if (!fits) {
      pages.push([]);
      room = ROOM;
    }
    pages.at(-1)!.push(question);
    room -= needed;
  }
  return pages;
}
