//! What was told: how much, a number that stands for all of it, and its newest part.
//!
//! A story is never kept whole. Each fact follows from the commands, so an older part is told again by running again
//! from a checkpoint (`scenario::Session::events`); a session that runs for hours keeps no more than one that runs for
//! minutes.

use std::{
    collections::VecDeque,
    fmt,
    hash::{Hash, Hasher},
    ops::Range,
};

use xxhash_rust::xxh64::{Xxh64, xxh64};

use crate::node::event::Event;

/// Events at hand.
const AT_HAND: usize = 4_096;

/// Everything that was told, as far as it has to be known. Two stories are equal if they told the same.
#[derive(Clone, Debug)]
pub struct Story {
    told: u64,
    fingerprint: Fingerprint,
    /// The newest events, the last one told at the end.
    newest: VecDeque<Event>,
    /// Where an event is written before it is hashed.
    bytes: Bytes,
}

impl Story {
    pub(super) fn new() -> Self {
        Story {
            told: 0,
            fingerprint: Fingerprint(Xxh64::new(0)),
            bytes: Bytes::default(),
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

    /// One number for everything that was told: two runs of one version agree if and only if it does. XXH64 of the events
    /// as the bytes of their fields; it is the same natively and in WebAssembly.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint.0.digest()
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
        self.bytes.0.clear();
        event.hash(&mut self.bytes);
        self.fingerprint.0.update(&self.bytes.0);
        self.told += 1;
        self.newest.push_back(event);
    }

    /// Lets go of the oldest events. Only between two steps: whoever looks after each step misses nothing.
    pub(super) fn shorten(&mut self) {
        while AT_HAND < self.newest.len() {
            self.newest.pop_front();
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
        (self.told, self.fingerprint()) == (other.told, other.fingerprint())
    }
}

#[derive(Clone)]
struct Fingerprint(Xxh64);

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0.digest())
    }
}

/// Takes what a value would be hashed from. Sizes have the same width everywhere.
#[derive(Clone, Debug, Default)]
struct Bytes(Vec<u8>);

impl Hasher for Bytes {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn write_usize(&mut self, size: usize) {
        self.write_u64(size as u64);
    }

    fn write_isize(&mut self, size: isize) {
        self.write_i64(size as i64);
    }

    fn finish(&self) -> u64 {
        xxh64(&self.0, 0)
    }
}
