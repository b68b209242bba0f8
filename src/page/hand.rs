//! What the hand at a producer holds: the templates of its next record. Page state, never part of the session.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::template;
use crate::scenario::lessons::{HANDS, Hand};

/// The templates of one producer, and how many records it has sent by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub topic: String,
    /// Empty means no key.
    pub key: String,
    pub value: String,
    /// `send_and_wait`.
    pub wait: bool,
    pub sent: u64,
}

/// The drafts by producer.
pub type Drafts = BTreeMap<String, Draft>;

impl Draft {
    /// What a producer starts with: what it last sent in the session, else a keyed record to the first topic.
    pub fn of(producer: &str, document: &Value, first_topic: Option<&str>) -> Draft {
        let commands = document["commands"].as_array().map(Vec::as_slice).unwrap_or_default();
        let last = commands.iter().rev().find(|command| {
            command["producer"] == producer && matches!(command["do"].as_str(), Some("send" | "start_sending"))
        });
        if let Some(command) = last {
            let field = |name: &str| command[name].as_str().unwrap_or_default().to_owned();
            return Draft {
                topic: field("topic"),
                key: field("key"),
                value: field("value"),
                ..Draft::default()
            };
        }
        let Hand { topic, key, value, .. } = HANDS
            .iter()
            .find(|hand| hand.producer == producer)
            .copied()
            .unwrap_or(HANDS[0]);
        let topic = if commands.iter().any(|command| command["topic"] == topic) {
            Some(topic)
        } else {
            first_topic
        };
        Draft {
            topic: topic.unwrap_or_default().into(),
            key: key.into(),
            value: value.into(),
            ..Draft::default()
        }
    }

    /// The commands that send `count` records, with the templates expanded.
    pub fn send(&mut self, producer: &str, count: u64) -> Vec<Value> {
        let varies = template::varies(&self.key) || template::varies(&self.value);
        let (times, each) = if varies { (count, 1) } else { (1, count) };
        (0..times).map(|_| self.one(producer, each)).collect()
    }

    fn one(&mut self, producer: &str, count: u64) -> Value {
        self.sent += count;
        let mut chance = |bound: u64| (js_sys::Math::random() * bound as f64) as u64;
        let mut command = json!({"do": "send", "producer": producer, "topic": self.topic});
        let mut set = |name: &str, template: &str| {
            if !template.is_empty() {
                command[name] = template::expand(template, self.sent, &mut chance).into();
            }
        };
        set("key", &self.key);
        set("value", &self.value);
        if count > 1 {
            command["count"] = count.into();
        }
        if self.wait {
            command["wait"] = true.into();
        }
        command
    }

    /// The command that sends at a rate; the core expands these templates itself.
    pub fn start(&self, producer: &str, every_ms: u64) -> Value {
        let mut command =
            json!({"do": "start_sending", "producer": producer, "topic": self.topic, "every_ms": every_ms});
        for (name, template) in [("key", &self.key), ("value", &self.value)] {
            if !template.is_empty() {
                command[name] = template.as_str().into();
            }
        }
        command
    }
}
