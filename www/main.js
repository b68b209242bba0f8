// Starts the wasm. Everything else happens in Rust.
import init from "./partitura.js";

await init();
