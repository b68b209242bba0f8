//! What the inspector tells: sheets of every kind of thing, and the moments between two stages of a consumer's loop.

use partitura::{
    node::event::{Fact, TransactionFact},
    scenario::{Document, Session, lessons},
    view::{
        self,
        stage::{Choice, InTransaction, RecordId, RecordSheet, Standing, Written},
        thing::{Extra, Given, LogEntry, Piece, Point, Quorum, Sheet, Thing},
    },
};

fn play(json: &str, until: u64) -> Session {
    let document = Document::from_json(json).expect("a document");
    let mut session = Session::new(document).expect("a session");
    session.run(until);
    session
}

/// A topic of three partitions, keyed records, and a group of two with a slow handler.
fn billing(until: u64) -> Session {
    play(
        r#"{"partitura": 1, "seed": 7, "commands": [
            {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3},
            {"at": 0, "do": "add_producer", "producer": "shop", "config": {"metadata.max.age.ms": "1000"}},
            {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"], "commit": "after",
             "processing_ms": 300, "config": {"auto.offset.reset": "earliest"}},
            {"at": 0, "do": "add_consumer", "consumer": "c2", "group": "billing", "topics": ["orders"], "commit": "after",
             "processing_ms": 300, "config": {"auto.offset.reset": "earliest"}},
            {"at": 8000, "do": "send", "producer": "shop", "topic": "orders", "key": "user-{1..5}", "value": "{n}", "count": 10}
        ]}"#,
        until,
    )
}

fn record(partition: u32, offset: i64) -> RecordId {
    RecordId {
        topic: "orders".into(),
        partition,
        offset,
    }
}

/// The text of a row, as far as it needs no language.
fn row(sheet: &Sheet, label: &str) -> String {
    let row = sheet.rows.iter().find(|row| row.label == label);
    let lines = &row
        .unwrap_or_else(|| panic!("there is no row {label} in {sheet:#?}"))
        .lines;
    let given = |given: &Given| match given {
        Given::Number(number) => number.to_string(),
        Given::Text(text) => text.to_string(),
    };
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) | Piece::Link(_, text) => text.to_string(),
        Piece::Number(number) => number.to_string(),
        Piece::Moment(ms) | Piece::Ms(ms) | Piece::Bytes(ms) => ms.to_string(),
        Piece::Said(id, args) => {
            let args: Vec<String> = args
                .iter()
                .map(|(name, value)| format!("{name}={}", given(value)))
                .collect();
            format!("[{id} {}]", args.join(" "))
        }
    };
    let line = |line: &Vec<Piece>| line.iter().map(piece).collect::<String>();
    lines.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn sheet(session: &Session, thing: Thing) -> Sheet {
    view::sheet(session, &thing).unwrap_or_else(|| panic!("there is no {thing:?}"))
}

#[test]
fn the_log_tells_of_batches_partitions_topics_and_brokers() {
    let session = billing(10_000);
    let batch = sheet(&session, Thing::Batch(record(2, 0)));
    assert_eq!(row(&batch, "producer"), "shop");
    assert!(row(&batch, "size").contains("header=61"), "{}", row(&batch, "size"));
    let partition = sheet(
        &session,
        Thing::Partition {
            topic: "orders".into(),
            partition: 2,
        },
    );
    assert_eq!(
        (row(&partition, "log-start"), row(&partition, "leader")),
        ("0".into(), "B1".into())
    );
    assert!(row(&partition, "high-watermark").ends_with("[said-watermark-alone ]"));
    assert!(
        row(&partition, "readers").contains("billing"),
        "{}",
        row(&partition, "readers")
    );
    let topic = sheet(&session, Thing::Topic("orders".into()));
    assert!(row(&topic, "partitions").starts_with("orders-0 · B1"));
    let broker = sheet(&session, Thing::Broker(1));
    assert_eq!(row(&broker, "leads"), "orders-0 orders-1 orders-2 ");
    assert_eq!(row(&broker, "coordinates"), "billing · Stable");
}

