//! The fields of commands to the cluster: topics, configuration, brokers, the network.

use crate::kafka::ids::Name;
use crate::scenario::fields::{self, Caption, ConfigMap};
use crate::world::network::{Harm, Mishap};
use serde::{Deserialize, Serialize};

/// `create_topic`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateTopic {
    /// The name of the new topic.
    pub topic: String,
    /// How many partitions it gets.
    pub partitions: u32,
    /// On how many brokers each partition lies; the cluster's default where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replication_factor: Option<u32>,
    /// The topic's own configuration.
    #[serde(default, skip_serializing_if = "ConfigMap::is_empty")]
    pub config: ConfigMap,
}

/// `delete_topic`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicName {
    /// The topic.
    pub topic: String,
}

/// `add_partitions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddPartitions {
    /// The topic.
    pub topic: String,
    /// How many partitions it has afterwards.
    pub total: u32,
}

/// `reassign_partitions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReassignPartitions {
    /// The topic.
    pub topic: String,
    /// Its partitions; all of them where they are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitions: Option<Vec<u32>>,
    /// The brokers that each of them is to lie on, the preferred leader first; without them what is under way is taken
    /// back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<Vec<u32>>,
}

/// `alter_config`: exactly one of `topic` and `broker`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlterConfig {
    /// The topic whose configuration changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The broker whose configuration changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broker: Option<u32>,
    /// The new values.
    pub config: ConfigMap,
}

/// `delete_records`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeleteRecords {
    /// The topic.
    pub topic: String,
    /// The partition in it.
    pub partition: u32,
    /// The first offset that stays; -1 is the high watermark, as in Kafka.
    pub before_offset: i64,
}

/// `stop_broker` and `start_broker`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokerPower {
    /// The broker, from 1.
    pub broker: u32,
    /// Whether it hands its partitions over first.
    #[serde(default = "fields::yes", skip_serializing_if = "fields::is_yes")]
    pub clean: bool,
}

/// `lose_disk`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokerId {
    /// The broker, from 1.
    pub broker: u32,
}

/// `cut_broker` and `heal_broker`: nothing gets to and from a broker, or between it and one other node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutBroker {
    /// The broker, from 1.
    pub broker: u32,
    /// The node at the other end of the link: the name of a client, or the number of a broker; everybody where it is
    /// left out.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "fields::some_name"
    )]
    pub to: Option<String>,
}

/// `slow_broker`: everything takes longer to and from a broker, or between it and one other node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlowBroker {
    /// The broker, from 1.
    pub broker: u32,
    /// The node at the other end of the slow way: the name of a client, or the number of a broker; everybody where it
    /// is left out.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "fields::some_name"
    )]
    pub to: Option<String>,
    /// How much longer each way takes, in virtual milliseconds; 0 ends it.
    pub by_ms: u64,
}

/// `lose` and `duplicate`: what happens to the next such messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The API: `Produce`, `Fetch`, `OffsetCommit`, `Heartbeat` …
    pub what: String,
    /// Which way the message goes.
    pub side: Side,
    /// Whose request it is: the name of a client, or the number of a broker.
    #[serde(deserialize_with = "fields::name")]
    pub from: String,
    /// How many of them.
    #[serde(default = "fields::one", skip_serializing_if = "fields::is_one")]
    pub count: u64,
}

/// `delay`: the next such messages are late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delay {
    /// The API: `Produce`, `Fetch`, `OffsetCommit`, `Heartbeat` …
    pub what: String,
    /// Which way the message goes.
    pub side: Side,
    /// Whose request it is: the name of a client, or the number of a broker.
    #[serde(deserialize_with = "fields::name")]
    pub from: String,
    /// How much later it arrives, in virtual milliseconds.
    pub by_ms: u64,
    /// How many of them.
    #[serde(default = "fields::one", skip_serializing_if = "fields::is_one")]
    pub count: u64,
}

impl Message {
    /// What is to happen in the network.
    pub fn mishap(&self, harm: Harm) -> Mishap {
        Mishap {
            api: self.what.as_str().into(),
            response: self.side == Side::Response,
            asker: self.from.as_str().into(),
            harm,
        }
    }
}

impl Delay {
    /// Which messages are meant.
    pub fn message(&self) -> Message {
        Message {
            what: self.what.clone(),
            side: self.side,
            from: self.from.clone(),
            count: self.count,
        }
    }

    /// What is to happen in the network.
    pub fn mishap(&self) -> Mishap {
        self.message().mishap(Harm::Late { by_ms: self.by_ms })
    }
}

impl CutBroker {
    /// The node at the other end, if it is one link.
    pub fn other(&self) -> Option<Name> {
        self.to.as_deref().map(Name::from)
    }
}

impl SlowBroker {
    /// The node at the other end of the slow way, if it is one way.
    pub fn other(&self) -> Option<Name> {
        self.to.as_deref().map(Name::from)
    }
}

/// One of the two messages of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// To the broker.
    Request,
    /// Back from it.
    Response,
}

/// `note`: a caption for those who watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What it says.
    pub text: Caption,
}
