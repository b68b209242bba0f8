//! Draws what is visible of an element anew, as one SVG: boxes, texts line by line, and the drawn parts with the style
//! that they have at this moment.
//!
//! Included: surfaces, borders, texts, the contents of fields, icons, staves, bands, flights, the ruler, charts.
//! Absent on purpose: dialogs, menus and notices, which lie over the picture, and shadows.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CssStyleDeclaration, DomRect, Element, HtmlInputElement, HtmlProgressElement, HtmlSelectElement, Node, Range,
};

use crate::page::draw::{document, svg_in};

/// What lies over the page, or is only for ears.
const LEFT_OUT: &str = "dialog, .notices, [popover], .sr, script";
/// The properties that make a drawn thing look as it does.
const LOOKS: [&str; 17] = [
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "opacity",
    "fill-opacity",
    "stroke-opacity",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
    "paint-order",
    "letter-spacing",
    "visibility",
    "transform",
];

/// The picture of an element with its width and height.
pub fn trace(part: &Element) -> Result<(Element, f64, f64), JsValue> {
    let area = part.get_bounding_client_rect();
    let (width, height) = (area.width().ceil(), area.height().ceil());
    let root = draw_root(&area, width, height)?;
    let body = document().body().ok_or(JsValue::NULL)?;
    let ground = style(&body)?.get_property_value("background-color")?;
    let _ = boxed(&root, &area, &[("fill", &color(&ground))]);
    visit(part, &root)?;
    Ok((root, width, height))
}

fn draw_root(area: &DomRect, width: f64, height: f64) -> Result<Element, JsValue> {
    let root = document().create_element_ns(Some("http://www.w3.org/2000/svg"), "svg")?;
    root.set_attribute("width", &width.to_string())?;
    root.set_attribute("height", &height.to_string())?;
    root.set_attribute(
        "viewBox",
        &format!("{:.1} {:.1} {width} {height}", area.left(), area.top()),
    )?;
    Ok(root)
}

fn style(element: &Element) -> Result<CssStyleDeclaration, JsValue> {
    web_sys::window()
        .and_then(|window| window.get_computed_style(element).ok().flatten())
        .ok_or(JsValue::NULL)
}

fn visit(element: &Element, out: &Element) -> Result<(), JsValue> {
    let style = style(element)?;
    let area = element.get_bounding_client_rect();
    if element.matches(LEFT_OUT)? || style.get_property_value("display")? == "none" {
        return Ok(());
    }
    if element.tag_name() == "svg" {
        return drawn(element, &area, out);
    }
    let mut out = out.clone();
    let opacity = style.get_property_value("opacity")?;
    if opacity != "1" {
        out = svg_in(&out, "g", &[("opacity", &opacity)]);
    }
    if style.get_property_value("visibility")? == "visible" {
        surface(&style, &area, &out)?;
        field(element, &style, &area, &out)?;
    }
    if style.get_property_value("overflow-y")? != "visible" && style.get_property_value("display")? != "inline" {
        out = window_on(&area, &out);
    }
    let children = element.child_nodes();
    for child in (0..children.length()).filter_map(|index| children.get(index)) {
        match child.node_type() {
            Node::ELEMENT_NODE => visit(child.unchecked_ref(), &out)?,
            Node::TEXT_NODE => text(&child, &style, &out)?,
            _ => {}
        }
    }
    Ok(())
}

/// A part whose content is cut at its edges.
fn window_on(area: &DomRect, out: &Element) -> Element {
    let view = format!(
        "{:.1} {:.1} {:.1} {:.1}",
        area.left(),
        area.top(),
        area.width(),
        area.height()
    );
    let cut = svg_in(out, "svg", &[("viewBox", &view)]);
    place(&cut, area);
    cut
}

fn place(element: &Element, area: &DomRect) {
    for (name, value) in [
        ("x", area.left()),
        ("y", area.top()),
        ("width", area.width()),
        ("height", area.height()),
    ] {
        let _ = element.set_attribute(name, &format!("{value:.1}"));
    }
}

