//! Direct manipulation, large logs and views: everything by pointer, and again by keyboard or menu.

use std::time::Duration;

use fantoccini::{
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, WheelAction, WheelActions},
    elements::Element,
    key::Key,
};
use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP};

/// A session by the script interface, at this moment, stopped.
async fn load(browser: &Browser, commands: Value, at: u64) {
    let document = json!({"partitura": 1, "seed": 7, "cluster": {"brokers": 3}, "commands": commands});
    browser
        .client
        .execute(
            "const p = window.partitura; p.stop(); p.load(arguments[0]); p.seek(arguments[1])",
            vec![document, at.into()],
        )
        .await
        .expect("it loads");
}

/// Two topics, two groups, twelve records with keys.
async fn two_groups() -> Browser {
    let browser = Browser::open(DESKTOP, "").await;
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 2},
        {"at": 0, "do": "create_topic", "topic": "clicks", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]},
        {"at": 0, "do": "add_consumer", "consumer": "c2", "group": "billing", "topics": ["orders"]},
        {"at": 0, "do": "add_consumer", "consumer": "a1", "group": "audit", "topics": ["orders"]},
        {"at": 9000, "do": "send", "producer": "shop", "topic": "orders", "key": "user-{1..3}", "value": "{n}", "count": 12},
    ]);
    load(&browser, commands, 20_000).await;
    let speed = browser.find("combobox", "Speed").await;
    speed.select_by_label("10×").await.expect("there is a speed of ten");
    browser
}

/// Lets time stand, and with it everything that a hand is to take hold of.
async fn stop(browser: &Browser) {
    browser.js("window.partitura.stop(); return 0").await;
}

/// The middle of an element on the screen.
async fn middle(element: &Element) -> (f64, f64) {
    let (x, y, width, height) = element.rectangle().await.expect("it is drawn");
    (x + width / 2.0, y + height / 2.0)
}

/// Takes hold at one place and lets go at another.
async fn drag(browser: &Browser, from: (f64, f64), to: (f64, f64)) {
    let go = |x: f64, y: f64| PointerAction::MoveTo {
        duration: Some(Duration::from_millis(150)),
        x,
        y,
    };
    let button = MOUSE_BUTTON_LEFT;
    let actions = MouseActions::new("mouse".into())
        .then(go(from.0, from.1))
        .then(PointerAction::Down { button })
        .then(go((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0))
        .then(go(to.0, to.1))
        .then(PointerAction::Up { button });
    browser.client.perform_actions(actions).await.expect("the mouse moves");
}

fn group<'a>(view: &'a Value, name: &str) -> &'a Value {
    let all = view["groups"].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().find(|group| group["group"] == name).unwrap_or(&Value::Null)
}

fn members(view: &Value, name: &str) -> Vec<String> {
    let members = group(view, name)["members"].as_array().cloned().unwrap_or_default();
    let names = members.iter().filter_map(|member| member["consumer"].as_str());
    names.map(str::to_owned).collect()
}

fn told(view: &Value, kind: &str) -> usize {
    let events = view["events"].as_array().map(Vec::as_slice).unwrap_or_default();
    events.iter().filter(|event| event["kind"] == kind).count()
}

fn records(view: &Value, topic: &str) -> usize {
    let topics = view["topics"].as_array().map(Vec::as_slice).unwrap_or_default();
    let own = topics.iter().filter(|own| own["name"] == topic);
    let partitions = own.flat_map(|own| own["partitions"].as_array().into_iter().flatten());
    partitions
        .map(|partition| partition["records"].as_array().map_or(0, Vec::len))
        .sum()
}

