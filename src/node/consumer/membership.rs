//! The group protocol as a member sees it: find the coordinator, join, sync, heartbeat, rejoin
//! (`AbstractCoordinator`, `ConsumerCoordinator`).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    kafka::{
        assignor,
        error::{ClientError, ErrorName, KafkaError},
        ids::{Name, TopicPartition},
    },
    node::{
        api::{
            Assignments, JoinError, JoinGroup, Joined, JoinedMember, MemberSubscription, Protocol, Request, SyncGroup,
        },
        because::Because,
        consumer::{Consumer, Spec, State, Subscription},
        context::{Cx, NodeId, Timer},
    },
};

/// How far the member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    Unjoined,
    /// The commit before the rebalance is under way.
    Preparing,
    Joining,
    Syncing,
    Stable,
}

impl Consumer {
    /// The group's part of a poll(); true when it is a member and has nothing to do for that.
    pub(super) fn poll_membership(&mut self, cx: &mut Cx) -> bool {
        let Some(group) = self.spec.group.clone() else {
            return true;
        };
        if self.fenced {
            let error = KafkaError::FencedInstanceId;
            self.fail(cx, error.into(), error.into());
            return false;
        }
        if !self.find_coordinator(cx, group) {
            return false;
        }
        if matches!(self.spec.subscription, Subscription::Assign(_)) {
            return true;
        }
        if self.is_modern() {
            return self.poll_modern(cx);
        }
        if self.membership == Membership::Stable && !self.generation_is_lost() {
            self.adopt(cx);
        }
        match self.membership {
            Membership::Unjoined => self.revoke_and_join(cx),
            Membership::Stable if self.generation_is_lost() => self.revoke_and_join(cx),
            Membership::Stable if self.rejoin_needed => {
                self.membership = Membership::Preparing;
                if !self.commit_before_rebalance(cx) {
                    self.revoke_and_join(cx);
                }
            }
            _ => {}
        }
        self.membership == Membership::Stable
    }

    pub(super) fn join(&mut self, cx: &mut Cx) {
        let (Some(coordinator), Some(group)) = (self.coordinator, self.spec.group.clone()) else {
            return;
        };
        self.membership = Membership::Joining;
        cx.cancel_timer(Timer::Heartbeat);
        let correlation = self.next_correlation();
        self.joined_topics = self.subscribed_topics();
        let join = JoinGroup {
            group,
            member_id: self.member_id.clone(),
            instance_id: self.settings.instance_id.clone(),
            client_id: self.spec.name.clone(),
            session_timeout_ms: self.settings.session_timeout_ms,
            rebalance_timeout_ms: self.settings.max_poll_interval_ms,
            subscription: MemberSubscription {
                protocols: strategies(&self.spec).map(|name| self.protocol(name)).collect(),
                topics: self.joined_topics.clone(),
                owned: self.partitions.keys().cloned().collect(),
                generation: self.generation,
            },
        };
        cx.request(NodeId::Broker(coordinator), correlation, Request::JoinGroup(join));
    }

    pub(super) fn on_joined(&mut self, cx: &mut Cx, result: Result<Joined, JoinError>) {
        if self.membership != Membership::Joining {
            return;
        }
        match result {
            Ok(joined) => {
                self.member_id = joined.member_id.clone();
                self.generation = joined.generation;
                self.assignor = joined.protocol.clone();
                self.is_leader = joined.leader == joined.member_id;
                self.membership = Membership::Syncing;
                self.hear_of_coordinator(cx.now);
                self.schedule_heartbeat(cx);
                if self.is_leader {
                    self.want_topics_of(&joined);
                    self.assigning = Some(joined);
                    self.assign_if_possible(cx);
                } else {
                    self.sync(cx, None);
                }
            }
            Err(JoinError {
                error: KafkaError::MemberIdRequired,
                member_id,
            }) => {
                self.member_id = member_id;
                self.join_in_poll(cx);
            }
            Err(JoinError {
                error: KafkaError::UnknownMemberId,
                ..
            }) => {
                self.member_id = "".into();
                self.join_in_poll(cx);
            }
            Err(JoinError { error, .. }) if error.retriable() => self.join_in_poll(cx),
            Err(JoinError { error, .. }) => self.fail(cx, error.into(), error.into()),
        }
    }

    /// Joins at the next poll(), which is now unless the application is frozen (`joinGroupIfNeeded`).
    fn join_in_poll(&mut self, cx: &mut Cx) {
        if self.state == State::Frozen {
            self.membership = Membership::Unjoined;
        } else {
            self.join(cx);
        }
    }

    fn protocol(&self, name: &str) -> Protocol {
        Protocol {
            name: name.into(),
            user_data: self.memory.user_data(name),
        }
    }

    /// The leader has to know the topics of all members.
    fn want_topics_of(&mut self, joined: &Joined) {
        let topics: BTreeSet<&Name> = joined
            .members
            .iter()
            .flat_map(|member| &member.subscription.topics)
            .collect();
        topics.into_iter().for_each(|topic| self.metadata.want(topic));
    }

    /// The leader assigns as soon as it was told about every topic at least once.
    fn assign_if_possible(&mut self, cx: &mut Cx) {
        self.metadata.refresh(cx, &mut self.correlation);
        let Some(joined) = self.assigning.take_if(|_| self.metadata.is_settled()) else {
            return;
        };
        let wanted: BTreeSet<&Name> = joined
            .members
            .iter()
            .flat_map(|member| &member.subscription.topics)
            .collect();
        let count = |topic: &Name| Some(self.metadata.topic(topic)?.leaders.len() as u32);
        self.snapshot = wanted.into_iter().map(|topic| (topic.clone(), count(topic))).collect();
        if joined.skip_assignment {
            return self.sync(cx, None);
        }
        match self.assignments(joined) {
            Ok(assignments) => self.sync(cx, Some(assignments)),
            Err(because) => self.fail(cx, ErrorName::Client(ClientError::KafkaException), because),
        }
    }

