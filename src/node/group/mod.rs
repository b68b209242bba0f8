//! The coordinator of consumer groups: what one broker knows of the groups that hash to it
//! (`GroupCoordinatorService`, `GroupMetadataManager`).
//!
//! What it is to keep goes to its broker as records for the log of `__consumer_offsets`; here it lives in memory.

mod classic;
mod fixed;
mod join;
mod kind;
mod loading;
mod modern;
mod offsets;
mod records;
mod share;
mod sync;
mod transactions;

use std::collections::BTreeMap;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, Name},
    },
    node::{
        api::{
            ConsumerGroupHeartbeat, ConsumerGroupHeartbeatAnswer, GroupState, LeaveReason, MemberRef, Request,
            Response, modern::JOIN_EPOCH,
        },
        context::{Caller, Cx, Timer},
        event::{Fact, Rule, Why},
        image::Image,
    },
};

use classic::Classic;
pub use kind::{Group, Kind, MemberInfo};
pub use modern::Modern;
use modern::may_upgrade;
pub use offsets::Committed;
pub use records::{Written, coordinator_batch};
pub use share::{ShareGroup, ShareMember};
pub use transactions::PendingOffsets;

/// The groups of one broker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coordinator {
    groups: BTreeMap<Name, Group>,
    /// What is not in the log yet.
    written: Vec<Written>,
    /// Expired offsets are looked for from the first group on.
    looks_for_expired: bool,
}

impl Coordinator {
    pub fn groups(&self) -> impl Iterator<Item = (&Name, &Group)> {
        self.groups.iter()
    }

    pub fn group(&self, group: &str) -> Option<&Group> {
        self.groups.get(group)
    }

    /// What has to be appended to the log now.
    pub fn take_written(&mut self) -> Vec<Written> {
        for group in self.groups.values_mut() {
            let mut written = Written::new(&group.id);
            match &mut group.kind {
                Kind::Classic(classic) => {
                    let value = classic.unwritten.take();
                    written.begins = classic.generation == Generation(0);
                    value.into_iter().for_each(|value| written.metadata(Some(value)));
                }
                Kind::Consumer(modern) => modern.write(&mut written),
                Kind::Share(share) => share.write(&mut written),
            }
            self.written.push(written);
        }
        let mut written = std::mem::take(&mut self.written);
        written.retain(|written| !written.is_empty());
        written
    }

    pub fn on_request(&mut self, cx: &mut Cx, image: &Image, caller: Caller, request: Request) {
        let response = match request {
            Request::JoinGroup(join) => {
                let known = self.groups.contains_key(&join.group);
                if let Err(error) = join::admissible(image, &join, known) {
                    return join::refuse(cx, &caller, error, &join.member_id);
                }
                let group = self
                    .groups
                    .entry(join.group.clone())
                    .or_insert_with(|| Group::new(join.group.clone()));
                match &mut group.kind {
                    Kind::Classic(classic) => {
                        classic.on_join(cx, image, caller, join);
                        // A group that is new is written at once, without anything in it
                        // (`newEmptyGroupMetadataRecord`).
                        let unwritten = classic.unwritten.take();
                        classic.unwritten = unwritten.or_else(|| (!known).then(|| classic.metadata_value()));
                    }
                    Kind::Consumer(modern) if !modern.members.is_empty() => {
                        let id = join.group.clone();
                        modern.on_join(cx, image, &caller, join);
                        self.downgrade_if_possible(cx, image, &id, false);
                    }
                    // Of an empty group of another protocol nothing is left but its offsets.
                    Kind::Consumer(_) => {
                        let mut classic = Classic::new(join.group.clone());
                        classic.on_join(cx, image, caller, join);
                        group.kind = Kind::Classic(classic);
                    }
                    Kind::Share(_) => join::refuse(cx, &caller, KafkaError::InconsistentGroupProtocol, &"".into()),
                }
                return self.look_for_expired(cx, image);
            }
            Request::SyncGroup(sync) => match self.groups.get_mut(&sync.member.group).map(|group| &mut group.kind) {
                Some(Kind::Classic(classic)) => return classic.on_sync(cx, caller, sync),
                Some(Kind::Consumer(modern)) => return modern.on_sync(cx, image, &caller, &sync),
                Some(Kind::Share(_)) | None => Response::SyncGroup(Err(KafkaError::UnknownMemberId)),
            },
            Request::ConsumerGroupHeartbeat(heartbeat) => {
                Response::ConsumerGroupHeartbeat(self.consumer_heartbeat(cx, image, heartbeat))
            }
            Request::Heartbeat { member } => Response::Heartbeat(self.heartbeat(cx, image, &member)),
            Request::LeaveGroup {
                group,
                member_id,
                reason,
            } => Response::LeaveGroup(self.leave(cx, image, &group, &member_id, reason)),
            Request::OffsetCommit { member, offsets, why } => {
                Response::OffsetCommit(self.commit(cx, image, &member, offsets, why))
            }
            Request::TxnOffsetCommit(commit) => {
                Response::TxnOffsetCommit(self.commit_in_transaction(cx, image, commit))
            }
            Request::OffsetFetch {
                group,
                partitions,
                require_stable,
            } => self.offsets(&group, partitions, require_stable),
            Request::ShareGroupHeartbeat(heartbeat) => {
                Response::ShareGroupHeartbeat(self.share_heartbeat(cx, image, heartbeat))
            }
            Request::DescribeGroups { group } => Response::DescribeGroups {
                state: self.group(&group).map_or(GroupState::Dead, Group::state),
            },
            Request::DeleteGroups { group } => Response::DeleteGroups(self.delete(cx, image, &group)),
            _ => return,
        };
        cx.respond(&caller, response);
        self.look_for_expired(cx, image);
    }

