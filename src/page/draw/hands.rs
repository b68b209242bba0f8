//! What hands do on staves: click and walk along notes, drag playheads, move the visible part.
//!
//! One listener per kind of event serves all staves of a topic. Absent on purpose: any effect of its own; what was
//! meant goes out as an [`Act`], never while the board is borrowed, because the answer may be a new drawing.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent, WheelEvent};

use super::scroll::Range;
use super::staves::Board;
use super::{Act, svg};
use crate::view::stage::RecordId;

/// What a pointer holds.
#[derive(Clone, Copy, PartialEq)]
pub enum Grip {
    Head { row: usize, head: usize },
    Strip { row: usize },
}

type Shared = Rc<RefCell<Board>>;

pub fn listen(list: &Element, board: &Shared) -> Vec<EventListener> {
    let on = |name: &'static str, hand: fn(&mut Board, &Event) -> Option<Act>| {
        // The board is held weakly: the listeners must not keep alive what owns them.
        let board = Rc::downgrade(board);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(list, name, options, move |event| {
            let Some(board) = board.upgrade() else { return };
            let found = board.try_borrow_mut().ok().and_then(|mut board| {
                let act = hand(&mut board, event)?;
                Some((board.act.clone(), act))
            });
            if let Some((tell, act)) = found {
                tell(act);
            }
        })
    };
    vec![
        on("click", click),
        on("keydown", key_down),
        on("keyup", key_up),
        on("focusout", focus_out),
        on("pointerdown", pointer_down),
        on("pointermove", pointer_move),
        on("pointerup", pointer_up),
        on("pointercancel", pointer_cancel),
        on("pointerover", pointer_over),
        on("wheel", wheel),
    ]
}

/// The element that the event is about, with the row it lies in.
fn place(event: &Event) -> Option<(Element, usize)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let row = svg::up(&target, "data-row")?.1.parse().ok()?;
    Some((target, row))
}

fn note(target: &Element) -> Option<i64> {
    svg::up(target, "data-offset")?.1.parse().ok()
}

fn head(target: &Element) -> Option<usize> {
    svg::up(target, "data-head")?.1.parse().ok()
}

fn strip(target: &Element) -> bool {
    matches!(target.closest(".strip"), Ok(Some(_)))
}

fn click(board: &mut Board, event: &Event) -> Option<Act> {
    let (target, row) = place(event)?;
    let offset = note(&target)?;
    board.visit(row, offset);
    inspect(board, row, offset)
}

fn inspect(board: &Board, row: usize, offset: i64) -> Option<Act> {
    let stave = board.rows.get(row)?.stave.as_ref()?;
    Some(Act::Inspect(RecordId {
        topic: stave.topic.clone(),
        partition: stave.partition,
        offset,
    }))
}

