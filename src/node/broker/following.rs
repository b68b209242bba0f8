//! Followers: one question at a time to each leader, for all partitions that are followed there
//! (`ReplicaFetcherThread`).
//!
//! Absent on purpose: several fetchers for one leader (`num.replica.fetchers`).

use std::collections::BTreeSet;

use super::{Asked, Broker, Questions, Replica, replica::Role};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, LeaderEpoch, Offset, TopicPartition},
    },
    node::{
        api::{Fetch, Fetched, FetchedPartition, Isolation, OffsetSpec, Request},
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule},
        told,
    },
};

/// What ListOffsets answers.
type Starts = Vec<(TopicPartition, Result<Option<Offset>, KafkaError>)>;

impl Broker {
    /// Asks every leader that has nothing to answer yet.
    pub(super) fn fetch_from_leaders(&mut self, cx: &mut Cx) {
        let leaders = self
            .replicas
            .iter()
            .filter_map(|(_, replica)| Some(followed(replica)?.0));
        let leaders: BTreeSet<BrokerId> = leaders.collect();
        self.questions.retain(|leader, _| leaders.contains(leader));
        for leader in leaders {
            self.fetch_from(cx, leader);
        }
    }

    /// Asks one leader, if it has nothing to answer yet.
    fn fetch_from(&mut self, cx: &mut Cx, leader: BrokerId) {
        let known = self.questions.get(&leader).map_or(0, Questions::len);
        let (mut wanted, mut later) = (Vec::with_capacity(known), None);
        for (tp, replica) in self.replicas.iter() {
            match followed(replica) {
                Some((_, not_before_ms)) if cx.now < not_before_ms => {
                    later = later.into_iter().chain([not_before_ms]).min();
                }
                Some((of, _)) if of == leader => wanted.push((tp, replica)),
                _ => {}
            }
        }
        if let Some(later) = later {
            cx.set_timer(Timer::ReplicaFetch, later);
        }
        if wanted.is_empty() || self.asked.values().any(|asked| *asked == Asked::Fetch(leader)) {
            return;
        }
        let questions = self.questions.entry(leader).or_default();
        let (metadata, partitions) = questions.ask(&wanted, self.settings.fetch_max_bytes);
        let fetch = Fetch {
            replica: Some((self.id, metadata)),
            rack: None,
            max_wait_ms: self.settings.fetch_wait_ms,
            min_bytes: self.settings.fetch_min_bytes,
            max_bytes: self.settings.response_max_bytes,
            isolation: Isolation::ReadUncommitted,
            partitions,
        };
        let correlation = self.remember(Asked::Fetch(leader));
        cx.request(NodeId::Broker(leader), correlation, Request::Fetch(fetch));
    }

    /// The leader does not know the session any more.
    pub(super) fn on_fetch_refused(&mut self, cx: &mut Cx, leader: BrokerId) {
        self.begin_questions_again(leader);
        self.fetch_from(cx, leader);
    }

    fn begin_questions_again(&mut self, leader: BrokerId) {
        if let Some(questions) = self.questions.get_mut(&leader) {
            questions.begin_again();
        }
    }

    /// A leader answered (`AbstractFetcherThread.processFetchRequest`).
    pub(super) fn on_fetched(
        &mut self,
        cx: &mut Cx,
        leader: BrokerId,
        session: u32,
        partitions: Vec<FetchedPartition>,
    ) {
        if let Some(questions) = self.questions.get_mut(&leader) {
            questions.answered(session);
        }
        let again_ms = cx.now + self.settings.fetch_backoff_ms;
        let mut moved = Vec::new();
        for answer in partitions {
            let tp = &answer.partition;
            // Else it is an answer to a question that was made of an older state.
            let is_current = |replica: &Replica| {
                followed(replica).is_some_and(|(now, _)| now == leader) && replica.log.log_end_offset() == answer.offset
            };
            let changes = |replica: &Replica| is_current(replica) && is_news(replica, &answer.result);
            let Some(replica) = self.replicas.get_mut_if(tp, changes) else {
                continue;
            };
            match answer.result {
                Ok(fetched) => {
                    let before = replica.high_watermark();
                    take(cx, tp, replica, fetched);
                    if before < replica.high_watermark() {
                        moved.push(answer.partition);
                    }
                }
                Err(error) => {
                    pause(replica, again_ms);
                    if error == KafkaError::OffsetOutOfRange {
                        self.ask_for_start(cx, leader, tp);
                    }
                }
            }
        }
        // Consumers that read here see no more than this broker knows to be safe
        // (`ReplicaFetcherThread.completeDelayedFetchRequests`).
        self.answer_those_near(cx, &moved);
        self.fetch_from(cx, leader);
    }

