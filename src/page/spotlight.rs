//! The spotlight of a presenter: what the pointer is at, or the focus, stays bright while the rest is dim.
//!
//! The root says where the light is, and the style sheet dims by that. Selectors with `:has()` would say it without any
//! code, but with them in a style sheet the browser looks at the whole page again for every cell that is drawn.

use gloo_events::EventListener;
use web_sys::{Document, Element};

/// Where the light is: `pointer` or `focus`, and `member` or `stave` within that.
const LIT: &str = "data-lit";
/// What can stand in the light as a whole.
const WHOLES: &str = ":is(.card, .inspector, .story, .timeline)";

/// Follows the pointer and the focus as long as it lives.
pub struct Spotlight {
    root: Option<Element>,
    _listeners: Vec<EventListener>,
}

impl Spotlight {
    pub fn new() -> Self {
        let document = web_sys::window().and_then(|window| window.document());
        let root = document.as_ref().and_then(Document::document_element);
        let follow = |name: &'static str| {
            let (target, document, root) = (document.clone()?, document.clone()?, root.clone()?);
            Some(EventListener::new(&target, name, move |_| turn(&document, &root)))
        };
        let listeners = ["pointerover", "pointerout", "focusin", "focusout"].into_iter();
        let spotlight = Spotlight {
            _listeners: listeners.filter_map(follow).collect(),
            root,
        };
        if let (Some(document), Some(root)) = (&document, &spotlight.root) {
            turn(document, root);
        }
        spotlight
    }
}

impl Drop for Spotlight {
    fn drop(&mut self) {
        if let Some(root) = &self.root {
            let _ = root.remove_attribute(LIT);
        }
    }
}

fn turn(document: &Document, root: &Element) {
    let is = |selector: &str| document.query_selector(selector).is_ok_and(|found| found.is_some());
    let mut lit = Vec::new();
    if is(&format!("{WHOLES}:hover")) {
        lit.push("pointer");
    } else if is(&format!("{WHOLES}:focus-within")) {
        lit.push("focus");
    }
    lit.extend(is(".member:hover").then_some("member"));
    lit.extend(is("[data-stave]:hover").then_some("stave"));
    // Any text can be the value of an attribute.
    let _ = root.set_attribute(LIT, &lit.join(" "));
}
