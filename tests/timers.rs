//! Time passes whatever the broker's times are set to: a timer that is set again and again is never due at once.

use partitura::{
    kafka::{
        config::{Config, Kind, Pace, Scope, definition},
        ids::BrokerId,
    },
    node::admin::Ask,
    world::{Setup, World, network::Network},
};

/// The settings of a cluster that say when a broker or a controller does something again.
const TIMES: &[&str] = &[
    "broker.heartbeat.interval.ms",
    "broker.session.timeout.ms",
    "controller.quorum.election.backoff.max.ms",
    "controller.quorum.election.timeout.ms",
    "controller.quorum.fetch.timeout.ms",
    "controller.quorum.request.timeout.ms",
    "controller.quorum.retry.backoff.ms",
    "leader.imbalance.check.interval.seconds",
    "log.retention.check.interval.ms",
    "offsets.commit.timeout.ms",
    "offsets.retention.check.interval.ms",
    "replica.fetch.backoff.ms",
    "replica.fetch.wait.max.ms",
    "replica.lag.time.max.ms",
    "replica.socket.timeout.ms",
    "request.timeout.ms",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms",
];

/// A message takes a millisecond: with no pause anywhere, each of three brokers and controllers does no more than a few
/// things in one.
const STEPS_PER_MS: u64 = 60;

#[test]
fn time_passes_with_every_time_at_its_least_and_at_its_most() {
    let mut tried = 0;
    for name in TIMES {
        let definition = definition(Scope::Broker, name).expect("a name of Kafka's");
        let most = match definition.kind {
            Kind::Int => i64::from(i32::MAX),
            _ => i64::MAX,
        };
        for value in [-1, 0, 1, 2, most] {
            let mut config = Config::new(Scope::Broker, Pace::Realistic);
            if config.set(name, &value.to_string()).is_ok() {
                tried += 1;
                live_through_faults(config, &format!("{name}={value}"));
            }
        }
    }
    assert!(tried > 3 * TIMES.len(), "only {tried} values are good ones");
}

/// A crash and a cut, each with its end.
fn live_through_faults(config: Config, what: &str) {
    let mut world = World::new(Setup {
        seed: 7,
        pace: Pace::Realistic,
        brokers: 3,
        config,
        network: Network::new(1, 0),
    });
    pass(&mut world, 500, what);
    world.admin(Ask::CreateTopic {
        topic: "orders".into(),
        partitions: 2,
        replication_factor: Some(3),
        config: Vec::new(),
    });
    pass(&mut world, 1000, what);
    world.stop_broker(BrokerId(1), false);
    pass(&mut world, 6000, what);
    world.start_broker(BrokerId(1));
    world.cut_broker(BrokerId(2), None);
    pass(&mut world, 11_000, what);
    world.heal_broker(BrokerId(2), None);
    world.stop_broker(BrokerId(3), true);
    pass(&mut world, 16_000, what);
}

fn pass(world: &mut World, until: u64, what: &str) {
    let most = (until - world.now()) * STEPS_PER_MS;
    let steps = (0..most).take_while(|_| world.step(until)).count();
    assert!(
        (steps as u64) < most,
        "{what}: {steps} steps and only at {} ms",
        world.now()
    );
    world.run_until(until);
}
