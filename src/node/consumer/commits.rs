//! Committing offsets: by itself on an interval, or when the application says so (`ConsumerCoordinator`).

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, Name, Offset, TopicPartition},
    },
    node::{
        api::{Isolation, LeaveReason, MemberRef, Request},
        because::Because,
        consumer::{CommitMode, Consumer, Membership, State, Subscription},
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule, Why},
    },
};

/// The next offset to read, by partition.
pub(super) type Offsets = Vec<(TopicPartition, Offset)>;

/// Who waits for the answer of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    Nobody,
    Application,
    /// The rebalance begins after it.
    Rebalance,
}

/// What the application catches for the coordinator's answer (`OffsetCommitResponseHandler`).
fn thrown(error: KafkaError) -> Because {
    match error {
        KafkaError::UnknownMemberId | KafkaError::IllegalGeneration => Because::CommitTooLate,
        KafkaError::RebalanceInProgress => Because::CommitInRebalance,
        _ => error.into(),
    }
}

/// A commit that is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub waiting: Waiting,
    /// As which it was sent.
    pub generation: Generation,
    pub offsets: Offsets,
    pub why: Why,
}

impl Consumer {
    /// The positions of all partitions (`SubscriptionState.allConsumed`).
    pub(super) fn consumed(&self) -> Offsets {
        self.partitions
            .iter()
            .filter_map(|(tp, assigned)| Some((tp.clone(), assigned.position?)))
            .collect()
    }

    /// `isolation.level=read_committed`
    pub fn reads_committed(&self) -> bool {
        self.settings.isolation == Isolation::ReadCommitted && self.share.is_none()
    }

    /// How far it is, and as which member of its group: what `sendOffsetsToTransaction` is given. `None` without a group.
    pub fn progress(&self) -> Option<(MemberRef, Vec<(TopicPartition, Offset)>)> {
        let in_group = self.share.is_none();
        Some((self.member_ref().filter(|_| in_group)?, self.consumed()))
    }

    /// The process will die in place of its next commit: what it has processed by then is not committed.
    pub fn doom(&mut self) {
        self.doomed = Some(self.processed);
    }

    pub fn is_doomed(&self) -> bool {
        self.doomed.is_some() && self.is_alive()
    }

    /// No commit of it waits for an answer.
    pub fn has_no_commit_under_way(&self) -> bool {
        self.committing.is_empty()
    }

    /// A person calls `commit`: the given offsets, or the positions.
    pub fn commit(&mut self, cx: &mut Cx, offsets: Option<Offsets>) {
        if self.is_doomed() {
            return self.crash(cx);
        }
        if self.share.is_some() {
            return self.commit_share(cx);
        }
        let offsets = offsets.unwrap_or_else(|| self.consumed());
        self.send_commit(cx, offsets, Rule::CommitAsked.alone(), false);
        self.run(cx);
    }

    /// False when there was nothing to send, or nobody to send it to.
    pub(super) fn send_commit(&mut self, cx: &mut Cx, offsets: Offsets, why: Why, wait: bool) -> bool {
        let waiting = if wait { Waiting::Application } else { Waiting::Nobody };
        if wait && self.coordinator.is_none() && self.spec.group.is_some() && !offsets.is_empty() {
            self.commit_later(offsets, why);
            self.look_for_coordinator(cx);
            return true;
        }
        if let Some((error, because)) = self.no_commit_now().filter(|_| !offsets.is_empty()) {
            self.commit_refused(cx, error, because);
            return false;
        }
        self.commit_for(cx, offsets, why, waiting).is_some()
    }

    /// What the client itself answers to a commit, without asking (`ConsumerCoordinator.sendOffsetCommitRequest`).
    fn no_commit_now(&self) -> Option<(KafkaError, Because)> {
        let by_hand = matches!(self.spec.subscription, Subscription::Assign(_));
        let nobody = KafkaError::CoordinatorNotAvailable;
        match self.membership {
            _ if self.spec.group.is_none() => None,
            _ if self.coordinator.is_none() => Some((nobody, nobody.into())),
            _ if by_hand => None,
            Membership::Stable if self.is_modern() => None,
            _ if self.is_modern() => Some((KafkaError::UnknownMemberId, Because::CommitOutside)),
            _ if self.generation_is_lost() => Some((KafkaError::UnknownMemberId, Because::CommitOutside)),
            Membership::Joining | Membership::Syncing => {
                Some((KafkaError::RebalanceInProgress, Because::CommitWhileJoining))
            }
            _ => None,
        }
    }

    fn commit_for(&mut self, cx: &mut Cx, offsets: Offsets, why: Why, waiting: Waiting) -> Option<u64> {
        let (coordinator, member) = (self.coordinator?, self.member_ref()?);
        if offsets.is_empty() {
            return None;
        }
        let correlation = self.next_correlation();
        let request = Request::OffsetCommit {
            member,
            offsets: offsets.clone(),
            why: Some(why.clone()),
        };
        self.committing.insert(
            correlation,
            Commit {
                waiting,
                generation: self.generation,
                offsets,
                why,
            },
        );
        cx.request(NodeId::Broker(coordinator), correlation, request);
        Some(correlation)
    }

    /// commitSync() goes on trying (`ConsumerCoordinator.commitOffsetsSync`).
    pub(super) fn commit_later(&mut self, offsets: Offsets, why: Why) {
        self.unsent = Some((offsets, why));
    }

    /// The coordinator is known again.
    pub(super) fn commit_what_waits(&mut self, cx: &mut Cx) {
        let Some((offsets, why)) = self.unsent.take() else {
            return;
        };
        if !self.send_commit(cx, offsets, why, true) {
            self.resume_after_commit();
        }
    }

