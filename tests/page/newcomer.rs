//! Five tasks as somebody does them who has never seen the page: only what can be read and clicked, no script, no help.

use crate::browser::{Browser, DESKTOP};

async fn says(browser: &Browser, text: &str) {
    let shown = || async { browser.text().await.contains(text) };
    browser.wait(&format!("the page says “{text}”"), shown).await;
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
async fn sends_a_keyed_record_and_says_why_it_went_there() {
    let browser = arrive().await;
    browser.click("button", "Send from trades").await;
    let note = browser.name("button", "Partition ").await;
    let place = note.trim_start_matches("Partition ").split(',').next();
    let partition = place.unwrap_or_default().to_owned();
    browser.click("button", &note).await;
    says(&browser, "murmur2(").await;
    says(&browser, &format!("mod 3 = {partition}")).await;
    browser.close().await;
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
    let note = browser.name("button", "Partition ").await;
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

#[tokio::test]
async fn brings_back_the_moment_before_a_crash() {
    let browser = arrive().await;
    browser.click("button", "More for c2").await;
    browser.click("button", "Crash").await;
    says(&browser, "crashed: its group notices").await;
    browser.click("button", "Pause").await;
    let is_crashed = || async { browser.text().await.contains("crashed: its group notices") };
    browser
        .wait("c2 is back", || async {
            browser.click("button", "Step back").await;
            !is_crashed().await
        })
        .await;
    // A slow picture lets a person step back once too often.
    browser
        .wait("it crashes again", || async {
            browser.click("button", "Step to the next event").await;
            is_crashed().await
        })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn sends_a_colleague_a_link_that_opens_there() {
    let browser = arrive().await;
    browser.click("button", "Send from trades").await;
    let note = browser.name("button", "Partition ").await;
    browser.click("button", "Pause").await;
    browser.click("button", "Share").await;
    browser.click("checkbox", "opens at this moment…").await;
    let field = browser.find("textbox", "Link").await;
    let link = field.prop("value").await.ok().flatten().unwrap_or_default();
    let window = browser.client.new_window(true).await.expect("a new window opens");
    let there = browser.client.switch_to_window(window.handle).await;
    there.expect("it can be switched to");
    browser.client.goto(&link).await.expect("the link opens");
    browser.find("button", &note).await;
    browser.find("button", "Play").await;
    browser.close().await;
}
