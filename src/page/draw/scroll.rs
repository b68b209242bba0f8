//! The strip under a stave whose log is longer than what is visible: where the visible part lies, and a way to move it.
//!
//! Absent on purpose: moving anything itself; the application asks the view for other records.

use web_sys::{Element, HtmlElement};

use super::Words;
use super::svg;
use wasm_bindgen::JsCast;

pub struct Strip {
    pub root: Element,
    thumb: Element,
    range: Option<Range>,
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
        Self {
            root,
            thumb,
            range: None,
        }
    }

    /// Becomes the strip of another stave.
    pub fn forget(&mut self) {
        self.range = None;
    }

    pub fn range(&self) -> Option<Range> {
        self.range
    }

    pub fn draw(&mut self, range: Range, partition: u32, words: &Words) {
        if self.range == Some(range) {
            return;
        }
        let fresh = self.range.is_none();
        self.range = Some(range);
        svg::class(&self.root, "on", !range.whole());
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
        self.place(range);
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
