//! What a trainer does: shares in every form, embeds, keeps files, presents with notes in a second window.

use fantoccini::{Locator, elements::Element};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, DESKTOP},
    site::Site,
};

/// A folder of its own, which goes with the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("partitura-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder can be made");
        Folder(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("a file can be written");
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn at(ms: u64, lesson: &str) -> Browser {
    let browser = Browser::open(DESKTOP, &format!("#lesson={lesson}")).await;
    browser
        .js(&format!(
            "window.partitura.stop(); window.partitura.seek({ms}); return 0"
        ))
        .await;
    browser
}

async fn records(browser: &Browser) -> usize {
    let view = browser.view().await;
    let topics = view["topics"].as_array().cloned().unwrap_or_default();
    let partitions = topics.iter().flat_map(|topic| topic["partitions"].as_array().cloned());
    let logs = partitions
        .flatten()
        .map(|own| own["records"].as_array().map_or(0, Vec::len));
    logs.sum()
}

async fn now(browser: &Browser) -> u64 {
    browser.view().await["now_ms"].as_u64().unwrap_or(u64::MAX)
}

/// The text of a field.
async fn value(browser: &Browser, name: &str) -> String {
    let field = browser.find("textbox", name).await;
    field.prop("value").await.ok().flatten().unwrap_or_default()
}

async fn has_text(browser: &Browser, text: &str) {
    let shown = || async { browser.text().await.contains(text) };
    browser.wait(&format!("the page says “{text}”"), shown).await;
}

/// Opens an address in a new window and leaves the browser there.
async fn in_new_window(browser: &Browser, address: &str) {
    let window = browser.client.new_window(true).await.expect("a new window opens");
    browser
        .client
        .switch_to_window(window.handle)
        .await
        .expect("it can be switched to");
    browser.client.goto(address).await.expect("the link opens");
    started(browser).await;
}

async fn started(browser: &Browser) {
    let there = || async { browser.js("return typeof window.partitura").await == "object" };
    browser.wait("the page has started", there).await;
}

#[tokio::test]
async fn the_share_dialog_says_how_long_the_link_is_and_makes_it_to_measure() {
    let browser = at(12_000, "keys-and-order").await;
    browser.click("button", "Share").await;
    let whole = value(&browser, "Link").await;
    assert!(whole.contains("#s=1."), "{whole}");
    has_text(&browser, &format!("{} characters: ", whole.len())).await;
    browser.find("img", "QR code of the link").await;

    browser.click("checkbox", "opens at this moment…").await;
    let here = value(&browser, "Link").await;
    assert_eq!(here, format!("{whole}&at=12000"));
    browser.click("checkbox", "plays at once").await;
    browser.click("checkbox", "without history").await;
    let fresh = value(&browser, "Link").await;
    assert!(fresh.ends_with("&play=1") && !fresh.contains("&at="), "{fresh}");
    assert!(fresh.len() < whole.len(), "{fresh}");
    has_text(&browser, "its QR code can be read from a slide").await;
    let dialog = browser.client.active_element().await.expect("something has the focus");
    dialog.send_keys("\u{E00C}").await.expect("Escape is a key");
    browser.find("button", "Share").await;

    let before = browser.view().await;
    in_new_window(&browser, &here).await;
    let opened = browser.view().await;
    assert_eq!(opened["now_ms"], 12_000);
    assert_eq!(opened["fingerprint"], before["fingerprint"]);
    assert!(0 < records(&browser).await);

    in_new_window(&browser, &fresh).await;
    browser
        .wait_view("the same clients are at work", |view| {
            view["producers"].as_array().map(Vec::len) == before["producers"].as_array().map(Vec::len)
                && view["consumers"].as_array().map(Vec::len) == before["consumers"].as_array().map(Vec::len)
                && 0 < view["now_ms"].as_u64().unwrap_or(0)
        })
        .await;
    assert_eq!(records(&browser).await, 0);
    browser.close().await;
}

#[tokio::test]
async fn a_session_too_long_for_messengers_is_offered_as_a_file() {
    let browser = at(1_000, "join").await;
    // Numbers without a pattern, which no link makes short.
    let note = |from: u64| {
        (from..from + 200)
            .map(|n| format!("{} ", (n * 1_919_791 + 13).pow(2) % 99_999_989))
            .collect::<String>()
    };
    let commands: Vec<Value> = (0..4)
        .map(|n| json!({"at": 0, "do": "note", "text": note(200 * n)}))
        .collect();
    let document = json!({"partitura": 1, "commands": commands});
    browser
        .js(&format!("window.partitura.load({document}); return 0"))
        .await;
    browser.click("button", "Share").await;
    has_text(&browser, "Save a file instead.").await;
    has_text(&browser, "Too long for a QR code.").await;
    browser.find("button", "Save as a file").await;
    browser.close().await;
}

#[tokio::test]
async fn a_frame_shows_the_stage_and_the_way_to_the_whole_page() {
    let browser = at(9_000, "two-groups").await;
    browser.click("button", "Share").await;
    browser.click("checkbox", "opens at this moment…").await;
    browser.click("button", "Embed in a page").await;
    let snippet = value(&browser, "HTML…").await;
    assert!(
        snippet.starts_with("<iframe src=") && snippet.contains("&amp;embed=1"),
        "{snippet}"
    );
    // Someone else's page, with the lines as they were copied.
    let folder = Folder::new("course");
    folder.file(
        "index.html",
        &format!("<!doctype html><title>A course</title><link rel=icon href=data:,><h1>Lesson 3</h1>{snippet}"),
    );
    let course = Site::start(&folder.0);
    browser
        .client
        .goto(&course.address())
        .await
        .expect("a page of a course opens");
    browser.client.enter_frame(0).await.expect("it has a frame");
    started(&browser).await;
    assert_eq!(now(&browser).await, 9_000);
    let heading = browser
        .client
        .find_all(Locator::Css("[data-stave]"))
        .await
        .expect("staves are looked for");
    assert_eq!(heading.len(), 3);
    for hidden in ["Share", "Demos", "topic", "consumer"] {
        assert!(browser.look("button", hidden).await.is_none(), "no {hidden} in a frame");
    }
    browser.click("button", "Play").await;
    browser
        .wait_view("time passes", |view| 9_000 < view["now_ms"].as_u64().unwrap_or(0))
        .await;
    browser.click("button", "Pause").await;
    let stopped = now(&browser).await;
    browser.click("link", "Open in Partitura").await;
    let two = || async { browser.client.windows().await.is_ok_and(|all| all.len() == 2) };
    browser.wait("a window opens", two).await;
    let own = browser.client.window().await.expect("this window has a handle");
    let windows = browser.client.windows().await.expect("there are windows");
    let other = windows.into_iter().find(|window| *window != own).expect("the other");
    browser
        .client
        .switch_to_window(other)
        .await
        .expect("it can be switched to");
    started(&browser).await;
    assert_eq!(now(&browser).await, stopped);
    browser.find("button", "Share").await;
    browser.close().await;
}

async fn chooser(browser: &Browser) -> Element {
    let found = browser.client.find(Locator::Css("input[type=file]")).await;
    found.expect("there is a chooser of files")
}

#[tokio::test]
async fn a_saved_file_opens_again_and_a_bad_one_changes_nothing() {
    let folder = Folder::new("files");
    let browser = at(9_000, "join").await;
    browser.click("button", "More about this page").await;
    browser.click("button", "Save as a file").await;
    has_text(&browser, "Saved as ").await;
    let saved = || {
        std::fs::read_dir(browser.driver.saved())
            .ok()?
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|kind| kind == "json"))
    };
    browser.wait("the file is there", || async { saved().is_some() }).await;
    let path = saved().expect("it is there");
    let document: Value =
        serde_json::from_str(&std::fs::read_to_string(&path).expect("it can be read")).expect("it is JSON");
    let before = browser.view().await;
    assert_eq!(document, browser.js("return window.partitura.scenario()").await);

    browser.go("").await;
    let own = browser.js("return window.partitura.scenario()").await;
    let bad = folder.file(
        "bad.json",
        r#"{"partitura": 1, "commands": [{"at": 0, "do": "create_topic", "topic": "a b", "partitions": 1}]}"#,
    );
    // Dropped, as from the file manager.
    let text = std::fs::read_to_string(&bad).expect("it was written");
    let drop = format!(
        "const data = new DataTransfer(); data.items.add(new File([{}], 'bad.json', {{type: 'application/json'}}));
         const put = name => document.querySelector('main').dispatchEvent(new DragEvent(name, {{dataTransfer: data, bubbles: true, cancelable: true}}));
         return put('dragover') || put('drop')",
        json!(text)
    );
    assert_eq!(browser.js(&drop).await, false, "the page takes the file itself");
    has_text(&browser, "commands[0].topic").await;
    assert_eq!(browser.js("return window.partitura.scenario()").await, own);
    let toml = folder.file("course.toml", "partitura = 1");
    chooser(&browser)
        .await
        .send_keys(&toml)
        .await
        .expect("a file can be chosen");
    has_text(&browser, "the page opens JSON").await;
    assert_eq!(browser.js("return window.partitura.scenario()").await, own);

    chooser(&browser)
        .await
        .send_keys(&path.display().to_string())
        .await
        .expect("a file can be chosen");
    has_text(&browser, "Opened ").await;
    assert_eq!(browser.js("return window.partitura.scenario()").await, document);
    browser.js("window.partitura.seek(9000); return 0").await;
    assert_eq!(browser.view().await["fingerprint"], before["fingerprint"]);
    browser.client.back().await.expect("there is a way back");
    browser
        .wait("one's own session is back", || async {
            browser.js("return window.partitura.scenario()").await == own
        })
        .await;
    browser.close().await;
}

