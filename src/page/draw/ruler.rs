//! The timeline: everything that happened as ticks, the important moments by name, and a playhead to drag.
//!
//! Absent on purpose: the story in sentences, and time travel itself; a place on the ruler goes out as [`Act::Travel`].

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent, ResizeObserver};

use super::geometry::{self, clock};
use super::svg::{self, Shown};
use super::{Act, Look, Mark, Timeline, Tone, Words};

const HEIGHT: f64 = 54.0;
const TRACK: f64 = 36.0;
/// Room at both ends, so that the playhead is never cut.
const SIDE: f64 = 12.0;
/// How near to a named moment a click goes exactly there, in pixels.
const NEAR: f64 = 7.0;

pub struct Ruler {
    board: Rc<RefCell<Board>>,
    observer: Option<ResizeObserver>,
    _listeners: Vec<EventListener>,
    _resized: Closure<dyn FnMut()>,
    _frame: Rc<Closure<dyn FnMut()>>,
}

struct Board {
    svg: Element,
    track: Element,
    progress: Element,
    ticks: Vec<Element>,
    names: Element,
    head: Element,
    bubble: Shown,
    act: Rc<dyn Fn(Act)>,
    width: f64,
    shown: Timeline,
    drawn: bool,
    /// The time that the whole width stands for. It grows in steps, so that nothing creeps while time goes on.
    scale_ms: u64,
    /// Where the playhead is held while it is dragged.
    held: Option<u64>,
    /// Waits for the next frame to be told; at most one a frame.
    untold: Option<u64>,
    frame: Weak<Closure<dyn FnMut()>>,
}

impl Ruler {
    pub fn new(container: HtmlElement, words: Words, act: Rc<dyn Fn(Act)>) -> Self {
        container.set_text_content(None);
        let board = Rc::new(RefCell::new(Board::new(&container, words, act)));
        let frame = Rc::new(Closure::<dyn FnMut()>::new({
            let board = Rc::downgrade(&board);
            move || tell(&board)
        }));
        board.borrow_mut().frame = Rc::downgrade(&frame);
        let resized = Closure::<dyn FnMut()>::new({
            let board = Rc::downgrade(&board);
            move || {
                if let Some(board) = board.upgrade()
                    && let Ok(mut board) = board.try_borrow_mut()
                {
                    board.measure();
                }
            }
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&container);
        }
        Self {
            _listeners: listen(&board),
            board,
            observer,
            _resized: resized,
            _frame: frame,
        }
    }

    pub fn draw(&mut self, timeline: &Timeline, _look: &Look) {
        if let Ok(mut board) = self.board.try_borrow_mut() {
            board.draw(timeline);
        }
    }
}

impl Drop for Ruler {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        self.board.borrow().svg.remove();
    }
}

/// Tells the latest place once a frame, never while the board is borrowed.
fn tell(board: &Weak<RefCell<Board>>) {
    let Some(board) = board.upgrade() else { return };
    let told = board
        .try_borrow_mut()
        .ok()
        .and_then(|mut board| Some((board.untold.take()?, board.act.clone())));
    if let Some((ms, act)) = told {
        act(Act::Travel { ms });
    }
}

fn listen(board: &Rc<RefCell<Board>>) -> Vec<EventListener> {
    let on = |name: &'static str, hand: fn(&mut Board, &Event)| {
        let weak = Rc::downgrade(board);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&board.borrow().svg, name, options, move |event| {
            if let Some(board) = weak.upgrade()
                && let Ok(mut board) = board.try_borrow_mut()
            {
                hand(&mut board, event);
            }
        })
    };
    vec![
        on("pointerdown", Board::pointer_down),
        on("pointermove", Board::pointer_move),
        on("pointerup", Board::pointer_up),
        on("pointercancel", Board::pointer_up),
        on("pointerleave", Board::pointer_leave),
        on("keydown", Board::key_down),
    ]
}

