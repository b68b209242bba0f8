//! The quorum: its voters and the newest of its log; and what a broker's sheet tells of it, which version of the metadata
//! it goes by, and, where a voter runs beside it, what that voter is.

use crate::{
    kafka::ids::{BrokerId, ControllerEpoch},
    node::{broker::Broker, controller::Controller, quorum::MetadataRecord},
    view::thing::{Given, LogEntry, Piece, Quorum, Row, Thing, Voter},
    world::World,
};

/// Kafka's name of the metadata log.
const METADATA_TOPIC: &str = "__cluster_metadata";

/// So many entries of the metadata log are shown.
const SHOWN: u64 = 12;

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

/// What the voter beside the broker is; its log is the quorum's.
pub(super) fn voter(world: &World, broker: &Broker) -> Option<Row> {
    let (_, controller) = world.controllers().find(|(id, _)| *id == broker.id)?;
    let voter = controller.voter();
    let known = voter.leader();
    let state = if controller.runs() { voter.state() } else { "Off" };
    let said = vec![
        ("state", Given::Text(state.into())),
        ("epoch", i64::from(known.epoch.0).into()),
        ("leader", i64::from(known.leader.map_or(0, |leader| leader.0)).into()),
    ];
    let log = Piece::Link(Thing::Quorum, METADATA_TOPIC.into());
    let line = vec![Piece::Said("said-voter", said)];
    Some(Row::list("quorum", vec![line, vec![log]]))
}

/// Every voter, and the newest of the log.
pub(super) fn overview(world: &World) -> Quorum {
    let voters: Vec<Voter> = world.controllers().map(|(id, it)| self::one(world, id, it)).collect();
    let active = world.active_controller();
    let longest = world
        .controllers()
        .max_by_key(|(id, it)| (!world.is_off(*id), it.voter().log().end().offset));
    let told = active
        .and_then(|active| world.controllers().find(|(id, _)| *id == active))
        .or(longest);
    Quorum {
        active: active.map(|id| id.0),
        voters,
        told_by: told.map_or(0, |(id, _)| id.0),
        log: told.map(|(_, it)| newest(it)).unwrap_or_default(),
    }
}

fn one(world: &World, id: BrokerId, controller: &Controller) -> Voter {
    let voter = controller.voter();
    Voter {
        broker: id.0,
        state: if world.is_off(id) { "Off" } else { voter.state() },
        reachable: !world.is_cut(id),
        epoch: voter.leader().epoch.0,
        log_end: voter.log().end().offset,
        committed: voter.high_watermark(),
    }
}

fn newest(controller: &Controller) -> Vec<LogEntry> {
    let voter = controller.voter();
    let entries = voter.log().newest(SHOWN).into_iter().rev();
    let entry = |(offset, epoch, records): (u64, ControllerEpoch, Vec<MetadataRecord>)| LogEntry {
        offset,
        epoch: epoch.0,
        committed: offset < voter.high_watermark(),
        records: records
            .iter()
            .take(RECORDS_SHOWN)
            .map(|record| record.to_string().into())
            .collect(),
        more: records.len().saturating_sub(RECORDS_SHOWN) as u64,
    };
    entries.map(entry).collect()
}
