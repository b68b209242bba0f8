//! Fluent messages with their arguments put in.
//!
//! The browser knows the plural forms of every language already, so none are downloaded. Absent on purpose: what our
//! files do not use of Fluent, such as terms, attributes and functions; a test holds them to that.

use std::collections::BTreeMap;
use std::fmt::Write;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use fluent_syntax::parser;
use js_sys::{Array, Intl};

use super::language::Arg;

type Args<'a> = &'a [(&'a str, Arg)];

/// The messages of one language.
pub struct Messages {
    patterns: BTreeMap<&'static str, Pattern<&'static str>>,
    plurals: Intl::PluralRules,
}

impl Messages {
    pub fn of(tag: &str, text: &'static str) -> Messages {
        // What a test has parsed needs no second judgement: a faulty message would be missing, and show its id.
        let resource = parser::parse_runtime(text).unwrap_or_else(|(resource, _)| resource);
        let mut patterns = BTreeMap::new();
        for entry in resource.body {
            if let Entry::Message(message) = entry
                && let Some(pattern) = message.value
            {
                patterns.insert(message.id.name, pattern);
            }
        }
        let plurals = Intl::PluralRules::new(&Array::of1(&tag.into()), &Default::default());
        Messages { patterns, plurals }
    }

    pub fn knows(&self, id: &str) -> bool {
        self.patterns.contains_key(id)
    }

    /// The message, if there is one.
    pub fn say(&self, id: &str, args: Args) -> Option<String> {
        let mut said = String::new();
        self.pattern(self.patterns.get(id)?, args, &mut said);
        Some(said)
    }

    fn pattern(&self, pattern: &Pattern<&'static str>, args: Args, said: &mut String) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => said.push_str(value),
                PatternElement::Placeable { expression } => self.expression(expression, args, said),
            }
        }
    }

    fn expression(&self, expression: &Expression<&'static str>, args: Args, said: &mut String) {
        match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => match argument(id.name, args) {
                Some(Arg::Text(text)) => said.push_str(text),
                // A String takes whatever is written to it.
                Some(Arg::Number(number)) => drop(write!(said, "{number}")),
                // As Fluent shows a variable that nobody gave.
                None => drop(write!(said, "{{${}}}", id.name)),
            },
            Expression::Inline(InlineExpression::StringLiteral { value }) => said.push_str(value),
            Expression::Inline(_) => {}
            Expression::Select { selector, variants } => {
                let value = match selector {
                    InlineExpression::VariableReference { id } => argument(id.name, args),
                    _ => None,
                };
                let fitting = value.and_then(|value| self.fitting(value, variants));
                if let Some(variant) = fitting.or_else(|| variants.iter().find(|variant| variant.default)) {
                    self.pattern(&variant.value, args, said);
                }
            }
        }
    }

    /// The first variant that is this very text or number, or the number's plural form.
    fn fitting<'a>(&self, value: &Arg, variants: &'a [Variant<&'static str>]) -> Option<&'a Variant<&'static str>> {
        let (word, digits) = match value {
            Arg::Text(text) => (text.clone(), None),
            Arg::Number(number) => (self.plural(*number), Some(number.to_string())),
        };
        variants.iter().find(|variant| match variant.key {
            VariantKey::Identifier { name } => name == word,
            VariantKey::NumberLiteral { value } => digits.as_deref() == Some(value),
        })
    }

    /// `one`, `few`, `many` …
    fn plural(&self, number: i64) -> String {
        self.plurals.select(number as f64).into()
    }
}

fn argument<'a>(name: &str, args: Args<'a>) -> Option<&'a Arg> {
    args.iter().find(|(given, _)| *given == name).map(|(_, arg)| arg)
}
