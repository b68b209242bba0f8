//! What every assignor promises of any group, over random ones; what Kafka itself answers is in `oracle.rs`.

use partitura::kafka::assignor::{Assignment, Member, NAMES, TopicPartition, UserData, assign};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

type Topics = BTreeMap<Arc<str>, u32>;

fn name(kind: &str, number: usize) -> Arc<str> {
    format!("{kind}{number}").into()
}

fn topics() -> impl Strategy<Value = Topics> {
    prop::collection::vec(0..9u32, 1..5).prop_map(|counts| {
        counts
            .into_iter()
            .enumerate()
            .map(|(n, count)| (name("t", n), count))
            .collect()
    })
}

/// Members that have never been in a group; each subscribes to the topics of its bits, or all to the same.
fn members() -> impl Strategy<Value = Vec<Member>> {
    (prop::collection::vec(1..16u8, 1..8), any::<bool>()).prop_map(|(bits, same)| {
        let topics = |bits: u8| (0..4).filter(|n| bits & (1 << n) != 0).map(|n| name("t", n)).collect();
        let member = |(number, own): (usize, u8)| Member {
            id: name("m", number),
            instance_id: None,
            topics: topics(if same { bits[0] } else { own }),
            owned: Vec::new(),
            generation: -1,
            user_data: None,
        };
        bits.iter().copied().enumerate().map(member).collect()
    })
}

/// The members as they join the next time, having had this.
fn after(members: &[Member], had: &Assignment, generation: i32) -> Vec<Member> {
    let rejoining = |member: &Member| {
        let had = had.get(&member.id).cloned();
        Member {
            owned: had.clone().unwrap_or_default(),
            generation: if had.is_some() { generation } else { -1 },
            user_data: had.map(|partitions| UserData {
                partitions: Some(partitions),
                generation,
            }),
            ..member.clone()
        }
    };
    members.iter().map(rejoining).collect()
}

fn run(assignor: &str, topics: &Topics, members: &[Member]) -> Assignment {
    assign(assignor, topics, members).expect("the assignor exists")
}

fn all(assignment: &Assignment) -> Vec<&TopicPartition> {
    assignment.values().flatten().collect()
}

/// How far the largest share is from the smallest.
fn spread(assignment: &Assignment) -> usize {
    let sizes = || assignment.values().map(Vec::len);
    sizes().max().unwrap_or(0) - sizes().min().unwrap_or(0)
}

/// Every partition that somebody subscribes to has one owner, who does.
fn is_whole(topics: &Topics, members: &[Member], assignment: &Assignment) -> bool {
    let wanted = |topic: &Arc<str>| members.iter().any(|member| member.topics.contains(topic));
    let expected: usize = topics
        .iter()
        .filter(|(topic, _)| wanted(topic))
        .map(|(_, count)| *count as usize)
        .sum();
    let subscribes = |member: &Member| {
        assignment[&member.id]
            .iter()
            .all(|(topic, _)| member.topics.contains(topic))
    };
    let owned = all(assignment);
    owned.iter().collect::<BTreeSet<_>>().len() == owned.len()
        && owned.len() == expected
        && members.iter().all(subscribes)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn every_partition_has_one_owner_who_wants_it(topics in topics(), members in members()) {
        for assignor in NAMES {
            let assignment = run(assignor, &topics, &members);
            prop_assert!(is_whole(&topics, &members, &assignment), "{assignor}: {assignment:?}");
        }
    }

    #[test]
    fn the_order_of_members_carries_no_meaning(topics in topics(), members in members()) {
        let reversed: Vec<Member> = members.iter().rev().cloned().collect();
        for assignor in NAMES {
            prop_assert_eq!(run(assignor, &topics, &members), run(assignor, &topics, &reversed));
        }
    }

    #[test]
    fn sticky_is_never_less_even_than_range(topics in topics(), members in members()) {
        let range = spread(&run("range", &topics, &members));
        for assignor in ["sticky", "cooperative-sticky"] {
            prop_assert!(spread(&run(assignor, &topics, &members)) <= range.max(1), "{}", assignor);
        }
    }

    /// What moves is first taken and given to nobody. With one subscription for all, nothing is taken that its owner
    /// gets back, and two rebalances settle it; with several, what was freed may let more move.
    #[test]
    fn cooperative_takes_nothing_that_does_not_move(topics in topics(), members in members(), joined in any::<prop::sample::Index>()) {
        let assignor = "cooperative-sticky";
        let same = members.iter().all(|member| member.topics == members[0].topics);
        let mut held = run(assignor, &topics, &members[..1.max(joined.index(members.len()))]);
        let mut rebalances = 0;
        loop {
            let joining = after(&members, &held, rebalances);
            let given = run(assignor, &topics, &joining);
            let taken = |member: &Member| member.owned.iter().filter(|p| !given[&member.id].contains(p)).cloned().collect();
            let taken: Vec<TopicPartition> = joining.iter().flat_map(|member| -> Vec<TopicPartition> { taken(member) }).collect();
            prop_assert!(taken.iter().all(|partition| !all(&given).contains(&partition)), "hands changed at once: {taken:?}");
            if given == held {
                break;
            }
            let last = std::mem::replace(&mut held, given);
            rebalances += 1;
            prop_assert!(rebalances <= if same { 2 } else { 8 }, "{last:?} became {held:?}");
        }
        prop_assert!(is_whole(&topics, &members, &held), "{held:?}");
    }

    #[test]
    fn nothing_moves_when_nothing_changes(topics in topics(), members in members()) {
        for assignor in NAMES {
            let once = run(assignor, &topics, &members);
            prop_assert_eq!(run(assignor, &topics, &after(&members, &once, 1)), once);
        }
    }
}
