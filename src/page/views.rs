//! How the reader looks at the session: topics or brokers, compact or folded, one key among all.
//!
//! Page state, remembered by the browser and never part of the session. Absent on purpose: the drawing of any of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::core::Core;
use super::draw::Look;
use super::storage;
use crate::view::stage::{Stage, StageRequest, Text, Trace};

/// Topics of more partitions are compact unless the reader chose otherwise.
const MANY: usize = 8;
/// So many keys are offered.
const KEYS: usize = 100;
const STORED: &str = "partitura.views";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Views {
    /// Partitions by broker rather than by topic.
    pub cluster: bool,
    compact: BTreeMap<String, bool>,
    folded: BTreeSet<String>,
    /// The key that is looked for; empty for none.
    pub key: String,
    pub only_key: bool,
    /// `__consumer_offsets` is shown below the topics.
    pub internal: bool,
    /// Keys to choose from.
    #[serde(skip)]
    pub known: Vec<String>,
    #[serde(skip)]
    layout: u32,
    /// The session that the key was chosen in.
    #[serde(skip)]
    opened: Option<u64>,
}

/// A choice of the reader.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    Cluster(bool),
    Compact(String, bool),
    Fold(String, bool),
    Key(String),
    OnlyKey(bool),
    Internal(bool),
    /// The reader is about to choose a key.
    Keys,
    /// All staves of a topic follow their ends again.
    Follow(String),
}

/// Where the records of the key are that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    pub key: Text,
    pub places: Vec<(Text, u32, Trace)>,
}

impl Views {
    /// What the browser remembers.
    pub fn remembered() -> Views {
        let stored = storage::read_json(STORED);
        stored
            .and_then(|stored| serde_json::from_value(stored).ok())
            .unwrap_or_default()
    }

    pub fn choose(&mut self, choice: Choice, stage: &Stage, request: &mut StageRequest) {
        match choice {
            Choice::Cluster(on) => self.cluster = on,
            Choice::Compact(topic, on) => drop(self.compact.insert(topic, on)),
            Choice::Fold(topic, true) => drop(self.folded.insert(topic)),
            Choice::Fold(topic, false) => drop(self.folded.remove(&topic)),
            Choice::Key(key) => {
                self.only_key &= !key.is_empty();
                self.key = key;
            }
            Choice::OnlyKey(on) => self.only_key = on,
            Choice::Internal(on) => self.internal = on,
            Choice::Keys => return self.learn(stage),
            Choice::Follow(topic) => request.first_visible.retain(|moved| *moved.0 != *topic),
        }
        self.layout += 1;
        if let Ok(text) = serde_json::to_string(self) {
            // A browser that does not remember it shows the same page all the same.
            storage::write(STORED, &text);
        }
    }

    /// Tells the view and the drawing what was chosen.
    pub fn guide(&mut self, core: &Core, request: &mut StageRequest, look: &mut Look) {
        if self.opened.is_some_and(|opened| opened != core.opened) {
            // The keys of one session mean nothing in another.
            (self.key, self.only_key) = (String::new(), false);
            self.known.clear();
            self.layout += 1;
        }
        self.opened = Some(core.opened);
        if request.key.as_deref().unwrap_or_default() != self.key {
            request.key = Some(Text::from(&*self.key)).filter(|key| !key.is_empty());
        }
        request.only_key = self.only_key;
        request.internal = self.internal;
        look.key.clone_from(&request.key);
        (look.only_key, look.layout) = (self.only_key, self.layout);
    }

    pub fn compact(&self, topic: &str, partitions: usize) -> bool {
        self.compact.get(topic).copied().unwrap_or(partitions > MANY)
    }

    pub fn folded(&self, topic: &str) -> bool {
        self.folded.contains(topic)
    }

    /// The keys on the screen, beside those that were seen before.
    fn learn(&mut self, stage: &Stage) {
        let staves = stage.topics.iter().flat_map(|topic| &topic.staves);
        let keys = staves
            .flat_map(|stave| &stave.cells)
            .filter_map(|cell| cell.key.as_ref());
        let mut known: BTreeSet<String> = self.known.drain(..).collect();
        known.extend(keys.map(ToString::to_string));
        self.known = known.into_iter().take(KEYS).collect();
    }
}

impl Traced {
    pub fn of(stage: &Stage, key: Option<&Text>) -> Option<Traced> {
        let staves = stage.topics.iter().flat_map(|topic| &topic.staves);
        let place = |stave: &crate::view::stage::Stave| {
            let trace = stave.trace.clone()?;
            Some((stave.topic.clone(), stave.partition, trace))
        };
        Some(Traced {
            key: key?.clone(),
            places: staves.filter_map(place).collect(),
        })
    }

    /// Where there are any.
    pub fn found(&self) -> impl Iterator<Item = &(Text, u32, Trace)> {
        self.places.iter().filter(|(_, _, trace)| trace.count > 0)
    }

    pub fn count(&self) -> u32 {
        self.places.iter().map(|(_, _, trace)| trace.count).sum()
    }

    /// Some log was not searched to its beginning.
    pub fn bounded(&self) -> bool {
        self.places.iter().any(|(_, _, trace)| trace.bounded_at.is_some())
    }

    pub fn is_in(&self, topic: &str, partition: u32) -> bool {
        self.found().any(|place| *place.0 == *topic && place.1 == partition)
    }

    pub fn has(&self, topic: &str, partition: u32, offset: i64) -> bool {
        let own = |place: &&(Text, u32, Trace)| *place.0 == *topic && place.1 == partition;
        self.found()
            .find(own)
            .is_some_and(|place| place.2.offsets.contains(&offset))
    }
}
