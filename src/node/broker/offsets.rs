//! The broker's part of Kafka's own topics: whose groups and transactions it coordinates, and the logs of what its
//! coordinators keep.
//!
//! Whoever asked is answered when what was written for it is replicated (`CoordinatorRuntime`).
//! Absent on purpose: any telling of these appends; commits and rebalances are told of already.

use std::sync::Arc;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Name, Offset, TopicPartition},
        record::RecordBatch,
    },
    node::{
        api::{Message, Request, Response},
        broker::{Broker, Changed, Replica, leading::Moment},
        context::{Caller, Cx, Envelope, NodeId, Timer},
        group::{Coordinator, Written},
        image::{Image, OFFSETS_TOPIC, PartitionImage},
    },
};

/// Answers that wait until what was written before them is replicated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeldAnswers {
    /// Up to where, in which partitions of `__consumer_offsets`.
    until: Vec<(TopicPartition, Offset)>,
    /// `offsets.commit.timeout.ms` is over. A transaction waits as long as it takes.
    deadline: Option<u64>,
    answers: Vec<Arc<Envelope>>,
}

/// A timer whose record could not be written comes again (`CoordinatorRuntime.EventBasedCoordinatorTimer`).
const RETRY_BACKOFF_MS: u64 = 500;

impl Broker {
    /// Becomes what the controller says for each partition of Kafka's own topics: with the leadership of a partition the
    /// groups or transactions in it come and go.
    pub(super) fn take_internal_partitions(&mut self, cx: &mut Cx) {
        let image = self.image.clone();
        for (topic, partitions) in image.internal() {
            let topic: Name = topic.into();
            for (n, placed) in (0..).zip(partitions.iter()) {
                let tp = TopicPartition::new(&topic, n);
                if placed.replicas.contains(&self.id) {
                    self.take_internal_partition(cx, &image, tp, placed);
                } else if self.led(&tp).is_ok() {
                    // It moved away; its log is deleted with those of the other partitions that did.
                    self.unload(cx, &image, &tp);
                }
            }
        }
    }

    fn take_internal_partition(&mut self, cx: &mut Cx, image: &Image, tp: TopicPartition, placed: &PartitionImage) {
        let at = Moment::new(cx.now, self.id, image, &self.fetches, &self.settings);
        let fresh = || {
            let mut replica = Replica::default();
            replica.configure_internal(image, &tp.topic);
            replica
        };
        let replica = self.replicas.or_insert_with(&tp, fresh);
        let led = replica.leading().is_some();
        let begins = replica.become_registered(&at, placed);
        let leads = replica.leading().is_some();
        let (unloads, loads) = (led && (!leads || begins), leads && (!led || begins));
        let log = loads.then(|| replica.log.clone());
        if unloads {
            self.unload(cx, image, &tp);
        }
        match log {
            Some(log) if *tp.topic == *OFFSETS_TOPIC => self.groups.load(cx, image, tp.partition, &log),
            Some(log) => {
                self.transactions.load(&log);
                self.watch_transactions(cx);
                cx.set_timer(Timer::TransactionMarkers, cx.now);
            }
            None => {}
        }
    }

    /// Lets go of the groups or transactions of a partition; who waits is told to look for another coordinator.
    fn unload(&mut self, cx: &mut Cx, image: &Image, tp: &TopicPartition) {
        if *tp.topic == *OFFSETS_TOPIC {
            self.groups.unload(cx, image, tp.partition);
        } else {
            self.transactions.unload(image, tp.partition);
        }
        self.refuse_held(cx, tp);
    }

    /// What a group's members and the tools ask of its coordinator.
    pub(super) fn group_request(&mut self, cx: &mut Cx, caller: Caller, request: Request) {
        let coordinates = |group: &Name| self.led(&self.offsets_partition(group)).is_ok();
        if request.group().is_some_and(|group| !coordinates(group)) {
            let (api, error) = (request.api(), KafkaError::NotCoordinator);
            return cx.respond(&caller, Response::Refused { api, error });
        }
        let group = request.group().cloned();
        let partition = group.as_ref().map(|group| self.offsets_partition(group));
        let api = request.api();
        let answer_to = caller.clone();
        let wrote = self.let_groups(cx, partition, |groups, cx, image| {
            groups.on_request(cx, image, caller, request)
        });
        if !wrote {
            let error = KafkaError::CoordinatorNotAvailable;
            cx.respond(&answer_to, Response::Refused { api, error });
        }
    }

    /// A timer of the coordinator.
    pub(super) fn group_timer(&mut self, cx: &mut Cx, timer: Timer) {
        let partition = timer.group().map(|group| self.offsets_partition(group));
        let again = timer.clone();
        if !self.let_groups(cx, partition, |groups, cx, image| groups.on_timer(cx, image, timer)) {
            cx.set_timer(again, cx.now + RETRY_BACKOFF_MS);
        }
    }

    pub(super) fn offsets_partition(&self, group: &Name) -> TopicPartition {
        TopicPartition::new(&OFFSETS_TOPIC.into(), self.image.partition_of_group(group))
    }

    /// Lets the coordinator act for a group, and writes what it has to keep. Where too few replicas are in sync for that
    /// nothing has happened, and the answer is false.
    fn let_groups(
        &mut self,
        cx: &mut Cx,
        partition: Option<TopicPartition>,
        act: impl FnOnce(&mut Coordinator, &mut Cx, &Image),
    ) -> bool {
        let mark = cx.mark();
        let lacks_replicas = partition.as_ref().is_some_and(|tp| self.lacks_replicas(tp));
        let before = lacks_replicas.then(|| self.groups.clone());
        act(&mut self.groups, cx, &self.image);
        let written = self.groups.take_written();
        if let Some(before) = before.filter(|_| !written.is_empty()) {
            self.groups = before;
            cx.take_back(&mark);
            return false;
        }
        self.write_groups(cx, written, mark.sends as usize, partition);
        true
    }

