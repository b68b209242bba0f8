//! "Did you mean": the nearest of the allowed names.

/// Names what is allowed, the nearest name first where one is near.
pub(super) fn hint(name: &str, allowed: &[&str]) -> String {
    let list = match allowed.len() {
        0 => "; no fields are allowed here".to_owned(),
        1..=16 => format!("; allowed: {}", allowed.join(", ")),
        _ => String::new(),
    };
    format!("{}{list}", did_you_mean(name, allowed))
}

/// ` (did you mean X?)` where a name is near enough to be a slip of the fingers.
pub(super) fn did_you_mean(name: &str, allowed: &[&str]) -> String {
    // A long text is no slip, and the distance is quadratic in its length.
    if name.len() > 100 {
        return String::new();
    }
    let near = allowed.iter().map(|other| (distance(name, other), *other)).min();
    match near {
        Some((steps, other)) if steps <= name.chars().count().div_ceil(3) => format!(" (did you mean `{other}`?)"),
        _ => String::new(),
    }
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
        assert_eq!(
            did_you_mean("create_topik", &["create_topic", "send"]),
            " (did you mean `create_topic`?)"
        );
        assert_eq!(did_you_mean("explode", &["create_topic", "send"]), "");
    }
}
