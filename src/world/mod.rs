//! Time, chance and the network: one queue in one total order, and the nodes that it wakes.
//!
//! Two worlds made alike and woken alike are equal, on any machine. Absent on purpose: threads and the wall clock.

mod chronicle;
mod connections;
mod faults;
mod hosts;
pub mod invariants;
mod looking;
pub mod network;
mod power;
mod queue;
mod quorum;
mod story;

use std::{collections::VecDeque, sync::Arc};

pub use chronicle::Chronicle;
use hosts::{Alarm, Hosts};
pub use looking::UnderWay;
use network::Network;
use queue::{Place, Queue};
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
    queue: Queue<Pending>,
    hosts: Hosts,
    dice: Dice,
    network: Network,
    story: Story,
    chronicle: Chronicle,
    /// Groups in the order in which consumers named them.
    group_names: Vec<Name>,
    /// What the next waking writes its wishes into: empty between two of them.
    out: Out,
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
    /// The answer to a request of this node may be due.
    Expiry(NodeId),
}

impl World {
    pub fn new(setup: Setup) -> Self {
        let image = Arc::new(Image::new(setup.brokers, setup.config));
        let mut hosts = Hosts::default();
        for id in &image.brokers {
            let broker = Broker::new(*id, image.clone());
            hosts.insert(NodeId::Broker(*id), Node::Broker(Box::new(broker)));
        }
        for voter in &image.voters {
            let controller = Controller::new(*voter, image.clone(), setup.pace);
            hosts.insert(NodeId::Controller(*voter), Node::Controller(Box::new(controller)));
        }
        hosts.insert(NodeId::Admin, Node::Admin(Admin::default()));
        let mut world = World {
            now: 0,
            sequence: 0,
            queue: Queue::default(),
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
        let ids: Vec<NodeId> = self.hosts.iter().map(|host| host.id.clone()).collect();
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
        self.hosts.iter().count() as u64
    }

    /// When the next node wakes.
    pub fn next_at(&self) -> Option<u64> {
        self.queue.first_at()
    }

    /// Wakes the next node, if it is due by `until`. False when there was none.
    pub fn step(&mut self, until: u64) -> bool {
        let Some((due, pending)) = self.queue.pop(until) else {
            return false;
        };
        self.now = due.0;
        match pending {
            Pending::Deliver { envelope, lost, .. } if !lost => self.arrive(envelope),
            Pending::Deliver { .. } => {}
            Pending::Expiry(asker) => self.expire(&asker, due),
            Pending::Timer(id, timer) => self.ring(&id, timer, due),
        }
        true
    }

    /// A timer may be due: where it was put off or taken back, nobody wakes.
    fn ring(&mut self, id: &NodeId, timer: Timer, due: Place) {
        let Some(place) = self.hosts.place(id) else { return };
        let Some(host) = self.hosts.at(place) else { return };
        let wanted = host.timers.remove(&timer).and_then(|alarm| alarm.wanted);
        match wanted {
            Some(wanted) if wanted == due => {
                self.wake_at(place, |node, cx| node.on_timer(cx, timer));
            }
            Some(queued) => {
                let alarm = Alarm { wanted, queued };
                host.timers.insert(timer.clone(), alarm);
                self.queue.insert(queued, Pending::Timer(id.clone(), timer));
            }
            None => {}
        }
    }

    /// A message comes to where it was sent, if there is still a way and somebody there.
    fn arrive(&mut self, envelope: Arc<Envelope>) {
        let Some(place) = self.hosts.place(&envelope.to) else {
            return;
        };
        let Some(host) = self.hosts.look_at(place) else {
            return;
        };
        if self.is_absent(&host.node, &envelope) {
            self.refuse_message(&envelope);
        } else if self.reaches(place, &envelope) {
            let envelope = Arc::unwrap_or_clone(envelope);
            self.wake_at(place, |node, cx| node.on_message(cx, envelope));
        }
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
        let mut due = self.queue.iter().take_while(|((at, _), _)| *at <= now);
        due.any(|(_, pending)| of_tools(pending))
    }

    /// The brokers that a new client is told of (`bootstrap.servers`): all.
    pub fn bootstrap(&self) -> Vec<BrokerId> {
        self.brokers().map(|broker| broker.id).collect()
    }

    pub fn add_producer(&mut self, spec: producer::Spec) {
        let id = NodeId::Producer(spec.name.clone());
        self.hosts.insert(id, Node::Producer(Box::new(Producer::new(spec))));
    }

    pub fn add_consumer(&mut self, spec: consumer::Spec) {
        if let Some(group) = spec.group.as_ref().filter(|group| !self.group_names.contains(group)) {
            self.group_names.push(group.clone());
        }
        let id = NodeId::Consumer(spec.name.clone());
        self.hosts.insert(id, Node::Consumer(Box::new(Consumer::new(spec))));
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
        self.wake_at(self.hosts.place(id)?, act)
    }

    fn wake_at<R>(&mut self, place: usize, act: impl FnOnce(&mut Node, &mut Cx) -> R) -> Option<R> {
        self.story.shorten();
        let host = self.hosts.at(place)?;
        // Its room is used again and again.
        let mut out = std::mem::take(&mut self.out);
        let mut cx = Cx {
            now: self.now,
            me: host.id.clone(),
            dice: &mut self.dice,
            out: &mut out,
        };
        let result = act(&mut host.node, &mut cx);
        self.carry_out(place, &mut out);
        self.out = out;
        Some(result)
    }

    fn carry_out(&mut self, place: usize, out: &mut Out) {
        for (fact, why) in out.events.drain(..) {
            self.tell(fact, why);
        }
        self.set_timers(place, &mut out.timers);
        for (asked, to_coordinator) in out.hang_ups.drain(..) {
            self.hang_up(place, &asked, to_coordinator);
        }
        for envelope in out.sends.drain(..) {
            self.send(place, envelope);
        }
        if std::mem::take(&mut out.halts) {
            match self.hosts.at(place).map(|host| host.id.clone()) {
                Some(NodeId::Broker(broker)) => self.power_off(broker, true),
                Some(NodeId::Controller(voter)) => self.end_controller(voter),
                _ => {}
            }
        }
    }

    fn set_timers(&mut self, place: usize, wishes: &mut Vec<(Timer, Option<u64>)>) {
        let Some(host) = self.hosts.at(place) else { return };
        for (timer, at) in wishes.drain(..) {
            let known = host.timers.get_mut(&timer);
            let before = known.as_ref().and_then(|alarm| alarm.wanted);
            if before.map(|(at, _)| at) == at {
                continue;
            }
            let wanted = at.map(|at| {
                self.sequence += 1;
                (at, self.sequence)
            });
            let queued = known.as_ref().map(|alarm| alarm.queued);
            match (known, wanted) {
                (Some(alarm), _) if wanted.is_none_or(|wanted| alarm.queued < wanted) => alarm.wanted = wanted,
                (_, Some(place)) => {
                    if let Some(queued) = queued {
                        self.queue.remove(queued);
                    }
                    let alarm = Alarm { wanted, queued: place };
                    host.timers.insert(timer.clone(), alarm);
                    self.queue.insert(place, Pending::Timer(host.id.clone(), timer));
                }
                (_, None) => {}
            }
        }
    }

    fn enqueue(&mut self, at: u64, pending: Pending) {
        self.sequence += 1;
        self.queue.insert((at, self.sequence), pending);
    }
}
