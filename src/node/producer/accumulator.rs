//! Batches that wait to be sent, by partition (`RecordAccumulator`), and the partitioner that fills them.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use litemap::LiteMap;

use crate::{
    kafka::{
        compression::{Compression, Ratio},
        config::Config,
        ids::{BrokerId, Name, TopicPartition},
        partitioner::{Algorithm, Choice as Chosen, Partitioner, Partitions, Queue, Rule as Chooser},
        record::{Choice, NewRecord, Provenance, Records},
    },
    node::{context::Cx, event::Why, metadata::Metadata},
};

use super::{
    batch::{Batch, add},
    key_places::KeyPlaces,
    numbering::Numbering,
};

/// All batches of a producer that no request carries, and the memory of those that are not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Accumulator {
    provenance: Arc<Provenance>,
    partitioner_class: Name,
    ignore_keys: bool,
    adaptive: bool,
    batch_size: u32,
    compression: Compression,
    topics: LiteMap<Name, Queues>,
    next_id: u64,
    /// Of the batches that wait or are under way.
    bytes: u64,
    /// Partitions of which nothing leaves now.
    muted: BTreeSet<TopicPartition>,
}

/// The batches of one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Queues {
    partitioner: Partitioner,
    keys: KeyPlaces,
    /// How well its batches are expected to compress.
    ratio: Ratio,
    /// By partition, the oldest batch first.
    batches: Vec<VecDeque<Batch>>,
}

/// A topic as the producer knows it.
pub(super) struct Topic<'a> {
    pub name: &'a Name,
    pub partitions: Partitions<'a>,
}

/// Which brokers can be sent to now, and why.
pub(super) struct Ready {
    pub nodes: LiteMap<BrokerId, Why>,
    /// When the next batch is ready by time.
    pub next_at: Option<u64>,
    /// Some batch has nowhere to go.
    pub leaderless: bool,
}

impl Accumulator {
    pub fn new(config: &Config, provenance: Arc<Provenance>) -> Self {
        Accumulator {
            provenance,
            partitioner_class: config.get("partitioner.class").into(),
            ignore_keys: config.bool("partitioner.ignore.keys"),
            adaptive: config.bool("partitioner.adaptive.partitioning.enable"),
            batch_size: config.i64("batch.size").clamp(1, i64::from(i32::MAX)) as u32,
            compression: Compression::of(config),
            topics: LiteMap::new(),
            next_id: 0,
            bytes: 0,
            muted: BTreeSet::new(),
        }
    }

    /// Forgets every batch, as a process that dies does.
    pub fn clear(&mut self) {
        self.topics.clear();
        self.muted.clear();
        self.bytes = 0;
    }

    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// Bytes of the batches that are not completed: an answer frees them, not the sending (`BufferPool`).
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// A batch is answered for good, so that its memory is free (`RecordAccumulator.deallocate`).
    pub fn complete(&mut self, batch: &Batch) {
        self.bytes -= u64::from(batch.size_bytes());
    }

    pub fn records(&self) -> u64 {
        self.batches().map(|(_, _, batch)| u64::from(batch.count())).sum()
    }

    /// When the oldest batch was begun.
    pub fn oldest(&self) -> Option<u64> {
        self.batches().map(|(_, _, batch)| batch.created_ms).min()
    }

    /// Some batch that waits has these records.
    pub fn has(&self, records: &Records) -> bool {
        self.batches().any(|(_, _, batch)| batch.is_of(records))
    }

    fn batches(&self) -> impl Iterator<Item = (&Name, usize, &Batch)> {
        self.topics.iter().flat_map(|(name, queues)| {
            let queues = queues.batches.iter().enumerate();
            queues
                .filter(|(_, queue)| !queue.is_empty())
                .flat_map(move |(n, queue)| queue.iter().map(move |batch| (name, n, batch)))
        })
    }