#[test]
fn what_compressing_made_of_a_batch_is_told_where_it_is_compressed() {
    let compressed = |compression: &str| {
        let json = format!(
            r#"{{"partitura": 1, "seed": 7, "commands": [
                {{"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1}},
                {{"at": 0, "do": "add_producer", "producer": "shop", "config":
                 {{"compression.type": "{compression}", "compression.gzip.level": "9", "linger.ms": "100"}}}},
                {{"at": 1000, "do": "send", "producer": "shop", "topic": "orders", "value": "order {{n}} of the day", "count": 50}}
            ]}}"#
        );
        play(&json, 5000)
    };
    let session = compressed("zstd");
    let said = row(&sheet(&session, Thing::Batch(record(0, 0))), "compression");
    let (rest, bytes) = said.trim_end_matches(']').rsplit_once(" bytes=").expect("bytes");
    assert_eq!(rest, "[said-compressed codec=zstd uncompressed=1352");
    assert_eq!(
        row(&sheet(&session, Thing::Producer("shop".into())), "compression"),
        said
    );
    let size = row(&sheet(&session, Thing::Batch(record(0, 0))), "size");
    assert_eq!(size, format!("[said-batch-size bytes={bytes} header=61]"));
    let report = view::report(&session, view::report::Wanted::default());
    assert_eq!(report.topics[0].partitions[0].size_bytes.to_string(), bytes);
    assert_eq!(report.inert, [""; 0]);
    let sheet_of_record = view::record(&session, &record(0, 7)).and_then(|sheet| sheet.compressed);
    assert_eq!(sheet_of_record.map(|compressed| compressed.uncompressed), Some(1352));
    let session = compressed("none");
    let batch = sheet(&session, Thing::Batch(record(0, 0)));
    assert!(batch.rows.iter().all(|row| row.label != "compression"));
}

#[test]
fn a_partition_tells_where_it_lies_and_what_is_on_its_way() {
    let document = r#"{"partitura": 1, "cluster": {"brokers": 3}, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1, "replication_factor": 2},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 1000, "do": "send", "producer": "shop", "topic": "orders", "value": "v", "count": 2},
        {"at": 5000, "do": "reassign_partitions", "topic": "orders", "replicas": [2, 3]}
    ]}"#;
    let mut session = play(document, 5_001);
    let thing = || Thing::Partition {
        topic: "orders".into(),
        partition: 0,
    };
    let moving = sheet(&session, thing());
    let replicas = "B2 · [said-in-sync ]; B3 · [said-out-of-sync behind=2]; B1 · [said-leading ]";
    assert_eq!(row(&moving, "replicas"), replicas);
    assert_eq!(row(&moving, "reassignment"), "B3 · [said-comes ]; B1 · [said-goes ]");
    assert_eq!(moving.extra, Extra::Placed { moves: true });
    session.run(5_000);
    let moved = sheet(&session, thing());
    assert_eq!(row(&moved, "replicas"), "B2 · [said-leading ]; B3 · [said-in-sync ]");
    assert_eq!(moved.extra, Extra::Placed { moves: false });
}

#[test]
fn what_an_idempotent_producer_numbers_is_told() {
    let session = billing(10_000);
    let numbered = |offset| view::record(&session, &record(2, offset)).and_then(|sheet| sheet.numbers);
    let last = numbered(1).expect("the record has a number");
    assert_eq!((last.producer_id, last.producer_epoch, last.sequence), (0, 0, 1));
    let batch = sheet(&session, Thing::Batch(record(2, 0)));
    let (offsets, numbers) = (row(&batch, "offsets"), row(&batch, "numbered"));
    let last = offsets.split('–').next_back().expect("a last offset");
    assert_eq!(
        numbers,
        format!("[said-numbered-batch id=0 epoch=0 sequence=0 last={last}]")
    );
    let producer = sheet(&session, Thing::Producer("shop".into()));
    assert_eq!(row(&producer, "producer-id"), "[said-producer-id id=0 epoch=0]");
}

