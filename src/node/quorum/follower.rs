//! Following: a voter fetches the log from the leader, and gives up what the leader does not have.

use super::{Asked, Entry, Role, Voter};
use crate::{
    kafka::ids::BrokerId,
    node::{
        api::{LogEnd, LogFetch, QuorumRequest},
        context::{Cx, Timer},
    },
};

/// A voter that follows (`FollowerState`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    pub leader: BrokerId,
    /// The leader has answered in this epoch.
    pub has_fetched: bool,
    /// Fetches in a row that were not answered: every other one goes to somebody else, who may know a newer leader.
    failed: u32,
}

impl Following {
    pub fn new(leader: BrokerId) -> Self {
        Following {
            leader,
            has_fetched: false,
            failed: 0,
        }
    }
}

impl Voter {
    /// Begins to follow.
    pub(super) fn follow(&mut self, cx: &mut Cx) {
        self.expect_leader(cx);
        self.fetch(cx);
    }

    /// Waits for a sign of life. Kafka's voters wait as long as each other, but are never quite in step; here chance puts
    /// them out of step, or they would all stand for election at once.
    fn expect_leader(&mut self, cx: &mut Cx) {
        let timeout_ms = self.times.fetch_ms + self.dice.below(self.times.election_ms);
        self.wait_for_leader(cx, timeout_ms);
    }

    /// Fetches from the leader, or asks others for it (`maybeSendFetchToBestNode`).
    pub(super) fn fetch(&mut self, cx: &mut Cx) {
        if self.asked.values().any(|asked| *asked == Asked::Log) {
            return;
        }
        let Some(voter) = self.whom_to_ask() else { return };
        let fetch = LogFetch {
            epoch: self.epoch,
            end: self.log.end(),
            high_watermark: self.high_watermark,
        };
        self.ask(cx, voter, Asked::Log, QuorumRequest::Fetch(fetch));
    }

    fn whom_to_ask(&mut self) -> Option<BrokerId> {
        let others = self.others();
        match &self.role {
            Role::Follower(following) if following.failed % 2 == 0 => Some(following.leader),
            Role::Follower(_) | Role::Unattached => {
                let chosen = self.dice.below(others.len() as u64);
                others.get(chosen as usize).copied()
            }
            Role::Nominee(_) | Role::Leader(_) | Role::Resigned => None,
        }
    }

    /// It was not answered, or in vain.
    pub(super) fn fetch_later(&mut self, cx: &mut Cx) {
        if let Role::Follower(following) = &mut self.role {
            following.failed += 1;
        }
        cx.set_timer(Timer::QuorumRetry, cx.now + self.times.retry_ms);
    }

    /// The leader sent what it has.
    pub(super) fn on_entries(&mut self, cx: &mut Cx, from: u64, entries: Vec<Entry>, high_watermark: u64) {
        self.hear_of_leader(cx);
        self.log.extend(from, entries);
        let before = self.high_watermark;
        self.high_watermark = high_watermark.min(self.log.end().offset).max(before);
        if self.high_watermark > before {
            self.log.forget_before(self.high_watermark);
            self.answer_waiting(cx);
        }
        self.fetch(cx);
    }

    /// The leader does not have all that is in this log: what it does not have was never committed.
    pub(super) fn on_diverging(&mut self, cx: &mut Cx, end: LogEnd) {
        self.hear_of_leader(cx);
        let own = self.log.end_of_epoch(end.epoch);
        self.log.truncate(own.offset.min(end.offset).max(self.high_watermark));
        self.fetch(cx);
    }

    fn hear_of_leader(&mut self, cx: &mut Cx) {
        if let Role::Follower(following) = &mut self.role {
            (following.has_fetched, following.failed) = (true, 0);
            self.expect_leader(cx);
        }
    }

    /// The leader goes in order: the first of its successors stands for election at once, the others a little later
    /// (`endEpochElectionBackoff`).
    pub(super) fn succeed(&mut self, cx: &mut Cx, from: BrokerId, successors: &[BrokerId]) {
        if !matches!(&self.role, Role::Follower(following) if following.leader == from) {
            return;
        }
        self.ended = self.epoch;
        let longest_ms = self.times.election_backoff_ms;
        let wait_ms = match successors.iter().position(|id| *id == self.me) {
            Some(0) => 0,
            Some(place) => longest_ms.min((longest_ms >> (successors.len() - 1)) << (place - 1)),
            None => longest_ms,
        };
        self.wait_for_leader(cx, wait_ms);
    }
}
