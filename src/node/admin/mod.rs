//! The person's own tools: `kafka-topics`, `kafka-configs`, `kafka-reassign-partitions`, `kafka-delete-records`,
//! `kafka-consumer-groups`.
//!
//! They run beside the brokers, so their requests take no time; what they change still has to reach everybody else.

mod reset;

use std::collections::BTreeMap;

use crate::{
    kafka::{
        error::{ErrorName, KafkaError},
        ids::{BrokerId, Name, Offset, TopicPartition},
    },
    node::{
        api::{ConfigTarget, CoordinatorOf, Message, Refusal, Request, Response, TopicMetadata},
        because::Because,
        context::{Cx, Envelope, NodeId, Timer},
        controller::command_refused,
        event::Fact,
        image::is_internal,
    },
};

use reset::{Reset, Step, commit_done};
pub use reset::{ResetOffsets, ResetTo, Standing};

/// `retry.backoff.ms` of an admin client.
const RETRY_BACKOFF_MS: u64 = 100;

/// What a person asks of the tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    CreateTopic {
        topic: Name,
        partitions: u32,
        replication_factor: Option<u32>,
        config: Vec<(Name, Name)>,
    },
    AddPartitions {
        topic: Name,
        total: u32,
    },
    /// Without partitions all of them, without brokers what is under way is taken back.
    ReassignPartitions {
        topic: Name,
        partitions: Vec<u32>,
        replicas: Option<Vec<BrokerId>>,
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

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admin {
    /// The broker that the tools turn to first (`--bootstrap-server`).
    pub bootstrap: Option<BrokerId>,
    /// The active controller, to which a broker would forward what the tools ask.
    pub controller: Option<BrokerId>,
    pending: BTreeMap<u64, Pending>,
    correlation: u64,
    /// To be asked again: the leader had not heard of the topic.
    again: Vec<Ask>,
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
    DeleteRecords {
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

impl Pending {
    /// There is no answer, or none that helps.
    fn refuse(self, cx: &mut Cx, refusal: Refusal) {
        let (command, target) = match self {
            Pending::Plain { command, target } => (command, target),
            Pending::LeaderFor { partition, .. } | Pending::DeleteRecords { partition, .. } => {
                ("delete_records", partition.to_string().into())
            }
            Pending::Coordinator { group, then } => match then {
                Coordinated::Delete => ("delete_group", group),
                Coordinated::Reset(_) => ("reset_offsets", group),
            },
            Pending::Reset(reset, _) | Pending::Commit(reset, _) => ("reset_offsets", reset.ask.group),
        };
        refuse(cx, command, &target, refusal);
    }
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
                self.ask_controller(cx, "create_topic", target, request);
            }
            Ask::AddPartitions { topic, total } => {
                let request = Request::CreatePartitions {
                    topic: topic.clone(),
                    total,
                };
                self.ask_controller(cx, "add_partitions", topic, request);
            }
            Ask::ReassignPartitions {
                topic,
                partitions,
                replicas,
            } => {
                let request = Request::AlterPartitionReassignments {
                    topic: topic.clone(),
                    partitions,
                    replicas,
                };
                self.ask_controller(cx, "reassign_partitions", topic, request);
            }
            Ask::DeleteTopic { topic } => {
                let request = Request::DeleteTopics { topic: topic.clone() };
                self.ask_controller(cx, "delete_topic", topic, request);
            }
            Ask::AlterConfig { target, config } => {
                let name = match &target {
                    ConfigTarget::Topic(topic) => topic.clone(),
                    ConfigTarget::Broker(broker) => broker.0.to_string().into(),
                };
                let request = Request::IncrementalAlterConfigs { target, config };
                self.ask_controller(cx, "alter_config", name, request);
            }
            Ask::DeleteRecords { partition, before } => {
                let pending = Pending::LeaderFor { partition, before };
                self.request(cx, self.controller(), all_topics(), pending);
            }
            Ask::DeleteGroup { group } => self.find_coordinator(cx, group, Coordinated::Delete),
            Ask::ResetOffsets(ask) => self.find_coordinator(cx, ask.group.clone(), Coordinated::Reset(ask)),
        }
    }

    fn ask_controller(&mut self, cx: &mut Cx, command: &'static str, target: Name, request: Request) {
        self.request(cx, self.controller(), request, Pending::Plain { command, target });
    }

    fn controller(&self) -> NodeId {
        NodeId::Controller(self.controller.unwrap_or(BrokerId(1)))
    }

    fn find_coordinator(&mut self, cx: &mut Cx, group: Name, then: Coordinated) {
        let request = Request::FindCoordinator {
            of: CoordinatorOf::Group(group.clone()),
        };
        let pending = Pending::Coordinator { group, then };
        self.request(
            cx,
            NodeId::Broker(self.bootstrap.unwrap_or(BrokerId(1))),
            request,
            pending,
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
        let response = match envelope.message {
            Message::Response(response) => response,
            Message::Broken(how) => return pending.refuse(cx, plain(how.error())),
            Message::Request(_) => return,
        };
        if let Response::Refused { error, .. } = response {
            return pending.refuse(cx, plain(error));
        }
        match (pending, response) {
            (Pending::Plain { command, .. }, Response::AlterPartitionReassignments(refusals)) => {
                for (target, refusal) in refusals {
                    refuse(cx, command, &target, refusal);
                }
            }
            (Pending::Plain { command, target }, response) => {
                if let Some(refusal) = refusal_of(response) {
                    refuse(cx, command, &target, refusal);
                }
            }
            (Pending::LeaderFor { partition, before }, Response::Metadata { topics, .. }) => {
                self.delete_records(cx, partition, before, &topics);
            }
            (Pending::DeleteRecords { partition, before }, Response::DeleteRecords(Err(refusal))) => {
                if refusal.error == KafkaError::UnknownTopicOrPartition {
                    return self.ask_again(cx, Ask::DeleteRecords { partition, before });
                }
                refuse(cx, "delete_records", &partition.to_string().into(), refusal);
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

    /// Repeats what a leader refused that knew less than the controller, from the look-up on (`DeleteRecordsHandler`,
    /// `ListOffsetsHandler`: `unmapped`). A topic that is gone ends it there.
    fn ask_again(&mut self, cx: &mut Cx, ask: Ask) {
        self.again.push(ask);
        cx.set_timer(Timer::Metadata, cx.now + RETRY_BACKOFF_MS);
    }

    pub fn on_timer(&mut self, cx: &mut Cx) {
        for ask in std::mem::take(&mut self.again) {
            self.ask(cx, ask);
        }
    }

    fn delete_records(&mut self, cx: &mut Cx, partition: TopicPartition, before: Offset, topics: &[Topic]) {
        match leader_of(topics, &partition) {
            Some(leader) => {
                let request = Request::DeleteRecords {
                    partition: partition.clone(),
                    before,
                };
                let pending = Pending::DeleteRecords { partition, before };
                self.request(cx, NodeId::Broker(leader), request, pending);
            }
            None => refuse(
                cx,
                "delete_records",
                &partition.to_string().into(),
                no_records_of(&partition),
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
                    standing: BTreeMap::new(),
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
}

type Topic = (Name, Result<TopicMetadata, KafkaError>);

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

/// The controller knows no leader of it: there is no such topic, or it is Kafka's own.
fn no_records_of(tp: &TopicPartition) -> Refusal {
    if !is_internal(&tp.topic) {
        return plain(KafkaError::UnknownTopicOrPartition);
    }
    Refusal {
        error: KafkaError::InvalidTopicException,
        because: Because::of(tp, |topic, _| Because::InternalTopic { topic }),
    }
}

fn plain(error: KafkaError) -> Refusal {
    Refusal {
        error,
        because: error.into(),
    }
}

fn refuse(cx: &mut Cx, command: &str, target: &Name, refusal: Refusal) {
    let (fact, why) = command_refused(command, target, refusal);
    cx.tell(fact, why);
}

/// A client-side refusal, which has no Kafka error code.
pub fn refused_by_client(cx: &mut Cx, command: &str, target: &Name, error: ErrorName, because: Because) {
    let fact = Fact::CommandRefused {
        command: command.into(),
        target: target.clone(),
        error,
    };
    cx.tell(fact, because.why());
}

fn refusal_of(response: Response) -> Option<Refusal> {
    match response {
        Response::CreateTopics(result)
        | Response::CreatePartitions(result)
        | Response::DeleteTopics(result)
        | Response::IncrementalAlterConfigs(result) => result.err(),
        Response::DeleteGroups(result) => result.err().map(plain),
        _ => None,
    }
}
