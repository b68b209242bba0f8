//! The log of one replica: batches in segments, offsets that are never used twice.
//!
//! Cheap to copy: sealed parts are shared between the copies, so a checkpoint of a million records costs almost
//! nothing. Absent on purpose: files, indexes and the page cache; a lesson never needs them.

use std::{cmp::Ordering, sync::Arc};

use imbl::Vector;

use crate::kafka::{ids::Offset, record::RecordBatch};

/// When a new segment begins (`segment.bytes`, `segment.ms`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollRule {
    pub segment_bytes: u64,
    pub segment_ms: i64,
}

/// A run of batches that retention deletes as a whole (`LogSegment`).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    base_offset: Offset,
    size_bytes: u64,
    /// The largest timestamp of its first batch: segment.ms counts from it.
    first_timestamp: i64,
    /// Shared by all replicas that have it, and by whoever reads it.
    batches: Vector<Arc<RecordBatch>>,
}

/// All records of one replica, in offset order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    log_start_offset: Offset,
    log_end_offset: Offset,
    size_bytes: u64,
    segments: Vec<Segment>,
}

impl Default for Log {
    fn default() -> Self {
        Log {
            log_start_offset: Offset(0),
            log_end_offset: Offset(0),
            size_bytes: 0,
            segments: vec![Segment::starting_at(Offset(0))],
        }
    }
}

impl Segment {
    fn starting_at(base_offset: Offset) -> Self {
        Segment {
            base_offset,
            size_bytes: 0,
            first_timestamp: 0,
            batches: Vector::new(),
        }
    }

    /// `LogSegment.shouldRoll`, without the limits of its index files.
    fn should_roll(&self, batch: &RecordBatch, rule: RollRule) -> bool {
        let size = batch.records.size_bytes();
        !self.batches.is_empty()
            && (self.size_bytes + size > rule.segment_bytes
                || batch.max_timestamp() - self.first_timestamp > rule.segment_ms)
    }
}

impl Log {
    /// The first offset that can be read.
    pub fn log_start_offset(&self) -> Offset {
        self.log_start_offset
    }

    /// An empty log whose first record will have this offset.
    pub fn starting_at(offset: Offset) -> Self {
        Log {
            log_start_offset: offset,
            log_end_offset: offset,
            ..Log::default()
        }
    }

    /// The offset that the next record will get.
    pub fn log_end_offset(&self) -> Offset {
        self.log_end_offset
    }

    /// Bytes of the batches that are kept.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Appends a batch, at the log end offset. Says where it lies.
    pub fn append(&mut self, mut batch: RecordBatch, rule: RollRule) -> Offset {
        batch.base_offset = self.log_end_offset;
        self.push(Arc::new(batch), rule)
    }

    /// Appends what another log has at this log's end.
    pub fn copy(&mut self, batch: Arc<RecordBatch>, rule: RollRule) {
        debug_assert_eq!(
            batch.base_offset, self.log_end_offset,
            "a copy lies where the original does"
        );
        self.push(batch, rule);
    }

    fn push(&mut self, batch: Arc<RecordBatch>, rule: RollRule) -> Offset {
        if self
            .segments
            .last()
            .is_none_or(|active| active.should_roll(&batch, rule))
        {
            self.segments.push(Segment::starting_at(self.log_end_offset));
        }
        let (base, size) = (batch.base_offset, batch.records.size_bytes());
        self.log_end_offset = batch.next_offset();
        self.size_bytes += size;
        if let Some(active) = self.segments.last_mut() {
            if active.batches.is_empty() {
                active.first_timestamp = batch.max_timestamp();
            }
            active.size_bytes += size;
            active.batches.push_back(batch);
        }
        base
    }

    /// Batches from the one that holds `from`, below `until`, of at most `max_bytes` together; `at_least_one` even
    /// where it is larger (KIP-74), so that a reader never starves before a large batch.
    pub fn read(&self, from: Offset, until: Offset, max_bytes: u64, at_least_one: bool) -> Vec<Arc<RecordBatch>> {
        let mut taken = Vec::new();
        // Most questions are asked of a log that has nothing new.
        if until <= from {
            return taken;
        }
        let mut bytes = 0;
        for batch in self.shared_from(from) {
            bytes += batch.records.size_bytes();
            if until <= batch.base_offset || (max_bytes < bytes && !(at_least_one && taken.is_empty())) {
                break;
            }
            taken.push(batch.clone());
        }
        taken
    }

