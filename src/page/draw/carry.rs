//! Carrying something across the page: a consumer to a group, a line from a producer to a topic.
//!
//! What can be carried says so by `data-carry`; where it may be dropped follows from `data-group` and `data-topic`.
//! Absent on purpose: what the drop means, and the keyboard, which has the same deeds in menus.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

use super::curve::{Curve, End, Rect};
use super::{Act, svg};
use crate::view::stage::Text;

/// What is carried.
#[derive(Clone, Debug, PartialEq)]
pub enum Cargo {
    /// The end of a line from this producer.
    Line(Text),
    Member(Text),
    /// A consumer that is not there yet.
    NewMember,
}

/// So far a pointer may tremble and still be a click.
const TREMBLE: f64 = 6.0;

/// Listens for as long as it lives.
pub struct Carry {
    _listeners: Vec<EventListener>,
}

struct Trip {
    cargo: Cargo,
    source: Element,
    pointer: i32,
    from: (f64, f64),
    /// Nothing is shown before the pointer has really moved.
    ghost: Option<Ghost>,
    target: Option<Element>,
}

/// What is seen under the pointer.
struct Ghost {
    root: Element,
    thread: Element,
    tag: Element,
    plate: Element,
    text: Element,
}

impl Carry {
    pub fn new(act: Rc<dyn Fn(Act)>) -> Self {
        let trip: Rc<RefCell<Option<Trip>>> = Rc::default();
        let on = |name: &'static str, hand: fn(&mut Option<Trip>, &Event) -> Option<Act>| {
            let (trip, act) = (trip.clone(), act.clone());
            EventListener::new(&svg::document(), name, move |event| {
                let found = trip.try_borrow_mut().ok().and_then(|mut trip| hand(&mut trip, event));
                if let Some(found) = found {
                    act(found);
                }
            })
        };
        Carry {
            _listeners: vec![
                on("pointerdown", take),
                on("pointermove", carry),
                on("pointerup", drop_it),
                on("pointercancel", give_up),
                on("keydown", key),
            ],
        }
    }
}

fn take(trip: &mut Option<Trip>, event: &Event) -> Option<Act> {
    let event: &PointerEvent = event.dyn_ref()?;
    let target: Element = event.target()?.dyn_into().ok()?;
    let (source, kind) = svg::up(&target, "data-carry")?;
    // A finger on a card scrolls; only the handle is for carrying. Controls in a card stay what they are.
    let handle = target.closest(".grip").ok().flatten().is_some();
    let control = target.closest("button, a, input, select").ok().flatten();
    let control = control.is_some_and(|control| control != source && !handle);
    if event.button() != 0 || control || (event.pointer_type() == "touch" && !handle) {
        return None;
    }
    let name = |attribute: &str| Some(Text::from(svg::up(&source, attribute)?.1));
    let cargo = match kind.as_str() {
        "line" => Cargo::Line(name("data-producer")?),
        "member" => Cargo::Member(name("data-consumer")?),
        _ => Cargo::NewMember,
    };
    *trip = Some(Trip {
        cargo,
        source,
        pointer: event.pointer_id(),
        from: (f64::from(event.client_x()), f64::from(event.client_y())),
        ghost: None,
        target: None,
    });
    None
}

fn carry(trip: &mut Option<Trip>, event: &Event) -> Option<Act> {
    let event: &PointerEvent = event.dyn_ref()?;
    let trip = trip.as_mut().filter(|trip| trip.pointer == event.pointer_id())?;
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    if trip.ghost.is_none() && (at.0 - trip.from.0).hypot(at.1 - trip.from.1) < TREMBLE {
        return None;
    }
    if trip.ghost.is_none() {
        trip.ghost = Ghost::new();
        light(trip, true);
    }
    trip.aim(at);
    None
}

fn drop_it(trip: &mut Option<Trip>, event: &Event) -> Option<Act> {
    let event: &PointerEvent = event.dyn_ref()?;
    let own = trip.as_ref().is_some_and(|trip| trip.pointer == event.pointer_id());
    let mut done = if own { trip.take()? } else { return None };
    if done.ghost.is_some() {
        done.aim((f64::from(event.client_x()), f64::from(event.client_y())));
    }
    let onto = done.target.as_ref().and_then(|target| done.name_of(target));
    let carried = done.ghost.is_some();
    done.end();
    let onto = onto.filter(|_| carried)?;
    Some(Act::Drop { what: done.cargo, onto })
}

