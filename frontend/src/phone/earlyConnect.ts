/** Inlined in the page: connects and says hello before the shell is loaded. */
import { connectEarly } from "../live/connect";
import type { ServerFrame } from "../live/wire";
import { codeOf, identity } from "./identity";

/** Where Pages.svelte and its style are: the build knows it. */
declare const PAGES: string[];

const code = codeOf(location.pathname);
try {
  connectEarly(code, identity(code, localStorage), fetchPages);
} catch {
  // Where nothing can be stored, the shell connects: it can do without storage.
}

/** A phone that comes when the room has left the lobby needs the text box at once. */
function fetchPages(frame: ServerFrame) {
  if (frame.t !== "welcome" || frame.step === "lobby") return;
  for (const href of PAGES) {
    const kind = href.endsWith(".css") ? { rel: "preload", as: "style" } : { rel: "modulepreload" };
    document.head.append(Object.assign(document.createElement("link"), { href, ...kind }));
  }
}
