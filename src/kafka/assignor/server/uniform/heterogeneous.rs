//! Members have different subscriptions (`UniformHeterogeneousAssignmentBuilder`): members keep what they had, the rest
//! of each topic goes to its least loaded subscribers, and then each topic's partitions move from the most loaded
//! subscribers to the least loaded, over and over, until nothing gets better.

use std::collections::BTreeMap;

use super::{Group, Partition, Place, balancer::Balancer};

/// How often all topics are balanced at most. Each time about halves what is uneven.
const MAX_ITERATION_COUNT: u32 = 16;

struct Builder<'a> {
    group: &'a mut Group,
    /// How many partitions each member has.
    sizes: Vec<i64>,
}

pub(super) fn assign(group: &mut Group) {
    let mut topics = by_partitions_per_subscriber(group);
    let sizes = group.held.iter().map(|held| held.len() as i64).collect();
    let mut builder = Builder { group, sizes };
    for topic in &topics {
        builder.assign_rest(*topic);
    }
    topics.retain(|topic| 2 <= builder.group.subscribers[*topic].len());
    builder.balance(&topics);
}

/// The subscribed topics: those with the most partitions for each subscriber first; of the same, those with fewer
/// subscribers; of the same, by name.
fn by_partitions_per_subscriber(group: &Group) -> Vec<Place> {
    let subscribers = |topic: &Place| group.subscribers[*topic].len() as u64;
    let partitions = |topic: &Place| group.owners[*topic].len() as u64;
    let mut topics: Vec<Place> = (0..group.owners.len()).filter(|topic| 0 < subscribers(topic)).collect();
    topics.sort_by(|a, b| {
        // Partitions for each subscriber, without fractions.
        let ratio = (partitions(b) * subscribers(a)).cmp(&(partitions(a) * subscribers(b)));
        ratio.then_with(|| subscribers(a).cmp(&subscribers(b)))
    });
    topics
}

impl Builder<'_> {
    /// Gives the topic's partitions that nobody has to its least loaded subscribers.
    fn assign_rest(&mut self, topic: Place) {
        let mut balancer = Balancer::new(&self.group.subscribers[topic], &self.sizes);
        for number in 0..self.group.owners[topic].len() {
            if self.group.owners[topic][number].is_none() {
                let least = balancer.next_least_loaded(&self.sizes);
                self.give((topic, number as u32), least);
            }
        }
    }

    /// Balances topic after topic until a whole round of them changed nothing.
    fn balance(&mut self, topics: &[Place]) {
        let mut last_changed = None;
        for _ in 0..MAX_ITERATION_COUNT {
            for topic in topics {
                if last_changed == Some(topic) {
                    return;
                }
                if self.balance_topic(*topic) || last_changed.is_none() {
                    last_changed = Some(topic);
                }
            }
        }
    }

    /// Moves the topic's partitions from its most loaded subscribers to the least loaded, and says whether any moved.
    fn balance_topic(&mut self, topic: Place) -> bool {
        let subscribers = &self.group.subscribers[topic];
        let loads = || subscribers.iter().map(|member| self.sizes[*member]);
        if loads().max() <= loads().min().map(|least| least + 1) {
            return false;
        }
        let mut balancer = Balancer::new(subscribers, &self.sizes);
        let mut movable = self.by_owner(topic);
        let mut has_moved = false;
        while let Some(number) = self.take_from_most_loaded(&mut balancer, &mut movable) {
            let least = balancer.next_least_loaded(&self.sizes);
            if balancer.is_balanced() {
                break;
            }
            self.give((topic, number), least);
            has_moved = true;
        }
        has_moved
    }

    /// The topic's partitions of each member. What a member is given while they move is not among them.
    fn by_owner(&self, topic: Place) -> BTreeMap<Place, Vec<u32>> {
        let mut by_owner: BTreeMap<Place, Vec<u32>> = BTreeMap::new();
        for (owner, number) in self.group.owners[topic].iter().zip(0..) {
            if let Some(owner) = owner {
                by_owner.entry(*owner).or_default().push(number);
            }
        }
        by_owner
    }

    /// The last partition of the most loaded member that has any of this topic.
    fn take_from_most_loaded(&self, balancer: &mut Balancer, movable: &mut BTreeMap<Place, Vec<u32>>) -> Option<u32> {
        loop {
            let member = balancer.next_most_loaded(&self.sizes)?;
            match movable.get_mut(&member).and_then(Vec::pop) {
                Some(number) => return Some(number),
                None => balancer.exclude_most_loaded(),
            }
        }
    }

    fn give(&mut self, partition: Partition, member: Place) {
        let (topic, number) = partition;
        if let Some(owner) = self.group.owners[topic][number as usize] {
            self.sizes[owner] -= 1;
        }
        self.group.give(partition, member);
        self.sizes[member] += 1;
    }
}
