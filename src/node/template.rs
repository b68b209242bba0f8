//! Texts with places to fill in: `{n}` counts, `{1..5}` cycles, `{1~5}` draws. Any other brace is plain text, so that
//! JSON can be written as it is.

use std::fmt::Write;

use crate::{kafka::ids::Name, node::context::Dice};

/// A key or value as a person wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: Name,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(Name),
    Count,
    Cycle { from: i64, length: u64 },
    Draw { from: i64, length: u64 },
}

impl Template {
    pub fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let (mut rest, mut plain) = (text, String::new());
        while let Some(open) = rest.find('{') {
            plain.push_str(&rest[..open]);
            let inside = rest[open..]
                .split_once('}')
                .and_then(|(inside, after)| Some((part(&inside[1..])?, after)));
            match inside {
                Some((part, after)) => {
                    push_text(&mut parts, &mut plain);
                    parts.push(part);
                    rest = after;
                }
                None => {
                    plain.push('{');
                    rest = &rest[open + 1..];
                }
            }
        }
        plain.push_str(rest);
        push_text(&mut parts, &mut plain);
        Template {
            text: text.into(),
            parts,
        }
    }

    pub fn text(&self) -> &Name {
        &self.text
    }

    /// Whether it says the same every time.
    pub fn is_constant(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// The text for the `n`-th record, counted from 1.
    pub fn fill(&self, n: u64, dice: &mut Dice) -> String {
        let mut text = String::with_capacity(self.parts.iter().map(Part::about).sum());
        for part in &self.parts {
            // Writing to a text cannot fail.
            let _ = match part {
                Part::Text(plain) => text.write_str(plain),
                Part::Count => write!(text, "{n}"),
                Part::Cycle { from, length } => write!(text, "{}", from + (n.wrapping_sub(1) % length) as i64),
                Part::Draw { from, length } => write!(text, "{}", from + dice.below(*length) as i64),
            };
        }
        text
    }
}

impl Part {
    /// About how long its text is.
    fn about(&self) -> usize {
        match self {
            Part::Text(plain) => plain.len(),
            _ => 8,
        }
    }
}

fn push_text(parts: &mut Vec<Part>, plain: &mut String) {
    if !plain.is_empty() {
        parts.push(Part::Text(std::mem::take(plain).into()));
    }
}

fn part(inside: &str) -> Option<Part> {
    if inside == "n" {
        return Some(Part::Count);
    }
    let range = |mark: &str| {
        let (from, to) = inside.split_once(mark)?;
        let (from, to): (i32, i32) = (from.parse().ok()?, to.parse().ok()?);
        (from <= to).then_some((i64::from(from), (i64::from(to) - i64::from(from) + 1) as u64))
    };
    let cycle = range("..").map(|(from, length)| Part::Cycle { from, length });
    cycle.or_else(|| range("~").map(|(from, length)| Part::Draw { from, length }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, expected: [&str; 4]) {
        let (template, mut dice) = (Template::new(template), Dice::new(7));
        let filled: Vec<_> = (1..=4).map(|n| template.fill(n, &mut dice)).collect();
        assert_eq!(filled, expected);
    }

    #[test]
    fn places_are_filled_and_other_braces_stay() {
        check("user-{1..3}", ["user-1", "user-2", "user-3", "user-1"]);
        check("{n}/{n}", ["1/1", "2/2", "3/3", "4/4"]);
        check(
            r#"{"sum": {n}, "x": {}}"#,
            [
                r#"{"sum": 1, "x": {}}"#,
                r#"{"sum": 2, "x": {}}"#,
                r#"{"sum": 3, "x": {}}"#,
                r#"{"sum": 4, "x": {}}"#,
            ],
        );
        check("{5..1}{a..b}{", ["{5..1}{a..b}{"; 4]);
    }

    #[test]
    fn draws_stay_in_their_range_and_repeat_with_the_seed() {
        let template = Template::new("{1~5}");
        let draw = |seed| {
            let mut dice = Dice::new(seed);
            (1..100).map(|n| template.fill(n, &mut dice)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert!(
            draw(1)
                .iter()
                .all(|text| ["1", "2", "3", "4", "5"].contains(&text.as_str()))
        );
    }
}
