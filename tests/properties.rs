//! Random scenarios, and what must be true of every one of them.
//!
//! A case is a whole document: what does not make sense at its place is left out while it is built, so that every case
//! is valid and still shrinks. A failing case is shrunk and printed as a link that opens it. The cases of a build are
//! always the same ones; `PROPTEST_CASES=5000` tries more of them, `PROPTEST_RNG_SEED=1` others.

mod random;

use std::{
    cell::Cell,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use partitura::{
    node::{
        api::GroupState,
        broker::Life,
        event::{Fact, Rule},
    },
    scenario::{Command, Document, Session, Timed, link, validate},
    view::{self, stage::StageRequest},
    world::{World, invariants::Invariants},
};
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner},
};
use random::{document, groups, moments};
use serde_json::json;

/// How long a scenario goes on after its last command.
const TAIL_MS: u64 = 8_000;

/// Longer than a group can wait for anything.
const REST_MS: u64 = 1_000_000;

/// Longer than a cluster needs to be whole again: a connection that is cut is noticed after half a minute.
const FAULTS_HEAL_MS: u64 = 100_000;

/// So long a broker that stops waits to be let go, at most.
const SHUTDOWN_MS: u64 = 300_000;

/// More nodes than this never wake in one millisecond, unless they wake each other for ever.
const STEPS_OF_A_MOMENT: u32 = 50_000;

/// Where `cargo xtask serve` shows the page.
const ADDRESS: &str = "http://127.0.0.1:8080/";

thread_local! {
    /// The last document whose faults were ended, with the commands that ended them.
    static PLAYED: Cell<Option<Document>> = const { Cell::new(None) };
}

/// What random cases have found, as it was printed.
const FOUND: &[&str] = &[
    // A topic comes back while a broker that does not run has the old one.
    "1.ogEQzWACCAAAPwMAFc8HAAUPXQAmMwAIAQAPNQEAAACmA90JzSjEDJoCqnQxAQKqcDCqYzCqZzDO1rcB1hXWuAGvdW5pZm9ybat0LioC0QEA1BBt2eiH",
    // A leader stops in order, and the next one learns the high watermark after readers were beyond it.
    "1.ZBDNYAQHAAA_AwddAAApAA-1GAAFAwEAAADGBbwImRr1Jap0MAEBR0SqZzDJgNT1CQkD_vqz4Q",
    // A topic is deleted and comes back while a broker still has the log of the old one.
    "1.RhDNYAIFAQAKzwFdAA81XZkRAAAAAAGqdDABSM3WT9TsAWY82FTujQ",
    // An auto-commit interval of nothing.
    "1.ogMU1IrT2g3OYAJizmQDY9TSARABAADPAQAK_wEAFf-BMwAAxwEAEAk4AA7FZwAO9ScAFcaHDwAg9QEADt0BJD4AHvkBPAEAAAAA5wGWAosT4AK4BoMX8AG9BYoYsQPFA88jqnQxBdwDBM7WzgHUiAHW0QHWJ6pwMM_WSwDWTAFz1glmZqpjMKpnMMmAzX4BZmzcAM3WzgHUiAGpMQLSq3tufbN1c2VyLXsxLi41fQbO1q4BANayAdSIAat0Lipn1E9ZyQGFq3tufaoxNxuDzVwBAf9GQx8",
];

/// What random clusters have found.
const FOUND_OF_CLUSTERS: &[&str] = &[
    // A leader alone in sync, for ever.
    "1.3gEQzmADYc3W6gEBFQAAPwMAJj8ABQEUAAgDAAgBHBwcHBwcHAAGAQAHARwcc3UABgMBAAAAAIQBwjJowyHuAsECogJ9vwGXBN4BALoBhQHFDqAflQKqdDABAqpwMAKpMdUMrnsxLi41fat7bn0BAwJnjuCu",
];

