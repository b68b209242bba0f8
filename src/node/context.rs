//! What a node is given when it wakes (time, chance) and what it may want (sent, timed, told).
//!
//! A node never acts on anything but itself: it writes its wishes here, and the world carries them out.

use std::sync::Arc;

use crate::{
    kafka::ids::{BrokerId, Name},
    node::{
        api::{Message, Request, Response},
        event::{Fact, Why},
    },
};

/// Who is woken, who is sent to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeId {
    /// A controller; it lives beside the broker of this number (`process.roles=broker,controller`).
    Controller(BrokerId),
    Broker(BrokerId),
    Producer(Name),
    Consumer(Name),
    /// The person's own tools (`kafka-topics`, `kafka-consumer-groups` …), run beside the brokers.
    Admin,
}

impl NodeId {
    /// Its number, if it is a broker; else 0.
    pub fn broker(&self) -> i32 {
        match self {
            NodeId::Broker(broker) => broker.0,
            _ => 0,
        }
    }

    /// The broker that it lives beside, if it is a controller.
    pub fn controller(&self) -> Option<BrokerId> {
        match self {
            NodeId::Controller(voter) => Some(*voter),
            _ => None,
        }
    }

    /// What people call it.
    pub fn label(&self) -> Name {
        match self {
            NodeId::Controller(voter) => format!("C{}", voter.0).into(),
            NodeId::Broker(broker) => format!("B{}", broker.0).into(),
            NodeId::Producer(name) | NodeId::Consumer(name) => name.clone(),
            NodeId::Admin => "admin".into(),
        }
    }
}

/// The timers that a node may set. A node has each of them once: setting it again moves it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    // Producers.
    Linger,
    Sending(Name),
    MaxBlock,
    DeliveryTimeout,
    /// A producer id is to be asked for again.
    ProducerId,
    /// Metadata is old, or was asked for in vain (also consumers and the person's tools).
    Metadata,
    /// A connection that has ended is to be opened again.
    Reconnect,
    // Consumers.
    /// The coordinator is to be looked for again.
    Coordinator,
    /// A committed offset that a transaction kept back is to be asked for again.
    StableOffsets,
    Processing,
    Heartbeat,
    AutoCommit,
    MaxPollInterval,
    // Brokers.
    FetchWait,
    /// A producer has waited long enough for the followers.
    ProduceWait,
    /// Markers of a transaction are to be asked for again.
    TransactionMarkers,
    /// Transactions that take too long are looked for.
    TransactionTimeout,
    /// Members of groups have waited long enough for the followers.
    OffsetsCommit,
    /// A leader is to be asked again.
    ReplicaFetch,
    BrokerHeartbeat,
    /// A broker that stops waits no longer.
    ShutdownDeadline,
    /// Leaders look for followers that have fallen behind.
    IsrExpiration,
    GroupJoin(Name),
    GroupSync(Name),
    MemberSession(Name, Name),
    ShareFetchWait,
    /// The first acquisition lock ends.
    ShareLocks,
    /// The metadata log is to be asked for again.
    MetadataFetch,
    /// The controller is to be asked again who is in sync.
    AskController,
    // Controllers.
    /// A voter has waited long enough: for the leader, for votes, for those who follow.
    QuorumDeadline,
    /// Another voter is to be asked again.
    QuorumRetry,
    /// The leader tells those it has not heard of that it leads.
    QuorumRemind,
    /// Who fetches the metadata log has waited long enough for news.
    QuorumFetchWait,
    /// A broker was not heard of for `broker.session.timeout.ms`.
    BrokerSession(BrokerId),
    LeaderBalance,
    /// What a member of the `consumer` protocol has to have done by then.
    MemberDeadline(Name, Name, Deadline),
    /// `offsets.retention.check.interval.ms` is over.
    OffsetsExpiry,
}

/// What a member is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deadline {
    /// That it gives up what it was told to.
    Revoke,
    /// That it joins again, with the classic protocol.
    Join,
    /// That it asks for its assignment, with the classic protocol.
    Sync,
}

