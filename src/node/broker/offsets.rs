//! The broker's part of `__consumer_offsets`: what its coordinator wants kept is appended to the partition that it leads.
//!
//! A partition gets its log with its first record or its first reader. Absent on purpose: any telling of these appends;
//! commits and rebalances are told of already.

use crate::{
    kafka::{ids::TopicPartition, java},
    node::{
        broker::{Broker, Replica, leading::Moment},
        context::Cx,
        image::{OFFSETS_TOPIC, PartitionImage},
    },
};

impl Broker {
    /// Appends what the coordinator has to keep.
    pub(super) fn write_groups(&mut self, cx: &mut Cx) {
        let written = self.groups.take_written();
        let mut appended = false;
        for written in written.iter().filter(|written| !written.is_empty()) {
            let partition = java::coordinator_partition(&written.group, self.image.offsets_partitions());
            let tp = TopicPartition::new(&OFFSETS_TOPIC.into(), partition);
            let batch = written.batch(&format!("broker {}", self.id.0).into(), cx.now);
            self.open(cx, &tp);
            let at = Moment::new(cx.now, self.id, &self.image);
            let Some(replica) = self.replicas.get_mut(&tp) else {
                continue;
            };
            replica.append(&at, batch);
            appended = true;
        }
        let mut wanted = self.waiting.iter().flat_map(|waiting| &waiting.fetch.partitions);
        if appended && wanted.any(|wanted| *wanted.partition.topic == *OFFSETS_TOPIC) {
            self.answer_waiting(cx);
        }
    }

    /// A reader of a partition of `__consumer_offsets` that nothing was written to finds it empty.
    pub(super) fn open(&mut self, cx: &Cx, tp: &TopicPartition) {
        if *tp.topic == *OFFSETS_TOPIC && self.image.leader(tp) == Some(self.id) && !self.replicas.contains_key(tp) {
            let at = Moment::new(cx.now, self.id, &self.image);
            let mut replica = Replica::default();
            replica.configure_offsets(&self.image);
            replica.become_registered(&at, &PartitionImage::new(vec![self.id]));
            self.replicas.insert(tp.clone(), replica);
        }
    }
}
