//! A share-partition: one partition as a share group sees it, record by record (`SharePartition`, KIP-932).
//!
//! Pure and clockless: the caller brings the time and carries the news. The state of each record between the start
//! offset and the end offset is kept on its own, where Kafka keeps whole batches together until they differ; nobody can
//! tell the two apart. Absent on purpose: the persister and its epochs, and gaps of compacted logs.

use std::collections::VecDeque;

use crate::kafka::{
    error::KafkaError,
    ids::{Name, Offset},
};

/// What may happen to a record in flight (`RecordState`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// The next to ask for records may have it.
    Available,
    /// A member has it, and nobody else gets it until `until_ms`.
    Acquired { member: Name, until_ms: u64 },
    /// Accepted: done for good.
    Acknowledged,
    /// Rejected, delivered too often, or gone from the log: done for good.
    Archived,
}

/// A record in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFlight {
    pub state: RecordState,
    /// How often it was acquired.
    pub delivery_count: u32,
}

/// What the consumer says of a record (`AcknowledgeType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcknowledgeType {
    /// It was processed.
    Accept,
    /// It was not; somebody may try again.
    Release,
    /// It cannot be processed; nobody shall try again.
    Reject,
    /// It is still being processed: the lock begins anew (KIP-1222).
    Renew,
    /// There is no record for an application at this offset: it has the marker of a transaction
    /// (`Acknowledgements.ACKNOWLEDGE_TYPE_GAP`). No application says it, the consumer does by itself.
    Gap,
}

impl AcknowledgeType {
    /// Every type, in Kafka's order; the gap, which Kafka has as 0, last.
    pub const ALL: [AcknowledgeType; 5] = [
        AcknowledgeType::Accept,
        AcknowledgeType::Release,
        AcknowledgeType::Reject,
        AcknowledgeType::Renew,
        AcknowledgeType::Gap,
    ];

    /// Kafka's word.
    pub fn name(self) -> &'static str {
        match self {
            AcknowledgeType::Accept => "accept",
            AcknowledgeType::Release => "release",
            AcknowledgeType::Reject => "reject",
            AcknowledgeType::Renew => "renew",
            AcknowledgeType::Gap => "gap",
        }
    }
}

/// What the group's configuration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `group.share.record.lock.duration.ms`
    pub lock_duration_ms: u64,
    /// `group.share.delivery.count.limit`
    pub delivery_count: u32,
    /// `group.share.partition.max.record.locks`
    pub in_flight: u32,
}

/// A run of records that a member has acquired together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acquired {
    pub first: Offset,
    pub last: Offset,
    pub delivery_count: u32,
}

/// What became of a run of records that a member had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub first: Offset,
    pub last: Offset,
    pub member: Name,
    pub fate: Fate,
    pub delivery_count: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Accepted,
    Released,
    Rejected,
    Renewed,
    /// It is nothing for an application.
    Gap,
    /// Released, but delivered as often as is allowed.
    AtLimit,
}

/// How many records an acquisition may take (`ShareAcquireMode`, KIP-1206).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcquireMode {
    /// A batch of the log that was begun is taken to its end.
    BatchOptimized,
    /// Never more than was asked for.
    RecordLimit,
}

/// One partition of one share group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharePartition {
    start: Offset,
    records: VecDeque<InFlight>,
}

impl SharePartition {
    /// A group that begins to read here.
    pub fn starting_at(start: Offset) -> Self {
        SharePartition {
            start,
            records: VecDeque::new(),
        }
    }

    /// The share-partition start offset (SPSO): everything before it is done.
    pub fn start_offset(&self) -> Offset {
        self.start
    }

    /// The offset after the last record in flight: nobody was given that one yet (SPEO).
    pub fn end_offset(&self) -> Offset {
        self.start + self.records.len() as i64
    }

    /// The records in flight with their offsets.
    pub fn in_flight(&self) -> impl Iterator<Item = (Offset, &InFlight)> {
        (0..).map(|n| self.start + n).zip(&self.records)
    }

    /// The record in flight with this offset.
    pub fn record(&self, offset: Offset) -> Option<&InFlight> {
        self.records.get(self.place(offset)?)
    }