impl Timer {
    /// The group whose coordinator waits.
    pub fn group(&self) -> Option<&Name> {
        match self {
            Timer::GroupJoin(group)
            | Timer::GroupSync(group)
            | Timer::MemberSession(group, _)
            | Timer::MemberDeadline(group, ..) => Some(group),
            _ => None,
        }
    }
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub from: NodeId,
    pub to: NodeId,
    /// Pairs a response with its request; unique to the node that asked.
    pub correlation: u64,
    pub message: Message,
}

/// The wishes of a node that woke.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Out {
    /// Made where they stay: they are larger than what points to them, and wait in several places.
    pub sends: Vec<Arc<Envelope>>,
    /// When the timer is wanted; `None` takes it back.
    pub timers: Vec<(Timer, Option<u64>)>,
    pub events: Vec<(Fact, Why)>,
    /// Connections to close: to whom, and whether it is the one to a coordinator.
    pub hang_ups: Vec<(NodeId, bool)>,
    /// The node's process ends.
    pub halts: bool,
}

/// A moment inside a waking: how much had been wished for.
#[derive(Debug)]
pub struct Mark {
    pub sends: u32,
    events: u32,
    timers: u32,
}

/// Everything that a waking node may use.
pub struct Cx<'a> {
    /// Virtual milliseconds.
    pub now: u64,
    pub me: NodeId,
    pub dice: &'a mut Dice,
    pub out: &'a mut Out,
}

impl Cx<'_> {
    pub fn request(&mut self, to: NodeId, correlation: u64, request: Request) {
        self.send(to, correlation, Message::Request(request));
    }

    /// Answers a request.
    pub fn respond(&mut self, to: &Caller, response: Response) {
        self.send(to.node.clone(), to.correlation, Message::Response(response));
    }

    fn send(&mut self, to: NodeId, correlation: u64, message: Message) {
        self.out.sends.push(Arc::new(Envelope {
            from: self.me.clone(),
            to,
            correlation,
            message,
        }));
    }

    /// Wakes this node at `at` (virtual milliseconds), at the earliest now.
    pub fn set_timer(&mut self, timer: Timer, at: u64) {
        self.out.timers.push((timer, Some(at.max(self.now))));
    }

    pub fn cancel_timer(&mut self, timer: Timer) {
        self.out.timers.push((timer, None));
    }

    /// Closes the connection to a coordinator: whatever waits on it ends.
    pub fn hang_up_on_coordinator(&mut self, coordinator: BrokerId) {
        self.out.hang_ups.push((NodeId::Broker(coordinator), true));
    }

    /// Ends this node's process.
    pub fn halt(&mut self) {
        self.out.halts = true;
    }

    /// How far this waking has come.
    pub fn mark(&self) -> Mark {
        Mark {
            sends: self.out.sends.len() as u32,
            events: self.out.events.len() as u32,
            timers: self.out.timers.len() as u32,
        }
    }

    /// Takes back what came after: it has not happened.
    pub fn take_back(&mut self, mark: &Mark) {
        self.out.sends.truncate(mark.sends as usize);
        self.out.events.truncate(mark.events as usize);
        self.out.timers.truncate(mark.timers as usize);
    }

    /// Takes back what was to be sent and told after `mark`, for later.
    pub fn hold(&mut self, mark: &Mark) -> Held {
        Held {
            sends: self.out.sends.split_off(mark.sends as usize),
            events: self.out.events.split_off(mark.events as usize),
        }
    }

    /// What was held back is said now.
    pub fn release(&mut self, held: Held) {
        self.out.sends.extend(held.sends);
        self.out.events.extend(held.events);
    }

    pub fn tell(&mut self, fact: Fact, why: Why) {
        self.out.events.push((fact, why));
    }
}

/// What is not to be sent and told yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub sends: Vec<Arc<Envelope>>,
    pub events: Vec<(Fact, Why)>,
}

/// Who asked, to be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub node: NodeId,
    pub correlation: u64,
}

/// The one source of chance: SplitMix64 (Steele, Lea, Flood 2014).
///
/// Our own eight lines, because a link must play the same for ever and a crate may change its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number that is never negative as Kafka's 32-bit `int`.
    pub fn next_u31(&mut self) -> u32 {
        (self.next_u64() >> 33) as u32
    }

    /// A number from 0 to `bound` - 1; 0 where `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next_u64()) * u128::from(bound)) >> 64) as u64
    }
}
