//! One partition: its label, its lines, its notes, and everything that stands on them.
//!
//! Absent on purpose: what a person does with it (`hands.rs`).

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::flags::Flags;
use super::geometry::{Metrics, Rows};
use super::heads::{Heads, Watermark};
use super::notes::{Change, Notes, Score};
use super::replicas::Replicas;
use super::scroll::Strip;
use super::sliders::Hold;
use super::span::{self, Span};
use super::svg::{self, Shown};
use super::{Look, Words};
use crate::view::stage::{Cell, Flag, Stave};

pub struct Row {
    pub root: Element,
    pub svg: Element,
    pub notes: Notes,
    pub heads: Heads,
    pub strip: Strip,
    pub stave: Option<Stave>,
    /// The visible cells, after what does not fit is left out.
    pub offsets: Vec<i64>,
    pub metrics: Metrics,
    pub look: Look,
    /// Out of sight: drawn when its turn comes.
    pub far: bool,
    /// It shows an earlier moment and waits for its turn.
    pub waits: bool,
    rows: Rows,
    head: HtmlElement,
    name: Shown,
    leader: Shown,
    lines: Vec<Element>,
    moving: Element,
    pub flags: Flags,
    next: Element,
    next_text: Shown,
    watermark: Element,
    start: Element,
    replicas: Replicas,
}

impl Row {
    pub fn new(parent: &Element, index: usize) -> Self {
        let root = svg::html_in(parent, "div", &[("class", "stave"), ("role", "group")]);
        svg::set(&root, "data-row", &index.to_string());
        let head = svg::html_in(&root, "div", &[("class", "stave-head")]);
        let head: HtmlElement = head.unchecked_into();
        let name = Shown::new(svg::html_in(&head, "span", &[("class", "stave-name")]));
        let leader = Shown::new(svg::html_in(&head, "span", &[("class", "stave-leader")]));
        let body = svg::html_in(&root, "div", &[("class", "stave-body")]);
        let canvas = svg::svg_in(&body, "svg", &[("class", "stave-svg still")]);
        let lines = (0..3).map(|_| svg::svg_in(&canvas, "line", &[("class", "line"), ("x1", "0"), ("x2", "100%")]));
        let lines = lines.collect();
        let lower = svg::svg_in(&canvas, "g", &[("class", "replicas")]);
        let names = svg::html_in(&root, "div", &[("class", "replica-names")]);
        let replicas = Replicas::new(lower, names.unchecked_into());
        let moving = svg::svg_in(&canvas, "g", &[("class", "moving")]);
        let layer = |class: &str| svg::svg_in(&moving, "g", &[("class", class)]);
        let (lags, start) = (layer("lags"), layer("log-start"));
        let next = svg::svg_in(&moving, "g", &[("class", "next")]);
        svg::svg_in(&next, "rect", &[("rx", "6")]);
        let next_text = Shown::new(svg::svg_in(&next, "text", &[("class", "off")]));
        let (notes, poles, watermark) = (layer("notes"), layer("poles"), layer("watermark"));
        let (flags, heads) = (layer("flags"), layer("heads"));
        svg::svg_in(&start, "path", &[]);
        svg::svg_in(&start, "title", &[]);
        svg::svg_in(&watermark, "path", &[]);
        let mark = svg::svg_in(&watermark, "text", &[]);
        let (metrics, rows) = (Metrics::of(0.0), Rows::of(1, false));
        Self {
            notes: Notes::new(notes, metrics, rows),
            heads: Heads::new(heads, poles.clone(), mark),
            strip: Strip::new(&body),
            flags: Flags::new(flags, lags, poles),
            stave: None,
            offsets: Vec::new(),
            look: Look::default(),
            far: false,
            waits: false,
            svg: canvas,
            root,
            metrics,
            rows,
            head,
            name,
            leader,
            lines,
            moving,
            next,
            next_text,
            watermark,
            start,
            replicas,
        }
    }

