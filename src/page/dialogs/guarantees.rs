//! Shows what each delivery guarantee lost and repeated.

use std::rc::Rc;

use yew::prelude::*;

use super::super::app::Msg;
use super::super::form::Dialog;
use super::super::guarantees::Bench;
use super::super::language::{Arg, Speech};
use crate::scenario::guarantees::{Guarantee, Outcome, RECORDS};

#[derive(Clone, Properties, PartialEq)]
pub struct GuaranteesProps {
    pub speech: Speech,
    pub bench: Rc<Bench>,
    pub send: Callback<Msg>,
}

#[function_component(GuaranteesDialog)]
pub fn guarantees(props: &GuaranteesProps) -> Html {
    let (speech, bench) = (&props.speech, &props.bench);
    let rows = Guarantee::ALL.iter().enumerate().map(|(at, guarantee)| {
        let cells = match bench.outcomes.get(at) {
            None => html! { <td colspan="3" class="muted">{speech.word("guarantees-running")}</td> },
            Some(Err(error)) => html! { <td colspan="3">{error}</td> },
            Some(Ok(outcome)) => counts(props, outcome),
        };
        html! {
            <tr key={guarantee.id()} data-guarantee={guarantee.id()}>
                <th scope="row">{speech.word(&format!("guarantee-{}", guarantee.id()))}
                    <small class="note">{speech.word(&format!("guarantee-{}-how", guarantee.id()))}</small></th>
                {cells}
            </tr>
        }
    });
    let seed = bench.seed + 1;
    let ready = bench.outcomes.len() == Guarantee::ALL.len();
    html! {
        <Dialog speech={speech.clone()} title={speech.word("guarantees-title")} on_close={props.send.reform(|()| Msg::CloseDialog)} class="wide">
            <p class="note">{speech.say("guarantees-note", &[("count", Arg::from(RECORDS))])}</p>
            <table class="protocols guarantees">
                <thead>
                    <tr>
                        <th scope="col">{speech.word("guarantees-guarantee")}</th>
                        <th scope="col">{speech.word("guarantees-lost")}</th>
                        <th scope="col">{speech.word("guarantees-repeated")}</th>
                        <th scope="col"><span class="sr">{speech.word("guarantees-play")}</span></th>
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
            <div class="row">
                <button type="button" disabled={!ready} onclick={props.send.reform(move |_: MouseEvent| Msg::Bench(seed))}>{speech.word("guarantees-again")}</button>
                <span class="note">{speech.say("guarantees-seed", &[("seed", Arg::from(bench.seed))])}</span>
            </div>
        </Dialog>
    }
}

fn counts(props: &GuaranteesProps, outcome: &Outcome) -> Html {
    let count = |count: u64| {
        let text = props.speech.say(
            "guarantees-count",
            &[("count", Arg::from(count)), ("all", Arg::from(outcome.sent))],
        );
        html! { <td class={classes!("num", if count == 0 { "good" } else { "bad" })}>{text}</td> }
    };
    let opened = Rc::new(outcome.clone());
    let open = props.send.reform(move |_: MouseEvent| Msg::OpenOutcome(opened.clone()));
    html! {
        <>
            {count(outcome.lost)}
            {count(outcome.repeated)}
            <td><button type="button" class="small" onclick={open}>{props.speech.word("guarantees-play")}</button></td>
        </>
    }
}
