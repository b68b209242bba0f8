//! What the coordinator of a group with the `consumer` protocol decides.

use std::collections::BTreeMap;
use std::sync::Arc;

use partitura::kafka::{
    assignor::{
        Assignment, TopicPartition,
        server::{self, ServerAssignor},
    },
    ids::{self, MemberEpoch, PartitionSet},
    reconcile::{self, CurrentAssignment, MemberState},
};
use serde::Deserialize;

use super::{run, same};

#[derive(Deserialize)]
struct ServerAssignorCase {
    id: String,
    assignor: String,
    steps: Vec<ServerAssignorStep>,
}

#[derive(Deserialize)]
struct ServerAssignorStep {
    topics: BTreeMap<Arc<str>, u32>,
    /// In the order in which Kafka's hash map had them.
    members: Vec<ServerAssignorMember>,
    assignment: Assignment,
}

#[derive(Deserialize)]
struct ServerAssignorMember {
    id: Arc<str>,
    instance_id: Option<Arc<str>>,
    topics: Vec<Arc<str>>,
    #[serde(default)]
    owned: Vec<TopicPartition>,
}

fn set(partitions: &[TopicPartition]) -> PartitionSet {
    let named = partitions.iter();
    named
        .map(|(topic, number)| ids::TopicPartition::new(topic, *number))
        .collect()
}

impl ServerAssignorMember {
    fn member(&self) -> server::Member {
        server::Member {
            id: self.id.clone(),
            instance_id: self.instance_id.clone(),
            topics: self.topics.iter().cloned().collect(),
            target: Arc::new(set(&self.owned)),
        }
    }
}

#[test]
fn server_assignors() {
    run("server_assignors", |case: &ServerAssignorCase| {
        case.steps.iter().enumerate().try_for_each(|(place, step)| {
            let id = format!("{} step {place}", case.id);
            let members: Vec<server::Member> = step.members.iter().map(ServerAssignorMember::member).collect();
            let assignor = ServerAssignor::by_name(&case.assignor).ok_or(format!("{id}: {}", case.assignor))?;
            let expected = step.assignment.iter();
            let expected = expected
                .map(|(member, share)| (member.clone(), Arc::new(set(share))))
                .collect();
            same(&id, server::assign(assignor, &members, &step.topics), expected)
        })
    });
}

#[derive(Deserialize)]
struct ReconcileCase {
    id: String,
    steps: Vec<ReconcileStep>,
}

#[derive(Deserialize)]
struct ReconcileStep {
    member: ReconcileMember,
    target_epoch: i32,
    target: Vec<TopicPartition>,
    /// What the heartbeat said.
    owned: Option<Vec<TopicPartition>>,
    not_free: Vec<TopicPartition>,
    result: ReconcileMember,
}

#[derive(Deserialize)]
struct ReconcileMember {
    epoch: i32,
    previous_epoch: i32,
    state: String,
    assigned: Vec<TopicPartition>,
    pending_revocation: Vec<TopicPartition>,
}

impl ReconcileMember {
    fn current(&self) -> Result<CurrentAssignment, String> {
        Ok(CurrentAssignment {
            epoch: MemberEpoch(self.epoch),
            previous_epoch: MemberEpoch(self.previous_epoch),
            state: match &*self.state {
                "Stable" => MemberState::Stable,
                "UnrevokedPartitions" => MemberState::UnrevokedPartitions,
                "UnreleasedPartitions" => MemberState::UnreleasedPartitions,
                other => return Err(format!("there is no state {other}")),
            },
            assigned: set(&self.assigned),
            pending_revocation: set(&self.pending_revocation),
        })
    }
}

#[test]
fn reconciliation() {
    run("reconcile", |case: &ReconcileCase| {
        case.steps.iter().enumerate().try_for_each(|(place, step)| {
            let not_free = set(&step.not_free);
            let found = reconcile::next(
                &step.member.current()?,
                MemberEpoch(step.target_epoch),
                &set(&step.target),
                step.owned.as_deref().map(set).as_ref(),
                |partition| !not_free.contains(partition),
            );
            same(&format!("{} step {place}", case.id), found, step.result.current()?)
        })
    });
}
