//! The part of the seam that knows other ways to go, undo and redo.

use super::Engine;
use crate::scenario::history::{Deed, Line};
use crate::scenario::{Error, Session};
use crate::view::compare::{self, Comparison};

/// Another line at the moment of the one that is played.
pub(super) struct Beside {
    line: usize,
    session: Session,
}

impl Engine {
    /// All lines, the main one first.
    pub fn lines(&self) -> &[Line] {
        self.history.lines()
    }

    /// The place of the line that is played.
    pub fn line(&self) -> usize {
        self.history.current()
    }

    /// Whether one has gone back, and commands are still to come.
    pub fn is_past(&self) -> bool {
        self.now_ms() < self.session().furthest_ms() && !self.session().upcoming().is_empty()
    }

    pub fn fork(&mut self, name: &str) -> Result<(), Error> {
        let forked = self.history.fork(name);
        self.retell();
        forked
    }

    /// Goes another way from before the last deed, and does it there.
    pub fn fork_before_last(&mut self, name: &str) -> Result<(), Error> {
        let Some(commands) = self.history.last_given() else {
            return Ok(());
        };
        let Some(at) = commands.first().map(|command| command.at) else {
            return Ok(());
        };
        self.history.undo();
        self.history.session_mut().seek(at);
        let forked = self.history.fork(name);
        if forked.is_err() {
            self.history.redo();
        }
        let done = forked.and_then(|()| self.history.schedule(commands));
        self.retell();
        done
    }

    pub fn rename(&mut self, line: usize, name: &str) -> Result<(), Error> {
        self.history.rename(line, name)
    }

    pub fn delete(&mut self, line: usize) {
        self.history.delete(line);
        self.beside = None;
        self.retell();
    }

    /// Plays another line, at the same moment.
    pub fn switch(&mut self, line: usize) {
        self.history.switch(line);
        self.retell();
    }

    pub fn undoes(&self) -> Option<Deed> {
        self.history.undoes()
    }

    pub fn redoes(&self) -> Option<Deed> {
        self.history.redoes()
    }

    pub fn undo(&mut self) -> Option<Deed> {
        let deed = self.history.undo();
        self.retell();
        deed
    }

    pub fn redo(&mut self) -> Option<Deed> {
        let deed = self.history.redo();
        self.retell();
        deed
    }

    /// The line that is played and another one, at this moment; `None` where there is no such other line.
    pub fn compare(&mut self, line: usize, cells: u32) -> Option<Comparison> {
        if line == self.line() || self.lines().len() <= line {
            return None;
        }
        if self.beside.as_ref().is_none_or(|beside| beside.line != line) {
            let session = self.history.apart(line).ok()?;
            self.beside = Some(Beside { line, session });
        }
        let now = self.now_ms();
        let beside = self.beside.as_mut()?;
        beside.session.seek(now);
        Some(compare::compare([self.history.session(), &beside.session], cells))
    }

    /// Tells the timeline again what may have changed, as far as the line was played before.
    fn retell(&mut self) {
        let Some(parted) = self.history.take_parted() else {
            return;
        };
        self.beside = None;
        let now = self.now_ms();
        match parted.checked_sub(1) {
            Some(before) => {
                let before = before.min(now);
                self.history.session_mut().seek(before);
                let told = self.session().world().story().told();
                self.ticks.end_at(before, told);
            }
            None => {
                self.history.session_mut().seek(0);
                self.ticks = super::Ticks::new();
            }
        }
        self.catch_up();
        self.seek(self.history.furthest_ms().max(now));
        self.seek(now);
    }
}
