//! What the browser remembers: the session, the drafts, the choices of language and theme.
//!
//! A browser may forbid it or be full. Everything works without; `keeping` says so once.

use serde_json::Value;

pub const SESSION: &str = "partitura.session";
/// Whose session is kept there: a new text whenever a tab keeps it.
pub const MARK: &str = "partitura.mark";
/// The own session of a tab that another tab was ahead of, for this tab alone.
pub const COPY: &str = "partitura.copy";
pub const LANGUAGE: &str = "partitura.language";
/// Also read by `www/first.js`, before the module is there.
pub const THEME: &str = "partitura.theme";

/// A session that came by the address is remembered for this tab alone, so that a reload keeps what was done to it and
/// the reader's own session stays as it was.
pub const VISIT: &str = "partitura.visit";

fn store() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Remembers a text for this tab; says whether the browser did.
pub fn write_for_tab(key: &str, text: &str) -> bool {
    tab().is_some_and(|store| store.set_item(key, text).is_ok())
}

/// What this tab remembers, as plain data.
pub fn read_for_tab(key: &str) -> Option<Value> {
    serde_json::from_str(&tab()?.get_item(key).ok()??).ok()
}

pub fn read(key: &str) -> Option<String> {
    store()?.get_item(key).ok()?
}

/// Remembers a text; says whether the browser did.
pub fn write(key: &str, text: &str) -> bool {
    store().is_some_and(|store| store.set_item(key, text).is_ok())
}

pub fn forget(key: &str) {
    if let Some(store) = store() {
        // A store that refuses this has nothing to forget.
        let _ = store.remove_item(key);
    }
}

/// Reads plain data; whatever is not JSON counts as absent.
pub fn read_json(key: &str) -> Option<Value> {
    serde_json::from_str(&read(key)?).ok()
}
