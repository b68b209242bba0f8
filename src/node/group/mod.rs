//! The coordinator of consumer groups: what one broker knows of the groups that hash to it
//! (`GroupCoordinatorService`, `GroupMetadataManager`).
//!
//! What it is to keep goes to its broker as records for the log of `__consumer_offsets`; here it lives in memory.
//! Absent in this version: the `consumer` protocol (KIP-848), share groups.

mod classic;
mod fixed;
mod join;
mod kind;
mod offsets;
mod records;
mod sync;

use std::collections::BTreeMap;

use crate::{
    kafka::{error::KafkaError, ids::Name},
    node::{
        api::{GroupState, LeaveReason, MemberRef, Request, Response},
        context::{Caller, Cx, Timer},
        event::{Fact, Rule, Why},
        group::classic::Classic,
        image::Image,
    },
};

pub use kind::{Group, Kind, MemberInfo};
pub use offsets::Committed;
pub use records::Written;

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
            let Kind::Classic(classic) = &mut group.kind;
            if let Some(value) = classic.unwritten.take() {
                let mut written = Written::new(&group.id);
                written.metadata(Some(value));
                self.written.push(written);
            }
        }
        std::mem::take(&mut self.written)
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
                let Kind::Classic(classic) = &mut group.kind;
                classic.on_join(cx, image, caller, join);
                // A group that is new is written at once, without anything in it (`newEmptyGroupMetadataRecord`).
                classic.unwritten = classic
                    .unwritten
                    .take()
                    .or_else(|| (!known).then(|| classic.metadata_value()));
                return self.look_for_expired(cx, image);
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
            Request::DescribeGroups { group } => Response::DescribeGroups {
                state: self.group(&group).map_or(GroupState::Dead, Group::state),
            },
            Request::DeleteGroups { group } => Response::DeleteGroups(self.delete(cx, &group)),
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
            Timer::MemberSession(group, member) => {
                if let Some(classic) = self.classic(&group) {
                    classic.on_session_timer(cx, &member);
                }
            }
            Timer::OffsetsExpiry => self.expire(cx, image),
            _ => {}
        }
    }

    fn classic(&mut self, group: &Name) -> Option<&mut Classic> {
        let Kind::Classic(classic) = &mut self.groups.get_mut(group)?.kind;
        Some(classic)
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

    fn delete(&mut self, cx: &mut Cx, group: &Name) -> Result<(), KafkaError> {
        let state = self
            .groups
            .get(group)
            .map(Group::state)
            .ok_or(KafkaError::GroupIdNotFound)?;
        if state != GroupState::Empty {
            return Err(KafkaError::NonEmptyGroup);
        }
        if let Some(group) = self.groups.remove(group) {
            self.written.push(group.tombstones());
        }
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
