/** The dashboard's client: everything begins here. */
import "./style/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { live } from "./live.svelte.ts";
import "./theme.svelte.ts";

live.listen();
mount(App, { target: document.body });
