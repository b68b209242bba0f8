//! A consumer: an application that polls, processes and commits, and the client under it (`KafkaConsumer`).
//!
//! `application` is the person's loop, `membership` the classic protocol, `modern` the `consumer` protocol, `assignment` what
//! it gives and takes, `positions` where to read, `validation` whether that still holds, `fetcher` the reading,
//! `isolation` what of it does not count, `read_replica` from whom, `commits` the committing. The heartbeat runs beside the
//! loop, as Kafka's own thread does: a handler that hangs is still alive, until `max.poll.interval.ms` ends it.
//! `share` is what a consumer of a share group does instead of the group protocol, positions and commits.

mod application;
mod assigned;
mod assignment;
mod commits;
mod coordinator;
mod fetcher;
mod generation;
mod isolation;
mod membership;
mod modern;
mod positions;
mod read_replica;
mod share;
mod spec;
mod validation;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use application::App;
pub use application::{Activity, Delivery, Stuck};
pub use assigned::Assigned;
use fetcher::FetchedData;
use imbl::Vector;
use litemap::LiteMap;
pub use membership::Membership;
use modern::Heartbeats;
pub use positions::SeekTo;
pub use share::{Chosen, ShareClient};
use spec::Settings;
pub use spec::{CommitMode, Spec, State, Subscription};

