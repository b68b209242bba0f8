//! The first half of a rebalance: members join, the generation begins (`GroupMetadataManager.classicGroupJoin…`).

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, Name, TopicPartition},
    },
    node::{
        api::{GroupState, JoinError, JoinGroup, Joined, JoinedMember, MemberSubscription, Response},
        context::{Caller, Cx, Timer},
        event::{Fact, Rule, Why},
        group::classic::{Classic, InitialJoin, Member},
        image::Image,
    },
};

impl Classic {
    pub(super) fn on_join(&mut self, cx: &mut Cx, image: &Image, caller: Caller, join: JoinGroup) {
        if let Err(error) = self.check_join(image, &join) {
            return refuse(cx, &caller, error, &join.member_id);
        }
        match &join.instance_id {
            Some(instance) if join.member_id.is_empty() => {
                let instance = instance.clone();
                return self.join_static(cx, image, caller, join, &instance);
            }
            None if join.member_id.is_empty() => return self.give_member_id(cx, &caller, &join),
            _ => {}
        }
        if self.pending.remove(&join.member_id).is_some() {
            return self.join_new(cx, image, caller, join);
        }
        match self.check_known(&join.member_id, join.instance_id.as_ref()) {
            Ok(()) => self.join_again(cx, caller, join),
            Err(error) => refuse(cx, &caller, error, &join.member_id),
        }
    }

    fn check_join(&self, image: &Image, join: &JoinGroup) -> Result<(), KafkaError> {
        let number = |name| image.config.i64(name).max(0) as u64;
        let newcomer = !self.members.contains_key(&join.member_id);
        if newcomer && number("group.max.size") <= self.members.len() as u64 {
            return Err(KafkaError::GroupMaxSizeReached);
        }
        let others = self.members.iter().filter(|(id, _)| **id != join.member_id);
        let mut common: Vec<&Name> = join
            .subscription
            .protocols
            .iter()
            .map(|protocol| &protocol.name)
            .collect();
        others.for_each(|(_, member)| common.retain(|protocol| member.subscription.knows(protocol)));
        if common.is_empty() {
            Err(KafkaError::InconsistentGroupProtocol)
        } else {
            Ok(())
        }
    }

    /// A new dynamic member has to come back with the id that it is given here (KIP-394).
    fn give_member_id(&mut self, cx: &mut Cx, caller: &Caller, join: &JoinGroup) {
        let member_id: Name = format!("{}-{}", join.client_id, uuid(cx)).into();
        self.pending.insert(member_id.clone(), join.client_id.clone());
        let timer = Timer::MemberSession(self.id.clone(), member_id.clone());
        cx.set_timer(timer, cx.now + join.session_timeout_ms);
        refuse(cx, caller, KafkaError::MemberIdRequired, &member_id);
    }

    pub(super) fn join_new(&mut self, cx: &mut Cx, image: &Image, caller: Caller, join: JoinGroup) {
        let (id, consumer, topics) = (
            join.member_id.clone(),
            join.client_id.clone(),
            join.subscription.topics.clone(),
        );
        self.has_had_members = true;
        self.order.push(id.clone());
        self.leader.get_or_insert_with(|| id.clone());
        let member = Member {
            client_id: join.client_id,
            instance_id: join.instance_id,
            session_timeout_ms: join.session_timeout_ms,
            rebalance_timeout_ms: join.rebalance_timeout_ms,
            subscription: join.subscription,
            assignment: Vec::new(),
            awaiting_join: Some(caller),
            awaiting_sync: None,
            synced: false,
        };
        self.members.insert(id.clone(), member);
        self.reset_session(cx, &id);
        let fact = Fact::MemberJoined {
            group: self.id.clone(),
            consumer: consumer.clone(),
            member_id: id,
        };
        cx.tell(fact, Rule::Subscribed { topics }.by("group.id", &self.id));
        if let Some(wait) = &mut self.initial_join {
            wait.new_member_came = true;
        }
        match self.state {
            GroupState::Empty => self.begin_initial_join(cx, image, consumer),
            GroupState::PreparingRebalance => self.complete_join_if_all_joined(cx),
            _ => self.prepare_rebalance(cx, Rule::NewMember { consumer }.alone()),
        }
    }

    /// An empty group waits a moment for more members, so that they start together (`tryCompleteInitialRebalance…`).
    fn begin_initial_join(&mut self, cx: &mut Cx, image: &Image, consumer: Name) {
        self.prepare_rebalance(cx, Rule::NewMember { consumer }.alone());
        let configured = image.config.i64("group.initial.rebalance.delay.ms").max(0) as u64;
        let timeout = self.rebalance_timeout_ms();
        let delay = configured.min(timeout);
        self.initial_join = Some(InitialJoin {
            remaining_ms: timeout - delay,
            new_member_came: false,
        });
        // Also where there is no delay: whoever has asked for a member id by then is not waited for.
        cx.set_timer(Timer::GroupJoin(self.id.clone()), cx.now + delay);
    }

