//! Compression: chosen in the producer's dialog, told in the inspector and in the story, in both languages.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP, Window};

/// Twenty orders in one batch, to a topic that keeps them and to one that has a compression of its own.
fn orders() -> Value {
    let value = r#"{"order":{n},"user":"user-{1..5}","currency":"EUR","status":"created"}"#;
    let send = |topic: &str| {
        json!({"at": 2000, "do": "send", "producer": "shop", "topic": topic, "key": "user-{1..5}", "value": value,
               "count": 20})
    };
    json!({"partitura": 1, "seed": 7, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1},
        {"at": 0, "do": "create_topic", "topic": "archive", "partitions": 1, "config": {"compression.type": "gzip"}},
        {"at": 0, "do": "add_producer", "producer": "shop", "config": {"compression.type": "zstd", "linger.ms": "100"}},
        send("orders"),
        send("archive"),
    ]})
}

async fn stand(browser: &Browser) {
    let script = "window.partitura.load(arguments[0]); window.partitura.stop(); window.partitura.run({ms: 6000})";
    let played = browser.client.execute(script, vec![orders()]).await;
    played.expect("the session plays");
}

/// Waits until the open sheet says all of it.
async fn says(browser: &Browser, title: &str, parts: &[&str]) {
    let sheet = browser.find("region", title).await;
    browser
        .wait(&format!("the sheet “{title}” says {parts:?}"), || async {
            let text = sheet.text().await.unwrap_or_default();
            parts.iter().all(|part| text.contains(part))
        })
        .await;
}

#[tokio::test]
async fn the_inspector_and_the_story_tell_what_compressing_made_of_a_batch() {
    let browser = Browser::open(DESKTOP, "").await;
    stand(&browser).await;
    browser.click("button", "shop").await;
    says(
        &browser,
        "Producer shop",
        &["compression.type=zstd", "compressed with zstd: "],
    )
    .await;
    browser.click("button", "Partition 0, offset 3, key user-4").await;
    says(&browser, "Record orders-0 @ 3", &["compressed with zstd: ", " bytes"]).await;
    browser.click("checkbox", "everything").await;
    for line in [
        "shop compresses 20 records for orders-0 with zstd: ",
        "The leader of archive-0 compresses a batch of shop with gzip, it came in zstd: ",
        "compression.type=gzip",
    ] {
        let told = || async { browser.text().await.contains(line) };
        browser.wait(line, told).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn compression_is_told_in_russian() {
    let russian = Window {
        language: "ru",
        ..DESKTOP
    };
    let browser = Browser::open(russian, "").await;
    stand(&browser).await;
    browser.click("button", "shop").await;
    says(&browser, "Продюсер shop", &["сжатие", "сжато zstd: "]).await;
    browser.close().await;
}

#[tokio::test]
async fn a_codec_is_chosen_in_the_dialog_of_a_producer() {
    let browser = Browser::open(DESKTOP, "").await;
    stand(&browser).await;
    browser.click("button", "producer").await;
    browser.fill("Name", "clicks").await;
    browser.js("document.querySelector('dialog details').open = true").await;
    let codec = browser.find("combobox", "compression.type").await;
    let chosen = codec.prop("value").await.expect("a value");
    assert_eq!(chosen.as_deref(), Some(""), "Kafka's default is not set");
    codec.select_by_value("lz4").await.expect("lz4 is offered");
    browser.click("button", "Create").await;
    browser.find("button", "Send from clicks").await;
    browser.click("button", "clicks").await;
    says(&browser, "Producer clicks", &["compression.type=lz4"]).await;
    browser.close().await;
}
