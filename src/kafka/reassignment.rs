//! Moving a partition to other brokers: which replicas come and go, when the move is complete, and what taking it back
//! means (`PartitionReassignmentReplicas`, `PartitionReassignmentRevert`, KIP-455).
//!
//! Absent on purpose: which brokers there are, which the controller knows, and who leads then, which `leadership` decides.

use crate::kafka::{
    ids::BrokerId,
    leadership::{Elected, Election, Leadership, Manner},
};

/// The replicas of a partition, some of which may be on their way (`PartitionReassignmentReplicas`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassignment {
    /// Every replica: those of the target in its order, then those that go.
    pub replicas: Vec<BrokerId>,
    /// They come: the move waits until they are in sync.
    pub adding: Vec<BrokerId>,
    /// They go when the move is complete.
    pub removing: Vec<BrokerId>,
}

/// The replicas after a move, or after it was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub replicas: Vec<BrokerId>,
    pub isr: Vec<BrokerId>,
}

impl Reassignment {
    /// From these replicas to those. A replica that another move was adding counts as one of the present.
    pub fn between(current: &[BrokerId], target: &[BrokerId]) -> Self {
        let removing = only_in(current, target);
        Reassignment {
            adding: only_in(target, current),
            replicas: target.iter().chain(&removing).copied().collect(),
            removing,
        }
    }

    /// Whether anything comes or goes.
    pub fn is_under_way(&self) -> bool {
        !self.adding.is_empty() || !self.removing.is_empty()
    }

    /// What the partition becomes where all that are to stay are in sync; `None` while the move has to wait
    /// (`maybeCompleteReassignment`).
    pub fn complete(&self, isr: &[BrokerId]) -> Option<Settled> {
        let stay = |list: &[BrokerId]| -> Vec<BrokerId> {
            let stays = list.iter().filter(|id| !self.removing.contains(id));
            stays.copied().collect()
        };
        let settled = Settled {
            replicas: stay(&self.replicas),
            isr: stay(isr),
        };
        let is_complete = !settled.isr.is_empty() && settled.replicas.iter().all(|id| settled.isr.contains(id));
        (self.is_under_way() && is_complete).then_some(settled)
    }

    /// What the partition becomes when the move is taken back: who was to come goes, who was to go stays. The second is
    /// true where nobody that stays is in sync, so that the first of them has to do, whatever it lacks
    /// (`PartitionReassignmentRevert`).
    pub fn revert(&self, isr: &[BrokerId]) -> (Settled, bool) {
        let replicas = without(&self.replicas, &self.adding);
        let mut isr = without(isr, &self.adding);
        let unclean = isr.is_empty();
        if unclean {
            isr.extend(replicas.first());
        }
        (Settled { replicas, isr }, unclean)
    }
}

impl Leadership {
    /// The next state when the partition is to lie on these brokers, the preferred leader first; complete at once where
    /// all of them are in sync (`ReplicationControlManager.changePartitionReassignment`).
    pub fn reassigned(
        &self,
        target: &[BrokerId],
        min_isr: u32,
        may_lead: impl Fn(BrokerId) -> bool,
    ) -> Option<Elected> {
        let Reassignment {
            replicas,
            adding,
            removing,
        } = Reassignment::between(&self.replicas, target);
        let mut next = Leadership {
            replicas,
            ..self.clone()
        };
        // As in Kafka an empty list changes nothing: what was under way stays so.
        if !adding.is_empty() {
            next.adding = adding;
        }
        if !removing.is_empty() {
            next.removing = removing;
        }
        self.become_next(next, None, Election::Online, min_isr, may_lead)
    }

    /// The next state when the reassignment that is under way is taken back
    /// (`ReplicationControlManager.cancelPartitionReassignment`).
    pub fn reverted(&self, election: Election, min_isr: u32, may_lead: impl Fn(BrokerId) -> bool) -> Option<Elected> {
        let (settled, unclean) = self.reassignment().revert(&self.isr);
        let next = Leadership {
            replicas: settled.replicas,
            isr: settled.isr,
            adding: Vec::new(),
            removing: Vec::new(),
            ..self.clone()
        };
        let mut elected = self.become_next(next, None, election, min_isr, may_lead)?;
        if unclean {
            elected.manner = Manner::Unclean;
        }
        Some(elected)
    }

