//! What a leader knows of its followers: how far they are, who is in sync, and so what is safe
//! (`Partition`, `Replica` of `kafka.cluster`).

use litemap::LiteMap;

use super::settings::Settings;
use crate::{
    kafka::ids::{BrokerId, Offset},
    node::image::{Image, PartitionImage},
};

/// A leader's part of a replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leading {
    /// Where its leader epoch begins.
    pub epoch_start: Offset,
    /// In sync, as the controller has it.
    pub isr: Vec<BrokerId>,
    /// In sync, as the controller was asked to have it.
    pub asked: Option<Vec<BrokerId>>,
    /// The other replicas.
    pub followers: Vec<(BrokerId, Follower)>,
}

/// A follower as its leader sees it (`ReplicaState`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Follower {
    /// It has everything below; `None` before its first fetch.
    log_end: Option<Offset>,
    /// When it last had all that there was; `None`: not since this leader leads.
    caught_up: Option<When>,
    fetched: When,
    /// Where the leader's log ended when it last fetched.
    leader_end: Offset,
    /// Where its log begins.
    log_start: Offset,
}

/// When a follower fetched. Most fetches change nothing but this, so it is kept once for all partitions, and copies of
/// the world share these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// With its last fetch.
    Last,
    At(u64),
}

/// When each follower last fetched.
pub type Fetches = LiteMap<BrokerId, u64>;

/// Now, and what a leader has to know of the cluster.
pub struct Moment<'a> {
    pub now: u64,
    pub me: BrokerId,
    pub image: &'a Image,
    fetches: &'a Fetches,
    /// `replica.lag.time.max.ms`
    pub lag_ms: u64,
}

impl<'a> Moment<'a> {
    pub(super) fn new(now: u64, me: BrokerId, image: &'a Image, fetches: &'a Fetches, settings: &Settings) -> Self {
        Moment {
            now,
            me,
            image,
            fetches,
            lag_ms: settings.lag_ms,
        }
    }
}

impl Default for When {
    fn default() -> Self {
        When::At(0)
    }
}

impl Leading {
    /// A leader epoch begins at a broker that did not lead.
    pub(super) fn new(me: BrokerId, from: Offset, now: u64, placed: &PartitionImage) -> Self {
        let follower = |id: &BrokerId| {
            let fresh = Follower {
                caught_up: placed.isr.contains(id).then_some(When::At(now)),
                ..Follower::default()
            };
            (*id, fresh)
        };
        let others = placed.replicas.iter().filter(|id| **id != me);
        Leading {
            epoch_start: from,
            isr: placed.isr.clone(),
            asked: None,
            followers: others.map(follower).collect(),
        }
    }

    /// The same broker leads on, in a new leader epoch (`Replica.resetReplicaState`).
    pub(super) fn begin_again(&mut self, me: BrokerId, from: Offset, now: u64, placed: &PartitionImage) {
        self.take(me, placed);
        self.epoch_start = from;
        for (id, follower) in &mut self.followers {
            let in_sync = placed.isr.contains(id);
            follower.leader_end = from;
            follower.fetched = When::At(if in_sync { now } else { 0 });
            follower.caught_up = in_sync.then_some(When::At(now));
        }
    }

    /// The registration changed within the leader epoch.
    pub(super) fn take(&mut self, me: BrokerId, placed: &PartitionImage) {
        self.followers.retain(|(id, _)| placed.replicas.contains(id));
        for id in placed.replicas.iter().filter(|id| **id != me) {
            if self.follower(*id).is_none() {
                self.followers.push((*id, Follower::default()));
            }
        }
        (self.isr, self.asked) = (placed.isr.clone(), None);
    }

    /// What it knows of one.
    pub fn follower(&self, id: BrokerId) -> Option<&Follower> {
        self.followers
            .iter()
            .find(|(of, _)| *of == id)
            .map(|(_, follower)| follower)
    }

    /// What it will know of a follower that asks now for what lies at `offset` and beyond: it has what lies below
    /// (`Replica.updateFetchStateOrThrow`). `before`: its fetch before this one.
    pub(super) fn fetched(
        &self,
        id: BrokerId,
        (log_start, offset): (Offset, Offset),
        before: u64,
        leader_end: Offset,
    ) -> Option<Follower> {
        let old = self.follower(id)?.settled(before);
        let caught_up = if leader_end <= offset {
            Some(When::Last)
        } else if old.log_end.is_some() && old.leader_end <= offset {
            later(old.caught_up, old.fetched)
        } else {
            old.caught_up
        };
        Some(Follower {
            log_end: Some(offset),
            caught_up,
            fetched: When::Last,
            leader_end: old.leader_end.max(leader_end),
            log_start,
        })
    }

