//! What goes wrong on the network, by hand: a broker that is cut off, an answer that is lost, and how both are seen.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP};

/// A session of this document, stopped at this moment.
async fn at(ms: u64, document: Value) -> Browser {
    let browser = Browser::open(DESKTOP, "").await;
    browser.stand(&document, ms).await;
    browser
}

/// Waits until this selector finds something, or nothing.
async fn drawn(browser: &Browser, selector: &str, is_there: bool) {
    let script = format!("return !!document.querySelector({})", json!(selector));
    let so = || async { browser.js(&script).await == is_there };
    browser.wait(&format!("{selector} is there: {is_there}"), so).await;
}

fn reachable(view: &Value, broker: usize) -> bool {
    view["brokers"][broker - 1]["reachable"] == true
}

fn kinds(view: &Value, kind: &str) -> usize {
    let events = view["events"].as_array().into_iter().flatten();
    events.filter(|event| event["kind"] == kind).count()
}

/// The values in the only partition.
fn log(view: &Value) -> Vec<&str> {
    let records = view["topics"][0]["partitions"][0]["records"].as_array();
    let values = records.into_iter().flatten().map(|record| record["value"].as_str());
    values.map(Option::unwrap_or_default).collect()
}

fn orders(producer: Value) -> Value {
    json!({"partitura": 1, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "shop", "config": producer},
    ]})
}

#[tokio::test]
async fn a_broker_is_cut_off_and_comes_back_by_clicking() {
    let browser = at(
        3_000,
        json!({"partitura": 1, "cluster": {"brokers": 2}, "commands": [
            {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 2},
            {"at": 0, "do": "add_producer", "producer": "shop", "config": {"request.timeout.ms": 4000}},
            {"at": 0, "do": "send", "producer": "shop", "topic": "orders", "partition": 1, "value": "v"},
        ]}),
    )
    .await;
    browser.click("button", "More for B2").await;
    browser.click("button", "Cut off from the network").await;
    browser
        .wait_view("broker 2 is cut off", |view| reachable(view, 1) && !reachable(view, 2))
        .await;
    browser.says("B2 cut off").await;
    browser.says("Broker 2 is cut off: nothing gets to it").await;
    drawn(&browser, ".stave-leader.cut", true).await;
    drawn(&browser, "li.cut[data-broker='2'] svg", true).await;

    // What is sent there breaks off on its way.
    let send = json!({"do": "send", "producer": "shop", "topic": "orders", "partition": 1, "value": "v"});
    browser.js(&format!("window.partitura.command({send}); return 0")).await;
    browser.run(230).await;
    drawn(&browser, ".cargo.broken .cross", true).await;

    // The inspector says it too, and how to change it.
    browser.click("button", "B2").await;
    browser.says("cut off: nothing gets to it, and nothing from it").await;
    browser.click("button", "Reconnect to the network").await;
    browser
        .wait_view("broker 2 is back", |view| reachable(view, 1) && reachable(view, 2))
        .await;
    browser.says("Broker 2 is reachable again").await;
    browser.click("button", "Undo: reconnect B2").await;
    browser
        .wait_view("undone, it is cut off again", |view| !reachable(view, 2))
        .await;
    browser.click("button", "Redo: reconnect B2").await;
    browser.wait_view("and back again", |view| reachable(view, 2)).await;
    drawn(&browser, ".stave-leader.cut", false).await;

    // In the view of the brokers it can be done as well.
    browser.click("button", "Brokers").await;
    browser.find("article", "Broker 2").await;
    browser.click("button", "Cut off from the network").await;
    drawn(&browser, "article.broker.cut .chip.cut", true).await;
    browser.close().await;
}

#[tokio::test]
async fn a_crashed_leader_is_replaced_and_comes_back_by_clicking() {
    let browser = at(
        6_000,
        json!({"partitura": 1, "cluster": {"brokers": 3}, "commands": [
            {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1, "replication_factor": 3},
            {"at": 0, "do": "add_producer", "producer": "shop"},
        ]}),
    )
    .await;
    browser.click("button", "Send from shop").await;
    browser.run(4_000).await;
    browser.click("button", "More for B1").await;
    browser.click("button", "Crash").await;
    browser.says("Broker 1 has crashed").await;
    browser.run(20_000).await;
    let leader = |view: &Value| view["topics"][0]["partitions"][0]["leader"].clone();
    browser
        .wait_view("another broker leads", |view| {
            leader(view) == 2 && kinds(view, "leader_elected") > 0
        })
        .await;
    browser
        .wait_view("the record is still there", |view| {
            view["topics"][0]["partitions"]
                .as_array()
                .is_some_and(|all| all.iter().any(|partition| partition["high_watermark"] == 1))
        })
        .await;
    browser.says("in sync: B2 and B3").await;
    sees_replicas(&browser, "Broker 1 is out of reach").await;
    browser.click("button", "More for B1").await;
    browser.click("button", "Start").await;
    browser.run(40_000).await;
    let whole = |view: &Value| {
        let all = view["topics"][0]["partitions"].as_array().cloned().unwrap_or_default();
        all.iter()
            .all(|partition| partition["isr"].as_array().is_some_and(|isr| isr.len() == 3))
    };
    browser.wait_view("all replicas are in sync again", whole).await;
    sees_replicas(&browser, "Broker 2 leads").await;
    browser.click("button", "Brokers").await;
    browser.says("Follows 1 partition").await;
    browser.close().await;
}

