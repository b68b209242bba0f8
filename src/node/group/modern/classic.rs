//! Members that still speak the classic protocol in a group of the `consumer` protocol: a group that changes over while
//! it works has both (`classicGroupJoinToConsumerGroup`, `classicGroupSyncToConsumerGroup`).
//!
//! They have no leader and compute nothing: the coordinator's target assignment is theirs too, in the generation that is
//! their member epoch.

use super::{ClassicMember, Member, Modern, number};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, Name, PartitionSet},
        reconcile::MemberState,
    },
    node::{
        api::{JoinError, JoinGroup, Joined, LeaveReason, MemberRef, Response, SyncGroup},
        context::{Caller, Cx, Deadline, Timer},
        event::{Fact, Rule, Why},
        group::{
            join::{refuse, uuid},
            whys_of_leaving,
        },
        image::Image,
    },
};

impl Modern {
    pub(in crate::node::group) fn on_join(&mut self, cx: &mut Cx, image: &Image, caller: &Caller, join: JoinGroup) {
        match self.join(cx, image, join) {
            Ok(joined) => cx.respond(caller, Response::JoinGroup(Ok(joined))),
            Err(JoinError { error, member_id }) => refuse(cx, caller, error, &member_id),
        }
    }

    fn join(&mut self, cx: &mut Cx, image: &Image, join: JoinGroup) -> Result<Joined, JoinError> {
        let id = self.check_join(cx, image, &join)?;
        let before = self.state();
        let bump = self.admit_classic(cx, &id, &join);
        self.assign_anew(cx, image, &join.client_id, bump);
        let owned: PartitionSet = join.subscription.owned.iter().cloned().collect();
        self.reconcile(cx, &id, Some(&owned));
        self.tell_if_stable(cx, before);
        let deadline = |deadline| Timer::MemberDeadline(self.id.clone(), id.clone(), deadline);
        cx.cancel_timer(deadline(Deadline::Join));
        cx.set_timer(deadline(Deadline::Sync), cx.now + join.rebalance_timeout_ms);
        self.reset_session(cx, image, &id);
        let epoch = self.members.get(&id).map_or(0, |member| member.current.epoch.0);
        let protocol = join.subscription.protocols.into_iter().next();
        Ok(Joined {
            generation: Generation(epoch),
            member_id: id,
            protocol: protocol.map_or_else(|| "".into(), |protocol| protocol.name),
            leader: "".into(),
            members: Vec::new(),
            skip_assignment: false,
        })
    }

    /// The member id to go on with.
    fn check_join(&self, cx: &mut Cx, image: &Image, join: &JoinGroup) -> Result<Name, JoinError> {
        let refused = |error, member_id: &Name| JoinError {
            error,
            member_id: member_id.clone(),
        };
        let is_known = self.members.contains_key(&join.member_id);
        if !is_known && number(image, "group.consumer.max.size") <= self.members.len() as u64 {
            return Err(refused(KafkaError::GroupMaxSizeReached, &join.member_id));
        }
        let others = || self.members.iter().filter(|(id, _)| **id != join.member_id);
        let known_by_all = |name: &Name| {
            let mut classic = others().filter_map(|(_, member)| member.classic.as_ref());
            classic.all(|member| member.protocols.iter().any(|known| known.name == *name))
        };
        if !join
            .subscription
            .protocols
            .iter()
            .any(|protocol| known_by_all(&protocol.name))
        {
            return Err(refused(KafkaError::InconsistentGroupProtocol, &join.member_id));
        }
        match &join.instance_id {
            None if join.member_id.is_empty() => {
                let id: Name = format!("{}-{}", join.client_id, uuid(cx)).into();
                Err(refused(KafkaError::MemberIdRequired, &id))
            }
            Some(instance) if join.member_id.is_empty() => Ok(format!("{instance}-{}", uuid(cx)).into()),
            Some(instance) => match self.check_known(&join.member_id, Some(instance)) {
                Ok(()) => Ok(join.member_id.clone()),
                Err(error) => Err(refused(error, &join.member_id)),
            },
            None => Ok(join.member_id.clone()),
        }
    }

