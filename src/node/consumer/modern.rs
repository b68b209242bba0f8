//! The `consumer` protocol as a member sees it (KIP-848): heartbeats say what it wants and owns, answers say what it may
//! own, and it goes there step by step while it reads on (`ConsumerMembershipManager`, `ConsumerHeartbeatRequestManager`).
//!
//! Absent on purpose: how the coordinator is found and what poll() returns, which are the same for both protocols.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Assigned, Consumer, Membership, Subscription, commits::Waiting};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, Name, TopicPartition},
    },
    node::{
        api::{
            ConsumerGroupHeartbeat, ConsumerGroupHeartbeatAnswer, Request,
            modern::{JOIN_EPOCH, LEAVE_EPOCH, STATIC_LEAVE_EPOCH, Subscribes},
        },
        because::Because,
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule, Why},
        told,
    },
};

/// How far the member is (`MemberState` of the client).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not in the group: it has not called poll() since it was made or since it left.
    Outside,
    /// It sends epoch 0 and waits for an epoch of its own.
    Joining,
    /// It has what it was told to have, and has said so.
    Stable,
    /// It was told to own something else.
    Reconciling,
    /// It owns what it was told to, and has yet to say so.
    Acknowledging,
}

/// What a member of the `consumer` protocol keeps beside what every consumer keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heartbeats {
    pub phase: Phase,
    /// What the coordinator told it to own, until it does.
    told: Option<Vec<TopicPartition>>,
    /// The heartbeat that is not answered yet.
    in_flight: Option<u64>,
    interval_ms: u64,
    /// What it last said that it wants.
    said: Option<Subscribes>,
    /// Whether what it last said was heard is unknown: it says everything again.
    unheard: bool,
}

impl Heartbeats {
    pub(super) fn new() -> Self {
        Heartbeats {
            phase: Phase::Outside,
            told: None,
            in_flight: None,
            interval_ms: 0,
            said: None,
            unheard: false,
        }
    }
}

impl Consumer {
    pub(super) fn is_modern(&self) -> bool {
        self.heartbeats.is_some()
    }

    /// The group's part of a poll(), once the coordinator is known; true when it is a member.
    pub(super) fn poll_modern(&mut self, cx: &mut Cx) -> bool {
        if self.phase() == Phase::Outside {
            self.join_modern(cx);
        }
        self.go_where_told(cx);
        self.membership == Membership::Stable
    }

    fn phase(&self) -> Phase {
        self.heartbeats.as_ref().map_or(Phase::Outside, |own| own.phase)
    }

    /// A member of the `consumer` protocol that has left, or never came.
    pub(super) fn is_outside(&self) -> bool {
        self.is_modern() && self.phase() == Phase::Outside
    }

    /// Asks for an epoch of its own, with nothing in its hands.
    fn join_modern(&mut self, cx: &mut Cx) {
        if self.member_id.is_empty() {
            self.member_id = member_id(cx);
        }
        self.lost = None;
        self.generation = Generation(JOIN_EPOCH);
        self.membership = Membership::Joining;
        let fresh = Heartbeats {
            phase: Phase::Joining,
            ..Heartbeats::new()
        };
        self.heartbeats = Some(fresh);
        self.send_heartbeat(cx);
    }

    /// One heartbeat at a time; what there is to say waits for the answer to the one before.
    fn send_heartbeat(&mut self, cx: &mut Cx) {
        let wanted = self.subscribes();
        let known = self.coordinator.is_some();
        let Some(own) = self.heartbeats.as_mut().filter(|own| known && own.in_flight.is_none()) else {
            return;
        };
        let says_all = own.phase == Phase::Joining || std::mem::take(&mut own.unheard);
        let subscription = (says_all || own.said.as_ref() != Some(&wanted)).then(|| wanted.clone());
        let says_owned = says_all || own.phase == Phase::Acknowledging;
        own.said = Some(wanted);
        if own.phase == Phase::Acknowledging {
            own.phase = if own.told.is_some() {
                Phase::Reconciling
            } else {
                Phase::Stable
            };
        }
        let owned = says_owned.then(|| self.partitions.keys().cloned().collect());
        let sent = self.heartbeat_with(cx, self.generation.0, subscription, owned, None);
        if let Some(own) = &mut self.heartbeats {
            own.in_flight = sent;
        }
    }

