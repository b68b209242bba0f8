//! Which replica a consumer had better read from: `replica.selector.class` (KIP-392).
//!
//! There is Kafka's `RackAwareReplicaSelector`. Absent on purpose: selectors of one's own.

use super::{Broker, Replica};
use crate::{
    kafka::ids::BrokerId,
    node::api::{Fetch, FetchPartition},
};

impl Broker {
    /// Whether a consumer is told of another replica for one of its partitions.
    pub(super) fn sends_elsewhere(&self, fetch: &Fetch) -> bool {
        let elsewhere = |wanted: &FetchPartition| {
            let replica = self.checked(fetch.follower(), wanted).ok()?;
            self.preferred_read_replica(fetch, wanted, replica)
        };
        fetch.rack.is_some() && fetch.partitions.iter().any(|wanted| elsewhere(wanted).is_some())
    }

    /// The follower that this leader sends a consumer to: in its rack, in sync, and with the records that it wants
    /// (`ReplicaManager.findPreferredReadReplica`, `RackAwareReplicaSelector`). `None`: the leader serves it.
    pub(super) fn preferred_read_replica(
        &self,
        fetch: &Fetch,
        wanted: &FetchPartition,
        replica: &Replica,
    ) -> Option<BrokerId> {
        let rack = fetch.rack.as_ref().filter(|_| self.settings.selects_by_rack)?;
        let leading = replica.leading()?;
        let is_near = |id: BrokerId| self.image.rack(id).as_ref() == Some(rack) && !self.image.fenced.contains(&id);
        if is_near(self.id) {
            return None;
        }
        leading.most_caught_up(&self.fetches, wanted.offset, is_near)
    }
}
