//! What is known at a replica of the transactions that its records are part of: for readers, and for the picture.

use super::Replica;
use crate::{
    kafka::{ids::Offset, record::RecordBatch},
    node::api::{AbortedTransaction, Isolation},
};

/// What became of a batch of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is part of none, or of one that was committed.
    Counts,
    /// Nobody knows yet.
    Open,
    Aborted,
}

impl Replica {
    /// What became of a batch of this log.
    pub fn fate(&self, batch: &RecordBatch) -> Fate {
        let producer = batch.numbered.map(|numbered| numbered.producer.id);
        let Some(producer) = producer.filter(|_| batch.is_transactional() && !batch.is_control()) else {
            return Fate::Counts;
        };
        let at = batch.base_offset;
        let within = |aborted: &AbortedTransaction| aborted.first_offset <= at && at < aborted.last_offset;
        if self.producers.open_since(producer).is_some_and(|first| first <= at) {
            Fate::Open
        } else if self
            .aborted
            .iter()
            .any(|aborted| aborted.producer == producer && within(aborted))
        {
            Fate::Aborted
        } else {
            Fate::Counts
        }
    }

    /// Everything below it is decided (`UnifiedLog.lastStableOffset`).
    pub fn last_stable_offset(&self) -> Offset {
        let undecided = self.producers.first_unstable_offset();
        let undecided = undecided.map(|offset| offset.max(self.log.log_start_offset()));
        undecided.map_or(self.high_watermark, |offset| offset.min(self.high_watermark))
    }

    /// Up to here a client of this isolation reads.
    pub(super) fn end_for(&self, isolation: Isolation) -> Offset {
        match isolation {
            Isolation::ReadUncommitted => self.high_watermark,
            Isolation::ReadCommitted => self.last_stable_offset(),
        }
    }

    /// The aborted transactions that have records from `from` to below `until` (`TransactionIndex.collectAbortedTxns`).
    pub(super) fn aborted_between(&self, from: Offset, until: Offset) -> Vec<AbortedTransaction> {
        let concerns = |aborted: &&AbortedTransaction| from <= aborted.last_offset && aborted.first_offset < until;
        self.aborted.iter().filter(concerns).copied().collect()
    }
}