    /// Its replicas, with what a reassignment makes of them.
    pub fn reassignment(&self) -> Reassignment {
        Reassignment {
            replicas: self.replicas.clone(),
            adding: self.adding.clone(),
            removing: self.removing.clone(),
        }
    }

    /// A reassignment is under way.
    pub fn is_reassigning(&self) -> bool {
        !self.adding.is_empty() || !self.removing.is_empty()
    }

    /// Lies where it was to lie, if all that are to stay are in sync.
    pub(super) fn complete_reassignment(&mut self) {
        let complete = self.is_reassigning().then(|| self.reassignment().complete(&self.isr));
        if let Some(settled) = complete.flatten() {
            (self.replicas, self.isr) = (settled.replicas, settled.isr);
            (self.adding, self.removing) = (Vec::new(), Vec::new());
        }
    }
}

/// In the order of the numbers.
fn only_in(list: &[BrokerId], other: &[BrokerId]) -> Vec<BrokerId> {
    let mut only = without(list, other);
    only.sort_unstable();
    only
}

fn without(list: &[BrokerId], other: &[BrokerId]) -> Vec<BrokerId> {
    list.iter().copied().filter(|id| !other.contains(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[i32]) -> Vec<BrokerId> {
        ids.iter().copied().map(BrokerId).collect()
    }

    fn reassignment(replicas: &[i32], adding: &[i32], removing: &[i32]) -> Reassignment {
        Reassignment {
            replicas: ids(replicas),
            adding: ids(adding),
            removing: ids(removing),
        }
    }

    fn settled(replicas: &[i32], isr: &[i32]) -> Settled {
        Settled {
            replicas: ids(replicas),
            isr: ids(isr),
        }
    }

    /// `PartitionReassignmentReplicasTest.testNoneAddedOrRemoved` and those that follow it.
    #[test]
    fn what_comes_and_goes() {
        let check = |current: &[i32], target: &[i32], replicas: &[i32], adding: &[i32], removing: &[i32]| {
            let expected = reassignment(replicas, adding, removing);
            assert_eq!(Reassignment::between(&ids(current), &ids(target)), expected);
        };
        check(&[3, 2, 1], &[3, 2, 1], &[3, 2, 1], &[], &[]);
        check(&[3, 2, 1], &[3, 1], &[3, 1, 2], &[], &[2]);
        check(&[3, 2, 1], &[3, 6, 2, 1, 5], &[3, 6, 2, 1, 5], &[5, 6], &[]);
        check(&[3, 2, 1], &[3, 6, 5], &[3, 6, 5, 1, 2], &[5, 6], &[1, 2]);
        check(&[3, 2, 1], &[1, 2, 3], &[1, 2, 3], &[], &[]);
    }

    /// `PartitionReassignmentReplicasTest.testDoesNotCompleteReassignment` and those that follow it.
    #[test]
    fn it_is_complete_when_all_that_stay_are_in_sync() {
        let check = |of: Reassignment, isr: &[i32], expected: Option<Settled>| {
            assert_eq!(of.complete(&ids(isr)), expected, "{of:?} with {isr:?} in sync");
        };
        let all_new = || reassignment(&[3, 4, 5, 0, 1, 2], &[3, 4, 5], &[0, 1, 2]);
        check(all_new(), &[0, 1, 2, 3, 4], None);
        check(all_new(), &[0, 1, 2, 3, 4, 5], Some(settled(&[3, 4, 5], &[3, 4, 5])));
        let some_stay = || reassignment(&[0, 1, 3, 4, 2], &[3, 4], &[2]);
        check(some_stay(), &[0, 1, 2], None);
        check(some_stay(), &[4, 3, 1, 0], Some(settled(&[0, 1, 3, 4], &[4, 3, 1, 0])));
        let only_added = || reassignment(&[0, 1, 2, 3], &[3], &[]);
        check(only_added(), &[0, 1, 3], None);
        check(only_added(), &[0, 1, 2, 3], Some(settled(&[0, 1, 2, 3], &[0, 1, 2, 3])));
        let only_removed = || reassignment(&[0, 1, 2], &[], &[2]);
        check(only_removed(), &[0, 1], Some(settled(&[0, 1], &[0, 1])));
        check(only_removed(), &[2], None);
        check(reassignment(&[0, 1], &[], &[]), &[0, 1], None);
        check(reassignment(&[0, 1], &[], &[0, 1]), &[0, 1], None);
    }

    /// `PartitionReassignmentRevertTest`.
    #[test]
    fn taken_back_the_old_replicas_stay() {
        let check = |of: Reassignment, isr: &[i32], expected: (Settled, bool)| {
            assert_eq!(of.revert(&ids(isr)), expected, "{of:?} with {isr:?} in sync");
        };
        check(
            reassignment(&[3, 2, 1], &[], &[]),
            &[1, 2, 3],
            (settled(&[3, 2, 1], &[1, 2, 3]), false),
        );
        check(
            reassignment(&[4, 5, 3, 2, 1], &[4, 5], &[2]),
            &[2, 4, 1],
            (settled(&[3, 2, 1], &[2, 1]), false),
        );
        check(
            reassignment(&[4, 5, 3, 2, 1], &[4, 5], &[2]),
            &[4, 5],
            (settled(&[3, 2, 1], &[3]), true),
        );
    }

    /// What becomes of a partition on brokers 1 and 2, led by 1, that is to lie on others, once these are in sync.
    fn check_move(target: &[i32], isr: &[i32], expected: (i32, &[i32], &[i32], i32)) {
        let all = |_: BrokerId| true;
        let before = Leadership::new(ids(&[1, 2]));
        let moving = before.reassigned(&ids(target), 1, all);
        let moving = moving.expect("something changes").next;
        let in_sync = moving.with_isr(ids(isr), Election::Online, 1, all);
        let after = in_sync.map_or(moving, |elected| elected.next);
        let (leader, replicas, isr, leader_epoch) = expected;
        assert_eq!(
            (after.leader, after.leader_epoch.0),
            (Some(BrokerId(leader)), leader_epoch)
        );
        assert_eq!((&after.replicas, &after.isr), (&ids(replicas), &ids(isr)));
        assert_eq!(after.is_reassigning(), after.replicas != ids(target));
    }

    #[test]
    fn a_reassignment_waits_until_all_that_come_are_in_sync() {
        check_move(&[2, 3], &[1, 2], (1, &[2, 3, 1], &[1, 2], 0));
        check_move(&[3, 4], &[1, 2, 3], (1, &[3, 4, 1, 2], &[1, 2, 3], 0));
    }

    #[test]
    fn a_leader_that_goes_is_replaced_from_the_target() {
        check_move(&[2, 3], &[1, 2, 3], (2, &[2, 3], &[2, 3], 1));
        check_move(&[3, 4], &[1, 2, 4, 3], (3, &[3, 4], &[4, 3], 1));
    }

    #[test]
    fn a_leader_that_stays_leads_on_in_a_new_epoch_where_another_replica_went() {
        check_move(&[3, 1], &[1, 2, 3], (1, &[3, 1], &[1, 3], 1));
        check_move(&[3, 1, 2], &[1, 2, 3], (1, &[3, 1, 2], &[1, 2, 3], 0));
    }

    #[test]
    fn what_needs_nobody_new_is_complete_at_once() {
        check_move(&[2, 1], &[1, 2], (1, &[2, 1], &[1, 2], 0));
        check_move(&[2], &[2], (2, &[2], &[2], 1));
    }

    #[test]
    fn taken_back_it_lies_where_it_lay() {
        let before = Leadership::new(ids(&[1, 2]));
        let moving = before.reassigned(&ids(&[2, 3]), 1, |_| true);
        let back = moving.expect("it moves").next.reverted(Election::Online, 1, |_| true);
        let next = back.expect("it is taken back").next;
        // In Kafka the old order is not known any more.
        assert_eq!(
            (next.replicas, next.isr, next.leader),
            (ids(&[2, 1]), ids(&[1, 2]), before.leader)
        );
        assert_eq!((next.leader_epoch.0, next.partition_epoch), (1, 2));
    }

    #[test]
    fn a_replica_that_went_is_not_eligible() {
        let before = Leadership::new(ids(&[1, 2, 3]));
        let moved = before.reassigned(&ids(&[1]), 2, |_| true);
        assert_eq!(moved.expect("it moves").next.elr, ids(&[]));
    }
}
