import { mount } from "svelte";
import "../pieces/tokens.css";
import App from "./App.svelte";
import { ConsoleState } from "./console.svelte";
import { takeCredentials } from "./credentials";

mount(App, {
  target: document.getElementById("app")!,
  props: { app: new ConsoleState(await takeCredentials()) },
});
