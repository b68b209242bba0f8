//! The scenes that come with Partitura: the opening, and the demos of the gallery.
//!
//! Each is a document of the contract, in both languages. Absent on purpose: any privilege. A demo is played, changed and
//! shared like every other session.

/// The id of the scene that a first visit opens.
pub const OPENING: &str = "opening";

/// The demos, in the order of the gallery: id and document.
pub const DEMOS: [(&str, &str); 13] = [
    ("keys-and-order", include_str!("lessons/keys-and-order.json")),
    ("no-key", include_str!("lessons/no-key.json")),
    ("two-groups", include_str!("lessons/two-groups.json")),
    ("idle-consumer", include_str!("lessons/idle-consumer.json")),
    ("join", include_str!("lessons/join.json")),
    ("step-by-step", include_str!("lessons/step-by-step.json")),
    ("crash", include_str!("lessons/crash.json")),
    ("replay", include_str!("lessons/replay.json")),
    ("slow-consumer", include_str!("lessons/slow-consumer.json")),
    ("auto-commit-crash", include_str!("lessons/auto-commit-crash.json")),
    ("poison-pill", include_str!("lessons/poison-pill.json")),
    ("lost-answer", include_str!("lessons/lost-answer.json")),
    ("queue", include_str!("lessons/queue.json")),
];

/// The document of a scene, as JSON.
pub fn document(id: &str) -> Option<&'static str> {
    if id == OPENING {
        return Some(include_str!("lessons/opening.json"));
    }
    DEMOS.iter().find(|(own, _)| *own == id).map(|(_, json)| *json)
}

/// What the hand at a producer holds before it has sent anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand {
    pub producer: &'static str,
    pub topic: &'static str,
    /// Empty means no key.
    pub key: &'static str,
    pub value: &'static str,
}

/// The producers of the opening scene. A producer that is not named here starts like the first.
pub const HANDS: [Hand; 2] = [
    Hand {
        producer: "trades",
        topic: "trading-events",
        key: "user{1..5}",
        value: "{\"sum\": {n}}",
    },
    Hand {
        producer: "clicks",
        topic: "trading-events",
        key: "",
        value: "{\"click\": {n}}",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Document, Session};

    fn played(id: &str) -> Session {
        let json = document(id).unwrap_or_else(|| panic!("{id} is a scene"));
        let document = Document::from_json(json).unwrap_or_else(|error| panic!("{id}: {error}"));
        let mut session = Session::new(document).unwrap_or_else(|error| panic!("{id}: {error}"));
        session.seek(session.end_ms() + 5_000);
        session
    }

    #[test]
    fn every_scene_plays_in_both_languages() {
        for id in [OPENING].into_iter().chain(DEMOS.map(|(id, _)| id)) {
            let session = played(id);
            let document = session.document();
            for caption in [&document.title, &document.notes] {
                let caption = caption.as_ref().unwrap_or_else(|| panic!("{id} has a title and notes"));
                assert_ne!(caption.text("en"), caption.text("ru"), "{id}: both languages");
            }
            let end = document.commands.last().map_or(0, |command| command.at);
            assert!(
                id == OPENING || (10_000..=60_000).contains(&end),
                "{id} ends at {end} ms"
            );
            assert!(0 < session.told(), "{id}: something happens");
        }
    }

    fn kinds(id: &str) -> String {
        serde_json::to_string(&played(id).events(0..u64::MAX)).expect("events are plain data")
    }

    #[test]
    fn demos_show_what_they_promise() {
        let shown = [
            ("idle-consumer", "member_idle"),
            ("join", "partitions_revoked"),
            ("step-by-step", "partitions_awaited"),
            ("crash", "member_removed"),
            ("replay", "offsets_reset"),
            ("replay", "NON_EMPTY_GROUP"),
            ("auto-commit-crash", "session_expired"),
            ("poison-pill", "deserialization_failed"),
            ("lost-answer", "message_lost"),
            ("lost-answer", "duplicate_recognised"),
            ("queue", "locks_expired"),
            ("queue", "records_rejected"),
        ];
        for (id, kind) in shown {
            assert!(kinds(id).contains(kind), "{id} shows {kind}");
        }
    }
}
