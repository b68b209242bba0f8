//! A broker: the partitions that it leads or follows, the fetches and the producers that wait, and the groups that it
//! coordinates.

mod answering;
mod asked;
mod fate;
mod fetch;
mod following;
mod isr;
mod leading;
mod lifecycle;
mod logs;
mod metadata_log;
mod moved;
mod offsets;
mod produce;
mod producers;
mod recompress;
mod replica;
mod replicas;
mod selector;
mod sessions;
mod settings;
mod share;
mod transactions;
mod verifying;

use std::{collections::BTreeSet, sync::Arc};

use litemap::LiteMap;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, Name, Offset, TopicPartition},
    },
    node::{
        api::{Message, Request, Response, Shutdown},
        context::{Caller, Cx, Envelope, NodeId, Timer},
        group::Coordinator,
        image::{Image, is_internal},
        transaction::TransactionCoordinator,
    },
};

use asked::Asked;
pub use fate::Fate;
use fetch::{Changed, WaitingFetch};
use leading::{Fetches, Moment};
pub use leading::{Follower, Leading};
pub use lifecycle::Life;
use metadata_log::Observer;
use offsets::HeldAnswers;
use produce::WaitingProduce;
use producers::ProducerIds;
pub use replica::{Replica, Role};
use replicas::Replicas;
use sessions::{Questions, Sessions};
use settings::Settings;
pub use share::Shares;
use verifying::{Produced, Unverified};

/// One broker's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    pub id: BrokerId,
    /// The cluster as this broker was last told.
    pub image: Arc<Image>,
    /// Read from the image.
    settings: Settings,
    replicas: Replicas,
    waiting: Vec<WaitingFetch>,
    /// Producers that wait for followers.
    producing: Vec<WaitingProduce>,
    /// Members of groups that wait for followers.
    held: Vec<HeldAnswers>,
    /// What it remembers of its followers' questions, and of its own to those it follows.
    sessions: Sessions,
    questions: LiteMap<BrokerId, Questions>,
    /// What this broker asked others, by correlation.
    asked: LiteMap<u64, Asked>,
    /// Partitions of which the controller is to be asked again who is in sync.
    isrs_to_ask: BTreeSet<TopicPartition>,
    correlation: u64,
    observer: Observer,
    life: Life,
    /// How many processes of this broker there were before.
    epoch: u64,
    /// Requests are taken: not before the controller has unfenced it (`SocketServer.enableRequestProcessing`).
    serves: bool,
    /// What the disk says of the last life.
    shutdown: Shutdown,
    /// When each of its followers last fetched.
    fetches: Fetches,
    /// A look at the followers is due.
    watches_followers: bool,
    pub groups: Coordinator,
    /// What share groups have of its partitions.
    pub shares: Shares,
    producer_ids: ProducerIds,
    pub transactions: TransactionCoordinator,
}

impl Broker {
    pub fn new(id: BrokerId, image: Arc<Image>) -> Self {
        Broker {
            id,
            settings: Settings::of(&image, id),
            image,
            replicas: Replicas::default(),
            waiting: Vec::new(),
            producing: Vec::new(),
            held: Vec::new(),
            sessions: Sessions::default(),
            questions: LiteMap::new(),
            asked: LiteMap::new(),
            isrs_to_ask: BTreeSet::new(),
            correlation: 0,
            observer: Observer::new(),
            life: Life::Running,
            epoch: 0,
            serves: true,
            shutdown: Shutdown::Unclean,
            fetches: Fetches::new(),
            watches_followers: false,
            groups: Coordinator::default(),
            shares: Shares::default(),
            producer_ids: ProducerIds::default(),
            transactions: TransactionCoordinator::default(),
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
            Message::Response(response) => return self.on_response(cx, envelope.correlation, response),
            Message::Broken(_) => return self.on_broken(cx, envelope.correlation),
        };
        match request {
            Request::ApiVersions => cx.respond(&caller, Response::ApiVersions),
            Request::Metadata {
                topics,
                all_topics,
                allow_auto_topic_creation,
            } => {
                let response = self.metadata(cx, &caller, topics, all_topics, allow_auto_topic_creation);
                cx.respond(&caller, response);
            }
            Request::Produce {
                acks,
                timeout_ms,
                transactional_id,
                batches,
            } => self.verify_produce(
                cx,
                transactional_id,
                Produced {
                    caller,
                    acks,
                    timeout_ms,
                    batches,
                },
            ),
            Request::InitProducerId(None) => {
                let controller = self.controller();
                self.producer_ids.init(cx, caller, controller);
            }
            Request::InitProducerId(_) | Request::AddPartitionsToTxn(_) | Request::EndTxn(_) => {
                self.transaction_request(cx, caller, request);
            }
            Request::WriteTxnMarkers(request) => self.write_markers(cx, caller, request),
            Request::TxnOffsetCommit(request) => self.verify_offsets(cx, caller, request),
            Request::Fetch(fetch) => self.fetch(cx, caller, fetch),
            Request::ListOffsets { isolation, partitions } => {
                let partitions = partitions
                    .into_iter()
                    .map(|(tp, spec)| self.list_offset(tp, spec, isolation))
                    .collect();
                cx.respond(&caller, Response::ListOffsets { partitions });
            }
            Request::OffsetsForLeaderEpoch(questions) => {
                let answers = questions
                    .into_iter()
                    .map(|question| self.end_of_epoch(question))
                    .collect();
                cx.respond(&caller, Response::OffsetsForLeaderEpoch(answers));
            }
            Request::DeleteRecords { partition, before } => {
                let result = self.delete_records(cx, partition, before);
                cx.respond(&caller, Response::DeleteRecords(result));
            }
            Request::FindCoordinator { of } => {
                let coordinator = self.find_coordinator(cx, &of);
                cx.respond(&caller, Response::FindCoordinator { coordinator });
            }
            Request::ShareFetch(fetch) => self.share_fetch(cx, caller, fetch),
            Request::ShareAcknowledge(request) => self.share_acknowledge(cx, &caller, request),
            Request::DeleteShareGroupState { group } => self.shares.forget(&group),
            group_request => self.group_request(cx, caller, group_request),
        }
    }

