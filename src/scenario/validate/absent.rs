//! What the notation has and this version does not act on yet. A later version takes a row away, and nothing else.

use super::{Error, mistakes};
use crate::kafka::config::Scope;
use crate::kafka::reason::Reason;

const COMMANDS: &[&str] = &[
    "stop_broker",
    "start_broker",
    "begin_transaction",
    "commit_transaction",
    "abort_transaction",
    "send_offsets_to_transaction",
];

/// The greatest replication factor of this version.
const REPLICATION_FACTOR: u32 = 1;

/// Whose configuration, and its name.
const CONFIGS: &[(Scope, &str)] = &[(Scope::Producer, "transactional.id")];

pub(super) fn command(name: &str) -> Result<(), Error> {
    refuse(COMMANDS.contains(&name), "do", || {
        mistakes::ABSENT_COMMAND.with("name", name)
    })
}

pub(super) fn replication_factor(path: &str, factor: u32) -> Result<(), Error> {
    refuse(factor > REPLICATION_FACTOR, path, || {
        mistakes::ABSENT_REPLICATION.with("factor", REPLICATION_FACTOR)
    })
}

/// The value has its canonical spelling.
pub(super) fn config(path: &str, scope: Scope, name: &str, value: &str) -> Result<(), Error> {
    if (scope, name) == (Scope::Broker, "default.replication.factor") {
        return replication_factor(path, value.parse().unwrap_or(0));
    }
    refuse(CONFIGS.contains(&(scope, name)), path, || {
        mistakes::ABSENT_SETTING.with("name", name)
    })
}

fn refuse(absent: bool, path: &str, reason: impl FnOnce() -> Reason) -> Result<(), Error> {
    if absent {
        Err(Error::new(path, reason()))
    } else {
        Ok(())
    }
}
