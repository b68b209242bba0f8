//! "Without history": the same cast on an empty stage.
//!
//! What is set up at a moment stays: topics with their partitions and settings, the brokers' settings, producers,
//! consumers with their subscriptions. What has passed goes: records, offsets, transactions, failures and captions; so does
//! a client that was closed. All is set up at the very start, in its old order. Absent on purpose: the members' old
//! partitions. A group that begins shares them out anew, as Kafka does.

use super::{Command, Document, Timed};

impl Document {
    /// The document that sets up what stands at `until_ms`, and nothing else.
    pub fn afresh(&self, until_ms: u64) -> Document {
        let past = self.commands.partition_point(|command| command.at <= until_ms);
        let past = self.commands.get(..past).unwrap_or_default();
        let kept = past.iter().filter(|timed| sets_up(past, &timed.command));
        let mut document = self.clone();
        document.commands = kept
            .map(|timed| Timed {
                at: 0,
                command: timed.command.clone(),
            })
            .collect();
        document
    }
}

fn sets_up(past: &[Timed], command: &Command) -> bool {
    match command {
        Command::CreateTopic(_)
        | Command::DeleteTopic(_)
        | Command::AddPartitions(_)
        | Command::ReassignPartitions(_)
        | Command::AlterConfig(_) => true,
        Command::AddProducer(own) => !is_closed(past, |command| match command {
            Command::CloseProducer(other) => (other.producer == own.producer).then_some(true),
            Command::RestartProducer(other) => (other.producer == own.producer).then_some(false),
            _ => None,
        }),
        Command::AddConsumer(own) => !consumer_is_closed(past, &own.consumer),
        Command::Subscribe(own) => !consumer_is_closed(past, &own.consumer),
        _ => false,
    }
}

fn consumer_is_closed(past: &[Timed], name: &str) -> bool {
    is_closed(past, |command| match command {
        Command::CloseConsumer(other) => (other.consumer == name).then_some(true),
        Command::RestartConsumer(other) => (other.consumer == name).then_some(false),
        _ => None,
    })
}

/// What the last command says that closes or starts a client.
fn is_closed(past: &[Timed], says: impl Fn(&Command) -> Option<bool>) -> bool {
    past.iter()
        .rev()
        .find_map(|timed| says(&timed.command))
        .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Session, lessons};

    fn named(document: &Document) -> Vec<(u64, &str)> {
        document
            .commands
            .iter()
            .map(|own| (own.at, own.command.name()))
            .collect()
    }

    #[test]
    fn what_is_set_up_stays_and_what_has_passed_goes() {
        let document = Document::from_json(
            r#"{"partitura": 1, "seed": 7, "commands": [
                {"at": 0, "do": "create_topic", "topic": "a", "partitions": 2},
                {"at": 0, "do": "add_producer", "producer": "p"},
                {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "g", "topics": ["a"]},
                {"at": 0, "do": "add_consumer", "consumer": "c2", "group": "g", "topics": ["a"]},
                {"at": 1000, "do": "send", "producer": "p", "topic": "a", "value": "x"},
                {"at": 2000, "do": "add_partitions", "topic": "a", "total": 3},
                {"at": 3000, "do": "crash_consumer", "consumer": "c1"},
                {"at": 3000, "do": "close_consumer", "consumer": "c2"},
                {"at": 3500, "do": "note", "text": "so far"},
                {"at": 9000, "do": "add_producer", "producer": "later"}
            ]}"#,
        )
        .expect("a good document");
        let fresh = document.afresh(4000);
        let expected = ["create_topic", "add_producer", "add_consumer", "add_partitions"];
        assert_eq!(named(&fresh), expected.map(|name| (0, name)));
        assert_eq!(fresh.seed, 7);
    }

    #[test]
    fn every_scene_begins_afresh_without_records() {
        for (id, json) in lessons::DEMOS {
            let document = Document::from_json(json).unwrap_or_else(|error| panic!("{id}: {error}"));
            let end = document.commands.last().map_or(0, |command| command.at);
            let mut session = Session::new(document.afresh(end)).unwrap_or_else(|error| panic!("{id}: {error}"));
            session.seek(20_000);
            let told = serde_json::to_string(&session.events(0..u64::MAX)).expect("events are plain data");
            assert!(!told.contains("record_appended"), "{id}: no records");
            let assigned = ["assignment_made", "target_assigned"].map(|kind| told.contains(kind));
            assert!(assigned.contains(&true), "{id}: its group is at work");
        }
    }
}