    fn place(&self, offset: Offset) -> Option<usize> {
        usize::try_from(offset - self.start).ok()
    }

    /// Where to read next: the first available record, else the first new one (`nextFetchOffset`).
    pub fn next_fetch_offset(&self) -> Offset {
        let available = self
            .in_flight()
            .find(|(_, record)| record.state == RecordState::Available);
        available.map_or(self.end_offset(), |(offset, _)| offset)
    }

    /// Whether reading at `next_fetch_offset` can give anything (`canAcquireRecords`).
    pub fn can_acquire(&self, limits: Limits) -> bool {
        self.next_fetch_offset() < self.end_offset() || (self.records.len() as u64) < u64::from(limits.in_flight)
    }

    /// When the first lock ends, if nobody acts before.
    pub fn next_expiry_ms(&self) -> Option<u64> {
        let until = |record: &InFlight| match record.state {
            RecordState::Acquired { until_ms, .. } => Some(until_ms),
            _ => None,
        };
        self.records.iter().filter_map(until).min()
    }

    /// Gives a member up to `most` records of the batches that were read, each by its first and last offset (`acquire`).
    pub fn acquire(
        &mut self,
        member: &Name,
        now: u64,
        batches: impl IntoIterator<Item = (Offset, Offset)>,
        most: u32,
        mode: AcquireMode,
        limits: Limits,
    ) -> Vec<Acquired> {
        let until_ms = now + limits.lock_duration_ms;
        let mut taken: Vec<Acquired> = Vec::new();
        let mut count = 0;
        for (first, last) in batches {
            if most <= count {
                break;
            }
            let mut run_is_open = false;
            let mut offset = first.max(self.start);
            while offset <= last && (mode == AcquireMode::BatchOptimized || count < most) {
                match self.take(offset, member, until_ms, limits) {
                    None => run_is_open = false,
                    Some(delivery_count) => {
                        count += 1;
                        join(&mut taken, run_is_open, offset, delivery_count);
                        run_is_open = true;
                    }
                }
                offset += 1;
            }
        }
        taken
    }

    /// Acquires one record; the number of its deliveries, if it can be had.
    fn take(&mut self, offset: Offset, member: &Name, until_ms: u64, limits: Limits) -> Option<u32> {
        let place = self.place(offset)?;
        if place == self.records.len() && (place as u64) < u64::from(limits.in_flight) {
            self.records.push_back(InFlight {
                state: RecordState::Available,
                delivery_count: 0,
            });
        }
        let record = self.records.get_mut(place)?;
        if record.state != RecordState::Available {
            return None;
        }
        record.state = RecordState::Acquired {
            member: member.clone(),
            until_ms,
        };
        record.delivery_count += 1;
        Some(record.delivery_count)
    }

    /// A member says what became of records that it has: of all of them, or of none (`acknowledge`).
    ///
    /// # Errors
    /// `INVALID_RECORD_STATE` where it does not have one of them (any more), `INVALID_REQUEST` where nobody ever had.
    pub fn acknowledge(
        &mut self,
        member: &Name,
        now: u64,
        runs: &[(Offset, Offset, AcknowledgeType)],
        limits: Limits,
    ) -> Result<Vec<Change>, KafkaError> {
        for (first, last, _) in runs {
            self.check_run(member, *first, *last)?;
        }
        let mut changes = Vec::new();
        for (first, last, kind) in runs {
            let mut offset = (*first).max(self.start);
            while offset <= *last {
                let change = self.settle(offset, Some(*kind), now, limits);
                push(&mut changes, change);
                offset += 1;
            }
        }
        self.move_start();
        Ok(changes)
    }

    /// What is before the start offset is done, and nobody minds what is said of it.
    fn check_run(&self, member: &Name, first: Offset, last: Offset) -> Result<(), KafkaError> {
        if self.end_offset() <= last {
            return Err(KafkaError::InvalidRequest);
        }
        let holds = |record: &InFlight| matches!(&record.state, RecordState::Acquired { member: holder, .. } if holder == member);
        let mut inside = self
            .in_flight()
            .skip_while(|(offset, _)| *offset < first)
            .take_while(|(offset, _)| *offset <= last);
        if inside.all(|(_, record)| holds(record)) {
            Ok(())
        } else {
            Err(KafkaError::InvalidRecordState)
        }
    }

