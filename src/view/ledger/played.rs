//! A session played again, to meet each record where a leader writes it.

use std::{collections::BTreeMap, sync::Arc};

use super::{Answer, Entry, Fate, Refused, Usual};
use crate::{
    kafka::{
        ids::{Name, Offset, TopicPartition},
        log::Log,
        record::{RecordBatch, Records},
    },
    node::{
        api::{Message, Request},
        consumer::{Consumer, Subscription},
        context::{Envelope, NodeId},
        event::{Event, Fact, Run},
        image::is_internal,
    },
    scenario::{Error, Session},
    view::{
        self,
        stage::{self, RecordId},
    },
    world::World,
};

/// A batch is sent again, or acknowledged, before its producer has had so many more of the partition written.
const SENT_AGAIN_WITHIN: usize = 64;

/// Every batch that a leader ever wrote.
#[derive(Default)]
pub struct Played {
    written: Vec<Written>,
    /// The same by producer and partition.
    of: BTreeMap<(Name, TopicPartition), Vec<u32>>,
    refused: Vec<Refused>,
    /// What was under way when its producer gave it up, and the number of that refusal.
    late: Vec<(Arc<Records>, usize)>,
    told: u64,
}

/// Where a leader wrote a batch, and when.
#[derive(Clone, Copy)]
struct Place {
    offset: Offset,
    leader_epoch: i32,
    at: u64,
}

/// A batch that a leader wrote, once or more often.
pub struct Written {
    pub producer: Name,
    pub partition: TopicPartition,
    pub records: Arc<Records>,
    pub answer: Answer,
    /// Where leaders wrote it.
    places: Vec<Place>,
    /// Its topic is gone.
    topic_deleted: bool,
    /// How often the members of a group processed each record; groups that read its topic.
    processed: BTreeMap<Name, Vec<u32>>,
}

/// One record now.
pub struct State {
    /// Where it is in the log.
    pub offsets: Vec<Offset>,
    /// It was deleted, with others or with its topic.
    pub is_deleted: bool,
}

impl Played {
    /// Plays a session up to its moment; what it becomes knows the same batches.
    pub fn of(session: &Session) -> Result<(Session, Played), Error> {
        let mut again = Session::new(session.document().clone())?;
        let mut played = Played::default();
        again.watch(session.now_ms(), |world| played.see(world));
        played.count_processed(again.world());
        Ok((again, played))
    }

    pub fn written(&self) -> &[Written] {
        &self.written
    }

    /// What producers were refused, in order.
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// Learns what was told since it last looked.
    fn see(&mut self, world: &World) {
        let story = world.story();
        let new: Vec<Event> = story.events(self.told..story.told()).cloned().collect();
        self.told = story.told();
        for event in &new {
            match &event.fact {
                Fact::RecordAppended { run, producer, .. } if !is_internal(&run.topic) => {
                    self.append(world, event.at, producer, run);
                }
                Fact::RecordAcked { producer, run, .. } => self.acknowledge(producer, run),
                Fact::RecordFailed {
                    producer,
                    topic,
                    partition,
                    count,
                    error,
                    ..
                } => self.refuse(
                    world,
                    Refused {
                        at: event.at,
                        producer: producer.clone(),
                        topic: topic.clone(),
                        partition: *partition,
                        count: *count,
                        written: 0,
                        error: error.to_string().into(),
                    },
                ),
                Fact::ProducerCrashed { producer, .. } => self.orphan(producer),
                Fact::TopicDeleted { topic } => {
                    let of_topic = |written: &&mut Written| written.partition.topic == *topic;
                    self.written
                        .iter_mut()
                        .filter(of_topic)
                        .for_each(|written| written.topic_deleted = true);
                }
                _ => {}
            }
        }
    }

