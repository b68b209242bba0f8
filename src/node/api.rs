//! The requests and responses between nodes: Kafka's own, with the fields that the model needs.
//!
//! Absent on purpose: versions, throttling, and everything about security.

mod broken;
mod cluster;
mod fetch;
mod groups;
pub mod modern;
mod names;
mod quorum;
mod share;
mod transactions;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, LeaderEpoch, Name, Offset, ProducerId, ProducerIdAndEpoch, TopicPartition},
        record::RecordBatch,
    },
    node::{because::Because, event::Why, image::PartitionImage},
};

pub use broken::Break;
pub use cluster::{EpochEnd, EpochQuestion, TopicMetadata};
pub use fetch::{Fetch, FetchMetadata, FetchPartition, Fetched, FetchedPartition, FollowerView};
pub use groups::{
    Assignments, GroupState, JoinError, JoinGroup, Joined, JoinedMember, LeaveReason, MemberRef, MemberSubscription,
    Protocol, SyncGroup,
};
pub use modern::{ConsumerGroupHeartbeat, ConsumerGroupHeartbeatAnswer};
pub use names::{APIS, Asks};
pub use quorum::{LogEnd, LogFetch, QuorumAnswer, QuorumLeader, QuorumRequest, QuorumResponse};
pub use share::{
    Acknowledged, Acknowledgement, FINAL_EPOCH, Given, JOIN_EPOCH, LEAVE_EPOCH, ShareAcknowledge, ShareFetch,
    ShareFetched, ShareGroupHeartbeat, ShareMembership,
};
pub use transactions::{
    AbortedTransaction, AddPartitionsToTxn, CoordinatorOf, EndTxn, InitTransactional, Isolation, Marked,
    TxnOffsetCommit, WriteTxnMarkers,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    Request(Request),
    Response(Response),
    /// In place of the answer: the connection ended before it came.
    Broken(Break),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// The first question on a connection: which requests the broker knows.
    ApiVersions,
    Metadata {
        topics: Vec<Name>,
        all_topics: bool,
        allow_auto_topic_creation: bool,
    },
    Produce {
        acks: Acks,
        /// How long the leader waits for its followers: `request.timeout.ms` of the producer.
        timeout_ms: u64,
        transactional_id: Option<Name>,
        batches: Vec<(TopicPartition, RecordBatch)>,
    },
    /// An idempotent producer wants an id, or one with a `transactional.id` its numbers.
    InitProducerId(Option<InitTransactional>),
    AddPartitionsToTxn(AddPartitionsToTxn),
    EndTxn(EndTxn),
    WriteTxnMarkers(WriteTxnMarkers),
    TxnOffsetCommit(TxnOffsetCommit),
    /// A broker wants a block of ids to give to producers.
    AllocateProducerIds,
    /// A broker that starts wants to be part of the cluster.
    BrokerRegistration {
        broker: BrokerId,
        /// How many processes of the broker there were before.
        epoch: u64,
        shutdown: Shutdown,
    },
    BrokerHeartbeat {
        broker: BrokerId,
        epoch: u64,
        /// The version of the metadata that it knows.
        version: u64,
        wants_to_stop: bool,
    },
    /// A leader says which replicas are in sync.
    AlterPartition {
        partition: TopicPartition,
        leader_epoch: LeaderEpoch,
        partition_epoch: u32,
        isr: Vec<BrokerId>,
        /// Who falls out or comes back, and why: for the story.
        why: Why,
    },
    Fetch(Fetch),
    ListOffsets {
        isolation: Isolation,
        partitions: Vec<(TopicPartition, OffsetSpec)>,
    },
    OffsetsForLeaderEpoch(Vec<EpochQuestion>),
    FindCoordinator {
        of: CoordinatorOf,
    },
    JoinGroup(JoinGroup),
    SyncGroup(SyncGroup),
    Heartbeat {
        member: MemberRef,
    },
    LeaveGroup {
        group: Name,
        member_id: Name,
        reason: LeaveReason,
    },
    ConsumerGroupHeartbeat(ConsumerGroupHeartbeat),
    /// `why` tells the story; `None` where the tool that asked tells it.
    OffsetCommit {
        member: MemberRef,
        offsets: Vec<(TopicPartition, Offset)>,
        why: Option<Why>,
    },
    OffsetFetch {
        group: Name,
        partitions: Vec<TopicPartition>,
        /// What a transaction keeps back is not passed over (`require_stable`).
        require_stable: bool,
    },
    ShareGroupHeartbeat(ShareGroupHeartbeat),
    ShareFetch(ShareFetch),
    ShareAcknowledge(ShareAcknowledge),
    /// The coordinator tells the leaders that a share group is gone.
    DeleteShareGroupState {
        group: Name,
    },
    CreateTopics {
        topic: Name,
        partitions: u32,
        /// `None`: `default.replication.factor`.
        replication_factor: Option<u32>,
        config: Vec<(Name, Name)>,
        client: Option<Name>,
    },
    CreatePartitions {
        topic: Name,
        total: u32,
    },
    /// Partitions are to lie on other brokers.
    AlterPartitionReassignments {
        topic: Name,
        /// Empty: all of them.
        partitions: Vec<u32>,
        /// `None`: what is under way is taken back.
        replicas: Option<Vec<BrokerId>>,
    },
    DeleteTopics {
        topic: Name,
    },
    IncrementalAlterConfigs {
        target: ConfigTarget,
        config: Vec<(Name, Name)>,
    },
    DeleteRecords {
        partition: TopicPartition,
        before: Offset,
    },
    DescribeGroups {
        group: Name,
    },
    DeleteGroups {
        group: Name,
    },
    /// Between controllers, and to them.
    Quorum(QuorumRequest),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    ApiVersions,
    Metadata {
        brokers: Vec<BrokerId>,
        topics: Vec<(Name, Result<TopicMetadata, KafkaError>)>,
    },
    Produce {
        partitions: Vec<(TopicPartition, Result<Offset, KafkaError>)>,
    },
    InitProducerId(Result<ProducerIdAndEpoch, KafkaError>),
    /// A block of `PRODUCER_ID_BLOCK_SIZE` from this one on.
    AllocateProducerIds {
        first: ProducerId,
    },
    BrokerRegistration(Result<(), KafkaError>),
    BrokerHeartbeat {
        is_fenced: bool,
        /// Nothing is left that it leads: it may go.
        should_stop: bool,
    },
    /// The partition as it is now.
    AlterPartition {
        partition: TopicPartition,
        result: Result<Box<PartitionImage>, KafkaError>,
    },
    Fetch {
        /// The follower's session; 0 for a consumer, who has none.
        session: u32,
        partitions: Vec<FetchedPartition>,
    },
    ListOffsets {
        partitions: Vec<(TopicPartition, Result<Option<Offset>, KafkaError>)>,
    },
    OffsetsForLeaderEpoch(Vec<(TopicPartition, Result<EpochEnd, KafkaError>)>),
    FindCoordinator {
        coordinator: Result<BrokerId, KafkaError>,
    },
    JoinGroup(Result<Joined, JoinError>),
    SyncGroup(Result<Vec<TopicPartition>, KafkaError>),
    Heartbeat(Result<(), KafkaError>),
    LeaveGroup(Result<(), KafkaError>),
    ConsumerGroupHeartbeat(Result<ConsumerGroupHeartbeatAnswer, KafkaError>),
    OffsetCommit(Result<(), KafkaError>),
    OffsetFetch {
        offsets: Vec<(TopicPartition, Result<Option<Offset>, KafkaError>)>,
    },
    AddPartitionsToTxn(Result<(), KafkaError>),
    /// The numbers that the producer goes on with.
    EndTxn(Result<ProducerIdAndEpoch, KafkaError>),
    WriteTxnMarkers(Marked),
    TxnOffsetCommit(Result<(), KafkaError>),
    ShareGroupHeartbeat(Result<ShareMembership, KafkaError>),
    ShareFetch(ShareFetched),
    ShareAcknowledge(Acknowledged),
    CreateTopics(Result<(), Refusal>),
    CreatePartitions(Result<(), Refusal>),
    /// Those that were refused, by name.
    AlterPartitionReassignments(Vec<(Name, Refusal)>),
    DeleteTopics(Result<(), Refusal>),
    IncrementalAlterConfigs(Result<(), Refusal>),
    DeleteRecords(Result<Offset, Refusal>),
    DescribeGroups {
        state: GroupState,
    },
    /// In place of the answer to this request: the broker does not coordinate the group.
    Refused {
        api: &'static str,
        error: KafkaError,
    },
    DeleteGroups(Result<(), KafkaError>),
    Quorum(QuorumResponse),
}

