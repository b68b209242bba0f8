//! What a leader remembers of numbered batches, and of the transactions in its log.

use partitura::kafka::{
    ids::{Offset, ProducerEpoch, ProducerId, ProducerIdAndEpoch},
    producer_state::{Appended, EndTransactionMarker, NumberedBatch, ProducerStateManager, Rejection},
};
use serde::Deserialize;

use super::{run, same};

#[derive(Deserialize)]
struct Case {
    id: String,
    ops: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    #[serde(flatten)]
    op: Op,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
enum Op {
    Append {
        pid: i64,
        epoch: i16,
        first_seq: i32,
        count: u32,
        txn: bool,
    },
    Marker {
        pid: i64,
        epoch: i16,
        commit: bool,
        coordinator_epoch: i32,
    },
    HighWatermark {
        offset: i64,
    },
}

#[derive(Debug, Default, PartialEq, Deserialize)]
struct Expect {
    result: String,
    error: Option<String>,
    base_offset: Option<i64>,
    last_offset: Option<i64>,
    completed: Option<Completed>,
    first_unstable_offset: Option<i64>,
    next_offset: i64,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Completed {
    first_offset: i64,
    last_offset: i64,
    aborted: bool,
}

/// A partition: its producers and where its log ends.
#[derive(Default)]
struct Partition {
    state: ProducerStateManager,
    next_offset: i64,
}

fn producer(id: i64, epoch: i16) -> ProducerIdAndEpoch {
    ProducerIdAndEpoch {
        id: ProducerId(id),
        epoch: ProducerEpoch(epoch),
    }
}

fn said(result: &str) -> Expect {
    Expect {
        result: result.into(),
        ..Expect::default()
    }
}

impl Partition {
    fn apply(&mut self, op: &Op) -> Expect {
        let found = match *op {
            Op::Append {
                pid,
                epoch,
                first_seq,
                count,
                txn,
            } => self.append(&NumberedBatch {
                producer: producer(pid, epoch),
                base_sequence: first_seq,
                count,
                transactional: txn,
            }),
            Op::Marker {
                pid,
                epoch,
                commit,
                coordinator_epoch,
            } => self.end(&EndTransactionMarker {
                producer: producer(pid, epoch),
                commit,
                coordinator_epoch,
            }),
            Op::HighWatermark { offset } => {
                self.state.high_watermark_moved(Offset(offset));
                Ok(said("ok"))
            }
        };
        let found = found.unwrap_or_else(|rejection| Expect {
            error: Some(rejection.error().exception().into()),
            ..said("error")
        });
        Expect {
            first_unstable_offset: self.state.first_unstable_offset().map(|offset| offset.0),
            next_offset: self.next_offset,
            ..found
        }
    }

    fn append(&mut self, batch: &NumberedBatch) -> Result<Expect, Rejection> {
        let base = self.next_offset;
        match self.state.append(batch, Offset(base))? {
            Appended::New => {
                self.next_offset += i64::from(batch.count);
                Ok(Expect {
                    base_offset: Some(base),
                    ..said("ok")
                })
            }
            Appended::Duplicate {
                first_offset,
                last_offset,
            } => Ok(Expect {
                base_offset: Some(first_offset.0),
                last_offset: Some(last_offset.0),
                ..said("duplicate")
            }),
        }
    }

    fn end(&mut self, marker: &EndTransactionMarker) -> Result<Expect, Rejection> {
        let base = self.next_offset;
        let completed = self.state.append_marker(marker, Offset(base))?;
        self.next_offset += 1;
        Ok(Expect {
            base_offset: Some(base),
            completed: completed.map(|txn| Completed {
                first_offset: txn.first_offset.0,
                last_offset: txn.last_offset.0,
                aborted: txn.aborted,
            }),
            ..said("ok")
        })
    }
}

#[test]
fn numbered_batches_and_open_transactions() {
    run("producer_state", |case: &Case| {
        let mut partition = Partition::default();
        case.ops.iter().enumerate().try_for_each(|(n, step)| {
            let found = partition.apply(&step.op);
            same(&format!("{} step {n}", case.id), &found, &step.expect)
        })
    });
}
