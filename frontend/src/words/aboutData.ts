/** What is stored about participants, as their phones show it. Every sentence has to be true of the code. */
import { byLanguage } from "./languages";

interface About {
  /** The link to the whole privacy page. */
  more: string;
  parts: { heading: string; text: string[] }[];
}
const da: About = {
  more: "Hvem der har ansvaret, hvor længe, og hvordan du får noget slettet",
  parts: [
    {
      heading: "Det, du sender",
      text: [
        "Dine spørgsmål, dine svar, din prik i trekanten og tidspunktet bliver gemt på arrangørens server. Ikke dit navn, og ikke hvem du er.",
        "Din telefon laver selv et tilfældigt tal, så den kan kendes igen, når nettet har været væk. Hverken storskærmen, facilitatoren eller rapporten kan se, hvem der har skrevet hvad.",
      ],
    },
    {
      heading: "Det, de andre ser",
      text: [
        "Dit spørgsmål kan komme på storskærmen og i rapporten. Ligner noget i det et navn eller et nummer, bliver det læst først.",
        "Trækker du et spørgsmål tilbage, bliver ordene slettet med det samme.",
      ],
    },
    {
      heading: "Hvor længe",
      text: [
        "Arrangøren kan slette sessionen når som helst, og den bliver slettet af sig selv, når den aftalte tid er gået. Derefter er der kun tal tilbage, som ingen kan kendes på.",
        "På din egen telefon ligger kun det tilfældige tal, dit valg af sprog, og det, du ikke har sendt endnu. Kladder bliver slettet efter et døgn. Glemmer browseren tallet, og det gør nogle efter en uge, kan du kun åbne Min side igen med dens link, hvis du har gemt det. Linket har tallet i sig: Alle, der har det, kan se siden og handle som dig.",
      ],
    },
    {
      heading: "Ingen andre",
      text: [
        "Siden henter ikke noget fra andre end arrangørens server. Der er ingen cookies og ingen måling. Spørg arrangøren, hvis du vil vide mere.",
      ],
    },
  ],
};
const en: About = {
  more: "Who is responsible, for how long, and how to have something erased",
  parts: [
    {
      heading: "What you send",
      text: [
        "Your questions, your answers, your dot in the triangle and the time are kept on the organiser’s server. Not your name, and not who you are.",
        "Your phone makes a random number so that it is known again after the network was gone. Neither the big screen, the facilitator nor the report can see who wrote what.",
      ],
    },
    {
      heading: "What others see",
      text: [
        "Your question may be shown on the big screen and in the report. If something in it looks like a name or a number, it is read first.",
        "If you withdraw a question, its words are erased at once.",
      ],
    },
    {
      heading: "For how long",
      text: [
        "The organiser can erase the session at any time, and it is erased by itself when the agreed time has passed. Then only figures are left that nobody can be known by.",
        "Your own phone keeps only the random number, your choice of language, and what you have not sent yet. Drafts are erased after a day. If the browser forgets the number, as some do after a week, you can only open My page again by its link, if you have kept it. The link has the number in it: everyone who has it can see the page and act as you.",
      ],
    },
    {
      heading: "Nobody else",
      text: [
        "This page fetches nothing from anyone but the organiser’s server. There are no cookies and no tracking. Ask the organiser if you want to know more.",
      ],
    },
  ],
};
export const aboutData = byLanguage<About>({ da, en });
