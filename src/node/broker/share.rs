//! Share groups at the leaders: who has which record, and until when (`SharePartitionManager`, `DelayedShareFetch`).
//!
//! Absent on purpose: the persister and its topic `__share_group_state`. The state lives in the memory of the leader, and
//! ends with it: the next leader begins anew.

mod story;

use std::collections::BTreeMap;

use crate::{
    kafka::{
        config,
        error::KafkaError,
        ids::{Name, Offset, TopicPartition},
        share_partition::{AcknowledgeType, Acquired, Limits, SharePartition},
    },
    node::{
        api::{
            Acknowledged, Acknowledgement, FINAL_EPOCH, Given, Response, ShareAcknowledge, ShareFetch, ShareFetched,
        },
        because::Because,
        broker::{Broker, Replica, Replicas},
        context::{Caller, Cx, NodeId, Timer},
        event::{Fact, Rule},
        image::Image,
    },
};

/// What the share groups have of one broker's partitions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    partitions: BTreeMap<(Name, TopicPartition), Shared>,
    waiting: Vec<WaitingShareFetch>,
    /// The consumers behind the member ids, for the story.
    clients: BTreeMap<Name, Name>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Shared {
    topic_id: u64,
    state: SharePartition,
}

/// A fetch that waits for records (`DelayedShareFetch`).
#[derive(Clone, Debug, PartialEq, Eq)]
struct WaitingShareFetch {
    caller: Caller,
    deadline: u64,
    fetch: ShareFetch,
    acknowledged: Acknowledged,
}

impl Shares {
    /// Every share-partition here, with its group.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &TopicPartition, &SharePartition)> {
        self.partitions
            .iter()
            .map(|((group, tp), shared)| (group, tp, &shared.state))
    }

    pub fn get(&self, group: &Name, tp: &TopicPartition) -> Option<&SharePartition> {
        let shared = self.partitions.get(&(group.clone(), tp.clone()))?;
        Some(&shared.state)
    }

    /// The consumer that a member id belongs to.
    pub fn client_of(&self, member_id: &Name) -> Option<&Name> {
        self.clients.get(member_id)
    }

    pub(super) fn forget(&mut self, group: &Name) {
        self.partitions.retain(|(name, _), _| name != group);
    }

    /// What was a deleted topic's goes with it.
    pub(super) fn keep_those_of(&mut self, replicas: &Replicas) {
        self.partitions.retain(|(_, tp), shared| {
            replicas
                .get(tp)
                .is_some_and(|replica| replica.topic_id == shared.topic_id)
        });
    }

    fn meet(&mut self, caller: &Caller, member_id: &Name) {
        if let NodeId::Consumer(name) = &caller.node {
            self.clients.insert(member_id.clone(), name.clone());
        }
    }
}

fn limits(image: &Image) -> Limits {
    let number = |name| image.config.i64(name).max(0) as u64;
    Limits {
        lock_duration_ms: number("group.share.record.lock.duration.ms"),
        delivery_count: number("group.share.delivery.count.limit") as u32,
        in_flight: number("group.share.partition.max.record.locks") as u32,
    }
}

impl Broker {
    pub(super) fn share_fetch(&mut self, cx: &mut Cx, caller: Caller, mut fetch: ShareFetch) {
        self.shares.meet(&caller, &fetch.member_id);
        let said = std::mem::take(&mut fetch.acknowledgements);
        let acknowledged = self.apply(cx, &fetch.group, &fetch.member_id, &said);
        for tp in &fetch.partitions {
            self.open_share_partition(cx, &fetch, tp);
        }
        // Not even an empty answer takes no time at all: see `Broker::fetch`.
        let wait_ms = if fetch.min_bytes == 0 { 0 } else { fetch.max_wait_ms };
        self.shares.waiting.push(WaitingShareFetch {
            caller,
            deadline: cx.now + wait_ms.max(1),
            fetch,
            acknowledged,
        });
        self.answer_waiting_shares(cx);
    }

    pub(super) fn share_acknowledge(&mut self, cx: &mut Cx, caller: &Caller, request: ShareAcknowledge) {
        self.shares.meet(caller, &request.member_id);
        let acknowledged = self.apply(cx, &request.group, &request.member_id, &request.acknowledgements);
        cx.respond(caller, Response::ShareAcknowledge(acknowledged));
        if request.session_epoch == FINAL_EPOCH {
            self.end_session(cx, &request.group, &request.member_id);
        }
        self.answer_waiting_shares(cx);
    }