fn scroll(board: &Board, row: usize, first: impl FnOnce(Range) -> Option<i64>) -> Option<Act> {
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

fn key_down(board: &mut Board, event: &Event) -> Option<Act> {
    let (target, row) = place(event)?;
    let event: &KeyboardEvent = event.dyn_ref()?;
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let key = event.key();
    let (handled, act) = if let Some(head) = head(&target) {
        head_key(board, row, head, &key)
    } else if let Some(offset) = note(&target) {
        note_key(board, row, offset, &key)
    } else if strip(&target) {
        strip_key(board, row, &key)
    } else {
        (false, None)
    };
    if handled {
        event.prevent_default();
        // The application's own shortcuts (space plays) must not hear what was meant for the stave.
        event.stop_propagation();
    }
    act
}

fn note_key(board: &mut Board, row: usize, offset: i64, key: &str) -> (bool, Option<Act>) {
    let by = match key {
        "Enter" | " " => return (true, inspect(board, row, offset)),
        "ArrowLeft" => -1,
        "ArrowRight" => 1,
        "Home" | "End" => return (true, to_edge(board, row, key == "Home")),
        "ArrowUp" | "ArrowDown" => return (hop(board, row, offset, if key == "ArrowUp" { -1 } else { 1 }), None),
        _ => return (false, None),
    };
    if let Some(next) = board.rows.get(row).and_then(|row| row.notes.neighbour(offset, by)) {
        board.awaited = None;
        focus_note(board, row, next);
        return (true, None);
    }
    board.awaited = Some((row, offset + by));
    let act = scroll(board, row, |range| range.first_at(range.first + by));
    if act.is_none() {
        board.awaited = None;
    }
    (true, act)
}

/// To the first or last record of the log.
fn to_edge(board: &mut Board, row: usize, start: bool) -> Option<Act> {
    let stave = board.rows.get(row)?.stave.as_ref()?;
    let offset = if start {
        stave.log_start_offset
    } else {
        stave.log_end_offset - 1
    };
    if board.rows[row].notes.element(offset).is_some() {
        focus_note(board, row, offset);
        return None;
    }
    board.awaited = Some((row, offset));
    scroll(
        board,
        row,
        |range| if start { range.first_at(range.start) } else { None },
    )
}

/// To the note above or below, on the neighbouring stave.
fn hop(board: &mut Board, row: usize, offset: i64, by: i64) -> bool {
    let slot = board
        .rows
        .get(row)
        .and_then(|row| row.offsets.iter().position(|&shown| shown == offset));
    let other = usize::try_from(row as i64 + by)
        .ok()
        .filter(|&row| row < board.rows.len());
    let (Some(slot), Some(other)) = (slot, other) else {
        return true;
    };
    let offsets = &board.rows[other].offsets;
    if let Some(&found) = offsets.get(slot).or(offsets.last()) {
        focus_note(board, other, found);
    }
    true
}

fn focus_note(board: &mut Board, row: usize, offset: i64) {
    board.visit(row, offset);
    if let Some(element) = board.rows.get(row).and_then(|row| row.notes.element(offset)) {
        svg::focus(element);
    }
}

fn strip_key(board: &mut Board, row: usize, key: &str) -> (bool, Option<Act>) {
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

fn head_key(board: &mut Board, row: usize, head: usize, key: &str) -> (bool, Option<Act>) {
    let Some((now, start, end)) = aim_of(board, row, head) else {
        return (false, None);
    };
    let target = match key {
        "ArrowLeft" | "ArrowDown" => now - 1,
        "ArrowRight" | "ArrowUp" => now + 1,
        "PageUp" => now + 10,
        "PageDown" => now - 10,
        "Home" => start,
        "End" => end,
        "Enter" => return (true, drop_head(board, row, head)),
        "Escape" => {
            aim(board, row, head, None);
            return (true, None);
        }
        _ => return (false, None),
    };
    aim(board, row, head, Some(target.clamp(start, end)));
    (true, None)
}

/// Where a playhead is or is about to go, and between what it may move.
fn aim_of(board: &Board, row: usize, head: usize) -> Option<(i64, i64, i64)> {
    let row = board.rows.get(row)?;
    let (head, stave) = (row.heads.shown.get(head)?, row.stave.as_ref()?);
    Some((
        head.target.unwrap_or(head.offset),
        stave.log_start_offset,
        stave.log_end_offset,
    ))
}

fn aim(board: &mut Board, row: usize, head: usize, target: Option<i64>) {
    let words = board.words.clone();
    if let Some(row) = board.rows.get_mut(row) {
        row.aim(head, target, &words);
    }
}

/// Lets a playhead go: the consumer is to read on from there.
fn drop_head(board: &mut Board, row: usize, head: usize) -> Option<Act> {
    let found = board.rows.get(row)?;
    let (held, stave) = (found.heads.shown.get(head)?, found.stave.as_ref()?);
    let (target, offset, consumer) = (held.target?, held.offset, held.consumer.clone());
    let act = Act::SeekConsumer {
        consumer,
        topic: stave.topic.clone(),
        partition: stave.partition,
        offset: target,
    };
    aim(board, row, head, None);
    (target != offset).then_some(act)
}

fn key_up(board: &mut Board, event: &Event) -> Option<Act> {
    let (target, row) = place(event)?;
    let head = head(&target)?;
    let key = event.dyn_ref::<KeyboardEvent>()?.key();
    let moved = matches!(
        key.as_str(),
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "PageUp" | "PageDown" | "Home" | "End"
    );
    if moved { drop_head(board, row, head) } else { None }
}

fn focus_out(board: &mut Board, event: &Event) -> Option<Act> {
    let (target, row) = place(event)?;
    let head = head(&target)?;
    if board.grip.is_none() {
        aim(board, row, head, None);
    }
    None
}

fn pointer_down(board: &mut Board, event: &Event) -> Option<Act> {
    let (target, row) = place(event)?;
    let event: &PointerEvent = event.dyn_ref()?;
    if event.button() != 0 {
        return None;
    }
    let grip = if let Some(head) = head(&target) {
        Grip::Head { row, head }
    } else if strip(&target) {
        Grip::Strip { row }
    } else {
        return None;
    };
    board.grip = Some(grip);
    event.prevent_default();
    let _ = board.list.set_pointer_capture(event.pointer_id());
    svg::class(&board.list, "gripping", true);
    match grip {
        Grip::Strip { row } => strip_to(board, row, event),
        Grip::Head { row, head } => {
            // Preventing the default kept the browser from giving the focus.
            if let Some(head) = board.rows.get(row).and_then(|row| row.heads.shown.get(head)) {
                svg::focus(head.root());
            }
            None
        }
    }
}

fn pointer_move(board: &mut Board, event: &Event) -> Option<Act> {
    let event: &PointerEvent = event.dyn_ref()?;
    match board.grip? {
        Grip::Strip { row } => strip_to(board, row, event),
        Grip::Head { row, head } => {
            let found = board.rows.get(row)?;
            let x = f64::from(event.client_x()) - found.svg.get_bounding_client_rect().left();
            let target = found.offset_at(x / svg::zoom(&found.svg))?;
            if found.heads.shown.get(head)?.target != Some(target) {
                aim(board, row, head, Some(target));
            }
            None
        }
    }
}

fn strip_to(board: &mut Board, row: usize, event: &PointerEvent) -> Option<Act> {
    let rect = board.rows.get(row)?.strip.root.get_bounding_client_rect();
    let at = (f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0);
    scroll(board, row, |range| range.first_for(at))
}

fn let_go(board: &mut Board, event: &Event) -> Option<Grip> {
    let grip = board.grip.take()?;
    svg::class(&board.list, "gripping", false);
    if let Some(event) = event.dyn_ref::<PointerEvent>() {
        let _ = board.list.release_pointer_capture(event.pointer_id());
    }
    Some(grip)
}

fn pointer_up(board: &mut Board, event: &Event) -> Option<Act> {
    match let_go(board, event)? {
        Grip::Head { row, head } => drop_head(board, row, head),
        Grip::Strip { .. } => None,
    }
}

fn pointer_cancel(board: &mut Board, event: &Event) -> Option<Act> {
    if let Grip::Head { row, head } = let_go(board, event)? {
        aim(board, row, head, None);
    }
    None
}

/// The whole key as a tooltip, made only for the note that is pointed at.
fn pointer_over(board: &mut Board, event: &Event) -> Option<Act> {
    let (target, row) = place(event)?;
    let (element, offset) = svg::up(&target, "data-offset")?;
    let titled = element
        .last_element_child()
        .is_some_and(|last| last.tag_name() == "title");
    if !titled && let Some(key) = board.rows.get(row)?.notes.key(offset.parse().ok()?) {
        svg::svg_in(&element, "title", &[]).set_text_content(Some(&key));
    }
    None
}

/// Sideways only, so that the page still scrolls; on the strip itself both ways.
fn wheel(board: &mut Board, event: &Event) -> Option<Act> {
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
