//! What is to happen, in one total order: by its moment, and within a moment by its number.
//!
//! Absent on purpose: a heap, which is never in order: timers are taken back, and what is under way is looked through.

use std::collections::{BTreeMap, VecDeque};

/// A place in the queue: when, in virtual milliseconds, and in which order.
pub type Place = (u64, u64);

/// Room for what shares a moment in a large cluster at work.
const DOZEN: usize = 12;

/// By moment, and then in order: what comes in belongs at the end of its moment most of the time, and dozens share one.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue<T>(BTreeMap<u64, VecDeque<(u64, T)>>);

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Queue(BTreeMap::new())
    }
}

impl<T> Queue<T> {
    /// Puts it there, before what has the same place.
    pub fn insert(&mut self, (at, number): Place, what: T) {
        let moment = self.0.entry(at).or_insert_with(|| VecDeque::with_capacity(DOZEN));
        match moment.back() {
            Some((last, _)) if number <= *last => {
                let index = moment.partition_point(|(other, _)| *other < number);
                moment.insert(index, (number, what));
            }
            _ => moment.push_back((number, what)),
        }
    }

    /// Takes back what is there, if anything is.
    pub fn remove(&mut self, (at, number): Place) -> Option<T> {
        let moment = self.0.get_mut(&at)?;
        let index = moment.binary_search_by_key(&number, |(other, _)| *other).ok()?;
        let (_, what) = moment.remove(index)?;
        if moment.is_empty() {
            self.0.remove(&at);
        }
        Some(what)
    }

    /// Takes out the first, if its moment is `until` or before.
    pub fn pop(&mut self, until: u64) -> Option<(Place, T)> {
        let mut first = self.0.first_entry().filter(|first| *first.key() <= until)?;
        let at = *first.key();
        let next = first.get_mut().pop_front();
        if first.get().is_empty() {
            first.remove();
        }
        next.map(|(number, what)| ((at, number), what))
    }

    /// The moment of the first.
    pub fn first_at(&self) -> Option<u64> {
        self.0.keys().next().copied()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Place, &T)> {
        let places = |(at, moment): (&u64, _)| {
            let at = *at;
            let moment: &VecDeque<(u64, T)> = moment;
            moment.iter().map(move |(number, what)| ((at, *number), what))
        };
        self.0.iter().flat_map(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_is_in_order() {
        let mut queue = Queue::default();
        for place in [(5, 3), (5, 1), (2, 4), (9, 2), (5, 2)] {
            queue.insert(place, place);
        }
        assert_eq!(queue.first_at(), Some(2));
        assert_eq!(queue.remove((5, 2)), Some((5, 2)));
        assert_eq!(queue.remove((5, 2)), None);
        assert_eq!(queue.remove((7, 1)), None);
        assert!(
            queue
                .iter()
                .map(|(place, _)| place)
                .eq([(2, 4), (5, 1), (5, 3), (9, 2)])
        );
        let due: Vec<Place> = std::iter::from_fn(|| queue.pop(8)).map(|(place, _)| place).collect();
        assert_eq!(due, [(2, 4), (5, 1), (5, 3)]);
        assert_eq!(queue.remove((9, 2)), Some((9, 2)));
        assert_eq!(queue.first_at(), None);
    }
}
