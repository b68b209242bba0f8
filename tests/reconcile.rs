//! What reconciliation promises of a whole group, whatever comes in which order; what Kafka itself answers is in
//! `oracle.rs`.

use partitura::kafka::{
    ids::{MemberEpoch, Name, PartitionSet, TopicPartition},
    reconcile::{CurrentAssignment, MemberState, next},
};
use proptest::prelude::*;

const MEMBERS: usize = 3;
const PARTITIONS: usize = 8;

/// A group as its coordinator sees it, and the clients of its members.
struct Group {
    epoch: MemberEpoch,
    targets: Vec<PartitionSet>,
    members: Vec<CurrentAssignment>,
    clients: Vec<Client>,
}

/// What a client was told to have, and what it owns; it is slow to do what it is told.
#[derive(Clone, Default)]
struct Client {
    told: PartitionSet,
    owned: PartitionSet,
}

/// What a heartbeat says of the partitions that its client owns.
#[derive(Clone, Copy, Debug)]
enum Says {
    Nothing,
    /// It has not yet done what it was told.
    Before,
    /// It has given up and taken what it was told.
    After,
}

#[derive(Clone, Debug)]
enum Step {
    /// The owner of each partition, of a new target assignment.
    Target(Vec<usize>),
    Heartbeat(usize, Says),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let says = prop_oneof![Just(Says::Nothing), Just(Says::Before), Just(Says::After)];
    let step = prop_oneof![
        // Nobody has what has an owner beyond the members.
        1 => prop::collection::vec(0..=MEMBERS, PARTITIONS).prop_map(Step::Target),
        6 => (0..MEMBERS, says).prop_map(|(member, says)| Step::Heartbeat(member, says)),
    ];
    prop::collection::vec(step, 1..80)
}

impl Group {
    fn new() -> Group {
        Group {
            epoch: MemberEpoch(0),
            targets: vec![PartitionSet::new(); MEMBERS],
            members: vec![CurrentAssignment::default(); MEMBERS],
            clients: vec![Client::default(); MEMBERS],
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Target(owners) => {
                self.epoch = MemberEpoch(self.epoch.0 + 1);
                let of = |member| owners.iter().zip(0..).filter(move |(owner, _)| **owner == member);
                let topic: Name = "t".into();
                let share = |member| {
                    of(member)
                        .map(|(_, number)| TopicPartition::new(&topic, number))
                        .collect()
                };
                self.targets = (0..MEMBERS).map(share).collect();
            }
            Step::Heartbeat(member, says) => self.heartbeat(*member, *says),
        }
    }

    fn heartbeat(&mut self, member: usize, says: Says) {
        let client = &mut self.clients[member];
        if let Says::After = says {
            client.owned = client.told.clone();
        }
        let owned = match says {
            Says::Nothing => None,
            Says::Before | Says::After => Some(client.owned.clone()),
        };
        let is_free = |tp: &TopicPartition| !self.members.iter().any(|member| has(member, tp));
        let stepped = next(
            &self.members[member],
            self.epoch,
            &self.targets[member],
            owned.as_ref(),
            is_free,
        );
        self.clients[member].told = stepped.assigned.clone();
        self.members[member] = stepped;
    }
}

fn has(member: &CurrentAssignment, tp: &TopicPartition) -> bool {
    member.assigned.contains(tp) || member.pending_revocation.contains(tp)
}

/// What nobody else may be given.
fn holds(member: &CurrentAssignment) -> PartitionSet {
    &member.assigned | &member.pending_revocation
}

/// Whether no partition is in two of these.
fn disjoint(sets: &[PartitionSet]) -> bool {
    let all: PartitionSet = sets.iter().flatten().cloned().collect();
    all.len() == sets.iter().map(PartitionSet::len).sum::<usize>()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_partition_is_with_two_members(steps in steps()) {
        let mut group = Group::new();
        for step in &steps {
            group.take(step);
            let held: Vec<PartitionSet> = group.members.iter().map(holds).collect();
            let owned: Vec<PartitionSet> = group.clients.iter().map(|client| client.owned.clone()).collect();
            prop_assert!(disjoint(&held), "the coordinator gave one twice: {held:?}");
            prop_assert!(disjoint(&owned), "two clients own one: {owned:?}");
        }
    }

    /// Clients own no more than the coordinator believes.
    #[test]
    fn a_client_owns_nothing_that_is_free(steps in steps()) {
        let mut group = Group::new();
        for step in &steps {
            group.take(step);
            for (member, client) in group.members.iter().zip(&group.clients) {
                prop_assert!(client.owned.is_subset(&holds(member)), "{:?} owned, of {member:?}", client.owned);
            }
        }
    }

    #[test]
    fn everybody_has_the_target_in_the_end(steps in steps()) {
        let mut group = Group::new();
        steps.iter().for_each(|step| group.take(step));
        // One round to give up, one to go over, one to be given what others gave up.
        for _ in 0..3 {
            (0..MEMBERS).for_each(|member| group.heartbeat(member, Says::After));
        }
        for (member, target) in group.members.iter().zip(&group.targets) {
            prop_assert_eq!(member.state, MemberState::Stable);
            prop_assert_eq!((&member.assigned, member.epoch), (target, group.epoch));
        }
    }

    #[test]
    fn a_stable_member_stays_as_it_is_until_there_is_a_new_target(steps in steps()) {
        let mut group = Group::new();
        for step in &steps {
            let before = group.members.clone();
            group.take(step);
            for (before, after) in before.iter().zip(&group.members) {
                let had_all = before.state == MemberState::Stable && before.epoch == group.epoch;
                prop_assert!(!had_all || before == after, "{before:?} became {after:?}");
            }
        }
    }
}