#[test]
fn a_group_tells_its_states_its_coordinator_and_its_arithmetic() {
    let session = billing(10_000);
    let group = sheet(&session, Thing::Group("billing".into()));
    // |-109829509| mod 50, which tests/scenarios/coordinator.txt knows too.
    let coordinator =
        "B1 · __consumer_offsets-9; [said-coordinator group=billing hash=-109829509 partitions=50 partition=9]";
    assert_eq!(row(&group, "coordinator"), coordinator);
    let arithmetic = "[said-range topic=orders partitions=3 members=2 each=1 rest=1]";
    assert_eq!(row(&group, "arithmetic"), arithmetic);
    let Extra::States(states) = &group.extra else {
        panic!("a group has states")
    };
    let way: Vec<&str> = states.history.iter().map(|(_, state, _)| *state).collect();
    assert_eq!(
        (&*states.now, way.as_slice()),
        ("Stable", &["PreparingRebalance", "CompletingRebalance", "Stable"][..])
    );
    let member = Thing::Member {
        group: "billing".into(),
        consumer: "c2".into(),
    };
    assert_eq!(row(&sheet(&session, member), "assignment"), "orders-2");
}

#[test]
fn what_a_coordinator_keeps_can_be_looked_at() {
    let session = billing(12_000);
    let hidden = view::stage(&session, &view::stage::StageRequest::default());
    assert_eq!(hidden.internal, []);
    let request = view::stage::StageRequest {
        cells_per_stave: 50,
        internal: true,
        ..Default::default()
    };
    let shown = view::stage(&session, &request)
        .internal
        .into_iter()
        .next()
        .expect("it was asked for");
    let places: Vec<(u32, i32)> = shown
        .staves
        .iter()
        .map(|stave| (stave.partition, stave.leader))
        .collect();
    assert_eq!(places, [(9, 1)]);
    let stave = &shown.staves[0];
    let written: Vec<i64> = stave
        .cells
        .iter()
        .filter(|cell| cell.key.as_deref() == Some("billing"))
        .map(|cell| cell.offset)
        .collect();
    let (last, earlier) = written.split_last().expect("the group has had a generation");
    assert!(!stave.superseded.contains(last));
    assert!(!earlier.is_empty() && earlier.iter().all(|offset| stave.superseded.contains(offset)));

    let id = |offset| RecordId {
        topic: "__consumer_offsets".into(),
        partition: 9,
        offset,
    };
    let next = |offset| view::record(&session, &id(offset)).map(|record| (record.internal, record.superseded_by));
    assert_eq!(next(written[0]), Some((true, Some(written[1]))));
    assert_eq!(next(*last), Some((true, None)));
    let topic = sheet(&session, Thing::Topic("__consumer_offsets".into()));
    assert_eq!(row(&topic, "groups"), "billing");
}

