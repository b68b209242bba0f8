//! What a coordinator keeps in `__consumer_offsets` (`GroupCoordinatorRecordHelpers`): a record for every commit, for
//! every offset and group that goes (a tombstone), for every generation of a classic group, for every group epoch
//! and target assignment of the `consumer` protocol, for each of its members and what it has, and for every group epoch of
//! a share group.
//!
//! Keys and values are the text that `kafka-console-consumer` prints of them with Kafka's formatters
//! (`OffsetsMessageFormatter`, `GroupMetadataMessageFormatter`), so that a person can read the log; Kafka stores the
//! same fields in binary. `loading` reads it back.

use std::sync::Arc;

use serde::Serialize;

use crate::{
    kafka::{
        ids::{LeaderEpoch, Name, Offset, PartitionSet, ProducerIdAndEpoch, TopicPartition},
        marker::InTransaction,
        reconcile::{CurrentAssignment, MemberState},
        record::{Choice, NewRecord, Provenance, RecordBatch, RecordsBuilder},
        serializer::Serializer,
    },
    node::{
        group::{Committed, classic::Classic, modern},
        told,
    },
};

/// The records of one group that are appended together (`CoordinatorResult`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub group: Name,
    /// A classic group that has just come to be: those who join are answered without waiting for this.
    pub begins: bool,
    /// The records count when the transaction of this producer is committed.
    pub transaction: Option<ProducerIdAndEpoch>,
    records: Vec<(String, Option<String>)>,
}

/// A message with its schema's version, as the formatters print it.
#[derive(Serialize)]
struct Versioned<T> {
    version: i16,
    data: T,
}

#[derive(Serialize)]
struct OffsetCommitKey<'a> {
    group: &'a str,
    topic: &'a str,
    partition: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OffsetCommitValue {
    offset: Offset,
    leader_epoch: LeaderEpoch,
    metadata: &'static str,
    commit_timestamp: u64,
}

#[derive(Serialize)]
struct GroupMetadataKey<'a> {
    group: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupMetadataValue<'a> {
    protocol_type: &'static str,
    generation: i32,
    protocol: Option<&'a str>,
    leader: Option<&'a str>,
    current_state_timestamp: i64,
    members: Vec<MemberMetadata<'a>>,
}

/// Kafka has the subscription and the assignment as bytes; here they can be read.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MemberMetadata<'a> {
    member_id: &'a str,
    group_instance_id: Option<&'a str>,
    client_id: &'a str,
    rebalance_timeout: u64,
    session_timeout: u64,
    subscription: &'a [Name],
    assignment: Vec<String>,
}

