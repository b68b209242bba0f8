//! The seam to the session: all that the page asks of the core, in one place.
//!
//! Commands and documents cross it as the JSON of the contract, so that no panel depends on how the core types them.

use serde_json::Value;

mod ways;

use super::ticks::Ticks;
use super::wish::Wish;
use crate::node::event::{Event, Fact};
use crate::scenario::fields::Caption;
use crate::scenario::{Command, Document, Error, History, LinkError, Session, chaos, link};
use crate::view::report::Wanted;
use crate::view::{
    self, Before, Followed,
    curves::Keys,
    plan::Planned,
    stage::{RecordSheet, Stage, StageRequest, Text, Written},
    thing::{Point, Sheet, Thing},
};

pub struct Engine {
    history: History,
    ticks: Ticks,
    beside: Option<ways::Beside>,
}

impl Engine {
    /// Opens a document of the contract, at its beginning.
    pub fn open(json: &str) -> Result<Engine, Error> {
        let document = Document::from_json(json)?;
        Ok(Engine::of(History::new(&document)?))
    }

    /// Opens the payload of a link.
    pub fn from_link(payload: &str) -> Result<Engine, LinkError> {
        let history = link::decode(payload).and_then(|document| History::new(&document).map_err(LinkError::Document));
        history.map(Engine::of)
    }

    fn of(history: History) -> Engine {
        let mut engine = Engine {
            history,
            ticks: Ticks::new(),
            beside: None,
        };
        engine.catch_up();
        engine
    }

    /// The line that is played.
    pub fn session(&self) -> &Session {
        self.history.session()
    }

    /// Lets the timeline see what was told since it last looked.
    fn catch_up(&mut self) {
        let new = self.session().events(self.ticks.seen..u64::MAX);
        new.iter().for_each(|event| self.ticks.see(event));
    }

    /// The session as the payload of a link.
    pub fn link(&self) -> Result<String, LinkError> {
        link::encode(&self.history.document())
    }

    pub fn document_json(&self) -> String {
        self.history.document().to_json()
    }

    /// The whole document, branches included, as plain data.
    pub fn scenario(&self) -> Value {
        serde_json::to_value(self.history.document()).unwrap_or_default()
    }

    /// The document of the line that is played, as plain data.
    pub fn document(&self) -> Value {
        serde_json::to_value(self.session().document()).unwrap_or_default()
    }

    pub fn set_title(&mut self, title: &str) {
        let title = Some(title.trim()).filter(|title| !title.is_empty());
        self.history
            .set_title(title.map(|title| Caption::One(title.to_owned())));
    }

    pub fn set_notes(&mut self, notes: &str) {
        let notes = Some(notes.trim()).filter(|notes| !notes.is_empty());
        self.history
            .session_mut()
            .set_notes(notes.map(|notes| Caption::One(notes.to_owned())));
    }

    /// The same set-up from the start, without what has passed until now.
    pub fn afresh(&self) -> Result<Engine, Error> {
        let document = self.session().document().afresh(self.now_ms());
        Ok(Engine::of(History::new(&document)?))
    }

    /// Applies commands at the present moment, all or none.
    pub fn commands(&mut self, commands: Vec<Value>) -> Result<(), Error> {
        let read = |command: &Value| Command::from_json(&command.to_string());
        let commands = commands.iter().map(read).collect::<Result<_, _>>()?;
        self.change(|history| history.give(commands))
    }

    /// Draws the faults of the next minute; says how many.
    pub fn chaos(&mut self) -> Result<usize, Error> {
        let plan = chaos::plan(self.session())?;
        let faults = plan.iter().filter(|timed| chaos::is_fault(&timed.command)).count();
        self.change(|history| history.schedule(plan))?;
        Ok(faults)
    }

    fn change(&mut self, change: impl FnOnce(&mut History) -> Result<(), Error>) -> Result<(), Error> {
        let (now, told) = (self.now_ms(), self.session().world().story().told());
        let given = change(&mut self.history);
        self.ticks.end_at(now, told);
        self.catch_up();
        given
    }

    pub fn now_ms(&self) -> u64 {
        self.session().now_ms()
    }

    pub fn end_ms(&self) -> u64 {
        self.session().end_ms()
    }

    pub fn run(&mut self, ms: u64) {
        self.seek(self.now_ms().saturating_add(ms));
    }

    pub fn seek(&mut self, ms: u64) {
        let ticks = &mut self.ticks;
        self.history.session_mut().seek_watching(ms, |world| {
            let new = world.story().events(ticks.seen..u64::MAX);
            new.for_each(|event| ticks.see(event));
        });
    }

    /// On to the next event.
    pub fn step(&mut self) {
        self.history.session_mut().step();
        self.catch_up();
    }

    /// Back to the event before this moment; to the start where there is none.
    pub fn step_back(&mut self) {
        self.seek(self.session().previous_event_ms());
    }

