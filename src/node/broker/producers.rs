//! Idempotent producers at a broker: the ids that it gives them, and what it makes of the numbers of their batches.
//!
//! A block of ids comes from the controller (`RPCProducerIdManager`). Absent on purpose: that the next block is asked for
//! before the last is used up, and that a producer is sent away while it is under way; here it waits.

use super::Replica;
use crate::{
    kafka::{
        error::KafkaError,
        ids::{Name, Offset, ProducerEpoch, ProducerId, ProducerIdAndEpoch, TopicPartition},
        producer_state::{Appended, NumberedBatch, ProducerStateEntry, Rejection},
        record::RecordBatch,
    },
    node::{
        api::{Request, Response},
        because::Because,
        context::{Caller, Cx, NodeId},
        controller::PRODUCER_ID_BLOCK_SIZE,
        event::{Fact, Rule, Why},
        told,
    },
};

/// Far from the numbers of the broker's other questions: there is at most one of these.
const CORRELATION: u64 = u64::MAX;

/// The block of ids that a broker hands out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProducerIds {
    next: i64,
    left: u32,
    /// The controller was asked for a block.
    asked: bool,
    waiting: Vec<Caller>,
}

impl ProducerIds {
    /// A producer without transactions: a new id each time (`TransactionCoordinator.handleInitProducerId`).
    pub fn init(&mut self, cx: &mut Cx, caller: Caller, controller: NodeId) {
        self.waiting.push(caller);
        self.answer(cx);
        if !self.waiting.is_empty() {
            self.ask_if_empty(cx, controller);
        }
    }

    /// The controller gave a block.
    pub fn on_block(&mut self, cx: &mut Cx, first: ProducerId) {
        (self.next, self.left, self.asked) = (first.0, PRODUCER_ID_BLOCK_SIZE, false);
        self.answer(cx);
    }

    /// The controller did not answer: who waits may try again.
    pub fn on_broken(&mut self, cx: &mut Cx, correlation: u64) {
        if correlation == CORRELATION {
            self.asked = false;
            for caller in std::mem::take(&mut self.waiting) {
                cx.respond(
                    &caller,
                    Response::InitProducerId(Err(KafkaError::CoordinatorLoadInProgress)),
                );
            }
        }
    }

    /// An id that nobody has had, if one is left (`RPCProducerIdManager.generateProducerId`).
    pub fn take(&mut self) -> Option<ProducerId> {
        let id = ProducerId(self.next);
        (self.next, self.left) = (self.next + 1, self.left.checked_sub(1)?);
        Some(id)
    }

    /// The next who wants one will find it.
    pub fn ask_if_empty(&mut self, cx: &mut Cx, controller: NodeId) {
        if self.left == 0 && !self.asked {
            self.asked = true;
            cx.request(controller, CORRELATION, Request::AllocateProducerIds);
        }
    }

    fn answer(&mut self, cx: &mut Cx) {
        let now = self.waiting.len().min(self.left as usize);
        for caller in self.waiting.drain(..now) {
            let given = ProducerIdAndEpoch {
                id: ProducerId(self.next),
                epoch: ProducerEpoch(0),
            };
            (self.next, self.left) = (self.next + 1, self.left - 1);
            cx.respond(&caller, Response::InitProducerId(Ok(given)));
        }
    }
}

/// Judges a batch by its number: `None` where it is to be written (`UnifiedLog.analyzeAndValidateProducerState`).
pub(super) fn judge(
    cx: &mut Cx,
    replica: &mut Replica,
    tp: &TopicPartition,
    batch: &RecordBatch,
) -> Option<Result<Offset, KafkaError>> {
    let numbered = batch.as_numbered()?;
    let producer = batch.records.provenance.producer.clone();
    // The first batch of a transaction is the first of its epoch (KIP-890, `ProducerAppendInfo.checkSequence`).
    let known = replica.producers.entry(numbered.producer.id);
    if batch.is_transactional() && numbered.base_sequence != 0 && known.is_none_or(ProducerStateEntry::is_empty) {
        return Some(refused(
            cx,
            tp,
            &numbered,
            producer,
            Rejection::OutOfOrderSequence { expected: 0 },
        ));
    }
    match replica.producers.append(&numbered, replica.log.log_end_offset()) {
        Ok(Appended::New) => None,
        Ok(Appended::Duplicate { first_offset, .. }) => {
            let run = told::run(tp, first_offset, numbered.count);
            let why = Rule::SameSequence {
                producer_id: numbered.producer.id.0,
                producer_epoch: numbered.producer.epoch.0,
                sequence: numbered.base_sequence,
                last_sequence: numbered.last_sequence(),
            };
            cx.tell(
                Fact::DuplicateRecognised { run, producer },
                why.by("enable.idempotence", true),
            );
            Some(Ok(first_offset))
        }
        Err(rejection) => Some(refused(cx, tp, &numbered, producer, rejection)),
    }
}

fn refused(
    cx: &mut Cx,
    tp: &TopicPartition,
    numbered: &NumberedBatch,
    producer: Name,
    rejection: Rejection,
) -> Result<Offset, KafkaError> {
    let fact = Fact::SequenceRefused {
        producer,
        topic: tp.topic.clone(),
        partition: tp.partition,
        count: numbered.count,
        error: rejection.error().into(),
    };
    cx.tell(fact, why_refused(numbered, rejection));
    Err(rejection.error())
}

fn why_refused(batch: &NumberedBatch, rejection: Rejection) -> Why {
    let (producer_id, producer_epoch) = (batch.producer.id.0, batch.producer.epoch.0);
    let rule = match rejection {
        Rejection::OutOfOrderSequence { expected } => Rule::SequenceExpected {
            producer_id,
            producer_epoch,
            sequence: batch.base_sequence,
            expected,
        },
        Rejection::InvalidProducerEpoch { current } => Rule::ProducerEpochOld {
            producer_id,
            producer_epoch,
            current: current.0,
        },
        Rejection::InvalidTxnState | Rejection::TransactionCoordinatorFenced { .. } => {
            return Because::from(rejection.error()).why();
        }
    };
    rule.by("enable.idempotence", true)
}
