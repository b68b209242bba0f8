//! A reason as events carry it: the rule that decided, and the setting that would change it.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{event::TransactionRule, rule::Rule};
use crate::kafka::ids::Name;

/// Which rule made it happen, with its inputs, and the configuration that would change it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Why {
    #[serde(flatten)]
    pub rule: Rule,
    /// Kafka's name of the setting that decides here and its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Setting>,
}

/// A configuration entry that a rule looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Setting {
    pub name: &'static str,
    /// Empty where the one who tells does not know it.
    #[serde(skip_serializing_if = "Value::is_empty")]
    pub value: Value,
}

/// The value of a setting. Everywhere but in memory it is its text: nearly every event has one, and few are read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    Number(i64),
    Word(&'static str),
    Text(Name),
}

impl Value {
    fn is_empty(&self) -> bool {
        match self {
            Value::Number(_) => false,
            Value::Word(word) => word.is_empty(),
            Value::Text(text) => text.is_empty(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => number.fmt(f),
            Value::Word(word) => word.fmt(f),
            Value::Text(text) => text.fmt(f),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Value {
        Value::Number(number.into())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Value {
        i64::try_from(number).map_or_else(|_| Value::Text(number.to_string().into()), Value::Number)
    }
}

impl From<bool> for Value {
    fn from(is_so: bool) -> Value {
        Value::Word(if is_so { "true" } else { "false" })
    }
}

impl From<&'static str> for Value {
    fn from(word: &'static str) -> Value {
        Value::Word(word)
    }
}

impl From<Name> for Value {
    fn from(text: Name) -> Value {
        Value::Text(text)
    }
}

impl From<&Name> for Value {
    fn from(text: &Name) -> Value {
        Value::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text.into())
    }
}

impl Rule {
    /// A why that no setting would change.
    pub fn alone(self) -> Why {
        Why {
            rule: self,
            config: None,
        }
    }

    /// A why that this setting would change.
    pub fn by(self, name: &'static str, value: impl Into<Value>) -> Why {
        Why {
            rule: self,
            config: Some(Setting {
                name,
                value: value.into(),
            }),
        }
    }
}

impl From<TransactionRule> for Rule {
    fn from(rule: TransactionRule) -> Rule {
        Rule::Transaction(rule)
    }
}

impl TransactionRule {
    /// As [`Rule::alone`].
    pub fn alone(self) -> Why {
        Rule::Transaction(self).alone()
    }

    /// As [`Rule::by`].
    pub fn by(self, name: &'static str, value: impl Into<Value>) -> Why {
        Rule::Transaction(self).by(name, value)
    }
}
