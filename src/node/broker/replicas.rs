//! The partitions that a broker stores. Copies of a broker share what did not change between them: a session keeps many,
//! and each has fifty partitions of `__consumer_offsets`.

use std::sync::Arc;

use super::Replica;
use crate::kafka::ids::TopicPartition;

/// In order, so that one is found by halving: they are looked up with every message, and seldom come or go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replicas(Arc<Vec<(TopicPartition, Arc<Replica>)>>);

impl Replicas {
    pub fn get(&self, tp: &TopicPartition) -> Option<&Replica> {
        let place = self.place(tp).ok()?;
        Some(&self.0[place].1)
    }

    pub fn get_mut(&mut self, tp: &TopicPartition) -> Option<&mut Replica> {
        let place = self.place(tp).ok()?;
        Some(self.at(place))
    }

    /// The replica, to be changed where a look at it says so: what stays as it is stays shared.
    pub fn get_mut_if(&mut self, tp: &TopicPartition, changes: impl FnOnce(&Replica) -> bool) -> Option<&mut Replica> {
        let place = self.place(tp).ok()?;
        changes(&self.0[place].1).then(|| self.at(place))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&TopicPartition, &Replica)> {
        self.0.iter().map(|(tp, replica)| (tp, &**replica))
    }

    pub fn contains(&self, tp: &TopicPartition) -> bool {
        self.place(tp).is_ok()
    }

    /// The replica, made where there is none.
    pub fn or_insert_with(&mut self, tp: &TopicPartition, make: impl FnOnce() -> Replica) -> &mut Replica {
        let place = self.place(tp).unwrap_or_else(|place| {
            Arc::make_mut(&mut self.0).insert(place, (tp.clone(), Arc::new(make())));
            place
        });
        self.at(place)
    }

    /// Changes those of which `is_meant` is true.
    pub fn change(&mut self, is_meant: impl Fn(&Replica) -> bool, change: impl Fn(&mut Replica)) {
        for place in 0..self.0.len() {
            if is_meant(&self.0[place].1) {
                change(self.at(place));
            }
        }
    }

    pub fn retain(&mut self, keeps: impl Fn(&TopicPartition, &Replica) -> bool) {
        if !self.iter().all(|(tp, replica)| keeps(tp, replica)) {
            Arc::make_mut(&mut self.0).retain(|(tp, replica)| keeps(tp, replica));
        }
    }

    /// Where it lies, or where it would.
    fn place(&self, tp: &TopicPartition) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(tp))
    }

    fn at(&mut self, place: usize) -> &mut Replica {
        Arc::make_mut(&mut Arc::make_mut(&mut self.0)[place].1)
    }
}