    /// What the member has not spoken of is anybody's (`SharePartitionManager.releaseSession`).
    fn end_session(&mut self, cx: &mut Cx, group: &Name, member: &Name) {
        let limits = limits(&self.image);
        self.shares.waiting.retain(|waiting| waiting.fetch.member_id != *member);
        let mut told = Vec::new();
        for ((name, tp), shared) in &mut self.shares.partitions {
            if name == group {
                told.push((tp.clone(), shared.state.release_member(member, limits)));
            }
        }
        for (tp, changes) in told {
            self.tell_changes(cx, group, &tp, &changes, &Rule::Closed.alone());
        }
    }

    /// The first fetch of a group decides where it begins (`SharePartition.maybeInitialize`).
    fn open_share_partition(&mut self, cx: &mut Cx, fetch: &ShareFetch, tp: &TopicPartition) {
        let (key, Some(replica)) = ((fetch.group.clone(), tp.clone()), self.replicas.get(tp)) else {
            return;
        };
        if self.shares.partitions.contains_key(&key) {
            return;
        }
        let policy = &fetch.offset_reset;
        let start = first_offset(replica, policy, cx.now);
        let shared = Shared {
            topic_id: replica.topic_id,
            state: SharePartition::starting_at(start),
        };
        self.shares.partitions.insert(key, shared);
        let fact = Fact::SharePartitionOpened {
            group: fetch.group.clone(),
            topic: tp.topic.clone(),
            partition: tp.partition,
            offset: start.0,
        };
        let rule = Rule::FromReset { policy: policy.clone() };
        cx.tell(fact, rule.by("share.auto.offset.reset", policy));
    }

    /// Takes in what a member says; all of a partition, or nothing.
    fn apply(&mut self, cx: &mut Cx, group: &Name, member: &Name, said: &[Acknowledgement]) -> Acknowledged {
        let mut by_partition: BTreeMap<&TopicPartition, Vec<&Acknowledgement>> = BTreeMap::new();
        for one in said {
            by_partition.entry(&one.partition).or_default().push(one);
        }
        let answer = |(tp, said): (&TopicPartition, Vec<&Acknowledgement>)| {
            let result = self.apply_to(cx, group, member, tp, &said);
            (tp.clone(), result)
        };
        let acknowledged = by_partition.into_iter().map(answer).collect();
        self.set_lock_timer(cx);
        acknowledged
    }

    fn apply_to(
        &mut self,
        cx: &mut Cx,
        group: &Name,
        member: &Name,
        tp: &TopicPartition,
        said: &[&Acknowledgement],
    ) -> Result<(), KafkaError> {
        let unknown = self.unknown_error(tp);
        let runs: Vec<(Offset, Offset, AcknowledgeType)> =
            said.iter().map(|one| (one.first, one.last, one.kind)).collect();
        let shared = self.shares.partitions.get_mut(&(group.clone(), tp.clone()));
        let result = shared
            .ok_or(unknown)
            .and_then(|shared| shared.state.acknowledge(member, cx.now, &runs, limits(&self.image)));
        match result {
            Ok(changes) => {
                for change in &changes {
                    let said = said
                        .iter()
                        .find(|one| one.first <= change.first && change.first <= one.last);
                    let why = said.map_or_else(|| Rule::Asked.alone(), |one| one.why.clone());
                    self.tell_changes(cx, group, tp, std::slice::from_ref(change), &why);
                }
                Ok(())
            }
            Err(error) => {
                let fact = Fact::AcknowledgementRefused {
                    group: group.clone(),
                    consumer: self.client_name(member),
                    topic: tp.topic.clone(),
                    partition: tp.partition,
                    error: error.into(),
                };
                cx.tell(fact, Because::from(error).why());
                Err(error)
            }
        }
    }

    /// Answers whoever has something to be given, in the order in which they came, and whose time is over.
    pub(super) fn answer_waiting_shares(&mut self, cx: &mut Cx) {
        if self.shares.partitions.is_empty() && self.shares.waiting.is_empty() {
            return;
        }
        for waiting in std::mem::take(&mut self.shares.waiting) {
            let ready = waiting.fetch.partitions.iter().any(|tp| !self.replicas.contains(tp));
            let partitions = if ready || self.has_enough(&waiting.fetch) {
                self.give(cx, &waiting.fetch)
            } else {
                Vec::new()
            };
            if partitions.is_empty() && cx.now < waiting.deadline {
                self.shares.waiting.push(waiting);
                continue;
            }
            let fetched = ShareFetched {
                acknowledged: waiting.acknowledged,
                partitions,
            };
            cx.respond(&waiting.caller, Response::ShareFetch(fetched));
        }
        match self.shares.waiting.iter().map(|waiting| waiting.deadline).min() {
            Some(deadline) => cx.set_timer(Timer::ShareFetchWait, deadline),
            None => cx.cancel_timer(Timer::ShareFetchWait),
        }
        self.set_lock_timer(cx);
    }

