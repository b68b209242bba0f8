//! The classic protocol: a group's members, its state and how members leave it (`ClassicGroup`).
//!
//! The joining half is in `join`, the handing out of assignments in `sync`.

use std::collections::BTreeMap;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, Name, TopicPartition},
    },
    node::{
        api::{GroupState, MemberRef, MemberSubscription, Response},
        context::{Caller, Cx, Timer},
        event::{Fact, Rule, Why},
        group::{join::refuse, session_expired},
    },
};

/// The members of a classic group, and how far they are with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classic {
    pub id: Name,
    pub state: GroupState,
    /// When it came into that state (`currentStateTimestamp`).
    pub since_ms: Option<u64>,
    /// It has had members (`protocolType`); else it is a name for what lone consumers and tools commit.
    pub has_had_members: bool,
    pub generation: Generation,
    /// The assignor that the members agreed on.
    pub protocol: Option<Name>,
    /// The member that computes the assignment.
    pub leader: Option<Name>,
    pub members: BTreeMap<Name, Member>,
    /// Static members: the member id behind each `group.instance.id` (KIP-345).
    pub static_members: BTreeMap<Name, Name>,
    /// Member ids that were given out and have not come back (KIP-394), with the client's name.
    pub(super) pending: BTreeMap<Name, Name>,
    /// The order in which members came: the first becomes leader.
    pub(super) order: Vec<Name>,
    pub(super) initial_join: Option<InitialJoin>,
    /// The value of its metadata record, where it is not in the log yet.
    pub(super) unwritten: Option<String>,
}

/// The wait of an empty group for more members (`group.initial.rebalance.delay.ms`, KIP-134).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InitialJoin {
    /// What may still be waited after the present delay, in milliseconds.
    pub remaining_ms: u64,
    pub new_member_came: bool,
}

/// A member as its coordinator knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub client_id: Name,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Name>,
    pub session_timeout_ms: u64,
    pub rebalance_timeout_ms: u64,
    pub subscription: MemberSubscription,
    pub assignment: Vec<TopicPartition>,
    pub(super) awaiting_join: Option<Caller>,
    pub(super) awaiting_sync: Option<Caller>,
    /// It has asked for its assignment of this generation.
    pub(super) synced: bool,
}

impl Classic {
    pub fn new(id: Name) -> Self {
        Classic {
            id,
            state: GroupState::Empty,
            since_ms: None,
            has_had_members: false,
            generation: Generation(0),
            protocol: None,
            leader: None,
            members: BTreeMap::new(),
            static_members: BTreeMap::new(),
            pending: BTreeMap::new(),
            order: Vec::new(),
            initial_join: None,
            unwritten: None,
        }
    }

    /// `ClassicGroup.transitionTo`.
    pub(super) fn enter(&mut self, cx: &Cx, state: GroupState) {
        self.state = state;
        self.since_ms = Some(cx.now);
    }

    /// The name of the client behind a member id, also of one that has not come back with it yet.
    pub fn client_of(&self, member_id: &Name) -> Option<Name> {
        let joined = self.members.get(member_id).map(|member| member.client_id.clone());
        joined.or_else(|| self.pending.get(member_id).cloned())
    }

    /// Is this a member, and if it says that it is a static one, the one that came last?
    pub(super) fn check_known(&self, member_id: &Name, instance_id: Option<&Name>) -> Result<(), KafkaError> {
        let known = match instance_id {
            None => self.members.contains_key(member_id).then_some(member_id),
            Some(instance) => self.static_members.get(instance),
        };
        match known {
            None => Err(KafkaError::UnknownMemberId),
            Some(known) if known != member_id => Err(KafkaError::FencedInstanceId),
            Some(_) => Ok(()),
        }
    }

    /// Is this a member, and of the present generation?
    pub(super) fn check_member(&self, member: &MemberRef) -> Result<(), KafkaError> {
        self.check_known(&member.member_id, member.instance_id.as_ref())?;
        if member.generation != self.generation {
            return Err(KafkaError::IllegalGeneration);
        }
        Ok(())
    }

    /// Whether a commit of this member, or of a tool, is taken (`ClassicGroup.validateOffsetCommit`).
    pub(super) fn check_commit(&self, cx: &mut Cx, member: &MemberRef) -> Result<(), KafkaError> {
        if member.generation == Generation::NONE && member.member_id.is_empty() {
            return match self.state {
                GroupState::Empty => Ok(()),
                _ => Err(KafkaError::UnknownMemberId),
            };
        }
        self.check_member(member)?;
        if self.state == GroupState::CompletingRebalance {
            return Err(KafkaError::RebalanceInProgress);
        }
        self.reset_session(cx, &member.member_id);
        Ok(())
    }

    /// Heard of the member: its session begins anew.
    pub(super) fn reset_session(&self, cx: &mut Cx, member_id: &Name) {
        if let Some(member) = self.members.get(member_id) {
            let timer = Timer::MemberSession(self.id.clone(), member_id.clone());
            cx.set_timer(timer, cx.now + member.session_timeout_ms);
        }
    }

