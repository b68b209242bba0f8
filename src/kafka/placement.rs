//! On which brokers the replicas of new partitions lie (`StripedReplicaPlacer`): as evenly as possible, in as many racks as
//! possible. After every round racks and brokers are shuffled, so that not always the same brokers stand together.
//!
//! Kafka begins at a broker and a rack drawn at random; here the first round begins where the caller says, so that a first
//! lesson looks the same on every seed.

use std::collections::BTreeMap;

use crate::kafka::ids::{BrokerId, Name};

/// A broker that replicas may lie on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsableBroker {
    pub id: BrokerId,
    /// `broker.rack`.
    pub rack: Option<Name>,
    /// Not alive: it can hold a replica, but not the first one.
    pub fenced: bool,
}

/// The replicas of so many new partitions, the preferred leader of each first. Fewer than asked for where there are not
/// enough brokers, none where nobody is alive. `begin` is where the first round begins; `draw` gives numbers below a bound.
pub fn place(
    brokers: &[UsableBroker],
    begin: u64,
    (partitions, replicas): (u32, u32),
    mut draw: impl FnMut(u64) -> u64,
) -> Vec<Vec<BrokerId>> {
    let mut racks = Racks::new(brokers, begin);
    let replicas = replicas.min(brokers.len() as u32);
    (0..partitions).map(|_| racks.place(replicas, &mut draw)).collect()
}

/// To draw with this shuffles nothing: every round is as the first one.
pub fn unshuffled(bound: u64) -> u64 {
    bound - 1
}

/// `StripedReplicaPlacer.RackList`.
struct Racks {
    racks: Vec<Rack>,
    alive: u64,
    /// The number of the placement in its round.
    epoch: u64,
    /// The rack that comes first.
    offset: u64,
}

/// A rack: who is not alive comes last.
#[derive(Default)]
struct Rack {
    alive: Round,
    fenced: Round,
}

/// Brokers that take turns (`StripedReplicaPlacer.BrokerList`).
#[derive(Default)]
struct Round {
    brokers: Vec<BrokerId>,
    /// How many came in this placement.
    index: u64,
    offset: u64,
    epoch: u64,
}

impl Racks {
    fn new(brokers: &[UsableBroker], begin: u64) -> Self {
        let mut racks: BTreeMap<Option<&Name>, Rack> = BTreeMap::new();
        for broker in brokers {
            let rack = racks.entry(broker.rack.as_ref()).or_default();
            let round = if broker.fenced {
                &mut rack.fenced
            } else {
                &mut rack.alive
            };
            round.brokers.push(broker.id);
        }
        let mut racks: Vec<Rack> = racks.into_values().collect();
        for round in racks.iter_mut().flat_map(|rack| [&mut rack.alive, &mut rack.fenced]) {
            round.offset = begin % round.size().max(1);
        }
        Racks {
            alive: brokers.iter().filter(|broker| !broker.fenced).count() as u64,
            epoch: 0,
            offset: begin % (racks.len() as u64).max(1),
            racks,
        }
    }

    fn place(&mut self, replicas: u32, draw: &mut impl FnMut(u64) -> u64) -> Vec<BrokerId> {
        if self.epoch == self.alive && self.alive > 1 {
            self.shuffle(draw);
            self.epoch = 0;
        }
        let epoch = self.epoch;
        let leader = self
            .in_turn()
            .find_map(|rack| Some((rack, self.racks[rack].alive.next(epoch)?)));
        let Some((first, leader)) = leader else {
            return Vec::new();
        };
        let mut placed = vec![leader];
        // The rack of the leader is passed over once.
        let mut passed = false;
        let turns = self.in_turn();
        for rack in turns.cycle() {
            if placed.len() as u32 >= replicas {
                break;
            }
            if rack == first && !passed {
                passed = true;
            } else {
                placed.extend(self.racks[rack].next(epoch));
            }
        }
        self.epoch += 1;
        self.offset += 1;
        placed
    }

    /// The places of the racks, beginning with the one whose turn it is.
    fn in_turn(&self) -> impl Iterator<Item = usize> + Clone + use<> {
        let (count, offset) = (self.racks.len(), self.offset);
        (0..count).map(move |n| (offset as usize + n) % count)
    }

    fn shuffle(&mut self, draw: &mut impl FnMut(u64) -> u64) {
        shuffle(&mut self.racks, draw);
        for rack in &mut self.racks {
            shuffle(&mut rack.alive.brokers, draw);
            shuffle(&mut rack.fenced.brokers, draw);
        }
    }
}

impl Rack {
    fn next(&mut self, epoch: u64) -> Option<BrokerId> {
        self.alive.next(epoch).or_else(|| self.fenced.next(epoch))
    }
}

impl Round {
    fn size(&self) -> u64 {
        self.brokers.len() as u64
    }

    fn next(&mut self, epoch: u64) -> Option<BrokerId> {
        if self.epoch != epoch {
            (self.epoch, self.index) = (epoch, 0);
            self.offset += 1;
        }
        if self.index >= self.size() {
            return None;
        }
        let place = (self.index + self.offset) % self.size();
        self.index += 1;
        self.brokers.get(place as usize).copied()
    }
}

