//! Partitions that move to other brokers, by clicking.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP};

/// A partition on brokers 1 and 2 of three, with some records, stopped at this moment.
async fn at(ms: u64) -> Browser {
    let browser = Browser::open(DESKTOP, "").await;
    let document = json!({"partitura": 1, "cluster": {"brokers": 3}, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1, "replication_factor": 2},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 1000, "do": "send", "producer": "shop", "topic": "orders", "value": "{n}", "count": 5},
    ]});
    browser.stand(&document, ms).await;
    browser
}

fn placed(view: &Value) -> &Value {
    &view["topics"][0]["partitions"][0]
}

/// In the open dialog: brokers 2 and 3 in this order.
async fn choose_2_and_3(browser: &Browser) {
    browser.click("button", "Broker 1, number 1").await;
    browser.click("button", "Broker 3").await;
    browser.find("button", "Broker 2, number 1").await;
    browser.find("button", "Broker 3, number 2").await;
    browser.click("button", "Move").await;
    browser
        .wait_view("it is on its way", |view| {
            placed(view)["adding_replicas"] == json!([3]) && placed(view)["removing_replicas"] == json!([1])
        })
        .await;
}

#[tokio::test]
async fn a_partition_moves_by_clicking() {
    let browser = at(4_000).await;
    browser.click("button", "More for orders").await;
    browser.click("button", "Move replicas…").await;
    browser.says("B1 is to be the preferred leader").await;
    choose_2_and_3(&browser).await;
    browser.says("orders-0 is to lie on B2 and B3").await;
    let joins = || async {
        let label = "return document.querySelector('.stave-svg .replicas').getAttribute('aria-label') || ''";
        let said = browser.js(label).await;
        said.as_str().is_some_and(|said| {
            said.contains(
                "Broker 3 follows and is not in sync: its log ends at 0, 5 behind, it comes with a reassignment",
            )
        })
    };
    browser.wait("the line of broker 3 says that it comes", joins).await;
    browser.run(5_000).await;
    browser
        .wait_view("it lies there", |view| {
            placed(view)["replicas"] == json!([2, 3]) && placed(view)["leader"] == 2
        })
        .await;
    browser.says("orders-0 lies on B2 and B3 now").await;
    browser.says("Broker 1 deletes its log of orders-0").await;
    browser.close().await;
}

#[tokio::test]
async fn a_move_is_taken_back_in_the_sheet_of_the_partition() {
    let browser = at(4_000).await;
    browser.click("button", "orders").await;
    browser.click("button", "orders-0").await;
    browser.click("button", "Move replicas…").await;
    browser.says("B1 is to be the preferred leader").await;
    choose_2_and_3(&browser).await;
    browser.says("comes: it is waited for until it is in sync").await;
    browser.says("goes when all that stay are in sync").await;
    browser.click("button", "Take the move back").await;
    browser
        .wait_view("it stays where it is", |view| {
            placed(view)["replicas"] == json!([2, 1]) && placed(view)["adding_replicas"].is_null()
        })
        .await;
    browser.says("The reassignment of orders-0 is taken back").await;
    browser.click("button", "Undo: move replicas of orders").await;
    browser
        .wait_view("undone, it is on its way again", |view| {
            placed(view)["adding_replicas"] == json!([3])
        })
        .await;
    browser.close().await;
}
