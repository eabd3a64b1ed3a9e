/** The words of printed pages, in the language of the print-out, which may differ from the organiser's. */
import type { Alike, NetworkFault, Security } from "../home/wifi";
import { byLanguage } from "./languages";
import * as sheetWords from "./sheetWords.generated";
import * as stepNames from "./stepNames.generated";

const da = {
  ...sheetWords.da,
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
  summeLarge: "Scan den store kode, eller skriv adressen",
  stay: "Bliv på netværket",
  stayText:
    "Spørger telefonen, om den skal skifte, fordi der ikke er internet, så bliv. Læg den bare fra dig: Siden følger selv med.",
  people: (n: number) => (n === 1 ? "1 deltager" : `cirka ${n} deltagere`),
  buzz: stepNames.da.buzz,
};
const en: typeof da = {
  ...sheetWords.en,
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
  summeLarge: "Scan the large code, or type the address",
  stay: "Stay on the network",
  stayText:
    "If your phone asks to switch because there is no internet, stay. Just put it down: the page follows along by itself.",
  people: (n) => (n === 1 ? "1 person" : `about ${n} people`),
  buzz: stepNames.en.buzz,
};
export type PrintWords = typeof da;
export const printWords = byLanguage<PrintWords>({ da, en });
