//! The flags of committed offsets above a stave, to see and to drag, and the lag between each flag and the log end.
//!
//! Absent on purpose: positions of consumers, which are playheads (`heads.rs`), and what dragging means.

use web_sys::Element;

use super::Words;
use super::geometry::{self, LANE, Rows, Wish};
use super::span::Span;
use super::svg::{self, Shown};
use crate::view::stage::{Flag, Stave, Text};

/// Half the width of a flag's shape.
const SHAPE: f64 = 6.0;

pub struct Flags {
    group: Element,
    lags: Element,
    /// Below all labels, so that no pole crosses a name.
    poles: Element,
    pub shown: Vec<Pole>,
}

pub struct Pole {
    pub group: Text,
    pub offset: i64,
    /// Where it would go while it is dragged or moved by keys.
    pub target: Option<i64>,
    /// What was last said of it: offset, log start, log end.
    spoken: Option<(i64, i64, i64)>,
    pub root: Element,
    hit: Element,
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
    moving: bool,
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

    pub fn draw(&mut self, flags: &[&Flag], stave: &Stave, span: &Span, words: &Words) {
        self.keep(flags);
        let target = |(flag, pole): (&&Flag, &Pole)| pole.target.unwrap_or(flag.offset);
        let offsets: Vec<i64> = flags.iter().zip(&self.shown).map(target).collect();
        let texts = flags.iter().zip(&offsets);
        let texts: Vec<String> = texts.map(|(flag, offset)| label(flag, *offset, span)).collect();
        let wishes: Vec<Wish> = offsets
            .iter()
            .zip(&texts)
            .map(|(offset, text)| Wish {
                x: span.visible_x(*offset),
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
                x: span.x(offsets[n]) + geometry::fan(twins, 2.0),
                end: span.end_x(),
                shape_x: aside,
                lane: place.lane,
                left: place.left,
                away: span.side(offsets[n]) != 0,
                moving: pole.target.is_some(),
                index: flag.group_index,
                rows: span.rows,
            };
            let hidden = place.hidden || (span.rows.compact && pole.target.is_none());
            pole.label.set(if hidden { "" } else { &texts[n] });
            pole.title.set(&format!("{} {}", flag.group, flag.offset));
            pole.draw(drawn);
            pole.follow(flag, stave, words);
        }
    }

    /// Takes all flags away.
    pub fn clear(&mut self) {
        self.keep(&[]);
    }

    /// One pole per group, in the given order, so that `data-flag` is its index.
    fn keep(&mut self, flags: &[&Flag]) {
        let same = |(pole, flag): (&Pole, &&Flag)| pole.group == flag.group;
        if self.shown.len() == flags.len() && self.shown.iter().zip(flags).all(same) {
            return;
        }
        let mut old = std::mem::take(&mut self.shown);
        for (n, flag) in flags.iter().enumerate() {
            let found = old.iter().position(|pole| pole.group == flag.group);
            let pole = found.map(|at| old.swap_remove(at));
            let pole = pole.unwrap_or_else(|| Pole::new(flag, &self.group, &self.lags, &self.poles));
            svg::set(&pole.root, "data-flag", &n.to_string());
            self.shown.push(pole);
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
        let root = svg::svg_in(group, "g", &[("class", "flag"), ("role", "slider"), ("tabindex", "0")]);
        let title = Shown::new(svg::svg_in(&root, "title", &[]));
        let pole = svg::svg_in(poles, "path", &[]);
        let shape = svg::svg_in(&root, "path", &[("class", "shape")]);
        let label = Shown::new(svg::svg_in(&root, "text", &[]));
        let hit = svg::svg_in(&root, "rect", &[("class", "hit"), ("width", "24")]);
        let lag = svg::svg_in(lags, "rect", &[("rx", "7")]);
        Self {
            group: flag.group.clone(),
            offset: flag.offset,
            target: None,
            spoken: None,
            root,
            hit,
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
        let (x, y) = (new.shape_x, if new.rows.compact { 3.5 } else { top + 7.0 });
        let (color, away) = (new.index % 6, if new.away { " away" } else { "" });
        let moving = if new.moving { " moved" } else { "" };
        svg::set(&self.root, "class", &format!("flag g{color}{away}{moving}"));
        svg::set(&self.pole, "class", &format!("pole g{color}{away}{moving}"));
        svg::set(&self.shape, "d", &shape(new.index, x, y, new.rows.compact));
        svg::number(&self.hit, "x", x - 12.0);
        svg::number(&self.hit, "y", top - 1.0);
        svg::number(&self.hit, "height", if new.rows.compact { 8.0 } else { 15.0 });
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
        svg::number(&self.lag, "height", new.rows.note_height() + 8.0);
        self.drawn = Some(new);
    }

    /// Takes the committed offset, and says it where it is heard rather than seen.
    fn follow(&mut self, flag: &Flag, stave: &Stave, words: &Words) {
        self.offset = flag.offset;
        let offset = self.target.unwrap_or(flag.offset);
        let spoken = (offset, stave.log_start_offset, stave.log_end_offset);
        if self.spoken != Some(spoken) {
            let partition = stave.partition.to_string();
            let label = [("group", self.group.to_string()), ("partition", partition)];
            let label = self.spoken.is_none().then(|| words.say("flag-label", &label));
            svg::say_slider(&self.root, label, spoken, words);
            self.spoken = Some(spoken);
        }
    }
}

/// Groups differ by shape as well as by colour.
fn shape(index: u32, x: f64, y: f64, compact: bool) -> String {
    let r = if compact { 3.7 } else { 6.0 };
    if index.is_multiple_of(2) {
        format!("M{:.1} {:.1}h{:.1}l-{r} {:.1}z", x - r, y - r * 0.8, r * 2.0, r * 1.5)
    } else {
        format!("M{x:.1} {:.1}l{r} {r}-{r} {r}-{r}-{r}z", y - r - 0.2)
    }
}

/// The group's name and offset; with the offset where it would go, while it is moved.
fn label(flag: &Flag, offset: i64, span: &Span) -> String {
    let name = geometry::clip(&flag.group, if span.metrics.narrow { 10 } else { 18 });
    match span.side(offset) {
        _ if offset != flag.offset => format!("{name} {} → {offset}", flag.offset),
        -1 => format!("‹ {name} {offset}"),
        1 => format!("{name} {offset} ›"),
        _ => format!("{name} {offset}"),
    }
}
