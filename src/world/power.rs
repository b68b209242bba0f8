//! Brokers that stop and start. A process that ends takes its memory with it, and its connections; the disk stays.
//!
//! Absent in this version: a machine that dies without closing its connections (cut it off first), and a disk that loses
//! only what was not written yet. The log of the cluster's metadata lies on another disk, and that is not lost.

use super::{World, faults::broken, hosts::Host};
use crate::{
    kafka::ids::{BrokerId, Name},
    node::{
        Node,
        api::{Break, Message},
        broker::{Broker, Life},
        context::{Cx, Envelope, NodeId},
        controller::Controller,
        event::{Fact, Rule},
        producer::Producer,
    },
};

impl World {
    /// Stops a broker: in order (others take over what it leads, then it goes), or at once.
    pub fn stop_broker(&mut self, id: BrokerId, clean: bool) {
        if self.is_off(id) {
            if !clean {
                self.end_controller(id);
            }
            return;
        }
        if !clean {
            return self.power_off(id, false);
        }
        if self.broker(id).map(Broker::life) == Some(Life::Running) {
            self.tell(Fact::BrokerStopping { broker: id.0 }, Rule::Asked.alone());
            self.with_broker(id, Broker::stop);
        }
    }

    pub fn start_broker(&mut self, id: BrokerId) {
        if !self.is_off(id) || self.is_stopping(id) {
            return;
        }
        self.tell(Fact::BrokerStarted { broker: id.0 }, Rule::Asked.alone());
        self.with_broker(id, Broker::start);
        self.with_controller(id, Controller::begin);
    }

    /// The disk of a broker fails, which ends its process, and is replaced by an empty one.
    pub fn lose_disk(&mut self, id: BrokerId) {
        if !self.is_off(id) {
            self.power_off(id, false);
        }
        self.end_controller(id);
        let stored = self.broker(id).map_or(0, |broker| broker.replicas().count());
        let fact = Fact::DiskLost {
            broker: id.0,
            partitions: stored as u32,
        };
        self.tell(fact, Rule::Asked.alone());
        self.with_broker(id, |broker, _| broker.lose_disk());
    }

    /// A broker does not run.
    pub fn is_off(&self, id: BrokerId) -> bool {
        self.broker(id).is_some_and(|broker| broker.life() == Life::Off)
    }

    /// It is about to stop in order: its broker, or after that the controller in the same process.
    pub fn is_stopping(&self, id: BrokerId) -> bool {
        let stops = |broker: &Broker| broker.life() == Life::Stopping;
        self.broker(id).is_some_and(stops) || self.is_off(id) && self.controller_runs(id)
    }

    /// A controller runs beside this broker. Stopped in order it runs a little longer than the broker
    /// (`KafkaRaftServer.shutdown`).
    pub fn controller_runs(&self, id: BrokerId) -> bool {
        matches!(self.node(&NodeId::Controller(id)), Some(Node::Controller(controller)) if controller.runs())
    }

    /// Ends a broker, and its process with it where the controller in it does not have to stay for its successor.
    pub(super) fn power_off(&mut self, id: BrokerId, clean: bool) {
        self.tell(Fact::BrokerStopped { broker: id.0, clean }, Rule::Asked.alone());
        self.with_broker(id, |broker, _| broker.halt(clean));
        self.forget(&NodeId::Broker(id));
        if clean {
            self.with_controller(id, Controller::stop);
        } else {
            self.end_controller(id);
        }
    }

    /// Ends a controller.
    pub(super) fn end_controller(&mut self, id: BrokerId) {
        self.with_controller(id, |controller, _| controller.halt());
        self.forget(&NodeId::Controller(id));
    }

    /// A node of a process that has ended waits for nothing, and nobody waits for it.
    fn forget(&mut self, own: &NodeId) {
        if let Some(host) = self.hosts.get_mut(own) {
            let timers = std::mem::take(&mut host.timers);
            let queued = timers.values().map(|alarm| alarm.queued);
            for place in queued.chain(host.connections.forget()) {
                self.queue.remove(place);
            }
        }
        self.disconnect_from(own);
    }

