//! The page's heartbeat: one callback per animation frame, with the wall time since the last.
//!
//! A hidden tab gets no frames, so it stands still; and a frame after a long sleep counts as a short one, so that the
//! picture never jumps.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The most wall time that one frame may stand for.
const LONGEST_FRAME_MS: f64 = 100.0;

type Frame = Closure<dyn FnMut(f64)>;

/// Calls `beat` once per frame for as long as the page lives.
pub fn run(mut beat: impl FnMut(f64) + 'static) {
    let own: Rc<RefCell<Option<Frame>>> = Rc::default();
    let next = own.clone();
    let mut last: Option<f64> = None;
    *own.borrow_mut() = Some(Closure::new(move |time: f64| {
        let passed = last
            .replace(time)
            .map_or(0.0, |last| (time - last).clamp(0.0, LONGEST_FRAME_MS));
        beat(passed);
        request(&next);
    }));
    request(&own);
}

fn request(frame: &Rc<RefCell<Option<Frame>>>) {
    if let (Some(window), Some(frame)) = (web_sys::window(), frame.borrow().as_ref()) {
        // Refused only by a window that is being closed.
        let _ = window.request_animation_frame(frame.as_ref().unchecked_ref());
    }
}
