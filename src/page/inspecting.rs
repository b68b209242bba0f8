//! Opening and closing the inspector, the way back in it, and where the focus goes.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::app::App;
use crate::view::thing::Thing;

/// So many things can be gone back to.
const WAY_BACK: usize = 32;

impl App {
    /// Opens a thing's sheet, and takes the focus there.
    pub fn inspect(&mut self, thing: Thing) {
        let thing = self.core.borrow().engine.pinned(thing);
        let trail = &mut self.picture.trail;
        if trail.is_empty() {
            self.inspected_from = focused();
        }
        if trail.last() != Some(&thing) {
            trail.push(thing);
        }
        if WAY_BACK < trail.len() {
            trail.remove(0);
        }
        focus_title();
    }

    pub fn inspect_back(&mut self) {
        self.picture.trail.pop();
        focus_title();
    }

    /// A note on a stave: the focus stays, so that the arrow keys go on to its neighbours.
    pub fn inspect_note(&mut self, thing: Thing) {
        self.inspected_from = None;
        self.picture.trail = vec![self.core.borrow().engine.pinned(thing)];
    }

    /// Closes the inspector; the focus returns to where it was opened.
    pub fn close_inspector(&mut self) {
        self.picture.trail.clear();
        if let Some(element) = self.inspected_from.take() {
            // It may be gone by now, and then the focus has nowhere to return to.
            Timeout::new(0, move || drop(element.focus())).forget();
        }
    }
}

fn focused() -> Option<HtmlElement> {
    let document = web_sys::window()?.document()?;
    document.active_element()?.dyn_into().ok()
}

/// After the sheet is drawn.
fn focus_title() {
    Timeout::new(0, || {
        let document = web_sys::window().and_then(|window| window.document());
        let title = document.and_then(|document| document.get_element_by_id("inspector-title"));
        if let Some(title) = title.and_then(|title| title.dyn_into::<HtmlElement>().ok()) {
            drop(title.focus());
        }
    })
    .forget();
}