#[test]
fn a_dead_member_is_counted_until_its_session_ends() {
    let mut session = billing(10_000);
    let crash = serde_json::from_str(r#"{"do": "crash_consumer", "consumer": "c2"}"#).expect("a command");
    session.command(crash).expect("accepted");
    let member = || Thing::Member {
        group: "billing".into(),
        consumer: "c2".into(),
    };
    assert_eq!(row(&sheet(&session, member()), "role"), "[said-not-missed-yet ]");
    session.run(60_000);
    assert_eq!(row(&sheet(&session, member()), "member"), "[said-not-a-member ]");
}

#[test]
fn what_is_in_the_air_tells_what_it_carries() {
    let mut session = billing(8_000);
    let find = |session: &Session| {
        let flights = view::stage(session, &view::stage::StageRequest::default()).flights;
        flights
            .into_iter()
            .find(|flight| flight.api == "Produce" && !flight.response)
    };
    let flight = (0..3_000)
        .find_map(|_| {
            find(&session).or_else(|| {
                session.run(1);
                None
            })
        })
        .expect("a request flies");
    let flying = sheet(&session, Thing::Flight(flight.id));
    assert_eq!((row(&flying, "from"), row(&flying, "to")), ("shop".into(), "B1".into()));
    assert_eq!(row(&flying, "means"), "[api-produce ]");
    assert!(
        row(&flying, "carries").contains("orders-"),
        "{}",
        row(&flying, "carries")
    );
    let producer = sheet(&session, Thing::Producer("shop".into()));
    assert!(row(&producer, "air").contains("Produce →"), "{}", row(&producer, "air"));
    session.run(5_000);
    assert!(view::sheet(&session, &Thing::Flight(flight.id)).is_none());
}

#[test]
fn what_is_lost_is_seen_beforehand_and_on_its_way() {
    let mut session = play(include_str!("scenarios/duplicate-lost-response.json"), 3_600);
    let producer = || Thing::Producer("shop".into());
    assert_eq!(
        row(&sheet(&session, producer()), "mishaps"),
        "[said-mishap-answer api=Produce count=1 harm=lost by_ms=0]"
    );
    let stage = |session: &Session| view::stage(session, &view::stage::StageRequest::default());
    assert_eq!(stage(&session).producers[0].to_happen.len(), 1);
    let lost = |session: &Session| stage(session).flights.into_iter().find(|flight| flight.lost);
    assert_eq!(lost(&session), None);
    session.run(300);
    let flight = lost(&session).expect("the answer is on its way");
    assert_eq!((flight.api, flight.response), ("Produce", true));
    let flying = sheet(&session, Thing::Flight(flight.id));
    assert_eq!(row(&flying, "arrives"), "[said-never ]");
    assert_eq!(flying.extra, Extra::Flight { lost: true });
    assert_eq!(row(&flying, "carries"), "orders-0 @ 0");
    assert!(stage(&session).producers[0].to_happen.is_empty());
    for thing in [producer(), Thing::Broker(1)] {
        let told = session.events(0..u64::MAX);
        let own = told.iter().filter(|event| view::concerns(&event.fact, &thing));
        assert!(
            own.into_iter()
                .any(|event| matches!(event.fact, partitura::node::event::Fact::MessageLost { .. })),
            "{thing:?}"
        );
    }
}

#[test]
fn a_broker_tells_whether_it_is_reachable() {
    let mut session = play(include_str!("scenarios/cut-coordinator.json"), 9_000);
    let said = |session: &Session| {
        let stage = view::stage(session, &view::stage::StageRequest::default());
        let chip = stage.brokers.iter().find(|chip| chip.id == 2).expect("broker 2");
        let staves = stage.topics[0]
            .staves
            .iter()
            .map(|stave| (stave.leader, stave.reachable));
        let staves: Vec<(i32, bool)> = staves.collect();
        let sheet = sheet(session, Thing::Broker(2));
        (chip.reachable, staves, row(&sheet, "network"), sheet.extra)
    };
    let network = |reachable| Extra::Network { reachable };
    let cut = (
        false,
        vec![(1, true), (2, false)],
        "[said-cut-off ]".to_owned(),
        network(false),
    );
    assert_eq!(said(&session), cut);
    session.run(16_000);
    let healed = (
        true,
        vec![(1, true), (2, true)],
        "[said-reachable ]".to_owned(),
        network(true),
    );
    assert_eq!(said(&session), healed);
}

#[test]
fn a_moved_key_shows_both_computations() {
    let json = include_str!("scenarios/key-moves.json");
    let session = play(json, 7_000);
    let Extra::Record(moved) = sheet(&session, Thing::Record(record(3, 0))).extra else {
        panic!("a record")
    };
    let earlier = moved.earlier.expect("user-1 was somewhere else");
    assert_eq!((earlier.id.partition, moved.key.as_deref()), (2, Some("user-1")));
    let remainder = |choice: &Choice| match choice {
        Choice::KeyHash {
            hash,
            partitions,
            partition,
            ..
        } => (*hash, *partitions, *partition),
        other => panic!("{other:?}"),
    };
    let (before, now) = (remainder(&earlier.choice), remainder(&moved.choice));
    assert_eq!(before.0, now.0);
    assert_eq!(((before.1, before.2), (now.1, now.2)), ((3, 2), (5, 3)));
    let Extra::Record(stayed) = sheet(&session, Thing::Record(record(2, 3))).extra else {
        panic!("a record")
    };
    assert_eq!((stayed.key.as_deref(), stayed.earlier), (Some("user-3"), None));
}

/// Crashes c1 at a point; its group's committed offset for what it had, and how far it had processed.
fn crash_at(commit: &str, point: Point) -> (Session, i64, u64, u64) {
    let json = format!(
        r#"{{"partitura": 1, "seed": 7, "commands": [
            {{"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1}},
            {{"at": 0, "do": "add_producer", "producer": "shop"}},
            {{"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"], "commit": "{commit}",
             "processing_ms": 300, "config": {{"auto.offset.reset": "earliest"}}}},
            {{"at": 8000, "do": "send", "producer": "shop", "topic": "orders", "value": "{{n}}", "count": 3}}
        ]}}"#
    );
    let mut session = play(&json, 7_000);
    let before = view::before(session.world(), &"c1".into());
    assert!(
        session.run_to(20_000, |world| view::reached(world, &"c1".into(), point, &before)),
        "{commit}: {point:?} comes"
    );
    let crash = serde_json::from_str(r#"{"do": "crash_consumer", "consumer": "c1"}"#).expect("a command");
    session.command(crash).expect("accepted");
    session.run(30_000);
    let consumer = session.world().consumer(&"c1".into()).expect("c1");
    let (delivered, processed) = (consumer.delivered, consumer.processed);
    let committed = session
        .world()
        .groups()
        .next()
        .and_then(|(_, _, group)| group.offsets.values().next().map(|committed| committed.offset));
    (session, committed.map_or(0, |offset| offset.0), delivered, processed)
}

