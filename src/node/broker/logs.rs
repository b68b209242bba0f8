//! What is asked about logs: where they begin and end, which record is the first of a time; and that their oldest records
//! go.

use super::{Broker, Changed, Replica};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{Offset, TopicPartition},
    },
    node::{
        api::{Isolation, OffsetSpec, Refusal},
        because::Because,
        context::Cx,
        event::{Fact, Rule},
    },
};

impl Broker {
    pub(super) fn list_offset(
        &self,
        tp: TopicPartition,
        spec: OffsetSpec,
        isolation: Isolation,
    ) -> (TopicPartition, Result<Option<Offset>, KafkaError>) {
        let result = self.led(&tp).and_then(|replica| match spec {
            OffsetSpec::Earliest => Ok(Some(replica.log.log_start_offset())),
            OffsetSpec::Latest => Ok(Some(settled_end(replica, isolation)?)),
            OffsetSpec::AtTimestamp(timestamp) => {
                let found = replica.log.offset_for_timestamp(timestamp);
                let end = settled_end(replica, isolation)?;
                Ok(found.filter(|offset| *offset < end))
            }
        });
        (tp, result)
    }

    pub(super) fn delete_records(
        &mut self,
        cx: &mut Cx,
        tp: TopicPartition,
        before: Offset,
    ) -> Result<Offset, Refusal> {
        let unknown = self.unknown_error(&tp);
        let led = self.replicas.get_mut(&tp).filter(|replica| replica.leading().is_some());
        let Some(replica) = led else {
            return Err(Refusal {
                error: unknown,
                because: unknown.into(),
            });
        };
        if !replica.deletes {
            return Err(Refusal {
                error: KafkaError::PolicyViolation,
                because: Because::of(&tp, |topic, partition| Because::NeverDeletes { topic, partition }),
            });
        }
        let end = replica.high_watermark();
        let before = if before == Offset(-1) { end } else { before };
        if before < Offset(0) || end < before {
            return Err(Refusal {
                error: KafkaError::OffsetOutOfRange,
                because: Because::BeyondHighWatermark {
                    topic: tp.topic,
                    partition: tp.partition,
                    offset: before.0,
                    high_watermark: end.0,
                },
            });
        }
        replica.log.delete_before(before);
        let log_start_offset = replica.log.log_start_offset();
        let fact = Fact::RecordsDeleted {
            topic: tp.topic.clone(),
            partition: tp.partition,
            log_start_offset: log_start_offset.0,
        };
        cx.tell(fact, Rule::Asked.alone());
        self.logs_changed(cx, Changed::These(&[&tp]));
        Ok(log_start_offset)
    }
}

/// The end for readers; a new leader may not know it yet (KIP-207, `Partition.fetchOffsetForTimestamp`).
fn settled_end(replica: &Replica, isolation: Isolation) -> Result<Offset, KafkaError> {
    let start = replica.leading().map_or(Offset(0), |leading| leading.epoch_start);
    let end = replica.high_watermark();
    if end < start {
        return Err(KafkaError::OffsetNotAvailable);
    }
    Ok(replica.end_for(isolation))
}