use crate::{
    kafka::{
        assignor::Memory,
        error::ErrorName,
        ids::{BrokerId, Generation, Name, TopicPartition},
    },
    node::{
        api::{Break, Joined, Message, Response},
        because::Because,
        context::{Cx, Envelope, Timer},
        event::{Fact, Rule, Why},
        metadata::Metadata,
        told,
    },
};

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
    pub partitions: LiteMap<TopicPartition, Assigned>,
    /// What it knows as a member of a share group; such a consumer has no partitions of its own.
    pub share: Option<Box<ShareClient>>,
    /// Everything that poll() ever returned; each on its own, so that checkpoints share them.
    pub deliveries: Vector<Arc<Delivery>>,
    pub stuck: Option<Stuck>,
    /// Records that poll() ever returned, and those of them that were processed.
    pub delivered: u64,
    pub processed: u64,
    coordinator: Option<BrokerId>,
    search: coordinator::Search,
    is_leader: bool,
    /// What the group's leader assigns with, as the coordinator chose it.
    assignor: Name,
    rejoin_needed: bool,
    /// Another process came with its `group.instance.id`: the next poll() throws.
    fenced: bool,
    /// The generation was lost while partitions were held.
    lost: Option<ErrorName>,
    /// The group's assignment, until the next poll().
    given: Option<Vec<TopicPartition>>,
    /// Waits for metadata of topics that other members read.
    assigning: Option<Joined>,
    /// Set in the `consumer` protocol.
    heartbeats: Option<Heartbeats>,
    /// What its assignors remember.
    memory: Memory,
    /// The topics that it last joined with.
    joined_topics: Vec<Name>,
    /// Partition counts of the group's topics when this leader last assigned; `None` for a topic that was not there.
    snapshot: BTreeMap<Name, Option<u32>>,
    /// It is to die in place of its next commit; what it had processed when that was said.
    doomed: Option<u64>,
    app: App,
    fetched: VecDeque<FetchedData>,
    fetching: LiteMap<u64, (BrokerId, Vec<TopicPartition>)>,
    /// Commits that are not answered, and the ones that the application waits for.
    committing: BTreeMap<u64, commits::Commit>,
    /// commitSync() waits for the coordinator to be found.
    unsent: Option<(commits::Offsets, Why)>,
    looking_up: BTreeMap<u64, positions::Lookup>,
    validation: validation::Validation,
    auto_commit_at: Option<u64>,
    last_poll: u64,
    /// A committed offset was kept back by a transaction: it is not asked for before.
    unstable_until: u64,
    metadata: Metadata,
    correlation: u64,
    /// Questions up to this one were an earlier process's: their answers do not reach this one.
    born: u64,
    settings: Settings,
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
            partitions: LiteMap::new(),
            share: ShareClient::of(&spec),
            deliveries: Vector::new(),
            stuck: None,
            delivered: 0,
            processed: 0,
            coordinator: None,
            search: coordinator::Search::default(),
            is_leader: false,
            assignor: "".into(),
            rejoin_needed: false,
            fenced: false,
            lost: None,
            given: None,
            assigning: None,
            heartbeats: (spec.config.get("group.protocol") == "consumer").then(Heartbeats::new),
            memory: Memory::default(),
            joined_topics: Vec::new(),
            snapshot: BTreeMap::new(),
            doomed: None,
            app: App::Polling,
            fetched: VecDeque::new(),
            fetching: LiteMap::new(),
            committing: BTreeMap::new(),
            unsent: None,
            looking_up: BTreeMap::new(),
            validation: validation::Validation::default(),
            auto_commit_at: None,
            last_poll: 0,
            unstable_until: 0,
            metadata: Metadata::new(&spec.config, spec.bootstrap.clone(), auto_create),
            correlation: 0,
            born: 0,
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
        let why = if self.is_doomed() {
            Rule::BeforeCommit
        } else {
            Rule::Asked
        };
        self.silence(cx);
        let fact = Fact::ConsumerCrashed {
            consumer: self.spec.name.clone(),
        };
        cx.tell(fact, why.alone());
        self.state = State::Crashed;
    }

    /// A new process with the same code; it does not know what the old one had read.
    pub fn restart(&mut self, cx: &mut Cx) {
        let fresh = Consumer::new(self.spec.clone());
        let (correlation, deliveries) = (self.correlation, std::mem::take(&mut self.deliveries));
        let (delivered, processed) = (self.delivered, self.processed);
        *self = Consumer {
            correlation,
            born: correlation,
            deliveries,
            delivered,
            processed,
            ..fresh
        };
        self.start(cx);
    }

    /// Changes what it reads; partitions are handed out anew.
    ///
    /// # Errors
    /// It was made with `assign` or with a pattern (`SubscriptionState.setSubscriptionType`).
    pub fn subscribe(&mut self, cx: &mut Cx, topics: Vec<Name>) -> Result<(), Because> {
        if !matches!(self.spec.subscription, Subscription::Topics(_)) {
            return Err(Because::OtherSubscription);
        }
        let fact = Fact::SubscriptionChanged {
            consumer: self.spec.name.clone(),
            topics: topics.clone(),
        };
        cx.tell(fact, Rule::Asked.alone());
        self.spec.subscription = Subscription::Topics(topics);
        self.follow_subscription();
        self.rejoin_needed |= self.subscription_changed();
        self.share_heartbeat(cx);
        self.run(cx);
        Ok(())
    }

    /// Stops (`paused`) or goes on returning records of these partitions, or of all.
    pub fn pause(&mut self, cx: &mut Cx, partitions: &[TopicPartition], paused: bool) {
        let chosen = |tp: &TopicPartition| partitions.is_empty() || partitions.contains(tp);
        let named: Vec<TopicPartition> = self.partitions.keys().filter(|tp| chosen(tp)).cloned().collect();
        for tp in &named {
            if let Some(assigned) = self.partitions.get_mut(tp) {
                assigned.paused = paused;
            }
            // Records of the others come before a poison pill that is paused (`FetchCollector.collectFetch`).
            self.stuck.take_if(|stuck| paused && stuck.partition == *tp);
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
        if !self.is_alive() || envelope.correlation <= self.born {
            return;
        }
        let correlation = envelope.correlation;
        if matches!(envelope.message, Message::Response(_)) {
            self.metadata.hear_of(&envelope.from);
        }
        match envelope.message {
            Message::Response(Response::Refused { error, .. }) => {
                let broker = coordinator::broker_of(&envelope.from);
                self.on_broken(cx, correlation, broker, Break::Coordinator(error));
            }
            Message::Response(response) => self.on_response(cx, correlation, response),
            Message::Broken(how) => {
                self.on_broken(cx, correlation, coordinator::broker_of(&envelope.from), how);
            }
            Message::Request(_) => return,
        }
        self.run(cx);
    }

    fn on_response(&mut self, cx: &mut Cx, correlation: u64, response: Response) {
        match response {
            Response::Metadata { brokers, topics } => {
                self.metadata.on_response(cx, brokers, topics);
                self.on_metadata(cx);
            }
            Response::FindCoordinator { coordinator } => self.on_coordinator(cx, correlation, coordinator),
            Response::JoinGroup(result) => self.on_joined(cx, result),
            Response::SyncGroup(result) => self.on_synced(cx, result),
            Response::Heartbeat(result) => self.on_heartbeat(cx, result),
            Response::ConsumerGroupHeartbeat(result) => self.on_heartbeat_answer(cx, correlation, result),
            Response::OffsetCommit(result) => self.on_committed(cx, correlation, result),
            Response::OffsetFetch { offsets } => self.on_offsets(cx, correlation, offsets),
            Response::ListOffsets { partitions } => self.on_listed(cx, correlation, partitions),
            Response::OffsetsForLeaderEpoch(ends) => self.on_epochs(cx, correlation, ends),
            Response::Fetch { partitions, .. } => self.on_fetched(cx, correlation, partitions),
            Response::ShareGroupHeartbeat(result) => self.on_share_heartbeat(cx, correlation, result),
            Response::ShareFetch(fetched) => self.on_share_fetched(cx, correlation, fetched),
            Response::ShareAcknowledge(acknowledged) => self.on_acknowledged(cx, correlation, &acknowledged),
            _ => {}
        }
    }

    pub fn on_timer(&mut self, cx: &mut Cx, timer: Timer) {
        match timer {
            Timer::Metadata => return self.metadata.on_timer(cx, &mut self.correlation),
            Timer::Heartbeat => return self.heartbeat(cx),
            Timer::Coordinator => self.look_for_coordinator(cx),
            Timer::MaxPollInterval => return self.poll_interval_exceeded(cx),
            _ => {}
        }
        self.run(cx);
    }

    /// `request.timeout.ms`, in virtual milliseconds.
    pub fn request_timeout_ms(&self) -> u64 {
        self.settings.request_timeout_ms
    }

    pub fn is_alive(&self) -> bool {
        matches!(self.state, State::Running | State::Frozen | State::Closing)
    }

    fn fail(&mut self, cx: &mut Cx, error: ErrorName, because: Because) {
        self.silence(cx);
        self.failure = Some(error);
        self.state = State::Failed;
        let consumer = self.spec.name.clone();
        cx.tell(
            Fact::ConsumerFailed {
                consumer,
                error,
                detail: because.to_string().into(),
            },
            because.why(),
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
            Timer::Coordinator,
            Timer::StableOffsets,
        ] {
            cx.cancel_timer(timer);
        }
        self.partitions.clear();
        self.share = ShareClient::of(&self.spec);
        self.fetched.clear();
        self.fetching.clear();
        self.committing.clear();
        self.unsent = None;
        self.search = coordinator::Search::default();
        self.looking_up.clear();
        self.validation = validation::Validation::default();
        self.given = None;
        self.heartbeats = self.heartbeats.as_ref().map(|_| Heartbeats::new());
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
