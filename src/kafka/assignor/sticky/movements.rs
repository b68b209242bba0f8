//! Who gave which partition to whom in one assignment (`PartitionMovements`): instead of sending a second partition of a
//! topic the way back, the first one stays.

use std::collections::{BTreeMap, BTreeSet};

use super::{Partition, Place};

/// From a member to a member.
type Pair = (Place, Place);

#[derive(Default)]
pub(super) struct Movements {
    of_partition: BTreeMap<Partition, Pair>,
    of_topic: BTreeMap<Place, BTreeMap<Pair, BTreeSet<Partition>>>,
}

impl Movements {
    pub fn moved(&mut self, partition: Partition, from: usize, to: usize) {
        let origin = match self.of_partition.remove(&partition) {
            Some(pair) => {
                self.forget(partition, pair);
                pair.0
            }
            None => from,
        };
        // What has come back has not moved.
        if origin != to {
            self.of_partition.insert(partition, (origin, to));
            let topic = self.of_topic.entry(partition.0).or_default();
            topic.entry((origin, to)).or_default().insert(partition);
        }
    }

    fn forget(&mut self, partition: Partition, pair: Pair) {
        let Some(topic) = self.of_topic.get_mut(&partition.0) else {
            return;
        };
        if let Some(partitions) = topic.get_mut(&pair) {
            partitions.remove(&partition);
            if partitions.is_empty() {
                topic.remove(&pair);
            }
        }
    }

    /// The partition to move in place of this one, so that none of the topic goes the opposite way.
    pub fn instead_of(&self, partition: Partition, from: usize, to: usize) -> Partition {
        let origin = self.of_partition.get(&partition).map_or(from, |pair| pair.0);
        let back = self
            .of_topic
            .get(&partition.0)
            .and_then(|topic| topic.get(&(to, origin)));
        back.and_then(|partitions| partitions.first())
            .copied()
            .unwrap_or(partition)
    }
}
