//! A reason as events carry it: the rule that decided, and the setting that would change it.

use serde::Serialize;

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
    #[serde(skip_serializing_if = "is_empty")]
    pub value: Name,
}

fn is_empty(text: &Name) -> bool {
    text.is_empty()
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
    pub fn by(self, name: &'static str, value: impl ToString) -> Why {
        Why {
            rule: self,
            config: Some(Setting {
                name,
                value: value.to_string().into(),
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
    pub fn by(self, name: &'static str, value: impl ToString) -> Why {
        Rule::Transaction(self).by(name, value)
    }
}
