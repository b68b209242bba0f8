//! What is in the air: the sheet of one request or answer, and the list of those of a node.

use crate::{
    view::{
        score::{flight, named},
        stage::{Flight, Place, Text},
        thing::{Extra, Given, Piece, Row, Thing},
    },
    world::{World, network::Mishap},
};

/// What is under way from or to a place, the next to arrive first.
pub(super) fn of(world: &World, place: &Place) -> Vec<Vec<Piece>> {
    let own = |flight: &Flight| flight.from == *place || flight.to == *place;
    let flights = world.under_way().filter_map(flight::flight).filter(own);
    flights
        .map(|flight| {
            let name = if flight.response {
                format!("{} ←", flight.api)
            } else {
                format!("{} →", flight.api)
            };
            let other = if flight.from == *place {
                &flight.to
            } else {
                &flight.from
            };
            vec![
                Piece::Link(Thing::Flight(flight.id), name.into()),
                Piece::text(" "),
                link(other),
                Piece::text(" · "),
                arrival(&flight),
            ]
        })
        .collect()
}

pub(super) fn sheet(world: &World, id: u64) -> Option<(Vec<Row>, Extra)> {
    let flight = world
        .under_way()
        .filter_map(flight::flight)
        .find(|flight| flight.id == id)?;
    let api = if flight.response {
        "said-response"
    } else {
        "said-request"
    };
    let mut rows = vec![
        Row::new(
            "api",
            vec![Piece::text(flight.api), Piece::text(" · "), Piece::word(api)],
        ),
        Row::new("means", vec![Piece::word(meaning(flight.api))]),
        Row::new("from", vec![link(&flight.from)]),
        Row::new("to", vec![link(&flight.to)]),
        Row::new("sent", vec![Piece::Moment(flight.sent_ms)]),
        Row::new("arrives", vec![arrival(&flight)]),
    ];
    let notes = flight.notes.iter().map(|note| {
        let mut line = vec![Piece::partition(&note.topic, note.partition)];
        if 0 < note.count {
            let records = Piece::Said("records", vec![("count", i64::from(note.count).into())]);
            line.extend([Piece::text(" · "), records]);
        }
        if let Some(first) = note.first_offset {
            line.extend([Piece::text(" @ "), Piece::record(&note.topic, note.partition, first)]);
        }
        line
    });
    rows.push(Row::list("carries", notes.collect()));
    if let Some(error) = flight.error {
        rows.push(Row::new("error", vec![Piece::Text(error)]));
    }
    Some((rows, Extra::Flight { lost: flight.lost }))
}

fn arrival(flight: &Flight) -> Piece {
    if flight.lost {
        Piece::word("said-never")
    } else {
        Piece::Moment(flight.arrives_ms)
    }
}

/// What is to happen to a client's messages, where something is.
pub(super) fn mishaps(world: &World, client: &Text) -> Option<Row> {
    let line = |(mishap, count): (&Mishap, u64)| {
        let said = if mishap.response {
            "said-mishap-answer"
        } else {
            "said-mishap-request"
        };
        let (harm, by_ms) = named(mishap.harm);
        let args = vec![
            ("api", (&mishap.api).into()),
            ("count", (count as i64).into()),
            ("harm", Given::Text(harm.into())),
            ("by_ms", (by_ms as i64).into()),
        ];
        vec![Piece::Said(said, args)]
    };
    let lines: Vec<Vec<Piece>> = world.mishaps_of(client).map(line).collect();
    (!lines.is_empty()).then(|| Row::list("mishaps", lines))
}

fn link(place: &Place) -> Piece {
    match place {
        Place::Broker(id) => Piece::broker(*id),
        Place::Producer(name) => Piece::producer(name),
        Place::Consumer(name) => Piece::consumer(name),
    }
}

/// What a request is for.
fn meaning(api: &str) -> &'static str {
    match api {
        "ApiVersions" => "api-api-versions",
        "Produce" => "api-produce",
        "InitProducerId" => "api-init-producer-id",
        "Fetch" => "api-fetch",
        "Metadata" => "api-metadata",
        "ListOffsets" => "api-list-offsets",
        "OffsetsForLeaderEpoch" => "api-offsets-for-leader-epoch",
        "FindCoordinator" => "api-find-coordinator",
        "JoinGroup" => "api-join-group",
        "SyncGroup" => "api-sync-group",
        "Heartbeat" => "api-heartbeat",
        "LeaveGroup" => "api-leave-group",
        "OffsetCommit" => "api-offset-commit",
        "OffsetFetch" => "api-offset-fetch",
        "ConsumerGroupHeartbeat" => "api-consumer-group-heartbeat",
        "AddPartitionsToTxn" => "api-add-partitions-to-txn",
        "EndTxn" => "api-end-txn",
        "WriteTxnMarkers" => "api-write-txn-markers",
        "TxnOffsetCommit" => "api-txn-offset-commit",
        "ShareGroupHeartbeat" => "api-share-group-heartbeat",
        "ShareFetch" => "api-share-fetch",
        "ShareAcknowledge" => "api-share-acknowledge",
        _ => "api-other",
    }
}
