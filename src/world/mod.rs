//! Time, chance and the network: one queue in one total order, and the nodes that it wakes.
//!
//! Two worlds made alike and woken alike are equal, on any machine. Absent on purpose: threads and the wall clock.

mod chronicle;
mod connections;
mod faults;
pub mod invariants;
mod looking;
pub mod network;
mod power;
mod quorum;
mod story;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

pub use chronicle::Chronicle;
use connections::Connections;
pub use looking::UnderWay;
use network::Network;
pub use story::Story;

use crate::{
    kafka::{
        config::{Config, Pace},
        ids::{BrokerId, Name},
    },
    node::{
        Node,
        admin::{Admin, Ask},
        broker::Broker,
        consumer::{self, Consumer},
        context::{Cx, Dice, Envelope, NodeId, Out, Timer},
        controller::Controller,
        event::{Event, Fact, Why},
        image::Image,
        producer::{self, Producer},
    },
};

/// A place in the queue: when, and in which order.
type Place = (u64, u64);

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
    queue: BTreeMap<Place, Pending>,
    hosts: BTreeMap<NodeId, Host>,
    dice: Dice,
    network: Network,
    story: Story,
    chronicle: Chronicle,
    /// Groups in the order in which consumers named them.
    group_names: Vec<Name>,
    /// What the next waking writes its wishes into: empty between two of them.
    out: Out,
}

/// A node, and what the world keeps for it.
#[derive(Clone, Debug, PartialEq)]
struct Host {
    node: Node,
    /// Where the queue has its timers.
    timers: BTreeMap<Timer, Place>,
    /// What it asked.
    connections: Connections,
}

impl From<Node> for Host {
    fn from(node: Node) -> Self {
        Host {
            node,
            timers: BTreeMap::new(),
            connections: Connections::default(),
        }
    }
}

/// What will wake a node.
#[derive(Clone, Debug, PartialEq)]
enum Pending {
    Deliver {
        envelope: Arc<Envelope>,
        sent_ms: u64,
        /// It will not arrive.
        lost: bool,
    },
    Timer(NodeId, Timer),
    /// The answer to this request of a node is due.
    Expiry(NodeId, u64),
}

impl World {
    pub fn new(setup: Setup) -> Self {
        let image = Arc::new(Image::new(setup.brokers, setup.config));
        let mut hosts = BTreeMap::new();
        let mut add = |id, node: Node| drop(hosts.insert(id, node.into()));
        for id in &image.brokers {
            let broker = Broker::new(*id, image.clone());
            add(NodeId::Broker(*id), Node::Broker(Box::new(broker)));
        }
        for voter in &image.voters {
            let controller = Controller::new(*voter, image.clone(), setup.pace);
            add(NodeId::Controller(*voter), Node::Controller(Box::new(controller)));
        }
        add(NodeId::Admin, Node::Admin(Admin::default()));
        let mut world = World {
            now: 0,
            sequence: 0,
            queue: BTreeMap::new(),
            hosts,
            dice: Dice::new(setup.seed),
            network: setup.network.with_dice(Dice::new(!setup.seed)),
            story: Story::new(),
            chronicle: Chronicle::default(),
            group_names: Vec::new(),
            out: Out::default(),
        };
        world.begin();
        world
    }

