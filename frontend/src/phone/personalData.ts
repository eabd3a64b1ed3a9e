/** The same signs of personal data that the server holds a question for; here they only make one ask twice. */
const SIGNS = [
  /\d{6}[ .–-]{0,3}\d{4}/,
  /(?:\+45 ?)?(?<![\d.,])(?:\d{8}|\d{2}(?:[ .-]\d{2}){3}|\d{4}[ .-]\d{4})(?!\d)/,
  /\S+@\S+\.\S+/,
  /(?<!\p{L})(?:fru|frk|hr|mr|mrs|ms|borger|beboer|patient)\.? \p{Lu}\p{Ll}+/iu,
];

export function looksPersonal(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text));
}
