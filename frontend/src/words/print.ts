/** The words of printed pages, in the language of the print-out, which may differ from the organiser's. */
import type { Alike, NetworkFault, Security } from "../home/wifi";
import { byLanguage } from "./languages";
import * as stepNames from "./stepNames.generated";

const da = {
  print: "Udskriv",
  back: "Tilbage",
  language: "Sprog",
  network: "Wi-fi-netværk",
  password: "Adgangskode",
  security: "Sikkerhed",
  securities: { wpa: "WPA", wep: "WEP", open: "Åbent net" } satisfies Record<Security, string>,
  hidden: "Skjult netværk",
  networkHint:
    "Uden netværk står der intet om wi-fi på arket. Uden adgangskode kommer der en linje at skrive den på. Adgangskoden bliver på denne side og bliver ikke gemt.",
  faults: {
    longName:
      "Navnet er for langt til et netværk. Der er plads til 32 tegn, men æ, ø og å fylder to og en emoji fire.",
    wpaPassword: "En adgangskode til WPA har 8 til 63 tegn. Koden til at scanne kommer, når den passer.",
    wepPassword:
      "En adgangskode til WEP har 5 eller 13 tegn, eller 10 eller 26 cifre fra 0 til F. Koden til at scanne kommer, når den passer.",
  } satisfies Record<NetworkFault, string>,
  edgeSpace: "Navnet eller adgangskoden begynder eller slutter med et mellemrum. Hører det med?",
  wifi: "Kom på nettet",
  wifiScan: "Scan den lille kode, eller vælg selv",
  wifiQr: "QR: gå på netværket",
  wifiNetwork: "Netværk",
  wifiPassword: "Adgangskode",
  noPassword: "ingen",
  inOne: "Skriv den ud i ét.",
  space: "er et mellemrum",
  alike: {
    "0": "er tallet nul",
    O: "er et stort o",
    "1": "er tallet et",
    I: "er et stort i",
    l: "er et lille L",
    "|": "er en lodret streg",
  } satisfies Record<Alike, string>,
  summe: "Åbn spørgsmålet",
  summeText: "Scan QR-koden, eller skriv adressen",
  summeLarge: "Scan den store kode, eller skriv adressen",
  code: "Koden er",
  stay: "Bliv på netværket",
  stayText:
    "Spørger telefonen, om den skal skifte, fordi der ikke er internet, så bliv. Læg den bare fra dig: Siden følger selv med.",
  putDown: "Læg telefonen fra dig",
  putDownText: "Siden følger selv med, når vi går videre.",
  anonymous: "Ingen får dit navn. Ingen kan se, hvem der spørger om hvad.",
  people: (n: number) => (n === 1 ? "1 deltager" : `cirka ${n} deltagere`),
  buzz: stepNames.da.buzz,
  write: "Skriv, så andre kan læse det. Skriv ikke navne på borgere eller kolleger.",
  handIn: "Giv sedlen til facilitatoren, så kommer dit spørgsmål med. Dit navn skal ikke på.",
  orPhone: "Eller på telefonen:",
};
const en: typeof da = {
  print: "Print",
  back: "Back",
  language: "Language",
  network: "Wi-Fi network",
  password: "Password",
  security: "Security",
  securities: { wpa: "WPA", wep: "WEP", open: "Open" },
  hidden: "Hidden network",
  networkHint:
    "Without a network the sheet says nothing of Wi-Fi. Without a password there is a line to write it on. The password stays on this page and is not kept.",
  faults: {
    longName:
      "The name is too long for a network. It holds 32 characters, but an accented letter takes two and an emoji four.",
    wpaPassword: "A password for WPA has 8 to 63 characters. The code to scan comes once it fits.",
    wepPassword:
      "A password for WEP has 5 or 13 characters, or 10 or 26 digits from 0 to F. The code to scan comes once it fits.",
  },
  edgeSpace: "The name or the password begins or ends with a space. Does it belong there?",
  wifi: "Get on the network",
  wifiScan: "Scan the small code, or choose it yourself",
  wifiQr: "QR: join the network",
  wifiNetwork: "Network",
  wifiPassword: "Password",
  noPassword: "none",
  inOne: "Type it without gaps.",
  space: "is a space",
  alike: {
    "0": "is the digit zero",
    O: "is a capital o",
    "1": "is the digit one",
    I: "is a capital i",
    l: "is a small L",
    "|": "is an upright bar",
  },
  summe: "Open the question",
  summeText: "Scan the QR code, or type the address",
  summeLarge: "Scan the large code, or type the address",
  code: "The code is",
  stay: "Stay on the network",
  stayText:
    "If your phone asks to switch because there is no internet, stay. Just put it down: the page follows along by itself.",
  putDown: "Put your phone down",
  putDownText: "The page follows along by itself as we move on.",
  anonymous: "Nobody gets your name. Nobody can see who asks what.",
  people: (n) => (n === 1 ? "1 person" : `about ${n} people`),
  buzz: stepNames.en.buzz,
  write: "Write so that others can read it. Do not name clients or colleagues.",
  handIn: "Give the slip to the facilitator and your question is in. Leave your name off.",
  orPhone: "Or on your phone:",
};
export type PrintWords = typeof da;
export const printWords = byLanguage<PrintWords>({ da, en });