    /// Whether there is anything to read, without reading it: the bytes from `from` to `until`, counted up to `enough`.
    pub fn bytes_between(&self, from: Offset, until: Offset, enough: u64) -> u64 {
        if until <= from {
            return 0;
        }
        let mut bytes = 0;
        for batch in self.batches_from(from) {
            if until <= batch.base_offset || enough <= bytes {
                break;
            }
            bytes += batch.records.size_bytes();
        }
        bytes
    }

    /// The batches from the one that holds `from` on.
    pub fn batches_from(&self, from: Offset) -> impl Iterator<Item = &RecordBatch> {
        self.shared_from(from).map(|batch| &**batch)
    }

    fn shared_from(&self, from: Offset) -> impl Iterator<Item = &Arc<RecordBatch>> {
        let first = self
            .segments
            .partition_point(|s| s.base_offset <= from)
            .saturating_sub(1);
        self.segments
            .iter()
            .skip(first)
            .enumerate()
            .flat_map(move |(n, segment)| {
                let skip = if n == 0 {
                    first_ending_after(&segment.batches, from)
                } else {
                    0
                };
                // `iter().skip()` would pass over every batch before it.
                segment.batches.focus().narrow(skip..).into_iter()
            })
    }

    /// All batches, the newest first.
    pub fn batches_back(&self) -> impl Iterator<Item = &RecordBatch> {
        self.segments
            .iter()
            .rev()
            .flat_map(|segment| segment.batches.iter().rev())
            .map(|batch| &**batch)
    }

    /// The batch that holds this offset.
    pub fn batch_at(&self, offset: Offset) -> Option<&RecordBatch> {
        self.batches_from(offset)
            .next()
            .filter(|batch| batch.base_offset <= offset)
    }

    /// The first offset, in offset order, whose record has this timestamp or a later one
    /// (`UnifiedLog.fetchOffsetByTimestamp`).
    pub fn offset_for_timestamp(&self, timestamp: i64) -> Option<Offset> {
        self.batches_from(self.log_start_offset)
            .filter(|batch| timestamp <= batch.max_timestamp())
            .flat_map(RecordBatch::iter)
            .find(|(offset, record)| self.log_start_offset <= *offset && timestamp <= record.timestamp)
            .map(|(offset, _)| offset)
    }

    /// Cuts off what lies at `offset` and beyond (`UnifiedLog.truncateTo`); a batch that holds it goes as a whole, as
    /// followers hold whole batches.
    pub fn truncate_to(&mut self, offset: Offset) {
        while let Some(active) = self.segments.last_mut() {
            while active.batches.last().is_some_and(|batch| offset < batch.next_offset()) {
                let Some(batch) = active.batches.pop_back() else { break };
                let size = batch.records.size_bytes();
                active.size_bytes -= size;
                self.size_bytes -= size;
                self.log_end_offset = batch.base_offset;
            }
            if !active.batches.is_empty() || active.base_offset < offset || self.segments.len() == 1 {
                break;
            }
            self.segments.pop();
        }
        self.log_start_offset = self.log_start_offset.min(self.log_end_offset);
    }

    /// Moves the log start (`DeleteRecords`, KIP-107); whole segments below it are dropped.
    pub fn delete_before(&mut self, offset: Offset) {
        self.log_start_offset = self.log_start_offset.max(offset.min(self.log_end_offset));
        while self.segments.len() > 1 && self.segments[1].base_offset <= self.log_start_offset {
            self.size_bytes -= self.segments[0].size_bytes;
            self.segments.remove(0);
        }
    }
}

