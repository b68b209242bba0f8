//! What may go wrong around the page: hostile links, a browser that keeps nothing, two tabs, a long sleep, a trap.

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP, dist};

/// How many records the opening topic holds.
async fn records(browser: &Browser) -> usize {
    let view = browser.view().await;
    let partitions = view["topics"][0]["partitions"].as_array().cloned().unwrap_or_default();
    partitions
        .iter()
        .map(|partition| partition["records"].as_array().map_or(0, Vec::len))
        .sum()
}

async fn send(browser: &Browser) {
    let before = records(browser).await;
    browser.click("button", "Send from trades").await;
    browser
        .wait("the record is appended", || async {
            records(browser).await == before + 1
        })
        .await;
}

/// How many records were sent by hand in the session that the browser keeps.
async fn kept(browser: &Browser) -> usize {
    let session = browser
        .js("return localStorage.getItem('partitura.session') ?? '{}'")
        .await;
    let session: Value = serde_json::from_str(session.as_str().unwrap_or_default()).expect("what is kept is JSON");
    sent(session["document"].as_str().unwrap_or("{}"))
}

fn sent(document: &str) -> usize {
    let document: Value = serde_json::from_str(document).expect("a document is JSON");
    let commands = document["commands"].as_array().into_iter().flatten();
    commands.filter(|command| command["do"] == "send").count()
}

/// What a click on “Save the session as a file” would write to the disk.
async fn save(browser: &Browser) -> usize {
    browser
        .js("const make = URL.createObjectURL.bind(URL);
             URL.createObjectURL = (file) => { file.text().then((text) => (window.saved = text)); return make(file); };")
        .await;
    browser.click("button", "Save the session as a file").await;
    browser
        .wait("the file is made", || async {
            browser.js("return typeof window.saved").await == "string"
        })
        .await;
    sent(browser.js("return window.saved").await.as_str().unwrap_or_default())
}

/// A session may have been kept while its last record was on its way.
async fn has_records(browser: &Browser, count: usize) {
    let what = format!("there are {count} records");
    browser.wait(&what, || async { records(browser).await == count }).await;
}

async fn says(browser: &Browser, text: &str) {
    browser
        .wait(text, || async { browser.text().await.contains(text) })
        .await;
}

#[tokio::test]
async fn a_hostile_link_shows_its_names_as_text_and_runs_nothing() {
    let evil = "<img src=x onerror=window.broken=1>";
    let scenario = json!({"partitura": 1, "seed": 7, "title": evil, "notes": evil, "commands": [
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 1},
        {"at": 0, "do": "add_producer", "producer": evil},
        {"at": 0, "do": "add_consumer", "consumer": format!("c{evil}"), "group": format!("g{evil}"), "topics": ["orders"]},
        {"at": 10, "do": "send", "producer": evil, "topic": "orders", "key": evil, "value": format!("<script>{evil}</script>")},
    ]});
    let browser = Browser::open(DESKTOP, "").await;
    let link = browser
        .client
        .execute("partitura.load(arguments[0]); return partitura.link()", vec![scenario])
        .await;
    let link = link
        .expect("the session has a link")
        .as_str()
        .unwrap_or_default()
        .to_string();
    browser
        .go(&format!(
            "{}&at=9000",
            &link[link.find('#').expect("a link has a hash")..]
        ))
        .await;
    for name in [evil.to_string(), format!("c{evil}"), format!("g{evil}")] {
        says(&browser, &name).await;
    }
    browser
        .click("button", &format!("Partition 0, offset 0, key {evil}"))
        .await;
    browser.find("heading", "Record orders-0 @ 0").await;
    let foreign = browser
        .js("return document.querySelectorAll('img, iframe, [onerror], body script').length")
        .await;
    assert_eq!(foreign, 0);
    assert_eq!(browser.js("return typeof window.broken").await, "undefined");
    // Even what came to be written into the page would not run.
    let policy = browser
        .js("return document.querySelector('meta[http-equiv=Content-Security-Policy]').content")
        .await;
    let policy = policy.as_str().unwrap_or_default();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("script-src 'self' 'wasm-unsafe-eval';"),
        "{policy}"
    );
    assert!(
        policy.contains("style-src 'self';") && !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    let asked = browser
        .js("return performance.getEntriesByType('resource').map((one) => one.name)")
        .await;
    for name in asked.as_array().expect("a list") {
        assert!(
            name.as_str()
                .is_some_and(|name| name.starts_with(&browser.site.address())),
            "{name}"
        );
    }
    browser.close().await;
}

