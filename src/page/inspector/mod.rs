//! The inspector: a panel with everything about one thing, its story, and the way to its neighbours.
//!
//! `owners` is who owned what when, `quorum` the controllers, `record` is a record and why it is where it is, `rows` what all other sheets consist of, `standing` where a record is that is not in its log,
//! `stages` a consumer's loop, `states` a group's state machine, `transaction` what a record has to do with one.

mod life;
pub mod owners;
mod quorum;
mod record;
mod rows;
mod stages;
mod standing;
mod states;
mod transaction;

use std::rc::Rc;

use yew::prelude::*;

use super::app::Msg;
use super::dialogs::replicas;
use super::faults;
use super::icons::icon;
use super::language::{Arg, Speech, clock_text};
use super::sentence;
use super::story::Line;
use super::wish::Wish;
use crate::view::stage::{RecordId, Written};
use crate::view::thing::{Extra, Sheet, Thing};

/// A sheet as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub thing: Thing,
    /// `None` where the thing is not there (any more).
    pub sheet: Option<Sheet>,
    /// A flight whose sheet is kept after it has arrived, or should have.
    pub landed: bool,
    /// What happened to it, the newest first.
    pub story: Vec<Rc<Line>>,
    /// There is a sheet to go back to.
    pub back: bool,
}

#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    pub speech: Speech,
    pub shown: Rc<Shown>,
    pub wish: Option<Wish>,
    pub send: Callback<Msg>,
}

#[function_component(Inspector)]
pub fn inspector(props: &InspectorProps) -> Html {
    let (speech, shown) = (&props.speech, &props.shown);
    let close = props.send.reform(|_: MouseEvent| Msg::CloseInspector);
    let back = props.send.reform(|_: MouseEvent| Msg::InspectBack);
    html! {
        <aside class="inspector" aria-labelledby="inspector-title">
            <div class="row spread">
                <span class="row tight">
                    if shown.back { <button type="button" class="bare" aria-label={speech.word("inspector-back")} title={speech.word("inspector-back")} onclick={back}>{"←"}</button> }
                    <h2 id="inspector-title" tabindex="-1">{title(speech, &shown.thing)}</h2>
                </span>
                <button type="button" class="bare" aria-label={speech.word("close")} onclick={close}>{icon("close")}</button>
            </div>
            if shown.landed { <p class="muted">{speech.word(landed(shown))}</p> }
            {match &shown.sheet {
                Some(sheet) => body(props, sheet),
                None => html! { <p class="muted">{speech.word(gone(&shown.thing))}</p> },
            }}
            {story(speech, &shown.story)}
        </aside>
    }
}

fn body(props: &InspectorProps, sheet: &Sheet) -> Html {
    let speech = &props.speech;
    let rows = rows::table(speech, &sheet.rows, &props.send);
    match &sheet.extra {
        Extra::None | Extra::Flight { .. } => rows,
        Extra::Network { reachable } => {
            let Thing::Broker(id) = &sheet.thing else {
                return rows;
            };
            let deed = faults::broker_deed(speech, *id, *reachable, &props.send);
            html! { <>{rows}{deed}</> }
        }
        Extra::Placed { moves } => {
            let Thing::Partition { topic, partition } = &sheet.thing else {
                return rows;
            };
            let deeds = replicas::deeds(speech, topic, *partition, *moves, &props.send);
            html! { <>{rows}{deeds}</> }
        }
        Extra::Quorum(quorum) => quorum::overview(speech, quorum, &props.send),
        Extra::Record(sheet) => record::record(speech, sheet, &props.send),
        Extra::Stages(stages) => {
            let Thing::Consumer(name) = &sheet.thing else {
                return rows;
            };
            let strip = stages::strip(speech, name, stages, props.wish.as_ref(), &props.send);
            html! { <>{strip}{rows}</> }
        }
        Extra::States(states) => {
            let compare = match &sheet.thing {
                Thing::Group(name) => compare_protocols(props, name),
                _ => Html::default(),
            };
            html! {
                <>
                    {states::machine(speech, states)}{rows}
                    {owners::owners(speech, &states.ownership)}{compare}
                    {owners::rebalance(speech, &states.ownership)}
                    {states::history(speech, states)}
                </>
            }
        }
    }
}

fn compare_protocols(props: &InspectorProps, group: &str) -> Html {
    let group = group.to_owned();
    let compare = props
        .send
        .reform(move |_: MouseEvent| Msg::CompareProtocols(group.clone()));
    html! { <button type="button" class="small" onclick={compare}>{props.speech.word("protocols-compare")}</button> }
}

fn title(speech: &Speech, thing: &Thing) -> String {
    let named = |id: &str, name: &str| speech.say(id, &[("name", Arg::from(name))]);
    let at = |id: &str, record: &RecordId| {
        let args = [
            ("topic", Arg::from(&*record.topic)),
            ("partition", Arg::from(record.partition)),
            ("offset", Arg::from(record.offset)),
        ];
        speech.say(id, &args)
    };
    match thing {
        Thing::Record(id) | Thing::Written(Written { id, .. }) => at("inspector", id),
        Thing::Batch(id) => at("thing-batch", id),
        Thing::Partition { topic, partition } => named("thing-partition", &format!("{topic}-{partition}")),
        Thing::Topic(name) => named("thing-topic", name),
        Thing::Broker(id) => speech.say("broker", &[("id", Arg::from(*id))]),
        Thing::Producer(name) => named("thing-producer", name),
        Thing::Consumer(name) => named("thing-consumer", name),
        Thing::Group(name) => named("thing-group", name),
        Thing::Member { group, consumer } => speech.say(
            "thing-member",
            &[("group", Arg::from(&**group)), ("consumer", Arg::from(&**consumer))],
        ),
        Thing::Flight(_) => speech.word("thing-flight"),
        Thing::Quorum => speech.word("thing-quorum"),
    }
}

/// What has become of a flight.
fn landed(shown: &Shown) -> &'static str {
    match shown.sheet.as_ref().map(|sheet| &sheet.extra) {
        Some(Extra::Flight { lost: true }) => "inspector-lost",
        _ => "inspector-landed",
    }
}

fn gone(thing: &Thing) -> &'static str {
    match thing {
        Thing::Record(_) | Thing::Batch(_) => "inspector-gone",
        Thing::Flight(_) => "inspector-landed",
        _ => "inspector-not-there",
    }
}

/// What happened to it, with the reasons.
fn story(speech: &Speech, lines: &[Rc<Line>]) -> Html {
    if lines.is_empty() {
        return Html::default();
    }
    let line = |line: &Rc<Line>| {
        let why = &line.sentence.why;
        html! {
            <li key={line.index}>
                <time class="mono">{clock_text(line.at)}</time>
                <p>
                    {sentence::nodes(&line.sentence.what)}
                    if !why.is_empty() { <span class="why-text">{" "}{sentence::nodes(why)}</span> }
                    {super::story::setting(speech, &line.sentence)}
                </p>
            </li>
        }
    };
    html! {
        <div class="why">
            <h3>{speech.word("inspector-story")}</h3>
            <ol class="sheet-story">{ for lines.iter().map(line) }</ol>
        </div>
    }
}
