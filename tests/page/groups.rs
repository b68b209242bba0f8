//! Groups on the page: a new group of each kind, what a reset would do, and what coordinators write down.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP};

async fn choose(browser: &Browser, field: &str, option: &str) {
    let field = browser.find("combobox", field).await;
    field.select_by_label(option).await.expect("there is such a choice");
}

fn group<'a>(view: &'a Value, name: &str) -> &'a Value {
    let groups = view["groups"].as_array().into_iter().flatten();
    groups
        .into_iter()
        .find(|group| group["group"] == name)
        .unwrap_or(&Value::Null)
}

#[tokio::test]
async fn a_new_group_is_of_the_kind_that_was_chosen_and_its_members_agree() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.js("window.partitura.stop(); return 0").await;
    for (name, kind, protocol, strategy) in [
        (
            "together",
            "classic: cooperative-sticky",
            "classic",
            "cooperative-sticky",
        ),
        ("modern", "consumer (KIP-848)", "consumer", "uniform"),
        ("queue", "share: a queue (KIP-932)", "share", "simple"),
    ] {
        browser.click("button", "consumer").await;
        choose(&browser, "Group", "New group").await;
        browser.fill("Name of the new group", name).await;
        choose(&browser, "Kind of group", kind).await;
        browser.click("button", "Create").await;
        let card = browser.find("article", name).await;
        browser.js("window.partitura.run({ms: 10000}); return 0").await;
        browser.click("button", &format!("Add a consumer to {name}")).await;
        browser.click("button", "Create").await;
        browser.js("window.partitura.run({ms: 10000}); return 0").await;
        browser
            .wait_view("both are members of one protocol", |view| {
                let group = group(view, name);
                group["protocol"] == protocol
                    && group["assignor"] == strategy
                    && group["members"].as_array().is_some_and(|members| members.len() == 2)
            })
            .await;
        let text = card.text().await.expect("a card has text");
        assert!(text.contains(strategy), "{text}");
    }
    browser.close().await;
}

#[tokio::test]
async fn a_reset_shows_beforehand_what_it_would_do() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.click("button", "Send ten from trades").await;
    browser
        .js("window.partitura.stop(); window.partitura.run({ms: 20000}); return 0")
        .await;
    browser.click("button", "Reset offsets…").await;
    let table = browser.find("table", "What the reset would do now").await;
    let rows = || async { table.text().await.unwrap_or_default() };
    let (before, heads) = (rows().await, ["TOPIC", "PARTITION", "CURRENT-OFFSET", "NEW-OFFSET"]);
    assert!(heads.iter().all(|head| before.contains(head)), "{before}");
    choose(&browser, "To", "the end").await;
    browser
        .wait("the table follows the choice", || async { rows().await != before })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn what_coordinators_write_down_can_be_opened_and_read() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.click("button", "Send ten from trades").await;
    // Always to the same moment: every five seconds members commit, and a stave shows the newest records alone.
    browser
        .js("window.partitura.stop(); window.partitura.seek(25000); return 0")
        .await;
    browser.click("button", "Show Kafka's own topics").await;
    let topic = browser.find("article", "__consumer_offsets").await;
    assert!(
        topic
            .text()
            .await
            .is_ok_and(|text| text.contains("cleanup.policy=compact"))
    );
    let record = browser.name("button", "Partition 9, offset 2").await;
    browser.click("button", &record).await;
    browser
        .wait("the inspector shows what is in it", || async {
            let text = browser.text().await;
            text.contains("\"group\":\"billing\"")
        })
        .await;
    browser.click("button", "Hide Kafka's own topics").await;
    browser.find("button", "Show Kafka's own topics").await;
    browser.close().await;
}

#[tokio::test]
async fn a_record_of_a_queue_can_be_given_back_by_hand() {
    let browser = Browser::open(DESKTOP, "").await;
    let config =
        json!({"group.type": "share", "share.acknowledgement.mode": "explicit", "share.auto.offset.reset": "earliest"});
    let document = json!({"partitura": 1, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 0, "do": "add_consumer", "consumer": "w1", "group": "queue", "topics": ["orders"], "config": config, "commit": "manual"},
        {"at": 5000, "do": "send", "producer": "shop", "topic": "orders", "value": "v"}
    ]});
    let script = "window.partitura.load(arguments[0]); window.partitura.stop(); window.partitura.run({ms: 12000})";
    browser
        .client
        .execute(script, vec![document])
        .await
        .expect("the session plays");
    browser.click("button", "More for w1").await;
    browser.click("button", "Release (try again)").await;
    browser.js("window.partitura.run({ms: 3000}); return 0").await;
    browser
        .wait_view("it is handed out a second time", |view| {
            let events = view["events"].as_array().into_iter().flatten();
            events.filter(|event| event["kind"] == "records_delivered").count() == 2
        })
        .await;
    browser.close().await;
}
