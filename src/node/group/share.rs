//! The coordinator's half of share groups (KIP-932): who is a member, and what everybody reads.
//!
//! There is no rebalance: the `simple` assignor gives every member every partition of its topics, and a member learns
//! of it with its next heartbeat. Absent on purpose: where the group is in a partition, which is its leader's to know.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    kafka::{
        assignor::server::{self, Assignment, ServerAssignor},
        error::KafkaError,
        ids::{Name, TopicPartition},
    },
    node::{
        api::{GroupState, JOIN_EPOCH, LEAVE_EPOCH, LeaveReason, Request, ShareGroupHeartbeat, ShareMembership},
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule, Share, Why},
        group::{Coordinator, Group, Kind, Written},
        image::Image,
        told,
    },
};

/// The members of a share group (`ShareGroup`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareGroup {
    pub id: Name,
    /// Counts the changes of members, of what they subscribe to, and of that.
    pub epoch: i32,
    pub assignor: Name,
    pub members: BTreeMap<Name, ShareMember>,
    /// The topics of all members with their partitions, as the last assignment saw them.
    partitions: BTreeMap<Name, u32>,
    /// What each member is to read.
    target: Assignment,
    /// The epoch that the log has.
    written_epoch: i32,
}

/// A member as its coordinator knows it (`ShareGroupMember`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareMember {
    pub client_id: Name,
    pub topics: Vec<Name>,
    pub epoch: i32,
    pub assignment: Vec<TopicPartition>,
    pub session_timeout_ms: u64,
    previous_epoch: i32,
}

impl Coordinator {
    /// `GroupMetadataManager.shareGroupHeartbeat`.
    pub(super) fn share_heartbeat(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        heartbeat: ShareGroupHeartbeat,
    ) -> Result<ShareMembership, KafkaError> {
        let known = self.groups.contains_key(&heartbeat.group);
        if !known && heartbeat.member_epoch == JOIN_EPOCH {
            let group = Group::new_share(heartbeat.group.clone());
            self.groups.insert(heartbeat.group.clone(), group);
        }
        let group = self.groups.get_mut(&heartbeat.group).map(|group| &mut group.kind);
        let Some(Kind::Share(share)) = group else {
            return Err(KafkaError::GroupIdNotFound);
        };
        match heartbeat.member_epoch {
            LEAVE_EPOCH => share.leave(cx, image, &heartbeat),
            _ => share.heartbeat(cx, image, heartbeat),
        }
    }
}

impl ShareGroup {
    pub fn new(id: Name) -> Self {
        ShareGroup {
            id,
            epoch: 0,
            assignor: ServerAssignor::Simple.name().into(),
            members: BTreeMap::new(),
            partitions: BTreeMap::new(),
            target: Assignment::new(),
            written_epoch: 0,
        }
    }

    pub fn state(&self) -> GroupState {
        if self.members.is_empty() {
            GroupState::Empty
        } else {
            GroupState::Stable
        }
    }

    /// What is new for the log.
    pub(super) fn write(&mut self, written: &mut Written) {
        if std::mem::replace(&mut self.written_epoch, self.epoch) != self.epoch {
            written.share_epoch(Some(self.epoch));
        }
    }

    /// The epoch that the log has.
    pub(super) fn read_epoch(&mut self, epoch: i32) {
        (self.epoch, self.written_epoch) = (epoch, epoch);
    }

    /// Another broker coordinates from now on.
    pub(super) fn stop(&self, cx: &mut Cx) {
        for id in self.members.keys() {
            cx.cancel_timer(Timer::MemberSession(self.id.clone(), id.clone()));
        }
    }

    fn heartbeat(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        heartbeat: ShareGroupHeartbeat,
    ) -> Result<ShareMembership, KafkaError> {
        let (id, joins) = (heartbeat.member_id, heartbeat.member_epoch == JOIN_EPOCH);
        self.check(image, &id, heartbeat.member_epoch)?;
        let session_timeout_ms = setting(image, "group.share.session.timeout.ms");
        let changed = match self.members.get_mut(&id) {
            Some(member) => std::mem::replace(&mut member.topics, heartbeat.topics.clone()) != heartbeat.topics,
            None => {
                let member = ShareMember {
                    client_id: heartbeat.client_id.clone(),
                    topics: heartbeat.topics,
                    epoch: 0,
                    assignment: Vec::new(),
                    session_timeout_ms,
                    previous_epoch: 0,
                };
                self.members.insert(id.clone(), member);
                self.tell_joined(cx, heartbeat.client_id, &id);
                true
            }
        };
        self.assign(cx, image, changed);
        let timer = Timer::MemberSession(self.id.clone(), id.clone());
        cx.set_timer(timer, cx.now + session_timeout_ms);
        Ok(self.membership(image, &id, joins))
    }

    /// `throwIfShareGroupIsFull`, `throwIfShareGroupMemberEpochIsInvalid`.
    fn check(&self, image: &Image, id: &Name, epoch: i32) -> Result<(), KafkaError> {
        let full = setting(image, "group.share.max.size") <= self.members.len() as u64;
        match self.members.get(id) {
            None if full => Err(KafkaError::GroupMaxSizeReached),
            None if epoch != JOIN_EPOCH => Err(KafkaError::UnknownMemberId),
            Some(member) if ![JOIN_EPOCH, member.epoch, member.previous_epoch].contains(&epoch) => {
                Err(KafkaError::FencedMemberEpoch)
            }
            _ => Ok(()),
        }
    }

