//! Who leads a partition: what the controller makes of a change in the set of replicas that are in sync
//! (`PartitionChangeBuilder`), with eligible leader replicas (KIP-966).
//!
//! Absent on purpose: why the set changed, and who is alive, which the caller knows.

use crate::kafka::ids::{BrokerId, LeaderEpoch};

/// A partition as the controller registers it (`PartitionRegistration`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leadership {
    /// Every replica, the preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Those of them that a reassignment brings; it is complete when all of them are in sync.
    pub adding: Vec<BrokerId>,
    /// Those of them that go when it is.
    pub removing: Vec<BrokerId>,
    /// The replicas in sync; empty only while eligible leader replicas are left.
    pub isr: Vec<BrokerId>,
    /// Replicas that have every acknowledged record, though they are not in sync any more: while fewer than
    /// `min.insync.replicas` were in sync, nothing was acknowledged that they lack.
    pub elr: Vec<BrokerId>,
    pub leader: Option<BrokerId>,
    /// Who led when the last one in sync went. It may lead again where nobody is eligible (`lastKnownElr`).
    pub last_known: Option<BrokerId>,
    /// Grows with every election.
    pub leader_epoch: LeaderEpoch,
    /// Grows with every change.
    pub partition_epoch: u32,
}

/// Which leaders are considered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Election {
    /// The present one if that is possible, else the first replica that is in sync.
    Online,
    /// If there is none, any replica: what it lacks is lost (`unclean.leader.election.enable`).
    Unclean,
    /// The first replica if that is possible (`auto.leader.rebalance.enable`).
    Preferred,
}

/// What an election came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elected {
    pub next: Leadership,
    pub manner: Manner,
}

/// How a leader came to lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It has every acknowledged record.
    Clean,
    /// It crashed, and nobody is known to have more: it led last (`useLastKnownLeaderInBalancedRecovery`).
    LastKnown,
    /// It may lack records that were acknowledged.
    Unclean,
}

impl Leadership {
    /// A new partition: all replicas in sync, the first one leads.
    pub fn new(replicas: Vec<BrokerId>) -> Self {
        Leadership {
            leader: replicas.first().copied(),
            isr: replicas.clone(),
            adding: Vec::new(),
            removing: Vec::new(),
            elr: Vec::new(),
            last_known: None,
            replicas,
            leader_epoch: LeaderEpoch(0),
            partition_epoch: 0,
        }
    }

    /// The next state when these replicas are in sync; `None` where nothing changes (`PartitionChangeBuilder.build`).
    pub fn with_isr(
        &self,
        isr: Vec<BrokerId>,
        election: Election,
        min_isr: u32,
        may_lead: impl Fn(BrokerId) -> bool,
    ) -> Option<Elected> {
        let next = Leadership { isr, ..self.clone() };
        self.become_next(next, None, election, min_isr, may_lead)
    }

    /// The next state when a replica comes back from a crash: it may lack what it had not written to its disk, and so is
    /// neither in sync nor eligible (`ReplicationControlManager.handleBrokerUncleanShutdown`).
    pub fn without_crashed(
        &self,
        crashed: BrokerId,
        election: Election,
        min_isr: u32,
        may_lead: impl Fn(BrokerId) -> bool,
    ) -> Option<Elected> {
        let isr = self.isr.iter().copied().filter(|id| *id != crashed).collect();
        let next = Leadership { isr, ..self.clone() };
        self.become_next(next, Some(crashed), election, min_isr, may_lead)
    }

