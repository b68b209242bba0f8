//! The script interface of the contract, `window.partitura`.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP};

#[tokio::test]
async fn the_script_interface_does_what_the_contract_says() {
    let browser = Browser::open(DESKTOP, "").await;
    let good = json!({"partitura": 1, "seed": 7, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 2},
        {"at": 0, "do": "add_producer", "producer": "shop"}
    ]});
    let script = "const p = window.partitura; p.stop(); p.load(arguments[0]); p.run({ms: 1000});
        window.seen = []; window.end = p.on('event', event => window.seen.push(event.kind));
        p.command({do: 'send', producer: 'shop', topic: 'orders', key: 'user-1', value: 'x'}); p.run({ms: 2000});";
    browser
        .client
        .execute(script, vec![good])
        .await
        .expect("the calls are known");
    browser
        .wait("the event is told", || async {
            seen(&browser).await.contains("record_appended")
        })
        .await;
    let script = "const p = window.partitura; window.end(); window.seen = [];
        p.command({do: 'send', producer: 'shop', topic: 'orders', key: 'user-1', value: 'y'}); p.run({ms: 2000});
        return {view: p.view({records: true}), scenario: p.scenario(), link: p.link()};";
    let answer = browser.js(script).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(seen(&browser).await, "[]", "who has left is told nothing");
    assert_eq!(answer["view"]["now_ms"], 5000);
    assert_eq!(answer["view"]["producers"][0]["acked"], 2);
    assert_eq!(answer["view"].get("events"), None, "events were not asked for");
    assert_eq!(answer["scenario"]["commands"].as_array().map(Vec::len), Some(4));
    assert_eq!(answer["scenario"]["commands"][2]["at"], 1000);
    assert!(
        answer["link"].as_str().is_some_and(|link| link.contains("#s=1.")),
        "{}",
        answer["link"]
    );
    seek(&browser).await;
    browser.close().await;
}

async fn seen(browser: &Browser) -> String {
    browser.js("return window.seen").await.to_string()
}

async fn seek(browser: &Browser) {
    let script =
        "const p = window.partitura; const far = p.view({}).fingerprint; p.seek(500); const near = p.view({}).now_ms;
        p.seek(5000); return {near, same: far === p.view({}).fingerprint};";
    assert_eq!(browser.js(script).await, json!({"near": 500, "same": true}));
}

#[tokio::test]
async fn a_bad_document_throws_with_its_field_and_changes_nothing() {
    let browser = Browser::open(DESKTOP, "").await;
    let bad = json!({"partitura": 1, "commands": [{"at": 0, "do": "send", "producer": "nobody", "topic": "t"}]});
    let script = "const before = JSON.stringify(window.partitura.scenario());
        try { window.partitura.load(arguments[0]); return 'loaded' }
        catch (error) { return [error instanceof window.Error, error.message, before === JSON.stringify(window.partitura.scenario())] }";
    let answer = browser
        .client
        .execute(script, vec![bad])
        .await
        .expect("it throws inside");
    assert_eq!(answer[0], true);
    assert!(
        answer[1]
            .as_str()
            .is_some_and(|message| message.contains("commands[0].producer")),
        "{answer}"
    );
    assert_eq!(answer[2], true);
    let refused = browser
        .js("try { window.partitura.command({do: 'dance'}); return '' } catch (error) { return error.message }")
        .await;
    assert!(
        refused.as_str().is_some_and(|message| message.contains("dance")),
        "{refused}"
    );
    assert_ne!(refused, Value::Null);
    browser.close().await;
}