#[tokio::test]
async fn a_full_storage_is_told_once_and_the_session_can_be_saved() {
    let browser = Browser::open(DESKTOP, "").await;
    send(&browser).await;
    browser
        .wait("the session is kept", || async { kept(&browser).await == 1 })
        .await;
    browser
        .js("const set = window.Storage.prototype.setItem;
             window.refused = 0;
             window.Storage.prototype.setItem = function (...own) {
                 try { return set.apply(this, own) } catch (error) { window.refused += 1; throw error }
             };
             let size = 1 << 22;
             for (let i = 0; size > 0; i += 1) try { localStorage.setItem('full' + i, 'x'.repeat(size)) } catch { size >>= 1 }")
        .await;
    send(&browser).await;
    says(&browser, "The browser does not let this page remember the session.").await;
    assert_eq!(save(&browser).await, 2);
    let refused = async || browser.js("return window.refused").await.as_u64();
    let before = refused().await;
    send(&browser).await;
    browser
        .wait("the browser refuses again", || async { before < refused().await })
        .await;
    assert!(
        !browser.text().await.contains("remember the session"),
        "the notice is gone and does not come back"
    );
    // When there is room again, the session is kept again.
    browser
        .js("for (const key of Object.keys(localStorage)) if (key.startsWith('full')) localStorage.removeItem(key)")
        .await;
    browser
        .wait("the session is kept", || async { kept(&browser).await == 3 })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_forbidden_storage_takes_nothing_but_the_memory() {
    let forbid =
        "for (const name of ['localStorage', 'sessionStorage', 'caches']) Object.defineProperty(window, name, {
        get() { window.asked = (window.asked ?? 0) + 1; throw new DOMException('not here', 'SecurityError') } });";
    let browser = Browser::open_on(&dist(), DESKTOP, "", forbid).await;
    browser.find("button", "Send from trades").await;
    let asked = async || browser.js("return window.asked").await.as_u64();
    let before = asked().await;
    browser
        .wait("the page wants to keep how far time has come", || async {
            before < asked().await
        })
        .await;
    assert!(
        !browser.text().await.contains("remember the session"),
        "who made nothing has nothing to lose"
    );
    send(&browser).await;
    says(&browser, "The browser does not let this page remember the session.").await;
    assert_eq!(save(&browser).await, 1);
    browser.click("button", "Switch to the dark theme").await;
    send(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn two_tabs_keep_what_was_made_in_each() {
    let browser = Browser::open(DESKTOP, "").await;
    let client = &browser.client;
    let first = client.window().await.expect("there is a window");
    send(&browser).await;
    browser
        .wait("the session is kept", || async { kept(&browser).await == 1 })
        .await;
    let second = client.new_window(true).await.expect("a tab opens").handle;
    client.switch_to_window(second.clone()).await.expect("a tab is shown");
    browser.go("").await;
    has_records(&browser, 1).await;
    send(&browser).await;
    send(&browser).await;
    browser
        .wait("the second tab is kept", || async { kept(&browser).await == 3 })
        .await;
    client.switch_to_window(first.clone()).await.expect("a tab is shown");
    send(&browser).await;
    says(&browser, "This session went on in another tab, too.").await;
    assert_eq!(kept(&browser).await, 3, "the first tab writes over nothing");
    browser.reload().await;
    has_records(&browser, 2).await;
    client.switch_to_window(second).await.expect("a tab is shown");
    browser.reload().await;
    has_records(&browser, 3).await;
    browser.close().await;
}

#[tokio::test]
async fn a_tab_that_slept_for_an_hour_goes_on_where_it_was() {
    // After a sleep the first frame comes with a time that is an hour later.
    let sleep = "{ let slept = 0; const frame = requestAnimationFrame.bind(window);
        window.sleep = (ms) => { slept += ms };
        window.requestAnimationFrame = (beat) => frame((time) => beat(time + slept)); }";
    let browser = Browser::open_on(&dist(), DESKTOP, "", sleep).await;
    let now = async || browser.view().await["now_ms"].as_u64().expect("there is a moment");
    let before = now().await;
    browser.js("window.sleep(3_600_000)").await;
    browser
        .wait("time goes on", || async { now().await > before + 500 })
        .await;
    let passed = now().await - before;
    assert!(passed < 360_000, "{passed} ms passed");
    browser.close().await;
}

/// A real panic, by calling the page back from within: what it looks at is then in use twice. By way of `window`, because
/// Firefox's driver gives its scripts an `Object` of their own.
async fn trap(browser: &Browser) {
    browser
        .js(
            "Object.defineProperty(window.Object.prototype, 'now_ms', { configurable: true, set() { partitura.stop() } });
             setTimeout(() => { try { partitura.view() } finally { delete window.Object.prototype.now_ms } });",
        )
        .await;
}

#[tokio::test]
async fn after_a_trap_the_session_can_be_saved_continued_or_left() {
    let browser = Browser::open(DESKTOP, "").await;
    send(&browser).await;
    browser
        .wait("the session is kept", || async { kept(&browser).await == 1 })
        .await;
    trap(&browser).await;
    browser.find("dialog", "Partitura has stopped").await;
    says(&browser, "RefCell already borrowed").await;
    assert_eq!(save(&browser).await, 1);
    browser
        .until_another_page(async || browser.click("button", "Reload").await)
        .await;
    browser
        .wait("the session goes on", || async { records(&browser).await == 1 })
        .await;
    trap(&browser).await;
    browser.click("button", "Start afresh").await;
    browser
        .wait("the page has started afresh", || async {
            let script = "return window.partitura?.scenario().commands.some((command) => command.do === 'send')";
            browser
                .client
                .execute(script, Vec::new())
                .await
                .is_ok_and(|is_sent| is_sent == false)
        })
        .await;
    browser.go("#lang=ru").await;
    trap(&browser).await;
    browser.find("dialog", "Partitura остановилась").await;
    for name in ["Перезагрузить", "Начать заново", "Сохранить сессию в файл"]
    {
        browser.find("button", name).await;
    }
    let complaints = browser.complaints().await;
    let expected = |line: &String| line.contains("panicked") || line.contains("unreachable");
    assert!(complaints.iter().all(expected), "{complaints:#?}");
    browser.close().await;
}
