//! `UniformAssignor`: as even as possible, and of what is even alike, what moves the fewest partitions.
//!
//! Where all members have the same subscription a quota says everything (`homogeneous`); else the members of each topic
//! are balanced again and again until nothing gets better (`heterogeneous`). Both start from what members had and only
//! change the owners of partitions.

mod balancer;
mod heterogeneous;
mod homogeneous;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Member, Place, places, subscribers};
use crate::kafka::ids::{Name, PartitionSet, TopicPartition};

/// A topic's place and a partition number.
type Partition = (Place, u32);

/// The group, with places in place of names.
struct Group {
    /// Who subscribes to each topic, in the order of members. Where all have one subscription, the first stands for all.
    subscribers: Vec<Vec<Place>>,
    /// Whose each partition is, by topic and number. A topic without subscribers has no partitions here.
    owners: Vec<Vec<Option<Place>>>,
    /// What each member had and may keep, in the order of topics and numbers.
    held: Vec<Vec<Partition>>,
}

pub(super) fn assign(members: &[Member], topics: &BTreeMap<Name, u32>) -> Vec<Arc<PartitionSet>> {
    // Topics that do not exist count too (`ModernGroup.subscriptionType`).
    let is_homogeneous = members.iter().all(|member| member.topics == members[0].topics);
    let asked = if is_homogeneous { 1 } else { members.len() };
    let mut group = Group::new(
        members,
        topics,
        subscribers(members.iter().enumerate().take(asked), topics),
    );
    match is_homogeneous {
        true => homogeneous::assign(&mut group),
        false => heterogeneous::assign(&mut group),
    }
    let mut shares = vec![PartitionSet::new(); members.len()];
    for (topic, owners) in topics.keys().zip(group.owners) {
        for (partition, member) in (0..).zip(owners) {
            if let Some(member) = member {
                shares[member].insert(TopicPartition::new(topic, partition));
            }
        }
    }
    shares.into_iter().map(Arc::new).collect()
}

impl Group {
    fn new(members: &[Member], topics: &BTreeMap<Name, u32>, subscribers: Vec<Vec<Place>>) -> Group {
        let nobody = |(subscribers, &count): (&Vec<Place>, &u32)| match subscribers.is_empty() {
            true => Vec::new(),
            false => vec![None; count as usize],
        };
        let mut group = Group {
            owners: subscribers.iter().zip(topics.values()).map(nobody).collect(),
            held: vec![Vec::new(); members.len()],
            subscribers,
        };
        let places = places(topics);
        for (place, member) in members.iter().enumerate() {
            let subscribed = member.target.iter().filter(|held| member.topics.contains(&held.topic));
            for TopicPartition { topic, partition } in subscribed {
                if let Some(&topic) = places.get(topic) {
                    group.keep((topic, *partition), place);
                }
            }
        }
        group
    }

    /// A member keeps a partition that it had, unless there is no such partition or another member has it already;
    /// Kafka's coordinator lets neither happen.
    fn keep(&mut self, (topic, number): Partition, member: Place) {
        if let Some(owner @ None) = self.owners[topic].get_mut(number as usize) {
            *owner = Some(member);
            self.held[member].push((topic, number));
        }
    }

    fn give(&mut self, (topic, number): Partition, member: Place) {
        self.owners[topic][number as usize] = Some(member);
    }

    /// The partitions that nobody has, in the order of topics and numbers.
    fn unassigned(&self) -> Vec<Partition> {
        let topics = self.owners.iter().enumerate();
        let numbered = topics.flat_map(|(topic, owners)| owners.iter().zip(0..).map(move |(o, n)| (o, (topic, n))));
        numbered
            .filter_map(|(owner, partition)| owner.is_none().then_some(partition))
            .collect()
    }
}