#[tokio::test]
async fn a_flag_dragged_while_its_group_is_active_is_refused_with_a_way_out() {
    let browser = two_groups().await;
    let view = browser.view().await;
    let committed = group(&view, "audit")["offsets"].as_array().cloned().unwrap_or_default();
    let own = committed.iter().max_by_key(|offset| offset["committed"].as_i64());
    let partition = own.map_or(0, |own| own["partition"].as_u64().unwrap_or(0));
    let name = format!("Committed offset of audit in partition {partition}; drag it…");
    let flag = browser.find("slider", &name).await;
    let from = flag
        .find(fantoccini::Locator::Css(".shape"))
        .await
        .expect("it has a shape");
    let from = middle(&from).await;
    drag(&browser, from, (from.0 - 110.0, from.1)).await;
    browser.find("button", "Stop the members and reset").await;
    let text = browser.text().await;
    assert!(text.contains("NON_EMPTY_GROUP") && text.contains("Stable"), "{text}");
    browser.click("button", "Stop the members and reset").await;
    browser
        .wait_view("the group is reset and reads again", |view| {
            told(view, "offsets_reset") == 1 && group(view, "audit")["state"] == "Stable"
        })
        .await;
    stop(&browser).await;
    // The same by keyboard: nothing happens before Enter, and Escape takes it back.
    let before = told(&browser.view().await, "command_refused");
    let flag = browser.find("slider", &name).await;
    for keys in [Key::Home.to_string(), Key::Escape.to_string()] {
        flag.send_keys(&keys).await.expect("a flag takes keys");
    }
    assert_eq!(told(&browser.view().await, "command_refused"), before);
    flag.send_keys(&(Key::Home + "")).await.expect("a flag takes keys");
    flag.send_keys(&(Key::Enter + "")).await.expect("a flag takes keys");
    browser
        .wait_view("the group is active, so that it is refused again", |view| {
            told(view, "command_refused") == before + 1
        })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_consumer_dropped_onto_a_group_joins_it() {
    let browser = two_groups().await;
    let (card, onto) = (
        browser.find("group", "c1").await,
        browser.find("heading", "audit").await,
    );
    drag(&browser, middle(&card).await, middle(&onto).await).await;
    browser.says("it comes back in audit as c1-2").await;
    browser
        .wait_view("it comes back in the other group", |view| {
            members(view, "audit").contains(&"c1-2".to_owned()) && members(view, "billing") == ["c2"]
        })
        .await;
    stop(&browser).await;
    // Onto its own group it goes nowhere; Escape lets go of it.
    let (card, onto) = (
        browser.find("group", "c2").await,
        browser.find("heading", "billing").await,
    );
    let commands = browser.js("return window.partitura.scenario().commands.length").await;
    drag(&browser, middle(&card).await, middle(&onto).await).await;
    assert_eq!(
        browser.js("return window.partitura.scenario().commands.length").await,
        commands
    );
    // The same by menu.
    browser.click("button", "More for c2").await;
    browser.click("button", "Move to audit").await;
    browser
        .wait_view("it has moved too", |view| {
            members(view, "audit").contains(&"c2-2".to_owned())
        })
        .await;
    stop(&browser).await;
    // A new one: by dragging the button, and by menu.
    let (chip, onto) = (
        browser.find("button", "consumer").await,
        browser.find("heading", "audit").await,
    );
    drag(&browser, middle(&chip).await, middle(&onto).await).await;
    browser
        .wait_view("a new one is in", |view| {
            members(view, "audit").contains(&"c3".to_owned())
        })
        .await;
    browser.click("button", "More for audit").await;
    browser.click("button", "Add a member like the others").await;
    browser
        .wait_view("and another", |view| members(view, "audit").contains(&"c4".to_owned()))
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_line_from_a_producer_to_a_topic_sends_there() {
    let browser = two_groups().await;
    let (handle, onto) = (
        browser.find("img", "Handle of shop…").await,
        browser.find("heading", "clicks").await,
    );
    drag(&browser, middle(&handle).await, middle(&onto).await).await;
    browser
        .wait_view("a record is there", |view| records(view, "clicks") == 1)
        .await;
    // The producer stays pointed there.
    browser.click("button", "Send from shop").await;
    browser
        .wait_view("another is there", |view| records(view, "clicks") == 2)
        .await;
    let before = records(&browser.view().await, "orders");
    browser.click("button", "More for shop").await;
    browser.click("button", "Send one to orders").await;
    browser
        .wait_view("the menu does the same", |view| records(view, "orders") == before + 1)
        .await;
    browser.close().await;
}

/// Where the visible part of partition 0 begins, and where it would at the end.
async fn visible(browser: &Browser) -> (i64, i64) {
    let strip = browser.find("scrollbar", "Scroll partition 0").await;
    let number = async |name: &str| {
        let text = strip.attr(name).await.ok().flatten().unwrap_or_default();
        text.parse::<i64>().unwrap_or(-1)
    };
    (number("aria-valuenow").await, number("aria-valuemax").await)
}

async fn wait_visible(browser: &Browser, what: &str, holds: impl Fn(i64, i64) -> bool) {
    browser
        .wait(what, || async {
            let (now, end) = visible(browser).await;
            holds(now, end)
        })
        .await;
}

#[tokio::test]
async fn a_long_log_is_moved_by_minimap_wheel_and_keys_and_follows_its_end_again() {
    let browser = Browser::open(DESKTOP, "").await;
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]},
        {"at": 9000, "do": "send", "producer": "shop", "topic": "orders", "key": "k", "value": "{n}", "count": 3000},
    ]);
    load(&browser, commands, 20_000).await;
    wait_visible(&browser, "it shows the end", |now, end| now == end && end > 2900).await;
    assert!(browser.look("button", "Follow the end of partition 0").await.is_none());
    let strip = browser.find("scrollbar", "Scroll partition 0").await;
    let (x, y) = middle(&strip).await;
    // The minimap has the committed offset and the playhead.
    let ticks = browser
        .js("return document.querySelectorAll('[role=scrollbar] i').length")
        .await;
    assert_eq!(ticks, 2);
    drag(&browser, (x, y), (x + 1.0, y)).await;
    wait_visible(&browser, "the minimap leads to the middle", |now, _| {
        (1400..1600).contains(&now)
    })
    .await;
    let (before, _) = visible(&browser).await;
    let wheel = WheelActions::new("wheel".into()).then(WheelAction::Scroll {
        duration: None,
        x: x as i64,
        y: y as i64,
        delta_x: 0,
        delta_y: 380,
    });
    browser.client.perform_actions(wheel).await.expect("the wheel turns");
    wait_visible(&browser, "the wheel moves it on", |now, _| now == before + 10).await;
    let value = strip.attr("aria-valuetext").await.ok().flatten().unwrap_or_default();
    assert!(value.starts_with(&format!("Offsets {} to ", before + 10)), "{value}");
    for (key, from, to) in [(Key::Home, 0, 1), (Key::PageDown, 5, 60), (Key::Right, 6, 61)] {
        strip.send_keys(&(key + "")).await.expect("the strip takes keys");
        wait_visible(&browser, "a key moves it", |now, _| (from..to).contains(&now)).await;
    }
    browser.click("button", "Follow the end of partition 0").await;
    wait_visible(&browser, "it is at the end", |now, end| now == end).await;
    strip.send_keys(&(Key::Home + "")).await.expect("the strip takes keys");
    browser.click("button", "Follow the end").await;
    wait_visible(&browser, "the topic follows its end", |now, end| now == end).await;
    assert!(browser.look("button", "Follow the end").await.is_none());
    browser.close().await;
}

