//! What producers send: appended, and answered at once or when it is replicated (`DelayedProduce`).

use super::{Broker, Changed, leading::Moment, producers, recompress, verifying::Produced};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{Offset, TopicPartition},
        record::RecordBatch,
    },
    node::{
        REQUEST_TIMEOUT_MS,
        api::{Acks, Response},
        context::{Caller, Cx, Timer},
        event::Fact,
        image::is_internal,
        told,
    },
};

/// Who waits until its records are replicated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WaitingProduce {
    caller: Caller,
    deadline: u64,
    are_markers: bool,
    partitions: Vec<(TopicPartition, Part)>,
}

/// What becomes of one batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Done(Result<Offset, KafkaError>),
    /// Its first offset; it is safe once the high watermark is there.
    Waits {
        base: Offset,
        required: Offset,
    },
}

impl Broker {
    /// Appends what a producer sent, but not to the partitions that were refused already.
    pub(super) fn produce(&mut self, cx: &mut Cx, produced: Produced, refused: &[(TopicPartition, KafkaError)]) {
        let Produced {
            caller,
            acks,
            timeout_ms,
            batches,
        } = produced;
        let partitions: Vec<_> = batches
            .into_iter()
            .map(|(tp, batch)| {
                let count = i64::from(batch.records.count());
                let appended = match refused.iter().find(|(refused, _)| *refused == tp) {
                    Some((_, error)) => Err(*error),
                    None => self.append(cx, &tp, batch, acks),
                };
                let part = match appended {
                    Ok(base) if acks == Acks::All => Part::Waits {
                        base,
                        required: Offset(base.0 + count),
                    },
                    result => Part::Done(result),
                };
                (tp, part)
            })
            .collect();
        let changed: Vec<TopicPartition> = partitions.iter().map(|(tp, _)| tp.clone()).collect();
        if acks != Acks::None {
            self.producing.push(WaitingProduce {
                caller,
                deadline: cx.now.saturating_add(timeout_ms),
                are_markers: false,
                partitions,
            });
        }
        self.logs_changed(cx, Changed::These(&changed.iter().collect::<Vec<_>>()));
    }

    /// Markers are answered like records with `acks=all`.
    pub(super) fn await_markers(
        &mut self,
        cx: &mut Cx,
        caller: Caller,
        written: Vec<(TopicPartition, Result<Offset, KafkaError>)>,
    ) {
        let part = |result: Result<Offset, KafkaError>| match result {
            Ok(base) => Part::Waits {
                base,
                required: base + 1,
            },
            Err(error) => Part::Done(Err(error)),
        };
        self.producing.push(WaitingProduce {
            caller,
            deadline: cx.now.saturating_add(REQUEST_TIMEOUT_MS),
            are_markers: true,
            partitions: written.into_iter().map(|(tp, result)| (tp, part(result))).collect(),
        });
    }

    fn append(
        &mut self,
        cx: &mut Cx,
        tp: &TopicPartition,
        batch: RecordBatch,
        acks: Acks,
    ) -> Result<Offset, KafkaError> {
        if is_internal(&tp.topic) {
            return Err(KafkaError::InvalidTopicException);
        }
        let Some(replica) = self.replicas.get_mut(tp) else {
            return Err(self.unknown_error(tp));
        };
        let Some(leading) = replica.leading() else {
            return Err(self.unknown_error(tp));
        };
        if acks == Acks::All && leading.isr.len() < replica.enough(leading) {
            return Err(KafkaError::NotEnoughReplicas);
        }
        let (batch, recompressed) = recompress::recompress(replica, batch)?;
        if let Some(answer) = producers::judge(cx, replica, tp, &batch) {
            return answer;
        }
        let why = told::partition_choice(&batch, tp.partition);
        let (producer, bytes, count) = (
            batch.records.provenance.producer.clone(),
            batch.records.size_bytes(),
            batch.records.count(),
        );
        let at = Moment::new(cx.now, self.id, &self.image, &self.fetches, &self.settings);
        let before = replica.high_watermark();
        let base = replica.append(&at, batch);
        if let Some(recompressed) = recompressed {
            recompressed.tell(cx, told::run(tp, base, count), &producer, bytes);
        }
        cx.tell(
            Fact::RecordAppended {
                run: told::run(tp, base, count),
                producer,
                bytes,
            },
            why,
        );
        replica.tell_watermark(cx, tp, before);
        Ok(base)
    }

    /// Answers those whose records are safe, or will not be.
    pub(super) fn answer_producers(&mut self, cx: &mut Cx) {
        if self.producing.is_empty() {
            return;
        }
        for mut waiting in std::mem::take(&mut self.producing) {
            let late = waiting.deadline <= cx.now;
            for (tp, part) in &mut waiting.partitions {
                self.look_at(tp, part, late);
            }
            let done = |(tp, part): &(TopicPartition, Part)| match part {
                Part::Done(result) => Some((tp.clone(), *result)),
                Part::Waits { .. } => None,
            };
            match waiting.partitions.iter().map(done).collect() {
                Some(partitions) => cx.respond(&waiting.caller, answer(waiting.are_markers, partitions)),
                None => self.producing.push(waiting),
            }
        }
        match self.producing.iter().map(|waiting| waiting.deadline).min() {
            Some(deadline) => cx.set_timer(Timer::ProduceWait, deadline),
            None => cx.cancel_timer(Timer::ProduceWait),
        }
    }

    fn look_at(&self, tp: &TopicPartition, part: &mut Part, late: bool) {
        let Part::Waits { base, required } = *part else {
            return;
        };
        let replica = self.led(tp);
        let result = match replica.map(|replica| (replica, replica.leading())) {
            Err(error) => Err(error),
            Ok((replica, Some(leading))) if required <= replica.high_watermark() => {
                has_enough(leading.maximal_isr(), replica.enough(leading)).map(|()| base)
            }
            Ok(_) if late => Err(KafkaError::RequestTimedOut),
            Ok(_) => return,
        };
        *part = Part::Done(result);
    }
}

/// Whether what the high watermark has reached is acknowledged (`Partition.checkEnoughReplicasReachOffset`). Since KIP-966 it
/// does not move where too few are in sync (`Partition.isUnderMinIsr`), so in Kafka only another thread, and here nothing,
/// can bring about the error.
fn has_enough(in_sync: usize, enough: usize) -> Result<(), KafkaError> {
    if in_sync < enough {
        return Err(KafkaError::NotEnoughReplicasAfterAppend);
    }
    Ok(())
}

fn answer(are_markers: bool, partitions: Vec<(TopicPartition, Result<Offset, KafkaError>)>) -> Response {
    if are_markers {
        let marked = partitions.into_iter().map(|(tp, result)| (tp, result.map(drop)));
        return Response::WriteTxnMarkers(marked.collect());
    }
    Response::Produce { partitions }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_too_few_have_is_not_acknowledged() {
        let refused = Err(KafkaError::NotEnoughReplicasAfterAppend);
        assert_eq!(
            [1, 2, 3].map(|in_sync| has_enough(in_sync, 2)),
            [refused, Ok(()), Ok(())]
        );
    }
}
