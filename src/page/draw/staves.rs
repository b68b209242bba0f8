//! The staves of one topic, in one element.
//!
//! Absent on purpose: which part of a log is visible; the stage carries it, and [`Act::Scroll`] asks for another.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};

use super::geometry::Metrics;
use super::hands::{self, Grip};
use super::stave::Row;
use super::{Act, Look, Words, svg};
use crate::view::stage::TopicCard;

pub struct Staves {
    board: Rc<RefCell<Board>>,
    _listeners: Vec<EventListener>,
    observer: Option<ResizeObserver>,
    _resized: Closure<dyn FnMut()>,
}

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
        };
        let board = Rc::new(RefCell::new(board));
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
        for row in self.rows.drain(topic.staves.len().min(self.rows.len())..) {
            row.root.remove();
        }
        for (index, stave) in topic.staves.iter().enumerate() {
            if index == self.rows.len() {
                self.rows.push(Row::new(&self.list, index));
            }
            self.rows[index].draw(stave, metrics, &look, &self.words);
        }
        // All staves of a topic make room for a strip together, so that they stay alike.
        let long = |row: &Row| row.strip.range().is_some_and(|range| !range.whole());
        svg::class(&self.list, "scrolls", self.rows.iter().any(long));
        self.last = Some((topic, look));
        self.give_focus();
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
