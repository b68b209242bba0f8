//! Keeping the session: how often, where, and what is said when it cannot be kept.
//!
//! The reader's own session is remembered for the browser as a whole, a visit for its tab. Two tabs may be at work on
//! the own session. Each remembers the mark of what it has read or written last; where it finds another mark, another
//! tab was faster, and what was made here is kept apart, for this tab, so that neither is lost. Absent on purpose: any
//! joining of two sessions, and locks, which not every browser gives to every address.

use serde_json::json;

use super::app::{App, Msg};
use super::notices::Kind;
use super::{opening, shell, storage};

/// The longest that a change waits to be kept.
const KEEP_EVERY_MS: f64 = 1_500.0;
/// The same where only time has passed.
const KEEP_TIME_EVERY_MS: f64 = 6_000.0;

/// When the session was last kept, and by whom.
#[derive(Default)]
pub struct Keeping {
    waited_ms: f64,
    kept: Option<(u64, u64)>,
    /// The browser has refused, and the reader knows.
    refused: bool,
    mark: Option<String>,
    /// The own session is this tab's alone.
    apart: bool,
}

impl Keeping {
    /// To be called when the own session is read.
    pub fn begin(&mut self) {
        self.mark = storage::read(storage::MARK);
        self.apart = storage::read_for_tab(storage::COPY).is_some();
    }

    fn is_another_tab_ahead(&self) -> bool {
        storage::read(storage::MARK) != self.mark
    }

    fn write(&mut self, place: &str, session: &str) -> bool {
        if place != storage::SESSION {
            return storage::write_for_tab(place, session);
        }
        let written = storage::write(storage::SESSION, session);
        if written {
            let mark = js_sys::Math::random().to_string();
            storage::write(storage::MARK, &mark);
            self.mark = Some(mark);
        }
        written
    }
}

impl App {
    /// Keeps the session before another takes its place.
    pub fn keep_now(&mut self) {
        self.keep(KEEP_TIME_EVERY_MS);
    }

    /// Keeps the session when it has changed, not too often. Called once per frame.
    pub fn keep(&mut self, wall_ms: f64) {
        let (changes, now) = {
            let core = self.core.borrow();
            (core.changes, core.engine.now_ms())
        };
        let is_made = self.keeping.kept.map_or(0, |(changes, _)| changes) != changes;
        let patience = if is_made { KEEP_EVERY_MS } else { KEEP_TIME_EVERY_MS };
        self.keeping.waited_ms += wall_ms;
        // A frame in another page remembers nothing.
        if self.embed {
            return;
        }
        if self.keeping.waited_ms < patience || self.keeping.kept == Some((changes, now)) {
            return;
        }
        self.keeping.waited_ms = 0.0;
        if !self.may_keep(is_made) {
            return;
        }
        let place = self.place();
        self.keeping.kept = Some((changes, now));
        let session = self.session_to_keep();
        shell::kept(place, &session);
        let written = self.keeping.write(place, &session);
        // Who has made nothing yet has nothing to lose.
        if !written && !self.keeping.refused && changes != 0 {
            self.offer_file("storage-refused", Kind::Bad);
        }
        self.keeping.refused = !written && changes != 0;
    }

    /// Where another tab is ahead, what was made here is kept apart; if it is nothing, nothing is kept.
    fn may_keep(&mut self, is_made: bool) -> bool {
        if self.visiting || self.keeping.apart || !self.keeping.is_another_tab_ahead() {
            return true;
        }
        if is_made {
            self.keeping.apart = true;
            self.offer_file("session-apart", Kind::Good);
        }
        is_made
    }

    /// Where the session belongs.
    fn place(&self) -> &'static str {
        match (self.visiting, self.keeping.apart) {
            (true, _) => storage::VISIT,
            (false, true) => storage::COPY,
            (false, false) => storage::SESSION,
        }
    }

    fn session_to_keep(&self) -> String {
        let core = self.core.borrow();
        let mut session = json!({
            "document": core.engine.document_json(), "now": core.engine.now_ms(), "playing": core.playing,
            "drafts": self.drafts,
        });
        if self.visiting {
            session["address"] = opening::fragment().into();
        }
        session.to_string()
    }

    /// Lets the own session go; never what another tab has kept.
    pub fn forget_own(&mut self) {
        self.keeping.apart |= self.keeping.is_another_tab_ahead();
        if self.keeping.apart {
            storage::write_for_tab(storage::COPY, "{}");
        } else {
            storage::forget(storage::SESSION);
        }
    }

    fn offer_file(&mut self, id: &str, kind: Kind) {
        let offer = (self.speech.word("save-session"), Msg::SaveFile);
        self.notify(self.speech.word(id), kind, None, Some(offer));
    }
}
