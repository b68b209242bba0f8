//! The records of one key, found by walking back from the end of each log.
//!
//! The walk is bounded for the whole stage, so that a frame costs the same however long the logs are; a stave says where
//! its walk ended. Absent on purpose: an index, which Kafka has not either.

use std::collections::VecDeque;

use super::cells::cell;
use crate::{
    kafka::{ids::TopicPartition, log::Log, record::RecordBatch, serializer::Serializer},
    view::stage::{Cell, StageRequest, Stave, Trace},
    world::World,
};

/// So many records are looked at for one stage.
const REACH: u32 = 24_000;
/// So many offsets of one log are told.
const TOLD: usize = 50;

/// A key as each serializer writes it.
pub(super) struct Search {
    bytes: [Option<Vec<u8>>; 4],
    /// Records to look at in one log.
    reach: u32,
}

impl Search {
    pub(super) fn of(key: &str, partitions: usize) -> Self {
        let all = [Serializer::String, Serializer::Json, Serializer::Int, Serializer::Bytes];
        Search {
            bytes: all.map(|serializer| serializer.serialize(key).ok()),
            reach: REACH / u32::try_from(partitions).unwrap_or(u32::MAX).max(1),
        }
    }

    fn bytes(&self, batch: &RecordBatch) -> Option<&[u8]> {
        let place = match batch.records.provenance.key_serializer {
            Serializer::String => 0,
            Serializer::Json => 1,
            Serializer::Int => 2,
            Serializer::Bytes => 3,
        };
        self.bytes[place].as_deref()
    }

    /// Says in a stave where the key's records are; shows them alone if that is wanted.
    pub(super) fn mark(&self, world: &World, stave: &mut Stave, request: &StageRequest) {
        let Some(replica) = world.shown_replica(&TopicPartition::new(&stave.topic, stave.partition)) else {
            return;
        };
        let (trace, cells) = self.walk(&replica.log, request.cells_per_stave as usize);
        stave.trace = Some(trace);
        if request.only_key {
            stave.cells = cells;
        }
    }

    fn walk(&self, log: &Log, most: usize) -> (Trace, Vec<Cell>) {
        let start = log.log_start_offset();
        let (mut offsets, mut cells) = (VecDeque::new(), VecDeque::new());
        let (mut seen, mut count, mut bounded_at) = (0, 0, None);
        for batch in log.batches_back().take_while(|batch| start < batch.next_offset()) {
            if self.reach <= seen {
                bounded_at = Some(batch.next_offset().0);
                break;
            }
            seen += batch.records.count();
            let Some(wanted) = self.bytes(batch) else { continue };
            let own = batch
                .iter()
                .filter(|(at, record)| start <= *at && record.key == Some(wanted));
            let mut own: Vec<_> = own.collect();
            count += own.len() as u32;
            while let Some((at, record)) = own.pop().filter(|_| offsets.len() < TOLD || cells.len() < most) {
                if offsets.len() < TOLD {
                    offsets.push_front(at.0);
                }
                if cells.len() < most {
                    cells.push_front(cell(batch, at, record.key));
                }
            }
        }
        let trace = Trace {
            offsets: offsets.into(),
            count,
            bounded_at,
        };
        (trace, cells.into())
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        scenario::{Document, Session},
        view::{
            stage,
            stage::{StageRequest, Stave},
        },
    };

    /// The only stave of a topic with so many records, whose keys take turns.
    fn stave(records: u32, only_key: bool) -> Stave {
        let document = serde_json::json!({"partitura": 1, "pace": "realistic", "commands": [
            {"at": 0, "do": "create_topic", "topic": "t", "partitions": 1},
            {"at": 0, "do": "add_producer", "producer": "p"},
            {"at": 500, "do": "send", "producer": "p", "topic": "t", "key": "k{1..4}", "value": "{n}", "count": records}
        ]});
        let document = Document::from_json(&document.to_string()).expect("it is a document");
        let mut session = Session::new(document).expect("it is valid");
        session.run(60_000);
        let request = StageRequest {
            key: Some("k2".into()),
            only_key,
            cells_per_stave: 3,
            ..StageRequest::default()
        };
        stage(&session, &request).topics[0].staves[0].clone()
    }

    #[test]
    fn the_records_of_a_key_are_found_in_order() {
        let trace = stave(10, false).trace.expect("a key is wanted");
        assert_eq!((trace.count, trace.bounded_at), (3, None));
        assert_eq!(
            trace
                .offsets
                .windows(2)
                .map(|pair| pair[1] - pair[0])
                .collect::<Vec<_>>(),
            [4, 4]
        );
    }

    #[test]
    fn a_stave_of_one_key_shows_its_newest_records() {
        let stave = stave(40, true);
        assert!(
            stave.cells.iter().all(|cell| cell.key.as_deref() == Some("k2")),
            "{stave:?}"
        );
        let trace = stave.trace.expect("a key is wanted");
        let newest: Vec<i64> = stave.cells.iter().map(|cell| cell.offset).collect();
        assert_eq!(newest, trace.offsets[trace.offsets.len() - 3..]);
    }

    #[test]
    fn a_long_log_is_searched_so_far_and_says_so() {
        let stave = stave(100_000, false);
        assert_eq!(stave.log_end_offset, 100_000);
        let trace = stave.trace.expect("a key is wanted");
        assert!(
            trace
                .bounded_at
                .is_some_and(|at| at < 100_000 - i64::from(super::REACH) + 2_000),
            "{trace:?}"
        );
        assert!(trace.count >= super::REACH / 4 && trace.offsets.len() == super::TOLD);
    }
}
