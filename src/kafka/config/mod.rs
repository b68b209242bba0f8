//! Kafka's configuration: every name of the producer, consumer, topic and broker with its type, default and check,
//! read from the released Apache Kafka 4.4.0, and the values that one client, topic or cluster has.
//!
//! Absent on purpose: names that are made up at run time (`listener.name.…`, `config.providers.…`), configurations of
//! Connect, Streams, MirrorMaker and the admin client, and names that Kafka itself does not know but passes on to
//! plugins (`schema.registry.url`). A name that the model does not act on is taken, checked and listed as inert.

mod canonical;
mod check;
mod definition;
pub mod mistakes;
pub mod names;
mod own;
mod tables;
mod text;
mod together;
mod values;

pub use canonical::canonical;
pub use check::check;
pub(crate) use check::one_of;
pub use definition::{Check, Definition, Kind};
pub use values::Config;

use serde::{Deserialize, Serialize};

/// Whose configuration it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// `ProducerConfig`.
    Producer,
    /// `ConsumerConfig`.
    Consumer,
    /// `TopicConfig`, `LogConfig`.
    Topic,
    /// `server.properties`: brokers and controllers.
    Broker,
}

impl Scope {
    /// All scopes, in their order.
    pub const ALL: [Scope; 4] = [Scope::Producer, Scope::Consumer, Scope::Topic, Scope::Broker];

    /// The word for it in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Scope::Producer => "producer",
            Scope::Consumer => "consumer",
            Scope::Topic => "topic",
            Scope::Broker => "broker",
        }
    }

    /// Every definition, sorted by name.
    pub fn table(self) -> &'static [Definition] {
        match self {
            Scope::Producer => tables::producer::ROWS,
            Scope::Consumer => tables::consumer::ROWS,
            Scope::Topic => tables::topic::ROWS,
            Scope::Broker => tables::broker::ROWS,
        }
    }

    /// The names that the model acts on, sorted. A name joins here when a rule begins to read it.
    fn acting(self) -> &'static [&'static str] {
        match self {
            Scope::Producer => ACTING_PRODUCER,
            Scope::Consumer => ACTING_CONSUMER,
            Scope::Topic => ACTING_TOPIC,
            Scope::Broker => ACTING_BROKER,
        }
    }
}

const ACTING_PRODUCER: &[&str] = &[
    "acks",
    "batch.size",
    "buffer.memory",
    "compression.gzip.level",
    "compression.type",
    "delivery.timeout.ms",
    "enable.idempotence",
    "linger.ms",
    "max.block.ms",
    "max.in.flight.requests.per.connection",
    "max.request.size",
    "metadata.max.age.ms",
    "partitioner.adaptive.partitioning.enable",
    "partitioner.class",
    "partitioner.ignore.keys",
    "reconnect.backoff.max.ms",
    "reconnect.backoff.ms",
    "request.timeout.ms",
    "retries",
    "retry.backoff.max.ms",
    "retry.backoff.ms",
    "transaction.timeout.ms",
    "transactional.id",
];

const ACTING_CONSUMER: &[&str] = &[
    "allow.auto.create.topics",
    "auto.commit.interval.ms",
    "auto.offset.reset",
    "client.rack",
    "enable.auto.commit",
    "fetch.max.bytes",
    "fetch.max.wait.ms",
    "fetch.min.bytes",
    "group.id",
    "group.instance.id",
    "group.protocol",
    "group.remote.assignor",
    "group.type",
    "heartbeat.interval.ms",
    "isolation.level",
    "max.partition.fetch.bytes",
    "max.poll.interval.ms",
    "max.poll.records",
    "metadata.max.age.ms",
    "partition.assignment.strategy",
    "request.timeout.ms",
    "retry.backoff.max.ms",
    "retry.backoff.ms",
    "session.timeout.ms",
    "share.acknowledgement.mode",
    "share.acquire.mode",
    "share.auto.offset.reset",
];

const ACTING_TOPIC: &[&str] = &[
    "compression.gzip.level",
    "compression.type",
    "max.message.bytes",
    "message.timestamp.type",
    "min.insync.replicas",
    "segment.bytes",
    "segment.ms",
    "unclean.leader.election.enable",
];

const ACTING_BROKER: &[&str] = &[
    "auto.create.topics.enable",
    "auto.leader.rebalance.enable",
    "broker.heartbeat.interval.ms",
    "broker.rack",
    "broker.session.timeout.ms",
    "compression.gzip.level",
    "compression.type",
    "controller.quorum.election.backoff.max.ms",
    "controller.quorum.election.timeout.ms",
    "controller.quorum.fetch.timeout.ms",
    "controller.quorum.request.timeout.ms",
    "controller.quorum.retry.backoff.ms",
    "default.replication.factor",
    "group.consumer.assignors",
    "group.consumer.heartbeat.interval.ms",
    "group.consumer.max.size",
    "group.consumer.migration.policy",
    "group.consumer.session.timeout.ms",
    "group.initial.rebalance.delay.ms",
    "group.max.session.timeout.ms",
    "group.max.size",
    "group.min.session.timeout.ms",
    "group.share.delivery.count.limit",
    "group.share.heartbeat.interval.ms",
    "group.share.max.size",
    "group.share.partition.max.record.locks",
    "group.share.record.lock.duration.ms",
    "group.share.session.timeout.ms",
    "leader.imbalance.check.interval.seconds",
    "log.message.timestamp.type",
    "log.roll.ms",
    "log.segment.bytes",
    "message.max.bytes",
    "min.insync.replicas",
    "num.partitions",
    "offsets.commit.timeout.ms",
    "offsets.retention.check.interval.ms",
    "offsets.retention.minutes",
    "offsets.topic.num.partitions",
    "offsets.topic.replication.factor",
    "offsets.topic.segment.bytes",
    "replica.fetch.backoff.ms",
    "replica.fetch.max.bytes",
    "replica.fetch.min.bytes",
    "replica.fetch.response.max.bytes",
    "replica.fetch.wait.max.ms",
    "replica.lag.time.max.ms",
    "replica.selector.class",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms",
    "transaction.max.timeout.ms",
    "transaction.state.log.min.isr",
    "transaction.state.log.num.partitions",
    "transaction.state.log.replication.factor",
    "transaction.state.log.segment.bytes",
    "unclean.leader.election.enable",
];

