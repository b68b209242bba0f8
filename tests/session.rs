//! A session as the page drives it: run, seek, step, one more command at any moment.

use partitura::scenario::{Command, Document, Session, limits};

/// Commands at exact times, one of them twice in the same millisecond.
const LESSON: &str = r#"{"partitura": 1, "cluster": {"config": {"group.initial.rebalance.delay.ms": 0}}, "commands": [
    {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 2},
    {"at": 0, "do": "add_producer", "producer": "shop"},
    {"at": 1000, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]},
    {"at": 5000, "do": "send", "producer": "shop", "topic": "orders", "value": "first"},
    {"at": 5000, "do": "send", "producer": "shop", "topic": "orders", "value": "second"},
    {"at": 9000, "do": "crash_consumer", "consumer": "c1"}
]}"#;

fn lesson() -> Session {
    session(LESSON)
}

fn session(json: &str) -> Session {
    let document = Document::from_json(json).expect("a good document");
    Session::new(document).expect("a document that makes sense")
}

fn command(json: &str) -> Command {
    Command::from_json(json).expect("a good command")
}

fn note(text: &str) -> Command {
    command(&format!(r#"{{"do": "note", "text": "{text}"}}"#))
}

fn fingerprint(session: &Session) -> u64 {
    session.world().story().fingerprint()
}

fn commands(session: &Session) -> Vec<(u64, &str)> {
    let commands = session.document().commands.iter();
    commands.map(|timed| (timed.at, timed.command.name())).collect()
}

#[test]
fn a_moment_has_seen_the_commands_up_to_it_and_no_later_one() {
    for (moment, upcoming) in [
        (0, 4),
        (1, 4),
        (999, 4),
        (1000, 3),
        (4999, 3),
        (5000, 1),
        (8999, 1),
        (9000, 0),
    ] {
        let mut run = lesson();
        run.run(moment);
        let mut sought = lesson();
        sought.seek(20_000);
        sought.seek(moment);
        let mut there_and_back = lesson();
        there_and_back.seek(moment);
        there_and_back.seek(0);
        there_and_back.seek(moment);
        for session in [&run, &sought, &there_and_back] {
            assert_eq!(session.now_ms(), moment);
            assert_eq!(session.upcoming().len(), upcoming, "at {moment}");
            assert!(session.world() == run.world(), "another world at {moment}");
        }
    }
}

#[test]
fn a_command_in_the_past_keeps_the_later_ones() {
    let mut session = lesson();
    session.run(12_000);
    session.seek(5000);
    session.command(note("here")).expect("a good command");
    let expected = [
        (0, "create_topic"),
        (0, "add_producer"),
        (1000, "add_consumer"),
        (5000, "send"),
        (5000, "send"),
        (5000, "note"),
        (9000, "crash_consumer"),
    ];
    assert_eq!(commands(&session), expected);
    assert_eq!(session.upcoming().len(), 1);
    session.run(7000);
    let mut replayed = Session::new(session.document().clone()).expect("a good document");
    replayed.run(12_000);
    assert_eq!(fingerprint(&session), fingerprint(&replayed));
    assert!(session.world() == replayed.world());
}

#[test]
fn a_command_that_makes_no_sense_changes_nothing() {
    let mut session = lesson();
    session.run(6000);
    let (document, world) = (session.document().clone(), session.world().clone());
    for (json, reason) in [
        (
            r#"{"do": "crash_consumer", "consumer": "c7"}"#,
            "commands[5].consumer: no consumer `c7` has been added before this command (did you mean `c1`?)",
        ),
        (
            r#"{"do": "add_producer", "producer": "shop"}"#,
            "commands[5].producer: a producer `shop` has been added already; restart it, or choose another name",
        ),
    ] {
        let error = session.command(command(json)).expect_err("it makes no sense");
        assert_eq!(error.to_string(), reason);
        assert_eq!(*session.document(), document);
        assert!(*session.world() == world);
    }
}

#[test]
fn a_command_before_what_needs_its_absence_is_refused() {
    let mut session = lesson();
    session.run(500);
    let early = command(r#"{"do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]}"#);
    let error = session.command(early).expect_err("the later one would be the second");
    assert!(
        error.to_string().starts_with("commands[3].consumer: a consumer `c1`"),
        "{error}"
    );
    assert_eq!(session.document().commands.len(), 6);
}

#[test]
fn a_step_goes_to_the_next_thing_that_is_told() {
    let mut session = lesson();
    let mut straight = lesson();
    straight.run(20_000);
    let mut times: Vec<u64> = straight
        .events(0..straight.told())
        .iter()
        .map(|event| event.at)
        .collect();
    times.dedup();
    times.retain(|at| 0 < *at && *at <= 15_000);
    for at in &times {
        assert!(session.step());
        assert_eq!(session.now_ms(), *at);
    }
    for at in times.iter().rev().skip(1) {
        assert_eq!(session.previous_event_ms(), *at);
        session.seek(*at);
    }
    assert_eq!(session.previous_event_ms(), 0);
}

#[test]
fn a_step_ends_where_nothing_happens() {
    let mut nothing = session(r#"{"partitura": 1, "commands": []}"#);
    assert!(!nothing.step());
    assert_eq!((nothing.now_ms(), nothing.previous_event_ms()), (0, 0));
    // The way back leads past checkpoints of the silence.
    nothing.seek(50_000);
    nothing.seek(10_000);
    assert_eq!(nothing.now_ms(), 10_000);
    let mut idle = lesson();
    idle.seek(100_000);
    idle.step();
    assert!(idle.now_ms() >= 100_000);
}

#[test]
fn the_end_is_the_furthest_moment_or_the_last_command() {
    let mut session = lesson();
    assert_eq!(session.end_ms(), 9000);
    session.run(4000);
    assert_eq!(session.end_ms(), 9000);
    session.seek(30_000);
    assert_eq!(session.end_ms(), 30_000);
    session.seek(2000);
    assert_eq!(session.end_ms(), 30_000);
    // With a new command in the past, what was further is no longer known.
    session.command(note("here")).expect("a good command");
    assert_eq!(session.end_ms(), 9000);
}

#[test]
fn no_session_goes_beyond_the_last_moment_of_a_command() {
    let mut nothing = session(r#"{"partitura": 1, "commands": []}"#);
    for _ in 0..2 {
        nothing.seek(u64::MAX);
        assert_eq!(nothing.now_ms(), limits::TIME_MS);
        nothing.run(u64::MAX);
        assert_eq!(nothing.now_ms(), limits::TIME_MS);
        nothing.command(note("the end")).expect("a good command");
    }
}

#[test]
fn what_was_told_beyond_now_stays_known_until_the_past_changes() {
    let mut session = lesson();
    session.run(15_000);
    let (whole, events) = (session.told(), session.events(0..u64::MAX));
    assert_eq!(whole, events.len() as u64);
    session.seek(3000);
    assert_eq!(session.told(), whole);
    assert!(session.world().story().told() < whole);
    assert_eq!(
        session.events(0..u64::MAX),
        events[..session.world().story().told() as usize]
    );
    session.run(2000);
    assert_eq!(session.told(), whole, "running again tells the same");
    session.command(note("here")).expect("a good command");
    assert_eq!(session.told(), session.world().story().told());
}

#[test]
fn a_long_session_keeps_few_enough_checkpoints_and_every_moment() {
    let json = r#"{"partitura": 1, "pace": "realistic", "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "assign": [{"topic": "orders", "partition": 0}]},
        {"at": 10, "do": "start_sending", "producer": "shop", "topic": "orders", "every_ms": 20, "value": "order {n}"}
    ]}"#;
    let mut straight = session(json);
    let mut jumping = session(json);
    jumping.run(60_000);
    for moment in [59_999, 31, 30_000, 12_345, 12_346, 60_000] {
        jumping.seek(moment);
        straight.seek(moment);
        assert_eq!(jumping.now_ms(), moment);
        let mut fresh = session(json);
        fresh.run(moment);
        assert!(*jumping.world() == *fresh.world(), "another world at {moment}");
        assert!(*straight.world() == *fresh.world(), "another world at {moment}");
        let (told, until) = (fresh.events(0..u64::MAX), fresh.told());
        for from in [0, until / 3, until.saturating_sub(100)] {
            let there = jumping.events(from..until);
            assert!(
                there == told[from as usize..],
                "another story from event {from} at {moment}"
            );
        }
        assert_eq!(jumping.previous_event_ms(), fresh.previous_event_ms());
    }
}
