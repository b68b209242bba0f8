//! A session played again, to meet each record where a leader writes it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

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
        context::NodeId,
        event::{Event, Fact, Run},
        image::is_internal,
    },
    scenario::{Error, Session},
    view::{
        self,
        stage::{self, RecordId},
    },
    world::{UnderWay, World},
};

/// Every batch that a leader ever wrote.
#[derive(Default)]
pub struct Played {
    written: Vec<Written>,
    /// The number of each, by the identity of its records.
    numbers: BTreeMap<u64, u32>,
    /// Those that their producer may still be told of, the oldest first.
    awaited: BTreeMap<(Name, TopicPartition), Vec<u32>>,
    refused: Vec<Refused>,
    /// What was under way when its producer gave it up, and the number of that refusal.
    late: Vec<(Arc<Records>, u32)>,
    /// Producers of which a process has crashed.
    crashed: BTreeSet<Name>,
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
                Fact::RecordAcked { producer, run, .. } => self.acknowledge(world, producer, run),
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
        let number = self.written.len() as u32;
        let known = *self.numbers.entry(batch.records.identity()).or_insert(number);
        if let Some(written) = self.written.get_mut(known as usize) {
            return written.places.push(place);
        }
        let answer = match world.producer(producer) {
            Some(producer) if producer.spec.config.get("acks") == "0" => Answer::Unasked,
            Some(producer) if producer.awaits(&batch.records) => Answer::Awaited,
            // It comes late: its producer was told something, or is another process.
            _ => self.told_before(producer, &tp, &batch.records),
        };
        if answer == Answer::Awaited {
            let awaited = self.awaited.entry((producer.clone(), tp.clone())).or_default();
            awaited.push(number);
        }
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

    fn acknowledge(&mut self, world: &World, producer: &Name, run: &Run) {
        let is_there = |written: &Written| written.is_at(Offset(run.offset));
        let place = (producer.clone(), TopicPartition::new(&run.topic, run.partition));
        if let Some(written) = self.take_answered(world, &place, is_there) {
            written.answer = Answer::Acked;
        }
    }

    /// The oldest of these that its producer waited for and does not wait for any more.
    fn take_answered(
        &mut self,
        world: &World,
        place: &(Name, TopicPartition),
        is_meant: impl Fn(&Written) -> bool,
    ) -> Option<&mut Written> {
        let awaited = self.awaited.get_mut(place)?;
        let is_it = |number: &u32| {
            let written = &self.written[*number as usize];
            is_meant(written) && has_given_up(world, &place.0, &written.records)
        };
        let number = awaited.remove(awaited.iter().position(is_it)?);
        self.written.get_mut(number as usize)
    }

    /// A producer gave up a batch, or a record that came into none.
    fn refuse(&mut self, world: &World, mut refused: Refused) {
        if let Some(partition) = refused.partition {
            let place = (refused.producer.clone(), TopicPartition::new(&refused.topic, partition));
            let is_as_large = |written: &Written| written.records.count() == refused.count;
            match self.take_answered(world, &place, is_as_large) {
                Some(written) => {
                    written.answer = Answer::Refused(refused.error.clone());
                    refused.written = refused.count;
                }
                None => self.expect_late(world, &place, refused.count),
            }
        }
        self.refused.push(refused);
    }

    /// What is refused next may still be under way.
    fn expect_late(&mut self, world: &World, place: &(Name, TopicPartition), count: u32) {
        let is_new = |records: &&Arc<Records>| !self.late.iter().any(|(late, _)| late.identity() == records.identity());
        let to_partition = under_way(world, &place.0).filter(|way| *way.partition == place.1);
        let mut late = to_partition
            .map(|way| way.records)
            .filter(|records| records.count() == count && has_given_up(world, &place.0, records))
            .filter(is_new);
        if let Some(records) = late.next() {
            let (records, number) = (records.clone(), self.refused.len() as u32);
            self.late.push((records, number));
        }
    }

    /// What the producer was told of records that come to a leader only now; it waits for no answer any more.
    fn told_before(&mut self, producer: &Name, tp: &TopicPartition, records: &Arc<Records>) -> Answer {
        let late = self.late.iter().find(|(late, _)| late.identity() == records.identity());
        // Else a leader has had it all the while, to ask whether it is part of a transaction.
        let is_it = |refused: &Refused| {
            let (of, to) = (&refused.producer, (&refused.topic, refused.partition));
            of == producer && to == (&tp.topic, Some(tp.partition)) && refused.unwritten() == records.count()
        };
        let held = || {
            self.refused
                .iter()
                .position(is_it)
                .filter(|_| !self.crashed.contains(producer))
        };
        let number = late.map(|(_, number)| *number as usize).or_else(held);
        match number.and_then(|number| self.refused.get_mut(number)) {
            Some(refused) => {
                refused.written = refused.count;
                Answer::Refused(refused.error.clone())
            }
            None => Answer::Orphaned,
        }
    }

    /// A producer's process is gone, and with it whoever waited for answers.
    fn orphan(&mut self, producer: &Name) {
        self.crashed.insert(producer.clone());
        for ((_, _), numbers) in self.awaited.iter_mut().filter(|((of, _), _)| of == producer) {
            for number in numbers.drain(..) {
                self.written[number as usize].answer = Answer::Orphaned;
            }
        }
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
                    if written.records.identity() != delivery.batch.records.identity() {
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

/// The producer waits no longer for what becomes of these.
fn has_given_up(world: &World, producer: &Name, records: &Records) -> bool {
    !world.producer(producer).is_some_and(|it| it.awaits(records))
}

/// A batch that no leader has got yet.
pub struct OnItsWay<'a> {
    pub partition: &'a TopicPartition,
    pub records: &'a Arc<Records>,
    /// It will not arrive, as things are.
    pub lost: bool,
}

/// What the requests of a producer carry.
pub fn under_way<'a>(world: &'a World, producer: &'a Name) -> impl Iterator<Item = OnItsWay<'a>> {
    let is_own = move |sent: &UnderWay| matches!(&sent.envelope.from, NodeId::Producer(from) if from == producer);
    world.under_way().filter(is_own).flat_map(|sent| {
        let batches = match &sent.envelope.message {
            Message::Request(Request::Produce { batches, .. }) => batches.as_slice(),
            _ => &[],
        };
        batches.iter().map(move |(partition, batch)| OnItsWay {
            partition,
            records: &batch.records,
            lost: sent.lost,
        })
    })
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
            start <= *offset && batch.is_some_and(|batch| batch.records.identity() == self.records.identity())
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