    pub fn on_timer(&mut self, cx: &mut Cx, image: &Image, timer: Timer) {
        match timer {
            Timer::GroupJoin(group) => {
                if let Some(classic) = self.classic(&group) {
                    classic.on_join_timer(cx, image);
                }
            }
            Timer::GroupSync(group) => {
                if let Some(classic) = self.classic(&group) {
                    classic.on_sync_timer(cx);
                }
            }
            Timer::MemberSession(group, member) => match self.groups.get_mut(&group).map(|group| &mut group.kind) {
                Some(Kind::Classic(classic)) => classic.on_session_timer(cx, &member),
                Some(Kind::Consumer(modern)) => {
                    modern.on_session_timer(cx, image, &member);
                    self.downgrade_if_possible(cx, image, &group, true);
                }
                Some(Kind::Share(share)) => share.on_session_timer(cx, image, &member),
                None => {}
            },
            Timer::MemberDeadline(group, member, deadline) => {
                if let Some(modern) = self.modern(&group) {
                    modern.on_deadline(cx, image, &member, deadline);
                    self.downgrade_if_possible(cx, image, &group, true);
                }
            }
            Timer::OffsetsExpiry => self.expire(cx, image),
            _ => {}
        }
    }

    fn classic(&mut self, group: &Name) -> Option<&mut Classic> {
        match &mut self.groups.get_mut(group)?.kind {
            Kind::Classic(classic) => Some(classic),
            Kind::Consumer(_) | Kind::Share(_) => None,
        }
    }

    fn modern(&mut self, group: &Name) -> Option<&mut Modern> {
        match &mut self.groups.get_mut(group)?.kind {
            Kind::Consumer(modern) => Some(modern),
            Kind::Classic(_) | Kind::Share(_) => None,
        }
    }

    /// `GroupMetadataManager.consumerGroupHeartbeat`, with what makes or turns the group beforehand
    /// (`getOrMaybeCreateConsumerGroup`).
    fn consumer_heartbeat(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        heartbeat: ConsumerGroupHeartbeat,
    ) -> Result<ConsumerGroupHeartbeatAnswer, KafkaError> {
        let id = heartbeat.group.clone();
        if heartbeat.member_epoch < JOIN_EPOCH {
            let modern = self.modern(&id).ok_or(KafkaError::GroupIdNotFound)?;
            let answer = modern.on_leave(cx, image, &heartbeat)?;
            self.downgrade_if_possible(cx, image, &id, true);
            return Ok(answer);
        }
        if heartbeat.member_epoch == JOIN_EPOCH {
            let group = self.groups.entry(id.clone()).or_insert_with(|| Group::new(id.clone()));
            if let Kind::Classic(classic) = &mut group.kind {
                let modern = match classic.members.is_empty() {
                    true => Modern::new(id.clone()),
                    false if may_upgrade(image, classic) => {
                        let classic = std::mem::replace(classic, Classic::new(id.clone()));
                        Modern::from_classic(cx, image, classic)
                    }
                    false => return Err(KafkaError::GroupIdNotFound),
                };
                group.kind = Kind::Consumer(modern);
            }
        }
        let modern = self.modern(&id).ok_or(KafkaError::GroupIdNotFound)?;
        modern.on_heartbeat(cx, image, heartbeat)
    }

