/** The words of the console for the equipment: boards, sound, screens that stay on, remote, phones. */
import { byLanguage } from "./languages";

const da = {
  title: "Udstyr",
  unknown: "Ukendt: ingen forbindelse",

  board: "Storskærm",
  boards: (n: number) => (n === 1 ? "Åben" : `${n} åbne`),
  noBoard: "Ingen storskærm er åben",
  hiddenBoard: "Åben, men ikke synlig: Et andet vindue ligger over, eller computeren sover",
  hiddenShort: "Storskærmen er ikke synlig",
  shownShort: "Storskærmen er synlig",
  openHere: "Åbn storskærmen",
  copyLink: "Kopiér link",
  linkCopied: "Linket er kopieret. Det åbner kun storskærmen, én gang, inden for ti minutter.",
  linkByHand: "Link til projektorens computer",
  linkFailed: "Linket kunne ikke laves. Prøv igen.",

  sound: "Lyd",
  soundFrom: "Gongen kommer fra den computer, der viser storskærmen",
  sounds: {
    on: "Klar på storskærmen",
    muted: "Slået fra på storskærmen. Tryk M på dens tastatur",
    blocked: "Browseren tillader ikke lyd endnu. Klik én gang på storskærmen",
  },
  soundShort: "Storskærmen har ingen lyd",
  trySound: "Prøv lyden",
  gong: {
    asked: "Venter på storskærmen …",
    on: "Storskærmen slog gongen. Hørte I den ikke, så skru op på dens computer.",
    muted: "Ikke hørt: Lyden er slået fra på storskærmen. Tryk M på dens tastatur.",
    blocked: "Ikke hørt: Browseren tillader ikke lyd endnu. Klik én gang på storskærmen.",
    none: "Ikke hørt: Ingen storskærm er åben.",
    unanswered: "Storskærmen svarer ikke. Se, om den er gået i stå.",
    offline: "Der er ingen forbindelse lige nu. Prøv igen om lidt.",
  },
  gongSome: (n: number, of: number) => `${n} af ${of} storskærme slog gongen.`,

  keys: "Klikker og tastatur",
  keysGetThrough: "Trykkene når frem. Klikkeren skal sidde i den computer, der har styrepulten åben",
  keysDoNot: "Trykkene når ikke frem: Et andet vindue er i brug. Klik på styrepulten eller på storskærmen",
  keysShort: "Klikker og tastatur når ikke frem. Klik her på siden",

  stayOn: "Skærme, der ikke slukker",
  boardStaysOn: "Storskærmen holdes tændt.",
  boardMayGoDark: "Storskærmen kan gå i sort.",
  consoleStaysOn: "Styrepulten holdes tændt.",
  consoleMayGoDark: "Styrepulten kan gå i sort.",
  keepOn:
    "Slå pauseskærm og dvale fra på den computer. Browseren må kun holde skærmen tændt over https, og når der er strøm nok.",

  remote: "Fjernbetjening",
  remoteHint: "Din telefon er den bedste fjernbetjening",
  remoteOn: (names: string) => `Forbundet: ${names}`,
  remoteAsleep: (names: string) => `Slukket skærm: ${names}. Tænd den, før du går i gang`,
  nameless: (n: number) => (n === 1 ? "1 enhed" : `${n} enheder`),
  openRemote: "Vis kode",
  remoteUsed: "Koden er brugt, og fjernbetjeningen er forbundet.",
  isConnected: "forbundet",
  isAsleep: "slukket skærm",
  isGone: "ikke forbundet",

  language: "Sprog på storskærmen",

  phones: "Telefoner",
  phonesNow: (connected: number, asleep: number, lost: number) =>
    `${connected} forbundet · ${asleep} slukket eller gået · ${lost} uden forbindelse`,
  asleep: "Slukket eller gået",
  lost: "Ikke forbundet lige nu",

  figuresFrom: (time: string) => `Tallene er fra ${time}`,
  waits: "Venter på serveren",
  waitsHint: "Salen flytter sig, så snart serveren svarer.",
  unanswered: (n: number) =>
    n === 1
      ? "Serveren svarer ikke. 1 tryk venter og sendes, så snart den svarer."
      : `Serveren svarer ikke. ${n} tryk venter og sendes, så snart den svarer.`,
};

const en: typeof da = {
  title: "Equipment",
  unknown: "Not known: no connection",

  board: "Board",
  boards: (n) => (n === 1 ? "Open" : `${n} open`),
  noBoard: "No board is open",
  hiddenBoard: "Open but not visible: another window lies over it, or the computer is asleep",
  hiddenShort: "The board is not visible",
  shownShort: "The board is visible",
  openHere: "Open the board",
  copyLink: "Copy link",
  linkCopied: "The link is copied. It opens the board alone, once, within ten minutes.",
  linkByHand: "Link for the projector’s computer",
  linkFailed: "The link could not be made. Try again.",

  sound: "Sound",
  soundFrom: "The gong comes from the computer that shows the board",
  sounds: {
    on: "Ready on the board",
    muted: "Switched off on the board. Press M on its keyboard",
    blocked: "The browser does not allow sound yet. Click once on the board",
  },
  soundShort: "The board has no sound",
  trySound: "Try the sound",
  gong: {
    asked: "Waiting for the board …",
    on: "The board struck the gong. If you did not hear it, turn up its computer.",
    muted: "Not heard: the sound is switched off on the board. Press M on its keyboard.",
    blocked: "Not heard: the browser does not allow sound yet. Click once on the board.",
    none: "Not heard: no board is open.",
    unanswered: "The board does not answer. See whether it has frozen.",
    offline: "There is no connection just now. Try again in a moment.",
  },
  gongSome: (n, of) => `${n} of ${of} boards struck the gong.`,

  keys: "Clicker and keyboard",
  keysGetThrough: "Presses get through. The clicker belongs in the computer that has the console open",
  keysDoNot: "Presses do not get through: another window is in use. Click on the console or on the board",
  keysShort: "Clicker and keyboard do not get through. Click on this page",

  stayOn: "Screens that stay on",
  boardStaysOn: "The board is kept on.",
  boardMayGoDark: "The board may go dark.",
  consoleStaysOn: "The console is kept on.",
  consoleMayGoDark: "The console may go dark.",
  keepOn:
    "Switch off screen saver and sleep on that computer. A browser can keep a screen on only over https, and with enough power.",

  remote: "Remote",
  remoteHint: "Your phone is the best remote",
  remoteOn: (names) => `Connected: ${names}`,
  remoteAsleep: (names) => `Screen off: ${names}. Switch it on before you begin`,
  nameless: (n) => (n === 1 ? "1 device" : `${n} devices`),
  openRemote: "Show code",
  remoteUsed: "The code is used, and the remote is connected.",
  isConnected: "connected",
  isAsleep: "screen off",
  isGone: "not connected",

  language: "Language on the board",

  phones: "Phones",
  phonesNow: (connected, asleep, lost) =>
    `${connected} connected · ${asleep} switched off or gone · ${lost} without a connection`,
  asleep: "Switched off or gone",
  lost: "Not connected just now",

  figuresFrom: (time) => `The figures are from ${time}`,
  waits: "Waiting for the server",
  waitsHint: "The room moves as soon as the server answers.",
  unanswered: (n) =>
    n === 1
      ? "The server does not answer. 1 press waits and is sent as soon as it does."
      : `The server does not answer. ${n} presses wait and are sent as soon as it does.`,
};
export type EquipmentWords = typeof da;
export const equipmentWords = byLanguage<EquipmentWords>({ da, en });
