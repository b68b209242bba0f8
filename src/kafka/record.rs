//! Records and their batches, in Kafka's own format v2 (KIP-98), so that every size is the real one.
//!
//! A batch is encoded once, by the producer; the log, the responses and the consumers share its bytes, as they were before
//! they were compressed. Absent on purpose: the CRC of the batch, which nothing here can damage.

use std::sync::Arc;

use crate::kafka::{
    compression::{Codec, Compressed, Compression, Ratio},
    ids::{LeaderEpoch, Name, Offset, ProducerIdAndEpoch},
    marker::InTransaction,
    producer_state::NumberedBatch,
    serializer::Serializer,
    varint::{read_slice, read_varint, slice_len, varint_len, write_slice, write_varint},
};

/// Bytes of a batch before its first record (`DefaultRecordBatch.RECORD_BATCH_OVERHEAD`).
pub const BATCH_OVERHEAD: u32 = 61;

/// The headers of a record: name and bytes, in order.
pub type Headers = Arc<[(Name, Arc<[u8]>)]>;

/// Why a record is in its partition, as far as it cannot be computed again from its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The application named the partition.
    Given,
    /// By the key, among this many partitions.
    KeyHash {
        crc32: bool,
        partitions: u32,
    },
    RoundRobin {
        partitions: u32,
    },
    Sticky,
    Random {
        partitions: u32,
    },
}

/// What a log does not store but a learner asks: who wrote the records, how, and why here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    pub producer: Name,
    pub key_serializer: Serializer,
    pub value_serializer: Serializer,
    pub batch_size: u32,
}

/// The encoded records of one batch.
#[derive(Debug, PartialEq, Eq)]
pub struct Records {
    /// Not compressed: whoever reads them would have to decompress them.
    bytes: Arc<[u8]>,
    codec: Codec,
    /// The size of what the codec makes of them.
    stored_bytes: u32,
    count: u32,
    base_timestamp: i64,
    max_timestamp: i64,
    /// Runs of equal choices: the index of the first record of each run.
    choices: Box<[(u32, Choice)]>,
    pub provenance: Arc<Provenance>,
}

impl Records {
    pub fn count(&self) -> u32 {
        self.count
    }

    pub fn max_timestamp(&self) -> i64 {
        self.max_timestamp
    }

    /// Tells the batches of all producers apart for as long as they live, however they are compressed.
    pub fn identity(&self) -> u64 {
        self.bytes.as_ptr().addr() as u64
    }

    /// The size of the batch with its header, in bytes: as it is sent and stored, compressed where it is compressed.
    pub fn size_bytes(&self) -> u64 {
        u64::from(BATCH_OVERHEAD) + u64::from(self.stored_bytes)
    }

    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// What compressing made of it; `None` where it is not compressed.
    pub fn compressed(&self) -> Option<Compressed> {
        let records = self.bytes.len() as u64;
        (self.codec != Codec::None).then_some(Compressed {
            codec: self.codec,
            uncompressed: u64::from(BATCH_OVERHEAD) + records,
            percent: u64::from(self.stored_bytes) * 100 / records.max(1),
        })
    }

    /// A topic's expectations follow what its batches came to.
    pub fn teach(&self, ratio: &mut Ratio) {
        if self.codec != Codec::None {
            ratio.observe(self.bytes.len() as u32, self.stored_bytes);
        }
    }

    /// The same records in another compression.
    pub fn recompressed(&self, compression: Compression) -> Records {
        Records {
            bytes: self.bytes.clone(),
            codec: compression.codec,
            stored_bytes: compression.size(&self.bytes),
            choices: self.choices.clone(),
            provenance: self.provenance.clone(),
            ..*self
        }
    }

    /// Why the record with this index is in its partition.
    pub fn choice(&self, index: u32) -> Choice {
        let after = self.choices.partition_point(|(first, _)| *first <= index);
        self.choices
            .get(after.wrapping_sub(1))
            .map_or(Choice::Given, |(_, choice)| *choice)
    }

    pub fn iter(&self) -> RecordIter<'_> {
        RecordIter {
            rest: &self.bytes,
            base_timestamp: self.base_timestamp,
        }
    }
}

/// A record inside its batch; borrows the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordRef<'a> {
    pub offset_delta: u32,
    pub timestamp: i64,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    headers: &'a [u8],
}

impl<'a> RecordRef<'a> {
    /// The headers, decoded on demand: few readers look at them.
    pub fn headers(&self) -> Vec<(&'a str, &'a [u8])> {
        let mut rest = self.headers;
        let count = read_varint(&mut rest);
        (0..count)
            .map(|_| {
                let name = read_slice(&mut rest).unwrap_or_default();
                let value = read_slice(&mut rest).unwrap_or_default();
                (std::str::from_utf8(name).unwrap_or_default(), value)
            })
            .collect()
    }
}

