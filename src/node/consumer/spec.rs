//! What a consumer is made with: its group, its subscription, its habits, its configuration.

use crate::{
    kafka::{
        config::Config,
        ids::{BrokerId, Name, TopicPartition},
        serializer::Serializer,
    },
    node::api::Isolation,
};

/// What a consumer is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    pub name: Name,
    /// Brokers to ask first (`bootstrap.servers`).
    pub bootstrap: Vec<BrokerId>,
    pub group: Option<Name>,
    pub subscription: Subscription,
    pub config: Config,
    pub key_deserializer: Serializer,
    pub value_deserializer: Serializer,
    /// How long the application needs for one record, in virtual milliseconds.
    pub processing_ms: u64,
    pub commit: CommitMode,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subscription {
    Topics(Vec<Name>),
    /// A regular expression over topic names.
    Pattern(Name),
    /// Named by hand: no group decides.
    Assign(Vec<TopicPartition>),
}

/// When the application commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitMode {
    /// `enable.auto.commit`: inside poll(), every `auto.commit.interval.ms`.
    Auto,
    /// commitSync() after the records of a poll are processed: at least once.
    After,
    /// commitSync() before they are processed: at most once.
    Before,
    /// commitSync() after each record.
    Each,
    /// Only when a person says so.
    Manual,
}

impl CommitMode {
    pub fn name(self) -> &'static str {
        match self {
            CommitMode::Auto => "auto",
            CommitMode::After => "after",
            CommitMode::Before => "before",
            CommitMode::Each => "each",
            CommitMode::Manual => "manual",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Running,
    /// poll() is not called any more; heartbeats go on.
    Frozen,
    /// Finishes what it has in hand, then closes.
    Closing,
    Closed,
    Crashed,
    /// The application ended with an exception.
    Failed,
}

/// The configuration, read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Name>,
    pub session_timeout_ms: u64,
    pub request_timeout_ms: u64,
    pub retry_backoff_ms: u64,
    pub heartbeat_interval_ms: u64,
    pub max_poll_interval_ms: u64,
    pub max_poll_records: u32,
    pub auto_commit_interval_ms: u64,
    pub fetch_min_bytes: u64,
    pub fetch_max_wait_ms: u64,
    pub fetch_max_bytes: u64,
    pub max_partition_fetch_bytes: u64,
    pub isolation: Isolation,
    /// `client.rack`
    pub rack: Option<Name>,
}

impl Settings {
    pub fn of(config: &Config) -> Self {
        let number = |name| config.i64(name).max(0) as u64;
        Settings {
            instance_id: Some(config.get("group.instance.id"))
                .filter(|id| !id.is_empty())
                .map(Name::from),
            session_timeout_ms: number("session.timeout.ms"),
            // No time at all would stop the clock.
            request_timeout_ms: number("request.timeout.ms").max(1),
            retry_backoff_ms: number("retry.backoff.ms").max(1),
            heartbeat_interval_ms: number("heartbeat.interval.ms").max(1),
            max_poll_interval_ms: number("max.poll.interval.ms").max(1),
            max_poll_records: number("max.poll.records").clamp(1, u64::from(u32::MAX)) as u32,
            auto_commit_interval_ms: number("auto.commit.interval.ms"),
            fetch_min_bytes: number("fetch.min.bytes"),
            fetch_max_wait_ms: number("fetch.max.wait.ms"),
            fetch_max_bytes: number("fetch.max.bytes"),
            max_partition_fetch_bytes: number("max.partition.fetch.bytes"),
            isolation: match config.get("isolation.level") {
                "read_committed" => Isolation::ReadCommitted,
                _ => Isolation::ReadUncommitted,
            },
            rack: Some(config.get("client.rack"))
                .filter(|rack| !rack.is_empty())
                .map(Name::from),
        }
    }
}
