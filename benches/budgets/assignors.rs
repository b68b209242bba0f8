//! The assignors of both sides on a large group, and how many partitions each of them moves when one member leaves.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use partitura::kafka::assignor::{
    Assignment, Member, NAMES, UserData, assign,
    server::{self, ServerAssignor},
};

use crate::table::{Budget, Table, median};

const MEMBERS: usize = 1_000;
const TOPICS: usize = 10;
const PARTITIONS: u32 = 1_000;
const RUNS: usize = 5;

pub fn measure(table: &mut Table) {
    let topics: BTreeMap<Arc<str>, u32> = (0..TOPICS).map(|n| (format!("topic-{n}").into(), PARTITIONS)).collect();
    on_the_client(table, &topics);
    on_the_server(table, &topics);
}

fn id(number: usize) -> Arc<str> {
    format!("consumer-{number:04}").into()
}

fn on_the_client(table: &mut Table, topics: &BTreeMap<Arc<str>, u32>) {
    let names: Vec<Arc<str>> = topics.keys().cloned().collect();
    let member = |number: usize| Member {
        id: id(number),
        instance_id: None,
        topics: names.clone(),
        owned: Vec::new(),
        generation: -1,
        user_data: None,
    };
    let members: Vec<Member> = (0..MEMBERS).map(member).collect();
    for assignor in NAMES {
        let run = |members: &[Member]| assign(assignor, topics, members).unwrap_or_default();
        let had = run(&members);
        let left: Vec<Member> = members[1..].iter().map(|member| rejoining(member, &had)).collect();
        let moved = moved_partitions(&left, &had, &run(&left));
        add(table, assignor, || run(&left), moved);
    }
}

fn on_the_server(table: &mut Table, topics: &BTreeMap<Arc<str>, u32>) {
    let member = |number: usize| server::Member {
        id: id(number),
        instance_id: None,
        topics: topics.keys().cloned().collect(),
        target: Arc::default(),
    };
    let members: Vec<server::Member> = (0..MEMBERS).map(member).collect();
    for assignor in ServerAssignor::ALL {
        let had = server::assign(assignor, &members, topics);
        let staying = |member: &server::Member| server::Member {
            target: had[&member.id].clone(),
            ..member.clone()
        };
        let left: Vec<server::Member> = members[1..].iter().map(staying).collect();
        let run = || server::assign(assignor, &left, topics);
        let has = run();
        let new = |member: &server::Member| has[&member.id].difference(&member.target).count();
        let name = format!("server-side {}", assignor.name());
        add(table, &name, run, left.iter().map(new).sum());
    }
}

fn add<A>(table: &mut Table, name: &str, run: impl Fn() -> A, moved: usize) {
    let timed = |_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1e3
    };
    table.add(
        format!("native: {name}, 1,000 members, 10,000 partitions"),
        median((0..RUNS).map(timed).collect()),
        "ms",
        Budget::AtMost(50.0),
    );
    let moved_name = format!("native: {name}, moved when one member leaves");
    table.add(moved_name, moved as f64, "partitions", Budget::None);
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
