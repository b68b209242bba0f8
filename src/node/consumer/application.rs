//! The person's loop in a consumer: `for record in poll() { process(record) }`, with commits where it wants them.
//!
//! Time passes in three places: inside poll() (waiting for records, or for the group), in the handler
//! (`processing_ms` for each record), and in a commit that is waited for. A crash can fall between any two.

use std::sync::Arc;

use crate::{
    kafka::{
        error::ErrorName,
        ids::{Offset, TopicPartition},
        record::RecordBatch,
    },
    node::{
        consumer::{CommitMode, Consumer, State, commits::Offsets},
        context::{Cx, Timer},
        event::{Fact, Rule, Why},
        told,
    },
};

/// Records of one batch that one poll() returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// When poll() returned them.
    pub at: u64,
    pub partition: TopicPartition,
    pub batch: Arc<RecordBatch>,
    pub first: Offset,
    /// The offset after the last one.
    pub end: Offset,
    /// The first that is not processed.
    pub processed_to: Offset,
}

/// The record that cannot be deserialized, and before which the consumer stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    pub partition: TopicPartition,
    pub offset: Offset,
    pub error: ErrorName,
}

/// Where the loop is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum App {
    Polling,
    Processing(Hand),
    /// Waits for a commit, then goes on with what is left in hand.
    Committing(Option<Hand>),
}

/// The records of the last poll() that are not processed: deliveries from this index on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hand {
    next: u64,
    /// The record at the start has its processing timer running, until then.
    until: Option<u64>,
    started: u64,
}

/// What the loop is doing, for the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    Polling,
    Processing { started: u64, until: u64 },
    Committing,
}

impl Consumer {
    /// Runs the loop as far as it gets at this moment.
    pub(super) fn run(&mut self, cx: &mut Cx) {
        while matches!(self.state, State::Running | State::Closing) {
            let moved = match &self.app {
                App::Polling if self.state == State::Closing => return self.finish_close(cx),
                App::Polling => self.poll(cx),
                App::Processing(_) => self.process(cx),
                App::Committing(_) => false,
            };
            if !moved {
                break;
            }
        }
        self.watch_poll_interval(cx);
    }

    /// One turn inside poll(); true when it returned records.
    fn poll(&mut self, cx: &mut Cx) -> bool {
        if self.awaits_acknowledgement() {
            return false;
        }
        self.last_poll = cx.now;
        self.metadata.refresh(cx, &mut self.correlation);
        if self.share.is_some() {
            return self.poll_share(cx);
        }
        if self.poll_membership(cx) {
            self.auto_commit_if_due(cx);
            if !self.is_alive() {
                return false;
            }
            self.look_up_positions(cx);
        } else if !self.is_reading() {
            return false;
        }
        self.validate_positions(cx);
        let returned = self.collect(cx);
        self.send_fetches(cx);
        // What these found to be missing is asked for now: nothing else may ever wake this consumer.
        if self.is_alive() {
            self.metadata.refresh(cx, &mut self.correlation);
        }
        returned
    }

    /// The loop begins with what poll() returned.
    pub(super) fn begin_work(&mut self, cx: &mut Cx, first_delivery: u64) {
        let hand = Hand {
            next: first_delivery,
            until: None,
            started: cx.now,
        };
        if self.spec.commit == CommitMode::Before {
            self.commit_and_wait(
                cx,
                self.consumed(),
                Rule::CommitBeforeProcessing.by("enable.auto.commit", false),
                Some(hand),
            );
        } else {
            self.app = App::Processing(hand);
        }
    }

    /// Processes what is due at this moment; false when there is something to wait for.
    fn process(&mut self, cx: &mut Cx) -> bool {
        let App::Processing(hand) = &self.app else { return false };
        if hand.until.is_some_and(|until| cx.now < until) {
            return false;
        }
        let next = hand.next;
        let Some(delivery) = self.deliveries.get(next as usize) else {
            self.end_work(cx);
            return true;
        };
        let one_by_one = self.spec.processing_ms > 0 || self.spec.commit == CommitMode::Each;
        if delivery.processed_to == delivery.end {
            self.app = App::Processing(Hand {
                next: next + 1,
                until: None,
                started: cx.now,
            });
        } else if self.spec.processing_ms > 0 && hand.until.is_none() {
            let until = cx.now + self.spec.processing_ms;
            self.app = App::Processing(Hand {
                next,
                until: Some(until),
                started: cx.now,
            });
            cx.set_timer(Timer::Processing, until);
        } else {
            self.processed(cx, next, if one_by_one { 1 } else { i64::MAX });
        }
        true
    }

