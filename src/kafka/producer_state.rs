//! What a partition's leader remembers of the producers that number their batches (KIP-98), so that a batch that comes
//! again is not written again, and none is written out of order (`ProducerStateManager`, `ProducerAppendInfo`).
//!
//! Also the offsets of transactions that are open, as far as a log has to know them. Absent on purpose: snapshots on a
//! disk, the verification of KIP-890, and that an idle producer is forgotten (`producer.id.expiration.ms`).

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use crate::kafka::{
    error::KafkaError,
    ids::{Offset, ProducerEpoch, ProducerId, ProducerIdAndEpoch},
};

/// So many batches of a producer are recognised (`ProducerStateEntry.NUM_BATCHES_TO_RETAIN`).
pub const BATCHES_TO_RETAIN: usize = 5;

/// All producers of one partition. Cheap to copy: copies share the entries until one of them changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProducerStateManager {
    producers: Arc<BTreeMap<ProducerId, ProducerStateEntry>>,
    /// Transactions without a marker, by their first offset.
    ongoing: BTreeMap<Offset, ProducerId>,
    /// Transactions whose marker lies above the high watermark: first offset and marker.
    unreplicated: BTreeMap<Offset, Offset>,
}

/// What is remembered of one producer (`ProducerStateEntry`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProducerStateEntry {
    pub epoch: ProducerEpoch,
    /// The last ones of this epoch, the oldest first.
    batches: VecDeque<BatchMetadata>,
    coordinator_epoch: i32,
    /// Where its open transaction began.
    txn_first_offset: Option<Offset>,
}

/// A batch that was appended (`BatchMetadata`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct BatchMetadata {
    base_sequence: i32,
    last_sequence: i32,
    first_offset: Offset,
    last_offset: Offset,
}

/// A batch that is to be appended, as far as its numbering goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberedBatch {
    pub producer: ProducerIdAndEpoch,
    pub base_sequence: i32,
    /// Records, at least one.
    pub count: u32,
    pub transactional: bool,
}

/// The end of a transaction, written by its coordinator (`EndTransactionMarker`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndTransactionMarker {
    pub producer: ProducerIdAndEpoch,
    pub commit: bool,
    pub coordinator_epoch: i32,
}

/// What becomes of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    New,
    /// It was appended before, and lies here.
    Duplicate {
        first_offset: Offset,
        last_offset: Offset,
    },
}

/// A transaction that a marker ended (`CompletedTxn`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompletedTxn {
    pub producer: ProducerId,
    pub first_offset: Offset,
    /// The marker's.
    pub last_offset: Offset,
    pub aborted: bool,
}

/// Why a batch or a marker is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    OutOfOrderSequence {
        expected: i32,
    },
    InvalidProducerEpoch {
        current: ProducerEpoch,
    },
    /// Its transaction is open, and the batch is not part of it.
    InvalidTxnState,
    TransactionCoordinatorFenced {
        current: i32,
    },
}

impl Rejection {
    /// What the broker answers.
    pub fn error(self) -> KafkaError {
        match self {
            Rejection::OutOfOrderSequence { .. } => KafkaError::OutOfOrderSequenceNumber,
            Rejection::InvalidProducerEpoch { .. } => KafkaError::InvalidProducerEpoch,
            Rejection::InvalidTxnState => KafkaError::InvalidTxnState,
            Rejection::TransactionCoordinatorFenced { .. } => KafkaError::TransactionCoordinatorFenced,
        }
    }
}

impl NumberedBatch {
    /// The sequence of its last record; `NO_SEQUENCE` where a coordinator wrote it for the producer.
    pub fn last_sequence(&self) -> i32 {
        match self.base_sequence {
            ..0 => self.base_sequence,
            first => increment_sequence(first, self.count.saturating_sub(1)),
        }
    }
}

/// The sequence `count` records later: after the largest number comes 0 (`DefaultRecordBatch.incrementSequence`).
pub fn increment_sequence(sequence: i32, count: u32) -> i32 {
    let numbers = i64::from(i32::MAX) + 1;
    ((i64::from(sequence) + i64::from(count)) % numbers) as i32
}

