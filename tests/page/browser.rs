//! A real Chromium, driven through WebDriver, and the built site on a web server of its own for every test.
//!
//! Things are found as a person finds them: by role and accessible name, which the browser itself computes. Absent on
//! purpose: selectors of classes and ids, which a person does not see.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::WebDriverCompatibleCommand};
use serde_json::{Value, json};

use super::site::Site;

/// Which of some elements have a text in any place that a name may come from.
const HAVE_NAME: &str = "
    const bare = text => text.replace(/\\s+/g, '').toLowerCase();
    const own = element => ['aria-label', 'title', 'alt', 'placeholder', 'value'].map(name => element.getAttribute(name) ?? '');
    const named = element => (element.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id));
    return arguments[0].map(element => {
        const about = [element, ...(element.labels ?? []), ...named(element)].filter(Boolean);
        const texts = about.flatMap(part => [part.textContent, ...[part, ...part.querySelectorAll('*')].flatMap(own)]);
        return [...texts, texts.join('')].some(text => bare(text).includes(bare(arguments[1])));
    });";

/// How long a person would wait for something to appear.
const PATIENCE: Duration = Duration::from_secs(15);

/// A browser with one window on the site.
pub struct Browser {
    pub client: Client,
    pub site: Site,
    driver: Child,
    profile: PathBuf,
}

/// How the browser is to be.
#[derive(Clone, Copy)]
pub struct Window {
    pub width: u32,
    pub height: u32,
    pub language: &'static str,
}

pub const DESKTOP: Window = Window {
    width: 1440,
    height: 900,
    language: "en",
};

impl Browser {
    /// Opens a window on the site, behind its `#`.
    pub async fn open(window: Window, hash: &str) -> Browser {
        Browser::open_on(&dist(), window, hash, "").await
    }

    /// The same on another folder's site, in a browser where this script runs before every page.
    pub async fn open_on(dist: &Path, window: Window, hash: &str, before: &str) -> Browser {
        let (driver, port) = start_driver();
        let profile = std::env::temp_dir().join(format!("partitura-test-{}-{port}", std::process::id()));
        let client = connect(port, window, &profile).await;
        let browser = Browser {
            client,
            site: Site::start(dist),
            driver,
            profile,
        };
        if !before.is_empty() {
            browser
                .dev_tools("Page.addScriptToEvaluateOnNewDocument", json!({"source": before}))
                .await;
        }
        browser.go(hash).await;
        browser
    }

    /// A command of the Chrome DevTools Protocol.
    pub async fn dev_tools(&self, command: &'static str, params: Value) -> Value {
        self.client
            .issue_cmd(DevTools(command, params))
            .await
            .unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Loads the page again, as a person does.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page loads again");
        self.wait_for_start().await;
    }

    /// Goes to the site with this hash, as a link from elsewhere would.
    pub async fn go(&self, hash: &str) {
        self.client.goto("about:blank").await.expect("a blank page opens");
        self.client
            .goto(&format!("{}{hash}", self.site.address()))
            .await
            .expect("the site opens");
        self.wait_for_start().await;
    }

    pub async fn wait_for_start(&self) {
        self.wait("the page has started", || async {
            self.js("return typeof window.partitura").await == "object"
        })
        .await;
    }

