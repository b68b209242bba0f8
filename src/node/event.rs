//! What the simulation tells: facts, each with its why, both as data.
//!
//! The page makes a sentence of a fact (`event-<kind>`) and one of its why (`why-<rule>`) in the reader's language,
//! from the fields as they are serialised here; so a field's name is public interface. Where many records share a
//! fact, one event tells of the whole run. Absent on purpose: heartbeats and empty fetches, which say nothing new.

use std::sync::Arc;

use serde::Serialize;

mod transactions;

pub use transactions::{TransactionFact, TransactionRule};

pub use super::{
    rule::Rule,
    why::{Setting, Why},
};

use crate::kafka::{compression::Codec, error::ErrorName};

/// A name of a topic, client or group.
pub type Name = Arc<str>;

/// One fact at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Event {
    /// Virtual milliseconds since the start.
    pub at: u64,
    #[serde(flatten)]
    pub fact: Fact,
    pub why: Why,
}

/// A run of records of one partition, by its first and last offset.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Run {
    pub topic: Name,
    pub partition: u32,
    pub offset: i64,
    pub last_offset: i64,
    pub count: u32,
}

/// The partitions of one member.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Share {
    pub consumer: Name,
    pub member_id: Name,
    /// `topic-partition`, sorted.
    pub partitions: Vec<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    // Topics.
    TopicCreated {
        topic: Name,
        partitions: u32,
        replication_factor: u32,
    },
    PartitionsAdded {
        topic: Name,
        from: u32,
        total: u32,
    },
    TopicDeleted {
        topic: Name,
    },
    ConfigAltered {
        target: Name,
        name: Name,
        value: Name,
    },
    RecordsDeleted {
        topic: Name,
        partition: u32,
        log_start_offset: i64,
    },
    /// Kafka refused what a person asked for.
    CommandRefused {
        command: Name,
        target: Name,
        error: ErrorName,
    },
    Note {
        text: Name,
    },

    // Replication.
    /// Who is in sync changed.
    IsrChanged {
        topic: Name,
        partition: u32,
        isr: Vec<i32>,
    },
    /// Every replica that counts has what lies below. Told where there are followers.
    HighWatermarkMoved {
        topic: Name,
        partition: u32,
        high_watermark: i64,
    },
    /// A follower cut these off its log: its leader does not have them.
    ReplicaTruncated {
        #[serde(flatten)]
        run: Run,
        broker: i32,
    },

    /// A partition is to lie on these brokers, the preferred leader first.
    ReassignmentStarted {
        topic: Name,
        partition: u32,
        replicas: Vec<i32>,
        /// They come.
        adding: Vec<i32>,
        /// They go when the others are in sync.
        removing: Vec<i32>,
    },
    ReassignmentCompleted {
        topic: Name,
        partition: u32,
        replicas: Vec<i32>,
    },
    /// It stays on these brokers.
    ReassignmentCancelled {
        topic: Name,
        partition: u32,
        replicas: Vec<i32>,
    },
    /// A broker deleted its log of a partition that is not its own any more.
    ReplicaDeleted {
        topic: Name,
        partition: u32,
        broker: i32,
    },

    // Brokers.
    BrokerStopping {
        broker: i32,
    },
    /// `clean`: others had taken over first.
    BrokerStopped {
        broker: i32,
        clean: bool,
    },
    BrokerStarted {
        broker: i32,
    },
    /// It leads nothing and is in sync with nothing.
    BrokerFenced {
        broker: i32,
    },
    BrokerUnfenced {
        broker: i32,
    },
    /// It had replicas of so many partitions, and has none.
    DiskLost {
        broker: i32,
        partitions: u32,
    },
    /// `leader` is 0 where nobody can lead.
    LeaderElected {
        topic: Name,
        partition: u32,
        leader: i32,
        leader_epoch: i32,
        isr: Vec<i32>,
    },
    ControllerElected {
        broker: i32,
        controller_epoch: u32,
    },
    /// It is the active controller no more.
    ControllerResigned {
        broker: i32,
        controller_epoch: u32,
    },

    /// Another broker leads the partition of `__consumer_offsets` that the group is in.
    CoordinatorMoved {
        group: Name,
        broker: i32,
    },

    // The network.
    /// Nothing gets to this broker any more, and nothing from it; or nothing between it and one other node.
    BrokerCut {
        broker: i32,
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<Name>,
    },
    BrokerHealed {
        broker: i32,
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<Name>,
    },
    /// The next so many of these are to be lost.
    LossAsked {
        api: Name,
        /// `request` or `response`.
        side: Name,
        asker: Name,
        count: u64,
    },
    /// The next so many of these are to be late.
    DelayAsked {
        api: Name,
        side: Name,
        asker: Name,
        count: u64,
        by_ms: u64,
    },
    /// The next so many of these are to arrive twice.
    DuplicateAsked {
        api: Name,
        side: Name,
        asker: Name,
        count: u64,
    },
    MessageLost {
        api: Name,
        side: Name,
        from: Name,
        to: Name,
    },
    MessageDelayed {
        api: Name,
        side: Name,
        from: Name,
        to: Name,
        by_ms: u64,
    },
    MessageDuplicated {
        api: Name,
        side: Name,
        from: Name,
        to: Name,
    },
    /// Everything takes so much longer to and from this broker, or between it and one other node; 0 ends that.
    BrokerSlowed {
        broker: i32,
        to: Option<Name>,
        by_ms: u64,
    },
    /// The connection ended before the answer came.
    RequestUnanswered {
        client: Name,
        broker: i32,
        api: Name,
    },

    // Producers.
    ProducerStarted {
        producer: Name,
    },
    ProducerClosed {
        producer: Name,
    },
    /// `lost`: records that were accepted by `send` and had not been answered.
    ProducerCrashed {
        producer: Name,
        lost: u64,
    },
    /// It numbers its batches by this id from now on.
    ProducerIdAssigned {
        producer: Name,
        producer_id: i64,
        producer_epoch: i16,
    },
    /// It begins to number anew, in these partitions at once.
    ProducerEpochBumped {
        producer: Name,
        producer_id: i64,
        producer_epoch: i16,
        partitions: Vec<String>,
    },
    SendingStarted {
        producer: Name,
        topic: Name,
        every_ms: u64,
    },
    SendingStopped {
        producer: Name,
        topic: Name,
    },
    /// A key that this producer has sent before goes to another partition now.
    KeyMoved {
        producer: Name,
        topic: Name,
        key: Name,
        from: u32,
        to: u32,
    },
    /// A batch leaves the producer.
    BatchSent {
        producer: Name,
        topic: Name,
        partition: u32,
        count: u32,
        bytes: u64,
        attempt: u32,
    },
    /// The producer closes a batch and compresses its records.
    BatchCompressed {
        producer: Name,
        topic: Name,
        partition: u32,
        count: u32,
        codec: Codec,
        /// With the header, before and after.
        uncompressed: u64,
        bytes: u64,
        /// What is left of the records, in hundredths.
        percent: u64,
    },
    /// The leader stores a batch in another compression than it came in.
    BatchRecompressed {
        #[serde(flatten)]
        run: Run,
        producer: Name,
        from: Codec,
        codec: Codec,
        /// As it came, and as it is stored.
        received: u64,
        bytes: u64,
    },
    RecordAppended {
        #[serde(flatten)]
        run: Run,
        producer: Name,
        bytes: u64,
    },
    /// A batch came again that the log has: nothing is written, and the answer is that of the first time.
    DuplicateRecognised {
        #[serde(flatten)]
        run: Run,
        producer: Name,
    },
    /// The leader does not take a batch because of its number.
    SequenceRefused {
        producer: Name,
        topic: Name,
        partition: u32,
        count: u32,
        error: ErrorName,
    },
    RecordAcked {
        producer: Name,
        #[serde(flatten)]
        run: Run,
        latency_ms: u64,
    },
    /// The broker (or the client itself) gave the producer an error for good.
    RecordFailed {
        producer: Name,
        topic: Name,
        /// `None` where it never came into a batch.
        partition: Option<u32>,
        count: u32,
        error: ErrorName,
        detail: Name,
    },
    /// An error after which the producer tries again.
    BatchRetried {
        producer: Name,
        topic: Name,
        partition: u32,
        count: u32,
        error: ErrorName,
    },

    // Consumers.
    ConsumerStarted {
        consumer: Name,
        group: Option<Name>,
    },
    ConsumerClosed {
        consumer: Name,
    },
    ConsumerCrashed {
        consumer: Name,
    },
    ConsumerFrozen {
        consumer: Name,
    },
    ConsumerThawed {
        consumer: Name,
    },
    /// The consumer's application stops for good with an exception.
    ConsumerFailed {
        consumer: Name,
        error: ErrorName,
        detail: Name,
    },
    SubscriptionChanged {
        consumer: Name,
        topics: Vec<Name>,
    },
    PartitionsPaused {
        consumer: Name,
        partitions: Vec<String>,
    },
    PartitionsResumed {
        consumer: Name,
        partitions: Vec<String>,
    },
    /// Where the consumer reads from now on.
    PositionSet {
        consumer: Name,
        topic: Name,
        partition: u32,
        offset: i64,
    },
    /// From now on it reads the partition from this follower.
    ReadReplicaSet {
        consumer: Name,
        topic: Name,
        partition: u32,
        broker: i32,
    },
    /// It reads the partition from the leader again, and no longer from this follower.
    ReadReplicaCleared {
        consumer: Name,
        topic: Name,
        partition: u32,
        broker: i32,
    },
    RecordsDelivered {
        consumer: Name,
        #[serde(flatten)]
        run: Run,
    },
    RecordsProcessed {
        consumer: Name,
        #[serde(flatten)]
        run: Run,
    },
    /// The poison pill: the consumer stays before this record.
    DeserializationFailed {
        consumer: Name,
        topic: Name,
        partition: u32,
        offset: i64,
        error: ErrorName,
        detail: Name,
    },
    OffsetCommitted {
        group: Name,
        consumer: Option<Name>,
        topic: Name,
        partition: u32,
        offset: i64,
    },
    CommitRefused {
        group: Name,
        consumer: Name,
        error: ErrorName,
    },
    /// A committed offset is forgotten; it was this.
    OffsetRemoved {
        group: Name,
        topic: Name,
        partition: u32,
        offset: i64,
    },
    OffsetsReset {
        group: Name,
        topic: Name,
        partition: u32,
        from: Option<i64>,
        to: i64,
    },

    // Share groups.
    /// A share group reads a partition for the first time, from here on.
    SharePartitionOpened {
        group: Name,
        topic: Name,
        partition: u32,
        offset: i64,
    },
    RecordsAcquired {
        group: Name,
        consumer: Name,
        #[serde(flatten)]
        run: Run,
        delivery_count: u32,
    },
    RecordsAccepted {
        group: Name,
        consumer: Name,
        #[serde(flatten)]
        run: Run,
    },
    RecordsReleased {
        group: Name,
        consumer: Name,
        #[serde(flatten)]
        run: Run,
        delivery_count: u32,
    },
    RecordsRejected {
        group: Name,
        consumer: Name,
        #[serde(flatten)]
        run: Run,
    },
    RecordsRenewed {
        group: Name,
        consumer: Name,
        #[serde(flatten)]
        run: Run,
    },
    /// The acquisition lock ended before the consumer said what became of the records.
    LocksExpired {
        group: Name,
        consumer: Name,
        #[serde(flatten)]
        run: Run,
        delivery_count: u32,
    },
    /// Delivered as often as is allowed, and nobody accepted them.
    RecordsArchived {
        group: Name,
        consumer: Name,
        #[serde(flatten)]
        run: Run,
        delivery_count: u32,
    },
    /// The poison pill of a share consumer: poll() throws, and the record is released.
    PoisonReleased {
        consumer: Name,
        topic: Name,
        partition: u32,
        offset: i64,
        error: ErrorName,
        detail: Name,
    },
    ShareGroupEmpty {
        group: Name,
    },
    AcknowledgementRefused {
        group: Name,
        consumer: Name,
        topic: Name,
        partition: u32,
        error: ErrorName,
    },

    // Groups.
    CoordinatorFound {
        group: Name,
        consumer: Name,
        broker: i32,
    },
    /// The member does not know any more who coordinates its group.
    CoordinatorLost {
        group: Name,
        consumer: Name,
        broker: i32,
    },
    MemberJoined {
        group: Name,
        consumer: Name,
        member_id: Name,
    },
    RebalanceStarted {
        group: Name,
        generation: i32,
        members: u32,
    },
    GenerationStarted {
        group: Name,
        generation: i32,
        leader: Name,
        members: u32,
        protocol: Name,
    },
    AssignmentMade {
        group: Name,
        generation: i32,
        assignor: Name,
        shares: Vec<Share>,
    },
    PartitionsAssigned {
        consumer: Name,
        group: Name,
        generation: i32,
        partitions: Vec<String>,
    },
    PartitionsRevoked {
        consumer: Name,
        group: Name,
        partitions: Vec<String>,
    },
    PartitionsLost {
        consumer: Name,
        group: Name,
        partitions: Vec<String>,
    },
    MemberIdle {
        group: Name,
        consumer: Name,
        generation: i32,
    },
    MemberLeft {
        group: Name,
        consumer: Name,
        member_id: Name,
    },
    MemberRemoved {
        group: Name,
        consumer: Name,
        member_id: Name,
    },
    MemberFenced {
        group: Name,
        consumer: Name,
        error: ErrorName,
    },
    /// Members, subscriptions or topics have changed: what belongs to whom is made anew.
    GroupEpochBumped {
        group: Name,
        epoch: i32,
        members: u32,
    },
    /// What belongs to whom from now on; the members go there one by one.
    TargetAssigned {
        group: Name,
        epoch: i32,
        assignor: Name,
        shares: Vec<Share>,
    },
    /// The coordinator tells a member to give these up, and goes on with it when that is done.
    RevocationAsked {
        group: Name,
        consumer: Name,
        epoch: i32,
        partitions: Vec<String>,
    },
    /// The member is to have these too, but others still hold them.
    PartitionsAwaited {
        group: Name,
        consumer: Name,
        epoch: i32,
        partitions: Vec<String>,
    },
    /// Everybody has what the target assignment says.
    GroupStable {
        group: Name,
        epoch: i32,
    },
    /// The group goes on with this protocol (`group.protocol`).
    GroupConverted {
        group: Name,
        protocol: Name,
    },
    GroupEmpty {
        group: Name,
        generation: i32,
    },
    GroupDeleted {
        group: Name,
    },

    #[serde(untagged)]
    Transaction(TransactionFact),
}
