//! Without a network: the visited version, the next one, and the whole page as one file.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::browser::{Browser, DESKTOP, dist};

/// Until the service worker has kept a whole version.
async fn wait_until_kept(browser: &Browser) {
    browser
        .wait("the version is kept", || async {
            browser
                .js("return navigator.serviceWorker.getRegistration().then((own) => own?.active?.state)")
                .await
                == "activated"
        })
        .await;
}

/// The names of what is kept, one for each version.
async fn versions(browser: &Browser) -> usize {
    let names = browser.js("return caches.keys()").await;
    names.as_array().map_or(0, Vec::len)
}

/// How many records the opening topic holds.
async fn records(browser: &Browser) -> usize {
    let view = browser.view().await;
    let partitions = view["topics"][0]["partitions"].as_array().cloned().unwrap_or_default();
    let counts = partitions.iter().map(|p| p["records"].as_array().map_or(0, Vec::len));
    counts.sum()
}

#[tokio::test]
async fn a_visited_page_can_be_installed_and_works_without_a_network() {
    let browser = Browser::open(DESKTOP, "").await;
    wait_until_kept(&browser).await;
    // Firefox installs nothing on a desktop.
    if !browser.is_firefox() {
        let manifest = browser.dev_tools("Page.getAppManifest", json!({})).await;
        assert_eq!(manifest["errors"], json!([]), "{manifest}");
        let errors = browser.dev_tools("Page.getInstallabilityErrors", json!({})).await;
        assert_eq!(errors["installabilityErrors"], json!([]), "{errors}");
    }
    browser.site.lose();
    browser.reload().await;
    browser.click("button", "Send from trades").await;
    browser
        .wait("a record is sent", || async { records(&browser).await == 1 })
        .await;
    // A link that somebody shares in class opens as well.
    browser.go("?from=mail#lesson=keys-and-order").await;
    let title = browser.js("return window.partitura.scenario().title.en").await;
    assert_ne!(title, "Your first records", "the lesson is open");
    // The only thing that was in vain is to look for a newer version.
    let complaints = browser.complaints().await;
    assert!(complaints.iter().all(|line| line.contains("sw.js")), "{complaints:#?}");
}

/// A copy of the site that can be changed; it goes with the test.
struct Copy(PathBuf);

