//! A wish that waits for its moment: to crash a consumer exactly between two stages of its loop.
//!
//! Time runs on to the moment, stops there, and the wish becomes an ordinary command. Absent on purpose: any part in
//! the session; a wish that has not come true leaves no trace.

use serde_json::json;

use super::core::Core;
use crate::view::{Before, stage::Text, thing::Point};

/// To crash this consumer at this point of its loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub consumer: Text,
    pub point: Point,
    pub before: Before,
    /// The command is given already, and only its moment is waited for.
    pub given: bool,
}

impl Core {
    pub fn wish(&mut self, consumer: Text, point: Point) {
        let before = self.engine.before(&consumer);
        let given = point == Point::BeforeCommit && self.engine.commits_by_itself(&consumer, &before);
        let doom = json!({"do": "crash_consumer", "consumer": &*consumer, "before": "commit"});
        if given && self.command(doom).is_err() {
            return;
        }
        self.wish = Some(Wish {
            consumer,
            point,
            before,
            given,
        });
        self.playing = true;
    }

    /// Lets time pass up to the moment of the wish.
    pub(super) fn pursue(&mut self, wish: Wish, ms: u64) {
        if !self.engine.run_to(ms, &wish) {
            self.wish = self.engine.is_alive(&wish.consumer).then_some(wish);
            return;
        }
        self.playing = false;
        if wish.given {
            return;
        }
        // A consumer that is alive can be crashed: only a session that is full refuses, and then nothing has changed.
        let _ = self.command(json!({"do": "crash_consumer", "consumer": &*wish.consumer}));
    }
}
