//! The application that reads, processes and writes: what a person's code would do, as commands.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::Guarantee;
use crate::{
    kafka::{ids::Offset, record::RecordRef},
    node::{
        consumer::{Activity, Consumer},
        producer::{Phase, Producer},
    },
    world::World,
};

/// What the process has in memory.
pub(super) struct Application {
    guarantee: Guarantee,
    runs: bool,
    /// The delivery that is being written out, and its first record that is not.
    next: (u64, Offset),
    /// Offsets of what was written and is not acknowledged, in order.
    written: VecDeque<Offset>,
    /// Acknowledgements that were counted, of this process and earlier ones.
    acked: u64,
    /// Records that could not be sent, to this process or an earlier one.
    failed: u64,
    /// It has asked for the end of the transaction.
    ends: bool,
}

impl Application {
    pub fn new(guarantee: Guarantee) -> Self {
        Application {
            guarantee,
            runs: true,
            next: (0, Offset(0)),
            written: VecDeque::new(),
            acked: 0,
            failed: 0,
            ends: false,
        }
    }

    /// Its process dies, or begins again with nothing in memory; what an earlier one was given is not this one's.
    pub fn suffer(&mut self, fault: &Value, world: &World) {
        match fault["do"].as_str() {
            Some("crash_consumer") => self.runs = false,
            Some("restart_consumer") => {
                *self = Application {
                    next: (given(world), Offset(0)),
                    failed: failed(world),
                    acked: acked(world),
                    ..Application::new(self.guarantee)
                };
            }
            _ => {}
        }
    }

    /// What it does at this moment.
    pub fn act(&mut self, world: &World) -> Vec<Value> {
        let (consumer, producer) = (world.consumer(&"pipe".into()), world.producer(&"writer".into()));
        let (Some(consumer), Some(producer)) = (consumer, producer) else {
            return Vec::new();
        };
        if !self.runs || !consumer.is_alive() || !producer.is_open() {
            return Vec::new();
        }
        let is_fatal = matches!(producer.transactional(), Some((_, Phase::FatalError(_))));
        let is_lost = self.guarantee == Guarantee::AtLeastOnce && self.failed < failed(world);
        if is_fatal || is_lost {
            return self.begin_again(world);
        }
        match self.guarantee {
            Guarantee::AtMostOnce => self.write(consumer),
            Guarantee::AtLeastOnce => self.write_then_commit(world, consumer),
            Guarantee::ExactlyOnce => self.write_in_transaction(world, consumer, producer),
        }
    }

    /// An exception ends the process, and it is started again.
    fn begin_again(&mut self, world: &World) -> Vec<Value> {
        let commands = [
            json!({"do": "restart_consumer", "consumer": "pipe"}),
            json!({"do": "restart_producer", "producer": "writer"}),
        ];
        self.suffer(&commands[0], world);
        commands.into()
    }

    /// Sends on what has been processed since.
    fn write(&mut self, consumer: &Consumer) -> Vec<Value> {
        let mut sends = Vec::new();
        let (mut at, mut from) = self.next;
        while let Some(delivery) = consumer.deliveries.get(at as usize) {
            let begin = from.max(delivery.first);
            let ready = begin..delivery.processed_to;
            let records = delivery.batch.iter().filter(|(offset, _)| ready.contains(offset));
            for (offset, record) in records {
                self.written.push_back(offset);
                sends.push(send(&record));
            }
            from = begin.max(delivery.processed_to);
            if from < delivery.end {
                break;
            }
            (at, from) = (at + 1, Offset(0));
        }
        self.next = (at, from);
        sends
    }

    /// Everything that it was given is processed and sent.
    fn is_idle(&self, consumer: &Consumer) -> bool {
        let all = consumer.deliveries.len() as u64;
        consumer.activity() == Activity::Polling && self.next.0 == all
    }

    /// Commits up to what is acknowledged.
    fn write_then_commit(&mut self, world: &World, consumer: &Consumer) -> Vec<Value> {
        let mut commands = self.write(consumer);
        let new = acked(world) - self.acked;
        self.acked += new;
        let acknowledged = self.written.len().min(new as usize);
        if let Some(last) = self.written.drain(..acknowledged).next_back() {
            let offsets = json!([{"topic": "in", "partition": 0, "offset": last.0 + 1}]);
            commands.push(json!({"do": "commit", "consumer": "pipe", "offsets": offsets}));
        }
        commands
    }

    fn write_in_transaction(&mut self, world: &World, consumer: &Consumer, producer: &Producer) -> Vec<Value> {
        let of_writer = |what: &str| json!({"do": what, "producer": "writer"});
        match producer.transactional().map(|(_, phase)| phase) {
            Some(Phase::Ready) => {
                self.ends = false;
                let mut commands = self.write(consumer);
                if !commands.is_empty() {
                    commands.insert(0, of_writer("begin_transaction"));
                }
                commands
            }
            Some(Phase::InTransaction) if !self.ends => {
                let mut commands = self.write(consumer);
                if self.is_idle(consumer) {
                    self.ends = true;
                    commands
                        .push(json!({"do": "send_offsets_to_transaction", "producer": "writer", "consumer": "pipe"}));
                    commands.push(of_writer("commit_transaction"));
                }
                commands
            }
            // It begins again where it was before the transaction.
            Some(Phase::AbortableError(_)) => {
                self.next = (given(world), Offset(0));
                self.ends = true;
                let committed = world.groups().find_map(|(_, name, group)| {
                    let own = group.offsets.iter().find(|(tp, _)| &*tp.topic == "in");
                    own.filter(|_| &**name == "pipe")
                        .map(|(_, committed)| committed.offset.0)
                });
                let to = json!({"offset": committed.unwrap_or(0)});
                vec![
                    of_writer("abort_transaction"),
                    json!({"do": "seek", "consumer": "pipe", "topic": "in", "partition": 0, "to": to}),
                ]
            }
            _ => Vec::new(),
        }
    }
}

/// So many records are acknowledged.
fn acked(world: &World) -> u64 {
    world
        .producer(&"writer".into())
        .map_or(0, |producer| producer.counts.acked)
}

/// So many records could not be sent.
fn failed(world: &World) -> u64 {
    world
        .producer(&"writer".into())
        .map_or(0, |producer| producer.counts.failed)
}

/// So many deliveries there were, to all processes.
fn given(world: &World) -> u64 {
    world
        .consumer(&"pipe".into())
        .map_or(0, |consumer| consumer.deliveries.len() as u64)
}

fn send(record: &RecordRef) -> Value {
    let text = |bytes: Option<&[u8]>| bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    json!({"do": "send", "producer": "writer", "topic": "out", "key": text(record.key), "value": text(record.value)})
}
