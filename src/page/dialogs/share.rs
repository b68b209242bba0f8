//! The share dialog: the link, how long it is, what it does, its QR code, and the ways out where it is too long.
//!
//! The clipboard always holds the link that is shown: opening copies it, and so does every change.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::super::app::Msg;
use super::super::form::{Dialog, field};
use super::super::language::{Arg, Speech, clock_text};
use super::super::share::{MESSENGER, Offer, SLIDE, Terms, snippet};
use super::super::{clipboard, qr};

/// The right end of the meter.
const METER: usize = 2_500;

#[derive(Properties, PartialEq)]
pub struct ShareProps {
    pub speech: Speech,
    pub offer: Rc<Offer>,
    pub send: Callback<Msg>,
}

/// What the link is to do.
#[derive(Clone, Copy, Default, PartialEq)]
struct Choice {
    fresh: bool,
    here: bool,
    play: bool,
    look: bool,
}

impl Choice {
    fn terms(self, offer: &Offer, embed: bool) -> Terms {
        Terms {
            at: self.here.then_some(offer.now_ms),
            play: self.play,
            look: self.look.then_some(offer.look),
            embed,
        }
    }
}

#[function_component(ShareDialog)]
pub fn share_dialog(props: &ShareProps) -> Html {
    let speech = &props.speech;
    let choice = use_state_eq(Choice::default);
    let link = props.offer.link(choice.fresh, choice.terms(&props.offer, false));
    let embed = props.offer.link(choice.fresh, choice.terms(&props.offer, true));
    let close = props.send.reform(|()| Msg::CloseDialog);
    html! {
        <Dialog speech={speech.clone()} title={speech.word("share-dialog")} on_close={close} class="wide">
            <div class="share">
                <div class="share-words">
                    if let Some(link) = &link { <Link speech={speech.clone()} link={link.clone()} only_here={props.offer.only_here} /> }
                    {meter(speech, link.as_deref())}
                    <fieldset class="share-choices">
                        <legend class="field-label">{speech.word("share-terms")}</legend>
                        {choices(props, &choice)}
                    </fieldset>
                </div>
                {picture(speech, link.as_deref())}
            </div>
            if let Some(embed) = embed { <Embed speech={speech.clone()} snippet={snippet(&embed, &named(props))} /> }
            <footer class="row end wrap">
                <span class="hint grow">{speech.word("share-file-hint")}</span>
                <button type="button" class={link.is_none().then_some("primary")} onclick={props.send.reform(|_: MouseEvent| Msg::SaveFile)}>{speech.word("file-save")}</button>
            </footer>
        </Dialog>
    }
}

fn named(props: &ShareProps) -> String {
    match props.offer.title.as_str() {
        "" => "Partitura".to_owned(),
        title => format!("Partitura: {title}"),
    }
}

#[derive(Properties, PartialEq)]
struct LinkProps {
    speech: Speech,
    link: String,
    only_here: bool,
}

/// The link, copied as soon as it is shown.
#[function_component(Link)]
fn link(props: &LinkProps) -> Html {
    let speech = &props.speech;
    let node = use_node_ref();
    let copied = use_state_eq(|| None::<bool>);
    let copy = {
        let (copied, link, node) = (copied.clone(), props.link.clone(), node.clone());
        move || {
            let told = Callback::from(move |done: bool| {
                if let (false, Some(input)) = (done, node.cast::<HtmlInputElement>()) {
                    input.select();
                }
                copied.set(Some(done));
            });
            clipboard::copy(&link, &told);
        }
    };
    let at_once = copy.clone();
    use_effect_with(props.link.clone(), move |_| at_once());
    let onclick = Callback::from(move |_: MouseEvent| copy.clone()());
    let onfocus = Callback::from(|event: FocusEvent| event.target_unchecked_into::<HtmlInputElement>().select());
    let length = [("length", Arg::from(props.link.chars().count()))];
    let state = match *copied {
        None => String::new(),
        Some(true) if props.only_here => speech.say("share-done-here", &length),
        Some(true) => speech.say("share-done", &length),
        Some(false) => speech.word("share-dialog-note"),
    };
    let control =
        html! { <input type="text" class="mono" ref={node} readonly=true {onfocus} value={props.link.clone()} /> };
    html! {
        <>
            <div class="row share-link">
                {field(&speech.word("share-link"), control, None)}
                <button type="button" class="primary" {onclick}>{speech.word("share-copy")}</button>
            </div>
            <p class={classes!("share-state", (*copied == Some(true)).then_some("good"))} role="status">{state}</p>
        </>
    }
}

