import { mount } from "svelte";
import "../pieces/tokens.css";
import App from "./App.svelte";
import { all, find } from "./catalogue";

const target = document.getElementById("app")!;
const alone = await find(decodeURIComponent(location.hash.slice(1)));
if (alone) {
  // As high as its window: the board fills what it is in, and without this it has no height.
  target.style.height = "100vh";
  mount(alone.piece, { target, props: alone.props() });
} else mount(App, { target, props: { sections: await all() } });
addEventListener("hashchange", () => location.reload());
