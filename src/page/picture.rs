//! What is shown at this moment, kept up to date with as little work as the moment needs.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::charts::Charts;
use super::core::Core;
use super::draw::{self, Look, Mark, Timeline, Tone};
use super::engine::plain;
use super::inspector::Shown;
use super::language::Speech;
use super::live::Live;
use super::nature::{self, Weight, nature};
use super::sentence;
use super::story::Line;
use super::views::{Traced, Views};
use crate::node::event::Event;
use crate::scenario::session::REACH;
use crate::view::stage::{GroupCard, MemberCard, ProducerCard, Stage, StageRequest, TopicCard};
use crate::view::thing::Thing;

/// How many lines the story shows.
const STORY_LINES: usize = 60;
/// While time runs, the story takes new lines only so often: nobody reads faster, and each time costs the browser a
/// layout of all lines.
const STORY_REST_MS: f64 = 150.0;
/// How far back it looks for lines that matter: so many events are at hand wherever one came from.
const STORY_REACH: usize = REACH as usize;
/// How many lines a sheet of the inspector tells.
const SHEET_LINES: usize = 12;

#[derive(Default)]
pub struct Picture {
    pub stage: Rc<Stage>,
    pub producers: Vec<Rc<ProducerCard>>,
    pub topics: Vec<Rc<TopicCard>>,
    /// `__consumer_offsets`, while it is shown.
    pub internal: Vec<Rc<TopicCard>>,
    pub groups: Vec<Rc<GroupCard>>,
    pub solo: Vec<Rc<MemberCard>>,
    /// The document when the session last changed.
    pub document: Rc<Value>,
    /// The producers in the order in which they were added.
    order: Vec<String>,
    pub title: String,
    /// No record was ever sent: the first click is to be pointed at.
    pub untouched: bool,
    pub look: Look,
    /// What the inspector shows, behind it the way back.
    pub trail: Vec<Thing>,
    pub shown: Option<Rc<Shown>>,
    pub following: super::following::Following,
    pub story_all: bool,
    /// Wall time since the story took its last lines.
    pub story_rest_ms: f64,
    pub lines: Rc<Vec<Rc<Line>>>,
    pub timeline: Timeline,
    pub charts: Charts,
    pub live: Live,
    pub request: StageRequest,
    pub views: Views,
    /// Where the records of the wanted key are.
    pub traced: Option<Rc<Traced>>,
    told: Told,
}

/// What has been told already, so that each fact is told once.
#[derive(Default)]
struct Told {
    /// `Core::changes` when it was told.
    changes: Option<u64>,
    speech: Option<Speech>,
    lines: HashMap<usize, Rc<Line>>,
    story: Option<(usize, bool)>,
    /// How many events and thinnings the timeline's ticks and marks stand for.
    seen: (u64, u32),
    /// Marks with their group, whose colour is known only to the stage.
    marks: Vec<(Mark, String)>,
}

impl Picture {
    /// Asks the view for the present moment. Says whether anything on the page is different.
    pub fn update(&mut self, core: &Core, speech: &Speech) {
        if self.told.changes != Some(core.changes) || self.told.speech.as_ref() != Some(speech) {
            self.forget(core, speech);
        }
        self.views.guide(core, &mut self.request, &mut self.look);
        let mut stage = core.engine.stage(&self.request);
        stage
            .producers
            .sort_by_key(|card| self.order.iter().position(|name| **name == *card.name));
        self.stage = Rc::new(stage);
        let traced = Traced::of(&self.stage, self.request.key.as_ref());
        if self.traced.as_deref() != traced.as_ref() {
            self.traced = traced.map(Rc::new);
        }
        keep(&mut self.producers, &self.stage.producers);
        keep(&mut self.topics, &self.stage.topics);
        keep(&mut self.internal, &self.stage.internal);
        keep(&mut self.groups, &self.stage.groups);
        keep(&mut self.solo, &self.stage.solo);
        self.look.group_count = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        self.tell(core, speech);
        self.time(core, speech);
        self.charts.update(core);
        self.open(core, speech);
        self.look.selected = match self.trail.last() {
            Some(Thing::Record(id)) => Some(id.clone()),
            // Of one that is lost, no note is to be seen.
            Some(Thing::Written(written)) if self.following.is_kept() => Some(written.id.clone()),
            _ => None,
        };
        self.live.hear(speech, &self.lines, core.playing);
    }

