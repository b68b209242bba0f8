//! A plot over virtual time: lines, the present, and a hand that says the values at a moment and travels there.
//!
//! Lines differ by colour, dashes and sign and are named where they end. The plot is one slider to the keyboard and to
//! a screen reader, with a table of the same values beside it.

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::scale::{figure, moment, moments, ticks};
use super::{Kind, Line};
use crate::page::groups::GROUP_LOOKS;
use crate::page::icons::shape_path;
use crate::page::language::{Arg, Speech, clock_text};

const HEIGHT: f64 = 146.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 20.0;
const LEFT: f64 = 46.0;
/// Between two names at the lines' ends.
const LEADING: f64 = 13.0;
/// A plot of the first seconds is not stretched.
const SHORTEST_MS: u64 = 4_000;
/// So many rows has the table for those who do not see the plot.
const ROWS: usize = 12;

#[derive(Properties, PartialEq)]
pub struct PlotProps {
    pub kind: Kind,
    pub speech: Speech,
    pub lines: Vec<Line>,
    pub bucket_ms: u64,
    pub now_ms: u64,
    pub travel: Callback<u64>,
}

/// Where things lie in a plot of this width.
#[derive(Clone, PartialEq)]
struct Layout {
    width: f64,
    right: f64,
    span_ms: u64,
    ticks: Vec<f64>,
}

impl Layout {
    fn of(props: &PlotProps, width: f64) -> Layout {
        let largest = props
            .lines
            .iter()
            .flat_map(|line| &line.values)
            .flatten()
            .fold(0.0, |a: f64, b| a.max(*b));
        let letters = props
            .lines
            .iter()
            .map(|line| line.name.chars().count())
            .max()
            .unwrap_or(0);
        Layout {
            width,
            right: (letters as f64 * 6.6 + 24.0).clamp(48.0, 128.0_f64.min(width * 0.35)),
            span_ms: (points(props) as u64 * props.bucket_ms).max(SHORTEST_MS),
            ticks: ticks(largest),
        }
    }

    fn x(&self, ms: u64) -> f64 {
        LEFT + (self.width - LEFT - self.right).max(1.0) * ms as f64 / self.span_ms as f64
    }

    fn y(&self, value: f64) -> f64 {
        let top = self.ticks.last().copied().unwrap_or(1.0);
        HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top
    }

    fn ms(&self, x: f64) -> f64 {
        (x - LEFT) / (self.width - LEFT - self.right).max(1.0) * self.span_ms as f64
    }
}

fn points(props: &PlotProps) -> usize {
    props.lines.iter().map(|line| line.values.len()).max().unwrap_or(0)
}

/// The end of a bucket, which is the moment that its values are of.
fn end_of(props: &PlotProps, index: usize) -> u64 {
    (index as u64 + 1) * props.bucket_ms
}