fn give_up(trip: &mut Option<Trip>, _: &Event) -> Option<Act> {
    if let Some(mut trip) = trip.take() {
        trip.end();
    }
    None
}

fn key(trip: &mut Option<Trip>, event: &Event) -> Option<Act> {
    let key = event.dyn_ref::<KeyboardEvent>()?.key();
    if key == "Escape" { give_up(trip, event) } else { None }
}

impl Trip {
    fn wanted(&self) -> &'static str {
        match self.cargo {
            Cargo::Line(_) => "data-topic",
            Cargo::Member(_) | Cargo::NewMember => "data-group",
        }
    }

    fn name_of(&self, target: &Element) -> Option<Text> {
        target.get_attribute(self.wanted()).map(Text::from)
    }

    /// A group takes no member that it has.
    fn takes(&self, target: &Element) -> bool {
        self.cargo == Cargo::NewMember || !target.contains(Some(&self.source))
    }

    fn aim(&mut self, at: (f64, f64)) {
        let under = svg::document().element_from_point(at.0 as f32, at.1 as f32);
        let target = under
            .and_then(|under| svg::up(&under, self.wanted()))
            .map(|(target, _)| target)
            .filter(|target| self.takes(target));
        if self.target != target {
            for (element, on) in [(&self.target, false), (&target, true)] {
                if let Some(element) = element {
                    svg::class(element, "drop-on", on);
                }
            }
            self.target = target;
        }
        let name = match &self.cargo {
            Cargo::Line(name) | Cargo::Member(name) => name.to_string(),
            Cargo::NewMember => "+".to_owned(),
        };
        let onto = self.target.as_ref().and_then(|target| self.name_of(target));
        let text = onto.map_or(name.clone(), |onto| format!("{name} → {onto}"));
        if let Some(ghost) = &self.ghost {
            let line = matches!(self.cargo, Cargo::Line(_)).then_some(&self.source);
            ghost.show(line, at, &text);
        }
    }

    fn end(&mut self) {
        light(self, false);
        if let Some(target) = &self.target {
            svg::class(target, "drop-on", false);
        }
        if let Some(ghost) = &self.ghost {
            ghost.root.remove();
        }
    }
}

/// Shows where it may be dropped.
fn light(trip: &Trip, on: bool) {
    let Ok(all) = svg::document().query_selector_all(&format!("[{}]", trip.wanted())) else {
        return;
    };
    let all = (0..all.length()).filter_map(|n| all.item(n)?.dyn_into::<Element>().ok());
    all.filter(|target| trip.takes(target))
        .for_each(|target| svg::class(&target, "drop-here", on));
    if let Some(body) = svg::document().body() {
        svg::class(&body, "carrying", on);
    }
}

impl Ghost {
    fn new() -> Option<Self> {
        let body = svg::document().body()?;
        let root = svg::svg_in(&body, "svg", &[("class", "carried"), ("aria-hidden", "true")]);
        let thread = svg::svg_in(&root, "path", &[("class", "thread")]);
        let tag = svg::svg_in(&root, "g", &[]);
        let plate = svg::svg_in(&tag, "rect", &[("rx", "8"), ("height", "26"), ("y", "-34")]);
        let text = svg::svg_in(&tag, "text", &[("y", "-17")]);
        svg::svg_in(&tag, "circle", &[("r", "5")]);
        Some(Ghost {
            root,
            thread,
            tag,
            plate,
            text,
        })
    }

    fn show(&self, line_from: Option<&Element>, at: (f64, f64), text: &str) {
        if let Some(source) = line_from {
            let rect = source.get_bounding_client_rect();
            let rect = Rect {
                left: rect.left(),
                top: rect.top(),
                right: rect.right(),
                bottom: rect.bottom(),
            };
            let end = End { at, way: (-1.0, 0.0) };
            svg::set(&self.thread, "d", &Curve::between(rect.exit(at), end).path());
        }
        svg::place(&self.tag, at.0, at.1);
        let width = svg::text_width(text, 12.0) + 20.0;
        svg::number(&self.plate, "x", -width / 2.0);
        svg::number(&self.plate, "width", width);
        self.text.set_text_content(Some(text));
    }
}
