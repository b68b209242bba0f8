//! Which leader wrote which part of a log (`LeaderEpochFileCache`, KIP-101): what a follower needs to find where its log
//! and the leader's begin to differ.

use std::sync::Arc;

use crate::kafka::ids::{LeaderEpoch, Offset};

/// The first offset of each leader epoch, both growing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeaderEpochs {
    entries: Arc<Vec<(LeaderEpoch, Offset)>>,
}

impl LeaderEpochs {
    /// The epoch of the newest entry.
    pub fn latest(&self) -> Option<LeaderEpoch> {
        self.entries.last().map(|(epoch, _)| *epoch)
    }

    pub fn iter(&self) -> impl Iterator<Item = (LeaderEpoch, Offset)> {
        self.entries.iter().copied()
    }

    /// From `start` on the log is written by this epoch; later entries that contradict that go
    /// (`LeaderEpochFileCache.assign`).
    pub fn assign(&mut self, epoch: LeaderEpoch, start: Offset) {
        let known = |(last, from): &(LeaderEpoch, Offset)| *last == epoch && *from <= start;
        if self.entries.last().is_some_and(known) {
            return;
        }
        let entries = Arc::make_mut(&mut self.entries);
        while entries
            .last()
            .is_some_and(|(last, from)| epoch <= *last || start <= *from)
        {
            entries.pop();
        }
        entries.push((epoch, start));
    }

    /// The largest epoch that is not above the one asked for, and the offset at which it ends here; `None` where that
    /// cannot be said (`LeaderEpochFileCache.endOffsetFor`).
    pub fn end_of(&self, asked: LeaderEpoch, log_end_offset: Offset) -> Option<(LeaderEpoch, Offset)> {
        if self.latest() == Some(asked) {
            return Some((asked, log_end_offset));
        }
        let above = self.entries.iter().position(|(epoch, _)| asked < *epoch)?;
        let (_, end) = self.entries[above];
        let floor = above.checked_sub(1).map_or(asked, |below| self.entries[below].0);
        Some((floor, end))
    }

    /// The log ends here now.
    pub fn truncate_to(&mut self, log_end_offset: Offset) {
        let ends = |(_, start): &(LeaderEpoch, Offset)| log_end_offset <= *start;
        while self.entries.last().is_some_and(ends) {
            Arc::make_mut(&mut self.entries).pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(entries: &[(i32, i64)]) -> LeaderEpochs {
        let mut cache = LeaderEpochs::default();
        for (epoch, start) in entries {
            cache.assign(LeaderEpoch(*epoch), Offset(*start));
        }
        cache
    }

    /// Where epochs end in a log with 10 records.
    fn check(entries: &[(i32, i64)], asked: i32, expected: Option<(i32, i64)>) {
        let end = cache(entries).end_of(LeaderEpoch(asked), Offset(10));
        assert_eq!(
            end.map(|(epoch, offset)| (epoch.0, offset.0)),
            expected,
            "{entries:?}, {asked}"
        );
    }

    #[test]
    fn an_epoch_ends_where_the_next_one_begins() {
        check(&[(0, 0), (2, 4), (5, 7)], 0, Some((0, 4)));
        check(&[(0, 0), (2, 4), (5, 7)], 2, Some((2, 7)));
        check(&[(0, 0), (2, 4), (5, 7)], 5, Some((5, 10)));
        // An epoch that wrote nothing here: the one before it ends.
        check(&[(0, 0), (2, 4), (5, 7)], 3, Some((2, 7)));
        check(&[(2, 4), (5, 7)], 1, Some((1, 4)));
        check(&[(0, 0), (2, 4)], 3, None);
        check(&[], 0, None);
    }

    #[test]
    fn an_entry_that_contradicts_later_ones_removes_them() {
        assert_eq!(cache(&[(0, 0), (3, 6), (2, 4)]), cache(&[(0, 0), (2, 4)]));
        assert_eq!(cache(&[(0, 0), (1, 5), (2, 5)]), cache(&[(0, 0), (2, 5)]));
        assert_eq!(cache(&[(0, 0), (0, 3)]), cache(&[(0, 0)]));
    }

    #[test]
    fn a_shorter_log_forgets_the_epochs_beyond_its_end() {
        let mut epochs = cache(&[(0, 0), (2, 4), (5, 7)]);
        epochs.truncate_to(Offset(4));
        assert_eq!(epochs, cache(&[(0, 0)]));
    }
}