impl Board {
    fn new(container: &HtmlElement, words: Words, act: Rc<dyn Fn(Act)>) -> Self {
        let svg = svg::svg_in(container, "svg", &[("class", "ruler")]);
        svg::number(&svg, "height", HEIGHT);
        let track = svg::svg_in(&svg, "path", &[("class", "track")]);
        let progress = svg::svg_in(&svg, "path", &[("class", "progress")]);
        let ticks = (0..6)
            .map(|n| svg::svg_in(&svg, "path", &[("class", &format!("tick k{n}"))]))
            .collect();
        let names = svg::svg_in(&svg, "g", &[("class", "names")]);
        let bubble = Shown::new(svg::svg_in(&svg, "text", &[("class", "bubble"), ("y", "11")]));
        let head = svg::svg_in(
            &svg,
            "g",
            &[("class", "playhead"), ("role", "slider"), ("tabindex", "0")],
        );
        svg::set(&head, "aria-valuemin", "0");
        svg::set(&head, "aria-label", &words.say("timeline-label", &[]));
        svg::svg_in(
            &head,
            "path",
            &[("d", &format!("M0 {}V{}", TRACK - 18.0, TRACK + 16.0))],
        );
        svg::svg_in(&head, "circle", &[("r", "8"), ("cy", &TRACK.to_string())]);
        let width = f64::from(container.client_width());
        let (shown, drawn, held, untold, frame) = (Timeline::default(), false, None, None, Weak::new());
        let scale_ms = geometry::scale(0);
        Self {
            svg,
            track,
            progress,
            ticks,
            names,
            head,
            bubble,
            act,
            width,
            shown,
            drawn,
            scale_ms,
            held,
            untold,
            frame,
        }
    }

    fn measure(&mut self) {
        let width = f64::from(self.svg.client_width());
        if width > 0.0 && width != self.width {
            self.width = width;
            self.redraw(true, true);
        }
    }

    fn draw(&mut self, timeline: &Timeline) {
        if self.drawn && self.shown == *timeline {
            return;
        }
        let scale_ms = geometry::scale(timeline.end_ms);
        let scale = !self.drawn || self.scale_ms != scale_ms;
        self.scale_ms = scale_ms;
        let marks = scale || self.shown.marks != timeline.marks;
        let ticks = scale || self.shown.ticks != timeline.ticks;
        self.shown.clone_from(timeline);
        self.drawn = true;
        self.redraw(ticks, marks);
    }

    fn redraw(&mut self, ticks: bool, marks: bool) {
        if ticks {
            self.draw_ticks();
        }
        if marks {
            self.draw_marks();
        }
        self.draw_head();
    }

    fn length(&self) -> f64 {
        (self.width - 2.0 * SIDE).max(1.0)
    }

    fn x(&self, ms: u64) -> f64 {
        SIDE + (ms as f64 / self.scale_ms as f64).min(1.0) * self.length()
    }

    fn draw_ticks(&self) {
        let paths = geometry::tick_paths(&self.shown.ticks, self.scale_ms, self.length(), TRACK - 15.0, 8.0);
        for (element, path) in self.ticks.iter().zip(&paths) {
            svg::set(element, "d", path);
            svg::set(element, "transform", &format!("translate({SIDE} 0)"));
        }
    }

    /// Labels are given out by importance, newest first among equals, so that none overprints another.
    fn draw_marks(&self) {
        self.names.set_text_content(None);
        let mut marks: Vec<&Mark> = self.shown.marks.iter().collect();
        marks.sort_by_key(|mark| (rank(mark.tone), u64::MAX - mark.at));
        let texts: Vec<String> = marks.iter().map(|mark| geometry::clip(&mark.label, 28)).collect();
        let sizes: Vec<(f64, f64)> = marks
            .iter()
            .zip(&texts)
            .map(|(m, text)| (self.x(m.at), svg::text_width(text, 10.5)))
            .collect();
        let places = geometry::spread(&sizes, self.width, 28.0);
        for (n, mark) in marks.iter().enumerate().rev() {
            let dot = svg::svg_in(&self.names, "circle", &[("r", "5"), ("cy", &TRACK.to_string())]);
            svg::set(&dot, "class", &tone(mark.tone));
            svg::number(&dot, "cx", sizes[n].0);
            svg::svg_in(&dot, "title", &[]).set_text_content(Some(&format!("{} {}", clock(mark.at), mark.label)));
            if let Some(middle) = places[n] {
                let text = svg::svg_in(&self.names, "text", &[("y", "11")]);
                svg::number(&text, "x", middle);
                text.set_text_content(Some(&texts[n]));
            }
        }
    }

