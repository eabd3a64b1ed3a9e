/** The words of the phone's shell; those of the steps are fetched with the steps. */
import { byLanguage } from "./languages";

const da = {
  online: "Forbundet",
  offline: "Ingen forbindelse – prøver igen",
  connecting: "Forbinder …",
  loading: "Henter …",
  unreachable: "Telefonen kan ikke få fat i salen endnu. Den prøver selv igen.",
  incomplete:
    "Siden kunne ikke hentes helt. Genindlæs den. Hjælper det ikke, så skriv dit spørgsmål på en seddel.",
  joined: "Du er med",
  layDown: "Læg bare telefonen fra dig. Den følger selv med.",
  anonymous: "Ingen får dit navn. Ingen kan se, hvem der spørger om hvad.",
  aboutData: "Om dine data",
  statement: "Tilgængelighedserklæring",
  welcome: "Velkommen",
  page: "Min side",
};
const en: typeof da = {
  online: "Connected",
  offline: "No connection – trying again",
  connecting: "Connecting …",
  loading: "Loading …",
  unreachable: "Your phone cannot reach the room yet. It keeps trying.",
  incomplete:
    "Part of this page could not be loaded. Reload it. If that does not help, write your question on a slip of paper.",
  joined: "You are in",
  layDown: "Just put your phone down. It follows along by itself.",
  anonymous: "Nobody gets your name. Nobody can see who asks what.",
  aboutData: "About your data",
  statement: "Accessibility statement",
  welcome: "Welcome",
  page: "My page",
};
export type PhoneWords = typeof da;
export const phoneWords = byLanguage<PhoneWords>({ da, en });