/// How fast the simulated world goes, and what that changes against Kafka's defaults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
    /// Slow enough to watch, and spread round-robin as it is usually explained.
    #[default]
    Training,
    /// Kafka's defaults.
    Realistic,
}

/// What the pace changes against Kafka's defaults: scope, name and the value here, in canonical spelling.
pub fn overrides(pace: Pace) -> &'static [(Scope, &'static str, &'static str)] {
    match pace {
        Pace::Training => &[
            (Scope::Broker, "group.consumer.heartbeat.interval.ms", "2000"),
            (Scope::Broker, "group.consumer.min.heartbeat.interval.ms", "2000"),
            (Scope::Broker, "group.consumer.min.session.timeout.ms", "6000"),
            (Scope::Broker, "group.consumer.session.timeout.ms", "6000"),
            (Scope::Producer, "partitioner.class", "legacy-round-robin"),
            (Scope::Consumer, "heartbeat.interval.ms", "2000"),
            (Scope::Consumer, "session.timeout.ms", "6000"),
            (Scope::Broker, "group.share.heartbeat.interval.ms", "2000"),
            (Scope::Broker, "group.share.min.heartbeat.interval.ms", "2000"),
            (Scope::Broker, "group.share.min.session.timeout.ms", "6000"),
            (Scope::Broker, "group.share.record.lock.duration.ms", "15000"),
            (Scope::Broker, "group.share.session.timeout.ms", "6000"),
        ],
        Pace::Realistic => &[],
    }
}

/// What is known of a name, if Kafka has it, or the model for want of a class or of a group's own configuration.
pub fn definition(scope: Scope, name: &str) -> Option<&'static Definition> {
    let table = scope.table();
    table
        .binary_search_by(|known| known.name.cmp(name))
        .ok()
        .and_then(|at| table.get(at))
        .or_else(|| own::definition(scope, name))
}

/// Kafka's default in canonical spelling; empty where Kafka has `null` or demands a value. None for an unknown name.
pub fn default(scope: Scope, name: &str) -> Option<&'static str> {
    let known = definition(scope, name)?;
    Some(match known.check {
        Check::Partitioner => "default",
        Check::Assignors => "range,cooperative-sticky",
        _ => known.default.unwrap_or_default(),
    })
}

/// Whether the model acts on the name. Names that it does not act on are listed in the view as `inert`.
pub fn acts(scope: Scope, name: &str) -> bool {
    scope.acting().binary_search(&name).is_ok()
}

/// The broker's name for the default of a topic's name (`ServerTopicConfigSynonyms`), where Kafka has one: the first
/// of the synonyms, so `log.roll.ms` and not `log.roll.hours`.
pub fn broker_synonym(topic_name: &str) -> Option<&'static str> {
    let renamed = match topic_name {
        "segment.ms" => "log.roll.ms",
        "segment.jitter.ms" => "log.roll.jitter.ms",
        "segment.index.bytes" => "log.index.size.max.bytes",
        "flush.messages" => "log.flush.interval.messages",
        "flush.ms" => "log.flush.interval.ms",
        "max.message.bytes" => "message.max.bytes",
        "file.delete.delay.ms" => "log.segment.delete.delay.ms",
        "min.cleanable.dirty.ratio" => "log.cleaner.min.cleanable.ratio",
        "delete.retention.ms" => "log.cleaner.delete.retention.ms",
        "min.compaction.lag.ms" => "log.cleaner.min.compaction.lag.ms",
        "max.compaction.lag.ms" => "log.cleaner.max.compaction.lag.ms",
        _ => "",
    };
    let same = || definition(Scope::Broker, topic_name);
    let with_log = || definition(Scope::Broker, &format!("log.{topic_name}"));
    definition(Scope::Topic, topic_name)?;
    definition(Scope::Broker, renamed)
        .or_else(same)
        .or_else(with_log)
        .map(|known| known.name)
}

/// The milliseconds of `auto.offset.reset=by_duration:…` (KIP-1106). None for every other value, and for a duration
/// that is negative or that Java would not read.
pub fn reset_duration_ms(value: &str) -> Option<i64> {
    text::duration_ms(value.strip_prefix("by_duration:")?).filter(|ms| *ms >= 0)
}

#[cfg(test)]
mod tests;
