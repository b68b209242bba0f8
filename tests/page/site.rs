//! The built site on a port of its own, as any plain web server would serve it.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tiny_http::{Header, Response, Server};

/// A web server that ends with the test.
pub struct Site {
    server: Arc<Server>,
    is_lost: Arc<AtomicBool>,
}

impl Site {
    pub fn start(dist: &Path) -> Site {
        assert!(
            dist.join("index.html").is_file(),
            "{} holds no built site: `cargo xtask build`",
            dist.display()
        );
        let server = Arc::new(Server::http("127.0.0.1:0").expect("there is a free port"));
        let (listening, dist) = (server.clone(), dist.to_path_buf());
        let is_lost = Arc::new(AtomicBool::new(false));
        let lost = is_lost.clone();
        std::thread::spawn(move || {
            for request in listening.incoming_requests() {
                let response = match lost.load(Ordering::Relaxed) {
                    true => Response::from_data("nobody is here").with_status_code(503),
                    false => answer(&dist, request.url()),
                };
                // A tab in the background may be slow to read, and must not hold up the others.
                std::thread::spawn(move || request.respond(response));
            }
        });
        Site { server, is_lost }
    }

    /// From now on nothing is served any more.
    pub fn lose(&self) {
        self.is_lost.store(true, Ordering::Relaxed);
    }

    /// A sub-path, because the site must work below any.
    pub fn address(&self) -> String {
        format!("http://{}/below/", self.server.server_addr())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

fn answer(dist: &Path, url: &str) -> Response<std::io::Cursor<Vec<u8>>> {
    let path = url
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_start_matches("/below/");
    let file: PathBuf = dist.join(if path.is_empty() { "index.html" } else { path });
    let Ok(bytes) = std::fs::read(&file) else {
        return Response::from_data("not found").with_status_code(404);
    };
    let kind = match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    };
    let header = Header::from_bytes("Content-Type", kind).expect("a plain header");
    Response::from_data(bytes).with_header(header)
}
