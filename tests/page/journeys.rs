//! What a person does on the page, from the first click to a broken link.

use fantoccini::{
    Locator,
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
};
use partitura::kafka::partitioner::{Algorithm, KeyArithmetic};
use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP, Window};

/// The records of a partition of the opening topic.
fn records(view: &Value, partition: usize) -> &[Value] {
    view["topics"][0]["partitions"][partition]["records"]
        .as_array()
        .map_or(&[], Vec::as_slice)
}

fn all_records(view: &Value) -> Vec<&Value> {
    (0..3).flat_map(|partition| records(view, partition)).collect()
}

fn group(view: &Value) -> &Value {
    &view["groups"][0]
}

fn members(view: &Value) -> usize {
    group(view)["members"].as_array().map_or(0, Vec::len)
}

fn has_event(view: &Value, kind: &str) -> bool {
    view["events"]
        .as_array()
        .is_some_and(|events| events.iter().any(|event| event["kind"] == kind))
}

/// Makes virtual time pass faster, as a person does with the speed menu.
async fn hurry(browser: &Browser) {
    let speed = browser.find("combobox", "Speed").await;
    speed.select_by_label("10×").await.expect("there is a speed of ten");
}

/// The opening scene, once its group is at work.
async fn opening() -> Browser {
    let browser = Browser::open(DESKTOP, "").await;
    browser
        .wait_view("the group is stable", |view| group(view)["state"] == "Stable")
        .await;
    browser
}

#[tokio::test]
async fn the_page_opens_alive_with_one_obvious_first_click() {
    let browser = opening().await;
    let text = browser.text().await;
    assert!(text.contains("trading-events"), "{text}");
    let view = browser.view().await;
    assert_eq!(members(&view), 2);
    assert_eq!(view["topics"][0]["partitions"].as_array().map(Vec::len), Some(3));
    browser.find("button", "Send from trades").await;
    browser.close().await;
}

