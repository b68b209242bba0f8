//! `AbstractStickyAssignor`, the half that `StickyAssignor` and `CooperativeStickyAssignor` share: as balanced as
//! possible, and of what is balanced alike, what moves the fewest partitions.
//!
//! Where all members have the same subscription a quota says everything (`constrained`); else partitions are moved one
//! by one until nothing gets better (`general`). Members and topics are known by their place in Java's order of
//! strings, so that comparing places is comparing names.
//!
//! Java walks through hash maps here and there, so of two answers that are as good it gives either; this one walks in
//! the order of names. Absent on purpose: racks (KIP-881).

mod constrained;
mod general;
mod movements;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Assignment, Member, in_java_order};
use crate::kafka::java;

/// The place of a member or of a topic in the order of names; it means nothing beyond one call.
type Place = usize;

/// A topic's place and a partition number.
type Partition = (Place, u32);

/// What each member has, by its place.
type Shares = Vec<Vec<Partition>>;

/// Which of the two assignors asks.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Flavour {
    /// Everything is given up before joining; what a member had stands in its user data.
    Eager,
    /// Members keep what they own while they join; what has to move is first taken and given only in the next round.
    Cooperative,
}

/// The group, with places in place of names.
struct Group {
    /// How many partitions each subscribed topic has.
    counts: Vec<u32>,
    /// The topics of each member that exist.
    subscribed: Vec<BTreeSet<Place>>,
    claims: Vec<Claim>,
    same_subscriptions: bool,
}

/// What a member says that it owned (`MemberData`), of topics that still exist.
struct Claim {
    partitions: Vec<Partition>,
    /// The generation of that; none when the member says none.
    generation: Option<i32>,
    /// The generation in the subscription itself, which alone is looked at when two members claim one partition.
    joined_generation: i32,
}

/// The claims, without contradictions (`allSubscriptionsEqual`).
struct Owned {
    by_member: Shares,
    /// Claimed by several members of one generation, and so believed of none.
    disputed: BTreeSet<Partition>,
    max_generation: i32,
}

/// What comes of one of the two ways.
struct Outcome {
    shares: Shares,
    /// Partitions that go from one member to another with the new owner, if the way keeps book of it.
    transferred: Option<BTreeMap<Partition, Place>>,
}

const NO_GENERATION: i32 = -1;

pub(super) fn assign(flavour: Flavour, topics: &BTreeMap<Arc<str>, u32>, members: &[Member]) -> Assignment {
    if members.is_empty() {
        return Assignment::new();
    }
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by(|a, b| java::compare(&a.id, &b.id));
    let is_subscribed = |topic: &Arc<str>| members.iter().any(|member| member.topics.contains(topic));
    let exists = |(topic, count): &(&Arc<str>, u32)| 0 < *count && is_subscribed(topic);
    let topics: Vec<(&Arc<str>, u32)> = in_java_order(topics).filter(exists).collect();
    let group = Group::new(flavour, &topics, &sorted);
    let owned = group.owned();
    let mut outcome = match group.same_subscriptions {
        true => constrained::assign(&group, owned),
        false => general::assign(&group, owned),
    };
    if flavour == Flavour::Cooperative {
        let transferred = outcome.transferred.take();
        hold_back(&group, &mut outcome.shares, transferred);
    }
    let named = |mut share: Vec<Partition>| {
        share.sort_unstable();
        share
            .into_iter()
            .map(|(topic, partition)| (topics[topic].0.clone(), partition))
            .collect()
    };
    sorted
        .iter()
        .map(|member| member.id.clone())
        .zip(outcome.shares.into_iter().map(named))
        .collect()
}

/// What another member still holds is given to nobody in this round (`CooperativeStickyAssignor.adjustAssignment`).
fn hold_back(group: &Group, shares: &mut Shares, transferred: Option<BTreeMap<Partition, Place>>) {
    let transferred = transferred.unwrap_or_else(|| {
        let sets = |lists: Vec<&Vec<Partition>>| -> Vec<BTreeSet<Partition>> {
            lists.into_iter().map(|list| list.iter().copied().collect()).collect()
        };
        let (given, held) = (
            sets(shares.iter().collect()),
            sets(group.claims.iter().map(|c| &c.partitions).collect()),
        );
        let revoked: BTreeSet<Partition> = given.iter().zip(&held).flat_map(|(given, held)| held - given).collect();
        let added =
            given.iter().zip(&held).enumerate().flat_map(|(member, (given, held))| {
                (given - held).into_iter().map(move |partition| (partition, member))
            });
        added.filter(|(partition, _)| revoked.contains(partition)).collect()
    });
    for (partition, member) in transferred {
        shares[member].retain(|given| *given != partition);
    }
}