    /// What the leader's assignor makes of the members and the topics that it knows.
    fn assignments(&self, joined: Joined) -> Result<Assignments, Because> {
        let members: Vec<assignor::Member> = joined
            .members
            .iter()
            .map(|member| assignor_member(member, &joined.protocol))
            .collect();
        let known = self
            .snapshot
            .iter()
            .filter_map(|(topic, count)| Some((topic.clone(), (*count)?)));
        let topics: BTreeMap<Name, u32> = known.collect();
        let assigned =
            assignor::assign(&joined.protocol, &topics, &members).map_err(|unknown| Because::UnknownAssignor {
                assignor: unknown.0.into(),
            })?;
        let ids =
            |share: &Vec<assignor::TopicPartition>| share.iter().map(|(t, p)| TopicPartition::new(t, *p)).collect();
        Ok(Assignments {
            assignor: joined.protocol,
            members: assigned
                .iter()
                .map(|(member, share)| (member.clone(), ids(share)))
                .collect(),
            partitions: topics.values().sum(),
        })
    }

    fn sync(&mut self, cx: &mut Cx, assignments: Option<Assignments>) {
        let (Some(coordinator), Some(member)) = (self.coordinator, self.member_ref()) else {
            return;
        };
        let correlation = self.next_correlation();
        let request = Request::SyncGroup(SyncGroup { member, assignments });
        cx.request(NodeId::Broker(coordinator), correlation, request);
    }

    pub(super) fn on_synced(&mut self, cx: &mut Cx, result: Result<Vec<TopicPartition>, KafkaError>) {
        if self.membership != Membership::Syncing {
            return;
        }
        match result {
            Ok(assignment) => (self.membership, self.given) = (Membership::Stable, Some(assignment)),
            Err(KafkaError::RebalanceInProgress) => self.join_in_poll(cx),
            Err(KafkaError::FencedInstanceId) => self.fenced = true,
            Err(error) => {
                self.lose_generation(cx, error);
                self.join_in_poll(cx);
            }
        }
    }

    fn schedule_heartbeat(&self, cx: &mut Cx) {
        cx.set_timer(Timer::Heartbeat, cx.now + self.settings.heartbeat_interval_ms);
    }

    /// Kafka's heartbeat thread: does not look at what the application does.
    pub(super) fn heartbeat(&mut self, cx: &mut Cx) {
        if self.share.is_some() {
            return self.share_heartbeat(cx);
        }
        if self.is_modern() {
            return self.heartbeat_is_due(cx);
        }
        let in_generation = matches!(
            self.membership,
            Membership::Stable | Membership::Syncing | Membership::Preparing
        );
        if !in_generation || self.generation_is_lost() {
            return;
        }
        self.doubt_silent_coordinator(cx);
        let (Some(coordinator), Some(member)) = (self.coordinator, self.member_ref()) else {
            return self.look_for_coordinator(cx);
        };
        let correlation = self.next_correlation();
        cx.request(NodeId::Broker(coordinator), correlation, Request::Heartbeat { member });
        self.schedule_heartbeat(cx);
    }

    pub(super) fn on_heartbeat(&mut self, cx: &mut Cx, result: Result<(), KafkaError>) {
        match result {
            Ok(()) => self.hear_of_coordinator(cx.now),
            Err(KafkaError::RebalanceInProgress) => {
                self.hear_of_coordinator(cx.now);
                if self.membership == Membership::Stable {
                    self.rejoin_needed = true;
                }
            }
            Err(KafkaError::FencedInstanceId) => self.fenced = true,
            Err(error) => {
                if matches!(self.membership, Membership::Stable | Membership::Preparing) {
                    self.lose_generation(cx, error);
                }
            }
        }
    }

    /// The metadata is new: the leader looks whether partitions came or went (`rejoinNeededOrPending`).
    pub(super) fn on_metadata(&mut self, cx: &mut Cx) {
        self.assign_if_possible(cx);
        self.notice_changes();
    }

    pub(super) fn notice_changes(&mut self) {
        if self.membership != Membership::Stable || self.state == State::Closed {
            return;
        }
        let counts = |topic: &Name| self.metadata.topic(topic).map(|known| known.leaders.len() as u32);
        let leader_sees_change = self.is_leader && self.snapshot.iter().any(|(topic, count)| counts(topic) != *count);
        let pattern_changed = matches!(self.spec.subscription, Subscription::Pattern(_)) && self.subscription_changed();
        self.rejoin_needed |= leader_sees_change || pattern_changed;
    }
}

/// The assignors of a consumer, the preferred one first.
pub(super) fn strategies(spec: &Spec) -> impl Iterator<Item = &str> {
    spec.config.list("partition.assignment.strategy").into_iter()
}

fn assignor_member(member: &JoinedMember, assignor: &Name) -> assignor::Member {
    let subscription = &member.subscription;
    let protocol = subscription
        .protocols
        .iter()
        .find(|protocol| protocol.name == *assignor);
    assignor::Member {
        id: member.member_id.clone(),
        instance_id: member.instance_id.clone(),
        topics: subscription.topics.clone(),
        owned: pairs(&subscription.owned),
        generation: subscription.generation.0,
        user_data: protocol.and_then(|protocol| protocol.user_data.clone()),
    }
}

pub(super) fn pairs(partitions: &[TopicPartition]) -> Vec<assignor::TopicPartition> {
    partitions.iter().map(|tp| (tp.topic.clone(), tp.partition)).collect()
}
