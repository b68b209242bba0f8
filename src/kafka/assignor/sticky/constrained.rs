//! All members have the same subscription (`ConstrainedAssignmentBuilder`): each gets the quota or one more. Members
//! keep what they have up to that; what is left goes round.

use std::collections::{BTreeMap, VecDeque};

use super::{Group, Outcome, Owned, Partition, Place, Shares};

struct Builder {
    min_quota: u32,
    max_quota: u32,
    /// How many members get more than `min_quota`, at the end and so far; none when everything comes out even.
    expected_over: u32,
    over: u32,
    /// Members that have less than `min_quota`.
    under: Vec<Place>,
    /// Members that have `min_quota` and may get one more.
    exactly: VecDeque<Place>,
    /// What members had to give up, with who had it.
    given_up: BTreeMap<Partition, Place>,
    transferred: BTreeMap<Partition, Place>,
    shares: Shares,
    owned: Owned,
}

pub(super) fn assign(group: &Group, owned: Owned) -> Outcome {
    let members = group.claims.len();
    let (total, count) = (group.total(), members as u32);
    let mut builder = Builder {
        min_quota: total / count,
        max_quota: total.div_ceil(count),
        expected_over: total % count,
        over: 0,
        under: Vec::new(),
        exactly: VecDeque::new(),
        given_up: BTreeMap::new(),
        transferred: BTreeMap::new(),
        shares: vec![Vec::new(); members],
        owned,
    };
    (0..members).for_each(|member| builder.keep(member));
    let mut kept: Vec<Partition> = builder.shares.iter().flatten().copied().collect();
    kept.sort_unstable();
    builder.under.sort_unstable();
    builder.exactly.make_contiguous().sort_unstable();
    let all = (0..group.counts.len()).flat_map(|topic| group.partitions(topic));
    builder.deal(super::without(all, &kept));
    Outcome {
        shares: builder.shares,
        transferred: Some(builder.transferred),
    }
}

impl Builder {
    /// Leaves a member as much as it may have of what it owned (`assignOwnedPartitions`).
    fn keep(&mut self, member: usize) {
        let mut owned = std::mem::take(&mut self.owned.by_member[member]);
        owned.retain(|partition| !self.owned.disputed.contains(partition));
        owned.sort_unstable_by_key(|(topic, partition)| (*partition, *topic));
        let has = owned.len() as u32;
        let is_one_short = self.over < self.expected_over;
        let quota = if has < self.min_quota {
            self.under.push(member);
            has
        } else if has >= self.max_quota && is_one_short {
            self.over += 1;
            if self.over == self.expected_over {
                self.exactly.clear();
            }
            self.max_quota
        } else {
            if is_one_short {
                self.exactly.push_back(member);
            }
            self.min_quota
        };
        let rest = owned.split_off(quota as usize);
        self.given_up
            .extend(rest.into_iter().map(|partition| (partition, member)));
        self.shares[member] = owned;
    }

    /// Deals out what nobody has: round the members below the quota, then one more to those at it (`assignRoundRobin`).
    fn deal(&mut self, unassigned: Vec<Partition>) {
        let mut turn = 0;
        for partition in unassigned {
            if self.under.len() <= turn {
                turn = 0;
            }
            let member = match self.under.get(turn) {
                Some(member) => *member,
                // There is always one: the quotas add up to all partitions.
                None => match self.exactly.pop_front() {
                    Some(member) => member,
                    None => return,
                },
            };
            turn += 1;
            self.give(partition, member);
            if self.shares[member].len() as u32 == self.min_quota {
                turn -= 1;
                self.under.remove(turn);
                self.exactly.push_back(member);
            }
        }
    }

    fn give(&mut self, partition: Partition, member: usize) {
        self.shares[member].push(partition);
        let had_another = self.given_up.get(&partition).is_some_and(|had| *had != member);
        if had_another || self.owned.disputed.contains(&partition) {
            self.transferred.insert(partition, member);
        }
    }
}
