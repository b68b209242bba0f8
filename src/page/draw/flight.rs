//! Requests and responses in the air: what each looks like and which way it goes.
//!
//! Absent on purpose: time of its own. Where a flight is follows from virtual time alone, so that paused means still.

use web_sys::Element;

use super::anchors::Anchors;
use super::curve::{self, Curve, End, Rect};
use super::geometry::Rows;
use super::{key_name, svg};
use crate::view::stage::{Flight, Note, Place, Stage, Stave};

/// At most so many are drawn; what is lost and records first, heartbeats last.
const MOST: usize = 60;
/// How far on its way a lost message breaks off.
const BREAKS: f64 = 0.6;
/// How long what is left of it can be seen, in virtual milliseconds.
pub const STAYS_MS: f64 = 900.0;

/// One thing that travels: a flight, or the part of it that goes to or comes from one partition.
#[derive(Clone, PartialEq)]
pub struct Trip {
    pub key: (u64, usize),
    pub sent_ms: u64,
    pub arrives_ms: u64,
    from: Goal,
    to: Goal,
    pub load: Load,
    /// It breaks off on its way.
    pub lost: bool,
}

#[derive(Clone, PartialEq)]
enum Goal {
    Place(Place),
    /// A slot on a stave; `None` for beyond its right end.
    Slot {
        stave: String,
        slot: Option<usize>,
    },
}

#[derive(Clone, PartialEq)]
pub enum Load {
    Records(Note),
    Answer { failed: bool },
    Call { api: &'static str, failed: bool },
    Dot { failed: bool },
}

impl Load {
    fn rank(&self) -> u8 {
        match self {
            Self::Records(_) => 0,
            Self::Answer { .. } | Self::Call { failed: true, .. } | Self::Dot { failed: true } => 1,
            Self::Call { .. } => 2,
            Self::Dot { .. } => 3,
        }
    }
}

/// Everything in the air on a stage, the most telling first where there is too much.
pub fn trips(stage: &Stage) -> Vec<Trip> {
    let mut trips: Vec<Trip> = stage
        .flights
        .iter()
        .flat_map(|flight| of_flight(flight, stage))
        .collect();
    if trips.len() > MOST {
        trips.sort_by_key(|trip| (!trip.lost, trip.load.rank()));
        trips.truncate(MOST);
    }
    trips
}

fn of_flight(flight: &Flight, stage: &Stage) -> Vec<Trip> {
    let failed = flight.error.is_some();
    let trip = |part: usize, from: Goal, to: Goal, load: Load| Trip {
        key: (flight.id, part),
        sent_ms: flight.sent_ms,
        arrives_ms: flight.arrives_ms,
        from,
        to,
        load,
        lost: flight.lost,
    };
    let (from, to) = (Goal::Place(flight.from.clone()), Goal::Place(flight.to.clone()));
    if flight.api == "Produce" && flight.response {
        let from = flight.notes.first().and_then(|note| goal(note, stage)).unwrap_or(from);
        return vec![trip(0, from, to, Load::Answer { failed })];
    }
    if !flight.notes.is_empty() {
        let notes = flight.notes.iter().enumerate();
        let trips = notes.filter_map(|(part, note)| {
            let stave = goal(note, stage)?;
            let (from, to) = if flight.response && is_of_follower(flight, note, stage) {
                (from.clone(), to.clone())
            } else if flight.response {
                (stave, to.clone())
            } else {
                (from.clone(), stave)
            };
            Some(trip(part, from, to, Load::Records(note.clone())))
        });
        return trips.collect();
    }
    let quiet = !flight.lost && matches!(flight.api, "Heartbeat" | "Fetch" | "Metadata" | "ApiVersions");
    let load = if quiet {
        Load::Dot { failed }
    } else {
        Load::Call {
            api: flight.api,
            failed,
        }
    };
    vec![trip(0, from, to, load)]
}

/// A stave is the leader's log: what a follower gives of its copy comes from its broker.
fn is_of_follower(flight: &Flight, note: &Note, stage: &Stage) -> bool {
    let topic = stage.topics.iter().find(|topic| topic.name == note.topic);
    let mut staves = topic.iter().flat_map(|topic| &topic.staves);
    let stave = staves.find(|stave| stave.partition == note.partition);
    stave.is_some_and(|stave| 0 <= stave.leader && flight.from != Place::Broker(stave.leader))
}

/// Where on its stave a note comes from, or goes to.
fn goal(note: &Note, stage: &Stage) -> Option<Goal> {
    let topic = stage.topics.iter().find(|topic| topic.name == note.topic)?;
    let stave = topic.staves.iter().find(|stave| stave.partition == note.partition)?;
    let slot = match note.first_offset {
        Some(offset) => stave.cells.iter().position(|cell| cell.offset >= offset),
        None => next_slot(stave),
    };
    Some(Goal::Slot {
        stave: format!("{}/{}", note.topic, note.partition),
        slot,
    })
}

fn next_slot(stave: &Stave) -> Option<usize> {
    let at_end = stave
        .cells
        .last()
        .is_none_or(|cell| cell.offset + 1 >= stave.log_end_offset);
    at_end.then_some(stave.cells.len())
}

impl Trip {
    /// The way of this trip on the screen, if both its ends are there.
    pub fn curve(&self, anchors: &Anchors, rows: Rows) -> Option<Curve> {
        let (from, to) = (self.from.rect(anchors, rows)?, self.to.rect(anchors, rows)?);
        let away = |goal: &Goal, rect: Rect, other: Rect| match goal {
            // Notes land in the middle of their cell.
            Goal::Slot { .. } => End {
                at: rect.middle(),
                way: rect.exit(other.middle()).way,
            },
            Goal::Place(_) => rect.exit(other.middle()),
        };
        Some(Curve::between(away(&self.from, from, to), away(&self.to, to, from)))
    }

