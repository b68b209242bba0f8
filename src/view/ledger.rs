//! The ledger: what became of every record. What the producers believe, beside what is in the logs; what each group
//! processed, and how often.
//!
//! The story is played again from the start, so that each record is met when a leader first writes it: what is lost
//! later is in no log to be found. Absent on purpose: records of topics that were deleted, and those that retention or a
//! person deleted, which nobody lost.

mod played;

use std::collections::BTreeMap;

use serde::Serialize;

use super::stage::{self, Text};
use crate::{
    kafka::ids::{Name, Offset, TopicPartition},
    node::group::Group,
    scenario::{Error, Session},
    world::World,
};

use played::{Played, Written};

/// At most so many lines of a list are shown: of all records, of those with trouble, and of failures.
const LISTED: usize = 200;

/// The whole account at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    pub producers: Vec<Sent>,
    pub groups: Vec<Read>,
    /// The records with which something is not as one would wish, in the order in which they were written.
    pub troubled: Vec<Entry>,
    /// So many more.
    pub unlisted: u64,
    /// The first of all records that a leader ever wrote.
    pub all: Vec<Entry>,
    /// How many that are.
    pub written: u64,
    /// What producers were refused for good, and no leader has written.
    pub refused: Vec<Refused>,
    /// So many more.
    pub refused_unlisted: u64,
}

/// Records that a producer's application was told have failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    pub at: u64,
    pub producer: Text,
    pub topic: Text,
    /// `None` where they never came into a batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<u32>,
    pub count: u32,
    /// So many of them a leader had written, or wrote later.
    #[serde(skip)]
    pub written: u32,
    /// Kafka's error name.
    pub error: Text,
}

impl Refused {
    /// So many of them no leader has written.
    pub fn unwritten(&self) -> u32 {
        self.count - self.written
    }
}

/// One producer's records: first what it believes, then what is true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sent {
    pub producer: Text,
    pub sent: u64,
    pub acked: u64,
    pub failed: u64,
    /// Neither acknowledged nor failed.
    pub pending: u64,
    /// In a log.
    pub kept: u64,
    /// Deleted from its log, by retention or by a person.
    pub deleted: u64,
    /// Acknowledged, and in no log.
    pub lost: u64,
    /// In a log more often than once: the further times.
    pub doubled: u64,
    /// In a log without an acknowledgement.
    pub unconfirmed: u64,
}

/// What one group made of the records in the logs that it reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Read {
    pub group: Text,
    pub once: u64,
    /// Processed more often than once.
    pub repeated: u64,
    /// Behind the committed offset, and never processed.
    pub skipped: u64,
    /// Still to come.
    pub ahead: u64,
}

/// A record with a fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub producer: Text,
    pub topic: Text,
    pub partition: u32,
    /// Where it was written first.
    pub offset: i64,
    pub at: u64,
    pub key: Option<Text>,
    /// It is in a log now.
    pub kept: bool,
    pub fates: Vec<Fate>,
    /// What is as it should be is left out of the picture in letters.
    #[serde(skip)]
    pub usual: Usual,
}

/// What there is to say of any record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usual {
    pub answer: Answer,
    /// Deleted from its log, by retention or by a person.
    pub deleted: bool,
    /// How often each group that reads its topic processed it.
    pub processed: Vec<(Text, u32)>,
    /// Where it lies, or did.
    pub written: stage::Written,
}

/// What a producer was told of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Nothing yet.
    Awaited,
    Acked,
    /// That it failed, with this error.
    Refused(Text),
    /// Nothing: its process was gone before.
    Orphaned,
    /// It does not want to know (`acks=0`).
    Unasked,
}

