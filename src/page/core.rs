//! What the page and the script interface share: the session, the transport, and who listens.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use serde_json::Value;

use super::engine::Engine;
use super::wish::Wish;
use crate::scenario::Error;

/// The speeds to choose from, in percent of the wall clock.
pub const SPEEDS: [u32; 6] = [25, 50, 100, 200, 500, 1000];

/// Shared by the page and `window.partitura`.
pub type Shared = Rc<RefCell<Core>>;

pub struct Core {
    pub engine: Engine,
    pub playing: bool,
    /// In percent.
    pub speed: u32,
    /// The part of a virtual millisecond that has passed and is not run yet.
    rest_ms: f64,
    /// Counts whatever makes the session's own data newer: a command, a title, another session.
    pub changes: u64,
    /// Counts the sessions that were opened.
    pub opened: u64,
    pub listeners: Listeners,
    /// What waits for its moment.
    pub wish: Option<Wish>,
}

/// Functions of scripts, by what they listen to.
#[derive(Default)]
pub struct Listeners {
    next: u64,
    pub event: Vec<(u64, Function)>,
    pub view: Vec<(u64, Function)>,
    /// What the listeners know: the changes, the moment, and how many events.
    pub seen: Option<(u64, u64, usize)>,
}

impl Core {
    pub fn new(engine: Engine) -> Core {
        Core {
            engine,
            playing: false,
            speed: 100,
            rest_ms: 0.0,
            changes: 0,
            opened: 0,
            listeners: Listeners::default(),
            wish: None,
        }
    }

    /// Another session takes the place of this one.
    pub fn open(&mut self, engine: Engine) {
        self.engine = engine;
        self.wish = None;
        self.rest_ms = 0.0;
        self.changes += 1;
        self.opened += 1;
        self.listeners.seen = None;
    }

    pub fn command(&mut self, command: Value) -> Result<(), Error> {
        self.commands(vec![command])
    }

    /// Several at once, all or none.
    pub fn commands(&mut self, commands: Vec<Value>) -> Result<(), Error> {
        self.engine.commands(commands)?;
        self.changes += 1;
        Ok(())
    }

    /// Draws a minute of faults; says how many.
    pub fn chaos(&mut self) -> Result<usize, Error> {
        let faults = self.engine.chaos()?;
        self.changes += 1;
        self.playing = true;
        Ok(faults)
    }

    pub fn seek(&mut self, ms: u64) {
        self.wish = None;
        self.rest_ms = 0.0;
        self.engine.seek(ms);
    }

    /// Lets virtual time follow the wall clock. Says whether it moved.
    pub fn pass(&mut self, wall_ms: f64) -> bool {
        if !self.playing {
            return false;
        }
        self.rest_ms += wall_ms * f64::from(self.speed) / 100.0;
        let whole = self.rest_ms.floor();
        self.rest_ms -= whole;
        if whole >= 1.0 {
            match self.wish.take() {
                Some(wish) => self.pursue(wish, whole as u64),
                None => self.engine.run(whole as u64),
            }
        }
        true
    }

    /// The present moment, between two milliseconds.
    pub fn now_precise(&self) -> f64 {
        self.engine.now_ms() as f64 + self.rest_ms
    }
}

impl Listeners {
    /// Adds a function to a list and returns the number to take it away by.
    pub fn add(&mut self, what: &str, function: Function) -> Option<u64> {
        self.next += 1;
        let list = match what {
            "event" => &mut self.event,
            "view" => &mut self.view,
            _ => return None,
        };
        list.push((self.next, function));
        Some(self.next)
    }

    pub fn remove(&mut self, number: u64) {
        self.event.retain(|(own, _)| *own != number);
        self.view.retain(|(own, _)| *own != number);
    }
}
