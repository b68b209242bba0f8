//! What is to happen to a message of a client or a broker: which one, which way it goes, and what can come of it.

use serde_json::{Value, json};
use yew::prelude::*;

use super::super::form::{Dialog, Form, foot, use_form};
use super::super::language::Arg;
use super::{Ground, use_submit};
use crate::view::stage::{BrokerChip, MemberCard, ProducerCard};

const SIDES: [(&str, &str); 2] = [("response", "mishap-response"), ("request", "mishap-request")];
/// The command for each harm.
const HARMS: [(&str, &str); 3] = [
    ("lose", "harm-lost"),
    ("delay", "harm-late"),
    ("duplicate", "harm-twice"),
];

/// More in a row than anybody waits for.
const MOST: u64 = 1_000;
/// The longest delay that is offered, in milliseconds.
const LATEST_MS: u64 = 600_000;

/// What brokers and the controllers beside them ask each other, the most telling first.
const OF_BROKERS: [&str; 7] = [
    "Fetch",
    "AlterPartition",
    "BrokerHeartbeat",
    "Fetch __cluster_metadata",
    "Vote",
    "AddPartitionsToTxn",
    "WriteTxnMarkers",
];

/// Whose message it is.
enum Client<'a> {
    Producer(&'a ProducerCard),
    Consumer(&'a MemberCard),
    Broker,
}

#[function_component(MishapDialog)]
pub fn mishap_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let client = client(ground);
    let requests = client.as_ref().map(Client::requests).unwrap_or_default();
    let form = use_form(speech, || {
        let first = requests.first().copied().unwrap_or_default();
        vec![
            ("what", first.to_owned()),
            ("side", "response".to_owned()),
            ("count", "1".to_owned()),
            ("harm", "lose".to_owned()),
            ("by_ms", "2000".to_owned()),
        ]
    });
    let (submit, wrong) = use_submit(ground, &form, |ground, form| Ok(vec![command(ground, form)?]));
    html! {
        <Dialog speech={speech.clone()} title={title(ground, client.as_ref())} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                <p class="note">{speech.word("dialog-mishap-note")}</p>
                <div class="fields">
                    {form.plain_choice("what", "field-mishap-what", &requests)}
                    {form.digits("count", "field-mishap-count", 1, MOST as i64)}
                    <div class="across">{form.worded_choice("side", "field-mishap-side", &SIDES)}</div>
                    {form.worded_choice("harm", "field-mishap-harm", &HARMS)}
                    if form.is("harm", "delay") { {form.digits("by_ms", "field-mishap-by", 1, LATEST_MS as i64)} }
                </div>
                { for client.iter().map(|client| outcome(ground, client, &form)) }
                {foot(speech, wrong.as_deref(), "mishap-do", &ground.on_close())}
            </form>
        </Dialog>
    }
}

fn title(ground: &Ground, client: Option<&Client>) -> String {
    let about = ground.about();
    let name = match client {
        Some(Client::Broker) => format!("B{about}"),
        _ => about.to_owned(),
    };
    ground.speech.say("dialog-mishap", &[("client", Arg::from(name))])
}

fn client(ground: &Ground) -> Option<Client<'_>> {
    let stage = &ground.stage;
    let producer = stage.producers.iter().find(|card| *card.name == *ground.about());
    let members = stage.groups.iter().flat_map(|group| &group.members).chain(&stage.solo);
    let is_meant = |chip: &&BrokerChip| chip.id.to_string() == *ground.about();
    let consumer = || members.into_iter().find(|card| *card.consumer == *ground.about());
    producer
        .map(Client::Producer)
        .or_else(|| consumer().map(Client::Consumer))
        .or_else(|| stage.brokers.iter().find(is_meant).map(|_| Client::Broker))
}

