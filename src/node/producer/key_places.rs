//! Where the keys of one topic have gone so far, to notice when one moves: its order is then no longer kept.
//!
//! Absent on purpose: keys beyond the first few hundred, so that a producer of a million keys stays as quick as it is.

use imbl::OrdMap;

use crate::{
    kafka::{
        ids::Name,
        partitioner::{Choice, KeyArithmetic, Rule as Placed},
        record::{NewRecord, Provenance},
    },
    node::{
        context::Cx,
        event::{Fact, Rule},
    },
};

/// So many keys are remembered for each topic.
const MOST: usize = 512;

/// By the hash of the key, which decides alone: among how many partitions it was placed, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeyPlaces(OrdMap<u32, (u32, u32)>);

/// A key that has gone elsewhere before.
pub(super) struct Moved {
    before: u32,
    from: u32,
    now: KeyArithmetic,
}

impl KeyPlaces {
    /// Remembers where a key goes; says so where it went elsewhere before.
    pub fn notice(&mut self, chosen: &Choice) -> Option<Moved> {
        let Placed::Key(now) = chosen.rule else { return None };
        let known = self.0.get(&now.hash).copied();
        if known.map_or(self.0.len() < MOST, |(before, _)| before != now.partitions) {
            self.0.insert(now.hash, (now.partitions, now.partition));
        }
        let (before, from) = known.filter(|(_, from)| *from != now.partition)?;
        Some(Moved { before, from, now })
    }
}

impl Moved {
    pub fn tell(&self, cx: &mut Cx, provenance: &Provenance, topic: &Name, record: &NewRecord) {
        let key = provenance.key_serializer.deserialize(record.key.unwrap_or_default());
        let (from, to) = (self.from, self.now.partition);
        let fact = Fact::KeyMoved {
            producer: provenance.producer.clone(),
            topic: topic.clone(),
            key: key.unwrap_or_default().into(),
            from,
            to,
        };
        let why = Rule::PartitionCount {
            algorithm: self.now.algorithm.name(),
            hash: self.now.hash,
            before: self.before,
            now: self.now.partitions,
            from,
            to,
        };
        cx.tell(fact, why.alone());
    }
}
