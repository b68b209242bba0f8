//! The keyboard: which presses are shortcuts, and which belong to a control.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// The shortcuts: key, and the message that says what it does.
pub const SHORTCUTS: [(&str, &str); 9] = [
    (" ", "shortcut-play"),
    (".", "shortcut-step"),
    (",", "shortcut-back"),
    ("s", "shortcut-send"),
    ("c", "shortcut-charts"),
    ("?", "shortcut-help"),
    (UNDO, "shortcut-undo"),
    (REDO, "shortcut-redo"),
    ("Escape", "shortcut-escape"),
];

pub const UNDO: &str = "Ctrl+Z";
pub const REDO: &str = "Ctrl+Shift+Z";

/// The keys of a presenter, most of which a clicker has: key, and the message that says what it does.
pub const CLICKER: [(&str, &str); 5] = [
    ("p", "shortcut-present"),
    ("PageDown", "shortcut-page-down"),
    ("PageUp", "shortcut-page-up"),
    (".", "shortcut-dot"),
    ("l", "shortcut-spotlight"),
];

/// The attribute of the document while it is presented.
pub const PRESENTING: &str = "data-presenting";

/// What a press in the notes window means to the page.
pub fn of_clicker(event: &KeyboardEvent) -> Option<String> {
    let key = by_position(event);
    let paging = matches!(key.as_str(), "PageDown" | "PageUp");
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let within = |selector: &str| {
        target
            .as_ref()
            .is_some_and(|t| t.closest(selector).ok().flatten().is_some())
    };
    let free = !within("textarea") && matches!(key.as_str(), "." | "l") || key == " " && !within("textarea, button");
    (paging || free).then_some(key)
}

/// The shortcut that a press stands for, unless a control wants it.
pub fn shortcut(event: &KeyboardEvent) -> Option<String> {
    let command = event.ctrl_key() || event.meta_key();
    if event.alt_key() || event.is_composing() {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let within = |selector: &str| {
        target
            .as_ref()
            .is_some_and(|t| t.closest(selector).ok().flatten().is_some())
    };
    let key = if command {
        of_command(event)?
    } else {
        by_position(event)
    };
    let editing = within("input, select, textarea, dialog, [popover]");
    let pressing = key == " " && within("button, a, summary, [role=button], [role=slider], [tabindex]");
    if editing || pressing {
        return None;
    }
    let known = |list: &[(&str, &str)]| list.iter().any(|(own, _)| *own == key);
    let wanted = known(&SHORTCUTS) || key == "p" || super::embed::marked(PRESENTING) && known(&CLICKER);
    wanted.then_some(key)
}

/// With Ctrl, or ⌘ where a keyboard has it.
fn of_command(event: &KeyboardEvent) -> Option<String> {
    match (event.code().as_str(), event.shift_key()) {
        ("KeyZ", false) => Some(UNDO.to_owned()),
        ("KeyZ", true) | ("KeyY", false) => Some(REDO.to_owned()),
        _ => None,
    }
}

/// Letters count by their place, so that `s` works on a Cyrillic keyboard; signs count as they are, and by place too.
fn by_position(event: &KeyboardEvent) -> String {
    match (event.code().as_str(), event.shift_key()) {
        ("KeyP", false) => "p".to_owned(),
        ("KeyL", false) => "l".to_owned(),
        ("KeyS", false) => "s".to_owned(),
        ("KeyC", false) => "c".to_owned(),
        ("Period", false) => ".".to_owned(),
        ("Comma", false) => ",".to_owned(),
        ("Slash", true) => "?".to_owned(),
        _ => event.key(),
    }
}