impl Answer {
    /// An acknowledgement was wanted and did not come.
    fn is_wanting(&self) -> bool {
        !matches!(self, Answer::Acked | Answer::Unasked)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    /// Acknowledged, and in no log.
    Lost,
    /// In the log so often.
    Doubled { times: u32 },
    /// In a log without an acknowledgement.
    Unconfirmed { answer: Answer },
    /// A group processed it so often.
    Repeated { group: Text, times: u32 },
    /// A group went past it.
    Skipped { group: Text },
}

/// The account of a session as it is now.
///
/// # Errors
/// The document cannot be played.
pub fn ledger(session: &Session) -> Result<Ledger, Error> {
    let (again, played) = Played::of(session)?;
    let world = again.world();
    let mut ledger = Ledger {
        producers: world
            .producers()
            .map(|producer| sent(&producer.spec.name, world))
            .collect(),
        groups: world.group_names().iter().map(read).collect(),
        ..Ledger::default()
    };
    let committed = committed(world);
    for written in played.written() {
        for index in 0..written.records.count() {
            ledger.take(written, index, world, &committed);
        }
    }
    ledger.settle_fire_and_forget(world);
    let unwritten = || played.refused().iter().filter(|refused| refused.unwritten() > 0);
    ledger.refused = unwritten().take(LISTED).cloned().collect();
    ledger.refused_unlisted = (unwritten().count() - ledger.refused.len()) as u64;
    Ok(ledger)
}

/// Committed offsets by group; those of share groups are not in one place.
type CommittedOffsets = BTreeMap<Name, BTreeMap<TopicPartition, Offset>>;

impl Ledger {
    fn take(&mut self, written: &Written, index: u32, world: &World, committed: &CommittedOffsets) {
        let state = written.state(index, world);
        self.written += 1;
        if state.is_deleted {
            self.list(written.entry(index, &state, Vec::new()));
            let own = self.producers.iter_mut().find(|sent| sent.producer == written.producer);
            return own.into_iter().for_each(|sent| sent.deleted += 1);
        }
        let mut fates = Vec::new();
        let kept = !state.offsets.is_empty();
        if let Some(sent) = self.producers.iter_mut().find(|sent| sent.producer == written.producer) {
            sent.kept += u64::from(kept);
            if !kept && written.answer == Answer::Acked {
                sent.lost += 1;
                fates.push(Fate::Lost);
            }
            if 1 < state.offsets.len() {
                sent.doubled += state.offsets.len() as u64 - 1;
                fates.push(Fate::Doubled {
                    times: state.offsets.len() as u32,
                });
            }
            if kept && written.answer.is_wanting() {
                sent.unconfirmed += 1;
                let answer = written.answer.clone();
                fates.push(Fate::Unconfirmed { answer });
            }
        }
        for read in &mut self.groups {
            let Some(times) = written.processed(&read.group, index) else {
                continue;
            };
            let past = committed
                .get(&read.group)
                .and_then(|offsets| offsets.get(&written.partition));
            let is_past = past.is_some_and(|past| state.offsets.iter().any(|offset| offset < past));
            match times {
                0 if !kept => {}
                0 if is_past => {
                    read.skipped += 1;
                    fates.push(Fate::Skipped {
                        group: read.group.clone(),
                    });
                }
                0 => read.ahead += 1,
                1 => read.once += 1,
                times => {
                    read.repeated += 1;
                    fates.push(Fate::Repeated {
                        group: read.group.clone(),
                        times,
                    });
                }
            }
        }
        if !fates.is_empty() || self.all.len() < LISTED {
            self.list(written.entry(index, &state, fates));
        }
    }

    fn list(&mut self, entry: Entry) {
        if self.all.len() < LISTED {
            self.all.push(entry.clone());
        }
        match entry.fates.is_empty() {
            true => {}
            false if self.troubled.len() < LISTED => self.troubled.push(entry),
            false => self.unlisted += 1,
        }
    }

    /// With `acks=0` nobody says which record is meant; what is neither in a log nor on its way there is lost.
    fn settle_fire_and_forget(&mut self, world: &World) {
        for producer in world
            .producers()
            .filter(|producer| producer.spec.config.get("acks") == "0")
        {
            let name = &producer.spec.name;
            if let Some(sent) = self.producers.iter_mut().find(|sent| sent.producer == *name) {
                let arrive = played::under_way(world, name).filter(|way| !way.lost);
                let to_come: u64 = arrive.map(|way| u64::from(way.records.count())).sum();
                sent.lost = sent.acked.saturating_sub(sent.kept + sent.deleted + to_come);
            }
        }
    }
}

fn sent(name: &Name, world: &World) -> Sent {
    let counted = world
        .producer(name)
        .map(|it| (it.counts.sent, it.counts.acked, it.counts.failed));
    let (sent, acked, failed) = counted.unwrap_or_default();
    Sent {
        producer: name.clone(),
        sent,
        acked,
        failed,
        pending: sent.saturating_sub(acked + failed),
        kept: 0,
        deleted: 0,
        lost: 0,
        doubled: 0,
        unconfirmed: 0,
    }
}

fn read(group: &Name) -> Read {
    Read {
        group: group.clone(),
        once: 0,
        repeated: 0,
        skipped: 0,
        ahead: 0,
    }
}

fn committed(world: &World) -> CommittedOffsets {
    let offsets = |group: &Group| {
        let each = group
            .offsets
            .iter()
            .map(|(tp, committed)| (tp.clone(), committed.offset));
        each.collect()
    };
    world
        .groups()
        .map(|(_, name, group)| (name.clone(), offsets(group)))
        .collect()
}
