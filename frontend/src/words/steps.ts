/** The names of the steps on all screens, by language. */
const da = {
  lobby: "Velkommen",
  overview: "Faldgruberne",
  buzz: "Sum med sidemanden",
  collect: "Skriv",
  group: "Saml",
  walk: (n: number) => `Faldgrube ${n}`,
  summary: "Samlet pointe",
  momentum: "Momentum",
  poll: "Fik du svar?",
  done: "Tak",
};
const en: typeof da = {
  lobby: "Welcome",
  overview: "The pitfalls",
  buzz: "Buzz with your neighbour",
  collect: "Write",
  group: "Group",
  walk: (n) => `Pitfall ${n}`,
  summary: "In short",
  momentum: "Momentum",
  poll: "Answered?",
  done: "Thank you",
};

/** What a step is called; `numbers` gives each pitfall's number. */
export function stepName(step: string, language: string, numberOf: (pitfall: string) => number): string {
  const names = language === "da" ? da : en;
  const [family = "", pitfall = ""] = step.split(":");
  if (family === "walk") return names.walk(numberOf(pitfall));
  const name = names[family as keyof typeof da];
  return typeof name === "string" ? name : step;
}

const shortDa: Record<string, string> = { buzz: "Sum" };
const shortEn: Record<string, string> = { overview: "Pitfalls", buzz: "Buzz", done: "Thanks" };

/** The name where there is little room, as in the console's run. */
export function shortStepName(step: string, language: string, numberOf: (pitfall: string) => number): string {
  return (language === "da" ? shortDa : shortEn)[step] ?? stepName(step, language, numberOf);
}
