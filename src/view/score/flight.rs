//! Requests and responses under way, with the records that they carry.

use std::borrow::Borrow;

use super::key_text;
use crate::{
    kafka::{
        error::KafkaError,
        ids::{Offset, TopicPartition},
        record::RecordBatch,
    },
    node::{
        api::{Given, Message, Request, Response, ShareFetched},
        context::NodeId,
    },
    view::stage::{Flight, Note, Place},
    world::UnderWay,
};

/// Notes drawn for one partition of a flight.
const NOTES_OF_FLIGHT: usize = 4;

/// Messages that a person may want to see: those between clients and brokers.
pub fn flight(under_way: UnderWay) -> Option<Flight> {
    let envelope = under_way.envelope;
    let (notes, error) = match &envelope.message {
        Message::Request(request) => (request_notes(request), None),
        Message::Response(response) => (
            response_notes(response),
            response.error().map(|error| error.name().into()),
        ),
        Message::Broken(_) => return None,
    };
    // What brokers tell each other is not drawn.
    let among_brokers = matches!((&envelope.from, &envelope.to), (NodeId::Broker(_), NodeId::Broker(_)));
    if among_brokers {
        return None;
    }
    Some(Flight {
        id: under_way.id,
        api: envelope.message.api(),
        response: matches!(envelope.message, Message::Response(_)),
        from: place(&envelope.from)?,
        to: place(&envelope.to)?,
        sent_ms: under_way.sent_ms,
        arrives_ms: under_way.arrives_ms,
        lost: under_way.lost,
        notes,
        error,
    })
}

fn place(node: &NodeId) -> Option<Place> {
    match node {
        NodeId::Broker(broker) => Some(Place::Broker(broker.0)),
        NodeId::Producer(name) => Some(Place::Producer(name.clone())),
        NodeId::Consumer(name) => Some(Place::Consumer(name.clone())),
        NodeId::Controller(_) | NodeId::Admin => None,
    }
}

fn request_notes(request: &Request) -> Vec<Note> {
    match request {
        Request::Produce { batches, .. } => batches
            .iter()
            .map(|(tp, batch)| note(tp, None, std::slice::from_ref(batch), Offset(0)))
            .collect(),
        _ => Vec::new(),
    }
}

fn response_notes(response: &Response) -> Vec<Note> {
    let partitions = match response {
        Response::Fetch { partitions, .. } => partitions,
        Response::ShareFetch(fetched) => return share_notes(fetched),
        Response::Produce { partitions } => return written(partitions),
        _ => return Vec::new(),
    };
    let fetched = partitions
        .iter()
        .filter_map(|answer| Some((answer, answer.result.as_ref().ok()?)));
    fetched
        .filter(|(_, data)| !data.batches.is_empty())
        .map(|(answer, data)| note(&answer.partition, Some(answer.offset.0), &data.batches, answer.offset))
        .collect()
}

/// Where the records were written; the answer carries none.
fn written(partitions: &[(TopicPartition, Result<Offset, KafkaError>)]) -> Vec<Note> {
    let done = partitions.iter().filter_map(|(tp, result)| Some((tp, result.ok()?)));
    let note = |(tp, first): (&TopicPartition, Offset)| Note {
        topic: tp.topic.clone(),
        partition: tp.partition,
        first_offset: Some(first.0),
        count: 0,
        cells: Vec::new(),
    };
    done.map(note).collect()
}

/// Of what the batches hold, only what was acquired.
fn share_notes(fetched: &ShareFetched) -> Vec<Note> {
    let given = fetched
        .partitions
        .iter()
        .filter_map(|(tp, given)| Some((tp, given.as_ref().ok()?)));
    let one = |(tp, given): (&TopicPartition, &Given)| {
        let first = given.acquired.first()?.first;
        let taken: i64 = given.acquired.iter().map(|run| run.last - run.first + 1).sum();
        Some(Note {
            count: taken as u32,
            ..note(tp, Some(first.0), &given.batches, first)
        })
    };
    given.filter_map(one).collect()
}

fn note<B: Borrow<RecordBatch>>(tp: &TopicPartition, first_offset: Option<i64>, batches: &[B], from: Offset) -> Note {
    let batches = || batches.iter().map(Borrow::borrow);
    let all: u32 = batches().map(|batch| batch.records.count()).sum();
    let skipped = first_offset
        .and_then(|first| Some(first - batches().next()?.base_offset.0))
        .unwrap_or(0);
    let keys = batches().flat_map(|batch| batch.iter().map(move |(offset, record)| (batch, offset, record.key)));
    Note {
        topic: tp.topic.clone(),
        partition: tp.partition,
        first_offset,
        count: all - skipped.clamp(0, i64::from(all)) as u32,
        cells: keys
            .filter(|(_, offset, _)| from <= *offset)
            .take(NOTES_OF_FLIGHT)
            .map(|(batch, _, key)| key_text(batch, key))
            .collect(),
    }
}