    /// `rebalance`: a member has gone, and what it had is to be shared out.
    fn downgrade_if_possible(&mut self, cx: &mut Cx, image: &Image, id: &Name, rebalance: bool) {
        let Some(group) = self.groups.get_mut(id) else { return };
        if let Kind::Consumer(modern) = &mut group.kind
            && modern.may_become_classic(image)
        {
            let modern = std::mem::replace(modern, Modern::new(id.clone()));
            group.kind = Kind::Classic(modern.into_classic(cx, image, rebalance));
        }
    }

    /// `GroupMetadataManager.classicGroupHeartbeat`.
    fn heartbeat(&mut self, cx: &mut Cx, image: &Image, member: &MemberRef) -> Result<(), KafkaError> {
        let group = self.groups.get_mut(&member.group).ok_or(KafkaError::UnknownMemberId)?;
        let classic = match &mut group.kind {
            Kind::Classic(classic) => classic,
            Kind::Consumer(modern) => return modern.on_classic_heartbeat(cx, image, member),
            Kind::Share(_) => return Err(KafkaError::UnknownMemberId),
        };
        classic.check_member(member)?;
        classic.reset_session(cx, &member.member_id);
        match classic.state {
            GroupState::PreparingRebalance => Err(KafkaError::RebalanceInProgress),
            _ => Ok(()),
        }
    }

    fn leave(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        group: &Name,
        member: &Name,
        reason: LeaveReason,
    ) -> Result<(), KafkaError> {
        if let Some(modern) = self.modern(group) {
            modern.on_classic_leave(cx, image, member, reason)?;
            self.downgrade_if_possible(cx, image, group, true);
            return Ok(());
        }
        let classic = self.classic(group).ok_or(KafkaError::UnknownMemberId)?;
        let consumer = classic.client_of(member).ok_or(KafkaError::UnknownMemberId)?;
        let (left, rebalance) = whys_of_leaving(&consumer, reason);
        let fact = Fact::MemberLeft {
            group: group.clone(),
            consumer,
            member_id: member.clone(),
        };
        cx.tell(fact, left);
        classic.remove(cx, member, rebalance);
        Ok(())
    }

    fn delete(&mut self, cx: &mut Cx, image: &Image, group: &Name) -> Result<(), KafkaError> {
        let known = self.groups.get(group).ok_or(KafkaError::GroupIdNotFound)?;
        if known.state() != GroupState::Empty {
            return Err(KafkaError::NonEmptyGroup);
        }
        if matches!(known.kind, Kind::Share(_)) {
            share::delete_state(cx, image, group);
        }
        if let Some(group) = self.groups.remove(group) {
            self.written.push(group.tombstones());
        }
        cx.tell(Fact::GroupDeleted { group: group.clone() }, Rule::Asked.alone());
        Ok(())
    }
}

/// Why a member has left, and why its group therefore shares the partitions out anew.
fn whys_of_leaving(consumer: &Name, reason: LeaveReason) -> (Why, Why) {
    let consumer = consumer.clone();
    match reason {
        LeaveReason::Closed => (Rule::Closed.alone(), Rule::MemberGone { consumer }.alone()),
        LeaveReason::PollTimeout { max_poll_interval_ms } => {
            let rule = Rule::PollIntervalExceeded {
                consumer,
                max_poll_interval_ms,
            };
            let why = rule.by("max.poll.interval.ms", max_poll_interval_ms);
            (why.clone(), why)
        }
    }
}

/// The why of a rebalance that a member's expiry starts.
fn session_expired(consumer: Name, session_timeout_ms: u64) -> Why {
    Rule::SessionExpired {
        consumer,
        session_timeout_ms,
    }
    .by("session.timeout.ms", session_timeout_ms)
}