    pub fn stage(&self, request: &StageRequest) -> Stage {
        view::stage(self.session(), request)
    }

    pub fn sheet(&self, thing: &Thing) -> Option<Sheet> {
        view::sheet(self.session(), thing)
    }

    /// The record that lies at an offset, for good: another may come to lie there.
    pub fn pinned(&self, thing: Thing) -> Thing {
        match &thing {
            Thing::Record(id) => Written::at(self.session(), id).map_or(thing, Thing::Written),
            _ => thing,
        }
    }

    /// A record wherever it is, from what was known of it.
    pub fn follow(&self, known: Option<Followed>, written: &Written) -> Option<Followed> {
        let known = known.and_then(|known| known.on(self.session()));
        known.or_else(|| Followed::of(self.session(), written))
    }

    pub fn sheet_of(&self, followed: &Followed) -> Option<RecordSheet> {
        followed.sheet(self.session().world())
    }

    /// The newest of the first `until` events that concern a thing.
    pub fn concerning(&self, thing: &Thing, until: usize, reach: usize, most: usize) -> Vec<usize> {
        let concerns = |index: &usize| {
            self.event(*index)
                .is_some_and(|event| view::concerns(&event.fact, thing))
        };
        let indices = (until.saturating_sub(reach)..until).rev();
        indices.filter(concerns).take(most).collect()
    }

    /// A consumer as it is when a wish is made.
    pub fn before(&self, consumer: &Text) -> Before {
        view::before(self.session().world(), consumer)
    }

    pub fn is_alive(&self, consumer: &Text) -> bool {
        let consumer = self.session().world().consumer(consumer);
        consumer.is_some_and(|consumer| consumer.is_alive())
    }

    /// Whether only the consumer itself can die exactly before its commit: it commits by itself, and has not just
    /// processed something.
    pub fn commits_by_itself(&self, consumer: &Text, before: &Before) -> bool {
        let world = self.session().world();
        let now = view::reached(world, consumer, Point::BeforeCommit, before);
        view::commits_by_itself(world, consumer) && !now
    }

    /// Runs no further than to the moment of a wish. Says whether it has come.
    pub fn run_to(&mut self, ms: u64, wish: &Wish) -> bool {
        self.history.session_mut().run_to(ms, |world| match wish.given {
            true => !world
                .consumer(&wish.consumer)
                .is_some_and(|consumer| consumer.is_alive()),
            false => view::reached(world, &wish.consumer, wish.point, &wish.before),
        })
    }

    /// What a reset would do now; no line for what is no good reset.
    pub fn reset_plan(&self, command: &Value) -> Vec<Planned> {
        match Command::from_json(&command.to_string()) {
            Ok(Command::ResetOffsets(reset)) => view::reset_plan(self.session(), &reset),
            _ => Vec::new(),
        }
    }

    /// The keys in the fullest partition of each topic.
    pub fn fullest_keys(&self) -> Vec<(Text, u32, Keys)> {
        let stage = self.stage(&StageRequest::default());
        let fullest = stage.topics.iter().filter_map(|topic| {
            let full = topic
                .staves
                .iter()
                .rev()
                .max_by_key(|stave| stave.log_end_offset - stave.log_start_offset)?;
            Some((topic.name.clone(), full.partition))
        });
        fullest
            .map(|(topic, partition)| {
                let keys = view::curves::keys(self.session(), &topic, partition);
                (topic, partition, keys)
            })
            .collect()
    }

    /// The result of a run, section 4 of the contract.
    pub fn report(&self, wanted: Wanted) -> Value {
        serde_json::to_value(view::report(self.session(), wanted)).unwrap_or_default()
    }

    /// What the timeline shows, the future included.
    pub fn ticks(&self) -> &Ticks {
        &self.ticks
    }

    /// How many events were told until now.
    pub fn told(&self) -> usize {
        self.session().world().story().told() as usize
    }

    /// One of the newest events; `None` for the others.
    pub fn event(&self, index: usize) -> Option<&Event> {
        self.session().world().story().get(index as u64)
    }

    /// Any events up to now; where they are old, the session is played again.
    pub fn events(&self, events: std::ops::Range<usize>) -> Vec<Event> {
        self.session().events(events.start as u64..events.end as u64)
    }

    /// Any events as plain data; where they are old, the session is played again.
    pub fn event_values(&self, events: std::ops::Range<usize>) -> Vec<Value> {
        self.events(events).iter().map(plain).collect()
    }

    /// The refusals since a moment.
    pub fn refusals(&self, since_ms: u64) -> Vec<Value> {
        let newest = self.session().world().story().newest();
        let since = newest.partition_point(|event| event.at < since_ms);
        let refused = |event: &&Event| matches!(event.fact, Fact::CommandRefused { .. });
        newest.range(since..).filter(refused).map(plain).collect()
    }
}

/// An event as plain data.
pub fn plain(event: &Event) -> Value {
    serde_json::to_value(event).unwrap_or_default()
}
