//! What the coordinator of a group with the `consumer` protocol decides.

use std::collections::BTreeMap;
use std::sync::Arc;

use partitura::kafka::{
    assignor::{
        Assignment, TopicPartition,
        server::{self, ServerAssignor},
    },
    ids::{self, PartitionSet},
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
