import { mount } from "svelte";
import "../pieces/tokens.css";
import "./home.css";
import App from "./App.svelte";

mount(App, { target: document.getElementById("app")! });