    pub fn on_timer(&mut self, cx: &mut Cx, timer: Timer) {
        match timer {
            Timer::BrokerHeartbeat => self.beat(cx),
            Timer::MetadataFetch => self.fetch_metadata(cx),
            Timer::AskController => self.ask_for_isrs_again(cx),
            Timer::ShutdownDeadline => self.give_up_waiting(cx),
            Timer::ProduceWait => self.answer_producers(cx),
            Timer::ReplicaFetch => self.fetch_from_leaders(cx),
            Timer::IsrExpiration => self.shrink_isrs(cx),
            Timer::FetchWait => self.answer_waiting(cx, Changed::These(&[])),
            Timer::OffsetsCommit => self.release_answers(cx),
            Timer::TransactionMarkers => self.mark_again(cx),
            Timer::TransactionTimeout => self.expire_transactions(cx),
            Timer::ShareFetchWait => self.answer_waiting_shares(cx),
            Timer::ShareLocks => self.expire_locks(cx),
            group_timer => self.group_timer(cx, group_timer),
        }
    }

    /// Leads and follows as the image has it.
    fn take_image(&mut self, cx: &mut Cx) {
        self.take_internal_partitions(cx);
        let image = &self.image;
        let same = |topic: &Name, id: u64| image.topics.get(topic).is_some_and(|image| image.id == id);
        self.replicas
            .retain(|tp, replica| is_internal(&tp.topic) || same(&tp.topic, replica.topic_id));
        self.delete_moved(cx);
        let image = &self.image;
        let at = Moment::new(cx.now, self.id, image, &self.fetches, &self.settings);
        for (name, topic) in &image.topics {
            for (n, partition) in topic.partitions.iter().enumerate() {
                if !partition.replicas.contains(&self.id) {
                    continue;
                }
                let tp = TopicPartition::new(name, n as u32);
                let replica = self.replicas.or_insert_with(&tp, Replica::default);
                replica.topic_id = topic.id;
                replica.configure(image, topic);
                let before = replica.high_watermark();
                // A new leader may know less of what is safe than the last one did.
                let begins = replica.become_registered(&at, partition);
                replica.tell_watermark(cx, &tp, if begins { Offset(-1) } else { before });
            }
        }
        let gone: Vec<Name> = self
            .groups
            .topics()
            .filter(|topic| !image.topics.contains_key(topic) && !is_internal(topic))
            .collect();
        self.groups.forget_topics(cx, &gone);
        let (written, sent) = (self.groups.take_written(), cx.out.sends.len());
        self.write_groups(cx, written, sent, None);
        self.shares.keep_those_of(&self.replicas);
        self.logs_changed(cx, Changed::All);
        self.fetch_from_leaders(cx);
        self.watch_followers(cx);
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
            replication_factor: None,
            config: Vec::new(),
            client: Some(client),
        };
        cx.request(self.controller(), 0, request);
    }

    /// Those who wait for records, or for followers, look again.
    fn logs_changed(&mut self, cx: &mut Cx, changed: Changed) {
        self.answer_producers(cx);
        self.release_answers(cx);
        self.answer_waiting(cx, changed);
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
