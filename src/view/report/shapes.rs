//! The shapes of the report, as the contract has them: a field's name is public interface.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{kafka::ids::Name, node::event::Event, view::shares::ShareRecord};

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub partitura: u32,
    pub now_ms: u64,
    /// A hash of everything told so far, as hexadecimal text.
    pub fingerprint: String,
    /// Where the pace deviates from Kafka's defaults.
    pub overrides: BTreeMap<String, Override>,
    /// Settings that are known and taken but change nothing here.
    pub inert: Vec<String>,
    pub brokers: Vec<BrokerReport>,
    pub topics: Vec<TopicReport>,
    pub producers: Vec<ProducerReport>,
    pub groups: Vec<GroupReport>,
    pub consumers: Vec<ConsumerReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<Event>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Override {
    pub kafka: serde_json::Value,
    pub here: serde_json::Value,
}

#[derive(Clone, Debug, Serialize)]
pub struct BrokerReport {
    pub id: i32,
    pub alive: bool,
    pub reachable: bool,
    pub controller: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct TopicReport {
    pub name: Name,
    /// Kafka's own topic: listed on request, with those partitions that hold something.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    pub config: BTreeMap<String, String>,
    pub partitions: Vec<PartitionReport>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PartitionReport {
    pub partition: u32,
    pub leader: Option<i32>,
    pub leader_epoch: i32,
    pub replicas: Vec<i32>,
    pub isr: Vec<i32>,
    /// Those of the replicas that a reassignment brings, while it is under way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adding_replicas: Vec<i32>,
    /// Those that go when it is complete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removing_replicas: Vec<i32>,
    /// Not in sync, and with every acknowledged record all the same (KIP-966).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub eligible_leader_replicas: Vec<i32>,
    /// Who led when the last one in sync went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_known_leader: Option<i32>,
    pub log_start_offset: i64,
    pub high_watermark: i64,
    pub last_stable_offset: i64,
    pub log_end_offset: i64,
    pub size_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<Vec<RecordReport>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct RecordReport {
    pub offset: i64,
    pub timestamp: i64,
    pub key: Option<String>,
    pub value: Option<String>,
    pub headers: BTreeMap<String, String>,
    pub producer: Name,
    pub kind: &'static str,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub sequence: i32,
    pub transactional: bool,
    /// In a compacted log: its key comes again later, so compaction would remove it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct ProducerReport {
    pub name: Name,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub sent: u64,
    pub acked: u64,
    pub failed: u64,
    pub retries: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct GroupReport {
    pub group: Name,
    pub protocol: &'static str,
    pub state: &'static str,
    pub epoch: i32,
    pub assignor: Option<Name>,
    pub coordinator: i32,
    pub members: Vec<MemberReport>,
    pub offsets: Vec<OffsetReport>,
    /// Only of a share group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<Vec<SharePartitionReport>>,
}

/// How far a share group is in one partition.
#[derive(Clone, Debug, Serialize)]
pub struct SharePartitionReport {
    pub topic: Name,
    pub partition: u32,
    pub start_offset: i64,
    pub end_offset: i64,
    pub lag: i64,
    /// Everything in flight.
    pub records: Vec<ShareRecord>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MemberReport {
    pub member_id: Name,
    pub consumer: Name,
    pub instance_id: Option<Name>,
    pub assignment: Vec<ShareReport>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ShareReport {
    pub topic: Name,
    pub partitions: Vec<u32>,
}

#[derive(Clone, Debug, Serialize)]
pub struct OffsetReport {
    pub topic: Name,
    pub partition: u32,
    pub committed: i64,
    pub lag: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct ConsumerReport {
    pub name: Name,
    pub group: Option<Name>,
    pub state: &'static str,
    pub positions: Vec<PositionReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deliveries: Option<Vec<DeliveryReport>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PositionReport {
    pub topic: Name,
    pub partition: u32,
    pub position: Option<i64>,
    /// The follower that is read instead of the leader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_replica: Option<i32>,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeliveryReport {
    pub at: u64,
    pub topic: Name,
    pub partition: u32,
    pub offset: i64,
    pub key: Option<String>,
    pub processed: bool,
}
