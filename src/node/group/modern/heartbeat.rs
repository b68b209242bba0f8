//! A heartbeat of the `consumer` protocol: it joins, says what has changed, acknowledges, and is told what the member
//! may own (`GroupMetadataManager.consumerGroupHeartbeat`).

use super::{Member, Modern, number};
use crate::{
    kafka::{
        assignor::server::ServerAssignor,
        error::KafkaError,
        ids::{MemberEpoch, Name, PartitionSet},
        reconcile::{self, CurrentAssignment, MemberState},
    },
    node::{
        api::{
            ConsumerGroupHeartbeat, ConsumerGroupHeartbeatAnswer, GroupState,
            modern::{JOIN_EPOCH, Subscribes},
        },
        context::{Cx, Deadline, Timer},
        event::{Fact, Rule, Why},
        image::Image,
        told,
    },
};

impl Modern {
    /// Every heartbeat but one that leaves.
    pub(in crate::node::group) fn on_heartbeat(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        heartbeat: ConsumerGroupHeartbeat,
    ) -> Result<ConsumerGroupHeartbeatAnswer, KafkaError> {
        self.check(image, &heartbeat)?;
        let before = self.state();
        let id = heartbeat.member_id.clone();
        let joins = heartbeat.member_epoch == JOIN_EPOCH;
        let mut bump = joins.then(|| self.admit(cx, &heartbeat)).flatten();
        if let Some(subscribes) = heartbeat.subscription {
            let changed = self.update(cx, &id, &heartbeat.client_id, subscribes);
            bump = bump.or(changed);
        }
        self.assign_anew(cx, image, &heartbeat.client_id, bump);
        let had = self.members.get(&id).map(|member| member.current.assigned.clone());
        let owned: Option<PartitionSet> = heartbeat.owned.map(|owned| owned.into_iter().collect());
        self.reconcile(cx, &id, owned.as_ref());
        self.reset_session(cx, image, &id);
        self.tell_if_stable(cx, before);
        let member = self.members.get(&id).ok_or(KafkaError::UnknownMemberId)?;
        let tell = joins || had.as_ref() != Some(&member.current.assigned);
        Ok(ConsumerGroupHeartbeatAnswer {
            member_epoch: member.current.epoch.0,
            assignor: self.assignor.clone().unwrap_or_else(|| "".into()),
            heartbeat_interval_ms: number(image, "group.consumer.heartbeat.interval.ms").max(1),
            assignment: tell.then(|| member.current.assigned.iter().cloned().collect()),
        })
    }

    fn check(&self, image: &Image, heartbeat: &ConsumerGroupHeartbeat) -> Result<(), KafkaError> {
        let known = self.members.get(&heartbeat.member_id);
        if known.is_none() && number(image, "group.consumer.max.size") <= self.members.len() as u64 {
            return Err(KafkaError::GroupMaxSizeReached);
        }
        let assignor = heartbeat.subscription.as_ref().and_then(|s| s.assignor.as_ref());
        let offered = image.config.list("group.consumer.assignors");
        if assignor.is_some_and(|name| !offered.contains(&&**name) || ServerAssignor::by_name(name).is_none()) {
            return Err(KafkaError::UnsupportedAssignor);
        }
        let instance = heartbeat.instance_id.as_ref();
        if heartbeat.member_epoch == JOIN_EPOCH {
            let other = instance.and_then(|instance| self.static_members.get(instance));
            let other = other.and_then(|id| self.members.get(id));
            // Only an instance that has said that it is away for a while is replaced; one that crashed is waited for.
            if other.is_some_and(|member| member.classic.is_none() && !member.is_away()) {
                return Err(KafkaError::UnreleasedInstanceId);
            }
            if instance.is_some() || known.is_none() {
                return Ok(());
            }
        }
        self.check_known(&heartbeat.member_id, instance)?;
        let current = &known.ok_or(KafkaError::UnknownMemberId)?.current;
        // The answer that carried the newer epoch may have been lost.
        let is_late = heartbeat.member_epoch == current.previous_epoch.0
            && (heartbeat.owned.iter().flatten()).all(|tp| current.assigned.contains(tp))
            && heartbeat.owned.is_some();
        if heartbeat.member_epoch == current.epoch.0 || heartbeat.member_epoch < current.epoch.0 && is_late {
            Ok(())
        } else {
            Err(KafkaError::FencedMemberEpoch)
        }
    }

    /// A member joins, or joins again; the why of a new group epoch, where that needs one.
    fn admit(&mut self, cx: &mut Cx, heartbeat: &ConsumerGroupHeartbeat) -> Option<Why> {
        let (id, consumer) = (&heartbeat.member_id, &heartbeat.client_id);
        if let Some(member) = self.members.get_mut(id) {
            // Its answer was lost, or it gave everything up and is back.
            member.classic = None;
            return None;
        }
        let topics = heartbeat.subscription.iter().flat_map(|s| s.topics.clone()).collect();
        let joined = Fact::MemberJoined {
            group: self.id.clone(),
            consumer: consumer.clone(),
            member_id: id.clone(),
        };
        let old = heartbeat
            .instance_id
            .as_ref()
            .and_then(|instance| self.static_members.get(instance).cloned());
        if let (Some(old), Some(instance)) = (old, &heartbeat.instance_id) {
            self.replace(cx, &old, id, consumer);
            let why = Rule::StaticMember {
                instance: instance.clone(),
            };
            cx.tell(joined, why.by("group.instance.id", instance));
            return None;
        }
        self.members
            .insert(id.clone(), Member::new(consumer.clone(), heartbeat.instance_id.clone()));
        if let Some(instance) = &heartbeat.instance_id {
            self.static_members.insert(instance.clone(), id.clone());
        }
        cx.tell(joined, Rule::Subscribed { topics }.by("group.id", &self.id));
        let rule = Rule::NewMember {
            consumer: consumer.clone(),
        };
        Some(rule.alone())
    }

