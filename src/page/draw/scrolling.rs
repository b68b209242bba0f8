//! How the visible part of a stave is moved: by its strip, by the wheel, by keys.
//!
//! Absent on purpose: the strip itself (`scroll.rs`).

use wasm_bindgen::JsCast;
use web_sys::{Event, PointerEvent, WheelEvent};

use super::Act;
use super::hands::{place, strip};
use super::scroll::Range;
use super::staves::Board;

/// Asks for another part; a `first` of `None` is the end.
pub fn scroll(board: &Board, row: usize, first: impl FnOnce(Range) -> Option<i64>) -> Option<Act> {
    let row = board.rows.get(row)?;
    let (range, stave) = (row.strip.range()?, row.stave.as_ref()?);
    if range.whole() {
        return None;
    }
    let first_visible = first(range);
    if first_visible == Some(range.first) {
        return None;
    }
    Some(Act::Scroll {
        topic: stave.topic.clone(),
        partition: stave.partition,
        first_visible,
    })
}

pub fn strip_key(board: &mut Board, row: usize, key: &str) -> (bool, Option<Act>) {
    let step = |range: Range| match key {
        "ArrowLeft" => range.first_at(range.first - 1),
        "ArrowRight" => range.first_at(range.first + 1),
        "PageUp" => range.first_at(range.first - range.visible),
        "PageDown" => range.first_at(range.first + range.visible),
        "Home" => range.first_at(range.start),
        _ => None,
    };
    let known = matches!(key, "ArrowLeft" | "ArrowRight" | "PageUp" | "PageDown" | "Home" | "End");
    (known, if known { scroll(board, row, step) } else { None })
}

pub fn strip_to(board: &mut Board, row: usize, event: &PointerEvent) -> Option<Act> {
    let rect = board.rows.get(row)?.strip.root.get_bounding_client_rect();
    let at = (f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0);
    scroll(board, row, |range| range.first_for(at))
}

/// Sideways only, so that the page still scrolls; on the strip itself both ways.
pub fn wheel(board: &mut Board, event: &Event) -> Option<Act> {
    let (target, row) = place(event)?;
    let event: &WheelEvent = event.dyn_ref()?;
    let sideways = event.delta_x().abs() > event.delta_y().abs();
    let delta = if sideways { event.delta_x() } else { event.delta_y() };
    if !(sideways || event.shift_key() || strip(&target)) || delta == 0.0 {
        return None;
    }
    let unit = if event.delta_mode() == 0 { 38.0 } else { 1.0 };
    let by = (delta / unit).round() as i64;
    let by = if by == 0 { delta.signum() as i64 } else { by };
    let act = scroll(board, row, |range| range.first_at(range.first + by));
    if act.is_some() {
        event.prevent_default();
    }
    act
}
