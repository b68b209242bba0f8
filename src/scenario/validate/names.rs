//! How things may be called.

use super::{Error, count, letters, limits, mistakes};
use crate::kafka::reason::Reason;

/// Kafka's rule for topics.
pub(super) fn topic(path: &str, name: &str) -> Result<(), Error> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let reason: Reason = match name {
        "" => (&mistakes::TOPIC_NAME_EMPTY).into(),
        "." | ".." => mistakes::TOPIC_NAME_DOTS.with("name", name),
        _ if !name.chars().all(plain) => mistakes::TOPIC_NAME_LETTERS.with("name", shown(name)),
        _ => return letters(path, name, limits::TOPIC_LETTERS),
    };
    Err(Error::new(path, reason))
}

/// Names of clients and groups: any text that can be seen.
pub(super) fn client(path: &str, name: &str) -> Result<(), Error> {
    if name.trim().is_empty() {
        return Err(Error::new(path, &mistakes::NAME_EMPTY));
    }
    if let Some(letter) = name.chars().find(|letter| unseen(*letter)) {
        let code = u32::from(letter);
        return Err(Error::new(
            path,
            mistakes::NAME_UNSEEN.with("code", format!("{code:04X}")),
        ));
    }
    letters(path, name, limits::NAME_LETTERS)
}

/// A language code such as `en` or `pt-BR`.
pub(super) fn language(path: &str, code: &str) -> Result<(), Error> {
    let plain = code
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if plain && (2..=35).contains(&count(code.len())) {
        return Ok(());
    }
    Err(Error::new(path, mistakes::NOT_A_LANGUAGE.with("code", shown(code))))
}

/// Control characters, and those that hide or turn the text around them, so that two names could look the same.
fn unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// A piece of a foreign text that a sentence may repeat.
pub(super) fn shown(text: &str) -> String {
    let piece: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    if text.chars().nth(60).is_some() {
        piece + "…"
    } else {
        piece
    }
}
