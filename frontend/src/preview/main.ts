/** A screen of a run sheet that is being edited, in an iframe of the editor: `preview.html#board`, phone or console. */
import { mount, type Component } from "svelte";
import { surviveTranslation } from "../pieces/translation";
import "../pieces/tokens.css";
import { isScreen, Shown, type PreviewedScreen, type Picture } from "./shown.svelte";

surviveTranslation();
const screen = location.hash.slice(1);
if (isScreen(screen)) await show(screen);

/** Show what the editor sends, which is this page's own parent and of the same server. */
async function show(screen: PreviewedScreen) {
  const shown = new Shown();
  const { default: Screen } = await component(screen);
  let isMounted = false;
  addEventListener("message", ({ origin, source, data }: MessageEvent<Picture>) => {
    if (origin !== location.origin || source !== parent) return;
    shown.picture = data;
    if (isMounted) return;
    isMounted = true;
    mount(Screen, { target: document.getElementById("app")!, props: { shown } });
  });
  parent.postMessage("ready", location.origin);
}

/** Each screen's styles would change the others', so that a page has one alone. */
async function component(screen: PreviewedScreen): Promise<{ default: Component<{ shown: Shown }> }> {
  switch (screen) {
    case "phone":
      return await import("./PhoneScreen.svelte");
    case "board":
      return await import("./BoardScreen.svelte");
    case "console":
      return await import("./ConsoleScreen.svelte");
  }
}
