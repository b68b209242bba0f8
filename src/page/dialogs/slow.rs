//! How slow a broker is to be: for everybody, or on its way to one other node.

use serde_json::{Value, json};
use yew::prelude::*;

use super::super::form::{Dialog, Form, foot, use_form};
use super::super::language::Arg;
use super::{Ground, use_submit};

/// The slowest that is offered, in milliseconds each way.
const SLOWEST_MS: u64 = 600_000;
/// The value of the choice that means all of them.
const EVERYBODY: &str = "";

#[function_component(SlowDialog)]
pub fn slow_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let form = use_form(speech, || {
        vec![("to", EVERYBODY.to_owned()), ("by_ms", "1000".to_owned())]
    });
    let (submit, wrong) = use_submit(ground, &form, |ground, form| Ok(vec![command(ground, form)?]));
    html! {
        <Dialog speech={speech.clone()} title={speech.say("dialog-slow", &[("broker", Arg::from(ground.about()))])} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                <p class="note">{speech.word("dialog-slow-note")}</p>
                <div class="fields">
                    <div class="across">{form.choice("to", "field-slow-to", &others(ground))}</div>
                    {form.digits("by_ms", "field-slow-by", 1, SLOWEST_MS as i64)}
                </div>
                {foot(speech, wrong.as_deref(), "slow-do", &ground.on_close())}
            </form>
        </Dialog>
    }
}

/// Who can be at the other end: everybody, a broker or a client.
fn others(ground: &Ground) -> Vec<(String, String)> {
    let (speech, stage) = (&ground.speech, &ground.stage);
    let brokers = stage.brokers.iter().map(|broker| broker.id.to_string());
    let brokers = brokers.filter(|id| *id != *ground.about());
    let brokers = brokers.map(|id| (id.clone(), speech.say("broker", &[("id", Arg::from(id))])));
    let producers = stage.producers.iter().map(|card| card.name.to_string());
    let members = stage.groups.iter().flat_map(|group| &group.members).chain(&stage.solo);
    let clients = producers.chain(members.map(|card| card.consumer.to_string()));
    std::iter::once((EVERYBODY.to_owned(), speech.word("slow-everybody")))
        .chain(brokers)
        .chain(clients.map(|name| (name.clone(), name)))
        .collect()
}

fn command(ground: &Ground, form: &Form) -> Result<Value, String> {
    let by_ms = form.within("by_ms", 1, SLOWEST_MS)?;
    let broker: u32 = ground.about().parse().unwrap_or_default();
    let mut command = json!({"do": "slow_broker", "broker": broker, "by_ms": by_ms});
    if !form.is("to", EVERYBODY) {
        command["to"] = form.get("to").into();
    }
    Ok(command)
}