impl Group {
    fn new(flavour: Flavour, topics: &[(&Arc<str>, u32)], members: &[&Member]) -> Group {
        let places: BTreeMap<&str, Place> = topics
            .iter()
            .enumerate()
            .map(|(place, (name, _))| (&***name, place))
            .collect();
        let place = |name: &Arc<str>| places.get(&**name).copied();
        let claim = |member: &&Member| {
            let (partitions, generation) = member_data(flavour, member);
            let existing = partitions
                .iter()
                .filter_map(|(topic, partition)| Some((place(topic)?, *partition)));
            Claim {
                partitions: existing.collect(),
                generation,
                joined_generation: member.generation,
            }
        };
        Group {
            counts: topics.iter().map(|(_, count)| *count).collect(),
            subscribed: members
                .iter()
                .map(|member| member.topics.iter().filter_map(place).collect())
                .collect(),
            claims: members.iter().map(claim).collect(),
            same_subscriptions: same_subscriptions(members),
        }
    }

    fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    fn partitions(&self, topic: usize) -> impl Iterator<Item = Partition> + use<> {
        (0..self.counts[topic]).map(move |partition| (topic, partition))
    }

    fn owned(&self) -> Owned {
        let mut owned = Owned {
            by_member: vec![Vec::new(); self.claims.len()],
            disputed: BTreeSet::new(),
            max_generation: NO_GENERATION,
        };
        let mut owners: BTreeMap<Partition, Place> = BTreeMap::new();
        for (member, claim) in self.claims.iter().enumerate() {
            let generation = claim.generation.unwrap_or(NO_GENERATION);
            owned.max_generation = owned.max_generation.max(generation);
            for partition in &claim.partitions {
                let Some(other) = owners.get(partition).copied() else {
                    owned.by_member[member].push(*partition);
                    owners.insert(*partition, member);
                    continue;
                };
                let others = self.claims[other].joined_generation;
                if generation < others {
                    continue;
                }
                take_one(&mut owned.by_member[other], *partition);
                owners.insert(*partition, member);
                if generation == others {
                    owned.disputed.insert(*partition);
                } else {
                    owned.by_member[member].push(*partition);
                }
            }
        }
        owned
    }
}

/// What a member says that it had, and of which generation (`memberData`).
fn member_data(flavour: Flavour, member: &Member) -> (&[super::TopicPartition], Option<i32>) {
    let data = member.user_data.as_ref();
    match flavour {
        Flavour::Eager => {
            let partitions = data.and_then(|data| data.partitions.as_deref());
            (partitions.unwrap_or_default(), data.map(|data| data.generation))
        }
        Flavour::Cooperative => {
            let joined = (0 <= member.generation).then_some(member.generation);
            (&member.owned, joined.or(data.map(|data| data.generation)))
        }
    }
}

/// Members without any topic before the first that has some count as equal, as in Java.
fn same_subscriptions(members: &[&Member]) -> bool {
    let set = |member: &&Member| member.topics.iter().cloned().collect::<BTreeSet<Arc<str>>>();
    let mut subscribing = members.iter().skip_while(|member| member.topics.is_empty());
    let Some(first) = subscribing.next().map(set) else {
        return true;
    };
    subscribing.all(|member| set(member) == first)
}

/// Takes a partition out of a list, once.
fn take_one(list: &mut Vec<Partition>, partition: Partition) {
    if let Some(place) = list.iter().position(|other| *other == partition) {
        list.remove(place);
    }
}

/// All partitions without those that are assigned; both are in one order. A partition that is no more stops the
/// comparison, and what comes behind it counts as not assigned, as in Java.
fn without(all: impl Iterator<Item = Partition>, assigned: &[Partition]) -> Vec<Partition> {
    let mut next = assigned.iter().peekable();
    all.filter(|partition| next.next_if(|assigned| *assigned == partition).is_none())
        .collect()
}
