/** What the personal link needs beside its components: its words, and how its QR code is drawn. Fetched when needed. */
// One part without components: with them, the build would take Svelte's runtime out of the shell into further files.
export { qrPath } from "../../pieces/qrPath";
export { personalLinkWords } from "../../words/personalLink";
