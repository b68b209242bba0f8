//! What must be true after every step: each promise by its name.
//!
//! `tests/properties.rs` checks them after every step of thousands of random scenarios. A world does not check itself,
//! not even in debug builds: looking at every replica, group and producer costs more than the step that it would
//! follow, and the page's own tests run on debug builds that a person has to wait for.

mod numbered;
mod quorum;
mod transactions;

use std::collections::BTreeMap;

use crate::{
    kafka::ids::{BrokerId, Name, Offset, TopicPartition},
    node::{
        api::GroupState,
        consumer::Consumer,
        event::{Event, Fact, Rule},
    },
    world::World,
};

/// Remembers what the step before had, for promises that compare.
#[derive(Debug, Default)]
pub struct Invariants {
    /// By broker and partition: which topic of that name, and the high watermark.
    high_watermarks: BTreeMap<(BrokerId, TopicPartition), (u64, Offset)>,
    /// By partition and which topic of that name: the highest of its high watermarks so far. A new leader learns the high
    /// watermark late, and readers may be ahead of it.
    highest: BTreeMap<(TopicPartition, u64), Offset>,
    /// By group and protocol: an empty group that changes its protocol begins anew.
    generations: BTreeMap<(Name, &'static str), i32>,
    /// By group and partition: which topic of that name, and where it begins and ends.
    shares: BTreeMap<(Name, TopicPartition), (u64, Offset, Offset)>,
    numbered: numbered::Logs,
    transactions: transactions::Decisions,
    quorum: quorum::Quorum,
    /// Every record has the time of its sending.
    by_time: bool,
    /// Events that were looked at, and those of them that let a commit pass the end.
    told: u64,
    excuses: Vec<Event>,
    /// A disk was lost: what was on it alone is gone, and nothing is promised of that.
    disk_lost: bool,
}

impl Invariants {
    /// `by_time`: no record was given another time than that of its sending, so that times tell the order.
    pub fn new(by_time: bool) -> Self {
        Invariants {
            by_time,
            ..Invariants::default()
        }
    }

    /// The first broken promise, as a sentence.
    pub fn check(&mut self, world: &World) -> Result<(), String> {
        self.look_for_excuses(world);
        offsets_have_no_gaps(world)?;
        every_record_is_accounted_for(world)?;
        self.quorum.check(world)?;
        if self.disk_lost {
            return Ok(());
        }
        self.watermarks_never_move_back(world)?;
        self.generations_never_move_back(world)?;
        self.numbered.check(world, self.by_time)?;
        self.transactions.check(world)?;
        one_owner_per_partition(world)?;
        self.shares_never_move_back(world)?;
        records_are_shared_within_limits(world)?;
        self.committed_never_passes_the_end(world)?;
        self.deliveries_never_pass_the_watermark(world)
    }

    fn look_for_excuses(&mut self, world: &World) {
        let story = world.story();
        for event in story.events(self.told..story.told()) {
            self.disk_lost |= matches!(event.fact, Fact::DiskLost { .. });
            self.excuses.extend(is_excuse(event).then(|| event.clone()));
        }
        self.told = story.told();
    }

    fn watermarks_never_move_back(&mut self, world: &World) -> Result<(), String> {
        // A replica that moved away and comes back begins anew.
        let is_there = |broker: BrokerId, tp: &TopicPartition| world.broker(broker)?.replica(tp);
        self.high_watermarks
            .retain(|(broker, tp), _| is_there(*broker, tp).is_some());
        for broker in world.brokers() {
            for (tp, replica) in broker.replicas() {
                let (topic, now) = (replica.topic_id, replica.high_watermark());
                let highest = self.highest.entry((tp.clone(), topic)).or_insert(now);
                *highest = now.max(*highest);
                let key = (broker.id, tp.clone());
                if let Some((before_topic, before)) = self.high_watermarks.insert(key, (topic, now))
                    && before_topic == topic
                    && now < before
                {
                    return Err(format!(
                        "the high watermark of {tp} on broker {} moved back from {before} to {now}",
                        broker.id.0
                    ));
                }
            }
        }
        Ok(())
    }

    fn generations_never_move_back(&mut self, world: &World) -> Result<(), String> {
        let mut seen = BTreeMap::new();
        for (_, name, group) in world.groups() {
            if self
                .generations
                .get(&(name.clone(), group.protocol()))
                .is_some_and(|before| group.epoch() < *before)
            {
                return Err(format!("the generation of {name} moved back to {}", group.epoch()));
            }
            seen.insert((name.clone(), group.protocol()), group.epoch());
        }
        self.generations = seen;
        Ok(())
    }

    fn shares_never_move_back(&mut self, world: &World) -> Result<(), String> {
        let mut seen = BTreeMap::new();
        for broker in world.brokers() {
            for (group, tp, state) in broker.shares.iter() {
                let topic = broker.replica(tp).map_or(0, |replica| replica.topic_id);
                let (start, end) = (state.start_offset(), state.end_offset());
                let before = self.shares.get(&(group.clone(), tp.clone()));
                if before.is_some_and(|(of, s, e)| *of == topic && (start < *s || end < *e)) {
                    return Err(format!("{group} moved back in {tp}: to {start}, {end}"));
                }
                seen.insert((group.clone(), tp.clone()), (topic, start, end));
            }
        }
        self.shares = seen;
        Ok(())
    }