    fn draw_head(&mut self) {
        let now = self
            .held
            .unwrap_or(self.shown.now_ms)
            .min(self.shown.end_ms.max(self.shown.now_ms));
        let x = self.x(now);
        svg::set(
            &self.track,
            "d",
            &format!("M{SIDE} {TRACK}H{:.1}", self.x(self.shown.end_ms)),
        );
        svg::set(&self.progress, "d", &format!("M{SIDE} {TRACK}H{x:.1}"));
        svg::place(&self.head, x, 0.0);
        svg::set(&self.head, "aria-valuemax", &self.shown.end_ms.to_string());
        svg::set(&self.head, "aria-valuenow", &now.to_string());
        svg::set(&self.head, "aria-valuetext", &clock(now));
        if self.held.is_some() {
            self.point_at(now);
        }
    }

    /// The time that is pointed at, in place of the labels.
    fn point_at(&mut self, ms: u64) {
        svg::number(
            &self.bubble.element,
            "x",
            self.x(ms).clamp(32.0, (self.width - 32.0).max(32.0)),
        );
        self.bubble.set(&clock(ms));
        svg::class(&self.svg, "pointed", true);
    }

    /// The moment at a place of the screen; exactly the named one, where one is near.
    fn moment(&self, event: &PointerEvent, snap: bool) -> u64 {
        let x = (f64::from(event.client_x()) - self.svg.get_bounding_client_rect().left()) / svg::zoom(&self.svg);
        let near = self
            .shown
            .marks
            .iter()
            .filter(|mark| snap && (self.x(mark.at) - x).abs() <= NEAR);
        let distance = |mark: &&Mark| (self.x(mark.at) - x).abs();
        if let Some(mark) = near.min_by(|a, b| distance(a).total_cmp(&distance(b))) {
            return mark.at;
        }
        let ms = (((x - SIDE) / self.length()).clamp(0.0, 1.0) * self.scale_ms as f64).round() as u64;
        ms.min(self.shown.end_ms)
    }

    fn go(&mut self, ms: u64) {
        let waiting = self.untold.replace(ms).is_some();
        if waiting {
            return;
        }
        if let (Some(frame), Some(window)) = (self.frame.upgrade(), web_sys::window()) {
            let _ = window.request_animation_frame((*frame).as_ref().unchecked_ref());
        }
    }

    fn pointer_down(&mut self, event: &Event) {
        let Some(event) = event.dyn_ref::<PointerEvent>().filter(|event| event.button() == 0) else {
            return;
        };
        event.prevent_default();
        let _ = self.svg.set_pointer_capture(event.pointer_id());
        svg::focus(&self.head);
        let moment = self.moment(event, true);
        self.held = Some(moment);
        self.draw_head();
        self.go(moment);
    }

    fn pointer_move(&mut self, event: &Event) {
        let Some(event) = event.dyn_ref::<PointerEvent>() else {
            return;
        };
        let moment = self.moment(event, false);
        if self.held.is_none() {
            return self.point_at(moment);
        }
        if self.held != Some(moment) {
            self.held = Some(moment);
            self.draw_head();
            self.go(moment);
        }
    }

    fn pointer_up(&mut self, event: &Event) {
        let Some(event) = event.dyn_ref::<PointerEvent>() else {
            return;
        };
        let _ = self.svg.release_pointer_capture(event.pointer_id());
        if let Some(moment) = self.held.take() {
            // Until the world has followed, the playhead stays where it was let go.
            self.shown.now_ms = moment;
            self.draw_head();
            svg::class(&self.svg, "pointed", false);
        }
    }

    fn pointer_leave(&mut self, _event: &Event) {
        if self.held.is_none() {
            svg::class(&self.svg, "pointed", false);
        }
    }

    fn key_down(&mut self, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let now = self.untold.unwrap_or(self.shown.now_ms);
        let target = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => now.saturating_sub(100),
            "ArrowRight" | "ArrowUp" => now + 100,
            "PageUp" => now + 1000,
            "PageDown" => now.saturating_sub(1000),
            "Home" => 0,
            "End" => self.shown.end_ms,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        self.go(target.min(self.shown.end_ms));
    }
}

/// What matters more keeps its label.
fn rank(tone: Tone) -> u8 {
    match tone {
        Tone::Bad => 0,
        Tone::Warn => 1,
        Tone::Group(_) => 2,
        Tone::Info => 3,
    }
}

fn tone(tone: Tone) -> String {
    match tone {
        Tone::Info => "mark info".to_owned(),
        Tone::Warn => "mark warn".to_owned(),
        Tone::Bad => "mark bad".to_owned(),
        Tone::Group(index) => format!("mark g{}", index % 6),
    }
}
