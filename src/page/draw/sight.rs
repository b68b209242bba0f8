//! Which elements are in sight of the reader, or nearly.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::JsValue;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// What is so near to the screen counts as seen, so that it is ready when it comes.
const MARGIN: &str = "120px";

pub struct Sight {
    observer: Option<IntersectionObserver>,
    _told: Closure<dyn FnMut(Array)>,
}

impl Sight {
    /// `tell` hears of each watched element that comes into sight or leaves it.
    pub fn new(mut tell: impl FnMut(&Element, bool) + 'static) -> Self {
        let told = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            for entry in entries.iter().map(JsValue::unchecked_into::<IntersectionObserverEntry>) {
                tell(&entry.target(), entry.is_intersecting());
            }
        });
        let how = IntersectionObserverInit::new();
        how.set_root_margin(MARGIN);
        let observer = IntersectionObserver::new_with_options(told.as_ref().unchecked_ref(), &how).ok();
        Self { observer, _told: told }
    }

    pub fn watch(&self, element: &Element) {
        if let Some(observer) = &self.observer {
            observer.observe(element);
        }
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
