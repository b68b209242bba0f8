//! Leading: answering those who fetch the log, finding out what a majority has, and giving up when no majority is there
//! any more (`LeaderState`).

use std::{collections::BTreeMap, sync::Arc};

use super::{Asked, Entry, MAX_FETCH_WAIT_MS, Role, Voter};
use crate::{
    kafka::ids::BrokerId,
    node::{
        api::{LogEnd, LogFetch, QuorumAnswer, QuorumLeader, QuorumRequest},
        context::{Caller, Cx, Timer},
        image::Image,
    },
};

/// A voter that leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leading {
    /// The offset of the first entry of its epoch. What is before is committed with that one, not earlier.
    pub begins_at: u64,
    followers: BTreeMap<BrokerId, Follower>,
}

/// What the leader knows of another voter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Follower {
    /// Where its log ends; 0 while that is not known.
    end: u64,
    /// When it last fetched, in virtual milliseconds.
    fetched_ms: u64,
    /// It has not fetched since the epoch began.
    is_silent: bool,
}

/// A fetch that is answered when there is news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    caller: Caller,
    wants: Wants,
    /// At the latest then, in virtual milliseconds.
    until: u64,
}

/// What one who fetches has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    Log(LogFetch),
    Image { known: QuorumLeader, version: u64 },
}

impl Leading {
    pub fn new(voters: &[BrokerId], me: BrokerId, begins_at: u64, now: u64) -> Self {
        let silent = Follower {
            end: 0,
            fetched_ms: now,
            is_silent: true,
        };
        let others = voters.iter().filter(|voter| **voter != me);
        Leading {
            begins_at,
            followers: others.map(|voter| (*voter, silent)).collect(),
        }
    }

    /// The first voter leads a new cluster, and the others have what it has.
    pub fn of_new_cluster(voters: &[BrokerId], end: u64) -> Self {
        let agreed = Follower {
            end,
            fetched_ms: 0,
            is_silent: false,
        };
        Leading {
            begins_at: end.saturating_sub(1),
            followers: voters.iter().skip(1).map(|voter| (*voter, agreed)).collect(),
        }
    }

    /// What more than half of the voters have, this one included (`maybeUpdateHighWatermark`).
    fn majority_end(&self, own_end: u64) -> u64 {
        let mut ends: Vec<u64> = self.followers.values().map(|follower| follower.end).collect();
        ends.push(own_end);
        ends.sort_unstable_by(|a, b| b.cmp(a));
        ends.get(ends.len() / 2).copied().unwrap_or(own_end)
    }

    /// Since when there may be no majority, in virtual milliseconds: the last time when enough others had fetched.
    fn majority_since(&self) -> Option<u64> {
        let mut times: Vec<u64> = self.followers.values().map(|follower| follower.fetched_ms).collect();
        times.sort_unstable_by(|a, b| b.cmp(a));
        let needed = self.followers.len().div_ceil(2);
        times.get(needed.checked_sub(1)?).copied()
    }
}

impl Voter {
    /// Writes a decision at the end of the log.
    pub fn append(&mut self, mut image: Image) {
        image.version = self.log.end().offset + 1;
        let (epoch, image) = (self.epoch, Arc::new(image));
        self.log.append(Entry { epoch, image });
    }

    /// Lets the others know that there is more; alone it is committed at once.
    pub fn on_appended(&mut self, cx: &mut Cx) {
        self.move_watermark();
        self.answer_waiting(cx);
    }

    /// True where more is committed than before.
    fn move_watermark(&mut self) -> bool {
        let Role::Leader(leading) = &self.role else {
            return false;
        };
        let end = leading.majority_end(self.log.end().offset);
        let moves = end > leading.begins_at && end > self.high_watermark;
        if moves {
            self.high_watermark = end;
            self.log.forget_before(end);
        }
        moves
    }

    /// A voter fetches (`tryCompleteFetchRequest`).
    pub(super) fn on_fetch(&mut self, cx: &mut Cx, caller: Caller, from: BrokerId, fetch: LogFetch) {
        if let Role::Leader(leading) = &mut self.role
            && fetch.epoch == self.epoch
            && !diverges(&self.log, fetch.end)
            && let Some(follower) = leading.followers.get_mut(&from)
        {
            (follower.end, follower.fetched_ms, follower.is_silent) = (fetch.end.offset, cx.now, false);
            self.check_majority(cx);
            if self.move_watermark() {
                self.answer_waiting(cx);
            }
        }
        self.answer_or_wait(cx, caller, Wants::Log(fetch));
    }

    /// A broker fetches what is committed; one that runs beside a voter asks that one, the others ask the leader.
    pub(super) fn on_fetch_image(&mut self, cx: &mut Cx, caller: Caller, known: QuorumLeader, version: u64) {
        self.answer_or_wait(cx, caller, Wants::Image { known, version });
    }

    fn answer_or_wait(&mut self, cx: &mut Cx, caller: Caller, wants: Wants) {
        match self.news(&caller, wants) {
            Some(answer) => self.answer(cx, &caller, answer),
            None => {
                let until = cx.now + MAX_FETCH_WAIT_MS;
                self.waiting.push(Waiting { caller, wants, until });
                self.wake_for_waiting(cx);
            }
        }
    }

    /// Those for whom there is news get it; called whenever something changed.
    pub(super) fn answer_waiting(&mut self, cx: &mut Cx) {
        for waiting in std::mem::take(&mut self.waiting) {
            match self.news(&waiting.caller, waiting.wants) {
                Some(answer) => self.answer(cx, &waiting.caller, answer),
                None => self.waiting.push(waiting),
            }
        }
    }

