//! A producer: an application that calls `send`, and the client under it (`KafkaProducer`).
//!
//! `application` is the person's code, `accumulator` collects batches, `sender` talks to the brokers.
//! `numbering` keeps a batch that is sent again from being written again. `transactions` makes what was sent count
//! together.

mod accumulator;
mod answered;
mod application;
mod batch;
mod connecting;
mod key_places;
mod numbering;
mod sender;
mod transactions;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use litemap::LiteMap;

use accumulator::Accumulator;
use application::Job;
pub use application::{Send, Sending};
use connecting::Connections;
use numbering::Numbering;
use sender::InFlight;
use transactions::Transactions;
pub use transactions::{Call, Phase};

use crate::{
    kafka::{
        config::Config,
        error::ErrorName,
        ids::{BrokerId, Name},
        record::{Provenance, Records},
        serializer::Serializer,
    },
    node::{
        api::{Acks, Message, Response},
        context::{Cx, Envelope, Timer},
        event::{Fact, Rule},
        metadata::{Backoff, Metadata},
    },
};

/// What a producer is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    pub name: Name,
    /// Brokers to ask first (`bootstrap.servers`).
    pub bootstrap: Vec<BrokerId>,
    pub config: Config,
    pub key_serializer: Serializer,
    pub value_serializer: Serializer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Running,
    /// close() waits for the answers to what was sent.
    Closing,
    Closed,
    Crashed,
}

/// One producer's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Producer {
    pub spec: Spec,
    pub state: State,
    pub counts: Counts,
    pub last_answer: Option<Answer>,
    pub last_topic: Option<Name>,
    /// Timers that send, by topic.
    pub sending: BTreeMap<Name, Sending>,
    /// Records that were not answered when it crashed.
    pub lost: u64,
    settings: Settings,
    metadata: Metadata,
    connections: Connections,
    accumulator: Accumulator,
    jobs: VecDeque<Job>,
    in_flight: LiteMap<u64, InFlight>,
    /// Of an idempotent producer.
    numbering: Option<Numbering>,
    /// Of one with a `transactional.id`.
    transactions: Option<Transactions>,
    correlation: u64,
    /// Questions up to this one were an earlier process's: their answers do not reach this one.
    born: u64,
}

/// Records by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Accepted by `send`.
    pub sent: u64,
    pub acked: u64,
    pub failed: u64,
    /// Batches that were sent again.
    pub retries: u64,
    /// Bytes of the batches that were compressed, with their headers: before and after.
    pub uncompressed_bytes: u64,
    pub compressed_bytes: u64,
}

/// What the application was last told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub at: u64,
    pub topic: Name,
    pub partition: Option<u32>,
    /// -1 with `acks=0`.
    pub offset: Option<i64>,
    pub latency_ms: u64,
    pub error: Option<ErrorName>,
}

/// The configuration, read once: `send` runs for every record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Settings {
    acks: Acks,
    linger_ms: u64,
    batch_size: u32,
    buffer_memory: u64,
    max_request_size: u64,
    max_in_flight: u64,
    retries: u64,
    backoff: Backoff,
    delivery_timeout_ms: u64,
    request_timeout_ms: u64,
    max_block_ms: u64,
}

impl Settings {
    fn of(config: &Config) -> Self {
        let number = |name| config.i64(name).max(0) as u64;
        Settings {
            acks: match config.get("acks") {
                "0" => Acks::None,
                "1" => Acks::Leader,
                _ => Acks::All,
            },
            linger_ms: number("linger.ms"),
            batch_size: number("batch.size").max(1) as u32,
            buffer_memory: number("buffer.memory"),
            max_request_size: number("max.request.size"),
            max_in_flight: number("max.in.flight.requests.per.connection").max(1),
            retries: number("retries"),
            backoff: Backoff::of(config),
            delivery_timeout_ms: delivery_timeout_ms(config),
            // No time at all would stop the clock.
            request_timeout_ms: number("request.timeout.ms").max(1),
            max_block_ms: number("max.block.ms"),
        }
    }
}

/// `enable.idempotence`, which other settings silently turn off (`ProducerConfig.maybeOverrideEnableIdempotence`).
fn is_idempotent(config: &Config) -> bool {
    let acks_all = !matches!(config.get("acks"), "0" | "1");
    let in_flight = config.i64("max.in.flight.requests.per.connection");
    config.bool("enable.idempotence") && acks_all && config.i64("retries") > 0 && in_flight <= 5
}

/// Raised to what linger and one request need, unless it was set by hand (`KafkaProducer.configureDeliveryTimeout`).
fn delivery_timeout_ms(config: &Config) -> u64 {
    let number = |name| config.i64(name).max(0) as u64;
    let needed = number("linger.ms") + number("request.timeout.ms");
    let set = number("delivery.timeout.ms");
    if config.is_set("delivery.timeout.ms") {
        set
    } else {
        set.max(needed)
    }
}

impl Producer {
    pub fn new(spec: Spec) -> Self {
        let settings = Settings::of(&spec.config);
        let provenance = Arc::new(Provenance {
            producer: spec.name.clone(),
            key_serializer: spec.key_serializer,
            value_serializer: spec.value_serializer,
            batch_size: settings.batch_size,
        });
        Producer {
            state: State::Running,
            counts: Counts::default(),
            last_answer: None,
            last_topic: None,
            sending: BTreeMap::new(),
            lost: 0,
            metadata: Metadata::new(&spec.config, spec.bootstrap.clone(), true),
            connections: Connections::new(Backoff::of_connections(&spec.config)),
            accumulator: Accumulator::new(&spec.config, provenance),
            settings,
            jobs: VecDeque::new(),
            in_flight: LiteMap::new(),
            numbering: is_idempotent(&spec.config).then(Numbering::default),
            transactions: Transactions::of(&spec.config),
            correlation: 0,
            born: 0,
            spec,
        }
    }

