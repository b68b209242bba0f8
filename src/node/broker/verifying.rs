//! Records of transactions at the leader of their partition: the coordinator has to know of the partition before anything is
//! written (KIP-890, `AddPartitionsToTxnManager`), and in the end writes a marker.

use super::{Asked, Broker, Changed, leading::Moment};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, Name, Offset, PartitionSet, ProducerIdAndEpoch, TopicPartition},
        producer_state::EndTransactionMarker,
        record::RecordBatch,
    },
    node::{
        api::{Acks, AddPartitionsToTxn, CoordinatorOf, Request, Response, TxnOffsetCommit, WriteTxnMarkers},
        context::{Caller, Cx, NodeId},
        event::{Fact, TransactionFact, TransactionRule},
        image::{OFFSETS_TOPIC, TRANSACTIONS_TOPIC, is_internal},
    },
};

/// What a producer sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Produced {
    pub caller: Caller,
    pub acks: Acks,
    pub timeout_ms: u64,
    pub batches: Vec<(TopicPartition, RecordBatch)>,
}

/// What waits for the coordinator to take its partitions into the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unverified {
    Records {
        produced: Produced,
        partitions: PartitionSet,
    },
    Offsets {
        caller: Caller,
        request: TxnOffsetCommit,
    },
}

impl Broker {
    /// Which broker coordinates; the topic of the transactions is created when somebody looks for the first of them.
    pub(super) fn find_coordinator(&self, cx: &mut Cx, of: &CoordinatorOf) -> Result<BrokerId, KafkaError> {
        let leader = match of {
            CoordinatorOf::Group(group) => self.image.coordinator(self.image.partition_of_group(group)),
            CoordinatorOf::Transaction(id) => {
                if self.image.transactions.is_empty() {
                    self.create_transactions_topic(cx);
                }
                self.transactions_coordinator(id)
            }
        };
        leader.ok_or(KafkaError::CoordinatorNotAvailable)
    }

    fn transactions_coordinator(&self, id: &Name) -> Option<BrokerId> {
        let partition = self.image.partition_of_transactions(id);
        self.image
            .leader(&TopicPartition::new(&TRANSACTIONS_TOPIC.into(), partition))
    }

    /// `AutoTopicCreationManager`: what is asked for in the meantime is told that there is no coordinator.
    fn create_transactions_topic(&self, cx: &mut Cx) {
        let number = |name| self.image.config.i64(name).max(1) as u32;
        let request = Request::CreateTopics {
            topic: TRANSACTIONS_TOPIC.into(),
            partitions: number("transaction.state.log.num.partitions"),
            replication_factor: Some(number("transaction.state.log.replication.factor")),
            config: Vec::new(),
            client: None,
        };
        cx.request(self.controller(), 0, request);
    }

    /// Partitions that are not part of the producer's transaction yet are made part of it first
    /// (`ReplicaManager.maybeSendPartitionsToTransactionCoordinator`).
    pub(super) fn verify_produce(&mut self, cx: &mut Cx, transactional_id: Option<Name>, produced: Produced) {
        let new = |(tp, batch): &(TopicPartition, RecordBatch)| {
            let producer = batch.numbered?.producer;
            let replica = self.led(tp).ok().filter(|_| batch.is_transactional())?;
            (!replica.producers.has_ongoing(producer)).then(|| (tp.clone(), producer))
        };
        let new: Vec<_> = produced.batches.iter().filter_map(new).collect();
        let (Some(id), Some((_, producer))) = (transactional_id, new.first()) else {
            return self.produce(cx, produced, &[]);
        };
        let (producer, partitions) = (
            *producer,
            new.iter().map(|(tp, _)| tp.clone()).collect::<PartitionSet>(),
        );
        let unverified = Unverified::Records {
            produced,
            partitions: partitions.clone(),
        };
        self.verify(cx, id, producer, partitions, unverified);
    }

    /// The partition of `__consumer_offsets` is part of the transaction like any other.
    pub(super) fn verify_offsets(&mut self, cx: &mut Cx, caller: Caller, request: TxnOffsetCommit) {
        let tp = self.offsets_partition(&request.member.group);
        let known = self
            .led(&tp)
            .map(|replica| replica.producers.has_ongoing(request.producer));
        // Who leads it not says so, and nothing is part of anything.
        if known.unwrap_or(true) {
            return self.group_request(cx, caller, Request::TxnOffsetCommit(request));
        }
        let (id, producer) = (request.transactional_id.clone(), request.producer);
        self.verify(cx, id, producer, [tp].into(), Unverified::Offsets { caller, request });
    }

