//! What the messages are called in Kafka (`ApiKeys`), and which connection they take.

use crate::kafka::ids::Name;

use super::{Message, Request, Response, TxnOffsetCommit};

impl Message {
    /// Kafka's name of the API.
    pub fn api(&self) -> &'static str {
        match self {
            Message::Request(request) => request.api(),
            Message::Response(response) => response.api(),
            Message::Broken(_) => "",
        }
    }
}

impl Request {
    /// A consumer sends these over a connection of their own.
    pub fn is_for_coordinator(&self) -> bool {
        matches!(
            self,
            Request::JoinGroup(_)
                | Request::SyncGroup(_)
                | Request::Heartbeat { .. }
                | Request::LeaveGroup { .. }
                | Request::ConsumerGroupHeartbeat(_)
                | Request::ShareGroupHeartbeat(_)
                | Request::OffsetCommit { .. }
                | Request::OffsetFetch { .. }
        )
    }

    /// The group whose coordinator is asked.
    pub fn group(&self) -> Option<&Name> {
        match self {
            Request::JoinGroup(join) => Some(&join.group),
            Request::SyncGroup(sync) => Some(&sync.member.group),
            Request::Heartbeat { member }
            | Request::OffsetCommit { member, .. }
            | Request::TxnOffsetCommit(TxnOffsetCommit { member, .. }) => Some(&member.group),
            Request::ConsumerGroupHeartbeat(heartbeat) => Some(&heartbeat.group),
            Request::ShareGroupHeartbeat(heartbeat) => Some(&heartbeat.group),
            Request::LeaveGroup { group, .. }
            | Request::OffsetFetch { group, .. }
            | Request::DescribeGroups { group }
            | Request::DeleteGroups { group } => Some(group),
            _ => None,
        }
    }

    /// The `transactional.id` whose coordinator is asked.
    pub fn transactional_id(&self) -> Option<&Name> {
        match self {
            Request::InitProducerId(Some(init)) => Some(&init.transactional_id),
            Request::AddPartitionsToTxn(add) => Some(&add.transactional_id),
            Request::EndTxn(end) => Some(&end.transactional_id),
            _ => None,
        }
    }

    pub fn api(&self) -> &'static str {
        match self {
            Request::ApiVersions => "ApiVersions",
            Request::Metadata { .. } => "Metadata",
            Request::Produce { .. } => "Produce",
            Request::InitProducerId(_) => "InitProducerId",
            Request::AddPartitionsToTxn(_) => "AddPartitionsToTxn",
            Request::EndTxn(_) => "EndTxn",
            Request::WriteTxnMarkers(_) => "WriteTxnMarkers",
            Request::TxnOffsetCommit(_) => "TxnOffsetCommit",
            Request::AllocateProducerIds => "AllocateProducerIds",
            Request::BrokerRegistration { .. } => "BrokerRegistration",
            Request::BrokerHeartbeat { .. } => "BrokerHeartbeat",
            Request::AlterPartition { .. } => "AlterPartition",
            Request::Fetch(_) => "Fetch",
            Request::ListOffsets { .. } => "ListOffsets",
            Request::OffsetsForLeaderEpoch(_) => "OffsetsForLeaderEpoch",
            Request::FindCoordinator { .. } => "FindCoordinator",
            Request::JoinGroup(_) => "JoinGroup",
            Request::SyncGroup(_) => "SyncGroup",
            Request::Heartbeat { .. } => "Heartbeat",
            Request::LeaveGroup { .. } => "LeaveGroup",
            Request::ConsumerGroupHeartbeat(_) => "ConsumerGroupHeartbeat",
            Request::OffsetCommit { .. } => "OffsetCommit",
            Request::OffsetFetch { .. } => "OffsetFetch",
            Request::ShareGroupHeartbeat(_) => "ShareGroupHeartbeat",
            Request::ShareFetch(_) => "ShareFetch",
            Request::ShareAcknowledge(_) => "ShareAcknowledge",
            Request::DeleteShareGroupState { .. } => "DeleteShareGroupState",
            Request::CreateTopics { .. } => "CreateTopics",
            Request::CreatePartitions { .. } => "CreatePartitions",
            Request::AlterPartitionReassignments { .. } => "AlterPartitionReassignments",
            Request::DeleteTopics { .. } => "DeleteTopics",
            Request::IncrementalAlterConfigs { .. } => "IncrementalAlterConfigs",
            Request::DeleteRecords { .. } => "DeleteRecords",
            Request::DescribeGroups { .. } => "DescribeGroups",
            Request::DeleteGroups { .. } => "DeleteGroups",
            Request::Quorum(request) => request.api(),
        }
    }
}

impl Response {
    pub fn api(&self) -> &'static str {
        match self {
            Response::ApiVersions => "ApiVersions",
            Response::Metadata { .. } => "Metadata",
            Response::Produce { .. } => "Produce",
            Response::InitProducerId(_) => "InitProducerId",
            Response::AddPartitionsToTxn(_) => "AddPartitionsToTxn",
            Response::EndTxn(_) => "EndTxn",
            Response::WriteTxnMarkers(_) => "WriteTxnMarkers",
            Response::TxnOffsetCommit(_) => "TxnOffsetCommit",
            Response::AllocateProducerIds { .. } => "AllocateProducerIds",
            Response::BrokerRegistration(_) => "BrokerRegistration",
            Response::BrokerHeartbeat { .. } => "BrokerHeartbeat",
            Response::AlterPartition { .. } => "AlterPartition",
            Response::Fetch { .. } => "Fetch",
            Response::ListOffsets { .. } => "ListOffsets",
            Response::OffsetsForLeaderEpoch(_) => "OffsetsForLeaderEpoch",
            Response::FindCoordinator { .. } => "FindCoordinator",
            Response::JoinGroup(_) => "JoinGroup",
            Response::SyncGroup(_) => "SyncGroup",
            Response::Heartbeat(_) => "Heartbeat",
            Response::LeaveGroup(_) => "LeaveGroup",
            Response::ConsumerGroupHeartbeat(_) => "ConsumerGroupHeartbeat",
            Response::OffsetCommit(_) => "OffsetCommit",
            Response::OffsetFetch { .. } => "OffsetFetch",
            Response::ShareGroupHeartbeat(_) => "ShareGroupHeartbeat",
            Response::ShareFetch(_) => "ShareFetch",
            Response::ShareAcknowledge(_) => "ShareAcknowledge",
            Response::CreateTopics(_) => "CreateTopics",
            Response::CreatePartitions(_) => "CreatePartitions",
            Response::AlterPartitionReassignments(_) => "AlterPartitionReassignments",
            Response::DeleteTopics(_) => "DeleteTopics",
            Response::IncrementalAlterConfigs(_) => "IncrementalAlterConfigs",
            Response::DeleteRecords(_) => "DeleteRecords",
            Response::Refused { api, .. } => api,
            Response::DescribeGroups { .. } => "DescribeGroups",
            Response::DeleteGroups(_) => "DeleteGroups",
            Response::Quorum(response) => response.answer.api(),
        }
    }

    /// A coordinator gives this answer when everything that it wrote before is replicated, also where it wrote nothing
    /// for it (`CoordinatorRuntime.CoordinatorWriteEvent`). Simplified: reads of a group's state wait too.
    pub fn waits_for_writes(&self) -> bool {
        !matches!(self, Response::JoinGroup(_) | Response::SyncGroup(_))
    }
}
