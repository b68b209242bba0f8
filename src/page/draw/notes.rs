//! The records of one stave, as notes.
//!
//! A note keeps its place for as long as it is shown: appending, dropping and scrolling move the one group that holds
//! all of them. Absent on purpose: any note that is not visible.

use std::collections::VecDeque;

use gloo_timers::callback::Timeout;
use web_sys::Element;

use super::geometry::{Metrics, Rows};
use super::{key_name, svg};
use crate::view::{shares::ShareRecord, stage::Cell};

/// Past this many places from the origin all notes are placed anew: SVG counts in single precision.
const FAR: i64 = 3000;
/// At most so many notes enter or leave with a motion; more than that is a jump.
const FEW: usize = 8;

pub struct Notes {
    group: Element,
    template: Element,
    shown: VecDeque<Note>,
    pitch: f64,
    /// The place of the first visible note in the group's own order.
    pub first: i64,
    /// The offset of the one note that Tab reaches.
    pub stop: Option<i64>,
}

struct Note {
    cell: Cell,
    element: Element,
    dress: Dress,
}

/// What a note looks like beside its key.
#[derive(Clone, Copy, PartialEq, Default)]
struct Dress {
    done: bool,
    unstable: bool,
    selected: bool,
    stop: bool,
    /// Compaction would remove it.
    superseded: bool,
    /// It is part of a transaction that is not decided.
    open: bool,
    /// It is part of one that was aborted.
    aborted: bool,
    /// It is of the key that is looked for.
    lit: bool,
    /// It is not, and one is looked for.
    dim: bool,
    /// Where it is for the first share group, as a sign after its offset.
    share: Option<char>,
}

/// What the notes of one drawing share.
pub struct Score<'a> {
    pub high_watermark: i64,
    /// Offsets below this one are behind the first group's flag.
    pub done_below: i64,
    pub selected: Option<i64>,
    /// Offsets that compaction would remove.
    pub superseded: &'a [i64],
    /// Offsets of records of transactions that are not decided.
    pub open: &'a [i64],
    /// Of those that were aborted.
    pub aborted: &'a [i64],
    /// The key that is looked for.
    pub key: Option<&'a str>,
    pub motion: bool,
    pub label: &'a dyn Fn(&Cell) -> String,
    /// The first share group's records in flight.
    pub shares: &'a [ShareRecord],
}

/// How the notes changed.
#[derive(PartialEq)]
pub enum Change {
    Slid,
    Jumped,
}

impl Notes {
    pub fn new(group: Element, metrics: Metrics, rows: Rows) -> Self {
        let template = template(metrics, rows);
        Self {
            group,
            template,
            shown: VecDeque::new(),
            pitch: metrics.pitch,
            first: 0,
            stop: None,
        }
    }

    /// Forgets all notes and takes new sizes.
    pub fn resize(&mut self, metrics: Metrics, rows: Rows) {
        self.clear();
        self.template = template(metrics, rows);
        self.pitch = metrics.pitch;
    }

    pub fn draw(&mut self, cells: &[Cell], score: &Score) -> Change {
        let change = match self.overlap(cells) {
            Some(overlap) if self.first.abs() < FAR => self.slide(cells, overlap, score),
            _ => self.rebuild(cells, score),
        };
        self.keep_stop();
        self.dress(score);
        change
    }

    /// The note of an offset, to give it the focus.
    pub fn element(&self, offset: i64) -> Option<&Element> {
        self.shown
            .iter()
            .find(|note| note.cell.offset == offset)
            .map(|note| &note.element)
    }

    /// The offset `by` notes away, if it is shown.
    pub fn neighbour(&self, offset: i64, by: i64) -> Option<i64> {
        let at = self.shown.iter().position(|note| note.cell.offset == offset)? as i64 + by;
        usize::try_from(at)
            .ok()
            .and_then(|at| self.shown.get(at))
            .map(|note| note.cell.offset)
    }

