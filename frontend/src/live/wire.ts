/** The types of protocol 1: frames, commands and rows (docs/protocol.md). Times are server milliseconds. */
export type * from "./protocol.generated";
import type { Command, Commands, Tables } from "./protocol.generated";

type RowsOf<T> = T extends Record<string, infer R> ? R : never;
/** The row of table `N`, as screens of role `R` get it. */
export type RowOf<R extends keyof Tables, N extends keyof Tables[R]> = RowsOf<NonNullable<Tables[R][N]>>;

/** The parameters after a command's name: its arguments, optional where all of them are, and an optional `more`. */
export type Given<C extends Command, More> =
  Record<never, never> extends Commands[C]
    ? [args?: Commands[C], more?: More]
    : [args: Commands[C], more?: More];
