//! How an idempotent producer numbers its batches, so that a broker recognises what comes again, and what it does where
//! nobody knows any more which numbers the log has (`TransactionManager`).
//!
//! What transactions change of it is in `transactions`. Absent on purpose: `UNKNOWN_PRODUCER_ID`, which brokers do not answer any more.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    kafka::{
        error::KafkaError,
        ids::{ProducerEpoch, ProducerIdAndEpoch, TopicPartition},
        producer_state::increment_sequence,
        record::Numbered,
    },
    node::{
        api::Request,
        context::{Cx, Timer},
        event::{Fact, Rule},
        producer::{Producer, batch::Batch},
        told,
    },
};

/// No batch of the partition was acknowledged yet (`TxnPartitionEntry.NO_LAST_ACKED_SEQUENCE_NUMBER`).
const NOTHING_ACKED: i32 = -1;

/// What a producer knows of its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbering {
    current: Option<ProducerIdAndEpoch>,
    /// InitProducerId that is under way.
    asked: Option<u64>,
    /// It is not asked again before this time.
    not_before: u64,
    partitions: BTreeMap<TopicPartition, Sequences>,
    /// Partitions for which the next epoch begins, and that number anew at once.
    to_rewrite: BTreeSet<TopicPartition>,
    /// Partitions where a batch was given up that may be in the log: the sequence after it.
    unresolved: BTreeMap<TopicPartition, i32>,
}

/// The numbers of one partition (`TxnPartitionEntry`).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sequences {
    /// By which it numbers; an older one than the producer's until its batches are answered.
    producer: Option<ProducerIdAndEpoch>,
    next: i32,
    last_acked: i32,
    /// Batches that have a number and no answer for good, by their id: in the order of their numbers.
    in_flight: BTreeMap<u64, Number>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Number {
    numbered: Numbered,
    count: u32,
    /// It had another one when it was sent (`ProducerBatch.sequenceHasBeenReset`).
    reset: bool,
}

impl Sequences {
    fn new() -> Self {
        Sequences {
            producer: None,
            next: 0,
            last_acked: NOTHING_ACKED,
            in_flight: BTreeMap::new(),
        }
    }

    fn first_in_flight(&self) -> Option<u64> {
        self.in_flight.keys().next().copied()
    }

    fn follows_acked(&self, sequence: i32) -> bool {
        sequence == increment_sequence(self.last_acked, 1)
    }

    /// Numbers anew, from 0 on, also what was sent before (`startSequencesAtBeginning`).
    fn start_at_beginning(&mut self, producer: ProducerIdAndEpoch) {
        let mut next = 0;
        for number in self.in_flight.values_mut() {
            number.numbered = Numbered {
                producer,
                base_sequence: next,
            };
            number.reset = true;
            next = increment_sequence(next, number.count);
        }
        self.producer = Some(producer);
        (self.next, self.last_acked) = (next, NOTHING_ACKED);
    }
}

impl Numbering {
    /// The producer id, once a broker gave one.
    pub fn current(&self) -> Option<ProducerIdAndEpoch> {
        self.current
    }

    /// A coordinator of transactions gave these numbers: everything begins with 0.
    pub fn begin_with(&mut self, given: ProducerIdAndEpoch) {
        *self = Numbering {
            current: Some(given),
            ..Numbering::default()
        };
    }

    /// The number of a batch that was sent.
    pub fn of(&self, tp: &TopicPartition, batch: u64) -> Option<Numbered> {
        Some(self.partitions.get(tp)?.in_flight.get(&batch)?.numbered)
    }

    /// Whether the first batch of a partition may leave (`RecordAccumulator.shouldStopDrainBatchesForPartition`).
    pub fn may_leave(&self, tp: &TopicPartition, batch: u64) -> bool {
        if self.current.is_none() {
            return false;
        }
        let Some(partition) = self.partitions.get(tp) else {
            return true;
        };
        let first = partition.first_in_flight();
        if partition.in_flight.contains_key(&batch) {
            // It is sent again: only as the first of those that are not answered, and one at a time.
            return first == Some(batch);
        }
        let between_epochs = first.is_some() && partition.producer != self.current;
        !between_epochs && !self.unresolved.contains_key(tp)
    }

    /// Numbers a batch that leaves, unless it has a number: another one could write it twice.
    pub fn number(&mut self, tp: &TopicPartition, batch: &Batch) {
        let Some(current) = self.current else { return };
        let partition = self.partitions.entry(tp.clone()).or_insert_with(Sequences::new);
        if let Some(number) = partition.in_flight.get_mut(&batch.id) {
            number.reset = false;
            return;
        }
        if partition.producer != self.current && partition.in_flight.is_empty() {
            partition.start_at_beginning(current);
        }
        let number = Number {
            numbered: Numbered {
                producer: current,
                base_sequence: partition.next,
            },
            count: batch.count(),
            reset: false,
        };
        partition.next = increment_sequence(partition.next, number.count);
        partition.in_flight.insert(batch.id, number);
    }

    /// `handleCompletedBatch`.
    pub fn acknowledged(&mut self, tp: &TopicPartition, batch: u64) {
        if let Some(partition) = self.partitions.get_mut(tp)
            && let Some(number) = partition.in_flight.remove(&batch)
        {
            let last = increment_sequence(number.numbered.base_sequence, number.count.saturating_sub(1));
            partition.last_acked = partition.last_acked.max(last);
        }
    }

    /// An error that ends a batch (`handleFailedBatch`). Its number is missing in the log, unless it was tried to the
    /// end: then nobody knows.
    pub fn failed(&mut self, tp: &TopicPartition, batch: u64, error: KafkaError, tried_to_the_end: bool) {
        if self.remove(tp, batch).is_some() && (error == KafkaError::OutOfOrderSequenceNumber || !tried_to_the_end) {
            self.to_rewrite.insert(tp.clone());
        }
    }