/// The lines below the stave are named so.
async fn sees_replicas(browser: &Browser, text: &str) {
    let label = "return document.querySelector('.stave-svg .replicas').getAttribute('aria-label') || ''";
    let shown = || async {
        browser
            .js(label)
            .await
            .as_str()
            .is_some_and(|label| label.contains(text))
    };
    browser.wait(&format!("the replicas say “{text}”"), shown).await;
}

#[tokio::test]
async fn what_was_acknowledged_and_lost_stands_in_the_ledger() {
    let browser = at(
        90_000,
        json!({"partitura": 1, "cluster": {"brokers": 3}, "commands": [
            {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1, "replication_factor": 2,
                "config": {"unclean.leader.election.enable": true}},
            {"at": 0, "do": "add_producer", "producer": "shop"},
            {"at": 4000, "do": "send", "producer": "shop", "topic": "orders", "value": "{n}"},
            {"at": 8000, "do": "stop_broker", "broker": 2, "clean": false},
            {"at": 30000, "do": "send", "producer": "shop", "topic": "orders", "key": "gone", "value": "{n}"},
            {"at": 40000, "do": "stop_broker", "broker": 1, "clean": false},
            {"at": 50000, "do": "start_broker", "broker": 2},
        ]}),
    )
    .await;
    // What an event may have cost is asked beside it.
    browser.click("button", "What became of the records…").await;
    browser.says("key gone, from shop").await;
    browser.says("acknowledged, and in no log").await;
    browser.click("button", "All").await;
    browser.says("2 records").await;
    browser.says("acknowledged · in the log").await;
    browser.click("button", "orders-0 @ 1").await;
    browser.find("heading", "Record orders-0 @ 1").await;
    browser.says("Lost: no reader can get this record any more.").await;
    browser.close().await;
}

/// Loses the answer to the next Produce of shop, by the menu and the dialog.
async fn lose_the_answer(browser: &Browser, outcome: &str) {
    browser.click("button", "More for shop").await;
    browser.click("button", "Harm a message…").await;
    browser.says(outcome).await;
    browser.click("button", "Let it happen").await;
    drawn(browser, "dialog[open]", false).await;
    browser
        .wait_view("it is to be lost", |view| kinds(view, "loss_asked") == 1)
        .await;
    drawn(browser, ".producer .to-happen", true).await;
}

/// Sends a record by a script, so that time stands as it stood: after a click it would go on by itself.
async fn send(browser: &Browser) {
    let send = json!({"do": "send", "producer": "shop", "topic": "orders", "value": "v"});
    browser.js(&format!("window.partitura.command({send}); return 0")).await;
}

#[tokio::test]
async fn a_lost_answer_doubles_the_record_of_a_producer_without_idempotence() {
    let plain = json!({"enable.idempotence": "false", "request.timeout.ms": 4000, "delivery.timeout.ms": 20000});
    let browser = at(2_000, orders(plain)).await;
    lose_the_answer(&browser, "without idempotence they are in the log twice").await;
    send(&browser).await;
    // The producer asks for 500 ms who leads; the record is 5 ms in the batch and 250 ms on its way. Then the answer breaks
    // off, and its cross can be seen for a while.
    browser.run(1_000).await;
    drawn(&browser, ".answer.broken .cross", true).await;
    browser.run(300).await;
    drawn(&browser, ".answer.broken .cross", true).await;
    drawn(&browser, ".producer .to-happen", false).await;
    browser.says("The answer of B1 to the Produce of shop is lost.").await;
    browser.says("Produce: answer lost").await;
    browser.run(8_000).await;
    browser
        .wait_view("the record is in the log twice", |view| {
            log(view).len() == 2 && log(view)[0] == log(view)[1]
        })
        .await;
    drawn(&browser, ".cross", false).await;
    browser.close().await;
}

