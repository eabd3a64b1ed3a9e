/** The words of the page that replays a session. */
import type { FileFault } from "../replay/file";
import { byLanguage } from "./languages";

const da = {
  title: "Afspilning",
  play: "Afspil",
  pause: "Pause",
  speed: "Hastighed",
  times: (speed: number) => `${speed} ×`,
  position: "Tidspunkt",
  clock: "Klokken",
  steps: "Gå til",
  picture: "Gem billede",
  file: "Gem afspilningen som fil",
  open: "Åbn en gemt fil",
  openHow:
    "Her kan du se en session igen, som storskærmen viste den. Åbn den fra sessionens rapport, eller vælg en fil, der er gemt fra afspilningen. Filen læses kun i denne browser.",
  keys: "Mellemrum: afspil og pause. Piletaster: ti sekunder frem eller tilbage. PageUp og PageDown: forrige og næste punkt. Home og End: begyndelse og slutning.",
  without: "Spørgsmål, der ikke står i rapporten, er heller ikke med her. Lange pauser springes over.",
  waiting: "Henter afspilningen …",
  noKey: "Her skal en nøgle til. Åbn afspilningen fra sessionens rapport.",
  refused: "Nøglen passer ikke til denne session. Den kan være fornyet, eller sessionen er slettet.",
  noReplay:
    "Sessionen er importeret, eller den er for lang til at blive afspillet. Har du en fil, der er gemt fra afspilningen, så åbn den her.",
  offline: "Serveren svarer ikke lige nu. Prøv igen om lidt.",
  failed: "Det lykkedes ikke:",
  again: "Prøv igen",
  noPicture: {
    png: "Denne browser kan ikke gemme billedet som PNG. Prøv SVG, eller brug Chrome eller Edge.",
    svg: "Billedet kunne ikke gemmes. Prøv igen.",
  },
  notDrawn: "Denne del af sessionen kan ikke vises. Filen er måske beskadiget.",
  faults: {
    unread: "Filen kunne ikke læses: Den er for stor, eller den er flyttet.",
    notAnExport: "Filen er ikke en JSON-fil fra Summe.",
    noReplay: "Filen har rapporten, men ingen afspilning. Gem den med »Gem afspilningen som fil«.",
    newer: "Filen er gemt af en nyere Summe, end denne side kan læse.",
    damaged: "Filen er beskadiget og kan ikke afspilles.",
  } satisfies Record<FileFault, string>,
};
const en: typeof da = {
  title: "Replay",
  play: "Play",
  pause: "Pause",
  speed: "Speed",
  times: (speed) => `${speed}×`,
  position: "Time",
  clock: "Time of day",
  steps: "Go to",
  picture: "Save picture",
  file: "Save the replay as a file",
  open: "Open a saved file",
  openHow:
    "Here you can watch a session again, as the board showed it. Open it from the session’s report, or choose a file that was saved from the replay. The file is read in this browser only.",
  keys: "Space: play and pause. Arrow keys: ten seconds on or back. PageUp and PageDown: step before and after. Home and End: beginning and end.",
  without: "Questions that are not in the report are not here either. Long pauses are skipped.",
  waiting: "Fetching the replay …",
  noKey: "This needs a key. Open the replay from the session’s report.",
  refused: "The key does not fit this session. It may have been renewed, or the session was deleted.",
  noReplay:
    "This session was imported, or is too long to be replayed. If you have a file that was saved from the replay, open it here.",
  offline: "The server does not answer just now. Try again in a moment.",
  failed: "That did not work:",
  again: "Try again",
  noPicture: {
    png: "This browser cannot save the picture as PNG. Try SVG, or use Chrome or Edge.",
    svg: "The picture could not be saved. Try again.",
  },
  notDrawn: "This part of the session cannot be shown. The file may be damaged.",
  faults: {
    unread: "The file could not be read: it is too large, or it was moved.",
    notAnExport: "This is no JSON file from Summe.",
    noReplay: "The file has the report, but no replay. Save it with “Save the replay as a file”.",
    newer: "The file was saved by a newer Summe than this page can read.",
    damaged: "The file is damaged and cannot be replayed.",
  },
};
export type ReplayWords = typeof da;
export const replayWords = byLanguage<ReplayWords>({ da, en });
