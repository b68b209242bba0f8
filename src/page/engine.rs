//! The seam to the session: all that the page asks of the core, in one place.
//!
//! Commands and documents cross it as the JSON of the contract, so that no panel depends on how the core types them.

use serde_json::Value;

use super::wish::Wish;
use crate::node::event::{Event, Fact};
use crate::scenario::fields::Caption;
use crate::scenario::{Command, Document, LinkError, Session, link};
use crate::view::report::Wanted;
use crate::view::{
    self, Before,
    stage::{Stage, StageRequest, Text},
    thing::{Point, Sheet, Thing},
};

/// Why a link could not be opened: the end of a message id (`link-…`), and the core's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkProblem {
    pub kind: &'static str,
    pub detail: String,
}

impl LinkProblem {
    fn of(error: &LinkError) -> LinkProblem {
        let (kind, detail) = match error {
            LinkError::NotALink => ("foreign", String::new()),
            LinkError::Newer => ("newer", String::new()),
            LinkError::Cut { .. } => ("cut", String::new()),
            LinkError::Damaged => ("damaged", String::new()),
            LinkError::TooLong { characters } => ("too-long", characters.to_string()),
            LinkError::Inflates => ("hostile", String::new()),
            LinkError::Document(error) => ("refused", error.to_string()),
        };
        LinkProblem { kind, detail }
    }
}

pub struct Engine {
    session: Session,
}

impl Engine {
    /// Opens a document of the contract, at its beginning.
    pub fn open(json: &str) -> Result<Engine, String> {
        let document = Document::from_json(json).map_err(|error| error.to_string())?;
        let session = Session::new(document).map_err(|error| error.to_string())?;
        Ok(Engine { session })
    }

    /// Opens the payload of a link.
    pub fn from_link(payload: &str) -> Result<Engine, LinkProblem> {
        let session = link::decode(payload).and_then(|document| Session::new(document).map_err(LinkError::Document));
        session
            .map(|session| Engine { session })
            .map_err(|error| LinkProblem::of(&error))
    }

    /// The session as the payload of a link.
    pub fn link(&self) -> Result<String, LinkProblem> {
        link::encode(self.session.document()).map_err(|error| LinkProblem::of(&error))
    }

    pub fn document_json(&self) -> String {
        self.session.document().to_json()
    }

    /// The document as plain data.
    pub fn document(&self) -> Value {
        serde_json::to_value(self.session.document()).unwrap_or_default()
    }

    pub fn set_title(&mut self, title: &str) {
        let title = Some(title.trim()).filter(|title| !title.is_empty());
        self.session
            .set_title(title.map(|title| Caption::One(title.to_owned())));
    }

    /// Applies a command at the present moment.
    pub fn command(&mut self, command: Value) -> Result<(), String> {
        let command: Command = serde_json::from_value(command).map_err(|error| error.to_string())?;
        self.session.command(command).map_err(|error| error.to_string())
    }

    pub fn now_ms(&self) -> u64 {
        self.session.now_ms()
    }

    pub fn end_ms(&self) -> u64 {
        self.session.end_ms()
    }

    pub fn run(&mut self, ms: u64) {
        self.session.run(ms);
    }

    pub fn seek(&mut self, ms: u64) {
        self.session.seek(ms);
    }

    /// On to the next event.
    pub fn step(&mut self) {
        self.session.step();
    }

    /// Back to the event before this moment; to the start where there is none.
    pub fn step_back(&mut self) {
        self.seek(self.session.previous_event_ms());
    }

    pub fn stage(&self, request: &StageRequest) -> Stage {
        view::stage(&self.session, request)
    }

    pub fn sheet(&self, thing: &Thing) -> Option<Sheet> {
        view::sheet(&self.session, thing)
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
        view::before(self.session.world(), consumer)
    }

    pub fn is_alive(&self, consumer: &Text) -> bool {
        let consumer = self.session.world().consumer(consumer);
        consumer.is_some_and(|consumer| consumer.is_alive())
    }

    /// Whether only the consumer itself can die exactly before its commit: it commits by itself, and has not just
    /// processed something.
    pub fn commits_by_itself(&self, consumer: &Text, before: &Before) -> bool {
        let world = self.session.world();
        let now = view::reached(world, consumer, Point::BeforeCommit, before);
        view::commits_by_itself(world, consumer) && !now
    }

    /// Runs no further than to the moment of a wish. Says whether it has come.
    pub fn run_to(&mut self, ms: u64, wish: &Wish) -> bool {
        self.session.run_to(ms, |world| match wish.given {
            true => !world
                .consumer(&wish.consumer)
                .is_some_and(|consumer| consumer.is_alive()),
            false => view::reached(world, &wish.consumer, wish.point, &wish.before),
        })
    }

    /// The result of a run, section 4 of the contract.
    pub fn report(&self, records: bool, events: bool) -> Value {
        serde_json::to_value(view::report(&self.session, Wanted { records, events })).unwrap_or_default()
    }

    /// How many events are told, the future included.
    pub fn event_count(&self) -> usize {
        self.session.told().len()
    }

    /// How many events were told before a moment.
    pub fn told_before(&self, ms: u64) -> usize {
        let told = self.session.told();
        let (mut low, mut high) = (0, told.len());
        while low < high {
            let middle = low.midpoint(high);
            if told.get(middle).is_some_and(|event| event.at < ms) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        low
    }

    pub fn event(&self, index: usize) -> Option<&Event> {
        self.session.told().get(index)
    }

    /// An event as plain data.
    pub fn event_value(&self, index: usize) -> Value {
        self.event(index)
            .and_then(|event| serde_json::to_value(event).ok())
            .unwrap_or_default()
    }

    /// The refusals among some events.
    pub fn refusals(&self, events: std::ops::Range<usize>) -> Vec<Value> {
        let refused = |index: &usize| {
            matches!(
                self.event(*index).map(|event| &event.fact),
                Some(Fact::CommandRefused { .. })
            )
        };
        events.filter(refused).map(|index| self.event_value(index)).collect()
    }
}
