//! A consumer: an application that polls, processes and commits, and the client under it (`KafkaConsumer`).
//!
//! `application` is the person's loop, `membership` the group protocol, `positions` where to read, `fetcher` the
//! reading, `commits` the committing. The heartbeat runs beside the loop, as Kafka's own thread does: a handler that
//! hangs is still alive, until `max.poll.interval.ms` ends it.
//! Absent in this version: static membership, cooperative rebalancing, the `consumer` protocol, `read_committed`.

mod application;
mod commits;
mod fetcher;
mod membership;
mod positions;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use application::App;
pub use application::{Activity, Delivery, Stuck};
use fetcher::FetchedData;
use imbl::Vector;
pub use membership::Membership;
pub use positions::SeekTo;
use positions::Want;

use crate::{
    kafka::{
        config::Config,
        error::ErrorName,
        ids::{BrokerId, Generation, Name, Offset, TopicPartition},
        serializer::Serializer,
    },
    node::{
        api::{Joined, Message, Response},
        context::{Cx, Envelope, Timer},
        event::{Fact, Rule, Why},
        metadata::Metadata,
        told,
    },
};

/// What a consumer is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    pub name: Name,
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

/// One consumer's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumer {
    pub spec: Spec,
    pub state: State,
    /// The exception that it failed with.
    pub failure: Option<ErrorName>,
    pub membership: Membership,
    pub member_id: Name,
    pub generation: Generation,
    pub partitions: BTreeMap<TopicPartition, Assigned>,
    /// Everything that poll() ever returned.
    pub deliveries: Vector<Delivery>,
    pub stuck: Option<Stuck>,
    coordinator: Option<BrokerId>,
    is_leader: bool,
    rejoin_needed: bool,
    /// The generation was lost while partitions were held.
    lost: Option<ErrorName>,
    /// Waits for metadata of topics that other members read.
    assigning: Option<Joined>,
    /// The topics that it last joined with.
    joined_topics: Vec<Name>,
    /// Partition counts when this leader last assigned.
    snapshot: BTreeMap<Name, u32>,
    app: App,
    fetched: VecDeque<FetchedData>,
    fetching: BTreeMap<u64, (BrokerId, BTreeSet<TopicPartition>)>,
    /// Commits that are not answered, and the ones that the application waits for.
    committing: BTreeMap<u64, commits::Waiting>,
    looking_up: BTreeMap<u64, positions::Lookup>,
    auto_commit_at: Option<u64>,
    last_poll: u64,
    metadata: Metadata,
    correlation: u64,
    settings: Settings,
}

/// A partition that this consumer reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The next record that poll() will return; `None` while it is looked up.
    pub position: Option<Offset>,
    pub paused: bool,
    want: Want,
    in_flight: bool,
}

/// The configuration, read once.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Settings {
    session_timeout_ms: u64,
    heartbeat_interval_ms: u64,
    max_poll_interval_ms: u64,
    max_poll_records: u32,
    auto_commit_interval_ms: u64,
    fetch_min_bytes: u64,
    fetch_max_wait_ms: u64,
    fetch_max_bytes: u64,
    max_partition_fetch_bytes: u64,
}

impl Settings {
    fn of(config: &Config) -> Self {
        let number = |name| config.i64(name).max(0) as u64;
        Settings {
            session_timeout_ms: number("session.timeout.ms"),
            heartbeat_interval_ms: number("heartbeat.interval.ms").max(1),
            max_poll_interval_ms: number("max.poll.interval.ms").max(1),
            max_poll_records: number("max.poll.records").clamp(1, u64::from(u32::MAX)) as u32,
            auto_commit_interval_ms: number("auto.commit.interval.ms"),
            fetch_min_bytes: number("fetch.min.bytes"),
            fetch_max_wait_ms: number("fetch.max.wait.ms"),
            fetch_max_bytes: number("fetch.max.bytes"),
            max_partition_fetch_bytes: number("max.partition.fetch.bytes"),
        }
    }
}

impl Consumer {
    pub fn new(spec: Spec) -> Self {
        let auto_create = spec.config.bool("allow.auto.create.topics");
        Consumer {
            state: State::Running,
            failure: None,
            membership: Membership::Unjoined,
            member_id: "".into(),
            generation: Generation::NONE,
            partitions: BTreeMap::new(),
            deliveries: Vector::new(),
            stuck: None,
            coordinator: None,
            is_leader: false,
            rejoin_needed: false,
            lost: None,
            assigning: None,
            joined_topics: Vec::new(),
            snapshot: BTreeMap::new(),
            app: App::Polling,
            fetched: VecDeque::new(),
            fetching: BTreeMap::new(),
            committing: BTreeMap::new(),
            looking_up: BTreeMap::new(),
            auto_commit_at: None,
            last_poll: 0,
            metadata: Metadata::new(&spec.config, auto_create),
            correlation: 0,
            settings: Settings::of(&spec.config),
            spec,
        }
    }

    pub fn start(&mut self, cx: &mut Cx) {
        let fact = Fact::ConsumerStarted {
            consumer: self.spec.name.clone(),
            group: self.spec.group.clone(),
        };
        cx.tell(fact, Rule::Asked.alone());
        self.last_poll = cx.now;
        self.follow_subscription();
        if let Subscription::Assign(partitions) = &self.spec.subscription {
            self.partitions = partitions.iter().map(|tp| (tp.clone(), Assigned::new())).collect();
            self.begin_auto_commit(cx);
        }
        self.run(cx);
    }

    /// Ends after what is in hand, commits where it is its habit, leaves the group.
    pub fn close(&mut self, cx: &mut Cx) {
        self.state = State::Closing;
        self.run(cx);
    }