#[tokio::test]
async fn a_lost_answer_does_no_harm_to_a_producer_as_it_is_by_default() {
    let browser = at(
        2_000,
        orders(json!({"request.timeout.ms": 4000, "delivery.timeout.ms": 20000})),
    )
    .await;
    lose_the_answer(&browser, "the broker recognises their numbers").await;
    // It can be taken back like every command.
    browser.click("button", "Undo: lose a message of shop").await;
    drawn(&browser, ".producer .to-happen", false).await;
    browser.click("button", "Redo: lose a message of shop").await;
    drawn(&browser, ".producer .to-happen", true).await;
    send(&browser).await;
    browser.run(9_000).await;
    browser
        .wait_view("the record is there once", |view| {
            kinds(view, "duplicate_recognised") == 1 && log(view).len() == 1
        })
        .await;
    browser.says("duplicate of shop").await;
    browser.close().await;
}

#[tokio::test]
async fn a_consumer_is_asked_only_for_what_it_sends_itself() {
    let consumer = |name: &str, config: Value| {
        let group = format!("group of {name}");
        json!({"at": 0, "do": "add_consumer", "consumer": name, "group": group, "topics": ["orders"], "config": config})
    };
    let browser = at(
        5_000,
        json!({"partitura": 1, "commands": [
            {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1},
            consumer("old", json!({})),
            consumer("new", json!({"group.protocol": "consumer"})),
            consumer("worker", json!({"group.type": "share"})),
        ]}),
    )
    .await;
    for (name, own, others) in [
        ("old", "Heartbeat", "ConsumerGroupHeartbeat"),
        ("new", "ConsumerGroupHeartbeat", "SyncGroup"),
        ("worker", "ShareFetch", "OffsetCommit"),
    ] {
        browser.click("button", &format!("More for {name}")).await;
        browser.click("button", "Harm a message…").await;
        let choice = browser.find("combobox", "Request").await;
        let requests = choice.text().await.unwrap_or_default();
        let requests: Vec<&str> = requests.lines().map(str::trim).collect();
        assert!(requests.contains(&own) && !requests.contains(&others), "{requests:?}");
        choice.select_by_label(own).await.expect("there is such a choice");
        let side = browser.find("combobox", "Which of the two").await;
        side.select_by_label("the request, on its way to the broker")
            .await
            .expect("there is such a choice");
        browser.click("button", "Let it happen").await;
        browser
            .wait_view("it is asked for", |view| {
                let events = view["events"].as_array().into_iter().flatten();
                events
                    .filter(|event| event["kind"] == "loss_asked" && event["asker"] == name)
                    .any(|event| event["api"] == own && event["side"] == "request")
            })
            .await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_message_can_be_late_or_doubled_and_a_broker_slow() {
    let plain = json!({"enable.idempotence": "false", "request.timeout.ms": 4000, "delivery.timeout.ms": 20000});
    let browser = at(2_000, orders(plain)).await;
    let harm = async |label: &str| {
        browser.click("button", "More for shop").await;
        browser.click("button", "Harm a message…").await;
        for (field, choice) in [
            ("Which of the two", "the request, on its way to the broker"),
            ("What happens to it", label),
        ] {
            let field = browser.find("combobox", field).await;
            field.select_by_label(choice).await.expect("there is such a choice");
        }
    };

    harm("it comes late").await;
    browser
        .says("The client waits for that: request.timeout.ms is 4000 ms.")
        .await;
    browser.click("button", "Let it happen").await;
    drawn(&browser, ".producer .to-happen", true).await;
    browser.click("button", "Send from shop").await;
    browser.run(1_000).await;
    browser
        .says("The Produce request of shop to B1 takes 2000 ms longer.")
        .await;
    drawn(&browser, ".producer .to-happen", false).await;
    browser.run(2_000).await;
    browser.wait_view("it is there once", |view| log(view).len() == 1).await;

    harm("it comes twice").await;
    browser.says("The broker writes the records twice").await;
    browser.click("button", "Let it happen").await;
    browser.click("button", "Send from shop").await;
    browser.run(1_000).await;
    browser
        .wait_view("it is there twice", |view| log(view).len() == 3)
        .await;

    browser.click("button", "More for B1").await;
    browser.click("button", "Slow down…").await;
    let way = browser.find("combobox", "Which way").await;
    way.select_by_label("shop").await.expect("there is such a choice");
    browser.click("button", "Slow down").await;
    browser
        .says("Everything between broker 1 and shop takes 1000 ms longer.")
        .await;
    browser.click("button", "More for B1").await;
    browser.click("button", "As fast as before").await;
    browser.says("Broker 1 is as fast as before on the way to shop.").await;

    browser.click("button", "More for B1").await;
    browser.click("button", "Harm a message…").await;
    let what = browser.find("combobox", "Request").await;
    let choose = async |api: &str| what.select_by_label(api).await.expect("there is such a choice");
    choose("BrokerHeartbeat").await;
    browser.says("it fences this broker and others lead").await;
    // Heartbeats go out by themselves and would take the mark away; a broker alone never asks for another ISR.
    choose("AlterPartition").await;
    browser.click("button", "Let it happen").await;
    drawn(&browser, ".brokers .to-happen", true).await;

    browser.click("button", "More for B1").await;
    browser.click("button", "Cut one link…").await;
    let end = browser.find("combobox", "Between it and").await;
    end.select_by_label("shop").await.expect("there is such a choice");
    browser.click("button", "Cut the link").await;
    browser.says("The link between broker 1 and shop is cut").await;
    browser.click("button", "More for B1").await;
    browser.click("button", "Make its links whole again").await;
    browser.says("The link between broker 1 and shop is whole again.").await;
    browser.close().await;
}

#[tokio::test]
async fn where_the_last_fault_ends_the_ledger_is_offered() {
    let fault = |at: u64, name: &str| json!({"at": at, "do": name, "broker": 1});
    let browser = at(
        4_500,
        json!({"partitura": 1, "cluster": {"brokers": 3}, "commands": [
            {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1, "replication_factor": 3},
            {"at": 0, "do": "add_producer", "producer": "shop"},
            {"at": 1000, "do": "send", "producer": "shop", "topic": "orders", "value": "kept"},
            fault(4_000, "cut_broker"), fault(4_600, "heal_broker"),
            fault(5_200, "cut_broker"), fault(5_800, "heal_broker"),
        ]}),
    )
    .await;
    browser.click("button", "Play").await;
    browser.says("The faults are over.").await;
    assert!(5_800 <= browser.view().await["now_ms"].as_u64().unwrap_or_default());
    let offer = "document.querySelector('.notice button.primary')";
    let words = browser.js(&format!("return {offer}.textContent")).await;
    assert_eq!(words, "What became of the records…");
    browser.js(&format!("{offer}.click(); return 0")).await;
    browser
        .says("Nothing was lost, written twice, repeated or skipped.")
        .await;
    browser.close().await;
}

#[tokio::test]
async fn chaos_is_to_come_and_can_be_taken_back() {
    let browser = at(3_000, orders(json!({}))).await;
    browser.click("button", "Chaos").await;
    browser.says("drawn for the next minute; each of them ends.").await;
    let commands = || async { browser.js("return window.partitura.scenario().commands.length").await };
    let drawn = commands().await.as_u64().unwrap_or_default();
    assert!(6 < drawn, "{drawn} commands");
    browser.js("window.partitura.stop(); return 0").await;
    browser.click("button", "Undo").await;
    browser
        .wait("nothing is to come", || async { commands().await == json!(2) })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_disk_is_lost_by_clicking_and_copied_again() {
    let browser = at(
        5_000,
        json!({"partitura": 1, "cluster": {"brokers": 3}, "commands": [
            {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1, "replication_factor": 3},
            {"at": 0, "do": "add_producer", "producer": "shop"},
            {"at": 1000, "do": "send", "producer": "shop", "topic": "orders", "value": "kept"},
        ]}),
    )
    .await;
    browser.click("button", "More for B1").await;
    browser.click("button", "Lose the disk").await;
    browser.says("Broker 1 loses its disk").await;
    browser.run(20_000).await;
    browser.click("button", "More for B1").await;
    browser.click("button", "Start").await;
    // It runs, and takes no requests before it is registered and unfenced.
    drawn(&browser, "li.chip.warn[data-broker='1']", true).await;
    browser.run(15_000).await;
    drawn(&browser, "li.chip.good[data-broker='1']", true).await;
    browser
        .wait_view("the record is there, and B1 has it again", |view| {
            let partition = &view["topics"][0]["partitions"][0];
            log(view) == ["kept"] && partition["isr"].as_array().is_some_and(|isr| isr.len() == 3)
        })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn the_story_tells_a_broker_that_stopped_from_one_that_crashed() {
    let stopped = |clean: bool| {
        json!({"partitura": 1, "cluster": {"brokers": 3}, "commands": [
            {"at": 1000, "do": "stop_broker", "broker": 3, "clean": clean},
        ]})
    };
    let browser = at(9_000, stopped(true)).await;
    browser.says("Broker 3 has stopped.").await;
    let browser = at(9_000, stopped(false)).await;
    browser.says("Broker 3 has crashed").await;
}
