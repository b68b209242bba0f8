//! A group of the `consumer` protocol (KIP-848): its members, what each is to own (the target assignment), and how far
//! each has come towards it (`ConsumerGroup`).
//!
//! `heartbeat` answers members, `fence` takes them out, `classic` serves those that still speak the classic protocol,
//! `convert` makes a classic group of it and the reverse, `log` is its part of `__consumer_offsets`.
//! Absent on purpose: racks, and the pause between two assignments (`group.consumer.assignment.interval.ms`), which is
//! younger than the code that this follows.

mod classic;
mod convert;
mod fence;
mod heartbeat;
mod log;

pub(super) use convert::may_upgrade;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use regex_lite::Regex;

use crate::{
    kafka::{
        assignor::server::{self, ServerAssignor},
        error::KafkaError,
        ids::{Name, PartitionSet, TopicPartition},
        reconcile::{CurrentAssignment, MemberState},
    },
    node::{
        api::{GroupState, Protocol},
        context::{Cx, Timer},
        event::{Fact, Rule, Share, Why},
        image::Image,
        told,
    },
};

/// A group of the `consumer` protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modern {
    pub id: Name,
    /// Grows with every change of members, subscriptions and subscribed topics.
    pub epoch: i32,
    /// The group epoch that the target assignment was made for.
    pub target_epoch: i32,
    /// What it was made with.
    pub assignor: Option<Name>,
    pub members: BTreeMap<Name, Member>,
    /// Static members: the member id behind each `group.instance.id` (KIP-345).
    static_members: BTreeMap<Name, Name>,
    target: BTreeMap<Name, Arc<PartitionSet>>,
    /// The subscribed topics that exist: how often each was made, and its partitions.
    topics: BTreeMap<Name, (u64, u32)>,
    /// The cluster's metadata when they were looked at last.
    image_version: u64,
    /// The group's epoch is not in the log.
    unwritten: bool,
    in_log: log::InLog,
}

/// A member as its coordinator knows it (`ConsumerGroupMember`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub client_id: Name,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Name>,
    /// Its epoch, what it may own and what it has to give up.
    pub current: CurrentAssignment,
    /// The topics that it named, and those that its expression found.
    pub topics: Vec<Name>,
    pub regex: Option<Name>,
    pub rebalance_timeout_ms: u64,
    /// Set while the member speaks the classic protocol.
    pub classic: Option<ClassicMember>,
    named: Vec<Name>,
    /// The assignor that it asks for (`group.remote.assignor`).
    assignor: Option<Name>,
}

/// What is special about a member of the classic protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassicMember {
    pub session_timeout_ms: u64,
    pub protocols: Vec<Protocol>,
    /// It was told to join again, and its rebalance timeout runs.
    join_expected: bool,
}

impl Modern {
    pub fn new(id: Name) -> Self {
        Modern {
            id,
            epoch: 0,
            target_epoch: 0,
            assignor: None,
            members: BTreeMap::new(),
            static_members: BTreeMap::new(),
            target: BTreeMap::new(),
            topics: BTreeMap::new(),
            image_version: 0,
            unwritten: false,
            in_log: log::InLog::new(),
        }
    }

    /// `ConsumerGroup.maybeUpdateGroupState`.
    pub fn state(&self) -> GroupState {
        if self.members.is_empty() {
            GroupState::Empty
        } else if self.target_epoch < self.epoch {
            GroupState::Assigning
        } else if self.members.values().any(|member| !self.is_reconciled(member)) {
            GroupState::Reconciling
        } else {
            GroupState::Stable
        }
    }

    fn is_reconciled(&self, member: &Member) -> bool {
        member.current.state == MemberState::Stable && member.current.epoch.0 == self.target_epoch
    }

    /// What a member is to own.
    pub fn target_of(&self, member_id: &Name) -> Arc<PartitionSet> {
        self.target.get(member_id).cloned().unwrap_or_default()
    }

