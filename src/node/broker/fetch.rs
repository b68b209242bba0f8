//! Fetches of consumers and followers: answered at once, or kept until there is enough to answer (`DelayedFetch`).
//!
//! A consumer reads up to the high watermark, at the leader or at a follower (KIP-392), a follower up to the leader's end,
//! and with its question says how far it is.

use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, LeaderEpoch, Offset, TopicPartition},
    },
    node::{
        api::{EpochEnd, EpochQuestion, Fetch, FetchPartition, Isolation, Response},
        broker::{Broker, Leading, Replica, leading::Moment, sessions::Session},
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

/// The partitions whose log, high watermark or leader changed since the waiting fetches were looked at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Changed<'a> {
    All,
    These(&'a [&'a TopicPartition]),
}

impl Changed<'_> {
    pub(super) fn is_nothing(self) -> bool {
        matches!(self, Changed::These([]))
    }

    pub(super) fn concerns(self, wanted: &FetchPartition) -> bool {
        match self {
            Changed::All => true,
            Changed::These(changed) => changed.iter().any(|changed| **changed == wanted.partition),
        }
    }
}

impl Broker {
    pub(super) fn fetch(&mut self, cx: &mut Cx, caller: Caller, mut fetch: Fetch) {
        if let Some((follower, metadata)) = fetch.replica {
            let named = std::mem::take(&mut fetch.partitions);
            match self.sessions.enter(follower, metadata, named) {
                Ok(begins) => self.hear_of_follower(cx, follower, begins),
                Err(error) => return cx.respond(&caller, Response::Refused { api: "Fetch", error }),
            }
        }
        // Nobody waits here who had better read elsewhere (`ReplicaManager.fetchMessages`).
        if self.fetch_is_ready(&fetch) || self.sends_elsewhere(&fetch) {
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

    /// What is wanted: of a follower, what its session has.
    fn wanted<'a>(&'a self, fetch: &'a Fetch) -> &'a [FetchPartition] {
        match fetch.replica {
            Some((follower, _)) => self.sessions.get(follower).map_or(&[], Session::partitions),
            None => &fetch.partitions,
        }
    }

    /// How far the follower is: it may be in sync again, and records may be safe (`Partition.updateFollowerFetchState`).
    /// Of partitions of which there is no news on either side this is known.
    fn hear_of_follower(&mut self, cx: &mut Cx, follower: BrokerId, begins: bool) {
        let before = self.fetches.insert(follower, cx.now).unwrap_or(0);
        let news = self.sessions.get(follower).into_iter().flat_map(Session::news);
        let news: Vec<FetchPartition> = news.cloned().collect();
        if begins {
            self.settle_others(follower, before, &news);
        }
        let mut moved = Vec::new();
        for wanted in &news {
            match self.hear_of(cx, follower, before, wanted) {
                None => self.settle(follower, before, &wanted.partition),
                Some(true) => moved.push(&wanted.partition),
                Some(false) => {}
            }
        }
        if !moved.is_empty() {
            self.logs_changed(cx, Changed::These(&moved));
        }
    }

    /// The partition, if the follower is where it says it is.
    fn heard(&self, follower: BrokerId, wanted: &FetchPartition) -> Option<&Replica> {
        let replica = self.checked(Some(follower), wanted).ok()?;
        let is_there = diverging(replica, wanted).is_none() && wanted.offset <= replica.log.log_end_offset();
        is_there.then_some(replica)
    }

    /// A session begins: of what it does not name, the follower's fetch before was the last.
    fn settle_others(&mut self, follower: BrokerId, before: u64, news: &[FetchPartition]) {
        let is_named = |tp: &TopicPartition| news.iter().any(|named| named.partition == *tp);
        let others = self.replicas.iter().map(|(tp, _)| tp).filter(|tp| !is_named(tp));
        for tp in others.cloned().collect::<Vec<_>>() {
            self.settle(follower, before, &tp);
        }
    }

    /// A partition that it does not fetch any more: its fetch before was the last.
    fn settle(&mut self, follower: BrokerId, before: u64, tp: &TopicPartition) {
        let replica = self.replicas.get(tp).and_then(Replica::leading);
        let Some(state) = replica.and_then(|leading| leading.not_fetched(follower, before)) else {
            return;
        };
        if let Some(leading) = self.replicas.get_mut(tp).and_then(Replica::leading_mut) {
            leading.set_follower(follower, state);
        }
    }

    /// True where the high watermark moved, `None` where the follower is not there. Most fetches bring nothing new of a
    /// partition, so it is looked up once.
    fn hear_of(&mut self, cx: &mut Cx, follower: BrokerId, before: u64, wanted: &FetchPartition) -> Option<bool> {
        let at = Moment::new(cx.now, self.id, &self.image, &self.fetches, &self.settings);
        let replica = self.heard(follower, wanted)?;
        let (end, high_watermark) = (replica.log.log_end_offset(), replica.high_watermark());
        let start = wanted.follower.map_or(Offset(0), |view| view.log_start_offset);
        let known = replica.leading().and_then(|leading| {
            let state = leading.fetched(follower, (start, wanted.offset), before, end)?;
            Some((leading, state))
        });
        let Some((leading, state)) = known else {
            return Some(false);
        };
        let is_news = leading.follower(follower) != Some(&state);
        if !is_news && replica.reach(&at).is_none() {
            if let Some(isr) = leading.with(&at, follower, high_watermark) {
                self.ask_for_isr(cx, &wanted.partition, isr, &[follower]);
            }
            return Some(false);
        }
        let replica = self.replicas.get_mut(&wanted.partition)?;
        if let Some(leading) = replica.leading_mut() {
            leading.set_follower(follower, state);
        }
        let moved = replica.advance(&at);
        if moved {
            replica.tell_watermark(cx, &wanted.partition, high_watermark);
        }
        let with = |leading: &Leading| leading.with(&at, follower, high_watermark);
        if let Some(isr) = replica.leading().and_then(with) {
            self.ask_for_isr(cx, &wanted.partition, isr, &[follower]);
        }
        Some(moved)
    }

    /// The partition, if this broker may answer for it (`Partition.getLocalLog`): to followers as its leader, to consumers
    /// as any replica (KIP-392). Who is not known to follow it is told to ask again: the leader may hear of a reassignment
    /// later than the one that it adds (`Partition.followerReplicaOrThrow`).
    pub(super) fn checked(&self, follower: Option<BrokerId>, wanted: &FetchPartition) -> Result<&Replica, KafkaError> {
        let only_leader = wanted.follower.is_some();
        let replica = self.in_epoch(&wanted.partition, wanted.current_leader_epoch, only_leader)?;
        let known = |leading: &Leading| follower.is_none_or(|id| leading.follower(id).is_some());
        if replica.leading().is_none_or(known) {
            Ok(replica)
        } else {
            Err(KafkaError::UnknownLeaderEpoch)
        }
    }

    /// The partition, where the one who asks knows the same leader epoch; that is looked at first.
    fn in_epoch(&self, tp: &TopicPartition, epoch: LeaderEpoch, only_leader: bool) -> Result<&Replica, KafkaError> {
        let replica = self.replicas.get(tp).ok_or_else(|| self.unknown_error(tp))?;
        check_epoch(epoch, replica.leader_epoch)?;
        if only_leader && replica.leading().is_none() {
            return Err(KafkaError::NotLeaderOrFollower);
        }
        Ok(replica)
    }

    /// Where an epoch ends in this leader's log (`Partition.lastOffsetForLeaderEpoch`).
    pub(super) fn end_of_epoch(&self, asked: EpochQuestion) -> (TopicPartition, Result<EpochEnd, KafkaError>) {
        let replica = self.in_epoch(&asked.partition, asked.current_leader_epoch, true);
        let end = |replica: &Replica| {
            let log_end = replica.log.log_end_offset();
            replica.epochs.end_of(asked.leader_epoch, log_end)
        };
        let answer = replica.map(end);
        (asked.partition, answer)
    }

    /// The partition, if this broker leads it.
    pub(super) fn led(&self, tp: &TopicPartition) -> Result<&Replica, KafkaError> {
        let replica = self.replicas.get(tp).filter(|replica| replica.leading().is_some());
        replica.ok_or_else(|| self.unknown_error(tp))
    }

    /// Enough bytes (at least one), or something to refuse.
    fn fetch_is_ready(&self, fetch: &Fetch) -> bool {
        let (mut bytes, enough) = (0, fetch.min_bytes.max(1));
        let mut is_ready = |wanted: &FetchPartition| match self.bytes_for(fetch, wanted, enough) {
            Some(more) => {
                bytes += more;
                enough <= bytes
            }
            None => true,
        };
        let session = fetch.replica.and_then(|(follower, _)| self.sessions.get(follower));
        match session.filter(|_| enough == 1) {
            // Of the rest it was said that there is nothing.
            Some(session) => session.news().any(is_ready),
            None => self.wanted(fetch).iter().any(&mut is_ready),
        }
    }

    /// The same of a fetch that was not ready before this changed. `concerned` are the followers that follow any of it.
    fn becomes_ready(&self, fetch: &Fetch, changed: Changed, concerned: &[BrokerId]) -> bool {
        let is_concerned = |wanted: &&FetchPartition| changed.concerns(wanted);
        match fetch.follower() {
            None => self.has_more(fetch, fetch.partitions.iter().filter(is_concerned)),
            Some(follower) if concerned.contains(&follower) => {
                // What changed is among the news of its session.
                let news = self.sessions.get(follower).into_iter().flat_map(Session::news);
                self.has_more(fetch, news.filter(is_concerned))
            }
            Some(_) => false,
        }
    }

    /// With the first byte the rest need not be looked at.
    fn has_more<'a>(&self, fetch: &Fetch, mut concerned: impl Iterator<Item = &'a FetchPartition>) -> bool {
        if fetch.min_bytes <= 1 {
            concerned.any(|wanted| self.bytes_for(fetch, wanted, 1) != Some(0))
        } else {
            concerned.next().is_some() && self.fetch_is_ready(fetch)
        }
    }

    /// How many bytes there are to read, counted up to `enough`. `None`: there is something to be told without any.
    fn bytes_for(&self, fetch: &Fetch, wanted: &FetchPartition, enough: u64) -> Option<u64> {
        let replica = self.checked(fetch.follower(), wanted).ok()?;
        let (start, end) = (
            replica.log.log_start_offset(),
            end_for(replica, wanted, fetch.isolation),
        );
        let out_of_range = wanted.offset < start || replica.log.log_end_offset() < wanted.offset;
        // A reader that is ahead of the high watermark, which a follower learns late, does not wait for it
        // (`DelayedFetch`, case F).
        let is_ahead = end < wanted.offset;
        if out_of_range || is_ahead || diverging(replica, wanted).is_some() {
            return None;
        }
        Some(replica.log.bytes_between(wanted.offset, end, enough))
    }

    /// Answers those who have waited long enough, or for what has changed.
    pub(super) fn answer_waiting(&mut self, cx: &mut Cx, changed: Changed) {
        let concerned = self.sessions.note(changed);
        let mut waiting = std::mem::take(&mut self.waiting);
        let becomes_ready = |fetch: &Fetch| self.becomes_ready(fetch, changed, &concerned);
        let is_due = |waiting: &mut WaitingFetch| waiting.deadline <= cx.now || becomes_ready(&waiting.fetch);
        let due: Vec<WaitingFetch> = waiting.extract_if(.., is_due).collect();
        self.waiting = waiting;
        if due.is_empty() {
            return;
        }
        for waiting in &due {
            self.answer_fetch(cx, &waiting.caller, &waiting.fetch);
        }
        self.set_fetch_timer(cx);
    }

    /// What followers know to be safe is for consumers in their rack.
    pub(super) fn answer_those_near(&mut self, cx: &mut Cx, moved: &[TopicPartition]) {
        let is_waiting = self.waiting.iter().any(|waiting| waiting.fetch.rack.is_some());
        if is_waiting && !moved.is_empty() {
            self.answer_waiting(cx, Changed::These(&moved.iter().collect::<Vec<_>>()));
        }
    }

    fn set_fetch_timer(&self, cx: &mut Cx) {
        match self.waiting.iter().map(|fetch| fetch.deadline).min() {
            Some(deadline) => cx.set_timer(Timer::FetchWait, deadline),
            None => cx.cancel_timer(Timer::FetchWait),
        }
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
pub(super) fn end_for(replica: &Replica, wanted: &FetchPartition, isolation: Isolation) -> Offset {
    match wanted.follower {
        Some(_) => replica.log.log_end_offset(),
        None => replica.end_for(isolation),
    }
}

/// Where the follower's log and this one begin to differ, if they do (`Partition.readRecords`, KIP-595).
pub(super) fn diverging(replica: &Replica, wanted: &FetchPartition) -> Option<(LeaderEpoch, Offset)> {
    let last = wanted.follower?.last_fetched?;
    let end = replica.epochs.end_of(last, replica.log.log_end_offset());
    // An epoch from before the log's start: the follower's offset says it all.
    end.filter(|(epoch, end)| *epoch < last || *end < wanted.offset)
}
