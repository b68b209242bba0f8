//! Promises about transactions.

use std::collections::BTreeMap;

use crate::{
    kafka::ids::Name,
    node::{
        broker::Fate,
        event::{Fact, TransactionFact},
    },
    world::World,
};

/// What was told of transactions, and how far it was looked at.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    told: u64,
    /// By `transactional.id`: whether the last transaction was committed.
    decided: BTreeMap<Name, bool>,
    /// By consumer: how many of its deliveries were looked at.
    looked_at: BTreeMap<Name, u64>,
}

impl Decisions {
    /// A transaction is committed in all its partitions or in none; and no reader of committed records has ever been given
    /// one that is not decided, or that was aborted.
    pub fn check(&mut self, world: &World) -> Result<(), String> {
        self.one_decision_everywhere(world)?;
        self.only_committed_is_read(world)
    }

    fn one_decision_everywhere(&mut self, world: &World) -> Result<(), String> {
        let story = world.story();
        for event in story.events(self.told..story.told()) {
            match &event.fact {
                Fact::Transaction(TransactionFact::TransactionDecided {
                    transactional_id,
                    commit,
                    ..
                }) => drop(self.decided.insert(transactional_id.clone(), *commit)),
                Fact::Transaction(TransactionFact::MarkerWritten {
                    transactional_id,
                    topic,
                    partition,
                    commit,
                    ..
                }) if self.decided.get(transactional_id) != Some(commit) => {
                    return Err(format!(
                        "{transactional_id} was decided otherwise than {topic}-{partition} says"
                    ));
                }
                _ => {}
            }
        }
        self.told = story.told();
        Ok(())
    }

    fn only_committed_is_read(&mut self, world: &World) -> Result<(), String> {
        for consumer in world.consumers().filter(|consumer| consumer.reads_committed()) {
            let looked_at = self.looked_at.entry(consumer.spec.name.clone()).or_default();
            for delivery in consumer.deliveries.iter().skip(*looked_at as usize) {
                let Some(replica) = world.leader_replica(&delivery.partition) else {
                    continue;
                };
                // The log may be another one by now: of a topic that was deleted, or cut off.
                let lies_there = replica.log.batch_at(delivery.first) == Some(&delivery.batch);
                let fate = replica.fate(&delivery.batch);
                if lies_there && (fate == Fate::Aborted || delivery.batch.is_control()) {
                    return Err(format!(
                        "{} was given {} of {}, which does not count",
                        consumer.spec.name, delivery.first, delivery.partition
                    ));
                }
            }
            *looked_at = consumer.deliveries.len() as u64;
        }
        Ok(())
    }
}
