/** Inlined in the page: connects and says hello before the shell is loaded. */
import { connectEarly } from "../live/connect";
import type { ServerFrame, StepRow } from "../live/wire";
import { codeOf, identity } from "./identity";

/** The address of Steps.svelte: the build knows it. */
declare const STEPS: string;

const code = codeOf(location.pathname);
try {
  connectEarly(code, identity(code, localStorage), fetchSteps);
} catch {
  // Where nothing can be stored, the shell connects: it can do without storage.
}

/** A phone that comes when the room has left the lobby needs the later steps at once. */
function fetchSteps(frame: ServerFrame) {
  if (frame.t !== "snapshot" || (frame.view.step?.it as StepRow).step === "lobby") return;
  const link = document.createElement("link");
  document.head.append(Object.assign(link, { rel: "modulepreload", href: STEPS }));
}
