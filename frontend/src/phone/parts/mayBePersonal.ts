/**
 * Texts without these signs hold nothing that the phone asks about: a digit, a sign of a mail address, a capital within
 * a sentence, a title, words that come before a date of birth. They are few, since every phone loads them.
 */
export const MAY_BE_PERSONAL =
  /[\d@()[]|snabel|[\p{L},]\s+\p{Lu}|[hHdD]r\.|[mM]r?s?\.|[fF]r|[fF]ød|[bB]orn|dob|st\.|nitten|ninete/u;
