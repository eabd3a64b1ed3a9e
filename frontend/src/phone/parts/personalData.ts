/** Whether a text seems to hold personal data. tests/golden/personal_data.json tests that phone and server agree. */
import { PERSONAL_DATA } from "../../live/protocol.generated";

const PATTERNS = PERSONAL_DATA.map((pattern) => new RegExp(pattern, "u"));

export function looksPersonal(text: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(text));
}
