//! Members have different subscriptions (`GeneralAssignmentBuilder`): members keep what they have, the rest goes to who
//! has the least, and then partitions move one by one as long as that makes the assignment more even.

use std::collections::{BTreeMap, BTreeSet};

use super::movements::Movements;
use super::{Group, NO_GENERATION, Outcome, Owned, Partition, Place, Shares, take_one};

/// How much a member has, and which.
type Load = (usize, Place);

struct Builder<'a> {
    group: &'a Group,
    /// Who may have each topic, by its place.
    candidates: Vec<Vec<Place>>,
    shares: Shares,
    owner: BTreeMap<Partition, Place>,
    /// Members that take part, who has the least first.
    by_size: BTreeSet<Load>,
    /// Who had a partition in an older generation.
    previous: BTreeMap<Partition, Place>,
    movements: Movements,
    /// What was found since the last movement.
    balanced: Option<bool>,
}

pub(super) fn assign(group: &Group, owned: Owned) -> Outcome {
    let members = 0..group.claims.len();
    let subscribers = |topic| {
        members
            .clone()
            .filter(|member| group.subscribed[*member].contains(&topic))
            .collect()
    };
    let mut builder = Builder {
        group,
        candidates: (0..group.counts.len()).map(subscribers).collect(),
        previous: previous(group, owned.max_generation),
        shares: owned.by_member,
        owner: BTreeMap::new(),
        by_size: BTreeSet::new(),
        movements: Movements::default(),
        balanced: None,
    };
    let is_revoking = builder.drop_unsubscribed();
    let all = builder.all();
    let unassigned = super::without(all.iter().copied(), &builder.assigned());
    builder.by_size = members.map(|member| (builder.shares[member].len(), member)).collect();
    builder.balance(all, unassigned, is_revoking);
    Outcome {
        shares: builder.shares,
        transferred: None,
    }
}

/// The newest of the claims that are older than the newest generation (`prepopulateCurrentAssignments`).
fn previous(group: &Group, max_generation: i32) -> BTreeMap<Partition, Place> {
    let mut newest: BTreeMap<Partition, (Place, i32)> = BTreeMap::new();
    for (member, claim) in group.claims.iter().enumerate() {
        let generation = claim.generation.unwrap_or(NO_GENERATION);
        if generation < max_generation {
            for partition in &claim.partitions {
                let known = newest.entry(*partition).or_insert((member, generation));
                if known.1 < generation {
                    *known = (member, generation);
                }
            }
        }
    }
    newest
        .into_iter()
        .map(|(partition, (member, _))| (partition, member))
        .collect()
}