    pub(super) fn member_ref(&self) -> Option<MemberRef> {
        Some(MemberRef {
            group: self.spec.group.clone()?,
            member_id: self.member_id.clone(),
            generation: self.generation,
            instance_id: self.settings.instance_id.clone(),
        })
    }

    pub(super) fn on_committed(&mut self, cx: &mut Cx, correlation: u64, result: Result<(), KafkaError>) {
        let Some(Commit {
            waiting, generation, ..
        }) = self.committing.remove(&correlation)
        else {
            return;
        };
        if let Err(error) = result {
            self.commit_refused(cx, error, thrown(error));
            let by_hand = matches!(self.spec.subscription, Subscription::Assign(_));
            if error == KafkaError::RebalanceInProgress {
                self.rejoin_needed = true;
            } else if error == KafkaError::FencedInstanceId {
                self.fenced = true;
            } else if !by_hand
                && !self.is_modern()
                && generation == self.generation
                && matches!(error, KafkaError::UnknownMemberId | KafkaError::IllegalGeneration)
            {
                self.lose_generation(cx, error);
            }
        }
        match waiting {
            Waiting::Application => self.resume_after_commit(),
            // The rebalance goes on inside poll(), and a frozen application does not call it.
            Waiting::Rebalance if self.is_modern() && self.state == State::Frozen => {}
            Waiting::Rebalance if self.is_modern() => self.revoke_and_assign(cx),
            Waiting::Rebalance if self.state == State::Frozen => self.membership = Membership::Stable,
            Waiting::Rebalance => self.revoke_and_join(cx),
            Waiting::Nobody => {}
        }
    }

    fn commit_refused(&self, cx: &mut Cx, error: KafkaError, because: Because) {
        let group: Name = self.spec.group.clone().unwrap_or_else(|| "".into());
        let fact = Fact::CommitRefused {
            group,
            consumer: self.spec.name.clone(),
            error: error.into(),
        };
        cx.tell(fact, because.why());
    }

    pub(super) fn commits_by_itself(&self) -> bool {
        self.spec.commit == CommitMode::Auto && self.spec.group.is_some()
    }

    /// The interval begins anew with every assignment (`ConsumerCoordinator.onJoinComplete`).
    pub(super) fn begin_auto_commit(&mut self, cx: &mut Cx) {
        if self.commits_by_itself() {
            let at = cx.now + self.settings.auto_commit_interval_ms.max(1);
            self.auto_commit_at = Some(at);
            cx.set_timer(Timer::AutoCommit, at);
        }
    }

    /// Inside poll(): what earlier polls returned counts as processed (`maybeAutoCommitOffsetsAsync`).
    pub(super) fn auto_commit_if_due(&mut self, cx: &mut Cx) {
        if self.auto_commit_at.is_none_or(|at| cx.now < at) {
            return;
        }
        let interval_ms = self.settings.auto_commit_interval_ms;
        // With an interval of nothing, the next one follows the answer; Kafka would not wait for it.
        if interval_ms == 0 && self.committing.values().any(|commit| commit.waiting == Waiting::Nobody) {
            return;
        }
        // A commit of nothing new is no commit that anybody would miss.
        if self.doomed.is_some_and(|before| before < self.processed) {
            return self.crash(cx);
        }
        let why = Rule::CommitInterval { interval_ms }.by("auto.commit.interval.ms", interval_ms);
        self.commit_for(cx, self.consumed(), why, Waiting::Nobody);
        self.begin_auto_commit(cx);
    }

    /// Before a rebalance: true when the rebalance has to wait for the answer.
    pub(super) fn commit_before_rebalance(&mut self, cx: &mut Cx) -> bool {
        self.commits_by_itself()
            && self.generation != Generation::NONE
            && self
                .commit_for(
                    cx,
                    self.consumed(),
                    Rule::CommitBeforeRebalance.by("enable.auto.commit", true),
                    Waiting::Rebalance,
                )
                .is_some()
    }

    /// close(): a last commit where it is done by itself, then good-bye.
    pub(super) fn finish_close(&mut self, cx: &mut Cx) {
        if self.share.is_some() {
            self.close_share(cx);
        } else {
            if self.commits_by_itself() {
                let why = Rule::CommitOnClose.by("enable.auto.commit", true);
                self.commit_for(cx, self.consumed(), why, Waiting::Nobody);
            }
            self.leave_group(cx, LeaveReason::Closed);
        }
        self.silence(cx);
        self.state = State::Closed;
        cx.tell(
            Fact::ConsumerClosed {
                consumer: self.spec.name.clone(),
            },
            Rule::Asked.alone(),
        );
    }

    pub(super) fn leave_group(&mut self, cx: &mut Cx, reason: LeaveReason) {
        let assigned_by_hand = matches!(self.spec.subscription, Subscription::Assign(_));
        let (Some(group), Some(coordinator)) = (self.spec.group.clone(), self.coordinator) else {
            return;
        };
        if self.is_modern() && !assigned_by_hand {
            let poll_timeout = match reason {
                LeaveReason::Closed => None,
                LeaveReason::PollTimeout { max_poll_interval_ms } => Some(max_poll_interval_ms),
            };
            return self.leave_modern(cx, poll_timeout);
        }
        // The session timeout alone decides about a static member (`AbstractCoordinator.maybeLeaveGroup`).
        let is_static = self.settings.instance_id.is_some();
        if assigned_by_hand || is_static || self.member_id.is_empty() || self.membership == Membership::Unjoined {
            return;
        }
        let correlation = self.next_correlation();
        let request = Request::LeaveGroup {
            group,
            member_id: self.member_id.clone(),
            reason,
        };
        cx.request(NodeId::Broker(coordinator), correlation, request);
    }
}
