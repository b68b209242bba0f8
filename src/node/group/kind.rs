//! A group as its coordinator keeps it: what it has committed, and the protocol by which its members share the work.
//!
//! Everything outside the coordinator looks at a group through here and need not know which protocol it is.

use std::collections::BTreeMap;

use crate::{
    kafka::ids::{Name, TopicPartition},
    node::{
        api::{GroupState, Protocol},
        group::{
            Committed, PendingOffsets,
            classic::{self, Classic},
            modern::{self, Modern},
            share::{ShareGroup, ShareMember},
        },
    },
};

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: Name,
    /// What was committed. It outlives the members, and a change of protocol (`OffsetMetadataManager`).
    pub offsets: BTreeMap<TopicPartition, Committed>,
    /// What transactions will commit, or not.
    pub pending: PendingOffsets,
    pub kind: Kind,
}

/// By which protocol the members share the work (`Group.GroupType`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Classic(Classic),
    Consumer(Modern),
    Share(ShareGroup),
}

/// What everybody may know of a member.
#[derive(Clone, Debug)]
pub struct MemberInfo<'a> {
    pub client_id: &'a Name,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<&'a Name>,
    pub assignment: Vec<&'a TopicPartition>,
    /// The topics that it reads.
    pub topics: &'a [Name],
    /// The assignors that it can compute with.
    pub protocols: &'a [Protocol],
    /// `None` where the brokers choose it.
    pub session_timeout_ms: Option<u64>,
    pub rebalance_timeout_ms: u64,
}

impl Group {
    pub fn new(id: Name) -> Self {
        Group {
            kind: Kind::Classic(Classic::new(id.clone())),
            offsets: BTreeMap::new(),
            pending: PendingOffsets::new(),
            id,
        }
    }

    /// A group that no classic member made.
    pub fn new_share(id: Name) -> Self {
        Group {
            kind: Kind::Share(ShareGroup::new(id.clone())),
            offsets: BTreeMap::new(),
            pending: PendingOffsets::new(),
            id,
        }
    }

    /// `classic`, `consumer` or `share`, as `kafka-consumer-groups --describe --state` names it.
    pub fn protocol(&self) -> &'static str {
        match &self.kind {
            Kind::Classic(_) => "classic",
            Kind::Consumer(_) => "consumer",
            Kind::Share(_) => "share",
        }
    }

    pub fn state(&self) -> GroupState {
        match &self.kind {
            Kind::Classic(classic) => classic.state,
            Kind::Consumer(modern) => modern.state(),
            Kind::Share(share) => share.state(),
        }
    }

    /// The generation of a classic group, the group epoch of the others.
    pub fn epoch(&self) -> i32 {
        match &self.kind {
            Kind::Classic(classic) => classic.generation.0,
            Kind::Consumer(modern) => modern.epoch,
            Kind::Share(share) => share.epoch,
        }
    }

    /// What the partitions are shared out with.
    pub fn assignor(&self) -> Option<&Name> {
        match &self.kind {
            Kind::Classic(classic) => classic.protocol.as_ref(),
            Kind::Consumer(modern) => modern.assignor.as_ref(),
            Kind::Share(share) => Some(&share.assignor),
        }
    }

    /// The member that computes the assignment, where a member does.
    pub fn leader(&self) -> Option<&Name> {
        match &self.kind {
            Kind::Classic(classic) => classic.leader.as_ref(),
            Kind::Consumer(_) | Kind::Share(_) => None,
        }
    }

    /// The members by their ids.
    pub fn members(&self) -> impl Iterator<Item = (&Name, MemberInfo<'_>)> {
        let (classic, modern, share) = match &self.kind {
            Kind::Classic(classic) => (Some(&classic.members), None, None),
            Kind::Consumer(modern) => (None, Some(&modern.members), None),
            Kind::Share(share) => (None, None, Some(&share.members)),
        };
        let classic = classic.into_iter().flatten().map(|(id, member)| (id, member.into()));
        let modern = modern.into_iter().flatten().map(|(id, member)| (id, member.into()));
        let share = share.into_iter().flatten().map(|(id, member)| (id, member.into()));
        classic.chain(modern).chain(share)
    }

    pub fn member(&self, id: &Name) -> Option<MemberInfo<'_>> {
        match &self.kind {
            Kind::Classic(classic) => classic.members.get(id).map(Into::into),
            Kind::Consumer(modern) => modern.members.get(id).map(Into::into),
            Kind::Share(share) => share.members.get(id).map(Into::into),
        }
    }
}

impl<'a> From<&'a classic::Member> for MemberInfo<'a> {
    fn from(member: &'a classic::Member) -> Self {
        MemberInfo {
            client_id: &member.client_id,
            instance_id: member.instance_id.as_ref(),
            assignment: member.assignment.iter().collect(),
            topics: &member.subscription.topics,
            protocols: &member.subscription.protocols,
            session_timeout_ms: Some(member.session_timeout_ms),
            rebalance_timeout_ms: member.rebalance_timeout_ms,
        }
    }
}

impl<'a> From<&'a modern::Member> for MemberInfo<'a> {
    fn from(member: &'a modern::Member) -> Self {
        let classic = member.classic.as_ref();
        MemberInfo {
            client_id: &member.client_id,
            instance_id: member.instance_id.as_ref(),
            assignment: member.current.assigned.iter().collect(),
            topics: &member.topics,
            protocols: classic.map_or(&[], |classic| &classic.protocols),
            session_timeout_ms: classic.map(|classic| classic.session_timeout_ms),
            rebalance_timeout_ms: member.rebalance_timeout_ms,
        }
    }
}

impl<'a> From<&'a ShareMember> for MemberInfo<'a> {
    fn from(member: &'a ShareMember) -> Self {
        MemberInfo {
            client_id: &member.client_id,
            instance_id: None,
            assignment: member.assignment.iter().collect(),
            topics: &member.topics,
            protocols: &[],
            session_timeout_ms: Some(member.session_timeout_ms),
            rebalance_timeout_ms: 0,
        }
    }
}
