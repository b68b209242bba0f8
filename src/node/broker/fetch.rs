//! Fetches of consumers and followers: answered at once, or kept until there is enough to answer (`DelayedFetch`).
//!
//! A consumer reads up to the high watermark, a follower up to the end, and with its question says how far it is.

use std::collections::BTreeSet;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, LeaderEpoch, Offset, TopicPartition},
    },
    node::{
        api::{Fetch, FetchPartition, Fetched, FetchedPartition, FollowerEpochs, Response},
        broker::{Broker, Replica, leading::Moment},
        context::{Caller, Cx, Timer},
    },
};

/// A fetch that waits for `fetch.min.bytes` or `fetch.max.wait.ms` (`DelayedFetch`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WaitingFetch {
    pub(super) caller: Caller,
    deadline: u64,
    pub(super) fetch: Fetch,
}

impl Broker {
    pub(super) fn fetch(&mut self, cx: &mut Cx, caller: Caller, fetch: Fetch) {
        if let Some(follower) = fetch.replica {
            self.hear_of_follower(cx, follower, &fetch);
        }
        if self.fetch_is_ready(&fetch) {
            self.answer_fetch(cx, &caller, &fetch);
            return;
        }
        // Not even an empty answer takes no time at all: a reader that asks again at once would stop the clock.
        let wait_ms = if fetch.min_bytes == 0 { 0 } else { fetch.max_wait_ms };
        let deadline = cx.now + wait_ms.max(1);
        self.waiting.push(WaitingFetch {
            caller,
            deadline,
            fetch,
        });
        self.set_fetch_timer(cx);
    }

    /// How far the follower is: it may be in sync again, and records may be safe (`Partition.updateFollowerFetchState`).
    fn hear_of_follower(&mut self, cx: &mut Cx, follower: BrokerId, fetch: &Fetch) {
        let before = self.fetches.insert(follower, cx.now).unwrap_or(0);
        let heard: BTreeSet<&TopicPartition> = fetch
            .partitions
            .iter()
            .filter(|wanted| self.may_hear(wanted))
            .map(|wanted| &wanted.partition)
            .collect();
        self.settle_unheard(follower, before, &heard);
        let mut moved = false;
        for wanted in fetch
            .partitions
            .iter()
            .filter(|wanted| heard.contains(&wanted.partition))
        {
            moved |= self.hear_of(cx, follower, before, wanted);
        }
        if moved {
            self.logs_changed(cx);
        }
    }

    /// The follower is where it says it is.
    fn may_hear(&self, wanted: &FetchPartition) -> bool {
        self.checked(wanted)
            .is_ok_and(|replica| diverging(replica, wanted).is_none() && wanted.offset <= replica.log.log_end_offset())
    }

    fn settle_unheard(&mut self, follower: BrokerId, before: u64, heard: &BTreeSet<&TopicPartition>) {
        let unheard = self.replicas.iter().filter(|(tp, _)| !heard.contains(tp));
        let known = |replica: &Replica| replica.leading()?.not_fetched(follower, before);
        let settled: Vec<_> = unheard
            .filter_map(|(tp, replica)| Some((tp.clone(), known(replica)?)))
            .collect();
        for (tp, state) in settled {
            if let Some(leading) = self.replicas.get_mut(&tp).and_then(Replica::leading_mut) {
                leading.set_follower(follower, state);
            }
        }
    }

    /// True where the high watermark moved.
    fn hear_of(&mut self, cx: &mut Cx, follower: BrokerId, before: u64, wanted: &FetchPartition) -> bool {
        let at = Moment::new(cx.now, self.id, &self.image, &self.fetches);
        let Some(replica) = self.replicas.get(&wanted.partition) else {
            return false;
        };
        let (end, high_watermark) = (replica.log.log_end_offset(), replica.high_watermark());
        let Some(leading) = replica.leading() else { return false };
        let Some(state) = leading.fetched(follower, wanted.offset, before, end) else {
            return false;
        };
        let is_news = leading.follower(follower) != Some(&state);
        let mut moved = false;
        if (is_news || replica.reach(&at).is_some())
            && let Some(replica) = self.replicas.get_mut(&wanted.partition)
        {
            if let Some(leading) = replica.leading_mut() {
                leading.set_follower(follower, state);
            }
            moved = replica.advance(&at);
            if moved {
                replica.tell_watermark(cx, &wanted.partition, high_watermark);
            }
        }
        let leading = self.replicas.get(&wanted.partition).and_then(Replica::leading);
        if let Some(isr) = leading.and_then(|leading| leading.with(&at, follower, high_watermark)) {
            self.ask_for_isr(cx, &wanted.partition, isr, &[follower]);
        }
        moved
    }

