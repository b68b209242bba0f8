//! Random faults: brokers that are slow, cut off or stop and come back, messages that come late, twice or never.

use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::name;

/// More brokers than any random cluster has.
const BROKERS: u32 = 4;

pub fn fault() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => (1..=3u32).prop_map(|broker| json!({"do": "cut_broker", "broker": broker})),
        3 => (1..=3u32).prop_map(|broker| json!({"do": "heal_broker", "broker": broker})),
        2 => cut_link(prop_oneof![name("c"), name("p"), (1..=3u32).prop_map(|broker| broker.to_string())]),
        2 => (1..=3u32, any::<bool>()).prop_map(|(broker, clean)| {
            json!({"do": "stop_broker", "broker": broker, "clean": clean})
        }),
        3 => (1..=3u32).prop_map(|broker| json!({"do": "start_broker", "broker": broker})),
        1 => (1..=3u32).prop_map(|broker| json!({"do": "lose_disk", "broker": broker})),
        2 => slow(),
        6 => mishap(request(), prop_oneof![2 => name("c"), 1 => name("p")]),
    ]
}

/// One link of a broker that is cut, or whole again.
pub fn cut_link(to: impl Strategy<Value = String>) -> impl Strategy<Value = Value> {
    let what = prop_oneof![2 => Just("cut_broker"), 3 => Just("heal_broker")];
    (what, 1..=3u32, to).prop_map(|(what, broker, to)| json!({"do": what, "broker": broker, "to": to}))
}

/// A broker that is slow, or one of its links; or as fast again as it was.
pub fn slow() -> impl Strategy<Value = Value> {
    let broker = || 1..=3u32;
    let all = (broker(), select(vec![0u64, 300, 2_000]))
        .prop_map(|(broker, by_ms)| json!({"do": "slow_broker", "broker": broker, "by_ms": by_ms}));
    let link = (broker(), broker(), select(vec![0u64, 1_000, 12_000]))
        .prop_map(|(broker, to, by_ms)| json!({"do": "slow_broker", "broker": broker, "to": to, "by_ms": by_ms}));
    prop_oneof![all, link]
}

/// What clients ask.
fn request() -> impl Strategy<Value = &'static str> {
    select(vec![
        "Metadata",
        "Produce",
        "Produce",
        "Produce",
        "InitProducerId",
        "Fetch",
        "ListOffsets",
        "FindCoordinator",
        "JoinGroup",
        "SyncGroup",
        "Heartbeat",
        "LeaveGroup",
        "OffsetCommit",
        "OffsetFetch",
        "ConsumerGroupHeartbeat",
        "ShareGroupHeartbeat",
        "ShareFetch",
        "ShareAcknowledge",
    ])
}

/// Something that happens to one of these requests, or to the answers.
pub fn mishap(
    what: impl Strategy<Value = &'static str>,
    from: impl Strategy<Value = String>,
) -> impl Strategy<Value = Value> {
    let side = select(vec!["request", "response"]);
    let harm = prop_oneof![
        3 => Just(json!({"do": "lose"})),
        1 => select(vec![200u64, 1_500, 9_000]).prop_map(|by_ms| json!({"do": "delay", "by_ms": by_ms})),
        1 => Just(json!({"do": "duplicate"})),
    ];
    (harm, what, side, from, 1..4u64).prop_map(|(mut command, what, side, from, count)| {
        for (field, value) in [("what", what), ("side", side), ("from", &*from)] {
            command[field] = value.into();
        }
        // A broker repeats its request after half a minute; what is to be lost of it is to be lost before a session ends.
        let of_broker = command["from"].as_str().is_some_and(|from| from.parse::<u32>().is_ok());
        command["count"] = if of_broker { 1 } else { count }.into();
        command
    })
}

/// Every broker is reached again, as fast as before.
pub fn reach() -> impl Iterator<Item = Value> {
    let brokers = 1..=BROKERS;
    brokers.flat_map(|broker| {
        let alone = [
            // Its links too.
            json!({"do": "heal_broker", "broker": broker}),
            json!({"do": "slow_broker", "broker": broker, "by_ms": 0}),
        ];
        let links = (1..=BROKERS).map(move |to| json!({"do": "slow_broker", "broker": broker, "to": to, "by_ms": 0}));
        alone.into_iter().chain(links)
    })
}

/// Every broker runs again.
pub fn start() -> impl Iterator<Item = Value> {
    (1..=BROKERS).map(|broker| json!({"do": "start_broker", "broker": broker}))
}
