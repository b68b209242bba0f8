//! Fetches: answered at once, or kept until there is enough to answer (`DelayedFetch`).

use crate::{
    kafka::error::KafkaError,
    node::{
        api::{Fetch, FetchPartition, Fetched, FetchedPartition, Response},
        broker::Broker,
        context::{Caller, Cx, Timer},
    },
};

/// A fetch that waits for `fetch.min.bytes` or `fetch.max.wait.ms` (`DelayedFetch`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WaitingFetch {
    caller: Caller,
    deadline: u64,
    pub(super) fetch: Fetch,
}

impl Broker {
    pub(super) fn fetch(&mut self, cx: &mut Cx, caller: Caller, fetch: Fetch) {
        fetch.partitions.iter().for_each(|wanted| self.open(&wanted.partition));
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

    /// Enough bytes (at least one), or something to refuse.
    fn fetch_is_ready(&self, fetch: &Fetch) -> bool {
        let (mut bytes, enough) = (0, fetch.min_bytes.max(1));
        for wanted in &fetch.partitions {
            let Some(replica) = self.replicas.get(&wanted.partition) else {
                return true;
            };
            let (start, end) = (replica.log.log_start_offset(), replica.high_watermark());
            if wanted.offset < start || end < wanted.offset {
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
        let replica = self
            .replicas
            .get(&wanted.partition)
            .ok_or_else(|| self.unknown_error(&wanted.partition))?;
        let (log_start_offset, high_watermark) = (replica.log.log_start_offset(), replica.high_watermark());
        if wanted.offset < log_start_offset || high_watermark < wanted.offset {
            return Err(KafkaError::OffsetOutOfRange);
        }
        let bytes = wanted.max_bytes.min(bytes_left);
        let batches = replica.log.read(wanted.offset, high_watermark, bytes, at_least_one);
        Ok(Fetched {
            log_start_offset,
            high_watermark,
            leader_epoch: replica.leader_epoch,
            batches,
        })
    }
}
