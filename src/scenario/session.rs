//! A session: a document, played. Running, seeking and adding a command are one mechanism: the commands, run again
//! from the nearest checkpoint.
//!
//! Absent on purpose: the wall clock; whoever drives the session says how much virtual time passes.

use imbl::Vector;

use super::{Checker, Command, Document, Error, Timed, fields::Caption, play};
use crate::{node::event::Event, world::World};

/// Checkpoints that are kept; then every other one goes and their distance doubles.
const CHECKPOINTS: usize = 256;
/// Waking nodes between two checkpoints, at first.
const FIRST_STRIDE: u64 = 256;
/// A step gives up where nothing was told for so long.
const SILENCE_MS: u64 = 60_000;

/// A document at one moment of its virtual time.
pub struct Session {
    document: Document,
    checker: Checker,
    world: World,
    /// How many commands the world has seen.
    applied: u32,
    checkpoints: Vec<Checkpoint>,
    stride: u64,
    steps: u64,
    /// The furthest moment that was reached with these commands, and everything told up to there.
    furthest_ms: u64,
    told: Vector<Event>,
}

#[derive(Clone)]
struct Checkpoint {
    world: World,
    applied: u32,
    steps: u64,
}

impl Session {
    /// Opens a document at its start.
    ///
    /// # Errors
    /// The first mistake of the document, with its place.
    pub fn new(document: Document) -> Result<Session, Error> {
        let mut checker = Checker::new(&document)?;
        document
            .commands
            .iter()
            .try_for_each(|command| checker.append(command))?;
        let world = World::new(play::setup(&document)?);
        let start = Checkpoint {
            world: world.clone(),
            applied: 0,
            steps: 0,
        };
        let mut session = Session {
            document,
            checker,
            world,
            applied: 0,
            checkpoints: vec![start],
            stride: FIRST_STRIDE,
            steps: 0,
            furthest_ms: 0,
            told: Vector::new(),
        };
        session.run_until(0);
        Ok(session)
    }

    /// The document as it stands.
    pub fn document(&self) -> &Document {
        &self.document
    }

    pub fn set_title(&mut self, title: Option<Caption>) {
        self.document.title = title;
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// Virtual milliseconds since the start.
    pub fn now_ms(&self) -> u64 {
        self.world.now()
    }

    /// The furthest moment that was reached, or the last command where that is later.
    pub fn end_ms(&self) -> u64 {
        let last = self.document.commands.last().map_or(0, |command| command.at);
        self.furthest_ms.max(last)
    }

    /// Everything that was told up to the furthest moment, also beyond now.
    pub fn told(&self) -> &Vector<Event> {
        &self.told
    }

    /// Commands that are still to come.
    pub fn upcoming(&self) -> &[Timed] {
        self.document.commands.get(self.applied as usize..).unwrap_or_default()
    }

    /// Applies a command now. Where later commands exist they stay, and happen when their time comes.
    ///
    /// # Errors
    /// The place within the document and the reason; nothing has changed then.
    pub fn command(&mut self, command: Command) -> Result<(), Error> {
        let timed = Timed {
            at: self.now_ms(),
            command,
        };
        let index = self.checker.insert(&self.document, &timed)?;
        self.document.commands.insert(index, timed);
        let (applied, steps) = (self.applied, self.steps);
        self.checkpoints
            .retain(|point| point.applied <= applied && point.steps <= steps);
        self.run_until(self.now_ms());
        self.furthest_ms = self.now_ms();
        self.told = self.world.events().clone();
        Ok(())
    }

    /// Lets virtual time pass.
    pub fn run(&mut self, ms: u64) {
        self.run_until(self.now_ms().saturating_add(ms));
    }

    /// Goes to any moment, earlier ones included.
    pub fn seek(&mut self, ms: u64) {
        let place = self
            .checkpoints
            .partition_point(|point| point.world.now() <= ms && point.is_before(ms, &self.document));
        if let Some(point) = self
            .checkpoints
            .get(place.saturating_sub(1))
            .filter(|_| ms < self.now_ms())
        {
            let Checkpoint { world, applied, steps } = point.clone();
            (self.world, self.applied, self.steps) = (world, applied, steps);
        }
        self.run_until(ms);
    }

    /// Goes on until something is told; false when nothing is left to happen, or nothing was told for a long while:
    /// heartbeats and fetches of an idle group never end.
    pub fn step(&mut self) -> bool {
        let before = self.world.events().len();
        let silence_ends = self.now_ms().saturating_add(SILENCE_MS);
        while self.world.events().len() == before {
            let command = self.upcoming().first().map(|command| command.at);
            let next = self.world.next_at().into_iter().chain(command).min();
            let Some(next) = next.filter(|next| *next <= silence_ends) else {
                return false;
            };
            self.run_until(next);
        }
        true
    }

    /// When the last thing before now was told: one step back.
    pub fn previous_event_ms(&self) -> u64 {
        let now = self.now_ms();
        self.world
            .events()
            .iter()
            .rev()
            .map(|event| event.at)
            .find(|at| *at < now)
            .unwrap_or(0)
    }

    /// Lets virtual time pass, but no further than the first moment of which `reached` says yes. Says whether there
    /// was one.
    pub fn run_to(&mut self, ms: u64, mut reached: impl FnMut(&World) -> bool) -> bool {
        let until = self.now_ms().saturating_add(ms);
        while !reached(&self.world) {
            let command = self.upcoming().first().map(|command| command.at);
            let next = self.world.next_at().into_iter().chain(command).min();
            let Some(next) = next.filter(|next| *next <= until) else {
                self.run_until(until);
                return false;
            };
            self.run_until(next);
        }
        true
    }

    fn run_until(&mut self, until: u64) {
        self.watch(until, |_| {});
    }

    /// Lets virtual time pass until a moment, and shows the world after every node that wakes and every command.
    pub fn watch(&mut self, until: u64, mut see: impl FnMut(&World)) {
        loop {
            let command = self
                .upcoming()
                .first()
                .map(|command| command.at)
                .filter(|at| *at <= until);
            let stop = command.unwrap_or(until);
            while self.world.step(stop) {
                self.count_step();
                see(&self.world);
            }
            self.world.run_until(stop);
            if command.is_none() {
                break;
            }
            if let Some(timed) = self.document.commands.get(self.applied as usize) {
                play::apply(&mut self.world, self.document.pace, &timed.command);
                self.applied += 1;
                self.count_step();
                see(&self.world);
            }
        }
        if self.furthest_ms <= self.now_ms() {
            self.furthest_ms = self.now_ms();
            self.told = self.world.events().clone();
        }
    }

    /// Keeps a checkpoint where none is near.
    fn count_step(&mut self) {
        self.steps += 1;
        let last = self.checkpoints.last().map_or(0, |point| point.steps);
        if self.steps < last + self.stride {
            return;
        }
        self.checkpoints.push(Checkpoint {
            world: self.world.clone(),
            applied: self.applied,
            steps: self.steps,
        });
        if CHECKPOINTS < self.checkpoints.len() {
            let mut index = 0;
            self.checkpoints.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.stride *= 2;
        }
    }
}

impl Checkpoint {
    /// Whether this point has seen no command later than `ms`.
    fn is_before(&self, ms: u64, document: &Document) -> bool {
        self.applied == 0
            || document
                .commands
                .get(self.applied as usize - 1)
                .is_none_or(|command| command.at <= ms)
    }
}
