//! A broker's life: it registers with the controller, says that it is there, and asks before it goes
//! (`BrokerLifecycleManager`, KIP-631).

use std::sync::Arc;

use super::{Asked, Broker, Observer, ProducerIds, Replica, Replicas, Role, Shares, isr::CONTROLLER_RETRY_MS};
use crate::{
    kafka::error::KafkaError,
    node::{
        api::{Request, Shutdown},
        context::{Cx, Timer},
        group::Coordinator,
        transaction::TransactionCoordinator,
    },
};

/// So long a broker that stops waits for the controller (`BrokerServer.shutdown`).
const CONTROLLED_SHUTDOWN_MS: u64 = 5 * 60_000;

/// Where a broker is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// The process does not run.
    Off,
    /// It wants to be known to the controller.
    Registering,
    Running,
    /// Others take over what it leads.
    Stopping,
}

impl Broker {
    pub fn life(&self) -> Life {
        self.life
    }

    /// It takes requests of others than the controller.
    pub fn serves(&self) -> bool {
        self.life != Life::Off && self.serves
    }

    /// The cluster begins: every broker is registered already.
    pub fn begin(&mut self, cx: &mut Cx) {
        self.take_image(cx);
        self.beat_later(cx);
        self.fetch_metadata(cx);
    }

    /// The process starts, with what the disk has.
    pub fn start(&mut self, cx: &mut Cx) {
        self.life = Life::Registering;
        self.epoch += 1;
        self.serves = false;
        cx.set_timer(Timer::BrokerHeartbeat, cx.now);
        self.fetch_metadata(cx);
    }

    /// Goes in order.
    pub fn stop(&mut self, cx: &mut Cx) {
        self.life = Life::Stopping;
        cx.set_timer(Timer::ShutdownDeadline, cx.now + CONTROLLED_SHUTDOWN_MS);
        self.beat(cx);
    }

    /// The controller did not let it go in time: it goes all the same.
    pub(super) fn give_up_waiting(&mut self, cx: &mut Cx) {
        if self.life == Life::Stopping {
            cx.halt();
        }
    }

    /// The process ends: only the disk is left.
    pub fn halt(&mut self, clean: bool) {
        self.life = Life::Off;
        self.shutdown = match (clean, self.shutdown) {
            (true, _) => Shutdown::Clean,
            // It has not registered since.
            (false, Shutdown::NewDisk) => Shutdown::NewDisk,
            (false, _) => Shutdown::Unclean,
        };
        self.waiting.clear();
        self.producing.clear();
        self.held.clear();
        self.asked.clear();
        self.isrs_to_ask.clear();
        self.observer = Observer::new();
        self.fetches.clear();
        self.watches_followers = false;
        self.groups = Coordinator::default();
        self.sessions.clear();
        self.questions.clear();
        self.shares = Shares::default();
        self.producer_ids = ProducerIds::default();
        self.transactions = TransactionCoordinator::default();
        let idle = |replica: &mut Replica| {
            replica.role = Role::Follower {
                leader: None,
                not_before_ms: 0,
            };
        };
        self.replicas.change(|_| true, idle);
    }

    /// The disk of a broker that does not run is replaced by an empty one.
    pub fn lose_disk(&mut self) {
        self.replicas = Replicas::default();
        self.shutdown = Shutdown::NewDisk;
        // What it stores it learns anew.
        Arc::make_mut(&mut self.image).version = 0;
    }

    pub(super) fn beat(&mut self, cx: &mut Cx) {
        let correlation = self.remember(Asked::Controller);
        let request = match self.life {
            Life::Off => return,
            Life::Registering => Request::BrokerRegistration {
                broker: self.id,
                epoch: self.epoch,
                shutdown: self.shutdown,
            },
            Life::Running | Life::Stopping => Request::BrokerHeartbeat {
                broker: self.id,
                epoch: self.epoch,
                version: self.image.version,
                wants_to_stop: self.life == Life::Stopping,
            },
        };
        cx.request(self.controller(), correlation, request);
    }

    pub(super) fn beat_later(&self, cx: &mut Cx) {
        let interval_ms = self.image.config.i64("broker.heartbeat.interval.ms").max(1) as u64;
        cx.set_timer(Timer::BrokerHeartbeat, cx.now + interval_ms);
    }

    /// The controller's answer is waited for no longer, in virtual milliseconds (`NodeToControllerChannelManager` with half
    /// of `broker.session.timeout.ms`).
    pub fn heartbeat_timeout_ms(&self) -> u64 {
        self.image.config.i64("broker.session.timeout.ms").max(2) as u64 / 2
    }

    /// Whoever was asked is not the controller: the one who is will be asked soon.
    pub(super) fn on_beat_refused(&mut self, cx: &mut Cx, error: KafkaError) {
        match error {
            KafkaError::NotController => cx.set_timer(Timer::BrokerHeartbeat, cx.now + CONTROLLER_RETRY_MS),
            _ => self.beat_later(cx),
        }
    }

    pub(super) fn on_registered(&mut self, cx: &mut Cx, result: Result<(), KafkaError>) {
        if result.is_ok() && self.life == Life::Registering {
            self.life = Life::Running;
            self.shutdown = Shutdown::Unclean;
            self.catch_up(cx);
        }
        self.beat_later(cx);
    }

    pub(super) fn on_heartbeat(&mut self, cx: &mut Cx, should_stop: bool) {
        if should_stop && self.life == Life::Stopping {
            cx.halt();
        } else {
            self.beat_later(cx);
        }
    }
}
