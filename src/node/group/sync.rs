//! The second half of a rebalance: the leader's assignment is handed out (`GroupMetadataManager.classicGroupSync…`).

use crate::{
    kafka::{error::KafkaError, ids::Name},
    node::{
        api::{Assignments, GroupState, Response, SyncGroup},
        context::{Caller, Cx, Timer},
        event::{Fact, Rule, Share},
        group::classic::Classic,
        told,
    },
};

impl Classic {
    pub(super) fn on_sync(&mut self, cx: &mut Cx, caller: Caller, sync: SyncGroup) {
        if let Err(error) = self.check_member(&sync.member) {
            cx.respond(&caller, Response::SyncGroup(Err(error)));
            return;
        }
        let id = sync.member.member_id;
        if let Some(member) = self.members.get_mut(&id) {
            member.synced = true;
        }
        match self.state {
            GroupState::Stable => {
                self.reset_session(cx, &id);
                let assignment = self
                    .members
                    .get(&id)
                    .map(|member| member.assignment.clone())
                    .unwrap_or_default();
                cx.respond(&caller, Response::SyncGroup(Ok(assignment)));
            }
            GroupState::CompletingRebalance => {
                if let Some(member) = self.members.get_mut(&id) {
                    member.awaiting_sync = Some(caller);
                }
                if let Some(assignments) = sync.assignments.filter(|_| self.leader.as_ref() == Some(&id)) {
                    self.assign(cx, assignments);
                }
            }
            _ => cx.respond(&caller, Response::SyncGroup(Err(KafkaError::RebalanceInProgress))),
        }
    }

    fn assign(&mut self, cx: &mut Cx, assignments: Assignments) {
        for (id, partitions) in &assignments.members {
            if let Some(member) = self.members.get_mut(id) {
                member.assignment = partitions.clone();
            }
        }
        self.unwritten = Some(self.metadata_value());
        self.enter(cx, GroupState::Stable);
        self.tell_assignment(cx, &assignments);
        for id in self.order.clone() {
            let Some(member) = self.members.get_mut(&id) else {
                continue;
            };
            let assignment = member.assignment.clone();
            if let Some(caller) = member.awaiting_sync.take() {
                cx.respond(&caller, Response::SyncGroup(Ok(assignment)));
                self.reset_session(cx, &id);
            }
        }
    }

    fn tell_assignment(&self, cx: &mut Cx, assignments: &Assignments) {
        let members = self.members.len() as u32;
        let share = |id: &Name| {
            self.members.get(id).map(|member| Share {
                consumer: member.client_id.clone(),
                member_id: id.clone(),
                partitions: told::labels(&member.assignment),
            })
        };
        let (assignor, partitions) = (assignments.assignor.clone(), assignments.partitions);
        let shares = self.order.iter().filter_map(share).collect();
        let fact = Fact::AssignmentMade {
            group: self.id.clone(),
            generation: self.generation.0,
            assignor: assignor.clone(),
            shares,
        };
        let rule = Rule::Assigned {
            assignor: assignor.clone(),
            members,
            partitions,
        };
        cx.tell(fact, rule.by("partition.assignment.strategy", &assignor));
        let given: usize = self.members.values().map(|member| member.assignment.len()).sum();
        let held_back = partitions.saturating_sub(given as u32);
        for member in self.members.values().filter(|member| member.assignment.is_empty()) {
            let fact = Fact::MemberIdle {
                group: self.id.clone(),
                consumer: member.client_id.clone(),
                generation: self.generation.0,
            };
            let why = if partitions == 0 {
                Rule::NothingSubscribed.alone()
            } else if 0 < held_back {
                Rule::HeldBack { partitions: held_back }.by("partition.assignment.strategy", &assignor)
            } else {
                Rule::MoreMembersThanPartitions { members, partitions }.alone()
            };
            cx.tell(fact, why);
        }
    }

    /// Members that did not ask for their assignment in time are dropped, also where the others have theirs
    /// (`expirePendingSync`).
    pub(super) fn on_sync_timer(&mut self, cx: &mut Cx) {
        if !matches!(self.state, GroupState::CompletingRebalance | GroupState::Stable) {
            return;
        }
        let late: Vec<Name> = self
            .members
            .iter()
            .filter(|(_, m)| !m.synced)
            .map(|(id, _)| id.clone())
            .collect();
        let Some(consumer) = late.first().and_then(|id| self.client_of(id)) else {
            return;
        };
        late.iter().for_each(|id| self.drop_late_member(cx, id));
        cx.cancel_timer(Timer::GroupSync(self.id.clone()));
        self.prepare_rebalance(cx, Rule::MemberGone { consumer }.alone());
    }
}
