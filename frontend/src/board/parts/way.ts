/** How to join: the session's code, the same with a space for reading, and the address to open. */
export interface Way {
  code: string;
  spaced: string;
  address: string;
}
