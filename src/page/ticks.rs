//! What the timeline knows of the story: a tick for each fact, and the facts that have a name there.

use super::nature::{Weight, nature};
use crate::node::event::Event;
use crate::view::thin::Thinned;

/// Two thousand places on the timeline can be told apart, in each of its colours.
const TICKS: u32 = 24_000;
/// Names that could never all be read.
const MARKS: u32 = 2_000;

pub struct Ticks {
    /// How many events were looked at.
    pub seen: u64,
    pub ticks: Thinned<()>,
    pub marks: Thinned<Event>,
}

impl Ticks {
    pub fn new() -> Ticks {
        Ticks {
            seen: 0,
            ticks: Thinned::new(TICKS),
            marks: Thinned::new(MARKS),
        }
    }

    /// Looks at the next event.
    pub fn see(&mut self, event: &Event) {
        self.seen += 1;
        let nature = nature(&event.fact);
        let last = self.ticks.spots().last();
        if last.is_none_or(|last| (last.at, last.class) != (event.at, nature.color)) {
            self.ticks.add(event.at, nature.color, ());
        }
        if nature.weight == Weight::Mark {
            self.marks.add(event.at, nature.color, event.clone());
        }
    }

    /// The story takes another course after this moment, until which so many events were told.
    pub fn end_at(&mut self, ms: u64, told: u64) {
        self.seen = told;
        self.ticks.end_at(ms);
        self.marks.end_at(ms);
    }
}
