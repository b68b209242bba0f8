//! The page in a frame of another: the stage, the transport, and the way to the whole page.
//!
//! It remembers nothing: a frame opens as its address says, every time.

use yew::prelude::*;

use super::app::{App, Msg};
use super::bar::{BarProps, transport};
use super::{opening, share};

/// The bar of a frame.
pub fn bar(props: &BarProps) -> Html {
    let onclick = props.send.reform(|event: MouseEvent| {
        event.prevent_default();
        Msg::OpenWhole
    });
    html! {
        <header class="bar">
            {transport(props)}
            <h1 class="embed-title">{&props.title}</h1>
            <a class="embed-open" href={whole(&opening::address())} target="_blank" rel="noopener" {onclick}>{props.speech.word("embed-open")}</a>
        </header>
    }
}

/// The same address without its frame.
fn whole(address: &str) -> String {
    let (base, fragment) = address.split_once('#').unwrap_or((address, ""));
    let kept: Vec<&str> = fragment.split('&').filter(|part| *part != "embed=1").collect();
    format!("{base}#{}", kept.join("&"))
}

impl App {
    /// Opens the session as it stands now in a window of its own.
    pub fn open_whole(&mut self) {
        let (payload, now) = {
            let core = self.core.borrow();
            (core.engine.link(), core.engine.now_ms())
        };
        let address = opening::address();
        let link = match payload {
            Ok(payload) => format!("{}&at={now}", share::link(&address, &payload)),
            Err(_) => whole(&address),
        };
        if let Some(window) = web_sys::window() {
            // A browser that opens no windows says so itself.
            let _ = window.open_with_url_and_target_and_features(&link, "_blank", "noopener");
        }
    }
}

/// Says something about the page as a whole to the style sheet.
pub fn mark(attribute: &str, is: bool) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        // A document element takes any attribute.
        let _ = root.toggle_attribute_with_force(attribute, is);
    }
}

/// Whether the page as a whole is marked so.
pub fn marked(attribute: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let root = document.and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute(attribute))
}
