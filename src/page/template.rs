//! Templates of keys and values, for records sent by hand: `{n}` counts, `{1..5}` cycles, `{1~5}` draws.
//!
//! A rate is expanded by the core, from the session's seed; what a person sends by clicking is written into the
//! session as the text that came out. So chance here is an argument and no rule of the simulation.

/// Expands a template for the `n`th record (from 1). `chance(bound)` draws a number below the bound.
pub fn expand(template: &str, n: u64, chance: &mut dyn FnMut(u64) -> u64) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let tail = &rest[open..];
        match tail
            .find('}')
            .and_then(|close| Some((close, hole(&tail[1..close], n, chance)?)))
        {
            Some((close, text)) => {
                out.push_str(&text);
                rest = &tail[close + 1..];
            }
            None => {
                out.push('{');
                rest = &tail[1..];
            }
        }
    }
    out + rest
}

/// Whether two records of the template can differ.
pub fn varies(template: &str) -> bool {
    expand(template, 1, &mut |_| 0) != template
}

fn hole(inside: &str, n: u64, chance: &mut dyn FnMut(u64) -> u64) -> Option<String> {
    if inside == "n" {
        return Some(n.to_string());
    }
    let (from, to, draws) = match (inside.split_once(".."), inside.split_once('~')) {
        (Some((from, to)), _) => (from, to, false),
        (None, Some((from, to))) => (from, to, true),
        (None, None) => return None,
    };
    let (from, to): (u64, u64) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    let span = to.checked_sub(from)?.checked_add(1)?;
    let step = if draws {
        chance(span) % span
    } else {
        n.saturating_sub(1) % span
    };
    Some((from + step).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, n: u64, expected: &str) {
        assert_eq!(expand(template, n, &mut |bound| bound - 1), expected);
    }

    #[test]
    fn expands() {
        check("user-{1..5}", 1, "user-1");
        check("user-{1..5}", 6, "user-1");
        check("user-{1~5}", 1, "user-5");
        check("{\"sum\": {n}}", 42, "{\"sum\": 42}");
        check("{} {x} {5..1} {", 1, "{} {x} {5..1} {");
        check("plain", 9, "plain");
    }

    #[test]
    fn knows_what_varies() {
        assert!(varies("user-{1..5}"));
        assert!(!varies("{\"sum\": 42}"));
    }
}