    /// Ends an acquisition, or renews it; `None` releases, as nobody decided otherwise.
    fn settle(&mut self, offset: Offset, kind: Option<AcknowledgeType>, now: u64, limits: Limits) -> Option<Change> {
        let place = self.place(offset)?;
        let record = self.records.get_mut(place)?;
        let RecordState::Acquired { member, .. } = &record.state else {
            return None;
        };
        let member = member.clone();
        let too_often = limits.delivery_count <= record.delivery_count;
        let (state, fate) = match kind {
            Some(AcknowledgeType::Accept) => (RecordState::Acknowledged, Fate::Accepted),
            Some(AcknowledgeType::Reject) => (RecordState::Archived, Fate::Rejected),
            Some(AcknowledgeType::Gap) => (RecordState::Archived, Fate::Gap),
            Some(AcknowledgeType::Renew) => {
                let until_ms = now + limits.lock_duration_ms;
                let member = member.clone();
                (RecordState::Acquired { member, until_ms }, Fate::Renewed)
            }
            Some(AcknowledgeType::Release) | None if too_often => (RecordState::Archived, Fate::AtLimit),
            Some(AcknowledgeType::Release) | None => (RecordState::Available, Fate::Released),
        };
        record.state = state;
        Some(Change {
            first: offset,
            last: offset,
            member,
            fate,
            delivery_count: record.delivery_count,
        })
    }

    /// A member is gone: what it had is anybody's (`releaseAcquiredRecords`).
    pub fn release_member(&mut self, member: &Name, limits: Limits) -> Vec<Change> {
        self.release(
            limits,
            |state| matches!(state, RecordState::Acquired { member: holder, .. } if holder == member),
        )
    }

    /// Locks that end now are released (`releaseAcquisitionLockOnTimeout`).
    pub fn expire(&mut self, now: u64, limits: Limits) -> Vec<Change> {
        self.release(
            limits,
            |state| matches!(state, RecordState::Acquired { until_ms, .. } if *until_ms <= now),
        )
    }

    fn release(&mut self, limits: Limits, which: impl Fn(&RecordState) -> bool) -> Vec<Change> {
        let due: Vec<Offset> = self
            .in_flight()
            .filter(|(_, record)| which(&record.state))
            .map(|(offset, _)| offset)
            .collect();
        let mut changes = Vec::new();
        for offset in due {
            let change = self.settle(offset, None, 0, limits);
            push(&mut changes, change);
        }
        self.move_start();
        changes
    }

    /// The log begins later now: what is before is gone (`updateCacheAndOffsets`). True where that was news.
    pub fn log_starts_at(&mut self, log_start: Offset) -> bool {
        let moved = self.start < log_start;
        while self.start < log_start {
            match self.records.pop_front() {
                Some(_) => self.start += 1,
                None => self.start = log_start,
            }
        }
        self.move_start();
        moved
    }

    /// The start offset passes over what is done (`maybeUpdateCachedStateAndOffsets`).
    fn move_start(&mut self) {
        let done = |record: &InFlight| matches!(record.state, RecordState::Acknowledged | RecordState::Archived);
        while self.records.front().is_some_and(done) {
            self.records.pop_front();
            self.start += 1;
        }
    }
}

/// One more record of the run, or the first of a new one.
fn join(taken: &mut Vec<Acquired>, run_is_open: bool, offset: Offset, delivery_count: u32) {
    match taken.last_mut() {
        Some(run) if run_is_open && run.delivery_count == delivery_count => run.last = offset,
        _ => taken.push(Acquired {
            first: offset,
            last: offset,
            delivery_count,
        }),
    }
}

/// The same for what became of them.
fn push(changes: &mut Vec<Change>, change: Option<Change>) {
    let Some(change) = change else { return };
    match changes.last_mut() {
        Some(run)
            if run.last + 1 == change.first
                && (&run.member, run.fate, run.delivery_count)
                    == (&change.member, change.fate, change.delivery_count) =>
        {
            run.last = change.last;
        }
        _ => changes.push(change),
    }
}

#[cfg(test)]
mod tests;
