//! Another way that a session could have gone: what it shares with an earlier line, and its own commands.
//!
//! Absent on purpose: playing a branch. A branch with what it shares is a document of its own, see
//! [`Document::line`]; `history` keeps several at hand.

use super::error::Error;
use super::read::{self, Fields};
use super::{Document, Timed, mistakes};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A branch, as a document writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// What it is called; no other line of the document is.
    pub name: String,
    /// The earlier branch that it leaves; the main line where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Commands of that line up to and including this moment are also its own; none where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// What happens from there on.
    pub commands: Vec<Timed>,
}

/// A branch without its commands.
#[derive(Deserialize)]
#[serde(rename = "branch", deny_unknown_fields)]
struct Head {
    name: String,
    from: Option<String>,
    at: Option<u64>,
}

impl Branch {
    pub(super) fn read(text: &RawValue, place: &str) -> Result<Branch, Error> {
        let mut fields: Fields = read::value(text).map_err(|error| error.within(place))?;
        let commands = fields
            .take("commands")
            .ok_or_else(|| Error::new("commands", &mistakes::MISSING));
        let commands: Vec<Box<RawValue>> = commands
            .and_then(|commands| read::value(&commands).map_err(|error| error.within("commands")))
            .map_err(|error| error.within(place))?;
        let Head { name, from, at } = fields.into().map_err(|error: Error| error.within(place))?;
        Ok(Branch {
            name,
            from,
            at,
            commands: read_commands(&commands, place)?,
        })
    }
}

/// Reads commands, each with its own place.
pub(super) fn read_commands(commands: &[Box<RawValue>], place: &str) -> Result<Vec<Timed>, Error> {
    let read = |(index, command): (usize, &RawValue)| {
        let fields: Result<Fields, Error> = read::value(command);
        fields
            .and_then(Fields::timed)
            .map_err(|error| error.within(&format!("commands[{index}]")).within(place))
    };
    commands.iter().map(AsRef::as_ref).enumerate().map(read).collect()
}

/// How many of some commands a branch shares that leaves them at this moment.
pub fn shared(commands: &[Timed], at: Option<u64>) -> usize {
    at.map_or(0, |at| commands.partition_point(|command| command.at <= at))
}

impl Document {
    /// One line as a document of its own: a branch by its name, or the main line. `None` where there is no such branch.
    pub fn line(&self, name: Option<&str>) -> Option<Document> {
        let commands = match name {
            None => self.commands.clone(),
            Some(name) => self.commands_of(self.branches.iter().position(|branch| branch.name == name)?),
        };
        Some(self.with(commands))
    }

    /// All commands of a branch, those that it shares included. Only earlier branches are looked at, so this ends.
    pub(super) fn commands_of(&self, index: usize) -> Vec<Timed> {
        let Some(branch) = self.branches.get(index) else {
            return Vec::new();
        };
        let earlier = |from: &String| self.branches[..index].iter().position(|other| other.name == *from);
        let mut commands = match &branch.from {
            None => self.commands.clone(),
            Some(from) => earlier(from).map_or_else(Vec::new, |from| self.commands_of(from)),
        };
        commands.truncate(shared(&commands, branch.at));
        commands.extend_from_slice(&branch.commands);
        commands
    }
}
