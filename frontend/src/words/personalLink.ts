/** The words of the personal link to My page, and of the question which page to keep. Fetched when needed. */
import { byLanguage } from "./languages";

const da = {
  heading: "Link til din side",
  how: "Scan koden med en anden telefon, eller send linket til dig selv. Så åbner siden der, og du kan gå videre med dine spørgsmål.",
  // For how long
  whileKept: "Linket virker, indtil sessionen bliver slettet.",
  daysAfterEnd: (n: number) =>
    `Linket virker, indtil sessionen bliver slettet. Det sker senest ${n === 1 ? "1 dag" : `${n} dage`} efter, at den er slut.`,
  until: (day: string) => `Linket virker, indtil sessionen bliver slettet. Det sker senest den ${day}.`,
  secret:
    "Alle, der har linket, kan se din side og rette, trække tilbage og svare som dig. Du kan ikke lukke det igen, så behold det for dig selv.",
  copy: "Kopiér linket",
  copied: "Kopieret",
  share: "Send linket …",
  byHand: "Dit link",
  code: "QR-kode med dit link",
  // Another participant's link was opened in a browser that is a participant already
  which: "Hvilken side vil du bruge her?",
  both: "Du er allerede med i denne browser, og linket åbner en anden side. Der kan kun være én her.",
  loses:
    "Vælger du siden fra linket, kan du kun komme tilbage til siden her, hvis du har gemt dens link. Kladder bliver liggende.",
  unsent: "Noget, du har sendt herfra, er ikke kommet frem endnu. Du kan skifte, når det er.",
  take: "Brug siden fra linket",
  stay: "Bliv på siden her",
  broken: "Linket er ikke helt, så det her er ikke din side. Kopiér linket igen, eller scan koden igen.",
  dismiss: "OK",
};
const en: typeof da = {
  heading: "Link to your page",
  how: "Scan the code with another phone, or send the link to yourself. The page opens there, and you can go on with your questions.",
  whileKept: "The link works until the session is erased.",
  daysAfterEnd: (n) =>
    `The link works until the session is erased, at the latest ${n === 1 ? "1 day" : `${n} days`} after it has ended.`,
  until: (day) => `The link works until the session is erased, at the latest on ${day}.`,
  secret:
    "Everyone who has the link can see your page, and edit, withdraw and answer as you. You cannot close it again, so keep it to yourself.",
  copy: "Copy the link",
  copied: "Copied",
  share: "Send the link …",
  byHand: "Your link",
  code: "QR code with your link",
  which: "Which page do you want to use here?",
  both: "You have joined in this browser already, and the link opens another page. There can be only one here.",
  loses:
    "If you choose the page of the link, you can only come back to this one if you have kept its link. Drafts stay.",
  unsent: "Something you have sent from here has not arrived yet. You can change when it has.",
  take: "Use the page of the link",
  stay: "Stay on this page",
  broken: "The link is not whole, so this is not your page. Copy the link again, or scan the code again.",
  dismiss: "OK",
};
export const personalLinkWords = byLanguage<typeof da>({ da, en });
