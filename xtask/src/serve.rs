//! `cargo xtask serve`: the site on this machine, for the person who works on it.
//!
//! Absent on purpose: compression, ranges, caching. A browser on the same machine gains nothing by them, and a page that
//! is being worked on must never come from a cache.

use std::fs;
use std::io::{self, Cursor};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::SystemTime;

use tiny_http::{Header, Method, Request, Response, Server};

use crate::{Outcome, site, toolchain, watch};

/// A browser asks for a few files at once, and a slow one must not hold up the others.
const THREADS: usize = 4;

/// With `--watch`, pages are served with this script, which asks once a second whether there is a newer build. It is
/// ours alone: the files in `dist/` know nothing of it.
const RELOAD_PATH: &str = "/@reload.js";
const BUILD_PATH: &str = "/@build";
const RELOAD_SCRIPT: &str = r#"const mine = new URL(import.meta.url).search.slice(1);
setInterval(async () => {
  const answer = await fetch("/@build").catch(() => undefined);
  if (answer?.ok && (await answer.text()).trim() !== mine) location.reload();
}, 1000);
"#;

/// A service worker that an earlier `serve` has left in the browser would show the site as it was then. With `--watch`
/// this one takes its place, and goes.
const WORKER_PATH: &str = "/sw.js";
const RETIRED_WORKER: &str = r#"addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  const ours = (await caches.keys()).filter((name) => name.startsWith("partitura "));
  await Promise.all(ours.map((name) => caches.delete(name)));
  const pages = await clients.matchAll();
  await registration.unregister();
  pages.forEach((page) => page.navigate(page.url));
})()));
"#;

#[derive(clap::Args)]
pub struct Options {
    /// The port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on; 0.0.0.0 lets others on the network in
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Build again when a source changes, and reload open pages
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    build: site::Options,
}

/// What the threads of the server share.
struct Site {
    directory: PathBuf,
    /// Counts the builds while sources are watched.
    build: Option<AtomicU64>,
}

type Answer = Response<Cursor<Vec<u8>>>;

pub fn serve(options: &Options) -> Outcome<()> {
    // Listening comes first: a busy port should not be discovered after a minute of building.
    let listener = listen(&options.host, options.port)?;
    let address = listener
        .local_addr()
        .map_err(|error| format!("The address cannot be told: {error}."))?;
    let directory = site::build(&options.build)?;
    let site = Arc::new(Site {
        directory,
        build: options.watch.then(|| AtomicU64::new(first_build())),
    });
    let server =
        Server::from_listener(listener, None).map_err(|error| format!("The server did not start: {error}."))?;
    let threads = start(Arc::new(server), &site);
    let url = format!("http://{}", address_to_visit(address));
    println!("\nPartitura is at {url} (Ctrl+C stops it).");
    if options.open {
        open(&url);
    }
    if options.watch {
        println!("Watching src, www and Cargo.toml for changes.");
        return watch::forever(&toolchain::root(), || rebuild(&site, &options.build));
    }
    for thread in threads {
        thread
            .join()
            .map_err(|_| "The server has ended unexpectedly.".to_string())?;
    }
    Err("The server can no longer listen.".to_string())
}

fn listen(host: &str, port: u16) -> Outcome<TcpListener> {
    TcpListener::bind((host, port)).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("Port {port} on {host} is busy: stop what listens there, or choose another port with --port.")
        }
        io::ErrorKind::PermissionDenied => {
            format!("Listening on port {port} is not allowed here: choose one above 1023 with --port.")
        }
        _ => format!("Cannot listen on {host}, port {port}: {error}."),
    })
}

fn start(server: Arc<Server>, site: &Arc<Site>) -> Vec<thread::JoinHandle<()>> {
    let work = |(server, site): (Arc<Server>, Arc<Site>)| {
        for request in server.incoming_requests() {
            let answer = site.answer(&request);
            // A browser that has gone away needs no answer.
            let _ = request.respond(answer);
        }
    };
    let shares = (0..THREADS).map(|_| (server.clone(), site.clone()));
    shares.map(|share| thread::spawn(move || work(share))).collect()
}

/// When a build fails the server goes on with the site that it has.
fn rebuild(site: &Site, options: &site::Options) {
    println!("\nSomething changed: building again.");
    match site::build(options) {
        Ok(_) => {
            site.build.as_ref().map(|build| build.fetch_add(1, Ordering::Relaxed));
            println!("The new site is being served.");
        }
        Err(sentence) => eprintln!("{sentence}\nThe previous site is still being served."),
    }
}

/// The first build has the time as its number, so that pages notice a server that was started anew.
fn first_build() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |time| time.as_secs())
}

/// An address that means "everywhere" is not one that a browser can visit.
fn address_to_visit(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

fn open(url: &str) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start"]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if command.spawn().is_err() {
        println!("No browser could be opened: visit the address yourself.");
    }
}

