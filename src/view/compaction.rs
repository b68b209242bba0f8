//! What compaction of a log would remove: records whose key comes again later.
//!
//! The model has no log cleaner: it leaves the active segment alone, and no session fills the first one of
//! `__consumer_offsets` (100 MiB). So the picture says what is superseded instead. Absent on purpose: tombstones, which
//! stay as the last record of their key until `delete.retention.ms` is over.

use std::collections::BTreeSet;

use crate::kafka::{ids::Offset, log::Log};

/// So many records at the end of a log are looked at for a picture.
pub const REACH: u32 = 2_000;

/// The superseded records from an offset on, the newest first. Where that lies further back than `reach` records, those
/// before are not looked at.
pub fn superseded(log: &Log, from: Offset, reach: u32) -> Vec<i64> {
    let from = from.max(log.log_start_offset());
    let (mut keys, mut found, mut seen) = (BTreeSet::new(), Vec::new(), 0);
    for batch in log.batches_back().take_while(|batch| from < batch.next_offset()) {
        if reach <= seen {
            break;
        }
        seen += batch.records.count();
        let records: Vec<_> = batch.iter().filter(|(offset, _)| from <= *offset).collect();
        for (offset, record) in records.into_iter().rev() {
            if record.key.is_some_and(|key| !keys.insert(key)) {
                found.push(offset.0);
            }
        }
    }
    found
}
