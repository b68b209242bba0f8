//! The assignors on a large group, and how many partitions each of them moves when one member leaves.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use partitura::kafka::assignor::{Assignment, Member, NAMES, UserData, assign};

use crate::table::{Budget, Table, median};

const MEMBERS: usize = 1_000;
const TOPICS: usize = 10;
const PARTITIONS: u32 = 1_000;
const RUNS: usize = 5;

pub fn measure(table: &mut Table) {
    let topics: BTreeMap<Arc<str>, u32> = (0..TOPICS).map(|n| (format!("topic-{n}").into(), PARTITIONS)).collect();
    let names: Vec<Arc<str>> = topics.keys().cloned().collect();
    let member = |number: usize| Member {
        id: format!("consumer-{number:04}").into(),
        instance_id: None,
        topics: names.clone(),
        owned: Vec::new(),
        generation: -1,
        user_data: None,
    };
    let members: Vec<Member> = (0..MEMBERS).map(member).collect();
    for assignor in NAMES {
        let run = |members: &[Member]| assign(assignor, &topics, members).unwrap_or_default();
        let had = run(&members);
        let left: Vec<Member> = members[1..].iter().map(|member| rejoining(member, &had)).collect();
        let timed = |_| {
            let start = Instant::now();
            run(&left);
            start.elapsed().as_secs_f64() * 1e3
        };
        let took = median((0..RUNS).map(timed).collect());
        table.add(
            format!("native: {assignor}, 1,000 members, 10,000 partitions"),
            took,
            "ms",
            Budget::AtMost(50.0),
        );
        let moved = format!("native: {assignor}, moved when one member leaves");
        table.add(
            &moved,
            moved_partitions(&left, &had, &run(&left)) as f64,
            "partitions",
            Budget::None,
        );
    }
}

fn rejoining(member: &Member, had: &Assignment) -> Member {
    let partitions = had.get(&member.id).cloned().unwrap_or_default();
    Member {
        owned: partitions.clone(),
        generation: 1,
        user_data: Some(UserData {
            partitions: Some(partitions),
            generation: 1,
        }),
        ..member.clone()
    }
}

/// Partitions that are with a member now which did not have them.
fn moved_partitions(members: &[Member], had: &Assignment, has: &Assignment) -> usize {
    let new = |member: &Member| {
        has[&member.id]
            .iter()
            .filter(|partition| !had[&member.id].contains(partition))
            .count()
    };
    members.iter().map(new).sum()
}
