//! The rows of a sheet: labels, and lines of texts and links.

use yew::prelude::*;

use crate::page::app::Msg;
use crate::page::language::{Arg, Speech, clock_text};
use crate::page::opens::opens;
use crate::page::topics::size;
use crate::view::thing::{Given, Piece, Row};

pub fn table(speech: &Speech, rows: &[Row], send: &Callback<Msg>) -> Html {
    let row = |row: &Row| {
        let lines = row.lines.iter().map(|line| {
            html! { <div>{ for line.iter().map(|piece| self::piece(speech, piece, send)) }</div> }
        });
        html! { <><dt>{speech.word(&format!("row-{}", row.label))}</dt><dd>{ for lines }</dd></> }
    };
    html! { <dl>{ for rows.iter().map(row) }</dl> }
}

fn piece(speech: &Speech, piece: &Piece, send: &Callback<Msg>) -> Html {
    match piece {
        Piece::Text(text) => html! { {&**text} },
        Piece::Number(number) => html! { <span class="mono">{*number}</span> },
        Piece::Moment(ms) => html! { <span class="mono">{clock_text(*ms)}</span> },
        Piece::Ms(ms) => html! { {speech.say("said-ms", &[("ms", Arg::from(*ms))])} },
        Piece::Bytes(bytes) => html! { {size(speech, *bytes)} },
        Piece::Said(id, given) => html! { {said(speech, id, given)} },
        Piece::Link(thing, name) => opens(send, thing.clone(), html! { {&**name} }),
    }
}

fn said(speech: &Speech, id: &str, given: &[(&'static str, Given)]) -> String {
    let args: Vec<(&str, Arg)> = given
        .iter()
        .map(|(name, given)| {
            let arg = match given {
                Given::Number(number) => Arg::from(*number),
                Given::Text(text) => Arg::from(&**text),
            };
            (*name, arg)
        })
        .collect();
    speech.say(id, &args)
}
