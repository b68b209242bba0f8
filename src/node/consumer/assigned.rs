//! A partition that a consumer reads: where it is, and whom it asks (`SubscriptionState.TopicPartitionState`).

use super::positions::Want;
use crate::kafka::ids::{BrokerId, LeaderEpoch, Offset};

/// A partition that this consumer reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The next record that poll() will return; `None` while it is looked up.
    pub position: Option<Offset>,
    pub paused: bool,
    pub(super) want: Want,
    pub(super) in_flight: bool,
    /// The question that last brought records of it.
    pub(super) served: u64,
    /// Who led, and in which epoch, when the position was last known to be right.
    pub(super) leader: Option<(BrokerId, LeaderEpoch)>,
    /// The leader epoch of the record before the position; `None` where the position did not come from reading.
    pub(super) offset_epoch: Option<LeaderEpoch>,
    /// A new leader is asked whether its log has what was read; until then nothing is fetched.
    pub(super) is_validated: bool,
    pub(super) read_replica: Option<ReadReplica>,
}

/// The follower that the leader sent the consumer to (KIP-392).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReadReplica {
    pub broker: BrokerId,
    /// After this moment the leader is asked again.
    pub until: u64,
    /// That it is read was told: of a broker that is known to be gone it is not, before it answers.
    pub is_told: bool,
}

impl Assigned {
    pub(super) fn new() -> Self {
        Assigned {
            position: None,
            paused: false,
            want: Want::Committed,
            in_flight: false,
            served: 0,
            leader: None,
            offset_epoch: None,
            is_validated: true,
            read_replica: None,
        }
    }

    /// The follower that is read instead of the leader.
    pub fn read_replica(&self) -> Option<BrokerId> {
        self.read_replica.map(|replica| replica.broker)
    }

    /// The offset that may be fetched now.
    pub(super) fn fetchable(&self) -> Option<Offset> {
        self.position
            .filter(|_| !self.paused && !self.in_flight && self.is_validated)
    }
}
