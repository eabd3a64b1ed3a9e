/** The names of the steps, by language; made by frontend/generate_step_names.py, do not edit. */
import type { StepFamily } from "../live/wire";

export const da: Record<StepFamily, string> = {"lobby": "Velkommen", "overview": "Faldgruberne", "alone": "Hver for sig", "buzz": "Summerunde", "collect": "Skriv", "group": "Sortér", "walk": "Faldgrube", "summary": "Kort sagt", "momentum": "Momentum", "poll": "Fik du svar?", "done": "Tak"};
export const en: Record<StepFamily, string> = {"lobby": "Welcome", "overview": "The pitfalls", "alone": "On your own", "buzz": "Buzz round", "collect": "Write", "group": "Group", "walk": "Pitfall", "summary": "In short", "momentum": "Momentum", "poll": "Answered?", "done": "Thank you"};
