/** How to get in: the session's code, as it is and as it is read, and the address to go to. */
export interface Way {
  code: string;
  spaced: string;
  address: string;
}