    fn append(&mut self, world: &World, at: u64, producer: &Name, run: &Run) {
        let tp = TopicPartition::new(&run.topic, run.partition);
        let offset = Offset(run.offset);
        let is_it = |batch: &&RecordBatch| {
            batch.base_offset == offset && batch.appended_ms == at && batch.records.provenance.producer == *producer
        };
        let logs = world.brokers().filter_map(|broker| broker.replica(&tp));
        let Some(batch) = logs.filter_map(|replica| replica.log.batch_at(offset)).find(is_it) else {
            return;
        };
        let place = Place {
            offset,
            leader_epoch: batch.leader_epoch.0,
            at,
        };
        let own = self.of.entry((producer.clone(), tp.clone())).or_default();
        let is_same = |n: &&u32| Arc::ptr_eq(&self.written[**n as usize].records, &batch.records);
        if let Some(known) = own.iter().rev().take(SENT_AGAIN_WITHIN).find(is_same) {
            return self.written[*known as usize].places.push(place);
        }
        own.push(self.written.len() as u32);
        let answer = match world.producer(producer) {
            Some(producer) if producer.spec.config.get("acks") == "0" => Answer::Unasked,
            Some(producer) if producer.awaits(&batch.records) => Answer::Awaited,
            // It comes late: its producer was told something, or is another process.
            _ => self.told_before(&batch.records),
        };
        self.written.push(Written {
            producer: producer.clone(),
            partition: tp,
            records: batch.records.clone(),
            answer,
            places: vec![place],
            topic_deleted: false,
            processed: BTreeMap::new(),
        });
    }

    fn acknowledge(&mut self, producer: &Name, run: &Run) {
        let tp = TopicPartition::new(&run.topic, run.partition);
        let own = self.of.get(&(producer.clone(), tp)).into_iter().flatten();
        let is_it = |n: &&u32| {
            let written = &self.written[**n as usize];
            written.answer == Answer::Awaited && !written.topic_deleted && written.is_at(Offset(run.offset))
        };
        if let Some(n) = own.rev().take(SENT_AGAIN_WITHIN).find(is_it) {
            self.written[*n as usize].answer = Answer::Acked;
        }
    }

    /// A producer gave up: what it does not hold any more is what it was told of, written already or still under way.
    fn refuse(&mut self, world: &World, mut refused: Refused) {
        let given_up = |records: &Arc<Records>| !world.producer(&refused.producer).is_some_and(|it| it.awaits(records));
        let partition = refused.partition.unwrap_or_default();
        let place = (refused.producer.clone(), TopicPartition::new(&refused.topic, partition));
        let own = self.of.get(&place).into_iter().flatten();
        for n in own.rev().take(SENT_AGAIN_WITHIN) {
            let written = &mut self.written[*n as usize];
            let count = written.records.count();
            if written.answer == Answer::Awaited
                && refused.written + count <= refused.count
                && given_up(&written.records)
            {
                written.answer = Answer::Refused(refused.error.clone());
                refused.written += count;
            }
        }
        let number = self.refused.len();
        for records in under_way(world, &place.0, &place.1).filter(|records| given_up(records)) {
            let is_known = self.late.iter().any(|(late, _)| Arc::ptr_eq(late, records));
            if !is_known {
                self.late.push((records.clone(), number));
            }
        }
        self.refused.push(refused);
    }

    /// What the producer was told of records that come to a leader only now; it waits for no answer any more.
    fn told_before(&mut self, records: &Arc<Records>) -> Answer {
        let late = self.late.iter().find(|(late, _)| Arc::ptr_eq(late, records));
        match late.and_then(|(_, number)| self.refused.get_mut(*number)) {
            Some(refused) => {
                refused.written += records.count();
                Answer::Refused(refused.error.clone())
            }
            None => Answer::Orphaned,
        }
    }

    /// A producer's process is gone, and with it whoever waited for answers.
    fn orphan(&mut self, producer: &Name) {
        let waits = |written: &&mut Written| written.producer == *producer && written.answer == Answer::Awaited;
        let orphans = self.written.iter_mut().filter(waits);
        orphans.for_each(|written| written.answer = Answer::Orphaned);
    }

    fn count_processed(&mut self, world: &World) {
        let mut by_place: BTreeMap<(TopicPartition, Offset), Vec<usize>> = BTreeMap::new();
        for (n, written) in self.written.iter_mut().enumerate() {
            for group in readers(world, &written.partition.topic) {
                let none = vec![0; written.records.count() as usize];
                written.processed.insert(group.clone(), none);
            }
            for place in &written.places {
                let key = (written.partition.clone(), place.offset);
                by_place.entry(key).or_default().push(n);
            }
        }
        for consumer in world.consumers() {
            let Some(group) = &consumer.spec.group else { continue };
            for delivery in &consumer.deliveries {
                let place = (delivery.partition.clone(), delivery.batch.base_offset);
                for n in by_place.get(&place).into_iter().flatten() {
                    let written = &mut self.written[*n];
                    if !Arc::ptr_eq(&written.records, &delivery.batch.records) {
                        continue;
                    }
                    let none = vec![0; written.records.count() as usize];
                    let counts = written.processed.entry(group.clone()).or_insert(none);
                    let from = (delivery.first.0 - place.1.0).max(0) as usize;
                    let to = (delivery.processed_to.0 - place.1.0).max(0) as usize;
                    counts.iter_mut().take(to).skip(from).for_each(|count| *count += 1);
                }
            }
        }
    }
}