impl Builder<'_> {
    /// Takes from members what they no longer subscribe to, and says whether there was any.
    fn drop_unsubscribed(&mut self) -> bool {
        let mut is_revoking = false;
        for (share, subscribed) in self.shares.iter_mut().zip(&self.group.subscribed) {
            let before = share.len();
            share.retain(|(topic, _)| subscribed.contains(topic));
            is_revoking |= share.len() < before;
        }
        let owners = self.shares.iter().enumerate();
        self.owner = owners
            .flat_map(|(member, share)| share.iter().map(move |p| (*p, member)))
            .collect();
        is_revoking
    }

    /// All partitions, those of the topics with the fewest candidates first.
    fn all(&self) -> Vec<Partition> {
        let mut topics: Vec<usize> = (0..self.candidates.len()).collect();
        topics.sort_by_key(|topic| (self.candidates[*topic].len(), *topic));
        topics
            .into_iter()
            .flat_map(|topic| self.group.partitions(topic))
            .collect()
    }

    /// What members have, in the same order.
    fn assigned(&self) -> Vec<Partition> {
        let mut assigned: Vec<Partition> = self.shares.iter().flatten().copied().collect();
        assigned.sort_by_key(|(topic, partition)| (self.candidates[*topic].len(), *topic, *partition));
        assigned
    }

    fn balance(&mut self, mut all: Vec<Partition>, mut unassigned: Vec<Partition>, is_revoking: bool) {
        let is_new = self.by_size.last().is_none_or(|(size, _)| *size == 0);
        unassigned.iter().for_each(|partition| self.give_to_least(*partition));
        // Only what has several candidates can move, and only who can give or get something takes part.
        all.retain(|(topic, _)| self.is_movable(*topic));
        unassigned.retain(|(topic, _)| self.is_movable(*topic));
        let fixed: Vec<usize> = (0..self.shares.len())
            .filter(|member| !self.can_take_part(*member))
            .collect();
        for member in fixed {
            self.by_size.remove(&(self.shares[member].len(), member));
        }
        let before = self.shares.clone();
        if !is_revoking {
            self.reassign(&unassigned);
        }
        let has_moved = self.reassign(&all);
        if !is_new && has_moved && self.score(&before) <= self.score(&self.shares) {
            self.shares = before;
        }
    }

    fn give_to_least(&mut self, partition: Partition) {
        let subscribes = |(_, member): &&Load| self.group.subscribed[*member].contains(&partition.0);
        let Some((size, member)) = self.by_size.iter().find(subscribes).copied() else {
            return;
        };
        self.by_size.remove(&(size, member));
        self.shares[member].push(partition);
        self.owner.insert(partition, member);
        self.by_size.insert((size + 1, member));
    }

    fn is_movable(&self, topic: usize) -> bool {
        2 <= self.candidates[topic].len()
    }

    fn most(&self, member: usize) -> usize {
        self.group.subscribed[member]
            .iter()
            .map(|topic| self.group.counts[*topic] as usize)
            .sum()
    }

    fn can_take_part(&self, member: usize) -> bool {
        let share = &self.shares[member];
        share.len() < self.most(member) || share.iter().any(|(topic, _)| self.is_movable(*topic))
    }

    fn takes_part(&self, member: usize) -> bool {
        self.by_size.contains(&(self.shares[member].len(), member))
    }

    /// Moves partitions until nothing gets better, and says whether any moved (`performReassignments`).
    fn reassign(&mut self, partitions: &[Partition]) -> bool {
        let mut has_moved = false;
        loop {
            let mut again = false;
            for partition in partitions {
                if self.is_balanced() {
                    break;
                }
                if let Some(to) = self.better(*partition) {
                    self.hand_over(*partition, to);
                    again = true;
                }
            }
            if !again {
                return has_moved;
            }
            has_moved = true;
        }
    }

    /// Who should rather have a partition: who had it before, or else who has the least.
    fn better(&self, partition: Partition) -> Option<usize> {
        let size = |member: usize| self.shares[member].len();
        let owner = self.owner.get(&partition).copied()?;
        let is_better = |member: &usize| self.takes_part(*member) && size(*member) + 1 < size(owner);
        let previous = self.previous.get(&partition).copied().filter(is_better);
        let least = || {
            let candidates = &self.candidates[partition.0];
            candidates.iter().any(is_better).then_some(())?;
            let subscribes = |(_, member): &&Load| self.group.subscribed[*member].contains(&partition.0);
            self.by_size.iter().find(subscribes).map(|(_, member)| *member)
        };
        previous.or_else(least)
    }

    fn hand_over(&mut self, partition: Partition, to: usize) {
        let Some(from) = self.owner.get(&partition).copied() else {
            return;
        };
        let partition = self.movements.instead_of(partition, from, to);
        let from = self.owner.get(&partition).copied().unwrap_or(from);
        for member in [from, to] {
            self.by_size.remove(&(self.shares[member].len(), member));
        }
        self.movements.moved(partition, from, to);
        take_one(&mut self.shares[from], partition);
        self.shares[to].push(partition);
        self.owner.insert(partition, to);
        for member in [from, to] {
            self.by_size.insert((self.shares[member].len(), member));
        }
        self.balanced = None;
    }

    /// Can nobody get a partition from somebody who has at least two more? (`isBalanced`)
    fn is_balanced(&mut self) -> bool {
        if let Some(known) = self.balanced {
            return known;
        }
        let found = self.look_for_balance();
        self.balanced = Some(found);
        found
    }

    fn look_for_balance(&self) -> bool {
        let (Some((least, _)), Some((most, _))) = (self.by_size.first(), self.by_size.last()) else {
            return true;
        };
        if *most <= least + 1 {
            return true;
        }
        // The largest share that has a partition of each topic.
        let mut largest = vec![0; self.candidates.len()];
        for (size, member) in &self.by_size {
            for (topic, _) in &self.shares[*member] {
                largest[*topic] = largest[*topic].max(*size);
            }
        }
        let could_get = |(size, member): &Load| {
            *size != self.most(*member)
                && self.group.subscribed[*member]
                    .iter()
                    .any(|topic| size + 1 < largest[*topic])
        };
        !self.by_size.iter().any(could_get)
    }

    /// How uneven an assignment is among those that take part: the sum of all differences.
    fn score(&self, shares: &Shares) -> usize {
        let part: Vec<usize> = self.by_size.iter().map(|(_, member)| shares[*member].len()).collect();
        let pairs = part
            .iter()
            .enumerate()
            .flat_map(|(place, size)| part[place + 1..].iter().map(move |other| (size, other)));
        pairs.map(|(size, other)| size.abs_diff(*other)).sum()
    }
}