/// `Collections.shuffle`.
fn shuffle<T>(list: &mut [T], draw: &mut impl FnMut(u64) -> u64) {
    for last in (1..list.len()).rev() {
        list.swap(last, draw(last as u64 + 1) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usable(brokers: &[(i32, &str, bool)]) -> Vec<UsableBroker> {
        let usable = |(id, rack, fenced): &(i32, &str, bool)| UsableBroker {
            id: BrokerId(*id),
            rack: Some(*rack).filter(|rack| !rack.is_empty()).map(Name::from),
            fenced: *fenced,
        };
        brokers.iter().map(usable).collect()
    }

    fn placed(brokers: &[(i32, &str, bool)], begin: u64, counts: (u32, u32)) -> Vec<Vec<i32>> {
        let mut state = begin;
        let draw = |bound| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % bound
        };
        let placed = place(&usable(brokers), begin, counts, draw);
        placed.iter().map(|ids| ids.iter().map(|id| id.0).collect()).collect()
    }

    fn check(brokers: &[(i32, &str, bool)], replicas: u32, expected: &[&[i32]]) {
        assert_eq!(placed(brokers, 0, (expected.len() as u32, replicas)), expected);
    }

    /// How often each of these comes.
    fn counts<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, u32> {
        let mut counts = BTreeMap::new();
        all.for_each(|it| *counts.entry(it).or_default() += 1);
        counts
    }

    #[test]
    fn goes_round_the_brokers() {
        let three = [(1, "", false), (2, "", false), (3, "", false)];
        check(&three, 1, &[&[1], &[2], &[3]]);
        check(&three, 2, &[&[1, 2], &[2, 3], &[3, 1]]);
        check(&three, 3, &[&[1, 2, 3], &[2, 3, 1], &[3, 1, 2]]);
    }

    #[test]
    fn spreads_over_racks() {
        let racks = [(1, "a", false), (2, "a", false), (3, "b", false), (4, "b", false)];
        check(&racks, 1, &[&[1], &[4], &[2], &[3]]);
        check(&racks, 2, &[&[1, 3], &[4, 2], &[1, 3], &[4, 2]]);
        check(&racks, 3, &[&[1, 3, 2], &[4, 2, 3]]);
    }

    #[test]
    fn who_is_not_alive_never_comes_first() {
        check(
            &[(1, "", true), (2, "", false), (3, "", false)],
            3,
            &[&[2, 3, 1], &[3, 2, 1]],
        );
        check(&[(1, "", true)], 1, &[&[]]);
    }

    #[test]
    fn more_replicas_than_brokers_are_as_many_as_there_are() {
        check(&[(1, "", false), (2, "", false)], 3, &[&[1, 2]]);
    }

    #[test]
    fn begins_where_it_is_told() {
        let three = [(1, "", false), (2, "", false), (3, "", false)];
        assert_eq!(placed(&three, 4, (3, 2)), [[2, 3], [3, 1], [1, 2]]);
    }

    /// `StripedReplicaPlacerTest.testRackListWithMultipleRacks`, begun at the first rack and broker.
    #[test]
    fn passes_over_the_rack_of_the_leader_once() {
        let racks = [
            (10, "1", false),
            (11, "1", false),
            (20, "2", true),
            (21, "2", false),
            (30, "3", false),
            (31, "3", false),
        ];
        check(&racks, 4, &[&[10, 21, 30, 11], &[21, 31, 11, 20], &[30, 10, 21, 31]]);
    }

    /// `StripedReplicaPlacerTest.testPlacementOnFencedReplicaOnSingleRack`.
    #[test]
    fn who_is_not_alive_comes_last_in_every_round() {
        let placed = placed(&[(1, "", true), (2, "", false), (3, "", false)], 0, (40, 3));
        let ends = counts(placed.iter().map(|replicas| replicas[2]));
        assert_eq!(ends, BTreeMap::from([(1, 40)]));
        assert_eq!(
            counts(placed.iter().map(|replicas| replicas[0])),
            BTreeMap::from([(2, 20), (3, 20)])
        );
    }

    /// `StripedReplicaPlacerTest.testMultiPartitionTopicPlacementOnSingleUnfencedBroker`.
    #[test]
    fn one_broker_has_everything() {
        assert_eq!(placed(&[(1, "", false), (2, "", true)], 0, (3, 1)), [[1], [1], [1]]);
    }

    /// `StripedReplicaPlacerTest.testEvenDistribution`: of 200 partitions every pair of brokers has between 11 and 22.
    #[test]
    fn after_many_rounds_every_broker_has_stood_beside_every_other() {
        let four = [(0, "", false), (1, "", false), (2, "", false), (3, "", false)];
        for begin in 0..10 {
            let placed = placed(&four, begin, (200, 2));
            let pairs = counts(placed.iter());
            assert_eq!(pairs.len(), 12);
            assert!(pairs.values().all(|count| (5..=30).contains(count)), "{pairs:?}");
            let leaders = counts(placed.iter().map(|replicas| replicas[0]));
            assert!(leaders.values().all(|count| *count == 50), "{leaders:?}");
        }
    }

    #[test]
    fn in_racks_too_everybody_leads_and_every_partition_is_in_two() {
        let racks = [(1, "a", false), (2, "a", false), (3, "b", false), (4, "b", false)];
        let placed = placed(&racks, 0, (400, 2));
        let of = |id: i32| racks.iter().find(|broker| broker.0 == id).map(|broker| broker.1);
        assert!(placed.iter().all(|replicas| of(replicas[0]) != of(replicas[1])));
        let leaders = counts(placed.iter().map(|replicas| replicas[0]));
        assert!(
            leaders.len() == 4 && leaders.values().all(|count| *count > 60),
            "{leaders:?}"
        );
    }
}
