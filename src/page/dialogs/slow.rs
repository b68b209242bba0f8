//! How slow a broker is to be, for everybody or on its way to one other node; and which of its links is to be cut.

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
    let everybody = (EVERYBODY.to_owned(), ground.speech.word("slow-everybody"));
    std::iter::once(everybody).chain(ends(ground)).collect()
}

/// Whom a link of this broker leads to.
fn ends(ground: &Ground) -> Vec<(String, String)> {
    let (speech, stage) = (&ground.speech, &ground.stage);
    let brokers = stage.brokers.iter().map(|broker| broker.id.to_string());
    let brokers = brokers.filter(|id| *id != *ground.about());
    let brokers = brokers.map(|id| (id.clone(), speech.say("broker", &[("id", Arg::from(id))])));
    let producers = stage.producers.iter().map(|card| card.name.to_string());
    let members = stage.groups.iter().flat_map(|group| &group.members).chain(&stage.solo);
    let clients = producers.chain(members.map(|card| card.consumer.to_string()));
    brokers.chain(clients.map(|name| (name.clone(), name))).collect()
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

/// Which link of a broker carries nothing any more. The whole broker is cut off in its menu.
#[function_component(CutDialog)]
pub fn cut_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let ends = ends(ground);
    let form = use_form(speech, || {
        let first = ends.first().map(|(name, _)| name.clone()).unwrap_or_default();
        vec![("to", first)]
    });
    let (submit, wrong) = use_submit(ground, &form, |ground, form| {
        let broker: u32 = ground.about().parse().unwrap_or_default();
        Ok(vec![
            json!({"do": "cut_broker", "broker": broker, "to": form.get("to")}),
        ])
    });
    html! {
        <Dialog speech={speech.clone()} title={speech.say("dialog-cut", &[("broker", Arg::from(ground.about()))])} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                <p class="note">{speech.word("dialog-cut-note")}</p>
                <div class="fields">
                    <div class="across">{form.choice("to", "field-cut-to", &ends)}</div>
                </div>
                {foot(speech, wrong.as_deref(), "cut-do", &ground.on_close())}
            </form>
        </Dialog>
    }
}
