//! Sheets of a group and of a member: the coordinator's side of the matter.

use crate::{
    kafka::{
        ids::{Name, TopicPartition},
        java,
    },
    node::{
        api::GroupState,
        event::Fact,
        group::{Group, Kind, MemberInfo, Modern},
        image::OFFSETS_TOPIC,
    },
    scenario::Session,
    view::{
        ownership::Ownership,
        shares,
        stage::Text,
        thing::{Piece, Row, States, Thing},
    },
    world::World,
};

/// How many changes of state are told.
const CHANGES: usize = 8;
/// How far back they are looked for.
const REACH: usize = 5_000;

fn find<'a>(world: &'a World, name: &Text) -> Option<(i32, &'a Group)> {
    world
        .groups()
        .find(|(_, group, _)| *group == name)
        .map(|(broker, _, group)| (broker.0, group))
}

pub(super) fn group(session: &Session, name: &Text) -> Option<(Vec<Row>, States)> {
    let world = session.world();
    world.group_names().iter().find(|known| *known == name)?;
    let found = find(world, name);
    let mut rows = vec![Row::list("coordinator", coordinator(world, name))];
    let Some((_, group)) = found else {
        return Some((
            rows,
            States {
                protocol: "classic",
                now: world.group_state(name).map_or("—", GroupState::name).into(),
                history: history(session, name),
                ownership: Ownership::of(world, name),
            },
        ));
    };
    rows.push(Row::new(
        counted(group),
        vec![Piece::Number(group.epoch().max(0).into())],
    ));
    if let Some(assignor) = group.assignor() {
        rows.push(Row::new("assignor", vec![Piece::text(assignor)]));
        let line = match group.protocol() {
            "share" => vec![vec![Piece::word("said-all-to-all")]],
            _ => arithmetic(world, group),
        };
        rows.push(Row::list("arithmetic", line));
    }
    rows.push(Row::list(
        "members",
        group
            .members()
            .map(|(id, member)| member_line(name, group, id, member))
            .collect(),
    ));
    let offsets = group.offsets.iter().map(|(tp, committed)| {
        vec![
            Piece::partition(&tp.topic, tp.partition),
            Piece::text(" "),
            Piece::Said("said-committed-at", vec![("offset", committed.offset.0.into())]),
        ]
    });
    match group.protocol() {
        "share" => rows.push(Row::list("shared", shared(world, name))),
        _ => rows.push(Row::list("committed", offsets.collect())),
    }
    let states = States {
        protocol: group.protocol(),
        now: group.state().name().into(),
        history: history(session, name),
        ownership: Ownership::of(world, name),
    };
    Some((rows, states))
}

/// How far a share group is in each partition.
fn shared(world: &World, name: &Text) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    for (_, tp, state) in shares::of_group(world, name) {
        let partition = Piece::partition(&tp.topic, tp.partition);
        lines.push(vec![partition, Piece::text(" "), super::shared(world, tp, state)]);
    }
    lines
}

/// Which broker, and the arithmetic that leads to it.
fn coordinator(world: &World, name: &Text) -> Vec<Vec<Piece>> {
    let Some(image) = world.image() else { return Vec::new() };
    let partitions = image.offsets_partitions().max(1);
    let partition = java::coordinator_partition(name, partitions);
    let said = vec![
        ("group", name.into()),
        ("hash", i64::from(java::hash_code(name)).into()),
        ("partitions", i64::from(partitions).into()),
        ("partition", i64::from(partition).into()),
    ];
    let mut lines = Vec::new();
    if let Some(broker) = image.coordinator(partition) {
        let log = Piece::partition(&OFFSETS_TOPIC.into(), partition);
        lines.push(vec![Piece::broker(broker.0), Piece::text(" · "), log]);
    }
    lines.push(vec![Piece::Said("said-coordinator", said)]);
    lines
}

/// What the assignor divides, topic by topic.
fn arithmetic(world: &World, group: &Group) -> Vec<Vec<Piece>> {
    let mut topics: Vec<&Name> = group.members().flat_map(|(_, member)| member.topics).collect();
    topics.sort();
    topics.dedup();
    if group.assignor().is_some_and(|assignor| &**assignor != "range") {
        let count = |topic: &&Name| Some(world.image()?.topics.get(*topic)?.partitions.len() as i64);
        let partitions: i64 = topics.iter().filter_map(count).sum();
        let members = group.members().count().max(1) as i64;
        let said = vec![
            ("partitions", partitions.into()),
            ("members", members.into()),
            ("each", (partitions / members).into()),
            ("rest", (partitions % members).into()),
        ];
        return vec![vec![Piece::Said("said-shared", said)]];
    }
    let line = |topic: &&Name| {
        let partitions = world.image()?.topics.get(*topic)?.partitions.len() as i64;
        let members = group
            .members()
            .filter(|(_, member)| member.topics.contains(topic))
            .count() as i64;
        let said = vec![
            ("topic", (*topic).into()),
            ("partitions", partitions.into()),
            ("members", members.into()),
            ("each", (partitions / members.max(1)).into()),
            ("rest", (partitions % members.max(1)).into()),
        ];
        Some(vec![Piece::Said("said-range", said)])
    };
    topics.iter().filter_map(line).collect()
}

