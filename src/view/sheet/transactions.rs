//! What the sheets tell of transactions.

use crate::{
    kafka::{
        ids::{Name, TopicPartition},
        marker,
        record::RecordBatch,
        transaction::Transaction,
    },
    node::broker::{Broker, Fate, Replica},
    view::{
        stage::InTransaction,
        thing::{Given, Piece, Row},
    },
};

/// What the records of a batch have to do with a transaction; `None` where nothing.
pub(super) fn of_batch(replica: &Replica, batch: &RecordBatch) -> Option<InTransaction> {
    let fate = match replica.fate(batch) {
        Fate::Counts => "committed",
        Fate::Open => "open",
        Fate::Aborted => "aborted",
    };
    match batch.in_transaction {
        marker::InTransaction::No => None,
        marker::InTransaction::Part => Some(InTransaction::Part { fate }),
        marker::InTransaction::Ended {
            commit,
            coordinator_epoch,
        } => {
            let producer = batch.numbered?.producer;
            Some(InTransaction::Marker {
                commit,
                producer_id: producer.id.0,
                producer_epoch: producer.epoch.0,
                coordinator_epoch,
            })
        }
    }
}

/// The same as a row of the batch's sheet.
pub(super) fn row(replica: &Replica, batch: &RecordBatch) -> Option<Row> {
    let piece = match of_batch(replica, batch)? {
        InTransaction::Part { fate } => Piece::Said("said-in-transaction", vec![("fate", Given::Text(fate.into()))]),
        InTransaction::Marker {
            commit,
            producer_id,
            producer_epoch,
            ..
        } => {
            let said = vec![
                ("commit", Given::Text(commit.to_string().into())),
                ("id", producer_id.into()),
                ("epoch", i64::from(producer_epoch).into()),
            ];
            Piece::Said("said-marker", said)
        }
    };
    Some(Row::new("in-transaction", vec![piece]))
}

/// Up to where readers of committed records read, where others read further.
pub(super) fn last_stable(replica: &Replica) -> Option<Row> {
    let stable = replica.last_stable_offset();
    let line = || {
        vec![
            Piece::Number(stable.0),
            Piece::text(" · "),
            Piece::word("said-last-stable"),
        ]
    };
    (stable < replica.high_watermark()).then(|| Row::new("last-stable", line()))
}

/// The `transactional.id`s that a broker coordinates, each with its state and the partitions in its transaction.
pub(super) fn coordinated(broker: &Broker) -> Option<Row> {
    let line = |(id, transaction): (&Name, &Transaction)| {
        let mut line = vec![
            Piece::text(id),
            Piece::text(" · "),
            Piece::text(transaction.state.name()),
        ];
        for tp in &transaction.partitions {
            line.extend([Piece::text(" "), partition(tp)]);
        }
        line
    };
    let lines: Vec<Vec<Piece>> = broker.transactions.transactions().map(line).collect();
    (!lines.is_empty()).then(|| Row::list("transactions", lines))
}

fn partition(tp: &TopicPartition) -> Piece {
    Piece::partition(&tp.topic, tp.partition)
}
