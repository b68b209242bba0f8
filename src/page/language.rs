//! The languages: Fluent messages, one file each. Adding a language is adding a file and a row here.

use std::rc::Rc;

use super::draw::Words;
use super::messages::Messages;
use crate::kafka::reason::{Arg as Filling, Reason};
use crate::scenario::Error;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    Russian,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::English, Language::Russian];

    /// The tag in `lang` and in links.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Russian => "ru",
        }
    }

    /// Its name, in itself.
    pub fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Russian => "Русский",
        }
    }

    /// The language that a tag such as `ru-RU` asks for.
    pub fn of(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.tag() == primary)
    }

    fn messages(self) -> &'static str {
        match self {
            Language::English => include_str!("locales/en.ftl"),
            Language::Russian => include_str!("locales/ru.ftl"),
        }
    }
}

/// An argument of a message. Numbers choose plural forms.
#[derive(Clone, Debug)]
pub enum Arg {
    Text(String),
    Number(i64),
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

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Arg {
            fn from(number: $number) -> Arg {
                Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
numbers!(i64, u64, i32, u32, usize);

/// One language, ready to speak. Cheap to clone; equal to its clones only.
#[derive(Clone)]
pub struct Speech(Rc<Inner>);

struct Inner {
    language: Language,
    messages: Messages,
}

impl PartialEq for Speech {
    fn eq(&self, other: &Speech) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Speech {
    pub fn new(language: Language) -> Speech {
        let messages = Messages::of(language.tag(), language.messages());
        Speech(Rc::new(Inner { language, messages }))
    }

    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The message; its id where there is none.
    pub fn say(&self, id: &str, args: &[(&str, Arg)]) -> String {
        self.0.messages.say(id, args).unwrap_or_else(|| id.to_owned())
    }

    /// A message without arguments.
    pub fn word(&self, id: &str) -> String {
        self.say(id, &[])
    }

    /// What is wrong with a document or a command, with the place, which is code in every language.
    pub fn refusal(&self, error: &Error) -> String {
        match error.path.as_str() {
            "" => self.reason(&error.reason),
            path => format!("{path}: {}", self.reason(&error.reason)),
        }
    }

    /// Why something is refused. English has no messages for that: the core's own words are English.
    pub fn reason(&self, reason: &Reason) -> String {
        let id = format!("mistake-{}", reason.mistake().id());
        if !self.knows(&id) {
            return reason.to_string();
        }
        let args: Vec<_> = reason
            .args()
            .iter()
            .map(|(name, arg)| (*name, self.filling(arg)))
            .collect();
        self.say(&id, &args)
    }

    fn filling(&self, arg: &Filling) -> Arg {
        match arg {
            Filling::Text(text) => Arg::Text(text.clone()),
            Filling::Number(number) => Arg::Number(*number),
            Filling::Phrases(phrases) => {
                let phrases: Vec<String> = phrases.iter().map(|phrase| self.reason(phrase)).collect();
                Arg::Text(phrases.join(", "))
            }
        }
    }

    /// Whether there is such a message.
    pub fn knows(&self, id: &str) -> bool {
        self.0.messages.knows(id)
    }

    /// The translations, as the drawing takes them. A text that is a number chooses plural forms.
    pub fn words(&self) -> Words {
        let own = self.clone();
        Words(Rc::new(move |id, args| {
            let args: Vec<(&str, Arg)> = args.iter().map(|(name, text)| (*name, number_or_text(text))).collect();
            own.say(id, &args)
        }))
    }

    /// `a`, `a and b`, `a, b and c`.
    pub fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} {} {last}", first.join(", "), self.word("list-and")),
        }
    }
}

fn number_or_text(text: &str) -> Arg {
    text.parse().map_or_else(|_| Arg::Text(text.to_owned()), Arg::Number)
}

/// Milliseconds as `mm:ss.mmm`.
pub fn clock_text(ms: u64) -> String {
    format!("{:02}:{:02}.{:03}", ms / 60_000, ms / 1000 % 60, ms % 1000)
}