    /// Of the in-sync followers that are wanted and have what lies at the offset, or end there: the one that has most, or
    /// else had everything last (`ReplicaView.comparator`).
    pub(super) fn most_caught_up(
        &self,
        fetches: &Fetches,
        offset: Offset,
        is_wanted: impl Fn(BrokerId) -> bool,
    ) -> Option<BrokerId> {
        let has_it = |state: &Follower| state.log_end.is_some_and(|end| offset <= end) && state.log_start <= offset;
        let fits = |id: BrokerId, state: &Follower| self.isr.contains(&id) && has_it(state) && is_wanted(id);
        let how_far = |(id, state): &&(BrokerId, Follower)| {
            let last = fetches.get(id).copied().unwrap_or(0);
            (state.log_end, state.caught_up.map(|when| when.ms(last)), *id)
        };
        let candidates = self.followers.iter().filter(|(id, state)| fits(*id, state));
        candidates.max_by_key(how_far).map(|(id, _)| *id)
    }

    pub(super) fn set_follower(&mut self, id: BrokerId, follower: Follower) {
        if let Some((_, known)) = self.followers.iter_mut().find(|(of, _)| *of == id) {
            *known = follower;
        }
    }

    /// What it knows of a follower that fetches, but not this: the fetch before was its last here. `None`: that is known.
    pub(super) fn not_fetched(&self, id: BrokerId, before: u64) -> Option<Follower> {
        let known = self.follower(id)?;
        let settled = known.settled(before);
        (settled != *known).then_some(settled)
    }

    /// So far every replica has everything that counts: those in sync or about to be, and those that keep up.
    pub(super) fn reached(&self, at: &Moment, leader_end: Offset) -> Offset {
        let counts = |id: &BrokerId, state: &Follower| {
            self.may_count_on(*id) || (state.keeps_up(at, *id, leader_end) && may_be_in_sync(at.image, *id))
        };
        let counted = self.followers.iter().filter(|(id, state)| counts(id, state));
        counted
            .map(|(_, state)| state.log_end.unwrap_or(Offset(0)))
            .chain([leader_end])
            .min()
            .unwrap_or(leader_end)
    }

    /// In sync, now or if the controller does as asked (`PartitionState.maximalIsr`).
    fn may_count_on(&self, id: BrokerId) -> bool {
        self.isr.contains(&id) || self.asked.as_ref().is_some_and(|asked| asked.contains(&id))
    }

    /// How many those are, this broker included.
    pub fn maximal_isr(&self) -> usize {
        let asked = self.asked.iter().flatten();
        self.isr.len() + asked.filter(|id| !self.isr.contains(id)).count()
    }

    /// The in-sync replicas with this follower, if it is to come back now (`Partition.maybeExpandIsr`).
    pub(super) fn with(&self, at: &Moment, follower: BrokerId, high_watermark: Offset) -> Option<Vec<BrokerId>> {
        let end = self.follower(follower)?.log_end?;
        let is_back = high_watermark <= end && self.epoch_start <= end;
        let may = self.asked.is_none() && !self.isr.contains(&follower) && may_be_in_sync(at.image, follower);
        (is_back && may).then(|| self.isr.iter().copied().chain([follower]).collect())
    }

    /// Those in sync that do not keep up (`Partition.getOutOfSyncReplicas`).
    pub(super) fn late(&self, at: &Moment, leader_end: Offset) -> Vec<BrokerId> {
        if self.asked.is_some() {
            return Vec::new();
        }
        let late = self.followers.iter().filter(|(id, state)| {
            let is_late = !state.keeps_up(at, *id, leader_end);
            is_late && self.isr.contains(id)
        });
        late.map(|(id, _)| *id).collect()
    }
}

impl Follower {
    /// It has all that there is, or had a short while ago (`ReplicaState.isCaughtUp`).
    fn keeps_up(&self, at: &Moment, id: BrokerId, leader_end: Offset) -> bool {
        let last = at.fetches.get(&id).copied().unwrap_or(0);
        let recently = |caught_up: When| at.now.saturating_sub(caught_up.ms(last)) <= at.lag_ms;
        self.log_end == Some(leader_end) || self.caught_up.is_some_and(recently)
    }

    /// The same, with the moment of its last fetch said.
    fn settled(self, last: u64) -> Follower {
        Follower {
            caught_up: self.caught_up.map(|when| When::At(when.ms(last))),
            fetched: When::At(self.fetched.ms(last)),
            ..self
        }
    }
}

impl When {
    fn ms(self, last: u64) -> u64 {
        match self {
            When::Last => last,
            When::At(ms) => ms,
        }
    }
}

/// The later of two that are settled.
fn later(one: Option<When>, other: When) -> Option<When> {
    let ms = |when: When| when.ms(0);
    Some(When::At(one.map_or(0, ms).max(ms(other))))
}

/// The controller would not object (`Partition.isReplicaIsrEligible`).
fn may_be_in_sync(image: &Image, broker: BrokerId) -> bool {
    !image.fenced.contains(&broker) && !image.shutting_down.contains(&broker)
}
