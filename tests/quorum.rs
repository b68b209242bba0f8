//! The quorum of controllers: what a majority has is kept, what no majority has comes to nothing, and a voter that was
//! away catches up.

use std::collections::BTreeSet;

use partitura::{
    kafka::{error::KafkaError, ids::BrokerId},
    node::{
        api::{Message, Request, Response},
        context::{Envelope, NodeId},
        event::Fact,
        quorum::Voter,
    },
    scenario::{Document, Session},
};
use serde_json::{Value, json};

fn session(brokers: u32, commands: &[Value]) -> Session {
    let config = json!({"replica.lag.time.max.ms": 1000});
    let cluster = json!({"brokers": brokers, "config": config, "network": {"latency_ms": 5}});
    let document = json!({"partitura": 1, "cluster": cluster, "commands": commands});
    let document = Document::from_json(&document.to_string()).expect("a good document");
    Session::new(document).expect("a session")
}

fn voter(session: &Session, id: i32) -> &Voter {
    let mut controllers = session.world().controllers();
    let (_, controller) = controllers.find(|(found, _)| *found == BrokerId(id)).expect("a voter");
    controller.voter()
}

/// The voters' logs end alike, and all of it is committed.
fn agree(session: &Session, voters: &[i32]) {
    let first = voter(session, voters[0]);
    for id in voters {
        let own = voter(session, *id);
        assert_eq!(own.log().end(), first.log().end(), "controller {id}");
        assert_eq!(own.high_watermark(), own.log().end().offset, "controller {id}");
        assert_eq!(own.newest(), first.newest(), "controller {id}");
    }
}

fn told(session: &Session, is_meant: impl Fn(&Fact) -> bool) -> Vec<u64> {
    let events = session.events(0..u64::MAX);
    events
        .iter()
        .filter(|event| is_meant(&event.fact))
        .map(|event| event.at)
        .collect()
}

#[test]
fn what_no_majority_has_comes_to_nothing() {
    // Broker 1 leads, and runs the active controller: cut off, the two of them agree that the others have fallen behind.
    let mut session = session(
        3,
        &[
            json!({"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1, "replication_factor": 3,
                   "config": {"min.insync.replicas": 1}}),
            json!({"at": 0, "do": "add_producer", "producer": "shop", "config": {"acks": "all"}}),
            // Broker 1 has it just before it is cut off, and nobody else does.
            json!({"at": 9_975, "do": "send", "producer": "shop", "topic": "orders", "value": "lost"}),
            json!({"at": 10_000, "do": "cut_broker", "broker": 1}),
            json!({"at": 60_000, "do": "heal_broker", "broker": 1}),
        ],
    );
    session.run(12_600);
    let cut = voter(&session, 1);
    assert!(
        cut.high_watermark() < cut.log().end().offset,
        "it has decided something"
    );
    let lost = cut.log().end();
    session.run(17_400);
    let others = voter(&session, 2).high_watermark();
    assert!(others >= lost.offset, "the others have gone on without it");
    assert!(!voter(&session, 1).is_active(), "it has noticed");
    session.run(60_000);
    agree(&session, &[1, 2, 3]);
    assert!(voter(&session, 1).log().end().epoch > lost.epoch);
    let shrunk = told(
        &session,
        |fact| matches!(fact, Fact::IsrChanged { isr, .. } if *isr == [1]),
    );
    assert!(shrunk.is_empty(), "nobody was told: {shrunk:?}");
}

