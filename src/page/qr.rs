//! QR codes as drawings: dark on white in every theme, with the quiet zone that cameras need.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};
use yew::prelude::*;

/// The white border, in modules; the standard asks for four.
const QUIET: i32 = 4;

/// The code of a text; nothing where the text is longer than a code can hold.
pub fn code(text: &str, label: String) -> Html {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Low) else {
        return Html::default();
    };
    let side = code.size() + 2 * QUIET;
    html! {
        <svg class="qr" role="img" aria-label={label} viewBox={format!("0 0 {side} {side}")} shape-rendering="crispEdges">
            <rect width={side.to_string()} height={side.to_string()} fill="#fff" />
            <path d={modules(&code)} fill="#000" />
        </svg>
    }
}

/// The dark modules, a rectangle for each run of a row.
fn modules(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            if 0 < run {
                // A string takes whatever is written.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += i32::try_from(run).unwrap_or(0) + 1;
        }
    }
    path
}
