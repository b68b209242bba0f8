//! A broker: the leaders' logs, fetches that wait for records, and the groups that it coordinates.
//!
//! Absent in this version: followers, so the high watermark is the log end offset and `acks=all` is answered at once.

mod fetch;
mod offsets;
mod producers;
mod replica;
mod share;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, Name, Offset, TopicPartition},
        java,
        record::RecordBatch,
    },
    node::{
        api::{Acks, Message, OffsetSpec, Refusal, Request, Response},
        because::Because,
        context::{Caller, Cx, Envelope, NodeId, Timer},
        event::{Fact, Rule},
        group::Coordinator,
        image::{Image, OFFSETS_TOPIC},
        told,
    },
};

use fetch::WaitingFetch;
use producers::ProducerIds;
pub use replica::Replica;
pub use share::Shares;

/// One broker's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    pub id: BrokerId,
    /// The cluster as this broker was last told.
    pub image: Arc<Image>,
    replicas: BTreeMap<TopicPartition, Replica>,
    waiting: Vec<WaitingFetch>,
    pub groups: Coordinator,
    /// What share groups have of its partitions.
    pub shares: Shares,
    producer_ids: ProducerIds,
}

impl Broker {
    pub fn new(id: BrokerId, image: Arc<Image>) -> Self {
        Broker {
            id,
            image,
            replicas: BTreeMap::new(),
            waiting: Vec::new(),
            groups: Coordinator::default(),
            shares: Shares::default(),
            producer_ids: ProducerIds::default(),
        }
    }

    /// The partitions that it stores.
    pub fn replicas(&self) -> impl Iterator<Item = (&TopicPartition, &Replica)> {
        self.replicas.iter()
    }

    pub fn replica(&self, partition: &TopicPartition) -> Option<&Replica> {
        self.replicas.get(partition)
    }

    pub fn on_message(&mut self, cx: &mut Cx, envelope: Envelope) {
        let caller = Caller {
            node: envelope.from,
            correlation: envelope.correlation,
        };
        let request = match envelope.message {
            Message::Request(request) => request,
            Message::Response(Response::AllocateProducerIds { first }) => return self.producer_ids.on_block(cx, first),
            Message::Broken(_) => return self.producer_ids.on_broken(cx, envelope.correlation),
            Message::Response(_) => return,
        };
        match request {
            Request::UpdateMetadata { image } => self.update_metadata(cx, image),
            Request::Metadata {
                topics,
                all_topics,
                allow_auto_topic_creation,
            } => {
                let response = self.metadata(cx, &caller, topics, all_topics, allow_auto_topic_creation);
                cx.respond(&caller, response);
            }
            Request::Produce { acks, batches } => self.produce(cx, &caller, acks, batches),
            Request::InitProducerId => self.producer_ids.init(cx, caller),
            Request::Fetch(fetch) => self.fetch(cx, caller, fetch),
            Request::ListOffsets { partitions } => {
                let partitions = partitions
                    .into_iter()
                    .map(|(tp, spec)| self.list_offset(tp, spec))
                    .collect();
                cx.respond(&caller, Response::ListOffsets { partitions });
            }
            Request::DeleteRecords { partition, before } => {
                let result = self.delete_records(cx, partition, before);
                cx.respond(&caller, Response::DeleteRecords(result));
            }
            Request::FindCoordinator { group } => {
                let partition = java::coordinator_partition(&group, self.image.offsets_partitions());
                let coordinator = self
                    .image
                    .coordinator(partition)
                    .ok_or(KafkaError::CoordinatorNotAvailable);
                cx.respond(&caller, Response::FindCoordinator { coordinator });
            }
            Request::ShareFetch(fetch) => self.share_fetch(cx, caller, fetch),
            Request::ShareAcknowledge(request) => self.share_acknowledge(cx, &caller, request),
            Request::DeleteShareGroupState { group } => self.shares.forget(&group),
            group_request => {
                self.groups.on_request(cx, &self.image, caller, group_request);
                self.write_groups(cx);
            }
        }
    }

    pub fn on_timer(&mut self, cx: &mut Cx, timer: Timer) {
        match timer {
            Timer::FetchWait => self.answer_waiting(cx),
            Timer::ShareFetchWait => self.answer_waiting_shares(cx),
            Timer::ShareLocks => self.expire_locks(cx),
            group_timer => {
                self.groups.on_timer(cx, &self.image, group_timer);
                self.write_groups(cx);
            }
        }
    }

    /// Becomes what the controller says: new leaders get an empty log, deleted topics go.
    fn update_metadata(&mut self, cx: &mut Cx, image: Arc<Image>) {
        if image.version <= self.image.version {
            return;
        }
        self.image = image;
        let image = &self.image;
        let same = |topic: &Name, id: u64| image.topics.get(topic).is_some_and(|image| image.id == id);
        self.replicas
            .retain(|tp, replica| *tp.topic == *OFFSETS_TOPIC || same(&tp.topic, replica.topic_id));
        for (name, topic) in &image.topics {
            for (n, partition) in topic.partitions.iter().enumerate() {
                if partition.leader != Some(self.id) {
                    continue;
                }
                let replica = self.replicas.entry(TopicPartition::new(name, n as u32)).or_default();
                replica.topic_id = topic.id;
                replica.leader_epoch = partition.leader_epoch;
                replica.configure(image, topic);
            }
        }
        let gone: Vec<Name> = self
            .groups
            .topics()
            .filter(|topic| !image.topics.contains_key(topic) && **topic != *OFFSETS_TOPIC)
            .collect();
        self.groups.forget_topics(cx, &gone);
        self.write_groups(cx);
        self.shares.keep_those_of(&self.replicas);
        self.logs_changed(cx);
    }

