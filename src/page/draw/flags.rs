//! The flags of committed offsets above a stave, and the lag between each flag and the log end.
//!
//! Absent on purpose: positions of consumers, which are playheads (`heads.rs`).

use web_sys::Element;

use super::geometry::{self, LANE, NOTE_HEIGHT, Rows, Wish};
use super::stave::Span;
use super::svg::{self, Shown};
use crate::view::stage::{Flag, Text};

/// Half the width of a flag's shape.
const SHAPE: f64 = 6.0;

pub struct Flags {
    group: Element,
    lags: Element,
    /// Below all labels, so that no pole crosses a name.
    poles: Element,
    shown: Vec<Pole>,
}

struct Pole {
    group: Text,
    root: Element,
    shape: Element,
    pole: Element,
    label: Shown,
    title: Shown,
    lag: Element,
    drawn: Option<Drawn>,
}

#[derive(Clone, PartialEq)]
struct Drawn {
    x: f64,
    end: f64,
    shape_x: f64,
    lane: u32,
    left: bool,
    away: bool,
    index: u32,
    rows: Rows,
}

impl Flags {
    pub fn new(group: Element, lags: Element, poles: Element) -> Self {
        Self {
            group,
            lags,
            poles,
            shown: Vec::new(),
        }
    }

    pub fn draw(&mut self, flags: &[&Flag], span: &Span) {
        self.keep(flags);
        let texts: Vec<String> = flags.iter().map(|flag| label(flag, span)).collect();
        let wishes: Vec<Wish> = flags
            .iter()
            .zip(&texts)
            .map(|(flag, text)| Wish {
                x: span.visible_x(flag.offset),
                shape: SHAPE,
                text: svg::text_width(text, 10.5),
            })
            .collect();
        let places = geometry::stack(&wishes, span.rows.flag_lanes, span.metrics.stave);
        for (n, flag) in flags.iter().enumerate() {
            let (place, pole) = (places[n], &mut self.shown[n]);
            let twins = wishes[..n].iter().filter(|wish| wish.x == wishes[n].x).count();
            let aside = if place.hidden { geometry::fan(twins, 11.0) } else { 0.0 };
            let drawn = Drawn {
                x: span.x(flag.offset) + geometry::fan(twins, 2.0),
                end: span.end_x(),
                shape_x: aside,
                lane: place.lane,
                left: place.left,
                away: span.side(flag.offset) != 0,
                index: flag.group_index,
                rows: span.rows,
            };
            pole.label.set(if place.hidden { "" } else { &texts[n] });
            pole.title.set(&format!("{} {}", flag.group, flag.offset));
            pole.draw(drawn);
        }
    }

    /// One pole per group, in the given order.
    fn keep(&mut self, flags: &[&Flag]) {
        let mut old = std::mem::take(&mut self.shown);
        for flag in flags {
            let found = old.iter().position(|pole| pole.group == flag.group);
            let pole = found.map(|at| old.swap_remove(at));
            self.shown
                .push(pole.unwrap_or_else(|| Pole::new(flag, &self.group, &self.lags, &self.poles)));
        }
        for pole in old {
            pole.root.remove();
            pole.lag.remove();
            pole.pole.remove();
        }
    }
}

impl Pole {
    fn new(flag: &Flag, group: &Element, lags: &Element, poles: &Element) -> Self {
        let root = svg::svg_in(group, "g", &[("class", "flag")]);
        let title = Shown::new(svg::svg_in(&root, "title", &[]));
        let pole = svg::svg_in(poles, "path", &[]);
        let shape = svg::svg_in(&root, "path", &[("class", "shape")]);
        let label = Shown::new(svg::svg_in(&root, "text", &[]));
        let lag = svg::svg_in(lags, "rect", &[("rx", "7")]);
        Self {
            group: flag.group.clone(),
            root,
            shape,
            pole,
            label,
            title,
            lag,
            drawn: None,
        }
    }

    fn draw(&mut self, new: Drawn) {
        if self.drawn.as_ref() == Some(&new) {
            return;
        }
        let top = f64::from(new.rows.flag_lanes - 1 - new.lane.min(new.rows.flag_lanes - 1)) * LANE;
        let (x, y) = (new.shape_x, top + 7.0);
        let (color, away) = (new.index % 6, if new.away { " away" } else { "" });
        svg::set(&self.root, "class", &format!("flag g{color}{away}"));
        svg::set(&self.pole, "class", &format!("pole g{color}{away}"));
        svg::set(&self.shape, "d", &shape(new.index, x, y));
        svg::set(
            &self.pole,
            "d",
            &format!("M0 {:.1}V{:.1}", y + 2.0, new.rows.note_bottom() + 1.0),
        );
        let beside = if new.left { x - SHAPE - 3.0 } else { x + SHAPE + 3.0 };
        svg::number(&self.label.element, "x", beside);
        svg::number(&self.label.element, "y", y + 3.5);
        svg::set(
            &self.label.element,
            "text-anchor",
            if new.left { "end" } else { "start" },
        );
        svg::translate(&self.root, new.x, 0.0);
        svg::translate(&self.pole, new.x, 0.0);
        svg::set(&self.lag, "class", &format!("lag g{}", new.index % 6));
        svg::number(&self.lag, "x", new.x);
        svg::number(&self.lag, "width", (new.end - new.x).max(0.0));
        svg::number(&self.lag, "y", new.rows.note_top() - 4.0);
        svg::number(&self.lag, "height", NOTE_HEIGHT + 8.0);
        self.drawn = Some(new);
    }
}

/// Groups differ by shape as well as by colour.
fn shape(index: u32, x: f64, y: f64) -> String {
    if index.is_multiple_of(2) {
        format!("M{:.1} {:.1}h12l-6 9z", x - 6.0, y - 5.0)
    } else {
        format!("M{x:.1} {:.1}l6 6-6 6-6-6z", y - 6.5)
    }
}

fn label(flag: &Flag, span: &Span) -> String {
    let name = geometry::clip(&flag.group, if span.metrics.narrow { 10 } else { 18 });
    match span.side(flag.offset) {
        -1 => format!("‹ {name} {}", flag.offset),
        1 => format!("{name} {} ›", flag.offset),
        _ => format!("{name} {}", flag.offset),
    }
}
