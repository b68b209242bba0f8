//! What clients are told of the cluster, and what they ask about the epochs of its leaders.

use crate::kafka::ids::{BrokerId, LeaderEpoch, Offset, TopicPartition};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicMetadata {
    /// Tells the topic from an earlier one of the same name (KIP-516).
    pub id: u64,
    /// By partition: who leads it; `None` while nobody does.
    pub leaders: Vec<Option<BrokerId>>,
    /// By partition: the epoch of its leader.
    pub leader_epochs: Vec<LeaderEpoch>,
    /// By partition: the replicas on brokers that are there. Kafka names all replicas, and those that are offline.
    pub online: Vec<Vec<BrokerId>>,
}

impl TopicMetadata {
    /// What was known before is kept of partitions of which this tells something older (`Metadata.updateLatestMetadata`).
    pub fn keep_newer(&mut self, before: &TopicMetadata) {
        if self.id != before.id {
            return;
        }
        for n in 0..self.leaders.len().min(before.leaders.len()) {
            if self.leader_epochs[n] < before.leader_epochs[n] {
                self.leader_epochs[n] = before.leader_epochs[n];
                self.leaders[n] = before.leaders[n];
                self.online[n].clone_from(&before.online[n]);
            }
        }
    }
}

/// Where does this epoch end in the leader's log (OffsetsForLeaderEpoch, KIP-320)?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochQuestion {
    pub partition: TopicPartition,
    /// The epoch of the leader, as the one who asks was told.
    pub current_leader_epoch: LeaderEpoch,
    pub leader_epoch: LeaderEpoch,
}

/// The largest epoch not above the one asked for, and where it ends; `None` where the leader cannot say.
pub type EpochEnd = Option<(LeaderEpoch, Offset)>;