#[tokio::test]
async fn many_partitions_are_compact_and_can_be_folded_or_seen_by_broker() {
    let browser = Browser::open(DESKTOP, "").await;
    let commands = json!([
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 24},
        {"at": 0, "do": "create_topic", "topic": "clicks", "partitions": 3},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]},
        {"at": 9000, "do": "send", "producer": "shop", "topic": "orders", "key": "user-{1..9}", "value": "{n}", "count": 300},
    ]);
    load(&browser, commands, 20_000).await;
    let height = async || {
        let stave = browser.find("group", "orders, partition 0…").await;
        stave.rectangle().await.expect("it is drawn").3
    };
    let switch = browser.find("button", "Compact staves of orders").await;
    assert_eq!(
        switch.attr("aria-pressed").await.ok().flatten().as_deref(),
        Some("true")
    );
    assert!(height().await < 42.0, "{}", height().await);
    browser.find("button", "Compact staves of clicks").await;
    browser.click("button", "Compact staves of orders").await;
    browser
        .wait("staves are full", || async { height().await > 60.0 })
        .await;
    browser.click("button", "Compact staves of orders").await;
    browser.click("button", "Staves of orders").await;
    let folded = async || browser.look("group", "orders, partition 0…").await.is_none();
    browser.wait("it is folded", folded).await;
    browser.click("button", "Brokers").await;
    // Broker 1 is the controller; each holds a third of the partitions.
    for number in 1..=3 {
        browser.find("heading", &format!("Broker {number}")).await;
    }
    let text = browser.text().await;
    for part in ["controller", "coordinates billing", "leads 9 partitions", "KB"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    browser.find("group", "orders, partition 0…").await;
    browser.client.refresh().await.expect("the page reloads");
    let brokers = browser.find("button", "Brokers").await;
    assert_eq!(
        brokers.attr("aria-pressed").await.ok().flatten().as_deref(),
        Some("true")
    );
    browser.click("button", "Topics").await;
    browser.close().await;
}