    /// Brings a member to the group's assignment, and says what it is told of that.
    fn membership(&mut self, image: &Image, id: &Name, joins: bool) -> ShareMembership {
        let mut news = None;
        if let Some(member) = self.members.get_mut(id) {
            let target = self.target.get(id).into_iter().flat_map(|share| share.iter().cloned());
            let before = std::mem::replace(&mut member.assignment, target.collect());
            news = (joins || before != member.assignment).then(|| member.assignment.clone());
            if member.epoch != self.epoch {
                member.previous_epoch = std::mem::replace(&mut member.epoch, self.epoch);
            }
        }
        ShareMembership {
            member_epoch: self.epoch,
            heartbeat_interval_ms: setting(image, "group.share.heartbeat.interval.ms").max(1),
            assignment: news,
        }
    }

    /// A new epoch, where members, what they subscribe to or its partitions have changed.
    fn assign(&mut self, cx: &mut Cx, image: &Image, changed: bool) {
        let topics = self.members.values().flat_map(|member| &member.topics);
        let count = |topic: &Name| Some((topic.clone(), image.topics.get(topic)?.partitions.len() as u32));
        let partitions: BTreeMap<Name, u32> = topics.filter_map(count).collect();
        if !changed && partitions == self.partitions {
            return;
        }
        self.partitions = partitions;
        self.epoch += 1;
        let members: Vec<server::Member> = self.members.iter().map(subscriber).collect();
        self.target = server::assign(ServerAssignor::Simple, &members, &self.partitions);
        if self.members.is_empty() {
            return;
        }
        let share = |(id, member): (&Name, &ShareMember)| Share {
            consumer: member.client_id.clone(),
            member_id: id.clone(),
            partitions: told::labels(self.target.get(id).into_iter().flat_map(|share| share.iter())),
        };
        let fact = Fact::AssignmentMade {
            group: self.id.clone(),
            generation: self.epoch,
            assignor: self.assignor.clone(),
            shares: self.members.iter().map(share).collect(),
        };
        let rule = Rule::SharedWithAll {
            members: self.members.len() as u32,
            partitions: self.partitions.values().sum(),
        };
        cx.tell(fact, rule.alone());
    }

    /// The others go on as they were; where there are none, the group keeps what it knows of its partitions.
    fn go_on_without(&mut self, cx: &mut Cx, image: &Image, consumer: Name) {
        self.assign(cx, image, true);
        if self.members.is_empty() {
            let fact = Fact::ShareGroupEmpty { group: self.id.clone() };
            cx.tell(fact, Rule::MemberGone { consumer }.alone());
        }
    }

    fn tell_joined(&self, cx: &mut Cx, consumer: Name, member_id: &Name) {
        let fact = Fact::MemberJoined {
            group: self.id.clone(),
            consumer: consumer.clone(),
            member_id: member_id.clone(),
        };
        cx.tell(fact, Rule::NewMember { consumer }.by("group.type", "share"));
    }

    fn leave(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        heartbeat: &ShareGroupHeartbeat,
    ) -> Result<ShareMembership, KafkaError> {
        let id = &heartbeat.member_id;
        let member = self.members.remove(id).ok_or(KafkaError::UnknownMemberId)?;
        cx.cancel_timer(Timer::MemberSession(self.id.clone(), id.clone()));
        let fact = Fact::MemberLeft {
            group: self.id.clone(),
            consumer: member.client_id.clone(),
            member_id: id.clone(),
        };
        let why = match heartbeat.leaving {
            Some(LeaveReason::PollTimeout { max_poll_interval_ms }) => {
                let consumer = member.client_id.clone();
                let rule = Rule::PollIntervalExceeded {
                    consumer,
                    max_poll_interval_ms,
                };
                rule.by("max.poll.interval.ms", max_poll_interval_ms)
            }
            _ => Rule::Closed.alone(),
        };
        cx.tell(fact, why);
        self.go_on_without(cx, image, member.client_id);
        Ok(ShareMembership {
            member_epoch: LEAVE_EPOCH,
            heartbeat_interval_ms: 0,
            assignment: None,
        })
    }

    /// No heartbeat for the session timeout (`scheduleShareGroupSessionTimeout`). What the member had acquired is not
    /// the coordinator's to release.
    pub(super) fn on_session_timer(&mut self, cx: &mut Cx, image: &Image, id: &Name) {
        let Some(member) = self.members.remove(id) else { return };
        let fact = Fact::MemberRemoved {
            group: self.id.clone(),
            consumer: member.client_id.clone(),
            member_id: id.clone(),
        };
        cx.tell(fact, session_expired(&member));
        self.go_on_without(cx, image, member.client_id);
    }
}

/// A member as the assignor is told of it.
fn subscriber((id, member): (&Name, &ShareMember)) -> server::Member {
    server::Member {
        id: id.clone(),
        instance_id: None,
        topics: member.topics.iter().cloned().collect(),
        target: Arc::default(),
    }
}

fn session_expired(member: &ShareMember) -> Why {
    let session_timeout_ms = member.session_timeout_ms;
    let rule = Rule::SessionExpired {
        consumer: member.client_id.clone(),
        session_timeout_ms,
    };
    rule.by("group.share.session.timeout.ms", session_timeout_ms)
}

fn setting(image: &Image, name: &str) -> u64 {
    image.config.i64(name).max(0) as u64
}

/// The leaders forget where a deleted group was (`DeleteShareGroupState`).
pub(super) fn delete_state(cx: &mut Cx, image: &Image, group: &Name) {
    for broker in &image.brokers {
        let request = Request::DeleteShareGroupState { group: group.clone() };
        cx.request(NodeId::Broker(*broker), 0, request);
    }
}
