//! What a fact is about: the names in it, so that the story of one thing can be told.

use super::event::{Fact, Name, TransactionFact};

/// The names that a fact has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About<'a> {
    pub topic: Option<&'a Name>,
    pub partition: Option<u32>,
    /// The first and the last offset.
    pub offsets: Option<(i64, i64)>,
    pub producer: Option<&'a Name>,
    pub consumer: Option<&'a Name>,
    pub group: Option<&'a Name>,
    pub broker: Option<i32>,
}

impl Fact {
    /// The names in it.
    pub fn about(&self) -> About<'_> {
        let mut about = self.about_the_log();
        match self {
            Fact::Transaction(fact) => about = fact.about(),
            Fact::RecordAppended { producer, .. }
            | Fact::RecordAcked { producer, .. }
            | Fact::RecordFailed { producer, .. }
            | Fact::DuplicateRecognised { producer, .. }
            | Fact::SequenceRefused { producer, .. }
            | Fact::ProducerIdAssigned { producer, .. }
            | Fact::ProducerEpochBumped { producer, .. }
            | Fact::BatchSent { producer, .. }
            | Fact::BatchCompressed { producer, .. }
            | Fact::BatchRecompressed { producer, .. }
            | Fact::BatchRetried { producer, .. }
            | Fact::KeyMoved { producer, .. }
            | Fact::SendingStarted { producer, .. }
            | Fact::SendingStopped { producer, .. }
            | Fact::ProducerStarted { producer }
            | Fact::ProducerClosed { producer }
            | Fact::ProducerCrashed { producer, .. } => about.producer = Some(producer),
            Fact::ConsumerStarted { consumer, .. }
            | Fact::ConsumerClosed { consumer }
            | Fact::ConsumerCrashed { consumer }
            | Fact::ConsumerFrozen { consumer }
            | Fact::ConsumerThawed { consumer }
            | Fact::ConsumerFailed { consumer, .. }
            | Fact::SubscriptionChanged { consumer, .. }
            | Fact::PartitionsPaused { consumer, .. }
            | Fact::PartitionsResumed { consumer, .. }
            | Fact::PositionSet { consumer, .. }
            | Fact::ReadReplicaSet { consumer, .. }
            | Fact::ReadReplicaCleared { consumer, .. }
            | Fact::RecordsDelivered { consumer, .. }
            | Fact::RecordsProcessed { consumer, .. }
            | Fact::DeserializationFailed { consumer, .. }
            | Fact::PoisonReleased { consumer, .. } => about.consumer = Some(consumer),
            Fact::OffsetCommitted { group, consumer, .. } => {
                (about.group, about.consumer) = (Some(group), consumer.as_ref());
            }
            Fact::CommitRefused { group, consumer, .. }
            | Fact::RecordsAcquired { group, consumer, .. }
            | Fact::RecordsAccepted { group, consumer, .. }
            | Fact::RecordsReleased { group, consumer, .. }
            | Fact::RecordsRejected { group, consumer, .. }
            | Fact::RecordsRenewed { group, consumer, .. }
            | Fact::LocksExpired { group, consumer, .. }
            | Fact::RecordsArchived { group, consumer, .. }
            | Fact::AcknowledgementRefused { group, consumer, .. }
            | Fact::CoordinatorFound { group, consumer, .. }
            | Fact::CoordinatorLost { group, consumer, .. }
            | Fact::MemberJoined { group, consumer, .. }
            | Fact::PartitionsAssigned { group, consumer, .. }
            | Fact::PartitionsRevoked { group, consumer, .. }
            | Fact::PartitionsLost { group, consumer, .. }
            | Fact::MemberIdle { group, consumer, .. }
            | Fact::MemberLeft { group, consumer, .. }
            | Fact::MemberRemoved { group, consumer, .. }
            | Fact::MemberFenced { group, consumer, .. } => {
                (about.group, about.consumer) = (Some(group), Some(consumer));
            }
            Fact::OffsetRemoved { group, .. }
            | Fact::OffsetsReset { group, .. }
            | Fact::RebalanceStarted { group, .. }
            | Fact::GenerationStarted { group, .. }
            | Fact::AssignmentMade { group, .. }
            | Fact::GroupEmpty { group, .. }
            | Fact::SharePartitionOpened { group, .. }
            | Fact::ShareGroupEmpty { group }
            | Fact::GroupDeleted { group } => about.group = Some(group),
            _ => {}
        }
        if let Fact::CoordinatorFound { broker, .. }
        | Fact::CoordinatorLost { broker, .. }
        | Fact::ReadReplicaSet { broker, .. }
        | Fact::ReadReplicaCleared { broker, .. }
        | Fact::RequestUnanswered { broker, .. }
        | Fact::BrokerCut { broker, .. }
        | Fact::BrokerHealed { broker, .. } = self
        {
            about.broker = Some(*broker);
        }
        about
    }

    fn about_the_log(&self) -> About<'_> {
        match self {
            Fact::RecordAppended { run, .. }
            | Fact::RecordAcked { run, .. }
            | Fact::DuplicateRecognised { run, .. }
            | Fact::BatchRecompressed { run, .. }
            | Fact::RecordsDelivered { run, .. }
            | Fact::RecordsProcessed { run, .. }
            | Fact::RecordsAcquired { run, .. }
            | Fact::RecordsAccepted { run, .. }
            | Fact::RecordsReleased { run, .. }
            | Fact::RecordsRejected { run, .. }
            | Fact::RecordsRenewed { run, .. }
            | Fact::LocksExpired { run, .. }
            | Fact::RecordsArchived { run, .. }
            | Fact::ReplicaTruncated { run, .. } => {
                place(&run.topic, &run.partition, Some((run.offset, run.last_offset)))
            }
            Fact::DeserializationFailed {
                topic,
                partition,
                offset,
                ..
            }
            | Fact::PoisonReleased {
                topic,
                partition,
                offset,
                ..
            } => place(topic, partition, Some((*offset, *offset))),
            // A committed offset is the next to read: it is about the record before it.
            Fact::OffsetCommitted {
                topic,
                partition,
                offset,
                ..
            } => place(topic, partition, Some((offset - 1, offset - 1))),
            Fact::BatchSent { topic, partition, .. }
            | Fact::BatchRetried { topic, partition, .. }
            | Fact::SequenceRefused { topic, partition, .. }
            | Fact::PositionSet { topic, partition, .. }
            | Fact::ReadReplicaSet { topic, partition, .. }
            | Fact::ReadReplicaCleared { topic, partition, .. }
            | Fact::SharePartitionOpened { topic, partition, .. }
            | Fact::AcknowledgementRefused { topic, partition, .. }
            | Fact::OffsetRemoved { topic, partition, .. }
            | Fact::OffsetsReset { topic, partition, .. }
            | Fact::ReassignmentStarted { topic, partition, .. }
            | Fact::ReassignmentCompleted { topic, partition, .. }
            | Fact::ReassignmentCancelled { topic, partition, .. }
            | Fact::ReplicaDeleted { topic, partition, .. }
            | Fact::IsrChanged { topic, partition, .. }
            | Fact::LeaderElected { topic, partition, .. }
            | Fact::HighWatermarkMoved { topic, partition, .. }
            | Fact::RecordsDeleted { topic, partition, .. } => place(topic, partition, None),
            Fact::RecordFailed { topic, partition, .. } => About {
                topic: Some(topic),
                partition: *partition,
                ..About::default()
            },
            Fact::TopicCreated { topic, .. }
            | Fact::PartitionsAdded { topic, .. }
            | Fact::TopicDeleted { topic }
            | Fact::KeyMoved { topic, .. }
            | Fact::SendingStarted { topic, .. }
            | Fact::SendingStopped { topic, .. } => About {
                topic: Some(topic),
                ..About::default()
            },
            _ => About::default(),
        }
    }
}

impl TransactionFact {
    /// The names in it. A `transactional.id` is nobody's name.
    fn about(&self) -> About<'_> {
        match self {
            TransactionFact::TransactionBegun { producer }
            | TransactionFact::TransactionEnded { producer, .. }
            | TransactionFact::TransactionFailed { producer, .. } => About {
                producer: Some(producer),
                ..About::default()
            },
            TransactionFact::OffsetsAddedToTransaction { group, .. } => About {
                group: Some(group),
                ..About::default()
            },
            TransactionFact::MarkerWritten {
                topic,
                partition,
                offset,
                ..
            } => place(topic, partition, Some((*offset, *offset))),
            TransactionFact::AbortedRecordsSkipped {
                consumer,
                topic,
                partition,
                offset,
                last_offset,
                ..
            } => About {
                consumer: Some(consumer),
                ..place(topic, partition, Some((*offset, *last_offset)))
            },
            _ => About::default(),
        }
    }
}

fn place<'a>(topic: &'a Name, partition: &u32, offsets: Option<(i64, i64)>) -> About<'a> {
    About {
        topic: Some(topic),
        partition: Some(*partition),
        offsets,
        ..About::default()
    }
}
