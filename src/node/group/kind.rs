//! A group as its coordinator keeps it: what it has committed, and the protocol by which its members share the work.
//!
//! Everything outside the coordinator looks at a group through here and need not know which protocol it is.

use std::collections::BTreeMap;

use crate::{
    kafka::ids::{Name, TopicPartition},
    node::{
        api::{GroupState, Protocol},
        group::{Committed, classic::Classic},
    },
};

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: Name,
    /// What was committed. It outlives the members, and a change of protocol (`OffsetMetadataManager`).
    pub offsets: BTreeMap<TopicPartition, Committed>,
    pub kind: Kind,
}

/// By which protocol the members share the work (`Group.GroupType`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Classic(Classic),
}

/// What everybody may know of a member.
#[derive(Clone, Copy, Debug)]
pub struct MemberInfo<'a> {
    pub client_id: &'a Name,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<&'a Name>,
    pub assignment: &'a [TopicPartition],
    /// The topics that it reads.
    pub topics: &'a [Name],
    /// The assignors that it can compute with.
    pub protocols: &'a [Protocol],
    pub session_timeout_ms: u64,
    pub rebalance_timeout_ms: u64,
}

impl Group {
    pub fn new(id: Name) -> Self {
        Group {
            kind: Kind::Classic(Classic::new(id.clone())),
            offsets: BTreeMap::new(),
            id,
        }
    }

    /// `classic`, as `kafka-consumer-groups --describe --state` names it.
    pub fn protocol(&self) -> &'static str {
        match &self.kind {
            Kind::Classic(_) => "classic",
        }
    }

    pub fn state(&self) -> GroupState {
        match &self.kind {
            Kind::Classic(classic) => classic.state,
        }
    }

    /// The generation of a classic group.
    pub fn epoch(&self) -> i32 {
        match &self.kind {
            Kind::Classic(classic) => classic.generation.0,
        }
    }

    /// What the partitions are shared out with.
    pub fn assignor(&self) -> Option<&Name> {
        match &self.kind {
            Kind::Classic(classic) => classic.protocol.as_ref(),
        }
    }

    /// The member that computes the assignment, where a member does.
    pub fn leader(&self) -> Option<&Name> {
        match &self.kind {
            Kind::Classic(classic) => classic.leader.as_ref(),
        }
    }

    /// The members by their ids.
    pub fn members(&self) -> impl Iterator<Item = (&Name, MemberInfo<'_>)> {
        let Kind::Classic(classic) = &self.kind;
        classic.members.iter().map(|(id, member)| {
            let info = MemberInfo {
                client_id: &member.client_id,
                instance_id: member.instance_id.as_ref(),
                assignment: &member.assignment,
                topics: &member.subscription.topics,
                protocols: &member.subscription.protocols,
                session_timeout_ms: member.session_timeout_ms,
                rebalance_timeout_ms: member.rebalance_timeout_ms,
            };
            (id, info)
        })
    }

    pub fn member(&self, id: &Name) -> Option<MemberInfo<'_>> {
        self.members().find(|(known, _)| *known == id).map(|(_, member)| member)
    }
}
