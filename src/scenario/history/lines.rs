//! The lines of a session, each whole, and what of them a document writes.

use std::sync::Arc;

use super::super::branch::{Branch, shared};
use super::super::{Document, Timed};

/// One way to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is called; only the main line may have no name.
    pub name: Option<String>,
    /// The line that it leaves, by its place; none for the main line, which is the first.
    pub from: Option<u32>,
    /// When it leaves that line; none where nothing is shared.
    pub at: Option<u64>,
    pub(super) commands: Arc<Vec<Timed>>,
    /// How far it was played.
    pub(super) furthest_ms: u64,
}

impl Line {
    /// All lines of a document, the main one first.
    pub(super) fn of(document: &Document) -> Vec<Line> {
        let main = Line {
            name: document.main.clone(),
            from: None,
            at: None,
            commands: Arc::new(document.commands.clone()),
            furthest_ms: 0,
        };
        let place = |name: &String| document.branches.iter().position(|other| other.name == *name);
        let line = |(index, branch): (usize, &Branch)| Line {
            name: Some(branch.name.clone()),
            from: Some(branch.from.as_ref().and_then(place).map_or(0, |place| place as u32 + 1)),
            at: branch.at,
            commands: Arc::new(document.commands_of(index)),
            furthest_ms: 0,
        };
        let branches = document.branches.iter().enumerate().map(line);
        [main].into_iter().chain(branches).collect()
    }

    /// The line as a branch that has no commands.
    pub(super) fn head(&self) -> Branch {
        Branch {
            name: self.name.clone().unwrap_or_default(),
            from: None,
            at: None,
            commands: Vec::new(),
        }
    }
}

/// The branches among some lines, as a document writes them.
pub(super) fn branches(lines: &[Line]) -> Vec<Branch> {
    lines.iter().skip(1).map(|line| branch(lines, line)).collect()
}

fn branch(lines: &[Line], line: &Line) -> Branch {
    let from = line.from.unwrap_or(0) as usize;
    let (own, parent) = (&line.commands, &lines[from].commands);
    let same = own
        .iter()
        .zip(&**parent)
        .take_while(|(own, other)| own == other)
        .count();
    // The past of either line may have changed since they parted.
    let parting = parent
        .get(same)
        .filter(|command| line.at.is_some_and(|at| command.at <= at));
    let at = parting.map_or(line.at, |command| command.at.checked_sub(1));
    let kept = shared(parent, at);
    Branch {
        from: (0 < from).then(|| lines[from].name.clone()).flatten(),
        at: at.map(|at| own.get(kept).map_or(at, |command| at.min(command.at))),
        commands: own[kept..].to_vec(),
        ..line.head()
    }
}

/// Takes a line away; those that left it leave the line that it left.
pub(super) fn remove(lines: &mut Vec<Line>, place: usize) {
    let removed = lines.remove(place);
    for line in lines {
        if line.from == Some(place as u32) {
            (line.from, line.at) = (removed.from, line.at.min(removed.at));
        }
        line.from = line.from.map(|from| from - u32::from(place < from as usize));
    }
}
