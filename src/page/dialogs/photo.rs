//! Asks which part is to be saved as a picture, and how.

use yew::prelude::*;

use super::super::app::Msg;
use super::super::form::{Dialog, foot, use_form};
use super::super::photo::{Format, PARTS, is_there};
use super::{Ground, on_submit};

#[function_component(PhotoDialog)]
pub fn photo(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let form = use_form(speech, || {
        vec![("what", "main".to_owned()), ("format", "svg".to_owned())]
    });
    let onsubmit = {
        let (form, send) = (form.clone(), ground.send.clone());
        on_submit(move || {
            let part = PARTS.iter().find(|(what, _)| form.is("what", what));
            let format = if form.is("format", "png") {
                Format::Png
            } else {
                Format::Svg
            };
            if let Some((what, _)) = part {
                send.emit(Msg::Photo(what, format));
            }
        })
    };
    let parts: Vec<(&str, &str)> = PARTS.into_iter().filter(|(what, _)| is_there(what)).collect();
    html! {
        <Dialog speech={speech.clone()} title={speech.word("photo-title")} on_close={ground.on_close()} class="narrow">
            <p class="note">{speech.word("photo-note")}</p>
            <form {onsubmit} class="stack">
                {form.worded_choice("what", "photo-what", &parts)}
                {form.worded_choice("format", "photo-format", &[("svg", "photo-svg"), ("png", "photo-png")])}
                {foot(speech, None, "save", &ground.on_close())}
            </form>
        </Dialog>
    }
}
