//! The ledger of a session: what producers believe beside what is true, what groups made of it, and the records with
//! which something went wrong, or all of them.
//!
//! `records` is the list of records.

mod records;

use std::rc::Rc;

use yew::prelude::*;

use records::Records;

use super::super::app::{App, Msg};
use super::super::form::Dialog;
use super::super::language::{Arg, Speech, clock_text};
use super::Asked;
use crate::view::ledger::{self, Ledger, Read, Sent};

/// The account of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub at: u64,
    pub ledger: Result<Ledger, String>,
}

impl App {
    /// Makes the account of now, which plays the session again, and shows it.
    pub fn show_ledger(&mut self) {
        let (at, ledger) = {
            let core = self.core.borrow();
            (core.engine.now_ms(), ledger::ledger(core.engine.session()))
        };
        let ledger = ledger.map_err(|error| self.speech.refusal(&error));
        self.ask(Asked::Ledger(Rc::new(Account { at, ledger })));
    }
}

#[derive(Clone, Properties, PartialEq)]
pub struct LedgerProps {
    pub speech: Speech,
    pub account: Rc<Account>,
    pub send: Callback<Msg>,
}

#[function_component(LedgerDialog)]
pub fn ledger_dialog(props: &LedgerProps) -> Html {
    let (speech, account) = (&props.speech, &props.account);
    let title = speech.say("ledger-title", &[("time", Arg::from(clock_text(account.at)))]);
    let body = match &account.ledger {
        Ok(ledger) => whole(props, ledger),
        Err(error) => html! { <p class="bad">{error}</p> },
    };
    html! {
        <Dialog speech={speech.clone()} {title} on_close={props.send.reform(|()| Msg::CloseDialog)} class="wide">{body}</Dialog>
    }
}

fn whole(props: &LedgerProps, ledger: &Ledger) -> Html {
    let speech = &props.speech;
    if ledger.producers.is_empty() {
        return html! { <p class="muted">{speech.word("ledger-empty")}</p> };
    }
    html! {
        <>
            <p class="note">{speech.word("ledger-note")}</p>
            {producers(speech, &ledger.producers)}
            if !ledger.groups.is_empty() { {groups(speech, &ledger.groups)} }
            <Records speech={speech.clone()} account={props.account.clone()} send={props.send.clone()} />
        </>
    }
}

fn producers(speech: &Speech, all: &[Sent]) -> Html {
    let deleted = all.iter().any(|sent| sent.deleted > 0);
    let truths = if deleted { "5" } else { "4" };
    let row = |sent: &Sent| {
        html! {
            <tr key={sent.producer.to_string()}>
                <th scope="row">{&*sent.producer}</th>
                {count(speech, "ledger-sent", sent.sent, None)}{count(speech, "ledger-acked", sent.acked, None)}{count(speech, "ledger-failed", sent.failed, None)}{count(speech, "ledger-pending", sent.pending, None)}
                {count(speech, "ledger-kept", sent.kept, Some("edge"))}
                if deleted { {count(speech, "ledger-deleted", sent.deleted, None)} }
                {count(speech, "ledger-lost", sent.lost, Some("bad"))}{count(speech, "ledger-doubled", sent.doubled, Some("warn"))}{count(speech, "ledger-unconfirmed", sent.unconfirmed, Some("warn"))}
            </tr>
        }
    };
    html! {
        <table class="protocols ledger">
            <thead>
                <tr>
                    <td />
                    <th scope="colgroup" colspan="4">{speech.word("ledger-believed")}</th>
                    <th scope="colgroup" class="edge" colspan={truths}>{speech.word("ledger-true")}</th>
                </tr>
                <tr>
                    {head(speech, "ledger-producer")}{head(speech, "ledger-sent")}{head(speech, "ledger-acked")}
                    {head(speech, "ledger-failed")}{head(speech, "ledger-pending")}{head(speech, "ledger-kept")}
                    if deleted { {head(speech, "ledger-deleted")} }
                    {head(speech, "ledger-lost")}{head(speech, "ledger-doubled")}{head(speech, "ledger-unconfirmed")}
                </tr>
            </thead>
            <tbody>{ for all.iter().map(row) }</tbody>
        </table>
    }
}

fn groups(speech: &Speech, all: &[Read]) -> Html {
    let row = |read: &Read| {
        html! {
            <tr key={read.group.to_string()}>
                <th scope="row">{&*read.group}</th>
                {count(speech, "ledger-once", read.once, None)}{count(speech, "ledger-repeated", read.repeated, Some("warn"))}{count(speech, "ledger-skipped", read.skipped, Some("bad"))}{count(speech, "ledger-ahead", read.ahead, None)}
            </tr>
        }
    };
    html! {
        <table class="protocols ledger">
            <thead>
                <tr>
                    {head(speech, "ledger-group")}{head(speech, "ledger-once")}{head(speech, "ledger-repeated")}
                    {head(speech, "ledger-skipped")}{head(speech, "ledger-ahead")}
                </tr>
            </thead>
            <tbody>{ for all.iter().map(row) }</tbody>
        </table>
    }
}

fn head(speech: &Speech, id: &str) -> Html {
    html! { <th scope="col" class={classes!((id == "ledger-kept").then_some("edge"))}>{speech.word(id)}</th> }
}

/// A number, with its name for where there is no room for columns; what is wrong is coloured where there is any of it.
fn count(speech: &Speech, id: &str, count: u64, tone: Option<&'static str>) -> Html {
    let tone = tone.filter(|tone| count > 0 || *tone == "edge");
    html! { <td class={classes!("num", tone)} data-label={speech.word(id)}>{count}</td> }
}