#[derive(Serialize)]
struct GroupEpochValue {
    epoch: i32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TargetEpochValue {
    assignment_epoch: i32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MemberKey<'a> {
    group: &'a str,
    member_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TargetValue {
    topic_partitions: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CurrentValue {
    member_epoch: i32,
    previous_member_epoch: i32,
    /// `ConsumerGroupMember.MemberState.value`
    state: i8,
    assigned_partitions: Vec<String>,
    partitions_pending_revocation: Vec<String>,
}

impl Written {
    pub fn new(group: &Name) -> Self {
        Written {
            group: group.clone(),
            begins: false,
            transaction: None,
            records: Vec::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// `newOffsetCommitRecord`; without a commit `newOffsetCommitTombstoneRecord`.
    pub fn offset(&mut self, tp: &TopicPartition, committed: Option<(&Committed, LeaderEpoch)>) {
        let key = OffsetCommitKey {
            group: &self.group,
            topic: &tp.topic,
            partition: tp.partition,
        };
        let value = committed.map(|(committed, leader_epoch)| OffsetCommitValue {
            offset: committed.offset,
            leader_epoch,
            metadata: "",
            commit_timestamp: committed.at_ms,
        });
        self.records.push((json(1, key), value.map(|value| json(3, value))));
    }

    /// `newGroupMetadataRecord`; without a value `newGroupMetadataTombstoneRecord`.
    pub fn metadata(&mut self, value: Option<String>) {
        let key = GroupMetadataKey { group: &self.group };
        self.records.push((json(2, key), value));
    }

    /// `newConsumerGroupEpochRecord`.
    pub fn group_epoch(&mut self, epoch: i32) {
        let key = GroupMetadataKey { group: &self.group };
        self.records
            .push((json(3, key), Some(json(0, GroupEpochValue { epoch }))));
    }

    /// `newShareGroupEpochRecord`; without an epoch `newShareGroupEpochTombstoneRecord`.
    pub fn share_epoch(&mut self, epoch: Option<i32>) {
        let key = GroupMetadataKey { group: &self.group };
        let value = epoch.map(|epoch| json(0, GroupEpochValue { epoch }));
        self.records.push((json(11, key), value));
    }

    /// `newConsumerGroupTargetAssignmentEpochRecord`.
    pub fn target_epoch(&mut self, assignment_epoch: i32) {
        let key = GroupMetadataKey { group: &self.group };
        let value = TargetEpochValue { assignment_epoch };
        self.records.push((json(6, key), Some(json(0, value))));
    }

    /// `newConsumerGroupTargetAssignmentRecord`; without a target its tombstone.
    pub fn target(&mut self, member_id: &str, target: Option<&PartitionSet>) {
        let value = target.map(|target| TargetValue {
            topic_partitions: told::labels(target),
        });
        self.of_member(7, member_id, value);
    }

    /// `newConsumerGroupMemberSubscriptionRecord`; without a member its tombstone.
    pub fn member(&mut self, member_id: &str, member: Option<&modern::Member>) {
        self.of_member(5, member_id, member.map(modern::Member::metadata_value));
    }

    /// `newConsumerGroupCurrentAssignmentRecord`; without one its tombstone.
    pub fn current(&mut self, member_id: &str, current: Option<&CurrentAssignment>) {
        let value = current.map(|current| CurrentValue {
            member_epoch: current.epoch.0,
            previous_member_epoch: current.previous_epoch.0,
            state: match current.state {
                MemberState::Stable => 0,
                MemberState::UnrevokedPartitions => 1,
                MemberState::UnreleasedPartitions => 2,
            },
            assigned_partitions: told::labels(&current.assigned),
            partitions_pending_revocation: told::labels(&current.pending_revocation),
        });
        self.of_member(8, member_id, value);
    }

    fn of_member(&mut self, version: i16, member_id: &str, value: Option<impl Serialize>) {
        let key = MemberKey {
            group: &self.group,
            member_id,
        };
        self.records
            .push((json(version, key), value.map(|value| json(0, value))));
    }

    /// The records as one batch, written by this broker.
    pub fn batch(&self, broker: &Name, now: u64) -> RecordBatch {
        let batch = coordinator_batch(broker, now, &self.records);
        match self.transaction {
            Some(producer) => RecordBatch {
                in_transaction: InTransaction::Part,
                ..batch.of(producer)
            },
            None => batch,
        }
    }
}

/// Keys and values that a coordinator keeps, as one batch written by this broker.
pub fn coordinator_batch(broker: &Name, now: u64, records: &[(String, Option<String>)]) -> RecordBatch {
    let mut builder = RecordsBuilder::new(now as i64);
    for (key, value) in records {
        builder.append(&NewRecord {
            timestamp: now as i64,
            key: Some(key.as_bytes()),
            value: value.as_deref().map(str::as_bytes),
            headers: &[],
            choice: Choice::Given,
        });
    }
    RecordBatch::unwritten(builder.build(Arc::new(Provenance {
        producer: broker.clone(),
        key_serializer: Serializer::Json,
        value_serializer: Serializer::Json,
        batch_size: 0,
    })))
}

impl Classic {
    /// The value of the group's metadata record, as the group is now.
    pub(super) fn metadata_value(&self) -> String {
        let member = |id| {
            let (id, member) = self.members.get_key_value(id)?;
            Some(MemberMetadata {
                member_id: id,
                group_instance_id: member.instance_id.as_deref(),
                client_id: &member.client_id,
                rebalance_timeout: member.rebalance_timeout_ms,
                session_timeout: member.session_timeout_ms,
                subscription: &member.subscription.topics,
                assignment: told::labels(&member.assignment),
            })
        };
        let value = GroupMetadataValue {
            protocol_type: if self.has_had_members { "consumer" } else { "" },
            generation: self.generation.0,
            protocol: self.protocol.as_deref(),
            leader: self.leader.as_deref(),
            current_state_timestamp: self.since_ms.map_or(-1, |ms| ms as i64),
            members: self.order.iter().filter_map(member).collect(),
        };
        json(3, value)
    }
}

/// What is made of texts and numbers alone can always be written.
fn json(version: i16, data: impl Serialize) -> String {
    serde_json::to_string(&Versioned { version, data }).unwrap_or_default()
}