fn first_ending_after(batches: &Vector<Arc<RecordBatch>>, offset: Offset) -> usize {
    let is_before = |batch: &Arc<RecordBatch>| batch.next_offset() <= offset;
    // Most who read are near the end.
    let last = batches.len().saturating_sub(1);
    if last
        .checked_sub(1)
        .and_then(|place| batches.get(place))
        .is_some_and(is_before)
    {
        return last + usize::from(batches.last().is_some_and(is_before));
    }
    let side = |batch: &Arc<RecordBatch>| match is_before(batch) {
        true => Ordering::Less,
        false => Ordering::Greater,
    };
    batches.binary_search_by(side).unwrap_or_else(|place| place)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::kafka::{
        record::{Choice, NewRecord, Provenance, RecordsBuilder},
        serializer::Serializer,
    };

    const RULE: RollRule = RollRule {
        segment_bytes: 300,
        segment_ms: 1000,
    };

    fn batch(timestamps: &[i64]) -> RecordBatch {
        let mut builder = RecordsBuilder::new(timestamps[0]);
        for &timestamp in timestamps {
            builder.append(&NewRecord {
                timestamp,
                key: None,
                value: Some(b"v"),
                headers: &[],
                choice: Choice::Given,
            });
        }
        RecordBatch::unwritten(builder.build(Arc::new(Provenance {
            producer: "p".into(),
            key_serializer: Serializer::String,
            value_serializer: Serializer::String,
            batch_size: 1,
        })))
    }

    fn log() -> Log {
        let mut log = Log::default();
        for start in 0..20 {
            log.append(batch(&[start * 10, start * 10 + 1, start * 10 + 2]), RULE);
        }
        log
    }

    #[test]
    fn every_offset_is_found_across_segments() {
        let log = log();
        assert_eq!(log.log_end_offset(), Offset(60));
        assert!(log.segments.len() > 1);
        for offset in 0..60 {
            let found = log.batch_at(Offset(offset)).map(|b| b.base_offset);
            assert_eq!(found, Some(Offset(offset / 3 * 3)), "offset {offset}");
        }
        assert_eq!(log.batch_at(Offset(60)), None);
    }

    #[test]
    fn a_read_gives_at_least_one_batch_and_stops_at_the_watermark() {
        let log = log();
        let bases = |from, until, bytes| -> Vec<i64> {
            log.read(Offset(from), Offset(until), bytes, true)
                .iter()
                .map(|b| b.base_offset.0)
                .collect()
        };
        assert_eq!(bases(4, 60, 1), [3]);
        assert_eq!(bases(4, 9, 1_000_000), [3, 6]);
        assert_eq!(bases(60, 60, 1_000_000), [0; 0]);
        assert_eq!(log.read(Offset(4), Offset(60), 1, false), []);
    }

    #[test]
    fn a_time_is_looked_up_by_the_first_record_not_older() {
        let log = log();
        assert_eq!(log.offset_for_timestamp(31), Some(Offset(10)));
        assert_eq!(log.offset_for_timestamp(35), Some(Offset(12)));
        assert_eq!(log.offset_for_timestamp(1_000_000), None);
    }

    #[test]
    fn a_truncated_log_is_the_log_before_the_appends() {
        for end in (0..=60).step_by(3) {
            let mut before = Log::default();
            for start in 0..end / 3 {
                before.append(batch(&[start * 10, start * 10 + 1, start * 10 + 2]), RULE);
            }
            let mut truncated = log();
            truncated.truncate_to(Offset(end));
            assert_eq!(truncated.log_end_offset(), Offset(end));
            assert_eq!(truncated.size_bytes(), before.size_bytes(), "cut at {end}");
            let bases = |log: &Log| log.batches_from(Offset(0)).map(|b| b.base_offset).collect::<Vec<_>>();
            assert_eq!(bases(&truncated), bases(&before));
        }
        let mut inside = log();
        inside.truncate_to(Offset(31));
        assert_eq!(inside.log_end_offset(), Offset(30));
    }

    #[test]
    fn deleting_records_moves_the_start_and_frees_whole_segments() {
        let mut log = log();
        let before = log.size_bytes();
        log.delete_before(Offset(31));
        assert_eq!(log.log_start_offset(), Offset(31));
        assert!(log.size_bytes() < before);
        assert_eq!(log.batch_at(Offset(31)).map(|b| b.base_offset), Some(Offset(30)));
        log.delete_before(Offset(5));
        assert_eq!(log.log_start_offset(), Offset(31));
    }
}