    /// `delivery.timeout.ms` ends a batch. If it was sent again, its number may be in the log or not
    /// (`markSequenceUnresolved`).
    pub fn expired(&mut self, tp: &TopicPartition, batch: u64, in_retry: bool) {
        if let Some(number) = self.remove(tp, batch).filter(|_| in_retry) {
            let next = increment_sequence(number.numbered.base_sequence, number.count);
            let known = self.unresolved.entry(tp.clone()).or_insert(next);
            *known = next.max(*known);
        }
    }

    fn remove(&mut self, tp: &TopicPartition, batch: u64) -> Option<Number> {
        self.partitions.get_mut(tp)?.in_flight.remove(&batch)
    }

    /// Whether an error allows another attempt (`canRetry`).
    pub fn can_retry(&mut self, tp: &TopicPartition, batch: u64, error: KafkaError) -> bool {
        if error != KafkaError::OutOfOrderSequenceNumber {
            return error.retriable();
        }
        let Some((partition, number)) = self
            .partitions
            .get(tp)
            .and_then(|partition| Some((partition, partition.in_flight.get(&batch)?)))
        else {
            return true;
        };
        let base = number.numbered.base_sequence;
        // A batch before it may still arrive. Where there is none, the log lacks what it had, or what was given up.
        let missing = match self.unresolved.get(tp) {
            Some(next) => *next == base,
            None => !number.reset && partition.follows_acked(base),
        };
        if missing {
            self.to_rewrite.insert(tp.clone());
        }
        true
    }

    /// Where nothing is in flight any more it shows whether what was given up is missing (`maybeResolveSequences`).
    fn resolve(&mut self) {
        for (tp, next) in std::mem::take(&mut self.unresolved) {
            match self.partitions.get(&tp) {
                Some(partition) if !partition.in_flight.is_empty() => drop(self.unresolved.insert(tp, next)),
                Some(partition) if !partition.follows_acked(partition.next) => drop(self.to_rewrite.insert(tp)),
                // What came after it was acknowledged, so it is in the log too.
                _ => {}
            }
        }
    }

    /// Goes on in the next epoch where numbers are missing (`bumpIdempotentProducerEpoch`): the partitions.
    fn bump(&mut self) -> BTreeSet<TopicPartition> {
        let partitions = std::mem::take(&mut self.to_rewrite);
        let Some(current) = self.current.filter(|_| !partitions.is_empty()) else {
            return partitions;
        };
        let Some(epoch) = current.epoch.0.checked_add(1).map(ProducerEpoch) else {
            // There is none: all begins again with another id.
            (self.current, self.partitions, self.unresolved) = Default::default();
            return partitions;
        };
        let bumped = ProducerIdAndEpoch { epoch, ..current };
        self.current = Some(bumped);
        for tp in &partitions {
            self.unresolved.remove(tp);
            if let Some(partition) = self.partitions.get_mut(tp) {
                partition.start_at_beginning(bumped);
            }
        }
        partitions
    }
}

impl Producer {
    /// What the sender does before it sends: numbers that are in doubt, and the id (`Sender.runOnce`).
    pub(super) fn settle_numbers(&mut self, cx: &mut Cx) {
        if self.transactions.is_some() {
            return self.settle_transaction(cx);
        }
        let Some(numbering) = &mut self.numbering else { return };
        numbering.resolve();
        let doubtful = numbering.bump();
        if let Some(current) = numbering.current {
            if !doubtful.is_empty() {
                let fact = Fact::ProducerEpochBumped {
                    producer: self.spec.name.clone(),
                    producer_id: current.id.0,
                    producer_epoch: current.epoch.0,
                    partitions: told::labels(&doubtful),
                };
                cx.tell(fact, Rule::SequenceInDoubt.alone());
            }
        } else if numbering.asked.is_none() && numbering.not_before <= cx.now {
            self.correlation += 1;
            numbering.asked = Some(self.correlation);
            cx.request(
                self.metadata.bootstrap(),
                self.correlation,
                Request::InitProducerId(None),
            );
        }
    }

    /// A broker gave an id, or cannot do so yet (`InitProducerIdHandler`).
    pub(super) fn on_producer_id(
        &mut self,
        cx: &mut Cx,
        correlation: u64,
        given: Result<ProducerIdAndEpoch, KafkaError>,
    ) {
        let asked = |numbering: &&mut Numbering| numbering.asked == Some(correlation);
        let Some(numbering) = self.numbering.as_mut().filter(asked) else {
            return;
        };
        numbering.asked = None;
        match given {
            Ok(given) => {
                numbering.current = Some(given);
                let fact = Fact::ProducerIdAssigned {
                    producer: self.spec.name.clone(),
                    producer_id: given.id.0,
                    producer_epoch: given.epoch.0,
                };
                cx.tell(fact, Rule::Idempotent.by("enable.idempotence", true));
            }
            Err(_) => {
                numbering.not_before = cx.now + self.settings.backoff.after(1);
                cx.set_timer(Timer::ProducerId, numbering.not_before);
            }
        }
    }

    /// Whether this question was the one for the id.
    pub(super) fn is_producer_id_asked(&self, correlation: u64) -> bool {
        let numbering = self.numbering.as_ref();
        numbering.is_some_and(|numbering| numbering.asked == Some(correlation))
    }

    /// Its batches are numbered (`enable.idempotence`, where no other setting turns it off).
    pub fn is_idempotent(&self) -> bool {
        self.numbering.is_some()
    }

    /// By what brokers know it, once it has it.
    pub fn producer_id(&self) -> Option<ProducerIdAndEpoch> {
        self.numbering.as_ref().and_then(Numbering::current)
    }
}