/// What random transactions have found.
const FOUND_OF_TRANSACTIONS: &[&str] = &[
    // Nobody leads a partition when its transaction is decided.
    "1.iwRNir9Kw0Acx3-XmFhRI4VEUAPOLsd1cHbzEdSpek1DCSSXmFxEKAVJ-gDuOrh6AR9AJ3VRhxQhOYqP4OgDiI069Dt8-Xz_mNX91VeOJicqnchPhKZbPKYsoQ73QoZpL4w55l7g9nGYzmhuc3yXsjTCHuNufEZ9HCQ1mi7MXxJOuYv9cIBZGuCIxtxr-kTplf1q0zHbAHsA65oO1vMGWN8XBKynJWirO2AcgLYGxiFoum3Domoj-NPNNlyqL7PUelSKlVwVnCBFROQD5H6ty251vSxvUW3KAonzTtlw65eJcEh5eiQfkFx9K4-hmzWWiwF5zYL_wRhnd8MOxrujYshG6H2MfgDVVpxn",
];

type Checked = Result<(), TestCaseError>;

#[test]
fn every_promise_is_kept_after_every_step() {
    check(500, document(), promises);
}

#[test]
fn what_was_found_stays_mended() {
    for link in FOUND {
        let document = link::decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        promises(&document).unwrap_or_else(|error| panic!("{link}: {error}"));
    }
}

#[test]
fn what_was_found_of_clusters_stays_mended() {
    for link in FOUND_OF_CLUSTERS {
        let document = link::decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        keeps_what_was_acknowledged(&document).unwrap_or_else(|error| panic!("{link}: {error}"));
    }
}

fn promises(document: &Document) -> Checked {
    let mut session = open(document)?;
    let given = |timed: &Timed| matches!(&timed.command, Command::Send(send) if send.timestamp.is_some());
    let mut invariants = Invariants::new(!document.commands.iter().any(given));
    let mut broken = None;
    let (mut moment, mut steps) = (0, 0);
    session.watch(end_ms(document), |world| {
        let at = world.now();
        steps = if at == moment { steps + 1 } else { 0 };
        moment = at;
        assert!(steps < STEPS_OF_A_MOMENT, "time stands still at {at} ms");
        let verdict = |sentence| format!("at {at} ms: {sentence}");
        broken = broken.take().or_else(|| invariants.check(world).err().map(verdict));
    });
    broken.map_or(Ok(()), |sentence| Err(TestCaseError::fail(sentence)))
}

/// Whatever producers and brokers do: a transaction counts in all its partitions or in none, nobody who reads committed
/// records gets another one, and when the faults are over every transaction comes to its end.
#[test]
fn a_transaction_counts_everywhere_or_nowhere() {
    check(500, random::transactions::document(), decides_everything);
}

fn decides_everything(document: &Document) -> Checked {
    promises(document)?;
    let mut session = open(document)?;
    session.run(end_ms(document));
    heal(&mut session, random::faults::reach())?;
    heal(&mut session, random::faults::start())?;
    // What was lost on its way may begin a transaction only now, and nobody ends it before its time is over.
    for _ in 0..4 {
        if random::transactions::all_are_decided(session.world()).is_err() {
            session.run(FAULTS_HEAL_MS);
        }
    }
    random::transactions::all_are_decided(session.world()).map_err(fail)
}

#[test]
fn what_was_found_of_transactions_stays_mended() {
    for link in FOUND_OF_TRANSACTIONS {
        let document = link::decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        decides_everything(&document).unwrap_or_else(|error| panic!("{link}: {error}"));
    }
}

/// Whatever was done to it, in every protocol: a group comes to rest when it is left alone for longer than Kafka's
/// longest wait, the rebalance timeout (`max.poll.interval.ms`, five minutes) for one member after the other.
#[test]
fn a_group_that_is_left_alone_settles_and_reads_everything() {
    check(25, document(), |document| {
        let mut session = open(document)?;
        session.run(end_ms(document));
        let producers: Vec<String> = session.world().producers().map(|p| p.spec.name.to_string()).collect();
        for producer in producers {
            let close = json!({"do": "close_producer", "producer": producer});
            session
                .command(serde_json::from_value(close).map_err(fail)?)
                .map_err(fail)?;
        }
        heal(&mut session, random::faults::reach())?;
        heal(&mut session, random::faults::start())?;
        session.run(REST_MS);
        for (_, name, group) in session.world().groups() {
            let state = group.state();
            prop_assert!(
                matches!(state, GroupState::Stable | GroupState::Empty),
                "{} is still {}",
                name,
                state.name()
            );
        }
        random::reading::everything_is_read(session.world()).map_err(fail)
    });
}

