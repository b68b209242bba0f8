//! The coordinator of consumer groups: what one broker knows of the groups that hash to it
//! (`GroupCoordinatorService`, `GroupMetadataManager`).
//!
//! Absent in this version: the log of `__consumer_offsets` (a group lives in its coordinator's memory), the `consumer` protocol (KIP-848), expiry of offsets.

mod classic;
mod fixed;
mod join;
mod kind;
mod share;
mod sync;

use std::collections::BTreeMap;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Generation, Name, Offset, TopicPartition},
    },
    node::{
        api::{GroupState, LeaveReason, MemberRef, Request, Response},
        context::{Caller, Cx, Timer},
        event::{Fact, Rule, Why},
        group::classic::Classic,
        image::Image,
    },
};

pub use kind::{Group, Kind, MemberInfo};
pub use share::{ShareGroup, ShareMember};

/// The groups of one broker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coordinator {
    groups: BTreeMap<Name, Group>,
}

impl Coordinator {
    pub fn groups(&self) -> impl Iterator<Item = (&Name, &Group)> {
        self.groups.iter()
    }

    pub fn group(&self, group: &str) -> Option<&Group> {
        self.groups.get(group)
    }

    /// Every topic that some group has an offset of.
    pub fn topics(&self) -> impl Iterator<Item = Name> {
        self.groups
            .values()
            .flat_map(|group| group.offsets.keys().map(|tp| tp.topic.clone()))
    }