fn member_line(name: &Text, group: &Group, id: &Name, member: MemberInfo) -> Vec<Piece> {
    let thing = Thing::Member {
        group: name.clone(),
        consumer: member.client_id.clone(),
    };
    let mut line = vec![Piece::Link(thing, member.client_id.clone()), Piece::text(" · ")];
    for tp in &member.assignment {
        line.extend([Piece::partition(&tp.topic, tp.partition), Piece::text(" ")]);
    }
    if member.assignment.is_empty() {
        line.push(Piece::word("none"));
    }
    if group.leader() == Some(id) {
        line.extend([Piece::text(" · "), Piece::word("said-leader")]);
    }
    line
}

/// The changes of state, as the events tell them.
fn history(session: &Session, name: &Text) -> Vec<(u64, &'static str, i32)> {
    let events = session.world().story().newest();
    let mut changes: Vec<(u64, &'static str, i32)> = Vec::new();
    for event in events.iter().rev().take(REACH) {
        let change = match &event.fact {
            Fact::RebalanceStarted { group, generation, .. } if group == name => ("PreparingRebalance", *generation),
            Fact::GenerationStarted { group, generation, .. } if group == name => ("CompletingRebalance", *generation),
            Fact::AssignmentMade { group, generation, .. } if group == name => ("Stable", *generation),
            Fact::GroupEpochBumped { group, epoch, .. } if group == name => ("Assigning", *epoch),
            Fact::TargetAssigned { group, epoch, .. } if group == name => ("Reconciling", *epoch),
            Fact::GroupStable { group, epoch } if group == name => ("Stable", *epoch),
            Fact::GroupEmpty { group, generation } if group == name => ("Empty", *generation),
            Fact::ShareGroupEmpty { group } if group == name => ("Empty", 0),
            Fact::GroupDeleted { group } if group == name => ("Dead", 0),
            _ => continue,
        };
        changes.push((event.at, change.0, change.1));
        if changes.len() == CHANGES {
            break;
        }
    }
    changes.reverse();
    changes
}

pub(super) fn member(world: &World, group: &Text, consumer: &Text) -> Option<Vec<Row>> {
    world.consumer(consumer)?;
    let (broker, known) = find(world, group).map_or((None, None), |(broker, group)| (Some(broker), Some(group)));
    let member = known.and_then(|known| known.members().find(|(_, member)| member.client_id == consumer));
    let mut rows = vec![
        Row::new("consumer", vec![Piece::consumer(consumer)]),
        Row::new("group", vec![Piece::group(group)]),
    ];
    rows.extend(broker.map(|broker| Row::new("coordinator", vec![Piece::broker(broker)])));
    let (Some(known), Some((id, member))) = (known, member) else {
        rows.push(Row::new("member", vec![Piece::word("said-not-a-member")]));
        return Some(rows);
    };
    let alive = world.consumer(consumer).is_some_and(|consumer| consumer.is_alive());
    let role = match (known.leader() == Some(id), alive, known.protocol()) {
        (_, false, _) => "said-not-missed-yet",
        (true, ..) => "said-leads",
        (false, _, "classic") => "said-follows",
        _ => "said-told",
    };
    let assignment = member
        .assignment
        .iter()
        .map(|tp| vec![Piece::partition(&tp.topic, tp.partition)]);
    rows.extend([
        Row::new("role", vec![Piece::word(role)]),
        Row::new("member-id", vec![Piece::Text(id.clone())]),
        Row::list("assignment", assignment.collect()),
    ]);
    if let Kind::Consumer(modern) = &known.kind {
        rows.extend(progress(modern, id));
    }
    if member.assignment.is_empty() {
        rows.push(Row::list("arithmetic", arithmetic(world, known)));
    }
    let protocols: Vec<&str> = member.protocols.iter().map(|protocol| &*protocol.name).collect();
    rows.extend([Row::new(
        "subscribes",
        member
            .topics
            .iter()
            .flat_map(|topic| [Piece::topic(topic), Piece::text(" ")])
            .collect(),
    )]);
    rows.extend(
        member
            .session_timeout_ms
            .map(|ms| Row::new("session-timeout", vec![Piece::Ms(ms)])),
    );
    if known.protocol() != "share" {
        rows.extend([
            Row::new("protocols", vec![Piece::text(&protocols.join(", "))]),
            Row::new("rebalance-timeout", vec![Piece::Ms(member.rebalance_timeout_ms)]),
        ]);
    }
    Some(rows)
}

fn counted(group: &Group) -> &'static str {
    match group.protocol() {
        "classic" => "generation",
        _ => "group-epoch",
    }
}

/// How far a member of the `consumer` protocol is with what the coordinator wants of it.
fn progress(group: &Modern, id: &Name) -> Vec<Row> {
    let Some(member) = group.members.get(id) else {
        return Vec::new();
    };
    let list = |label, partitions: &mut dyn Iterator<Item = &TopicPartition>| {
        let mut line = Vec::new();
        for tp in partitions {
            line.extend([Piece::partition(&tp.topic, tp.partition), Piece::text(" ")]);
        }
        (!line.is_empty()).then(|| Row::new(label, line))
    };
    let epoch = Piece::Number(member.current.epoch.0.max(0).into());
    let mut rows = vec![Row::new("member-epoch", vec![epoch])];
    rows.extend(list("target", &mut group.target_of(id).iter()));
    rows.extend(list("to-revoke", &mut member.current.pending_revocation.iter()));
    rows.extend(list("awaited", &mut group.awaited(id).iter()));
    rows
}
