//! What a broker's sheet tells of the quorum: which version of the metadata it goes by, and, where a voter runs beside it,
//! what that voter is and has in its log.

use crate::{
    node::broker::Broker,
    view::thing::{Given, Piece, Row},
    world::World,
};

/// So many entries of the metadata log are shown.
const SHOWN: u64 = 8;

/// So many records of one entry.
const RECORDS_SHOWN: usize = 4;

/// The version that the broker goes by, beside the newest that a majority has.
pub(super) fn metadata(world: &World, broker: &Broker) -> Row {
    let newest = world.image().map_or(0, |image| image.version);
    let said = vec![
        ("version", (broker.image.version as i64).into()),
        ("newest", (newest as i64).into()),
    ];
    Row::new("metadata", vec![Piece::Said("said-metadata", said)])
}

/// What the voter beside the broker is, and its log.
pub(super) fn voter(world: &World, broker: &Broker) -> Vec<Row> {
    let Some((_, controller)) = world.controllers().find(|(id, _)| *id == broker.id) else {
        return Vec::new();
    };
    let voter = controller.voter();
    let known = voter.leader();
    let state = if controller.runs() { voter.state() } else { "Off" };
    let said = vec![
        ("state", Given::Text(state.into())),
        ("epoch", i64::from(known.epoch.0).into()),
        ("leader", i64::from(known.leader.map_or(0, |leader| leader.0)).into()),
    ];
    let lines = voter
        .log()
        .newest(SHOWN)
        .into_iter()
        .rev()
        .map(|(offset, epoch, records)| {
            let more = records.len().saturating_sub(RECORDS_SHOWN);
            let records: Vec<String> = records.iter().take(RECORDS_SHOWN).map(ToString::to_string).collect();
            let more = if more > 0 {
                format!("; … +{more}")
            } else {
                String::new()
            };
            let mut line = vec![
                Piece::Number(offset as i64),
                Piece::text(&format!(" · {} · {}{more}", epoch.0, records.join("; "))),
            ];
            if voter.high_watermark() <= offset {
                line.extend([Piece::text(" · "), Piece::word("said-uncommitted")]);
            }
            line
        });
    vec![
        Row::new("quorum", vec![Piece::Said("said-voter", said)]),
        Row::list("metadata-log", lines.collect()),
    ]
}