/// Kafka's error with its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub error: KafkaError,
    pub because: Because,
}

/// `acks` of a Produce request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acks {
    None,
    Leader,
    All,
}

/// How the last life of a broker ended, as far as its disk knows (`.kafka_cleanshutdown`, `meta.properties`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Everything was written before it went.
    Clean,
    Unclean,
    /// The disk is another one, and empty.
    NewDisk,
}

/// Which offset ListOffsets is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetSpec {
    Earliest,
    Latest,
    /// The first record with this timestamp or a later one, in milliseconds.
    AtTimestamp(i64),
}

/// Whose configuration is altered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigTarget {
    Topic(Name),
    Broker(BrokerId),
}

impl Response {
    /// The error that the response carries, if it is all an error. Two names are none: with them the protocol takes
    /// its usual course.
    pub fn error(&self) -> Option<KafkaError> {
        let usual = [KafkaError::MemberIdRequired, KafkaError::RebalanceInProgress];
        self.any_error().filter(|error| !usual.contains(error))
    }

    fn any_error(&self) -> Option<KafkaError> {
        match self {
            Response::Produce { partitions } => {
                partitions.iter().find_map(|(_, result)| result.as_ref().err().copied())
            }
            Response::Refused { error, .. } => Some(*error),
            Response::JoinGroup(Err(refused)) => Some(refused.error),
            Response::ShareAcknowledge(acknowledged) | Response::ShareFetch(ShareFetched { acknowledged, .. }) => {
                acknowledged
                    .iter()
                    .find_map(|(_, result)| result.as_ref().err().copied())
            }
            Response::SyncGroup(Err(error))
            | Response::Heartbeat(Err(error))
            | Response::LeaveGroup(Err(error))
            | Response::ConsumerGroupHeartbeat(Err(error))
            | Response::OffsetCommit(Err(error))
            | Response::InitProducerId(Err(error))
            | Response::AddPartitionsToTxn(Err(error))
            | Response::EndTxn(Err(error))
            | Response::TxnOffsetCommit(Err(error))
            | Response::ShareGroupHeartbeat(Err(error))
            | Response::FindCoordinator {
                coordinator: Err(error),
            } => Some(*error),
            _ => None,
        }
    }
}
