//! A consumer's loop as a strip of stages, and the buttons that crash it between two of them.

use yew::prelude::*;

use crate::page::app::Msg;
use crate::page::language::{Arg, Speech};
use crate::page::wish::Wish;
use crate::view::stage::Text;
use crate::view::thing::{Point, Stages};

pub fn strip(speech: &Speech, name: &Text, stages: &Stages, wish: Option<&Wish>, send: &Callback<Msg>) -> Html {
    let stage = |stage: &&'static str| {
        let now = stages.now == Some(*stage);
        let share = match (now, *stage) {
            (true, "process") => stages.progress,
            (true, _) => 1000,
            _ => 0,
        };
        html! {
            <li class={classes!(now.then_some("now"))} aria-current={now.then_some("step")}>
                <span>{speech.word(&format!("stage-{stage}"))}</span>
                <progress max="1000" value={share.to_string()} aria-hidden="true" />
            </li>
        }
    };
    html! {
        <section class="loop" aria-label={speech.word("stages")}>
            <ol class="stages">{ for stages.order.iter().map(stage) }</ol>
            {match wish.filter(|wish| wish.consumer == *name) {
                Some(wish) => pending(speech, wish, send),
                None if stages.doomed => html! { <p class="crash-points" role="status">{speech.word("crash-doomed")}</p> },
                None => buttons(speech, name, stages, send),
            }}
        </section>
    }
}

fn buttons(speech: &Speech, name: &Text, stages: &Stages, send: &Callback<Msg>) -> Html {
    let button = |point: &Point| {
        let (name, point) = (name.clone(), *point);
        let onclick = send.reform(move |_: MouseEvent| Msg::CrashAt(name.clone(), point));
        html! { <button type="button" class="small danger" {onclick}>{speech.word(&format!("crash-{}", point.id()))}</button> }
    };
    let instant = stages.instant && !stages.points.is_empty();
    html! {
        <>
            <div class="row wrap crash-points">{ for stages.points.iter().map(button) }</div>
            if instant { <p class="muted small-text">{speech.word("crash-instant")}</p> }
        </>
    }
}

fn pending(speech: &Speech, wish: &Wish, send: &Callback<Msg>) -> Html {
    let point = speech.word(&format!("crash-{}", wish.point.id()));
    let text = speech.say("crash-pending", &[("point", Arg::from(point))]);
    html! {
        <div class="row spread crash-points" role="status">
            <span>{text}</span>
            if !wish.given {
                <button type="button" class="small" onclick={send.reform(|_: MouseEvent| Msg::CancelCrash)}>{speech.word("cancel")}</button>
            }
        </div>
    }
}
