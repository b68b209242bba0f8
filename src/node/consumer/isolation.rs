//! What poll() does not return of what was fetched: the markers of transactions, and for a reader of committed records what
//! was aborted (`CompletedFetch.nextFetchedRecord`). The position moves past both.

use std::collections::{BTreeSet, VecDeque};

use crate::{
    kafka::{
        ids::{Offset, ProducerId, TopicPartition},
        record::RecordBatch,
    },
    node::{
        api::AbortedTransaction,
        consumer::Consumer,
        context::Cx,
        event::{Fact, TransactionFact, TransactionRule},
    },
};

/// Which of the fetched records were aborted, followed from batch to batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Aborted {
    /// By where they begin.
    ahead: VecDeque<AbortedTransaction>,
    /// Whose records are passed over, up to the next marker.
    producers: BTreeSet<ProducerId>,
}

/// What becomes of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Returned,
    Marker,
    Aborted,
}

impl Aborted {
    pub fn new(mut aborted: Vec<AbortedTransaction>) -> Self {
        aborted.sort_by_key(|aborted| aborted.first_offset);
        Aborted {
            ahead: aborted.into(),
            producers: BTreeSet::new(),
        }
    }

    /// Judges the next batch; of the same one again it says the same.
    pub fn judge(&mut self, batch: &RecordBatch) -> Verdict {
        let begun = |next: &&AbortedTransaction| next.first_offset <= batch.last_offset();
        while let Some(next) = self.ahead.front().filter(begun) {
            self.producers.insert(next.producer);
            self.ahead.pop_front();
        }
        if let Some(marker) = batch.as_marker() {
            if !marker.commit {
                self.producers.remove(&marker.producer.id);
            }
            return Verdict::Marker;
        }
        let producer = batch.numbered.filter(|_| batch.is_transactional());
        match producer.is_some_and(|numbered| self.producers.contains(&numbered.producer.id)) {
            true => Verdict::Aborted,
            false => Verdict::Returned,
        }
    }
}

impl Consumer {
    /// The position moves past a batch of which nothing is returned.
    pub(super) fn pass_over(&mut self, cx: &mut Cx, tp: &TopicPartition, batch: &RecordBatch, verdict: Verdict) {
        let first = self.partitions.get(tp).and_then(|assigned| assigned.position);
        let first = first.unwrap_or(Offset(0)).max(batch.base_offset);
        if let Some(assigned) = self.partitions.get_mut(tp) {
            assigned.position = Some(batch.next_offset());
        }
        if verdict == Verdict::Aborted {
            let fact = TransactionFact::AbortedRecordsSkipped {
                consumer: self.spec.name.clone(),
                topic: tp.topic.clone(),
                partition: tp.partition,
                offset: first.0,
                last_offset: batch.last_offset().0,
                count: (batch.next_offset() - first) as u32,
            };
            let why = TransactionRule::ReadsCommitted.by("isolation.level", "read_committed");
            cx.tell(Fact::Transaction(fact), why);
        }
    }
}
