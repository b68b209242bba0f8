//! The checks of branches: each must be a good document together with what it shares.

use super::super::branch::Branch;
use super::{Checker, Document, Error, count, duration, join, limits, mistakes, names};

/// Judges the branches of a document whose main line is good.
pub(super) fn check(document: &Document) -> Result<(), Error> {
    if let Some(main) = &document.main {
        names::client("main", main)?;
    }
    let (branches, limit) = (count(document.branches.len()), limits::BRANCHES);
    if branches > u64::from(limit) {
        let reason = mistakes::BRANCHES.with("branches", branches).with("limit", limit);
        return Err(Error::new("branches", reason));
    }
    let own = document.branches.iter().map(|branch| count(branch.commands.len()));
    let commands = own.sum::<u64>() + count(document.commands.len());
    if commands > u64::from(limits::COMMANDS) {
        let reason = mistakes::BRANCH_COMMANDS
            .with("commands", commands)
            .with("limit", limits::COMMANDS);
        return Err(Error::new("branches", reason));
    }
    for (index, branch) in document.branches.iter().enumerate() {
        check_head(document, index, branch).map_err(|error| error.within(&format!("branches[{index}]")))?;
        check_commands(document, index, branch)?;
    }
    Ok(())
}

fn check_head(document: &Document, index: usize, branch: &Branch) -> Result<(), Error> {
    names::client("name", &branch.name)?;
    let earlier = &document.branches[..index];
    let mut taken = earlier.iter().map(|other| &other.name).chain(&document.main);
    if taken.any(|name| *name == branch.name) {
        let reason = mistakes::BRANCH_NAME_TAKEN.with("name", names::shown(&branch.name));
        return Err(Error::new("name", reason));
    }
    if let Some(from) = &branch.from
        && earlier.iter().all(|other| other.name != *from)
    {
        let reason = mistakes::NO_BRANCH.with("name", names::shown(from));
        return Err(Error::new("from", reason));
    }
    duration("at", branch.at.unwrap_or(0), limits::TIME_MS)
}

fn check_commands(document: &Document, index: usize, branch: &Branch) -> Result<(), Error> {
    let all = document.commands_of(index);
    let (kept, own) = all.split_at(all.len() - branch.commands.len());
    let mut checker = Checker::new(document)?;
    kept.iter().try_for_each(|command| checker.take(command))?;
    for (number, command) in own.iter().enumerate() {
        let place = format!("branches[{index}].commands[{number}]");
        let begins = branch.at.unwrap_or(0);
        if command.at < begins {
            let reason = mistakes::BEFORE_BRANCH.with("at", command.at).with("begins", begins);
            return Err(Error::new(join(&place, "at"), reason));
        }
        checker.take_from(&place, command)?;
    }
    Ok(())
}
