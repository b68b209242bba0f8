//! Point 1 and undo: going back by the ruler, another way, its name, both lines compared and in one link.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use serde_json::Value;

use crate::browser::{Browser, DESKTOP};

/// A small session that has come to its end: one producer, one reader, records on one partition.
async fn played() -> Browser {
    let browser = Browser::open(DESKTOP, "").await;
    browser
        .js(
            r#"window.partitura.load({partitura: 1, cluster: {config: {"group.initial.rebalance.delay.ms": 0}}, commands: [
                {at: 0, do: "create_topic", topic: "orders", partitions: 1},
                {at: 0, do: "add_producer", producer: "shop"},
                {at: 0, do: "add_consumer", consumer: "c1", group: "billing", topics: ["orders"]},
                {at: 4000, do: "send", producer: "shop", topic: "orders", key: "a", value: "first"},
                {at: 8000, do: "crash_consumer", consumer: "c1"}]});
            window.partitura.run({ms: 12000})"#,
        )
        .await;
    browser
}

async fn press(browser: &Browser, keys: &[Key], last: char) {
    let mut actions = KeyActions::new("keys".to_owned());
    for key in keys {
        actions = actions.then(KeyAction::Down {
            value: char::from(*key),
        });
    }
    actions = actions
        .then(KeyAction::Down { value: last })
        .then(KeyAction::Up { value: last });
    for key in keys {
        actions = actions.then(KeyAction::Up {
            value: char::from(*key),
        });
    }
    browser
        .client
        .perform_actions(actions)
        .await
        .expect("the keyboard works");
}

async fn scenario(browser: &Browser) -> Value {
    browser
        .js("return JSON.parse(JSON.stringify(window.partitura.scenario()))")
        .await
}

fn count(scenario: &Value) -> usize {
    scenario["commands"].as_array().map_or(0, Vec::len)
}

/// Waits until the document satisfies a condition.
async fn wait_scenario(browser: &Browser, what: &str, holds: impl Fn(&Value) -> bool) {
    browser.wait(what, || async { holds(&scenario(browser).await) }).await;
}

/// Goes back with the ruler's own slider: Home, and then forward second by second.
async fn back_to(browser: &Browser, seconds: usize) {
    let slider = browser.find("slider", "Moment of the session").await;
    slider
        .send_keys(&char::from(Key::Home).to_string())
        .await
        .expect("the slider takes keys");
    for second in 1..=seconds {
        slider
            .send_keys(&char::from(Key::PageUp).to_string())
            .await
            .expect("the slider takes keys");
        let moment = format!("return window.partitura.view().now_ms === {}", second * 1000);
        browser
            .wait("the world follows", || async { browser.js(&moment).await == true })
            .await;
    }
}

#[tokio::test]
async fn another_way_is_gone_named_compared_and_shared() {
    let browser = played().await;
    back_to(&browser, 6).await;
    browser.click("button", "Go another way from here").await;
    wait_scenario(&browser, "there is a branch", |it| it["branches"][0]["at"] == 6000).await;
    browser.click("button", "Send from shop").await;
    wait_scenario(&browser, "the branch has the record", |it| {
        it["branches"][0]["commands"][0]["do"] == "send"
    })
    .await;
    let whole = scenario(&browser).await;
    assert_eq!(count(&whole), 5, "the first line stays as it was: {whole}");

    let chip = browser.find("button", "Branch 1").await;
    chip.send_keys(&char::from(Key::F2).to_string())
        .await
        .expect("the chip takes keys");
    browser.fill("Name of the branch", "It lives").await;
    let field = browser.find("textbox", "Name of the branch").await;
    field
        .send_keys(&char::from(Key::Enter).to_string())
        .await
        .expect("the field takes keys");
    wait_scenario(&browser, "the branch has its name", |it| {
        it["branches"][0]["name"] == "It lives"
    })
    .await;

    browser
        .js("window.partitura.stop(); window.partitura.seek(11000)")
        .await;
    browser.click("button", "Compare").await;
    browser
        .wait("the difference is told", || async {
            browser.text().await.contains("Only on It lives: 1 record of orders")
        })
        .await;
    browser.find("list", "It lives: orders, partition 0").await;
    let below = browser.find("list", "Main line: orders, partition 0").await;
    assert!(!below.text().await.expect("text").contains("only on this line"));
    let marked = browser.find("list", "It lives: orders, partition 0").await;
    let label = marked
        .prop("textContent")
        .await
        .expect("a property")
        .unwrap_or_default();
    assert!(label.contains("only on this line"), "{label}");

    browser.click("button", "Main line").await;
    browser
        .wait_view("the main line is played at the same moment", |view| {
            view["now_ms"] == 11000 && view["consumers"][0]["state"] == "crashed"
        })
        .await;

    let link = browser.js("return window.partitura.link()").await;
    let hash = link
        .as_str()
        .and_then(|link| link.split_once('#'))
        .expect("a link")
        .1
        .to_owned();
    let other = Browser::open(DESKTOP, &format!("#{hash}")).await;
    other.find("button", "Main line").await;
    other.find("button", "It lives").await;
    assert_eq!(scenario(&other).await, scenario(&browser).await);
    other.close().await;
    browser.close().await;
}

#[tokio::test]
async fn undo_and_redo_by_button_and_by_keyboard() {
    let browser = played().await;
    browser.js("window.partitura.stop()").await;
    let (before, records) = (scenario(&browser).await, browser.view().await["fingerprint"].clone());
    browser.click("button", "More for shop").await;
    browser.click("button", "Crash").await;
    wait_scenario(&browser, "the command is there", |it| count(it) == 6).await;
    browser.click("button", "Undo: crash shop").await;
    wait_scenario(&browser, "it is undone", |it| *it == before).await;
    let view = browser.view().await;
    assert_eq!((&view["now_ms"], &view["fingerprint"]), (&12_000.into(), &records));
    press(&browser, &[Key::Control, Key::Shift], 'z').await;
    wait_scenario(&browser, "it is done again", |it| count(it) == 6).await;
    press(&browser, &[Key::Control], 'z').await;
    wait_scenario(&browser, "it is undone again", |it| *it == before).await;
    browser.click("button", "Redo: crash shop").await;
    wait_scenario(&browser, "it is done again", |it| count(it) == 6).await;
    browser.close().await;
}

#[tokio::test]
async fn a_command_in_the_past_offers_another_way_and_loses_nothing() {
    let browser = played().await;
    back_to(&browser, 6).await;
    browser.click("button", "Send from shop").await;
    browser.click("button", "Go another way instead").await;
    wait_scenario(&browser, "the command has moved to a branch", |it| {
        count(it) == 5 && it["branches"][0]["commands"][0]["at"] == 6000
    })
    .await;
    browser.click("button", "More for Branch 1").await;
    browser.click("button", "Delete branch").await;
    wait_scenario(&browser, "the branch is gone", |it| it["branches"].is_null()).await;
    browser.click("button", "Undo").await;
    wait_scenario(&browser, "it is back", |it| {
        it["branches"][0]["commands"][0]["do"] == "send"
    })
    .await;
    browser.close().await;
}
