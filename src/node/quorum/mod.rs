//! A voter of the quorum of controllers (KRaft, `KafkaRaftClient`): it keeps a copy of the metadata log, takes part in
//! elections, and leads or follows. Who leads is the active controller.
//!
//! Absent on purpose: voters that come and go (KIP-853), and `controller.quorum.append.linger.ms`: a decision is sent at
//! once. What lies on the disk (epoch, vote, log) survives a crash; how far the log is committed does too, as if all of
//! that were in a snapshot.

mod election;
mod follower;
mod leader;
mod log;
mod record;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    kafka::{
        config::Config,
        ids::{BrokerId, ControllerEpoch},
    },
    node::{
        api::{QuorumAnswer, QuorumLeader, QuorumRequest, QuorumResponse, Request, Response},
        context::{Caller, Cx, Dice, NodeId, Timer},
        image::Image,
    },
};

use election::Nominee;
use follower::Following;
use leader::{Leading, Waiting};
pub use log::{Entry, MetadataLog};
pub use record::MetadataRecord;

/// So long a fetch waits for news (`KafkaRaftClient.MAX_FETCH_WAIT_MS`).
const MAX_FETCH_WAIT_MS: u64 = 500;

/// So long a voter that leaves waits for its successor (`KafkaRaftClientDriver.initiateShutdown`).
const SHUTDOWN_MS: u64 = 5_000;

/// A voter's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voter {
    me: BrokerId,
    voters: Vec<BrokerId>,
    /// The newest epoch that it has heard of.
    epoch: ControllerEpoch,
    /// For whom it voted in this epoch.
    voted: Option<BrokerId>,
    /// The newest epoch whose leader said that it goes.
    ended: ControllerEpoch,
    log: MetadataLog,
    /// So much of the log a majority has, as far as this voter knows.
    high_watermark: u64,
    role: Role,
    /// Fetches that are answered when there is news.
    waiting: Vec<Waiting>,
    /// Its process is about to end in order.
    leaves: bool,
    asked: BTreeMap<u64, Asked>,
    correlation: u64,
    times: Times,
    /// Elections have chances of their own: what clients see does not depend on them.
    dice: Dice,
}

/// What a voter is at the moment (`EpochState`).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Role {
    /// It knows of no leader.
    Unattached,
    Follower(Following),
    /// It stands for election, or asks whether it should (`ProspectiveState`, `CandidateState`).
    Nominee(Nominee),
    Leader(Leading),
    /// It led, and gave it up.
    Resigned,
}

/// What was asked of another voter, and of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Vote(BrokerId),
    Log,
    /// An epoch begins or ends: nothing is done with the answer.
    Told,
}

/// The configuration, in virtual milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Times {
    /// `controller.quorum.election.timeout.ms`.
    election_ms: u64,
    /// `controller.quorum.election.backoff.max.ms`.
    election_backoff_ms: u64,
    /// `controller.quorum.fetch.timeout.ms`.
    fetch_ms: u64,
    /// `controller.quorum.request.timeout.ms`.
    request_ms: u64,
    /// `controller.quorum.retry.backoff.ms`.
    retry_ms: u64,
}

impl Times {
    fn of(config: &Config) -> Self {
        let number = |name| config.i64(name).max(1) as u64;
        Times {
            election_ms: number("controller.quorum.election.timeout.ms"),
            election_backoff_ms: number("controller.quorum.election.backoff.max.ms"),
            fetch_ms: number("controller.quorum.fetch.timeout.ms"),
            request_ms: number("controller.quorum.request.timeout.ms"),
            retry_ms: number("controller.quorum.retry.backoff.ms"),
        }
    }
}

impl Voter {
    /// A voter of a new cluster: the first one was elected, and everybody knows.
    pub fn new(me: BrokerId, image: Arc<Image>) -> Self {
        let (voters, epoch, times) = (image.voters.clone(), ControllerEpoch(1), Times::of(&image.config));
        let log = MetadataLog::new(Entry { epoch, image });
        let first = voters.first().copied().unwrap_or(me);
        let role = match me == first {
            true => Role::Leader(Leading::of_new_cluster(&voters, log.end().offset)),
            false => Role::Follower(Following::new(first)),
        };
        Voter {
            me,
            epoch,
            voted: Some(first),
            ended: ControllerEpoch(0),
            high_watermark: log.end().offset,
            log,
            role,
            waiting: Vec::new(),
            leaves: false,
            asked: BTreeMap::new(),
            correlation: 0,
            times,
            dice: Dice::new(me.0 as u64),
            voters,
        }
    }