    pub fn key(&self, offset: i64) -> Option<String> {
        let note = self.shown.iter().find(|note| note.cell.offset == offset)?;
        note.cell.key.as_ref().map(|key| key.to_string())
    }

    /// The part of `cells` that is already shown, once what left at either end is dropped; `None` when nothing fits.
    fn overlap(&self, cells: &[Cell]) -> Option<(usize, usize)> {
        let (first, last) = (cells.first()?.offset, cells.last()?.offset);
        let kept: Vec<&Note> = self
            .shown
            .iter()
            .filter(|note| note.cell.offset >= first && note.cell.offset <= last)
            .collect();
        let start = cells
            .iter()
            .position(|cell| cell.offset == kept.first().map_or(-1, |note| note.cell.offset))?;
        let same = cells
            .get(start..start + kept.len())?
            .iter()
            .zip(&kept)
            .all(|(cell, note)| *cell == note.cell);
        same.then_some((start, kept.len()))
    }

    fn slide(&mut self, cells: &[Cell], (start, kept): (usize, usize), score: &Score) -> Change {
        let gone = self
            .shown
            .iter()
            .take_while(|note| note.cell.offset < cells[0].offset)
            .count();
        let motion = score.motion && gone <= FEW && start <= FEW;
        for note in self.shown.drain(..gone) {
            leave(note.element, motion && gone <= 2);
        }
        for note in self.shown.drain(kept..) {
            note.element.remove();
        }
        self.first += gone as i64;
        for cell in cells[..start].iter().rev() {
            self.first -= 1;
            let note = self.make(cell, self.first, score, false);
            self.shown.push_front(note);
        }
        let fresh = cells.len() - start - kept;
        for (n, cell) in cells[start + kept..].iter().enumerate() {
            let note = self.make(
                cell,
                self.first + (start + kept + n) as i64,
                score,
                motion && fresh <= FEW,
            );
            self.shown.push_back(note);
        }
        if motion && fresh <= FEW {
            Change::Slid
        } else {
            Change::Jumped
        }
    }

    fn rebuild(&mut self, cells: &[Cell], score: &Score) -> Change {
        // The very first note of a log enters like all others.
        let enter = score.motion && self.shown.is_empty() && cells.len() == 1;
        self.clear();
        for (n, cell) in cells.iter().enumerate() {
            let note = self.make(cell, n as i64, score, enter);
            self.shown.push_back(note);
        }
        if enter { Change::Slid } else { Change::Jumped }
    }

    fn clear(&mut self) {
        self.group.set_text_content(None);
        self.shown.clear();
        self.first = 0;
    }

    fn make(&self, cell: &Cell, place: i64, score: &Score, enter: bool) -> Note {
        let element = svg::copy(&self.template).unwrap_or_else(|| self.template.clone());
        let name = match cell.marker {
            Some(true) => "✓".to_owned(),
            Some(false) => "✗".to_owned(),
            None => key_name(cell.key.as_deref()),
        };
        svg::place(&element, place as f64 * self.pitch, 0.0);
        svg::set(&element, "data-offset", &cell.offset.to_string());
        svg::set(&element, "aria-label", &(score.label)(cell));
        let long = if name.chars().count() > 4 { " long" } else { "" };
        let marker = if cell.marker.is_some() { " marker" } else { "" };
        let enter = if enter { " enter" } else { "" };
        svg::set(
            &element,
            "class",
            &format!("note k{}{long}{marker}{enter}", cell.color.min(5)),
        );
        if let Some(key) = element
            .first_element_child()
            .and_then(|rect| rect.next_element_sibling())
        {
            key.set_text_content(Some(&name));
            if let Some(offset) = key.next_element_sibling() {
                offset.set_text_content(Some(&cell.offset.to_string()));
            }
        }
        svg::append(&self.group, &element);
        Note {
            cell: cell.clone(),
            element,
            dress: Dress::default(),
        }
    }

