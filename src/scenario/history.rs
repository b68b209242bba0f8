//! A session with everything that a person did to it: the line that is played, the other ways to go, undo and redo.
//!
//! Every line is kept whole, so that changing one never changes another; what lines share is found when the document
//! is written. Absent on purpose: a second world. One session is led from line to line and runs again only what differs.

mod lines;

use std::sync::Arc;

use super::branch::shared;
use super::fields::Caption;
use super::{Command, Document, Error, Session, Timed, limits, mistakes, validate};

pub use lines::Line;

/// Something that can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Commands at one moment: the first of them, and how many.
    Commands(Command, u32),
    /// So many commands at several moments.
    Plan(u32),
    Title,
    Fork(String),
    Rename(String),
    Delete(String),
}

/// Everything but the header that no command changes.
#[derive(Clone)]
struct State {
    title: Option<Caption>,
    lines: Vec<Line>,
    current: u32,
}

enum Step {
    /// Commands that joined a line, each with its place when it came.
    Gave { line: u32, commands: Vec<(u32, Timed)> },
    /// The arrangement on the other side of a deed.
    Arranged { deed: Deed, other: Box<State> },
}

pub struct History {
    session: Session,
    /// The commands of the current line are those of the session.
    lines: Vec<Line>,
    current: u32,
    done: Vec<Step>,
    undone: Vec<Step>,
    /// From when on another line or other commands may have told something else than before.
    parted_ms: Option<u64>,
}

impl History {
    /// Opens a document at the start of its main line.
    ///
    /// # Errors
    /// The first mistake of the document, with its place.
    pub fn new(document: &Document) -> Result<History, Error> {
        validate(document)?;
        Ok(History {
            session: Session::new(document.with(document.commands.clone()))?,
            lines: Line::of(document),
            current: 0,
            done: Vec::new(),
            undone: Vec::new(),
            parted_ms: None,
        })
    }

    /// The line that is played.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The same, to let its time pass.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// All lines, the main one first.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The place of the line that is played.
    pub fn current(&self) -> usize {
        self.current as usize
    }

    /// The whole document: the main line, and what each branch has of its own.
    pub fn document(&self) -> Document {
        let lines = self.state().lines;
        let mut document = self.session.document().with(lines[0].commands.to_vec());
        document.main.clone_from(&lines[0].name);
        document.branches = lines::branches(&lines);
        document
    }

    fn commands(&self, line: usize) -> &[Timed] {
        if line == self.current() {
            &self.session.document().commands
        } else {
            &self.lines[line].commands
        }
    }

    /// Applies commands now, all or none; one deed.
    ///
    /// # Errors
    /// The place within the document and the reason; nothing has changed then.
    pub fn give(&mut self, commands: Vec<Command>) -> Result<(), Error> {
        let at = self.session.now_ms();
        self.schedule(commands.into_iter().map(|command| Timed { at, command }).collect())
    }

    /// Applies commands when the time of each comes, all or none; one deed.
    ///
    /// # Errors
    /// The place within the document and the reason; nothing has changed then.
    pub fn schedule(&mut self, commands: Vec<Timed>) -> Result<(), Error> {
        let others = (0..self.lines.len()).filter(|line| *line != self.current());
        let all = others.map(|line| self.commands(line).len()).sum::<usize>() + self.session.document().commands.len();
        if limits::COMMANDS as usize - all.min(limits::COMMANDS as usize) < commands.len() {
            let reason = mistakes::COMMANDS_OF_LINES.with("limit", limits::COMMANDS);
            return Err(Error::new("commands", reason));
        }
        let mut given = Vec::with_capacity(commands.len());
        for timed in commands {
            let before = shared(&self.session.document().commands, Some(timed.at));
            if let Err(error) = self.session.schedule(timed.clone()) {
                self.take_back(&given);
                return Err(error);
            }
            given.push((before as u32, timed));
        }
        if !given.is_empty() {
            self.did(Step::Gave {
                line: self.current,
                commands: given,
            });
        }
        Ok(())
    }

    pub fn set_title(&mut self, title: Option<Caption>) {
        if self.session.document().title != title {
            self.arrange(Deed::Title, |_| {});
            self.session.set_title(title);
        }
    }

    /// Goes another way from now on: a new line that shares everything up to now, and becomes the one that is played.
    ///
    /// # Errors
    /// There are as many branches as a document may have, or the name is taken or no name.
    pub fn fork(&mut self, name: &str) -> Result<(), Error> {
        let now = self.session.now_ms();
        let commands = &self.session.document().commands;
        let commands = commands[..shared(commands, Some(now))].to_vec();
        let line = Line {
            name: Some(name.to_owned()),
            from: Some(self.current),
            at: Some(now),
            commands: Arc::new(commands),
            furthest_ms: now,
        };
        let mut lines = self.state().lines;
        lines.push(line);
        self.check(&lines)?;
        let current = lines.len() - 1;
        self.arrange(Deed::Fork(name.to_owned()), |state| {
            (state.lines, state.current) = (lines, current as u32)
        });
        Ok(())
    }

    /// # Errors
    /// The name is taken or no name.
    pub fn rename(&mut self, line: usize, name: &str) -> Result<(), Error> {
        let mut lines = self.state().lines;
        match lines.get_mut(line) {
            Some(line) if line.name.as_deref() != Some(name) => line.name = Some(name.to_owned()),
            _ => return Ok(()),
        }
        self.check(&lines)?;
        self.arrange(Deed::Rename(name.to_owned()), |state| state.lines = lines);
        Ok(())
    }