    fn committed_never_passes_the_end(&self, world: &World) -> Result<(), String> {
        for (_, name, group) in world.groups() {
            for (tp, committed) in &group.offsets {
                let end = world.leader_replica(tp).map(|replica| replica.log.log_end_offset());
                if end.is_some_and(|end| end < committed.offset) && !self.was_sought(tp, committed.offset) {
                    return Err(format!("{name} committed {} of {tp}, beyond its end", committed.offset));
                }
            }
        }
        Ok(())
    }

    fn deliveries_never_pass_the_watermark(&self, world: &World) -> Result<(), String> {
        for consumer in world.consumers() {
            let Some(delivery) = consumer.deliveries.last() else {
                continue;
            };
            if delivery.processed_to < delivery.first || delivery.end < delivery.processed_to {
                return Err(format!("{} processed outside what it was given", consumer.spec.name));
            }
            let Some(replica) = world.leader_replica(&delivery.partition) else {
                continue;
            };
            let same_log = replica
                .log
                .batch_at(delivery.first)
                .is_some_and(|b| b.records == delivery.batch.records);
            let highest = self.highest.get(&(delivery.partition.clone(), replica.topic_id));
            if same_log && highest.is_none_or(|highest| *highest < delivery.end) {
                return Err(format!(
                    "{} was given records beyond the high watermark",
                    consumer.spec.name
                ));
            }
        }
        Ok(())
    }

    /// A person may commit or seek to any number; Kafka does not object.
    fn was_sought(&self, tp: &TopicPartition, offset: Offset) -> bool {
        self.excuses.iter().any(|event| match &event.fact {
            Fact::TopicDeleted { topic } => *topic == tp.topic,
            Fact::OffsetCommitted { offset: o, .. } => *o == offset.0,
            Fact::PositionSet { offset: o, .. } => offset.0 <= *o,
            _ => false,
        })
    }
}

fn is_excuse(event: &Event) -> bool {
    matches!(
        (&event.fact, &event.why.rule),
        (Fact::TopicDeleted { .. }, _)
            | (Fact::OffsetCommitted { .. }, Rule::CommitAsked)
            | (Fact::PositionSet { .. }, Rule::Sought { .. })
    )
}

fn offsets_have_no_gaps(world: &World) -> Result<(), String> {
    for broker in world.brokers() {
        for (tp, replica) in broker.replicas() {
            let last = replica.log.log_end_offset() + -1;
            let expected = replica
                .log
                .batch_at(last)
                .map_or(replica.log.log_start_offset(), |b| b.next_offset());
            if expected != replica.log.log_end_offset() {
                return Err(format!(
                    "the log of {tp} ends at {expected}, not at {}",
                    replica.log.log_end_offset()
                ));
            }
        }
    }
    Ok(())
}

fn one_owner_per_partition(world: &World) -> Result<(), String> {
    for (_, name, group) in world.groups().filter(|(_, _, group)| group.protocol() != "share") {
        // In the classic protocol members hear of a rebalance one by one.
        let always = group.protocol() == "consumer";
        let mut owners: BTreeMap<&TopicPartition, &Name> = BTreeMap::new();
        for (_, member) in group
            .members()
            .filter(|_| always || group.state() == GroupState::Stable)
        {
            for tp in member.assignment {
                if let Some(other) = owners.insert(tp, member.client_id) {
                    return Err(format!(
                        "{tp} belongs to both {other} and {} in {name}",
                        member.client_id
                    ));
                }
            }
        }
        // Who was expelled may not know it yet, and reads on; its commits are refused.
        let is_member = |consumer: &&Consumer| {
            consumer.spec.group.as_ref() == Some(name) && group.member(&consumer.member_id).is_some()
        };
        let mut readers: BTreeMap<&TopicPartition, &Name> = BTreeMap::new();
        for consumer in world.consumers().filter(is_member) {
            for tp in consumer.partitions.keys() {
                if let Some(other) = readers.insert(tp, &consumer.spec.name) {
                    return Err(format!("{other} and {} both read {tp} in {name}", consumer.spec.name));
                }
            }
        }
    }
    Ok(())
}

/// No record is delivered more often than is allowed, no more are in flight, and none that the log does not have.
fn records_are_shared_within_limits(world: &World) -> Result<(), String> {
    for broker in world.brokers() {
        let limit = |name| broker.image.config.i64(name);
        let deliveries = limit("group.share.delivery.count.limit");
        for (group, tp, state) in broker.shares.iter() {
            let often = state
                .in_flight()
                .find(|(_, record)| deliveries < i64::from(record.delivery_count));
            if let Some((offset, record)) = often {
                return Err(format!(
                    "{group} was given {tp} {offset} {} times",
                    record.delivery_count
                ));
            }
            let in_flight = state.end_offset() - state.start_offset();
            if limit("group.share.partition.max.record.locks") < in_flight {
                return Err(format!("{group} has {in_flight} records of {tp} in flight"));
            }
            let end = broker.replica(tp).map(|replica| replica.high_watermark());
            if end.is_some_and(|end| end < state.end_offset()) {
                return Err(format!("{group} was given records of {tp} beyond the high watermark"));
            }
        }
    }
    Ok(())
}

fn every_record_is_accounted_for(world: &World) -> Result<(), String> {
    for producer in world.producers() {
        let counts = producer.counts;
        let open = producer.accumulated() + producer.unanswered();
        if counts.sent != counts.acked + counts.failed + producer.lost + open {
            return Err(format!(
                "{} lost count of its records: {counts:?}, {open} open",
                producer.spec.name
            ));
        }
    }
    Ok(())
}
