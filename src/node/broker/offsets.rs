//! The broker's part of `__consumer_offsets`: whose groups it coordinates, and the log of what its coordinator keeps.
//!
//! Whoever asked is answered when what was written for it is replicated (`CoordinatorRuntime`).
//! Absent on purpose: any telling of these appends; commits and rebalances are told of already.

use crate::{
    kafka::{
        error::KafkaError,
        ids::{Name, Offset, TopicPartition},
    },
    node::{
        api::{Message, Request, Response},
        broker::{Broker, Changed, Replica, leading::Moment},
        context::{Caller, Cx, Envelope, NodeId, Timer},
        group::{Coordinator, Written},
        image::{Image, OFFSETS_TOPIC},
    },
};

/// Answers that wait until what was written before them is replicated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeldAnswers {
    /// Up to where, in which partitions of `__consumer_offsets`.
    until: Vec<(TopicPartition, Offset)>,
    /// `offsets.commit.timeout.ms` is over.
    deadline: u64,
    answers: Vec<Envelope>,
}

/// A timer whose record could not be written comes again (`CoordinatorRuntime.EventBasedCoordinatorTimer`).
const RETRY_BACKOFF_MS: u64 = 500;

impl Broker {
    /// Becomes what the controller says for each partition of `__consumer_offsets`: with the leadership of a partition
    /// the groups in it come and go.
    pub(super) fn take_offsets_partitions(&mut self, cx: &mut Cx) {
        let image = self.image.clone();
        let at = Moment::new(cx.now, self.id, &image, &self.fetches, &self.settings);
        let topic: Name = OFFSETS_TOPIC.into();
        let mut unloaded = Vec::new();
        for (n, placed) in (0..).zip(image.offsets.iter()) {
            if !placed.replicas.contains(&self.id) {
                // It moved away; its log is deleted with those of the other partitions that did.
                let tp = TopicPartition::new(&topic, n);
                if self.led(&tp).is_ok() {
                    self.groups.unload(cx, &image, n);
                    unloaded.push(tp);
                }
                continue;
            }
            let fresh = || {
                let mut replica = Replica::default();
                replica.configure_offsets(&image);
                replica
            };
            let tp = TopicPartition::new(&topic, n);
            let replica = self.replicas.or_insert_with(&tp, fresh);
            let led = replica.leading().is_some();
            let begins = replica.become_registered(&at, placed);
            let leads = replica.leading().is_some();
            if led && (!leads || begins) {
                self.groups.unload(cx, &image, n);
                unloaded.push(tp.clone());
            }
            if leads && (!led || begins) {
                self.groups.load(cx, &image, n, &replica.log);
            }
        }
        for tp in unloaded {
            self.refuse_held(cx, &tp);
        }
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

    fn offsets_partition(&self, group: &Name) -> TopicPartition {
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
        // How far this waking had come, to take back what comes after.
        let (sends, events, timers) = (cx.out.sends.len(), cx.out.events.len(), cx.out.timers.len());
        let lacks_replicas = partition.as_ref().is_some_and(|tp| self.lacks_replicas(tp));
        let before = lacks_replicas.then(|| self.groups.clone());
        act(&mut self.groups, cx, &self.image);
        let written = self.groups.take_written();
        if let Some(before) = before.filter(|_| !written.is_empty()) {
            self.groups = before;
            cx.out.sends.truncate(sends);
            cx.out.events.truncate(events);
            cx.out.timers.truncate(timers);
            return false;
        }
        self.write_groups(cx, written, sends, partition);
        true
    }

    /// Fewer are in sync than `min.insync.replicas`: nothing can be written (`NOT_ENOUGH_REPLICAS`).
    fn lacks_replicas(&self, tp: &TopicPartition) -> bool {
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
        let mut until = Vec::new();
        let at = Moment::new(cx.now, self.id, &self.image, &self.fetches, &self.settings);
        for written in &written {
            let tp = self.offsets_partition(&written.group);
            let batch = written.batch(&format!("broker {}", self.id.0).into(), cx.now);
            let led = self.replicas.get_mut(&tp).filter(|replica| replica.leading().is_some());
            if let Some(replica) = led {
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
        let has_to_say = written.iter().any(|written| !written.begins);
        let waits = |answer: &Envelope| match &answer.message {
            // A person's tools take no time.
            _ if answer.to == NodeId::Admin => false,
            Message::Response(response) => has_to_say || response.waits_for_writes(),
            _ => false,
        };
        let (answers, go): (Vec<_>, Vec<_>) = cx.out.sends.split_off(sent).into_iter().partition(waits);
        cx.out.sends.extend(go);
        if !answers.is_empty() {
            let deadline = cx.now + self.image.config.i64("offsets.commit.timeout.ms").max(0) as u64;
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
            } else if held.deadline <= cx.now {
                held.refuse(cx, KafkaError::CoordinatorNotAvailable);
            } else {
                self.held.push(held);
            }
        }
        match self.held.iter().map(|held| held.deadline).min() {
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
                cx.out.sends.push(Envelope { message, ..answer });
            }
        }
    }
}
