//! Whether order is kept: that of sending within a partition, and that of offsets for who reads.
//!
//! Every value is the number of its record among all that its producer was given (`{n}`).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use partitura::{
    kafka::{
        ids::{Name, Offset, TopicPartition},
        record::{Numbered, RecordBatch, Records},
    },
    node::{
        event::{Event, Fact},
        producer::Producer,
    },
    world::World,
};

/// How far everything was looked at.
#[derive(Default)]
pub struct Order {
    /// The number of the record that a producer learned to be written last.
    acknowledged: BTreeMap<(Name, TopicPartition), u64>,
    /// Where each reader is.
    delivered: BTreeMap<(Name, TopicPartition), Offset>,
    /// How many deliveries of each reader were looked at.
    looked_at: BTreeMap<Name, u64>,
}

impl Order {
    /// With one request in flight what was sent first is acknowledged first, with or without numbers: a retry goes before
    /// what came after it.
    pub fn acknowledged(&mut self, world: &World, batch: &RecordBatch, tp: &TopicPartition) -> Result<(), String> {
        let name = &batch.records.provenance.producer;
        let mut producers = world.producers().filter(|producer| producer.spec.name == *name);
        let (Some(now), true) = (number(&batch.records), producers.any(has_one_in_flight)) else {
            return Ok(());
        };
        match self.acknowledged.insert((name.clone(), tp.clone()), now) {
            Some(before) if now < before => Err(format!("{name} sent {now} to {tp} after {before}")),
            _ => Ok(()),
        }
    }

    /// From one position that is set to the next a reader gets the records of a partition in the order of their offsets.
    pub fn deliveries(&mut self, world: &World, new: &[Event]) -> Result<(), String> {
        let set = |event: &Event| match &event.fact {
            Fact::PositionSet {
                consumer,
                topic,
                partition,
                ..
            } => Some((consumer.clone(), TopicPartition::new(topic, *partition))),
            _ => None,
        };
        let set: Vec<_> = new.iter().filter_map(set).collect();
        self.delivered.retain(|place, _| !set.contains(place));
        for consumer in world.consumers() {
            let name = &consumer.spec.name;
            let looked_at = self.looked_at.entry(name.clone()).or_default();
            for delivery in consumer.deliveries.iter().skip(*looked_at as usize) {
                let place = (name.clone(), delivery.partition.clone());
                let before = self.delivered.insert(place, delivery.end);
                if before.is_some_and(|before| delivery.first < before) {
                    let (first, tp) = (delivery.first, &delivery.partition);
                    return Err(format!("{name} was given {first} of {tp} after {before:?}"));
                }
            }
            *looked_at = consumer.deliveries.len() as u64;
        }
        self.delivered.retain(|place, _| !set.contains(place));
        Ok(())
    }
}

/// What an idempotent producer sends lies in every log in the order of sending; a batch that is there twice counts where
/// it is first. Nothing is promised where the first that a leader heard of a producer was not the first that was sent: it
/// takes any number then (`ProducerAppendInfo.checkSequence`). TCP loses nothing on the way, but here messages are lost.
pub fn logs_have_it(world: &World) -> Result<(), String> {
    let numbering = world.producers().filter(|producer| producer.is_idempotent());
    let numbering: BTreeSet<&Name> = numbering.map(|producer| &producer.spec.name).collect();
    for (tp, replica) in world.brokers().flat_map(|broker| broker.replicas()) {
        let mut last: BTreeMap<&Name, (u64, Vec<&Arc<Records>>)> = BTreeMap::new();
        let mut late = BTreeSet::new();
        for batch in replica.log.batches_from(Offset(0)) {
            let name = &batch.records.provenance.producer;
            let (Some(now), true) = (number(&batch.records), numbering.contains(name)) else {
                continue;
            };
            let is_first = |number: Numbered| number.base_sequence == 0;
            if !last.contains_key(name) && !batch.numbered.is_some_and(is_first) {
                late.insert(name);
            }
            let (before, seen) = last.entry(name).or_default();
            if seen.iter().any(|seen| Arc::ptr_eq(seen, &batch.records)) {
                continue;
            }
            if now < *before && !late.contains(name) {
                return Err(format!("{tp} has {now} of {name} after {before}"));
            }
            *before = now;
            seen.push(&batch.records);
        }
    }
    Ok(())
}

fn has_one_in_flight(producer: &Producer) -> bool {
    producer.spec.config.i64("max.in.flight.requests.per.connection") == 1
}

/// The number of the first record; none where a coordinator writes for a producer.
fn number(records: &Records) -> Option<u64> {
    let first = records.iter().next()?;
    std::str::from_utf8(first.value?).ok()?.parse().ok()
}
