//! The person's own tools: `kafka-topics`, `kafka-configs`, `kafka-delete-records`, `kafka-consumer-groups`.
//!
//! They run beside the brokers, so their requests take no time; what they change still has to reach everybody else.

use std::collections::BTreeMap;

use crate::{
    kafka::{
        error::{ErrorName, KafkaError},
        ids::{BrokerId, Generation, Name, Offset, TopicPartition},
    },
    node::{
        api::{ConfigTarget, GroupState, MemberRef, Message, OffsetSpec, Refusal, Request, Response, TopicMetadata},
        context::{Cx, Envelope, NodeId},
        controller::command_refused,
        event::{Fact, Rule},
    },
};

/// What a person asks of the tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    CreateTopic {
        topic: Name,
        partitions: u32,
        replication_factor: u32,
        config: Vec<(Name, Name)>,
    },
    AddPartitions {
        topic: Name,
        total: u32,
    },
    DeleteTopic {
        topic: Name,
    },
    AlterConfig {
        target: ConfigTarget,
        config: Vec<(Name, Name)>,
    },
    DeleteRecords {
        partition: TopicPartition,
        before: Offset,
    },
    DeleteGroup {
        group: Name,
    },
    ResetOffsets(ResetOffsets),
}

/// `kafka-consumer-groups --reset-offsets`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetOffsets {
    pub group: Name,
    pub topic: Name,
    /// All partitions of the topic where it is empty.
    pub partitions: Vec<u32>,
    pub to: ResetTo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetTo {
    Earliest,
    Latest,
    Offset(Offset),
    Timestamp(i64),
    ShiftBy(i64),
    ByDuration(u64),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admin {
    pending: BTreeMap<u64, Pending>,
    correlation: u64,
}

/// What an answer is awaited for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pending {
    Plain {
        command: &'static str,
        target: Name,
    },
    LeaderFor {
        partition: TopicPartition,
        before: Offset,
    },
    Coordinator {
        group: Name,
        then: Coordinated,
    },
    Reset(Box<Reset>, Step),
    /// The commit at the end of a reset.
    Commit(Box<Reset>, Vec<(TopicPartition, Offset)>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Coordinated {
    Delete,
    Reset(ResetOffsets),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Describe,
    Topics,
    Committed,
    Earliest,
    Latest,
    AtTimestamp,
}

/// A reset under way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reset {
    ask: ResetOffsets,
    coordinator: BrokerId,
    leaders: Vec<(TopicPartition, BrokerId)>,
    committed: BTreeMap<TopicPartition, Option<Offset>>,
    earliest: BTreeMap<TopicPartition, Offset>,
    latest: BTreeMap<TopicPartition, Offset>,
    at_timestamp: BTreeMap<TopicPartition, Option<Offset>>,
    /// Leaders that are still to be asked in this step.
    left: Vec<(TopicPartition, BrokerId)>,
}

impl Admin {
    pub fn ask(&mut self, cx: &mut Cx, ask: Ask) {
        match ask {
            Ask::CreateTopic {
                topic,
                partitions,
                replication_factor,
                config,
            } => {
                let target = topic.clone();
                let request = Request::CreateTopics {
                    topic,
                    partitions,
                    replication_factor,
                    config,
                    client: None,
                };
                self.to_controller(cx, "create_topic", target, request);
            }
            Ask::AddPartitions { topic, total } => {
                let request = Request::CreatePartitions {
                    topic: topic.clone(),
                    total,
                };
                self.to_controller(cx, "add_partitions", topic, request);
            }
            Ask::DeleteTopic { topic } => {
                let request = Request::DeleteTopics { topic: topic.clone() };
                self.to_controller(cx, "delete_topic", topic, request);
            }
            Ask::AlterConfig { target, config } => {
                let name = match &target {
                    ConfigTarget::Topic(topic) => topic.clone(),
                    ConfigTarget::Broker(broker) => broker.0.to_string().into(),
                };
                let request = Request::IncrementalAlterConfigs { target, config };
                self.to_controller(cx, "alter_config", name, request);
            }
            Ask::DeleteRecords { partition, before } => {
                let pending = Pending::LeaderFor { partition, before };
                self.request(cx, NodeId::Controller, all_topics(), pending);
            }
            Ask::DeleteGroup { group } => self.find_coordinator(cx, group, Coordinated::Delete),
            Ask::ResetOffsets(ask) => self.find_coordinator(cx, ask.group.clone(), Coordinated::Reset(ask)),
        }
    }

    fn to_controller(&mut self, cx: &mut Cx, command: &'static str, target: Name, request: Request) {
        self.request(cx, NodeId::Controller, request, Pending::Plain { command, target });
    }

    fn find_coordinator(&mut self, cx: &mut Cx, group: Name, then: Coordinated) {
        let request = Request::FindCoordinator { group: group.clone() };
        self.request(
            cx,
            NodeId::Broker(BrokerId(1)),
            request,
            Pending::Coordinator { group, then },
        );
    }

    fn request(&mut self, cx: &mut Cx, to: NodeId, request: Request, pending: Pending) {
        self.correlation += 1;
        self.pending.insert(self.correlation, pending);
        cx.request(to, self.correlation, request);
    }

    pub fn on_message(&mut self, cx: &mut Cx, envelope: Envelope) {
        let Some(pending) = self.pending.remove(&envelope.correlation) else {
            return;
        };
        let Message::Response(response) = envelope.message else {
            return;
        };
        match (pending, response) {
            (Pending::Plain { command, target }, response) => {
                if let Some(refusal) = refusal_of(response) {
                    refuse(cx, command, &target, refusal);
                }
            }
            (Pending::LeaderFor { partition, before }, Response::Metadata { topics, .. }) => {
                self.delete_records(cx, partition, before, &topics);
            }
            (Pending::Coordinator { group, then }, Response::FindCoordinator { coordinator }) => match coordinator {
                Ok(broker) => self.at_coordinator(cx, broker, group, then),
                Err(error) => refuse(cx, "reset_offsets", &group, plain(error)),
            },
            (Pending::Reset(reset, step), response) => self.go_on(cx, reset, step, response),
            (Pending::Commit(reset, offsets), Response::OffsetCommit(result)) => {
                commit_done(cx, &reset, offsets, result);
            }
            _ => {}
        }
    }

    fn delete_records(&mut self, cx: &mut Cx, partition: TopicPartition, before: Offset, topics: &[Topic]) {
        let target: Name = partition.to_string().into();
        match leader_of(topics, &partition) {
            Some(leader) => {
                let request = Request::DeleteRecords { partition, before };
                let pending = Pending::Plain {
                    command: "delete_records",
                    target,
                };
                self.request(cx, NodeId::Broker(leader), request, pending);
            }
            None => refuse(
                cx,
                "delete_records",
                &target,
                plain(KafkaError::UnknownTopicOrPartition),
            ),
        }
    }

    fn at_coordinator(&mut self, cx: &mut Cx, coordinator: BrokerId, group: Name, then: Coordinated) {
        match then {
            Coordinated::Delete => {
                let pending = Pending::Plain {
                    command: "delete_group",
                    target: group.clone(),
                };
                self.request(
                    cx,
                    NodeId::Broker(coordinator),
                    Request::DeleteGroups { group },
                    pending,
                );
            }
            Coordinated::Reset(ask) => {
                let reset = Reset {
                    ask,
                    coordinator,
                    leaders: Vec::new(),
                    committed: BTreeMap::new(),
                    earliest: BTreeMap::new(),
                    latest: BTreeMap::new(),
                    at_timestamp: BTreeMap::new(),
                    left: Vec::new(),
                };
                let pending = Pending::Reset(Box::new(reset), Step::Describe);
                self.request(
                    cx,
                    NodeId::Broker(coordinator),
                    Request::DescribeGroups { group },
                    pending,
                );
            }
        }
    }

    /// One answer of a reset, and the next question.
    fn go_on(&mut self, cx: &mut Cx, mut reset: Box<Reset>, step: Step, response: Response) {
        match (step, response) {
            (Step::Describe, Response::DescribeGroups { state }) => {
                if !matches!(state, GroupState::Empty | GroupState::Dead) {
                    return refuse(cx, "reset_offsets", &reset.ask.group, active(&reset.ask.group, state));
                }
                self.request(
                    cx,
                    NodeId::Controller,
                    all_topics(),
                    Pending::Reset(reset, Step::Topics),
                );
            }
            (Step::Topics, Response::Metadata { topics, .. }) => {
                reset.leaders = leaders_of(&topics, &reset.ask);
                if reset.leaders.is_empty() {
                    let refusal = plain(KafkaError::UnknownTopicOrPartition);
                    return refuse(cx, "reset_offsets", &reset.ask.group, refusal);
                }
                let partitions = reset.leaders.iter().map(|(tp, _)| tp.clone()).collect();
                let request = Request::OffsetFetch {
                    group: reset.ask.group.clone(),
                    partitions,
                };
                let coordinator = NodeId::Broker(reset.coordinator);
                self.request(cx, coordinator, request, Pending::Reset(reset, Step::Committed));
            }
            (Step::Committed, Response::OffsetFetch { offsets }) => {
                reset.committed = offsets.into_iter().collect();
                reset.left = reset.leaders.clone();
                self.list_next(cx, reset, Step::Earliest);
            }
            (step, Response::ListOffsets { partitions }) => {
                for (tp, result) in partitions {
                    reset.listed(step, tp, result.unwrap_or_default());
                }
                self.list_next(cx, reset, step);
            }
            _ => {}
        }
    }

    /// Asks the leaders one after another, for the earliest, the latest and, where needed, the offset at a time.
    fn list_next(&mut self, cx: &mut Cx, mut reset: Box<Reset>, step: Step) {
        if let Some((tp, leader)) = reset.left.pop() {
            let spec = match step {
                Step::Earliest => OffsetSpec::Earliest,
                Step::AtTimestamp => OffsetSpec::AtTimestamp(reset.timestamp(cx.now)),
                _ => OffsetSpec::Latest,
            };
            let request = Request::ListOffsets {
                partitions: vec![(tp, spec)],
            };
            return self.request(cx, NodeId::Broker(leader), request, Pending::Reset(reset, step));
        }
        let by_time = matches!(reset.ask.to, ResetTo::Timestamp(_) | ResetTo::ByDuration(_));
        let next = match step {
            Step::Earliest => Step::Latest,
            Step::Latest if by_time => Step::AtTimestamp,
            _ => return self.commit(cx, reset),
        };
        reset.left = reset.leaders.clone();
        self.list_next(cx, reset, next);
    }

    fn commit(&mut self, cx: &mut Cx, reset: Box<Reset>) {
        let offsets: Result<Vec<_>, Refusal> = reset
            .leaders
            .iter()
            .map(|(tp, _)| Ok((tp.clone(), reset.target(tp)?)))
            .collect();
        let offsets = match offsets {
            Ok(offsets) => offsets,
            Err(refusal) => return refuse(cx, "reset_offsets", &reset.ask.group, refusal),
        };
        let member = MemberRef {
            group: reset.ask.group.clone(),
            member_id: "".into(),
            generation: Generation::NONE,
        };
        let request = Request::OffsetCommit {
            member,
            offsets: offsets.clone(),
            why: None,
        };
        self.request(
            cx,
            NodeId::Broker(reset.coordinator),
            request,
            Pending::Commit(reset, offsets),
        );
    }
}

type Topic = (Name, Result<TopicMetadata, KafkaError>);

impl Reset {
    fn timestamp(&self, now: u64) -> i64 {
        match self.ask.to {
            ResetTo::Timestamp(ms) => ms,
            ResetTo::ByDuration(ms) => now as i64 - ms as i64,
            _ => 0,
        }
    }

    fn listed(&mut self, step: Step, tp: TopicPartition, offset: Option<Offset>) {
        match step {
            Step::Earliest => drop(self.earliest.insert(tp, offset.unwrap_or_default())),
            Step::Latest => drop(self.latest.insert(tp, offset.unwrap_or_default())),
            _ => drop(self.at_timestamp.insert(tp, offset)),
        }
    }

    /// The new committed offset of a partition; given numbers are brought into the log (`ConsumerGroupCommand`).
    fn target(&self, tp: &TopicPartition) -> Result<Offset, Refusal> {
        let earliest = self.earliest.get(tp).copied().unwrap_or_default();
        let latest = self.latest.get(tp).copied().unwrap_or_default();
        let clamp = |offset: Offset| offset.max(earliest).min(latest);
        Ok(match self.ask.to {
            ResetTo::Earliest => earliest,
            ResetTo::Latest => latest,
            ResetTo::Offset(offset) => clamp(offset),
            ResetTo::Timestamp(_) | ResetTo::ByDuration(_) => {
                self.at_timestamp.get(tp).copied().flatten().unwrap_or(latest)
            }
            ResetTo::ShiftBy(by) => match self.committed.get(tp).copied().flatten() {
                Some(committed) => clamp(Offset(committed.0.saturating_add(by))),
                None => {
                    let reason =
                        format!("Cannot shift offset for partition {tp} since there is no current committed offset");
                    return Err(Refusal {
                        error: KafkaError::InvalidRequest,
                        reason,
                    });
                }
            },
        })
    }
}

fn commit_done(cx: &mut Cx, reset: &Reset, offsets: Vec<(TopicPartition, Offset)>, result: Result<(), KafkaError>) {
    if let Err(error) = result {
        return refuse(cx, "reset_offsets", &reset.ask.group, plain(error));
    }
    for (tp, offset) in offsets {
        let from = reset.committed.get(&tp).copied().flatten().map(|offset| offset.0);
        let fact = Fact::OffsetsReset {
            group: reset.ask.group.clone(),
            topic: tp.topic,
            partition: tp.partition,
            from,
            to: offset.0,
        };
        cx.tell(fact, Rule::Asked.alone());
    }
}

fn all_topics() -> Request {
    Request::Metadata {
        topics: Vec::new(),
        all_topics: true,
        allow_auto_topic_creation: false,
    }
}

fn leader_of(topics: &[Topic], tp: &TopicPartition) -> Option<BrokerId> {
    let (_, known) = topics.iter().find(|(name, _)| *name == tp.topic)?;
    known
        .as_ref()
        .ok()?
        .leaders
        .get(tp.partition as usize)
        .copied()
        .flatten()
}

fn leaders_of(topics: &[Topic], ask: &ResetOffsets) -> Vec<(TopicPartition, BrokerId)> {
    let count = topics
        .iter()
        .find(|(name, _)| *name == ask.topic)
        .and_then(|(_, known)| known.as_ref().ok());
    let all = 0..count.map_or(0, |known| known.leaders.len() as u32);
    all.filter(|p| ask.partitions.is_empty() || ask.partitions.contains(p))
        .map(|p| TopicPartition::new(&ask.topic, p))
        .filter_map(|tp| Some((tp.clone(), leader_of(topics, &tp)?)))
        .collect()
}

fn plain(error: KafkaError) -> Refusal {
    Refusal {
        error,
        reason: error.message().into(),
    }
}

/// The sentence of `kafka-consumer-groups`.
fn active(group: &Name, state: GroupState) -> Refusal {
    let state = state.name();
    let reason =
        format!("Assignments can only be reset if the group '{group}' is inactive, but the current state is {state}.");
    Refusal {
        error: KafkaError::NonEmptyGroup,
        reason,
    }
}

fn refuse(cx: &mut Cx, command: &str, target: &Name, refusal: Refusal) {
    let (fact, why) = command_refused(command, target, refusal);
    cx.tell(fact, why);
}

/// A client-side refusal, which has no Kafka error code.
pub fn refused_by_client(cx: &mut Cx, command: &str, target: &Name, error: ErrorName, reason: String) {
    let fact = Fact::CommandRefused {
        command: command.into(),
        target: target.clone(),
        error,
    };
    cx.tell(fact, Rule::Refused { reason: reason.into() }.alone());
}

fn refusal_of(response: Response) -> Option<Refusal> {
    match response {
        Response::CreateTopics(result)
        | Response::CreatePartitions(result)
        | Response::DeleteTopics(result)
        | Response::IncrementalAlterConfigs(result) => result.err(),
        Response::DeleteRecords(result) => result.err(),
        Response::DeleteGroups(result) => result.err().map(plain),
        _ => None,
    }
}