    /// Takes a branch away; those that left it leave the line that it left. The main line stays.
    pub fn delete(&mut self, line: usize) {
        let Some((name, Some(from))) = self.lines.get(line).map(|line| (line.name.clone(), line.from)) else {
            return;
        };
        let without = |state: &mut State| {
            lines::remove(&mut state.lines, line);
            if state.current as usize == line {
                state.current = from;
            }
            state.current -= u32::from(line < state.current as usize);
        };
        self.arrange(Deed::Delete(name.unwrap_or_default()), without);
    }

    /// Plays another line, at the same moment of it.
    pub fn switch(&mut self, line: usize) {
        if line < self.lines.len() && line != self.current() {
            let state = State {
                current: line as u32,
                ..self.state()
            };
            self.enter(state);
        }
    }

    /// How far the line that is played was played before.
    pub fn furthest_ms(&self) -> u64 {
        self.lines[self.current()].furthest_ms
    }

    /// Since it was asked last: from when on undo, redo or another line may have changed what is told.
    pub fn take_parted(&mut self) -> Option<u64> {
        self.parted_ms.take()
    }

    /// A line as a session of its own, at its start.
    ///
    /// # Errors
    /// None for a line of this history: each is a good document.
    pub fn apart(&self, line: usize) -> Result<Session, Error> {
        Session::new(self.session.document().with(self.commands(line).to_vec()))
    }

    /// The commands of the last deed, if it was commands.
    pub fn last_given(&self) -> Option<Vec<Timed>> {
        match self.done.last()? {
            Step::Gave { commands, .. } => Some(commands.iter().map(|(_, timed)| timed.clone()).collect()),
            Step::Arranged { .. } => None,
        }
    }

    /// What undo would undo.
    pub fn undoes(&self) -> Option<Deed> {
        self.done.last().and_then(Step::deed)
    }

    /// What redo would bring back.
    pub fn redoes(&self) -> Option<Deed> {
        self.undone.last().and_then(Step::deed)
    }

    /// Takes the last deed back and says which it was. The moment stays, unless the deed lies after it.
    pub fn undo(&mut self) -> Option<Deed> {
        let step = self.done.pop()?;
        let deed = step.deed();
        let step = match step {
            Step::Gave { line, commands } => {
                self.switch(line as usize);
                self.take_back(&commands);
                Step::Gave { line, commands }
            }
            arranged => self.swap(arranged),
        };
        self.undone.push(step);
        deed
    }

    /// Brings back what was undone last.
    pub fn redo(&mut self) -> Option<Deed> {
        let step = self.undone.pop()?;
        let deed = step.deed();
        let step = match step {
            Step::Gave { line, commands } => {
                self.switch(line as usize);
                let mut all = self.session.document().commands.clone();
                for (place, command) in &commands {
                    all.insert((*place as usize).min(all.len()), command.clone());
                }
                self.play(all, &commands);
                Step::Gave { line, commands }
            }
            arranged => self.swap(arranged),
        };
        self.done.push(step);
        deed
    }

    fn take_back(&mut self, given: &[(u32, Timed)]) {
        let mut all = self.session.document().commands.clone();
        for (place, command) in given.iter().rev() {
            if all.get(*place as usize) == Some(command) {
                all.remove(*place as usize);
            }
        }
        self.play(all, given);
    }

    /// Plays other commands of this line, where what differs has happened.
    fn play(&mut self, commands: Vec<Timed>, given: &[(u32, Timed)]) {
        let at = given.first().map_or(0, |(_, command)| command.at);
        let now = self.session.now_ms().max(at);
        self.replace(commands, now);
        self.lines[self.current as usize].furthest_ms = now;
    }

    fn replace(&mut self, commands: Vec<Timed>, ms: u64) {
        // Every line of a history was judged when it came to be, so nothing is refused here.
        if let Ok(parted) = self.session.replace(commands, ms) {
            self.parted_ms = [self.parted_ms, parted].into_iter().flatten().min();
        }
    }

    fn did(&mut self, step: Step) {
        self.done.push(step);
        self.undone.clear();
    }

    fn state(&self) -> State {
        let mut lines = self.lines.clone();
        lines[self.current()].commands = Arc::new(self.session.document().commands.clone());
        lines[self.current()].furthest_ms = self.session.end_ms();
        State {
            title: self.session.document().title.clone(),
            lines,
            current: self.current,
        }
    }

    fn arrange(&mut self, deed: Deed, change: impl FnOnce(&mut State)) {
        let other = Box::new(self.state());
        let mut state = (*other).clone();
        change(&mut state);
        self.enter(state);
        self.did(Step::Arranged { deed, other });
    }

    fn swap(&mut self, step: Step) -> Step {
        match step {
            Step::Arranged { deed, other } => {
                let here = Box::new(self.state());
                self.enter(*other);
                Step::Arranged { deed, other: here }
            }
            gave => gave,
        }
    }

    fn enter(&mut self, state: State) {
        let now = self.session.now_ms();
        let line = &state.lines[state.current as usize];
        if *line.commands != self.session.document().commands {
            self.replace(line.commands.to_vec(), now);
        }
        self.session.set_title(state.title);
        (self.lines, self.current) = (state.lines, state.current);
    }

    fn check(&self, lines: &[Line]) -> Result<(), Error> {
        let mut document = self.session.document().header();
        document.main.clone_from(&lines[0].name);
        document.branches = lines[1..].iter().map(Line::head).collect();
        validate(&document)
    }
}

impl Step {
    fn deed(&self) -> Option<Deed> {
        match self {
            Step::Gave { commands, .. } => {
                let ((_, first), (_, last)) = (commands.first()?, commands.last()?);
                let count = commands.len() as u32;
                Some(match first.at == last.at {
                    true => Deed::Commands(first.command.clone(), count),
                    false => Deed::Plan(count),
                })
            }
            Step::Arranged { deed, .. } => Some(deed.clone()),
        }
    }
}
