//! What share groups have of a partition, for everything that shows it: how far they are, and each record in flight.

use std::{collections::BTreeMap, ops::Range};

use serde::Serialize;

use crate::{
    kafka::{
        ids::{Name, Offset, TopicPartition},
        share_partition::{InFlight, RecordState, SharePartition},
    },
    node::broker::Broker,
    view::stage::{ShareMarks, Text},
    world::World,
};

/// One record that a share group has in flight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShareRecord {
    pub offset: i64,
    /// `available`, `acquired`, `acknowledged`, `archived`.
    pub state: &'static str,
    /// Who has it, where somebody does.
    pub consumer: Option<Text>,
    /// Until when, in virtual milliseconds.
    pub until_ms: Option<u64>,
    pub delivery_count: u32,
}

/// Every share group that reads a partition, with the broker that knows.
pub fn of_partition<'a>(
    world: &'a World,
    tp: &'a TopicPartition,
) -> impl Iterator<Item = (&'a Broker, &'a Name, &'a SharePartition)> {
    let of_broker = |broker: &'a Broker| {
        broker
            .shares
            .iter()
            .map(move |(group, at, state)| (broker, group, at, state))
    };
    let all = world.brokers().flat_map(of_broker);
    all.filter(move |(_, _, at, _)| *at == tp)
        .map(|(broker, group, _, state)| (broker, group, state))
}

/// Every partition of a share group, in order.
pub fn of_group<'a>(world: &'a World, group: &'a Name) -> Vec<(&'a Broker, &'a TopicPartition, &'a SharePartition)> {
    let of_broker = |broker: &'a Broker| {
        broker
            .shares
            .iter()
            .map(move |(name, tp, state)| (broker, name, tp, state))
    };
    let all = world
        .brokers()
        .flat_map(of_broker)
        .filter(|(_, name, _, _)| *name == group);
    let mut all: Vec<_> = all.map(|(broker, _, tp, state)| (broker, tp, state)).collect();
    all.sort_by_key(|(_, tp, _)| *tp);
    all
}

/// A record in flight in the screen's words.
pub fn record(broker: &Broker, offset: Offset, record: &InFlight) -> ShareRecord {
    let (state, holder, until_ms) = match &record.state {
        RecordState::Available => ("available", None, None),
        RecordState::Acquired { member, until_ms } => ("acquired", Some(member), Some(*until_ms)),
        RecordState::Acknowledged => ("acknowledged", None, None),
        RecordState::Archived => ("archived", None, None),
    };
    ShareRecord {
        offset: offset.0,
        state,
        consumer: holder.map(|member| broker.shares.client_of(member).unwrap_or(member).clone()),
        until_ms,
        delivery_count: record.delivery_count,
    }
}

/// Records that are neither accepted nor archived (`kafka-share-groups --describe`, KIP-1226).
pub fn lag(world: &World, tp: &TopicPartition, state: &SharePartition) -> i64 {
    let done = |record: &InFlight| matches!(record.state, RecordState::Acknowledged | RecordState::Archived);
    let end = world.shown_replica(tp).map_or(0, |replica| replica.high_watermark().0);
    let done = state.in_flight().filter(|(_, record)| done(record)).count() as i64;
    (end - state.start_offset().0 - done).max(0)
}

/// How far each share group is in a partition, with what is seen of its records in flight.
pub(super) fn marks(
    world: &World,
    tp: &TopicPartition,
    order: &BTreeMap<Name, u32>,
    seen: Range<i64>,
) -> Vec<ShareMarks> {
    let marks = |(broker, group, state): (&Broker, &Name, &SharePartition)| ShareMarks {
        group: group.clone(),
        group_index: order.get(group).copied().unwrap_or_default(),
        start_offset: state.start_offset().0,
        end_offset: state.end_offset().0,
        records: state
            .in_flight()
            .filter(|(offset, _)| seen.contains(&offset.0))
            .map(|(offset, record)| self::record(broker, offset, record))
            .collect(),
    };
    of_partition(world, tp).map(marks).collect()
}
