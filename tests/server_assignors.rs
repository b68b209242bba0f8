//! What every server-side assignor promises of any group, over random ones; what Kafka itself answers is in `oracle.rs`.

use partitura::kafka::{
    assignor::server::{Assignment, Member, ServerAssignor, assign},
    ids::{Name, PartitionSet, TopicPartition},
};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

type Topics = BTreeMap<Name, u32>;

/// Those that give each partition to one member.
const EXCLUSIVE: [ServerAssignor; 2] = [ServerAssignor::Uniform, ServerAssignor::Range];

fn name(kind: &str, number: usize) -> Name {
    format!("{kind}{number}").into()
}

fn topics() -> impl Strategy<Value = Topics> {
    prop::collection::vec(0..20u32, 1..5).prop_map(|counts| (0..).map(|number| name("t", number)).zip(counts).collect())
}

/// Members without an assignment; each subscribes to the topics of its bits (some of which may not exist), or all to
/// the same.
fn members() -> impl Strategy<Value = Vec<Member>> {
    let kinds = prop::collection::vec((0..16u8, any::<bool>()), 1..8);
    (kinds, any::<bool>()).prop_map(|(kinds, same)| {
        let topics = |bits: u8| (0..4).filter(|n| bits & (1 << n) != 0).map(|n| name("t", n)).collect();
        let member = |(number, (own, is_static)): (usize, (u8, bool))| Member {
            id: name("m", number),
            instance_id: is_static.then(|| name("i", 10 - number)),
            topics: topics(if same { kinds[0].0 } else { own }),
            target: Arc::default(),
        };
        kinds.iter().copied().enumerate().map(member).collect()
    })
}

/// The members when this has become the group's target assignment.
fn after(members: &[Member], target: &Assignment) -> Vec<Member> {
    let with_target = |member: &Member| Member {
        target: target.get(&member.id).cloned().unwrap_or_default(),
        ..member.clone()
    };
    members.iter().map(with_target).collect()
}

fn has_one_subscription(members: &[Member]) -> bool {
    members.iter().all(|member| member.topics == members[0].topics)
}

fn partitions_of(names: &BTreeSet<Name>, topics: &Topics) -> PartitionSet {
    let subscribed = topics.iter().filter(|(topic, _)| names.contains(*topic));
    subscribed
        .flat_map(|(topic, &count)| (0..count).map(|partition| TopicPartition::new(topic, partition)))
        .collect()
}

/// Every partition that somebody subscribes to has one owner, who does, and every member is told something.
fn is_whole(topics: &Topics, members: &[Member], assignment: &Assignment) -> bool {
    let names = members
        .iter()
        .flat_map(|member| member.topics.iter().cloned())
        .collect();
    let owned: Vec<&TopicPartition> = assignment.values().flat_map(|share| share.iter()).collect();
    let subscribes = |member: &Member| {
        assignment[&member.id]
            .iter()
            .all(|tp| member.topics.contains(&tp.topic))
    };
    owned.iter().copied().cloned().collect::<PartitionSet>() == partitions_of(&names, topics)
        && owned.len() == partitions_of(&names, topics).len()
        && assignment.len() == members.len()
        && members.iter().all(subscribes)
}

/// How far the largest share is from the smallest.
fn spread(assignment: &Assignment) -> usize {
    let sizes = || assignment.values().map(|share| share.len());
    sizes().max().unwrap_or(0) - sizes().min().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    /// Members with a number that both groups have stay, with what they had; the others leave and join.
    #[test]
    fn every_partition_has_one_owner_who_wants_it_whatever_was_before(
        before in members(), members in members(), had in topics(), topics in topics(),
    ) {
        for assignor in EXCLUSIVE {
            let members = after(&members, &assign(assignor, &before, &had));
            let assignment = assign(assignor, &members, &topics);
            prop_assert!(is_whole(&topics, &members, &assignment), "{assignor:?}: {assignment:?}");
        }
    }

    #[test]
    fn uniform_is_even_where_all_have_one_subscription(
        before in members(), members in members(), had in topics(), topics in topics(),
    ) {
        let members = after(&members, &assign(ServerAssignor::Uniform, &before, &had));
        let assignment = assign(ServerAssignor::Uniform, &members, &topics);
        prop_assert!(!has_one_subscription(&members) || spread(&assignment) <= 1, "{assignment:?}");
    }

    #[test]
    fn nothing_moves_when_nothing_changes(members in members(), topics in topics()) {
        for assignor in ServerAssignor::ALL {
            let once = assign(assignor, &members, &topics);
            prop_assert_eq!(assign(assignor, &after(&members, &once), &topics), once);
        }
    }

    /// With one subscription for all and members in the same order, nobody gives up anything to who stays.
    #[test]
    fn uniform_gives_what_the_last_member_had_to_the_others(members in members(), topics in topics()) {
        prop_assume!(has_one_subscription(&members) && 1 < members.len());
        let had = assign(ServerAssignor::Uniform, &members, &topics);
        let stayed = &after(&members, &had)[..members.len() - 1];
        let has = assign(ServerAssignor::Uniform, stayed, &topics);
        prop_assert!(stayed.iter().all(|member| member.target.is_subset(&has[&member.id])), "{had:?} became {has:?}");
    }

    #[test]
    fn range_and_simple_do_not_look_at_the_order_of_members(members in members(), topics in topics()) {
        let reversed: Vec<Member> = members.iter().rev().cloned().collect();
        for assignor in [ServerAssignor::Range, ServerAssignor::Simple] {
            prop_assert_eq!(assign(assignor, &members, &topics), assign(assignor, &reversed, &topics));
        }
    }

    #[test]
    fn simple_gives_every_member_all_of_its_topics(members in members(), topics in topics()) {
        let assignment = assign(ServerAssignor::Simple, &members, &topics);
        for member in &members {
            prop_assert_eq!(&*assignment[&member.id], &partitions_of(&member.topics, &topics));
        }
    }
}

#[test]
fn a_group_without_members_has_no_assignment() {
    for assignor in ServerAssignor::ALL {
        assert_eq!(
            assign(assignor, &[], &Topics::from([(name("t", 0), 3)])),
            Assignment::new()
        );
    }
}
