/** The id that is proposed for a copy of a run sheet. */

/** How long an id may be; `pattern` and `maxlength` of the field hold the rest. */
const LONGEST = 32;

/** The id with the first number behind it that no run sheet has yet. */
export function freeId(id: string, taken: readonly { id: string }[]): string {
  for (let n = 2; ; n++) {
    const end = `-${n}`;
    const free = id.replace(/-\d+$/, "").slice(0, LONGEST - end.length) + end;
    if (taken.every((one) => one.id !== free)) return free;
  }
}
