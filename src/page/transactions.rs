//! The transactions of a producer with a `transactional.id`: where it is, and what it can do next.

use serde_json::json;
use yew::prelude::*;

use super::app::{App, Msg};
use super::language::{Arg, Speech};
use super::menu::Item;
use crate::view::stage::{ProducerCard, TransactionCard};

/// The consumers whose progress can be part of a transaction: those in a group.
pub fn readers(app: &App) -> Vec<String> {
    let members = app.picture.groups.iter().flat_map(|group| &group.members);
    members.map(|member| member.consumer.to_string()).collect()
}

/// The state of the transaction and its buttons.
pub fn row(speech: &Speech, card: &ProducerCard, send: &Callback<Msg>) -> Html {
    let Some(transaction) = &card.transactional else {
        return Html::default();
    };
    let button = |what: &'static str| {
        let name = card.name.to_string();
        let label = speech.say(&format!("{what}-of"), &[("producer", Arg::from(&*card.name))]);
        let onclick = send.reform(move |_: MouseEvent| {
            let command = what.replace("transaction-", "") + "_transaction";
            Msg::Do(vec![json!({"do": command, "producer": name})])
        });
        html! { <button type="button" class="small" aria-label={label} {onclick}>{speech.word(what)}</button> }
    };
    let running = card.state == "running";
    let title = speech.say("transaction-hint", &[("id", Arg::from(&*transaction.id))]);
    html! {
        <div class="transaction" data-phase={transaction.phase}>
            <span class={classes!("chip", tone(transaction))} {title}>{speech.word(&phase_word(transaction))}</span>
            <div class="row">
                if running && transaction.phase == "ready" { {button("transaction-begin")} }
                if running && transaction.phase == "in_transaction" { {button("transaction-commit")} }
                if running && ["in_transaction", "abortable_error"].contains(&transaction.phase) { {button("transaction-abort")} }
            </div>
        </div>
    }
}

/// The progress of each consumer, to commit it with the transaction.
pub fn items(speech: &Speech, card: &ProducerCard, readers: &[String], send: &Callback<Msg>) -> Vec<Item> {
    let is_open = |transaction: &TransactionCard| transaction.phase == "in_transaction";
    let readers = readers
        .iter()
        .filter(|_| card.transactional.as_ref().is_some_and(is_open));
    let item = |reader: &String| {
        let label = speech.say("transaction-offsets", &[("consumer", Arg::from(reader.as_str()))]);
        let command = json!({"do": "send_offsets_to_transaction", "producer": &*card.name, "consumer": reader});
        Item::new(label, send.reform(move |()| Msg::Do(vec![command.clone()])))
    };
    readers.map(item).collect()
}

fn phase_word(transaction: &TransactionCard) -> String {
    format!("transaction-{}", transaction.phase.replace('_', "-"))
}

fn tone(transaction: &TransactionCard) -> Option<&'static str> {
    match transaction.phase {
        "in_transaction" | "committing" | "aborting" => Some("warn"),
        "abortable_error" | "fatal_error" => Some("bad"),
        _ => None,
    }
}
