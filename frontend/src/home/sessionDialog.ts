/** What a dialog about one session is given. */
import type { HomeWords } from "../words/home";
import type { Organiser } from "./organiser.svelte";
import type { Session } from "./session";

export interface SessionDialog {
  session: Session;
  organiser: Organiser;
  words: HomeWords;
  language: string;
  onclose: () => void;
}
