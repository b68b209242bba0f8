//! The three delivery guarantees side by side: one application that reads, processes and writes, in three ways, with the same
//! records and the same faults; and how many records were lost or repeated on the way.
//!
//! The application is here, outside the simulation, as a person's code would be: it looks at what its consumer has
//! processed, and everything that it does is a command. So what comes of it is a document like any other, which can be
//! opened and played. Absent on purpose: any count that does not come from the logs.

mod application;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Command, Document, Error, Session};
use crate::node::context::Dice;
use application::Application;

/// So many records go in.
pub const RECORDS: u64 = 60;
/// They are sent from here on, one after the other.
const FIRST_MS: u64 = 6_000;
const EVERY_MS: u64 = 500;
/// Faults begin before this.
const LAST_FAULT_MS: u64 = 40_000;
/// By then everything has settled, in virtual milliseconds.
pub const END_MS: u64 = 150_000;
/// How often the application looks.
const TICK_MS: u64 = 50;

/// A way to read, process and write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarantee {
    /// Commits, then processes; what it writes it does not wait for.
    AtMostOnce,
    /// Processes, writes, waits until that is replicated, then commits.
    AtLeastOnce,
    /// Writes and commits in one transaction.
    ExactlyOnce,
}

/// What came of one way.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub guarantee: Guarantee,
    /// Plays it.
    pub document: Document,
    /// Records that were acknowledged at the beginning of the way.
    pub sent: u64,
    /// Those of them that a reader at its end never got.
    pub lost: u64,
    /// Those that it got more than once.
    pub repeated: u64,
}

impl Guarantee {
    pub const ALL: [Guarantee; 3] = [Guarantee::AtMostOnce, Guarantee::AtLeastOnce, Guarantee::ExactlyOnce];

    /// As commands and messages name it.
    pub fn id(self) -> &'static str {
        match self {
            Guarantee::AtMostOnce => "at-most-once",
            Guarantee::AtLeastOnce => "at-least-once",
            Guarantee::ExactlyOnce => "exactly-once",
        }
    }

    /// The settings of the application's producer.
    fn producer(self) -> Value {
        match self {
            Guarantee::AtMostOnce => json!({"acks": "0", "enable.idempotence": false, "retries": 0}),
            // One request at a time, so that the answers come in order.
            Guarantee::AtLeastOnce => json!({"request.timeout.ms": 5000, "delivery.timeout.ms": 20_000,
                "max.in.flight.requests.per.connection": 1}),
            Guarantee::ExactlyOnce => {
                json!({"transactional.id": "pipe", "request.timeout.ms": 5000, "delivery.timeout.ms": 20_000})
            }
        }
    }

    fn commit(self) -> &'static str {
        match self {
            Guarantee::AtMostOnce => "before",
            Guarantee::AtLeastOnce | Guarantee::ExactlyOnce => "manual",
        }
    }
}

/// Runs one way with the faults that this seed draws.
///
/// # Errors
/// None that a seed could bring about: all commands name what there is.
pub fn run(guarantee: Guarantee, seed: u64) -> Result<Outcome, Error> {
    let mut session = Session::new(stage(guarantee, seed)?)?;
    let mut faults = faults(seed).into_iter().peekable();
    let mut application = Application::new(guarantee);
    while session.now_ms() < END_MS {
        let next = session.now_ms() + TICK_MS;
        let until = faults.peek().map_or(next, |(at, _)| next.min(*at));
        session.run(until - session.now_ms());
        while let Some((_, fault)) = faults.next_if(|(at, _)| *at <= until) {
            application.suffer(&fault, session.world());
            give(&mut session, fault)?;
        }
        for command in application.act(session.world()) {
            give(&mut session, command)?;
        }
    }
    Ok(count(guarantee, &session))
}

fn give(session: &mut Session, command: Value) -> Result<(), Error> {
    session.command(Command::from_json(&command.to_string())?)
}

