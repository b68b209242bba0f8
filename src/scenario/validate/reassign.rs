//! The checks of a reassignment. A broker that is not there, one that is named twice, and none at all are for Kafka to
//! refuse.

use super::checks::{Checked, at_most, distinct, not_empty};
use super::{Checker, between, limits};
use crate::scenario::command::ReassignPartitions;

impl Checker {
    pub(super) fn reassign_partitions(&mut self, c: &ReassignPartitions) -> Checked {
        self.topic("topic", &c.topic)?;
        if let Some(partitions) = &c.partitions {
            not_empty("partitions", partitions.len())?;
            distinct("partitions", partitions)?;
        }
        for (index, partition) in c.partitions.iter().flatten().enumerate() {
            self.within_topic(&format!("partitions[{index}]"), &c.topic, *partition)?;
        }
        let replicas = c.replicas.as_deref().unwrap_or_default();
        at_most("replicas", "brokers", replicas.len(), limits::BROKERS)?;
        replicas.iter().enumerate().try_for_each(|(index, broker)| {
            let path = format!("replicas[{index}]");
            between(&path, u64::from(*broker), 1, u64::from(limits::BROKERS))
        })
    }
}
