//! Transactions by clicking: begin, send, commit or abort, and what readers of committed records get.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP};

/// A producer with a `transactional.id`, and nobody who reads.
async fn shop() -> Browser {
    let browser = Browser::open(DESKTOP, "").await;
    let document = json!({"partitura": 1, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "shop", "config": {"transactional.id": "shop-1"}},
    ]});
    browser.stand(&document, 8_000).await;
    browser
}

async fn drawn(browser: &Browser, selector: &str, count: u64) {
    let script = format!("return document.querySelectorAll({}).length", json!(selector));
    let so = || async { browser.js(&script).await == count };
    browser.wait(&format!("{selector} is there {count} times"), so).await;
}

/// A transaction with one record, up to the moment in which it is open in the log.
async fn begin_and_send(browser: &Browser) {
    browser.click("button", "Begin a transaction of shop").await;
    browser.click("button", "Send from shop").await;
    browser.run(4_000).await;
}

/// How many records a consumer was given.
fn delivered(view: &Value, consumer: &str) -> u64 {
    let events = view["events"].as_array().into_iter().flatten();
    let own = events.filter(|event| event["kind"] == "records_delivered" && event["consumer"] == consumer);
    own.filter_map(|event| event["count"].as_u64()).sum()
}

#[tokio::test]
async fn what_is_sent_is_open_until_the_marker_of_the_commit_or_the_abort() {
    let browser = shop().await;
    begin_and_send(&browser).await;
    drawn(&browser, ".note.open", 1).await;
    browser.click("button", "Commit the transaction of shop").await;
    browser.run(6_000).await;
    drawn(&browser, ".note.open", 0).await;
    drawn(&browser, ".note.marker", 1).await;

    begin_and_send(&browser).await;
    browser.click("button", "Abort the transaction of shop").await;
    browser.run(6_000).await;
    drawn(&browser, ".note.open", 0).await;
    drawn(&browser, ".note.aborted", 1).await;
    drawn(&browser, ".note.marker", 2).await;

    // The inspector says what a marker is, and not what bytes it has.
    let click = "document.querySelectorAll('.note.marker')[1].dispatchEvent(new MouseEvent('click', {bubbles: true})); return 0";
    browser.js(click).await;
    browser.says("no application receives it").await;
    drawn(&browser, ".in-transaction[data-fate='marker']", 1).await;
    browser.close().await;
}

#[tokio::test]
async fn a_consumer_of_committed_records_is_made_by_the_dialog_and_gets_no_aborted_ones() {
    let browser = shop().await;
    browser.click("button", "consumer").await;
    let reset = browser.find("combobox", "auto.offset.reset").await;
    reset.select_by_label("earliest").await.expect("there is such a choice");
    browser
        .js("document.querySelector('dialog details').open = true; return 0")
        .await;
    let isolation = browser.find("combobox", "isolation.level").await;
    isolation
        .select_by_label("read_committed")
        .await
        .expect("there is such a choice");
    browser.click("button", "Create").await;
    let hasty = json!({"do": "add_consumer", "consumer": "hasty", "group": "others", "topics": ["orders"],
        "config": {"auto.offset.reset": "earliest"}});
    browser
        .js(&format!("window.partitura.command({hasty}); return 0"))
        .await;
    let consumer = browser
        .js("return window.partitura.scenario().commands.find((c) => c.do === 'add_consumer' && c.consumer !== 'hasty')")
        .await;
    assert_eq!(consumer["config"]["isolation.level"], "read_committed", "{consumer}");
    let careful = consumer["consumer"].as_str().unwrap_or_default().to_owned();

    browser.run(8_000).await;
    begin_and_send(&browser).await;
    browser.click("button", "Abort the transaction of shop").await;
    browser.run(6_000).await;
    begin_and_send(&browser).await;
    browser.click("button", "Commit the transaction of shop").await;
    browser.run(6_000).await;
    browser
        .wait_view("one of them reads both, the other what was committed", |view| {
            (delivered(view, &careful), delivered(view, "hasty")) == (1, 2)
        })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_transactional_producer_can_lose_the_answer_to_its_commit() {
    let browser = shop().await;
    browser.click("button", "More for shop").await;
    browser.click("button", "Harm a message…").await;
    let request = browser.find("combobox", "Request").await;
    request.select_by_label("EndTxn").await.expect("there is such a choice");
    browser.says("nothing is decided twice").await;
    browser.click("button", "Let it happen").await;
    begin_and_send(&browser).await;
    browser.click("button", "Commit the transaction of shop").await;
    browser.run(40_000).await;
    drawn(&browser, ".note.marker", 1).await;
    browser.find("button", "Begin a transaction of shop").await;
    browser.close().await;
}