    fn metadata(
        &mut self,
        cx: &mut Cx,
        caller: &Caller,
        topics: Vec<Name>,
        all_topics: bool,
        allow_auto_topic_creation: bool,
    ) -> Response {
        let image = self.image.clone();
        let create = allow_auto_topic_creation && image.config.bool("auto.create.topics.enable");
        let names = if all_topics {
            image.topics.keys().cloned().collect()
        } else {
            topics
        };
        let answer = |name: Name| match image.metadata(&name) {
            Some(topic) => (name, Ok(topic)),
            None => {
                if create {
                    self.auto_create(cx, caller, &name);
                }
                (name, Err(KafkaError::UnknownTopicOrPartition))
            }
        };
        let topics = names.into_iter().map(answer).collect();
        Response::Metadata {
            brokers: image.brokers.clone(),
            topics,
        }
    }

    /// `AutoTopicCreationManager`: asks the controller; the client will find the topic when it asks again.
    fn auto_create(&self, cx: &mut Cx, caller: &Caller, topic: &Name) {
        let client = match &caller.node {
            NodeId::Producer(name) | NodeId::Consumer(name) => name.clone(),
            _ => return,
        };
        let request = Request::CreateTopics {
            topic: topic.clone(),
            partitions: self.image.config.i64("num.partitions") as u32,
            replication_factor: self.image.config.i64("default.replication.factor") as u32,
            config: Vec::new(),
            client: Some(client),
        };
        cx.request(NodeId::Controller, 0, request);
    }

    fn produce(&mut self, cx: &mut Cx, caller: &Caller, acks: Acks, batches: Vec<(TopicPartition, RecordBatch)>) {
        let partitions: Vec<_> = batches
            .into_iter()
            .map(|(tp, batch)| {
                let result = self.append(cx, &tp, batch);
                (tp, result)
            })
            .collect();
        if acks != Acks::None {
            cx.respond(caller, Response::Produce { partitions });
        }
        self.logs_changed(cx);
    }

    fn append(&mut self, cx: &mut Cx, tp: &TopicPartition, mut batch: RecordBatch) -> Result<Offset, KafkaError> {
        if *tp.topic == *OFFSETS_TOPIC {
            return Err(KafkaError::InvalidTopicException);
        }
        let unknown = self.unknown_error(tp);
        let replica = self.replicas.get_mut(tp).ok_or(unknown)?;
        if replica.max_message_bytes < batch.records.size_bytes() {
            return Err(KafkaError::MessageTooLarge);
        }
        if let Some(answer) = producers::judge(cx, replica, tp, &batch) {
            return answer;
        }
        batch.leader_epoch = replica.leader_epoch;
        batch.appended_ms = cx.now;
        batch.log_append_time = replica.log_append_time;
        let why = told::partition_choice(&batch, tp.partition);
        let (producer, bytes, count) = (
            batch.records.provenance.producer.clone(),
            batch.records.size_bytes(),
            batch.records.count(),
        );
        let base = replica.log.append(batch, replica.rule);
        cx.tell(
            Fact::RecordAppended {
                run: told::run(tp, base, count),
                producer,
                bytes,
            },
            why,
        );
        Ok(base)
    }

    fn list_offset(
        &mut self,
        tp: TopicPartition,
        spec: OffsetSpec,
    ) -> (TopicPartition, Result<Option<Offset>, KafkaError>) {
        self.open(&tp);
        let result = match self.replicas.get(&tp) {
            None => Err(self.unknown_error(&tp)),
            Some(replica) => Ok(match spec {
                OffsetSpec::Earliest => Some(replica.log.log_start_offset()),
                OffsetSpec::Latest => Some(replica.high_watermark()),
                OffsetSpec::AtTimestamp(timestamp) => replica.log.offset_for_timestamp(timestamp),
            }),
        };
        (tp, result)
    }

    fn delete_records(&mut self, cx: &mut Cx, tp: TopicPartition, before: Offset) -> Result<Offset, Refusal> {
        let unknown = self.unknown_error(&tp);
        let Some(replica) = self.replicas.get_mut(&tp) else {
            return Err(Refusal {
                error: unknown,
                because: unknown.into(),
            });
        };
        if !replica.deletes {
            return Err(Refusal {
                error: KafkaError::PolicyViolation,
                because: Because::of(&tp, |topic, partition| Because::NeverDeletes { topic, partition }),
            });
        }
        let end = replica.high_watermark();
        let before = if before == Offset(-1) { end } else { before };
        if before < Offset(0) || end < before {
            return Err(Refusal {
                error: KafkaError::OffsetOutOfRange,
                because: Because::BeyondHighWatermark {
                    topic: tp.topic,
                    partition: tp.partition,
                    offset: before.0,
                    high_watermark: end.0,
                },
            });
        }
        replica.log.delete_before(before);
        let log_start_offset = replica.log.log_start_offset();
        let fact = Fact::RecordsDeleted {
            topic: tp.topic,
            partition: tp.partition,
            log_start_offset: log_start_offset.0,
        };
        cx.tell(fact, Rule::Asked.alone());
        self.logs_changed(cx);
        Ok(log_start_offset)
    }

    /// Those who wait for records look again.
    fn logs_changed(&mut self, cx: &mut Cx) {
        self.answer_waiting(cx);
        self.answer_waiting_shares(cx);
    }

    /// A partition that exists elsewhere, or nowhere.
    fn unknown_error(&self, tp: &TopicPartition) -> KafkaError {
        match self.image.leader(tp) {
            Some(_) => KafkaError::NotLeaderOrFollower,
            None => KafkaError::UnknownTopicOrPartition,
        }
    }
}
