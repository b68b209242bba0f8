//! Where the cards, chips and staves are on the screen: measured all at once, and only when they may have moved.
//!
//! Absent on purpose: selectors made of names. Names are any text, so that attribute values are compared here.

use std::collections::HashMap;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ResizeObserver};

use super::curve::Rect;
use super::geometry::Metrics;
use super::svg;

#[derive(Default)]
pub struct Anchors {
    pub producers: HashMap<String, Rect>,
    pub consumers: HashMap<String, Rect>,
    pub brokers: HashMap<String, Rect>,
    pub staves: HashMap<String, StaveBox>,
}

/// A stave on the screen, with its sizes.
#[derive(Clone, Copy)]
pub struct StaveBox {
    pub rect: Rect,
    pub metrics: Metrics,
}

const ALL: &str = "[data-stave],[data-producer],[data-consumer],[data-broker]";

impl Anchors {
    /// Measures every anchor inside `container`, relative to the drawing that lies over it.
    pub fn measure(container: &HtmlElement, over: &Element, observer: Option<&ResizeObserver>) -> Self {
        let mut found = Self::default();
        let origin = over.get_bounding_client_rect();
        let origin = (origin.left(), origin.top(), svg::zoom(over));
        let Ok(all) = container.query_selector_all(ALL) else {
            return found;
        };
        for index in 0..all.length() {
            let Some(element) = all.item(index).and_then(|node| node.dyn_into::<Element>().ok()) else {
                continue;
            };
            if let Some(observer) = observer {
                watch(&element, container, observer);
            }
            found.take(&element, origin);
        }
        found
    }

    fn take(&mut self, element: &Element, origin: (f64, f64, f64)) {
        let rect = rect(element, origin);
        // What is not displayed has no place.
        if rect.right <= rect.left {
            return;
        }
        if let Some(name) = element.get_attribute("data-stave") {
            if let Ok(Some(lines)) = element.query_selector(".stave-svg") {
                let metrics = Metrics::of(rect.right - rect.left);
                self.staves.insert(
                    name,
                    StaveBox {
                        rect: self::rect(&lines, origin),
                        metrics,
                    },
                );
            }
        } else if let Some(name) = element.get_attribute("data-producer") {
            self.producers.entry(name).or_insert(rect);
        } else if let Some(name) = element.get_attribute("data-consumer") {
            self.consumers.entry(name).or_insert(rect);
        } else if let Some(name) = element.get_attribute("data-broker") {
            self.brokers.entry(name).or_insert(rect);
        }
    }
}

/// A change of size of anything on the way up may move an anchor.
fn watch(element: &Element, container: &HtmlElement, observer: &ResizeObserver) {
    let stop: &Element = container;
    let mut at = Some(element.clone());
    while let Some(element) = at.filter(|element| element != stop) {
        observer.observe(&element);
        at = element.parent_element();
    }
}

/// Where an element is from the origin of the drawing, in the drawing's own measure.
fn rect(element: &Element, (x, y, zoom): (f64, f64, f64)) -> Rect {
    let rect = element.get_bounding_client_rect();
    Rect {
        left: (rect.left() - x) / zoom,
        top: (rect.top() - y) / zoom,
        right: (rect.right() - x) / zoom,
        bottom: (rect.bottom() - y) / zoom,
    }
}
