//! The picture in letters, for the command line, the tests and the README. Words first; a glyph only where it is plain.

use std::fmt::Write;

use super::stage::{GroupCard, MemberCard, ReplicaMark, ShareMarks, Stage, StageRequest, Stave, TopicCard};
use crate::scenario::Session;

/// Records of a stave that are written out; the rest is counted.
const CELLS: u32 = 12;

/// The session as it stands, as text.
pub fn text(session: &Session) -> String {
    let stage = super::stage(
        session,
        &StageRequest {
            cells_per_stave: CELLS,
            ..StageRequest::default()
        },
    );
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_stage(&mut text, &stage);
    text
}

fn write_stage(out: &mut String, stage: &Stage) -> std::fmt::Result {
    writeln!(out, "at {}", clock(stage.now_ms))?;
    for producer in &stage.producers {
        write!(
            out,
            "producer {} ({}): sent {}, acked {}",
            producer.name, producer.state, producer.sent, producer.acked
        )?;
        if producer.failed > 0 {
            write!(out, ", failed {}", producer.failed)?;
        }
        writeln!(out)?;
    }
    stage.topics.iter().try_for_each(|topic| write_topic(out, topic))?;
    stage.groups.iter().try_for_each(|group| write_group(out, group))?;
    stage.solo.iter().try_for_each(|consumer| {
        write!(out, "consumer without a group ")?;
        write_member(out, consumer)
    })
}

fn write_topic(out: &mut String, topic: &TopicCard) -> std::fmt::Result {
    writeln!(out, "topic {}: {} records", topic.name, topic.records)?;
    topic.staves.iter().try_for_each(|stave| write_stave(out, stave))
}

fn write_stave(out: &mut String, stave: &Stave) -> std::fmt::Result {
    match stave.leader {
        ..0 => write!(out, "  P{} no leader |", stave.partition)?,
        leader => write!(out, "  P{} B{leader} |", stave.partition)?,
    }
    let first = stave.cells.first().map_or(stave.log_end_offset, |cell| cell.offset);
    if stave.log_start_offset < first {
        write!(out, " …{first}")?;
    }
    for cell in &stave.cells {
        let fate = match (stave.open.contains(&cell.offset), stave.aborted.contains(&cell.offset)) {
            (true, _) => "?",
            (_, true) => "✗",
            _ => "",
        };
        match cell.marker {
            Some(true) => write!(out, " ⟨commit⟩")?,
            Some(false) => write!(out, " ⟨abort⟩")?,
            None => write!(out, " {}{fate}", cell.key.as_deref().unwrap_or("∅"))?,
        }
    }
    write!(out, " | end {}", stave.log_end_offset)?;
    for flag in &stave.flags {
        match &flag.consumer {
            None => write!(out, ", {} committed {}", flag.group, flag.offset)?,
            Some(consumer) => write!(out, ", {consumer} at {}", flag.offset)?,
        }
    }
    for share in &stave.shares {
        write_share(out, share)?;
    }
    if stave.replicas.len() > 1 {
        write_replicas(out, &stave.replicas)?;
    }
    writeln!(out)
}

/// Where each replica ends and which high watermark it knows.
fn write_replicas(out: &mut String, replicas: &[ReplicaMark]) -> std::fmt::Result {
    write!(out, "\n    ")?;
    for replica in replicas {
        let ReplicaMark {
            broker,
            log_end_offset: end,
            high_watermark: high,
            ..
        } = replica;
        write!(out, " [B{broker} end {end}, high watermark {high}")?;
        let rank = match (replica.leads, replica.in_sync) {
            (true, _) => ", leads",
            (false, true) => "",
            (false, false) => ", not in sync",
        };
        let way = match (replica.adding, replica.removing) {
            (true, _) => ", comes]",
            (_, true) => ", goes]",
            _ => "]",
        };
        write!(out, "{rank}{way}")?;
    }
    Ok(())
}

/// What a share group has in flight, and each record of it: who has it, or its state, and the number of its deliveries.
fn write_share(out: &mut String, share: &ShareMarks) -> std::fmt::Result {
    write!(
        out,
        ", {} from {} to {}",
        share.group, share.start_offset, share.end_offset
    )?;
    for record in &share.records {
        let state = record.consumer.as_deref().unwrap_or(record.state);
        write!(out, " [{} {state} {}x]", record.offset, record.delivery_count)?;
    }
    Ok(())
}

fn write_group(out: &mut String, group: &GroupCard) -> std::fmt::Result {
    let assignor = if group.assignor.is_empty() {
        "no assignor"
    } else {
        &group.assignor
    };
    let GroupCard {
        group: name,
        state,
        generation,
        protocol,
        lag,
        ..
    } = group;
    let counted = if *protocol == "classic" { "generation" } else { "epoch" };
    writeln!(
        out,
        "group {name}: {state}, {counted} {generation}, {assignor}, lag {lag}"
    )?;
    group.members.iter().try_for_each(|member| {
        write!(out, "  ")?;
        write_member(out, member)
    })
}

fn write_member(out: &mut String, member: &MemberCard) -> std::fmt::Result {
    write!(out, "{} ({}, {})", member.consumer, member.state, member.activity)?;
    let partitions: Vec<String> = member
        .partitions
        .iter()
        .map(|(topic, p)| format!("{topic}-{p}"))
        .collect();
    match partitions.is_empty() {
        true if member.idle => write!(out, ": idle")?,
        true => {}
        false => write!(out, ": {}", partitions.join(" "))?,
    }
    write!(out, "; read {}, processed {}", member.delivered, member.processed)?;
    if let Some(error) = &member.error {
        write!(out, "; {error}")?;
    }
    writeln!(out)
}

/// Minutes, seconds and milliseconds.
fn clock(ms: u64) -> String {
    format!("{:02}:{:02}.{:03}", ms / 60_000, ms / 1000 % 60, ms % 1000)
}