    /// Deleting a topic deletes its offsets (`OffsetMetadataManager.onPartitionsDeleted`).
    pub fn forget_topics(&mut self, topics: &[Name]) {
        for group in self.groups.values_mut() {
            group.offsets.retain(|tp, _| !topics.contains(&tp.topic));
        }
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
                return match &mut group.kind {
                    Kind::Classic(classic) => classic.on_join(cx, image, caller, join),
                    Kind::Share(_) => join::refuse(cx, &caller, KafkaError::InconsistentGroupProtocol, &"".into()),
                };
            }
            Request::SyncGroup(sync) => match self.classic(&sync.member.group) {
                Some(classic) => return classic.on_sync(cx, caller, sync),
                None => Response::SyncGroup(Err(KafkaError::UnknownMemberId)),
            },
            Request::Heartbeat { member } => Response::Heartbeat(self.heartbeat(cx, &member)),
            Request::LeaveGroup {
                group,
                member_id,
                reason,
            } => Response::LeaveGroup(self.leave(cx, &group, &member_id, reason)),
            Request::OffsetCommit { member, offsets, why } => {
                Response::OffsetCommit(self.commit(cx, image, &member, offsets, why))
            }
            Request::OffsetFetch { group, partitions } => self.offsets(&group, partitions),
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
                Some(Kind::Share(share)) => share.on_session_timer(cx, image, &member),
                None => {}
            },
            _ => {}
        }
    }

    fn classic(&mut self, group: &Name) -> Option<&mut Classic> {
        match &mut self.groups.get_mut(group)?.kind {
            Kind::Classic(classic) => Some(classic),
            Kind::Share(_) => None,
        }
    }

    /// `GroupMetadataManager.classicGroupHeartbeat`.
    fn heartbeat(&mut self, cx: &mut Cx, member: &MemberRef) -> Result<(), KafkaError> {
        let classic = self.classic(&member.group).ok_or(KafkaError::UnknownMemberId)?;
        classic.check_member(member)?;
        classic.reset_session(cx, &member.member_id);
        match classic.state {
            GroupState::PreparingRebalance => Err(KafkaError::RebalanceInProgress),
            _ => Ok(()),
        }
    }

    fn leave(&mut self, cx: &mut Cx, group: &Name, member: &Name, reason: LeaveReason) -> Result<(), KafkaError> {
        let classic = self.classic(group).ok_or(KafkaError::UnknownMemberId)?;
        let consumer = classic.client_of(member).ok_or(KafkaError::UnknownMemberId)?;
        let (left, rebalance) = match reason {
            LeaveReason::Closed => (
                Rule::Closed.alone(),
                Rule::MemberGone {
                    consumer: consumer.clone(),
                }
                .alone(),
            ),
            LeaveReason::PollTimeout { max_poll_interval_ms } => {
                let rule = Rule::PollIntervalExceeded {
                    consumer: consumer.clone(),
                    max_poll_interval_ms,
                };
                let why = rule.by("max.poll.interval.ms", max_poll_interval_ms);
                (why.clone(), why)
            }
        };
        let fact = Fact::MemberLeft {
            group: group.clone(),
            consumer,
            member_id: member.clone(),
        };
        cx.tell(fact, left);
        classic.remove(cx, member, rebalance);
        Ok(())
    }

    /// `ClassicGroup.validateOffsetCommit`, then the commit.
    fn commit(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        member: &MemberRef,
        offsets: Vec<(TopicPartition, Offset)>,
        why: Option<Why>,
    ) -> Result<(), KafkaError> {
        let fresh = || Group::new(member.group.clone());
        if member.generation == Generation::NONE && !self.groups.contains_key(&member.group) {
            self.groups.insert(member.group.clone(), fresh());
        }
        let group = self
            .groups
            .get_mut(&member.group)
            .ok_or(KafkaError::IllegalGeneration)?;
        // A share group has no committed offsets (`ShareGroup.validateOffsetCommit`).
        let Kind::Classic(classic) = &mut group.kind else {
            return Err(KafkaError::GroupIdNotFound);
        };
        let by_tool = member.generation == Generation::NONE && member.member_id.is_empty();
        if !(by_tool && classic.state == GroupState::Empty) {
            if by_tool {
                return Err(KafkaError::UnknownMemberId);
            }
            classic.check_member(member)?;
            if classic.state == GroupState::CompletingRebalance {
                return Err(KafkaError::RebalanceInProgress);
            }
            classic.reset_session(cx, &member.member_id);
        }
        let consumer = classic.client_of(&member.member_id);
        // Checked before the coordinator is asked (`KafkaApis.handleOffsetCommitRequest`); the others are written.
        let (offsets, unknown): (Vec<_>, Vec<_>) =
            offsets.into_iter().partition(|(tp, _)| image.partition(tp).is_some());
        for (tp, offset) in offsets {
            let before = group.offsets.insert(tp.clone(), offset);
            let Some(why) = why.clone().filter(|_| before != Some(offset)) else {
                continue;
            };
            let fact = Fact::OffsetCommitted {
                group: group.id.clone(),
                consumer: consumer.clone(),
                topic: tp.topic,
                partition: tp.partition,
                offset: offset.0,
            };
            cx.tell(fact, why);
        }
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(KafkaError::UnknownTopicOrPartition)
        }
    }

    fn offsets(&self, group: &Name, partitions: Vec<TopicPartition>) -> Response {
        let committed = |tp: &TopicPartition| self.groups.get(group).and_then(|g| g.offsets.get(tp).copied());
        let offsets = partitions
            .into_iter()
            .map(|tp| (committed(&tp), tp))
            .map(|(offset, tp)| (tp, offset))
            .collect();
        Response::OffsetFetch { offsets }
    }

    fn delete(&mut self, cx: &mut Cx, image: &Image, group: &Name) -> Result<(), KafkaError> {
        let known = self.groups.get(group).ok_or(KafkaError::GroupIdNotFound)?;
        if known.state() != GroupState::Empty {
            return Err(KafkaError::NonEmptyGroup);
        }
        if matches!(known.kind, Kind::Share(_)) {
            share::delete_state(cx, image, group);
        }
        self.groups.remove(group);
        cx.tell(Fact::GroupDeleted { group: group.clone() }, Rule::Asked.alone());
        Ok(())
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