    /// Bytes from where each share-partition would be read next (`DelayedShareFetch.isMinBytesSatisfied`).
    fn has_enough(&self, fetch: &ShareFetch) -> bool {
        let (limits, enough) = (limits(&self.image), fetch.min_bytes.max(1));
        let bytes = |tp: &TopicPartition| {
            let replica = self.replicas.get(tp)?;
            let state = self.shares.get(&fetch.group, tp)?;
            let from = state.next_fetch_offset().max(replica.log.log_start_offset());
            state
                .can_acquire(limits)
                .then(|| replica.log.bytes_between(from, replica.high_watermark(), enough))
        };
        enough <= fetch.partitions.iter().filter_map(bytes).sum::<u64>()
    }

    /// Acquires what there is, beginning with another partition each time (`PartitionRotateStrategy`).
    fn give(&mut self, cx: &mut Cx, fetch: &ShareFetch) -> Vec<(TopicPartition, Result<Given, KafkaError>)> {
        let mut in_turn = fetch.partitions.clone();
        let turns = fetch.session_epoch.unsigned_abs() as usize % in_turn.len().max(1);
        in_turn.rotate_left(turns);
        let mut left = fetch.max_records;
        let mut given = Vec::new();
        for tp in in_turn {
            match self.give_of(cx, fetch, &tp, left) {
                Ok(part) if part.acquired.is_empty() => {}
                Ok(part) => {
                    let taken: i64 = part.acquired.iter().map(|run| run.last - run.first + 1).sum();
                    left = left.saturating_sub(taken as u32);
                    given.push((tp, Ok(part)));
                }
                Err(error) => given.push((tp, Err(error))),
            }
        }
        given
    }

    fn give_of(
        &mut self,
        cx: &mut Cx,
        fetch: &ShareFetch,
        tp: &TopicPartition,
        most: u32,
    ) -> Result<Given, KafkaError> {
        let limits = limits(&self.image);
        let replica = self.replicas.get(tp).ok_or_else(|| self.unknown_error(tp))?;
        let shared = self.shares.partitions.get_mut(&(fetch.group.clone(), tp.clone()));
        let state = &mut shared.ok_or(KafkaError::UnknownTopicOrPartition)?.state;
        state.log_starts_at(replica.log.log_start_offset());
        let (mut batches, mut acquired) = (Vec::new(), Vec::new());
        if state.can_acquire(limits) && 0 < most {
            // The limit is shared out evenly (`PartitionMaxBytesStrategy`).
            let max_bytes = fetch.max_bytes / fetch.partitions.len().max(1) as u64;
            let from = state.next_fetch_offset();
            batches = replica.log.read(from, replica.high_watermark(), max_bytes, true);
            let ranges = batches
                .iter()
                .map(|batch| (batch.base_offset, batch.next_offset() + -1));
            acquired = state.acquire(&fetch.member_id, cx.now, ranges, most, fetch.acquire_mode, limits);
            batches.retain(|batch| {
                let inside = |run: &Acquired| (batch.base_offset..batch.next_offset()).contains(&run.first);
                acquired.iter().any(inside)
            });
        }
        self.tell_acquired(cx, fetch, tp, &acquired, limits);
        Ok(Given { batches, acquired })
    }

    /// The locks that end now (`AcquisitionLockTimerTask`).
    pub(super) fn expire_locks(&mut self, cx: &mut Cx) {
        let limits = limits(&self.image);
        let expire =
            |(key, shared): (&(Name, TopicPartition), &mut Shared)| (key.clone(), shared.state.expire(cx.now, limits));
        let expired: Vec<_> = self.shares.partitions.iter_mut().map(expire).collect();
        for ((group, tp), changes) in expired {
            self.tell_expired(cx, &group, &tp, &changes, limits);
        }
        self.answer_waiting_shares(cx);
    }

    fn set_lock_timer(&self, cx: &mut Cx) {
        let next = self
            .shares
            .partitions
            .values()
            .filter_map(|shared| shared.state.next_expiry_ms());
        match next.min() {
            Some(at) => cx.set_timer(Timer::ShareLocks, at),
            None => cx.cancel_timer(Timer::ShareLocks),
        }
    }
}

/// Where a group begins that knows nothing of a partition yet (`ShareGroupAutoOffsetResetStrategy`).
fn first_offset(replica: &Replica, policy: &str, now: u64) -> Offset {
    let end = replica.high_watermark();
    match policy {
        "earliest" => replica.log.log_start_offset(),
        _ => config::reset_duration_ms(policy)
            .and_then(|back| replica.log.offset_for_timestamp(now as i64 - back))
            .unwrap_or(end),
    }
}
