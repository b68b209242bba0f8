//! The dialogs that only show something: the shortcuts, and a link that could not be copied.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::form::{Dialog, field};
use super::super::keys::{CLICKER, SHORTCUTS};
use super::Ground;

#[function_component(Shortcuts)]
pub fn shortcuts(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let name = |key: &str| match key {
        " " => speech.word("key-space"),
        "Escape" => speech.word("key-escape"),
        "PageDown" => speech.word("key-page-down"),
        "PageUp" => speech.word("key-page-up"),
        sign => sign.to_owned(),
    };
    html! {
        <Dialog speech={speech.clone()} title={speech.word("shortcuts")} on_close={ground.on_close()} class="narrow">
            <dl class="keys">
                { for SHORTCUTS.iter().map(|(key, id)| html! { <><dt><kbd>{name(key)}</kbd></dt><dd>{speech.word(id)}</dd></> }) }
            </dl>
            <h3 class="keys-title">{speech.word("present")}</h3>
            <dl class="keys">
                { for CLICKER.iter().map(|(key, id)| html! { <><dt><kbd>{name(key)}</kbd></dt><dd>{speech.word(id)}</dd></> }) }
            </dl>
        </Dialog>
    }
}

#[function_component(LinkDialog)]
pub fn link_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let node = use_node_ref();
    use_effect_with(node.clone(), |node| {
        if let Some(input) = node.cast::<HtmlInputElement>() {
            input.select();
        }
    });
    let control =
        html! { <input type="text" class="mono" ref={node} readonly=true value={ground.about().to_owned()} /> };
    html! {
        <Dialog speech={speech.clone()} title={speech.word("share-dialog")} on_close={ground.on_close()}>
            <p class="note">{speech.word("share-dialog-note")}</p>
            {field(&speech.word("share-link"), control, None)}
        </Dialog>
    }
}