    fn heartbeat_with(
        &mut self,
        cx: &mut Cx,
        member_epoch: i32,
        subscription: Option<Subscribes>,
        owned: Option<Vec<TopicPartition>>,
        poll_timeout_ms: Option<u64>,
    ) -> Option<u64> {
        let (coordinator, group) = (self.coordinator?, self.spec.group.clone()?);
        let correlation = self.next_correlation();
        let heartbeat = ConsumerGroupHeartbeat {
            group,
            member_id: self.member_id.clone(),
            member_epoch,
            instance_id: self.settings.instance_id.clone(),
            client_id: self.spec.name.clone(),
            subscription,
            owned,
            poll_timeout_ms,
        };
        let request = Request::ConsumerGroupHeartbeat(heartbeat);
        cx.request(NodeId::Broker(coordinator), correlation, request);
        Some(correlation)
    }

    fn subscribes(&self) -> Subscribes {
        let (topics, regex) = match &self.spec.subscription {
            Subscription::Pattern(pattern) => (Vec::new(), Some(pattern.clone())),
            _ => (self.subscribed_topics(), None),
        };
        let assignor = Some(self.spec.config.get("group.remote.assignor"));
        Subscribes {
            topics,
            regex,
            assignor: assignor.filter(|name| !name.is_empty()).map(Into::into),
            rebalance_timeout_ms: self.settings.max_poll_interval_ms,
        }
    }

    /// Whether the heartbeat was heard is unknown (`AbstractHeartbeatRequestManager.onFailure`); the next one follows when the
    /// coordinator is found.
    pub(super) fn on_heartbeat_broken(&mut self, correlation: u64) {
        let own = self.heartbeats.as_mut();
        if let Some(own) = own.filter(|own| own.in_flight == Some(correlation)) {
            own.in_flight = None;
            own.unheard = true;
        }
    }

    /// The interval is over: the background thread, which does not look at what the application does.
    pub(super) fn heartbeat_is_due(&mut self, cx: &mut Cx) {
        if self.phase() == Phase::Outside {
            return;
        }
        if self.coordinator.is_none() {
            return self.look_for_coordinator(cx);
        }
        self.send_heartbeat(cx);
    }

    pub(super) fn on_heartbeat_answer(
        &mut self,
        cx: &mut Cx,
        correlation: u64,
        result: Result<ConsumerGroupHeartbeatAnswer, KafkaError>,
    ) {
        let Some(own) = self
            .heartbeats
            .as_mut()
            .filter(|own| own.in_flight == Some(correlation))
        else {
            return;
        };
        own.in_flight = None;
        match result {
            Ok(answer) => self.on_alive(cx, answer),
            Err(error @ (KafkaError::FencedMemberEpoch | KafkaError::UnknownMemberId)) => self.on_fenced(cx, error),
            Err(error) if error.retriable() => cx.set_timer(Timer::Heartbeat, cx.now + RETRY_MS),
            Err(error) => self.fail(cx, error.into(), error.into()),
        }
    }

    fn on_alive(&mut self, cx: &mut Cx, answer: ConsumerGroupHeartbeatAnswer) {
        let Some(own) = &mut self.heartbeats else { return };
        own.interval_ms = answer.heartbeat_interval_ms;
        if let Some(told) = answer.assignment {
            own.told = Some(told);
            own.phase = Phase::Reconciling;
        } else if own.phase == Phase::Joining {
            own.phase = Phase::Stable;
        }
        self.generation = Generation(answer.member_epoch);
        self.assignor = answer.assignor;
        self.membership = Membership::Stable;
        cx.set_timer(Timer::Heartbeat, cx.now + answer.heartbeat_interval_ms);
        // Where commits are the application's own business, nothing has to wait for poll().
        if !self.commits_by_itself() {
            self.go_where_told(cx);
        }
        self.say_if_there_is_news(cx);
    }

    fn say_if_there_is_news(&mut self, cx: &mut Cx) {
        if self.phase() == Phase::Acknowledging {
            self.send_heartbeat(cx);
        }
    }

