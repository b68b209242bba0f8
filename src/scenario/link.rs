//! The link: a whole session as text that survives messengers, behind the `#` that no server sees.
//!
//! `1.<payload>`: the version of the format, then base64url of *(length and flag, body, checksum)*, where the body is
//! the document in the binary form of `commands` and `value`, deflated if that is shorter. What the parts are for:
//! `envelope` tells a cut or mistyped link from a good one, `tables` and `words` are what both ends know beforehand,
//! `commands` writes commands in columns, `value` any JSON value, `bytes` numbers.
//!
//! Every link ever made must open for ever. So the tables only grow at their ends, and a reader that meets an entry it
//! does not know says that the link is newer. Absent on purpose: state of the simulation, and any wish of the page
//! (`lang`, `at`), which stand beside the link.

mod bytes;
mod commands;
mod envelope;
mod tables;
mod value;
mod words;

use super::{Document, Error, Timed, limits, mistakes, validate};
use serde_json::Value;
use std::fmt;

/// The version of the format that this build writes.
const FORMAT: u32 = 1;

/// Why a link cannot be opened or made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Nothing in the text looks like a link.
    NotALink,
    /// The format, or a word in it, is newer than this build.
    Newer,
    /// The end is missing.
    Cut {
        /// How many characters there are.
        have: u32,
        /// How many there should be, where enough is left to know.
        whole: Option<u32>,
    },
    /// The checksum does not fit.
    Damaged,
    /// The link itself is longer than allowed.
    TooLong {
        /// How many characters it has.
        characters: u64,
    },
    /// It unpacks to more than any session has.
    Inflates,
    /// It is a good link to a bad document.
    Document(Error),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::NotALink => f.write_str("this is not a Partitura link"),
            LinkError::Newer => f.write_str("this link was made by a newer version of Partitura than this one"),
            LinkError::Cut {
                have,
                whole: Some(whole),
            } => {
                write!(f, "this link was cut: it has {have} of {whole} characters")
            }
            LinkError::Cut { have, whole: None } => {
                write!(f, "this link was cut: only {have} characters are left of it")
            }
            LinkError::Damaged => f.write_str("this link is damaged: it was mistyped or changed on its way"),
            LinkError::TooLong { characters } => {
                let limit = limits::LINK_CHARACTERS;
                write!(
                    f,
                    "this session is too long for a link: {characters} characters, and at most {limit} are allowed"
                )
            }
            LinkError::Inflates => {
                write!(
                    f,
                    "this link unpacks to more than {} bytes, which is not allowed",
                    limits::INFLATED_BYTES
                )
            }
            LinkError::Document(error) => write!(f, "the session in this link cannot be opened: {error}"),
        }
    }
}

impl std::error::Error for LinkError {}

/// Makes the link of a document: `1.<payload>`.
///
/// # Errors
/// [`LinkError::TooLong`]: no reader would open such a link; a file holds the document. [`LinkError::Document`] where
/// the times go back, which the format cannot say; anything else that is bad is for [`decode`] to refuse.
pub fn encode(document: &Document) -> Result<String, LinkError> {
    let mut lines = document.branches.iter().map(|branch| &branch.commands);
    let sorted = |line: &Vec<Timed>| line.is_sorted_by_key(|command| command.at);
    if !sorted(&document.commands) || !lines.all(sorted) {
        return Err(LinkError::Document(Error::new("commands", &mistakes::TIMES_GO_BACK)));
    }
    let tree = serde_json::to_value(document).expect("a document consists of text, numbers and lists");
    let body = commands::write_document(&tree);
    let link = format!("{FORMAT}.{}", envelope::seal(&body));
    if link.len() > limits::LINK_CHARACTERS {
        return Err(LinkError::TooLong {
            characters: link.len().try_into().unwrap_or(u64::MAX),
        });
    }
    Ok(link)
}

/// Opens a link: a whole address, what stands behind its `#`, or only `1.<payload>`.
///
/// # Errors
/// Which of the things that can happen to a link has happened.
pub fn decode(text: &str) -> Result<Document, LinkError> {
    let body = envelope::open(payload(text)?)?;
    let mut tree = commands::read_document(&body)?;
    tree.insert("partitura".to_owned(), super::document::VERSION.into());
    let document = Document::from_json(&Value::Object(tree).to_string()).map_err(LinkError::Document)?;
    validate(&document).map_err(LinkError::Document)?;
    Ok(document)
}

/// Finds the payload in what a person pasted.
fn payload(text: &str) -> Result<&str, LinkError> {
    let text = text.trim();
    let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment);
    let mut parts = fragment.split('&');
    let first = parts.clone().next().unwrap_or_default();
    let link = parts.find_map(|part| part.strip_prefix("s=")).unwrap_or(first);
    // A chat or a sentence may leave its punctuation at the end of a link.
    let link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '*']);
    let (version, payload) = match link.split_once('.') {
        Some(parts) => parts,
        // The dot of a link that ends with it has gone with the punctuation.
        None if link == "1" && text.ends_with("1.") => (link, ""),
        None => return Err(LinkError::NotALink),
    };
    match version.parse::<u32>() {
        Ok(FORMAT) if version == "1" => Ok(payload),
        Ok(newer) if newer > FORMAT => Err(LinkError::Newer),
        _ => Err(LinkError::NotALink),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(body: &[u8]) -> Result<Document, LinkError> {
        decode(&format!("1.{}", envelope::seal(body)))
    }

    #[test]
    fn a_flood_is_stopped() {
        assert_eq!(open(&vec![0; limits::INFLATED_BYTES + 1]), Err(LinkError::Inflates));
    }

    #[test]
    fn what_is_unknown_is_newer() {
        let newer = [
            &[0b1000_0000, 1][..],
            &[1, 221, 0],
            &[1, 214, 0xff, 0x7f],
            &[0, 1, 111, 1, 0],
            &[0, 1, 0, 120, 0, 1, 0],
            &[0, 1, 0, 1, 0x40, 1, 0],
        ];
        for body in newer {
            assert_eq!(open(body), Err(LinkError::Newer), "{body:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4096) })]

        /// A checksum is no secret: whoever wants to can seal anything.
        #[test]
        fn no_sealed_bytes_break_the_reader(body in prop::collection::vec(any::<u8>(), 0..120)) {
            let _ = open(&body);
        }

        #[test]
        fn no_sealed_commands_break_the_reader(body in prop::collection::vec(prop_oneof![0u8..4, 100u8..120, any::<u8>()], 0..60)) {
            let _ = open(&[&[0, 3][..], &body].concat());
        }
    }
}
