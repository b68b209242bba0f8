//! Why Kafka, or a client, refuses: the case and what it looked at.
//!
//! The page says it in the reader's language by the case (`because-…`, or `error-…` for an error of the protocol); here
//! is the sentence that Kafka itself would print, for logs and the command line.

use std::{fmt, sync::Arc};

use serde::Serialize;

use super::event::{Name, Rule, Why};
use crate::kafka::{
    error::{ErrorName, KafkaError},
    ids::TopicPartition,
};

/// The cases.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Because {
    /// An error of the protocol says it all.
    Error {
        error: KafkaError,
    },
    TopicExists {
        topic: Name,
    },
    /// Metric names cannot tell the two apart.
    TopicCollides {
        topic: Name,
        other: Name,
    },
    TooFewBrokers {
        replication_factor: u32,
        brokers: u32,
    },
    NoIncrease {
        topic: Name,
        from: u32,
        total: u32,
    },
    /// A configuration that Kafka does not take; the sentence names what is allowed.
    BadConfig {
        name: Name,
        value: Name,
        sentence: Name,
    },
    GroupActive {
        group: Name,
        state: Name,
    },
    NothingCommitted {
        topic: Name,
        partition: u32,
    },
    /// A topic that is compacted and not deleted from.
    NeverDeletes {
        topic: Name,
        partition: u32,
    },
    /// `__consumer_offsets`: only coordinators write to it.
    InternalTopic {
        topic: Name,
    },
    BeyondHighWatermark {
        topic: Name,
        partition: u32,
        offset: i64,
        high_watermark: i64,
    },
    /// A reassignment to no broker at all.
    NoReplicas,
    /// A reassignment to a broker that is not there.
    NoSuchBroker {
        broker: i32,
    },
    /// A reassignment that names a broker twice.
    BrokerTwice {
        broker: i32,
    },
    /// Of the replicas from before the reassignment none is in sync.
    UncleanRevert {
        topic: Name,
        partition: u32,
    },
    /// A broker whose last process is still about to stop.
    StillStopping,
    ProducerClosed,
    /// A method of transactions, and a producer without `transactional.id`.
    NotTransactional,
    /// The call does not fit the state of the transaction.
    NoTransactionNow {
        state: Name,
    },
    /// `send` of a transactional producer outside a transaction.
    SendOutsideTransaction {
        state: Name,
    },
    /// Something went wrong before; only an abort may help.
    InErrorState {
        error: ErrorName,
    },
    /// It was not sent when the transaction was aborted.
    TransactionAborted,
    ConsumerClosed,
    NotAssigned {
        topic: Name,
        partition: u32,
    },
    /// `subscribe` where `assign` or a pattern was used.
    OtherSubscription,
    CannotSerialize {
        serializer: Name,
        sentence: Name,
    },
    /// Larger than `max.request.size`.
    RecordTooLarge {
        bytes: u64,
        limit: u64,
    },
    UnknownAssignor {
        assignor: Name,
    },
    /// A commit of one who is not in the group now.
    CommitOutside,
    /// A commit of one who is joining.
    CommitWhileJoining,
    /// A commit after the group has gone on without the member.
    CommitTooLate,
    /// A commit of a member that has yet to join the rebalance.
    CommitInRebalance,
    /// A method that `KafkaShareConsumer` does not have.
    NoShareMethod {
        method: Name,
    },
    /// acknowledge() where the next poll() accepts everything.
    ImplicitAcknowledgement,
    /// acknowledge() by a consumer that is in no share group.
    NotAShareConsumer,
    /// acknowledge() of what the last poll() did not return, or of what was acknowledged before.
    NotInHand,
    /// No committed offset and `auto.offset.reset=none`.
    NoOffset {
        topic: Name,
        partition: u32,
    },
    /// The leader lacks records that were read, and `auto.offset.reset=none`. `diverging`: the offset from which on, and
    /// the leader epoch of what lies below.
    LogTruncated {
        topic: Name,
        partition: u32,
        position: i64,
        diverging: Option<(i64, i32)>,
    },
    /// Outside the log and `auto.offset.reset=none`.
    OutOfRange {
        topic: Name,
        partition: u32,
        position: i64,
    },
}

