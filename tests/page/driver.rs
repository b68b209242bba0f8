//! The two browsers that the page is tested in: how each is started, and what it is told at its start.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};

use super::browser::Window;

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Chromium,
    Firefox,
}

/// A driver and all that its browser keeps, which goes with the test, even with one that fails.
pub struct Driver {
    pub kind: Kind,
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Driver {
    /// The driver chooses its port itself, and says it: a port that is free when it is looked for may be taken a moment
    /// later. That may happen to the driver too, which then ends without a word, so it has another try.
    pub fn start() -> Driver {
        let tries = (0..5).find_map(|_| Driver::try_start());
        tries.expect("the driver says its port")
    }

    fn try_start() -> Option<Driver> {
        let kind = Kind::chosen();
        let folder = new_folder();
        let mut process = kind.driver(&folder);
        let process = process.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = process.expect("the driver starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output is piped")).lines();
        let port = lines.find_map(|line| kind.port(&line.ok()?));
        // A pipe that nobody reads would fill up.
        std::thread::spawn(move || lines.for_each(drop));
        let driver = Driver {
            kind,
            process,
            port: port.unwrap_or_default(),
            folder,
        };
        // What is not handed on goes here, with its folder.
        port.map(|_| driver)
    }

    /// Opens the browser's window.
    pub async fn open(&self, window: Window) -> Client {
        let capabilities = match self.kind {
            Kind::Chromium => self.chromium(window),
            Kind::Firefox => self.firefox(window),
        };
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let mut builder = ClientBuilder::new(connector);
        builder.capabilities(capabilities.as_object().cloned().unwrap_or_default());
        let start = Instant::now();
        loop {
            match builder.connect(&format!("http://127.0.0.1:{}", self.port)).await {
                Ok(client) => return client,
                Err(error) if Duration::from_secs(60) < start.elapsed() => panic!("no browser starts: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// Where the browser puts the files that a person saves.
    pub fn saved(&self) -> PathBuf {
        self.folder.join("saved")
    }

    fn chromium(&self, window: Window) -> Value {
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
            &format!("--user-data-dir={}", self.folder.display()),
        ];
        json!({
            "goog:chromeOptions": {
                "binary": executable("PARTITURA_CHROMIUM", "/usr/bin/chromium"),
                "args": arguments,
                "prefs": {
                    "intl.accept_languages": window.language,
                    "download.default_directory": self.saved(),
                },
            },
            "goog:loggingPrefs": {"browser": "ALL"},
        })
    }

    fn firefox(&self, window: Window) -> Value {
        json!({
            "moz:firefoxOptions": {
                "binary": executable("PARTITURA_FIREFOX", "/usr/bin/firefox-esr"),
                "args": ["-headless", format!("--width={}", window.width), format!("--height={}", window.height)],
                "prefs": {
                    "intl.accept_languages": window.language,
                    "browser.download.folderList": 2,
                    "browser.download.dir": self.saved(),
                    // Else reading the clipboard waits for a person who clicks on "Paste".
                    "dom.events.testing.asyncClipboard": true,
                },
            },
        })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        // A driver that is killed leaves its browser behind; the path of what it keeps names the right one.
        let own = self.folder.display().to_string();
        let _ = Command::new("pkill").args(["-9", "-f", "--", &own]).status();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Kind {
    fn chosen() -> Kind {
        match std::env::var("PARTITURA_BROWSER").as_deref() {
            Ok("firefox") => Kind::Firefox,
            _ => Kind::Chromium,
        }
    }

    fn driver(self, folder: &Path) -> Command {
        let mut command;
        match self {
            Kind::Chromium => {
                command = Command::new(executable("PARTITURA_CHROMEDRIVER", "chromedriver"));
                command.arg("--port=0");
            }
            Kind::Firefox => {
                command = Command::new(executable("PARTITURA_GECKODRIVER", "geckodriver"));
                // Access to the browser's own window is for `wishes.rs`.
                command.args(["--port=0", "--websocket-port=0", "--allow-system-access"]);
                command.arg("--profile-root").arg(folder);
            }
        }
        command
    }

    /// The port in the line that tells it.
    fn port(self, line: &str) -> Option<u16> {
        let (_, port) = match self {
            Kind::Chromium => line.split_once("ChromeDriver was started successfully on port ")?,
            Kind::Firefox => line.split_once("Listening on 127.0.0.1:")?,
        };
        port.trim_end_matches('.').parse().ok()
    }
}

/// A folder of its own for every browser. No name is the beginning of another, because it is searched for.
fn new_folder() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("partitura-test-{}-{number}-browser", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

fn executable(variable: &str, usual: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| usual.into(), PathBuf::from)
}
