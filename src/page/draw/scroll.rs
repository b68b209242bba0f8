//! The strip under a stave whose log is longer than what is visible: the whole log small, with the visible part and
//! everyone who stands somewhere in it, a way to move, and a way back to the end.
//!
//! Absent on purpose: moving anything itself; the application asks the view for other records.

use web_sys::{Element, HtmlElement};

use super::Words;
use super::geometry::Rows;
use super::svg;
use wasm_bindgen::JsCast;

pub struct Strip {
    pub root: Element,
    thumb: Element,
    /// The way back to the end, where the stave does not show it.
    follow: Element,
    range: Option<Range>,
    ticks: Vec<(Tick, Element)>,
}

/// A flag or a playhead on the strip.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tick {
    pub per_mille: u32,
    pub group: u32,
    /// A playhead, not a flag.
    pub head: bool,
}

/// The log and its visible part, in offsets.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Range {
    pub start: i64,
    pub end: i64,
    pub first: i64,
    /// How many notes fit.
    pub visible: i64,
}

impl Range {
    /// Nothing to scroll: the whole log is on the screen.
    pub fn whole(&self) -> bool {
        self.end - self.start <= self.visible && self.first <= self.start
    }

    /// A first visible offset made sure to lie in the log; `None` where that is its end.
    pub fn first_at(&self, offset: i64) -> Option<i64> {
        let offset = offset.max(self.start);
        (offset < self.end - self.visible).then_some(offset)
    }

    /// The first visible offset for a place on the strip from 0 to 1, meant for the middle of the thumb.
    pub fn first_for(&self, place: f64) -> Option<i64> {
        let middle = self.start as f64 + place.clamp(0.0, 1.0) * (self.end - self.start) as f64;
        self.first_at((middle - self.visible as f64 / 2.0).round() as i64)
    }
}

impl Strip {
    pub fn new(parent: &Element) -> Self {
        let root = svg::html_in(
            parent,
            "div",
            &[
                ("class", "strip"),
                ("role", "scrollbar"),
                ("aria-orientation", "horizontal"),
            ],
        );
        let thumb = svg::html_in(&root, "div", &[("class", "thumb")]);
        let follow = svg::html_in(
            parent,
            "button",
            &[("type", "button"), ("class", "follow"), ("hidden", "")],
        );
        let sign = svg::svg_in(&follow, "svg", &[("viewBox", "0 0 16 16"), ("aria-hidden", "true")]);
        svg::svg_in(&sign, "path", &[("d", "M2.5 8h7.5M6.5 4.5 10 8l-3.5 3.5M13 3.5v9")]);
        Self {
            root,
            thumb,
            follow,
            range: None,
            ticks: Vec::new(),
        }
    }

    /// Keeps the way back beside the notes.
    pub fn resize(&self, rows: Rows) {
        if let Some(follow) = self.follow.dyn_ref::<HtmlElement>() {
            let _ = follow
                .style()
                .set_property("top", &format!("{:.1}px", rows.note_middle()));
        }
    }

    /// Becomes the strip of another stave.
    pub fn forget(&mut self) {
        self.range = None;
    }

    pub fn range(&self) -> Option<Range> {
        self.range
    }

    pub fn draw(&mut self, range: Range, ticks: &[Tick], partition: u32, words: &Words) {
        if !range.whole() {
            self.mark(ticks);
        }
        if self.range == Some(range) {
            return;
        }
        let fresh = self.range.is_none();
        self.range = Some(range);
        svg::class(&self.root, "on", !range.whole());
        self.offer_end(fresh, range, partition, words);
        if range.whole() {
            let _ = self.root.remove_attribute("tabindex");
            svg::set(&self.root, "aria-hidden", "true");
            return;
        }
        let _ = self.root.remove_attribute("aria-hidden");
        svg::set(&self.root, "tabindex", "0");
        if fresh || !self.root.has_attribute("aria-label") {
            svg::set(
                &self.root,
                "aria-label",
                &words.say("stave-scroll", &[("partition", partition.to_string())]),
            );
        }
        let last = (range.end - range.visible).max(range.start);
        svg::set(&self.root, "aria-valuemin", &range.start.to_string());
        svg::set(&self.root, "aria-valuemax", &last.to_string());
        svg::set(
            &self.root,
            "aria-valuenow",
            &range.first.clamp(range.start, last).to_string(),
        );
        let shown = [
            ("first", range.first.to_string()),
            ("last", (range.first + range.visible - 1).min(range.end - 1).to_string()),
            ("end", range.end.to_string()),
        ];
        svg::set(&self.root, "aria-valuetext", &words.say("stave-scroll-value", &shown));
        self.place(range);
    }

    fn offer_end(&self, fresh: bool, range: Range, partition: u32, words: &Words) {
        if fresh {
            let label = words.say("stave-follow", &[("partition", partition.to_string())]);
            svg::set(&self.follow, "aria-label", &label);
            svg::set(&self.follow, "title", &label);
        }
        let away = !range.whole() && range.first + range.visible < range.end;
        if away {
            let _ = self.follow.remove_attribute("hidden");
        } else {
            svg::set(&self.follow, "hidden", "");
        }
    }

    /// Touches only the ticks that moved.
    fn mark(&mut self, ticks: &[Tick]) {
        for (_, gone) in self.ticks.drain(ticks.len().min(self.ticks.len())..) {
            gone.remove();
        }
        for (n, tick) in ticks.iter().enumerate() {
            match self.ticks.get_mut(n) {
                Some((old, _)) if old == tick => continue,
                Some((old, _)) => *old = *tick,
                None => self.ticks.push((*tick, svg::html_in(&self.root, "i", &[]))),
            }
            let element = &self.ticks[n].1;
            let kind = if tick.head { "at" } else { "done" };
            svg::set(element, "class", &format!("{kind} g{}", tick.group));
            if let Some(element) = element.dyn_ref::<HtmlElement>() {
                let left = format!("{:.1}%", f64::from(tick.per_mille) / 10.0);
                let _ = element.style().set_property("left", &left);
            }
        }
    }

    fn place(&self, range: Range) {
        let length = (range.end - range.start).max(1) as f64;
        let size = (range.visible as f64 / length).clamp(0.04, 1.0);
        let free = (range.end - range.start - range.visible).max(1) as f64;
        let at = ((range.first - range.start) as f64 / free).clamp(0.0, 1.0) * (1.0 - size);
        if let Some(thumb) = self.thumb.dyn_ref::<HtmlElement>() {
            let _ = thumb.style().set_property("left", &format!("{:.2}%", at * 100.0));
            let _ = thumb.style().set_property("width", &format!("{:.2}%", size * 100.0));
        }
    }
}
