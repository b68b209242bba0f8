//! Playheads: where each consumer reads next, to see and to drag.
//!
//! Absent on purpose: what dragging means; a playhead only shows where it would go.

use web_sys::Element;

use super::Words;
use super::geometry::{self, LANE, Rows, Wish};
use super::span::Span;
use super::svg::{self, Shown};
use crate::view::stage::{Flag, Stave, Text};

/// Half the width of a handle.
const HANDLE: f64 = 5.0;
/// From one handle to the next where several stand at one place.
const APART: f64 = 12.0;

pub struct Heads {
    group: Element,
    /// Below all labels, so that no line crosses a name.
    poles: Element,
    mark: Shown,
    pub shown: Vec<Head>,
}

pub struct Head {
    pub consumer: Text,
    pub offset: i64,
    index: u32,
    /// What was last said of it: offset, log start, log end.
    spoken: Option<(i64, i64, i64)>,
    /// Where it would go while it is dragged or moved by keys.
    pub target: Option<i64>,
    root: Element,
    line: Element,
    handle: Element,
    hit: Element,
    label: Shown,
    drawn: Option<Drawn>,
}

#[derive(Clone, PartialEq)]
struct Drawn {
    x: f64,
    aside: f64,
    text_x: f64,
    lane: u32,
    left: bool,
    away: bool,
    moving: bool,
    index: u32,
    rows: Rows,
}

/// Where the label of the high watermark may stand.
pub struct Watermark {
    pub x: f64,
    pub text: String,
}

impl Heads {
    pub fn new(group: Element, poles: Element, mark: Element) -> Self {
        Self {
            group,
            poles,
            mark: Shown::new(mark),
            shown: Vec::new(),
        }
    }

    pub fn draw(&mut self, flags: &[&Flag], stave: &Stave, span: &Span, watermark: Option<Watermark>, words: &Words) {
        self.keep(flags);
        for (flag, head) in flags.iter().zip(&mut self.shown) {
            head.index = flag.group_index;
        }
        let target = |(flag, head): (&&Flag, &Head)| head.target.unwrap_or(flag.offset);
        let offsets: Vec<i64> = flags.iter().zip(&self.shown).map(target).collect();
        let texts = flags
            .iter()
            .zip(&offsets)
            .map(|(flag, offset)| name(flag, *offset, span));
        let texts: Vec<String> = texts.collect();
        let clusters = clusters(&offsets, span);
        let mut wishes: Vec<Wish> = clusters.iter().map(|(x, members)| wish(*x, members, &texts)).collect();
        if let Some(mark) = &watermark {
            wishes.extend(places_for(mark, &wishes));
        }
        let places = geometry::stack(&wishes, span.rows.head_lanes, span.metrics.stave);
        for ((_, members), place) in clusters.iter().zip(&places) {
            self.cluster(members, *place, &offsets, &texts, span);
        }
        for (flag, head) in flags.iter().zip(&mut self.shown) {
            head.follow(flag, stave, words);
        }
        let mut tries = wishes.iter().zip(places).skip(clusters.len());
        let found = tries.find(|(_, place)| !place.hidden);
        self.watermark(watermark, found.map(|(wish, place)| (wish.x, place)), span);
    }

    /// Handles that share a place stand side by side, then their names.
    fn cluster(&mut self, members: &[usize], place: geometry::Place, offsets: &[i64], texts: &[String], span: &Span) {
        let side = if place.left { -1.0 } else { 1.0 };
        let mut text_x = (members.len() - 1) as f64 * APART + HANDLE + 4.0;
        for (n, &member) in members.iter().enumerate() {
            let head = &mut self.shown[member];
            let hidden = place.hidden || (span.rows.compact && head.target.is_none());
            head.label.set(if hidden { "" } else { &texts[member] });
            head.draw(Drawn {
                x: span.x(offsets[member]),
                aside: n as f64 * APART * side,
                text_x: text_x * side,
                lane: place.lane,
                left: place.left,
                away: span.side(offsets[member]) != 0,
                moving: head.target.is_some(),
                index: head.index,
                rows: span.rows,
            });
            text_x += svg::text_width(&texts[member], 10.5) + 6.0;
        }
    }

    fn watermark(&mut self, watermark: Option<Watermark>, found: Option<(f64, geometry::Place)>, span: &Span) {
        let Some((mark, (x, place))) = watermark.zip(found) else {
            return self.mark.set("");
        };
        self.mark.set(&mark.text);
        let side = if place.left { -4.0 } else { 4.0 };
        svg::number(&self.mark.element, "x", x + side + span.shift());
        svg::number(
            &self.mark.element,
            "y",
            span.rows.heads_top() + f64::from(place.lane) * LANE + 9.0,
        );
        svg::set(
            &self.mark.element,
            "text-anchor",
            if place.left { "end" } else { "start" },
        );
    }

    /// Takes all playheads away.
    pub fn clear(&mut self) {
        self.keep(&[]);
    }

    /// One head per consumer, in the given order, so that `data-head` is its index.
    fn keep(&mut self, flags: &[&Flag]) {
        let same = |(head, flag): (&Head, &&Flag)| Some(&head.consumer) == flag.consumer.as_ref();
        if self.shown.len() == flags.len() && self.shown.iter().zip(flags).all(same) {
            return;
        }
        let mut old = std::mem::take(&mut self.shown);
        for (n, flag) in flags.iter().enumerate() {
            let Some(consumer) = &flag.consumer else { continue };
            let found = old.iter().position(|head| head.consumer == *consumer);
            let head = found.map(|at| old.swap_remove(at));
            let head = head.unwrap_or_else(|| Head::new(consumer, &self.group, &self.poles));
            svg::set(&head.root, "data-head", &n.to_string());
            self.shown.push(head);
        }
        for head in old {
            head.root.remove();
            head.line.remove();
        }
    }
}

