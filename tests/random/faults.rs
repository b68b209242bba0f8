//! Random faults: brokers that are cut off or stop and come back, messages that are lost.

use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::name;

pub fn fault() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => (1..=3u32).prop_map(|broker| json!({"do": "cut_broker", "broker": broker})),
        3 => (1..=3u32).prop_map(|broker| json!({"do": "heal_broker", "broker": broker})),
        2 => (1..=3u32, any::<bool>()).prop_map(|(broker, clean)| {
            json!({"do": "stop_broker", "broker": broker, "clean": clean})
        }),
        3 => (1..=3u32).prop_map(|broker| json!({"do": "start_broker", "broker": broker})),
        5 => lose(),
    ]
}

fn lose() -> impl Strategy<Value = Value> {
    let what = select(vec![
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
    ]);
    let side = select(vec!["request", "response"]);
    let from = prop_oneof![2 => name("c"), 1 => name("p")];
    (what, side, from, 1..4u64).prop_map(
        |(what, side, from, count)| json!({"do": "lose", "what": what, "side": side, "from": from, "count": count}),
    )
}

/// What ends every fault of brokers that can be ended: `heal_broker` or `start_broker` for each.
pub fn heal(command: &'static str) -> impl Iterator<Item = Value> {
    (1..=4u32).map(move |broker| json!({"do": command, "broker": broker}))
}
