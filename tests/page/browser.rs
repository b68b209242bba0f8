//! A real browser, driven through WebDriver, and the built site on a web server of its own for every test.
//!
//! Things are found as a person finds them: by role and accessible name, which the browser itself computes. Absent on
//! purpose: selectors of classes and ids, which a person does not see.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fantoccini::{
    Client, Locator,
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
    error::CmdError,
    wd::WebDriverCompatibleCommand,
};
use serde_json::{Value, json};

use super::{driver::Driver, site::Site};

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
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with one window on the site.
pub struct Browser {
    pub client: Client,
    pub site: Site,
    pub driver: Driver,
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

    /// The same on another folder's site, in a Chromium where this script runs before every page.
    pub async fn open_on(dist: &Path, window: Window, hash: &str, before: &str) -> Browser {
        let driver = Driver::start();
        let browser = Browser {
            client: driver.open(window).await,
            site: Site::start(dist),
            driver,
        };
        if !before.is_empty() {
            browser
                .dev_tools("Page.addScriptToEvaluateOnNewDocument", json!({"source": before}))
                .await;
        }
        browser.go(hash).await;
        browser
    }

    /// Waits until what was sent is in the browser's storage.
    pub async fn keeps_what_was_sent(&self) {
        self.wait("the session is kept", || async {
            let kept = self.js("return localStorage.getItem('partitura.session') ?? ''").await;
            kept.as_str().is_some_and(|kept| kept.contains("\\\"send\\\""))
        })
        .await;
    }

    /// Loads the page again, as a person does. Firefox's driver would load it past its service worker, as Shift+F5 does.
    pub async fn reload(&self) {
        self.until_another_page(async || drop(self.js("location.reload()").await))
            .await;
    }

    /// Does what loads the page again, and waits for the new one.
    pub async fn until_another_page(&self, deed: impl AsyncFnOnce()) {
        self.js("window.is_old = true").await;
        deed().await;
        let script = "return !window.is_old && typeof window.partitura === 'object'";
        self.wait("the page has started again", || async {
            // Between two pages there is nothing to ask.
            self.client
                .execute(script, Vec::new())
                .await
                .is_ok_and(|is_there| is_there == true)
        })
        .await;
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
            match self.press(self.find(role, name).await).await {
                Ok(()) => return,
                Err(error) if PATIENCE < start.elapsed() => panic!("{role} “{name}” cannot be clicked: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    async fn press(&self, element: Element) -> Result<(), CmdError> {
        // Firefox's driver looks for what lies under the middle of an element, and for a group of shapes that is never
        // the group itself; the mouse can be sent there.
        if self.is_firefox() && element.tag_name().await? == "g" {
            return self.press_middle(&element).await;
        }
        element.click().await
    }

    async fn press_middle(&self, element: &Element) -> Result<(), CmdError> {
        let script = "arguments[0].scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
            const { left, top, width, height } = arguments[0].getBoundingClientRect();
            return [left + width / 2, top + height / 2]";
        let middle = self.client.execute(script, vec![json!(element)]).await?;
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveTo {
                duration: None,
                x: middle[0].as_f64().unwrap_or_default(),
                y: middle[1].as_f64().unwrap_or_default(),
            })
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        self.client.perform_actions(mouse).await
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
            "article" => "article, [role=article]",
            "table" => "table",
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

    /// Plays a session up to a moment and lets it stand there.
    pub async fn stand(&self, document: &Value, ms: u64) {
        let script =
            "window.partitura.load(arguments[0]); window.partitura.stop(); window.partitura.run({ms: arguments[1]})";
        let played = self.client.execute(script, vec![document.clone(), ms.into()]).await;
        played.expect("the session plays");
    }

    /// Moves virtual time on.
    pub async fn run(&self, ms: u64) {
        self.js(&format!("window.partitura.run({{ms: {ms}}}); return 0")).await;
    }

    /// Waits until this can be read on the page.
    pub async fn says(&self, text: &str) {
        let shown = || async { self.text().await.contains(text) };
        self.wait(&format!("the page says “{text}”"), shown).await;
    }

    pub async fn close(self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
        let _ = self.client.clone().close().await;
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