    /// Exactly one note is reached by Tab: the one last visited, else the newest.
    fn keep_stop(&mut self) {
        let held = self
            .stop
            .is_some_and(|stop| self.shown.iter().any(|note| note.cell.offset == stop));
        if !held {
            let first = self.shown.front().map(|note| note.cell.offset);
            let last = self.shown.back().map(|note| note.cell.offset);
            // What scrolled away to the left leaves the visit at the left end.
            self.stop = if self.stop.is_some() && self.stop < first {
                first
            } else {
                last
            };
        }
    }

    fn dress(&mut self, score: &Score) {
        for note in &mut self.shown {
            let offset = note.cell.offset;
            let dress = Dress {
                done: offset < score.done_below,
                unstable: offset >= score.high_watermark,
                selected: score.selected == Some(offset),
                stop: self.stop == Some(offset),
                superseded: score.superseded.contains(&offset),
                open: score.open.contains(&offset),
                aborted: score.aborted.contains(&offset),
                lit: score.key.is_some() && note.cell.key.as_deref() == score.key,
                dim: score.key.is_some() && note.cell.key.as_deref() != score.key,
                share: sign(score.shares, offset),
            };
            note.wear(dress);
        }
    }
}

impl Note {
    fn wear(&mut self, dress: Dress) {
        if dress == self.dress {
            return;
        }
        svg::class(&self.element, "done", dress.done);
        svg::class(&self.element, "unstable", dress.unstable);
        svg::class(&self.element, "selected", dress.selected);
        svg::class(&self.element, "superseded", dress.superseded);
        svg::class(&self.element, "open", dress.open);
        svg::class(&self.element, "aborted", dress.aborted);
        svg::class(&self.element, "lit", dress.lit);
        svg::class(&self.element, "dim", dress.dim);
        if dress.share != self.dress.share {
            self.sign(dress.share);
        }
        svg::set(&self.element, "tabindex", if dress.stop { "0" } else { "-1" });
        if dress.selected != self.dress.selected {
            svg::set(
                &self.element,
                "aria-current",
                if dress.selected { "true" } else { "false" },
            );
        }
        self.dress = dress;
    }
}

impl Note {
    /// The offset, and behind it where the record is.
    fn sign(&self, sign: Option<char>) {
        let offset = self.cell.offset.to_string();
        let text: String = offset.chars().chain(sign).collect();
        if let Some(label) = self.element.last_element_child() {
            label.set_text_content(Some(&text));
        }
        svg::class(&self.element, "acquired", sign == Some('•'));
        svg::class(&self.element, "archived", sign == Some('×'));
    }
}

/// Somebody has it; it is to be had again; it is done; it is given up.
fn sign(shares: &[ShareRecord], offset: i64) -> Option<char> {
    let at = shares.binary_search_by_key(&offset, |record| record.offset).ok()?;
    Some(match shares.get(at)?.state {
        "acquired" => '•',
        "available" => '↺',
        "acknowledged" => '✓',
        _ => '×',
    })
}

fn template(metrics: Metrics, rows: Rows) -> Element {
    let note = svg::svg("g", &[("class", "note"), ("role", "button"), ("tabindex", "-1")]);
    let rect = svg::svg_in(&note, "rect", &[("rx", "6")]);
    svg::number(&rect, "x", metrics.slot_x(0.0));
    svg::number(&rect, "y", rows.note_top());
    svg::number(&rect, "width", metrics.note);
    svg::number(&rect, "height", rows.note_height());
    for (class, y) in [("kt", rows.note_middle() + 4.0), ("off", rows.note_bottom() + 11.0)] {
        let text = svg::svg_in(&note, "text", &[("class", class)]);
        svg::number(&text, "x", metrics.slot_x(0.0) + metrics.note / 2.0);
        svg::number(&text, "y", y);
    }
    note
}

/// A note that left on the left side slides out with the others before it is gone.
fn leave(element: Element, motion: bool) {
    if !motion {
        element.remove();
        return;
    }
    for name in ["role", "tabindex", "data-offset", "aria-label"] {
        let _ = element.remove_attribute(name);
    }
    svg::class(&element, "leaving", true);
    Timeout::new(280, move || element.remove()).forget();
}
