//! Where the coordinator is, and what becomes of a consumer that cannot reach it (`AbstractCoordinator`,
//! `CoordinatorRequestManager`), or any other broker.

use super::{Consumer, Membership, commits::Waiting, positions::Lookup};
use crate::{
    kafka::{
        error::{ClientError, KafkaError},
        ids::{BrokerId, Name},
        java,
    },
    node::{
        api::{Break, CoordinatorOf, Request},
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule, Why},
    },
};

/// The search for a coordinator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Search {
    /// The question that is not answered.
    asked: Option<u64>,
    /// Not before then (`retry.backoff.ms`).
    not_before: u64,
    /// When a heartbeat was last answered, or the coordinator found.
    heard_ms: u64,
    /// Nobody listens there, although the brokers name it: that is told once.
    absent: Option<BrokerId>,
}

impl Consumer {
    /// True when it is known; else it is asked for.
    pub(super) fn find_coordinator(&mut self, cx: &mut Cx, group: Name) -> bool {
        if self.coordinator.is_some() {
            return true;
        }
        if self.search.asked.is_none() && self.search.not_before <= cx.now {
            let correlation = self.next_correlation();
            self.search.asked = Some(correlation);
            let request = Request::FindCoordinator {
                of: CoordinatorOf::Group(group),
            };
            cx.request(self.metadata.bootstrap(), correlation, request);
        }
        false
    }

    /// Beside the application's loop: the heartbeat thread looks for it too.
    pub(super) fn look_for_coordinator(&mut self, cx: &mut Cx) {
        if let Some(group) = self.spec.group.clone() {
            self.find_coordinator(cx, group);
        }
    }

    pub(super) fn on_coordinator(&mut self, cx: &mut Cx, correlation: u64, coordinator: Result<BrokerId, KafkaError>) {
        if self.search.asked.take_if(|asked| *asked == correlation).is_none() {
            return;
        }
        let Ok(broker) = coordinator else {
            return self.search_later(cx);
        };
        self.coordinator = Some(broker);
        self.search.heard_ms = cx.now;
        if self.search.absent != Some(broker) {
            self.search.absent = None;
            self.tell_found(cx, broker);
        }
        self.commit_what_waits(cx);
        // A member goes on where it was; one that has not joined does so in poll().
        self.heartbeat(cx);
    }

    fn tell_found(&self, cx: &mut Cx, broker: BrokerId) {
        let Some(group) = self.spec.group.clone() else { return };
        let hash = java::hash_code(&group);
        let fact = Fact::CoordinatorFound {
            group: group.clone(),
            consumer: self.spec.name.clone(),
            broker: broker.0,
        };
        let rule = Rule::GroupHash { group, hash };
        cx.tell(fact, rule.by("offsets.topic.num.partitions", ""));
    }

    fn search_later(&mut self, cx: &mut Cx) {
        self.search.asked = None;
        self.search.not_before = cx.now + self.settings.retry_backoff_ms;
        cx.set_timer(Timer::Coordinator, self.search.not_before);
    }

    /// Asks for the coordinator anew; what waits for its answers ends (`markCoordinatorUnknown`).
    pub(super) fn lose_coordinator(&mut self, cx: &mut Cx, why: Why) {
        let (Some(broker), Some(group)) = (self.coordinator.take(), self.spec.group.clone()) else {
            return;
        };
        if self.search.absent != Some(broker) {
            let fact = Fact::CoordinatorLost {
                group,
                consumer: self.spec.name.clone(),
                broker: broker.0,
            };
            let refused = matches!(why.rule, Rule::ConnectionRefused);
            self.search.absent = refused.then_some(broker);
            cx.tell(fact, why);
        }
        cx.hang_up_on_coordinator(broker);
        self.look_for_coordinator(cx);
    }

    /// The coordinator is alive.
    pub(super) fn hear_of_coordinator(&mut self, now: u64) {
        self.search.heard_ms = now;
        self.search.absent = None;
    }