/// How long the link is, against what takes it; in words too.
fn meter(speech: &Speech, link: Option<&str>) -> Html {
    let length = link.map_or(METER, |link| link.chars().count());
    let (id, class) = match length {
        _ if link.is_none() => ("share-length-none", "bad"),
        _ if length <= SLIDE => ("share-length-slide", "good"),
        _ if length <= MESSENGER => ("share-length-messenger", "good"),
        _ => ("share-length-file", "warn"),
    };
    let words = speech.say(id, &[("length", Arg::from(length))]);
    let marks = [("slide", SLIDE), ("messenger", MESSENGER)];
    html! {
        <div class="share-length">
            <meter min="0" max={METER.to_string()} low={(MESSENGER + 1).to_string()} high={METER.to_string()} optimum="0"
                value={length.min(METER).to_string()} aria-label={speech.word("share-length")}>{length}</meter>
            <div class="share-marks mono" aria-hidden="true">
                { for marks.map(|(class, at)| html! { <span class={class}>{at}</span> }) }
            </div>
            <p class={classes!("small-text", class)}>{words}</p>
        </div>
    }
}

fn choices(props: &ShareProps, choice: &UseStateHandle<Choice>) -> Html {
    let speech = &props.speech;
    let now = Arg::from(clock_text(props.offer.now_ms));
    let check = |label: String, checked: bool, disabled: bool, change: fn(&mut Choice, bool)| {
        let choice = choice.clone();
        let onchange = Callback::from(move |event: Event| {
            let mut changed = *choice;
            change(
                &mut changed,
                event.target_unchecked_into::<HtmlInputElement>().checked(),
            );
            choice.set(changed);
        });
        html! { <label class="check"><input type="checkbox" {checked} {disabled} {onchange} />{label}</label> }
    };
    let here = choice.here && !choice.fresh;
    html! {
        <>
            {check(speech.say("share-here", &[("time", now)]), here, choice.fresh, |choice, on| choice.here = on)}
            {check(speech.word("share-play"), choice.play, false, |choice, on| choice.play = on)}
            {check(speech.word("share-look"), choice.look, false, |choice, on| choice.look = on)}
            {check(speech.word("share-fresh"), choice.fresh, props.offer.fresh.is_none(), |choice, on| choice.fresh = on)}
            <p class="hint">{speech.word("share-fresh-hint")}</p>
        </>
    }
}

/// The QR code, as long as a camera has a chance.
fn picture(speech: &Speech, link: Option<&str>) -> Html {
    match link.filter(|link| link.chars().count() <= MESSENGER) {
        Some(link) => html! { <div class="share-code">{qr::code(link, speech.word("share-qr"))}</div> },
        None => html! { <p class="share-code none">{speech.word("share-qr-none")}</p> },
    }
}

#[derive(Properties, PartialEq)]
struct EmbedProps {
    speech: Speech,
    snippet: String,
}

#[function_component(Embed)]
fn embed(props: &EmbedProps) -> Html {
    let speech = &props.speech;
    let copied = use_state_eq(|| None::<bool>);
    let onclick = {
        let (copied, text) = (copied.clone(), props.snippet.clone());
        Callback::from(move |_: MouseEvent| {
            let copied = copied.clone();
            clipboard::copy(&text, &Callback::from(move |done| copied.set(Some(done))));
        })
    };
    let onfocus = Callback::from(|event: FocusEvent| event.target_unchecked_into::<HtmlTextAreaElement>().select());
    let state = match *copied {
        None => String::new(),
        Some(true) => speech.word("share-embed-copied"),
        Some(false) => speech.word("share-embed-refused"),
    };
    let control = html! { <textarea class="mono" rows="3" readonly=true {onfocus} value={props.snippet.clone()} /> };
    html! {
        <details class="advanced share-embed">
            <summary>{speech.word("share-embed")}</summary>
            {field(&speech.word("share-embed-label"), control, Some(speech.word("share-embed-hint")))}
            <div class="row">
                <button type="button" class="small" {onclick}>{speech.word("share-embed-copy")}</button>
                <span class="small-text muted" role="status">{state}</span>
            </div>
        </details>
    }
}