impl Copy {
    fn of_the_site(name: &str) -> Copy {
        let folder = std::env::temp_dir().join(format!("partitura-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder can be made");
        for entry in fs::read_dir(dist()).expect("the site is built").flatten() {
            fs::copy(entry.path(), folder.join(entry.file_name())).expect("a file can be copied");
        }
        Copy(folder)
    }

    fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.0.join(file);
        let text = fs::read_to_string(&path).expect("a file of the site");
        assert!(text.contains(from), "{file} contains {from}");
        fs::write(&path, text.replacen(from, to, 1)).expect("a file can be written");
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The hash of a file as it is served now, computed by the browser past what it keeps.
async fn hash(browser: &Browser, file: &Path) -> String {
    let bytes = fs::read(file).expect("a file of the site");
    let script = format!(
        "return crypto.subtle.digest('SHA-256', new Uint8Array({bytes:?}))
            .then((hash) => 'sha256-' + btoa(String.fromCharCode(...new Uint8Array(hash))))"
    );
    browser.js(&script).await.as_str().unwrap_or_default().to_string()
}

async fn edition(browser: &Browser) -> String {
    let script = "return `${document.documentElement.dataset.page} ${window.edition}`";
    browser.js(script).await.as_str().unwrap_or_default().to_string()
}

/// Looks for a newer version, as the browser does by itself on a visit, and says whether it has been kept whole. The page
/// stays open behind a window that shows nothing but a picture: Chromium puts service workers off for as long as a page
/// that it shows draws something new in every frame.
async fn look_for_newer(browser: &Browser) -> bool {
    let page = browser.client.window().await.expect("the page has a window");
    let quiet = browser.client.new_window(true).await.expect("a new window opens");
    let quiet = browser.client.switch_to_window(quiet.handle).await;
    quiet.expect("the new window is there");
    let picture = format!("{}icon.svg", browser.site.address());
    browser.client.goto(&picture).await.expect("the picture opens");
    let looks = "navigator.serviceWorker.getRegistration().then((own) => own.update())
        .catch(() => 0).then(() => { window.has_looked = true })";
    browser.js(looks).await;
    let state = "return navigator.serviceWorker.getRegistration().then((own) => window.has_looked !== true
        || own.installing !== null ? 'looking' : own.waiting !== null ? 'kept' : 'given up')";
    browser
        .wait("the newer version is kept or given up", || async {
            browser.js(state).await != "looking"
        })
        .await;
    let is_kept = browser.js(state).await == "kept";
    browser.client.close_window().await.expect("the window closes");
    browser.client.switch_to_window(page).await.expect("the page is there");
    is_kept
}

#[tokio::test]
async fn a_newer_version_is_whole_or_absent_and_comes_when_the_reader_says_so() {
    let site = Copy::of_the_site("update");
    let browser = Browser::open_on(&site.0, DESKTOP, "", "").await;
    wait_until_kept(&browser).await;
    browser.reload().await;
    let mut known = Vec::new();
    for file in ["index.html", "main.js"] {
        known.push(hash(&browser, &site.0.join(file)).await);
    }
    // In the middle of a deployment: the list and the page are new, a script is not there yet.
    site.change("index.html", "<html", "<html data-page=\"second\"");
    let page = hash(&browser, &site.0.join("index.html")).await;
    let main =
        fs::read_to_string(site.0.join("main.js")).expect("the site has a main.js") + "window.edition = 'second';\n";
    let next_main = site.0.join("next.js");
    fs::write(&next_main, &main).expect("a file can be written");
    let script = hash(&browser, &next_main).await;
    site.change("sw.js", &known[0], &page);
    site.change("sw.js", &known[1], &script);
    site.change("sw.js", "const VERSION = \"", "const VERSION = \"second ");
    assert!(!look_for_newer(&browser).await, "half a version is not kept");
    browser.reload().await;
    assert_eq!(edition(&browser).await, "undefined undefined");
    let _ = browser.complaints().await;
    // The deployment is complete.
    fs::write(site.0.join("main.js"), main).expect("a file can be written");
    assert!(look_for_newer(&browser).await, "a whole version is kept");
    assert_eq!(
        edition(&browser).await,
        "undefined undefined",
        "the open page is left alone"
    );
    browser.reload().await;
    assert_eq!(
        edition(&browser).await,
        "undefined undefined",
        "and so it stays until the reader agrees"
    );
    let text = "A newer version of Partitura is ready.";
    browser
        .wait("the newer version is offered", || async {
            browser.text().await.contains(text)
        })
        .await;
    browser.click("button", "Reload").await;
    browser
        .wait("the newer version is there", || async {
            browser
                .client
                .execute("return window.edition", Vec::new())
                .await
                .is_ok_and(|edition| edition == "second")
        })
        .await;
    browser.wait_for_start().await;
    assert_eq!(edition(&browser).await, "second second");
    assert_eq!(versions(&browser).await, 1, "the older version is let go");
    browser.close().await;
}

#[tokio::test]
async fn one_file_is_the_whole_page() {
    let file = fs::canonicalize(dist().join("partitura.html")).expect("the bundle is built: `cargo xtask bundle`");
    let browser = Browser::open(DESKTOP, "").await;
    let address = format!("file://{}", file.display());
    browser.client.goto(&address).await.expect("a file opens");
    browser.wait_for_start().await;
    browser.click("button", "Send from trades").await;
    browser
        .wait("a record is sent", || async { records(&browser).await == 1 })
        .await;
    let asked = browser
        .js("return performance.getEntriesByType('resource').map((one) => one.name)")
        .await;
    let remote = asked
        .as_array()
        .into_iter()
        .flatten()
        .filter(|name| !name.as_str().unwrap_or_default().starts_with("data:"));
    assert_eq!(remote.count(), 0, "{asked}");
    let policy = browser
        .js("return document.querySelector('meta[http-equiv]').content")
        .await;
    let policy = policy.as_str().unwrap_or_default();
    assert!(
        !policy.contains("unsafe-inline") && policy.contains("'sha256-"),
        "{policy}"
    );
    // What was done is there after a reload, and a link names this file.
    let link = browser.js("return window.partitura.link()").await;
    assert!(
        link.as_str()
            .is_some_and(|link| link.starts_with(&format!("{address}#s="))),
        "{link}"
    );
    browser.keeps_what_was_sent().await;
    browser.reload().await;
    browser
        .wait("the record is still there", || async { records(&browser).await == 1 })
        .await;
    browser.close().await;
}