    /// The process begins to run.
    pub fn begin(&mut self, cx: &mut Cx) {
        match &self.role {
            Role::Leader(_) => self.watch_followers(cx),
            Role::Follower(_) => {
                self.follow(cx);
            }
            // The only voter need not wait for anybody (`QuorumState.initialize`).
            _ if self.voters.len() == 1 => self.stand(cx, true),
            _ => {
                let timeout_ms = self.election_timeout_ms();
                self.wait_for_leader(cx, timeout_ms);
                self.fetch(cx);
            }
        }
    }

    /// The process ends: only the disk is left (`QuorumState.initialize` says what it starts with).
    pub fn halt(&mut self) {
        self.role = match &self.role {
            Role::Leader(_) | Role::Resigned => Role::Resigned,
            Role::Follower(following) => Role::Follower(Following::new(following.leader)),
            Role::Unattached | Role::Nominee(_) => Role::Unattached,
        };
        self.waiting.clear();
        self.asked.clear();
        self.leaves = false;
    }

    /// The process is about to end in order: another voter is to lead first (`KafkaRaftClient.shutdown`).
    pub fn leave(&mut self, cx: &mut Cx) {
        self.wait_for_leader(cx, SHUTDOWN_MS);
        self.leaves = true;
        self.resign(cx);
    }

    /// It leaves, and need not vote for a successor: one leads, or there is no other voter (`maybeCompleteShutdown`).
    pub fn has_left(&self) -> bool {
        let leads_another = || self.leader().leader.is_some_and(|leader| leader != self.me);
        self.leaves && (self.voters.len() == 1 || leads_another())
    }

    /// Who leads, as this voter knows.
    pub fn leader(&self) -> QuorumLeader {
        let leader = match &self.role {
            Role::Leader(_) => Some(self.me),
            Role::Follower(following) => Some(following.leader),
            Role::Nominee(nominee) => nominee.leader,
            Role::Unattached | Role::Resigned => None,
        };
        let epoch = self.epoch;
        QuorumLeader { epoch, leader }
    }

    /// It leads, and what earlier leaders decided is committed: it may decide.
    pub fn is_active(&self) -> bool {
        matches!(&self.role, Role::Leader(leading) if leading.begins_at < self.high_watermark)
    }

    /// The leader before went in order, else it was lost.
    pub fn is_successor(&self) -> bool {
        self.ended.0 + 1 == self.epoch.0
    }

