//! What a person does against the network: brokers that are cut off, messages that are to be lost; and how that looks.

use serde_json::{Value, json};
use yew::prelude::*;

use super::app::{App, Msg};
use super::dialogs::Asked;
use super::icons::icon;
use super::language::{Arg, Speech};
use super::menu::{Item, Menu};
use crate::view::stage::{BrokerChip, ToLose};

/// The light of a broker: a disc, or a broken line where it is cut off.
pub fn lamp(broker: &BrokerChip) -> Html {
    if broker.alive && !broker.reachable {
        return icon("cut");
    }
    html! { <i class="lamp" aria-hidden="true" /> }
}

/// What can be done to a broker. The same broker may be on the page in two places.
pub fn broker_menu(app: &App, broker: &BrokerChip, place: &str) -> Html {
    let name = format!("B{}", broker.id);
    let id = broker.id;
    let item = |word: &str, command: Value, harms: bool| {
        let deed = app.send.reform(move |()| Msg::Do(vec![command.clone()]));
        let word = app.speech.word(word);
        if harms {
            Item::danger(word, deed)
        } else {
            Item::new(word, deed)
        }
    };
    let network = item(
        cut_or_heal_word(broker.reachable),
        cut_or_heal(id, broker.reachable),
        broker.reachable,
    );
    let items = if broker.alive {
        let stop = item("stop-broker", json!({"do": "stop_broker", "broker": id}), false);
        let crash = json!({"do": "stop_broker", "broker": id, "clean": false});
        vec![stop, item("crash-broker", crash, true), network]
    } else {
        vec![
            item("start-broker", json!({"do": "start_broker", "broker": id}), false),
            network,
        ]
    };
    html! {
        <Menu id={format!("menu-{place}-{id}")} label={app.speech.say("more", &[("name", Arg::from(name))])} {items} />
    }
}

/// The same for the inspector.
pub fn broker_deed(speech: &Speech, broker: i32, reachable: bool, send: &Callback<Msg>) -> Html {
    let onclick = send.reform(move |_: MouseEvent| Msg::Do(vec![cut_or_heal(broker, reachable)]));
    let class = classes!("small", reachable.then_some("danger"));
    html! {
        <p class="row network">
            <button type="button" {class} {onclick}>{speech.word(cut_or_heal_word(reachable))}</button>
        </p>
    }
}

fn cut_or_heal(broker: i32, reachable: bool) -> Value {
    json!({"do": if reachable { "cut_broker" } else { "heal_broker" }, "broker": broker})
}

fn cut_or_heal_word(reachable: bool) -> &'static str {
    if reachable { "cut-broker" } else { "heal-broker" }
}

/// Opens the dialog that asks which message of a client is to be lost.
pub fn lose_item(speech: &Speech, send: &Callback<Msg>, client: &str) -> Item {
    let client = client.to_owned();
    let ask = send.reform(move |()| Msg::Ask(Asked::Lose(client.clone())));
    Item::new(speech.word("lose-menu"), ask)
}

/// What is to be lost of a client's messages, as a chip.
pub fn to_lose(speech: &Speech, losses: &[ToLose]) -> Html {
    let chip = |loss: &ToLose| {
        let id = if loss.response {
            "said-loses-answer"
        } else {
            "said-loses-request"
        };
        let said = speech.say(id, &[("api", Arg::from(&*loss.api)), ("count", Arg::from(loss.count))]);
        let times = if loss.count > 1 {
            format!(" ×{}", loss.count)
        } else {
            String::new()
        };
        let way = if loss.response { "←" } else { "→" };
        html! {
            <span class="chip bad to-lose" title={said.clone()}>
                {icon("cut")}<span aria-hidden="true">{format!("{} {way}{times}", loss.api)}</span><span class="sr">{said}</span>
            </span>
        }
    };
    losses.iter().map(chip).collect()
}
