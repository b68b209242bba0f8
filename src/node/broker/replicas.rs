//! The partitions that a broker stores. Copies of a broker share what did not change between them: a session keeps many,
//! and each has fifty partitions of `__consumer_offsets`.

use std::sync::Arc;

use imbl::OrdMap;

use super::Replica;
use crate::kafka::ids::TopicPartition;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replicas(OrdMap<TopicPartition, Arc<Replica>>);

impl Replicas {
    pub fn get(&self, tp: &TopicPartition) -> Option<&Replica> {
        self.0.get(tp).map(|replica| &**replica)
    }

    pub fn get_mut(&mut self, tp: &TopicPartition) -> Option<&mut Replica> {
        self.0.get_mut(tp).map(Arc::make_mut)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&TopicPartition, &Replica)> {
        self.0.iter().map(|(tp, replica)| (tp, &**replica))
    }

    pub fn contains(&self, tp: &TopicPartition) -> bool {
        self.0.contains_key(tp)
    }

    /// The replica, made where there is none.
    pub fn or_insert_with(&mut self, tp: &TopicPartition, make: impl FnOnce() -> Replica) -> &mut Replica {
        let replica = self.0.entry(tp.clone()).or_insert_with(|| Arc::new(make()));
        Arc::make_mut(replica)
    }

    /// Changes those of which `is_meant` is true.
    pub fn change(&mut self, is_meant: impl Fn(&Replica) -> bool, change: impl Fn(&mut Replica)) {
        for tp in self.of(|_, replica| is_meant(replica)) {
            if let Some(replica) = self.get_mut(&tp) {
                change(replica);
            }
        }
    }

    pub fn retain(&mut self, keeps: impl Fn(&TopicPartition, &Replica) -> bool) {
        for tp in self.of(|tp, replica| !keeps(tp, replica)) {
            self.0.remove(&tp);
        }
    }

    fn of(&self, is_meant: impl Fn(&TopicPartition, &Replica) -> bool) -> Vec<TopicPartition> {
        let meant = self.iter().filter(|(tp, replica)| is_meant(tp, replica));
        meant.map(|(tp, _)| tp.clone()).collect()
    }
}