    pub fn start(&mut self, cx: &mut Cx) {
        cx.tell(
            Fact::ProducerStarted {
                producer: self.spec.name.clone(),
            },
            Rule::Asked.alone(),
        );
        self.settle_numbers(cx);
    }

    /// Stops taking records and waits for the answers (`KafkaProducer.close`).
    pub fn close(&mut self, cx: &mut Cx) {
        self.stop_sending(cx, None);
        self.state = State::Closing;
        self.pump(cx);
    }

    /// The process dies: what was not written to the network is lost.
    pub fn crash(&mut self, cx: &mut Cx) {
        let lost = self.accumulated() + self.unanswered();
        self.lost += lost;
        for topic in std::mem::take(&mut self.sending).into_keys() {
            cx.cancel_timer(Timer::Sending(topic));
        }
        self.jobs.clear();
        self.in_flight.clear();
        self.accumulator.clear();
        self.state = State::Crashed;
        for timer in [
            Timer::Linger,
            Timer::MaxBlock,
            Timer::DeliveryTimeout,
            Timer::ProducerId,
            Timer::Metadata,
            Timer::Reconnect,
        ] {
            cx.cancel_timer(timer);
        }
        cx.tell(
            Fact::ProducerCrashed {
                producer: self.spec.name.clone(),
                lost,
            },
            Rule::Asked.alone(),
        );
    }

    /// A new process with the same code.
    pub fn restart(&mut self, cx: &mut Cx) {
        let fresh = Producer::new(self.spec.clone());
        let (counts, lost, correlation) = (self.counts, self.lost, self.correlation);
        let (last_answer, last_topic) = (self.last_answer.take(), self.last_topic.take());
        *self = Producer {
            counts,
            lost,
            correlation,
            born: correlation,
            last_answer,
            last_topic,
            ..fresh
        };
        self.start(cx);
    }

    /// `request.timeout.ms`, in virtual milliseconds.
    pub fn request_timeout_ms(&self) -> u64 {
        self.settings.request_timeout_ms
    }

    /// Records that `send` took and no request carries.
    pub fn buffered(&self) -> u64 {
        self.accumulated() + self.jobs.iter().map(Job::remaining).sum::<u64>()
    }

    /// Records in batches that wait.
    pub fn accumulated(&self) -> u64 {
        self.accumulator.records()
    }

    /// It may still be told what became of these: they wait, or their request is not answered.
    pub fn awaits(&self, records: &Records) -> bool {
        let mut under_way = self.in_flight.values().flat_map(|request| &request.batches);
        under_way.any(|(_, batch)| batch.is_of(records)) || self.accumulator.has(records)
    }

    /// Records in requests that are not answered.
    pub fn unanswered(&self) -> u64 {
        self.in_flight.values().map(InFlight::records).sum()
    }

    pub fn on_message(&mut self, cx: &mut Cx, envelope: Envelope) {
        // A connection that nothing waits on may end too, or not be there.
        let is_idle = envelope.correlation == 0;
        if matches!(self.state, State::Crashed | State::Closed) || !is_idle && envelope.correlation <= self.born {
            return;
        }
        if matches!(envelope.message, Message::Response(_)) {
            self.metadata.hear_of(&envelope.from);
            self.connections.opened(&envelope.from);
        }
        match envelope.message {
            Message::Response(response) if self.is_transaction_asked(envelope.correlation) => {
                self.on_transaction_answer(cx, response);
            }
            Message::Response(Response::Metadata { brokers, topics }) => {
                self.metadata.on_response(cx, brokers, topics);
            }
            Message::Response(Response::Produce { partitions }) => {
                self.on_produced(cx, envelope.correlation, partitions);
            }
            Message::Response(Response::InitProducerId(given)) => {
                self.on_producer_id(cx, envelope.correlation, given);
            }
            Message::Response(Response::ApiVersions) => {}
            Message::Broken(how) => self.on_broken(cx, envelope.correlation, &envelope.from, how),
            _ => return,
        }
        self.pump(cx);
    }

    pub fn on_timer(&mut self, cx: &mut Cx, timer: Timer) {
        match timer {
            Timer::Sending(topic) => return self.on_sending_timer(cx, &topic),
            Timer::Metadata => self.metadata.on_timer(cx, &mut self.correlation),
            Timer::MaxBlock => self.give_up_blocked(cx),
            Timer::DeliveryTimeout => self.expire(cx),
            _ => {}
        }
        self.pump(cx);
    }

    /// Does all that can be done now: the application's sends, then the requests.
    fn pump(&mut self, cx: &mut Cx) {
        loop {
            let sent = self.counts.sent;
            self.run_jobs(cx);
            self.close_transaction();
            self.settle_numbers(cx);
            self.send_ready(cx);
            // With `acks=0` sending frees memory at once, and no answer would come to go on.
            let goes_on = self.counts.sent != sent && self.is_blocked();
            if !goes_on && !self.next_call_may_run() {
                break;
            }
        }
        self.metadata.refresh(cx, &mut self.correlation);
        if self.state == State::Closing
            && self.jobs.is_empty()
            && self.accumulator.is_empty()
            && self.in_flight.is_empty()
            && !self.is_ending()
        {
            self.state = State::Closed;
            cx.cancel_timer(Timer::Metadata);
            cx.cancel_timer(Timer::ProducerId);
            cx.tell(
                Fact::ProducerClosed {
                    producer: self.spec.name.clone(),
                },
                Rule::Asked.alone(),
            );
        }
    }
}