    /// Draws what changed, and says whether anything did; equal data costs one comparison.
    pub fn draw(&mut self, stave: &Stave, metrics: Metrics, look: &Look, words: &Words) -> bool {
        let rows = Rows::of(look.group_count, look.compact).with_replicas(stave.replicas.len());
        let resized = self.metrics != metrics || self.rows != rows;
        if !resized && self.look == *look && self.stave.as_ref() == Some(stave) {
            return false;
        }
        let place = |stave: &Stave| (stave.topic.clone(), stave.partition);
        let same_place = self.stave.as_ref().map(place) == Some(place(stave));
        if !same_place {
            self.stave = None;
            self.heads.clear();
            self.flags.clear();
            self.strip.forget();
        }
        if resized {
            svg::learn_font(&self.svg);
        }
        if resized || !same_place {
            self.resize(metrics, rows);
        }
        self.label(stave, words);
        let cells = span::fitting(stave, metrics, look);
        self.offsets = cells.iter().map(|cell| cell.offset).collect();
        let change = self.draw_notes(stave, cells, look, words, resized || !same_place);
        svg::class(&self.svg, "still", look.reduced_motion || change == Change::Jumped);
        svg::translate(&self.moving, -(self.notes.first as f64) * metrics.pitch, 0.0);
        self.look = look.clone();
        self.draw_marks(stave, words);
        let range = span::range(stave, &self.offsets, metrics, look);
        self.strip.draw(range, &span::ticks(stave), stave.partition, words);
        self.stave = Some(stave.clone());
        true
    }

    /// Shows a slider elsewhere while it is being moved, or back in its place.
    pub fn aim(&mut self, hold: Hold, target: Option<i64>, words: &Words) {
        let slot = match hold {
            Hold::Head(n) => self.heads.shown.get_mut(n).map(|head| &mut head.target),
            Hold::Flag(n) => self.flags.shown.get_mut(n).map(|flag| &mut flag.target),
        };
        if let (Some(slot), Some(stave)) = (slot, self.stave.take()) {
            *slot = target;
            self.draw_marks(&stave, words);
            self.stave = Some(stave);
        }
    }

    /// The offset at a place of the stave, for a playhead that is dropped there.
    pub fn offset_at(&self, x: f64) -> Option<i64> {
        let stave = self.stave.as_ref()?;
        let slot = self.metrics.slot_at(x, self.offsets.len() as u32) as usize;
        let after = self.offsets.last().map_or(stave.log_end_offset, |last| last + 1);
        let end = if span::shows_end(stave, &self.offsets, &self.look) {
            stave.log_end_offset
        } else {
            after
        };
        Some(self.offsets.get(slot).copied().unwrap_or(end))
    }

    fn draw_notes(&mut self, stave: &Stave, cells: &[Cell], look: &Look, words: &Words, jump: bool) -> Change {
        let selected = look
            .selected
            .as_ref()
            .filter(|id| id.topic == stave.topic && id.partition == stave.partition);
        let label = |cell: &Cell| {
            let key = cell.key.as_deref().unwrap_or("∅").to_owned();
            let offset = cell.offset.to_string();
            let id = match cell.marker {
                Some(true) => "note-commit-marker",
                Some(false) => "note-abort-marker",
                None => "note-label",
            };
            words.say(
                id,
                &[
                    ("partition", stave.partition.to_string()),
                    ("offset", offset),
                    ("key", key),
                ],
            )
        };
        let score = Score {
            high_watermark: stave.high_watermark,
            done_below: span::done_below(stave),
            key: look.key.as_deref(),
            selected: selected.map(|id| id.offset),
            superseded: &stave.superseded,
            open: &stave.open,
            aborted: &stave.aborted,
            motion: !look.reduced_motion && !jump && self.stave.is_some(),
            label: &label,
            shares: stave.shares.first().map_or(&[], |share| &share.records),
        };
        self.notes.draw(cells, &score)
    }