impl Because {
    /// A case of one partition.
    pub fn of(tp: &TopicPartition, case: impl FnOnce(Name, u32) -> Because) -> Because {
        case(tp.topic.clone(), tp.partition)
    }

    /// The refusal's why, with the setting that would change it.
    pub fn why(self) -> Why {
        let rule = |because: Because| Rule::Refused {
            reason: because.to_string().into(),
            because: Arc::new(because),
        };
        match self.setting() {
            Some((name, value)) => rule(self).by(name, value),
            None => rule(self).alone(),
        }
    }

    /// The value is empty where the one who is refused does not know it.
    fn setting(&self) -> Option<(&'static str, String)> {
        let named = |name| Some((name, String::new()));
        match self {
            Because::Error { error } => named(setting_behind(*error)?),
            Because::NeverDeletes { .. } => Some(("cleanup.policy", "compact".into())),
            Because::UncleanRevert { .. } => Some(("unclean.leader.election.enable", "false".into())),
            Because::CannotSerialize { .. } => named("value.serializer"),
            Because::RecordTooLarge { limit, .. } => Some(("max.request.size", limit.to_string())),
            Because::CommitOutside | Because::CommitTooLate => named("max.poll.interval.ms"),
            Because::UnknownAssignor { assignor } => Some(("partition.assignment.strategy", assignor.to_string())),
            Because::ImplicitAcknowledgement => Some(("share.acknowledgement.mode", "implicit".into())),
            Because::NotAShareConsumer => Some(("group.type", "consumer".into())),
            Because::NoShareMethod { .. } => Some(("group.type", "share".into())),
            Because::NoOffset { .. } | Because::OutOfRange { .. } | Because::LogTruncated { .. } => {
                Some(("auto.offset.reset", "none".into()))
            }
            _ => None,
        }
    }
}

impl From<KafkaError> for Because {
    fn from(error: KafkaError) -> Because {
        Because::Error { error }
    }
}