    /// No heartbeat for the session timeout (`GroupMetadataManager.expireClassicGroupMemberHeartbeat`).
    pub(super) fn on_session_timer(&mut self, cx: &mut Cx, member_id: &Name) {
        if self.pending.remove(member_id).is_some() {
            self.complete_join_if_all_joined(cx);
            return;
        }
        let Some(member) = self.members.get(member_id) else {
            return;
        };
        if member.awaiting_join.is_some() || member.awaiting_sync.is_some() {
            // It waits for an answer of ours, so it cannot send heartbeats: alive.
            self.reset_session(cx, member_id);
            return;
        }
        let (consumer, timeout) = (member.client_id.clone(), member.session_timeout_ms);
        let fact = Fact::MemberRemoved {
            group: self.id.clone(),
            consumer: consumer.clone(),
            member_id: member_id.clone(),
        };
        cx.tell(fact, session_expired(consumer.clone(), timeout));
        self.remove(cx, member_id, session_expired(consumer, timeout));
    }

    /// Takes a member out; the others share its partitions (`removeMemberAndUpdateClassicGroup`).
    pub(super) fn remove(&mut self, cx: &mut Cx, member_id: &Name, why: Why) {
        cx.cancel_timer(Timer::MemberSession(self.id.clone(), member_id.clone()));
        if self.pending.remove(member_id).is_some() {
            self.complete_join_if_all_joined(cx);
            return;
        }
        self.forget(member_id);
        match self.state {
            GroupState::Stable | GroupState::CompletingRebalance => self.prepare_rebalance(cx, why),
            GroupState::PreparingRebalance => self.complete_join_if_all_joined(cx),
            _ => {}
        }
    }

    pub(super) fn forget(&mut self, member_id: &Name) {
        self.members.remove(member_id);
        self.static_members.retain(|_, known| known != member_id);
        self.order.retain(|id| id != member_id);
        if self.leader.as_ref() == Some(member_id) {
            self.leader = self.order.first().cloned();
        }
    }

    /// Starts a rebalance: everybody has to join again (`prepareRebalance`).
    pub(super) fn prepare_rebalance(&mut self, cx: &mut Cx, why: Why) {
        if self.state == GroupState::CompletingRebalance {
            self.refuse_waiting_syncs(cx, KafkaError::RebalanceInProgress);
        }
        cx.cancel_timer(Timer::GroupSync(self.id.clone()));
        let starting_empty = self.state == GroupState::Empty;
        self.enter(cx, GroupState::PreparingRebalance);
        let members = self.members.len() as u32;
        cx.tell(
            Fact::RebalanceStarted {
                group: self.id.clone(),
                generation: self.generation.0,
                members,
            },
            why,
        );
        if !starting_empty {
            let deadline = cx.now + self.rebalance_timeout_ms();
            cx.set_timer(Timer::GroupJoin(self.id.clone()), deadline);
            self.complete_join_if_all_joined(cx);
        }
    }

    pub(super) fn rebalance_timeout_ms(&self) -> u64 {
        self.members
            .values()
            .map(|member| member.rebalance_timeout_ms)
            .max()
            .unwrap_or(0)
    }

    fn refuse_waiting_syncs(&mut self, cx: &mut Cx, error: KafkaError) {
        for member in self.members.values_mut() {
            member.assignment.clear();
            if let Some(caller) = member.awaiting_sync.take() {
                cx.respond(&caller, Response::SyncGroup(Err(error)));
            }
        }
    }

    /// Ends everything that is under way: the group goes on with another protocol, or elsewhere.
    pub(super) fn stop(&mut self, cx: &mut Cx, error: KafkaError) {
        cx.cancel_timer(Timer::GroupJoin(self.id.clone()));
        cx.cancel_timer(Timer::GroupSync(self.id.clone()));
        for id in self.pending.keys().chain(self.members.keys()) {
            cx.cancel_timer(Timer::MemberSession(self.id.clone(), id.clone()));
        }
        for (id, member) in &mut self.members {
            if let Some(waiting) = member.awaiting_join.take() {
                refuse(cx, &waiting, error, id);
            }
            if let Some(waiting) = member.awaiting_sync.take() {
                cx.respond(&waiting, Response::SyncGroup(Err(error)));
            }
        }
    }

    /// A member that the group had with another protocol; the first one leads.
    pub(super) fn take_over(&mut self, cx: &mut Cx, member_id: &Name, member: Member) {
        self.order.push(member_id.clone());
        self.leader.get_or_insert_with(|| member_id.clone());
        self.members.insert(member_id.clone(), member);
        self.reset_session(cx, member_id);
    }

    /// A member that took too long is dropped from the group (`MissedRebalance`).
    pub(super) fn drop_late_member(&mut self, cx: &mut Cx, member_id: &Name) {
        let Some(member) = self.members.get(member_id) else {
            return;
        };
        let (consumer, timeout) = (member.client_id.clone(), member.rebalance_timeout_ms);
        let fact = Fact::MemberRemoved {
            group: self.id.clone(),
            consumer: consumer.clone(),
            member_id: member_id.clone(),
        };
        let rule = Rule::MissedRebalance {
            consumer,
            rebalance_timeout_ms: timeout,
        };
        cx.tell(fact, rule.by("max.poll.interval.ms", timeout));
        cx.cancel_timer(Timer::MemberSession(self.id.clone(), member_id.clone()));
        self.forget(member_id);
    }
}
