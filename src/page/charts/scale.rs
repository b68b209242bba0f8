//! Scales and numbers: round steps, and figures as the reader's language writes them.

use crate::page::language::{Arg, Speech};

/// Ticks from 0 on, a few of them, of which the last is not below the largest value.
pub fn ticks(largest: f64) -> Vec<f64> {
    let rough = (largest / 3.0).max(1.0 / 3.0);
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|nice| nice * power)
        .find(|step| rough <= *step * 1.0001);
    let step = step.unwrap_or(10.0 * power).max(1.0);
    let count = (largest / step).ceil().max(1.0) as u32;
    (0..=count).map(|index| f64::from(index) * step).collect()
}

/// Moments to name on an axis of time, at most so many.
pub fn moments(span_ms: u64, most: u64) -> Vec<u64> {
    const SECONDS: [u64; 12] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];
    let fits = |step: &u64| span_ms / step <= most.max(1);
    let step = SECONDS
        .into_iter()
        .map(|seconds| seconds * 1_000)
        .find(fits)
        .unwrap_or_else(|| span_ms.div_ceil(most.max(1)));
    (0..=span_ms / step.max(1)).map(|index| index * step).collect()
}

/// `mm:ss`.
pub fn moment(ms: u64) -> String {
    format!("{:02}:{:02}", ms / 60_000, ms / 1_000 % 60)
}

/// At most one decimal, with the language's sign; thousands and millions by their short names.
pub fn figure(speech: &Speech, value: f64) -> String {
    let (id, value) = match value.abs() {
        size if size >= 999_950.0 => ("chart-millions", value / 1e6),
        size if size >= 9_999.5 => ("chart-thousands", value / 1e3),
        _ => ("", value),
    };
    let text = format!("{value:.1}");
    let text = text
        .strip_suffix(".0")
        .unwrap_or(&text)
        .replace('.', &speech.word("decimal-sign"));
    if id.is_empty() {
        text
    } else {
        speech.say(id, &[("number", Arg::Text(text))])
    }
}

/// A part of a whole in percent.
pub fn percent(speech: &Speech, part: u64, whole: u64) -> String {
    let exact = part as f64 * 100.0 / whole.max(1) as f64;
    let text = if part > 0 && exact < 1.0 {
        "<1".to_owned()
    } else {
        format!("{exact:.0}")
    };
    speech.say("chart-percent", &[("number", Arg::Text(text))])
}