impl ProducerStateManager {
    /// What is remembered of a producer.
    pub fn entry(&self, producer: ProducerId) -> Option<&ProducerStateEntry> {
        self.producers.get(&producer)
    }

    /// Judges a client's batch that would lie at `first_offset`, and remembers it if it is to be written
    /// (`UnifiedLog.analyzeAndValidateProducerState`).
    pub fn append(&mut self, batch: &NumberedBatch, first_offset: Offset) -> Result<Appended, Rejection> {
        if let Some(entry) = self.entry(batch.producer.id) {
            if let Some(known) = entry.find_duplicate(batch) {
                return Ok(Appended::Duplicate {
                    first_offset: known.first_offset,
                    last_offset: known.last_offset,
                });
            }
            entry.check_epoch(batch.producer.epoch)?;
            entry.check_sequence(batch)?;
            if entry.txn_first_offset.is_some() && !batch.transactional {
                return Err(Rejection::InvalidTxnState);
            }
        }
        self.replay(batch, first_offset);
        Ok(Appended::New)
    }

    /// Remembers a batch that lies in the log, as a follower does or who reads a log from its start: the leader has
    /// judged it (`AppendOrigin.REPLICATION`).
    pub fn replay(&mut self, batch: &NumberedBatch, first_offset: Offset) {
        let id = batch.producer.id;
        let entry = Arc::make_mut(&mut self.producers)
            .entry(id)
            .or_insert_with(|| ProducerStateEntry::new(batch.producer.epoch));
        entry.add(batch, first_offset);
        if batch.transactional && entry.txn_first_offset.is_none() {
            entry.txn_first_offset = Some(first_offset);
            self.ongoing.insert(first_offset, id);
        }
    }

    /// Ends the producer's transaction, if it has one here, with the marker at `offset`
    /// (`ProducerAppendInfo.appendEndTxnMarker`, `ProducerStateManager.completeTxn`).
    pub fn append_marker(
        &mut self,
        marker: &EndTransactionMarker,
        offset: Offset,
    ) -> Result<Option<CompletedTxn>, Rejection> {
        let EndTransactionMarker {
            producer,
            coordinator_epoch,
            ..
        } = *marker;
        if let Some(entry) = self.entry(producer.id) {
            entry.check_epoch(producer.epoch)?;
            if coordinator_epoch < entry.coordinator_epoch {
                let current = entry.coordinator_epoch;
                return Err(Rejection::TransactionCoordinatorFenced { current });
            }
        }
        Ok(self.replay_marker(marker, offset))
    }

    /// Takes a marker that lies in the log for true, as a follower does or who reads a log from its start.
    pub fn replay_marker(&mut self, marker: &EndTransactionMarker, offset: Offset) -> Option<CompletedTxn> {
        let entry = Arc::make_mut(&mut self.producers)
            .entry(marker.producer.id)
            .or_insert_with(|| ProducerStateEntry::new(marker.producer.epoch));
        entry.go_to(marker.producer.epoch);
        entry.coordinator_epoch = marker.coordinator_epoch;
        let first_offset = entry.txn_first_offset.take()?;
        self.ongoing.remove(&first_offset);
        self.unreplicated.insert(first_offset, offset);
        Some(CompletedTxn {
            producer: marker.producer.id,
            first_offset,
            last_offset: offset,
            aborted: !marker.commit,
        })
    }

    /// Where the open transaction of a producer began here.
    pub fn open_since(&self, producer: ProducerId) -> Option<Offset> {
        self.entry(producer)?.txn_first_offset
    }

    /// Whether a transaction of this producer and epoch is open here (`hasOngoingTransaction`).
    pub fn has_ongoing(&self, producer: ProducerIdAndEpoch) -> bool {
        let entry = self.entry(producer.id);
        entry.is_some_and(|entry| entry.epoch == producer.epoch && entry.txn_first_offset.is_some())
    }

    /// Markers below it are on every in-sync replica (`onHighWatermarkUpdated`); the same for the log start
    /// (`onLogStartOffsetIncremented`), which makes no producer forgotten.
    pub fn high_watermark_moved(&mut self, high_watermark: Offset) {
        self.unreplicated.retain(|_, marker| high_watermark <= *marker);
    }

