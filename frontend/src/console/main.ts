import { mount } from "svelte";
import "../pieces/tokens.css";
import App from "./App.svelte";
import { takePass } from "./pass";

mount(App, { target: document.getElementById("app")!, props: { pass: await takePass() } });