#[test]
fn a_crash_falls_exactly_between_two_stages() {
    // At least once: nothing committed before the commit, everything after it.
    let (_, committed, delivered, processed) = crash_at("after", Point::BeforeProcessing);
    assert_eq!((committed, processed), (0, 0));
    assert!(0 < delivered);
    let (_, committed, delivered, processed) = crash_at("after", Point::AfterCommit);
    assert_eq!((committed as u64, processed), (delivered, delivered));
    // At most once: the commit comes first.
    let (_, committed, delivered, processed) = crash_at("before", Point::BeforeProcessing);
    assert_eq!((committed as u64, processed), (delivered, 0));
    let (_, committed, _, processed) = crash_at("manual", Point::BeforeCommit);
    assert!(committed == 0 && 0 < processed);
}

/// A consumer that commits in its loop dies there, and the same session does so again.
#[test]
fn a_crash_in_place_of_the_commit_makes_the_group_read_again() {
    for (commit, processed, given) in [("each", 1, 2), ("after", 1, 2), ("auto", 1, 2), ("before", 0, 2)] {
        let json = format!(
            r#"{{"partitura": 1, "seed": 7, "commands": [
                {{"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1}},
                {{"at": 0, "do": "add_producer", "producer": "shop"}},
                {{"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"],
                 "commit": "{commit}", "processing_ms": 300, "config": {{"auto.offset.reset": "earliest"}}}},
                {{"at": 7000, "do": "crash_consumer", "consumer": "c1", "before": "commit"}},
                {{"at": 8000, "do": "send", "producer": "shop", "topic": "orders", "value": "{{n}}"}},
                {{"at": 30000, "do": "restart_consumer", "consumer": "c1"}}
            ]}}"#
        );
        let mut session = play(&json, 29_000);
        let consumer = session.world().consumer(&"c1".into()).expect("c1");
        assert_eq!(
            (consumer.is_alive(), consumer.processed),
            (false, processed),
            "{commit}"
        );
        session.run(30_000);
        let Extra::Record(read) = sheet(&session, Thing::Record(record(0, 0))).extra else {
            panic!("a record")
        };
        assert_eq!(read.readers.len(), given, "{commit}");
        let payload = partitura::scenario::link::encode(session.document()).expect("a link");
        let opened = partitura::scenario::link::decode(&payload).expect("the same session");
        assert_eq!(&opened, session.document(), "the link keeps the field");
    }
}

