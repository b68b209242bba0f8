//! The document: a whole session, written down.
//!
//! JSON and TOML enter by the same door: TOML is turned into JSON first. Absent on purpose: any state of the
//! simulation. What a document holds are causes; running them again gives the state.

use super::branch::{self, Branch};
use super::error::Error;
use super::fields::{self, Caption, ConfigMap, Pace};
use super::read::{self, Fields};
use super::{Timed, limits, mistakes};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// The version of the notation that this build reads and writes.
pub const VERSION: u32 = 1;

/// A whole session: its header and its commands in the order of their times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    partitura: Version,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Caption>,
    /// What there is to say about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Caption>,
    /// What chance starts from.
    #[serde(skip_serializing_if = "fields::is_zero")]
    pub seed: u64,
    /// Slow enough to watch, or Kafka's own defaults.
    #[serde(skip_serializing_if = "fields::is_training")]
    pub pace: Pace,
    /// What the session runs on.
    #[serde(skip_serializing_if = "Cluster::is_default")]
    pub cluster: Cluster,
    /// What a person asked for, and when: the main line.
    pub commands: Vec<Timed>,
    /// What the main line is called beside its branches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main: Option<String>,
    /// Other ways to go from some moment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
}

/// What a session runs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// How many brokers there are; they are numbered from 1.
    #[serde(default = "one_broker", skip_serializing_if = "is_one_broker")]
    pub brokers: u32,
    /// The brokers' configuration, and the topics' defaults.
    #[serde(default, skip_serializing_if = "ConfigMap::is_empty")]
    pub config: ConfigMap,
    /// What connects clients and brokers.
    #[serde(default, skip_serializing_if = "Network::is_default")]
    pub network: Network,
}

/// What connects clients and brokers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// The time of a message one way; the pace's own where it is left out, see [`Document::latency_ms`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
    /// How much longer a message may take.
    #[serde(default, skip_serializing_if = "fields::is_zero")]
    pub jitter_ms: u64,
}

impl Document {
    /// Reads a document from JSON. Its shape only: [`super::validate`] says whether it makes sense.
    ///
    /// # Errors
    /// The place and the reason; for a text that is not JSON, the line and column.
    pub fn from_json(json: &str) -> Result<Document, Error> {
        if json.len() > limits::DOCUMENT_BYTES {
            let limit = limits::DOCUMENT_BYTES;
            return Err(Error::new(
                "",
                mistakes::DOCUMENT_LONG
                    .with("bytes", json.len() as u64)
                    .with("limit", limit as u64),
            ));
        }
        read::text::<Fields>(json)?.into::<Header>()?.document()
    }

    /// Reads a document from TOML, which has the same fields.
    ///
    /// # Errors
    /// The place and the reason; for a text that is not TOML, the line and column.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn from_toml(text: &str) -> Result<Document, Error> {
        let mut table: toml::Value = toml::from_str(text)
            .map_err(|error| Error::new("", mistakes::NOT_TOML.with("parser", error.to_string().trim())))?;
        dates_as_text(&mut table);
        let json = serde_json::to_string(&table)
            .map_err(|error| Error::new("", mistakes::UNREADABLE.with("parser", error.to_string())))?;
        Document::from_json(&json)
    }

    /// Writes the document as JSON: what is at its default is left out, and each command has a line.
    pub fn to_json(&self) -> String {
        let mut empty = self.clone();
        empty.commands.clear();
        empty.branches.iter_mut().for_each(|branch| branch.commands.clear());
        let empty = serde_json::to_string_pretty(&empty).expect("a document consists of text, numbers and lists");
        // Within a text of the document the quotes would be escaped.
        let mut pieces = empty.split("\"commands\": []");
        let mut json = pieces.next().unwrap_or_default().to_owned();
        let own = self.branches.iter().map(|branch| (&branch.commands, 6));
        for ((commands, indent), piece) in [(&self.commands, 2)].into_iter().chain(own).zip(pieces) {
            json = json + &list(commands, indent) + piece;
        }
        json + "\n"
    }

    /// The document without its commands and branches.
    #[must_use]
    pub fn header(&self) -> Document {
        Document {
            partitura: Version,
            title: self.title.clone(),
            notes: self.notes.clone(),
            seed: self.seed,
            pace: self.pace,
            cluster: self.cluster.clone(),
            commands: Vec::new(),
            main: None,
            branches: Vec::new(),
        }
    }

    /// The same header over other commands, without branches.
    #[must_use]
    pub fn with(&self, commands: Vec<Timed>) -> Document {
        let mut document = self.header();
        document.commands = commands;
        document
    }

    /// The time of a message one way, without jitter.
    pub fn latency_ms(&self) -> u64 {
        self.cluster.network.latency_ms.unwrap_or(match self.pace {
            Pace::Training => 250,
            Pace::Realistic => 1,
        })
    }
}