async fn press(browser: &Browser, key: &str) {
    let body = browser
        .client
        .find(Locator::Css("body"))
        .await
        .expect("there is a page");
    body.send_keys(key).await.expect("keys can be pressed");
}

const PAGE_DOWN: &str = "\u{E00F}";
const PAGE_UP: &str = "\u{E00E}";

#[tokio::test]
async fn a_presenter_has_large_type_a_clicker_a_spotlight_and_notes() {
    let browser = at(7_000, "two-groups").await;
    let width = "return document.querySelector('[data-stave]').closest('.card').querySelector('h3').getBoundingClientRect().height";
    let plain = browser.js(width).await.as_f64().unwrap_or(0.0);
    press(&browser, "p").await;
    browser.find("button", "Spotlight").await;
    let large = browser.js(width).await.as_f64().unwrap_or(0.0);
    assert!(1.3 * plain < large, "{plain} becomes {large}");

    press(&browser, PAGE_DOWN).await;
    browser
        .wait_view("one press goes on", |view| 7_000 < view["now_ms"].as_u64().unwrap_or(0))
        .await;
    let on = now(&browser).await;
    press(&browser, PAGE_UP).await;
    browser
        .wait_view("another back", |view| view["now_ms"].as_u64().unwrap_or(u64::MAX) < on)
        .await;
    press(&browser, ".").await;
    browser.find("button", "Pause").await;
    press(&browser, ".").await;
    browser.find("button", "Play").await;

    press(&browser, "l").await;
    let dimmed = "const cards = [...document.querySelectorAll('.card')]; return cards.filter(card => getComputedStyle(card).opacity < 0.5).length";
    browser
        .js("document.querySelector('.producer button.primary').focus(); return 0")
        .await;
    browser
        .wait("the rest is dim", || async {
            2 < browser.js(dimmed).await.as_u64().unwrap_or(0)
        })
        .await;

    browser.js("window.partitura.seek(7000); return 0").await;
    let stage = browser.client.window().await.expect("this window has a handle");
    browser.click("button", "Notes").await;
    browser
        .wait("a window opens", || async {
            browser.client.windows().await.is_ok_and(|all| all.len() == 2)
        })
        .await;
    let windows = browser.client.windows().await.expect("there are windows");
    let notes = windows.into_iter().find(|window| *window != stage).expect("the other");
    browser
        .client
        .switch_to_window(notes.clone())
        .await
        .expect("it can be switched to");
    browser.find("heading", "Two groups read the same topic").await;
    let paper = "Notes: shown only in this window…";
    assert!(value(&browser, paper).await.contains("Each group gets every record"));
    has_text(&browser, "00:07.000").await;
    has_text(&browser, "A second group starts").await;
    browser.fill(paper, "Ask: who reads P2?").await;
    browser.click("button", "Next").await;
    browser
        .wait("the notes see it", || async {
            !browser.text().await.contains("00:07.000")
        })
        .await;
    browser
        .client
        .switch_to_window(stage)
        .await
        .expect("it can be switched to");
    assert!(7_000 < now(&browser).await);
    assert_eq!(
        browser.js("return window.partitura.scenario().notes").await,
        "Ask: who reads P2?"
    );
    press(&browser, "\u{E00C}").await;
    browser.find("button", "Demos").await;
    browser.close().await;
}