#[function_component(Plot)]
pub fn plot(props: &PlotProps) -> Html {
    let node = use_node_ref();
    let width = super::super::form::use_width(&node);
    let pointed = use_state_eq(|| None::<usize>);
    let layout = Layout::of(props, width);
    let last = points(props).saturating_sub(1);
    let present = usize::try_from(props.now_ms / props.bucket_ms)
        .unwrap_or(last)
        .min(last);
    let index = pointed.map_or(present, |index| index.min(last));
    let at = if pointed.is_some() {
        end_of(props, index)
    } else {
        props.now_ms
    };
    let said = said(props, index, at);
    let title = props.speech.word(title_of(props.kind));
    let point = {
        let (pointed, layout, bucket) = (pointed.clone(), layout.clone(), props.bucket_ms as f64);
        Callback::from(move |event: PointerEvent| {
            let Some(plot) = event
                .current_target()
                .and_then(|target| target.dyn_into::<Element>().ok())
            else {
                return;
            };
            let x = f64::from(event.client_x()) - plot.get_bounding_client_rect().left();
            pointed.set(Some(
                ((layout.ms(x) / bucket).ceil() - 1.0).clamp(0.0, last as f64) as usize
            ));
        })
    };
    let leave = |pointed: &UseStateHandle<Option<usize>>| {
        let pointed = pointed.clone();
        move || pointed.set(None)
    };
    let (off, blur) = (leave(&pointed), leave(&pointed));
    let go = {
        let (travel, bucket) = (props.travel.clone(), props.bucket_ms);
        move |index: usize| travel.emit((index as u64 + 1) * bucket)
    };
    let onclick = {
        let (pointed, go) = (pointed.clone(), go.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(index) = *pointed {
                go(index)
            }
        })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => index.saturating_sub(1),
            "ArrowRight" | "ArrowUp" => (index + 1).min(last),
            "PageDown" => index.saturating_sub(10),
            "PageUp" => (index + 10).min(last),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => return go(index),
            _ => return,
        };
        event.prevent_default();
        pointed.set(Some(to));
    });
    html! {
        <figure class="chart">
            <figcaption><h3>{&title}</h3></figcaption>
            <div class="plot" ref={node} role="slider" tabindex="0" aria-label={title.clone()} aria-orientation="horizontal"
                aria-valuemin="0" aria-valuemax={last.to_string()} aria-valuenow={index.to_string()} aria-valuetext={said.clone()}
                title={props.speech.word("chart-travel")} onpointermove={point.clone()} onpointerdown={point}
                onpointerleave={move |_: PointerEvent| off()} onblur={move |_: FocusEvent| blur()} {onclick} {onkeydown}>
                {drawing(props, &layout, index, at)}
            </div>
            <p class="chart-said" aria-hidden="true">{said}</p>
            {table(props, &title)}
        </figure>
    }
}

fn title_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Lag => "chart-lag",
        Kind::Rate => "chart-rate",
    }
}

/// The values at a moment, in words.
fn said(props: &PlotProps, index: usize, at: u64) -> String {
    let speech = &props.speech;
    let value = |line: &Line| line.values.get(index).copied().flatten();
    let item = |line: &Line| match props.kind {
        Kind::Lag => {
            let lag = Arg::Number(value(line)? as i64);
            Some(speech.say("chart-lag-of", &[("group", Arg::from(&*line.name)), ("lag", lag)]))
        }
        Kind::Rate => Some(format!("{} {}", line.name, figure(speech, value(line)?))),
    };
    let items: Vec<String> = props.lines.iter().filter_map(item).collect();
    if items.is_empty() {
        return speech.word("chart-lag-none");
    }
    let time = Arg::Text(clock_text(at));
    speech.say("chart-at", &[("time", time), ("list", Arg::Text(items.join(", ")))])
}

fn drawing(props: &PlotProps, layout: &Layout, index: usize, at: u64) -> Html {
    let (width, speech) = (layout.width, &props.speech);
    let bottom = HEIGHT - BOTTOM;
    let line_to = width - layout.right;
    html! {
        <svg class="chart-svg" width={width.to_string()} height={HEIGHT.to_string()} aria-hidden="true">
            { for layout.ticks.iter().map(|tick| html! {
                <>
                    <line class="grid" x1={LEFT.to_string()} x2={line_to.to_string()} y1={px(layout.y(*tick))} y2={px(layout.y(*tick))} />
                    <text class="axis" x={px(LEFT - 6.0)} y={px(layout.y(*tick) + 3.5)} text-anchor="end">{figure(speech, *tick)}</text>
                </>
            }) }
            { for moments(layout.span_ms, (line_to - LEFT) as u64 / 64).into_iter().map(|ms| html! {
                <text class="axis" x={px(layout.x(ms))} y={px(HEIGHT - 5.0)} text-anchor="middle">{moment(ms)}</text>
            }) }
            <line class="now" x1={px(layout.x(props.now_ms))} x2={px(layout.x(props.now_ms))} y1={px(TOP - 4.0)} y2={px(bottom)} />
            { for props.lines.iter().map(|line| curve(props, layout, line)) }
            <line class="hand" x1={px(layout.x(at))} x2={px(layout.x(at))} y1={px(TOP - 4.0)} y2={px(bottom)} />
            { for props.lines.iter().filter_map(|line| {
                let value = (*line.values.get(index)?)?;
                Some(html! { <circle class={look(props.kind, line)} cx={px(layout.x(at))} cy={px(layout.y(value))} r="3.4" /> })
            }) }
            {names(props, layout)}
        </svg>
    }
}

