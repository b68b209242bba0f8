//! One record, followed from where a leader wrote it: what later lies at its offset may be another.
//!
//! What is in no log any more is found by playing again from before it was written, on a copy; from then on whoever
//! follows only looks at what is new. Absent on purpose: records that no leader has written yet and none ever will.

use super::{
    sheet,
    stage::{Gone, Moments, RecordId, RecordSheet, Standing, Text, Written},
};
use crate::{
    kafka::{
        ids::{Offset, TopicPartition},
        log::Log,
        record::RecordBatch,
    },
    node::{
        api::{Message, Request},
        event::{Event, Fact, Run},
    },
    scenario::Session,
    world::World,
};

/// So many steps are played again; what came later than that is known from what is at hand.
const STEPS: u32 = 60_000;
/// While nothing is told, it is looked after the record only so often.
const LOOK_MS: u64 = 250;

/// A record with all that was seen of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    written: Written,
    partition: TopicPartition,
    batch: RecordBatch,
    moments: Moments,
    /// The last thing that may have taken it out of its log.
    cause: Option<Event>,
    /// It was in its log when somebody last looked.
    kept: bool,
    /// When another one was written at its offset.
    replaced_ms: Option<u64>,
    told: u64,
    seen_ms: u64,
}

impl Written {
    /// The record that lies there now, if there is one.
    pub fn at(session: &Session, id: &RecordId) -> Option<Written> {
        let tp = TopicPartition::new(&id.topic, id.partition);
        let log = &session.world().shown_replica(&tp)?.log;
        let batch = log.batch_at(Offset(id.offset))?;
        (log.log_start_offset().0 <= id.offset).then(|| Written {
            id: id.clone(),
            leader_epoch: batch.leader_epoch.0,
            appended_ms: batch.appended_ms,
        })
    }

    fn is_in(&self, log: &Log) -> bool {
        log.log_start_offset().0 <= self.id.offset && self.batch_in(log).is_some()
    }

    fn batch_in<'a>(&self, log: &'a Log) -> Option<&'a RecordBatch> {
        let batch = log.batch_at(Offset(self.id.offset))?;
        let is_it = batch.leader_epoch.0 == self.leader_epoch && batch.appended_ms == self.appended_ms;
        is_it.then_some(batch)
    }
}

impl Followed {
    /// Finds a record where it was written, and follows it up to now; `None` where it was not written until now.
    pub fn of(session: &Session, written: &Written) -> Option<Followed> {
        if session.now_ms() < written.appended_ms {
            return None;
        }
        let (mut followed, mut told): (Option<Followed>, u64) = (None, 0);
        session.look_back(written.appended_ms, STEPS, |world| {
            if followed.is_none() {
                followed = Followed::begin(world, written, told);
            }
            let is_due =
                |followed: &&mut Followed| told < world.story().told() || followed.seen_ms + LOOK_MS <= world.now();
            if let Some(followed) = followed.as_mut().filter(is_due) {
                followed.see(world);
            }
            told = world.story().told();
        });
        // It may have come to its log before the steps ended, and be there.
        let mut followed = followed.or_else(|| Followed::begin(session.world(), written, told))?;
        followed.see(session.world());
        Some(followed)
    }

    fn begin(world: &World, written: &Written, told: u64) -> Option<Followed> {
        if world.now() < written.appended_ms {
            return None;
        }
        let partition = TopicPartition::new(&written.id.topic, written.id.partition);
        let logs = world.brokers().filter_map(|broker| broker.replica(&partition));
        let batch = logs
            .filter_map(|replica| written.batch_in(&replica.log))
            .next()?
            .clone();
        Some(Followed {
            written: written.clone(),
            partition,
            batch,
            moments: Moments::default(),
            cause: None,
            kept: true,
            replaced_ms: None,
            told,
            seen_ms: world.now(),
        })
    }

    pub fn written(&self) -> &Written {
        &self.written
    }

    /// Goes on to where the session is. `None` where what happened in between is not at hand: then it has to be found
    /// again.
    pub fn on(mut self, session: &Session) -> Option<Followed> {
        let (world, story) = (session.world(), session.world().story());
        if world.now() < self.written.appended_ms {
            // Its future is known: it is only not there yet.
            self.moments = Moments::default();
            (self.cause, self.kept, self.replaced_ms) = (None, true, None);
            (self.told, self.seen_ms) = (story.told(), world.now());
            return Some(self);
        }
        let went_on = self.seen_ms <= world.now() && self.told <= story.told();
        (went_on && story.first_at_hand() <= self.told).then(|| {
            self.see(world);
            self
        })
    }

    /// Learns what was told since it last looked, and whether the record is still there.
    fn see(&mut self, world: &World) {
        let story = world.story();
        let new = || story.events(self.told..story.told());
        let cause = new().find(|event| self.is_of_place(&event.fact) && self.may_take(&event.fact));
        // Of what is gone, the first one was it; what is there may go by the next. Where some of the story is not at
        // hand, nobody can say.
        let missed = self.told < story.first_at_hand();
        if self.kept && (missed || cause.is_some()) {
            self.cause = cause.cloned().filter(|_| !missed);
        }
        for event in story.events(self.told..story.told()) {
            self.hear(event);
        }
        (self.told, self.seen_ms) = (story.told(), world.now());
        // While nobody can say where the partition is, things are as they were.
        let Some(image) = world.image() else { return };
        let log = world.shown_replica(&self.partition).map(|replica| &replica.log);
        match log {
            Some(log) => self.kept = self.written.is_in(log),
            None if image.partition(&self.partition).is_none() => self.kept = false,
            None => {}
        }
        if self.moments.readable_ms.is_none() && self.kept {
            let alone = image
                .partition(&self.partition)
                .is_some_and(|placed| placed.replicas.len() < 2);
            self.moments.readable_ms = alone.then_some(self.written.appended_ms);
        }
    }

