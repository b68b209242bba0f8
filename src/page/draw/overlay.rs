//! What lies over the whole page: the bands of the assignment and everything in flight.
//!
//! Absent on purpose: any share in what a person can do; the pointer passes through it, and a screen reader hears the
//! same from the cards and the story.

use std::cell::RefCell;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, Node, ResizeObserver};

use super::anchors::Anchors;
use super::curve::Curve;
use super::flight::{self, Flyer, Trip};
use super::geometry::Rows;
use super::{Look, svg};
use crate::view::stage::{Stage, Text};

/// So many drawings after which everything is measured again in any case: a safety net for moves that resize nothing.
const AGE: u32 = 90;

pub struct Overlay {
    sky: Rc<RefCell<Sky>>,
    observer: Option<ResizeObserver>,
    _scrolled: EventListener,
    _resized: Closure<dyn FnMut()>,
}

struct Sky {
    container: HtmlElement,
    svg: Element,
    ribbons: Element,
    guides: Element,
    bodies: Element,
    observer: Option<ResizeObserver>,
    anchors: Anchors,
    stale: bool,
    age: u32,
    structure: u64,
    bands: Vec<Band>,
    trips: Vec<Trip>,
    /// What was lost a moment ago.
    wrecks: Vec<Trip>,
    /// How often the session had changed when this was drawn.
    changes: u64,
    flyers: Vec<Flyer>,
    now_ms: f64,
    rows: Rows,
    /// The key that is looked for.
    key: Option<Text>,
    still: bool,
}

/// A stave and the member that owns it.
struct Band {
    stave: String,
    group: Text,
    consumer: Text,
    index: u32,
    reading: bool,
    /// Which of the member's bands: they keep a little apart.
    lane: usize,
    element: Element,
    path: String,
}

impl Overlay {
    pub fn new(container: HtmlElement) -> Self {
        let sky = Rc::new(RefCell::new(Sky::new(container.clone())));
        let again = {
            let sky = Rc::downgrade(&sky);
            move || {
                if let Some(sky) = sky.upgrade()
                    && let Ok(mut sky) = sky.try_borrow_mut()
                {
                    sky.stale = true;
                    sky.paint();
                }
            }
        };
        let resized = Closure::<dyn FnMut()>::new(again.clone());
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&container);
        }
        sky.borrow_mut().observer.clone_from(&observer);
        // Any column may scroll inside the page; scrolling does not bubble, so it is caught on its way down.
        let options = EventListenerOptions {
            phase: EventListenerPhase::Capture,
            passive: true,
        };
        let scrolled = EventListener::new_with_options(&svg::document(), "scroll", options, move |event| {
            // What scrolls elsewhere, as the story does with every line, moves nothing here.
            let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
            if target.is_some_and(|target| target.contains(Some(&container)) || container.contains(Some(&target))) {
                again();
            }
        });
        Self {
            sky,
            observer,
            _scrolled: scrolled,
            _resized: resized,
        }
    }

    /// `changes` says how often the session has changed.
    pub fn draw(&mut self, stage: &Stage, now_ms_precise: f64, look: &Look, changes: u64) {
        if let Ok(mut sky) = self.sky.try_borrow_mut() {
            sky.keep_wrecks(stage, now_ms_precise, changes);
            sky.draw(stage, now_ms_precise, look);
        }
    }
}

impl Drop for Overlay {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        self.sky.borrow().svg.remove();
    }
}

impl Sky {
    fn new(container: HtmlElement) -> Self {
        let svg = svg::svg_in(&container, "svg", &[("class", "overlay"), ("aria-hidden", "true")]);
        let layer = |class: &str| svg::svg_in(&svg, "g", &[("class", class)]);
        let (ribbons, guides, bodies) = (layer("bands"), layer("guides"), layer("flights"));
        Self {
            container,
            svg: svg.clone(),
            ribbons,
            guides,
            bodies,
            observer: None,
            anchors: Anchors::default(),
            stale: true,
            age: 0,
            structure: 0,
            bands: Vec::new(),
            trips: Vec::new(),
            wrecks: Vec::new(),
            changes: 0,
            flyers: Vec::new(),
            now_ms: 0.0,
            rows: Rows::of(1, false),
            key: None,
            still: false,
        }
    }

    fn draw(&mut self, stage: &Stage, now_ms: f64, look: &Look) {
        let structure = structure(stage, look);
        let (trips, same) = (flight::trips(stage), structure == self.structure);
        self.age += 1;
        if self.key != look.key {
            self.key.clone_from(&look.key);
            // What flies is dressed once, when it starts.
            self.flyers.drain(..).for_each(Flyer::remove);
            self.stale = true;
        }
        if same && now_ms == self.now_ms && trips == self.trips && self.still == look.reduced_motion && !self.stale {
            return;
        }
        if !same || self.age > AGE {
            self.stale = true;
        }
        if !same {
            self.structure = structure;
            self.rows = Rows::of(look.group_count, false);
            self.assign(stage);
        }
        (self.trips, self.now_ms, self.still) = (trips, now_ms, look.reduced_motion);
        self.paint();
    }

