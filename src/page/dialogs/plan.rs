//! What a reset would do, as a table: the preview of `kafka-consumer-groups --reset-offsets`.

use std::rc::Rc;

use serde_json::Value;
use yew::prelude::*;

use crate::page::core::Shared;
use crate::page::language::{Arg, Speech};
use crate::view::plan::Planned;

/// The session, to be asked while the dialog is open.
#[derive(Clone)]
pub struct Asks(pub Shared);

/// It is the same session however often it is handed on.
impl PartialEq for Asks {
    fn eq(&self, other: &Asks) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The offsets of each partition, now and after the command.
pub fn table(speech: &Speech, asks: &Asks, command: &Value) -> Html {
    let lines = asks.0.borrow().engine.reset_plan(command);
    let line = |planned: &Planned| {
        let number = |offset: Option<i64>| offset.map_or_else(|| "–".to_owned(), |offset| offset.to_string());
        html! {
            <tr>
                <td>{&*planned.topic}</td>
                <td>{planned.partition}</td>
                <td>{number(planned.committed)}</td>
                <td class={classes!((planned.committed != planned.new).then_some("changes"))}>{number(planned.new)}</td>
            </tr>
        }
    };
    html! {
        <>
            <table class="plan">
                <caption>{speech.word("plan")}</caption>
                <thead><tr>{ for ["TOPIC", "PARTITION", "CURRENT-OFFSET", "NEW-OFFSET"].map(|name| html! { <th scope="col">{name}</th> }) }</tr></thead>
                <tbody>{ for lines.iter().map(line) }</tbody>
            </table>
            {nothing_to_shift(speech, &lines)}
        </>
    }
}

/// One partition without a commit keeps the tool from shifting any.
fn nothing_to_shift(speech: &Speech, lines: &[Planned]) -> Html {
    let Some(planned) = lines.iter().find(|planned| planned.new.is_none()) else {
        return Html::default();
    };
    let place = format!("{}-{}", planned.topic, planned.partition);
    let why = speech.say("because-nothing-committed", &[("place", Arg::from(place))]);
    html! { <p class="note warn">{why}</p> }
}