fn px(number: f64) -> String {
    format!("{number:.1}")
}

fn look(kind: Kind, line: &Line) -> Classes {
    match kind {
        Kind::Lag => classes!(
            "curve",
            format!("g{}", line.look % GROUP_LOOKS),
            format!("dash{}", line.look % GROUP_LOOKS)
        ),
        Kind::Rate => classes!("curve", "rate", format!("dash{}", line.look)),
    }
}

fn curve(props: &PlotProps, layout: &Layout, line: &Line) -> Html {
    let mut path = String::new();
    for (index, value) in line.values.iter().enumerate() {
        let Some(value) = value else { continue };
        if path.is_empty() {
            path = format!(
                "M{:.1} {:.1}",
                layout.x(index as u64 * props.bucket_ms),
                layout.y(*value)
            );
        }
        path += &format!("L{:.1} {:.1}", layout.x(end_of(props, index)), layout.y(*value));
    }
    html! { <path class={look(props.kind, line)} d={path} /> }
}

/// The names at the lines' ends, moved apart where they would meet; where there is no room the last go unnamed.
fn names(props: &PlotProps, layout: &Layout) -> Html {
    let end = |line: &Line| line.values.last().copied().flatten().unwrap_or(0.0);
    let mut ends: Vec<(f64, &Line)> = props.lines.iter().map(|line| (layout.y(end(line)), line)).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    ends.truncate(((HEIGHT - BOTTOM) / LEADING) as usize);
    let mut room = HEIGHT - BOTTOM + 2.0;
    for (y, _) in ends.iter_mut().rev() {
        *y = y.min(room);
        room = *y - LEADING;
    }
    let mut least = TOP;
    for (y, _) in &mut ends {
        *y = y.max(least);
        least = *y + LEADING;
    }
    let x = layout.x(points(props) as u64 * props.bucket_ms) + 7.0;
    let letters = ((layout.width - x - 16.0) / 6.4).max(3.0) as usize;
    let name = |(y, line): (f64, &Line)| {
        let mut text: String = line.name.chars().take(letters).collect();
        if line.name.chars().count() > letters {
            text.pop();
            text.push('…');
        }
        let sign = (props.kind == Kind::Lag).then(|| {
            let transform = format!("translate({x:.1} {:.1}) scale(.8)", y - 5.0);
            html! { <path class="sign" d={shape_path(line.look)} {transform} /> }
        });
        let aside = if sign.is_some() { 13.0 } else { 0.0 };
        html! { <g class={look(props.kind, line)}>{sign}<text x={px(x + aside)} y={px(y + 3.5)}>{text}</text></g> }
    };
    ends.into_iter().map(name).collect()
}

fn table(props: &PlotProps, title: &str) -> Html {
    let count = points(props);
    let step = count.div_ceil(ROWS).max(1);
    let rows = (0..count).filter(|index| (index + 1) % step == 0);
    let cell = |line: &Line, index: usize| {
        line.values
            .get(index)
            .copied()
            .flatten()
            .map(|value| figure(&props.speech, value))
    };
    html! {
        <table class="sr">
            <caption>{title}</caption>
            <thead><tr><th scope="col">{props.speech.word("virtual-time")}</th>{ for props.lines.iter().map(|line| html! { <th scope="col">{&line.name}</th> }) }</tr></thead>
            <tbody>
                { for rows.map(|index| html! {
                    <tr><th scope="row">{clock_text(end_of(props, index))}</th>{ for props.lines.iter().map(|line| html! { <td>{cell(line, index)}</td> }) }</tr>
                }) }
            </tbody>
        </table>
    }
}
