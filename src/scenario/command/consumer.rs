//! The fields of commands to consumers and their groups.

use crate::kafka::config::{Scope, canonical};
use crate::scenario::fields::{self, ConfigMap, PartitionOffset, Serializer, TopicPartition};
use serde::{Deserialize, Serialize};

/// `add_consumer`: exactly one of `topics`, `pattern` and `assign`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddConsumer {
    /// Its name, which is also its `client.id`.
    pub consumer: String,
    /// Its `group.id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The topics to which it subscribes.
    #[serde(
        default,
        deserialize_with = "fields::some_names",
        skip_serializing_if = "Option::is_none"
    )]
    pub topics: Option<Vec<String>>,
    /// Or the pattern of their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Or the partitions that it reads without subscribing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assign: Option<Vec<TopicPartition>>,
    /// Its configuration.
    #[serde(default, skip_serializing_if = "ConfigMap::is_empty")]
    pub config: ConfigMap,
    /// How bytes become keys.
    #[serde(default, skip_serializing_if = "fields::is_string")]
    pub key_deserializer: Serializer,
    /// How bytes become values.
    #[serde(default, skip_serializing_if = "fields::is_string")]
    pub value_deserializer: Serializer,
    /// How long it works on each record.
    #[serde(default, skip_serializing_if = "fields::is_zero")]
    pub processing_ms: u64,
    /// When it commits; see [`AddConsumer::commit_mode`] for what holds where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<CommitMode>,
}

/// What a consumer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads<'a> {
    /// Topics by name, through its group.
    Topics(&'a [String]),
    /// Topics by pattern, through its group.
    Pattern(&'a str),
    /// Partitions that it names itself.
    Assigned(&'a [TopicPartition]),
}

impl AddConsumer {
    /// What the consumer reads; none in a document that validation refuses.
    pub fn reads(&self) -> Option<Reads<'_>> {
        match (&self.topics, &self.pattern, &self.assign) {
            (Some(topics), None, None) => Some(Reads::Topics(topics)),
            (None, Some(pattern), None) => Some(Reads::Pattern(pattern)),
            (None, None, Some(partitions)) => Some(Reads::Assigned(partitions)),
            _ => None,
        }
    }

    /// Whether it is in a share group.
    pub fn is_share(&self) -> bool {
        self.setting("group.type").as_deref() == Some("share")
    }

    /// A value of its configuration in canonical spelling, where it is set.
    pub fn setting(&self, name: &str) -> Option<String> {
        let value = self.config.get(name)?;
        Some(canonical(Scope::Consumer, name, value))
    }

    /// When the consumer commits: as `commit` says, else as `enable.auto.commit` says, else as Kafka does by default:
    /// automatically in a group, never without one. In a share group `auto` is to acknowledge implicitly, and everything
    /// else explicitly; without `commit` it is as `share.acknowledgement.mode` says, `manual` for `explicit`.
    pub fn commit_mode(&self) -> CommitMode {
        match (self.commit, self.auto_commit()) {
            (Some(mode), _) => mode,
            (None, Some(false)) => CommitMode::Manual,
            (None, _) if self.setting("share.acknowledgement.mode").as_deref() == Some("explicit") => {
                CommitMode::Manual
            }
            (None, _) if self.group.is_none() => CommitMode::Manual,
            (None, _) => CommitMode::Auto,
        }
    }

    /// What `enable.auto.commit` says, where it is set.
    pub fn auto_commit(&self) -> Option<bool> {
        Some(self.setting("enable.auto.commit")? == "true")
    }
}

/// When a consumer commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitMode {
    /// Every `auto.commit.interval.ms`, in poll, on close and when partitions are taken away.
    Auto,
    /// After the records of a poll have been processed.
    After,
    /// Before the records of a poll are processed.
    Before,
    /// After each record.
    Each,
    /// Only by the command `commit`.
    Manual,
}

/// `close_consumer`, `restart_consumer`, `freeze_consumer` and `thaw_consumer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsumerName {
    /// The consumer.
    pub consumer: String,
}

/// `crash_consumer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrashConsumer {
    /// The consumer.
    pub consumer: String,
    /// At its next deed of this kind, in place of it; at once where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Deed>,
}

/// What a consumer's application does in its loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It commits.
    Commit,
}

/// `subscribe`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    /// Who subscribes.
    pub consumer: String,
    /// To which topics, in place of those before.
    #[serde(deserialize_with = "fields::names")]
    pub topics: Vec<String>,
}

/// `pause` and `resume`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partitions {
    /// Whose partitions.
    pub consumer: String,
    /// Which; all that it has where they are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitions: Option<Vec<TopicPartition>>,
}

/// `seek`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seek {
    /// Who seeks.
    pub consumer: String,
    /// In which topic.
    pub topic: String,
    /// In which partition; in all that it has of the topic where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<u32>,
    /// Where to.
    pub to: SeekTo,
}

/// A place in a partition, for `seek`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeekTo {
    /// `{"offset": n}`: the next offset to read.
    Offset(i64),
    /// The oldest record there is.
    Beginning,
    /// Behind the newest record.
    End,
    /// `{"timestamp": ms}`: the first record that is not older.
    Timestamp(i64),
}

/// `commit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// Who commits.
    pub consumer: String,
    /// What; its positions where they are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offsets: Option<Vec<PartitionOffset>>,
}

/// `acknowledge`: of the named records; where none are named, of the one that its handler has, else of all that it has
/// in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// Who acknowledges.
    pub consumer: String,
    /// What it says of them.
    #[serde(rename = "type")]
    pub kind: AcknowledgeType,
    /// Of which topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// In which partition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<u32>,
    /// Which record; all of the partition where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
}

/// What a share consumer says of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcknowledgeType {
    /// It was processed.
    Accept,
    /// It was not; somebody may try again.
    Release,
    /// It never can be.
    Reject,
    /// It is still being processed: the lock begins anew.
    Renew,
}

/// `reset_offsets`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetOffsets {
    /// Whose progress.
    pub group: String,
    /// In which topic.
    pub topic: String,
    /// In which partitions; in all where they are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitions: Option<Vec<u32>>,
    /// Where to.
    pub to: ResetTo,
}

/// A place in a partition, for `reset_offsets`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResetTo {
    /// The oldest record there is.
    Earliest,
    /// Behind the newest record.
    Latest,
    /// `{"offset": n}`: the next offset to read.
    Offset(i64),
    /// `{"timestamp": ms}`: the first record that is not older.
    Timestamp(i64),
    /// `{"shift_by": n}`: so many records forwards or backwards.
    ShiftBy(i64),
    /// `{"by_duration_ms": n}`: the first record that is not older than so long ago.
    ByDurationMs(i64),
}

/// `delete_group`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupName {
    /// The group.
    pub group: String,
}
