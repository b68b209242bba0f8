//! The clipboard, which a browser may refuse.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::JsValue;
use yew::Callback;

/// Puts a text on the clipboard and tells whether it got there.
pub fn copy(text: &str, told: &Callback<bool>) {
    let Some(window) = web_sys::window() else { return };
    // A page that did not come safely (http from another machine) has no clipboard at all.
    let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return told.emit(false);
    }
    let (done, refused) = (told.clone(), told.clone());
    let copied = Closure::once(move |_: JsValue| done.emit(true));
    let forbidden = Closure::once(move |_: JsValue| refused.emit(false));
    let _ = window
        .navigator()
        .clipboard()
        .write_text(text)
        .then2(&copied, &forbidden);
    copied.forget();
    forbidden.forget();
}