    /// Commits, gives up, takes over, and says so (`maybeReconcile`).
    fn go_where_told(&mut self, cx: &mut Cx) {
        let is_told =
            (self.heartbeats.as_ref()).is_some_and(|own| own.phase == Phase::Reconciling && own.told.is_some());
        if !is_told || self.membership != Membership::Stable {
            return;
        }
        if self.commits_by_itself() && (self.commits_for_rebalance() || self.commit_before_rebalance(cx)) {
            return;
        }
        self.revoke_and_assign(cx);
    }

    fn commits_for_rebalance(&self) -> bool {
        self.committing
            .values()
            .any(|commit| commit.waiting == Waiting::Rebalance)
    }

    /// It is about to give this partition up, and returns no more records of it (`markPendingRevocation`).
    pub(super) fn is_giving_up(&self, tp: &TopicPartition) -> bool {
        let told = self.heartbeats.as_ref().and_then(|own| own.told.as_ref());
        told.is_some_and(|told| !told.contains(tp)) && self.commits_for_rebalance()
    }

    /// The commit before, if there was one, is done (`revokeAndAssign`).
    pub(super) fn revoke_and_assign(&mut self, cx: &mut Cx) {
        let told = self.heartbeats.as_mut().and_then(|own| own.told.take());
        let Some(told) = told.map(|told| told.into_iter().collect::<BTreeSet<_>>()) else {
            return;
        };
        self.give_up(cx, |tp| !told.contains(tp), self.as_told());
        let added: Vec<TopicPartition> = told
            .into_iter()
            .filter(|tp| !self.partitions.contains_key(tp))
            .collect();
        self.partitions
            .extend(added.iter().map(|tp| (tp.clone(), Assigned::new())));
        added.iter().for_each(|tp| self.metadata.want(&tp.topic));
        self.begin_auto_commit(cx);
        if let (false, Some(group)) = (added.is_empty(), self.spec.group.clone()) {
            let fact = Fact::PartitionsAssigned {
                consumer: self.spec.name.clone(),
                group,
                generation: self.generation.0,
                partitions: told::labels(&added),
            };
            cx.tell(fact, self.as_told());
        }
        if let Some(own) = &mut self.heartbeats {
            own.phase = Phase::Acknowledging;
        }
        self.send_heartbeat(cx);
    }

    fn as_told(&self) -> Why {
        let epoch = self.generation.0;
        Rule::AssignedByCoordinator {
            assignor: self.assignor.clone(),
            epoch,
        }
        .by("group.remote.assignor", &self.assignor)
    }

    /// The group went on without it: it has nothing any more, and joins again (`transitionToFenced`).
    fn on_fenced(&mut self, cx: &mut Cx, error: KafkaError) {
        let Some(group) = self.spec.group.clone() else { return };
        let fact = Fact::MemberFenced {
            group,
            consumer: self.spec.name.clone(),
            error: error.into(),
        };
        cx.tell(fact, Because::from(error).why());
        self.lose_partitions(cx, error);
        self.join_modern(cx);
    }

    /// Says good-bye, for good or (a static member) for a while; the next poll() would join again.
    pub(super) fn leave_modern(&mut self, cx: &mut Cx, poll_timeout_ms: Option<u64>) {
        if self.phase() != Phase::Outside {
            let is_static = self.settings.instance_id.is_some();
            let epoch = if is_static { STATIC_LEAVE_EPOCH } else { LEAVE_EPOCH };
            self.heartbeat_with(cx, epoch, None, None, poll_timeout_ms);
        }
        cx.cancel_timer(Timer::Heartbeat);
        self.heartbeats = Some(Heartbeats::new());
        self.membership = Membership::Unjoined;
    }

    /// What it had belongs to others now (`transitionToFenced`, `transitionToStale`).
    pub(super) fn lose_partitions(&mut self, cx: &mut Cx, error: KafkaError) {
        self.lost = Some(error.into());
        self.give_up_before_joining(cx);
        self.auto_commit_at = None;
        self.generation = Generation::NONE;
    }
}

/// A member id as the client makes it: Kafka's `Uuid`, sixteen bytes by chance in base64 (KIP-1082).
fn member_id(cx: &mut Cx) -> Name {
    let chance = [cx.dice.next_u64(), cx.dice.next_u64()].map(u64::to_be_bytes).concat();
    URL_SAFE_NO_PAD.encode(chance).into()
}

/// How long a heartbeat that could not be answered waits for its next try (`retry.backoff.ms`), in milliseconds.
const RETRY_MS: u64 = 100;