/// Ends faults, and gives the cluster time: who is about to stop has to be heard before it can, and only then it can
/// start again.
fn heal(session: &mut Session, commands: impl Iterator<Item = serde_json::Value>) -> Checked {
    heal_and(session, commands, Session::run)
}

/// The same, where somebody looks on while time passes.
fn heal_and(
    session: &mut Session,
    commands: impl Iterator<Item = serde_json::Value>,
    mut run: impl FnMut(&mut Session, u64),
) -> Checked {
    for command in commands {
        // A smaller cluster has no such broker.
        let _ = session.command(serde_json::from_value(command).map_err(fail)?);
    }
    PLAYED.set(Some(session.document().clone()));
    run(session, FAULTS_HEAL_MS);
    if session.world().brokers().any(|broker| broker.life() == Life::Stopping) {
        run(session, SHUTDOWN_MS);
    }
    Ok(())
}

/// Whatever brokers do, as long as no election is unclean: what was acknowledged with `acks=all` is kept, replicas agree
/// on what readers see, and when the faults are over every replica is in sync again.
#[test]
fn what_was_acknowledged_is_kept() {
    check(500, random::cluster::document(), keeps_what_was_acknowledged);
}

/// With `min.insync.replicas` 2 one disk may be lost, as long as the other brokers go in order.
#[test]
fn what_a_lost_disk_had_is_on_another() {
    check(150, random::cluster::one_disk_lost(), keeps_what_was_acknowledged);
}

fn keeps_what_was_acknowledged(document: &Document) -> Checked {
    let mut session = open(document)?;
    let mut promises = Promises::default();
    session.watch(end_ms(document), |world| promises.look(world));
    promises.kept()?;
    promises.faults_are_over = true;
    for end in [
        random::faults::reach().collect(),
        random::faults::start().collect::<Vec<_>>(),
    ] {
        heal_and(&mut session, end.into_iter(), |session, ms| {
            session.watch(session.now_ms() + ms, |world| promises.look(world))
        })?;
    }
    promises.kept()?;
    random::cluster::replicas_agree(session.world()).map_err(fail)?;
    random::order::logs_have_it(session.world()).map_err(fail)?;
    // What was still to happen to a follower's question may happen only now, when preferred leaders lead again.
    for _ in 0..4 {
        if random::cluster::is_whole(session.world()).is_err() {
            session.watch(session.now_ms() + FAULTS_HEAL_MS, |world| promises.look(world));
        }
    }
    promises.kept()?;
    random::cluster::is_whole(session.world()).map_err(fail)?;
    random::cluster::readers_are_at_the_end(session.world()).map_err(fail)
}

/// All that is promised of a cluster: what is told is followed step by step, the logs are looked at after every tenth
/// step, and compared with each other after every hundredth; more seldom when the faults are over.
struct Promises {
    promised: random::cluster::Promised,
    invariants: Invariants,
    steps: u64,
    /// There is little to see then, and it takes long.
    faults_are_over: bool,
    broken: Option<String>,
}

impl Default for Promises {
    fn default() -> Self {
        Promises {
            promised: random::cluster::Promised::default(),
            // No record is given a time of its own there.
            invariants: Invariants::new(true),
            steps: 0,
            faults_are_over: false,
            broken: None,
        }
    }
}

impl Promises {
    fn look(&mut self, world: &World) {
        if self.broken.is_none() {
            self.steps += 1;
            let sentence = |sentence| format!("at {} ms: {sentence}", world.now());
            self.broken = self.judge(world).err().map(sentence);
        }
    }

    fn judge(&mut self, world: &World) -> Result<(), String> {
        self.promised.follow(world)?;
        let each = if self.faults_are_over { 200 } else { 10 };
        if self.steps.is_multiple_of(each) {
            self.promised.check(world)?;
            self.invariants.check(world)?;
        }
        if self.steps.is_multiple_of(10 * each) {
            random::cluster::replicas_agree(world)?;
            random::order::logs_have_it(world)?;
        }
        Ok(())
    }

