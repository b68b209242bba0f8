//! The broker's part of `__transaction_state`: whose transactions it coordinates, the log of what its coordinator keeps, and
//! the markers that it wants from the leaders of the partitions.
//!
//! Whoever asked is answered, and markers are asked for, when what was written is replicated.

use super::{Asked, Broker, ProducerIds};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{Name, TopicPartition},
        record::RecordBatch,
    },
    node::{
        api::{Marked, Request, Response},
        context::{Caller, Cx, NodeId, Timer},
        group::coordinator_batch,
        image::{Image, TRANSACTIONS_TOPIC},
        transaction::{AskedMarkers, TransactionCoordinator},
    },
};

/// Markers that a leader did not write are asked for again after this time.
const MARKERS_BACKOFF_MS: u64 = 100;

impl Broker {
    /// What producers, leaders and coordinators of groups ask of the coordinator of a `transactional.id`.
    pub(super) fn transaction_request(&mut self, cx: &mut Cx, caller: Caller, request: Request) {
        let Some(id) = request.transactional_id().cloned() else {
            return;
        };
        let api = request.api();
        let tp = self.transactions_partition(&id);
        if self.led(&tp).is_err() {
            let error = KafkaError::NotCoordinator;
            return cx.respond(&caller, Response::Refused { api, error });
        }
        let answer_to = caller.clone();
        let wrote = self.let_transactions(cx, &tp, |transactions, ids, cx, image| {
            let response = match request {
                Request::InitProducerId(Some(init)) => {
                    let given = transactions.init(cx, image, &init, || ids.take());
                    Response::InitProducerId(given)
                }
                Request::AddPartitionsToTxn(add) => Response::AddPartitionsToTxn(transactions.add(cx, &add)),
                Request::EndTxn(end) => Response::EndTxn(transactions.end(cx, &end, || ids.take())),
                _ => return,
            };
            cx.respond(&caller, response);
        });
        if !wrote {
            let error = KafkaError::CoordinatorNotAvailable;
            cx.respond(&answer_to, Response::Refused { api, error });
        }
        let controller = self.controller();
        self.producer_ids.ask_if_empty(cx, controller);
    }

    fn transactions_partition(&self, id: &Name) -> TopicPartition {
        TopicPartition::new(&TRANSACTIONS_TOPIC.into(), self.image.partition_of_transactions(id))
    }

    /// Lets the coordinator act for a partition, asks for the markers that are due, and writes what it has to keep. Where too
    /// few replicas are in sync for that nothing has happened, and the answer is false.
    fn let_transactions(
        &mut self,
        cx: &mut Cx,
        partition: &TopicPartition,
        act: impl FnOnce(&mut TransactionCoordinator, &mut ProducerIds, &mut Cx, &Image),
    ) -> bool {
        let mark = cx.mark();
        let before = self
            .lacks_replicas(partition)
            .then(|| (self.transactions.clone(), self.producer_ids.clone()));
        act(&mut self.transactions, &mut self.producer_ids, cx, &self.image);
        self.ask_for_markers(cx, partition);
        let written = self.transactions.take_written();
        if let Some(before) = before.filter(|_| !written.is_empty()) {
            (self.transactions, self.producer_ids) = before;
            cx.take_back(&mark);
            return false;
        }
        let writer: Name = format!("broker {}", self.id.0).into();
        let kept: Vec<(TopicPartition, RecordBatch)> = written
            .into_iter()
            .map(|record| {
                let tp = self.transactions_partition(&record.transactional_id);
                let batch = coordinator_batch(&writer, cx.now, &[(record.key, Some(record.value))]);
                (tp, batch)
            })
            .collect();
        self.keep(cx, kept, mark.sends as usize, Some(partition.clone()), (true, None));
        self.watch_transactions(cx);
        true
    }

    /// Only those of this partition: what others have written may not be replicated yet.
    fn ask_for_markers(&mut self, cx: &mut Cx, partition: &TopicPartition) {
        let image = self.image.clone();
        let epoch = self.replicas.get(partition).map_or(0, |replica| replica.leader_epoch.0);
        for (leader, request) in self.transactions.markers(cx, &image, partition.partition, epoch) {
            let asked = AskedMarkers {
                transactional_id: request.transactional_id.clone(),
                producer: request.marker.producer,
                partitions: request.partitions.clone(),
            };
            let correlation = self.remember(Asked::Markers(asked));
            cx.request(NodeId::Broker(leader), correlation, Request::WriteTxnMarkers(request));
        }
        // A partition that nobody leads, as far as is known here.
        if self.transactions.has_unasked() {
            cx.set_timer(Timer::TransactionMarkers, cx.now + MARKERS_BACKOFF_MS);
        }
    }

    /// A leader has written markers, or not.
    pub(super) fn on_marked(&mut self, cx: &mut Cx, asked: &AskedMarkers, marked: &Marked) {
        self.transactions.marked(asked, marked);
        self.go_on_marking(cx, &asked.transactional_id);
    }

    /// The one who was asked for markers cannot be reached: perhaps it wrote them, perhaps not.
    pub(super) fn on_markers_broken(&mut self, cx: &mut Cx, asked: &AskedMarkers) {
        let unknown = |tp: &TopicPartition| (tp.clone(), Err(KafkaError::NetworkException));
        let marked: Marked = asked.partitions.iter().map(unknown).collect();
        self.transactions.marked(asked, &marked);
        cx.set_timer(Timer::TransactionMarkers, cx.now + MARKERS_BACKOFF_MS);
    }

    /// Completes a transaction that has all its markers; what is missing is asked for after a while.
    fn go_on_marking(&mut self, cx: &mut Cx, id: &Name) {
        let partition = self.transactions_partition(id);
        let complete = !self.transactions.is_unmarked(id);
        if !complete || !self.let_transactions(cx, &partition, |_, _, _, _| {}) {
            cx.set_timer(Timer::TransactionMarkers, cx.now + MARKERS_BACKOFF_MS);
        }
    }

    /// Markers that are missing are asked for again.
    pub(super) fn mark_again(&mut self, cx: &mut Cx) {
        for id in self.transactions.incomplete() {
            let partition = self.transactions_partition(&id);
            self.let_transactions(cx, &partition, |_, _, _, _| {});
        }
        if !self.transactions.incomplete().is_empty() {
            cx.set_timer(Timer::TransactionMarkers, cx.now + MARKERS_BACKOFF_MS);
        }
    }

    /// Looks for transactions that take too long (`abortTimedOutTransactions`).
    pub(super) fn expire_transactions(&mut self, cx: &mut Cx) {
        for id in self.transactions.expired(cx.now) {
            let partition = self.transactions_partition(&id);
            self.let_transactions(cx, &partition, |transactions, _, cx, _| transactions.expire(cx, &id));
        }
        self.watch_transactions(cx);
    }

    /// While there is a transaction, it is looked at every so often.
    pub(super) fn watch_transactions(&self, cx: &mut Cx) {
        let name = "transaction.abort.timed.out.transaction.cleanup.interval.ms";
        let interval_ms = self.image.config.i64(name).max(1) as u64;
        if self.transactions.has_ongoing() {
            cx.set_timer(Timer::TransactionTimeout, (cx.now / interval_ms + 1) * interval_ms);
        }
    }
}
