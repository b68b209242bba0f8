//! The replicas of a partition: under its stave a thin line for each broker that stores it, as far as that broker has
//! come. What is pale is not yet known there to be safe.
//!
//! Absent on purpose: partitions with one replica (their stave says all), and compact staves.

use web_sys::{Element, HtmlElement};

use super::Words;
use super::geometry::REPLICA_LANE;
use super::span::Span;
use super::svg::{self, Shown};
use crate::view::stage::{ReplicaMark, Stave};

pub struct Replicas {
    layer: Element,
    names: HtmlElement,
    lanes: Vec<Lane>,
    said: String,
}

struct Lane {
    name: Shown,
    root: Element,
    written: Element,
    safe: Element,
    lag: Shown,
}

impl Replicas {
    pub fn new(layer: Element, names: HtmlElement) -> Self {
        svg::set(&layer, "role", "img");
        svg::set(&names, "aria-hidden", "true");
        Self {
            layer,
            names,
            lanes: Vec::new(),
            said: String::new(),
        }
    }

    pub fn draw(&mut self, stave: &Stave, span: &Span, words: &Words) {
        let lanes = span.rows.replicas as usize;
        for lane in self.lanes.drain(lanes.min(self.lanes.len())..) {
            lane.root.remove();
            lane.name.element.remove();
        }
        for n in self.lanes.len()..lanes {
            self.lanes.push(Lane::new(&self.layer, &self.names, n));
        }
        let top = span.rows.replicas_top();
        svg::translate(&self.layer, 0.0, top);
        let _ = self.names.style().set_property("top", &format!("{top}px"));
        for (lane, mark) in self.lanes.iter_mut().zip(&stave.replicas) {
            lane.draw(mark, stave, span, words);
        }
        svg::show(&self.layer, lanes > 0);
        let said: Vec<String> = stave
            .replicas
            .iter()
            .take(lanes)
            .map(|mark| say(mark, stave, words))
            .collect();
        let said = said.join("; ");
        if self.said != said {
            svg::set(&self.layer, "aria-label", &said);
            self.said = said;
        }
    }
}

impl Lane {
    fn new(layer: &Element, names: &Element, n: usize) -> Self {
        let root = svg::svg_in(layer, "g", &[("class", "replica")]);
        svg::translate(&root, 0.0, (n as f64 + 0.5) * REPLICA_LANE);
        let track = |class: &str| {
            svg::svg_in(
                &root,
                "rect",
                &[("class", class), ("y", "-2"), ("height", "4"), ("rx", "2")],
            )
        };
        let (written, safe) = (track("written"), track("safe"));
        let lag = Shown::new(svg::svg_in(&root, "text", &[("class", "off"), ("y", "3.5")]));
        let name = Shown::new(svg::html_in(names, "span", &[("class", "replica-name")]));
        Self {
            name,
            root,
            written,
            safe,
            lag,
        }
    }

    fn draw(&mut self, mark: &ReplicaMark, stave: &Stave, span: &Span, words: &Words) {
        let from = span
            .visible_x(stave.log_start_offset.max(span.first))
            .min(super::geometry::LEFT);
        let to = |offset: i64| (span.visible_x(offset.max(span.first)) - 2.0).max(from);
        for (track, offset) in [(&self.written, mark.log_end_offset), (&self.safe, mark.high_watermark)] {
            svg::number(track, "x", from);
            svg::number(track, "width", to(offset) - from);
        }
        for element in [&self.root, &self.name.element] {
            svg::class(element, "leads", mark.leads);
            svg::class(element, "out", !mark.in_sync);
            svg::class(element, "gone", !mark.reachable);
        }
        let behind = stave.log_end_offset - mark.log_end_offset;
        self.lag.set(&if behind > 0 {
            format!("−{behind}")
        } else {
            String::new()
        });
        svg::number(&self.lag.element, "x", to(mark.log_end_offset) + 5.0);
        let sign = match mark {
            mark if !mark.reachable => " ✕",
            mark if mark.leads => " ●",
            mark if mark.in_sync => " ○",
            _ => " ◌",
        };
        let way = match mark {
            mark if mark.adding => "←",
            mark if mark.removing => "→",
            _ => "",
        };
        let stays = stand(mark).map(|(short, _)| format!(" {}", words.say(short, &[])));
        self.name
            .set(&format!("B{}{sign}{way}{}", mark.broker, stays.unwrap_or_default()));
        svg::set(&self.name.element, "title", &say(mark, stave, words));
    }
}

/// A replica in words.
fn say(mark: &ReplicaMark, stave: &Stave, words: &Words) -> String {
    let id = match mark {
        mark if !mark.reachable => "replica-gone",
        mark if mark.leads => "replica-leads",
        mark if mark.in_sync => "replica-in-sync",
        _ => "replica-out-of-sync",
    };
    let behind = (stave.log_end_offset - mark.log_end_offset).max(0);
    let said = words.say(
        id,
        &[
            ("broker", mark.broker.to_string()),
            ("end", mark.log_end_offset.to_string()),
            ("watermark", mark.high_watermark.to_string()),
            ("behind", behind.to_string()),
        ],
    );
    let way = match mark {
        mark if mark.adding => Some("replica-comes"),
        mark if mark.removing => Some("replica-goes"),
        _ => None,
    };
    let more = way.into_iter().chain(stand(mark).map(|(_, long)| long));
    more.fold(said, |said, id| format!("{said}, {}", words.say(id, &[])))
}

/// What it may still be, though it is not in sync: in short, and in a sentence.
fn stand(mark: &ReplicaMark) -> Option<(&'static str, &'static str)> {
    match mark {
        mark if mark.eligible => Some(("replica-short-eligible", "replica-eligible")),
        mark if mark.led_last => Some(("replica-short-led-last", "replica-led-last")),
        _ => None,
    }
}