    /// The initial delay is over, or the rebalance timeout.
    pub(super) fn on_join_timer(&mut self, cx: &mut Cx, image: &Image) {
        if self.state != GroupState::PreparingRebalance {
            return;
        }
        if let Some(wait) = self
            .initial_join
            .as_mut()
            .filter(|wait| wait.new_member_came && wait.remaining_ms > 0)
        {
            let configured = image.config.i64("group.initial.rebalance.delay.ms").max(0) as u64;
            let delay = configured.min(wait.remaining_ms);
            *wait = InitialJoin {
                remaining_ms: wait.remaining_ms - delay,
                new_member_came: false,
            };
            cx.set_timer(Timer::GroupJoin(self.id.clone()), cx.now + delay);
            return;
        }
        let why = match self.initial_join.take() {
            Some(_) => {
                let delay_ms = image.config.i64("group.initial.rebalance.delay.ms").max(0) as u64;
                Rule::InitialDelay { delay_ms }.by("group.initial.rebalance.delay.ms", delay_ms)
            }
            // Who did not come in time is dropped, so that all who are left have joined.
            None => Rule::AllJoined {
                members: self.members.values().filter(|m| m.awaiting_join.is_some()).count() as u32,
            }
            .alone(),
        };
        self.complete_join(cx, why);
    }

    /// A known member joins again (`classicGroupJoinExistingMember`).
    fn join_again(&mut self, cx: &mut Cx, caller: Caller, join: JoinGroup) {
        let id = join.member_id.clone();
        let is_leader = self.leader.as_ref() == Some(&id);
        self.reset_session(cx, &id);
        let Some(member) = self.members.get_mut(&id) else {
            return;
        };
        let changed = member.subscription != join.subscription;
        let why = rejoined(&join.client_id, &member.subscription, &join.subscription);
        let current = match self.state {
            GroupState::CompletingRebalance => !changed,
            GroupState::Stable => !changed && !is_leader,
            _ => false,
        };
        if current {
            return self.send_joined(cx, &caller, &id);
        }
        member.subscription = join.subscription;
        member.awaiting_join = Some(caller);
        match self.state {
            GroupState::PreparingRebalance => self.complete_join_if_all_joined(cx),
            _ => self.prepare_rebalance(cx, why),
        }
    }

    pub(super) fn complete_join_if_all_joined(&mut self, cx: &mut Cx) {
        let all_joined = self.pending.is_empty() && self.members.values().all(|m| m.awaiting_join.is_some());
        if self.state == GroupState::PreparingRebalance && self.initial_join.is_none() && all_joined {
            let members = self.members.len() as u32;
            self.complete_join(cx, Rule::AllJoined { members }.alone());
        }
    }

    /// The generation begins with those who came, and with the static members that may still come
    /// (`completeClassicGroupJoin`).
    fn complete_join(&mut self, cx: &mut Cx, why: Why) {
        cx.cancel_timer(Timer::GroupJoin(self.id.clone()));
        let late: Vec<Name> = self
            .members
            .iter()
            .filter(|(_, m)| m.awaiting_join.is_none() && m.instance_id.is_none())
            .map(|(id, _)| id.clone())
            .collect();
        late.iter().for_each(|id| self.drop_late_member(cx, id));
        if !self.elect_joined_leader() && !self.members.is_empty() {
            // Nobody could assign. Their sessions will run out, or they come.
            let again = cx.now + self.rebalance_timeout_ms();
            return cx.set_timer(Timer::GroupJoin(self.id.clone()), again);
        }
        self.generation = Generation(self.generation.0 + 1);
        if self.members.is_empty() {
            self.enter(cx, GroupState::Empty);
            self.protocol = None;
            self.leader = None;
            self.unwritten = Some(self.metadata_value());
            let fact = Fact::GroupEmpty {
                group: self.id.clone(),
                generation: self.generation.0,
            };
            cx.tell(fact, why);
            return;
        }
        self.enter(cx, GroupState::CompletingRebalance);
        self.protocol = Some(self.select_protocol());
        self.tell_generation(cx, why);
        for id in self.order.clone() {
            let waiting = self.members.get_mut(&id).and_then(|member| {
                member.synced = false;
                member.awaiting_join.take()
            });
            if let Some(caller) = waiting {
                self.send_joined(cx, &caller, &id);
            }
            self.reset_session(cx, &id);
        }
        let deadline = cx.now + self.rebalance_timeout_ms();
        cx.set_timer(Timer::GroupSync(self.id.clone()), deadline);
    }

