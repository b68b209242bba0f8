//! What both ends know of a document: its fields, the commands with their fields, and common shapes of commands.
//!
//! Frozen: new entries join at the end of a list, a new field at the end of its command's, and nothing else ever
//! changes; what is no longer used stays. A reader that meets a place behind its own end knows that the link is newer.

/// The fields of a document, beside its version and commands.
pub(super) const HEADER: &[&str] = &["title", "notes", "seed", "pace", "cluster", "main", "branches"];

/// What a command says of one of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing.
    Absent,
    /// What the last command with that field said.
    Same,
    /// What follows that in a count.
    Next,
    /// What is written among the values.
    Written,
}

/// A command and the states of its fields, two bits each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) command: u32,
    pub(super) states: u64,
}

impl Shape {
    pub(super) fn of(command: u32, states: &[State]) -> Shape {
        let bits = |state: &State| match state {
            State::Absent => 0,
            State::Same => 1,
            State::Next => 2,
            State::Written => 3,
        };
        Shape {
            command,
            states: states.iter().rev().fold(0, |all, state| all << 2 | bits(state)),
        }
    }

    /// The shape of a row of [`SHAPES`].
    pub(super) fn known(name: &str, states: &str) -> Option<Shape> {
        let (command, _) = (0..).zip(COMMANDS).find(|(_, (command, _))| *command == name)?;
        let state = |letter| match letter {
            's' => State::Same,
            'n' => State::Next,
            'w' => State::Written,
            _ => State::Absent,
        };
        Some(Shape::of(command, &states.chars().map(state).collect::<Vec<_>>()))
    }

    pub(super) fn state(self, field: usize) -> State {
        match self.states >> (field * 2) & 3 {
            0 => State::Absent,
            1 => State::Same,
            2 => State::Next,
            _ => State::Written,
        }
    }
}

/// Every command and its fields, beside `at` and `do`. At most 31 fields each.
#[rustfmt::skip]
pub(super) const COMMANDS: &[(&str, &[&str])] = &[
    ("create_topic", &["topic", "partitions", "replication_factor", "config"]),
    ("delete_topic", &["topic"]),
    ("add_partitions", &["topic", "total"]),
    ("alter_config", &["topic", "broker", "config"]),
    ("delete_records", &["topic", "partition", "before_offset"]),
    ("stop_broker", &["broker", "clean"]),
    ("start_broker", &["broker", "clean"]),
    ("cut_broker", &["broker", "to"]),
    ("heal_broker", &["broker", "to"]),
    ("lose", &["what", "side", "from", "count"]),
    ("add_producer", &["producer", "config", "key_serializer", "value_serializer"]),
    ("close_producer", &["producer"]),
    ("crash_producer", &["producer"]),
    ("restart_producer", &["producer"]),
    ("send", &["producer", "topic", "key", "value", "count", "partition", "wait", "headers", "timestamp"]),
    ("start_sending", &["producer", "topic", "every_ms", "key", "value", "count"]),
    ("stop_sending", &["producer", "topic"]),
    ("begin_transaction", &["producer"]),
    ("commit_transaction", &["producer"]),
    ("abort_transaction", &["producer"]),
    ("send_offsets_to_transaction", &["producer", "consumer"]),
    ("add_consumer", &["consumer", "group", "topics", "config", "pattern", "assign", "key_deserializer", "value_deserializer", "processing_ms", "commit"]),
    ("close_consumer", &["consumer"]),
    ("crash_consumer", &["consumer", "before"]),
    ("restart_consumer", &["consumer"]),
    ("freeze_consumer", &["consumer"]),
    ("thaw_consumer", &["consumer"]),
    ("subscribe", &["consumer", "topics"]),
    ("pause", &["consumer", "partitions"]),
    ("resume", &["consumer", "partitions"]),
    ("seek", &["consumer", "topic", "to", "partition"]),
    ("commit", &["consumer", "offsets"]),
    ("reset_offsets", &["group", "topic", "to", "partitions"]),
    ("delete_group", &["group"]),
    ("note", &["text"]),
    ("acknowledge", &["consumer", "type", "topic", "partition", "offset"]),
    ("delay", &["what", "side", "from", "by_ms", "count"]),
    ("duplicate", &["what", "side", "from", "count"]),
    ("slow_broker", &["broker", "to", "by_ms"]),
    ("lose_disk", &["broker"]),
    ("reassign_partitions", &["topic", "partitions", "replicas"]),
];