    /// The partitions that somebody owns or has yet to give up: nobody else may have them (`currentPartitionEpoch`).
    fn held(&self) -> BTreeSet<&TopicPartition> {
        let members = self.members.values();
        members
            .flat_map(|member| member.current.assigned.iter().chain(&member.current.pending_revocation))
            .collect()
    }

    /// The partitions of its target that a member cannot have because others hold them.
    pub fn awaited(&self, member_id: &Name) -> Vec<TopicPartition> {
        let Some(member) = self.members.get(member_id) else {
            return Vec::new();
        };
        let held = self.held();
        let target = self.target_of(member_id);
        let missing = target.iter().filter(|tp| !member.current.assigned.contains(tp));
        missing.filter(|tp| held.contains(tp)).cloned().collect()
    }

    /// The name of the client behind a member id.
    pub fn client_of(&self, member_id: &Name) -> Option<Name> {
        self.members.get(member_id).map(|member| member.client_id.clone())
    }

    /// The member behind an instance id, or else with this member id (`validateConsumerGroupMember`).
    fn check_known(&self, member_id: &Name, instance_id: Option<&Name>) -> Result<(), KafkaError> {
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

    /// Whether a commit of this member, or of a tool, is taken (`ConsumerGroup.validateOffsetCommit`).
    pub(super) fn check_commit(&self, member_id: &Name, epoch: i32) -> Result<(), KafkaError> {
        if epoch < 0 && self.members.is_empty() {
            return Ok(());
        }
        let member = self.members.get(member_id).ok_or(KafkaError::UnknownMemberId)?;
        if member.current.epoch.0 == epoch {
            Ok(())
        } else if member.classic.is_some() {
            Err(KafkaError::IllegalGeneration)
        } else {
            Err(KafkaError::StaleMemberEpoch)
        }
    }

    /// Heard of the member: its session begins anew (`scheduleConsumerGroupSessionTimeout`).
    fn reset_session(&self, cx: &mut Cx, image: &Image, member_id: &Name) {
        let timer = Timer::MemberSession(self.id.clone(), member_id.clone());
        cx.set_timer(timer, cx.now + self.session_timeout_ms(image, member_id));
    }

    fn session_timeout_ms(&self, image: &Image, member_id: &Name) -> u64 {
        let classic = self.members.get(member_id).and_then(|member| member.classic.as_ref());
        classic.map_or_else(|| session_timeout_ms(image), |classic| classic.session_timeout_ms)
    }

    /// The subscribed topics that exist, as the cluster is now (`computeSubscriptionMetadata`).
    fn subscribed(&self, image: &Image) -> BTreeMap<Name, (u64, u32)> {
        let wanted: BTreeSet<&Name> = self.members.values().flat_map(|member| &member.topics).collect();
        let known = |topic: &Name| {
            let found = image.topics.get(topic)?;
            Some((topic.clone(), (found.id, found.partitions.len() as u32)))
        };
        wanted.into_iter().filter_map(known).collect()
    }

    /// Looks at the topics again: those that expressions find, and how many partitions there are. True when something
    /// is new.
    fn refresh_topics(&mut self, image: &Image) -> bool {
        self.image_version = image.version;
        self.members.values_mut().for_each(|member| member.resolve(image));
        let topics = self.subscribed(image);
        let is_new = topics != self.topics;
        if is_new {
            self.forget_old_topics(&topics);
        }
        self.topics = topics;
        is_new
    }

    /// What a topic that was made anew has in its name is nobody's yet.
    fn forget_old_topics(&mut self, topics: &BTreeMap<Name, (u64, u32)>) {
        let id = |topics: &BTreeMap<Name, (u64, u32)>, name: &Name| topics.get(name).map(|(id, _)| *id);
        let is_same =
            |tp: &TopicPartition| id(&self.topics, &tp.topic).is_none_or(|known| id(topics, &tp.topic) == Some(known));
        for target in self.target.values_mut().filter(|target| !target.iter().all(is_same)) {
            Arc::make_mut(target).retain(is_same);
        }
    }

    /// A new target assignment has to be made.
    fn bump(&mut self, cx: &mut Cx, why: Why) {
        self.epoch += 1;
        self.unwritten = true;
        let fact = Fact::GroupEpochBumped {
            group: self.id.clone(),
            epoch: self.epoch,
            members: self.members.len() as u32,
        };
        cx.tell(fact, why);
    }

    /// Makes the target assignment of the group epoch (`TargetAssignmentBuilder`).
    fn make_target(&mut self, cx: &mut Cx, image: &Image) {
        let assignor = self.preferred_assignor(image);
        let member = |(id, member): (&Name, &Member)| server::Member {
            id: id.clone(),
            instance_id: member.instance_id.clone(),
            topics: member.topics.iter().cloned().collect(),
            target: self.target_of(id),
        };
        let members: Vec<server::Member> = self.members.iter().map(member).collect();
        let topics: BTreeMap<Name, u32> = self.topics.iter().map(|(name, (_, n))| (name.clone(), *n)).collect();
        self.target = server::assign(assignor, &members, &topics);
        self.target_epoch = self.epoch;
        self.unwritten = true;
        self.assignor = Some(assignor.name().into());
        self.tell_target(cx, topics.values().sum());
    }

    /// The assignor that most members ask for, else the cluster's first (`computePreferredServerAssignor`).
    fn preferred_assignor(&self, image: &Image) -> ServerAssignor {
        let mut votes: BTreeMap<&Name, u32> = BTreeMap::new();
        for assignor in self.members.values().filter_map(|member| member.assignor.as_ref()) {
            *votes.entry(assignor).or_default() += 1;
        }
        let most = votes.iter().max_by_key(|(_, count)| **count).map(|(name, _)| &***name);
        let first = || image.config.list("group.consumer.assignors").into_iter().next();
        let chosen = most.or_else(first).and_then(ServerAssignor::by_name);
        chosen.unwrap_or(ServerAssignor::Uniform)
    }

    fn tell_target(&self, cx: &mut Cx, partitions: u32) {
        let assignor = self.assignor.clone().unwrap_or_else(|| "".into());
        let members = self.members.len() as u32;
        let share = |(id, member): (&Name, &Member)| Share {
            consumer: member.client_id.clone(),
            member_id: id.clone(),
            partitions: told::labels(self.target_of(id).iter()),
        };
        let fact = Fact::TargetAssigned {
            group: self.id.clone(),
            epoch: self.target_epoch,
            assignor: assignor.clone(),
            shares: self.members.iter().map(share).collect(),
        };
        let rule = Rule::Assigned {
            assignor: assignor.clone(),
            members,
            partitions,
        };
        cx.tell(fact, rule.by("group.remote.assignor", &assignor));
        for (_, member) in self.members.iter().filter(|(id, _)| self.target_of(id).is_empty()) {
            let fact = Fact::MemberIdle {
                group: self.id.clone(),
                consumer: member.client_id.clone(),
                generation: self.target_epoch,
            };
            let why = match partitions {
                0 => Rule::NothingSubscribed,
                _ => Rule::MoreMembersThanPartitions { members, partitions },
            };
            cx.tell(fact, why.alone());
        }
    }
}

impl Member {
    /// The topics that its expression finds now, beside those that it named
    /// (`GroupMetadataManager.refreshRegularExpressions`).
    fn resolve(&mut self, image: &Image) {
        self.topics.clone_from(&self.named);
        let Some(Ok(regex)) = self.regex.as_ref().map(|regex| Regex::new(&format!("^(?:{regex})$"))) else {
            return;
        };
        let found = image.topics.keys().filter(|topic| regex.is_match(topic));
        self.topics
            .extend(found.filter(|topic| !self.named.contains(topic)).cloned());
    }
}

fn number(image: &Image, name: &str) -> u64 {
    image.config.i64(name).max(0) as u64
}

/// The session of members of the `consumer` protocol: the brokers choose it, not the clients.
pub(super) fn session_timeout_ms(image: &Image) -> u64 {
    number(image, "group.consumer.session.timeout.ms").max(1)
}