    /// Where it is at this moment. Without motion it stands half-way, broken off from the start.
    pub fn stand(&self, now_ms: f64, still: bool) -> Stand {
        let length = self.arrives_ms.saturating_sub(self.sent_ms).max(1) as f64;
        let way = curve::ease((now_ms - self.sent_ms as f64) / length);
        let over = (now_ms - self.arrives_ms as f64) / STAYS_MS;
        Stand {
            way: if still {
                0.5
            } else {
                way.min(if self.lost { BREAKS } else { 1.0 })
            },
            broken: self.lost && (still || BREAKS <= way),
            faded: if still { 0.0 } else { (over * 1.5 - 0.5).clamp(0.0, 1.0) },
        }
    }
}

/// Where something in the air is, and what has become of it.
#[derive(Clone, Copy, PartialEq)]
pub struct Stand {
    /// From 0 to 1.
    way: f64,
    broken: bool,
    /// From 0 to 1: how little is left of it.
    faded: f64,
}

impl Goal {
    fn rect(&self, anchors: &Anchors, rows: Rows) -> Option<Rect> {
        match self {
            Self::Place(Place::Producer(name)) => anchors.producers.get(&**name).copied(),
            Self::Place(Place::Consumer(name)) => anchors.consumers.get(&**name).copied(),
            Self::Place(Place::Broker(id)) => anchors.brokers.get(&id.to_string()).copied(),
            Self::Slot { stave, slot } => {
                let Some(stave) = anchors.staves.get(stave) else {
                    // A topic that is folded takes its records as a whole.
                    return anchors.topics.get(stave.rsplit_once('/')?.0).copied();
                };
                let slot = slot.map_or(stave.metrics.notes() as usize, |slot| {
                    slot.min(stave.metrics.notes() as usize)
                });
                let left = stave.rect.left + stave.metrics.slot_x(slot as f64);
                let rows = if stave.compact { Rows::of(1, true) } else { rows };
                let top = stave.rect.top + rows.note_top();
                Some(Rect {
                    left,
                    top,
                    right: left + stave.metrics.note,
                    bottom: top + rows.note_height(),
                })
            }
        }
    }
}

/// The elements of one trip.
pub struct Flyer {
    pub key: (u64, usize),
    pub lost: bool,
    pub body: Element,
    guide: Option<Element>,
    curve: Option<Curve>,
    /// Half of its length: where the cross stands before it.
    reach: f64,
    cross: Option<Element>,
}

impl Flyer {
    pub fn new(trip: &Trip, key: Option<&str>, guides: &Element, bodies: &Element) -> Self {
        let body = svg::svg_in(bodies, "g", &[]);
        let mut guide = None;
        let reach = match &trip.load {
            Load::Records(_) => 28.0,
            Load::Answer { .. } => 19.0,
            Load::Call { api, .. } => call_width(api) / 2.0 + 10.0,
            Load::Dot { .. } => 14.0,
        };
        match &trip.load {
            Load::Records(note) => {
                let color = note.cells.first().map_or(0, |cell| cell.1.min(5));
                guide = Some(svg::svg_in(guides, "path", &[("class", &format!("guide k{color}"))]));
                records(&body, note, key);
            }
            Load::Answer { failed } => answer(&body, *failed),
            Load::Call { api, failed } => call(&body, api, *failed),
            Load::Dot { failed } => {
                svg::set(&body, "class", if *failed { "dot bad" } else { "dot" });
                svg::svg_in(&body, "circle", &[("r", if *failed { "4" } else { "2.6" })]);
            }
        }
        Self {
            key: trip.key,
            lost: trip.lost,
            body,
            guide,
            curve: None,
            reach,
            cross: None,
        }
    }

