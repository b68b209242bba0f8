//! A session: a document, played. Running, seeking and adding a command are one mechanism: the commands, run again
//! from the nearest checkpoint.
//!
//! Absent on purpose: the wall clock; whoever drives the session says how much virtual time passes.

use std::ops::Range;

use super::{
    Checker, Command, Document, Error, Timed,
    fields::Caption,
    limits, play,
    player::{Checkpoints, Player},
};
use crate::{node::event::Event, world::World};

/// So many events before any moment are at hand, wherever one came from.
pub const REACH: u64 = 600;
/// A step gives up where nothing was told for so long.
const SILENCE_MS: u64 = 60_000;

/// A document at one moment of its virtual time.
pub struct Session {
    document: Document,
    checker: Checker,
    player: Player,
    checkpoints: Checkpoints,
    /// The furthest moment that was reached with these commands, and how much was told up to there.
    furthest_ms: u64,
    told: u64,
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
        let mut player = Player::new(World::new(play::setup(&document)?));
        let mut session = Session {
            document,
            checker,
            checkpoints: Checkpoints::new(&mut player),
            player,
            furthest_ms: 0,
            told: 0,
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

    pub fn set_notes(&mut self, notes: Option<Caption>) {
        self.document.notes = notes;
    }

    pub fn world(&self) -> &World {
        &self.player.world
    }

    /// Virtual milliseconds since the start.
    pub fn now_ms(&self) -> u64 {
        self.player.world.now()
    }

    /// The furthest moment that was reached, or the last command where that is later.
    pub fn end_ms(&self) -> u64 {
        let last = self.document.commands.last().map_or(0, |command| command.at);
        self.furthest_ms.max(last)
    }

    /// The furthest moment that was reached with these commands.
    pub fn furthest_ms(&self) -> u64 {
        self.furthest_ms
    }

    /// How many events were told up to the furthest moment, also beyond now.
    pub fn told(&self) -> u64 {
        self.told
    }

    /// The events with these numbers, up to now. The last [`REACH`] are at hand; for older ones the commands run again.
    pub fn events(&self, numbers: Range<u64>) -> Vec<Event> {
        let story = self.world().story();
        let numbers = numbers.start..numbers.end.min(story.told());
        if numbers.is_empty() {
            return Vec::new();
        }
        if story.first_at_hand() <= numbers.start {
            return story.events(numbers).cloned().collect();
        }
        let (mut found, mut next) = (Vec::new(), numbers.start);
        let mut again = self.checkpoints.before_event(numbers.start).clone();
        while next < numbers.end && again.step(&self.document, self.now_ms()) {
            let story = again.world.story();
            found.extend(story.events(next..numbers.end).cloned());
            next = next.max(story.told());
        }
        found
    }

    /// Commands that are still to come.
    pub fn upcoming(&self) -> &[Timed] {
        self.document
            .commands
            .get(self.player.applied as usize..)
            .unwrap_or_default()
    }

    /// Applies a command now. Where later commands exist they stay, and happen when their time comes.
    ///
    /// # Errors
    /// The place within the document and the reason; nothing has changed then.
    pub fn command(&mut self, command: Command) -> Result<(), Error> {
        let at = self.now_ms();
        self.schedule(Timed { at, command })
    }

    /// Applies a command when its time comes; at once where that is past.
    ///
    /// # Errors
    /// As of [`Session::command`].
    pub fn schedule(&mut self, mut timed: Timed) -> Result<(), Error> {
        timed.at = timed.at.max(self.now_ms());
        let index = self.checker.insert(&self.document, &timed)?;
        self.document.commands.insert(index, timed);
        self.checkpoints.end_at(&self.player);
        self.run_until(self.now_ms());
        self.furthest_ms = self.now_ms();
        self.told = self.world().story().told();
        Ok(())
    }

    /// Takes other commands in place of its own and stands at this moment of them. What both have in common is not run
    /// again. Says from which moment on things may be different, if at all.
    ///
    /// # Errors
    /// The place within the document and the reason; nothing has changed then.
    pub fn replace(&mut self, commands: Vec<Timed>, ms: u64) -> Result<Option<u64>, Error> {
        let mut checker = Checker::new(&self.document)?;
        commands.iter().try_for_each(|command| checker.append(command))?;
        let old = &self.document.commands;
        let same = old
            .iter()
            .zip(&commands)
            .take_while(|(own, other)| own == other)
            .count();
        let parting = [old.get(same), commands.get(same)];
        let until = parting.into_iter().flatten().map(|command| command.at).min();
        (self.document.commands, self.checker) = (commands, checker);
        self.player = self.checkpoints.part_at(same, until);
        (self.furthest_ms, self.told) = (self.now_ms(), self.world().story().told());
        self.seek(ms);
        Ok(until)
    }

    /// Lets virtual time pass.
    pub fn run(&mut self, ms: u64) {
        self.run_until(self.now_ms().saturating_add(ms));
    }

    /// Goes to any moment, earlier ones included.
    pub fn seek(&mut self, ms: u64) {
        self.seek_watching(ms, |_| {});
    }

    /// Goes to any moment, and shows the world after every step on the way; the past is seen again.
    pub fn seek_watching(&mut self, ms: u64, see: impl FnMut(&World)) {
        if let Some(player) = self.checkpoints.way_to(ms, REACH, &self.player, &self.document) {
            self.player = player;
        }
        self.watch(ms, see);
    }

    /// Goes on until something is told. False when nothing is told for a long while, and then nothing has changed:
    /// heartbeats and fetches never end.
    pub fn step(&mut self) -> bool {
        let before = self.world().story().told();
        let (start, furthest_ms, told) = (self.now_ms(), self.furthest_ms, self.told);
        let silence_ends = self.now_ms().saturating_add(SILENCE_MS).min(limits::TIME_MS);
        while self.world().story().told() == before {
            let command = self.upcoming().first().map(|command| command.at);
            let next = self.world().next_at().into_iter().chain(command).min();
            let Some(next) = next.filter(|next| *next <= silence_ends) else {
                self.seek(start);
                (self.furthest_ms, self.told) = (furthest_ms, told);
                return false;
            };
            self.run_until(next);
        }
        true
    }

    /// When the last thing before now was told: one step back.
    pub fn previous_event_ms(&self) -> u64 {
        let (now, mut until) = (self.now_ms(), self.world().story().told());
        while 0 < until {
            let from = until.saturating_sub(REACH);
            let earlier = self
                .events(from..until)
                .iter()
                .rev()
                .map(|event| event.at)
                .find(|at| *at < now);
            if let Some(at) = earlier {
                return at;
            }
            until = from;
        }
        0
    }

    /// Lets virtual time pass, but no further than the first moment of which `reached` says yes. Says whether there
    /// was one.
    pub fn run_to(&mut self, ms: u64, mut reached: impl FnMut(&World) -> bool) -> bool {
        let until = self.now_ms().saturating_add(ms);
        while !reached(self.world()) {
            let command = self.upcoming().first().map(|command| command.at);
            let next = self.world().next_at().into_iter().chain(command).min();
            let Some(next) = next.filter(|next| *next <= until) else {
                self.run_until(until);
                return false;
            };
            self.run_until(next);
        }
        true
    }

    /// Plays once more, on a copy, what has happened since a moment: shows the world after each of the first `most`
    /// steps from before it.
    pub fn look_back(&self, ms: u64, most: u32, mut see: impl FnMut(&World)) {
        let mut again = self.checkpoints.before(ms, &self.document).clone();
        see(&again.world);
        for _ in 0..most {
            if !again.step(&self.document, self.now_ms()) {
                return;
            }
            see(&again.world);
        }
    }

    fn run_until(&mut self, until: u64) {
        self.watch(until, |_| {});
    }

    /// Lets virtual time pass until a moment, and shows the world after every node that wakes and every command. No
    /// session goes beyond the last moment that a command may have (`limits::TIME_MS`).
    pub fn watch(&mut self, until: u64, mut see: impl FnMut(&World)) {
        while self.player.step(&self.document, until.min(limits::TIME_MS)) {
            self.checkpoints.pass(&mut self.player);
            see(&self.player.world);
        }
        if self.furthest_ms <= self.now_ms() {
            self.furthest_ms = self.now_ms();
            self.told = self.world().story().told();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_session_keeps_no_more_than_a_short_one() {
        let json = r#"{"partitura": 1, "commands": [
            {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3},
            {"at": 0, "do": "add_producer", "producer": "shop"},
            {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]},
            {"at": 0, "do": "start_sending", "producer": "shop", "topic": "orders", "every_ms": 100, "value": "{n}"}
        ]}"#;
        let document = Document::from_json(json).expect("a good document");
        let mut session = Session::new(document).expect("a document that makes sense");
        let (mut checkpoints, mut events) = (0, 0);
        for _ in 0..100 {
            session.run(10_000);
            checkpoints = checkpoints.max(session.checkpoints.len());
            events = events.max(session.world().story().newest().len());
        }
        assert!(20_000 < session.told(), "a story that is worth to be forgotten");
        assert!(checkpoints <= 192, "{checkpoints} checkpoints");
        assert!(events <= 10_000, "{events} events at hand");
        for moment in [990_000, 500_000, 700_000, 1_000] {
            session.seek(moment);
            let story = session.world().story();
            assert!(
                story.first_at_hand() <= story.told().saturating_sub(REACH),
                "at {moment} ms"
            );
        }
    }
}
