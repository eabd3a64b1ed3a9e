/** The words of protocol 1, as docs/protocol.md describes them. Times are server milliseconds. */
export type * from "./protocol.generated";
import type { Command, Commands, Tables } from "./protocol.generated";

type RowsOf<T> = T extends Record<string, infer R> ? R : never;
/** The row of a table, as this kind of screen gets it. */
export type RowOf<R extends keyof Tables, N extends keyof Tables[R]> = RowsOf<NonNullable<Tables[R][N]>>;

/** What is given with a command: its arguments, which may be left out where all of them may, and perhaps more. */
export type Given<C extends Command, More> =
  Record<never, never> extends Commands[C]
    ? [args?: Commands[C], more?: More]
    : [args: Commands[C], more?: More];
