//! Tasks as somebody does them who has never seen the page: only what can be read and clicked, no script, no help.

use crate::browser::{Browser, DESKTOP};

async fn says(browser: &Browser, text: &str) {
    let shown = || async { browser.text().await.contains(text) };
    browser.wait(&format!("the page says “{text}”"), shown).await;
}

/// The name of the first button that begins so, once there is one.
async fn button(browser: &Browser, begins: &str) -> String {
    let first = || async {
        let names = browser.names("button").await;
        names.into_iter().find(|name| name.starts_with(begins))
    };
    browser
        .wait(&format!("there is a button “{begins}…”"), || async {
            first().await.is_some()
        })
        .await;
    first().await.unwrap_or_default()
}

async fn hurry(browser: &Browser) {
    let speed = browser.find("combobox", "Speed").await;
    speed.select_by_label("5×").await.expect("there is a speed of five");
}

/// The opening page, when its group is at work.
async fn arrive() -> Browser {
    let browser = Browser::open(DESKTOP, "").await;
    says(&browser, "Stable").await;
    browser
}

#[tokio::test]
async fn makes_a_consumer_idle() {
    let browser = arrive().await;
    hurry(&browser).await;
    for _ in 0..2 {
        browser.click("button", "consumer").await;
        browser.click("button", "Create").await;
    }
    says(&browser, "idle: more members than partitions").await;
    browser.close().await;
}

#[tokio::test]
async fn makes_a_record_be_read_twice() {
    let browser = arrive().await;
    hurry(&browser).await;
    browser.click("button", "Send from trades").await;
    let note = button(&browser, "Partition ").await;
    browser.click("button", &note).await;
    says(&browser, "processed").await;
    for consumer in ["c1", "c2"] {
        browser.click("button", &format!("More for {consumer}")).await;
        browser.click("button", "Move the position…").await;
        browser.click("button", "Save").await;
    }
    says(&browser, "was given it 2 times").await;
    browser.close().await;
}
