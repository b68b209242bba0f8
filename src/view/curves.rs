//! What the charts draw: the lag of every group and the records that come and go, by virtual time.
//!
//! Everything comes of the events in their order, so going back and forth needs no second bookkeeping. The buckets
//! double their width instead of growing in number. Absent on purpose: rates and scales, which are the page's fractions.

use std::collections::{BTreeMap, BTreeSet};

use super::stage::Text;
use crate::{
    kafka::ids::TopicPartition,
    node::event::{Event, Fact, Run},
    scenario::Session,
};

/// Never more buckets than this; then two become one.
const BUCKETS: usize = 200;
/// The width of a bucket at first.
const FIRST_BUCKET_MS: u64 = 250;
/// How many of a partition's newest records are looked at for their keys.
const KEYS_LOOKED_AT: i64 = 1_000;

/// What happened in one stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Records that the logs took.
    pub appended: u64,
    /// Records that consumers were handed, of all groups together.
    pub delivered: u64,
    /// The lag of each group at the end, in the order of `Curves::groups`; a group that came later is not there.
    pub lags: Vec<i64>,
}

/// The curves up to some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curves {
    pub bucket_ms: u64,
    pub buckets: Vec<Bucket>,
    /// In the order in which consumers named them, as the stage numbers them.
    pub groups: Vec<Text>,
    ends: BTreeMap<TopicPartition, i64>,
    /// Topics with followers: their ends are the high watermarks.
    replicated: BTreeSet<Text>,
    committed: BTreeMap<Text, BTreeMap<TopicPartition, i64>>,
    /// Of share groups: where they began, and on by as many records as are done.
    shared: BTreeMap<Text, BTreeMap<TopicPartition, i64>>,
    readers: BTreeMap<Text, Reader>,
}

/// A consumer of a group, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reader {
    group: Text,
    positions: BTreeMap<TopicPartition, i64>,
}

impl Default for Curves {
    fn default() -> Self {
        Curves {
            bucket_ms: FIRST_BUCKET_MS,
            buckets: vec![Bucket::default()],
            groups: Vec::new(),
            ends: BTreeMap::new(),
            replicated: BTreeSet::new(),
            committed: BTreeMap::new(),
            shared: BTreeMap::new(),
            readers: BTreeMap::new(),
        }
    }
}

impl Curves {
    /// Takes the next event.
    pub fn take(&mut self, event: &Event) {
        self.advance(event.at);
        self.learn(&event.fact);
    }

    /// Lets time pass up to a moment; the last bucket says how things stand there.
    pub fn advance(&mut self, now_ms: u64) {
        while BUCKETS as u64 <= now_ms / self.bucket_ms {
            self.widen();
        }
        let wanted = now_ms / self.bucket_ms + 1;
        let lags = self.lags();
        if let Some(last) = self.buckets.last_mut() {
            last.lags.clone_from(&lags);
        }
        while (self.buckets.len() as u64) < wanted {
            self.buckets.push(Bucket {
                lags: lags.clone(),
                ..Bucket::default()
            });
        }
    }

    /// Every two buckets become one.
    fn widen(&mut self) {
        self.bucket_ms *= 2;
        self.buckets = self
            .buckets
            .chunks(2)
            .map(|pair| Bucket {
                appended: pair.iter().map(|bucket| bucket.appended).sum(),
                delivered: pair.iter().map(|bucket| bucket.delivered).sum(),
                lags: pair.last().map(|bucket| bucket.lags.clone()).unwrap_or_default(),
            })
            .collect();
    }