#[test]
fn every_lesson_has_a_story_for_its_things() {
    let mut told = 0;
    for id in ["idle-consumer", "crash"] {
        let mut session = play(lessons::document(id).expect("a lesson"), 0);
        session.seek(session.end_ms() + 30_000);
        let member = Thing::Group("billing".into());
        told += session
            .events(0..u64::MAX)
            .iter()
            .filter(|event| view::concerns(&event.fact, &member))
            .count();
    }
    assert!(10 < told, "{told}");
}

#[test]
fn a_consumer_that_is_sent_to_a_follower_says_so_and_racks_are_told() {
    let document = include_str!("scenarios/follower-fetching.json");
    let session = play(document, 15_000);
    let near = sheet(&session, Thing::Consumer("near".into()));
    assert_eq!(row(&near, "rack"), "b");
    assert_eq!(
        row(&near, "reads"),
        "orders-0 [said-position offset=2 lag=0] · [said-from-follower ] B2"
    );
    let elsewhere = sheet(&session, Thing::Consumer("elsewhere".into()));
    assert_eq!(row(&elsewhere, "rack"), "c");
    assert_eq!(row(&elsewhere, "reads"), "orders-0 [said-position offset=2 lag=0]");
    assert_eq!(row(&sheet(&session, Thing::Broker(2)), "rack"), "b");
    let stage = view::stage(&session, &view::stage::StageRequest::default());
    let racks: Vec<Option<&str>> = stage.brokers.iter().map(|broker| broker.rack.as_deref()).collect();
    assert_eq!(racks, [Some("a"), Some("b"), Some("c")]);
}

/// One transaction is committed, one aborted, and one is open, in one partition.
fn in_transactions() -> Session {
    let both = |at: u64, end: &str| {
        format!(
            r#"{{"at": {at}, "do": "begin_transaction", "producer": "shop"}},
               {{"at": {at}, "do": "send", "producer": "shop", "topic": "orders", "value": "v"}},
               {{"at": {}, "do": "{end}_transaction", "producer": "shop"}}"#,
            at + 4000
        )
    };
    let json = format!(
        r#"{{"partitura": 1, "seed": 7, "commands": [
            {{"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1}},
            {{"at": 0, "do": "add_producer", "producer": "shop", "config": {{"transactional.id": "shop-1"}}}},
            {}, {},
            {{"at": 40000, "do": "begin_transaction", "producer": "shop"}},
            {{"at": 40000, "do": "send", "producer": "shop", "topic": "orders", "value": "v"}}
        ]}}"#,
        both(10_000, "commit"),
        both(25_000, "abort")
    );
    play(&json, 45_000)
}

#[test]
fn records_of_transactions_and_their_markers_say_what_they_are() {
    let session = in_transactions();
    let of = |offset: i64| match sheet(&session, Thing::Record(record(0, offset))).extra {
        Extra::Record(sheet) => (sheet.transaction, sheet.numbers.is_some()),
        other => panic!("{other:?} is no record"),
    };
    let part = |fate| (Some(InTransaction::Part { fate }), true);
    assert_eq!(
        [of(0), of(2), of(4)],
        [part("committed"), part("aborted"), part("open")]
    );
    let marker = |commit, producer_epoch| InTransaction::Marker {
        commit,
        producer_id: 0,
        producer_epoch,
        coordinator_epoch: 0,
    };
    assert_eq!(
        [of(1), of(3)],
        [(Some(marker(true, 1)), false), (Some(marker(false, 2)), false)]
    );
    let own = |offset: i64| {
        let thing = Thing::Record(record(0, offset));
        let told = session.events(0..u64::MAX);
        told.iter().any(|event| {
            matches!(event.fact, Fact::Transaction(TransactionFact::MarkerWritten { .. }))
                && view::concerns(&event.fact, &thing)
        })
    };
    assert_eq!([own(0), own(1), own(3)], [false, true, true]);
    let batch = sheet(&session, Thing::Batch(record(0, 3)));
    assert_eq!(row(&batch, "producer"), "broker 1");
    assert_eq!(row(&batch, "in-transaction"), "[said-marker commit=false id=0 epoch=2]");
}