    fn hear(&mut self, event: &Event) {
        let at = event.at;
        if self.replaced_ms.is_some() {
            return;
        }
        let offset = self.written.id.offset;
        match &event.fact {
            Fact::RecordAppended { run, .. } if self.covers(run) && self.written.appended_ms < at => {
                self.replaced_ms = Some(at);
            }
            Fact::RecordAcked { run, .. } if self.covers(run) => {
                self.moments.acked_ms.get_or_insert(at);
            }
            Fact::HighWatermarkMoved { high_watermark, .. }
                if self.is_of_place(&event.fact) && offset < *high_watermark =>
            {
                self.moments.readable_ms.get_or_insert(at);
            }
            Fact::RecordsProcessed { consumer, run } if self.covers(run) => {
                note(&mut self.moments.processed, consumer, at);
            }
            Fact::RecordsAccepted { group, run, .. } if self.covers(run) => {
                note(&mut self.moments.committed, group, at);
            }
            Fact::OffsetCommitted {
                group,
                offset: committed,
                ..
            } if self.is_of_place(&event.fact) && offset < *committed => {
                note(&mut self.moments.committed, group, at);
            }
            _ => {}
        }
    }

    /// Whether an event at the record's offset is about this record, not about one that came to lie there.
    pub fn is_told_by(&self, event: &Event) -> bool {
        let of_old = matches!(event.fact, Fact::ReplicaTruncated { .. });
        of_old || self.replaced_ms.is_none_or(|replaced| event.at < replaced)
    }

    /// It speaks of the record's partition or topic, or of a broker.
    fn is_of_place(&self, fact: &Fact) -> bool {
        let (topic, partition) = match fact {
            Fact::DiskLost { .. } => return true,
            Fact::TopicDeleted { topic } => (Some(topic), None),
            _ => (fact.about().topic, fact.about().partition),
        };
        topic == Some(&self.partition.topic) && partition.is_none_or(|partition| partition == self.partition.partition)
    }

    /// After it, a record may be in no log.
    fn may_take(&self, fact: &Fact) -> bool {
        match fact {
            Fact::LeaderElected { .. } | Fact::DiskLost { .. } | Fact::TopicDeleted { .. } => true,
            Fact::ReplicaTruncated { run, .. } => self.covers(run),
            Fact::RecordsDeleted { log_start_offset, .. } => self.written.id.offset < *log_start_offset,
            _ => false,
        }
    }

    fn covers(&self, run: &Run) -> bool {
        let is_here = run.topic == self.partition.topic && run.partition == self.partition.partition;
        is_here && (run.offset..=run.last_offset).contains(&self.written.id.offset)
    }

    /// Everything about it now.
    pub fn sheet(&self, world: &World) -> Option<RecordSheet> {
        let mut sheet = sheet::of_batch(world, &self.written.id, &self.batch)?;
        sheet.moments = Moments {
            sent_ms: self.sent_ms().filter(|sent| *sent <= world.now()),
            appended_ms: Some(self.written.appended_ms).filter(|appended| *appended <= world.now()),
            ..self.moments.clone()
        };
        sheet.standing = self.standing(world);
        if sheet.standing != Standing::Kept {
            // What is read and committed there now is another one's.
            sheet.life.readable = false;
            sheet.life.committed.clear();
        }
        let known = sheet.moments.committed.iter().map(|(group, _)| group);
        let known: Vec<Text> = known
            .filter(|group| !sheet.life.committed.contains(group))
            .cloned()
            .collect();
        sheet.life.committed.extend(known);
        Some(sheet)
    }

    fn standing(&self, world: &World) -> Standing {
        if world.now() < self.written.appended_ms {
            return Standing::Ahead {
                stage: self.stage_before(world),
            };
        }
        if self.kept {
            return Standing::Kept;
        }
        let cause = self.cause.clone();
        let of_place = cause.as_ref().map(|cause| &cause.fact);
        let deleted = matches!(of_place, Some(Fact::TopicDeleted { .. } | Fact::RecordsDeleted { .. }));
        let log = world.shown_replica(&self.partition).map(|replica| &replica.log);
        let before_start = log.is_some_and(|log| self.written.id.offset < log.log_start_offset().0);
        Standing::Gone(Box::new(Gone {
            deleted: deleted || before_start,
            cause,
            replaced: log.is_some_and(|log| log.batch_at(Offset(self.written.id.offset)).is_some() && !before_start),
        }))
    }

    /// Where it is before a leader has it.
    fn stage_before(&self, world: &World) -> &'static str {
        if self.sent_ms().is_none_or(|sent| world.now() < sent) {
            return "unsent";
        }
        let flies = world.under_way().any(|sent| match &sent.envelope.message {
            Message::Request(Request::Produce { batches, .. }) => {
                batches.iter().any(|(_, batch)| batch.records == self.batch.records)
            }
            _ => false,
        });
        if flies { "flying" } else { "waiting" }
    }

    /// Its own timestamp, where that can be the moment of `send()`: an application may set any.
    fn sent_ms(&self) -> Option<u64> {
        let index = (self.written.id.offset - self.batch.base_offset.0) as usize;
        let created = self.batch.records.iter().nth(index)?.timestamp;
        u64::try_from(created).ok().filter(|at| *at <= self.written.appended_ms)
    }
}

fn note(moments: &mut Vec<(Text, u64)>, name: &Text, at: u64) {
    if moments.iter().all(|(known, _)| known != name) {
        moments.push((name.clone(), at));
    }
}
