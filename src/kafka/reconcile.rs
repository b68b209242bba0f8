//! Reconciliation of a member of the `consumer` protocol (KIP-848): the step that the coordinator takes at its heartbeat,
//! from what it has towards what it is to have (`CurrentAssignmentBuilder`).
//!
//! A member first gives up what it is not to have, in its old epoch; only then it goes over to the new one and is given
//! what others have let go of. So no partition is ever with two members.
//!
//! Absent on purpose: the state `UNKNOWN`, which only a coordinator meets that is older than its log.

use crate::kafka::ids::{MemberEpoch, PartitionSet, TopicPartition};

/// How far a member is (`MemberState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberState {
    /// It has what it is to have.
    Stable,
    /// It has to give up partitions before it can go over to the next epoch.
    UnrevokedPartitions,
    /// It is in the last epoch, and waits for partitions that other members still have to give up.
    UnreleasedPartitions,
}

/// What the coordinator keeps of a member's assignment (`ConsumerGroupCurrentMemberAssignmentValue`). A member that has
/// just joined has the default one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentAssignment {
    /// The member epoch.
    pub epoch: MemberEpoch,
    /// The one before, in which the member may still be if the last answer did not reach it.
    pub previous_epoch: MemberEpoch,
    /// How far it is.
    pub state: MemberState,
    /// What it is told to have.
    pub assigned: PartitionSet,
    /// What it has been told to give up, and has not.
    pub pending_revocation: PartitionSet,
}

impl Default for CurrentAssignment {
    fn default() -> Self {
        CurrentAssignment {
            epoch: MemberEpoch(0),
            previous_epoch: MemberEpoch(-1),
            state: MemberState::Stable,
            assigned: PartitionSet::new(),
            pending_revocation: PartitionSet::new(),
        }
    }
}

/// Takes a member's next step towards `target`, the assignment of `target_epoch`; it stays as it is when there is none.
/// `owned` is what its heartbeat said that it owns, if that was said. A partition `is_free` when no member has it
/// assigned or has still to give it up; this member counts too, as it was before.
pub fn next(
    member: &CurrentAssignment,
    target_epoch: MemberEpoch,
    target: &PartitionSet,
    owned: Option<&PartitionSet>,
    is_free: impl Fn(&TopicPartition) -> bool,
) -> CurrentAssignment {
    let epoch = match member.state {
        MemberState::Stable if member.epoch == target_epoch => return member.clone(),
        MemberState::UnrevokedPartitions if may_own(owned, &member.pending_revocation) => return member.clone(),
        MemberState::UnrevokedPartitions => MemberEpoch(member.epoch.0 + 1),
        MemberState::Stable | MemberState::UnreleasedPartitions => member.epoch,
    };
    let kept = &member.assigned & target;
    let revoked = &member.assigned - target;
    if !revoked.is_empty() && may_own(owned, &revoked) {
        return CurrentAssignment {
            epoch,
            previous_epoch: member.epoch,
            state: MemberState::UnrevokedPartitions,
            assigned: kept,
            pending_revocation: revoked,
        };
    }
    let (free, unreleased): (PartitionSet, PartitionSet) = (target - &kept).into_iter().partition(is_free);
    CurrentAssignment {
        epoch: target_epoch,
        previous_epoch: member.epoch,
        state: match unreleased.is_empty() {
            true => MemberState::Stable,
            false => MemberState::UnreleasedPartitions,
        },
        assigned: &kept | &free,
        pending_revocation: PartitionSet::new(),
    }
}

/// Whether the member may still own any of these. As long as it does not say what it owns, it may.
fn may_own(owned: Option<&PartitionSet>, partitions: &PartitionSet) -> bool {
    owned.is_none_or(|owned| !owned.is_disjoint(partitions))
}