    /// The cluster runs already when the first command comes.
    fn begin(&mut self) {
        let ids: Vec<NodeId> = self.hosts.keys().cloned().collect();
        for id in ids {
            self.wake(&id, |node, cx| match node {
                Node::Broker(broker) => broker.begin(cx),
                Node::Controller(controller) => controller.begin(cx),
                _ => {}
            });
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

    /// How many nodes there are: a measure of what a copy costs.
    pub fn node_count(&self) -> u64 {
        self.hosts.len() as u64
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
                if !lost && self.is_absent(&envelope) {
                    self.refuse_message(&envelope);
                } else if !lost && self.reaches(&envelope) {
                    let envelope = Arc::unwrap_or_clone(envelope);
                    self.wake(&envelope.to.clone(), |node, cx| node.on_message(cx, envelope));
                }
            }
            Pending::Expiry(asker, correlation) => self.break_late(&asker, correlation),
            Pending::Timer(id, timer) => {
                if let Some(host) = self.hosts.get_mut(&id) {
                    host.timers.remove(&timer);
                }
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
        let there = |id: &BrokerId| self.serves(*id) && !self.is_cut(*id);
        let bootstrap = self.bootstrap().into_iter().find(there);
        let controller = self.active_controller();
        self.wake(&NodeId::Admin, |node, cx| {
            if let Node::Admin(admin) = node {
                admin.bootstrap = bootstrap;
                admin.controller = controller;
                admin.ask(cx, ask);
            }
        });
        // The tools' own requests take no time: their end belongs to the command.
        let now = self.now;
        let mut decides = false;
        loop {
            if !self.next_is_of_tools(now) {
                let hurries = self.hurry_controllers();
                decides |= hurries;
                if !(hurries || decides && self.hurry_fetches()) {
                    break;
                }
            }
            self.step(now);
        }
    }

    fn next_is_of_tools(&self, now: u64) -> bool {
        let of_tools = |pending: &Pending| match pending {
            Pending::Deliver { envelope, .. } => envelope.from == NodeId::Admin || envelope.to == NodeId::Admin,
            _ => false,
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
        self.hosts
            .insert(id, Node::Producer(Box::new(Producer::new(spec))).into());
    }

    pub fn add_consumer(&mut self, spec: consumer::Spec) {
        if let Some(group) = spec.group.as_ref().filter(|group| !self.group_names.contains(group)) {
            self.group_names.push(group.clone());
        }
        let id = NodeId::Consumer(spec.name.clone());
        self.hosts
            .insert(id, Node::Consumer(Box::new(Consumer::new(spec))).into());
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
        let host = self.hosts.get_mut(id)?;
        // Its room is used again and again.
        let mut out = std::mem::take(&mut self.out);
        let mut cx = Cx {
            now: self.now,
            me: id.clone(),
            dice: &mut self.dice,
            out: &mut out,
        };
        let result = act(&mut host.node, &mut cx);
        self.carry_out(id, &mut out);
        self.out = out;
        Some(result)
    }

    fn carry_out(&mut self, id: &NodeId, out: &mut Out) {
        for (fact, why) in out.events.drain(..) {
            self.tell(fact, why);
        }
        for (timer, at) in out.timers.drain(..) {
            self.set_timer(id, timer, at);
        }
        for (asked, to_coordinator) in out.hang_ups.drain(..) {
            self.hang_up(id, &asked, to_coordinator);
        }
        for envelope in out.sends.drain(..) {
            self.send(envelope);
        }
        let halts = std::mem::take(&mut out.halts);
        match id {
            NodeId::Broker(broker) if halts => self.power_off(*broker, true),
            NodeId::Controller(voter) if halts => self.end_controller(*voter),
            _ => {}
        }
    }

    fn set_timer(&mut self, id: &NodeId, timer: Timer, at: Option<u64>) {
        let Some(host) = self.hosts.get_mut(id) else { return };
        let old = host.timers.get(&timer).copied();
        if old.map(|(at, _)| at) == at {
            return;
        }
        if let Some(old) = old {
            self.queue.remove(&old);
        }
        let Some(at) = at else {
            host.timers.remove(&timer);
            return;
        };
        self.sequence += 1;
        let place = (at, self.sequence);
        host.timers.insert(timer.clone(), place);
        self.queue.insert(place, Pending::Timer(id.clone(), timer));
    }

    fn enqueue(&mut self, at: u64, pending: Pending) -> Place {
        self.sequence += 1;
        self.queue.insert((at, self.sequence), pending);
        (at, self.sequence)
    }
}
