//! What a batch has to do with a transaction: it is part of one, or it is the marker that ends one (KIP-98).
//!
//! A marker is a control batch: one record that takes an offset like any other, and that no consumer receives.

use std::sync::Arc;

use crate::kafka::{
    ids::{Name, ProducerIdAndEpoch},
    producer_state::{EndTransactionMarker, increment_sequence},
    record::{Choice, NewRecord, Numbered, Provenance, RecordBatch, RecordsBuilder},
    serializer::Serializer,
};

/// A batch and transactions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InTransaction {
    #[default]
    No,
    /// Its records count only if the transaction is committed.
    Part,
    /// The control batch that ends the transaction of its producer in this partition.
    Ended { commit: bool, coordinator_epoch: i32 },
}

/// Who appends it without numbering has this sequence (`RecordBatch.NO_SEQUENCE`).
pub const NO_SEQUENCE: i32 = -1;

impl RecordBatch {
    /// No consumer receives it (`isControlBatch`).
    pub fn is_control(&self) -> bool {
        matches!(self.in_transaction, InTransaction::Ended { .. })
    }

    /// It is part of a transaction or ends one (`isTransactional`).
    pub fn is_transactional(&self) -> bool {
        self.in_transaction != InTransaction::No
    }

    /// As a marker, if it is one.
    pub fn as_marker(&self) -> Option<EndTransactionMarker> {
        let InTransaction::Ended {
            commit,
            coordinator_epoch,
        } = self.in_transaction
        else {
            return None;
        };
        Some(EndTransactionMarker {
            producer: self.numbered?.producer,
            commit,
            coordinator_epoch,
        })
    }

    /// The sequence of the record with this index; -1 (`RecordBatch.NO_SEQUENCE`) where the producer does not number.
    pub fn sequence(&self, index: u32) -> i32 {
        let numbered = self.numbered.filter(|numbered| 0 <= numbered.base_sequence);
        numbered.map_or(NO_SEQUENCE, |numbered| {
            increment_sequence(numbered.base_sequence, index)
        })
    }

    /// A marker, as a coordinator wants it in every partition of a transaction (`MemoryRecords.withEndTransactionMarker`).
    pub fn marker(marker: &EndTransactionMarker, coordinator: Name, now: u64) -> RecordBatch {
        let EndTransactionMarker {
            producer,
            commit,
            coordinator_epoch,
        } = *marker;
        // `ControlRecordType`: version and type; `EndTransactionMarker`: version and coordinator epoch.
        let key = [0, 0, 0, u8::from(commit)];
        let value = [&[0, 0][..], &coordinator_epoch.to_be_bytes()].concat();
        let mut builder = RecordsBuilder::new(now as i64);
        builder.append(&NewRecord {
            timestamp: now as i64,
            key: Some(&key),
            value: Some(&value),
            headers: &[],
            choice: Choice::Given,
        });
        let provenance = Provenance {
            producer: coordinator,
            key_serializer: Serializer::Bytes,
            value_serializer: Serializer::Bytes,
            batch_size: 0,
        };
        RecordBatch {
            in_transaction: InTransaction::Ended {
                commit,
                coordinator_epoch,
            },
            ..RecordBatch::unwritten(builder.build(Arc::new(provenance))).of(producer)
        }
    }

    /// The same batch, from a producer that does not number: a coordinator that writes for one.
    pub fn of(self, producer: ProducerIdAndEpoch) -> RecordBatch {
        RecordBatch {
            numbered: Some(Numbered {
                producer,
                base_sequence: NO_SEQUENCE,
            }),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::ids::{ProducerEpoch, ProducerId};

    #[test]
    fn a_marker_is_as_large_as_kafkas() {
        let marker = EndTransactionMarker {
            producer: ProducerIdAndEpoch {
                id: ProducerId(3),
                epoch: ProducerEpoch(1),
            },
            commit: true,
            coordinator_epoch: 5,
        };
        let batch = RecordBatch::marker(&marker, "B1".into(), 7);
        assert_eq!(batch.records.size_bytes(), 78);
        assert_eq!(batch.as_marker(), Some(marker));
        assert!(batch.is_control() && batch.is_transactional() && batch.as_numbered().is_none());
    }
}