#[tokio::test]
async fn one_key_is_found_in_every_log_and_can_be_shown_alone() {
    let browser = two_groups().await;
    browser.fill("Find key", "user-3").await;
    let field = browser.find("textbox", "Find key").await;
    field.send_keys(&(Key::Enter + "")).await.expect("a field takes keys");
    let view = browser.view().await;
    let own = |partition: &Value| -> Vec<String> {
        let records = partition["records"].as_array().cloned().unwrap_or_default();
        let own = records.iter().filter(|record| record["key"] == "user-3");
        own.map(|record| record["offset"].to_string()).collect()
    };
    let topics = view["topics"].as_array().cloned().unwrap_or_default();
    let orders = topics.iter().find(|topic| topic["name"] == "orders");
    let partitions = orders
        .and_then(|orders| orders["partitions"].as_array().cloned())
        .unwrap_or_default();
    let (partition, offsets) = (0..)
        .zip(partitions.iter().map(own))
        .find(|(_, own)| !own.is_empty())
        .expect("the key was sent");
    let found = browser.find("region", "Records with this key").await;
    let text = found.text().await.unwrap_or_default();
    assert!(text.contains("user-3: 4 records"), "{text}");
    let listed: Vec<&str> = text
        .split_once(&format!("P{partition}:"))
        .map_or("", |(_, rest)| rest)
        .split_whitespace()
        .collect();
    assert_eq!(listed, offsets);
    // The others step back, on staves and among consumers.
    let dimmed = "return [document.querySelectorAll('.note.lit').length, document.querySelectorAll('.note.dim').length, \
                  document.querySelectorAll('.member.lit').length, document.querySelectorAll('.member.dim').length]";
    assert_eq!(browser.js(dimmed).await, json!([4, 8, 2, 1]));
    let only = browser.find("checkbox", "Only this key").await;
    only.click().await.expect("it can be ticked");
    let notes = async || {
        let names = browser.names("button").await;
        names
            .into_iter()
            .filter(|name| name.contains(", offset "))
            .collect::<Vec<_>>()
    };
    browser
        .wait("only its records are shown", || async {
            notes().await.iter().all(|name| name.ends_with("key user-3"))
        })
        .await;
    browser.click("button", "Show all keys alike again").await;
    assert_eq!(browser.js(dimmed).await, json!([0, 0, 0, 0]));
    // From a record's own key, too.
    browser
        .click(
            "button",
            &format!("Partition {partition}, offset {}, key user-3", offsets[1]),
        )
        .await;
    browser.click("button", "Find all records with the key user-3").await;
    browser.find("region", "Records with this key").await;
    assert_eq!(browser.js(dimmed).await, json!([4, 8, 2, 1]));
    browser.close().await;
}
