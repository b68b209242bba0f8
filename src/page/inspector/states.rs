//! The state machine of a group, drawn, with where it is now and how it came there.

use yew::prelude::*;

use crate::page::language::{Arg, Speech, clock_text};
use crate::view::thing::States;

/// The states of a classic group: name, left edge, top edge, width.
const BOXES: [(&str, i32, i32, i32); 5] = [
    ("Dead", 2, 4, 56),
    ("Empty", 104, 4, 66),
    ("PreparingRebalance", 62, 74, 150),
    ("Stable", 2, 144, 66),
    ("CompletingRebalance", 150, 144, 156),
];
const HEIGHT: i32 = 26;

/// The ways between them: path, place of the label, its message.
const WAYS: [(&str, i32, i32, &str); 6] = [
    ("M104 17H62", 0, 0, ""),
    ("M126 30V70", 0, 0, ""),
    ("M148 74V34", 154, 55, "way-emptied"),
    ("M196 100V140", 202, 124, "way-joined"),
    ("M150 157H72", 84, 174, "way-synced"),
    ("M36 144V87H58", 42, 122, "way-changed"),
];

/// The states of a group of the `consumer` protocol.
const MODERN_BOXES: [(&str, i32, i32, i32); 5] = [
    ("Dead", 2, 4, 56),
    ("Empty", 104, 4, 66),
    ("Assigning", 92, 74, 90),
    ("Stable", 2, 144, 66),
    ("Reconciling", 180, 144, 104),
];

const MODERN_WAYS: [(&str, i32, i32, &str); 6] = [
    ("M104 17H62", 0, 0, ""),
    ("M126 30V70", 0, 0, ""),
    ("M148 74V34", 154, 55, "way-emptied"),
    ("M168 100L214 140", 204, 124, "way-targeted"),
    ("M180 157H72", 88, 174, "way-reconciled"),
    ("M36 144V87H88", 6, 122, "way-changed"),
];

pub fn machine(speech: &Speech, states: &States) -> Html {
    let (boxes, ways) = match states.protocol {
        "classic" => (BOXES, WAYS),
        _ => (MODERN_BOXES, MODERN_WAYS),
    };
    let state = |(name, x, y, width): &(&'static str, i32, i32, i32)| {
        let now = *states.now == **name;
        html! {
            <g class={classes!("state-box", now.then_some("now"))}>
                <rect x={x.to_string()} y={y.to_string()} width={width.to_string()} height={HEIGHT.to_string()} rx="8" />
                <text x={(x + width / 2).to_string()} y={(y + 17).to_string()} text-anchor="middle">{*name}</text>
            </g>
        }
    };
    let way = |(path, x, y, label): &(&'static str, i32, i32, &'static str)| {
        html! {
            <>
                <path class="way" d={*path} marker-end="url(#way-end)" />
                if !label.is_empty() { <text class="way-label" x={x.to_string()} y={y.to_string()}>{speech.word(label)}</text> }
            </>
        }
    };
    let label = speech.say("states-label", &[("state", Arg::from(&*states.now))]);
    html! {
        <svg class="states" viewBox="0 0 312 182" role="img" aria-label={label}>
            <defs>
                <marker id="way-end" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
                    <path d="M0 0L8 4L0 8z" />
                </marker>
            </defs>
            { for ways.iter().map(way) }
            { for boxes.iter().map(state) }
        </svg>
    }
}

pub fn history(speech: &Speech, states: &States) -> Html {
    let counted = if states.protocol == "classic" {
        "group-generation"
    } else {
        "group-epoch"
    };
    let line = |(at, state, generation): &(u64, &'static str, i32)| {
        html! {
            <li>
                <time class="mono">{clock_text(*at)}</time>
                <p>{*state}{" · "}{speech.say(counted, &[("generation", Arg::from(*generation))])}</p>
            </li>
        }
    };
    html! {
        <div class="why">
            <h3>{speech.word("states-history")}</h3>
            <ol class="sheet-story">{ for states.history.iter().rev().map(line) }</ol>
        </div>
    }
}
