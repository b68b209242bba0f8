//! "Did you mean": the nearest of the allowed names.

use super::mistakes;
use crate::kafka::reason::Reason;

/// A field that nobody knows, with those that are allowed; the nearest first where one is near.
pub(super) fn unknown_field(name: &str, allowed: &[&str]) -> Reason {
    let list = match allowed.len() {
        0 => Some((&mistakes::NO_FIELDS).into()),
        1..=16 => Some(mistakes::ALLOWED.with("names", allowed.join(", "))),
        _ => None,
    };
    mistakes::UNKNOWN_FIELD
        .with("near", did_you_mean(name, allowed))
        .with("allowed", list)
}

/// `did you mean X?` where a name is near enough to be a slip of the fingers.
pub(super) fn did_you_mean(name: &str, allowed: &[&str]) -> Option<Reason> {
    // A long text is no slip, and the distance is quadratic in its length.
    if name.len() > 100 {
        return None;
    }
    let (steps, near) = allowed.iter().map(|other| (distance(name, other), *other)).min()?;
    (steps <= name.chars().count().div_ceil(3)).then(|| mistakes::DID_YOU_MEAN.with("name", near))
}

/// How many letters must be put in, taken out or replaced (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in (1..).zip(a.chars()) {
        let mut corner = std::mem::replace(&mut row[0], i);
        for (j, y) in b.iter().enumerate() {
            let replaced = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_steps() {
        for (a, b, steps) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("топик", "топики", 1),
        ] {
            assert_eq!(distance(a, b), steps, "{a} {b}");
        }
    }

    #[test]
    fn suggests_only_what_is_near() {
        let said = |name| did_you_mean(name, &["create_topic", "send"]).map(|reason| reason.to_string());
        assert_eq!(said("create_topik").as_deref(), Some(" (did you mean `create_topic`?)"));
        assert_eq!(said("explode"), None);
    }
}