    /// The process dies; its group notices after `session.timeout.ms`.
    pub fn crash(&mut self, cx: &mut Cx) {
        self.silence(cx);
        let fact = Fact::ConsumerCrashed {
            consumer: self.spec.name.clone(),
        };
        cx.tell(fact, Rule::Asked.alone());
        self.state = State::Crashed;
    }

    /// A new process with the same code; it does not know what the old one had read.
    pub fn restart(&mut self, cx: &mut Cx) {
        let fresh = Consumer::new(self.spec.clone());
        let (correlation, deliveries) = (self.correlation, std::mem::take(&mut self.deliveries));
        *self = Consumer {
            correlation,
            deliveries,
            ..fresh
        };
        self.start(cx);
    }

    pub fn freeze(&mut self, cx: &mut Cx) {
        self.state = State::Frozen;
        if self.app == App::Polling {
            self.last_poll = cx.now;
        }
        cx.tell(
            Fact::ConsumerFrozen {
                consumer: self.spec.name.clone(),
            },
            Rule::Asked.alone(),
        );
        self.watch_poll_interval(cx);
    }

    pub fn thaw(&mut self, cx: &mut Cx) {
        self.state = State::Running;
        cx.tell(
            Fact::ConsumerThawed {
                consumer: self.spec.name.clone(),
            },
            Rule::Asked.alone(),
        );
        self.run(cx);
    }

    /// Changes what it reads; partitions are handed out anew.
    pub fn subscribe(&mut self, cx: &mut Cx, topics: Vec<Name>) {
        let fact = Fact::SubscriptionChanged {
            consumer: self.spec.name.clone(),
            topics: topics.clone(),
        };
        cx.tell(fact, Rule::Asked.alone());
        self.spec.subscription = Subscription::Topics(topics);
        self.follow_subscription();
        self.rejoin_needed = true;
        self.run(cx);
    }

    /// Stops (`paused`) or goes on returning records of these partitions, or of all.
    pub fn pause(&mut self, cx: &mut Cx, partitions: &[TopicPartition], paused: bool) {
        let chosen = |tp: &TopicPartition| partitions.is_empty() || partitions.contains(tp);
        let named: Vec<TopicPartition> = self.partitions.keys().filter(|tp| chosen(tp)).cloned().collect();
        for tp in &named {
            if let Some(assigned) = self.partitions.get_mut(tp) {
                assigned.paused = paused;
            }
        }
        let (consumer, partitions) = (self.spec.name.clone(), told::labels(&named));
        let fact = if paused {
            Fact::PartitionsPaused { consumer, partitions }
        } else {
            Fact::PartitionsResumed { consumer, partitions }
        };
        cx.tell(fact, Rule::Asked.alone());
        self.run(cx);
    }

    pub fn on_message(&mut self, cx: &mut Cx, envelope: Envelope) {
        if !self.is_alive() {
            return;
        }
        let Message::Response(response) = envelope.message else {
            return;
        };
        let correlation = envelope.correlation;
        match response {
            Response::Metadata { topics, .. } => {
                self.metadata.on_response(cx, topics);
                self.on_metadata(cx);
            }
            Response::FindCoordinator { coordinator } => self.on_coordinator(cx, coordinator),
            Response::JoinGroup(result) => self.on_joined(cx, result),
            Response::SyncGroup(result) => self.on_synced(cx, result),
            Response::Heartbeat(result) => self.on_heartbeat(cx, result),
            Response::OffsetCommit(result) => self.on_committed(cx, correlation, result),
            Response::OffsetFetch { offsets } => self.on_offsets(cx, correlation, offsets),
            Response::ListOffsets { partitions } => self.on_listed(cx, correlation, partitions),
            Response::Fetch { partitions } => self.on_fetched(cx, correlation, partitions),
            _ => return,
        }
        self.run(cx);
    }

    pub fn on_timer(&mut self, cx: &mut Cx, timer: Timer) {
        match timer {
            Timer::Metadata => return self.metadata.on_timer(cx, &mut self.correlation),
            Timer::Heartbeat => return self.heartbeat(cx),
            Timer::MaxPollInterval => return self.poll_interval_exceeded(cx),
            _ => {}
        }
        self.run(cx);
    }

    pub fn is_alive(&self) -> bool {
        matches!(self.state, State::Running | State::Frozen | State::Closing)
    }

    fn fail(&mut self, cx: &mut Cx, error: ErrorName, detail: String, why: Why) {
        self.silence(cx);
        self.failure = Some(error);
        self.state = State::Failed;
        let consumer = self.spec.name.clone();
        cx.tell(
            Fact::ConsumerFailed {
                consumer,
                error,
                detail: detail.into(),
            },
            why,
        );
    }

    /// Drops everything that a dead process would not have.
    fn silence(&mut self, cx: &mut Cx) {
        for timer in [
            Timer::Heartbeat,
            Timer::Processing,
            Timer::AutoCommit,
            Timer::MaxPollInterval,
            Timer::Metadata,
        ] {
            cx.cancel_timer(timer);
        }
        self.partitions.clear();
        self.fetched.clear();
        self.fetching.clear();
        self.committing.clear();
        self.looking_up.clear();
        self.membership = Membership::Unjoined;
        self.generation = Generation::NONE;
        self.member_id = "".into();
        self.stuck = None;
        self.app = App::Polling;
    }

    fn next_correlation(&mut self) -> u64 {
        self.correlation += 1;
        self.correlation
    }
}

impl Assigned {
    fn new() -> Self {
        Assigned {
            position: None,
            paused: false,
            want: Want::Committed,
            in_flight: false,
        }
    }
}
