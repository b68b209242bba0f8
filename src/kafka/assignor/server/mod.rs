//! The server-side assignors, which the group's coordinator runs: those of the `consumer` protocol (KIP-848) and the one
//! of share groups (KIP-932), as pure functions.
//!
//! Kafka walks through members in the order of a hash map; here their order is an argument, and decides between answers
//! that are as good. Kafka knows topics by ids and walks through partitions as a hash set has them; here topics go by
//! name and partitions by number.
//!
//! Absent on purpose: racks, which Kafka's own server-side assignors do not look at either, and an error: Kafka's
//! `PartitionAssignorException` tells of topics that are gone, which its coordinator has left out before.

mod range;
mod simple;
mod uniform;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Ids;
use crate::kafka::ids::{Name, PartitionSet};

/// The place of a member or of a topic in the order of the walk; it means nothing beyond one call.
type Place = usize;

/// Which partitions each member is to have, by its id; members without any have an empty set. Members that `simple` gives
/// the same share one set.
pub type Assignment = BTreeMap<Name, Arc<PartitionSet>>;

/// The assignors that exist. A `consumer` group chooses between the first two (`group.consumer.assignors`), a share
/// group has the third.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerAssignor {
    /// As even as possible, and members keep what they have (`UniformAssignor`).
    Uniform,
    /// Each topic for itself is cut into ranges (`RangeAssignor` of the group coordinator).
    Range,
    /// Every member gets every partition (`SimpleAssignor`).
    Simple,
}

impl ServerAssignor {
    /// All of them.
    pub const ALL: [ServerAssignor; 3] = [ServerAssignor::Uniform, ServerAssignor::Range, ServerAssignor::Simple];

    /// As Kafka calls it.
    pub fn name(self) -> &'static str {
        match self {
            ServerAssignor::Uniform => "uniform",
            ServerAssignor::Range => "range",
            ServerAssignor::Simple => "simple",
        }
    }

    /// The assignor of that name, if there is one.
    pub fn by_name(name: &str) -> Option<ServerAssignor> {
        ServerAssignor::ALL.into_iter().find(|assignor| assignor.name() == name)
    }
}

/// A member of the group, as the coordinator knows it (`MemberSubscriptionAndAssignmentImpl`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The member id.
    pub id: Name,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Name>,
    /// The subscribed topics, whether or not they exist.
    pub topics: BTreeSet<Name>,
    /// What it was to have until now: its part of the last target assignment, not what it holds. A static member that
    /// takes the place of another has the other's. Nothing of a deleted topic, should one of that name exist again.
    pub target: Arc<PartitionSet>,
}

impl Member {
    fn ids(&self) -> Ids<'_> {
        (self.instance_id.as_ref(), &self.id)
    }
}

/// Makes the group's target assignment (`PartitionAssignor.assign`). `topics` holds the partition count of every topic
/// that exists; what is subscribed to or held of others is left out. Member ids are distinct.
pub fn assign(assignor: ServerAssignor, members: &[Member], topics: &BTreeMap<Name, u32>) -> Assignment {
    let shares = match assignor {
        ServerAssignor::Uniform => uniform::assign(members, topics),
        ServerAssignor::Range => range::assign(members, topics),
        ServerAssignor::Simple => simple::assign(members, topics),
    };
    members.iter().map(|member| member.id.clone()).zip(shares).collect()
}

/// Who subscribes to each topic, by the places of both; members stay in the order in which they come.
fn subscribers<'a>(
    members: impl Iterator<Item = (Place, &'a Member)>,
    topics: &BTreeMap<Name, u32>,
) -> Vec<Vec<Place>> {
    let places = places(topics);
    let look_up = |names: &BTreeSet<Name>| names.iter().filter_map(|name| places.get(name).copied()).collect();
    let mut subscribers = vec![Vec::new(); topics.len()];
    // Mostly all members have one subscription: it is looked up once, not for each of them.
    let mut last: Option<(&BTreeSet<Name>, Vec<Place>)> = None;
    for (place, member) in members {
        let known = last.take().filter(|(names, _)| **names == member.topics);
        let (names, subscribed) = known.unwrap_or_else(|| (&member.topics, look_up(&member.topics)));
        for topic in &subscribed {
            subscribers[*topic].push(place);
        }
        last = Some((names, subscribed));
    }
    subscribers
}

fn places(topics: &BTreeMap<Name, u32>) -> BTreeMap<&Name, Place> {
    topics.keys().zip(0..).collect()
}