/// The setting that an error of the protocol comes from.
fn setting_behind(error: KafkaError) -> Option<&'static str> {
    Some(match error {
        KafkaError::MessageTooLarge => "max.message.bytes",
        KafkaError::GroupMaxSizeReached => "group.max.size",
        KafkaError::InconsistentGroupProtocol => "partition.assignment.strategy",
        KafkaError::InvalidSessionTimeout => "session.timeout.ms",
        KafkaError::IllegalGeneration | KafkaError::UnknownMemberId => "session.timeout.ms",
        KafkaError::RebalanceInProgress => "max.poll.interval.ms",
        _ => return None,
    })
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Because::Error { error } => f.write_str(error.message()),
            Because::TopicExists { topic } => write!(f, "Topic '{topic}' already exists."),
            Because::TopicCollides { topic, other } => {
                write!(f, "Topic '{topic}' collides with existing topic: {other}")
            }
            Because::TooFewBrokers {
                replication_factor,
                brokers,
            } => write!(
                f,
                "Unable to replicate the partition {replication_factor} time(s): only {brokers} broker(s) are registered."
            ),
            Because::NoIncrease { topic, from, total } => {
                write!(
                    f,
                    "The topic {topic} currently has {from} partition(s); {total} would not be an increase."
                )
            }
            Because::BadConfig { sentence, .. } => f.write_str(sentence),
            Because::GroupActive { group, state } => write!(
                f,
                "Assignments can only be reset if the group '{group}' is inactive, but the current state is {state}."
            ),
            Because::NothingCommitted { topic, partition } => write!(
                f,
                "Cannot shift offset for partition {topic}-{partition} since there is no current committed offset"
            ),
            Because::NeverDeletes { topic, partition } => {
                write!(
                    f,
                    "Records of partition {topic}-{partition} can not be deleted due to the configured policy"
                )
            }
            Because::InternalTopic { topic } => write!(f, "{topic} is an internal topic"),
            Because::BeyondHighWatermark {
                topic,
                partition,
                offset,
                high_watermark,
            } => write!(
                f,
                "Offset {offset} of partition {topic}-{partition} lies beyond its high watermark {high_watermark}."
            ),
            Because::NoReplicas => f.write_str("The manual partition assignment includes an empty replica list."),
            Because::NoSuchBroker { broker } => write!(
                f,
                "The manual partition assignment includes broker {broker}, but no such broker is registered."
            ),
            Because::BrokerTwice { broker } => write!(
                f,
                "The manual partition assignment includes the broker {broker} more than once."
            ),
            Because::UncleanRevert { topic, partition } => write!(
                f,
                "Unable to revert partition assignment for {topic}:{partition} because it would require an unclean leader election."
            ),
            Because::StillStopping => f.write_str(
                "Failed to acquire lock on file .lock. A Kafka instance in another process or thread is using this directory.",
            ),
            Because::ProducerClosed => f.write_str("Cannot perform operation after producer has been closed"),
            Because::NotTransactional => f.write_str("Transactional method invoked on a non-transactional producer."),
            Because::NoTransactionNow { state } => {
                write!(f, "Invalid transition attempted from state {state}")
            }
            Because::SendOutsideTransaction { state } => {
                write!(f, "Cannot add partition to transaction while in state {state}")
            }
            Because::InErrorState { error } => {
                write!(f, "Cannot execute transactional method because we are in an error state: {}", error.name())
            }
            Because::TransactionAborted => f.write_str("Failing batch since transaction was aborted"),
            Because::ConsumerClosed => f.write_str("This consumer has already been closed."),
            Because::NotAssigned { topic, partition } => {
                write!(f, "No current assignment for partition {topic}-{partition}")
            }
            Because::OtherSubscription => {
                f.write_str("Subscription to topics, partitions and pattern are mutually exclusive")
            }
            Because::CannotSerialize { sentence, .. } => f.write_str(sentence),
            Because::RecordTooLarge { bytes, limit } => write!(
                f,
                "The message is {bytes} bytes when serialized which is larger than {limit}, which is the value of the max.request.size configuration."
            ),
            // ConsumerCoordinator: what Java's client throws, with its sentences.
            Because::CommitOutside => f.write_str(
                "CommitFailedException: Offset commit cannot be completed since the consumer is not part of an active \
                 group for auto partition assignment; it is likely that the consumer was kicked out of the group.",
            ),
            Because::CommitWhileJoining => f.write_str(
                "RebalanceInProgressException: Offset commit cannot be completed since the consumer is undergoing a \
                 rebalance for auto partition assignment. You can try completing the rebalance by calling poll() and \
                 then retry the operation.",
            ),
            Because::CommitTooLate => f.write_str(
                "CommitFailedException: Commit cannot be completed since the group has already rebalanced and \
                 assigned the partitions to another member. This means that the time between subsequent calls to \
                 poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll \
                 loop is spending too much time message processing. You can address this either by increasing \
                 max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with \
                 max.poll.records.",
            ),
            Because::CommitInRebalance => f.write_str(
                "RebalanceInProgressException: Offset commit cannot be completed since the consumer group is \
                 executing a rebalance at the moment. You can try completing the rebalance by calling poll() and then \
                 retry commit again",
            ),
            Because::NoShareMethod { method } => write!(f, "KafkaShareConsumer has no method {method}()"),
            Because::ImplicitAcknowledgement => f.write_str("Implicit acknowledgement of delivery is being used."),
            Because::NotAShareConsumer => f.write_str("KafkaConsumer has no method acknowledge()"),
            Because::NotInHand => f.write_str("The record cannot be acknowledged."),
            Because::UnknownAssignor { assignor } => write!(f, "there is no assignor `{assignor}`"),
            Because::NoOffset { topic, partition } => {
                write!(
                    f,
                    "Undefined offset with no reset policy for partitions: [{topic}-{partition}]"
                )
            }
            Because::LogTruncated {
                topic,
                partition,
                diverging,
                ..
            } => {
                f.write_str("Truncated partitions detected with divergent offsets {")?;
                if let Some((offset, epoch)) = diverging {
                    write!(
                        f,
                        "{topic}-{partition}=OffsetAndMetadata{{offset={offset}, leaderEpoch={epoch}, metadata=''}}"
                    )?;
                }
                f.write_str("}")
            }
            Because::OutOfRange {
                topic,
                partition,
                position,
            } => {
                write!(
                    f,
                    "Fetch position {position} is out of range for partition {topic}-{partition}"
                )
            }
        }
    }
}