/// Walks over the records of a batch.
pub struct RecordIter<'a> {
    rest: &'a [u8],
    base_timestamp: i64,
}

impl<'a> Iterator for RecordIter<'a> {
    type Item = RecordRef<'a>;

    fn next(&mut self) -> Option<RecordRef<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut body = read_slice(&mut self.rest)?;
        body = body.get(1..)?; // attributes: unused in v2
        let timestamp = self.base_timestamp + read_varint(&mut body);
        let offset_delta = read_varint(&mut body) as u32;
        let key = read_slice(&mut body);
        let value = read_slice(&mut body);
        Some(RecordRef {
            offset_delta,
            timestamp,
            key,
            value,
            headers: body,
        })
    }
}

/// Collects the records of one batch (`MemoryRecordsBuilder`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordsBuilder {
    compression: Compression,
    /// What is expected of the compression while the batch is open.
    ratio: Ratio,
    bytes: Vec<u8>,
    count: u32,
    base_timestamp: i64,
    max_timestamp: i64,
    choices: Vec<(u32, Choice)>,
}

/// What is appended to a batch.
#[derive(Clone, Copy, Debug)]
pub struct NewRecord<'a> {
    pub timestamp: i64,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    pub headers: &'a [(Name, Arc<[u8]>)],
    pub choice: Choice,
}

impl RecordsBuilder {
    /// Starts a batch; its first record's timestamp is its base.
    pub fn new(base_timestamp: i64) -> Self {
        RecordsBuilder {
            compression: Compression::default(),
            ratio: Ratio::default(),
            bytes: Vec::new(),
            count: 0,
            base_timestamp,
            max_timestamp: i64::MIN,
            choices: Vec::new(),
        }
    }

    /// To be compressed when it is built.
    pub fn compressed(self, compression: Compression, ratio: Ratio) -> Self {
        RecordsBuilder {
            compression,
            ratio,
            ..self
        }
    }

    pub fn count(&self) -> u32 {
        self.count
    }

    /// Whether its size is only estimated until it is built.
    pub fn is_compressed(&self) -> bool {
        self.compression.is_on()
    }

    /// The size that the batch has now, in bytes, with its header; estimated where it will be compressed.
    pub fn size_bytes(&self) -> u32 {
        let records = self.bytes.len() as u32;
        let expected = if self.is_compressed() {
            self.ratio.estimate(records)
        } else {
            records
        };
        BATCH_OVERHEAD + expected
    }

    /// The bytes that this record would add, without compression.
    pub fn size_of(&self, record: &NewRecord) -> u32 {
        let body = self.body_size(record);
        varint_len(body as i64) + body
    }

    pub fn append(&mut self, record: &NewRecord) {
        let body = self.body_size(record);
        write_varint(&mut self.bytes, body as i64);
        self.bytes.push(0);
        write_varint(&mut self.bytes, record.timestamp - self.base_timestamp);
        write_varint(&mut self.bytes, self.count as i64);
        write_slice(&mut self.bytes, record.key);
        write_slice(&mut self.bytes, record.value);
        write_varint(&mut self.bytes, record.headers.len() as i64);
        for (name, value) in record.headers {
            write_slice(&mut self.bytes, Some(name.as_bytes()));
            write_slice(&mut self.bytes, Some(value));
        }
        if self.choices.last().is_none_or(|(_, last)| *last != record.choice) {
            self.choices.push((self.count, record.choice));
        }
        self.max_timestamp = self.max_timestamp.max(record.timestamp);
        self.count += 1;
    }

    pub fn build(self, provenance: Arc<Provenance>) -> Arc<Records> {
        Arc::new(Records {
            codec: self.compression.codec,
            stored_bytes: self.compression.size(&self.bytes),
            bytes: self.bytes.into(),
            count: self.count,
            base_timestamp: self.base_timestamp,
            max_timestamp: self.max_timestamp,
            choices: self.choices.into_boxed_slice(),
            provenance,
        })
    }

    fn body_size(&self, record: &NewRecord) -> u32 {
        let headers: u32 = record
            .headers
            .iter()
            .map(|(name, value)| slice_len(Some(name.as_bytes())) + slice_len(Some(value)))
            .sum();
        1 + varint_len(record.timestamp - self.base_timestamp)
            + varint_len(self.count as i64)
            + slice_len(record.key)
            + slice_len(record.value)
            + varint_len(record.headers.len() as i64)
            + headers
    }
}

/// The number that an idempotent producer gives a batch: that of its first record among those of the partition (KIP-98).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered {
    pub producer: ProducerIdAndEpoch,
    pub base_sequence: i32,
}