    fn kept(&self) -> Checked {
        prop_assert_eq!(&self.broken, &None);
        Ok(())
    }
}

/// Without stopping the world: what a member is made to give up is what the assignment of that moment gives to somebody
/// else; whatever stays with it, it reads on.
#[test]
fn only_what_moves_is_given_up() {
    let given_up = Cell::new(0);
    check(150, groups::without_a_stop(), |document| {
        let mut session = open(document)?;
        session.run(end_ms(document));
        let mut assigned = BTreeMap::new();
        for event in session.events(0..u64::MAX) {
            match (&event.fact, &event.why.rule) {
                (Fact::AssignmentMade { group, shares, .. } | Fact::TargetAssigned { group, shares, .. }, _) => {
                    assigned.insert(group.clone(), shares.clone());
                }
                // The `consumer` protocol decides when it asks; by the time the member does it, the target may be another.
                (
                    Fact::PartitionsRevoked {
                        group,
                        consumer,
                        partitions,
                    },
                    Rule::CooperativeRevoke,
                )
                | (
                    Fact::RevocationAsked {
                        group,
                        consumer,
                        partitions,
                        ..
                    },
                    _,
                ) => {
                    given_up.set(given_up.get() + partitions.len());
                    let shares = assigned.get(group).map(Vec::as_slice).unwrap_or_default();
                    let own = shares.iter().filter(|share| share.consumer == *consumer);
                    let kept: Vec<&String> = own.flat_map(|share| &share.partitions).collect();
                    let stays = partitions.iter().find(|partition| kept.contains(partition));
                    prop_assert!(
                        stays.is_none(),
                        "{consumer} gives up {stays:?} for nothing at {} ms",
                        event.at
                    );
                }
                _ => {}
            }
        }
        Ok(())
    });
    assert!(200 < given_up.get(), "only {} partitions were given up", given_up.get());
}

#[test]
fn the_same_document_gives_the_same_story() {
    check(60, document(), |document| {
        let (mut one, mut other) = (open(document)?, open(document)?);
        one.run(end_ms(document));
        for _ in 0..7 {
            other.run(end_ms(document) / 7);
        }
        other.run(end_ms(document) - other.now_ms());
        same(&one, &other)
    });
}

#[test]
fn seeking_is_running() {
    check(60, (document(), moments()), |(document, moments)| {
        let end = end_ms(document);
        let mut stops: Vec<u64> = moments.iter().map(|moment| moment * end / 1000).collect();
        let mut straight = open(document)?;
        let mut jumping = open(document)?;
        jumping.run(end);
        let (whole, events) = (jumping.told(), jumping.events(0..u64::MAX));
        let mut worlds = Vec::new();
        let order = stops.clone();
        stops.sort_unstable();
        for stop in stops {
            straight.run(stop - straight.now_ms());
            worlds.push((stop, straight.world().clone(), stage(&straight)));
        }
        for stop in order {
            jumping.seek(stop);
            let (_, world, staged) = worlds.iter().find(|(at, ..)| *at == stop).expect("each stop was seen");
            prop_assert!(jumping.world() == world, "another world at {stop} ms");
            prop_assert!(stage(&jumping) == *staged, "another picture at {stop} ms");
            prop_assert!(jumping.told() == whole, "another story beyond {stop} ms");
            let told = jumping.world().story().told();
            prop_assert!(
                jumping.events(0..told) == events[..told as usize],
                "another story at {stop} ms"
            );
            prop_assert!(
                jumping.events(told / 2..told) == events[told as usize / 2..told as usize],
                "another stretch of the story at {stop} ms"
            );
        }
        jumping.seek(end);
        straight.run(end - straight.now_ms());
        same(&straight, &jumping)
    });
}

