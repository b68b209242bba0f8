//! Promises about batches that idempotent producers number.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    kafka::{
        ids::{BrokerId, Offset, ProducerEpoch, ProducerId, TopicPartition},
        producer_state::{NumberedBatch, ProducerStateManager},
        record::{RecordBatch, Records},
    },
    node::broker::Replica,
    world::World,
};

/// What the logs had at the step before.
#[derive(Debug, Default)]
pub(super) struct Logs(BTreeMap<(BrokerId, TopicPartition), Seen>);

/// One log, as far as it was read.
#[derive(Debug, Default)]
struct Seen {
    topic_id: u64,
    end: Offset,
    /// What its last batch carried: another one there means that the log was cut off and went on since.
    last: Option<Arc<Records>>,
    state: ProducerStateManager,
    /// What each producer wrote in its last epoch.
    written: BTreeMap<ProducerId, (ProducerEpoch, Vec<Arc<Records>>)>,
}

impl Logs {
    /// In every log the numbers of each producer go up by one without gap or repetition, an epoch has no batch twice,
    /// its batches lie in the order of sending, and the leader remembers what its log says. The order is looked at only
    /// where records have the time of their sending (`by_time`).
    pub fn check(&mut self, world: &World, by_time: bool) -> Result<(), String> {
        for broker in world.brokers() {
            for (tp, replica) in broker.replicas() {
                let seen = self.0.entry((broker.id, tp.clone())).or_default();
                if !seen.goes_on_in(replica) {
                    *seen = Seen::default();
                    seen.topic_id = replica.topic_id;
                }
                for batch in replica.log.batches_from(seen.end) {
                    seen.read(batch, by_time)
                        .map_err(|sentence| format!("in the log of {tp}, offset {}: {sentence}", batch.base_offset))?;
                    seen.last = Some(batch.records.clone());
                }
                seen.end = replica.log.log_end_offset();
                seen.state.high_watermark_moved(replica.high_watermark());
                if seen.state != replica.producers {
                    return Err(format!("the leader of {tp} remembers other producers than its log has"));
                }
            }
        }
        Ok(())
    }
}

impl Seen {
    /// The log has what it had, perhaps with more behind it.
    fn goes_on_in(&self, replica: &Replica) -> bool {
        let before_end = Offset(self.end.0 - 1);
        let is_there = |last: &Arc<Records>| {
            let batch = replica.log.batch_at(before_end);
            batch.is_none_or(|batch| Arc::ptr_eq(&batch.records, last))
        };
        self.topic_id == replica.topic_id
            && self.end <= replica.log.log_end_offset()
            && self.last.as_ref().is_none_or(is_there)
    }

    fn read(&mut self, batch: &RecordBatch, by_time: bool) -> Result<(), String> {
        if let Some(marker) = batch.as_marker() {
            self.state.replay_marker(&marker, batch.base_offset);
        }
        let Some(numbered) = batch.as_numbered() else {
            return Ok(());
        };
        self.follows(&numbered)?;
        self.state.replay(&numbered, batch.base_offset);
        let new = (numbered.producer.epoch, Vec::new());
        let (epoch, written) = self.written.entry(numbered.producer.id).or_insert(new);
        if *epoch != numbered.producer.epoch {
            (*epoch, *written) = (numbered.producer.epoch, Vec::new());
        }
        if written.iter().any(|before| Arc::ptr_eq(before, &batch.records)) {
            return Err(format!("a batch of {numbered:?} is there twice"));
        }
        let time = |records: &Arc<Records>| records.iter().next().map(|record| record.timestamp);
        if by_time && written.last().is_some_and(|last| time(&batch.records) < time(last)) {
            return Err(format!("{numbered:?} comes after what was sent later"));
        }
        written.push(batch.records.clone());
        Ok(())
    }

    /// A producer of which nothing is known may begin with any number.
    fn follows(&self, batch: &NumberedBatch) -> Result<(), String> {
        // A coordinator that writes for a producer does not number.
        let entry = self.state.entry(batch.producer.id);
        let Some(entry) = entry.filter(|_| 0 <= batch.base_sequence) else {
            return Ok(());
        };
        let expected = if entry.epoch == batch.producer.epoch {
            entry.next_sequence()
        } else {
            0
        };
        if batch.producer.epoch < entry.epoch || batch.base_sequence != expected {
            return Err(format!("{batch:?} comes where {expected} of {:?} is next", entry.epoch));
        }
        Ok(())
    }
}
