//! The inspector: every kind of thing opens by its name and leads to its neighbours; a consumer is crashed between two
//! stages of its loop; refusals are told in the reader's language.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP, Window};

/// One partition, one group of two with a slow handler that commits each record.
fn billing() -> Value {
    let consumer = |name: &str| {
        json!({"at": 0, "do": "add_consumer", "consumer": name, "group": "billing", "topics": ["orders"], "commit": "each",
               "processing_ms": 300, "config": {"auto.offset.reset": "earliest"}})
    };
    json!({"partitura": 1, "seed": 7, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "shop", "config": {"metadata.max.age.ms": "1000"}},
        consumer("c1"),
        consumer("c2"),
        {"at": 8000, "do": "send", "producer": "shop", "topic": "orders", "key": "user-1", "value": "{n}", "count": 3},
    ]})
}

/// Waits until the open sheet says something.
async fn says(browser: &Browser, title: &str, line: &str) {
    let sheet = browser.find("region", title).await;
    let what = format!("the sheet “{title}” says “{line}”");
    browser
        .wait(&what, || async {
            sheet.text().await.is_ok_and(|text| text.contains(line))
        })
        .await;
}

#[tokio::test]
async fn every_kind_of_thing_opens_by_its_name_and_leads_on() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.stand(&billing(), 12_000).await;
    browser.click("button", "orders").await;
    says(&browser, "Topic orders", "3 records").await;
    browser.click("button", "orders-0").await;
    says(&browser, "Partition orders-0", "the leader is the only replica").await;
    browser.click("button", "Back to the sheet before").await;
    says(&browser, "Topic orders", "3 records").await;
    browser.click("button", "billing").await;
    says(
        &browser,
        "Group billing",
        "1 partitions ÷ 2 members = 0 each, remainder 1",
    )
    .await;
    let machine = browser
        .find("img", "State machine of the group; it is Stable now")
        .await;
    assert!(machine.is_displayed().await.unwrap_or(false));
    browser.click("button", "c2").await;
    browser.find("region", "Consumer c2").await;
    browser.click("button", "shop").await;
    says(&browser, "Producer shop", "batch.size=").await;
    browser.click("button", "B1").await;
    says(&browser, "Broker 1", "active controller").await;
    let body = browser.find("heading", "Broker 1").await;
    body.send_keys("\u{E00C}").await.expect("Escape is a key");
    browser
        .wait("Escape closes the inspector", || async {
            browser.look("region", "Broker 1").await.is_none()
        })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_request_in_the_air_says_what_it_carries() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.stand(&billing(), 8_000).await;
    let flies = "const P = window.partitura; for (let n = 0; n < 3000; n++) { P.run({ms: 1}); \
                 if (document.querySelector('.flights *')) break; } return true";
    browser.js(flies).await;
    browser.click("button", "c1").await;
    let air = browser.names("button").await;
    let call = air
        .iter()
        .find(|name| name.ends_with('→') || name.ends_with('←'))
        .cloned();
    let call = call.unwrap_or_else(|| panic!("something flies to or from c1: {air:?}"));
    browser.click("button", &call).await;
    says(&browser, "In the air", "arrives").await;
    browser.js("window.partitura.run({ms: 5000})").await;
    says(&browser, "In the air", "It has arrived.").await;
    browser.close().await;
}

#[tokio::test]
async fn a_crash_between_processing_and_commit_is_read_twice_and_the_record_says_so() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.stand(&billing(), 8_000).await;
    let speed = browser.find("combobox", "Speed").await;
    speed.select_by_label("10×").await.expect("there is a speed of ten");
    browser.click("button", "c1").await;
    browser.click("button", "Crash before the commit").await;
    browser
        .wait_view("c1 dies in place of its commit", |view| {
            let crashed =
                |event: &Value| event["kind"] == "consumer_crashed" && event["why"]["rule"] == "before_commit";
            view["events"]
                .as_array()
                .is_some_and(|events| events.iter().any(crashed))
        })
        .await;
    says(&browser, "Consumer c1", "in place of its next commit").await;
    // Time stands still at the crash, until a person lets it go on.
    browser.js("window.partitura.run({ms: 60000})").await;
    browser.click("button", "Partition 0, offset 0, key user-1").await;
    says(&browser, "Record orders-0 @ 0", "billing was given it 2 times").await;
    browser.close().await;
}

