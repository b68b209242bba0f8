//! Shows what each rebalance protocol would have made of the same commands.

use std::rc::Rc;

use yew::prelude::*;

use super::super::app::Msg;
use super::super::form::Dialog;
use super::super::inspector::owners::lanes;
use super::super::language::{Arg, Speech};
use super::super::protocols::Trial;
use crate::view::ownership::Ownership;
use crate::view::protocols::PROTOCOLS;

#[derive(Clone, Properties, PartialEq)]
pub struct ProtocolsProps {
    pub speech: Speech,
    pub trial: Rc<Trial>,
    pub send: Callback<Msg>,
}

#[function_component(ProtocolsDialog)]
pub fn protocols(props: &ProtocolsProps) -> Html {
    let (speech, trial) = (&props.speech, &props.trial);
    let title = speech.say("protocols-title", &[("group", Arg::from(&*trial.group))]);
    let rows = PROTOCOLS.iter().enumerate().map(|(at, protocol)| {
        let name = speech.word(&format!("protocol-{}", protocol.id));
        let cells = match trial.outcomes.get(at) {
            None => html! { <td colspan="4" class="muted">{speech.word("protocols-running")}</td> },
            Some(Err(error)) => html! { <td colspan="4">{error}</td> },
            Some(Ok(outcome)) => counts(speech, outcome),
        };
        html! { <tr key={protocol.id}><th scope="row">{name}</th>{cells}</tr> }
    });
    let pictures = PROTOCOLS.iter().zip(&trial.outcomes).filter_map(|(protocol, outcome)| {
        let outcome = outcome.as_ref().ok()?;
        let name = speech.word(&format!("protocol-{}", protocol.id));
        Some(html! { <section key={protocol.id} class="trial"><h3>{name}</h3>{lanes(speech, outcome)}</section> })
    });
    html! {
        <Dialog speech={speech.clone()} {title} on_close={props.send.reform(|()| Msg::CloseDialog)} class="wide">
            <p class="note">{speech.word("protocols-note")}</p>
            <table class="protocols">
                <thead>
                    <tr>
                        <th scope="col">{speech.word("protocols-protocol")}</th>
                        <th scope="col">{speech.word("protocols-standstill")}</th>
                        <th scope="col">{speech.word("protocols-unread")}</th>
                        <th scope="col">{speech.word("protocols-interrupted")}</th>
                        <th scope="col">{speech.word("protocols-moved")}</th>
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
            <div class="trials">{ for pictures }</div>
        </Dialog>
    }
}

fn counts(speech: &Speech, outcome: &Ownership) -> Html {
    let count = |count: usize| speech.say("protocols-count", &[("count", Arg::from(count as u64))]);
    let ms = |ms: u64| speech.say("said-ms", &[("ms", Arg::from(ms))]);
    html! {
        <>
            <td class="num">{ms(outcome.standstill_ms())}</td>
            <td class="num">{ms(outcome.unread_ms())}</td>
            <td class="num">{count(outcome.interrupted())}</td>
            <td class="num">{count(outcome.moved())}</td>
        </>
    }
}
