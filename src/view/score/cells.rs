//! The visible records of one log, as notes.

use std::ops::Range;

use crate::{
    kafka::{ids::Offset, murmur2::murmur2, record::RecordBatch},
    node::broker::{Fate, Replica},
    view::stage::{Cell, Text},
};

/// Colours for keys; 0 is kept for no key.
const KEY_COLORS: u32 = 5;

pub(super) fn visible<'a>(batches: impl Iterator<Item = &'a RecordBatch>, first: i64, end: i64) -> Vec<Cell> {
    batches
        .take_while(|batch| batch.base_offset.0 < end)
        .flat_map(|batch| batch.iter().map(move |(offset, record)| (batch, offset, record.key)))
        .filter(|(_, offset, _)| (first..end).contains(&offset.0))
        .map(|(batch, offset, key)| cell(batch, offset, key))
        .collect()
}

pub(super) fn cell(batch: &RecordBatch, offset: Offset, key: Option<&[u8]>) -> Cell {
    let marker = batch.as_marker().map(|marker| marker.commit);
    let (key, color) = match marker {
        Some(_) => (None, 0),
        None => key_text(batch, key),
    };
    Cell {
        offset: offset.0,
        key,
        color,
        marker,
    }
}

/// The visible records with this fate.
pub(super) fn fated(replica: &Replica, range: &Range<i64>, fate: Fate) -> Vec<i64> {
    let batches = replica.log.batches_from(Offset(range.start));
    let visible = batches.take_while(|batch| batch.base_offset.0 < range.end);
    visible
        .filter(|batch| batch.is_transactional() && replica.fate(batch) == fate)
        .flat_map(|batch| batch.base_offset.0..batch.next_offset().0)
        .filter(|offset| range.contains(offset))
        .collect()
}

/// A key as text and its colour, which is the same wherever the key is.
pub(super) fn key_text(batch: &RecordBatch, key: Option<&[u8]>) -> (Option<Text>, u8) {
    let text = crate::view::text_of(batch.records.provenance.key_serializer, key).map(Text::from);
    let color = key.map_or(0, color_of);
    (text, color)
}

/// Keys that end in a number take turns, so that `user-1` to `user-5` differ; others go by their hash.
fn color_of(key: &[u8]) -> u8 {
    let digits = key.iter().rev().take_while(|byte| byte.is_ascii_digit()).count().min(9);
    let number = std::str::from_utf8(&key[key.len() - digits..])
        .ok()
        .and_then(|text| text.parse::<u32>().ok());
    let turn = number.map_or_else(|| murmur2(key), |number| number.wrapping_sub(1));
    (turn % KEY_COLORS) as u8 + 1
}
