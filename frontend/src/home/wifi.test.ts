import { expect, test } from "vitest";
import { alikeIn, groupsOf, hasEdgeSpace, joinText, networkFault, type Network } from "./wifi";

const network = (given: Partial<Network> = {}): Network => ({
  name: "Salen",
  password: "sommerhus",
  security: "wpa",
  hidden: false,
  ...given,
});

/** What a phone reads from the text, as Android and iOS do: a backslash before any sign stands for that sign. */
function read(text: string | undefined): Record<string, string> {
  const fields: Record<string, string> = {};
  const body = /^WIFI:(.*);$/s.exec(text ?? "")?.[1] ?? "";
  for (const [, key = "", value = ""] of body.matchAll(/([A-Z]):((?:\\.|[^\\;])*);/gsu))
    fields[key] = value.replaceAll(/\\(.)/gsu, "$1");
  return fields;
}

test.each([
  ["WPA", {}, "WIFI:T:WPA;S:Salen;P:sommerhus;;"],
  ["WEP", { security: "wep", password: "abcde" }, "WIFI:T:WEP;S:Salen;P:abcde;;"],
  ["open", { security: "open" }, "WIFI:T:nopass;S:Salen;;"],
  ["hidden", { hidden: true }, "WIFI:T:WPA;S:Salen;P:sommerhus;H:true;;"],
  ["open and hidden", { security: "open", hidden: true }, "WIFI:T:nopass;S:Salen;H:true;;"],
  [
    "escaped",
    { name: 'a\\;,:"', password: '";:,\\abc' },
    'WIFI:T:WPA;S:a\\\\\\;\\,\\:\\";P:\\"\\;\\:\\,\\\\abc;;',
  ],
  ["with a name of hexadecimal digits", { name: "ABCD" }, "WIFI:T:WPA;S:ABCD;P:sommerhus;;"],
] as const)("the text of a network that is %s", (_, given, text) => {
  expect(joinText(network(given))).toBe(text);
});

test.each(["a;b", "\\", "\\;", ";;S:x;", '"quoted"', " spaces  within ", "Blåbærgrød 🫐", "H:true", "a\nb"])(
  "name and password %j are read as they were given",
  (text) => {
    const password = text.padEnd(8, "x");
    expect(read(joinText(network({ name: text, password })))).toEqual({ T: "WPA", S: text, P: password });
  },
);

test.each([
  ["a name of 32 bytes", { name: "ø".repeat(16) }, undefined],
  ["a name of 33 bytes", { name: `${"🫐".repeat(8)}a` }, "longName"],
  ["a name of 18 characters and 36 bytes", { name: "ø".repeat(18) }, "longName"],
  ["a password of 7", { password: "a".repeat(7) }, "wpaPassword"],
  ["a password of 8", { password: "a".repeat(8) }, undefined],
  ["a password of 63", { password: "x".repeat(63) }, undefined],
  ["a password of 64 letters", { password: "x".repeat(64) }, "wpaPassword"],
  ["a password of 64 hexadecimal digits", { password: "aF".repeat(32) }, undefined],
  ["a password of 65 hexadecimal digits", { password: "a".repeat(65) }, "wpaPassword"],
  ["no password", { password: "" }, undefined],
  ["a WEP key of 5", { security: "wep", password: "abcd!" }, undefined],
  ["a WEP key of 26 hexadecimal digits", { security: "wep", password: "0f".repeat(13) }, undefined],
  ["a WEP key of 26 letters", { security: "wep", password: "x".repeat(26) }, "wepPassword"],
  ["a WEP key of 8", { security: "wep", password: "12345678" }, "wepPassword"],
  ["an open network with a password left in its field", { security: "open", password: "a" }, undefined],
] as const)("%s", (_, given, fault) => {
  expect(networkFault(network(given))).toBe(fault);
  if (fault) expect(joinText(network(given))).toBeUndefined();
});

test("there is no text while a name or a password that is needed is missing", () => {
  expect(joinText(network({ name: "" }))).toBeUndefined();
  expect(joinText(network({ password: "" }))).toBeUndefined();
});

test("groups hold four characters each, in their order, and none is lost or split", () => {
  for (const password of ["", "abc", "abcd", "abcde", "a b  cd", "x".repeat(63), "🫐ø🫐ø🫐"]) {
    const groups = groupsOf(password);
    expect(groups.flat().join("")).toBe(password);
    expect(groups.slice(0, -1).every((group) => group.length === 4)).toBe(true);
  }
});

test("characters that are easily confused are named once each", () => {
  expect(alikeIn("l0O1l0")).toEqual(["0", "O", "1", "l"]);
  expect(alikeIn("sommerhus")).toEqual([]);
});

test("a space at an edge is noticed, and not one within", () => {
  expect(hasEdgeSpace(network({ name: "Salen " }))).toBe(true);
  expect(hasEdgeSpace(network({ password: " sommerhus" }))).toBe(true);
  expect(hasEdgeSpace(network({ name: "Store sal", password: "to  mellemrum" }))).toBe(false);
});