/// Common shapes: the states of the fields in their order, `s` the same, `n` the next, `w` written, `-` absent. At most
/// 111, because the numbers above belong to the shapes that a link defines itself.
#[rustfmt::skip]
pub(super) const SHAPES: &[(&str, &str)] = &[
    ("create_topic", "ww"),
    ("create_topic", "ws"),
    ("add_producer", "w"),
    ("add_producer", "n"),
    ("add_producer", "ww"),
    ("add_producer", "nw"),
    ("add_consumer", "www"),
    ("add_consumer", "wws"),
    ("add_consumer", "nss"),
    ("add_consumer", "nws"),
    ("add_consumer", "nns"),
    ("add_consumer", "wss"),
    ("add_consumer", "wwww"),
    ("add_consumer", "nssw"),
    ("add_consumer", "nwsw"),
    ("add_consumer", "nsss"),
    ("send", "ss-w"),
    ("send", "ss-n"),
    ("send", "ss-s"),
    ("send", "ssww"),
    ("send", "sswn"),
    ("send", "ssws"),
    ("send", "ssnw"),
    ("send", "ssnn"),
    ("send", "ssns"),
    ("send", "sssw"),
    ("send", "sssn"),
    ("send", "ssss"),
    ("send", "ws-w"),
    ("send", "ws-n"),
    ("send", "wsww"),
    ("send", "wswn"),
    ("send", "wsws"),
    ("send", "wssw"),
    ("send", "wssn"),
    ("send", "ss-ww"),
    ("send", "sswww"),
    ("send", "ss-nw"),
    ("send", "ss-sw"),
    ("send", "sw-w"),
    ("send", "swww"),
    ("send", "ww-w"),
    ("send", "wwww"),
    ("start_sending", "ssw-w"),
    ("start_sending", "sswww"),
    ("start_sending", "wsw-w"),
    ("start_sending", "wswww"),
    ("start_sending", "swwww"),
    ("stop_sending", "ss"),
    ("stop_sending", "s"),
    ("stop_sending", "w"),
    ("stop_sending", "ws"),
    ("close_producer", "w"),
    ("close_producer", "s"),
    ("crash_producer", "w"),
    ("crash_producer", "s"),
    ("restart_producer", "s"),
    ("restart_producer", "w"),
    ("close_consumer", "w"),
    ("close_consumer", "s"),
    ("close_consumer", "n"),
    ("crash_consumer", "w"),
    ("crash_consumer", "s"),
    ("crash_consumer", "n"),
    ("restart_consumer", "s"),
    ("restart_consumer", "w"),
    ("restart_consumer", "n"),
    ("freeze_consumer", "w"),
    ("freeze_consumer", "s"),
    ("thaw_consumer", "s"),
    ("thaw_consumer", "w"),
    ("subscribe", "sw"),
    ("subscribe", "ww"),
    ("pause", "s"),
    ("pause", "w"),
    ("resume", "s"),
    ("resume", "w"),
    ("seek", "wsw"),
    ("seek", "ssw"),
    ("seek", "wsww"),
    ("seek", "ssww"),
    ("seek", "sssw"),
    ("seek", "sss"),
    ("commit", "w"),
    ("commit", "s"),
    ("reset_offsets", "wsw"),
    ("reset_offsets", "ssw"),
    ("delete_group", "w"),
    ("delete_group", "s"),
    ("note", "w"),
    ("add_partitions", "sw"),
    ("add_partitions", "ww"),
    ("delete_topic", "s"),
    ("delete_topic", "w"),
    ("delete_records", "sww"),
    ("acknowledge", "sw"),
    ("acknowledge", "ww"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::crc32::crc32;
    use crate::scenario::Command;

    fn checksum(lines: &[String]) -> u32 {
        crc32(lines.join("\n").as_bytes())
    }

    /// The row as it was while brokers were cut off as a whole.
    fn without_links(line: &str) -> String {
        let line = line.replace("cut_broker broker to", "cut_broker broker");
        line.replace("heal_broker broker to", "heal_broker broker")
    }

    /// Never change a number here: links that are out in the world hold these places. For what joins, pin the new
    /// state in a line of its own.
    #[test]
    fn the_lists_only_grow() {
        let shapes: Vec<String> = SHAPES.iter().map(|(name, states)| format!("{name} {states}")).collect();
        let commands: Vec<String> = COMMANDS
            .iter()
            .map(|(name, fields)| format!("{name} {}", fields.join(" ")))
            .collect();
        assert_eq!(checksum(&shapes[..95]), 0xb14d89fb);
        assert_eq!(checksum(&shapes[..97]), 0x80bf9cc5);
        let whole_brokers: Vec<String> = commands.iter().map(|line| without_links(line)).collect();
        let first = whole_brokers
            .iter()
            .map(|line| line.replace("crash_consumer consumer before", "crash_consumer consumer"));
        assert_eq!(checksum(&first.take(35).collect::<Vec<_>>()), 0xcbbe64a4);
        assert_eq!(checksum(&whole_brokers[..35]), 0x99a077cd);
        assert_eq!(checksum(&whole_brokers[..36]), 0x30af355f);
        assert_eq!(checksum(&commands[..41]), 0x8c8db411);
        assert_eq!(HEADER[..5], ["title", "notes", "seed", "pace", "cluster"]);
        assert_eq!(HEADER[5..7], ["main", "branches"]);
    }

    #[test]
    fn the_tables_hold_together() {
        assert!(SHAPES.len() <= 111);
        assert!(SHAPES.iter().all(|(name, states)| Shape::known(name, states).is_some()));
        assert!(COMMANDS.iter().all(|(_, fields)| fields.len() <= 31));
        assert!(
            Command::NAMES
                .iter()
                .all(|name| COMMANDS.iter().any(|(known, _)| known == name))
        );
    }
}
