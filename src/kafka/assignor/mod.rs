//! The client-side assignors of the classic group protocol: pure functions that the group's leader runs. Those that the
//! coordinator runs are in `server`.
//!
//! Absent on purpose: racks (KIP-881), and the wire format of subscriptions and user data.

mod memory;
mod range;
mod roundrobin;
pub mod server;
mod sticky;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::kafka::java;

pub use memory::Memory;

/// A topic's name and a partition number.
pub type TopicPartition = (Arc<str>, u32);

/// Which partitions each member gets, in the order of topics and partitions; members without any have an empty list.
pub type Assignment = BTreeMap<Arc<str>, Vec<TopicPartition>>;

/// A member of the group, as its JoinGroup request told it (`ConsumerPartitionAssignor.Subscription`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The member id.
    pub id: Arc<str>,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Arc<str>>,
    /// The subscribed topics, whether or not they exist.
    pub topics: Vec<Arc<str>>,
    /// The partitions it still holds while it joins (cooperative protocol only).
    pub owned: Vec<TopicPartition>,
    /// The generation in which it got them; -1 for none.
    pub generation: i32,
    /// What the assignor itself sent along (sticky assignors only).
    pub user_data: Option<UserData>,
}

impl Member {
    fn ids(&self) -> Ids<'_> {
        (self.instance_id.as_ref(), &self.id)
    }
}

/// What a sticky assignor remembers in its member's subscription (`StickyAssignor.serializeTopicPartitionAssignment`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserData {
    /// The member's previous assignment; none when only the generation is sent.
    pub partitions: Option<Vec<TopicPartition>>,
    /// The generation of that assignment; -1 for none.
    pub generation: i32,
}

/// The name of an assignor that does not exist here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAssignor(pub String);

impl std::fmt::Display for UnknownAssignor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no assignor `{}`", self.0)
    }
}

impl std::error::Error for UnknownAssignor {}

/// Runs the assignor of that name (`ConsumerPartitionAssignor.assign`). `topics` holds the partition count of every
/// topic that the leader knows; a subscribed topic that it lacks, or that has no partitions, is left out. The order of
/// `members` carries no meaning; member ids are distinct.
///
/// # Errors
/// There is no such assignor.
pub fn assign(name: &str, topics: &BTreeMap<Arc<str>, u32>, members: &[Member]) -> Result<Assignment, UnknownAssignor> {
    match name {
        "range" => Ok(range::assign(topics, members)),
        "roundrobin" => Ok(roundrobin::assign(topics, members)),
        "sticky" => Ok(sticky::assign(sticky::Flavour::Eager, topics, members)),
        "cooperative-sticky" => Ok(sticky::assign(sticky::Flavour::Cooperative, topics, members)),
        _ => Err(UnknownAssignor(name.to_string())),
    }
}

/// The assignors that exist, as `partition.assignment.strategy` names them.
pub const NAMES: [&str; 4] = ["range", "roundrobin", "sticky", "cooperative-sticky"];

/// Whether members with this list of assignors keep their partitions while they join: all of the list have to be able to
/// (`ConsumerCoordinator`'s constructor, KIP-429).
pub fn is_cooperative<'a>(mut strategies: impl Iterator<Item = &'a str>) -> bool {
    strategies.all(|strategy| strategy == "cooperative-sticky")
}

/// What members are sorted by: the instance id and the member id.
type Ids<'a> = (Option<&'a Arc<str>>, &'a Arc<str>);

/// `AbstractPartitionAssignor.MemberInfo.compareTo`: static members first, by instance id; then dynamic members, by
/// member id. Two members with one instance id (which the coordinator does not admit) go by member id.
fn by_instance_then_id((instance_a, a): Ids, (instance_b, b): Ids) -> Ordering {
    match (instance_a, instance_b) {
        (Some(of_a), Some(of_b)) => java::compare(of_a, of_b).then_with(|| java::compare(a, b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => java::compare(a, b),
    }
}

/// Topics in the order of Java's strings.
fn in_java_order(topics: &BTreeMap<Arc<str>, u32>) -> impl Iterator<Item = (&Arc<str>, u32)> {
    let mut sorted: Vec<_> = topics.iter().map(|(name, count)| (name, *count)).collect();
    sorted.sort_by(|(a, _), (b, _)| java::compare(a, b));
    sorted.into_iter()
}