    /// Marks up to `step` records of a delivery as done.
    fn processed(&mut self, cx: &mut Cx, index: u64, step: i64) {
        let Some(delivery) = self.deliveries.get_mut(index as usize) else {
            return;
        };
        let delivery = Arc::make_mut(delivery);
        let from = delivery.processed_to;
        delivery.processed_to = from + step.min(delivery.end - from);
        let (tp, to) = (delivery.partition.clone(), delivery.processed_to);
        self.mark_processed(&tp, from, to);
        self.processed += (to - from) as u64;
        let fact = Fact::RecordsProcessed {
            consumer: self.spec.name.clone(),
            run: told::run(&tp, from, (to - from) as u32),
        };
        cx.tell(
            fact,
            Rule::ProcessingTook {
                processing_ms: self.spec.processing_ms,
            }
            .alone(),
        );
        let hand = Hand {
            next: index,
            until: None,
            started: cx.now,
        };
        if self.spec.commit == CommitMode::Each {
            self.commit_and_wait(
                cx,
                vec![(tp, to)],
                Rule::CommitEachRecord.by("enable.auto.commit", false),
                Some(hand),
            );
        } else {
            self.app = App::Processing(hand);
        }
    }

    /// Everything in hand is processed: back into poll().
    fn end_work(&mut self, cx: &mut Cx) {
        self.app = App::Polling;
        if self.spec.commit == CommitMode::After {
            self.commit_and_wait(
                cx,
                self.consumed(),
                Rule::CommitAfterProcessing.by("enable.auto.commit", false),
                None,
            );
        }
    }

    /// commitSync(): the loop goes on with `then` (or with poll()) after the answer.
    fn commit_and_wait(&mut self, cx: &mut Cx, offsets: Offsets, why: Why, then: Option<Hand>) {
        if self.is_doomed() {
            return self.crash(cx);
        }
        let waits = match self.share {
            Some(_) => self.accept_and_commit(cx),
            None => self.send_commit(cx, offsets, why, true),
        };
        if waits {
            self.app = App::Committing(then);
        } else {
            self.app = then.map_or(App::Polling, App::Processing);
        }
    }

    /// The commit that the loop waited for is answered.
    pub(super) fn resume_after_commit(&mut self) {
        if let App::Committing(then) = &mut self.app {
            self.app = then.take().map_or(App::Polling, App::Processing);
        }
    }

    /// The application stops calling poll(), as in a long pause of its process; the heartbeat thread goes on.
    pub fn freeze(&mut self, cx: &mut Cx) {
        if self.state != State::Running {
            return;
        }
        self.state = State::Frozen;
        if self.app == App::Polling {
            self.last_poll = cx.now;
        }
        cx.tell(
            Fact::ConsumerFrozen {
                consumer: self.spec.name.clone(),
            },
            Rule::Asked.alone(),
        );
        self.watch_poll_interval(cx);
    }

    /// The application calls poll() again.
    pub fn thaw(&mut self, cx: &mut Cx) {
        if self.state != State::Frozen {
            return;
        }
        self.state = State::Running;
        cx.tell(
            Fact::ConsumerThawed {
                consumer: self.spec.name.clone(),
            },
            Rule::Asked.alone(),
        );
        self.run(cx);
    }

    /// Outside poll() the clock of `max.poll.interval.ms` runs.
    pub(super) fn watch_poll_interval(&mut self, cx: &mut Cx) {
        if self.spec.group.is_none() {
            return;
        }
        let in_poll = self.app == App::Polling && !self.awaits_acknowledgement();
        let inside_poll = in_poll && self.state == State::Running;
        if inside_poll || !self.is_alive() {
            cx.cancel_timer(Timer::MaxPollInterval);
        } else if !self.generation_is_lost() && !self.is_outside() {
            cx.set_timer(
                Timer::MaxPollInterval,
                self.last_poll + self.settings.max_poll_interval_ms,
            );
        }
    }

    pub fn activity(&self) -> Activity {
        match &self.app {
            App::Polling => Activity::Polling,
            App::Processing(hand) => Activity::Processing {
                started: hand.started,
                until: hand.until.unwrap_or(hand.started),
            },
            App::Committing(_) => Activity::Committing,
        }
    }

    /// The record that the handler has now.
    pub fn record_in_hand(&self) -> Option<(TopicPartition, Offset)> {
        let App::Processing(hand) = &self.app else { return None };
        let delivery = self.deliveries.get(hand.next as usize)?;
        (delivery.processed_to < delivery.end).then(|| (delivery.partition.clone(), delivery.processed_to))
    }
}
