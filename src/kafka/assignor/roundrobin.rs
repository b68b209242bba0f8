//! `RoundRobinAssignor`: all partitions of all subscribed topics, in order, are dealt out like cards; who is not
//! subscribed to a topic is passed over.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Assignment, Member, by_instance_then_id, in_java_order};

pub(super) fn assign(topics: &BTreeMap<Arc<str>, u32>, members: &[Member]) -> Assignment {
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by(|a, b| by_instance_then_id(a.ids(), b.ids()));
    let mut shares: Vec<Vec<_>> = vec![Vec::new(); sorted.len()];
    let mut turn = 0;
    for (topic, partitions) in in_java_order(topics) {
        let subscribes: Vec<bool> = sorted.iter().map(|member| member.topics.contains(topic)).collect();
        if !subscribes.contains(&true) {
            continue;
        }
        for partition in 0..partitions {
            while !subscribes[turn % sorted.len()] {
                turn += 1;
            }
            shares[turn % sorted.len()].push((topic.clone(), partition));
            turn += 1;
        }
    }
    sorted.iter().map(|member| member.id.clone()).zip(shares).collect()
}
