//! The staves of one topic, in one element.
//!
//! A few rows in sight are drawn in each frame, those out of sight take turns behind them: a topic of many partitions
//! costs no more than one of few. Absent on purpose: which part of a log is visible; the stage carries it, and
//! [`Act::Scroll`] asks for another.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};

use super::geometry::Metrics;
use super::hands::{self, Grip};
use super::sight::Sight;
use super::stave::Row;
use super::{Act, Look, Words, svg};
use crate::view::stage::TopicCard;

pub struct Staves {
    board: Rc<RefCell<Board>>,
    _listeners: Vec<EventListener>,
    observer: Option<ResizeObserver>,
    _resized: Closure<dyn FnMut()>,
    _sight: Rc<Sight>,
}

/// In topics of more partitions only the notes slide: each thing that slides by itself is a layer for the browser.
const FEW: usize = 6;
/// So many rows in sight are drawn in one frame; the others follow in the next.
const AT_ONCE: usize = 8;
/// When no frame follows, the rows in sight that are left wait so long.
const REST_MS: u32 = 40;
/// How long the rows out of sight wait for their next turn.
const TURN_MS: u32 = 30;

/// What the listeners and the drawing share.
pub struct Board {
    pub list: Element,
    pub rows: Vec<Row>,
    pub words: Words,
    pub act: Rc<dyn Fn(Act)>,
    pub grip: Option<Grip>,
    /// A note that is to get the focus once it is on the screen: row and offset.
    pub awaited: Option<(usize, i64)>,
    width: f64,
    last: Option<(TopicCard, Look)>,
    sight: Weak<Sight>,
    own: Weak<RefCell<Board>>,
    /// Runs while rows out of sight wait to be drawn.
    turn: Option<Timeout>,
    next_turn: usize,
    /// Runs while rows in sight wait to be drawn.
    rest: Option<Timeout>,
    /// The row in sight whose turn is next.
    next_near: usize,
}

impl Staves {
    pub fn new(container: HtmlElement, words: Words, act: Rc<dyn Fn(Act)>) -> Self {
        container.set_text_content(None);
        let list = svg::html_in(&container, "div", &[("class", "staves")]);
        let width = f64::from(list.client_width());
        let (rows, grip, awaited, last) = (Vec::new(), None, None, None);
        let board = Board {
            list: list.clone(),
            rows,
            words,
            act,
            grip,
            awaited,
            width,
            last,
            sight: Weak::new(),
            own: Weak::new(),
            turn: None,
            next_turn: 0,
            rest: None,
            next_near: 0,
        };
        let board = Rc::new(RefCell::new(board));
        let sight = Rc::new(Sight::new({
            let board = Rc::downgrade(&board);
            move |element, near| {
                if let Some(board) = board.upgrade()
                    && let Ok(mut board) = board.try_borrow_mut()
                {
                    board.seen(element, near);
                }
            }
        }));
        board.borrow_mut().sight = Rc::downgrade(&sight);
        board.borrow_mut().own = Rc::downgrade(&board);
        let resized = Closure::<dyn FnMut()>::new({
            let board = Rc::downgrade(&board);
            move || {
                if let Some(board) = board.upgrade()
                    && let Ok(mut board) = board.try_borrow_mut()
                {
                    board.resized();
                }
            }
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&list);
        }
        Self {
            _listeners: hands::listen(&list, &board),
            board,
            observer,
            _resized: resized,
            _sight: sight,
        }
    }

    pub fn draw(&mut self, topic: &TopicCard, look: &Look) {
        if let Ok(mut board) = self.board.try_borrow_mut() {
            board.draw(topic, look);
        }
    }
}

impl Drop for Staves {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        self.board.borrow().list.remove();
    }
}

impl Board {
    fn draw(&mut self, topic: &TopicCard, look: &Look) {
        if self
            .last
            .as_ref()
            .is_some_and(|(card, old)| card == topic && old == look)
        {
            return;
        }
        self.last = Some((topic.clone(), look.clone()));
        self.redraw();
    }

    fn resized(&mut self) {
        let width = f64::from(self.list.client_width());
        if width > 0.0 && (width - self.width).abs() >= 1.0 {
            self.width = width;
            self.redraw();
        }
    }