#[test]
fn the_last_stable_offset_and_the_open_transactions_are_told() {
    let session = in_transactions();
    let partition = Thing::Partition {
        topic: "orders".into(),
        partition: 0,
    };
    let partition = sheet(&session, partition);
    assert_eq!(row(&partition, "last-stable"), "4 · [said-last-stable ]");
    assert!(row(&partition, "high-watermark").starts_with('5'));
    let coordinators: Vec<String> = (1..=3)
        .filter_map(|id| view::sheet(&session, &Thing::Broker(id)))
        .filter(|broker| broker.rows.iter().any(|row| row.label == "transactions"))
        .map(|broker| row(&broker, "transactions"))
        .collect();
    assert_eq!(coordinators, ["shop-1 · Ongoing orders-0"]);
}

/// What became of the record that was there at one moment, at others.
fn followed(session: &mut Session, id: &RecordId, from: u64) -> impl Fn(u64) -> RecordSheet + use<> {
    session.seek(from);
    let written = Written::at(session, id).expect("a record lies there");
    let document = session.document().clone();
    move |at| {
        let mut again = Session::new(document.clone()).expect("a session");
        again.run(at);
        let sheet = sheet(&again, Thing::Written(written.clone())).extra;
        match sheet {
            Extra::Record(sheet) => *sheet,
            other => panic!("no record: {other:?}"),
        }
    }
}

#[test]
fn a_record_is_followed_where_another_takes_its_place() {
    let json = include_str!("scenarios/unclean-election.json");
    let mut session = play(json, 23_000);
    let at = followed(&mut session, &record(0, 1), 23_000);
    let kept = at(23_000);
    assert_eq!(kept.standing, Standing::Kept);
    let moments = &kept.moments;
    assert_eq!(
        (
            moments.sent_ms,
            moments.appended_ms,
            moments.readable_ms,
            moments.acked_ms
        ),
        (Some(20_000), Some(20_255), Some(20_255), Some(20_505))
    );
    for moment in [40_000, 90_000] {
        let lost = at(moment);
        assert_eq!(lost.value.as_deref(), Some("acknowledged by broker 2 alone"));
        let Standing::Gone(gone) = &lost.standing else {
            panic!("at {moment} it is lost: {lost:#?}");
        };
        let cause = gone.cause.as_ref().expect("it is known what made it go");
        assert_eq!(cause.at, 31_750);
        assert!(matches!(cause.fact, Fact::LeaderElected { leader: 3, .. }));
        assert_eq!((gone.deleted, gone.replaced), (false, moment == 90_000));
        assert!(!lost.life.readable);
        // Broker 2 has it until it is back, and hears that its leader lacks it.
        let has = lost.life.copies.iter().filter(|copy| copy.has).map(|copy| copy.broker);
        assert_eq!(has.collect::<Vec<_>>(), if moment == 90_000 { vec![] } else { vec![2] });
    }
    session.seek(90_000);
    let Extra::Record(other) = sheet(&session, Thing::Record(record(0, 1))).extra else {
        panic!("another record lies there");
    };
    assert_eq!(other.value.as_deref(), Some("in its place"));
}

#[test]
fn the_stages_of_a_record_have_their_moments() {
    let mut session = billing(20_000);
    let at = followed(&mut session, &record(2, 0), 20_000);
    let moments = at(20_000).moments;
    let fetched = at(20_000).readers[0].at;
    let steps = [
        moments.sent_ms.expect("sent"),
        moments.appended_ms.expect("written"),
        moments.readable_ms.expect("readable"),
        fetched,
        moments.processed[0].1,
        moments.committed[0].1,
    ];
    assert!(steps.is_sorted() && steps[0] == 8_500, "{steps:?}");
    assert_eq!((&*moments.committed[0].0, moments.processed.len()), ("billing", 1));
}

