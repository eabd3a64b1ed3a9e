/**
 * A Wi-Fi network as the organiser gives it for the sheet for the room. Its password is a secret of the house: it stays
 * on the page that it is typed on, is sent nowhere, and is kept nowhere.
 */
export const SECURITIES = ["wpa", "wep", "open"] as const;
export type Security = (typeof SECURITIES)[number];

export interface Network {
  name: string;
  password: string;
  security: Security;
  /** Whether the network does not show its name, so that it must be looked for. */
  hidden: boolean;
}

/** What is wrong with a network as it was typed. */
export type NetworkFault = "longName" | "wpaPassword" | "wepPassword";

/** The bytes that the standard allows for a name. */
const LONGEST_NAME = 32;
/** A password of WPA: 8 to 63 bytes, or 64 hexadecimal digits. */
const WPA = { shortest: 8, longest: 63, digits: 64 };
/** Lengths of a WEP key, in characters and in hexadecimal digits. */
const WEP = { characters: [5, 13], digits: [10, 26] };
const GROUP = 4;

const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const isHex = (text: string) => /^[\da-f]+$/i.test(text);

/** What is wrong with a network, if anything is. A password that is missing is no fault: it is written by hand. */
export function networkFault({ name, password, security }: Network): NetworkFault | undefined {
  if (bytesOf(name) > LONGEST_NAME) return "longName";
  if (!password) return undefined;
  const length = bytesOf(password);
  if (security === "wpa") {
    const fits = length >= WPA.shortest && length <= WPA.longest;
    return fits || (length === WPA.digits && isHex(password)) ? undefined : "wpaPassword";
  }
  if (security === "wep") {
    const fits = WEP.characters.includes(length) || (WEP.digits.includes(length) && isHex(password));
    return fits ? undefined : "wepPassword";
  }
  return undefined;
}

/** Whether a name or password begins or ends with a space, which may have been copied along by mistake. */
export const hasEdgeSpace = ({ name, password, security }: Network) =>
  [name, security === "open" ? "" : password].some((text) => text !== text.trim());

const escaped = (text: string) => text.replaceAll(/[\\;,:"]/g, "\\$&");

/**
 * The text of the QR code by which a phone joins a network; none while the name or the password is missing or wrong.
 * A name of hexadecimal digits is not put in quotation marks, as some describe: phones would take them for its own.
 */
export function joinText(network: Network): string | undefined {
  const { name, password, security, hidden } = network;
  if (!name || networkFault(network)) return undefined;
  if (security !== "open" && !password) return undefined;
  const how =
    security === "open"
      ? `T:nopass;S:${escaped(name)};`
      : `T:${security.toUpperCase()};S:${escaped(name)};P:${escaped(password)};`;
  return `WIFI:${how}${hidden ? "H:true;" : ""};`;
}

/** A password in groups of four characters, as it is easiest to read and to type. */
export function groupsOf(password: string): string[][] {
  const characters = [...password];
  return Array.from({ length: Math.ceil(characters.length / GROUP) }, (_, n) =>
    characters.slice(n * GROUP, (n + 1) * GROUP),
  );
}

/** Characters that are easily taken for one another, in whatever typeface. */
export const ALIKE = ["0", "O", "1", "I", "l", "|"] as const;
export type Alike = (typeof ALIKE)[number];

/** Those characters of a password that are easily taken for others. */
export const alikeIn = (password: string): Alike[] => ALIKE.filter((one) => password.includes(one));