    /// What is lost is gone in the moment in which it would have arrived; here it can be seen a little longer, as long
    /// as time does nothing but go on.
    fn keep_wrecks(&mut self, stage: &Stage, now_ms: f64, changes: u64) {
        let on = changes == self.changes && (0.0..flight::STAYS_MS).contains(&(now_ms - self.now_ms));
        self.changes = changes;
        if !on {
            self.stale |= !self.wrecks.is_empty();
            self.wrecks.clear();
            return;
        }
        let there = |trip: &Trip| stage.flights.iter().any(|flight| flight.id == trip.key.0);
        let lost = self.trips.iter().filter(|trip| {
            trip.lost && trip.arrives_ms as f64 <= now_ms && !there(trip) && !self.wrecks.contains(trip)
        });
        let lost: Vec<Trip> = lost.cloned().collect();
        self.wrecks.extend(lost);
        self.wrecks
            .retain(|trip| now_ms < trip.arrives_ms as f64 + flight::STAYS_MS);
    }

    /// First everything is read, then everything is written.
    fn paint(&mut self) {
        if self.stale {
            self.anchors = Anchors::measure(&self.container, &self.svg, self.observer.as_ref());
            (self.stale, self.age) = (false, 0);
            self.paint_bands();
        }
        self.paint_flights();
    }

    /// Keeps the bands that stay, so that only new ones appear with a motion.
    fn assign(&mut self, stage: &Stage) {
        let mut old = std::mem::take(&mut self.bands);
        for stave in stage.topics.iter().flat_map(|topic| &topic.staves) {
            let name = format!("{}/{}", stave.topic, stave.partition);
            for owner in &stave.owners {
                let same =
                    |band: &Band| band.stave == name && band.group == owner.group && band.consumer == owner.consumer;
                let found = old.iter().position(same).map(|at| old.swap_remove(at));
                let lane = self.bands.iter().filter(|band| band.consumer == owner.consumer).count();
                let mut band = found.unwrap_or_else(|| Band {
                    stave: name.clone(),
                    group: owner.group.clone(),
                    consumer: owner.consumer.clone(),
                    index: owner.group_index,
                    reading: owner.reading,
                    lane,
                    element: svg::svg_in(&self.ribbons, "path", &[("class", "band")]),
                    path: String::new(),
                });
                (band.index, band.reading, band.lane) = (owner.group_index, owner.reading, lane);
                self.bands.push(band);
            }
        }
        for band in old {
            band.element.remove();
        }
    }

    fn paint_bands(&mut self) {
        for band in &mut self.bands {
            let ends = self
                .anchors
                .band_end(&band.stave, self.rows)
                .zip(self.anchors.consumers.get(&*band.consumer));
            svg::show(&band.element, ends.is_some());
            let Some((from, card)) = ends else { continue };
            let path = Curve::band(from, *card, f64::from(band.index % 3)).path();
            if band.path != path {
                svg::set(&band.element, "d", &path);
                band.path = path;
            }
            let reading = if band.reading { "" } else { " waiting" };
            let class = format!(
                "band g{}{reading}{}",
                band.index % 6,
                if band.index > 0 { " other" } else { "" }
            );
            if band.element.get_attribute("class").as_deref() != Some(&class) {
                svg::set(&band.element, "class", &class);
            }
        }
    }

    fn paint_flights(&mut self) {
        let mut old = std::mem::take(&mut self.flyers);
        for trip in self.trips.iter().chain(&self.wrecks) {
            let Some(curve) = trip.curve(&self.anchors, self.rows) else {
                continue;
            };
            let found = old
                .iter()
                .position(|flyer| (flyer.key, flyer.lost) == (trip.key, trip.lost))
                .map(|at| old.swap_remove(at));
            let mut flyer = found.unwrap_or_else(|| Flyer::new(trip, self.key.as_deref(), &self.guides, &self.bodies));
            flyer.fly(curve, trip.stand(self.now_ms, self.still));
            self.flyers.push(flyer);
        }
        for flyer in old {
            flyer.remove();
        }
    }
}

/// What decides where things are and who owns what; a change of it moves anchors or bands.
fn structure(stage: &Stage, look: &Look) -> u64 {
    let mut hash = DefaultHasher::new();
    (look.group_count, look.layout).hash(&mut hash);
    for broker in &stage.brokers {
        broker.id.hash(&mut hash);
    }
    for producer in &stage.producers {
        producer.name.hash(&mut hash);
    }
    for topic in &stage.topics {
        topic.name.hash(&mut hash);
        for owners in topic.staves.iter().map(|stave| &stave.owners) {
            owners.len().hash(&mut hash);
            for owner in owners {
                (&owner.group, owner.group_index, &owner.consumer, owner.reading).hash(&mut hash);
            }
        }
    }
    for group in &stage.groups {
        group.group.hash(&mut hash);
        group.members.iter().for_each(|member| member.consumer.hash(&mut hash));
    }
    stage.solo.iter().for_each(|member| member.consumer.hash(&mut hash));
    hash.finish()
}