#[tokio::test]
async fn a_refusal_and_a_moved_key_explain_themselves_in_russian() {
    let russian = Window {
        language: "ru",
        ..DESKTOP
    };
    let browser = Browser::open(russian, "").await;
    let mut document = billing();
    let more = [
        json!({"at": 10000, "do": "create_topic", "topic": "orders", "partitions": 1}),
        json!({"at": 10000, "do": "add_partitions", "topic": "orders", "total": 5}),
        json!({"at": 14000, "do": "send", "producer": "shop", "topic": "orders", "key": "user-1", "value": "{n}"}),
    ];
    document["commands"].as_array_mut().expect("commands").extend(more);
    browser.stand(&document, 18_000).await;
    browser
        .wait("the story tells both", || async {
            let text = browser.text().await;
            text.contains("Топик orders уже есть.") && text.contains("Ключ user-1 у shop переезжает")
        })
        .await;
    let text = browser.text().await;
    assert!(!text.contains("already exists"), "{text}");
    browser.close().await;
}

#[tokio::test]
async fn a_record_says_how_far_its_life_has_come() {
    let browser = Browser::open(DESKTOP, "").await;
    let document = json!({"partitura": 1, "cluster": {"brokers": 3}, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1, "replication_factor": 3},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"],
            "config": {"auto.offset.reset": "earliest"}},
        {"at": 10000, "do": "send", "producer": "shop", "topic": "orders", "key": "k", "value": "v"},
    ]});
    browser.stand(&document, 10_800).await;
    browser.click("button", "Partition 0, offset 0, key k").await;
    says(&browser, "Record orders-0 @ 0", "cannot be read yet").await;
    browser.stand(&document, 20_000).await;
    browser.click("button", "Partition 0, offset 0, key k").await;
    for line in ["can be read", "c1 00:1"] {
        says(&browser, "Record orders-0 @ 0", line).await;
    }
    let done = "return document.querySelectorAll('.life li.done').length";
    let whole = || async { browser.js(done).await == 7 };
    browser.wait("all seven stages are done", whole).await;
    browser.close().await;
}

#[tokio::test]
async fn a_consumer_says_from_which_follower_it_reads_and_brokers_show_their_racks() {
    let browser = Browser::open(DESKTOP, "").await;
    let text = include_str!("../scenarios/follower-fetching.json");
    let document: Value = serde_json::from_str(text).expect("a document");
    browser.stand(&document, 15_000).await;
    browser.click("button", "B2").await;
    says(&browser, "Broker 2", "rack").await;
    browser.click("button", "near").await;
    says(&browser, "Consumer near", "from the follower B2").await;
    let cluster = browser.find("region", "Cluster").await;
    let told = cluster.text().await.expect("the brokers are listed");
    assert!(told.contains("rack b"), "{told}");
}

#[tokio::test]
async fn a_record_that_is_lost_stays_in_the_inspector_and_says_so() {
    let browser = Browser::open(DESKTOP, "").await;
    let document: Value = serde_json::from_str(include_str!("../scenarios/unclean-election.json")).expect("it is JSON");
    browser.stand(&document, 23_000).await;
    // The producer's last answer leads there, and so does the note.
    browser.click("button", "✓ orders-0 @ 1…").await;
    says(&browser, "Record orders-0 @ 1", "acknowledged 00:20.505").await;
    browser.click("button", "Partition 0, offset 1, key ∅").await;
    browser.js("window.partitura.seek(90000); return 0").await;
    says(&browser, "Record orders-0 @ 1", "acknowledged by broker 2 alone").await;
    says(&browser, "Record orders-0 @ 1", "Since 00:31.750. Broker 3 leads").await;
    let selected = "return document.querySelectorAll('.selected').length";
    assert_eq!(browser.js(selected).await, 0, "the note there is another record");
    browser.click("button", "open that one").await;
    says(&browser, "Record orders-0 @ 1", "in its place").await;
    browser.click("button", "Back to the sheet before").await;
    browser.js("window.partitura.seek(20100); return 0").await;
    says(&browser, "Record orders-0 @ 1", "on its way to the leader").await;
    browser.close().await;
}

#[tokio::test]
async fn the_quorum_opens_from_the_cluster_and_says_who_decides() {
    let browser = Browser::open(DESKTOP, "").await;
    let document: Value = serde_json::from_str(include_str!("../scenarios/no-controller.json")).expect("it is JSON");
    browser.stand(&document, 8_000).await;
    browser.click("button", "Quorum of controllers").await;
    says(
        &browser,
        "Quorum of controllers",
        "The controller beside broker 1 is the active one",
    )
    .await;
    says(&browser, "Quorum of controllers", "TopicRecord orders").await;
    browser.js("window.partitura.seek(30000); return 0").await;
    says(&browser, "Quorum of controllers", "There is no active controller.").await;
    browser.says("No active controller: nobody can decide").await;
    browser.click("button", "Brokers").await;
    browser.find("heading", "Brokers").await;
    let article = browser.find("article", "Broker 2").await;
    let text = article.text().await.unwrap_or_default();
    assert!(text.contains("voter"), "{text}");
    browser.click("button", "Topics").await;
    browser.close().await;
}
