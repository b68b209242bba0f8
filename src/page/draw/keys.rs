//! Short names of keys, as they are written on notes: short enough to fit, and two keys never alike.
//!
//! Absent on purpose: colours (they come with the record) and the document.

use std::collections::HashMap;

/// The most characters that fit on a note.
const FIT: usize = 4;
/// Names are forgotten past this many, so that a session with endless keys does not grow.
const LIMIT: usize = 4096;

/// What each key is called on its notes.
#[derive(Default)]
pub struct KeyNames {
    names: HashMap<String, String>,
    taken: HashMap<String, String>,
}

impl KeyNames {
    /// The short name of a key; the same key keeps its name.
    pub fn name(&mut self, key: Option<&str>) -> String {
        let Some(key) = key else { return "∅".to_owned() };
        if let Some(name) = self.names.get(key) {
            return name.clone();
        }
        if self.names.len() >= LIMIT {
            *self = Self::default();
        }
        let name = candidates(key).into_iter().find(|name| !self.taken.contains_key(name));
        let name = name.unwrap_or_else(|| self.numbered(key));
        self.taken.insert(name.clone(), key.to_owned());
        self.names.insert(key.to_owned(), name.clone());
        name
    }

    /// The first letter and the first free number.
    fn numbered(&self, key: &str) -> String {
        let head = head(key, 1);
        (2..)
            .map(|n| format!("{head}·{n}"))
            .find(|name| !self.taken.contains_key(name))
            .unwrap_or_default()
    }
}

/// Short names from the best to the last resort.
fn candidates(key: &str) -> Vec<String> {
    if key.is_empty() {
        return vec!["\"\"".to_owned()];
    }
    if key.chars().count() <= FIT {
        return vec![key.to_owned()];
    }
    let words: Vec<&str> = key
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let last = words.last().copied().unwrap_or(key);
    let number: String = tail_digits(last);
    let initial = head(words.first().copied().unwrap_or(key), 1);
    let mut names = Vec::new();
    if key.chars().all(|c| c.is_ascii_digit()) {
        names.push(format!("…{}", tail(key, FIT - 1)));
    } else if !number.is_empty() {
        // `user-4` → `u4`: the number is what tells such keys apart.
        names.push(if number.len() <= FIT {
            format!("{initial}{number}")
        } else {
            format!("…{}", tail(&number, FIT - 1))
        });
    } else if words.len() > 1 {
        names.push(format!("{initial}{}", head(last, FIT - 1)));
        names.push(format!("{initial}{}", tail(last, FIT - 1)));
    }
    names.push(head(key, FIT));
    names.push(format!("{}{}", head(key, 1), tail(key, FIT - 1)));
    names.push(format!("{}{}", head(key, 2), tail(key, FIT - 2)));
    names
}

fn head(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

fn tail(text: &str, count: usize) -> String {
    let skip = text.chars().count().saturating_sub(count);
    text.chars().skip(skip).collect()
}

fn tail_digits(word: &str) -> String {
    let digits = word.chars().rev().take_while(char::is_ascii_digit).count();
    tail(word, digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(keys: &[&str], names: &[&str]) {
        let mut all = KeyNames::default();
        let found: Vec<String> = keys.iter().map(|key| all.name(Some(key))).collect();
        assert_eq!(found, names);
    }

    #[test]
    fn short_names_are_what_a_learner_would_write() {
        check(&["user-1", "user-4", "user-1042"], &["u1", "u4", "u1042"]);
        check(
            &["AAPL", "trade-AAPL", "BTC-USD", "ETH-USD"],
            &["AAPL", "tAAP", "BUSD", "EUSD"],
        );
        check(&["alexander", "", "1234567"], &["alex", "\"\"", "…567"]);
    }

    #[test]
    fn different_keys_never_share_a_name() {
        check(
            &["user-alice", "user-alina", "user-4", "unit-4"],
            &["uali", "uina", "u4", "unit"],
        );
        let mut all = KeyNames::default();
        let mut names: Vec<String> = (0..500)
            .map(|n| all.name(Some(&format!("прибор-{n}00000000"))))
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 500);
    }

    #[test]
    fn a_key_keeps_its_name_and_no_key_has_a_sign() {
        let mut all = KeyNames::default();
        assert_eq!(all.name(Some("user-7")), all.name(Some("user-7")));
        assert_eq!(all.name(None), "∅");
    }
}
