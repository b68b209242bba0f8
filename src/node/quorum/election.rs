//! Elections: who may lead next (KIP-595), asked beforehand so that a voter that was only cut off does not disturb a
//! leader that is well (KIP-996).

use std::collections::BTreeSet;

use super::{Asked, Role, Voter, follower::Following, leader::Leading};
use crate::{
    kafka::ids::{BrokerId, ControllerEpoch},
    node::{
        api::{LogEnd, QuorumLeader, QuorumRequest},
        context::{Cx, Timer},
        image::Image,
    },
};

/// A voter that stands for election (`NomineeState`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nominee {
    /// It asks whether it would be elected.
    pub pre_vote: bool,
    /// Whom it followed before; it goes back to that one if it would not be elected.
    pub leader: Option<BrokerId>,
    pub(super) granted: BTreeSet<BrokerId>,
    refused: BTreeSet<BrokerId>,
}

impl Voter {
    /// `QuorumState.randomElectionTimeoutMs`.
    pub(super) fn election_timeout_ms(&mut self) -> u64 {
        self.times.election_ms + self.dice.below(self.times.election_ms)
    }

    /// Stands for election; first it asks whether it should.
    pub(super) fn stand(&mut self, cx: &mut Cx, pre_vote: bool) {
        let leader = self.leader().leader.filter(|_| pre_vote);
        if !pre_vote {
            (self.epoch, self.voted) = (ControllerEpoch(self.epoch.0 + 1), Some(self.me));
        }
        let nominee = Nominee {
            pre_vote,
            leader,
            granted: BTreeSet::from([self.me]),
            refused: BTreeSet::new(),
        };
        self.become_role(cx, Role::Nominee(nominee));
        let timeout_ms = self.election_timeout_ms();
        self.wait_for_leader(cx, timeout_ms);
        self.ask_for_votes(cx);
        self.count_votes(cx);
    }

    /// Asks those who have not said anything yet, as long as it can still be elected.
    pub(super) fn ask_for_votes(&mut self, cx: &mut Cx) {
        let Role::Nominee(nominee) = &self.role else { return };
        let pre_vote = nominee.pre_vote;
        let silent = |voter: &BrokerId| {
            let is_asked = || self.asked.values().any(|asked| *asked == Asked::Vote(*voter));
            !nominee.granted.contains(voter) && !nominee.refused.contains(voter) && !is_asked()
        };
        if self.is_refused(nominee) {
            return;
        }
        let silent: Vec<BrokerId> = self.voters.iter().copied().filter(silent).collect();
        for voter in silent {
            let (epoch, end) = (self.epoch, self.log.end());
            self.ask(
                cx,
                voter,
                Asked::Vote(voter),
                QuorumRequest::Vote { epoch, end, pre_vote },
            );
        }
    }

    pub(super) fn on_vote(&mut self, cx: &mut Cx, voter: BrokerId, granted: bool, told: QuorumLeader) {
        let Role::Nominee(nominee) = &mut self.role else {
            return;
        };
        if told.epoch != self.epoch {
            return;
        }
        if granted {
            nominee.granted.insert(voter);
        } else {
            nominee.refused.insert(voter);
        }
        self.count_votes(cx);
    }

    fn count_votes(&mut self, cx: &mut Cx) {
        let Role::Nominee(nominee) = &self.role else { return };
        if 2 * nominee.granted.len() > self.voters.len() {
            if nominee.pre_vote {
                self.stand(cx, false);
            } else {
                self.lead(cx);
            }
        } else if nominee.pre_vote && self.is_refused(nominee) {
            self.lose(cx);
        }
    }

    fn is_refused(&self, nominee: &Nominee) -> bool {
        2 * nominee.refused.len() >= self.voters.len() + self.voters.len() % 2
    }

    /// It would not be elected (`prospectiveTransitionAfterElectionLoss`).
    pub(super) fn lose(&mut self, cx: &mut Cx) {
        match self.leader().leader {
            Some(leader) => {
                self.become_role(cx, Role::Follower(Following::new(leader)));
                self.follow(cx);
            }
            None => self.become_unattached(cx),
        }
    }

    /// Elected: tells the others, and writes that into the log.
    fn lead(&mut self, cx: &mut Cx) {
        let begins_at = self.log.end().offset;
        let leading = Leading::new(&self.voters, self.me, begins_at, cx.now);
        self.become_role(cx, Role::Leader(leading));
        cx.cancel_timer(Timer::QuorumRetry);
        if let Some(newest) = self.newest() {
            self.append(Image::clone(newest));
        }
        self.tell_epoch(cx);
        self.watch_followers(cx);
        self.on_appended(cx);
        if self.leaves {
            self.resign(cx);
        }
    }

    /// Whether it votes for another one (`canGrantVote` of each state).
    pub(super) fn vote(
        &mut self,
        cx: &mut Cx,
        from: BrokerId,
        epoch: ControllerEpoch,
        end: LogEnd,
        pre_vote: bool,
    ) -> bool {
        if epoch < self.epoch {
            return false;
        }
        if epoch > self.epoch {
            self.heed(cx, epoch, None);
        }
        let is_up_to_date = end >= self.log.end();
        let knows_leader = self.leader().leader.is_some();
        match &self.role {
            Role::Leader(_) => false,
            Role::Follower(following) => pre_vote && is_up_to_date && !following.has_fetched,
            _ if pre_vote => is_up_to_date,
            Role::Resigned => false,
            Role::Nominee(nominee) if !nominee.pre_vote => false,
            Role::Nominee(_) | Role::Unattached => {
                let grants = match self.voted {
                    Some(voted) => voted == from,
                    None => !knows_leader && is_up_to_date,
                };
                if grants && self.voted.is_none() {
                    self.voted = Some(from);
                    // The other one has at least as good a chance (`QuorumState.unattachedAddVotedState`).
                    let timeout_ms = self.election_timeout_ms();
                    self.wait_for_leader(cx, timeout_ms);
                }
                grants
            }
        }
    }
}
