//! What a test wants of the browser itself, which no page can do. Each browser has words of its own for it: Chromium the
//! DevTools Protocol, Firefox scripts in its own window.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

use super::{browser::Browser, driver::Kind};

impl Browser {
    pub fn is_firefox(&self) -> bool {
        self.driver.kind == Kind::Firefox
    }

    /// Lets the page read the clipboard.
    pub async fn allow_clipboard(&self) {
        // Firefox is told at its start.
        if !self.is_firefox() {
            let grant = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
            self.dev_tools("Browser.grantPermissions", grant).await;
        }
    }

    /// Gives the page a screen of another size.
    pub async fn resize(&self, width: u32, height: u32) {
        if self.is_firefox() {
            // A window cannot be as narrow as a phone, but what it shows can.
            let script = "const { style } = gBrowser.selectedBrowser;
                const [width, height] = arguments;
                for (const side of ['', 'min-', 'max-']) {
                    style.setProperty(side + 'width', width + 'px');
                    style.setProperty(side + 'height', height + 'px');
                }";
            self.within_firefox(script, vec![width.into(), height.into()]).await;
            self.wait("the page has its width", || async {
                self.js("return innerWidth").await == width
            })
            .await;
        } else {
            let device = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
            self.dev_tools("Emulation.setDeviceMetricsOverride", device).await;
        }
    }

    /// Makes the reader one who wants no motion.
    pub async fn reduce_motion(&self) {
        if self.is_firefox() {
            self.within_firefox("Services.prefs.setIntPref('ui.prefersReducedMotion', 1)", Vec::new())
                .await;
        } else {
            let features = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
            self.dev_tools("Emulation.setEmulatedMedia", features).await;
        }
    }

    /// Errors that the browser wrote to its console since it was asked before.
    pub async fn complaints(&self) -> Vec<String> {
        let said = match self.is_firefox() {
            true => self.within_firefox(FIREFOX_ERRORS, Vec::new()).await,
            false => self.client.issue_cmd(ChromiumLog).await.unwrap_or_default(),
        };
        let entries = said.as_array().cloned().unwrap_or_default();
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        severe
            .filter_map(|entry| Some(entry["message"].as_str()?.to_string()))
            .collect()
    }

    /// A command of the Chrome DevTools Protocol.
    pub async fn dev_tools(&self, command: &'static str, params: Value) -> Value {
        self.client
            .issue_cmd(DevTools(command, params))
            .await
            .unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Runs a script in Firefox's own window instead of the page.
    async fn within_firefox(&self, script: &str, arguments: Vec<Value>) -> Value {
        let turn = |to| self.client.issue_cmd(Context(to));
        turn("chrome").await.expect("Firefox lets its own window be seen");
        let answer = self.client.execute(script, arguments).await;
        turn("content").await.expect("the page is seen again");
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }
}

/// What pages threw and what their policy kept them from; Firefox's own troubles stand in the same console.
const FIREFOX_ERRORS: &str = "
    const all = Services.console.getMessageArray().filter(one => one instanceof Ci.nsIScriptError);
    Services.console.reset();
    const severe = all.filter(one => !(one.flags & Ci.nsIScriptError.warningFlag) && /^(https?|file):/.test(one.sourceName));
    return severe.map(one => ({level: 'SEVERE', message: one.toString()}));";

/// Chromium's own console.
#[derive(Debug)]
struct ChromiumLog;

impl WebDriverCompatibleCommand for ChromiumLog {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({"type": "browser"}).to_string()))
    }
}

/// A command of the Chrome DevTools Protocol.
#[derive(Debug)]
struct DevTools(&'static str, Value);

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

/// Where Firefox runs scripts: in its own window (`chrome`) or in the page (`content`).
#[derive(Debug)]
struct Context(&'static str);

impl WebDriverCompatibleCommand for Context {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/moz/context", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({"context": self.0}).to_string()))
    }
}
