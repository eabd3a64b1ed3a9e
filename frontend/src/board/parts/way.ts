/** How to join: the session's code, the same with a space for reading, and the address to open. */
export interface Way {
  code: string;
  spaced: string;
  /** Empty as long as there is none; `isWaiting` is whether that is because the computer has no network. */
  address: string;
  isWaiting: boolean;
  /** The URL of the QR code's picture. */
  qr: string;
}
