//! What sort of fact an event is: its chip in the story, its tone, and how much it matters.

use crate::node::event::{Event, Fact, Rule, TransactionFact};

/// How a fact looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Good,
    Warn,
    Bad,
}

/// How much a fact matters to the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Tells of every batch; hidden unless everything is asked for.
    Noise,
    /// A line of the story.
    Line,
    /// A line of the story, and a named mark on the timeline.
    Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature {
    /// The end of the chip's message id, `chip-…`.
    pub chip: &'static str,
    pub tone: Tone,
    pub weight: Weight,
    /// The colour of its tick on the timeline.
    pub color: u8,
}

/// The nature of a fact.
pub fn nature(fact: &Fact) -> Nature {
    use Tone::{Bad, Good, Plain, Warn};
    use Weight::{Line, Mark, Noise};
    let (chip, tone, weight, color) = match fact {
        Fact::TopicCreated { .. }
        | Fact::PartitionsAdded { .. }
        | Fact::ConfigAltered { .. }
        | Fact::RecordsDeleted { .. } => ("topic", Plain, Line, 3),
        Fact::TopicDeleted { .. } => ("topic", Warn, Mark, 4),
        Fact::CommandRefused { .. } => ("refused", Bad, Mark, 4),
        Fact::Note { .. } => ("note", Plain, Mark, 0),
        Fact::BrokerStopping { .. } | Fact::BrokerFenced { .. } => ("broker", Warn, Mark, 4),
        Fact::BrokerStopped { .. } | Fact::DiskLost { .. } => ("broker", Bad, Mark, 4),
        Fact::BrokerStarted { .. } => ("broker", Plain, Mark, 3),
        Fact::BrokerUnfenced { .. } => ("broker", Good, Line, 3),
        Fact::LeaderElected { .. } => ("broker", Warn, Mark, 3),
        Fact::ControllerElected { .. } => ("broker", Plain, Mark, 3),
        Fact::ControllerResigned { .. } => ("broker", Warn, Line, 3),
        Fact::CoordinatorMoved { .. } => ("group", Warn, Mark, 5),
        Fact::HighWatermarkMoved { .. } => ("replica", Plain, Noise, 3),
        Fact::IsrChanged { .. } => ("replica", Warn, Line, 4),
        Fact::ReassignmentStarted { .. } | Fact::ReassignmentCancelled { .. } => ("replica", Warn, Mark, 3),
        Fact::ReassignmentCompleted { .. } => ("replica", Good, Mark, 3),
        Fact::ReplicaDeleted { .. } => ("replica", Plain, Line, 3),
        Fact::ReplicaTruncated { .. } => ("replica", Bad, Mark, 4),
        Fact::BrokerCut { .. } => ("network", Bad, Mark, 4),
        Fact::BrokerHealed { .. } => ("network", Good, Mark, 3),
        Fact::LossAsked { .. } | Fact::DelayAsked { .. } | Fact::DuplicateAsked { .. } => ("network", Plain, Line, 4),
        Fact::MessageLost { .. } => ("network", Bad, Mark, 4),
        Fact::MessageDelayed { .. } | Fact::MessageDuplicated { .. } => ("network", Warn, Mark, 4),
        Fact::BrokerSlowed { by_ms: 0, .. } => ("network", Good, Line, 3),
        Fact::BrokerSlowed { .. } => ("network", Warn, Mark, 4),
        Fact::RequestUnanswered { .. } => ("network", Warn, Line, 4),
        Fact::ProducerStarted { .. } | Fact::ProducerClosed { .. } => ("producer", Plain, Line, 1),
        Fact::ProducerCrashed { .. } => ("producer", Bad, Mark, 4),
        Fact::ProducerIdAssigned { .. } => ("producer", Plain, Noise, 1),
        Fact::ProducerEpochBumped { .. } => ("producer", Warn, Line, 4),
        Fact::SendingStarted { .. } | Fact::SendingStopped { .. } => ("producer", Plain, Line, 1),
        Fact::KeyMoved { .. } => ("moved", Warn, Line, 1),
        Fact::BatchSent { .. } => ("batch", Plain, Noise, 1),
        Fact::BatchCompressed { .. } => ("batch", Plain, Noise, 1),
        Fact::BatchRecompressed { .. } => ("appended", Plain, Noise, 1),
        Fact::RecordAppended { .. } => ("appended", Plain, Line, 1),
        Fact::RecordAcked { .. } => ("acked", Good, Noise, 1),
        Fact::RecordFailed { .. } => ("failed", Bad, Mark, 4),
        Fact::BatchRetried { .. } => ("retry", Warn, Line, 4),
        Fact::DuplicateRecognised { .. } => ("duplicate", Good, Mark, 3),
        Fact::SequenceRefused { .. } => ("retry", Warn, Line, 4),
        Fact::ConsumerStarted { .. } | Fact::ConsumerClosed { .. } | Fact::ConsumerThawed { .. } => {
            ("consumer", Plain, Line, 2)
        }
        Fact::ConsumerCrashed { .. } | Fact::ConsumerFailed { .. } => ("consumer", Bad, Mark, 4),
        Fact::ConsumerFrozen { .. } => ("consumer", Warn, Mark, 4),
        Fact::SubscriptionChanged { .. } | Fact::PartitionsPaused { .. } | Fact::PartitionsResumed { .. } => {
            ("consumer", Plain, Line, 2)
        }
        Fact::PositionSet { .. } | Fact::ReadReplicaSet { .. } | Fact::ReadReplicaCleared { .. } => {
            ("position", Plain, Line, 2)
        }
        Fact::RecordsDelivered { .. } => ("delivered", Plain, Noise, 2),
        Fact::RecordsProcessed { .. } => ("processed", Plain, Noise, 2),
        Fact::DeserializationFailed { .. } => ("poison", Bad, Mark, 4),
        Fact::PoisonReleased { .. } => ("poison", Bad, Line, 4),
        Fact::SharePartitionOpened { .. } => ("position", Plain, Line, 2),
        Fact::RecordsAcquired { .. } => ("acquired", Plain, Noise, 2),
        Fact::RecordsAccepted { .. } => ("accepted", Good, Noise, 2),
        Fact::RecordsReleased { .. } => ("released", Warn, Line, 4),
        Fact::RecordsRejected { .. } => ("rejected", Bad, Line, 4),
        Fact::RecordsRenewed { .. } => ("renewed", Plain, Line, 2),
        Fact::LocksExpired { .. } => ("expired", Warn, Mark, 4),
        Fact::RecordsArchived { .. } => ("archived", Bad, Mark, 4),
        Fact::AcknowledgementRefused { .. } => ("refused", Bad, Line, 4),
        Fact::OffsetCommitted { .. } => ("commit", Plain, Line, 5),
        Fact::CommitRefused { .. } => ("commit", Bad, Line, 4),
        Fact::OffsetRemoved { .. } => ("commit", Warn, Line, 5),
        Fact::OffsetsReset { .. } => ("reset", Warn, Mark, 5),
        Fact::CoordinatorFound { .. } => ("group", Plain, Noise, 5),
        Fact::CoordinatorLost { .. } => ("group", Warn, Line, 4),
        Fact::MemberJoined { .. } => ("group", Plain, Mark, 5),
        Fact::RebalanceStarted { .. } | Fact::RevocationAsked { .. } | Fact::PartitionsAwaited { .. } => {
            ("rebalance", Warn, Line, 5)
        }
        Fact::GenerationStarted { .. } | Fact::GroupEpochBumped { .. } => ("group", Plain, Noise, 5),
        Fact::GroupStable { .. } => ("group", Good, Line, 5),
        Fact::GroupConverted { .. } => ("group", Warn, Mark, 5),
        Fact::AssignmentMade { .. } | Fact::TargetAssigned { .. } => ("rebalance", Warn, Mark, 5),
        Fact::PartitionsAssigned { .. } | Fact::PartitionsRevoked { .. } => ("group", Plain, Noise, 5),
        Fact::PartitionsLost { .. } => ("group", Bad, Line, 4),
        Fact::MemberIdle { .. } => ("idle", Warn, Line, 5),
        Fact::MemberLeft { .. } => ("group", Plain, Mark, 5),
        Fact::MemberRemoved { .. } => ("group", Bad, Mark, 4),
        Fact::MemberFenced { .. } => ("group", Bad, Line, 4),
        Fact::Transaction(fact) => transaction(fact),
        Fact::GroupEmpty { .. } | Fact::ShareGroupEmpty { .. } | Fact::GroupDeleted { .. } => ("group", Plain, Line, 5),
    };
    Nature {
        chip,
        tone,
        weight,
        color,
    }
}

