/** The words of printed pages, in the language of the print-out, which may differ from the organiser's. */
import { byLanguage } from "./languages";

const da = {
  print: "Udskriv",
  back: "Tilbage",
  language: "Sprog",
  network: "Wi-Fi-netværk",
  password: "Adgangskode",
  networkHint:
    "Uden netværk står der intet om Wi-Fi på arket. Uden adgangskode kommer der en linje at skrive den på.",
  wifi: "Gå på Wi-Fi",
  wifiNetwork: "Netværk",
  wifiPassword: "Adgangskode",
  summe: "Åbn Summe",
  summeText: "Scan QR-koden, eller skriv adressen",
  code: "Koden er",
  stay: "Bliv på netværket",
  stayText:
    "Spørger telefonen, om den skal skifte, fordi der ikke er internet, så bliv. Læg den bare fra dig: Siden følger selv med.",
  putDown: "Læg telefonen fra dig",
  putDownText: "Siden følger selv med, når vi går videre.",
  anonymous: "Ingen får dit navn. Ingen kan se, hvem der spørger om hvad.",
  people: (n: number) => (n === 1 ? "1 deltager" : `cirka ${n} deltagere`),
  buzz: "Sum med sidemanden",
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
  networkHint:
    "Without a network the sheet says nothing of Wi-Fi. Without a password there is a line to write it on.",
  wifi: "Join the Wi-Fi",
  wifiNetwork: "Network",
  wifiPassword: "Password",
  summe: "Open Summe",
  summeText: "Scan the QR code, or type the address",
  code: "The code is",
  stay: "Stay on the network",
  stayText:
    "If your phone asks to switch because there is no internet, stay. Just put it down: the page follows along by itself.",
  putDown: "Put your phone down",
  putDownText: "The page follows along by itself as we move on.",
  anonymous: "Nobody gets your name. Nobody can see who asks what.",
  people: (n) => (n === 1 ? "1 person" : `about ${n} people`),
  buzz: "Buzz with your neighbour",
  write: "Write so that others can read it. Do not name clients or colleagues.",
  handIn: "Give the slip to the facilitator and your question is in. Leave your name off.",
  orPhone: "Or on your phone:",
};
export type PrintWords = typeof da;
export const printWords = byLanguage<PrintWords>({ da, en });