    /// The leader's log begins above the end of this one (`AbstractFetcherThread.fetchOffsetAndTruncate`).
    fn ask_for_start(&mut self, cx: &mut Cx, leader: BrokerId, tp: &TopicPartition) {
        let correlation = self.remember(Asked::Start(leader));
        let partitions = vec![(tp.clone(), OffsetSpec::Earliest)];
        cx.request(
            NodeId::Broker(leader),
            correlation,
            Request::ListOffsets {
                isolation: Isolation::ReadUncommitted,
                partitions,
            },
        );
    }

    /// Where a leader's log begins.
    pub(super) fn on_start(&mut self, cx: &mut Cx, leader: BrokerId, partitions: Starts) {
        for (tp, start) in partitions {
            let Some(replica) = self.replicas.get_mut(&tp) else {
                continue;
            };
            let Ok(Some(start)) = start else { continue };
            let is_current = followed(replica).is_some_and(|(now, _)| now == leader);
            if is_current && replica.log.log_end_offset() < start {
                replica.start_at(start);
                pause(replica, cx.now);
            }
        }
        self.fetch_from_leaders(cx);
    }

    /// The leader did not answer: every partition that it leads waits a little.
    pub(super) fn on_fetch_broken(&mut self, cx: &mut Cx, leader: BrokerId) {
        let again_ms = cx.now + self.settings.fetch_backoff_ms;
        let of_leader = |replica: &Replica| followed(replica).is_some_and(|(of, _)| of == leader);
        self.replicas.change(of_leader, |replica| pause(replica, again_ms));
        self.begin_questions_again(leader);
        self.fetch_from_leaders(cx);
    }
}

/// Who is followed, and from when on.
fn followed(replica: &Replica) -> Option<(BrokerId, u64)> {
    match replica.role {
        Role::Follower { leader, not_before_ms } => Some((leader?, not_before_ms)),
        Role::Leader(_) => None,
    }
}

fn pause(replica: &mut Replica, until_ms: u64) {
    if let Role::Follower { not_before_ms, .. } = &mut replica.role {
        *not_before_ms = until_ms;
    }
}

/// An answer that changes something here: most do not, and copies of the world share what stays as it is.
fn is_news(replica: &Replica, answer: &Result<Fetched, KafkaError>) -> bool {
    answer.as_ref().map_or(true, |fetched| {
        fetched.diverging.is_some()
            || !fetched.batches.is_empty()
            || replica.high_watermark() < fetched.high_watermark
            || replica.log.log_start_offset() < fetched.log_start_offset
    })
}

fn take(cx: &mut Cx, tp: &TopicPartition, replica: &mut Replica, fetched: Fetched) {
    if let Some(diverging) = fetched.diverging {
        return cut_off(cx, tp, replica, diverging);
    }
    for batch in fetched.batches {
        replica.replicate(batch);
    }
    replica.follow(fetched.high_watermark, fetched.log_start_offset);
}

/// Cuts off what the leader does not have (`AbstractFetcherThread.getOffsetTruncationState`): up to where the leader's
/// epoch ends, or up to where the one before it ends here, to ask again from there.
fn cut_off(cx: &mut Cx, tp: &TopicPartition, replica: &mut Replica, (epoch, end): (LeaderEpoch, Offset)) {
    let before = replica.log.log_end_offset();
    let to = match replica.epochs.end_of(epoch, before) {
        Some((known, own)) if known == epoch => own.min(end),
        Some((_, own)) => own,
        None => end,
    };
    replica.truncate_to(to.min(before));
    tell_truncated(cx, tp, replica, before);
}

fn tell_truncated(cx: &mut Cx, tp: &TopicPartition, replica: &Replica, before: Offset) {
    let end = replica.log.log_end_offset();
    if before <= end {
        return;
    }
    let count = (before.0 - end.0) as u32;
    let fact = Fact::ReplicaTruncated {
        run: told::run(tp, end, count),
        broker: cx.me.broker(),
    };
    let epoch = replica.leader_epoch.0;
    cx.tell(fact, Rule::LeaderLacks { leader_epoch: epoch }.alone());
}
