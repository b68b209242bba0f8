//! What lies around the wasm: a few lines of JavaScript that outlive it (`www/guard.js`, `www/offline.js`), reached by
//! events of the window; and where the page lies, which a file on a disk cannot tell to others.
//!
//! Absent on purpose: any way back after a trap. The instance is lost, and so the guard shares nothing with it.

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, HtmlLinkElement};
use yew::html::Scope;

use super::app::{App, Msg};
use super::language::Speech;

/// Hands the words of a panic to the guard: the trap that follows has none.
pub fn tell_of_panics() {
    yew::set_custom_panic_hook(Box::new(|panic| tell("partitura-panic", &panic.to_string().into())));
}

/// Hands the guard a session as it is kept, and the place where it is.
pub fn kept(place: &str, session: &str) {
    tell("partitura-kept", &js_sys::Array::of2(&place.into(), &session.into()));
}

/// Lets the newer version take over; the page loads again with it.
pub fn renew() {
    tell("partitura-renew", &JsValue::NULL);
}

/// Hears that a newer version is there, whole.
pub fn listen(link: &Scope<App>) {
    let Some(window) = web_sys::window() else { return };
    let send = link.clone();
    EventListener::new(&window, "partitura-update", move |_| send.send_message(Msg::Update)).forget();
}

/// Says in the reader's language what the guard may have to say.
pub fn speak(speech: &Speech) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(Ok(parts)) = document.map(|document| document.query_selector_all("[data-say]")) else {
        return;
    };
    for part in (0..parts.length()).filter_map(|index| parts.get(index)?.dyn_into::<HtmlElement>().ok()) {
        if let Some(id) = part.get_attribute("data-say") {
            part.set_text_content(Some(&speech.word(&id)));
        }
    }
}

/// Where a link has to lead so that others can follow it, and whether they can.
pub struct Place {
    pub address: String,
    /// The page is a file that does not know where it is published: its links open on this computer only.
    pub only_here: bool,
}

pub fn place() -> Place {
    let Some(window) = web_sys::window() else {
        return Place {
            address: String::new(),
            only_here: true,
        };
    };
    let address = window.location().href().unwrap_or_default();
    if !address.starts_with("file:") {
        return Place {
            address,
            only_here: false,
        };
    }
    let canonical = window
        .document()
        .and_then(|document| document.query_selector("link[rel=canonical]").ok()?);
    match canonical.and_then(|element| element.dyn_into::<HtmlLinkElement>().ok()) {
        Some(link) => Place {
            address: link.href(),
            only_here: false,
        },
        None => Place {
            address,
            only_here: true,
        },
    }
}

fn tell(kind: &str, detail: &JsValue) {
    let options = CustomEventInit::new();
    options.set_detail(detail);
    let (window, event) = (web_sys::window(), CustomEvent::new_with_event_init_dict(kind, &options));
    if let (Some(window), Ok(event)) = (window, event) {
        // Where nobody listens, nothing is to be done.
        let _ = window.dispatch_event(&event);
    }
}