    /// Fewer are in sync than `min.insync.replicas`: nothing can be written (`NOT_ENOUGH_REPLICAS`).
    pub(super) fn lacks_replicas(&self, tp: &TopicPartition) -> bool {
        let few = |replica: &Replica| {
            replica
                .leading()
                .map(|leading| leading.isr.len() < replica.enough(leading))
        };
        self.replicas.get(tp).and_then(few).unwrap_or(false)
    }

    /// Appends what the coordinator has to keep. What it answered from `sent` on waits until that is replicated, and
    /// what was written for the partition before.
    pub(super) fn write_groups(
        &mut self,
        cx: &mut Cx,
        written: Vec<Written>,
        sent: usize,
        partition: Option<TopicPartition>,
    ) {
        let writer: Name = format!("broker {}", self.id.0).into();
        let kept = written
            .iter()
            .map(|written| (self.offsets_partition(&written.group), written.batch(&writer, cx.now)))
            .collect();
        let has_to_say = written.iter().any(|written| !written.begins);
        let deadline = cx.now + self.image.config.i64("offsets.commit.timeout.ms").max(0) as u64;
        self.keep(cx, kept, sent, partition, (has_to_say, Some(deadline)));
    }

    /// Appends what a coordinator has to keep. What it sent from `sent` on waits until that is replicated, and what was
    /// written for the partition before; those who wait give up at `deadline`.
    pub(super) fn keep(
        &mut self,
        cx: &mut Cx,
        kept: Vec<(TopicPartition, RecordBatch)>,
        sent: usize,
        partition: Option<TopicPartition>,
        (has_to_say, deadline): (bool, Option<u64>),
    ) {
        let mut until = Vec::new();
        let at = Moment::new(cx.now, self.id, &self.image, &self.fetches, &self.settings);
        for (tp, batch) in kept {
            let led = self.replicas.get_mut(&tp).filter(|replica| replica.leading().is_some());
            if let Some(replica) = led {
                let offset = replica.log.log_end_offset();
                if let Some(numbered) = batch.as_numbered() {
                    replica.producers.replay(&numbered, offset);
                }
                replica.append(&at, batch);
                until.push((tp, replica.log.log_end_offset()));
            }
        }
        let appended: Vec<TopicPartition> = until.iter().map(|(tp, _)| tp.clone()).collect();
        let earlier = || {
            let tp = partition?;
            let end = self.replicas.get(&tp)?.log.log_end_offset();
            Some((tp, end))
        };
        if appended.is_empty() {
            until.extend(earlier());
        }
        let waits = |answer: &Arc<Envelope>| match &answer.message {
            // A person's tools take no time.
            _ if answer.to == NodeId::Admin => false,
            Message::Response(response) => has_to_say || response.waits_for_writes(),
            Message::Request(Request::WriteTxnMarkers(_)) => true,
            _ => false,
        };
        let (answers, go): (Vec<_>, Vec<_>) = cx.out.sends.split_off(sent).into_iter().partition(waits);
        cx.out.sends.extend(go);
        if !answers.is_empty() {
            self.held.push(HeldAnswers {
                until,
                deadline,
                answers,
            });
            self.release_answers(cx);
        }
        if !appended.is_empty() {
            self.answer_waiting(cx, Changed::These(&appended.iter().collect::<Vec<_>>()));
        }
    }

    /// Lets go the answers whose records are replicated, and those that will not be: a new coordinator has them, or not.
    pub(super) fn release_answers(&mut self, cx: &mut Cx) {
        if self.held.is_empty() {
            return;
        }
        for held in std::mem::take(&mut self.held) {
            let replica = |tp: &TopicPartition| self.replicas.get(tp).filter(|replica| replica.leading().is_some());
            let is_safe = |(tp, end): &(TopicPartition, Offset)| {
                replica(tp).is_some_and(|replica| *end <= replica.high_watermark())
            };
            if held.until.iter().all(is_safe) {
                cx.out.sends.extend(held.answers);
            } else if !held.until.iter().all(|(tp, _)| replica(tp).is_some()) {
                held.refuse(cx, KafkaError::NotCoordinator);
            } else if held.deadline.is_some_and(|deadline| deadline <= cx.now) {
                held.refuse(cx, KafkaError::CoordinatorNotAvailable);
            } else {
                self.held.push(held);
            }
        }
        match self.held.iter().filter_map(|held| held.deadline).min() {
            Some(deadline) => cx.set_timer(Timer::OffsetsCommit, deadline),
            None => cx.cancel_timer(Timer::OffsetsCommit),
        }
    }

    /// The coordinator of this partition is another one now, or begins again.
    fn refuse_held(&mut self, cx: &mut Cx, tp: &TopicPartition) {
        for held in std::mem::take(&mut self.held) {
            if held.until.iter().any(|(of, _)| of == tp) {
                held.refuse(cx, KafkaError::NotCoordinator);
            } else {
                self.held.push(held);
            }
        }
    }
}

impl HeldAnswers {
    fn refuse(self, cx: &mut Cx, error: KafkaError) {
        for answer in self.answers {
            if let Message::Response(response) = &answer.message {
                let message = Message::Response(Response::Refused {
                    api: response.api(),
                    error,
                });
                cx.out.sends.push(Arc::new(Envelope {
                    message,
                    ..Arc::unwrap_or_clone(answer)
                }));
            }
        }
    }
}