#[test]
fn a_controller_that_has_noticed_refuses_everything_at_once() {
    let mut session = session(
        3,
        &[
            json!({"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3, "replication_factor": 3}),
            json!({"at": 0, "do": "add_producer", "producer": "shop"}),
            json!({"at": 9_975, "do": "send", "producer": "shop", "topic": "orders", "count": 3}),
            json!({"at": 10_000, "do": "cut_broker", "broker": 1}),
            json!({"at": 30_000, "do": "heal_broker", "broker": 1}),
        ],
    );
    session.run(15_000);
    let cut = voter(&session, 1);
    assert!(!cut.is_active() && cut.high_watermark() < cut.log().end().offset);
    let (mut asked, mut refused) = (BTreeSet::new(), BTreeSet::new());
    let mut world = session.world().clone();
    let (broker, controller) = (NodeId::Broker(BrokerId(1)), NodeId::Controller(BrokerId(1)));
    while world.step(29_500) {
        let between = |from: &NodeId, to: &NodeId| {
            let under_way = world.under_way().map(|it| it.envelope.clone());
            let meant = under_way.filter(|it| it.from == *from && it.to == *to);
            meant.collect::<Vec<_>>()
        };
        let of_quorum = |it: &Envelope| matches!(it.message, Message::Request(Request::Quorum(_)));
        let questions = between(&broker, &controller);
        asked.extend(questions.iter().filter(|it| !of_quorum(it)).map(|it| it.correlation));
        let is_refusal = |it: &Envelope| {
            let error = KafkaError::NotController;
            matches!(&it.message, Message::Response(Response::Refused { error: said, .. }) if *said == error)
        };
        let answers = between(&controller, &broker);
        refused.extend(answers.iter().filter(|it| is_refusal(it)).map(|it| it.correlation));
    }
    assert!(asked.len() > 2, "broker 1 turns to the controller beside it: {asked:?}");
    assert!(asked.is_subset(&refused), "asked {asked:?}, refused {refused:?}");
}

#[test]
fn who_was_away_for_long_begins_with_a_snapshot() {
    let mut commands = vec![json!({"at": 5000, "do": "stop_broker", "broker": 3, "clean": false})];
    for n in 0..75 {
        commands.push(json!({"at": 10_000 + n, "do": "create_topic", "topic": "brief", "partitions": 1}));
        commands.push(json!({"at": 10_000 + n, "do": "delete_topic", "topic": "brief"}));
    }
    commands.push(json!({"at": 11_000, "do": "create_topic", "topic": "orders", "partitions": 1}));
    commands.push(json!({"at": 20_000, "do": "start_broker", "broker": 3}));
    let mut session = session(3, &commands);
    session.run(15_000);
    let away = voter(&session, 3).log().end().offset;
    assert!(away < voter(&session, 1).log().start(), "what it lacks is not kept");
    session.run(15_000);
    agree(&session, &[1, 2, 3]);
    let broker = session.world().broker(BrokerId(3)).expect("the broker");
    assert!(broker.image.topics.contains_key("orders"));
}

#[test]
fn the_next_controller_has_what_the_last_one_decided() {
    for clean in [true, false] {
        let mut session = session(
            3,
            &[
                json!({"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3, "replication_factor": 3}),
                json!({"at": 5000, "do": "stop_broker", "broker": 1, "clean": clean}),
                json!({"at": 30_000, "do": "create_topic", "topic": "bills", "partitions": 1, "replication_factor": 2}),
                json!({"at": 40_000, "do": "start_broker", "broker": 1}),
            ],
        );
        session.run(35_000);
        let active = session.world().active_controller();
        assert!(matches!(active, Some(BrokerId(2 | 3))), "{active:?}");
        let elected = told(&session, |fact| matches!(fact, Fact::ControllerElected { .. }));
        assert!(matches!(elected[..], [at] if at < 10_000), "elected at {elected:?}");
        let image = session.world().image().expect("an image");
        let topics: Vec<&str> = image.topics.keys().map(|name| &**name).collect();
        assert_eq!(topics, ["bills", "orders"]);
        session.run(30_000);
        agree(&session, &[1, 2, 3]);
        assert_eq!(session.world().active_controller(), active, "nobody disturbs it");
    }
}

#[test]
fn a_controller_that_is_stopped_votes_for_its_successor_before_it_ends() {
    let mut session = session(3, &[json!({"at": 5000, "do": "stop_broker", "broker": 1})]);
    session.run(60_000);
    let stopped = told(&session, |fact| matches!(fact, Fact::BrokerStopped { .. }));
    let elected = told(&session, |fact| matches!(fact, Fact::ControllerElected { .. }));
    // One way each: that the epoch ends, that another begins, the fetch that has all of it; and there and back votes
    // before votes, votes, and a fetch of the first entry.
    assert_eq!(elected[0] - stopped[0], 9 * 5, "{stopped:?}, {elected:?}");
    assert!(!session.world().controller_runs(BrokerId(1)));
}

#[test]
fn a_controller_that_finds_no_successor_ends_after_five_seconds() {
    let stop = |broker: u32, clean: bool| json!({"at": 5000, "do": "stop_broker", "broker": broker, "clean": clean});
    let start = |at: u64| json!({"at": at, "do": "start_broker", "broker": 1});
    let commands = [stop(2, false), stop(3, false), stop(1, true)];
    // Nobody is there to let it go: it takes the time of `CONTROLLED_SHUTDOWN_MS` as well.
    let stopped_at = 305_000;
    let mut session = session(
        3,
        &[&commands[..], &[start(stopped_at + 4000), start(stopped_at + 6000)]].concat(),
    );
    session.run(stopped_at + 4900);
    assert!(session.world().is_off(BrokerId(1)) && session.world().is_stopping(BrokerId(1)));
    session.run(200);
    assert!(!session.world().is_stopping(BrokerId(1)));
    session.run(1000);
    assert!(
        !session.world().is_off(BrokerId(1)),
        "the second start found its disk unlocked"
    );
    let refused = told(&session, |fact| matches!(fact, Fact::CommandRefused { .. }));
    assert_eq!(refused, [stopped_at + 4000]);
}

#[test]
fn a_voter_that_was_cut_off_does_not_disturb_the_leader() {
    let mut session = session(
        3,
        &[
            json!({"at": 5000, "do": "cut_broker", "broker": 3}),
            json!({"at": 60_000, "do": "heal_broker", "broker": 3}),
        ],
    );
    session.run(90_000);
    let elected = told(&session, |fact| matches!(fact, Fact::ControllerElected { .. }));
    assert!(elected.is_empty(), "{elected:?}");
    assert_eq!(session.world().active_controller(), Some(BrokerId(1)));
    agree(&session, &[1, 2, 3]);
}

#[test]
fn the_only_voter_leads_again_at_once() {
    let mut session = session(
        1,
        &[
            json!({"at": 5000, "do": "stop_broker", "broker": 1, "clean": false}),
            json!({"at": 20_000, "do": "start_broker", "broker": 1}),
        ],
    );
    session.run(20_100);
    assert_eq!(session.world().active_controller(), Some(BrokerId(1)));
}

#[test]
fn entries_are_told_in_kafkas_words() {
    let mut session = session(
        3,
        &[
            json!({"at": 0, "do": "create_topic", "topic": "orders", "partitions": 2, "replication_factor": 2}),
            json!({"at": 1000, "do": "alter_config", "topic": "orders", "config": {"retention.ms": 1000}}),
            json!({"at": 2000, "do": "add_producer", "producer": "shop"}),
            json!({"at": 5000, "do": "stop_broker", "broker": 3, "clean": false}),
            json!({"at": 20_000, "do": "start_broker", "broker": 3}),
            json!({"at": 40_000, "do": "delete_topic", "topic": "orders"}),
            json!({"at": 41_000, "do": "stop_broker", "broker": 1}),
        ],
    );
    session.run(60_000);
    let entries = voter(&session, 2).log().newest(1000);
    let said = entries
        .iter()
        .flat_map(|(_, _, records)| records)
        .map(ToString::to_string);
    // Of Kafka's own topic there are fifty partitions.
    let said: Vec<String> = said.filter(|record| !record.contains("__consumer_offsets")).collect();
    let expected = include_str!("quorum/entries.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write("tests/quorum/entries.txt", said.join("\n") + "\n").expect("written");
        return;
    }
    assert_eq!(said, expected.lines().collect::<Vec<_>>());
}