    fn redraw(&mut self) {
        let Some((topic, look)) = self.last.take() else { return };
        let metrics = Metrics::of(self.width);
        svg::class(&self.list, "narrow", metrics.narrow);
        svg::class(&self.list, "compact", look.compact);
        svg::class(&self.list, "many", topic.staves.len() > FEW);
        for row in self.rows.drain(topic.staves.len().min(self.rows.len())..) {
            row.root.remove();
        }
        for index in self.rows.len()..topic.staves.len() {
            let row = Row::new(&self.list, index);
            if let Some(sight) = self.sight.upgrade() {
                sight.watch(&row.root);
            }
            self.rows.push(row);
        }
        self.draw_rows(&topic, metrics, &look);
        // All staves of a topic make room for a strip together, so that they stay alike.
        let long = |row: &Row| row.strip.range().is_some_and(|range| !range.whole());
        svg::class(&self.list, "scrolls", self.rows.iter().any(long));
        self.last = Some((topic, look));
        self.give_turns();
        self.give_focus();
    }

    /// New rows, and a few of those in sight, from where the last frame ended; the others wait.
    fn draw_rows(&mut self, topic: &TopicCard, metrics: Metrics, look: &Look) {
        let (count, mut drawn, mut left) = (self.rows.len(), 0, None);
        for step in 0..count {
            let index = (self.next_near + step) % count;
            let row = &mut self.rows[index];
            let late = row.far || drawn >= AT_ONCE;
            row.waits = row.stave.is_some() && late;
            if !row.waits {
                drawn += usize::from(row.draw(&topic.staves[index], metrics, look, &self.words));
            } else if !row.far && left.is_none() {
                left = Some(index);
            }
        }
        self.next_near = left.unwrap_or(0);
        let board = self.own.clone();
        self.rest = left.map(|_| {
            Timeout::new(REST_MS, move || {
                if let Some(board) = board.upgrade()
                    && let Ok(mut board) = board.try_borrow_mut()
                {
                    board.redraw();
                }
            })
        });
    }

    /// A row came into sight, or left it.
    fn seen(&mut self, element: &Element, near: bool) {
        let Some(index) = self.rows.iter().position(|row| row.root == *element) else {
            return;
        };
        svg::class(&self.rows[index].root, "far", !near);
        self.rows[index].far = !near;
        if near {
            self.catch_up(index);
        }
    }

    /// Draws a row that waited.
    fn catch_up(&mut self, index: usize) {
        let Some((topic, look)) = self.last.take() else { return };
        if let (Some(row), Some(stave)) = (self.rows.get_mut(index), topic.staves.get(index))
            && std::mem::take(&mut row.waits)
        {
            row.draw(stave, Metrics::of(self.width), &look, &self.words);
        }
        self.last = Some((topic, look));
    }

    /// One row out of sight is drawn now and then, until none waits.
    fn give_turns(&mut self) {
        if self.turn.is_some() || !self.rows.iter().any(|row| row.waits) {
            return;
        }
        let board = self.own.clone();
        self.turn = Some(Timeout::new(TURN_MS, move || {
            if let Some(board) = board.upgrade()
                && let Ok(mut board) = board.try_borrow_mut()
            {
                board.turn = None;
                board.take_turn();
                board.give_turns();
            }
        }));
    }

    /// Draws the next row that waits, after the one that was drawn last.
    fn take_turn(&mut self) {
        let (before, after) = self.rows.split_at(self.next_turn.min(self.rows.len()));
        let next = after.iter().chain(before).position(|row| row.waits);
        if let Some(steps) = next {
            let index = (before.len() + steps) % self.rows.len();
            self.next_turn = index + 1;
            self.catch_up(index);
        }
    }

    fn give_focus(&mut self) {
        let Some((row, offset)) = self.awaited else { return };
        if let Some(element) = self.rows.get(row).and_then(|row| row.notes.element(offset)).cloned() {
            self.awaited = None;
            self.visit(row, offset);
            svg::focus(&element);
        }
    }

    /// Makes a note the one that Tab reaches.
    pub fn visit(&mut self, row: usize, offset: i64) {
        let Some(row) = self.rows.get_mut(row) else { return };
        if let Some(old) = row.notes.stop.and_then(|old| row.notes.element(old)) {
            svg::set(old, "tabindex", "-1");
        }
        row.notes.stop = Some(offset);
        if let Some(new) = row.notes.element(offset) {
            svg::set(new, "tabindex", "0");
        }
    }
}
