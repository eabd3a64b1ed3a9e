/** Stands in the page itself: the line opens and says hello while the shell is still on its way. */
import { openAhead } from "../live/opening";
import type { ServerFrame, StepRow } from "../live/wire";
import { codeOf, visitor } from "./visitor";

/** The address of Steps.svelte: the build knows it. */
declare const STEPS: string;

const code = codeOf(location.pathname);
try {
  openAhead(code, visitor(code, localStorage), fetchSteps);
} catch {
  // Where nothing can be stored no line is open yet: the shell, which can do without, opens it.
}

/** Whoever comes when the hall has left the lobby wants the later steps at once. */
function fetchSteps(frame: ServerFrame) {
  if (frame.t !== "snapshot" || (frame.view.step?.it as StepRow).step === "lobby") return;
  const link = document.createElement("link");
  document.head.append(Object.assign(link, { rel: "modulepreload", href: STEPS }));
}
