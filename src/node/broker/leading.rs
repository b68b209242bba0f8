//! What a leader knows of its followers: how far they are, who is in sync, and so what is safe
//! (`Partition`, `Replica` of `kafka.cluster`).

use std::collections::{BTreeMap, BTreeSet};

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
    pub followers: BTreeMap<BrokerId, Follower>,
}

/// A follower as its leader sees it (`ReplicaState`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Follower {
    /// It has everything below; `None` before its first fetch.
    pub log_end: Option<Offset>,
    /// When it last had all that there was; `None`: not since this leader leads.
    pub caught_up_ms: Option<u64>,
    fetched_ms: u64,
    /// Where the leader's log ended when it last fetched.
    leader_end: Offset,
}

/// Now, and what a leader has to know of the cluster.
pub struct Moment<'a> {
    pub now: u64,
    pub me: BrokerId,
    pub image: &'a Image,
    /// `replica.lag.time.max.ms`
    pub lag_ms: u64,
}

impl<'a> Moment<'a> {
    pub fn new(now: u64, me: BrokerId, image: &'a Image) -> Self {
        Moment {
            now,
            me,
            image,
            lag_ms: image.config.i64("replica.lag.time.max.ms").max(0) as u64,
        }
    }
}

impl Leading {
    /// A leader epoch begins at a broker that did not lead.
    pub(super) fn new(me: BrokerId, from: Offset, now: u64, placed: &PartitionImage) -> Self {
        let follower = |id: &BrokerId| {
            let caught_up_ms = placed.isr.contains(id).then_some(now);
            let fresh = Follower {
                caught_up_ms,
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
    pub(super) fn begin_again(&mut self, from: Offset, now: u64, placed: &PartitionImage) {
        self.epoch_start = from;
        for (id, follower) in &mut self.followers {
            let in_sync = placed.isr.contains(id);
            follower.leader_end = from;
            follower.fetched_ms = if in_sync { now } else { 0 };
            follower.caught_up_ms = in_sync.then_some(now);
        }
        (self.isr, self.asked) = (placed.isr.clone(), None);
    }

    /// The registration changed within the leader epoch.
    pub(super) fn take(&mut self, me: BrokerId, placed: &PartitionImage) {
        self.followers.retain(|id, _| placed.replicas.contains(id));
        for id in placed.replicas.iter().filter(|id| **id != me) {
            self.followers.entry(*id).or_default();
        }
        (self.isr, self.asked) = (placed.isr.clone(), None);
    }

    /// A follower asks for what lies at `offset` and beyond: it has what lies below (`Replica.updateFetchStateOrThrow`).
    pub(super) fn fetched(&mut self, follower: BrokerId, offset: Offset, now: u64, leader_end: Offset) {
        let Some(state) = self.followers.get_mut(&follower) else {
            return;
        };
        if leader_end <= offset {
            state.caught_up_ms = state.caught_up_ms.max(Some(now));
        } else if state.log_end.is_some() && state.leader_end <= offset {
            state.caught_up_ms = state.caught_up_ms.max(Some(state.fetched_ms));
        }
        state.log_end = Some(offset);
        state.leader_end = state.leader_end.max(leader_end);
        state.fetched_ms = now;
    }

    /// So far every replica has everything that counts: those in sync or about to be, and those that keep up.
    pub(super) fn reached(&self, at: &Moment, leader_end: Offset) -> Offset {
        let counts = |id: &BrokerId, state: &Follower| {
            self.maximal_isr().contains(id) || (state.keeps_up(at, leader_end) && may_be_in_sync(at.image, *id))
        };
        let counted = self.followers.iter().filter(|(id, state)| counts(id, state));
        counted
            .map(|(_, state)| state.log_end.unwrap_or(Offset(0)))
            .chain([leader_end])
            .min()
            .unwrap_or(leader_end)
    }

    /// In sync, now or if the controller does as asked (`PartitionState.maximalIsr`).
    pub fn maximal_isr(&self) -> BTreeSet<BrokerId> {
        self.isr.iter().chain(self.asked.iter().flatten()).copied().collect()
    }

    /// The in-sync replicas with this follower, if it is to come back now (`Partition.maybeExpandIsr`).
    pub(super) fn with(&self, at: &Moment, follower: BrokerId, high_watermark: Offset) -> Option<Vec<BrokerId>> {
        let end = self.followers.get(&follower)?.log_end?;
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
            let is_late = !state.keeps_up(at, leader_end);
            is_late && self.isr.contains(id)
        });
        late.map(|(id, _)| *id).collect()
    }
}

impl Follower {
    /// It has all that there is, or had a short while ago (`ReplicaState.isCaughtUp`).
    fn keeps_up(&self, at: &Moment, leader_end: Offset) -> bool {
        let recently = |caught_up_ms| at.now.saturating_sub(caught_up_ms) <= at.lag_ms;
        self.log_end == Some(leader_end) || self.caught_up_ms.is_some_and(recently)
    }
}

/// The controller would not object (`Partition.isReplicaIsrEligible`).
fn may_be_in_sync(image: &Image, broker: BrokerId) -> bool {
    !image.fenced.contains(&broker) && !image.shutting_down.contains(&broker)
}
