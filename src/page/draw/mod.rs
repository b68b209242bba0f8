//! The drawing: staves with their notes, bands and flights over the page, the ruler of time.
//!
//! Each part owns the content of one element that the application gives it and is told what to show; it compares with
//! what it drew last and touches only what changed. Absent on purpose: the world, the clock and all sentences. What a
//! person does comes out as an [`Act`]; every word shown or spoken is asked of [`Words`].

mod anchors;
mod carry;
mod curve;
mod flags;
mod flight;
pub mod geometry;
mod hands;
mod heads;
mod keys;
mod notes;
mod overlay;
mod replicas;
mod ruler;
mod scroll;
mod scrolling;
mod sight;
mod sliders;
mod span;
mod stave;
mod staves;
mod svg;

use std::cell::RefCell;
use std::rc::Rc;

use crate::view::stage::{RecordId, Text};

pub(super) use svg::{document, svg_in};

pub use carry::{Cargo, Carry};
pub use overlay::Overlay;
pub use ruler::Ruler;
pub use staves::Staves;
pub use svg::zoom;

/// How things are to be shown.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Look {
    pub reduced_motion: bool,
    pub selected: Option<RecordId>,
    pub group_count: u32,
    /// Low staves, for many partitions.
    pub compact: bool,
    /// The key that is looked for: all others are dimmed.
    pub key: Option<Text>,
    /// Staves show the records of that key alone.
    pub only_key: bool,
    /// Counts the choices that move things on the page.
    pub layout: u32,
}

/// The whole of time, as the ruler shows it.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Timeline {
    pub now_ms: u64,
    pub end_ms: u64,
    /// When something happened, with its colour class (0 to 5), oldest first.
    pub ticks: Vec<(u64, u8)>,
    pub marks: Vec<Mark>,
}

/// A moment with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub at: u64,
    pub label: String,
    pub tone: Tone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Info,
    Warn,
    Bad,
    Group(u32),
}

/// What a person did to the drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Inspect(RecordId),
    SeekConsumer {
        consumer: Text,
        topic: Text,
        partition: u32,
        offset: i64,
    },
    /// A group's flag was dropped elsewhere.
    ResetGroup {
        group: Text,
        topic: Text,
        partition: u32,
        offset: i64,
    },
    /// Something was carried to a card and dropped there.
    Drop {
        what: Cargo,
        onto: Text,
    },
    /// `None`: follow the end.
    Scroll {
        topic: Text,
        partition: u32,
        first_visible: Option<i64>,
    },
    Travel {
        ms: u64,
    },
}

/// Gives the sentence of a Fluent id with these arguments.
type Say = dyn Fn(&str, &[(&str, String)]) -> String;

/// Asks for sentences in the reader's language.
#[derive(Clone)]
pub struct Words(pub Rc<Say>);

impl Words {
    fn say(&self, id: &str, arguments: &[(&str, String)]) -> String {
        (self.0)(id, arguments)
    }
}

/// How many cells a stave can show in a card whose content is this wide: what `cells_per_stave` should be.
pub fn cells_that_fit(container_width: f64) -> u32 {
    geometry::Metrics::of(container_width).notes()
}

thread_local! {
    /// One set of short names for the whole page: a key is called the same on its stave and in the air.
    static KEYS: RefCell<keys::KeyNames> = RefCell::default();
}

/// The short name of a key, as notes show it.
pub fn key_name(key: Option<&str>) -> String {
    KEYS.with_borrow_mut(|keys| keys.name(key))
}
