/** The last words of a phone that cannot be let in: a heading and what to do. Fetched when needed. */
const da: Record<string, [string, string]> = {
  unknown_session: ["Koden findes ikke", "Se efter på storskærmen, og prøv igen."],
  locked: ["Døren er lukket lige nu", "Bed værten om at åbne. Siden her kommer selv ind."],
  full: ["Salen er fuld", "Siden her prøver selv igen."],
  superseded: ["Åbnet et andet sted", "Du er med i en anden fane. Du kan lukke den her."],
  ended: ["Sessionen er slut", "Tak, fordi du var med."],
  erased: ["Sessionen er slettet", "Alt, hvad der blev skrevet, er væk."],
};
const en: Record<string, [string, string]> = {
  unknown_session: ["No such code", "Look at the big screen and try again."],
  locked: ["The door is locked just now", "Ask the host to open. This page comes in by itself."],
  full: ["The room is full", "This page tries again by itself."],
  superseded: ["Open somewhere else", "You are here in another tab. You can close this one."],
  ended: ["The session is over", "Thank you for taking part."],
  erased: ["The session was erased", "Everything that was written is gone."],
};
export const byes = (language: string) => (language === "da" ? da : en);