/// Source, application and reader.
fn stage(guarantee: Guarantee, seed: u64) -> Result<Document, Error> {
    let topic =
        |topic: &str| json!({"at": 0, "do": "create_topic", "topic": topic, "partitions": 1, "replication_factor": 3});
    let reading = json!({"auto.offset.reset": "earliest", "isolation.level": "read_committed", "max.poll.records": 5});
    let title = |language: &str, words: &str| (language.to_owned(), format!("{words} ({})", guarantee.id()));
    let document = json!({
        "partitura": 1,
        "title": BTreeMap::from([title("en", "Delivery guarantees"), title("ru", "Гарантии доставки")]),
        "seed": seed,
        "cluster": {"brokers": 3, "config": {"min.insync.replicas": 2}},
        "commands": [
            topic("in"),
            topic("out"),
            {"at": 0, "do": "add_producer", "producer": "source"},
            {"at": 0, "do": "add_producer", "producer": "writer", "config": guarantee.producer()},
            {"at": 0, "do": "add_consumer", "consumer": "pipe", "group": "pipe", "topics": ["in"], "config": reading,
             "processing_ms": 200, "commit": guarantee.commit()},
            {"at": 0, "do": "add_consumer", "consumer": "reader", "assign": [{"topic": "out", "partition": 0}], "config": reading},
            {"at": FIRST_MS, "do": "start_sending", "producer": "source", "topic": "in", "every_ms": EVERY_MS,
             "key": "{n}", "value": "{n}", "count": RECORDS},
        ],
    });
    Document::from_json(&document.to_string())
}

/// The application dies three times, a broker once, and messages of the application's producer are lost.
fn faults(seed: u64) -> Vec<(u64, Value)> {
    let mut dice = Dice::new(seed);
    let mut faults = Vec::new();
    let mut moment = |from: u64, to: u64| from + dice.below(to - from);
    for third in 0..3 {
        let length = (LAST_FAULT_MS - FIRST_MS) / 3;
        let from = FIRST_MS + third * length + 2_000;
        let at = moment(from, from + length - 6_000);
        let back = at + moment(1_000, 3_000);
        faults.push((at, json!({"do": "crash_consumer", "consumer": "pipe"})));
        faults.push((at, json!({"do": "crash_producer", "producer": "writer"})));
        faults.push((back, json!({"do": "restart_consumer", "consumer": "pipe"})));
        faults.push((back, json!({"do": "restart_producer", "producer": "writer"})));
    }
    for side in ["response", "request", "response"] {
        let at = moment(FIRST_MS, LAST_FAULT_MS);
        faults.push((
            at,
            json!({"do": "lose", "what": "Produce", "side": side, "from": "writer"}),
        ));
    }
    let (broker, at) = (moment(1, 4), moment(FIRST_MS, LAST_FAULT_MS));
    faults.push((at, json!({"do": "stop_broker", "broker": broker, "clean": false})));
    faults.push((at + 8_000, json!({"do": "start_broker", "broker": broker})));
    faults.sort_by_key(|(at, _)| *at);
    faults
}

/// Counts at both ends of the way.
pub fn count(guarantee: Guarantee, session: &Session) -> Outcome {
    let world = session.world();
    let sent = world.producer(&"source".into()).map_or(0, |source| source.counts.acked);
    let mut times: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    let reader = world.consumer(&"reader".into());
    for delivery in reader.iter().flat_map(|reader| &reader.deliveries) {
        let returned = delivery.first..delivery.end;
        let records = delivery.batch.iter().filter(|(offset, _)| returned.contains(offset));
        for (_, record) in records {
            *times.entry(record.value.unwrap_or_default().to_vec()).or_default() += 1;
        }
    }
    Outcome {
        guarantee,
        document: session.document().clone(),
        sent,
        lost: sent.saturating_sub(times.len() as u64),
        repeated: times.values().filter(|times| 1 < **times).count() as u64,
    }
}
