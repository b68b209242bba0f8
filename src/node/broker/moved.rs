//! Replicas that a reassignment took away: their logs are deleted (`ReplicaManager.stopPartitions`), also by a broker that
//! was down and finds them on its disk when it starts (`LogManager.isStrayReplica`).
//!
//! Absent on purpose: the minute until the files are gone (`file.delete.delay.ms`); nobody reads them any more.

use super::Broker;
use crate::{
    kafka::ids::TopicPartition,
    node::{
        context::Cx,
        event::{Fact, Rule},
    },
};

impl Broker {
    /// Deletes what does not lie here any more.
    pub(super) fn delete_moved(&mut self, cx: &mut Cx) {
        let (image, me) = (self.image.clone(), self.id);
        let elsewhere = |tp: &TopicPartition| {
            let placed = image.partition(tp)?;
            (!placed.replicas.contains(&me)).then_some(placed)
        };
        for (tp, _) in self.replicas.iter() {
            let Some(placed) = elsewhere(tp) else { continue };
            let fact = Fact::ReplicaDeleted {
                topic: tp.topic.clone(),
                partition: tp.partition,
                broker: me.0,
            };
            let replicas = placed.replicas.iter().map(|id| id.0).collect();
            cx.tell(fact, Rule::LiesElsewhere { replicas }.alone());
        }
        self.replicas.retain(|tp, _| elsewhere(tp).is_none());
    }
}
