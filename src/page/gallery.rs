//! The gallery: the demos, each a scenario file, each with its own link.

use serde_json::Value;
use yew::prelude::*;

use super::app::Msg;
use super::form::Dialog;
use super::language::{Arg, Speech};
use super::picture::caption;
use crate::scenario::lessons::{self, DEMOS};

#[derive(Properties, PartialEq)]
pub struct GalleryProps {
    pub speech: Speech,
    /// The reader's own session waits.
    pub visiting: bool,
    pub send: Callback<Msg>,
}

#[function_component(Gallery)]
pub fn gallery(props: &GalleryProps) -> Html {
    let speech = &props.speech;
    let close = props.send.reform(|()| Msg::CloseDialog);
    html! {
        <Dialog speech={speech.clone()} title={speech.word("gallery")} on_close={close} class="wide">
            <p class="note">{speech.word("gallery-note")}</p>
            <ol class="cards">
                { for DEMOS.iter().map(|(id, _)| card(props, id)) }
            </ol>
            <footer class="row end">
                if props.visiting {
                    <button type="button" onclick={props.send.reform(|_: MouseEvent| Msg::OwnSession)}>{speech.word("own-session")}</button>
                }
                <button type="button" onclick={props.send.reform(|_: MouseEvent| Msg::NewSession)}>{speech.word("new-session")}</button>
            </footer>
        </Dialog>
    }
}

fn card(props: &GalleryProps, id: &'static str) -> Html {
    let speech = &props.speech;
    let document: Value = lessons::document(id)
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    let title = caption(&document["title"], speech);
    let named = |id: &str| speech.say(id, &[("title", Arg::from(title.as_str()))]);
    let open = props.send.reform(move |_: MouseEvent| Msg::Lesson(id.to_owned()));
    let link = props.send.reform(move |_: MouseEvent| Msg::ShareLesson(id.to_owned()));
    html! {
        <li key={id} class="card demo">
            <h3>{&title}</h3>
            <p>{caption(&document["notes"], speech)}</p>
            <div class="row deeds">
                <button type="button" class="primary small" aria-label={named("gallery-open-named")} onclick={open}>{speech.word("gallery-open")}</button>
                <button type="button" class="small" aria-label={named("gallery-link-named")} onclick={link}>{super::icons::icon("link")}{speech.word("gallery-link")}</button>
            </div>
        </li>
    }
}