    fn draw_marks(&mut self, stave: &Stave, words: &Words) {
        let span = Span {
            metrics: self.metrics,
            rows: self.rows,
            first: self.notes.first,
            offsets: &self.offsets,
            log_start: stave.log_start_offset,
            shows_end: span::shows_end(stave, &self.offsets, &self.look),
        };
        svg::show(&self.next, span.shows_end);
        svg::translate(&self.next, span.end_x() + 2.0, 0.0);
        self.next_text.set(&words.say("stave-next", &[]));
        let watermark =
            !self.rows.compact && stave.high_watermark < stave.log_end_offset && span.side(stave.high_watermark) == 0;
        svg::show(&self.watermark, watermark);
        let mark = watermark.then(|| {
            let x = span.visible_x(stave.high_watermark);
            let top = self.rows.note_top() - 7.0;
            if let Some(path) = self.watermark.first_element_child() {
                svg::set(
                    &path,
                    "d",
                    &format!(
                        "M{:.1} {top:.1}v{:.1}",
                        x + span.shift(),
                        self.rows.note_height() + if self.rows.compact { 12.0 } else { 30.0 }
                    ),
                );
            }
            Watermark {
                x,
                text: words.say("stave-high-watermark", &[]),
            }
        });
        let first = self.offsets.first().copied().unwrap_or(stave.log_end_offset);
        let cut = stave.log_start_offset > 0 && (first <= stave.log_start_offset || self.offsets.is_empty());
        svg::show(&self.start, cut);
        if cut && let Some(title) = self.start.last_element_child() {
            svg::translate(&self.start, span.shift(), 0.0);
            title.set_text_content(Some(
                &words.say("stave-log-start", &[("offset", stave.log_start_offset.to_string())]),
            ));
        }
        let (committed, positions): (Vec<&Flag>, Vec<&Flag>) = stave.flags.iter().partition(|f| f.consumer.is_none());
        self.replicas.draw(stave, &span, words);
        self.flags.draw(&committed, stave, &span, words);
        self.heads.draw(&positions, stave, &span, mark, words);
    }

    fn label(&mut self, stave: &Stave, words: &Words) {
        if self.stave.is_none() {
            svg::set(
                &self.root,
                "data-stave",
                &format!("{}/{}", stave.topic, stave.partition),
            );
        }
        self.name.set(&format!("P{}", stave.partition));
        let (leader, id) = match (stave.leader, stave.reachable) {
            (..0, _) => ("—".to_owned(), "stave-no-leader"),
            (leader, false) => (format!("B{leader} ✕"), "stave-leader-cut"),
            (leader, true) => (format!("B{leader}"), "stave-leader"),
        };
        let state = |stave: &Stave| (stave.leader, stave.reachable);
        if self.stave.as_ref().map(state) != Some(state(stave)) {
            svg::class(&self.leader.element, "none", stave.leader < 0);
            svg::class(&self.leader.element, "cut", !stave.reachable);
            svg::set(
                &self.leader.element,
                "title",
                &words.say(id, &[("broker", stave.leader.to_string())]),
            );
        }
        self.leader.set(&leader);
        let count = |stave: &Stave| stave.log_end_offset - stave.log_start_offset;
        if self.stave.as_ref().map(count) != Some(count(stave)) {
            let topic = ("topic", stave.topic.to_string());
            let count = ("count", count(stave).to_string());
            let partition = ("partition", stave.partition.to_string());
            svg::set(
                &self.root,
                "aria-label",
                &words.say("stave-label", &[topic, partition, count]),
            );
        }
    }

    fn resize(&mut self, metrics: Metrics, rows: Rows) {
        (self.metrics, self.rows) = (metrics, rows);
        self.notes.resize(metrics, rows);
        svg::number(&self.svg, "height", rows.height());
        self.strip.resize(rows);
        let half = if metrics.narrow && !rows.compact { 18.0 } else { 11.0 };
        let _ = self
            .head
            .style()
            .set_property("padding-top", &format!("{}px", rows.note_middle() - half));
        for (n, line) in self.lines.iter().enumerate() {
            let y = rows.note_middle() + (n as f64 - 1.0) * if rows.compact { 6.0 } else { 10.0 };
            svg::number(line, "y1", y);
            svg::number(line, "y2", y);
        }
        if let Some(rect) = self.next.first_element_child() {
            svg::number(&rect, "y", rows.note_top());
            svg::number(&rect, "width", metrics.note);
            svg::number(&rect, "height", rows.note_height());
        }
        svg::number(&self.next_text.element, "x", metrics.note / 2.0);
        svg::number(&self.next_text.element, "y", rows.note_bottom() + 11.0);
        if let Some(bars) = self.start.first_element_child() {
            let (top, height) = (rows.note_top() - 1.0, rows.note_height() + 2.0);
            svg::set(
                &bars,
                "d",
                &format!("M0.5 {top}h2.5v{height}h-2.5zM4.5 {top}h1v{height}h-1z"),
            );
        }
    }
}
