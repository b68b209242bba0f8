//! The page for everyone: what axe-core finds (nothing), the keyboard, screen readers, motion, small screens, Russian.
//!
//! axe-core is test data under its own licence, beside its file in `axe/`.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP};

const AXE: &str = include_str!("axe/axe.min.js");

/// WCAG 2.2 AA and what axe's authors advise beside it.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// A session in full work, stopped.
async fn scene(browser: &Browser, theme: &str, language: &str) {
    browser
        .go(&format!("#lesson=two-groups&theme={theme}&lang={language}"))
        .await;
    browser
        .js("partitura.stop(); partitura.seek(20000); partitura.seek(16400)")
        .await;
    browser.js(AXE).await;
}

/// Lets axe look at a part of the page.
async fn inspect(browser: &Browser, part: &str, place: &str) {
    let script = "window.found = null; axe.run(document.querySelector(arguments[0]), {runOnly: arguments[1], resultTypes: ['violations']})
        .then(result => window.found = result.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}: ${node.failureSummary}`)),
        error => window.found = ['' + error]);";
    browser
        .client
        .execute(script, vec![json!(part), json!(RULES)])
        .await
        .expect("axe starts");
    browser
        .wait("axe has looked", || async {
            browser.js("return !!window.found").await == true
        })
        .await;
    let found = browser.js("return window.found").await;
    assert_eq!(found, json!([]), "{place}");
}

async fn press(browser: &Browser, keys: &str) {
    let press = keys.chars().fold(KeyActions::new("keys".into()), |keys, value| {
        keys.then(KeyAction::Down { value }).then(KeyAction::Up { value })
    });
    browser
        .client
        .perform_actions(press)
        .await
        .expect("keys can be pressed");
}

async fn has_dialog(browser: &Browser) -> bool {
    browser.js("return !!document.querySelector('dialog[open]')").await == true
}

async fn close(browser: &Browser) {
    press(browser, &char::from(Key::Escape).to_string()).await;
    browser
        .wait("Escape closes the dialog", || async { !has_dialog(browser).await })
        .await;
}

/// Every dialog by what opens it: buttons one after the other, in both languages.
const DIALOGS: [[&[&str]; 2]; 13] = [
    [&["Demos"], &["Примеры"]],
    [&["producer"], &["продюсер"]],
    [&["More for trades", "Settings…"], &["Ещё для trades", "Настройки…"]],
    [&["topic"], &["топик"]],
    [
        &["More for trading-events", "Add partitions…"],
        &["Ещё для trading-events", "Добавить партиции…"],
    ],
    [
        &["More for trading-events", "Delete records…"],
        &["Ещё для trading-events", "Удалить записи…"],
    ],
    [
        &["More for trading-events", "Delete topic…"],
        &["Ещё для trading-events", "Удалить топик…"],
    ],
    [&["consumer"], &["консьюмер"]],
    [&["Reset offsets…"], &["Сбросить офсеты…"]],
    [
        &["More for billing", "Delete group…"],
        &["Ещё для billing", "Удалить группу…"],
    ],
    [
        &["More for c1", "Move the position…"],
        &["Ещё для c1", "Переставить позицию…"],
    ],
    [
        &["More for trades", "Harm a message…"],
        &["Ещё для trades", "Испортить сообщение…"],
    ],
    [&["Save a picture…"], &["Сохранить снимок…"]],
];

#[tokio::test]
async fn axe_finds_nothing_in_both_themes_and_languages() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.reduce_motion().await;
    for (theme, language) in [("light", "en"), ("dark", "ru"), ("light", "ru"), ("dark", "en")] {
        scene(&browser, theme, language).await;
        let place = |what: &str| format!("{what}, {theme}, {language}");
        inspect(&browser, "body", &place("the scene")).await;
        let words = |en: &'static str, ru: &'static str| if language == "en" { en } else { ru };
        browser
            .js("document.querySelector('.note').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
            .await;
        // From here on a broker is cut off and a message to be lost.
        browser
            .js("partitura.command({do: 'cut_broker', broker: 1}); partitura.command({do: 'lose', what: 'Fetch', side: 'response', from: 'c1'})")
            .await;
        browser.find("button", words("More for B1", "Ещё для B1")).await;
        browser.click("button", words("Charts", "Графики")).await;
        browser.find("slider", words("Lag per group", "Лаг групп")).await;
        inspect(&browser, "body", &place("charts and a record")).await;
        press(&browser, &char::from(Key::Escape).to_string()).await;
        press(&browser, "?").await;
        browser.wait("the shortcuts are there", || has_dialog(&browser)).await;
        inspect(&browser, "dialog", &place("the shortcuts")).await;
        close(&browser).await;
        for [english, russian] in DIALOGS {
            let way = if language == "en" { english } else { russian };
            for button in way {
                browser.click("button", button).await;
            }
            browser.wait("the dialog is open", || has_dialog(&browser)).await;
            browser
                .js("for (const more of document.querySelectorAll('dialog details')) more.open = true")
                .await;
            inspect(&browser, "dialog", &place(&way.join(" → "))).await;
            close(&browser).await;
        }
        browser
            .js("partitura.load({partitura: 1, seed: 1, commands: []})")
            .await;
        inspect(&browser, "body", &place("an empty session")).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn nothing_is_cut_from_a_phone_to_a_projector() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.reduce_motion().await;
    for (width, theme, language) in [
        (360, "light", "ru"),
        (360, "dark", "en"),
        (768, "light", "ru"),
        (2560, "dark", "ru"),
    ] {
        browser.resize(width, 800).await;
        scene(&browser, theme, language).await;
        let place = format!("{width} pixels, {theme}, {language}");
        for charts in [false, true] {
            if charts {
                browser
                    .click("button", if language == "en" { "Charts" } else { "Графики" })
                    .await;
                browser
                    .js("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
                    .await;
            }
            let wide = browser.js("return document.documentElement.scrollWidth").await;
            assert!(wide.as_u64() <= Some(width.into()), "{place} needs {wide}");
            let cut = "const cut = element => element.clientWidth > 1 && element.clientWidth + 1 < element.scrollWidth;
                return [...document.querySelectorAll('button, .chip, .tab, .activity, h2')].filter(element =>
                    element.checkVisibility() && cut(element)).map(element => element.outerHTML)";
            assert_eq!(browser.js(cut).await, json!([]), "{place}");
            inspect(&browser, "body", &place).await;
        }
    }
    browser.close().await;
}

/// What can have the focus and is seen, and of it what Tab reached; each stop has to show that it has the focus.
const WALK: &str = "const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]
        .filter(element => element.checkVisibility({visibilityProperty: true}) && !element.disabled && element.tabIndex == 0);
    window.left = new Set(all); window.blind = [];
    const look = element => { const s = getComputedStyle(element); return [s.outlineStyle, s.outlineColor, s.boxShadow, s.borderColor, s.top,
        ...[...element.querySelectorAll('rect, path, circle')].map(part => { const s = getComputedStyle(part); return s.stroke + s.strokeWidth + s.fill; })].join(); };
    const before = new Map(all.map(element => [element, look(element)]));
    window.visit = () => { const own = document.activeElement; window.left.delete(own);
        if (before.has(own) && look(own) == before.get(own)) window.blind.push(own.outerHTML.slice(0, 200)); };
    document.activeElement?.blur(); window.scrollTo(0, 0); window.left.delete(all[0]); return all.length";

#[tokio::test]
async fn every_control_is_reached_and_used_by_keyboard() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.reduce_motion().await;
    scene(&browser, "light", "en").await;
    let stops = browser.js(WALK).await.as_u64().expect("a number");
    assert!(stops > 30, "only {stops} controls");
    let tab = char::from(Key::Tab).to_string();
    press(&browser, &tab).await;
    assert_eq!(
        browser.js("return document.activeElement.textContent").await,
        "Skip to the topics"
    );
    for _ in 0..stops {
        press(&browser, &tab).await;
        // The style that shows the focus is there a frame later.
        let visit = "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(window.visit()))))";
        browser.js(visit).await;
    }
    let missed = browser
        .js("return [...window.left].map(element => element.outerHTML.slice(0, 200))")
        .await;
    assert_eq!(missed, json!([]), "Tab does not reach these");
    assert_eq!(
        browser.js("return window.blind").await,
        json!([]),
        "the focus is not seen here"
    );
    // Past the bar in one step.
    browser.js("document.querySelector('.skip').focus()").await;
    press(&browser, &char::from(Key::Enter).to_string()).await;
    assert_eq!(browser.js("return document.activeElement.id").await, "stage");
    // A dialog is opened, closed and left where it was opened, all by keys.
    let charts = browser.find("button", "Charts").await;
    browser
        .client
        .execute(
            "arguments[0].focus()",
            vec![serde_json::to_value(&charts).expect("an element")],
        )
        .await
        .expect("it takes the focus");
    press(&browser, "?").await;
    browser.wait("the shortcuts are there", || has_dialog(&browser)).await;
    let text = browser.text().await;
    for key in ["Space", ".", ",", "s", "c", "?", "Esc"] {
        assert!(text.contains(key), "{key} is not in {text}");
    }
    close(&browser).await;
    browser
        .wait("the focus returns", || async {
            browser.js("return document.activeElement.textContent").await == "Charts"
        })
        .await;
    press(&browser, "c").await;
    browser.find("slider", "Lag per group").await;
    press(&browser, "c.").await;
    browser
        .wait_view("a step is taken", |view| view["now_ms"].as_u64() > Some(16_400))
        .await;
    browser.close().await;
}

#[tokio::test]
async fn the_story_is_heard_without_a_flood() {
    let browser = Browser::open(DESKTOP, "#lesson=two-groups").await;
    browser
        .js("window.heard = []; const log = document.querySelector('[role=log]');
            new MutationObserver(() => window.heard.push([performance.now(), log.textContent])).observe(log, {childList: true, characterData: true, subtree: true});
            partitura.speed(5); partitura.play();")
        .await;
    browser
        .wait("several things are announced", || async {
            browser.js("return window.heard.length").await.as_u64() > Some(3)
        })
        .await;
    let heard = browser
        .js("const heard = [...window.heard]; partitura.stop(); return heard")
        .await;
    let heard: Vec<&Value> = heard.as_array().into_iter().flatten().collect();
    for pair in heard.windows(2) {
        let gap = pair[1][0].as_f64().unwrap_or(0.0) - pair[0][0].as_f64().unwrap_or(0.0);
        assert!(gap >= 1_000.0, "{gap} ms between {} and {}", pair[0][1], pair[1][1]);
    }
    let texts: String = heard
        .iter()
        .filter_map(|said| said[1].as_str())
        .collect::<Vec<_>>()
        .join("\n");
    assert!(texts.contains("events, the latest: "), "{texts}");
    // What one asks for is said at once and in full.
    browser.click("button", "Step to the next event").await;
    let lists = browser
        .js("return [...document.querySelectorAll('ol.lines')].map(list => list.getAttribute('aria-live') ?? list.role)")
        .await;
    assert_eq!(lists, json!([null]), "the list that is seen is no live region");
    browser.close().await;
}

#[tokio::test]
async fn nothing_moves_for_those_who_want_no_motion() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.reduce_motion().await;
    browser.go("#lesson=two-groups").await;
    browser
        .js("window.moved = []; const look = () => { for (const own of document.getAnimations()) {
                const time = own.effect.getComputedTiming(); if (time.activeDuration > 20) window.moved.push(own.effect.target.outerHTML.slice(0, 200)); }
            requestAnimationFrame(look); }; look(); partitura.speed(5); partitura.play();")
        .await;
    browser.click("button", "Charts").await;
    browser.click("button", "Send ten from trades").await;
    browser.click("button", "topic").await;
    close(&browser).await;
    browser
        .wait_view("much has happened", |view| view["now_ms"].as_u64() > Some(20_000))
        .await;
    assert_eq!(browser.js("return window.moved").await, json!([]));
    browser.close().await;
}

#[tokio::test]
async fn russian_numbers_units_and_plurals_are_russian() {
    let browser = Browser::open(DESKTOP, "#lang=ru").await;
    browser.reduce_motion().await;
    for (count, records) in [
        (1, "1 запись"),
        (1, "2 записи"),
        (3, "5 записей"),
        (16, "21 запись"),
        (1, "22 записи"),
    ] {
        let script = "partitura.stop(); partitura.command({do: 'send', producer: 'trades', topic: 'trading-events', key: 'k', value: 'x'.repeat(40), count: arguments[0]}); partitura.run({ms: 9000})";
        browser
            .client
            .execute(script, vec![json!(count)])
            .await
            .expect("it is sent");
        browser
            .wait(records, || async { browser.text().await.contains(records) })
            .await;
    }
    let text = browser.text().await;
    let size = text
        .split_once("22 записи · ")
        .map(|(_, rest)| rest.lines().next().unwrap_or_default().to_owned());
    let size = size.expect("the size follows the records");
    assert!(
        size.contains(',') && size.ends_with("\u{a0}КБ"),
        "{size:?} has a decimal comma and stays on one line"
    );
    assert_eq!(browser.js("return document.documentElement.lang").await, "ru");
    browser.close().await;
}
