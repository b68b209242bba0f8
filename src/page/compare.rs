//! Two lines at the same moment, one above the other, and a short list of what differs.
//!
//! The core finds the differences; here they get sentences and cells. Absent on purpose: flights and playheads. The
//! ruler below stays at work, so both lines go back and forth together.

mod told;

use std::collections::BTreeSet;
use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::app::{App, Msg};
use super::draw;
use super::icons::icon;
use super::language::{Arg, Speech, clock_text};
use super::ways::{Way, name};
use crate::view::compare::{Comparison, Mark, Strip, TopicPair};
use crate::view::stage::{Cell, Text};

/// How many records of each partition are shown.
const CELLS: u32 = 24;
/// While time runs, the lines are compared only so often: nobody reads faster.
const REST_MS: u64 = 250;
/// Differences that are told; more would not be read.
const TOLD: usize = 40;

/// The comparison that is shown, if any.
#[derive(Default)]
pub struct Comparing {
    with: Option<usize>,
    /// The changes and the moment that were compared.
    seen: Option<(u64, u64)>,
    found: Rc<Comparison>,
}

impl Comparing {
    pub fn with(&mut self, line: Option<usize>) {
        (self.with, self.seen) = (line, None);
    }

    pub fn is_open(&self) -> bool {
        self.with.is_some()
    }
}

impl App {
    /// Brings the comparison up to date.
    pub fn compare(&mut self) {
        let Some(line) = self.comparing.with else { return };
        let mut core = self.core.borrow_mut();
        let now = (core.changes, core.engine.now_ms());
        let rests = |seen: &(u64, u64)| core.playing && seen.0 == now.0 && now.1.abs_diff(seen.1) < REST_MS;
        if self.comparing.seen == Some(now) || self.comparing.seen.as_ref().is_some_and(rests) {
            return;
        }
        // Whoever goes over to the other line sees the one that was left.
        let line = if line == core.engine.line() {
            core.engine.lines()[line].from.unwrap_or(1) as usize
        } else {
            line
        };
        match core.engine.compare(line, CELLS) {
            Some(found) => {
                self.comparing.with = Some(line);
                self.comparing.seen = Some(now);
                self.comparing.found = Rc::new(found);
            }
            None => self.comparing.with(None),
        }
    }
}

/// The panel in place of the columns.
pub fn panel(app: &App) -> Html {
    let Some(line) = app.comparing.with else {
        return Html::default();
    };
    let core = app.core.borrow();
    let lines = core.engine.lines();
    let names = (0..lines.len())
        .map(|line| name(&app.speech, lines, line))
        .collect::<Vec<_>>();
    html! {
        <Panel speech={app.speech.clone()} found={app.comparing.found.clone()} {names} line={core.engine.line()}
            other={line} now={core.engine.now_ms()} send={app.send.clone()} />
    }
}

#[derive(Properties, PartialEq)]
struct PanelProps {
    speech: Speech,
    found: Rc<Comparison>,
    names: Vec<String>,
    line: usize,
    other: usize,
    now: u64,
    send: Callback<Msg>,
}

impl PanelProps {
    /// What a line of the pair is called.
    fn name(&self, line: usize) -> String {
        let place = if line == 0 { self.line } else { self.other };
        self.names.get(place).cloned().unwrap_or_default()
    }
}

#[function_component(Panel)]
fn panel_view(props: &PanelProps) -> Html {
    let speech = &props.speech;
    let title = speech.say("compare-title", &[("time", Arg::from(clock_text(props.now)))]);
    let close = props.send.reform(|_: MouseEvent| Msg::Way(Way::Compare(None)));
    html! {
        <section class="compare" aria-labelledby="compare-title">
            <div class="compare-head">
                <h2 id="compare-title">{title}</h2>
                <span class="side">{"A"}</span><b>{props.name(0)}</b>
                <span class="side">{"B"}</span>{choice(props)}
                <span class="grow" />
                <button type="button" class="small" onclick={close}>{icon("close")}{speech.word("compare-close")}</button>
            </div>
            <div class="compare-body">
                <div class="pairs">
                    { for props.found.topics.iter().map(|topic| pair(props, topic)) }
                    <p class="legend">{legend(speech)}</p>
                </div>
                <section class="differences" aria-labelledby="differences-title">
                    <h3 id="differences-title">{speech.word("differences")}</h3>
                    if props.found.differences.is_empty() { <p class="empty">{speech.word("differences-none")}</p> }
                    <ul>
                        { for props.found.differences.iter().take(TOLD).map(|difference| html! { <li>{told::sentence(props, difference)}</li> }) }
                    </ul>
                </section>
            </div>
        </section>
    }
}

/// Which line stands below; a choice where there are more.
fn choice(props: &PanelProps) -> Html {
    if props.names.len() == 2 {
        return html! { <b>{props.name(1)}</b> };
    }
    let onchange = props.send.reform(|event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        Msg::Way(Way::Compare(chosen.parse().ok()))
    });
    let others = props.names.iter().enumerate().filter(|(line, _)| *line != props.line);
    html! {
        <select aria-label={props.speech.word("compare-with")} {onchange}>
            { for others.map(|(line, name)| html! { <option value={line.to_string()} selected={line == props.other}>{name}</option> }) }
        </select>
    }
}

