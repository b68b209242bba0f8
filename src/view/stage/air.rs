//! What is in the air between clients and brokers, and what is to happen there.

use serde::Serialize;

use super::Text;

/// One request or response under way between a client and a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flight {
    /// Unique in the session.
    pub id: u64,
    /// Kafka's API name: `Produce`, `Fetch`, `JoinGroup`, `Heartbeat` …
    pub api: &'static str,
    pub response: bool,
    pub from: Place,
    pub to: Place,
    pub sent_ms: u64,
    pub arrives_ms: u64,
    /// It breaks off on its way.
    pub lost: bool,
    /// The records it carries, a few per partition.
    pub notes: Vec<Note>,
    pub error: Option<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "place", content = "name")]
pub enum Place {
    Broker(i32),
    Producer(Text),
    Consumer(Text),
}

/// Records of one partition that travel together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    pub topic: Text,
    pub partition: u32,
    /// Known for what was read from a log; not for what is still to be appended.
    pub first_offset: Option<i64>,
    /// How many records travel; none with the answer to a Produce.
    pub count: u32,
    /// The first of them (at most four), for drawing.
    pub cells: Vec<(Option<Text>, u8)>,
}

/// Messages of a client to which something is to happen when they come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToHappen {
    /// Kafka's API name.
    pub api: Text,
    /// The answers, else the requests.
    pub response: bool,
    /// `lost`, `late`, `twice`.
    pub harm: &'static str,
    /// How much later those arrive that are late.
    pub by_ms: u64,
    pub count: u64,
}

/// The way to and from a broker, or between it and one other node, where it takes longer than it should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SlowWay {
    /// A client by its name, a broker by its number; everybody where it is none.
    pub to: Option<Text>,
    pub by_ms: u64,
}