/// A batch as it travels and as a log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordBatch {
    /// Given by the leader when it appends.
    pub base_offset: Offset,
    pub leader_epoch: LeaderEpoch,
    /// When the leader appended it, in virtual milliseconds: the timestamp of its records under `LogAppendTime`.
    pub appended_ms: u64,
    pub log_append_time: bool,
    /// `None` where the producer does not number.
    pub numbered: Option<Numbered>,
    pub in_transaction: InTransaction,
    pub records: Arc<Records>,
}

impl RecordBatch {
    /// A batch that no leader has appended yet.
    pub fn unwritten(records: Arc<Records>) -> Self {
        RecordBatch {
            base_offset: Offset(0),
            leader_epoch: LeaderEpoch(-1),
            appended_ms: 0,
            log_append_time: false,
            numbered: None,
            in_transaction: InTransaction::No,
            records,
        }
    }

    /// As the leader judges it.
    pub fn as_numbered(&self) -> Option<NumberedBatch> {
        let Numbered {
            producer,
            base_sequence,
        } = self.numbered.filter(|_| !self.is_control())?;
        Some(NumberedBatch {
            producer,
            base_sequence,
            count: self.records.count(),
            transactional: self.is_transactional(),
        })
    }

    pub fn last_offset(&self) -> Offset {
        self.base_offset + (self.records.count() as i64 - 1)
    }

    pub fn next_offset(&self) -> Offset {
        self.base_offset + self.records.count() as i64
    }

    pub fn max_timestamp(&self) -> i64 {
        if self.log_append_time {
            self.appended_ms as i64
        } else {
            self.records.max_timestamp()
        }
    }

    /// The records with offset and timestamp as a consumer sees them.
    pub fn iter(&self) -> impl Iterator<Item = (Offset, RecordRef<'_>)> {
        let append_time = self.log_append_time.then_some(self.appended_ms as i64);
        self.records.iter().map(move |mut record| {
            record.timestamp = append_time.unwrap_or(record.timestamp);
            (self.base_offset + record.offset_delta as i64, record)
        })
    }

    /// The record at this offset.
    pub fn get(&self, offset: Offset) -> Option<RecordRef<'_>> {
        self.iter().find(|(at, _)| *at == offset).map(|(_, record)| record)
    }
}

/// What a batch with this one record may need at most (`AbstractRecords.estimateSizeInBytesUpperBound`).
pub fn size_upper_bound(record: &NewRecord) -> u32 {
    const RECORD_OVERHEAD_MAX: u32 = 21;
    let headers: u32 = record
        .headers
        .iter()
        .map(|(name, value)| slice_len(Some(name.as_bytes())) + slice_len(Some(value)))
        .sum();
    let count = varint_len(record.headers.len() as i64);
    BATCH_OVERHEAD + RECORD_OVERHEAD_MAX + slice_len(record.key) + slice_len(record.value) + count + headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance() -> Arc<Provenance> {
        Arc::new(Provenance {
            producer: "p".into(),
            key_serializer: Serializer::String,
            value_serializer: Serializer::String,
            batch_size: 16384,
        })
    }

    #[test]
    fn records_come_back_as_they_went_in() {
        let headers: Headers = Arc::from([(Name::from("trace"), Arc::from(&b"7"[..]))]);
        type Input<'a> = (i64, Option<&'a [u8]>, Option<&'a [u8]>);
        let inputs: [Input; 4] = [
            (1000, Some(b"user-1"), Some(b"x")),
            (900, None, Some(b"")),
            (70_000, Some(b""), None),
            (1000, None, None),
        ];
        let mut builder = RecordsBuilder::new(1000);
        for (timestamp, key, value) in inputs {
            let record = NewRecord {
                timestamp,
                key,
                value,
                headers: &headers,
                choice: Choice::Sticky,
            };
            let (before, size) = (builder.size_bytes(), builder.size_of(&record));
            builder.append(&record);
            assert_eq!(builder.size_bytes(), before + size);
        }
        let records = builder.build(provenance());
        let read: Vec<_> = records.iter().map(|r| (r.timestamp, r.key, r.value)).collect();
        assert_eq!(read, inputs);
        assert_eq!(
            records.iter().next().map(|r| r.headers()),
            Some(vec![("trace", &b"7"[..])])
        );
        assert_eq!((records.count(), records.max_timestamp()), (4, 70_000));
    }

    #[test]
    fn a_choice_is_kept_for_every_record() {
        let mut builder = RecordsBuilder::new(0);
        let choices = [Choice::Sticky, Choice::Sticky, Choice::Given, Choice::Sticky];
        for choice in choices {
            builder.append(&NewRecord {
                timestamp: 0,
                key: None,
                value: None,
                headers: &[],
                choice,
            });
        }
        let records = builder.build(provenance());
        assert_eq!((0..4).map(|i| records.choice(i)).collect::<Vec<_>>(), choices);
    }
}
