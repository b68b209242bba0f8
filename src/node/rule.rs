//! Why something happened: the rules of Kafka that decide, each with the inputs that it decided by.

use std::sync::Arc;

use serde::Serialize;

use super::{because::Because, event::TransactionRule};
use crate::kafka::{compression::Codec, error::ErrorName, ids::Name};

/// The rules, with their inputs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// A person asked for it.
    Asked,
    /// A client asked for a topic that did not exist.
    AutoCreated {
        client: Name,
    },
    /// What was refused: Kafka's own sentence, and the case as data.
    Refused {
        reason: Name,
        #[serde(flatten)]
        because: Arc<Because>,
    },

    /// No answer in this time: the client closes the connection.
    Unanswered {
        timeout_ms: u64,
    },
    ConnectionBroken,
    /// Nobody listens there.
    ConnectionRefused,
    /// No heartbeat was answered for a whole session.
    CoordinatorSilent {
        session_timeout_ms: u64,
    },

    // Replication.
    /// They did not have all that there was, and had not for so long.
    FellBehind {
        replicas: Vec<i32>,
        lag_ms: u64,
    },
    /// They have all that was replicated.
    CaughtUp {
        replicas: Vec<i32>,
    },
    /// It leads this partition of `__consumer_offsets` now, and has read it.
    LeadsOffsets {
        partition: u32,
    },
    /// The controller has not heard of it for so long.
    BrokerSilent {
        session_timeout_ms: u64,
    },
    /// It said that it wants to stop.
    ShutsDown {
        broker: i32,
    },
    LeaderFenced {
        broker: i32,
    },
    /// The controller hears of it, and it knows how the cluster is.
    Heard,
    Returned {
        broker: i32,
    },
    /// Nobody who has every acknowledged record is there.
    Unclean,
    /// It crashed, and nobody is known to have more: it led last.
    LastKnownLeader,
    /// What this broker had when it crashed counts no more.
    Crashed {
        broker: i32,
    },
    /// The first replica leads where it can.
    Preferred,
    /// The last one was out of reach of the other voters for so long.
    ControllerLost {
        fetch_timeout_ms: u64,
    },
    /// The last one said that it goes.
    ControllerWent,
    /// No majority of the voters has fetched from it for so long.
    NoMajority {
        silent_ms: u64,
    },
    /// It hears of a newer one.
    NewerController {
        controller_epoch: u32,
    },
    /// All replicas that a reassignment wants are in sync.
    TargetInSync {
        isr: Vec<i32>,
    },
    /// A reassignment to the brokers that the partition lies on: at most their order is another.
    SameBrokers,
    /// The one who led is no replica any more.
    LeaderMovedAway {
        broker: i32,
    },
    /// The partition lies on these brokers, and on this one no more.
    LiesElsewhere {
        replicas: Vec<i32>,
    },
    /// These are in sync, and have fetched all that lies below.
    Replicated {
        isr: Vec<i32>,
    },
    /// The leader of this leader epoch does not have them.
    LeaderLacks {
        leader_epoch: i32,
    },

    // Which partition.
    PartitionGiven {
        partition: u32,
    },
    KeyHash {
        algorithm: &'static str,
        key: Name,
        hash: u32,
        partitions: u32,
        partition: u32,
    },
    /// The same hash, divided by another number of partitions.
    PartitionCount {
        algorithm: &'static str,
        hash: u32,
        before: u32,
        now: u32,
        from: u32,
        to: u32,
    },
    RoundRobin {
        partitions: u32,
        partition: u32,
    },
    Sticky {
        partition: u32,
    },
    Random {
        partitions: u32,
        partition: u32,
    },

    // How a batch is compressed.
    /// All its records at once, behind its header; while it was open it was taken for so many bytes.
    CompressedWhole {
        estimated: u64,
    },
    /// The frame of the codec weighs more than is saved on so few bytes.
    NothingSaved {
        estimated: u64,
    },
    /// The topic has a compression of its own, so the leader compresses the records again.
    TopicCompresses {
        codec: Codec,
    },

    // When a batch leaves.
    BatchFull {
        bytes: u64,
    },
    Lingered {
        linger_ms: u64,
    },
    /// close() or flush() does not wait for linger.ms.
    Flushed,
    Retried {
        attempt: u32,
        error: ErrorName,
    },
    /// Acknowledged when the request left (`acks=0`), when the leader had it (`1`), when every in-sync replica had it.
    AcksNone,
    AcksLeader {
        leader: i32,
    },
    AcksAll {
        leader: i32,
    },
    TimedOut {
        timeout_ms: u64,
    },

    // Numbered batches (KIP-98).
    /// A producer that must not write anything twice needs an id.
    Idempotent,
    /// The log has a batch of this producer with these numbers.
    SameSequence {
        producer_id: i64,
        producer_epoch: i16,
        sequence: i32,
        last_sequence: i32,
    },
    /// The next batch of this producer has to begin with another number.
    SequenceExpected {
        producer_id: i64,
        producer_epoch: i16,
        sequence: i32,
        expected: i32,
    },
    /// This producer id numbers by a newer epoch.
    ProducerEpochOld {
        producer_id: i64,
        producer_epoch: i16,
        current: i16,
    },
    /// A batch that had a number was given up: the log lacks it, or nobody knows.
    SequenceInDoubt,

    // Where a consumer reads.
    FromCommitted {
        committed: i64,
    },
    FromReset {
        policy: Name,
    },
    OutOfRange {
        position: i64,
        policy: Name,
    },
    Sought {
        to: Name,
    },
    PollReturned {
        max_poll_records: u32,
    },
    ProcessingTook {
        processing_ms: u64,
    },
    CannotDeserialize {
        deserializer: Name,
    },

    /// A new leader's log does not have all that was read.
    LogTruncated {
        position: i64,
    },

    // From which replica it reads (KIP-392).
    /// The follower is in the consumer's rack, and the leader is not.
    SameRack {
        rack: Name,
        leader: i32,
    },
    /// The leader was asked again, after so long, and gave the records itself.
    LeaderServes {
        max_age_ms: u64,
    },
    ReplicaOffline {
        broker: i32,
    },
    NewLeaderEpoch {
        leader: i32,
        leader_epoch: i32,
    },

    // Commits.
    CommitInterval {
        interval_ms: u64,
    },
    CommitBeforeRebalance,
    CommitOnClose,
    CommitAfterProcessing,
    CommitBeforeProcessing,
    CommitEachRecord,
    CommitAsked,
    /// It was to die in place of its next commit.
    BeforeCommit,

    // Groups.
    GroupHash {
        group: Name,
        hash: i32,
    },
    /// A consumer with this `group.id` wants to read these topics.
    Subscribed {
        topics: Vec<Name>,
    },
    NewMember {
        consumer: Name,
    },
    MemberGone {
        consumer: Name,
    },
    /// The coordinator heard no heartbeat for the session timeout.
    SessionExpired {
        consumer: Name,
        session_timeout_ms: u64,
    },
    /// The application did not call poll() for max.poll.interval.ms, so the client left by itself.
    PollIntervalExceeded {
        consumer: Name,
        max_poll_interval_ms: u64,
    },
    MissedRebalance {
        consumer: Name,
        rebalance_timeout_ms: u64,
    },
    MetadataChanged {
        consumer: Name,
    },
    InitialDelay {
        delay_ms: u64,
    },
    AllJoined {
        members: u32,
    },
    Assigned {
        assignor: Name,
        members: u32,
        partitions: u32,
    },
    MoreMembersThanPartitions {
        members: u32,
        partitions: u32,
    },
    NothingSubscribed,
    /// There are partitions for it, but who had them has to give them up first.
    HeldBack {
        partitions: u32,
    },
    EagerRevoke,
    /// It goes to somebody else, and only that is given up.
    CooperativeRevoke,
    /// Its topic is not subscribed to any more.
    Unsubscribed,
    /// A static member is back within its session timeout, and has what it had.
    StaticMember {
        instance: Name,
    },
    /// A member has given up what others are to have, so it can be handed out.
    GaveUp {
        consumer: Name,
    },
    /// A static member has said that it will be back: what it had waits for it.
    StaticAway {
        instance: Name,
    },
    /// A member wants to read other topics.
    SubscribedAnew {
        consumer: Name,
    },
    /// Topics that the group reads came, went or grew; this member's heartbeat made the coordinator look.
    TopicsChanged {
        consumer: Name,
    },
    /// The target assignment of this group epoch says so.
    TargetAssignment {
        epoch: i32,
    },
    /// A partition has a new owner only when the old one has said that it let go.
    NotReleased,
    AllReconciled {
        members: u32,
    },
    /// The member did not give up in time what it was told to.
    NotRevoked {
        consumer: Name,
        rebalance_timeout_ms: u64,
    },
    /// The first member came with the `consumer` protocol.
    Upgraded,
    /// The last member with the `consumer` protocol has gone.
    Downgraded,
    /// The group's leader computed it, with the assignor that all members know.
    AssignedByLeader {
        assignor: Name,
    },
    /// The group's coordinator computed it; this member is in this epoch.
    AssignedByCoordinator {
        assignor: Name,
        epoch: i32,
    },
    /// The `simple` assignor of share groups gives everybody everything.
    SimpleAssignor,
    /// Everybody in a share group reads every partition of its topics.
    SharedWithAll {
        members: u32,
        partitions: u32,
    },
    /// Nobody else gets the records until then.
    AcquisitionLock {
        lock_duration_ms: u64,
    },
    /// The next poll() accepts what the last one returned.
    AcceptedByPoll,
    /// The application said so, record by record.
    SaidByApplication,
    LockExpired {
        consumer: Name,
        lock_duration_ms: u64,
    },
    DeliveryLimit {
        limit: u32,
    },
    Closed,
    GenerationLost {
        error: ErrorName,
    },
    InactiveGroup {
        policy: Name,
    },

    // How committed offsets go: each for so long already.
    /// The group has no members.
    RetentionWithoutMembers {
        age_ms: u64,
    },
    /// No member reads the topic any more; since the commit.
    RetentionUnsubscribed {
        age_ms: u64,
    },
    /// The group never had members; since the commit.
    RetentionStandalone {
        age_ms: u64,
    },
    TopicGone,
    /// A group with neither members nor offsets.
    NothingLeft,

    #[serde(untagged)]
    Transaction(TransactionRule),
}