fn boxed(out: &Element, area: &DomRect, attributes: &[(&str, &str)]) -> Element {
    let shape = svg_in(out, "rect", attributes);
    place(&shape, area);
    shape
}

/// The background and the borders of a box.
fn surface(style: &CssStyleDeclaration, area: &DomRect, out: &Element) -> Result<(), JsValue> {
    let of = |name: &str| style.get_property_value(name);
    let (fill, radius) = (of("background-color")?, of("border-top-left-radius")?);
    let radius = number(&radius)
        .min(area.height() / 2.0)
        .min(area.width() / 2.0)
        .to_string();
    let side = |side: &str| -> Result<(f64, String), JsValue> {
        let drawn = of(&format!("border-{side}-style"))? != "none";
        let width = if drawn {
            number(&of(&format!("border-{side}-width"))?)
        } else {
            0.0
        };
        Ok((width, color(&of(&format!("border-{side}-color"))?)))
    };
    let sides = [side("top")?, side("right")?, side("bottom")?, side("left")?];
    if !clear(&fill) {
        boxed(out, area, &[("fill", &color(&fill)), ("rx", &radius)]);
    }
    let [top, others @ ..] = &sides;
    if top.0 > 0.0 && others.iter().all(|other| other == top) && !clear(&top.1) {
        let dashes = if of("border-top-style")? == "dashed" {
            "4 3"
        } else {
            "none"
        };
        let line = [
            ("fill", "none"),
            ("stroke", &*top.1),
            ("rx", &*radius),
            ("stroke-dasharray", dashes),
        ];
        boxed(out, area, &line).set_attribute("stroke-width", &top.0.to_string())?;
        return Ok(());
    }
    let (left, upper, right, lower) = (area.left(), area.top(), area.right(), area.bottom());
    let edges = [
        (left, upper, right, upper),
        (right, upper, right, lower),
        (left, lower, right, lower),
        (left, upper, left, lower),
    ];
    for ((width, color), (x1, y1, x2, y2)) in sides
        .iter()
        .zip(edges)
        .filter(|((width, color), _)| *width > 0.0 && !clear(color))
    {
        let path = format!("M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}");
        svg_in(
            out,
            "path",
            &[("d", &path), ("stroke", color), ("stroke-width", &width.to_string())],
        );
    }
    Ok(())
}

/// What stands in a field, which is no text of the document.
fn field(element: &Element, style: &CssStyleDeclaration, area: &DomRect, out: &Element) -> Result<(), JsValue> {
    if let Some(bar) = element.dyn_ref::<HtmlProgressElement>() {
        let fill = color(&style.get_property_value("--g")?);
        let done = boxed(out, area, &[("fill", &fill), ("rx", "2")]);
        return done.set_attribute("width", &format!("{:.1}", area.width() * bar.position().max(0.0)));
    }
    let shown = match (
        element.dyn_ref::<HtmlInputElement>(),
        element.dyn_ref::<HtmlSelectElement>(),
    ) {
        (Some(input), _) if input.type_() == "checkbox" => if input.checked() { "☑" } else { "☐" }.to_owned(),
        (Some(input), _) if input.value().is_empty() => input.placeholder(),
        (Some(input), _) => input.value(),
        (_, Some(select)) => chosen(select),
        _ => return Ok(()),
    };
    let left = area.left() + number(&style.get_property_value("padding-left")?) + 1.0;
    write(&shown, style, left, area.top() + area.height() / 2.0, None, out)
}

fn chosen(select: &HtmlSelectElement) -> String {
    let option = u32::try_from(select.selected_index())
        .ok()
        .and_then(|index| select.item(index));
    option.and_then(|option| option.text_content()).unwrap_or_default()
}

