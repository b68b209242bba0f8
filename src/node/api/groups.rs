//! What members and the coordinator of their group say to each other.

use crate::kafka::{
    assignor::UserData,
    error::KafkaError,
    ids::{Generation, Name, TopicPartition},
};

/// A member as it names itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRef {
    pub group: Name,
    pub member_id: Name,
    pub generation: Generation,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Name>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinGroup {
    pub group: Name,
    /// Empty for a client that was not given one yet.
    pub member_id: Name,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Name>,
    pub client_id: Name,
    pub session_timeout_ms: u64,
    pub rebalance_timeout_ms: u64,
    pub subscription: MemberSubscription,
}

/// What a member says of itself when it joins (`ConsumerProtocolSubscription`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberSubscription {
    /// The assignors that the member can use, the preferred one first.
    pub protocols: Vec<Protocol>,
    pub topics: Vec<Name>,
    /// The partitions that it keeps while it joins (cooperative protocol).
    pub owned: Vec<TopicPartition>,
    /// The generation that it was in last.
    pub generation: Generation,
}

/// An assignor, and what it has to say for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protocol {
    pub name: Name,
    pub user_data: Option<UserData>,
}

impl MemberSubscription {
    pub fn knows(&self, assignor: &Name) -> bool {
        self.protocols.iter().any(|protocol| protocol.name == *assignor)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    pub generation: Generation,
    pub member_id: Name,
    pub protocol: Name,
    pub leader: Name,
    /// Only for the leader: all members with their subscriptions.
    pub members: Vec<JoinedMember>,
    /// A static leader that came back: the assignment that there is goes on (KIP-814).
    pub skip_assignment: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedMember {
    pub member_id: Name,
    pub instance_id: Option<Name>,
    pub client_id: Name,
    pub subscription: MemberSubscription,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinError {
    pub error: KafkaError,
    /// With `MEMBER_ID_REQUIRED`: the id to come back with.
    pub member_id: Name,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncGroup {
    pub member: MemberRef,
    /// Only from the leader: the assignor's name and who reads what.
    pub assignments: Option<Assignments>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignments {
    pub assignor: Name,
    pub members: Vec<(Name, Vec<TopicPartition>)>,
    /// Partitions of all subscribed topics, for the story.
    pub partitions: u32,
}

/// Why a member says goodbye (KIP-800).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveReason {
    Closed,
    /// The poll interval passed, in milliseconds.
    PollTimeout {
        max_poll_interval_ms: u64,
    },
}

/// States of a group: of a classic one (`ClassicGroupState`), of one of the `consumer` protocol (`ConsumerGroupState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupState {
    Empty,
    PreparingRebalance,
    CompletingRebalance,
    /// The group epoch is ahead of the target assignment.
    Assigning,
    /// Some member is not yet where the target assignment wants it.
    Reconciling,
    Stable,
    /// No such group.
    Dead,
}

impl GroupState {
    pub fn name(self) -> &'static str {
        match self {
            GroupState::Empty => "Empty",
            GroupState::PreparingRebalance => "PreparingRebalance",
            GroupState::CompletingRebalance => "CompletingRebalance",
            GroupState::Assigning => "Assigning",
            GroupState::Reconciling => "Reconciling",
            GroupState::Stable => "Stable",
            GroupState::Dead => "Dead",
        }
    }
}
