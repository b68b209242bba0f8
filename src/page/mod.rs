//! The page: the application around the picture, in WebAssembly.
//!
//! It keeps no truth of its own: the session lives in the [`engine`], what is shown is the view's plain data, and every
//! wish becomes a command of the contract. Here are the clock that follows the wall, the panels and dialogs, the
//! languages, what the browser remembers, and the script interface. Absent on purpose: Kafka's rules (room `kafka`),
//! and the drawing of staves, notes in flight and the timeline (`draw`).

mod app;
mod bar;
mod brokers;
mod charts;
mod clipboard;
mod clock;
mod compare;
mod core;
mod deeds;
mod dialogs;
pub mod draw;
mod drops;
mod embed;
mod engine;
mod faults;
mod files;
mod following;
mod form;
mod gallery;
mod groups;
mod guarantees;
mod hand;
mod icons;
mod inspecting;
mod inspector;
mod keeping;
mod keys;
mod language;
mod live;
mod members;
mod menu;
mod messages;
mod nature;
mod notebook;
mod notices;
mod opening;
mod opens;
mod photo;
mod picture;
mod presenter;
mod problem;
mod producers;
mod protocols;
mod qr;
mod resets;
mod script;
mod sentence;
mod share;
mod shell;
mod spotlight;
mod storage;
mod story;
mod template;
mod ticks;
mod topics;
mod traces;
mod transactions;
mod views;
mod visits;
mod ways;
mod wish;

use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the page in the element `#app`; the glue calls it once the module is there.
#[wasm_bindgen(start)]
pub fn start() {
    shell::tell_of_panics();
    let Some(root) = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.get_element_by_id("app"))
    else {
        return;
    };
    match notebook::window::asked() {
        Some(channel) => {
            embed::mark("data-notes", true);
            let props = notebook::window::NotesProps { channel };
            yew::Renderer::<notebook::window::Notes>::with_root_and_props(root, props).render();
        }
        None => drop(yew::Renderer::<app::App>::with_root(root).render()),
    }
}