    /// The next state, where these replicas and those in sync are meant (`PartitionChangeBuilder.build`).
    pub(super) fn become_next(
        &self,
        mut next: Leadership,
        crashed: Option<BrokerId>,
        election: Election,
        min_isr: u32,
        may_lead: impl Fn(BrokerId) -> bool,
    ) -> Option<Elected> {
        next.complete_reassignment();
        next.elr = self.eligible(&next, min_isr);
        next.elr.retain(|replica| Some(*replica) != crashed);
        let (leader, manner) = next.elect(election, may_lead);
        if leader != self.leader {
            if let Some(leader) = leader.filter(|leader| manner != Manner::Clean || next.elr.contains(leader)) {
                next.isr = vec![leader];
                let kept = |replica: &BrokerId| manner == Manner::Clean && *replica != leader;
                next.elr.retain(kept);
            }
            next.leader = leader;
        }
        // Who is no replica any more must not be taken for one
        // (`triggerLeaderEpochBumpForReplicaReassignmentIfNeeded`).
        if leader != self.leader || self.replicas.iter().any(|id| !next.replicas.contains(id)) {
            next.leader_epoch = LeaderEpoch(self.leader_epoch.0 + 1);
        }
        next.last_known = match next.leader {
            Some(_) => None,
            None => self.leader.filter(|_| next.isr.is_empty()).or(self.last_known),
        };
        if next == *self {
            return None;
        }
        next.partition_epoch += 1;
        Some(Elected { next, manner })
    }

    /// Enough in sync need no others; of too few, those that were in sync until now stay eligible
    /// (`PartitionChangeBuilder.maybePopulateTargetElr`). Kafka also keeps those that a reassignment took away, which can
    /// never lead and only hinder that the last known leader does.
    fn eligible(&self, next: &Leadership, min_isr: u32) -> Vec<BrokerId> {
        if min_isr as usize <= next.isr.len() {
            return Vec::new();
        }
        let candidates = next.replicas.iter().copied();
        candidates
            .filter(|replica| self.isr.contains(replica) || self.elr.contains(replica))
            .filter(|replica| !next.isr.contains(replica))
            .collect()
    }

