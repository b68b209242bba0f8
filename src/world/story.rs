//! What was told: how much, a number that stands for all of it, and its newest part.
//!
//! A story is never kept whole. Each fact follows from the commands, so an older part is told again by running again
//! from a checkpoint (`scenario::Session::events`); a session that runs for hours keeps no more than one that runs for
//! minutes.

use std::{collections::VecDeque, ops::Range};

use crate::node::event::Event;

/// Events at hand; each time there are more, the older half goes.
const AT_HAND: usize = 4_096;

/// Everything that was told, as far as it has to be known. Two stories are equal if they told the same.
#[derive(Clone, Debug)]
pub struct Story {
    told: u64,
    hash: Fnv,
    /// The newest events, the last one told at the end.
    newest: VecDeque<Event>,
}

impl Story {
    pub(super) fn new() -> Self {
        Story {
            told: 0,
            hash: Fnv(0xcbf2_9ce4_8422_2325),
            newest: VecDeque::new(),
        }
    }

    /// How many events were told.
    pub fn told(&self) -> u64 {
        self.told
    }

    /// The number of the first event at hand.
    pub fn first_at_hand(&self) -> u64 {
        self.told - self.newest.len() as u64
    }

    /// One number for everything that was told: two runs agree if and only if it does. FNV-1a (64 bits) of the events
    /// as JSON, one to a line. Text, because what a struct hashes to differs between native code and WebAssembly.
    pub fn fingerprint(&self) -> u64 {
        self.hash.0
    }

    /// The events at hand.
    pub fn newest(&self) -> &VecDeque<Event> {
        &self.newest
    }

    /// The event with this number, if it is at hand.
    pub fn get(&self, number: u64) -> Option<&Event> {
        let index = number.checked_sub(self.first_at_hand())?;
        self.newest.get(usize::try_from(index).ok()?)
    }

    /// Those of these events that are at hand.
    pub fn events(&self, numbers: Range<u64>) -> impl DoubleEndedIterator<Item = &Event> {
        let index = |number: u64| number.clamp(self.first_at_hand(), self.told) - self.first_at_hand();
        let (start, end) = (index(numbers.start) as usize, index(numbers.end) as usize);
        self.newest.range(start..end.max(start))
    }

    pub(super) fn tell(&mut self, event: Event) {
        // Writing to a hash cannot fail, and an event is plain data.
        let _ = serde_json::to_writer(&mut self.hash, &event);
        self.hash.add(b'\n');
        self.told += 1;
        self.newest.push_back(event);
    }

    /// Lets go of the oldest events. Only between two steps: whoever looks after each step misses nothing.
    pub(super) fn shorten(&mut self) {
        if AT_HAND < self.newest.len() {
            self.newest.drain(..self.newest.len() - AT_HAND / 2);
        }
    }

    /// Takes the events at hand out, so that a checkpoint is made without them, and puts them back.
    pub(super) fn swap_events(&mut self, events: &mut VecDeque<Event>) {
        std::mem::swap(&mut self.newest, events);
    }
}

/// What was told decides, not what is at hand of it.
impl PartialEq for Story {
    fn eq(&self, other: &Story) -> bool {
        (self.told, self.hash.0) == (other.told, other.hash.0)
    }
}

#[derive(Clone, Debug)]
struct Fnv(u64);

impl Fnv {
    fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}

impl std::io::Write for Fnv {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        bytes.iter().for_each(|byte| self.add(*byte));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