    /// The leader has to be one that has joined (`ClassicGroup.maybeElectNewJoinedLeader`); false where none has.
    fn elect_joined_leader(&mut self) -> bool {
        let has_joined = |id: &Name| {
            self.members
                .get(id)
                .is_some_and(|member| member.awaiting_join.is_some())
        };
        let leader = self.leader.as_ref().filter(|id| has_joined(id));
        self.leader = leader
            .or_else(|| self.order.iter().find(|id| has_joined(id)))
            .cloned()
            .or(self.leader.take());
        self.leader.as_ref().is_some_and(has_joined)
    }

    fn tell_generation(&self, cx: &mut Cx, why: Why) {
        let leader = self
            .leader
            .as_ref()
            .and_then(|id| self.client_of(id))
            .unwrap_or_else(|| "".into());
        let fact = Fact::GenerationStarted {
            group: self.id.clone(),
            generation: self.generation.0,
            leader,
            members: self.members.len() as u32,
            protocol: self.protocol.clone().unwrap_or_else(|| "".into()),
        };
        cx.tell(fact, why);
    }

    /// Among the assignors that all members know, the one that most members prefer (`ClassicGroup.selectProtocol`).
    pub(super) fn select_protocol(&self) -> Name {
        let known_by_all = |protocol: &Name| self.members.values().all(|m| m.subscription.knows(protocol));
        let votes: Vec<&Name> = self
            .members
            .values()
            .filter_map(|m| {
                m.subscription
                    .protocols
                    .iter()
                    .map(|p| &p.name)
                    .find(|name| known_by_all(name))
            })
            .collect();
        let count = |protocol: &Name| votes.iter().filter(|vote| **vote == protocol).count();
        let mut best: Option<&Name> = None;
        for &vote in &votes {
            if best.is_none_or(|leading| count(leading) < count(vote)) {
                best = Some(vote);
            }
        }
        best.cloned().unwrap_or_else(|| "range".into())
    }

    pub(super) fn send_joined(&self, cx: &mut Cx, caller: &Caller, member_id: &Name) {
        let joined = self.joined(member_id);
        cx.respond(caller, Response::JoinGroup(Ok(joined)));
    }

    /// What a member is told when the generation has begun.
    pub(super) fn joined(&self, member_id: &Name) -> Joined {
        let leader = self.leader.clone().unwrap_or_else(|| "".into());
        let describe = |id: &Name| {
            self.members.get(id).map(|member| JoinedMember {
                member_id: id.clone(),
                instance_id: member.instance_id.clone(),
                client_id: member.client_id.clone(),
                subscription: member.subscription.clone(),
            })
        };
        let members = if leader == *member_id {
            self.order.iter().filter_map(describe).collect()
        } else {
            Vec::new()
        };
        Joined {
            generation: self.generation,
            member_id: member_id.clone(),
            protocol: self.protocol.clone().unwrap_or_else(|| "".into()),
            leader,
            members,
            skip_assignment: false,
        }
    }
}

/// Whether a request may make its group: refused before there is one, it leaves no trace
/// (`GroupCoordinatorService.joinGroup`, `GroupMetadataManager.classicGroupJoinToClassicGroup`).
pub(super) fn admissible(image: &Image, join: &JoinGroup, known: bool) -> Result<(), KafkaError> {
    let number = |name| image.config.i64(name).max(0) as u64;
    let allowed = number("group.min.session.timeout.ms")..=number("group.max.session.timeout.ms");
    if !allowed.contains(&join.session_timeout_ms) {
        Err(KafkaError::InvalidSessionTimeout)
    } else if !known && !join.member_id.is_empty() {
        Err(KafkaError::UnknownMemberId)
    } else {
        Ok(())
    }
}

pub(super) fn refuse(cx: &mut Cx, caller: &Caller, error: KafkaError, member_id: &Name) {
    let refused = JoinError {
        error,
        member_id: member_id.clone(),
    };
    cx.respond(caller, Response::JoinGroup(Err(refused)));
}

/// Why a known member's coming back begins a rebalance.
fn rejoined(consumer: &Name, before: &MemberSubscription, now: &MemberSubscription) -> Why {
    let consumer = consumer.clone();
    let gave_up: Vec<&TopicPartition> = before.owned.iter().filter(|tp| !now.owned.contains(tp)).collect();
    if gave_up.is_empty() || before.topics != now.topics {
        Rule::MetadataChanged { consumer }.by("metadata.max.age.ms", "")
    } else {
        Rule::GaveUp { consumer }.by("partition.assignment.strategy", "cooperative-sticky")
    }
}

/// A member id's random tail, in the form of a UUID.
pub(super) fn uuid(cx: &mut Cx) -> String {
    let (a, b) = (cx.dice.next_u64(), cx.dice.next_u64());
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        a >> 32,
        a >> 16 & 0xffff,
        a & 0xffff,
        b >> 48,
        b & 0xffff_ffff_ffff
    )
}
