/** The words of a phone that the server has disconnected: why, and what to do. Fetched when needed. */
import type { DisconnectReason } from "../live/socket";
import { byLanguage } from "./languages";

interface Reason {
  heading: string;
  text: string;
}
interface DisconnectWords {
  reasons: Record<DisconnectReason, Reason>;
  /** For a session that is not there, where My page was wanted, and not a code typed. */
  pageGone: Reason;
  code: string;
  join: string;
  here: string;
  again: string;
}
const OTHER_DA: Reason = {
  heading: "Der gik noget galt",
  text: "Genindlæs siden, eller scan koden på storskærmen igen.",
};
const OTHER_EN: Reason = {
  heading: "Something went wrong",
  text: "Reload the page, or scan the code on the big screen.",
};
const da: DisconnectWords = {
  reasons: {
    unknown_session: { heading: "Den kode findes ikke", text: "Se efter på storskærmen, og prøv igen." },
    locked: {
      heading: "Døren er låst lige nu",
      text: "Bed facilitatoren om at låse op. Du behøver ikke gøre mere: Du kommer ind, når der er låst op.",
    },
    waiting: {
      heading: "Salen er fuldere end ventet",
      text: "Facilitatoren har fået besked. Bliv her, så kommer du ind. Din tekst bliver på telefonen.",
    },
    full: { heading: "Salen er fuld", text: "Siden prøver selv igen, indtil der er plads." },
    removed: {
      heading: "Du røg med ud",
      text: "Facilitatoren har ryddet op blandt dem, der kom sidst. Sig det, så kan du og dine spørgsmål komme tilbage. Eller vær med igen, og begynd forfra.",
    },
    superseded: {
      heading: "Du er med i et andet vindue",
      text: "Du kan lukke det her. Det, du har skrevet, er også i det andet.",
    },
    ended: { heading: "Det er slut", text: "Her er lukket for i dag." },
    erased: {
      heading: "Alt er slettet",
      text: "Det, der blev skrevet her, er væk. Din telefon har heller ikke gemt noget.",
    },
    unknown_key: OTHER_DA,
    not_yours: OTHER_DA,
    no_hello: OTHER_DA,
  },
  pageGone: {
    heading: "Siden findes ikke længere",
    text: "Sessionen er slettet, og din side med den. Eller også er der en fejl i linket.",
  },
  code: "Koden på storskærmen",
  join: "Vær med",
  here: "Fortsæt her i stedet",
  again: "Vær med igen",
};
const en: DisconnectWords = {
  reasons: {
    unknown_session: { heading: "There is no such code", text: "Look at the big screen and try again." },
    locked: {
      heading: "The room is locked just now",
      text: "Ask the facilitator to unlock it. There is nothing more to do: you get in when it is unlocked.",
    },
    waiting: {
      heading: "The room is fuller than expected",
      text: "The facilitator has been told. Just wait here. Your text stays on your phone.",
    },
    full: { heading: "The room is full", text: "This page keeps trying until there is room." },
    removed: {
      heading: "You were removed too",
      text: "The facilitator has cleared out those who came last. Tell them, and you and your questions can come back. Or join again and start over.",
    },
    superseded: {
      heading: "You are here in another window",
      text: "You can close this one. What you have written is in the other one too.",
    },
    ended: { heading: "It is over", text: "This room is closed for today." },
    erased: {
      heading: "Everything is erased",
      text: "What was written here is gone. Your phone has kept nothing either.",
    },
    unknown_key: OTHER_EN,
    not_yours: OTHER_EN,
    no_hello: OTHER_EN,
  },
  pageGone: {
    heading: "The page no longer exists",
    text: "The session is erased, and your page with it. Or there is a fault in the link.",
  },
  code: "The code on the big screen",
  join: "Join",
  here: "Go on here instead",
  again: "Join again",
};
export const disconnectWords = byLanguage<DisconnectWords>({ da, en });
