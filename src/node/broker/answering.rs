//! What a fetch is answered: of a consumer's partitions all, of a follower's those of which there is news.

use std::sync::Arc;

use super::{
    Broker, Leading,
    fetch::{diverging, end_for},
    replica::Replica,
    sessions::Session,
};
use crate::{
    kafka::{error::KafkaError, ids::BrokerId, record::RecordBatch},
    node::{
        api::{AbortedTransaction, Fetch, FetchPartition, Fetched, FetchedPartition, Isolation, Response},
        context::{Caller, Cx},
    },
};

/// How much may still be read for an answer.
struct Room {
    left: u64,
    at_least_one: bool,
}

impl Broker {
    pub(super) fn answer_fetch(&mut self, cx: &mut Cx, caller: &Caller, fetch: &Fetch) {
        // Only the first partition with data may exceed the limits, by one batch (KIP-74, `ReplicaManager.readFromLog`).
        let mut room = Room {
            left: fetch.max_bytes,
            at_least_one: true,
        };
        let (session, partitions) = match fetch.replica {
            Some((follower, _)) => self.answer_follower(fetch, follower, &mut room),
            None => {
                let mut answer = |wanted: &FetchPartition| {
                    let replica = self.checked(None, wanted);
                    self.answer_partition(fetch, wanted, replica, &mut room)
                };
                (0, fetch.partitions.iter().map(&mut answer).collect())
            }
        };
        cx.respond(caller, Response::Fetch { session, partitions });
    }

    /// The session's number, and what there is to say of its partitions.
    fn answer_follower(&mut self, fetch: &Fetch, follower: BrokerId, room: &mut Room) -> (u32, Vec<FetchedPartition>) {
        let news = self
            .sessions
            .get_mut(follower)
            .map_or_else(Vec::new, Session::take_news);
        let mut answers = Vec::new();
        for (place, wanted) in news {
            let replica = self.checked(Some(follower), &wanted);
            let answer = self.answer_partition(fetch, &wanted, replica, room);
            let stays = replica.is_ok_and(|replica| is_to_be_looked_at(replica, follower, &wanted, &answer));
            let Some(session) = self.sessions.get_mut(follower) else {
                break;
            };
            if stays {
                session.keep(place);
            }
            if is_known(&wanted, &answer.result) {
                continue;
            }
            if let Ok(fetched) = &answer.result {
                session.told(place, fetched);
            }
            answers.push(answer);
        }
        (self.sessions.get(follower).map_or(0, Session::id), answers)
    }

    fn answer_partition(
        &self,
        fetch: &Fetch,
        wanted: &FetchPartition,
        replica: Result<&Replica, KafkaError>,
        room: &mut Room,
    ) -> FetchedPartition {
        let result = replica.and_then(|replica| self.read(fetch, wanted, replica, room));
        let batches = result.iter().flat_map(|fetched| &fetched.batches);
        let bytes: u64 = batches.map(|batch| batch.records.size_bytes()).sum();
        room.left = room.left.saturating_sub(bytes);
        room.at_least_one &= bytes == 0;
        FetchedPartition {
            partition: wanted.partition.clone(),
            offset: wanted.offset,
            result,
        }
    }

    fn read(
        &self,
        fetch: &Fetch,
        wanted: &FetchPartition,
        replica: &Replica,
        room: &Room,
    ) -> Result<Fetched, KafkaError> {
        let log = &replica.log;
        let diverging = diverging(replica, wanted);
        let preferred_read_replica = self.preferred_read_replica(fetch, wanted, replica);
        let is_read = diverging.is_none() && preferred_read_replica.is_none();
        let (start, end) = (log.log_start_offset(), log.log_end_offset());
        if is_read && (wanted.offset < start || end < wanted.offset) {
            return Err(KafkaError::OffsetOutOfRange);
        }
        let bytes = wanted.max_bytes.min(room.left);
        let batches = if is_read {
            log.read(
                wanted.offset,
                end_for(replica, wanted, fetch.isolation),
                bytes,
                room.at_least_one,
            )
        } else {
            Vec::new()
        };
        Ok(Fetched {
            log_start_offset: start,
            high_watermark: replica.high_watermark(),
            leader_epoch: replica.leader_epoch,
            diverging,
            aborted: aborted_among(replica, wanted, fetch.isolation, &batches),
            preferred_read_replica,
            batches,
        })
    }
}

/// There was no room for its records, or it may come back into the in-sync replicas at any time.
fn is_to_be_looked_at(
    replica: &Replica,
    follower: BrokerId,
    wanted: &FetchPartition,
    answer: &FetchedPartition,
) -> bool {
    let Ok(fetched) = &answer.result else { return false };
    let is_outside = |leading: &Leading| !leading.isr.contains(&follower);
    let found_no_room = fetched.batches.is_empty() && wanted.offset < replica.log.log_end_offset();
    found_no_room || replica.leading().is_some_and(is_outside)
}

/// A follower is told of a partition only what it does not know (`CachedPartition.maybeUpdateResponseData`).
fn is_known(wanted: &FetchPartition, result: &Result<Fetched, KafkaError>) -> bool {
    let (Some(follower), Ok(fetched)) = (wanted.follower, result) else {
        return false;
    };
    let is_same_end = fetched.high_watermark == follower.high_watermark;
    let is_same_start = fetched.log_start_offset == follower.log_start_offset;
    is_same_start && is_same_end && fetched.diverging.is_none() && fetched.batches.is_empty()
}

/// Which of the records that a reader of committed ones gets were aborted (`UnifiedLog.addAbortedTransactions`).
fn aborted_among(
    replica: &Replica,
    wanted: &FetchPartition,
    isolation: Isolation,
    batches: &[Arc<RecordBatch>],
) -> Vec<AbortedTransaction> {
    match (isolation, batches.last()) {
        (Isolation::ReadCommitted, Some(last)) => replica.aborted_between(wanted.offset, last.next_offset()),
        _ => Vec::new(),
    }
}
