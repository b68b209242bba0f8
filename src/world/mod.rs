//! Time, chance and the network: one queue in one total order, and the nodes that it wakes.
//!
//! Two worlds made alike and woken alike are equal, on any machine. Absent on purpose: threads and the wall clock.

mod chronicle;
mod connections;
mod faults;
pub mod invariants;
pub mod network;
mod story;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

pub use chronicle::Chronicle;
use connections::Connections;
use network::Network;
pub use story::Story;

use crate::{
    kafka::{
        config::{Config, Pace},
        ids::{BrokerId, Name, TopicPartition},
    },
    node::{
        Node,
        admin::{Admin, Ask},
        broker::{Broker, Replica},
        consumer::{self, Consumer},
        context::{Cx, Dice, Envelope, NodeId, Out, Timer},
        controller::Controller,
        event::{Event, Fact, Why},
        group::Group,
        image::Image,
        producer::{self, Producer},
    },
};

/// What a world is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    pub seed: u64,
    pub pace: Pace,
    pub brokers: u32,
    /// Cluster-wide broker configuration.
    pub config: Config,
    pub network: Network,
}

/// Everything that there is, at one moment of virtual time. Cheap to copy: logs are shared.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    now: u64,
    sequence: u64,
    queue: BTreeMap<(u64, u64), Pending>,
    timers: BTreeMap<(NodeId, Timer), (u64, u64)>,
    nodes: BTreeMap<NodeId, Node>,
    dice: Dice,
    network: Network,
    connections: Connections,
    story: Story,
    chronicle: Chronicle,
    /// Groups in the order in which consumers named them.
    group_names: Vec<Name>,
}

/// What will wake a node.
#[derive(Clone, Debug, PartialEq)]
enum Pending {
    Deliver {
        envelope: Envelope,
        sent_ms: u64,
        /// It will not arrive.
        lost: bool,
    },
    Timer(NodeId, Timer),
    /// The answer to this request of a node is due.
    Expiry(NodeId, u64),
}

/// A message under way.
#[derive(Clone, Copy, Debug)]
pub struct UnderWay<'a> {
    /// Unique in the session.
    pub id: u64,
    pub envelope: &'a Envelope,
    pub sent_ms: u64,
    pub arrives_ms: u64,
    /// It will not arrive, as things are: a cut may end before.
    pub lost: bool,
}

impl World {
    pub fn new(setup: Setup) -> Self {
        let image = Arc::new(Image::new(setup.brokers, setup.config));
        let mut nodes = BTreeMap::new();
        for broker in &image.brokers {
            nodes.insert(
                NodeId::Broker(*broker),
                Node::Broker(Broker::new(*broker, image.clone())),
            );
        }
        nodes.insert(NodeId::Controller, Node::Controller(Controller::new(image, setup.pace)));
        nodes.insert(NodeId::Admin, Node::Admin(Admin::default()));
        World {
            now: 0,
            sequence: 0,
            queue: BTreeMap::new(),
            timers: BTreeMap::new(),
            nodes,
            dice: Dice::new(setup.seed),
            network: setup.network,
            connections: Connections::default(),
            story: Story::new(),
            chronicle: Chronicle::default(),
            group_names: Vec::new(),
        }
    }

    /// Virtual milliseconds since the start.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// What was told so far.
    pub fn story(&self) -> &Story {
        &self.story
    }

    /// A copy to come back to, without the events at hand.
    pub fn checkpoint(&mut self) -> World {
        let mut at_hand = VecDeque::new();
        self.story.swap_events(&mut at_hand);
        let copy = self.clone();
        self.story.swap_events(&mut at_hand);
        copy
    }

