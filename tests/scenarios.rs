//! Scenarios in, pictures out: one scenario for each behaviour of Kafka that the model has.
//!
//! `scenarios/*.json` (or `.toml`) is a document whose title says the rule; the `.txt` beside it is what must be seen.
//! It consists of sections, in any order:
//!
//! - `## at 5000`: the picture at that moment, as `partitura run --until 5000 --text` prints it.
//! - `## records at 5000`: every record of every log, a line each.
//! - `## numbered records at 5000`: the same, with the numbers of idempotent producers.
//! - `## internal records at 5000`: the same, of `__consumer_offsets` alone.
//! - `## ledger at 5000`: what became of every record, a line of JSON for each producer, group, troubled record and
//!   refusal.
//! - `## bytes at 5000`: how large every partition is.
//! - `## told until 5000: record_failed, note`: the events of these kinds, a line each, with their why.
//!
//! To add a scenario, write the document and a `.txt` of headings alone, run the test with `BLESS=1`, which writes what
//! stands below each heading, and check every number by hand against Kafka's rules.

use partitura::{
    scenario::{Document, Session},
    view::{self, report::Wanted},
};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_scenario_looks_as_it_should() {
    let scenarios = files(&["json", "toml"]);
    assert!(scenarios.len() >= 25, "only {} scenarios", scenarios.len());
    for path in scenarios {
        let document = read(&path);
        let expected = path.with_extension("txt");
        let wanted = fs::read_to_string(&expected).unwrap_or_default();
        let sections: Vec<&str> = wanted.lines().filter(|line| line.starts_with("## ")).collect();
        assert!(!sections.is_empty(), "{} has no section", expected.display());
        let seen: Vec<String> = sections.iter().map(|section| show(&document, section)).collect();
        let seen = seen.join("\n");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &seen).expect("the picture can be written");
        } else {
            assert_eq!(seen, wanted, "{}", path.display());
        }
    }
}

#[test]
fn every_picture_belongs_to_a_scenario() {
    for text in files(&["txt"]) {
        let has = ["json", "toml"].iter().any(|kind| text.with_extension(kind).exists());
        assert!(has, "{} has no scenario", text.display());
    }
}

/// One section of a `.txt`, with its heading.
fn show(document: &Document, heading: &str) -> String {
    let (what, rest) = heading
        .split_once(" at ")
        .or_else(|| heading.split_once(" until "))
        .expect(heading);
    let (moment, kinds) = rest.split_once(": ").unwrap_or((rest, ""));
    let mut session = Session::new(document.clone()).unwrap_or_else(|error| panic!("{error}"));
    session.run(moment.parse().expect(heading));
    let body = match what {
        "##" => view::text::text(&session),
        "## records" => records(&session, false, false),
        "## numbered records" => records(&session, false, true),
        "## internal records" => records(&session, true, false),
        "## bytes" => bytes(&session),
        "## ledger" => ledger(&session),
        "## told" => told(&session, &kinds.split(", ").collect::<Vec<_>>()),
        other => panic!("there is no section `{other}`"),
    };
    format!("{heading}\n{body}")
}

fn bytes(session: &Session) -> String {
    let report = serde_json::to_value(view::report(session, Wanted::default())).expect("plain data");
    let topics = report["topics"].as_array().cloned().unwrap_or_default();
    let mut text = String::new();
    for topic in &topics {
        for partition in topic["partitions"].as_array().into_iter().flatten() {
            let name = topic["name"].as_str().unwrap_or_default();
            writeln!(text, "{name}-{}: {}", partition["partition"], partition["size_bytes"]).expect("a line");
        }
    }
    text
}

fn ledger(session: &Session) -> String {
    let ledger = serde_json::to_value(view::ledger::ledger(session).expect("it is played again")).expect("plain data");
    let lines =
        ["producers", "groups", "troubled", "refused"].map(|part| ledger[part].as_array().cloned().unwrap_or_default());
    lines.concat().iter().map(|line| format!("{line}\n")).collect()
}

/// How an idempotent producer numbered a record.
fn numbers(record: &Value) -> String {
    format!(
        ", producer {} epoch {} sequence {}",
        record["producer_id"], record["producer_epoch"], record["sequence"]
    )
}

fn records(session: &Session, internal: bool, numbered: bool) -> String {
    let wanted = Wanted {
        records: true,
        events: false,
        internal,
    };
    let report = serde_json::to_value(view::report(session, wanted)).expect("plain data");
    let mut text = String::new();
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let own = |topic: &Value| topic["internal"] == true;
    for topic in list(&report, "topics")
        .into_iter()
        .filter(|topic| own(topic) == internal)
    {
        for partition in list(&topic, "partitions") {
            for record in list(&partition, "records") {
                let place = format!(
                    "{}-{}",
                    topic["name"].as_str().unwrap_or_default(),
                    partition["partition"]
                );
                writeln!(
                    text,
                    "{place}@{}: time {}, key {}, value {}, headers {}{}{}",
                    record["offset"],
                    record["timestamp"],
                    record["key"],
                    record["value"],
                    record["headers"],
                    if numbered { numbers(&record) } else { String::new() },
                    if record["superseded"] == true {
                        ", superseded"
                    } else {
                        ""
                    }
                )
                .expect("text");
            }
        }
    }
    text
}

fn told(session: &Session, kinds: &[&str]) -> String {
    let mut text = String::new();
    for event in session.events(0..session.told()) {
        let event = serde_json::to_value(event).expect("plain data");
        if event["kind"].as_str().is_some_and(|kind| kinds.contains(&kind)) {
            writeln!(text, "{event}").expect("text");
        }
    }
    text
}

fn read(path: &Path) -> Document {
    let text = fs::read_to_string(path).expect("the scenario can be read");
    let toml = path.extension().is_some_and(|kind| kind == "toml");
    let document = if toml {
        Document::from_toml(&text)
    } else {
        Document::from_json(&text)
    };
    document.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(kinds: &[&str]) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder")
        .map(|file| file.expect("a file").path())
        .filter(|path| {
            kinds
                .iter()
                .any(|kind| path.extension().is_some_and(|have| have == *kind))
        })
        .collect();
    files.sort();
    files
}