    /// Adds a record to the batch of its partition; the id of that batch (`RecordAccumulator.append`).
    pub fn append(&mut self, cx: &mut Cx, topic: &Topic, given: Option<u32>, mut record: NewRecord) -> u64 {
        let queues = match self.topics.get_mut(topic.name) {
            Some(queues) => queues,
            None => self.topics.entry(topic.name.clone()).or_insert_with(|| Queues {
                partitioner: Partitioner::new(&self.partitioner_class, self.batch_size as i32, self.ignore_keys)
                    .unwrap_or(Partitioner::LegacyRoundRobin { next: 0 }),
                keys: KeyPlaces::default(),
                ratio: Ratio::default(),
                batches: Vec::new(),
            }),
        };
        // A topic that came back with fewer partitions leaves batches that only delivery.timeout.ms can end.
        let count = queues.batches.len().max(topic.partitions.count as usize);
        queues.batches.resize_with(count, VecDeque::new);
        let chosen = given.is_none().then(|| queues.choose(cx, topic, &record));
        record.choice = chosen.map_or(Choice::Given, |chosen| choice_of(&chosen, topic.partitions.count));
        if let Some(moved) = chosen.as_ref().and_then(|chosen| queues.keys.notice(chosen)) {
            moved.tell(cx, &self.provenance, topic.name, &record);
        }
        let partition = given.or(chosen.map(|chosen| chosen.partition)).unwrap_or_default();
        let queue = &mut queues.batches[partition as usize];
        if queue.back().is_none_or(|last| !last.has_room(&record)) {
            self.next_id += 1;
            if let Some(last) = queue.back_mut() {
                last.seal(&self.provenance);
            }
            let how = (self.compression, queues.ratio);
            queue.push_back(Batch::begin(self.next_id, cx.now, self.batch_size, &record, how));
        }
        let (id, grown, full) = add(queue, &record);
        self.bytes += u64::from(grown);
        if let Some(chosen) = chosen {
            let mut dice = || cx.dice.next_u31();
            queues
                .partitioner
                .appended(&chosen, grown as i32, full, &topic.partitions, &mut dice);
        }
        id
    }

    /// Nothing more of these partitions leaves (`RecordAccumulator.mutePartition`).
    pub fn mute(&mut self, partitions: &[TopicPartition]) {
        self.muted.extend(partitions.iter().cloned());
    }

    pub fn unmute(&mut self, partitions: &[TopicPartition]) {
        self.muted.retain(|tp| !partitions.contains(tp));
    }

    /// Which leaders can be sent to (`RecordAccumulator.ready`).
    pub fn ready(&mut self, now: u64, linger_ms: u64, flushing: bool, metadata: &Metadata) -> Ready {
        let mut ready = Ready {
            nodes: LiteMap::new(),
            next_at: None,
            leaderless: false,
        };
        for (name, queues) in &mut self.topics {
            let leaders = metadata.leaders(name);
            if self.adaptive {
                queues.measure(leaders);
            }
            for (n, queue) in queues.batches.iter().enumerate() {
                let Some(first) = queue.front() else { continue };
                let Some(leader) = leaders.get(n).copied().flatten() else {
                    ready.leaderless = true;
                    continue;
                };
                if is_muted(&self.muted, name, n) {
                    continue;
                }
                let another_waits = queue.len() > 1;
                let full = (another_waits || first.is_full()).then_some(self.batch_size);
                match first.why_ready(now, linger_ms, flushing, full) {
                    Ok(why) => drop(ready.nodes.entry(leader).or_insert(why)),
                    Err(at) => ready.next_at = ready.next_at.into_iter().chain([at]).min(),
                }
            }
        }
        ready
    }

    /// Takes the first batch of every partition that this broker leads (`drainBatchesForOneNode`).
    pub fn drain(
        &mut self,
        now: u64,
        broker: BrokerId,
        max_bytes: u64,
        metadata: &Metadata,
        mut numbering: Option<&mut Numbering>,
    ) -> Vec<(TopicPartition, Batch)> {
        let (mut taken, mut bytes) = (Vec::new(), 0);
        for (name, queues) in &mut self.topics {
            let leaders = metadata.leaders(name);
            let Queues { batches, ratio, .. } = queues;
            for (n, queue) in batches.iter_mut().enumerate() {
                let Some(first) = queue.front().filter(|first| first.not_before <= now) else {
                    continue;
                };
                if is_muted(&self.muted, name, n) {
                    continue;
                }
                let tp = TopicPartition::new(name, n as u32);
                let size = u64::from(first.size_bytes());
                let leads = leaders.get(n) == Some(&Some(broker));
                if !leads || (!taken.is_empty() && max_bytes < bytes + size) {
                    continue;
                }
                if numbering.as_ref().is_some_and(|own| !own.may_leave(&tp, first.id)) {
                    continue;
                }
                if let Some(mut batch) = queue.pop_front() {
                    if let Some(numbering) = &mut numbering {
                        numbering.number(&tp, &batch);
                    }
                    batch.leave(&self.provenance, ratio);
                    let real = u64::from(batch.size_bytes());
                    (bytes, self.bytes) = (bytes + real, self.bytes - size + real);
                    taken.push((tp, batch));
                }
            }
        }
        taken
    }