    /// How many cells fit, and whether motion is wanted.
    pub fn resize(&mut self) {
        let Some(window) = web_sys::window() else { return };
        let staves = window
            .document()
            .and_then(|document| document.query_selector(".staves, #stage").ok().flatten());
        let width = staves.map_or(640.0, |staves| f64::from(staves.client_width()));
        self.request.cells_per_stave = draw::cells_that_fit(width) + 1;
        let query = window.match_media("(prefers-reduced-motion: reduce)").ok().flatten();
        self.look.reduced_motion = query.is_some_and(|query| query.matches());
    }

    fn forget(&mut self, core: &Core, speech: &Speech) {
        let document = core.engine.document();
        self.title = caption(&document["title"], speech);
        let sends = |command: &Value| matches!(command["do"].as_str(), Some("send" | "start_sending"));
        self.untouched = !document["commands"]
            .as_array()
            .is_some_and(|commands| commands.iter().any(sends));
        let added = document["commands"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|command| command["do"] == "add_producer");
        self.order = added
            .filter_map(|command| command["producer"].as_str().map(str::to_owned))
            .collect();
        self.document = Rc::new(document);
        self.told = Told {
            changes: Some(core.changes),
            speech: Some(speech.clone()),
            ..Told::default()
        };
        self.timeline = Timeline::default();
    }

    /// The sheet of what is inspected.
    fn open(&mut self, core: &Core, speech: &Speech) {
        let Some(thing) = self.trail.last().cloned() else {
            self.shown = None;
            return;
        };
        let until = core.engine.told();
        let events = core.engine.concerning(&thing, until, STORY_REACH, SHEET_LINES);
        let sheet = match &thing {
            Thing::Written(written) => self.following.sheet(core, written),
            _ => core.engine.sheet(&thing),
        };
        let own = |index: &usize| self.following.tells(core, &thing, *index);
        let events: Vec<usize> = events.into_iter().filter(own).collect();
        let story = events
            .into_iter()
            .filter_map(|index| self.line_of(core, speech, index))
            .collect();
        let old = self.shown.as_ref().filter(|old| old.thing == thing);
        let landed = matches!(thing, Thing::Flight(_)) && sheet.is_none();
        let kept = old.filter(|_| landed).and_then(|old| old.sheet.clone());
        let shown = Shown {
            landed: landed && kept.is_some(),
            sheet: sheet.or(kept),
            thing,
            story,
            back: self.trail.len() > 1,
        };
        if self.shown.as_deref() != Some(&shown) {
            self.shown = Some(Rc::new(shown));
        }
    }

    /// An event in words; each is told once.
    fn line_of(&mut self, core: &Core, speech: &Speech, index: usize) -> Option<Rc<Line>> {
        let event = core.engine.event(index)?;
        let told = || {
            let value = captioned(plain(event), &self.document, speech);
            Rc::new(line(speech, index, event, &value))
        };
        Some(self.told.lines.entry(index).or_insert_with(told).clone())
    }

    /// The newest lines of the story up to this moment.
    fn tell(&mut self, core: &Core, speech: &Speech) {
        let until = core.engine.told();
        let resting = core.playing && self.told.story.is_some() && self.story_rest_ms < STORY_REST_MS;
        if resting || self.told.story == Some((until, self.story_all)) {
            return;
        }
        self.story_rest_ms = 0.0;
        self.told.story = Some((until, self.story_all));
        let wanted = |index: &usize| {
            self.story_all
                || core
                    .engine
                    .event(*index)
                    .is_some_and(|event| nature(&event.fact).weight > Weight::Noise)
        };
        let newest = (until.saturating_sub(STORY_REACH)..until)
            .rev()
            .filter(wanted)
            .take(STORY_LINES);
        let newest: Vec<usize> = newest.collect();
        let lines: Vec<_> = newest
            .into_iter()
            .filter_map(|index| self.line_of(core, speech, index))
            .collect();
        if self.told.lines.len() > 4 * STORY_LINES {
            self.told.lines.clear();
        }
        self.lines = Rc::new(lines);
    }

