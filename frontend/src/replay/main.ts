import { mount } from "svelte";
import { surviveTranslation } from "../pieces/translation";
import "../pieces/tokens.css";
import App from "./App.svelte";

surviveTranslation();
mount(App, { target: document.getElementById("app")! });