#[test]
fn a_session_by_hand_is_its_document_replayed() {
    check(60, document(), |document| {
        let mut by_hand = open(&document.header())?;
        for timed in &document.commands {
            by_hand.run(timed.at - by_hand.now_ms());
            by_hand.command(timed.command.clone()).map_err(fail)?;
        }
        by_hand.run(end_ms(document) - by_hand.now_ms());
        prop_assert_eq!(by_hand.document(), document);
        let mut replayed = open(document)?;
        replayed.run(end_ms(document));
        same(&by_hand, &replayed)
    });
}

#[test]
fn a_command_in_the_past_is_a_document_with_it() {
    check(60, (document(), any::<prop::sample::Index>()), |(document, index)| {
        if document.commands.is_empty() {
            return Ok(());
        }
        let mut without = document.clone();
        let removed = without.commands.remove(index.index(document.commands.len()));
        if validate(&without).is_err() {
            return Ok(());
        }
        let mut session = open(&without)?;
        session.run(end_ms(document));
        session.seek(removed.at);
        session.command(removed.command.clone()).map_err(fail)?;
        session.run(end_ms(document) - session.now_ms());
        let mut replayed = open(session.document())?;
        replayed.run(end_ms(document));
        same(&session, &replayed)
    });
}

#[test]
fn a_document_survives_its_link_and_its_text() {
    check(300, document(), |document| {
        let link = link::encode(document).map_err(fail)?;
        prop_assert_eq!(&link::decode(&link).map_err(fail)?, document);
        prop_assert_eq!(&Document::from_json(&document.to_json()).map_err(fail)?, document);
        Ok(())
    });
}

/// Runs a property over random cases; a failing one is told as a link.
fn check<S>(cases: u32, strategy: S, property: impl Fn(&S::Value) -> Checked)
where
    S: Strategy,
    S::Value: Case,
{
    let config = ProptestConfig {
        cases: number("PROPTEST_CASES").unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number("PROPTEST_RNG_SEED").unwrap_or(0).to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    match runner.run(&strategy, |case| property(&case)) {
        Ok(()) => {}
        Err(TestError::Fail(reason, case)) => {
            PLAYED.set(None);
            // Once more, because what was shrunk last is not what failed: to learn with which commands faults ended.
            let _ = catch_unwind(AssertUnwindSafe(|| property(&case)));
            let document = PLAYED.take().unwrap_or_else(|| case.document().clone());
            let link = link::encode(&document).unwrap_or_else(|error| error.to_string());
            panic!("{reason}\n{}\n{ADDRESS}#s={link}\n{}", case.rest(), document.to_json());
        }
        Err(abort) => panic!("{abort}"),
    }
}

/// What a property is about.
trait Case: std::fmt::Debug {
    fn document(&self) -> &Document;
    fn rest(&self) -> String {
        String::new()
    }
}

impl Case for Document {
    fn document(&self) -> &Document {
        self
    }
}

impl<R: std::fmt::Debug> Case for (Document, R) {
    fn document(&self) -> &Document {
        &self.0
    }

    fn rest(&self) -> String {
        format!("{:?}", self.1)
    }
}

fn number(name: &str) -> Option<u32> {
    std::env::var(name).ok()?.parse().ok()
}

fn open(document: &Document) -> Result<Session, TestCaseError> {
    Session::new(document.clone()).map_err(fail)
}

fn end_ms(document: &Document) -> u64 {
    document.commands.last().map_or(0, |command| command.at) + TAIL_MS
}

fn fail(error: impl std::fmt::Display) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

fn stage(session: &Session) -> view::stage::Stage {
    let request = StageRequest {
        cells_per_stave: 20,
        story_lines: 20,
        ..StageRequest::default()
    };
    view::stage(session, &request)
}

fn same(one: &Session, other: &Session) -> Checked {
    let fingerprints = [one, other].map(|session| session.world().story().fingerprint());
    prop_assert_eq!(fingerprints[0], fingerprints[1], "other stories");
    prop_assert!(
        worlds_agree(one.world(), other.world()),
        "the same story of other worlds"
    );
    prop_assert!(stage(one) == stage(other), "other pictures of the same world");
    Ok(())
}

fn worlds_agree(one: &World, other: &World) -> bool {
    one == other
}
