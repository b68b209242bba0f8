//! Static members (KIP-345): a process with a `group.instance.id` that comes back within its session timeout takes the
//! place that it had, under a new member id, and nothing moves.

use crate::{
    kafka::{error::KafkaError, ids::Name},
    node::{
        api::{GroupState, JoinGroup, Response},
        context::{Caller, Cx, Timer},
        event::{Fact, Rule},
        group::{
            classic::Classic,
            join::{refuse, uuid},
        },
        image::Image,
    },
};

impl Classic {
    /// A static member whose process has no member id: new, or back (`classicGroupJoinNewStaticMember`).
    pub(super) fn join_static(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        caller: Caller,
        mut join: JoinGroup,
        instance: &Name,
    ) {
        let new_id: Name = format!("{instance}-{}", uuid(cx)).into();
        join.member_id = new_id.clone();
        match self.static_members.insert(instance.clone(), new_id) {
            Some(old_id) => self.replace(cx, caller, join, instance, &old_id),
            None => self.join_new(cx, image, caller, join),
        }
    }

    /// The new process takes the place of the old one (`updateStaticMemberThenRebalanceOrCompleteJoin`).
    fn replace(&mut self, cx: &mut Cx, caller: Caller, join: JoinGroup, instance: &Name, old_id: &Name) {
        let Some(mut member) = self.members.remove(old_id) else {
            return refuse(cx, &caller, KafkaError::UnknownMemberId, &join.member_id);
        };
        cx.cancel_timer(Timer::MemberSession(self.id.clone(), old_id.clone()));
        if let Some(waiting) = member.awaiting_join.take() {
            refuse(cx, &waiting, KafkaError::FencedInstanceId, old_id);
        }
        if let Some(waiting) = member.awaiting_sync.take() {
            cx.respond(&waiting, Response::SyncGroup(Err(KafkaError::FencedInstanceId)));
        }
        let new_id = join.member_id;
        (self.leader.iter_mut().chain(&mut self.order))
            .filter(|id| *id == old_id)
            .for_each(|id| *id = new_id.clone());
        let fact = Fact::MemberJoined {
            group: self.id.clone(),
            consumer: join.client_id.clone(),
            member_id: new_id.clone(),
        };
        let why = Rule::StaticMember {
            instance: instance.clone(),
        }
        .by("group.instance.id", instance);
        cx.tell(fact, why.clone());
        member.client_id = join.client_id;
        member.session_timeout_ms = join.session_timeout_ms;
        member.rebalance_timeout_ms = join.rebalance_timeout_ms;
        member.subscription = join.subscription;
        let settled = self.state == GroupState::Stable;
        if !settled {
            member.awaiting_join = Some(caller.clone());
        }
        self.members.insert(new_id.clone(), member);
        self.reset_session(cx, &new_id);
        match self.state {
            GroupState::PreparingRebalance => self.complete_join_if_all_joined(cx),
            GroupState::Stable if self.protocol.as_ref() == Some(&self.select_protocol()) => {
                let mut joined = self.joined(&new_id);
                joined.skip_assignment = joined.leader == new_id;
                self.unwritten = Some(self.metadata_value());
                cx.respond(&caller, Response::JoinGroup(Ok(joined)));
            }
            _ => {
                if let Some(member) = self.members.get_mut(&new_id) {
                    member.awaiting_join = Some(caller);
                }
                self.prepare_rebalance(cx, why);
            }
        }
    }
}
