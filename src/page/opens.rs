//! A name that opens the sheet of its thing.

use yew::prelude::*;

use super::app::Msg;
use crate::view::thing::Thing;

/// A label as a button that opens the inspector.
pub fn opens(send: &Callback<Msg>, thing: Thing, label: Html) -> Html {
    let onclick = send.reform(move |_: MouseEvent| Msg::Inspect(thing.clone()));
    html! { <button type="button" class="opens" {onclick}>{label}</button> }
}