    fn verify(
        &mut self,
        cx: &mut Cx,
        transactional_id: Name,
        producer: ProducerIdAndEpoch,
        partitions: PartitionSet,
        unverified: Unverified,
    ) {
        let Some(coordinator) = self.transactions_coordinator(&transactional_id) else {
            return self.on_verified(cx, unverified, Err(KafkaError::CoordinatorNotAvailable));
        };
        let request = AddPartitionsToTxn {
            transactional_id,
            producer,
            partitions,
        };
        let correlation = self.remember(Asked::InTransaction(unverified));
        cx.request(
            NodeId::Broker(coordinator),
            correlation,
            Request::AddPartitionsToTxn(request),
        );
    }

    /// The coordinator has answered: what it refused is refused, the rest goes its way.
    pub(super) fn on_verified(&mut self, cx: &mut Cx, unverified: Unverified, result: Result<(), KafkaError>) {
        match (unverified, result) {
            (Unverified::Records { produced, .. }, Ok(())) => self.produce(cx, produced, &[]),
            (Unverified::Records { produced, partitions }, Err(error)) => {
                let error = told_to_producers(error);
                let refused: Vec<_> = partitions.into_iter().map(|tp| (tp, error)).collect();
                self.produce(cx, produced, &refused);
            }
            (Unverified::Offsets { caller, request }, Ok(())) => {
                self.group_request(cx, caller, Request::TxnOffsetCommit(request));
            }
            (Unverified::Offsets { caller, .. }, Err(error)) => {
                cx.respond(&caller, Response::TxnOffsetCommit(Err(told_to_groups(error))));
            }
        }
    }

    /// A coordinator ends a transaction in partitions that this broker leads (`KafkaApis.handleWriteTxnMarkersRequest`).
    pub(super) fn write_markers(&mut self, cx: &mut Cx, caller: Caller, request: WriteTxnMarkers) {
        let WriteTxnMarkers {
            transactional_id,
            marker,
            partitions,
        } = request;
        let written: Vec<_> = partitions
            .iter()
            .map(|tp| (tp.clone(), self.write_marker(cx, tp, &transactional_id, &marker)))
            .collect();
        self.await_markers(cx, caller, written);
        self.logs_changed(cx, Changed::These(&partitions.iter().collect::<Vec<_>>()));
    }

    fn write_marker(
        &mut self,
        cx: &mut Cx,
        tp: &TopicPartition,
        transactional_id: &Name,
        marker: &EndTransactionMarker,
    ) -> Result<Offset, KafkaError> {
        self.led(tp)?;
        if self.lacks_replicas(tp) {
            return Err(KafkaError::NotEnoughReplicas);
        }
        let unknown = self.unknown_error(tp);
        let replica = self.replicas.get_mut(tp).ok_or(unknown)?;
        let offset = replica.log.log_end_offset();
        let completed = replica.producers.append_marker(marker, offset);
        let completed = completed.map_err(|rejection| rejection.error())?;
        replica.note_aborted(completed);
        let at = Moment::new(cx.now, self.id, &self.image, &self.fetches, &self.settings);
        let before = replica.high_watermark();
        let batch = RecordBatch::marker(marker, format!("broker {}", self.id.0).into(), cx.now);
        let base = replica.append(&at, batch);
        let fact = TransactionFact::MarkerWritten {
            transactional_id: transactional_id.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            offset: base.0,
            commit: marker.commit,
        };
        cx.tell(
            Fact::Transaction(fact),
            TransactionRule::Marked { commit: marker.commit }.alone(),
        );
        if !is_internal(&tp.topic) {
            replica.tell_watermark(cx, tp, before);
        }
        if *tp.topic == *OFFSETS_TOPIC {
            self.groups
                .end_transaction(cx, &self.image, tp.partition, marker.producer.id, marker.commit);
        }
        Ok(base)
    }
}

/// A producer knows what to do about these (`ReplicaManager.handleProduceAppend`, `AddPartitionsToTxnManager`).
fn told_to_producers(error: KafkaError) -> KafkaError {
    match error {
        KafkaError::ProducerFenced => KafkaError::InvalidProducerEpoch,
        KafkaError::NetworkException
        | KafkaError::CoordinatorLoadInProgress
        | KafkaError::CoordinatorNotAvailable
        | KafkaError::NotCoordinator => KafkaError::NotEnoughReplicas,
        error => error,
    }
}

/// Whoever commits offsets in a transaction (`CoordinatorPartitionWriter`, `GroupCoordinatorService.commitTransactionalOffsets`).
fn told_to_groups(error: KafkaError) -> KafkaError {
    match error {
        KafkaError::ProducerFenced => KafkaError::InvalidProducerEpoch,
        KafkaError::NetworkException
        | KafkaError::CoordinatorLoadInProgress
        | KafkaError::CoordinatorNotAvailable
        | KafkaError::NotCoordinator => KafkaError::CoordinatorLoadInProgress,
        error => error,
    }
}
