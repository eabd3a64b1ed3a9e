/** The early connection, inlined in the page: connects and sends hello before the shell is loaded. */
import { connectEarly } from "../live/connect";
import type { ServerFrame } from "../live/wire";
import { codeOf, identity } from "./identity";

/** The URLs of Pages.svelte and its style, defined by the build. */
declare const PAGES: string[];

const code = codeOf(location.pathname);
try {
  connectEarly(code, identity(code, localStorage), fetchPages);
} catch {
  // Where nothing can be stored, the shell connects: it does not depend on storage.
}

/** Preload the text box, unless the session is in the lobby: a phone that comes later needs it at once. */
function fetchPages(frame: ServerFrame) {
  if (frame.t !== "welcome" || frame.step === "lobby") return;
  for (const href of PAGES) {
    const kind = href.endsWith(".css") ? { rel: "preload", as: "style" } : { rel: "modulepreload" };
    document.head.append(Object.assign(document.createElement("link"), { href, ...kind }));
  }
}
