//! Looking at a world, for the view and for tests: nothing here changes it.

use super::{Pending, World};
use crate::{
    kafka::ids::{BrokerId, Name, TopicPartition},
    node::{
        Node,
        api::GroupState,
        broker::{Broker, Replica},
        consumer::Consumer,
        context::{Envelope, NodeId},
        group::Group,
        producer::Producer,
    },
};

/// A message under way.
#[derive(Clone, Copy, Debug)]
pub struct UnderWay<'a> {
    /// Unique in the session.
    pub id: u64,
    pub envelope: &'a Envelope,
    pub sent_ms: u64,
    pub arrives_ms: u64,
    /// It will not arrive, as things are: a cut may end before.
    pub lost: bool,
}

impl World {
    /// Messages under way.
    pub fn under_way(&self) -> impl Iterator<Item = UnderWay<'_>> {
        self.queue
            .iter()
            .filter_map(|((arrives_ms, id), pending)| match pending {
                Pending::Deliver {
                    envelope,
                    sent_ms,
                    lost,
                } => Some(UnderWay {
                    id,
                    envelope,
                    sent_ms: *sent_ms,
                    arrives_ms,
                    lost: *lost || self.network.is_cut_between(&envelope.from, &envelope.to),
                }),
                _ => None,
            })
    }

    pub(super) fn node(&self, id: &NodeId) -> Option<&Node> {
        self.hosts.get(id).map(|host| &host.node)
    }

    pub fn brokers(&self) -> impl Iterator<Item = &Broker> {
        self.hosts.iter().filter_map(|host| match &host.node {
            Node::Broker(broker) => Some(&**broker),
            _ => None,
        })
    }

    pub fn producers(&self) -> impl Iterator<Item = &Producer> {
        self.hosts.iter().filter_map(|host| match &host.node {
            Node::Producer(producer) => Some(&**producer),
            _ => None,
        })
    }

    pub fn consumers(&self) -> impl Iterator<Item = &Consumer> {
        self.hosts.iter().filter_map(|host| match &host.node {
            Node::Consumer(consumer) => Some(&**consumer),
            _ => None,
        })
    }

    pub fn broker(&self, id: BrokerId) -> Option<&Broker> {
        match self.node(&NodeId::Broker(id)) {
            Some(Node::Broker(broker)) => Some(broker),
            _ => None,
        }
    }

    pub fn producer(&self, name: &Name) -> Option<&Producer> {
        match self.node(&NodeId::Producer(name.clone())) {
            Some(Node::Producer(producer)) => Some(producer),
            _ => None,
        }
    }

    pub fn consumer(&self, name: &Name) -> Option<&Consumer> {
        match self.node(&NodeId::Consumer(name.clone())) {
            Some(Node::Consumer(consumer)) => Some(consumer),
            _ => None,
        }
    }

    /// The leader's replica of a partition, once the leader knows of it.
    pub fn leader_replica(&self, tp: &TopicPartition) -> Option<&Replica> {
        let leader = self.image()?.leader(tp)?;
        self.broker(leader)?.replica(tp)
    }

    /// Kafka's state of a group; `None` while no broker that takes requests coordinates it.
    pub fn group_state(&self, group: &Name) -> Option<GroupState> {
        let known = self
            .groups()
            .find(|(_, name, _)| *name == group)
            .map(|(.., group)| group.state());
        let serves = || self.coordinator(group).is_some_and(|broker| self.serves(broker));
        known.or_else(|| serves().then_some(GroupState::Dead))
    }

    /// Who coordinates a group, as the controller has it.
    fn coordinator(&self, group: &Name) -> Option<BrokerId> {
        let image = self.image()?;
        image.coordinator(image.partition_of_group(group))
    }

    /// A partition's log as it is to be shown: its leader's; while nobody leads, the longest there is.
    pub fn shown_replica(&self, tp: &TopicPartition) -> Option<&Replica> {
        let image = self.image()?;
        if image.leader(tp).is_some() {
            return self.leader_replica(tp);
        }
        let replicas = image.partition(tp)?.replicas.iter();
        let replicas = replicas.filter_map(|id| self.broker(*id)?.replica(tp));
        replicas.max_by_key(|replica| replica.log.log_end_offset())
    }

    /// Every group that a consumer named, the first one first; its coordinator may not know of it.
    pub fn group_names(&self) -> &[Name] {
        &self.group_names
    }

    /// Every group with the broker that coordinates it.
    pub fn groups(&self) -> impl Iterator<Item = (BrokerId, &Name, &Group)> {
        self.brokers()
            .flat_map(|broker| broker.groups.groups().map(|(name, group)| (broker.id, name, group)))
            .filter(|(broker, name, _)| self.coordinator(name) == Some(*broker))
    }
}