impl Site {
    fn answer(&self, request: &Request) -> Answer {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return text(405, "Only GET and HEAD are answered here.");
        }
        let url = request.url();
        if let Some(build) = &self.build {
            match url.split('?').next() {
                Some(RELOAD_PATH) => return ok(RELOAD_SCRIPT.into(), mime_type(Path::new(RELOAD_PATH))),
                Some(WORKER_PATH) => return ok(RETIRED_WORKER.into(), mime_type(Path::new(WORKER_PATH))),
                Some(BUILD_PATH) => return text(200, &build.load(Ordering::Relaxed).to_string()),
                _ => {}
            }
        }
        let Some(path) = site_path(url) else {
            return text(404, "There is nothing here.");
        };
        match fs::read(self.directory.join(&path)) {
            Ok(content) => ok(self.with_reload(&path, content), mime_type(&path)),
            Err(_) => text(404, "There is nothing here."),
        }
    }

    /// A page of a watched site, with the script that reloads it. The number in the script's address is the build that
    /// this page belongs to.
    fn with_reload(&self, path: &Path, mut content: Vec<u8>) -> Vec<u8> {
        if let Some(build) = &self.build
            && path.extension().is_some_and(|extension| extension == "html")
        {
            let build = build.load(Ordering::Relaxed);
            content.extend(format!("<script type=\"module\" src=\"{RELOAD_PATH}?{build}\"></script>\n").bytes());
        }
        content
    }
}

fn ok(content: Vec<u8>, mime_type: &str) -> Answer {
    // Without a threshold large files would be sent in chunks, and nobody could show how far a download is.
    let answer = Response::from_data(content).with_chunked_threshold(usize::MAX);
    let headers = [("Content-Type", mime_type), ("Cache-Control", "no-cache")];
    let headers = headers
        .iter()
        .filter_map(|(name, value)| Header::from_bytes(*name, *value).ok());
    headers.fold(answer, Response::with_header)
}

fn text(status: u16, line: &str) -> Answer {
    ok(format!("{line}\n").into_bytes(), "text/plain; charset=utf-8").with_status_code(status)
}

/// The file that a request asks for, relative to the site; nothing when it would lead out of it.
fn site_path(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?;
    let path = percent_decoded(path.strip_prefix('/')?)?;
    let mut file = PathBuf::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        // A colon or a backslash would start anew at a drive or a root on some systems.
        if part == "." || part == ".." || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if path.is_empty() || path.ends_with('/') {
        file.push("index.html");
    }
    Some(file)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hexadecimal(rest.next()?)? << 4 | hexadecimal(rest.next()?)?,
            _ => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Browsers refuse a module or a streamed wasm that does not come as what it is.
fn mime_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "css" => "text/css; charset=utf-8",
        "ftl" | "txt" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" => "image/jpeg",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "toml" => "application/toml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_finds_its_file_and_never_leaves_the_site() {
        let check = |url, expected: Option<&str>| assert_eq!(site_path(url), expected.map(PathBuf::from), "{url}");
        check("/", Some("index.html"));
        check("/?lang=ru", Some("index.html"));
        check("/main.js?v=1", Some("main.js"));
        check("/icons//a%20b.svg", Some("icons/a b.svg"));
        check("/lessons/", Some("lessons/index.html"));
        check("/../Cargo.toml", None);
        check("/icons/%2e%2e/%2E%2E/Cargo.toml", None);
        check("/..%2fCargo.toml", None);
        check("/%2fetc/passwd", Some("etc/passwd"));
        check("/..\\Cargo.toml", None);
        check("/C:/secret", None);
        check("/%", None);
        check("/%zz", None);
        check("/%ff", None);
        check("*", None);
    }

    #[test]
    fn files_are_served_as_what_they_are() {
        let check = |file: &str, expected| assert_eq!(mime_type(Path::new(file)), expected, "{file}");
        check("partitura_bg.wasm", "application/wasm");
        check("main.js", "text/javascript; charset=utf-8");
        check("icons/logo.svg", "image/svg+xml");
        check("LICENSE", "application/octet-stream");
    }

    #[test]
    fn only_pages_of_a_watched_site_reload_themselves() {
        let site = |build: Option<u64>| Site {
            directory: PathBuf::new(),
            build: build.map(AtomicU64::new),
        };
        let page = |site: Site, path: &str| site.with_reload(Path::new(path), b"x".to_vec());
        assert_eq!(page(site(None), "index.html"), b"x");
        assert_eq!(page(site(Some(7)), "main.js"), b"x");
        assert!(String::from_utf8_lossy(&page(site(Some(7)), "index.html")).contains("/@reload.js?7"));
    }
}
