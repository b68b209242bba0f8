//! A minute of faults drawn from the seed: what is drawn, that it ends, and that a link plays the very same.

use partitura::{
    scenario::{Command, Document, History, Session, Timed, chaos, link},
    view::{self, report::Wanted},
};

/// A cluster at work, with this seed.
fn document(seed: u64, brokers: u32) -> Document {
    let factor = brokers.min(3);
    let json = format!(
        r#"{{"partitura": 1, "seed": {seed}, "cluster": {{"brokers": {brokers}}}, "commands": [
        {{"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3, "replication_factor": {factor}}},
        {{"at": 0, "do": "add_producer", "producer": "shop", "config": {{"request.timeout.ms": 4000}}}},
        {{"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]}},
        {{"at": 0, "do": "add_consumer", "consumer": "c2", "group": "billing", "topics": ["orders"]}},
        {{"at": 500, "do": "start_sending", "producer": "shop", "topic": "orders", "every_ms": 700, "key": "{{1..7}}"}}
    ]}}"#
    );
    Document::from_json(&json).expect("a good document")
}

fn at(ms: u64, document: &Document) -> History {
    let mut history = History::new(document).expect("a document that makes sense");
    history.session_mut().seek(ms);
    history
}

fn drawn(history: &History) -> Vec<Timed> {
    chaos::plan(history.session()).expect("commands that name what there is")
}

fn fingerprint(session: &Session) -> String {
    view::report(session, Wanted::default()).fingerprint
}

#[test]
fn the_seed_and_the_moment_draw_the_faults() {
    let faults = drawn(&at(5_000, &document(1, 3)));
    assert_eq!(faults, drawn(&at(5_000, &document(1, 3))), "the same again");
    assert_ne!(faults, drawn(&at(5_000, &document(2, 3))), "another seed");
    let later = drawn(&at(6_000, &document(1, 3)));
    let commands = |plan: &[Timed]| plan.iter().map(|timed| timed.command.clone()).collect::<Vec<Command>>();
    assert_ne!(commands(&faults), commands(&later), "another moment");
}

#[test]
fn every_fault_is_within_a_minute_and_ends() {
    for seed in 0..60 {
        let brokers = 1 + (seed % 4) as u32;
        let mut history = at(5_000, &document(seed, brokers));
        let plan = drawn(&history);
        let faults = plan.iter().filter(|timed| chaos::is_fault(&timed.command)).count();
        assert!((4..=24).contains(&faults), "seed {seed}: {faults} faults");
        assert_eq!(plan[0].at, 5_000, "the first one is seen at once");
        assert!(plan.is_sorted_by_key(|timed| timed.at));
        assert!(plan.iter().all(|timed| timed.at <= 5_000 + chaos::LENGTH_MS));
        history.schedule(plan.clone()).expect("what was drawn can be played");
        history.session_mut().run(chaos::LENGTH_MS + 30_000);
        let world = history.session().world();
        for broker in world.brokers() {
            let linked = world.cut_links(broker.id).next().is_none();
            let whole = !world.is_off(broker.id) && !world.is_cut(broker.id) && linked;
            assert!(
                whole && world.slow_ways(broker.id).next().is_none(),
                "seed {seed}: B{} in {plan:#?}",
                broker.id.0
            );
        }
        assert!(world.consumers().all(|consumer| consumer.is_alive()), "seed {seed}");
    }
}

#[test]
fn a_link_plays_the_same_faults() {
    let mut history = at(5_000, &document(7, 3));
    let plan = drawn(&history);
    history.schedule(plan).expect("what was drawn can be played");
    history.session_mut().run(40_000);
    let payload = link::encode(&history.document()).expect("a link");
    let mut opened = Session::new(link::decode(&payload).expect("a good link")).expect("a good document");
    opened.seek(45_000);
    assert_eq!(fingerprint(&opened), fingerprint(history.session()));
}

#[test]
fn the_faults_to_come_are_one_deed() {
    let mut history = at(5_000, &document(7, 3));
    let before = history.document();
    let plan = drawn(&history);
    history.schedule(plan.clone()).expect("what was drawn can be played");
    assert_eq!(history.session().now_ms(), 5_000);
    assert!(!history.session().upcoming().is_empty(), "most of it is to come");
    history.session_mut().run(3_000);
    history.undo();
    assert_eq!((history.document(), history.session().now_ms()), (before, 8_000));
    history.redo();
    let kept = |timed: &Timed| history.document().commands.contains(timed);
    assert!(plan.iter().all(kept), "all of it is back");
}

#[test]
fn faults_are_to_come_until_the_last_command_that_begins_or_ends_one() {
    for seed in 0..60 {
        let mut history = at(5_000, &document(seed, 3));
        let plan = drawn(&history);
        let last = plan.last().expect("there are faults").at;
        history.schedule(plan).expect("what was drawn can be played");
        for (now_ms, expected) in [(5_000, true), (last - 1, true), (last, false)] {
            history.session_mut().seek(now_ms);
            assert_eq!(
                chaos::is_to_come(history.session()),
                expected,
                "seed {seed} at {now_ms}"
            );
        }
    }
}
