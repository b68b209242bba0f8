//! What the notation has and this version does not act on yet. A later version takes a row away, and nothing else.

use super::{Error, mistakes};
use crate::kafka::config::Scope;
use crate::kafka::reason::Reason;

const COMMANDS: &[&str] = &[
    "begin_transaction",
    "commit_transaction",
    "abort_transaction",
    "send_offsets_to_transaction",
];

/// Whose configuration, and its name.
const CONFIGS: &[(Scope, &str)] = &[(Scope::Producer, "transactional.id")];

pub(super) fn command(name: &str) -> Result<(), Error> {
    refuse(COMMANDS.contains(&name), "do", || {
        mistakes::ABSENT_COMMAND.with("name", name)
    })
}

pub(super) fn config(path: &str, scope: Scope, name: &str) -> Result<(), Error> {
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