/// What the requests under way carry of a producer to a partition.
fn under_way<'a>(
    world: &'a World,
    producer: &'a Name,
    tp: &'a TopicPartition,
) -> impl Iterator<Item = &'a Arc<Records>> {
    let is_own = move |envelope: &&Envelope| matches!(&envelope.from, NodeId::Producer(from) if from == producer);
    let envelopes = world.under_way().map(|sent| sent.envelope).filter(is_own);
    let batches = envelopes.flat_map(|envelope| match &envelope.message {
        Message::Request(Request::Produce { batches, .. }) => batches.as_slice(),
        _ => &[],
    });
    let to_partition = batches.filter(move |(to, _)| to == tp);
    to_partition.map(|(_, batch)| &batch.records)
}

/// The groups whose members read a topic, or want to.
fn readers<'a>(world: &'a World, topic: &'a Name) -> impl Iterator<Item = &'a Name> {
    let wants = |consumer: &Consumer| match &consumer.spec.subscription {
        Subscription::Topics(topics) => topics.contains(topic),
        Subscription::Pattern(_) | Subscription::Assign(_) => false,
    };
    let has = |consumer: &Consumer| consumer.partitions.keys().any(|tp| tp.topic == *topic);
    let reads = move |group: &&Name| {
        let mut members = world
            .consumers()
            .filter(|consumer| consumer.spec.group.as_ref() == Some(group));
        members.any(|member| wants(member) || has(member))
    };
    world.group_names().iter().filter(reads)
}

impl Written {
    /// How often a group processed a record; `None` where it does not read the topic.
    pub fn processed(&self, group: &Name, index: u32) -> Option<u32> {
        self.processed.get(group)?.get(index as usize).copied()
    }

    pub fn state(&self, index: u32, world: &World) -> State {
        let log = world.shown_replica(&self.partition).map(|replica| &replica.log);
        let start = log.map_or(Offset(0), Log::log_start_offset);
        let of_record = || self.places.iter().map(|place| place.offset + i64::from(index));
        let is_here = |offset: &Offset| {
            let batch = log.and_then(|log| log.batch_at(*offset));
            start <= *offset && batch.is_some_and(|batch| Arc::ptr_eq(&batch.records, &self.records))
        };
        State {
            offsets: of_record().filter(is_here).collect(),
            is_deleted: self.topic_deleted || of_record().all(|offset| offset < start),
        }
    }

    fn is_at(&self, offset: Offset) -> bool {
        self.places.iter().any(|place| place.offset == offset)
    }

    pub fn entry(&self, index: u32, state: &State, fates: Vec<Fate>) -> Entry {
        let key = self.records.iter().nth(index as usize).and_then(|record| record.key);
        let first = self.places[0];
        let lies = |place: &&Place| state.offsets.contains(&(place.offset + i64::from(index)));
        let place = self.places.iter().find(lies).copied().unwrap_or(first);
        let id = |place: Place| RecordId {
            topic: self.partition.topic.clone(),
            partition: self.partition.partition,
            offset: place.offset.0 + i64::from(index),
        };
        let times = |(group, counts): (&Name, &Vec<u32>)| (group.clone(), counts[index as usize]);
        Entry {
            producer: self.producer.clone(),
            topic: self.partition.topic.clone(),
            partition: self.partition.partition,
            offset: id(first).offset,
            at: first.at,
            key: view::text_of(self.records.provenance.key_serializer, key).map(Into::into),
            kept: !state.offsets.is_empty(),
            fates,
            usual: Usual {
                answer: self.answer.clone(),
                deleted: state.is_deleted,
                processed: self.processed.iter().map(times).collect(),
                written: stage::Written {
                    id: id(place),
                    leader_epoch: place.leader_epoch,
                    appended_ms: place.at,
                },
            },
        }
    }
}
