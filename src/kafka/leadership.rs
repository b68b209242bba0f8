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
    /// The replicas in sync; empty only while eligible leader replicas are left.
    pub isr: Vec<BrokerId>,
    /// Replicas that have every acknowledged record, though they are not in sync any more: while fewer than
    /// `min.insync.replicas` were in sync, nothing was acknowledged that they lack.
    pub elr: Vec<BrokerId>,
    pub leader: Option<BrokerId>,
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
    /// The new leader may lack records that were acknowledged.
    pub unclean: bool,
}

impl Leadership {
    /// A new partition: all replicas in sync, the first one leads.
    pub fn new(replicas: Vec<BrokerId>) -> Self {
        Leadership {
            leader: replicas.first().copied(),
            isr: replicas.clone(),
            elr: Vec::new(),
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
        let mut next = Leadership { isr, ..self.clone() };
        next.elr = self.eligible(&next.isr, min_isr);
        let (leader, unclean) = next.elect(election, may_lead);
        if leader != self.leader {
            if let Some(leader) = leader.filter(|leader| unclean || next.elr.contains(leader)) {
                next.isr = vec![leader];
                let kept = |replica: &BrokerId| !unclean && *replica != leader;
                next.elr.retain(kept);
            }
            next.leader = leader;
            next.leader_epoch = LeaderEpoch(self.leader_epoch.0 + 1);
        }
        if next == *self {
            return None;
        }
        next.partition_epoch += 1;
        Some(Elected { next, unclean })
    }

    /// Enough in sync need no others; of too few, those that were in sync until now stay eligible
    /// (`PartitionChangeBuilder.maybePopulateTargetElr`).
    fn eligible(&self, isr: &[BrokerId], min_isr: u32) -> Vec<BrokerId> {
        if (min_isr as usize).min(self.replicas.len()) <= isr.len() {
            return Vec::new();
        }
        let candidates = self.replicas.iter().copied();
        candidates
            .filter(|replica| self.isr.contains(replica) || self.elr.contains(replica))
            .filter(|replica| !isr.contains(replica))
            .collect()
    }

    fn elect(&self, election: Election, may_lead: impl Fn(BrokerId) -> bool) -> (Option<BrokerId>, bool) {
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
            return (Some(leader), false);
        }
        let any = self.replicas.iter().copied().find(|replica| may_lead(*replica));
        let any = any.filter(|_| election == Election::Unclean);
        (any, any.is_some())
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
        assert_eq!(elected.unclean, unclean, "unclean");
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
}
