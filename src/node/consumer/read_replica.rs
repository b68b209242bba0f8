//! Reading from a follower: where the leader says so, for a while, and back where that does not work (KIP-392,
//! `AbstractFetch.selectReadReplica`, `SubscriptionState.preferredReadReplica`).

use super::{Consumer, assigned::ReadReplica};
use crate::{
    kafka::ids::{BrokerId, Name, TopicPartition},
    node::{
        context::Cx,
        event::{Fact, Rule, Why},
    },
};

impl Consumer {
    /// The leader sends it to a follower, for `metadata.max.age.ms`.
    pub(super) fn read_from_follower(&mut self, cx: &mut Cx, tp: &TopicPartition, broker: BrokerId) {
        let until = cx.now + self.metadata.max_age_ms();
        let Some(assigned) = self.partitions.get_mut(tp) else {
            return;
        };
        let same = assigned.read_replica.filter(|before| before.broker == broker);
        assigned.read_replica = Some(ReadReplica {
            broker,
            until,
            is_told: same.is_some_and(|same| same.is_told),
        });
        if !self.metadata.is_absent(broker) {
            self.tell_follower(cx, tp);
        }
    }

    fn tell_follower(&mut self, cx: &mut Cx, tp: &TopicPartition) {
        let untold = |replica: &&mut ReadReplica| !replica.is_told;
        let assigned = self.partitions.get_mut(tp);
        let replica = assigned.and_then(|assigned| assigned.read_replica.as_mut().filter(untold));
        let (Some(replica), Some((leader, _))) = (replica, self.metadata.current_leader(tp)) else {
            return;
        };
        replica.is_told = true;
        let fact = Fact::ReadReplicaSet {
            consumer: self.spec.name.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            broker: replica.broker.0,
        };
        let rack = Name::from(self.spec.config.get("client.rack"));
        let rule = Rule::SameRack {
            rack: rack.clone(),
            leader: leader.0,
        };
        cx.tell(fact, rule.by("client.rack", rack));
    }

    /// The leader is asked from now on; nothing where it is already.
    pub(super) fn read_from_leader(&mut self, cx: &mut Cx, tp: &TopicPartition, why: impl FnOnce() -> Why) {
        let assigned = self.partitions.get_mut(tp);
        let before = assigned.and_then(|assigned| assigned.read_replica.take());
        let Some(before) = before.filter(|before| before.is_told) else {
            return;
        };
        let fact = Fact::ReadReplicaCleared {
            consumer: self.spec.name.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            broker: before.broker.0,
        };
        cx.tell(fact, why());
    }

    /// A broker answered a fetch itself: the follower, or the leader, and then no follower is to be read any more.
    pub(super) fn is_served_by(&mut self, cx: &mut Cx, tp: &TopicPartition, broker: BrokerId) {
        let assigned = self.partitions.get(tp);
        match assigned.and_then(|assigned| assigned.read_replica) {
            Some(replica) if replica.broker == broker => self.tell_follower(cx, tp),
            Some(_) => {
                let max_age_ms = self.metadata.max_age_ms();
                let why = || Rule::LeaderServes { max_age_ms }.by("metadata.max.age.ms", max_age_ms);
                self.read_from_leader(cx, tp, why);
            }
            None => {}
        }
    }

    /// Goes back to the leader where the follower's broker is known to be gone (`Cluster.nodeIfOnline`).
    pub(super) fn leave_offline_replicas(&mut self, cx: &mut Cx) {
        // Without a rack nobody is sent to a follower.
        if self.settings.rack.is_none() {
            return;
        }
        let is_gone = |tp: &TopicPartition, broker: BrokerId| !self.metadata.is_online(tp, broker);
        let read = self.partitions.iter();
        let gone: Vec<(TopicPartition, BrokerId)> = read
            .filter_map(|(tp, assigned)| Some((tp, assigned.read_replica()?)))
            .filter(|(tp, broker)| is_gone(tp, *broker))
            .map(|(tp, broker)| (tp.clone(), broker))
            .collect();
        for (tp, broker) in gone {
            self.metadata.mark_stale();
            self.read_from_leader(cx, &tp, || Rule::ReplicaOffline { broker: broker.0 }.alone());
        }
    }
}
