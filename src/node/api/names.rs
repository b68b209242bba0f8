//! What the messages are called in Kafka (`ApiKeys`), and which connection they take.

use crate::kafka::ids::Name;

use super::{Message, QuorumRequest, Request, Response, TxnOffsetCommit, quorum::METADATA_FETCH};

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
}

/// Who asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Clients, brokers and the controllers beside them.
    Nodes,
    /// The person's tools alone.
    Tools,
}

/// Every request with its name and with who asks for it, written down once.
macro_rules! requests {
    ($($pattern:pat => $name:expr, $asks:ident;)*) => {
        impl Request {
            /// Kafka's name of the API.
            pub fn api(&self) -> &'static str {
                match self {
                    $($pattern => $name,)*
                }
            }
        }

        /// The names of all requests.
        pub const APIS: &[(&str, Asks)] = &[$(($name, Asks::$asks)),*];
    };
}

requests! {
    Request::ApiVersions => "ApiVersions", Nodes;
    Request::Metadata { .. } => "Metadata", Nodes;
    Request::Produce { .. } => "Produce", Nodes;
    Request::InitProducerId(_) => "InitProducerId", Nodes;
    Request::AddPartitionsToTxn(_) => "AddPartitionsToTxn", Nodes;
    Request::EndTxn(_) => "EndTxn", Nodes;
    Request::WriteTxnMarkers(_) => "WriteTxnMarkers", Nodes;
    Request::TxnOffsetCommit(_) => "TxnOffsetCommit", Nodes;
    Request::AllocateProducerIds => "AllocateProducerIds", Nodes;
    Request::BrokerRegistration { .. } => "BrokerRegistration", Nodes;
    Request::BrokerHeartbeat { .. } => "BrokerHeartbeat", Nodes;
    Request::AlterPartition { .. } => "AlterPartition", Nodes;
    Request::Fetch(_) => "Fetch", Nodes;
    Request::ListOffsets { .. } => "ListOffsets", Nodes;
    Request::OffsetsForLeaderEpoch(_) => "OffsetsForLeaderEpoch", Nodes;
    Request::FindCoordinator { .. } => "FindCoordinator", Nodes;
    Request::JoinGroup(_) => "JoinGroup", Nodes;
    Request::SyncGroup(_) => "SyncGroup", Nodes;
    Request::Heartbeat { .. } => "Heartbeat", Nodes;
    Request::LeaveGroup { .. } => "LeaveGroup", Nodes;
    Request::ConsumerGroupHeartbeat(_) => "ConsumerGroupHeartbeat", Nodes;
    Request::OffsetCommit { .. } => "OffsetCommit", Nodes;
    Request::OffsetFetch { .. } => "OffsetFetch", Nodes;
    Request::ShareGroupHeartbeat(_) => "ShareGroupHeartbeat", Nodes;
    Request::ShareFetch(_) => "ShareFetch", Nodes;
    Request::ShareAcknowledge(_) => "ShareAcknowledge", Nodes;
    Request::DeleteShareGroupState { .. } => "DeleteShareGroupState", Nodes;
    Request::CreateTopics { .. } => "CreateTopics", Nodes;
    Request::CreatePartitions { .. } => "CreatePartitions", Tools;
    Request::AlterPartitionReassignments { .. } => "AlterPartitionReassignments", Tools;
    Request::DeleteTopics { .. } => "DeleteTopics", Tools;
    Request::IncrementalAlterConfigs { .. } => "IncrementalAlterConfigs", Tools;
    Request::DeleteRecords { .. } => "DeleteRecords", Tools;
    Request::DescribeGroups { .. } => "DescribeGroups", Tools;
    Request::DeleteGroups { .. } => "DeleteGroups", Tools;
    Request::Quorum(QuorumRequest::Vote { .. }) => "Vote", Nodes;
    Request::Quorum(QuorumRequest::BeginQuorumEpoch { .. }) => "BeginQuorumEpoch", Nodes;
    Request::Quorum(QuorumRequest::EndQuorumEpoch { .. }) => "EndQuorumEpoch", Nodes;
    Request::Quorum(QuorumRequest::Fetch(_) | QuorumRequest::FetchImage { .. }) => METADATA_FETCH, Nodes;
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
