//! Partitions that move to other brokers.

use super::{Ask, BrokerId, words};

/// A reassignment as the tool is asked for it.
pub(super) fn ask(it: &words::ReassignPartitions) -> Ask {
    let brokers = |list: &Vec<u32>| list.iter().map(|id| BrokerId(*id as i32)).collect();
    Ask::ReassignPartitions {
        topic: it.topic.as_str().into(),
        partitions: it.partitions.clone().unwrap_or_default(),
        replicas: it.replicas.as_ref().map(brokers),
    }
}