#[tokio::test]
async fn a_keyed_record_lands_on_the_stave_that_its_key_says() {
    let browser = opening().await;
    browser.click("button", "Send from trades").await;
    browser
        .wait_view("a record is appended", |view| !all_records(view).is_empty())
        .await;
    let view = browser.view().await;
    let record = all_records(&view)[0];
    let key = record["key"].as_str().expect("the record has a key").to_string();
    let partition = KeyArithmetic::of(Algorithm::Murmur2, key.as_bytes(), 3).partition;
    assert_eq!(
        records(&view, partition as usize).len(),
        1,
        "{key} belongs into partition {partition}"
    );
    let note = format!("Partition {partition}, offset 0, key {key}");
    browser.click("button", &note).await;
    browser
        .find("heading", &format!("Record trading-events-{partition} @ 0"))
        .await;
    let text = browser.text().await;
    assert!(text.contains(&format!("murmur2(\"{key}\")")), "{text}");
    assert!(text.contains(&format!("mod 3 = {partition}")), "{text}");
    browser
        .wait_view("it is read", |view| has_event(view, "records_processed"))
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_new_consumer_starts_a_rebalance_and_a_crash_another() {
    let browser = opening().await;
    browser.click("button", "consumer").await;
    browser.click("button", "Create").await;
    hurry(&browser).await;
    browser
        .wait_view("three members share the partitions", |view| {
            members(view) == 3 && group(view)["state"] == "Stable"
        })
        .await;
    let view = browser.view().await;
    for member in group(&view)["members"].as_array().into_iter().flatten() {
        assert_eq!(
            member["assignment"][0]["partitions"].as_array().map(Vec::len),
            Some(1),
            "{member}"
        );
    }
    browser.click("button", "More for c2").await;
    browser.click("button", "Crash").await;
    browser
        .wait_view("the group goes on with two", |view| {
            members(view) == 2 && group(view)["state"] == "Stable"
        })
        .await;
    assert!(browser.text().await.contains("c2"));
    let view = browser.view().await;
    let removed = view["events"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|event| event["kind"] == "member_removed");
    assert_eq!(
        removed.map(|event| &event["why"]["rule"]),
        Some(&json!("session_expired"))
    );
    browser.close().await;
}

#[tokio::test]
async fn a_playhead_dragged_back_reads_records_again() {
    let browser = opening().await;
    // A playhead would glide to its place, away from the hand.
    browser.reduce_motion().await;
    hurry(&browser).await;
    browser.click("button", "Send ten from trades").await;
    browser
        .wait_view("ten records are processed", |view| processed(view) == 10)
        .await;
    let view = browser.view().await;
    let partition = (0..3)
        .max_by_key(|p| records(&view, *p).len())
        .expect("there are three");
    let before = records(&view, partition).len() as i64;
    let owner = owner_of(&view, partition as u64);
    let name = format!("Position of {owner} in partition {partition}; drag it to seek");
    drag(&browser, &name, -400.0).await;
    browser
        .wait_view("records are read again", |view| processed(view) > 10)
        .await;
    let view = browser.view().await;
    let sought = view["events"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|e| e["why"]["rule"] == "sought");
    assert!(
        sought.is_some_and(|event| event["offset"].as_i64() < Some(before)),
        "{sought:?}"
    );
    browser.close().await;
}

fn processed(view: &Value) -> usize {
    let deliveries = view["consumers"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|c| c["deliveries"].as_array());
    deliveries
        .flatten()
        .filter(|delivery| delivery["processed"] == true)
        .count()
}

fn owner_of(view: &Value, partition: u64) -> String {
    let reads = |consumer: &&Value| {
        consumer["positions"]
            .as_array()
            .is_some_and(|all| all.iter().any(|at| at["partition"] == partition))
    };
    let owner = view["consumers"].as_array().and_then(|all| all.iter().find(reads));
    owner
        .and_then(|consumer| consumer["name"].as_str())
        .expect("somebody reads it")
        .to_string()
}

/// Takes hold of a slider with the mouse and moves it sideways.
async fn drag(browser: &Browser, name: &str, by: f64) {
    let handle = browser.find("slider", name).await;
    let (x, y, width, height) = handle.rectangle().await.expect("it is drawn");
    let (x, y) = (x + width / 2.0, y + height / 2.0);
    let to = |x: f64| PointerAction::MoveTo {
        duration: Some(std::time::Duration::from_millis(200)),
        x,
        y,
    };
    let actions = MouseActions::new("mouse".into())
        .then(to(x))
        .then(PointerAction::Down {
            button: MOUSE_BUTTON_LEFT,
        })
        .then(to(x + by / 2.0))
        .then(to(x + by))
        .then(PointerAction::Up {
            button: MOUSE_BUTTON_LEFT,
        });
    browser.client.perform_actions(actions).await.expect("the mouse moves");
}

#[tokio::test]
async fn a_shared_link_opens_the_same_session_in_a_new_window() {
    let browser = opening().await;
    browser.allow_clipboard().await;
    browser.click("button", "Send from trades").await;
    browser
        .wait_view("a record is processed", |view| processed(view) == 1)
        .await;
    browser.click("button", "Pause").await;
    browser.click("button", "Share").await;
    browser
        .wait("the page says so", || async {
            browser.text().await.contains("Link copied")
        })
        .await;
    let read = "const done = arguments[0]; navigator.clipboard.readText().then(done, error => done(String(error)));";
    let link = browser
        .client
        .execute_async(read, Vec::new())
        .await
        .expect("the clipboard can be read");
    let link = link.as_str().expect("a link is text").to_string();
    assert!(link.contains("#s=1."), "{link}");
    let before = browser.view().await;
    let window = browser.client.new_window(true).await.expect("a new window opens");
    browser
        .client
        .switch_to_window(window.handle)
        .await
        .expect("it can be switched to");
    browser.client.goto(&link).await.expect("the link opens");
    browser
        .wait("the page has started", || async {
            browser.js("return typeof window.partitura").await == "object"
        })
        .await;
    browser
        .js(&format!("window.partitura.seek({}); return 0", before["now_ms"]))
        .await;
    let after = browser.view().await;
    assert_eq!(after["fingerprint"], before["fingerprint"]);
    assert_eq!(after["topics"], before["topics"]);
    browser.close().await;
}

#[tokio::test]
async fn the_page_speaks_russian_and_remembers_it() {
    let browser = opening().await;
    let language = browser.find("combobox", "Language").await;
    language.select_by_value("ru").await.expect("Russian is offered");
    browser.find("heading", "Продюсеры").await;
    browser.click("button", "Отправить от trades").await;
    browser
        .wait_view("a record is appended", |view| !all_records(view).is_empty())
        .await;
    browser.client.refresh().await.expect("the page reloads");
    browser.find("heading", "Продюсеры").await;
    assert_eq!(browser.js("return document.documentElement.lang").await, "ru");
    browser.close().await;
}

#[tokio::test]
async fn a_session_survives_a_reload() {
    let browser = opening().await;
    browser.click("button", "Send from clicks").await;
    browser
        .wait_view("a record is appended", |view| all_records(view).len() == 1)
        .await;
    let sent = browser
        .js("return JSON.stringify(window.partitura.scenario().commands)")
        .await;
    browser.keeps_what_was_sent().await;
    browser.client.refresh().await.expect("the page reloads");
    browser
        .wait("the page has started", || async {
            browser.js("return typeof window.partitura").await == "object"
        })
        .await;
    assert_eq!(
        browser
            .js("return JSON.stringify(window.partitura.scenario().commands)")
            .await,
        sent
    );
    browser
        .wait_view("the record is there", |view| all_records(view).len() == 1)
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_broken_link_says_so_and_harms_nothing() {
    let browser = opening().await;
    browser.click("button", "Send from trades").await;
    browser
        .wait_view("a record is appended", |view| all_records(view).len() == 1)
        .await;
    let link = browser.js("return window.partitura.link()").await;
    let link = link.as_str().expect("a link is text").to_string();
    let commands = browser.js("return window.partitura.scenario().commands.length").await;
    let cut = &link[..link.len() - 9];
    let mistyped = link.replacen("1.", "1.x", 1);
    let newer = link.replacen("#s=1.", "#s=9.", 1);
    for (broken, said) in [(cut, "cut"), (&mistyped, "link"), (&newer, "newer")] {
        let hash = broken.split_once('#').map_or("", |(_, hash)| hash);
        browser.js(&format!("location.hash = {}; return 0", json!(hash))).await;
        browser
            .wait(&format!("the page says {said}"), || async {
                notices(&browser).await.contains(said)
            })
            .await;
        assert_eq!(
            browser.js("return window.partitura.scenario().commands.length").await,
            commands
        );
        // The next one says something of its own.
        browser.click("button", "Dismiss").await;
    }
    browser.close().await;
}

async fn notices(browser: &Browser) -> String {
    let all = browser
        .client
        .find_all(Locator::Css("[role=alert]"))
        .await
        .unwrap_or_default();
    let mut text = String::new();
    for notice in all {
        text += &notice.text().await.unwrap_or_default();
    }
    text
}

#[tokio::test]
async fn everything_can_be_created_and_removed_by_clicking() {
    let browser = opening().await;
    hurry(&browser).await;
    browser.click("button", "topic").await;
    browser.fill("Name", "orders").await;
    browser.click("button", "Create").await;
    browser
        .wait_view("the topic is there", |view| {
            view["topics"].as_array().is_some_and(|all| all.len() == 2)
        })
        .await;
    browser.click("button", "producer").await;
    browser.fill("Name", "shop").await;
    browser.click("button", "Create").await;
    browser.find("button", "Send from shop").await;
    browser.click("button", "More for orders").await;
    browser.click("button", "Delete topic…").await;
    browser.click("button", "Delete").await;
    browser
        .wait_view("the topic is gone", |view| {
            view["topics"].as_array().is_some_and(|all| all.len() == 1)
        })
        .await;
    browser.click("button", "More for shop").await;
    browser.click("button", "Close").await;
    browser
        .wait_view("the producer is closed", |view| has_event(view, "producer_closed"))
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_reset_is_refused_while_the_group_is_active_and_a_way_out_is_offered() {
    let browser = opening().await;
    hurry(&browser).await;
    browser.click("button", "Send ten from trades").await;
    browser
        .wait_view("all is processed", |view| processed(view) == 10)
        .await;
    browser.click("button", "More for billing").await;
    browser.click("button", "Reset offsets…").await;
    browser.click("button", "Ask Kafka anyway").await;
    browser
        .wait("Kafka's reason is shown", || async {
            browser.text().await.contains("NON_EMPTY_GROUP")
        })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn every_demo_opens_and_plays() {
    let browser = opening().await;
    browser.click("button", "Demos").await;
    let demos: Vec<String> = browser
        .names("button")
        .await
        .into_iter()
        .filter(|name| name.starts_with("Open the demo"))
        .collect();
    assert_eq!(demos.len(), 13, "{demos:?}");
    browser.click("button", "Close").await;
    for demo in demos {
        browser.click("button", "Demos").await;
        browser.click("button", &demo).await;
        browser
            .wait("it is open", || async {
                let title = browser.js("return partitura.scenario().title?.en").await;
                title.as_str().is_some_and(|title| demo.contains(title))
            })
            .await;
        browser.js("window.partitura.run({ms: 60000}); return 0").await;
        let view = browser.view().await;
        assert!(
            view["events"].as_array().is_some_and(|events| events.len() > 10),
            "{demo}"
        );
    }
    browser.close().await;
}

#[tokio::test]
async fn a_phone_shows_everything_without_scrolling_sideways() {
    for language in ["en", "ru"] {
        let browser = Browser::open(
            Window {
                width: 360,
                height: 740,
                language,
            },
            "",
        )
        .await;
        browser.resize(360, 740).await;
        browser
            .wait_view("the group is stable", |view| group(view)["state"] == "Stable")
            .await;
        // What depends on the width is drawn anew in the next frame.
        browser
            .js("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            .await;
        let width = browser.js("return document.documentElement.scrollWidth").await;
        assert!(
            width.as_u64().is_some_and(|width| width <= 360),
            "{language}: {width} pixels wide"
        );
        browser.close().await;
    }
}

#[tokio::test]
async fn names_from_a_link_are_text_and_never_markup() {
    let browser = opening().await;
    let evil = json!({"partitura": 1, "title": "<img src=x onerror=\"window.harmed = 1\">", "commands": [
        {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "<script>window.harmed = 1</script>"},
        {"at": 0, "do": "add_consumer", "consumer": "<b onclick=alert(1)>c</b>", "group": "<i>g</i>", "topics": ["t"]},
        {"at": 100, "do": "send", "producer": "<script>window.harmed = 1</script>", "topic": "t",
         "key": "<svg onload=\"window.harmed = 1\">", "value": "<img src=x onerror=\"window.harmed = 1\">"}
    ]});
    browser
        .client
        .execute(
            "window.partitura.load(arguments[0]); window.partitura.run({ms: 20000})",
            vec![evil],
        )
        .await
        .expect("it loads");
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(browser.js("return window.harmed || null").await, Value::Null);
    assert_eq!(
        browser
            .js("return document.querySelectorAll('#app script, #app img, #app b[onclick]').length")
            .await,
        0
    );
    assert!(browser.text().await.contains("<i>g</i>"));
    browser.close().await;
}
