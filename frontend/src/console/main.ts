import { mount } from "svelte";
import "../pieces/tokens.css";
import App from "./App.svelte";
import { Desk } from "./desk.svelte";
import { takePass } from "./pass";

mount(App, { target: document.getElementById("app")!, props: { desk: new Desk(await takePass()) } });