impl Client<'_> {
    /// What is asked for, the most telling first.
    fn requests(&self) -> Vec<&'static str> {
        match self {
            Client::Producer(card) if card.transactional.is_some() => {
                vec!["Produce", "EndTxn", "TxnOffsetCommit", "InitProducerId", "Metadata"]
            }
            Client::Producer(card) if card.idempotent => vec!["Produce", "InitProducerId", "Metadata"],
            Client::Producer(_) => vec!["Produce", "Metadata"],
            Client::Broker => OF_BROKERS.to_vec(),
            Client::Consumer(card) => match card.protocol {
                // The implicit acknowledgement goes with the next fetch.
                "share" if card.commit == "auto" => {
                    vec!["ShareFetch", "ShareGroupHeartbeat", "FindCoordinator", "Metadata"]
                }
                "share" => vec![
                    "ShareFetch",
                    "ShareAcknowledge",
                    "ShareGroupHeartbeat",
                    "FindCoordinator",
                    "Metadata",
                ],
                "consumer" => vec![
                    "Fetch",
                    "OffsetCommit",
                    "ConsumerGroupHeartbeat",
                    "OffsetFetch",
                    "ListOffsets",
                    "OffsetsForLeaderEpoch",
                    "FindCoordinator",
                    "Metadata",
                ],
                "classic" => vec![
                    "Fetch",
                    "OffsetCommit",
                    "Heartbeat",
                    "JoinGroup",
                    "SyncGroup",
                    "LeaveGroup",
                    "OffsetFetch",
                    "ListOffsets",
                    "OffsetsForLeaderEpoch",
                    "FindCoordinator",
                    "Metadata",
                ],
                _ => vec!["Fetch", "ListOffsets", "OffsetsForLeaderEpoch", "Metadata"],
            },
        }
    }

    fn request_timeout_ms(&self) -> u64 {
        match self {
            Client::Producer(card) => card.request_timeout_ms,
            Client::Consumer(card) => card.request_timeout_ms,
            // Each of its requests has a time of its own, and the sentences name it.
            Client::Broker => 0,
        }
    }

    /// The message that says what comes of a loss.
    fn outcome(&self, api: &str) -> &'static str {
        match (api, self) {
            (_, Client::Broker) => "loss-of-broker",
            ("Produce", Client::Producer(card)) if &*card.acks == "0" => "loss-produce-acks-0",
            ("Produce", Client::Producer(card)) if card.idempotent => "loss-produce-idempotent",
            ("Produce", _) => "loss-produce",
            ("EndTxn", _) => "loss-end-txn",
            ("TxnOffsetCommit", _) => "loss-txn-offset-commit",
            ("InitProducerId", Client::Producer(card)) if card.transactional.is_some() => "loss-init-transactional",
            ("InitProducerId", _) => "loss-init-producer-id",
            ("Fetch", _) => "loss-fetch",
            ("OffsetsForLeaderEpoch", _) => "loss-offsets-for-leader-epoch",
            ("ListOffsets", _) => "loss-list-offsets",
            ("FindCoordinator", _) => "loss-find-coordinator",
            ("JoinGroup", _) => "loss-join-group",
            ("SyncGroup", _) => "loss-sync-group",
            ("Heartbeat", _) => "loss-heartbeat",
            ("LeaveGroup", _) => "loss-leave-group",
            ("OffsetCommit", _) => "loss-offset-commit",
            ("OffsetFetch", _) => "loss-offset-fetch",
            ("ConsumerGroupHeartbeat" | "ShareGroupHeartbeat", _) => "loss-group-heartbeat",
            ("ShareFetch", _) => "loss-share-fetch",
            ("ShareAcknowledge", _) => "loss-share-acknowledge",
            _ => "loss-metadata",
        }
    }
}

/// What can come of what is chosen, told as the choice changes.
fn outcome(ground: &Ground, client: &Client, form: &Form) -> Html {
    let (by_ms, timeout_ms) = (form.number("by_ms").unwrap_or_default(), client.request_timeout_ms());
    let in_time = if by_ms < timeout_ms { "yes" } else { "no" };
    let args = [
        ("api", Arg::from(form.get("what"))),
        ("side", Arg::from(form.get("side"))),
        ("ms", Arg::from(timeout_ms)),
        ("by", Arg::from(by_ms)),
        ("in_time", Arg::from(in_time)),
    ];
    let id = match (form.get("harm"), form.get("what"), client) {
        ("delay", _, Client::Broker) => "late-message-of-broker",
        ("duplicate", _, Client::Broker) => "twice-message-of-broker",
        ("delay", ..) => "late-message",
        ("duplicate", "Produce", Client::Producer(card)) if !card.idempotent => "twice-produce",
        ("duplicate", "Produce", _) => "twice-produce-idempotent",
        ("duplicate", "EndTxn", _) => "twice-end-txn",
        ("duplicate", ..) => "twice-message",
        (_, what, _) => client.outcome(what),
    };
    html! { <p class="outcome" role="status">{ground.speech.say(id, &args)}</p> }
}

fn command(ground: &Ground, form: &Form) -> Result<Value, String> {
    let harm = form.get("harm");
    let mut command = json!({"do": harm, "what": form.get("what"), "side": form.get("side"), "from": ground.about()});
    if harm == "delay" {
        command["by_ms"] = form.within("by_ms", 1, LATEST_MS)?.into();
    }
    let count = form.within("count", 1, MOST)?;
    if count > 1 {
        command["count"] = count.into();
    }
    Ok(command)
}
