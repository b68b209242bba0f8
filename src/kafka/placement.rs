//! On which brokers the replicas of a new partition lie (`StripedReplicaPlacer`): as evenly as possible, in as many racks as
//! possible.
//!
//! Kafka begins at a broker and a rack drawn at random and shuffles after every round; here the round begins where the
//! caller says and is never shuffled, so that a first lesson looks the same on every seed.

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

/// The replicas of the partition with this number in the round, the preferred leader first. Fewer than asked for where
/// there are not enough brokers, none where nobody is alive.
pub fn place(brokers: &[UsableBroker], turn: u64, replicas: u32) -> Vec<BrokerId> {
    let mut racks: BTreeMap<Option<&Name>, [Vec<BrokerId>; 2]> = BTreeMap::new();
    for broker in brokers {
        racks.entry(broker.rack.as_ref()).or_default()[usize::from(broker.fenced)].push(broker.id);
    }
    // Each rack goes round its own brokers; those that are not alive come last.
    let racks: Vec<Vec<BrokerId>> = racks
        .into_values()
        .map(|[alive, fenced]| [round(&alive, turn), round(&fenced, turn)].concat())
        .collect();
    let alive = |id: &BrokerId| brokers.iter().any(|broker| broker.id == *id && !broker.fenced);
    let offset = (turn % racks.len().max(1) as u64) as usize;
    let in_turn = || (0..racks.len()).map(|n| (offset + n) % racks.len());
    let Some(first) = in_turn().find(|rack| racks[*rack].first().is_some_and(alive)) else {
        return Vec::new();
    };
    let mut taken = vec![0; racks.len()];
    let mut placed = vec![racks[first][0]];
    taken[first] = 1;
    // The rack of the leader is passed over once.
    let mut passed = false;
    while placed.len() < (replicas as usize).min(brokers.len()) {
        for rack in in_turn() {
            if rack == first && !passed {
                passed = true;
                continue;
            }
            if let Some(next) = racks[rack]
                .get(taken[rack])
                .filter(|_| placed.len() < replicas as usize)
            {
                placed.push(*next);
                taken[rack] += 1;
            }
        }
    }
    placed
}

/// The list from its `turn`-th entry on, and round to it again.
fn round(brokers: &[BrokerId], turn: u64) -> Vec<BrokerId> {
    let mut round = brokers.to_vec();
    if !round.is_empty() {
        let first = (turn % round.len() as u64) as usize;
        round.rotate_left(first);
    }
    round
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(brokers: &[(i32, &str, bool)], replicas: u32, expected: &[&[i32]]) {
        let usable: Vec<UsableBroker> = brokers
            .iter()
            .map(|(id, rack, fenced)| UsableBroker {
                id: BrokerId(*id),
                rack: Some(*rack).filter(|rack| !rack.is_empty()).map(Name::from),
                fenced: *fenced,
            })
            .collect();
        for (turn, expected) in (0..).zip(expected) {
            let placed: Vec<i32> = place(&usable, turn, replicas).iter().map(|id| id.0).collect();
            assert_eq!(placed, *expected, "turn {turn}");
        }
    }

    #[test]
    fn goes_round_the_brokers() {
        let three = [(1, "", false), (2, "", false), (3, "", false)];
        check(&three, 1, &[&[1], &[2], &[3], &[1]]);
        check(&three, 2, &[&[1, 2], &[2, 3], &[3, 1], &[1, 2]]);
        check(&three, 3, &[&[1, 2, 3], &[2, 3, 1], &[3, 1, 2]]);
    }

    #[test]
    fn spreads_over_racks() {
        let racks = [(1, "a", false), (2, "a", false), (3, "b", false), (4, "b", false)];
        check(&racks, 2, &[&[1, 3], &[4, 2], &[1, 3]]);
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
}