    /// The partition, if this broker may answer for it (`Partition.getLocalLog`).
    fn checked(&self, wanted: &FetchPartition) -> Result<&Replica, KafkaError> {
        let replica = self.led(&wanted.partition)?;
        if let Some(FollowerEpochs { current, .. }) = wanted.follower {
            check_epoch(current, replica.leader_epoch)?;
        }
        Ok(replica)
    }

    /// The partition, if this broker leads it.
    pub(super) fn led(&self, tp: &TopicPartition) -> Result<&Replica, KafkaError> {
        let replica = self.replicas.get(tp).filter(|replica| replica.leading().is_some());
        replica.ok_or_else(|| self.unknown_error(tp))
    }

    /// Enough bytes (at least one), or something to refuse.
    fn fetch_is_ready(&self, fetch: &Fetch) -> bool {
        let (mut bytes, enough) = (0, fetch.min_bytes.max(1));
        for wanted in &fetch.partitions {
            let Ok(replica) = self.checked(wanted) else {
                return true;
            };
            let (start, end) = (replica.log.log_start_offset(), end_for(replica, wanted));
            let out_of_range = wanted.offset < start || replica.log.log_end_offset() < wanted.offset;
            if out_of_range || diverging(replica, wanted).is_some() {
                return true;
            }
            bytes += replica.log.bytes_between(wanted.offset, end, enough);
        }
        enough <= bytes
    }

    pub(super) fn answer_waiting(&mut self, cx: &mut Cx) {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return;
        }
        for fetch in waiting {
            if fetch.deadline <= cx.now || self.fetch_is_ready(&fetch.fetch) {
                self.answer_fetch(cx, &fetch.caller, &fetch.fetch);
            } else {
                self.waiting.push(fetch);
            }
        }
        self.set_fetch_timer(cx);
    }

    fn set_fetch_timer(&self, cx: &mut Cx) {
        match self.waiting.iter().map(|fetch| fetch.deadline).min() {
            Some(deadline) => cx.set_timer(Timer::FetchWait, deadline),
            None => cx.cancel_timer(Timer::FetchWait),
        }
    }

    fn answer_fetch(&self, cx: &mut Cx, caller: &Caller, fetch: &Fetch) {
        // Only the first partition with data may exceed the limits, by one batch (KIP-74, `ReplicaManager.readFromLog`).
        let (mut left, mut at_least_one) = (fetch.max_bytes, true);
        let partitions = fetch
            .partitions
            .iter()
            .map(|wanted| {
                let result = self.read(wanted, left, at_least_one);
                let bytes: u64 = result
                    .iter()
                    .flat_map(|f| &f.batches)
                    .map(|b| b.records.size_bytes())
                    .sum();
                left = left.saturating_sub(bytes);
                at_least_one &= bytes == 0;
                FetchedPartition {
                    partition: wanted.partition.clone(),
                    offset: wanted.offset,
                    result,
                }
            })
            .collect();
        cx.respond(caller, Response::Fetch { partitions });
    }

    fn read(&self, wanted: &FetchPartition, bytes_left: u64, at_least_one: bool) -> Result<Fetched, KafkaError> {
        let replica = self.checked(wanted)?;
        let log = &replica.log;
        let diverging = diverging(replica, wanted);
        let (start, end) = (log.log_start_offset(), log.log_end_offset());
        if diverging.is_none() && (wanted.offset < start || end < wanted.offset) {
            return Err(KafkaError::OffsetOutOfRange);
        }
        let bytes = wanted.max_bytes.min(bytes_left);
        let batches = match diverging {
            Some(_) => Vec::new(),
            None => log.read(wanted.offset, end_for(replica, wanted), bytes, at_least_one),
        };
        Ok(Fetched {
            log_start_offset: start,
            high_watermark: replica.high_watermark(),
            leader_epoch: replica.leader_epoch,
            diverging,
            batches,
        })
    }
}

/// `Partition.checkCurrentLeaderEpoch`.
fn check_epoch(told: LeaderEpoch, own: LeaderEpoch) -> Result<(), KafkaError> {
    match told.cmp(&own) {
        std::cmp::Ordering::Less => Err(KafkaError::FencedLeaderEpoch),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(KafkaError::UnknownLeaderEpoch),
    }
}

/// Up to here the log is read.
fn end_for(replica: &Replica, wanted: &FetchPartition) -> Offset {
    match wanted.follower {
        Some(_) => replica.log.log_end_offset(),
        None => replica.high_watermark(),
    }
}

/// Where the follower's log and this one begin to differ, if they do (`Partition.readRecords`, KIP-595).
fn diverging(replica: &Replica, wanted: &FetchPartition) -> Option<(LeaderEpoch, Offset)> {
    let last = wanted.follower?.last_fetched?;
    let end = replica.epochs.end_of(last, replica.log.log_end_offset());
    // An epoch from before the log's start: the follower's offset says it all.
    end.filter(|(epoch, end)| *epoch < last || *end < wanted.offset)
}
