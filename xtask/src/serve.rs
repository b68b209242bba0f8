//! `cargo xtask serve`: the site on this machine, for the person who works on it.
//!
//! Absent on purpose: compression, ranges, caching. A browser on the same machine gains nothing by them, and a page that
//! is being worked on must never come from a cache.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::{Outcome, site, toolchain, watch};

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

pub fn serve(options: &Options) -> Outcome<()> {
    // Listening comes first: a busy port should not be discovered after a minute of building.
    let listener = listen(&options.host, options.port)?;
    let address = listener
        .local_addr()
        .map_err(|error| format!("The address cannot be told: {error}."))?;
    let directory = site::build(&options.build)?;
    let builds = options.watch.then(|| Arc::new(AtomicU64::new(first_build())));
    let runtime = tokio::runtime::Runtime::new().map_err(|error| format!("The server did not start: {error}."))?;
    let server = runtime.spawn(answer(listener, router(directory, builds.clone())));
    let url = format!("http://{}", address_to_visit(address));
    println!("\nPartitura is at {url} (Ctrl+C stops it).");
    if options.open {
        open(&url);
    }
    if let Some(builds) = builds {
        println!("Watching src, www and Cargo.toml for changes.");
        return watch::forever(&toolchain::root(), || rebuild(&builds, &options.build));
    }
    let ended = runtime.block_on(server).map_err(io::Error::other).flatten();
    Err(match ended {
        Ok(()) => "The server has ended unexpectedly.".to_string(),
        Err(error) => format!("The server has ended: {error}."),
    })
}

async fn answer(listener: TcpListener, router: Router) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    axum::serve(tokio::net::TcpListener::from_std(listener)?, router).await
}

/// The site and, while sources are watched, what makes open pages follow the builds that are counted.
fn router(directory: PathBuf, builds: Option<Arc<AtomicU64>>) -> Router {
    let files = ServeDir::new(directory);
    let router = match builds {
        None => Router::new().fallback_service(files),
        Some(builds) => Router::new()
            .fallback_service(files)
            .route(RELOAD_PATH, get(|| async { script(RELOAD_SCRIPT) }))
            .route(WORKER_PATH, get(|| async { script(RETIRED_WORKER) }))
            .route(
                BUILD_PATH,
                get(|State(builds): State<Arc<AtomicU64>>| async move { number(&builds) }),
            )
            .layer(middleware::from_fn_with_state(builds.clone(), with_reload))
            .with_state(builds),
    };
    router.layer(SetResponseHeaderLayer::overriding(
        CACHE_CONTROL,
        HeaderValue::from_static("no-store"),
    ))
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

/// When a build fails the server goes on with the site that it has.
fn rebuild(builds: &AtomicU64, options: &site::Options) {
    println!("\nSomething changed: building again.");
    match site::build(options) {
        Ok(_) => {
            builds.fetch_add(1, Ordering::Relaxed);
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

fn script(source: &'static str) -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], source).into_response()
}

fn number(builds: &AtomicU64) -> String {
    builds.load(Ordering::Relaxed).to_string()
}

/// A page of a watched site gets the script that reloads it. The number in the script's address is the build that this
/// page belongs to.
async fn with_reload(State(builds): State<Arc<AtomicU64>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = next.run(request).await.into_parts();
    let is_page = |kind: &HeaderValue| kind.as_bytes().starts_with(b"text/html");
    if !parts.headers.get(CONTENT_TYPE).is_some_and(is_page) {
        return Response::from_parts(parts, body);
    }
    // The page is a file of ours: it is small, and reading it fails only when it is being replaced.
    let mut page = to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
    let source = format!("{RELOAD_PATH}?{}", number(&builds));
    page.extend(format!("<script type=\"module\" src=\"{source}\"></script>\n").bytes());
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(page))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    /// The sources of the page, served. The runtime is the server's life.
    fn site(builds: Option<u64>) -> (tokio::runtime::Runtime, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let builds = builds.map(|build| Arc::new(AtomicU64::new(build)));
        let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
        runtime.spawn(answer(listener, router(toolchain::root().join("www"), builds)));
        (runtime, address)
    }

    /// All that comes back for a path, in lower case: what stands before the first empty line are the headers.
    fn ask(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").expect("the server reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the server answers");
        String::from_utf8_lossy(&answer).to_lowercase()
    }

    #[test]
    fn a_request_finds_its_file_and_never_leaves_the_site() {
        let (_running, address) = site(None);
        let check = |path, status: &str, part: &str| {
            let answer = ask(address, path);
            assert!(answer.starts_with(&format!("http/1.1 {status} ")), "{path}: {answer}");
            assert!(answer.contains(part), "{path}: {answer}");
        };
        check("/", "200", "content-type: text/html");
        check("/?lang=ru", "200", "cache-control: no-store");
        check("/main.js?v=1", "200", "content-type: text/javascript");
        check(
            "/partitura.webmanifest",
            "200",
            "content-type: application/manifest+json",
        );
        check("/nowhere", "404", "");
        for path in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/..\\Cargo.toml",
            "/%2fetc/passwd",
        ] {
            check(path, "404", "");
        }
    }

    #[test]
    fn only_pages_of_a_watched_site_reload_themselves() {
        let check = |builds, path, expected| {
            let (_running, address) = site(builds);
            assert_eq!(ask(address, path).contains("/@reload.js?7"), expected, "{path}");
        };
        check(None, "/", false);
        check(Some(7), "/main.js", false);
        check(Some(7), "/", true);
        let (_running, address) = site(Some(7));
        assert!(ask(address, BUILD_PATH).ends_with("\r\n\r\n7"));
        assert!(ask(address, WORKER_PATH).contains("unregister"));
    }

    #[test]
    fn connections_that_stay_open_hold_nobody_up() {
        let (_running, address) = site(None);
        let open: Vec<TcpStream> = (0..64)
            .filter_map(|_| {
                let mut stream = TcpStream::connect(address).ok()?;
                write!(stream, "GET / HTTP/1.1\r\nHost: here\r\n\r\n").ok()?;
                Some(stream)
            })
            .collect();
        assert!(ask(address, "/").contains("partitura"));
        assert_eq!(open.len(), 64);
    }
}
