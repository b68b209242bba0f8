//! The charts: what people would rather look at than read.
//!
//! Lag per group and records per second over the whole of virtual time, with the present marked, and how the records
//! spread over the partitions now. The core's `view::curves` counts; here are only fractions and shapes. Absent on
//! purpose: a drawing library, and any work while the charts are closed.

mod plot;
mod scale;
mod shares;

use std::rc::Rc;

use yew::prelude::*;

use super::app::{App, Msg};
use super::core::Core;
use super::dialogs::Asked;
use super::draw::Act;
use super::language::Speech;
use crate::view::curves::{self, Curves, Keys};
use crate::view::stage::Text;

/// While time runs, the charts are drawn anew only so often.
const REST_MS: f64 = 250.0;

/// What the charts know; empty while they are closed.
#[derive(Default)]
pub struct Charts {
    pub open: bool,
    curves: Rc<Curves>,
    keys: Rc<Vec<(Text, u32, Keys)>>,
    /// `Core::opened` and `Core::changes` when the curves were drawn.
    seen: Option<(u64, u64)>,
    /// How many events the curves have seen, and up to which moment.
    taken: usize,
    until_ms: u64,
    now_ms: u64,
    rest_ms: f64,
}

impl Charts {
    pub fn switch(&mut self, open: bool) {
        // The foot is higher with them.
        super::embed::mark("data-charts", open);
        *self = Charts {
            open,
            rest_ms: REST_MS,
            ..Charts::default()
        };
    }

    /// Wall time passes.
    pub fn pass(&mut self, wall_ms: f64) {
        self.rest_ms += wall_ms;
    }

    /// Takes what was told since, unless nobody looks or it was done just now.
    pub fn update(&mut self, core: &Core) {
        if !self.open || (core.playing && self.rest_ms < REST_MS && self.seen == Some((core.opened, core.changes))) {
            return;
        }
        self.rest_ms = 0.0;
        let now = core.engine.now_ms();
        let is_other = self.seen.map(|(opened, _)| opened) != Some(core.opened);
        // A command in the past makes another future of what was known.
        let is_other_way = self.seen.map(|(_, changes)| changes) != Some(core.changes) && now < self.until_ms;
        if is_other || is_other_way {
            (self.taken, self.until_ms) = (0, 0);
            self.curves = Rc::default();
        }
        self.seen = Some((core.opened, core.changes));
        let (curves, told) = (Rc::make_mut(&mut self.curves), core.engine.told());
        core.engine
            .events(self.taken..told)
            .iter()
            .for_each(|event| curves.take(event));
        self.until_ms = self.until_ms.max(now);
        curves.advance(self.until_ms);
        (self.taken, self.now_ms) = (self.taken.max(told), now);
        self.keys = Rc::new(core.engine.fullest_keys());
    }
}

/// Which curves a plot has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Lag,
    Rate,
}

/// One line of a plot.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    name: String,
    /// Chooses colour, dashes and sign.
    look: u32,
    /// Nothing before it began.
    values: Vec<Option<f64>>,
}

/// What the foot shows, and the door to pictures.
pub fn switch(app: &App) -> Html {
    let (speech, open) = (&app.speech, app.picture.charts.open);
    let tab = |id: &str, charts: bool| {
        let onclick = app.send.reform(move |_: MouseEvent| Msg::Charts(charts));
        html! { <button type="button" class="tab" aria-pressed={(open == charts).to_string()} {onclick}>{speech.word(id)}</button> }
    };
    html! {
        <div class="tabs" role="group" aria-label={speech.word("foot-shows")}>
            {tab("story", false)}
            {tab("charts", true)}
            <span class="grow" />
            <button type="button" class="tab" onclick={app.send.reform(|_: MouseEvent| Msg::Ledger)}>{speech.word("ledger")}</button>
            <button type="button" class="tab" onclick={app.send.reform(|_: MouseEvent| Msg::Ask(Asked::Photo))}>{speech.word("photo")}</button>
        </div>
    }
}

pub fn view(app: &App) -> Html {
    let (speech, charts) = (&app.speech, &app.picture.charts);
    let travel = app.send.reform(|ms| Msg::Act(Act::Travel { ms }));
    let plot = |kind: Kind, lines: Vec<Line>| {
        html! {
            <plot::Plot {kind} speech={speech.clone()} {lines} bucket_ms={charts.curves.bucket_ms} now_ms={charts.now_ms} travel={travel.clone()} />
        }
    };
    html! {
        <section class="charts" aria-label={speech.word("charts")}>
            {plot(Kind::Lag, lags(&charts.curves))}
            {plot(Kind::Rate, rates(speech, &charts.curves))}
            <shares::Shares speech={speech.clone()} topics={app.picture.topics.clone()} keys={charts.keys.clone()} />
        </section>
    }
}

fn lags(curves: &Curves) -> Vec<Line> {
    let line = |(index, group): (usize, &Text)| Line {
        name: group.to_string(),
        look: index as u32,
        values: curves
            .buckets
            .iter()
            .map(|bucket| bucket.lags.get(index).map(|lag| *lag as f64))
            .collect(),
    };
    curves.groups.iter().enumerate().map(line).collect()
}

/// Records per second, averaged over the two seconds before where buckets are shorter: else every record were a spike.
fn rates(speech: &Speech, curves: &Curves) -> Vec<Line> {
    let window = (2_000 / curves.bucket_ms).max(1) as usize;
    let span = window as f64 * curves.bucket_ms as f64 / 1_000.0;
    let rate = |of: fn(&curves::Bucket) -> u64| {
        let counts: Vec<u64> = curves.buckets.iter().map(of).collect();
        let sum = |end: usize| counts[(end + 1).saturating_sub(window)..=end].iter().sum::<u64>() as f64;
        (0..counts.len()).map(|index| Some(sum(index) / span)).collect()
    };
    vec![
        Line {
            name: speech.word("chart-in"),
            look: 0,
            values: rate(|bucket| bucket.appended),
        },
        Line {
            name: speech.word("chart-out"),
            look: 1,
            values: rate(|bucket| bucket.delivered),
        },
    ]
}