    /// What it is, in Kafka's word (`EpochState.name`).
    pub fn state(&self) -> &'static str {
        match &self.role {
            Role::Unattached => "Unattached",
            Role::Follower(_) => "Follower",
            Role::Nominee(nominee) if nominee.pre_vote => "Prospective",
            Role::Nominee(_) => "Candidate",
            Role::Leader(_) => "Leader",
            Role::Resigned => "Resigned",
        }
    }

    /// For whom it voted in this epoch, itself included.
    pub fn voted(&self) -> Option<BrokerId> {
        self.voted
    }

    /// Who gave it a vote, as long as it is a candidate.
    pub fn votes(&self) -> impl Iterator<Item = BrokerId> {
        let candidate = match &self.role {
            Role::Nominee(nominee) if !nominee.pre_vote => Some(nominee),
            _ => None,
        };
        candidate
            .into_iter()
            .flat_map(|nominee| nominee.granted.iter().copied())
    }

    pub fn log(&self) -> &MetadataLog {
        &self.log
    }

    pub fn high_watermark(&self) -> u64 {
        self.high_watermark
    }

    /// What stands in the log last, committed or not.
    pub fn newest(&self) -> Option<&Arc<Image>> {
        Some(&self.log.before(self.log.end().offset)?.image)
    }

    /// The newest version that a majority has.
    pub fn committed(&self) -> Option<&Arc<Image>> {
        Some(&self.log.before(self.high_watermark)?.image)
    }

    /// How long a request to another voter waits for its answer, in virtual milliseconds.
    pub fn request_timeout_ms(&self) -> u64 {
        self.times.request_ms
    }

    pub fn on_request(&mut self, cx: &mut Cx, caller: Caller, request: QuorumRequest) {
        match (request, caller.node.controller()) {
            (QuorumRequest::FetchImage { known, version }, _) => self.on_fetch_image(cx, caller, known, version),
            (QuorumRequest::Fetch(fetch), Some(from)) => self.on_fetch(cx, caller, from, fetch),
            (QuorumRequest::Vote { epoch, end, pre_vote }, Some(from)) => {
                let granted = self.vote(cx, from, epoch, end, pre_vote);
                self.answer(cx, &caller, QuorumAnswer::Vote { granted });
            }
            (QuorumRequest::BeginQuorumEpoch { epoch }, from) => {
                self.heed(cx, epoch, from);
                self.answer(cx, &caller, QuorumAnswer::BeginQuorumEpoch);
            }
            (QuorumRequest::EndQuorumEpoch { epoch, successors }, Some(from)) => {
                self.heed(cx, epoch, Some(from));
                self.succeed(cx, from, &successors);
                self.answer(cx, &caller, QuorumAnswer::EndQuorumEpoch);
            }
            // Only voters ask for these.
            (_, None) => {}
        }
    }

    pub fn on_response(&mut self, cx: &mut Cx, correlation: u64, response: QuorumResponse) {
        let Some(asked) = self.asked.remove(&correlation) else {
            return;
        };
        let was = self.leader();
        self.heed(cx, response.leader.epoch, response.leader.leader);
        match (asked, response.answer) {
            (Asked::Vote(voter), QuorumAnswer::Vote { granted }) => self.on_vote(cx, voter, granted, response.leader),
            (
                Asked::Log,
                QuorumAnswer::Fetch {
                    from,
                    entries,
                    high_watermark,
                },
            ) if response.leader == was => {
                self.on_entries(cx, from, entries, high_watermark);
            }
            (Asked::Log, QuorumAnswer::Diverging { end }) if response.leader == was => self.on_diverging(cx, end),
            (Asked::Log, _) if self.leader() == was => self.fetch_later(cx),
            _ => {}
        }
    }

    /// A request was not answered.
    pub fn on_broken(&mut self, cx: &mut Cx, correlation: u64) {
        match self.asked.remove(&correlation) {
            Some(Asked::Log) => self.fetch_later(cx),
            Some(Asked::Vote(_)) => cx.set_timer(Timer::QuorumRetry, cx.now + self.times.retry_ms),
            _ => {}
        }
    }

    /// The time is over for whatever this voter waits for.
    pub fn on_deadline(&mut self, cx: &mut Cx) {
        match &self.role {
            _ if self.leaves => cx.halt(),
            Role::Leader(_) => self.resign(cx),
            Role::Follower(_) | Role::Unattached => self.stand(cx, true),
            Role::Nominee(nominee) if nominee.pre_vote => self.lose(cx),
            Role::Nominee(_) => self.stand(cx, true),
            // It must not be taken for the leader of this epoch again (`pollResigned`).
            Role::Resigned => self.heed(cx, ControllerEpoch(self.epoch.0 + 1), None),
        }
    }

    /// Some time after something was not answered.
    pub fn on_retry(&mut self, cx: &mut Cx) {
        match &self.role {
            Role::Nominee(_) => self.ask_for_votes(cx),
            Role::Follower(_) | Role::Unattached => self.fetch(cx),
            Role::Leader(_) | Role::Resigned => {}
        }
    }

    /// Takes in what another voter knows of the epoch and its leader (`maybeTransition`).
    fn heed(&mut self, cx: &mut Cx, epoch: ControllerEpoch, leader: Option<BrokerId>) {
        let is_new = epoch > self.epoch;
        if is_new {
            (self.epoch, self.voted) = (epoch, None);
        }
        match leader {
            Some(leader) if leader != self.me && epoch == self.epoch && (is_new || self.leader().leader.is_none()) => {
                self.become_role(cx, Role::Follower(Following::new(leader)));
                self.follow(cx);
            }
            None if is_new => self.become_unattached(cx),
            _ => {}
        }
    }

    fn become_unattached(&mut self, cx: &mut Cx) {
        self.become_role(cx, Role::Unattached);
        let timeout_ms = self.election_timeout_ms();
        self.wait_for_leader(cx, timeout_ms);
        self.fetch(cx);
    }

    /// What was asked in the old role is not listened to any more, and who waited for the old role is told.
    fn become_role(&mut self, cx: &mut Cx, role: Role) {
        self.role = role;
        self.asked.clear();
        self.answer_waiting(cx);
    }

    /// A new election begins when this time is over. One that leaves begins none, and waits only for its end.
    fn wait_for_leader(&self, cx: &mut Cx, timeout_ms: u64) {
        if self.leaves {
            return;
        }
        cx.set_timer(Timer::QuorumDeadline, cx.now + timeout_ms);
    }

    fn ask(&mut self, cx: &mut Cx, voter: BrokerId, asked: Asked, request: QuorumRequest) {
        self.correlation += 1;
        self.asked.insert(self.correlation, asked);
        cx.request(NodeId::Controller(voter), self.correlation, Request::Quorum(request));
    }

    fn answer(&self, cx: &mut Cx, caller: &Caller, answer: QuorumAnswer) {
        let leader = self.leader();
        cx.respond(caller, Response::Quorum(QuorumResponse { leader, answer }));
    }

    /// The other voters.
    fn others(&self) -> Vec<BrokerId> {
        self.voters.iter().copied().filter(|voter| *voter != self.me).collect()
    }
}
