//! The delivery guarantees side by side, by clicking.

use crate::browser::{Browser, DESKTOP};

/// What stands in the row of a guarantee, once it was run.
async fn row(browser: &Browser, guarantee: &str) -> String {
    let script = format!(
        "const row = document.querySelector('[data-guarantee=\"{guarantee}\"]'); \
         return row && row.querySelector('button') ? [...row.querySelectorAll('.num')].map(e => e.textContent).join(' / ') : ''"
    );
    let ran = || async { browser.js(&script).await != "" };
    browser.wait(&format!("{guarantee} was run"), ran).await;
    browser.js(&script).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_three_guarantees_are_counted_and_can_be_played() {
    let browser = Browser::open(DESKTOP, "").await;
    browser.click("button", "Guarantees").await;
    let exact = row(&browser, "exactly-once").await;
    assert_eq!(exact, "0 of 60 / 0 of 60");
    let most = row(&browser, "at-most-once").await;
    assert!(most.ends_with("/ 0 of 60") && !most.starts_with("0 "), "{most}");
    let least = row(&browser, "at-least-once").await;
    assert!(
        least.starts_with("0 of 60 /") && !least.ends_with("/ 0 of 60"),
        "{least}"
    );
    browser
        .js("document.querySelector('[data-guarantee=\"exactly-once\"] button').click(); return 0")
        .await;
    let title = "return window.partitura.scenario().title.en";
    let opened = || async { browser.js(title).await == "Delivery guarantees (exactly-once)" };
    browser.wait("the session is opened", opened).await;
}