    /// Whoever waits for an answer learns that the connection is closed.
    fn disconnect_from(&mut self, gone: &NodeId) {
        let of_host = |host: &Host| {
            let waiting = host.connections.waiting_for(gone);
            waiting
                .map(|correlation| (host.id.clone(), correlation))
                .collect::<Vec<_>>()
        };
        let waiting: Vec<(NodeId, u64)> = self.hosts.iter().flat_map(of_host).collect();
        for (asker, correlation) in waiting {
            self.refuse(&asker, gone, correlation, Break::Closed);
        }
        self.close_idle_connections(gone);
    }

    /// A producer hears of that at once, also where it waits for nothing (`NetworkClient.handleDisconnections`).
    fn close_idle_connections(&mut self, gone: &NodeId) {
        let idle = |host: &Host| {
            let waits = host.connections.waiting_for(gone).next().is_some();
            let is_meant = matches!(host.node, Node::Producer(_)) && !waits;
            is_meant.then(|| host.id.clone())
        };
        let is_broker = matches!(gone, NodeId::Broker(_));
        let idle: Vec<NodeId> = self.hosts.iter().filter_map(idle).filter(|_| is_broker).collect();
        for asker in idle {
            if !self.network.is_cut_between(gone, &asker) {
                let envelope = broken(&asker, gone.clone(), 0, Break::Closed);
                let at = self.arrival(&envelope, 0);
                self.deliver(at, envelope, false);
            }
        }
    }

    /// A producer's process begins: where nobody listens it finds no connection.
    pub fn start_producer(&mut self, producer: &Name, start: impl FnOnce(&mut Producer, &mut Cx)) {
        self.with_producer(producer, start);
        let asker = NodeId::Producer(producer.clone());
        let absent = |broker: &&Broker| !broker.serves() && !self.is_cut(broker.id);
        let absent: Vec<BrokerId> = self.brokers().filter(absent).map(|broker| broker.id).collect();
        for id in absent {
            let envelope = broken(&asker, NodeId::Broker(id), 0, Break::Refused);
            self.deliver(self.now, envelope, false);
        }
    }

    /// The connection is closed, or was never made: the one who asked learns it as fast as the network is.
    /// Where the network is cut nobody learns anything before the answer is due.
    fn refuse(&mut self, asker: &NodeId, asked: &NodeId, correlation: u64, how: Break) {
        if self.network.is_cut_between(asked, asker) {
            return;
        }
        let Some(waiting) = self.answered(asker, correlation) else {
            return;
        };
        let envelope = broken(asker, waiting.asked, correlation, how);
        let at = self.arrival(&envelope, 0);
        self.deliver(at, envelope, false);
    }

    /// A message came to a process that does not run.
    pub(super) fn refuse_message(&mut self, envelope: &Envelope) {
        if matches!(envelope.message, Message::Request(_)) {
            self.refuse(&envelope.from, &envelope.to, envelope.correlation, Break::Refused);
        }
    }

    /// Nobody is there to take a message.
    pub(super) fn is_absent(&self, node: &Node, envelope: &Envelope) -> bool {
        let is_request = matches!(envelope.message, Message::Request(_));
        match (node, &envelope.to) {
            (Node::Broker(broker), _) if is_request => !broker.serves(),
            (Node::Broker(broker), _) => broker.life() == Life::Off,
            (Node::Controller(controller), _) => !controller.runs(),
            _ => false,
        }
    }

    /// The broker takes requests: it runs, and has been part of the cluster since it started.
    pub fn serves(&self, id: BrokerId) -> bool {
        self.broker(id).is_some_and(Broker::serves)
    }

    fn with_broker(&mut self, id: BrokerId, act: impl FnOnce(&mut Broker, &mut Cx)) {
        self.wake(&NodeId::Broker(id), |node, cx| {
            if let Node::Broker(broker) = node {
                act(broker, cx);
            }
        });
    }
}
