//! Sessions of Fetch between brokers (KIP-227): a follower says of its partitions what changed since its last question, and
//! the leader answers of those of which there is news. A thousand quiet partitions cost nothing.
//!
//! Absent on purpose: sessions of consumers, who ask each broker for few partitions; several sessions of one follower, and
//! so a limit on them (`max.incremental.fetch.session.cache.slots`); partitions that leave or join a session: it begins anew.

use std::collections::BTreeSet;

use litemap::LiteMap;

use super::{Changed, Replica};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, TopicPartition},
    },
    node::api::{FetchMetadata, FetchPartition, Fetched, FollowerView},
};

/// What a leader remembers of its followers' questions (`FetchManager`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    of: LiteMap<BrokerId, Session>,
    last: u32,
}

/// One follower's session (`FetchSession`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    metadata: FetchMetadata,
    /// In order.
    partitions: Vec<FetchPartition>,
    /// The places of those that are looked at: they were named, or something of them changed since they were answered.
    news: BTreeSet<u32>,
}

impl Sessions {
    /// Takes in a question (`FetchManager.newContext`). True where a session begins.
    ///
    /// # Errors
    /// The session is not known, or this is not its next question: it was lost, late or doubled.
    pub fn enter(
        &mut self,
        follower: BrokerId,
        asked: FetchMetadata,
        named: Vec<FetchPartition>,
    ) -> Result<bool, KafkaError> {
        if asked.epoch == FetchMetadata::INITIAL.epoch {
            self.last += 1;
            let session = Session {
                metadata: FetchMetadata {
                    session: self.last,
                    epoch: 1,
                },
                news: (0..named.len() as u32).collect(),
                partitions: named,
            };
            self.of.insert(follower, session);
            return Ok(true);
        }
        let known = self.of.get_mut(&follower);
        let session = known
            .filter(|known| known.metadata.session == asked.session)
            .ok_or(KafkaError::FetchSessionIdNotFound)?;
        if session.metadata.epoch != asked.epoch {
            return Err(KafkaError::InvalidFetchSessionEpoch);
        }
        session.metadata.epoch += 1;
        for partition in named {
            session.update(partition);
        }
        Ok(false)
    }

    /// They are nowhere but in memory. A number is not used again.
    pub fn clear(&mut self) {
        self.of.clear();
    }

    pub fn get(&self, follower: BrokerId) -> Option<&Session> {
        self.of.get(&follower)
    }

    pub fn get_mut(&mut self, follower: BrokerId) -> Option<&mut Session> {
        self.of.get_mut(&follower)
    }

    /// Their logs, high watermarks or leaders changed. Returns the followers of any of these.
    pub fn note(&mut self, changed: Changed) -> Vec<BrokerId> {
        let mut followers = Vec::new();
        if changed.is_nothing() {
            return followers;
        }
        for (follower, session) in &mut self.of {
            for (place, wanted) in (0..).zip(&session.partitions) {
                if changed.concerns(wanted) {
                    session.news.insert(place);
                    if followers.last() != Some(follower) {
                        followers.push(*follower);
                    }
                }
            }
        }
        followers
    }
}

impl Session {
    pub fn id(&self) -> u32 {
        self.metadata.session
    }

    pub fn partitions(&self) -> &[FetchPartition] {
        &self.partitions
    }

    /// Those that are to be looked at.
    pub fn news(&self) -> impl Iterator<Item = &FetchPartition> {
        self.news
            .iter()
            .filter_map(|place| self.partitions.get(*place as usize))
    }

    pub fn take_news(&mut self) -> Vec<(u32, FetchPartition)> {
        let places = std::mem::take(&mut self.news).into_iter();
        let partition = |place: u32| Some((place, self.partitions.get(place as usize)?.clone()));
        places.filter_map(partition).collect()
    }

    /// It is looked at again, whatever happens.
    pub fn keep(&mut self, place: u32) {
        self.news.insert(place);
    }

    /// The follower knows this much now (`CachedPartition.maybeUpdateResponseData`).
    pub fn told(&mut self, place: u32, fetched: &Fetched) {
        let wanted = self.partitions.get_mut(place as usize);
        if let Some(view) = wanted.and_then(|wanted| wanted.follower.as_mut()) {
            view.high_watermark = fetched.high_watermark;
        }
    }

    fn update(&mut self, partition: FetchPartition) {
        let place = self
            .partitions
            .binary_search_by(|known| known.partition.cmp(&partition.partition));
        if let Ok(place) = place {
            self.partitions[place] = partition;
            self.news.insert(place as u32);
        }
    }
}

/// What a follower remembers of its last question to a leader (`FetchSessionHandler`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questions {
    next: FetchMetadata,
    partitions: Vec<FetchPartition>,
}

impl Default for Questions {
    fn default() -> Self {
        Questions {
            next: FetchMetadata::INITIAL,
            partitions: Vec::new(),
        }
    }
}

impl Questions {
    /// How many partitions the last one was about.
    pub fn len(&self) -> usize {
        self.partitions.len()
    }

    /// The next question about these, in order (`FetchSessionHandler.Builder.build`).
    pub fn ask(
        &mut self,
        followed: &[(&TopicPartition, &Replica)],
        max_bytes: u64,
    ) -> (FetchMetadata, Vec<FetchPartition>) {
        let same = self.partitions.len() == followed.len()
            && self
                .partitions
                .iter()
                .zip(followed)
                .all(|(known, (tp, _))| known.partition == **tp);
        if !same || self.next == FetchMetadata::INITIAL {
            self.next = FetchMetadata::INITIAL;
            let question = |(tp, replica): &(&TopicPartition, &Replica)| question(tp, replica, max_bytes);
            self.partitions = followed.iter().map(question).collect();
            return (self.next, self.partitions.clone());
        }
        let mut changed = Vec::new();
        for (known, (tp, replica)) in self.partitions.iter_mut().zip(followed) {
            if !is_as_asked(known, replica) {
                *known = question(tp, replica, max_bytes);
                changed.push(known.clone());
            }
        }
        (self.next, changed)
    }

    /// The leader answered; with a first question its session begins.
    pub fn answered(&mut self, session: u32) {
        let epoch = self.next.epoch + 1;
        self.next = FetchMetadata { session, epoch };
    }

    /// The leader may not know the session any more: the next question names everything.
    pub fn begin_again(&mut self) {
        self.next = FetchMetadata::INITIAL;
    }
}

fn question(tp: &TopicPartition, replica: &Replica, max_bytes: u64) -> FetchPartition {
    FetchPartition {
        partition: tp.clone(),
        offset: replica.log.log_end_offset(),
        current_leader_epoch: replica.leader_epoch,
        max_bytes,
        follower: Some(FollowerView {
            last_fetched: replica.epochs.latest(),
            high_watermark: replica.high_watermark(),
            log_start_offset: replica.log.log_start_offset(),
        }),
    }
}

/// The leader knows where the replica is. How far it knows to be safe, the leader remembers by itself.
fn is_as_asked(known: &FetchPartition, replica: &Replica) -> bool {
    let is_there = |view: FollowerView| {
        view.last_fetched == replica.epochs.latest() && view.log_start_offset == replica.log.log_start_offset()
    };
    known.offset == replica.log.log_end_offset()
        && known.current_leader_epoch == replica.leader_epoch
        && known.follower.is_some_and(is_there)
}