    /// No heartbeat was answered for a whole session: perhaps the coordinator is another one
    /// (`AbstractCoordinator.HeartbeatThread`).
    pub(super) fn doubt_silent_coordinator(&mut self, cx: &mut Cx) {
        let session_timeout_ms = self.settings.session_timeout_ms;
        if self.search.heard_ms + session_timeout_ms <= cx.now {
            let rule = Rule::CoordinatorSilent { session_timeout_ms };
            self.lose_coordinator(cx, rule.by("session.timeout.ms", session_timeout_ms));
        }
    }

    /// The connection that a request waited on ended before the answer.
    pub(super) fn on_broken(&mut self, cx: &mut Cx, correlation: u64, broker: BrokerId, how: Break) {
        let why = how.why();
        if how != Break::HungUp {
            self.metadata.mark_stale();
        }
        if self.search.asked == Some(correlation) {
            self.metadata.try_another_broker(broker);
            self.search_later(cx);
        } else if self.metadata.on_broken(cx, correlation, broker) {
            self.tell_broken(cx, "Metadata", broker, how);
        } else if let Some((_, named)) = self.fetching.remove(&correlation) {
            self.tell_broken(cx, "Fetch", broker, how);
            for tp in named {
                if let Some(assigned) = self.partitions.get_mut(&tp) {
                    assigned.in_flight = false;
                }
                self.read_from_leader(cx, &tp, || how.why());
            }
        } else if self.validation.is_broken(correlation) {
            self.tell_broken(cx, "OffsetsForLeaderEpoch", broker, how);
        } else if let Some(lookup) = self.looking_up.remove(&correlation) {
            if matches!(lookup, Lookup::Committed(_)) {
                self.lose_coordinator(cx, why);
            } else {
                self.tell_broken(cx, "ListOffsets", broker, how);
            }
        } else if let Some(commit) = self.committing.remove(&correlation) {
            self.lose_coordinator(cx, why.clone());
            self.on_commit_broken(cx, commit, why);
        } else if !self.on_share_broken(cx, correlation) {
            self.lose_coordinator(cx, why);
            self.on_membership_broken(correlation);
        }
    }

    /// What the classic protocol asked is asked again; a member stays a member as long as the coordinator says so.
    fn on_membership_broken(&mut self, correlation: u64) {
        if self.is_modern() {
            self.on_heartbeat_broken(correlation);
        } else if self.share.is_some() {
            self.on_share_heartbeat_broken(correlation);
        } else if matches!(self.membership, Membership::Joining | Membership::Syncing) {
            self.membership = Membership::Unjoined;
        }
    }

    fn on_commit_broken(&mut self, cx: &mut Cx, commit: super::commits::Commit, why: Why) {
        match commit.waiting {
            // commitSync() tries again; so does the rebalance, in the next poll().
            Waiting::Application => self.commit_later(commit.offsets, commit.why),
            Waiting::Rebalance => self.membership = Membership::Stable,
            Waiting::Nobody => {
                let group: Name = self.spec.group.clone().unwrap_or_else(|| "".into());
                let fact = Fact::CommitRefused {
                    group,
                    consumer: self.spec.name.clone(),
                    error: ClientError::RetriableCommitFailedException.into(),
                };
                cx.tell(fact, why);
            }
        }
    }

    fn tell_broken(&mut self, cx: &mut Cx, api: &str, broker: BrokerId, how: Break) {
        if !self.metadata.is_news(broker, how) {
            return;
        }
        let fact = Fact::RequestUnanswered {
            client: self.spec.name.clone(),
            broker: broker.0,
            api: api.into(),
        };
        cx.tell(fact, how.why());
    }
}

/// The broker at the other end.
pub(super) fn broker_of(node: &NodeId) -> BrokerId {
    match node {
        NodeId::Broker(broker) => *broker,
        _ => BrokerId(0),
    }
}