    /// The timeline: a tick per event, a mark per fact that matters, and where the playhead stands.
    fn time(&mut self, core: &Core, speech: &Speech) {
        self.timeline.now_ms = core.engine.now_ms();
        self.timeline.end_ms = core.engine.end_ms();
        let known = core.engine.ticks();
        let seen = (known.seen, known.marks.thinnings());
        if self.told.seen == seen {
            return;
        }
        if self.told.seen.1 != seen.1 {
            self.told.marks.clear();
        }
        self.told.seen = seen;
        self.timeline.ticks.clear();
        let ticks = known.ticks.spots().iter().map(|tick| (tick.at, tick.class));
        self.timeline.ticks.extend(ticks);
        for spot in known.marks.spots().iter().skip(self.told.marks.len()) {
            let event = captioned(plain(&spot.what), &self.document, speech);
            let mark = mark(speech, &event, nature(&spot.what.fact).tone);
            self.told.marks.push(mark);
        }
        self.timeline.marks = self
            .told
            .marks
            .iter()
            .map(|(mark, group)| self.colored(mark, group))
            .chain(super::ways::marks(core, speech))
            .collect();
    }

    fn colored(&self, mark: &Mark, group: &str) -> Mark {
        let card = self.groups.iter().find(|card| *card.group == *group);
        let tone = match (mark.tone, card) {
            (Tone::Info, Some(card)) => Tone::Group(card.group_index),
            (tone, _) => tone,
        };
        Mark { tone, ..mark.clone() }
    }
}

/// Keeps the cards that did not change, so that their panels are passed over.
fn keep<T: Clone + PartialEq>(kept: &mut Vec<Rc<T>>, new: &[T]) {
    kept.truncate(new.len());
    for (index, card) in new.iter().enumerate() {
        match kept.get_mut(index) {
            Some(old) if **old == *card => {}
            Some(old) => *old = Rc::new(card.clone()),
            None => kept.push(Rc::new(card.clone())),
        }
    }
}

fn line(speech: &Speech, index: usize, event: &Event, value: &Value) -> Line {
    let nature = nature(&event.fact);
    Line {
        index,
        at: event.at,
        chip: nature.chip,
        tone: nature.tone,
        sentence: sentence::tell(speech, value),
        asks: nature::ends_a_fault(event),
    }
}

fn mark(speech: &Speech, event: &Value, tone: nature::Tone) -> (Mark, String) {
    let tone = match tone {
        nature::Tone::Bad => Tone::Bad,
        nature::Tone::Warn if event["group"].is_null() => Tone::Warn,
        _ => Tone::Info,
    };
    let mark = Mark {
        at: event["at"].as_u64().unwrap_or_default(),
        label: sentence::label(speech, event),
        tone,
    };
    (mark, event["group"].as_str().unwrap_or_default().to_owned())
}

/// A note is told in one language; the document may have the reader's.
fn captioned(mut event: Value, document: &Value, speech: &Speech) -> Value {
    if event["kind"] != "note" {
        return event;
    }
    let commands = document["commands"].as_array().map(Vec::as_slice).unwrap_or_default();
    let same = |command: &&Value| command["do"] == "note" && command["at"] == event["at"];
    let texts = commands.iter().filter(same).map(|command| &command["text"]);
    let own = texts.filter(|text| {
        text.as_object()
            .is_some_and(|texts| texts.values().any(|text| *text == event["text"]))
    });
    if let Some(text) = own.map(|text| caption(text, speech)).next() {
        event["text"] = text.into();
    }
    event
}

/// A caption of a document in the reader's language, or in whichever it has.
pub fn caption(caption: &Value, speech: &Speech) -> String {
    let own = &caption[speech.language().tag()];
    let any = || {
        caption
            .as_object()
            .and_then(|texts| texts.values().next())
            .and_then(Value::as_str)
    };
    caption
        .as_str()
        .or(own.as_str())
        .or(caption["en"].as_str())
        .or_else(any)
        .unwrap_or_default()
        .to_owned()
}
