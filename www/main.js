// Starts the wasm. What happens on the page happens in Rust; only what must outlive the wasm does not.
import init from "./partitura.js";
import { stop } from "./guard.js";
import { keepForOffline } from "./offline.js";

await init().then(keepForOffline, stop);
