//! What a person does against the network: brokers that are slow or cut off, messages that are to be late, doubled or
//! lost; and how that looks.

use serde_json::{Value, json};
use yew::prelude::*;

use super::app::{App, Msg};
use super::dialogs::Asked;
use super::icons::icon;
use super::language::{Arg, Speech};
use super::menu::{Item, Menu};
use super::notices::{Kind, SHORT_MS};
use super::ways::Way;
use crate::scenario::chaos;
use crate::view::stage::{BrokerChip, MemberCard, SlowWay, Stage, Text, ToHappen};

/// Whether there was a fault, or one to come, when the page last looked, and at which moment of the session that was.
#[derive(Default)]
pub struct Watch {
    at: u64,
    faulty: bool,
}

impl App {
    /// Time has passed since `before`: where the last fault ended meanwhile, what became of the records can be asked.
    pub fn watch_faults(&mut self, before: u64) {
        let stage = &self.picture.stage;
        let watch = Watch {
            at: stage.now_ms,
            faulty: is_harmed(stage) || chaos::is_to_come(self.core.borrow().engine.session()),
        };
        let last = std::mem::replace(&mut self.watch, watch);
        // Whoever went to another moment has not seen a fault end.
        if last.faulty && last.at == before && !self.watch.faulty {
            let offer = (self.speech.word("ledger-offer"), Msg::Ledger);
            let text = self.speech.word("faults-over");
            self.notify(text, Kind::Good, Some(2.0 * SHORT_MS), Some(offer));
        }
    }

    /// Draws a minute of faults and says so, with the way back.
    pub fn draw_chaos(&mut self) {
        let drawn = self.core.borrow_mut().chaos();
        match drawn {
            Ok(count) => {
                let text = self.speech.say("chaos-drawn", &[("count", Arg::from(count))]);
                let offer = (self.speech.word("undo"), Msg::Way(Way::Undo));
                self.notify(text, Kind::Good, Some(2.0 * SHORT_MS), Some(offer));
            }
            Err(error) => {
                let text = format!("{} {}", self.speech.word("error-core"), self.speech.refusal(&error));
                self.notify(text, Kind::Bad, Some(SHORT_MS), None);
            }
        }
    }
}

/// Somebody is not as it should be, no controller has come back yet, or a message is still to be harmed.
fn is_harmed(stage: &Stage) -> bool {
    let is_whole = |broker: &BrokerChip| {
        let has_all_links = broker.reachable && broker.slow.is_empty() && broker.cut_links.is_empty();
        broker.serves && has_all_links && broker.to_happen.is_empty()
    };
    let runs = |member: &MemberCard| !matches!(member.state, "crashed" | "frozen") && member.to_happen.is_empty();
    let mut members = stage.groups.iter().flat_map(|group| &group.members).chain(&stage.solo);
    let has_controller = stage.brokers.iter().any(|broker| broker.controller);
    let are_whole = stage.brokers.iter().all(is_whole) && members.all(runs);
    !has_controller || !are_whole || stage.producers.iter().any(|card| !card.to_happen.is_empty())
}

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
    let slow = Item::new(
        app.speech.word("slow-broker"),
        app.send.reform(move |()| Msg::Ask(Asked::Slow(id))),
    );
    let link = Item::new(
        app.speech.word("cut-link"),
        app.send.reform(move |()| Msg::Ask(Asked::CutLink(id))),
    );
    let disk = item("lose-disk", json!({"do": "lose_disk", "broker": id}), true);
    let mut items = if broker.alive {
        let stop = item("stop-broker", json!({"do": "stop_broker", "broker": id}), false);
        let crash = json!({"do": "stop_broker", "broker": id, "clean": false});
        vec![stop, item("crash-broker", crash, true)]
    } else {
        vec![item("start-broker", json!({"do": "start_broker", "broker": id}), false)]
    };
    let harm = mishap_item(&app.speech, &app.send, &id.to_string());
    items.extend([disk, harm, slow]);
    items.extend(fast_item(app, broker));
    if broker.reachable {
        items.push(link);
        let whole = || item("heal-links", cut_or_heal(id, false), false);
        items.extend((!broker.cut_links.is_empty()).then(whole));
    }
    items.push(network);
    html! {
        <Menu id={format!("menu-{place}-{id}")} label={app.speech.say("more", &[("name", Arg::from(name))])} {items} />
    }
}

/// Makes a slow broker as fast as it was.
fn fast_item(app: &App, broker: &BrokerChip) -> Option<Item> {
    let id = broker.id;
    let end = |way: &SlowWay| match &way.to {
        Some(to) => json!({"do": "slow_broker", "broker": id, "to": **to, "by_ms": 0}),
        None => json!({"do": "slow_broker", "broker": id, "by_ms": 0}),
    };
    let commands: Vec<Value> = broker.slow.iter().map(end).collect();
    let deed = app.send.reform(move |()| Msg::Do(commands.clone()));
    (!broker.slow.is_empty()).then(|| Item::new(app.speech.word("fast-broker"), deed))
}

/// What is slow of a broker, in words.
pub fn slow_ways(speech: &Speech, broker: &BrokerChip) -> Vec<String> {
    let told = |way: &SlowWay| {
        let to = way.to.as_deref().unwrap_or("none");
        speech.say("said-slow", &[("to", Arg::from(to)), ("by_ms", Arg::from(way.by_ms))])
    };
    broker.slow.iter().map(told).collect()
}

/// Whom alone a broker does not reach, in words.
pub fn cut_links(speech: &Speech, broker: &BrokerChip) -> Vec<String> {
    let told = |to: &Text| speech.say("said-cut-link", &[("to", Arg::from(&**to))]);
    broker.cut_links.iter().map(told).collect()
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

/// Opens the dialog that asks what is to happen to which message of a client, or of a broker by its number.
pub fn mishap_item(speech: &Speech, send: &Callback<Msg>, client: &str) -> Item {
    let client = client.to_owned();
    let ask = send.reform(move |()| Msg::Ask(Asked::Mishap(client.clone())));
    Item::new(speech.word("mishap-menu"), ask)
}

/// What is to happen to somebody's messages, as chips.
pub fn to_happen(speech: &Speech, mishaps: &[ToHappen]) -> Html {
    let chip = |mishap: &ToHappen| {
        let id = if mishap.response {
            "said-mishap-answer"
        } else {
            "said-mishap-request"
        };
        let args = [
            ("api", Arg::from(&*mishap.api)),
            ("count", Arg::from(mishap.count)),
            ("harm", Arg::from(mishap.harm)),
            ("by_ms", Arg::from(mishap.by_ms)),
        ];
        let said = speech.say(id, &args);
        let times = if mishap.count > 1 {
            format!(" ×{}", mishap.count)
        } else {
            String::new()
        };
        let way = if mishap.response { "←" } else { "→" };
        html! {
            <span class="chip bad to-happen" title={said.clone()}>
                {icon(sign(mishap.harm))}<span aria-hidden="true">{format!("{} {way}{times}", mishap.api)}</span><span class="sr">{said}</span>
            </span>
        }
    };
    mishaps.iter().map(chip).collect()
}

fn sign(harm: &str) -> &'static str {
    match harm {
        "late" => "clock",
        "twice" => "twice",
        _ => "cut",
    }
}
