//! What the forms of producers and consumers share.

use super::super::form::Form;
use yew::prelude::*;

/// The serializers and deserializers that there are.
pub const SERIALIZERS: [&str; 4] = ["string", "json", "int", "bytes"];

/// The part of a form that most people leave closed.
pub fn advanced(label: String, children: Html) -> Html {
    html! { <details class="advanced"><summary>{label}</summary><div class="fields">{children}</div></details> }
}

/// A field of a command, unless it is at its default.
pub fn unless(command: &mut serde_json::Value, form: &Form, field: &'static str, default: &str) {
    if !form.is(field, default) {
        command[field] = form.get(field).into();
    }
}
