//! The values of one client, topic or cluster: what was set by hand, over what the pace changes, over the defaults.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::kafka::reason::Reason;

use super::{Pace, Scope, acts, canonical, check, default, definition, overrides, text};

/// The values set for one client, topic or cluster: set by hand, else the pace's override, else Kafka's default.
///
/// The getters take names that the program spells out; asking for one that Kafka does not have, or for a number or a
/// boolean where Kafka has none, is a mistake in the program and stops it with a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    scope: Scope,
    pace: Pace,
    set: BTreeMap<&'static str, Arc<str>>,
}

impl Config {
    /// A configuration in which nothing is set by hand.
    pub fn new(scope: Scope, pace: Pace) -> Self {
        Config {
            scope,
            pace,
            set: BTreeMap::new(),
        }
    }

    /// Whose configuration it is.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Sets a value by hand, in its canonical spelling.
    ///
    /// # Errors
    /// What [`check`] says; nothing is changed then.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Reason> {
        check(self.scope, name, value)?;
        if let Some(known) = definition(self.scope, name) {
            self.set.insert(known.name, canonical(self.scope, name, value).into());
        }
        Ok(())
    }

    /// Takes back what was set by hand; says whether there was something.
    pub fn unset(&mut self, name: &str) -> bool {
        self.set.remove(name).is_some()
    }

    /// The value in canonical spelling; empty where Kafka has `null`.
    pub fn get(&self, name: &str) -> &str {
        if let Some(value) = self.set.get(name) {
            return value;
        }
        let found = self.paced(name).or_else(|| default(self.scope, name));
        found.unwrap_or_else(|| panic!("`{name}` is not a name of Kafka's {} configuration", self.scope.word()))
    }

    /// Was it set by hand?
    pub fn is_set(&self, name: &str) -> bool {
        self.set.contains_key(name)
    }

    /// A value that is a whole number.
    pub fn i64(&self, name: &str) -> i64 {
        let value = self.get(name);
        value
            .parse()
            .unwrap_or_else(|_| panic!("`{name}` was read as a number and is `{value}`"))
    }

    /// A value that is true or false.
    pub fn bool(&self, name: &str) -> bool {
        match self.get(name) {
            "true" => true,
            "false" => false,
            value => panic!("`{name}` was read as true or false and is `{value}`"),
        }
    }

    /// The entries of a value that is a list.
    pub fn list(&self, name: &str) -> Vec<&str> {
        text::entries(self.get(name))
    }

    /// What was set by hand, in the order of names.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.set.iter().map(|(name, value)| (*name, value.as_ref()))
    }

    /// The names set by hand that the model does not act on.
    pub fn inert(&self) -> impl Iterator<Item = &str> {
        self.set.keys().copied().filter(|name| !acts(self.scope, name))
    }

    /// Where the pace rules because nothing was set by hand: the name, Kafka's default and the value here.
    pub fn overridden(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        let here = overrides(self.pace)
            .iter()
            .filter(|(scope, name, _)| *scope == self.scope && !self.is_set(name));
        here.filter_map(|(scope, name, value)| Some((*name, default(*scope, name)?, *value)))
    }

    fn paced(&self, name: &str) -> Option<&'static str> {
        overrides(self.pace)
            .iter()
            .find(|(scope, known, _)| *scope == self.scope && *known == name)
            .map(|(_, _, v)| *v)
    }
}
