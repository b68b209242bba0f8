//! The page: the application around the picture, in WebAssembly.
//!
//! It keeps no truth of its own: the session lives in the [`engine`], what is shown is the view's plain data, and every
//! wish becomes a command of the contract. Here are the clock that follows the wall, the panels and dialogs, the
//! languages, what the browser remembers, and the script interface. Absent on purpose: Kafka's rules (room `kafka`),
//! and the drawing of staves, notes in flight and the timeline (`draw`).

mod app;
mod bar;
mod clock;
mod compare;
mod core;
mod deeds;
mod dialogs;
pub mod draw;
mod engine;
mod form;
mod gallery;
mod groups;
mod hand;
mod icons;
mod inspector;
mod keys;
mod language;
mod members;
mod menu;
mod nature;
mod notices;
mod opening;
mod picture;
mod producers;
mod resets;
mod script;
mod sentence;
mod share;
mod storage;
mod story;
mod template;
mod ticks;
mod topics;
mod visits;
mod ways;

use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the page in the element `#app`; the glue calls it once the module is there.
#[wasm_bindgen(start)]
pub fn start() {
    let Some(root) = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.get_element_by_id("app"))
    else {
        return;
    };
    yew::Renderer::<app::App>::with_root(root).render();
}