    fn learn(&mut self, fact: &Fact) {
        match fact {
            Fact::HighWatermarkMoved {
                topic,
                partition,
                high_watermark,
            } => drop(
                self.ends
                    .insert(TopicPartition::new(topic, *partition), *high_watermark),
            ),
            Fact::TopicCreated {
                topic,
                replication_factor,
                ..
            } if 1 < *replication_factor => drop(self.replicated.insert(topic.clone())),
            Fact::RecordAppended { run, .. } => {
                if !self.replicated.contains(&run.topic) {
                    self.ends.insert(place(run), run.last_offset + 1);
                }
                self.count(|bucket| bucket.appended += u64::from(run.count));
            }
            Fact::RecordsDelivered { consumer, run } => {
                self.stand(consumer, place(run), run.last_offset + 1);
                self.count(|bucket| bucket.delivered += u64::from(run.count));
            }
            Fact::PositionSet {
                consumer,
                topic,
                partition,
                offset,
            } => {
                self.stand(consumer, TopicPartition::new(topic, *partition), *offset);
            }
            Fact::OffsetCommitted {
                group,
                topic,
                partition,
                offset,
                ..
            }
            | Fact::OffsetsReset {
                group,
                topic,
                partition,
                to: offset,
                ..
            } => {
                let offsets = self.committed.entry(group.clone()).or_default();
                offsets.insert(TopicPartition::new(topic, *partition), *offset);
            }
            Fact::SharePartitionOpened {
                group,
                topic,
                partition,
                offset,
            } => {
                let begun = self.shared.entry(group.clone()).or_default();
                begun.insert(TopicPartition::new(topic, *partition), *offset);
            }
            Fact::RecordsAccepted { group, run, .. }
            | Fact::RecordsRejected { group, run, .. }
            | Fact::RecordsArchived { group, run, .. } => {
                let done = self.shared.get_mut(group).and_then(|begun| begun.get_mut(&place(run)));
                done.into_iter().for_each(|done| *done += i64::from(run.count));
            }
            Fact::GroupDeleted { group } => {
                self.committed.remove(group);
                self.shared.remove(group);
            }
            Fact::TopicDeleted { topic } => self.forget_topic(topic),
            Fact::ConsumerStarted {
                consumer,
                group: Some(group),
            } => self.start(consumer, group),
            Fact::PartitionsRevoked {
                consumer, partitions, ..
            }
            | Fact::PartitionsLost {
                consumer, partitions, ..
            } => {
                if let Some(reader) = self.readers.get_mut(consumer) {
                    reader.positions.retain(|tp, _| !partitions.contains(&tp.to_string()));
                }
            }
            Fact::ConsumerCrashed { consumer }
            | Fact::ConsumerClosed { consumer }
            | Fact::ConsumerFailed { consumer, .. } => drop(self.readers.remove(consumer)),
            _ => {}
        }
    }

    fn count(&mut self, add: impl FnOnce(&mut Bucket)) {
        if let Some(bucket) = self.buckets.last_mut() {
            add(bucket);
        }
    }

    fn start(&mut self, consumer: &Text, group: &Text) {
        if !self.groups.contains(group) {
            self.groups.push(group.clone());
        }
        let reader = Reader {
            group: group.clone(),
            positions: BTreeMap::new(),
        };
        self.readers.insert(consumer.clone(), reader);
    }

    fn stand(&mut self, consumer: &Text, tp: TopicPartition, offset: i64) {
        if let Some(reader) = self.readers.get_mut(consumer) {
            reader.positions.insert(tp, offset);
        }
    }

    fn forget_topic(&mut self, topic: &Text) {
        self.ends.retain(|tp, _| tp.topic != *topic);
        for offsets in self.committed.values_mut().chain(self.shared.values_mut()) {
            offsets.retain(|tp, _| tp.topic != *topic);
        }
    }

    /// The lag of every group now. What is committed counts; a partition without a commit counts from where its
    /// reader stands.
    fn lags(&self) -> Vec<i64> {
        let behind = |(tp, offset): (&TopicPartition, &i64)| self.ends.get(tp).map_or(0, |end| (end - offset).max(0));
        let lag = |group: &Text| {
            if let Some(begun) = self.shared.get(group) {
                return begun.iter().map(behind).sum();
            }
            let none = BTreeMap::new();
            let committed = self.committed.get(group).unwrap_or(&none);
            let readers = self.readers.values().filter(|reader| reader.group == *group);
            let standing = readers.flat_map(|reader| &reader.positions);
            let uncommitted = standing.filter(|(tp, _)| !committed.contains_key(tp));
            committed.iter().chain(uncommitted).map(behind).sum()
        };
        self.groups.iter().map(lag).collect()
    }
}

fn place(run: &Run) -> TopicPartition {
    TopicPartition::new(&run.topic, run.partition)
}

/// The keys among a partition's newest records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// How many records were looked at.
    pub records: u64,
    /// How many of them have no key.
    pub without: u64,
    /// How many different keys the others have.
    pub distinct: u64,
}

/// Counts the keys of a partition, among as many records as a person would wait for.
pub fn keys(session: &Session, topic: &Text, partition: u32) -> Keys {
    let tp = TopicPartition::new(topic, partition);
    let Some(replica) = session.world().shown_replica(&tp) else {
        return Keys::default();
    };
    let log = &replica.log;
    let first = crate::kafka::ids::Offset((log.log_end_offset().0 - KEYS_LOOKED_AT).max(log.log_start_offset().0));
    let records = log
        .batches_from(first)
        .flat_map(|batch| batch.iter())
        .filter(|(offset, _)| first <= *offset);
    let (mut count, mut without, mut seen) = (0, 0, std::collections::BTreeSet::new());
    for (_, record) in records {
        count += 1;
        match record.key {
            Some(key) => drop(seen.insert(key)),
            None => without += 1,
        }
    }
    Keys {
        records: count,
        without,
        distinct: seen.len() as u64,
    }
}