    /// The element with this role and name, once it is there.
    pub async fn find(&self, role: &str, name: &str) -> Element {
        let start = Instant::now();
        loop {
            if let Some(found) = self.look(role, name).await {
                return found;
            }
            if PATIENCE < start.elapsed() {
                panic!(
                    "there is no {role} named “{name}”; there are {:?}",
                    self.names(role).await
                );
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The whole name of the first element of a role whose name begins so, once there is one.
    pub async fn name(&self, role: &str, begins: &str) -> String {
        let element = self.find(role, &format!("{begins}…")).await;
        self.label(&element).await
    }

    /// The element with this role and name, if it is there now; a name that ends in an ellipsis by its beginning.
    pub async fn look(&self, role: &str, name: &str) -> Option<Element> {
        for element in self.likely(role, name).await {
            if matches(&self.label(&element).await, name) && element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    /// The elements of a role that have the name somewhere about them. Asking the browser for a name takes a while, and
    /// a page has a hundred buttons.
    async fn likely(&self, role: &str, name: &str) -> Vec<Element> {
        let all = self.candidates(role).await;
        let asked = json!([all, name.trim_end_matches('…')]);
        // What is gone meanwhile is looked for again.
        let found = self
            .client
            .execute(HAVE_NAME, asked.as_array().cloned().unwrap_or_default())
            .await;
        let likely = found
            .ok()
            .and_then(|found| found.as_array().cloned())
            .unwrap_or_default();
        let kept = all.into_iter().zip(likely).filter(|(_, is_likely)| *is_likely == true);
        kept.map(|(element, _)| element).collect()
    }

    pub async fn click(&self, role: &str, name: &str) {
        let start = Instant::now();
        loop {
            // What is drawn anew between finding and clicking is looked for again, as a person would.
            match self.find(role, name).await.click().await {
                Ok(()) => return,
                Err(error) if PATIENCE < start.elapsed() => panic!("{role} “{name}” cannot be clicked: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// Writes into a field in place of what stands there.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find("textbox", name).await;
        // Select all, as a person does: the driver's own "clear" is not seen by the page as typing.
        field.send_keys("\u{E009}a\u{E000}").await.expect("a field takes keys");
        field.send_keys(text).await.expect("a field takes text");
    }

    /// Names of all elements of a role, for messages.
    pub async fn names(&self, role: &str) -> Vec<String> {
        let mut names = Vec::new();
        for element in self.candidates(role).await {
            names.push(self.label(&element).await);
        }
        names
    }

    async fn candidates(&self, role: &str) -> Vec<Element> {
        let css = match role {
            "button" => "button, [role=button], summary",
            "textbox" => "input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea",
            "link" => "a[href]",
            "dialog" => "dialog",
            "checkbox" => "input[type=checkbox]",
            "combobox" => "select",
            "heading" => "h1, h2, h3, h4",
            "region" => "section, aside, [role=region]",
            other => &format!("[role={other}]"),
        };
        self.client.find_all(Locator::Css(css)).await.unwrap_or_default()
    }

    /// The accessible name, as the browser computes it.
    pub async fn label(&self, element: &Element) -> String {
        let id = element.element_id().to_string();
        match self.client.issue_cmd(ComputedLabel(id)).await {
            Ok(Value::String(label)) => label,
            _ => String::new(),
        }
    }

    /// Runs a script in the page; its `return` is the value.
    pub async fn js(&self, script: &str) -> Value {
        self.client
            .execute(script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// The session as the script interface shows it.
    pub async fn view(&self) -> Value {
        self.js("return JSON.parse(JSON.stringify(window.partitura.view({records: true, events: true})))")
            .await
    }

    /// All text that is visible.
    pub async fn text(&self) -> String {
        self.js("return document.body.innerText")
            .await
            .as_str()
            .unwrap_or_default()
            .to_string()
    }

    /// Waits until something is so.
    pub async fn wait<F: Future<Output = bool>>(&self, what: &str, mut holds: impl FnMut() -> F) {
        let start = Instant::now();
        while !holds().await {
            if PATIENCE < start.elapsed() {
                panic!("in vain: {what}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the view satisfies a condition.
    pub async fn wait_view(&self, what: &str, holds: impl Fn(&Value) -> bool) {
        let start = Instant::now();
        loop {
            let view = self.view().await;
            if holds(&view) {
                return;
            }
            if PATIENCE < start.elapsed() {
                panic!("in vain: {what}; the view is {view:#}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Errors that the browser wrote to its console.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(BrowserLog).await.unwrap_or_default();
        let entries = log.as_array().cloned().unwrap_or_default();
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        severe
            .filter_map(|entry| Some(entry["message"].as_str()?.to_string()))
            .collect()
    }

    pub async fn close(self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
        let _ = self.client.clone().close().await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        // A driver that is killed leaves its browser behind; the profile's path names the right one.
        let own = format!("--user-data-dir={}", self.profile.display());
        let _ = Command::new("pkill").args(["-9", "-f", "--", &own]).status();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// Capitals are the style sheet's: what is read out does not differ by them.
fn matches(label: &str, name: &str) -> bool {
    let (label, name) = (label.to_lowercase(), name.to_lowercase());
    match name.strip_suffix('…') {
        Some(beginning) => label.starts_with(beginning),
        None => label == name,
    }
}

/// The folder of the built site.
pub fn dist() -> PathBuf {
    std::env::var_os("PARTITURA_DIST").map_or_else(|| "dist".into(), PathBuf::from)
}

fn executable(variable: &str, usual: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| usual.into(), PathBuf::from)
}

/// The driver chooses its port itself, and says it: a port that is free when it is looked for may be taken a moment later.
fn start_driver() -> (Child, u16) {
    let mut driver = Command::new(executable("PARTITURA_CHROMEDRIVER", "chromedriver"))
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let mut lines = BufReader::new(driver.stdout.take().expect("its output is piped")).lines();
    let said = lines.find_map(|line| {
        let line = line.ok()?;
        let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    // A pipe that nobody reads would fill up.
    std::thread::spawn(move || lines.for_each(drop));
    (driver, said.expect("chromedriver says its port"))
}

async fn connect(port: u16, window: Window, profile: &std::path::Path) -> Client {
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        &format!("--window-size={},{}", window.width, window.height),
        &format!("--lang={}", window.language),
        &format!("--user-data-dir={}", profile.display()),
    ];
    let capabilities = json!({
        "goog:chromeOptions": {
            "binary": executable("PARTITURA_CHROMIUM", "/usr/bin/chromium"),
            "args": arguments,
            "prefs": {"intl.accept_languages": window.language},
        },
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    let connector = hyper_util::client::legacy::connect::HttpConnector::new();
    let mut builder = ClientBuilder::new(connector);
    builder.capabilities(capabilities.as_object().cloned().unwrap_or_default());
    let start = Instant::now();
    loop {
        match builder.connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return client,
            Err(error) if Duration::from_secs(60) < start.elapsed() => panic!("Chromium does not start: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// `GET element/{id}/computedlabel`.
#[derive(Debug)]
struct ComputedLabel(String);

impl WebDriverCompatibleCommand for ComputedLabel {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/element/{}/computedlabel",
            session.unwrap_or_default(),
            self.0
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}

/// Chromium's own console.
#[derive(Debug)]
struct BrowserLog;

impl WebDriverCompatibleCommand for BrowserLog {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({"type": "browser"}).to_string()))
    }
}

/// A command of the Chrome DevTools Protocol.
#[derive(Debug)]
pub struct DevTools(pub &'static str, pub Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (
            http::Method::POST,
            Some(json!({"cmd": self.0, "params": self.1}).to_string()),
        )
    }
}