    fn elect(&self, election: Election, may_lead: impl Fn(BrokerId) -> bool) -> (Option<BrokerId>, Manner) {
        let in_sync = |replica: BrokerId| {
            let eligible = self.isr.contains(&replica) || (self.isr.is_empty() && self.elr.contains(&replica));
            eligible && may_lead(replica)
        };
        let preferred = self
            .replicas
            .first()
            .copied()
            .filter(|_| election == Election::Preferred);
        let candidates = preferred
            .into_iter()
            .chain(self.leader)
            .chain(self.replicas.iter().copied());
        if let Some(leader) = candidates.into_iter().find(|replica| in_sync(*replica)) {
            return (Some(leader), Manner::Clean);
        }
        let nobody = self.isr.is_empty() && self.elr.is_empty();
        let last_known = self.last_known.filter(|replica| nobody && may_lead(*replica));
        if last_known.is_some() {
            return (last_known, Manner::LastKnown);
        }
        let any = self.replicas.iter().copied().find(|replica| may_lead(*replica));
        match any.filter(|_| election == Election::Unclean) {
            Some(leader) => (Some(leader), Manner::Unclean),
            None => (None, Manner::Clean),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[i32]) -> Vec<BrokerId> {
        ids.iter().copied().map(BrokerId).collect()
    }

    /// What becomes of a partition on brokers 1, 2 and 3 that `isr` is in sync of, led by the first of it.
    fn check(isr: &[i32], next_isr: &[i32], alive: &[i32], election: Election, expected: (i32, &[i32], &[i32], bool)) {
        let before = Leadership {
            isr: ids(isr),
            leader: isr.first().copied().map(BrokerId),
            ..Leadership::new(ids(&[1, 2, 3]))
        };
        let alive = ids(alive);
        let elected = before
            .with_isr(ids(next_isr), election, 2, |replica| alive.contains(&replica))
            .expect("something changes");
        let (leader, isr, elr, unclean) = expected;
        let next = elected.next;
        assert_eq!(
            next.leader,
            Some(BrokerId(leader)).filter(|leader| leader.0 != 0),
            "leader"
        );
        assert_eq!((next.isr, next.elr), (ids(isr), ids(elr)), "in sync and eligible");
        assert_eq!(elected.manner == Manner::Unclean, unclean, "unclean");
        let elections = i32::from(next.leader != before.leader);
        assert_eq!(next.leader_epoch.0, elections, "one leader epoch for each election");
        assert_eq!(next.partition_epoch, 1);
    }

    #[test]
    fn the_first_replica_in_sync_takes_over() {
        check(&[1, 2, 3], &[2, 3], &[2, 3], Election::Online, (2, &[2, 3], &[], false));
        check(&[1, 3], &[3], &[2, 3], Election::Online, (3, &[3], &[1], false));
    }

    #[test]
    fn the_leader_stays_when_a_follower_falls_behind() {
        check(
            &[1, 2, 3],
            &[1, 3],
            &[1, 2, 3],
            Election::Online,
            (1, &[1, 3], &[], false),
        );
        check(&[1, 2], &[1], &[1, 2, 3], Election::Online, (1, &[1], &[2], false));
    }

    #[test]
    fn nobody_leads_when_the_last_one_in_sync_is_gone() {
        check(&[1], &[], &[2, 3], Election::Online, (0, &[], &[1], false));
    }

    #[test]
    fn an_unclean_election_takes_whoever_is_there() {
        check(&[1], &[], &[2, 3], Election::Unclean, (2, &[2], &[], true));
        check(&[1, 3], &[3], &[3], Election::Unclean, (3, &[3], &[1], false));
    }

    #[test]
    fn an_eligible_replica_leads_again_when_it_is_back() {
        let gone = Leadership {
            isr: Vec::new(),
            elr: ids(&[1, 2]),
            leader: None,
            ..Leadership::new(ids(&[1, 2, 3]))
        };
        let back = gone.with_isr(Vec::new(), Election::Online, 2, |replica| replica == BrokerId(2));
        let next = back.expect("it leads").next;
        assert_eq!(
            (next.leader, next.isr, next.elr),
            (Some(BrokerId(2)), ids(&[2]), ids(&[1]))
        );
        assert_eq!(
            gone.with_isr(Vec::new(), Election::Online, 2, |replica| replica == BrokerId(3)),
            None
        );
    }

    #[test]
    fn the_preferred_leader_takes_over_when_it_is_in_sync() {
        check(
            &[3, 1],
            &[3, 1],
            &[1, 2, 3],
            Election::Preferred,
            (1, &[3, 1], &[], false),
        );
    }

    /// Brokers 1 and 2 were in sync, 2 led last; both are gone.
    fn gone() -> Leadership {
        Leadership {
            isr: Vec::new(),
            elr: ids(&[1, 2]),
            leader: None,
            last_known: Some(BrokerId(2)),
            ..Leadership::new(ids(&[1, 2, 3]))
        }
    }

    #[test]
    fn who_led_last_is_remembered_when_nobody_is_in_sync_any_more() {
        let alone = Leadership {
            isr: ids(&[2]),
            elr: ids(&[1]),
            leader: Some(BrokerId(2)),
            ..Leadership::new(ids(&[1, 2, 3]))
        };
        let elected = alone.with_isr(Vec::new(), Election::Online, 2, |_| false);
        assert_eq!(elected.expect("nobody leads").next.last_known, Some(BrokerId(2)));
    }

    #[test]
    fn a_replica_that_crashed_is_not_eligible() {
        let back = gone().without_crashed(BrokerId(1), Election::Online, 2, |replica| replica == BrokerId(1));
        let next = back.expect("it is not eligible any more").next;
        assert_eq!((next.leader, next.elr), (None, ids(&[2])));
    }

    #[test]
    fn who_led_last_leads_again_where_nobody_is_eligible() {
        let nobody = Leadership {
            elr: Vec::new(),
            ..gone()
        };
        let back = nobody.with_isr(Vec::new(), Election::Online, 2, |replica| replica == BrokerId(2));
        let Elected { next, manner } = back.expect("it leads");
        assert_eq!(
            (next.leader, next.isr, next.last_known),
            (Some(BrokerId(2)), ids(&[2]), None)
        );
        assert_eq!(manner, Manner::LastKnown);
        let other = nobody.with_isr(Vec::new(), Election::Online, 2, |replica| replica == BrokerId(1));
        assert_eq!(other, None, "another one does not lead");
    }
}
