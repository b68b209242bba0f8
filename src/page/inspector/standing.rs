//! Where a record is that is not in its log: on its way there, deleted, or lost, with what made it go.

use yew::prelude::*;

use crate::page::app::Msg;
use crate::page::engine::plain;
use crate::page::language::{Arg, Speech, clock_text};
use crate::page::opens::opens;
use crate::page::{sentence, story};
use crate::view::stage::{Gone, RecordSheet, Standing};
use crate::view::thing::Thing;

pub fn told(speech: &Speech, sheet: &RecordSheet, send: &Callback<Msg>) -> Html {
    match &sheet.standing {
        Standing::Kept => Html::default(),
        Standing::Ahead { stage } => {
            html! { <p class="standing" role="status">{speech.word(&format!("standing-{stage}"))}</p> }
        }
        Standing::Gone(gone) => self::gone(speech, sheet, gone, send),
    }
}

fn gone(speech: &Speech, sheet: &RecordSheet, gone: &Gone, send: &Callback<Msg>) -> Html {
    let (id, class) = match gone.deleted {
        true => ("standing-deleted", "standing"),
        false => ("standing-lost", "standing lost"),
    };
    let believed = match sheet.moments.acked_ms {
        Some(at) => speech.say("standing-acked", &[("time", Arg::from(clock_text(at)))]),
        None => speech.word("standing-unacked"),
    };
    html! {
        <div {class} role="status">
            <p><b>{speech.word(id)}</b>{" "}if !gone.deleted { {believed} }</p>
            {cause(speech, gone)}
            <p>
                if gone.replaced {
                    {speech.word("standing-replaced")}{" "}
                    {opens(send, Thing::Record(sheet.id.clone()), html! { {speech.word("standing-open")} })}
                } else {
                    {speech.word("standing-vacant")}
                }
            </p>
        </div>
    }
}

/// Since when, and why.
fn cause(speech: &Speech, gone: &Gone) -> Html {
    let Some(cause) = &gone.cause else {
        return Html::default();
    };
    let told = sentence::tell(speech, &plain(cause));
    let since = speech.say("standing-since", &[("time", Arg::from(clock_text(cause.at)))]);
    html! {
        <p>{since}{" "}{sentence::nodes(&told.what)}{" "}<span class="why-text">{sentence::nodes(&told.why)}</span>{story::setting(speech, &told)}</p>
    }
}