impl Default for Document {
    fn default() -> Self {
        Document {
            partitura: Version,
            title: None,
            notes: None,
            seed: 0,
            pace: Pace::default(),
            cluster: Cluster::default(),
            commands: Vec::new(),
            main: None,
            branches: Vec::new(),
        }
    }
}

impl Default for Cluster {
    fn default() -> Self {
        Cluster {
            brokers: one_broker(),
            config: ConfigMap::default(),
            network: Network::default(),
        }
    }
}

impl Cluster {
    fn is_default(&self) -> bool {
        *self == Cluster::default()
    }
}

impl Network {
    fn is_default(&self) -> bool {
        *self == Network::default()
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Header::deserialize(deserializer)?.document().map_err(D::Error::custom)
    }
}

/// The document as it is read: the commands are still text, so that each is read with its own place.
#[derive(Deserialize)]
#[serde(rename = "document", deny_unknown_fields)]
struct Header {
    #[serde(rename = "partitura")]
    _version: Version,
    title: Option<Caption>,
    notes: Option<Caption>,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    pace: Pace,
    #[serde(default)]
    cluster: Cluster,
    commands: Vec<Box<RawValue>>,
    main: Option<String>,
    #[serde(default)]
    branches: Vec<Box<RawValue>>,
}

impl Header {
    fn document(self) -> Result<Document, Error> {
        let branches = self.branches.iter().enumerate();
        let branches = branches.map(|(index, text)| Branch::read(text, &format!("branches[{index}]")));
        Ok(Document {
            partitura: Version,
            title: self.title,
            notes: self.notes,
            seed: self.seed,
            pace: self.pace,
            commands: branch::read_commands(&self.commands, "")?,
            main: self.main,
            branches: branches.collect::<Result<_, _>>()?,
            cluster: self.cluster,
        })
    }
}

/// The field `partitura`, which says that this is a document, and of which version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version;

impl Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            VERSION => Ok(Version),
            0 => Err(D::Error::custom("there is no version 0; this is version 1")),
            newer => Err(D::Error::custom(format!(
                "version {newer} is newer than this Partitura, which reads version 1"
            ))),
        }
    }
}

/// A list of commands, each on a line.
fn list(commands: &[Timed], indent: usize) -> String {
    if commands.is_empty() {
        return "\"commands\": []".to_owned();
    }
    let line = |command: &Timed| {
        let text = serde_json::to_string(command).expect("a command consists of text, numbers and lists");
        format!("{:indent$}  {text}", "")
    };
    let lines: Vec<String> = commands.iter().map(line).collect();
    format!("\"commands\": [\n{}\n{:indent$}]", lines.join(",\n"), "")
}

fn one_broker() -> u32 {
    1
}

fn is_one_broker(brokers: &u32) -> bool {
    *brokers == one_broker()
}

/// TOML has dates and JSON has none; where a text is meant, a date is as good as its text.
#[cfg(not(target_arch = "wasm32"))]
fn dates_as_text(value: &mut toml::Value) {
    match value {
        toml::Value::Datetime(date) => *value = toml::Value::String(date.to_string()),
        toml::Value::Array(list) => list.iter_mut().for_each(dates_as_text),
        toml::Value::Table(table) => table.iter_mut().for_each(|(_, value)| dates_as_text(value)),
        _ => {}
    }
}