    /// A batch that is to be sent again goes before all others of its partition; `in_order`, behind the older ones
    /// that came back before it (`RecordAccumulator.reenqueue`, `insertInSequenceOrder`).
    pub fn put_back(&mut self, tp: TopicPartition, batch: Batch, in_order: bool) {
        let Some(queue) = self
            .topics
            .get_mut(&tp.topic)
            .and_then(|q| q.batches.get_mut(tp.partition as usize))
        else {
            return self.complete(&batch);
        };
        let older = queue.iter().take_while(|other| in_order && other.id < batch.id).count();
        queue.insert(older, batch);
    }

    /// Takes out what has never left: it has no number.
    pub fn take_unsent(&mut self, is_numbered: impl Fn(&TopicPartition, u64) -> bool) -> Vec<(TopicPartition, Batch)> {
        let mut unsent = Vec::new();
        for (name, queues) in &mut self.topics {
            for (n, queue) in queues.batches.iter_mut().enumerate() {
                let tp = TopicPartition::new(name, n as u32);
                let (kept, dropped) = queue.drain(..).partition(|batch| is_numbered(&tp, batch.id));
                *queue = kept;
                unsent.extend(VecDeque::into_iter(dropped).map(|batch| (tp.clone(), batch)));
            }
        }
        self.bytes -= unsent
            .iter()
            .map(|(_, batch)| u64::from(batch.size_bytes()))
            .sum::<u64>();
        unsent
    }

    /// Takes out what is older than `limit_ms`.
    pub fn take_expired(&mut self, now: u64, limit_ms: u64) -> Vec<(TopicPartition, Batch)> {
        let mut expired = Vec::new();
        for (name, queues) in &mut self.topics {
            for (n, queue) in queues.batches.iter_mut().enumerate() {
                let tp = TopicPartition::new(name, n as u32);
                // Batches that came back may lie before older ones, so none is left out.
                let (old, young) = queue.drain(..).partition(|batch| batch.created_ms + limit_ms <= now);
                *queue = young;
                expired.extend(VecDeque::into_iter(old).map(|batch| (tp.clone(), batch)));
            }
        }
        self.bytes -= expired
            .iter()
            .map(|(_, batch)| u64::from(batch.size_bytes()))
            .sum::<u64>();
        expired
    }
}

impl Queues {
    /// The partition for a record; draws again where a sticky partitioner wants to move on first.
    fn choose(&mut self, cx: &mut Cx, topic: &Topic, record: &NewRecord) -> Chosen {
        let mut dice = || cx.dice.next_u31();
        let mut chosen = self.partitioner.choose(record.key, &topic.partitions, &mut dice);
        for _ in 0..topic.partitions.count {
            let queue = &self.batches[chosen.partition as usize];
            let all_full = queue.back().is_none_or(Batch::is_full);
            if !(all_full
                && self
                    .partitioner
                    .appended(&chosen, 0, true, &topic.partitions, &mut dice))
            {
                break;
            }
            chosen = self.partitioner.choose(record.key, &topic.partitions, &mut dice);
        }
        let new_batch = self.batches[chosen.partition as usize]
            .back()
            .is_none_or(|last| !last.has_room(record));
        if new_batch
            && self
                .partitioner
                .new_batch(chosen.partition, &topic.partitions, &mut dice)
        {
            chosen = self.partitioner.choose(record.key, &topic.partitions, &mut dice);
        }
        chosen
    }

    /// Tells the partitioner how long the queues are (`RecordAccumulator.partitionReady`, KIP-794).
    fn measure(&mut self, leaders: &[Option<BrokerId>]) {
        if self.batches.iter().all(VecDeque::is_empty) {
            return self.partitioner.load(std::iter::empty(), 0);
        }
        let known = (0..).zip(&self.batches).zip(leaders);
        let queues = known
            .filter(|(_, leader)| leader.is_some())
            .map(|((partition, queue), _)| Queue {
                partition,
                batches: queue.len() as u32,
            });
        self.partitioner.load(queues, u32::MAX);
    }
}

fn choice_of(chosen: &Chosen, partitions: u32) -> Choice {
    match chosen.rule {
        Chooser::Key(arithmetic) => Choice::KeyHash {
            crc32: arithmetic.algorithm == Algorithm::Crc32,
            partitions,
        },
        Chooser::Sticky => Choice::Sticky,
        Chooser::RoundRobin => Choice::RoundRobin { partitions },
        Chooser::Random => Choice::Random { partitions },
    }
}

fn is_muted(muted: &BTreeSet<TopicPartition>, topic: &Name, partition: usize) -> bool {
    let is_it = |tp: &TopicPartition| tp.topic == *topic && tp.partition as usize == partition;
    !muted.is_empty() && muted.iter().any(is_it)
}
