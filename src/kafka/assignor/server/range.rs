//! The coordinator's `RangeAssignor`: each topic for itself is cut into ranges, one per subscriber, static members first.
//! What members had does not matter. Without racks it gives what the client-side assignor of that name gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Member, subscribers};
use crate::kafka::{
    assignor::{by_instance_then_id, range::ranges},
    ids::{Name, PartitionSet, TopicPartition},
};

pub(super) fn assign(members: &[Member], topics: &BTreeMap<Name, u32>) -> Vec<Arc<PartitionSet>> {
    let mut sorted: Vec<_> = members.iter().enumerate().collect();
    sorted.sort_by(|(_, a), (_, b)| by_instance_then_id(a.ids(), b.ids()));
    let mut shares = vec![PartitionSet::new(); members.len()];
    for ((topic, &partitions), subscribers) in topics.iter().zip(subscribers(sorted.into_iter(), topics)) {
        // Behind the first who gets none, nobody gets any.
        let ranges = ranges(partitions, subscribers.len() as u32).take_while(|range| !range.is_empty());
        for (member, range) in subscribers.into_iter().zip(ranges) {
            shares[member].extend(range.map(|partition| TopicPartition::new(topic, partition)));
        }
    }
    shares.into_iter().map(Arc::new).collect()
}