impl Head {
    fn new(consumer: &Text, group: &Element, poles: &Element) -> Self {
        let root = svg::svg_in(group, "g", &[("class", "head"), ("role", "slider"), ("tabindex", "0")]);
        let line = svg::svg_in(poles, "path", &[]);
        let handle = svg::svg_in(&root, "path", &[("class", "shape")]);
        let label = Shown::new(svg::svg_in(&root, "text", &[]));
        let hit = svg::svg_in(&root, "rect", &[("class", "hit"), ("width", "24")]);
        let (consumer, drawn) = (consumer.clone(), None);
        Self {
            consumer,
            offset: 0,
            index: 0,
            spoken: None,
            target: None,
            root,
            line,
            handle,
            hit,
            label,
            drawn,
        }
    }

    pub fn root(&self) -> &Element {
        &self.root
    }

    fn draw(&mut self, new: Drawn) {
        if self.drawn.as_ref() == Some(&new) {
            return;
        }
        let top = new.rows.heads_top() + f64::from(new.lane) * LANE;
        let away = if new.away { " away" } else { "" };
        let moving = if new.moving { " moved" } else { "" };
        svg::set(&self.root, "class", &format!("head g{}{away}{moving}", new.index % 6));
        svg::set(&self.line, "class", &format!("pole g{}{away}{moving}", new.index % 6));
        let (line, aside) = (new.aside / APART * 2.0, new.aside);
        let compact = new.rows.compact;
        let knee = new.rows.note_bottom() + if compact { 0.0 } else { 12.0 };
        let d = format!(
            "M{line:.1} {:.1}V{knee:.1}L{aside:.1} {:.1}V{:.1}",
            new.rows.note_top() - 4.0,
            knee + if compact { 1.0 } else { 3.0 },
            top + if compact { 1.0 } else { 4.0 }
        );
        svg::set(&self.line, "d", &d);
        let handle = if compact {
            format!("M{aside:.1} {top:.1}l4.5 5.5h-9z")
        } else {
            let top = top + 0.5;
            format!("M{aside:.1} {top:.1}l5 4.5v5.5a1.5 1.5 0 0 1-1.5 1.5h-7a1.5 1.5 0 0 1-1.5-1.5v-5.5z")
        };
        svg::set(&self.handle, "d", &handle);
        svg::number(&self.hit, "height", if compact { 9.0 } else { 20.0 });
        svg::number(&self.hit, "x", aside - 12.0);
        svg::number(&self.hit, "y", top - 3.0);
        svg::number(&self.label.element, "x", new.text_x);
        svg::number(&self.label.element, "y", top + if compact { 5.0 } else { 9.5 });
        svg::set(
            &self.label.element,
            "text-anchor",
            if new.left { "end" } else { "start" },
        );
        svg::translate(&self.root, new.x, 0.0);
        svg::translate(&self.line, new.x, 0.0);
        self.drawn = Some(new);
    }

    /// Takes the consumer's position, and says it where it is heard rather than seen.
    fn follow(&mut self, flag: &Flag, stave: &Stave, words: &Words) {
        self.offset = flag.offset;
        let offset = self.target.unwrap_or(flag.offset);
        let spoken = (offset, stave.log_start_offset, stave.log_end_offset);
        if self.spoken != Some(spoken) {
            let partition = stave.partition.to_string();
            let label = [("consumer", self.consumer.to_string()), ("partition", partition)];
            let label = self.spoken.is_none().then(|| words.say("playhead-label", &label));
            svg::say_slider(&self.root, label, spoken, words);
            self.spoken = Some(spoken);
        }
    }
}

/// The playheads by the place where they stand.
fn clusters(offsets: &[i64], span: &Span) -> Vec<(f64, Vec<usize>)> {
    let mut clusters: Vec<(f64, Vec<usize>)> = Vec::new();
    for (n, offset) in offsets.iter().enumerate() {
        let x = span.visible_x(*offset);
        match clusters.iter_mut().find(|(at, _)| (*at - x).abs() < 1.0) {
            Some((_, members)) => members.push(n),
            None => clusters.push((x, vec![n])),
        }
    }
    clusters
}

/// Where the high watermark's name may stand: at its line; else left of the playhead there; else after its name.
fn places_for(mark: &Watermark, heads: &[Wish]) -> [Wish; 3] {
    let text = svg::text_width(&mark.text, 9.5);
    let there = heads.iter().find(|wish| (wish.x - mark.x).abs() < 1.0);
    let after = there.map_or(8.0, |wish| wish.shape + wish.text + 10.0);
    [(0.0, 1.0), (-8.0, 0.0), (after, 0.0)].map(|(aside, shape)| Wish {
        x: mark.x + aside,
        shape,
        text,
    })
}

fn wish(x: f64, members: &[usize], texts: &[String]) -> Wish {
    let names: f64 = members.iter().map(|&n| svg::text_width(&texts[n], 10.5) + 6.0).sum();
    Wish {
        x,
        shape: HANDLE + 1.0,
        text: (members.len() - 1) as f64 * APART + names - 6.0,
    }
}

/// The consumer's name; with the offset where it would go, while it is moved; with an arrow, where it is out of sight.
fn name(flag: &Flag, offset: i64, span: &Span) -> String {
    let consumer = flag.consumer.as_deref().unwrap_or_default();
    let name = geometry::clip(consumer, if span.metrics.narrow { 9 } else { 16 });
    match span.side(offset) {
        _ if offset != flag.offset => format!("{name} → {offset}"),
        -1 => format!("‹ {name}"),
        1 => format!("{name} ›"),
        _ => name,
    }
}
