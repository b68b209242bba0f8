//! Pictures of what is shown: one SVG that stands alone, or the same as a PNG.
//!
//! `trace` draws the visible page anew as shapes and texts; this saves it. Absent on purpose: `foreignObject`, which
//! not every viewer shows and which some browsers refuse to draw on a canvas.

mod trace;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Element, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement,
    Url, XmlSerializer,
};
use yew::Callback;

use super::app::{App, Msg};
use super::problem::{Problem, Why};

/// The parts that can be taken: what finds them, and the message that names them.
pub const PARTS: [(&str, &str); 4] = [
    ("#app", "photo-page"),
    ("main", "photo-score"),
    (".timeline", "photo-timeline"),
    (".charts", "photo-charts"),
];

/// No side of a canvas may be longer, in any browser.
const LONGEST: f64 = 16_000.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Svg,
    Png,
}

/// Whether a part is on the page now.
pub fn is_there(what: &str) -> bool {
    find(what).is_some()
}

fn find(what: &str) -> Option<Element> {
    web_sys::window()?.document()?.query_selector(what).ok()?
}

impl App {
    pub fn photograph(&mut self, what: &str, format: Format) {
        self.close_dialog();
        let failed = self.send.reform(|()| Msg::PhotoFailed);
        if find(what).and_then(|part| save(&part, format, failed).ok()).is_none() {
            self.complain(&Problem("photo-failed", Why::Nothing));
        }
    }
}

fn save(part: &Element, format: Format, failed: Callback<()>) -> Result<(), JsValue> {
    let (svg, width, height) = trace::trace(part)?;
    let text = XmlSerializer::new()?.serialize_to_string(&svg)?;
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &kind)?;
    match format {
        Format::Svg => download(&blob, "partitura.svg"),
        Format::Png => rasterise(&blob, width, height, failed),
    }
}

/// Lets the browser draw the SVG on a canvas; what comes out is downloaded.
fn rasterise(svg: &Blob, width: f64, height: f64, failed: Callback<()>) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(svg)?;
    let image = HtmlImageElement::new()?;
    let drawn = {
        let (image, address, failed) = (image.clone(), address.clone(), failed.clone());
        Closure::once_into_js(move || {
            let done = draw(&image, width, height, failed.clone());
            let _ = Url::revoke_object_url(&address);
            if done.is_err() {
                failed.emit(());
            }
        })
    };
    image.set_onload(Some(drawn.unchecked_ref()));
    image.set_onerror(Some(Closure::once_into_js(move || failed.emit(())).unchecked_ref()));
    image.set_src(&address);
    Ok(())
}

fn draw(image: &HtmlImageElement, width: f64, height: f64, failed: Callback<()>) -> Result<(), JsValue> {
    let scale = (LONGEST / width.max(height)).min(2.0);
    let document = super::draw::document();
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width((width * scale) as u32);
    canvas.set_height((height * scale) as u32);
    let pen = canvas
        .get_context("2d")?
        .ok_or(JsValue::NULL)?
        .unchecked_into::<CanvasRenderingContext2d>();
    pen.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width * scale, height * scale)?;
    let saved = Closure::once_into_js(move |blob: Option<Blob>| {
        if blob.is_none_or(|blob| download(&blob, "partitura.png").is_err()) {
            failed.emit(());
        }
    });
    canvas.to_blob(saved.unchecked_ref())
}

fn download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = super::draw::document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has the address by then; the picture needs no memory for ever.
    gloo_timers::callback::Timeout::new(10_000, move || drop(Url::revoke_object_url(&address))).forget();
    Ok(())
}