    /// The first offset of a transaction that is not decided, or whose decision is not replicated.
    pub fn first_unstable_offset(&self) -> Option<Offset> {
        let ongoing = self.ongoing.keys().next();
        let unreplicated = self.unreplicated.keys().next();
        ongoing.into_iter().chain(unreplicated).min().copied()
    }
}

impl ProducerStateEntry {
    fn new(epoch: ProducerEpoch) -> Self {
        ProducerStateEntry {
            epoch,
            batches: VecDeque::new(),
            coordinator_epoch: -1,
            txn_first_offset: None,
        }
    }

    /// No batch of its epoch is known.
    pub fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// The sequence that its next batch has to begin with; 0 where no batch of this epoch is known.
    pub fn next_sequence(&self) -> i32 {
        self.batches
            .back()
            .map_or(0, |last| increment_sequence(last.last_sequence, 1))
    }

    fn find_duplicate(&self, batch: &NumberedBatch) -> Option<&BatchMetadata> {
        let range = (batch.base_sequence, batch.last_sequence());
        self.batches
            .iter()
            .filter(|_| self.epoch == batch.producer.epoch)
            .find(|known| (known.base_sequence, known.last_sequence) == range)
    }

    fn check_epoch(&self, epoch: ProducerEpoch) -> Result<(), Rejection> {
        if epoch < self.epoch {
            return Err(Rejection::InvalidProducerEpoch { current: self.epoch });
        }
        Ok(())
    }

    /// A new epoch begins with 0. A producer of which nothing is known may begin with any number, because what it
    /// wrote may have been deleted; so it does not come here.
    fn check_sequence(&self, batch: &NumberedBatch) -> Result<(), Rejection> {
        let expected = if batch.producer.epoch == self.epoch {
            self.next_sequence()
        } else {
            0
        };
        if batch.base_sequence == expected {
            Ok(())
        } else {
            Err(Rejection::OutOfOrderSequence { expected })
        }
    }

    fn go_to(&mut self, epoch: ProducerEpoch) {
        if epoch != self.epoch {
            self.epoch = epoch;
            self.batches.clear();
        }
    }

    fn add(&mut self, batch: &NumberedBatch, first_offset: Offset) {
        self.go_to(batch.producer.epoch);
        if self.batches.len() == BATCHES_TO_RETAIN {
            self.batches.pop_front();
        }
        self.batches.push_back(BatchMetadata {
            base_sequence: batch.base_sequence,
            last_sequence: batch.last_sequence(),
            first_offset,
            last_offset: first_offset + (i64::from(batch.count) - 1),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(base_sequence: i32, count: u32) -> NumberedBatch {
        NumberedBatch {
            producer: ProducerIdAndEpoch {
                id: ProducerId(7),
                epoch: ProducerEpoch(0),
            },
            base_sequence,
            count,
            transactional: false,
        }
    }

    #[test]
    fn numbers_go_on_with_zero_after_the_largest() {
        assert_eq!(increment_sequence(i32::MAX, 1), 0);
        assert_eq!(increment_sequence(i32::MAX - 1, 3), 1);
        assert_eq!(batch(i32::MAX - 1, 4).last_sequence(), 1);
        let mut state = ProducerStateManager::default();
        assert_eq!(state.append(&batch(i32::MAX - 1, 4), Offset(0)), Ok(Appended::New));
        assert_eq!(state.append(&batch(2, 1), Offset(4)), Ok(Appended::New));
    }

    #[test]
    fn the_last_five_batches_are_recognised() {
        let mut state = ProducerStateManager::default();
        for n in 0..6 {
            assert_eq!(state.append(&batch(n, 1), Offset(n.into())), Ok(Appended::New));
        }
        let again = Appended::Duplicate {
            first_offset: Offset(1),
            last_offset: Offset(1),
        };
        assert_eq!(state.append(&batch(1, 1), Offset(6)), Ok(again));
        let unknown = Err(Rejection::OutOfOrderSequence { expected: 6 });
        assert_eq!(state.append(&batch(0, 1), Offset(6)), unknown);
    }
}