    /// When the next node wakes.
    pub fn next_at(&self) -> Option<u64> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    /// Wakes the next node, if it is due by `until`. False when there was none.
    pub fn step(&mut self, until: u64) -> bool {
        let Some(entry) = self.queue.first_entry().filter(|entry| entry.key().0 <= until) else {
            return false;
        };
        let ((at, _), pending) = entry.remove_entry();
        self.now = at;
        match pending {
            Pending::Deliver { envelope, lost, .. } => {
                if !lost && self.reaches(&envelope) {
                    self.wake(&envelope.to.clone(), |node, cx| node.on_message(cx, envelope));
                }
            }
            Pending::Expiry(asker, correlation) => self.break_late(&asker, correlation),
            Pending::Timer(id, timer) => {
                self.timers.remove(&(id.clone(), timer.clone()));
                self.wake(&id, |node, cx| node.on_timer(cx, timer));
            }
        }
        true
    }

    /// Lets virtual time pass until `until`.
    pub fn run_until(&mut self, until: u64) {
        while self.step(until) {}
        self.now = self.now.max(until);
    }

    /// Tells something that no node did.
    pub fn tell(&mut self, fact: Fact, why: Why) {
        let event = Event {
            at: self.now,
            fact,
            why,
        };
        self.chronicle.note(&event);
        self.story.tell(event);
    }

    /// The life of the groups.
    pub fn chronicle(&self) -> &Chronicle {
        &self.chronicle
    }

    /// Asks the person's tools.
    pub fn admin(&mut self, ask: Ask) {
        self.wake(&NodeId::Admin, |node, cx| {
            if let Node::Admin(admin) = node {
                admin.ask(cx, ask);
            }
        });
        // The tools' own requests take no time: their end belongs to the command.
        let now = self.now;
        while self.next_is_of_tools(now) {
            self.step(now);
        }
    }

    fn next_is_of_tools(&self, now: u64) -> bool {
        let of_tools = |pending: &Pending| match pending {
            Pending::Deliver { envelope, .. } => envelope.from == NodeId::Admin || envelope.to == NodeId::Admin,
            Pending::Timer(..) | Pending::Expiry(..) => false,
        };
        self.queue
            .range(..=(now, u64::MAX))
            .any(|(_, pending)| of_tools(pending))
    }

    /// The brokers that a new client is told of (`bootstrap.servers`): all.
    pub fn bootstrap(&self) -> Vec<BrokerId> {
        self.brokers().map(|broker| broker.id).collect()
    }

    pub fn add_producer(&mut self, spec: producer::Spec) {
        let id = NodeId::Producer(spec.name.clone());
        self.nodes.insert(id, Node::Producer(Box::new(Producer::new(spec))));
    }

    pub fn add_consumer(&mut self, spec: consumer::Spec) {
        if let Some(group) = spec.group.as_ref().filter(|group| !self.group_names.contains(group)) {
            self.group_names.push(group.clone());
        }
        let id = NodeId::Consumer(spec.name.clone());
        self.nodes.insert(id, Node::Consumer(Box::new(Consumer::new(spec))));
    }

    /// Lets a producer do something now. `None` where there is no such producer.
    pub fn with_producer<R>(&mut self, name: &Name, act: impl FnOnce(&mut Producer, &mut Cx) -> R) -> Option<R> {
        self.wake(&NodeId::Producer(name.clone()), |node, cx| match node {
            Node::Producer(producer) => Some(act(producer, cx)),
            _ => None,
        })?
    }

    /// Lets a consumer do something now. `None` where there is no such consumer.
    pub fn with_consumer<R>(&mut self, name: &Name, act: impl FnOnce(&mut Consumer, &mut Cx) -> R) -> Option<R> {
        self.wake(&NodeId::Consumer(name.clone()), |node, cx| match node {
            Node::Consumer(consumer) => Some(act(consumer, cx)),
            _ => None,
        })?
    }

    /// Lets one node act, then carries out what it wants.
    fn wake<R>(&mut self, id: &NodeId, act: impl FnOnce(&mut Node, &mut Cx) -> R) -> Option<R> {
        self.story.shorten();
        let node = self.nodes.get_mut(id)?;
        let mut out = Out::default();
        let mut cx = Cx {
            now: self.now,
            me: id.clone(),
            dice: &mut self.dice,
            out: &mut out,
        };
        let result = act(node, &mut cx);
        self.carry_out(id, out);
        Some(result)
    }

