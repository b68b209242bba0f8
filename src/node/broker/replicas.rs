//! The partitions that a broker stores. Copies of a broker share what did not change between them: a session keeps many,
//! and each has fifty partitions of `__consumer_offsets`.

use std::sync::Arc;

use super::Replica;
use crate::kafka::ids::TopicPartition;

/// They are looked up several times with every message, and seldom come or go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replicas {
    /// In order.
    stored: Arc<Vec<(TopicPartition, Arc<Replica>)>>,
    /// The number of each and where it lies, by number: of all that there are, few names are compared.
    places: Arc<Vec<(u32, u32)>>,
}

impl Replicas {
    pub fn get(&self, tp: &TopicPartition) -> Option<&Replica> {
        let place = self.place(tp)?;
        Some(&self.stored[place].1)
    }

    pub fn get_mut(&mut self, tp: &TopicPartition) -> Option<&mut Replica> {
        let place = self.place(tp)?;
        Some(self.at(place))
    }

    /// The replica, to be changed where a look at it says so: what stays as it is stays shared.
    pub fn get_mut_if(&mut self, tp: &TopicPartition, changes: impl FnOnce(&Replica) -> bool) -> Option<&mut Replica> {
        let place = self.place(tp)?;
        changes(&self.stored[place].1).then(|| self.at(place))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&TopicPartition, &Replica)> {
        self.stored.iter().map(|(tp, replica)| (tp, &**replica))
    }

    pub fn contains(&self, tp: &TopicPartition) -> bool {
        self.place(tp).is_some()
    }

    /// The replica, made where there is none.
    pub fn or_insert_with(&mut self, tp: &TopicPartition, make: impl FnOnce() -> Replica) -> &mut Replica {
        let place = self.place(tp).unwrap_or_else(|| {
            let place = self.stored.partition_point(|(other, _)| other < tp);
            Arc::make_mut(&mut self.stored).insert(place, (tp.clone(), Arc::new(make())));
            self.make_room(place, tp.partition);
            place
        });
        self.at(place)
    }

    /// Changes those of which `is_meant` is true.
    pub fn change(&mut self, is_meant: impl Fn(&Replica) -> bool, change: impl Fn(&mut Replica)) {
        for place in 0..self.stored.len() {
            if is_meant(&self.stored[place].1) {
                change(self.at(place));
            }
        }
    }

    pub fn retain(&mut self, keeps: impl Fn(&TopicPartition, &Replica) -> bool) {
        if !self.iter().all(|(tp, replica)| keeps(tp, replica)) {
            Arc::make_mut(&mut self.stored).retain(|(tp, replica)| keeps(tp, replica));
            self.number();
        }
    }

    fn place(&self, tp: &TopicPartition) -> Option<usize> {
        let first = self.places.partition_point(|(number, _)| *number < tp.partition);
        let same = self.places[first..]
            .iter()
            .take_while(|(number, _)| *number == tp.partition);
        let mut places = same.map(|(_, place)| *place as usize);
        places.find(|place| self.stored[*place].0.topic == tp.topic)
    }

    /// Those that lie behind a new one lie one further.
    fn make_room(&mut self, place: usize, number: u32) {
        let (places, place) = (Arc::make_mut(&mut self.places), place as u32);
        for (_, behind) in places.iter_mut().filter(|(_, other)| place <= *other) {
            *behind += 1;
        }
        places.insert(
            places.partition_point(|other| *other < (number, place)),
            (number, place),
        );
    }

    fn number(&mut self) {
        let numbers = self.stored.iter().map(|(tp, _)| tp.partition);
        let mut places: Vec<(u32, u32)> = numbers.zip(0..).collect();
        places.sort_unstable();
        self.places = Arc::new(places);
    }

    fn at(&mut self, place: usize) -> &mut Replica {
        Arc::make_mut(&mut Arc::make_mut(&mut self.stored)[place].1)
    }
}
