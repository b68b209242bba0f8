//! Which records each group has processed, how often, and how far it has committed.

use std::collections::BTreeMap;

use super::Place;
use crate::{kafka::ids::Name, view::stage::Text, world::World};

/// What the groups of a world have read. A consumer without a group counts as a group of its own.
#[derive(Default)]
pub(super) struct Readings {
    groups: BTreeMap<Text, Reading>,
}

/// By topic and partition: the parts of the log that were processed, and the committed offset.
#[derive(Default)]
struct Reading {
    processed: BTreeMap<(Name, u32), Vec<(i64, i64)>>,
    committed: BTreeMap<(Name, u32), i64>,
}

/// What a group did with one record.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct State {
    /// It processed it more than once.
    pub twice: bool,
    /// It committed past it and has not processed it.
    pub passed: bool,
}

impl Readings {
    pub fn of(world: &World) -> Readings {
        let mut readings = Readings::default();
        for consumer in world.consumers() {
            let group = consumer.spec.group.as_ref().unwrap_or(&consumer.spec.name);
            let reading = readings.groups.entry(group.clone()).or_default();
            for delivery in &consumer.deliveries {
                let place = (delivery.partition.topic.clone(), delivery.partition.partition);
                let part = (delivery.first.0, delivery.processed_to.0);
                reading.processed.entry(place).or_default().push(part);
            }
        }
        for (_, name, group) in world.groups() {
            let reading = readings.groups.entry(name.clone()).or_default();
            for (partition, committed) in &group.offsets {
                let place = (partition.topic.clone(), partition.partition);
                reading.committed.insert(place, committed.offset.0);
            }
        }
        readings
    }

    pub fn groups(&self) -> impl Iterator<Item = &Text> {
        self.groups.keys()
    }

    pub fn state(&self, group: &Text, topic: &Name, (partition, offset): Place) -> State {
        let Some(reading) = self.groups.get(group) else {
            return State::default();
        };
        let place = (topic.clone(), partition);
        let parts = reading.processed.get(&place).map_or(&[][..], Vec::as_slice);
        let times = parts
            .iter()
            .filter(|(first, end)| (*first..*end).contains(&offset))
            .count();
        let committed = reading.committed.get(&place);
        State {
            twice: 1 < times,
            passed: times == 0 && committed.is_some_and(|committed| offset < *committed),
        }
    }
}