    /// A static member is back under a new member id, and has what it had (`replaceMember`).
    pub(super) fn replace(&mut self, cx: &mut Cx, old: &Name, new: &Name, consumer: &Name) {
        self.cancel_timers(cx, old);
        let Some(mut member) = self.members.remove(old) else {
            return;
        };
        (member.current.epoch, member.current.previous_epoch) = (MemberEpoch(JOIN_EPOCH), MemberEpoch(JOIN_EPOCH));
        member.client_id = consumer.clone();
        member.classic = None;
        if let Some(instance) = member.instance_id.clone() {
            self.static_members.insert(instance, new.clone());
        }
        if let Some(target) = self.target.remove(old) {
            self.target.insert(new.clone(), target);
        }
        self.members.insert(new.clone(), member);
    }

    /// What the member says of itself; the why of a new group epoch, where it wants to read something else.
    fn update(&mut self, cx: &mut Cx, id: &Name, consumer: &Name, subscribes: Subscribes) -> Option<Why> {
        let member = self.members.get_mut(id)?;
        member.rebalance_timeout_ms = subscribes.rebalance_timeout_ms;
        member.assignor = subscribes.assignor;
        member.classic = None;
        if (&member.named, &member.regex) == (&subscribes.topics, &subscribes.regex) {
            return None;
        }
        (member.named, member.regex) = (subscribes.topics, subscribes.regex);
        cx.cancel_timer(Timer::MemberDeadline(self.id.clone(), id.clone(), Deadline::Join));
        let consumer = consumer.clone();
        Some(Rule::SubscribedAnew { consumer }.alone())
    }

    /// A new group epoch where there is reason for one, and a target assignment for it (steps 1 and 2).
    pub(super) fn assign_anew(&mut self, cx: &mut Cx, image: &Image, consumer: &Name, bump: Option<Why>) {
        let topics_changed = (bump.is_some() || self.image_version != image.version) && self.refresh_topics(image);
        let consumer = consumer.clone();
        let why = bump.or_else(|| topics_changed.then(|| Rule::TopicsChanged { consumer }.alone()));
        if let Some(why) = why {
            self.bump(cx, why);
        }
        if self.target_epoch < self.epoch {
            self.make_target(cx, image);
        }
    }

    /// One step of a member towards its target (step 3, `maybeReconcile`).
    pub(super) fn reconcile(&mut self, cx: &mut Cx, id: &Name, owned: Option<&PartitionSet>) {
        let Some(member) = self.members.get(id) else { return };
        let held = self.held();
        let target = self.target_of(id);
        let next = reconcile::next(&member.current, MemberEpoch(self.target_epoch), &target, owned, |tp| {
            !held.contains(tp)
        });
        if next == member.current {
            return;
        }
        self.tell_step(cx, member, &next);
        let timer = Timer::MemberDeadline(self.id.clone(), id.clone(), Deadline::Revoke);
        if next.state == MemberState::UnrevokedPartitions && member.classic.is_none() {
            cx.set_timer(timer, cx.now + member.rebalance_timeout_ms);
        } else {
            cx.cancel_timer(timer);
        }
        if let Some(member) = self.members.get_mut(id) {
            member.current = next;
        }
    }

    fn tell_step(&self, cx: &mut Cx, member: &Member, next: &CurrentAssignment) {
        let (group, consumer) = (self.id.clone(), member.client_id.clone());
        let rule = Rule::TargetAssignment {
            epoch: self.target_epoch,
        };
        if !next.pending_revocation.is_empty() && next.pending_revocation != member.current.pending_revocation {
            let fact = Fact::RevocationAsked {
                group,
                consumer,
                epoch: next.epoch.0,
                partitions: told::labels(&next.pending_revocation),
            };
            return cx.tell(fact, rule.alone());
        }
        if next.state == MemberState::UnreleasedPartitions && member.current.state != MemberState::UnreleasedPartitions
        {
            let target = self.members.iter().find(|(_, known)| known.client_id == consumer);
            let target = target.map(|(id, _)| self.target_of(id)).unwrap_or_default();
            let missing = target.iter().filter(|tp| !next.assigned.contains(tp));
            let fact = Fact::PartitionsAwaited {
                group,
                consumer,
                epoch: next.epoch.0,
                partitions: told::labels(missing),
            };
            cx.tell(fact, Rule::NotReleased.alone());
        }
    }

    /// Everybody has what the target assignment says.
    pub(super) fn tell_if_stable(&self, cx: &mut Cx, before: GroupState) {
        if before != GroupState::Stable && self.state() == GroupState::Stable {
            let fact = Fact::GroupStable {
                group: self.id.clone(),
                epoch: self.epoch,
            };
            let members = self.members.len() as u32;
            cx.tell(fact, Rule::AllReconciled { members }.alone());
        }
    }
}

impl Member {
    pub(super) fn new(client_id: Name, instance_id: Option<Name>) -> Self {
        Member {
            client_id,
            instance_id,
            current: CurrentAssignment::default(),
            topics: Vec::new(),
            regex: None,
            rebalance_timeout_ms: 0,
            classic: None,
            named: Vec::new(),
            assignor: None,
        }
    }

    /// A static member that has left for a while.
    pub fn is_away(&self) -> bool {
        self.current.epoch.0 < 0
    }
}
