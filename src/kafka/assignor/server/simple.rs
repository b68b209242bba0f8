//! `SimpleAssignor`: each member of a share group gets all partitions of its topics.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Member;
use crate::kafka::ids::{Name, PartitionSet, TopicPartition};

pub(super) fn assign(members: &[Member], topics: &BTreeMap<Name, u32>) -> Vec<Arc<PartitionSet>> {
    // Members with the same subscription share one set: a large group would else fill the memory with copies.
    let mut known: BTreeMap<&BTreeSet<Name>, Arc<PartitionSet>> = BTreeMap::new();
    let subscriptions = members.iter().map(|member| &member.topics);
    subscriptions
        .map(|names| {
            known
                .entry(names)
                .or_insert_with(|| Arc::new(all(names, topics)))
                .clone()
        })
        .collect()
}

fn all(names: &BTreeSet<Name>, topics: &BTreeMap<Name, u32>) -> PartitionSet {
    let existing = names.iter().filter_map(|name| topics.get_key_value(name));
    existing
        .flat_map(|(name, &count)| (0..count).map(|partition| TopicPartition::new(name, partition)))
        .collect()
}
