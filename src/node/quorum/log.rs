//! The metadata log, `__cluster_metadata`: one entry for each decision of a controller and for each election.
//!
//! Simplified: an entry carries the metadata as it is then, so that nobody has to replay records to know it, and each entry
//! can serve as a snapshot (KIP-630). What changed from one to the next can be computed.

use std::{collections::VecDeque, sync::Arc};

use super::MetadataRecord;
use crate::{
    kafka::ids::ControllerEpoch,
    node::{api::LogEnd, image::Image},
};

/// So many entries are kept behind the high watermark; who is farther behind begins with a snapshot.
const KEPT: u64 = 100;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Of the leader that wrote it.
    pub epoch: ControllerEpoch,
    /// How the cluster is then. Its version is the offset after this entry.
    pub image: Arc<Image>,
}

/// A voter's copy of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataLog {
    /// The offset of the first entry that is kept. There is always one.
    start: u64,
    entries: VecDeque<Entry>,
}

impl MetadataLog {
    /// The log of a new cluster.
    pub fn new(first: Entry) -> Self {
        MetadataLog {
            start: first.image.version.saturating_sub(1),
            entries: VecDeque::from([first]),
        }
    }

    /// Where it begins.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Where it ends.
    pub fn end(&self) -> LogEnd {
        LogEnd {
            epoch: self.entries.back().map_or(ControllerEpoch(0), |last| last.epoch),
            offset: self.start + self.entries.len() as u64,
        }
    }

    /// The entry before this offset: the newest there is if the log ended there.
    pub fn before(&self, offset: u64) -> Option<&Entry> {
        let place = offset.checked_sub(self.start + 1)?;
        self.entries.get(place as usize)
    }

    /// From an offset on, with the offset of the first: a later one where that is kept no more.
    pub fn from(&self, offset: u64) -> (u64, impl Iterator<Item = &Entry>) {
        let from = offset.max(self.start);
        (from, self.entries.iter().skip((from - self.start) as usize))
    }

    /// What the newest entries say, each with its offset and epoch: at most so many.
    pub fn newest(&self, most: u64) -> Vec<(u64, ControllerEpoch, Vec<MetadataRecord>)> {
        let end = self.end().offset;
        let first = end.saturating_sub(most).max(self.start + 1);
        let said = |offset: u64| {
            let (before, entry) = (self.before(offset)?, self.before(offset + 1)?);
            Some((offset, entry.epoch, MetadataRecord::between(before, entry)))
        };
        (first..end).filter_map(said).collect()
    }

    /// Where the last epoch up to this one ends (`endOffsetForEpoch`).
    pub fn end_of_epoch(&self, epoch: ControllerEpoch) -> LogEnd {
        let count = self.entries.partition_point(|entry| entry.epoch <= epoch);
        let last = count.checked_sub(1).and_then(|last| self.entries.get(last));
        LogEnd {
            epoch: last.map_or(ControllerEpoch(0), |last| last.epoch),
            offset: self.start + count as u64,
        }
    }

    pub fn append(&mut self, entry: Entry) {
        self.entries.push_back(entry);
    }

    /// Takes over what a leader sent. What begins after the end replaces all there is.
    pub fn extend(&mut self, from: u64, entries: Vec<Entry>) {
        let Some(_) = entries.first() else { return };
        if from > self.end().offset {
            self.start = from;
            self.entries.clear();
        }
        self.truncate(from);
        self.entries.extend(entries);
    }

    /// Gives up what is from this offset on.
    pub fn truncate(&mut self, offset: u64) {
        self.entries.truncate(offset.saturating_sub(self.start) as usize);
    }

    /// Gives up what is long committed.
    pub fn forget_before(&mut self, high_watermark: u64) {
        while self.start + KEPT < high_watermark && self.entries.len() > 1 {
            self.entries.pop_front();
            self.start += 1;
        }
    }
}