    fn carry_out(&mut self, id: &NodeId, out: Out) {
        for (fact, why) in out.events {
            self.tell(fact, why);
        }
        for (timer, at) in out.timers {
            self.set_timer(id, timer, at);
        }
        for (asked, to_coordinator) in out.hang_ups {
            self.hang_up(id, &asked, to_coordinator);
        }
        for envelope in out.sends {
            self.send(envelope);
        }
    }

    fn set_timer(&mut self, id: &NodeId, timer: Timer, at: Option<u64>) {
        let key = (id.clone(), timer);
        if let Some(place) = self.timers.get(&key) {
            if Some(place.0) == at {
                return;
            }
            self.queue.remove(place);
        }
        match at {
            Some(at) => {
                let place = self.enqueue(at, Pending::Timer(key.0.clone(), key.1.clone()));
                self.timers.insert(key, place);
            }
            None => drop(self.timers.remove(&key)),
        }
    }

    fn enqueue(&mut self, at: u64, pending: Pending) -> (u64, u64) {
        self.sequence += 1;
        self.queue.insert((at, self.sequence), pending);
        (at, self.sequence)
    }
}

/// Looking, for the view and for tests.
impl World {
    /// Messages under way.
    pub fn under_way(&self) -> impl Iterator<Item = UnderWay<'_>> {
        self.queue.iter().filter_map(|((at, sequence), pending)| match pending {
            Pending::Deliver {
                envelope,
                sent_ms,
                lost,
            } => Some(UnderWay {
                id: *sequence,
                envelope,
                sent_ms: *sent_ms,
                arrives_ms: *at,
                lost: *lost || self.network.is_cut_between(&envelope.from, &envelope.to),
            }),
            Pending::Timer(..) | Pending::Expiry(..) => None,
        })
    }

    pub fn brokers(&self) -> impl Iterator<Item = &Broker> {
        self.nodes.values().filter_map(|node| match node {
            Node::Broker(broker) => Some(broker),
            _ => None,
        })
    }

    pub fn producers(&self) -> impl Iterator<Item = &Producer> {
        self.nodes.values().filter_map(|node| match node {
            Node::Producer(producer) => Some(&**producer),
            _ => None,
        })
    }

    pub fn consumers(&self) -> impl Iterator<Item = &Consumer> {
        self.nodes.values().filter_map(|node| match node {
            Node::Consumer(consumer) => Some(&**consumer),
            _ => None,
        })
    }

    pub fn broker(&self, id: BrokerId) -> Option<&Broker> {
        match self.nodes.get(&NodeId::Broker(id)) {
            Some(Node::Broker(broker)) => Some(broker),
            _ => None,
        }
    }

    pub fn producer(&self, name: &Name) -> Option<&Producer> {
        match self.nodes.get(&NodeId::Producer(name.clone())) {
            Some(Node::Producer(producer)) => Some(producer),
            _ => None,
        }
    }

    pub fn consumer(&self, name: &Name) -> Option<&Consumer> {
        match self.nodes.get(&NodeId::Consumer(name.clone())) {
            Some(Node::Consumer(consumer)) => Some(consumer),
            _ => None,
        }
    }

    /// The cluster as the controller has it.
    pub fn image(&self) -> Option<&Arc<Image>> {
        match self.nodes.get(&NodeId::Controller) {
            Some(Node::Controller(controller)) => Some(&controller.image),
            _ => None,
        }
    }

    /// The leader's replica of a partition, once the leader knows of it.
    pub fn leader_replica(&self, tp: &TopicPartition) -> Option<&Replica> {
        let leader = self.image()?.leader(tp)?;
        self.broker(leader)?.replica(tp)
    }

    /// Every group that a consumer named, the first one first; its coordinator may not know of it.
    pub fn group_names(&self) -> &[Name] {
        &self.group_names
    }

    /// Every group with the broker that coordinates it.
    pub fn groups(&self) -> impl Iterator<Item = (BrokerId, &Name, &Group)> {
        self.brokers()
            .flat_map(|broker| broker.groups.groups().map(|(name, group)| (broker.id, name, group)))
    }
}
