//! Small helpers over the document: make an element, set what changed, nothing more.
//!
//! Absent on purpose: HTML from strings. Texts are set as text, styles through the object model, which the page's
//! content security policy allows.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, SvgElement};

use super::geometry;

const SVG: &str = "http://www.w3.org/2000/svg";

/// The document; the drawing exists only in a window.
pub fn document() -> Document {
    web_sys::window()
        .and_then(|window| window.document())
        .expect("the drawing runs in a window with a document")
}

/// A new SVG element with these attributes.
pub fn svg(name: &str, attributes: &[(&str, &str)]) -> Element {
    let element = document()
        .create_element_ns(Some(SVG), name)
        .expect("a constant SVG name");
    set_all(&element, attributes);
    element
}

/// A new HTML element with these attributes.
pub fn html(name: &str, attributes: &[(&str, &str)]) -> Element {
    let element = document().create_element(name).expect("a constant HTML name");
    set_all(&element, attributes);
    element
}

/// A new SVG element inside `parent`.
pub fn svg_in(parent: &Element, name: &str, attributes: &[(&str, &str)]) -> Element {
    let element = svg(name, attributes);
    append(parent, &element);
    element
}

/// A new HTML element inside `parent`.
pub fn html_in(parent: &Element, name: &str, attributes: &[(&str, &str)]) -> Element {
    let element = html(name, attributes);
    append(parent, &element);
    element
}

fn set_all(element: &Element, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        set(element, name, value);
    }
}

pub fn append(parent: &Element, child: &Element) {
    let _ = parent.append_child(child);
}

pub fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

pub fn number(element: &Element, name: &str, value: f64) {
    set(element, name, &format!("{value:.1}"));
}

/// Switches one class.
pub fn class(element: &Element, name: &str, on: bool) {
    let _ = element.class_list().toggle_with_force(name, on);
}

/// Shows or hides an SVG element.
pub fn show(element: &Element, on: bool) {
    if on {
        let _ = element.remove_attribute("display");
    } else {
        set(element, "display", "none");
    }
}

/// Moves an SVG element by style, so that the style sheet may animate the way.
pub fn translate(element: &Element, x: f64, y: f64) {
    if let Some(element) = element.dyn_ref::<SvgElement>() {
        let _ = element
            .style()
            .set_property("transform", &format!("translate({x:.1}px,{y:.1}px)"));
    }
}

/// Moves an SVG element by attribute: in place at once.
pub fn place(element: &Element, x: f64, y: f64) {
    set(element, "transform", &format!("translate({x:.1} {y:.1})"));
}

/// A copy of a template.
pub fn copy(template: &Element) -> Option<Element> {
    template.clone_node_with_deep(true).ok()?.dyn_into().ok()
}

/// A text that is written to the document only when it changed.
pub struct Shown {
    pub element: Element,
    text: String,
}

impl Shown {
    pub fn new(element: Element) -> Self {
        Self {
            element,
            text: String::new(),
        }
    }

    pub fn set(&mut self, text: &str) {
        if self.text != text {
            self.text.clear();
            self.text.push_str(text);
            self.element.set_text_content(Some(text));
        }
    }
}

pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<SvgElement>() {
        let _ = element.focus();
    } else if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        let _ = element.focus();
    }
}

/// The attribute of the nearest element upward that has it, with that element.
pub fn up(from: &Element, attribute: &str) -> Option<(Element, String)> {
    let found = from.closest(&format!("[{attribute}]")).ok()??;
    let value = found.get_attribute(attribute)?;
    Some((found, value))
}

thread_local! {
    /// How much wider the reader's font is than the estimate.
    static SCALE: Cell<f64> = const { Cell::new(1.12) };
}

/// About how wide a text will be in the reader's font, without asking for layout.
pub fn text_width(text: &str, size: f64) -> f64 {
    geometry::text_width(text, size) * SCALE.get()
}

/// How much larger the screen shows an element than the page measures it: 1, but in presenter mode.
pub fn zoom(element: &Element) -> f64 {
    let own = f64::from(element.client_width());
    let zoom = element.get_bounding_client_rect().width() / own.max(1.0);
    // Widths of the page are whole pixels, and no type is only a little larger.
    if own < 1.0 || (zoom - 1.0).abs() < 0.05 {
        1.0
    } else {
        zoom
    }
}

/// Compares one text in the reader's font with the estimate; this is the only text that is ever measured.
pub fn learn_font(canvas: &Element) {
    const SAMPLE: &str = "billing-service audit 0123";
    let text = svg_in(canvas, "text", &[]);
    text.set_text_content(Some(SAMPLE));
    let scale = text.get_bounding_client_rect().width() / zoom(canvas) / geometry::text_width(SAMPLE, 10.5);
    text.remove();
    if (0.5..2.0).contains(&scale) {
        SCALE.set(scale * 1.02);
    }
}