fn pair(props: &PanelProps, topic: &TopicPair) -> Html {
    html! {
        <article class="card" key={topic.name.to_string()}>
            <h3>{&*topic.name}</h3>
            { for topic.partitions.iter().enumerate().map(|(partition, strips)| html! {
                <div class="pair">
                    <b class="mono">{format!("P{partition}")}</b>
                    <div class="both">
                        { for strips.iter().enumerate().map(|(line, strip)| row(props, topic, partition, line, strip.as_ref(), strips)) }
                    </div>
                </div>
            }) }
        </article>
    }
}

fn row(
    props: &PanelProps,
    topic: &TopicPair,
    partition: usize,
    line: usize,
    strip: Option<&Strip>,
    both: &[Option<Strip>; 2],
) -> Html {
    let speech = &props.speech;
    let label = speech.say(
        "compare-row",
        &[
            ("line", Arg::from(props.name(line))),
            ("topic", Arg::from(&*topic.name)),
            ("partition", Arg::from(partition)),
        ],
    );
    let side = if line == 0 { "A" } else { "B" };
    let Some(strip) = strip else {
        return html! { <div class="strip-row"><span class="side">{side}</span><p class="empty">{speech.word("compare-absent")}</p></div> };
    };
    let offsets: BTreeSet<i64> = both
        .iter()
        .flatten()
        .flat_map(|strip| &strip.stave.cells)
        .map(|cell| cell.offset)
        .collect();
    let cell = |offset: i64| {
        let own = strip.stave.cells.iter().find(|cell| cell.offset == offset);
        own.map_or_else(
            || html! { <li class="cell none" aria-hidden="true" /> },
            |cell| note(speech, cell, strip.marks.get(&offset)),
        )
    };
    html! {
        <div class="strip-row">
            <span class="side" aria-hidden="true">{side}</span>
            <ol class="cells" role="list" aria-label={label}>{ for offsets.into_iter().map(cell) }</ol>
            <span class="readers">{readers(speech, strip)}</span>
        </div>
    }
}

/// Who reads here, and what is committed.
fn readers(speech: &Speech, strip: &Strip) -> String {
    let stave = &strip.stave;
    let groups: BTreeSet<&Text> = stave
        .owners
        .iter()
        .map(|owner| &owner.group)
        .chain(stave.flags.iter().map(|flag| &flag.group))
        .collect();
    let reads = |group: &&Text| {
        let owners = stave
            .owners
            .iter()
            .filter(|owner| owner.group == **group)
            .map(|owner| owner.consumer.to_string());
        let owners = owners.collect::<Vec<_>>().join(", ");
        let committed = stave
            .flags
            .iter()
            .find(|flag| flag.group == **group && flag.consumer.is_none());
        let offset = committed.map_or_else(|| "–".to_owned(), |flag| flag.offset.to_string());
        let owners = if owners.is_empty() { "–".to_owned() } else { owners };
        speech.say(
            "compare-reads",
            &[
                ("group", Arg::from(&***group)),
                ("consumer", Arg::from(owners)),
                ("offset", Arg::Text(offset)),
            ],
        )
    };
    groups.iter().map(reads).collect::<Vec<_>>().join(" · ")
}

fn note(speech: &Speech, cell: &Cell, mark: Option<&Mark>) -> Html {
    let (key, offset) = (cell.key.as_deref().unwrap_or("∅"), cell.offset);
    let (sign, words) = mark.map(|mark| differs(speech, mark)).unwrap_or_default();
    let label = [Some(format!("{offset}: {key}")), words.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    let short = draw::key_name(cell.key.as_deref());
    html! {
        <li class={classes!("cell", format!("k{}", cell.color), (!sign.is_empty()).then_some("differs"))} title={label.clone()}>
            <span class="sr">{label}</span>
            <span class="cell-key" aria-hidden="true">{short}</span>
            <span class="cell-sign" aria-hidden="true">{sign}</span>
            <span class="cell-offset" aria-hidden="true">{offset}</span>
        </li>
    }
}

/// The sign and the words of a difference at a record.
fn differs(speech: &Speech, mark: &Mark) -> (&'static str, Option<String>) {
    let groups = |groups: &BTreeSet<Text>| {
        groups
            .iter()
            .map(|group| group.to_string())
            .collect::<Vec<_>>()
            .join(", ")
    };
    if mark.only {
        return ("+", Some(speech.word("mark-only")));
    }
    if !mark.passed.is_empty() {
        return (
            "∅",
            Some(speech.say("mark-passed", &[("groups", Arg::from(groups(&mark.passed)))])),
        );
    }
    if !mark.twice.is_empty() {
        return (
            "2×",
            Some(speech.say("mark-twice", &[("groups", Arg::from(groups(&mark.twice)))])),
        );
    }
    match mark.elsewhere {
        Some((partition, offset)) => {
            let args = [("partition", Arg::from(partition)), ("offset", Arg::from(offset))];
            ("↔", Some(speech.say("mark-elsewhere", &args)))
        }
        None => ("", None),
    }
}

fn legend(speech: &Speech) -> String {
    let signs = [
        ("+", "legend-only"),
        ("↔", "legend-elsewhere"),
        ("2×", "legend-twice"),
        ("∅", "legend-passed"),
    ];
    let words = signs.map(|(sign, id)| format!("{sign} {}", speech.word(id)));
    words.join(" · ")
}