    pub fn fly(&mut self, curve: Curve, stand: Stand) {
        if let Some(guide) = self.guide.as_ref().filter(|_| self.curve != Some(curve)) {
            svg::set(guide, "d", &curve.path());
        }
        self.curve = Some(curve);
        let (x, y) = curve.at(stand.way);
        svg::place(&self.body, x, y);
        if stand.broken {
            self.break_off(curve, stand);
        } else if let Some(cross) = self.cross.take() {
            // Time went back a little.
            cross.remove();
            svg::class(&self.body, "broken", false);
            svg::number(&self.body, "opacity", 1.0);
        }
    }

    /// A cross on the way before it; it pales.
    fn break_off(&mut self, curve: Curve, stand: Stand) {
        let cross = self.cross.get_or_insert_with(|| {
            svg::class(&self.body, "broken", true);
            let cross = svg::svg_in(&self.body, "g", &[("class", "cross")]);
            for class in ["halo", "line"] {
                svg::svg_in(&cross, "path", &[("class", class), ("d", "M-6 -6L6 6M6 -6L-6 6")]);
            }
            cross
        });
        let (here, ahead) = (curve.at(stand.way), curve.at((stand.way + 0.02).min(1.0)));
        let (dx, dy) = (ahead.0 - here.0, ahead.1 - here.1);
        let length = dx.hypot(dy).max(0.001);
        svg::place(cross, dx / length * self.reach, dy / length * self.reach);
        svg::number(&self.body, "opacity", 1.0 - stand.faded);
    }

    pub fn remove(self) {
        self.body.remove();
        if let Some(guide) = self.guide {
            guide.remove();
        }
    }
}

/// A few of the records, stacked slightly, the first in front, and how many more travel.
fn records(body: &Element, note: &Note, wanted: Option<&str>) {
    let shown = note.cells.len().clamp(1, 3);
    let own = note.cells.iter().any(|cell| cell.0.as_deref() == wanted);
    let dress = wanted.map_or("", |_| if own { " lit" } else { " dim" });
    svg::set(body, "class", &format!("cargo{dress}"));
    for n in (0..shown).rev() {
        let color = note.cells.get(n).map_or(0, |cell| cell.1.min(5));
        let rect = svg::svg_in(body, "rect", &[("width", "34"), ("height", "26"), ("rx", "6")]);
        svg::set(&rect, "class", &format!("k{color}"));
        svg::number(&rect, "x", -17.0 + n as f64 * 3.5);
        svg::number(&rect, "y", -13.0 - n as f64 * 3.5);
    }
    let key = note
        .cells
        .first()
        .map_or_else(String::new, |cell| key_name(cell.0.as_deref()));
    let long = key.chars().count() > 4;
    let text = svg::svg_in(
        body,
        "text",
        &[("class", if long { "kt long" } else { "kt" }), ("y", "4")],
    );
    text.set_text_content(Some(&key));
    if note.count > 1 {
        let more = format!("+{}", note.count - 1);
        let width = svg::text_width(&more, 9.5) + 9.0;
        let badge = svg::svg_in(body, "g", &[("class", "badge")]);
        svg::place(
            &badge,
            17.0 + (shown - 1) as f64 * 3.5,
            -13.0 - (shown - 1) as f64 * 3.5,
        );
        pill(&badge, width, 14.0, &more);
    }
}

fn pill(parent: &Element, width: f64, height: f64, text: &str) {
    let rect = svg::svg_in(parent, "rect", &[]);
    for (name, value) in [("width", width), ("height", height), ("rx", height / 2.0)] {
        svg::number(&rect, name, value);
    }
    svg::number(&rect, "x", -width / 2.0);
    svg::number(&rect, "y", -height / 2.0);
    svg::svg_in(parent, "text", &[("y", "3.2")]).set_text_content(Some(text));
}

fn answer(body: &Element, failed: bool) {
    svg::set(body, "class", if failed { "answer bad" } else { "answer" });
    svg::svg_in(body, "circle", &[("r", "8.5")]);
    svg::svg_in(
        body,
        "path",
        &[(
            "d",
            if failed {
                "M-3 -3l6 6M3 -3l-6 6"
            } else {
                "M-3.8 .4l2.6 2.8 5-6"
            },
        )],
    );
}

fn call(body: &Element, api: &str, failed: bool) {
    svg::set(body, "class", if failed { "call bad" } else { "call" });
    pill(body, call_width(api), 16.0, api);
}

fn call_width(api: &str) -> f64 {
    svg::text_width(api, 9.5) + 14.0
}
