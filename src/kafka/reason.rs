//! Why something is refused: one English sentence, and the same as an id with named arguments, so that a page can say
//! it in its reader's language.
//!
//! A [`Mistake`] is the wording with blanks, a [`Reason`] is a mistake with its blanks filled. The wordings stand in
//! tables beside those who refuse, made by `mistakes!`. A wording may also be a phrase that fills a blank of another.

use std::fmt;

/// One kind of reason, or a phrase in one: `{ms} ms is too long; at most {limit} ms are allowed`.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    name: &'static str,
    english: &'static str,
}

/// Why this time: a mistake with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    mistake: &'static Mistake,
    args: Vec<(&'static str, Arg)>,
}

/// What fills a blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// A name, a value, or a word that a translation chooses by.
    Text(String),
    /// A number, which may decide about a plural.
    Number(i64),
    /// Phrases, each with a wording of its own.
    Phrases(Vec<Reason>),
}

/// Makes a table of mistakes, and `ALL` of them.
macro_rules! mistakes {
    ($($name:ident = $english:literal;)*) => {
        $(pub(crate) static $name: $crate::kafka::reason::Mistake =
            $crate::kafka::reason::Mistake::new(stringify!($name), $english);)*
        /// Every mistake of this table.
        pub static ALL: &[&$crate::kafka::reason::Mistake] = &[$(&$name),*];
    };
}
pub(crate) use mistakes;

impl Mistake {
    pub(crate) const fn new(name: &'static str, english: &'static str) -> Mistake {
        Mistake { name, english }
    }

    /// The stable id, such as `too-long`.
    pub fn id(&self) -> String {
        self.name.to_ascii_lowercase().replace('_', "-")
    }

    /// The names of its blanks, in their order.
    pub fn blanks(&self) -> impl Iterator<Item = &'static str> {
        self.parts().map(|(name, _)| name)
    }

    /// The reason with one blank filled; more follow by [`Reason::with`].
    pub(crate) fn with(&'static self, name: &'static str, arg: impl Into<Arg>) -> Reason {
        Reason::from(self).with(name, arg)
    }

    /// Reads a sentence of this wording back.
    pub(crate) fn read(&'static self, sentence: &str) -> Option<Reason> {
        let mut rest = sentence.strip_prefix(self.start())?;
        let mut reason = Reason::from(self);
        for (name, words) in self.parts() {
            let found = if words.is_empty() {
                Some((rest, ""))
            } else {
                rest.split_once(words)
            };
            let (filling, after) = found?;
            reason = reason.with(name, filling);
            rest = after;
        }
        rest.is_empty().then_some(reason)
    }

    /// The words before the first blank.
    fn start(&self) -> &'static str {
        self.english.split('{').next().unwrap_or_default()
    }

    /// Each blank with the words behind it.
    fn parts(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let parts = self.english.split('{').skip(1);
        parts.map(|part| part.split_once('}').unwrap_or((part, "")))
    }
}

impl Reason {
    /// Fills one more blank.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Reason {
        self.args.push((name, arg.into()));
        self
    }

    /// Reads more in the texts that fill its blanks.
    pub(crate) fn each_text(mut self, read: impl Fn(&str, &str) -> Arg) -> Reason {
        for (name, arg) in &mut self.args {
            if let Arg::Text(text) = arg {
                *arg = read(name, text);
            }
        }
        self
    }

    /// What kind it is.
    pub fn mistake(&self) -> &'static Mistake {
        self.mistake
    }

    /// What fills the blanks, by name.
    pub fn args(&self) -> &[(&'static str, Arg)] {
        &self.args
    }
}

impl From<&'static Mistake> for Reason {
    fn from(mistake: &'static Mistake) -> Reason {
        Reason {
            mistake,
            args: Vec::new(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.mistake.start())?;
        for (name, words) in self.mistake.parts() {
            if let Some((_, arg)) = self.args.iter().find(|(given, _)| *given == name) {
                arg.fmt(f)?;
            }
            f.write_str(words)?;
        }
        Ok(())
    }
}

impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Arg::Text(text) => f.write_str(text),
            Arg::Number(number) => number.fmt(f),
            Arg::Phrases(phrases) => {
                for (index, phrase) in phrases.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    phrase.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Arg {
        Arg::Number(number)
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Arg {
        // A number so large has no plural that could matter.
        i64::try_from(number).map_or_else(|_| Arg::Text(number.to_string()), Arg::Number)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Arg {
        Arg::Number(i64::from(number))
    }
}

impl From<Reason> for Arg {
    fn from(phrase: Reason) -> Arg {
        Arg::Phrases(vec![phrase])
    }
}

impl From<&'static Mistake> for Arg {
    fn from(phrase: &'static Mistake) -> Arg {
        Reason::from(phrase).into()
    }
}

/// Nothing, where there is no such phrase this time.
impl From<Option<Reason>> for Arg {
    fn from(phrase: Option<Reason>) -> Arg {
        Arg::Phrases(phrase.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    mistakes! {
        EMPTY = "cannot be empty";
        TOO_LONG = "{ms} ms is too long; at most {limit} ms are allowed";
        NO_TOPIC = "no topic `{name}`{near}";
        NEAR = " (did you mean `{name}`?)";
    }

    #[test]
    fn fills_its_blanks() {
        let near = || NEAR.with("name", "orders");
        for (reason, sentence) in [
            (Reason::from(&EMPTY), "cannot be empty"),
            (
                TOO_LONG.with("ms", u64::MAX).with("limit", 5_u32),
                "18446744073709551615 ms is too long; at most 5 ms are allowed",
            ),
            (
                NO_TOPIC.with("name", "{near}").with("near", near()),
                "no topic `{near}` (did you mean `orders`?)",
            ),
            (NO_TOPIC.with("name", "x").with("near", None), "no topic `x`"),
            (
                NO_TOPIC
                    .with("name", "")
                    .with("near", Arg::Phrases(vec![near(), near()])),
                "no topic `` (did you mean `orders`?),  (did you mean `orders`?)",
            ),
        ] {
            assert_eq!(reason.to_string(), sentence);
        }
    }

    #[test]
    fn reads_its_own_sentence_only() {
        let sentence = "7 ms is too long; at most 5 ms are allowed";
        let read = TOO_LONG.read(sentence);
        assert_eq!(read, Some(TOO_LONG.with("ms", "7").with("limit", "5")));
        assert_eq!(TOO_LONG.read(&format!("{sentence} here")), None);
        assert_eq!(TOO_LONG.read("7 ms is too long"), None);
        assert_eq!(EMPTY.read("cannot be empty"), Some(Reason::from(&EMPTY)));
    }

    #[test]
    fn has_an_id_and_the_names_of_its_blanks() {
        assert_eq!(TOO_LONG.id(), "too-long");
        assert_eq!(TOO_LONG.blanks().collect::<Vec<_>>(), ["ms", "limit"]);
        assert_eq!(ALL.len(), 4);
    }
}
