//! The built site on a port of its own, as any plain web server would serve it.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tokio::sync::oneshot;
use tower_http::services::ServeDir;

/// A web server that ends with the test.
pub struct Site {
    address: SocketAddr,
    is_lost: Arc<AtomicBool>,
    _until_dropped: oneshot::Sender<()>,
}

impl Site {
    pub fn start(dist: &Path) -> Site {
        assert!(
            dist.join("index.html").is_file(),
            "{} holds no built site: `cargo xtask build`",
            dist.display()
        );
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        listener.set_nonblocking(true).expect("a listener need not block");
        let address = listener.local_addr().expect("a listener has an address");
        let is_lost = Arc::new(AtomicBool::new(false));
        let site = Router::new()
            .nest_service("/below", ServeDir::new(dist))
            .layer(middleware::from_fn_with_state(is_lost.clone(), unless_lost));
        let (until_dropped, dropped) = oneshot::channel::<()>();
        // A thread of its own: a test that waits for its browser must not keep the browser waiting.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime starts").block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("the listener is taken over");
                tokio::select! {
                    _ = axum::serve(listener, site) => {}
                    _ = dropped => {}
                }
            });
        });
        Site {
            address,
            is_lost,
            _until_dropped: until_dropped,
        }
    }

    /// From now on nothing is served any more.
    pub fn lose(&self) {
        self.is_lost.store(true, Ordering::Relaxed);
    }

    /// A sub-path, because the site must work below any.
    pub fn address(&self) -> String {
        format!("http://{}/below/", self.address)
    }
}

async fn unless_lost(State(is_lost): State<Arc<AtomicBool>>, request: Request, next: Next) -> Response {
    match is_lost.load(Ordering::Relaxed) {
        true => (StatusCode::SERVICE_UNAVAILABLE, "nobody is here").into_response(),
        false => next.run(request).await,
    }
}
