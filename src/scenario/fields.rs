//! The kinds of fields that several commands share, and how each is written in JSON.

pub use crate::kafka::config::Pace;
pub use crate::kafka::serializer::Serializer;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer as Write};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

/// A partition of a topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicPartition {
    /// The topic.
    pub topic: String,
    /// The partition in it.
    pub partition: u32,
}

/// A partition with the next offset to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartitionOffset {
    /// The topic.
    pub topic: String,
    /// The partition in it.
    pub partition: u32,
    /// The next offset to read, as Kafka commits it.
    pub offset: i64,
}

/// Names and values of Kafka's configuration, both as text, as in a `.properties` file.
///
/// JSON may write a value as text, number or boolean. A document is written with numbers and booleans where the text
/// reads as one, so that reading and writing again changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigMap(BTreeMap<String, String>);

impl ConfigMap {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Sets a value; the last one counts.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// All names with their values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for ConfigMap {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        ConfigMap(
            pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

impl Serialize for ConfigMap {
    fn serialize<S: Write>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Scalar(value))))
    }
}

impl<'de> Deserialize<'de> for ConfigMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Config;
        impl<'de> Visitor<'de> for Config {
            type Value = ConfigMap;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object of configuration names and values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ConfigMap, A::Error> {
                let mut config = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, ScalarText>()? {
                    if config.contains_key(&name) {
                        return Err(A::Error::custom(format!("duplicate field `{name}`")));
                    }
                    config.insert(name, value.0);
                }
                Ok(ConfigMap(config))
            }
        }
        deserializer.deserialize_map(Config)
    }
}

/// Writes a text as the JSON number or boolean that it spells exactly.
struct Scalar<'a>(&'a str);

impl Serialize for Scalar<'_> {
    fn serialize<S: Write>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.parse::<i64>() {
            Ok(number) if number.to_string() == self.0 => return serializer.serialize_i64(number),
            _ => {}
        }
        match self.0 {
            "true" => serializer.serialize_bool(true),
            "false" => serializer.serialize_bool(false),
            text => serializer.serialize_str(text),
        }
    }
}

/// Reads text, a number or a boolean as text.
struct ScalarText(String);

impl<'de> Deserialize<'de> for ScalarText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        match raw.get().as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw.get())
                .map(ScalarText)
                .map_err(D::Error::custom),
            Some(b'{' | b'[' | b'n') | None => Err(D::Error::custom("expected text, a number, true or false")),
            _ => Ok(ScalarText(raw.get().to_owned())),
        }
    }
}

/// Reads a key or value: text as it is, null as none, anything else as its JSON text without blanks.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    match raw.get().as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw.get()).map(Some).map_err(D::Error::custom),
        Some(b'n') => Ok(None),
        _ => Ok(Some(compact(raw.get()))),
    }
}

/// Takes the blanks out of a JSON text, except inside its strings.
fn compact(json: &str) -> String {
    let mut inside = false;
    let mut escaped = false;
    json.chars()
        .filter(|&letter| {
            let keep = inside || !letter.is_ascii_whitespace();
            if letter == '"' && !escaped {
                inside = !inside;
            }
            escaped = inside && letter == '\\' && !escaped;
            keep
        })
        .collect()
}

/// Reads a name that may be written as a number (`1` for a broker).
pub(super) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    ScalarText::deserialize(deserializer).map(|text| text.0)
}

/// The same where it may be left out.
pub(super) fn some_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    name(deserializer).map(Some)
}

/// Reads a list of names, or one name.
pub(super) fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Names;
    impl<'de> Visitor<'de> for Names {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a list of names, or one name")
        }

        fn visit_str<E>(self, name: &str) -> Result<Vec<String>, E> {
            Ok(vec![name.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<String>, A::Error> {
            let mut names = Vec::new();
            while let Some(name) = seq.next_element()? {
                names.push(name);
            }
            Ok(names)
        }
    }
    deserializer.deserialize_any(Names)
}

/// The same for a field that may be left out.
pub(super) fn some_names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    names(deserializer).map(Some)
}

/// Reads a text of one language, or of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Caption {
    /// One text, whatever the reader's language.
    One(String),
    /// A text for each language code.
    Languages(BTreeMap<String, String>),
}

impl Caption {
    /// The text for a reader: the language asked for, else English, else the first.
    pub fn text(&self, language: &str) -> &str {
        match self {
            Caption::One(text) => text,
            Caption::Languages(texts) => {
                let found = texts
                    .get(language)
                    .or_else(|| texts.get("en"))
                    .or_else(|| texts.values().next());
                found.map_or("", String::as_str)
            }
        }
    }
}

impl From<&str> for Caption {
    fn from(text: &str) -> Self {
        Caption::One(text.to_owned())
    }
}

impl<'de> Deserialize<'de> for Caption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Caption;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text, or an object of language codes and texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<Caption, E> {
                Ok(Caption::One(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Caption, A::Error> {
                let mut texts = BTreeMap::new();
                while let Some((language, text)) = map.next_entry()? {
                    texts.insert(language, text);
                }
                Ok(Caption::Languages(texts))
            }
        }
        deserializer.deserialize_any(Texts)
    }
}

/// Whether a serializer may be left out.
pub(super) fn is_string(serializer: &Serializer) -> bool {
    *serializer == Serializer::String
}

/// Whether the pace may be left out.
pub(super) fn is_training(pace: &Pace) -> bool {
    *pace == Pace::Training
}

/// The number that a count has where it is left out.
pub(super) fn one() -> u64 {
    1
}

/// Whether a count may be left out.
pub(super) fn is_one(count: &u64) -> bool {
    *count == 1
}

/// The flag that has to be cleared by hand.
pub(super) fn yes() -> bool {
    true
}

/// Whether such a flag may be left out.
pub(super) fn is_yes(flag: &bool) -> bool {
    *flag
}

/// Whether a flag may be left out.
pub(super) fn is_no(flag: &bool) -> bool {
    !*flag
}

/// Whether a time may be left out.
pub(super) fn is_zero(number: &u64) -> bool {
    *number == 0
}