    fn admit_classic(&mut self, cx: &mut Cx, id: &Name, join: &JoinGroup) -> Option<Why> {
        let consumer = join.client_id.clone();
        let is_new = !self.members.contains_key(id);
        let old = join
            .instance_id
            .as_ref()
            .and_then(|instance| self.static_members.get(instance).cloned());
        match old.filter(|old| is_new && self.members.contains_key(old)) {
            Some(old) => self.replace(cx, &old, id, &consumer),
            None if is_new => {
                self.members
                    .insert(id.clone(), Member::new(consumer.clone(), join.instance_id.clone()));
                if let Some(instance) = &join.instance_id {
                    self.static_members.insert(instance.clone(), id.clone());
                }
            }
            None => {}
        }
        if is_new {
            let joined = Fact::MemberJoined {
                group: self.id.clone(),
                consumer: consumer.clone(),
                member_id: id.clone(),
            };
            let topics = join.subscription.topics.clone();
            cx.tell(joined, Rule::Subscribed { topics }.by("group.id", &self.id));
        }
        let member = self.members.get_mut(id)?;
        member.rebalance_timeout_ms = join.rebalance_timeout_ms;
        member.classic = Some(ClassicMember {
            session_timeout_ms: join.session_timeout_ms,
            protocols: join.subscription.protocols.clone(),
            join_expected: false,
        });
        if member.named == join.subscription.topics && member.regex.is_none() {
            return None;
        }
        member.named.clone_from(&join.subscription.topics);
        member.regex = None;
        let rule = match is_new {
            true => Rule::NewMember { consumer },
            false => Rule::SubscribedAnew { consumer },
        };
        Some(rule.alone())
    }

    pub(in crate::node::group) fn on_sync(&mut self, cx: &mut Cx, image: &Image, caller: &Caller, sync: &SyncGroup) {
        let result = self.check_classic(&sync.member).and_then(|()| {
            let member = self
                .members
                .get(&sync.member.member_id)
                .ok_or(KafkaError::UnknownMemberId)?;
            // One that has yet to give something up has joined already.
            if member.current.epoch.0 < self.epoch && member.current.state != MemberState::UnrevokedPartitions {
                self.expect_join(cx, &sync.member.member_id);
                return Err(KafkaError::RebalanceInProgress);
            }
            Ok(member.current.assigned.iter().cloned().collect())
        });
        if result.is_ok() {
            let id = sync.member.member_id.clone();
            cx.cancel_timer(Timer::MemberDeadline(self.id.clone(), id.clone(), Deadline::Sync));
            self.reset_session(cx, image, &id);
        }
        cx.respond(caller, Response::SyncGroup(result));
    }

    /// `classicGroupHeartbeatToConsumerGroup`: it is told to join again when there is something new for it.
    pub(in crate::node::group) fn on_classic_heartbeat(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        member: &MemberRef,
    ) -> Result<(), KafkaError> {
        self.check_classic(member)?;
        let id = &member.member_id;
        self.reset_session(cx, image, id);
        let known = self.members.get(id).ok_or(KafkaError::UnknownMemberId)?;
        let may_have_more = known.current.state == MemberState::UnreleasedPartitions && self.awaited(id).is_empty();
        if known.current.epoch.0 < self.epoch
            || known.current.state == MemberState::UnrevokedPartitions
            || may_have_more
        {
            self.expect_join(cx, id);
            return Err(KafkaError::RebalanceInProgress);
        }
        Ok(())
    }

    pub(in crate::node::group) fn on_classic_leave(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        id: &Name,
        reason: LeaveReason,
    ) -> Result<(), KafkaError> {
        let member = self.members.get(id).filter(|member| member.classic.is_some());
        let consumer = member.ok_or(KafkaError::UnknownMemberId)?.client_id.clone();
        let fact = Fact::MemberLeft {
            group: self.id.clone(),
            consumer: consumer.clone(),
            member_id: id.clone(),
        };
        let (left, rebalance) = whys_of_leaving(&consumer, reason);
        cx.tell(fact, left);
        self.remove(cx, image, id, rebalance);
        Ok(())
    }

    fn check_classic(&self, member: &MemberRef) -> Result<(), KafkaError> {
        self.check_known(&member.member_id, member.instance_id.as_ref())?;
        let known = self
            .members
            .get(&member.member_id)
            .filter(|known| known.classic.is_some());
        let known = known.ok_or(KafkaError::UnknownMemberId)?;
        if known.current.epoch.0 == member.generation.0 {
            Ok(())
        } else {
            Err(KafkaError::IllegalGeneration)
        }
    }

    /// From now on the rebalance timeout runs (`scheduleConsumerGroupJoinTimeoutIfAbsent`).
    fn expect_join(&mut self, cx: &mut Cx, id: &Name) {
        let Some(member) = self.members.get_mut(id) else { return };
        let timeout = member.rebalance_timeout_ms;
        let is_expected =
            (member.classic.as_mut()).is_none_or(|classic| std::mem::replace(&mut classic.join_expected, true));
        if !is_expected {
            let timer = Timer::MemberDeadline(self.id.clone(), id.clone(), Deadline::Join);
            cx.set_timer(timer, cx.now + timeout);
        }
    }
}
