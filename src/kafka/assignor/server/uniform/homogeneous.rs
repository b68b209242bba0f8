//! All members have the same subscription (`UniformHomogeneousAssignmentBuilder`): each has a quota, keeps what it had
//! up to that, and what is left over goes to those who have less.

use super::{Group, Partition};

pub(super) fn assign(group: &mut Group) {
    let total: usize = group.owners.iter().map(Vec::len).sum();
    let members = group.held.len();
    if members == 0 {
        return;
    }
    // The first members of the walk have one more where it does not come out even, whatever they had.
    let quota = |member: usize| total / members + usize::from(member < total % members);
    let mut left: Vec<Partition> = group.unassigned();
    for (member, held) in group.held.iter_mut().enumerate() {
        left.extend(held.drain(quota(member).min(held.len())..));
    }
    let mut left = left.into_iter();
    for member in 0..members {
        let missing = quota(member) - group.held[member].len();
        for partition in left.by_ref().take(missing) {
            group.give(partition, member);
        }
    }
}
