/** What a dialog about one session is given. */
import type { HomeWords } from "../words/home";
import type { Organiser, Session } from "./organiser.svelte";

export interface SessionDialog {
  session: Session;
  organiser: Organiser;
  words: HomeWords;
  language: string;
  onclose: () => void;
}
