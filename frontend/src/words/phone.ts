/** What the phone's shell says; the words of the steps come with them. */
const da = {
  online: "Forbundet",
  offline: "Venter på net",
  connecting: "Forbinder …",
  joined: "Du er med",
  layDown: "Læg bare telefonen fra dig. Den følger selv med.",
  anonymous: "Ingen får dit navn. Ingen kan se, hvem der spørger om hvad.",
  another: "Skriv et spørgsmål til",
  write: "Skriv et spørgsmål",
  noNet: "Du behøver ikke gøre noget. Telefonen finder selv tilbage.",
  noNetQueued: "Dit spørgsmål sendes af sig selv.",
  movedOn: "Salen er videre – gå med",
};
const en: typeof da = {
  online: "Connected",
  offline: "Waiting for network",
  connecting: "Connecting …",
  joined: "You are in",
  layDown: "Just put your phone down. It follows along by itself.",
  anonymous: "Nobody gets your name. Nobody can see who asks what.",
  another: "Write another question",
  write: "Write a question",
  noNet: "You need not do anything. Your phone finds its way back.",
  noNetQueued: "Your question sends by itself.",
  movedOn: "The room has moved on – go along",
};
export type PhoneWords = typeof da;
export const phoneWords = (language: string): PhoneWords => (language === "da" ? da : en);
