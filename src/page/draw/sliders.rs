//! What stands at an offset and can be moved along the stave: playheads and flags.
//!
//! A playhead that is moved by keys goes where it is let go, which is harmless. A flag waits for Enter: its reset is a
//! deed of the whole group. Absent on purpose: how they look.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use super::hands::place;
use super::stave::Row;
use super::staves::Board;
use super::{Act, svg};

/// Which slider of a row.
#[derive(Clone, Copy, PartialEq)]
pub enum Hold {
    Head(usize),
    Flag(usize),
}

/// A slider as hands see it.
pub struct Slider<'a> {
    pub root: &'a Element,
    pub offset: i64,
    pub target: Option<i64>,
}

impl Hold {
    /// The slider that an element belongs to.
    pub fn of(target: &Element) -> Option<Hold> {
        let index = |name: &str| svg::up(target, name)?.1.parse().ok();
        index("data-head")
            .map(Hold::Head)
            .or_else(|| index("data-flag").map(Hold::Flag))
    }
}

impl Row {
    pub fn slider(&self, hold: Hold) -> Option<Slider<'_>> {
        let (root, offset, target) = match hold {
            Hold::Head(n) => {
                let head = self.heads.shown.get(n)?;
                (head.root(), head.offset, head.target)
            }
            Hold::Flag(n) => {
                let flag = self.flags.shown.get(n)?;
                (&flag.root, flag.offset, flag.target)
            }
        };
        Some(Slider { root, offset, target })
    }
}

pub fn key_down(board: &mut Board, row: usize, hold: Hold, key: &str) -> (bool, Option<Act>) {
    let Some((now, start, end)) = aim_of(board, row, hold) else {
        return (false, None);
    };
    let target = match key {
        "ArrowLeft" | "ArrowDown" => now - 1,
        "ArrowRight" | "ArrowUp" => now + 1,
        "PageUp" => now + 10,
        "PageDown" => now - 10,
        "Home" => start,
        "End" => end,
        "Enter" => return (true, drop(board, row, hold)),
        "Escape" => {
            aim(board, row, hold, None);
            return (true, None);
        }
        _ => return (false, None),
    };
    aim(board, row, hold, Some(target.clamp(start, end)));
    (true, None)
}

/// Where a slider is or is about to go, and between what it may move.
fn aim_of(board: &Board, row: usize, hold: Hold) -> Option<(i64, i64, i64)> {
    let row = board.rows.get(row)?;
    let (slider, stave) = (row.slider(hold)?, row.stave.as_ref()?);
    Some((
        slider.target.unwrap_or(slider.offset),
        stave.log_start_offset,
        stave.log_end_offset,
    ))
}

/// Shows where it would go.
pub fn aim(board: &mut Board, row: usize, hold: Hold, target: Option<i64>) {
    let words = board.words.clone();
    if let Some(row) = board.rows.get_mut(row) {
        row.aim(hold, target, &words);
    }
}

/// Lets a slider go: the consumer is to read on from there, or the group's offset is to be there.
pub fn drop(board: &mut Board, row: usize, hold: Hold) -> Option<Act> {
    let found = board.rows.get(row)?;
    let (held, stave) = (found.slider(hold)?, found.stave.as_ref()?);
    let (target, offset) = (held.target?, held.offset);
    let (topic, partition) = (stave.topic.clone(), stave.partition);
    let act = match hold {
        Hold::Head(n) => Act::SeekConsumer {
            consumer: found.heads.shown.get(n)?.consumer.clone(),
            topic,
            partition,
            offset: target,
        },
        Hold::Flag(n) => Act::ResetGroup {
            group: found.flags.shown.get(n)?.group.clone(),
            topic,
            partition,
            offset: target,
        },
    };
    aim(board, row, hold, None);
    (target != offset).then_some(act)
}

pub fn key_up(board: &mut Board, event: &Event) -> Option<Act> {
    let (target, row) = place(event)?;
    let Hold::Head(_) = Hold::of(&target)? else { return None };
    let key = event.dyn_ref::<KeyboardEvent>()?.key();
    let moved = matches!(
        key.as_str(),
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "PageUp" | "PageDown" | "Home" | "End"
    );
    if moved {
        drop(board, row, Hold::of(&target)?)
    } else {
        None
    }
}

pub fn focus_out(board: &mut Board, event: &Event) -> Option<Act> {
    let (target, row) = place(event)?;
    let hold = Hold::of(&target)?;
    if board.grip.is_none() {
        aim(board, row, hold, None);
    }
    None
}