fn transaction(fact: &TransactionFact) -> (&'static str, Tone, Weight, u8) {
    use Tone::{Bad, Good, Plain, Warn};
    use Weight::{Line, Mark, Noise};
    match fact {
        TransactionFact::TransactionBegun { .. } => ("transaction", Plain, Line, 1),
        TransactionFact::PartitionsAddedToTransaction { .. } => ("transaction", Plain, Noise, 1),
        TransactionFact::TransactionRefused { .. } => ("transaction", Warn, Mark, 4),
        TransactionFact::OffsetsAddedToTransaction { .. } => ("transaction", Plain, Line, 5),
        TransactionFact::TransactionDecided { commit: true, .. } => ("transaction", Good, Line, 3),
        TransactionFact::TransactionDecided { commit: false, .. } => ("transaction", Warn, Mark, 4),
        TransactionFact::MarkerWritten { .. } => ("transaction", Plain, Line, 3),
        TransactionFact::TransactionCompleted { .. } => ("transaction", Plain, Noise, 3),
        TransactionFact::TransactionEnded { .. } => ("transaction", Good, Line, 1),
        TransactionFact::TransactionFailed { .. } => ("transaction", Bad, Mark, 4),
        TransactionFact::AbortedRecordsSkipped { .. } => ("transaction", Warn, Line, 2),
    }
}

/// Whether a fault ends with it, or it may have cost records: then it can be asked what became of them.
pub fn ends_a_fault(event: &Event) -> bool {
    match &event.fact {
        Fact::BrokerUnfenced { .. }
        | Fact::BrokerHealed { .. }
        | Fact::DiskLost { .. }
        | Fact::ReplicaTruncated { .. } => true,
        Fact::LeaderElected { .. } => event.why.rule == Rule::Unclean,
        _ => false,
    }
}