#[test]
fn a_record_whose_time_has_not_come_is_followed_on_its_way() {
    let mut session = billing(20_000);
    let written = Written::at(&session, &record(2, 0)).expect("a record lies there");
    let mut known = view::Followed::of(&session, &written).expect("it was written");
    for (at, stage) in [(8_400, "unsent"), (8_502, "waiting"), (8_600, "flying")] {
        session.seek(at);
        known = known.on(&session).expect("its future is known");
        let sheet = known.sheet(session.world()).expect("it is a record");
        assert_eq!(sheet.standing, Standing::Ahead { stage }, "at {at}");
    }
}

#[test]
fn who_may_lead_without_being_in_sync_stands_in_the_partition() {
    let session = play(include_str!("scenarios/crash-not-eligible.json"), 19_000);
    let thing = || Thing::Partition {
        topic: "orders".into(),
        partition: 0,
    };
    assert_eq!(row(&sheet(&session, thing()), "eligible"), "B2 ; [said-eligible ]");
    let report = |session: &Session| {
        let report = view::report(session, view::report::Wanted::default());
        serde_json::to_value(&report.topics[0].partitions[0]).expect("plain data")
    };
    assert_eq!(report(&session)["eligible_leader_replicas"], serde_json::json!([2]));
    assert!(report(&session).get("last_known_leader").is_none());
    let session = play(include_str!("scenarios/crash-not-eligible.json"), 59_000);
    assert_eq!(row(&sheet(&session, thing()), "led-last"), "B1 ; [said-led-last ]");
    assert_eq!(report(&session)["last_known_leader"], 1);
}

/// The controllers as they are, and the newest of their log.
fn quorum(session: &Session) -> Quorum {
    match sheet(session, Thing::Quorum).extra {
        Extra::Quorum(quorum) => quorum,
        other => panic!("no quorum: {other:?}"),
    }
}

#[test]
fn the_quorum_tells_of_each_voter_and_of_its_log() {
    let session = play(include_str!("scenarios/controller-cut.json"), 4_000);
    let well = quorum(&session);
    let states = |quorum: &Quorum| quorum.voters.iter().map(|voter| voter.state).collect::<Vec<_>>();
    assert_eq!(states(&well), ["Leader", "Follower", "Follower"]);
    assert_eq!((well.active, well.told_by), (Some(1), 1));
    assert!(
        well.voters.iter().all(|voter| voter.committed == voter.log_end),
        "{well:#?}"
    );
    let topic = |entry: &LogEntry| entry.records.iter().any(|record| &**record == "TopicRecord orders");
    assert!(
        well.log.iter().any(topic) && well.log.iter().all(|entry| entry.committed),
        "{well:#?}"
    );

    // The one that is cut off does not hear what is decided without it.
    let session = play(include_str!("scenarios/controller-cut.json"), 30_000);
    let cut = quorum(&session);
    assert_ne!(cut.active, Some(1));
    assert!(
        !cut.voters[0].reachable && cut.voters[0].log_end < cut.voters[1].log_end,
        "{cut:#?}"
    );

    let session = play(include_str!("scenarios/no-controller.json"), 30_000);
    let none = quorum(&session);
    assert_eq!(
        (none.active, none.voters[0].state, none.voters[2].state),
        (None, "Off", "Off")
    );
    let chips = view::stage(&session, &view::stage::StageRequest::default()).brokers;
    assert!(chips.iter().all(|chip| chip.voter && !chip.controller));
}

#[test]
fn a_broker_says_whose_transactions_it_coordinates() {
    let chips = view::stage(&in_transactions(), &view::stage::StageRequest::default()).brokers;
    let ids: Vec<&str> = chips
        .iter()
        .flat_map(|chip| &chip.transactions)
        .map(|id| &**id)
        .collect();
    assert_eq!(ids, ["shop-1"]);
}