/// A text, line by line as the browser broke it.
fn text(node: &Node, style: &CssStyleDeclaration, out: &Element) -> Result<(), JsValue> {
    let whole = node.text_content().unwrap_or_default();
    if whole.trim().is_empty() || style.get_property_value("visibility")? != "visible" {
        return Ok(());
    }
    let range = Range::new()?;
    let mut lines: Vec<(String, DomRect, f64)> = Vec::new();
    let mut at = 0;
    for word in whole.split_inclusive(char::is_whitespace) {
        let length = word.encode_utf16().count() as u32;
        let bare = word.trim_end();
        range.set_start(node, at)?;
        range.set_end(node, at + bare.encode_utf16().count() as u32)?;
        at += length;
        let area = range.get_bounding_client_rect();
        match lines.last_mut() {
            _ if bare.is_empty() => {}
            Some((line, first, right)) if (first.top() - area.top()).abs() < 2.0 => {
                *line = format!("{line} {bare}");
                *right = area.right();
            }
            _ => lines.push((bare.to_owned(), area.clone(), area.right())),
        }
    }
    for (line, area, right) in lines {
        write(
            &line,
            style,
            area.left(),
            area.top() + area.height() / 2.0,
            Some(right - area.left()),
            out,
        )?;
    }
    Ok(())
}

/// One line of text; its width is kept also where the reader has other fonts.
fn write(
    text: &str,
    style: &CssStyleDeclaration,
    x: f64,
    middle: f64,
    width: Option<f64>,
    out: &Element,
) -> Result<(), JsValue> {
    let of = |name: &str| style.get_property_value(name);
    let size = number(&of("font-size")?);
    let line = svg_in(
        out,
        "text",
        &[
            ("x", &format!("{x:.1}")),
            ("y", &format!("{:.1}", middle + size * 0.35)),
            ("fill", &color(&of("color")?)),
            ("font-family", &of("font-family")?),
            ("font-size", &of("font-size")?),
            ("font-weight", &of("font-weight")?),
        ],
    );
    if let Some(width) = width.filter(|width| *width > 0.0) {
        line.set_attribute("textLength", &format!("{width:.1}"))?;
        line.set_attribute("lengthAdjust", "spacingAndGlyphs")?;
    }
    let upper = of("text-transform")? == "uppercase";
    line.set_text_content(Some(&if upper { text.to_uppercase() } else { text.to_owned() }));
    Ok(())
}

/// A part that is SVG already: a copy that carries its style within itself.
fn drawn(original: &Element, area: &DomRect, out: &Element) -> Result<(), JsValue> {
    let copy: Element = original.clone_node_with_deep(true)?.unchecked_into();
    dress(original, &copy)?;
    place(&copy, area);
    copy.set_attribute("overflow", &style(original)?.get_property_value("overflow-x")?)?;
    out.append_child(&copy).map(drop)
}

fn dress(original: &Element, copy: &Element) -> Result<(), JsValue> {
    let style = style(original)?;
    if style.get_property_value("display")? == "none" {
        copy.remove();
        return Ok(());
    }
    for name in ["class", "style", "tabindex", "role", "id"] {
        copy.remove_attribute(name)?;
    }
    for name in LOOKS {
        let value = style.get_property_value(name)?;
        if !value.is_empty() && !(name == "transform" && value == "none") {
            copy.set_attribute(name, &color(&value))?;
        }
    }
    let (own, copies) = (original.children(), copy.children());
    let pairs: Vec<_> = (0..own.length())
        .filter_map(|index| Some((own.item(index)?, copies.item(index)?)))
        .collect();
    pairs.iter().try_for_each(|(own, copy)| dress(own, copy))
}

fn number(text: &str) -> f64 {
    text.trim_end_matches("px").parse().unwrap_or(0.0)
}

fn clear(color: &str) -> bool {
    color == "transparent" || color.replace(' ', "").ends_with(",0)")
}

/// `color(srgb …)`, as mixed colours are computed, in the notation that every viewer knows.
fn color(value: &str) -> String {
    let Some(parts) = value
        .strip_prefix("color(srgb ")
        .and_then(|rest| rest.strip_suffix(')'))
    else {
        return value.to_owned();
    };
    let numbers: Vec<f64> = parts.split([' ', '/']).filter_map(|part| part.parse().ok()).collect();
    let part = |index: usize| (numbers.get(index).copied().unwrap_or(0.0) * 255.0).round();
    let alpha = numbers.get(3).copied().unwrap_or(1.0);
    format!("rgba({}, {}, {}, {alpha})", part(0), part(1), part(2))
}
