/**
 * Signs of personal data, so that one may think twice before sending. The server (app/core/personal_data.py)
 * looks for more; whatever is found here it holds as well. tests/golden/personal_data.json keeps them in step.
 */
const MONTH =
  "(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\\p{L}*|januar|februar|marts|juni|juli";
const NOT_IN_NUMBER = "(?:^|[^\\d.,])";
const NOT_IN_WORD = "(?:^|[^\\p{L}\\d_])";
const ROAD = "(?:vej|gade|allé|alle|stræde|vænget|parken|toften|boulevard|plads|bakken|street|road|avenue)";
const ROAD_APART = "(?:Vej|Gade|Allé|Alle|Stræde|Boulevard|Plads|Street|Road|Avenue)";
const TITLE = "(?:fru|frk|frøken|hr|mr|mrs|ms|borger|borgeren|beboer|patient|patienten)";

const anyCase = (word: string) => word.replace(/\p{Ll}/gu, (letter) => `[${letter}${letter.toUpperCase()}]`);

const SIGNS = [
  // A civil registration number, also with a slip in it
  `${NOT_IN_NUMBER}\\d{6}[ .\\-–]{0,3}\\d{4}(?!\\d)`,
  `(?:^|\\D)\\d{2}[ .\\-/]\\d{2}[ .\\-/]\\d{2}[ .\\-–]{1,3}\\d{4}(?!\\d)`,
  // A phone number
  `${NOT_IN_NUMBER}(?:(?:\\+|00)\\s?45[ .\\-]?)?(?:\\d{8}|\\d{2}(?:[ .\\-]\\d{2}){3}|\\d{4}[ .\\-]\\d{4}|\\d{3}[ \\-]\\d{3}[ \\-]\\d{2}|\\d{2}[ \\-]\\d{3}[ \\-]\\d{3})(?!\\d|[.,]\\d| ?(?:kr|kroner|DKK))`,
  // An e-mail address
  `[\\p{L}\\d._%+\\-]+\\s?@\\s?[\\p{L}\\d\\-]+(?:\\.[\\p{L}\\d\\-]+)+`,
  // A date of birth
  `(?:^|\\D)\\d{1,2}[./\\-]\\d{1,2}[./\\-](?:19\\d\\d|\\d{2})(?!\\d)`,
  `(?:^|\\D)\\d{1,2}\\.? (?:${MONTH}) 19\\d\\d`,
  // A street and number
  `${NOT_IN_WORD}\\p{Lu}[\\p{L}.'\\-]*(?: \\p{L}[\\p{L}.'\\-]*)?${ROAD}\\s+\\d{1,3}\\s?\\p{L}?(?![\\p{L}\\d_])`,
  `${NOT_IN_WORD}\\p{Lu}[\\p{L}'\\-]+ ${ROAD_APART} \\d{1,3}(?![\\p{L}\\d_])`,
  // A title and a name
  `${NOT_IN_WORD}${anyCase(TITLE)}\\.? \\p{Lu}\\p{Ll}+`,
].map((sign) => new RegExp(sign, "u"));

export function looksPersonal(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text));
}
