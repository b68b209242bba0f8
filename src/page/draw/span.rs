//! Where offsets lie on a stave, and which of its records are shown.
//!
//! Absent on purpose: elements.

use super::Look;
use super::geometry::{Metrics, Rows};
use super::scroll::{Range, Tick};
use crate::view::stage::{Cell, Flag, Stave};

/// Where offsets lie on a stave.
pub struct Span<'a> {
    pub metrics: Metrics,
    pub rows: Rows,
    pub first: i64,
    pub offsets: &'a [i64],
    pub log_start: i64,
    pub shows_end: bool,
}

impl Span<'_> {
    /// The slot where an offset stands: its own, or that of the next record that is left.
    fn slot(&self, offset: i64) -> usize {
        self.offsets
            .iter()
            .position(|&shown| shown >= offset)
            .unwrap_or(self.offsets.len())
    }

    /// -1: out of sight to the left, 1: out of sight to the right.
    pub fn side(&self, offset: i64) -> i32 {
        let (Some(&first), Some(&last)) = (self.offsets.first(), self.offsets.last()) else {
            return 0;
        };
        if offset < first && first > self.log_start {
            return -1;
        }
        if !self.shows_end && offset > last + 1 { 1 } else { 0 }
    }

    /// How far the moving group has moved.
    pub fn shift(&self) -> f64 {
        self.first as f64 * self.metrics.pitch
    }

    /// Just left of an offset's note, on the screen.
    pub fn visible_x(&self, offset: i64) -> f64 {
        self.metrics.slot_x(self.slot(offset) as f64) - 2.0
    }

    /// The same, in the moving group.
    pub fn x(&self, offset: i64) -> f64 {
        self.visible_x(offset) + self.shift()
    }

    pub fn end_x(&self) -> f64 {
        self.metrics.slot_x(self.offsets.len() as f64) - 2.0 + self.shift()
    }
}

/// The records that fit: the newest where the stave follows its end.
pub fn fitting<'a>(stave: &'a Stave, metrics: Metrics, look: &Look) -> &'a [Cell] {
    let fit = metrics.notes() as usize;
    let cells = stave.cells.as_slice();
    if cells.len() <= fit {
        return cells;
    }
    let follows = alone(stave, look) || cells.last().is_some_and(|cell| cell.offset + 1 >= stave.log_end_offset);
    if follows {
        &cells[cells.len() - fit..]
    } else {
        &cells[..fit]
    }
}

/// Whether the end of the log is on the screen.
pub fn shows_end(stave: &Stave, offsets: &[i64], look: &Look) -> bool {
    alone(stave, look) || offsets.last().is_none_or(|last| last + 1 >= stave.log_end_offset)
}

/// What the first group is through with.
pub fn done_below(stave: &Stave) -> i64 {
    let flags = stave.flags.iter().filter(|flag| flag.consumer.is_none());
    let committed = flags.map(|flag| (flag.group_index, flag.offset));
    let shared = stave.shares.iter().map(|share| (share.group_index, share.start_offset));
    let first = committed.chain(shared).min_by_key(|(index, _)| *index);
    first.map_or(i64::MIN, |(_, offset)| offset)
}

pub fn range(stave: &Stave, offsets: &[i64], metrics: Metrics, look: &Look) -> Range {
    let first = offsets.first().copied().unwrap_or(stave.log_start_offset);
    // The records of one key are not a stretch of the log that could be moved.
    let (start, end) = (stave.log_start_offset, stave.log_end_offset);
    let (start, end) = if alone(stave, look) {
        (first, first)
    } else {
        (start, end)
    };
    Range {
        start,
        end,
        first,
        visible: i64::from(metrics.notes()),
    }
}

/// Only the newest records of one key are shown.
fn alone(stave: &Stave, look: &Look) -> bool {
    look.only_key && stave.trace.is_some()
}

/// Who stands where in the log, for the strip below the stave.
pub fn ticks(stave: &Stave) -> Vec<Tick> {
    let length = (stave.log_end_offset - stave.log_start_offset).max(1) as f64;
    let tick = |flag: &Flag| Tick {
        per_mille: ((flag.offset - stave.log_start_offset) as f64 / length * 1000.0).clamp(0.0, 1000.0) as u32,
        group: flag.group_index % 6,
        head: flag.consumer.is_some(),
    };
    stave.flags.iter().map(tick).collect()
}