    /// Those who have waited long enough hear that there is nothing.
    pub fn expire_waiting(&mut self, cx: &mut Cx) {
        let (late, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|waiting| waiting.until <= cx.now);
        self.waiting = waiting;
        for waiting in late {
            let answer = self.answer_to(waiting.wants);
            self.answer(cx, &waiting.caller, answer);
        }
        self.wake_for_waiting(cx);
    }

    fn wake_for_waiting(&self, cx: &mut Cx) {
        if let Some(until) = self.waiting.iter().map(|waiting| waiting.until).min() {
            cx.set_timer(Timer::QuorumFetchWait, until);
        }
    }

    /// The answer, where it says more than the one who asks knows.
    fn news(&self, caller: &Caller, wants: Wants) -> Option<QuorumAnswer> {
        let leads = matches!(self.role, Role::Leader(_));
        let is_news = match wants {
            Wants::Log(fetch) => {
                let has_all = fetch.end == self.log.end() && fetch.high_watermark >= self.high_watermark;
                !leads || fetch.epoch != self.epoch || !has_all
            }
            Wants::Image { known, version } => {
                let is_beside = caller.node.broker() == self.me.0;
                !(leads || is_beside) || known != self.leader() || version < self.high_watermark
            }
        };
        is_news.then(|| self.answer_to(wants))
    }

    fn answer_to(&self, wants: Wants) -> QuorumAnswer {
        match wants {
            Wants::Log(LogFetch { epoch, end, .. }) => {
                if !matches!(self.role, Role::Leader(_)) || epoch != self.epoch {
                    return QuorumAnswer::NotLeader;
                }
                if diverges(&self.log, end) {
                    let end = self.log.end_of_epoch(end.epoch);
                    return QuorumAnswer::Diverging { end };
                }
                let (from, entries) = self.log.from(end.offset);
                QuorumAnswer::Fetch {
                    from,
                    entries: entries.cloned().collect(),
                    high_watermark: self.high_watermark,
                }
            }
            Wants::Image { version, .. } => {
                let newer = self.committed().filter(|image| image.version > version);
                QuorumAnswer::FetchImage { image: newer.cloned() }
            }
        }
    }

    /// Begins to look after the other voters.
    pub(super) fn watch_followers(&self, cx: &mut Cx) {
        self.check_majority(cx);
        if self.voters.len() > 1 {
            self.remind_later(cx);
        }
    }

    /// `LeaderState.beginQuorumEpochTimeoutMs`, which is never nothing here, or virtual time would not pass.
    fn remind_later(&self, cx: &mut Cx) {
        let wait_ms = (self.times.fetch_ms / 2).max(1);
        cx.set_timer(Timer::QuorumRemind, cx.now + wait_ms);
    }

    /// It gives up when a majority has not fetched for one and a half of `controller.quorum.fetch.timeout.ms`
    /// (`LeaderState.timeUntilCheckQuorumExpires`).
    fn check_majority(&self, cx: &mut Cx) {
        if let Role::Leader(leading) = &self.role {
            match leading.majority_since() {
                Some(since) => cx.set_timer(Timer::QuorumDeadline, since + self.times.fetch_ms * 3 / 2),
                None => cx.cancel_timer(Timer::QuorumDeadline),
            }
        }
    }

    /// Tells the voters that are not heard of who leads (`maybeSendBeginQuorumEpochRequests`).
    pub fn remind(&mut self, cx: &mut Cx) {
        if matches!(self.role, Role::Leader(_)) {
            self.tell_epoch(cx);
            self.remind_later(cx);
        }
    }

    pub(super) fn tell_epoch(&mut self, cx: &mut Cx) {
        let Role::Leader(leading) = &self.role else { return };
        let long_ago = cx.now.saturating_sub(self.times.fetch_ms / 2);
        let quiet = |follower: &Follower| follower.is_silent || follower.fetched_ms < long_ago;
        let quiet = leading.followers.iter().filter(|(_, follower)| quiet(follower));
        let quiet: Vec<BrokerId> = quiet.map(|(voter, _)| *voter).collect();
        for voter in quiet {
            let epoch = self.epoch;
            self.ask(cx, voter, Asked::Told, QuorumRequest::BeginQuorumEpoch { epoch });
        }
    }

    /// Leads no longer; those who have most of the log are to come next (`nonLeaderVotersByDescendingFetchOffset`).
    pub fn resign(&mut self, cx: &mut Cx) {
        let Role::Leader(leading) = &self.role else { return };
        let mut successors: Vec<(u64, BrokerId)> = leading
            .followers
            .iter()
            .map(|(voter, follower)| (follower.end, *voter))
            .collect();
        successors.sort_by(|(a, _), (b, _)| b.cmp(a));
        let successors: Vec<BrokerId> = successors.into_iter().map(|(_, voter)| voter).collect();
        self.become_role(cx, Role::Resigned);
        for voter in self.others() {
            let request = QuorumRequest::EndQuorumEpoch {
                epoch: self.epoch,
                successors: successors.clone(),
            };
            self.ask(cx, voter, Asked::Told, request);
        }
        let timeout_ms = self.election_timeout_ms();
        self.wait_for_leader(cx, timeout_ms);
    }
}

/// The log of the one who fetches has what this one has not (`validateOffsetAndEpoch`). Of what this one keeps no more
/// it cannot tell; that was committed.
fn diverges(log: &super::MetadataLog, end: LogEnd) -> bool {
    let own = log.end_of_epoch(end.epoch);
    end.offset > log.start() && (own.epoch != end.epoch || own.offset < end.offset)
}
