//! Rebalance protocols on the page: a group of the `consumer` protocol, who owned what, and the comparison.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP};

/// Three members, one after the other, on six partitions.
fn three_members(config: &Value) -> Value {
    let consumer = |at: u32, name: &str| {
        json!({"at": at, "do": "add_consumer", "consumer": name, "group": "billing", "topics": ["orders"],
               "config": config})
    };
    json!({"partitura": 1, "cluster": {"config": {"group.initial.rebalance.delay.ms": 0}}, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 6},
        consumer(0, "c1"),
        consumer(4_000, "c2"),
        consumer(20_000, "c3"),
    ]})
}

#[tokio::test]
async fn a_group_of_the_consumer_protocol_shows_who_owned_what_and_why() {
    let browser = Browser::open(DESKTOP, "").await;
    browser
        .stand(&three_members(&json!({"group.protocol": "consumer"})), 35_000)
        .await;
    browser.click("button", "billing").await;
    let sheet = browser.find("region", "Group billing").await;
    for line in [
        "group epoch",
        "uniform",
        "6 partitions ÷ 3 members = 2 each",
        "Who owned what",
        "Nobody read for",
        "The last rebalance",
        "c1 is told to give up",
        "Only what moves is given up.",
        "is stable at epoch 3",
    ] {
        browser
            .wait(&format!("the sheet says “{line}”"), || async {
                sheet.text().await.is_ok_and(|text| text.contains(line))
            })
            .await;
    }
    let machine = browser
        .find("img", "State machine of the group; it is Stable now")
        .await;
    assert!(machine.text().await.is_ok_and(|text| text.contains("Reconciling")));
    browser
        .find(
            "img",
            "Owners of each partition along time; where a lane is dashed, nobody read it",
        )
        .await;
    browser.close().await;
}

#[tokio::test]
async fn one_click_runs_the_same_commands_under_each_protocol() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.stand(&three_members(&json!({})), 38_000).await;
    let before = browser.js("return JSON.stringify(window.partitura.scenario())").await;
    browser.click("button", "billing").await;
    browser.click("button", "Compare protocols…").await;
    let dialog = browser.find("dialog", "billing under each rebalance protocol").await;
    browser
        .wait("all four have run", || async {
            dialog
                .text()
                .await
                .is_ok_and(|text| !text.contains("running…") && text.contains("consumer (KIP-848)"))
        })
        .await;
    let still = "return [...document.querySelectorAll('dialog tbody tr')]
        .map((row) => parseInt(row.cells[1].textContent.replace(/\\D/g, '')))";
    let still = browser.js(still).await;
    let still: Vec<i64> = still
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_i64)
        .collect();
    assert!(
        still.len() == 4 && 0 < still[0] && 0 < still[1],
        "eager members stop all together: {still:?}"
    );
    assert_eq!(still[2..], [0, 0], "the others never do");
    browser.click("button", "Close").await;
    let after = browser.js("return JSON.stringify(window.partitura.scenario())").await;
    assert_eq!(before, after, "the session is left alone");
    browser.close().await;
}
