//! From JSON text to types, without ever losing the place of a mistake.
//!
//! An internally tagged enum would buffer a command before its struct is chosen, and with the buffer the path is lost.
//! So a command is first taken apart into its fields, each still as JSON text; then `do` chooses the struct. Keeping
//! the text also keeps what a JSON tree would change: the order of fields and the digits of a number.

use super::error::{Error, join};
use super::shape;
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::fmt;

/// The fields of one JSON object in their order, each value still text.
pub(super) struct Fields(Vec<(String, Box<RawValue>)>);

impl Fields {
    /// Takes one field out.
    pub(super) fn take(&mut self, name: &str) -> Option<Box<RawValue>> {
        let index = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.remove(index).1)
    }

    /// Reads all that is left as one struct.
    pub(super) fn into<T: DeserializeOwned>(self) -> Result<T, Error> {
        let fields = self.0.iter().map(|(name, value)| (name.as_str(), &**value));
        let deserializer = MapDeserializer::<_, serde_json::Error>::new(fields);
        serde_path_to_error::deserialize(deserializer).map_err(|error| of_shape(&error))
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields: Vec<(String, Box<RawValue>)> = Vec::new();
                let mut names = BTreeSet::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if !names.insert(name.clone()) {
                        return Err(serde::de::Error::custom(format!("duplicate field `{name}`")));
                    }
                    fields.push((name, value));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// Reads a whole text.
pub(super) fn text<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| of_shape(&error))?;
    deserializer
        .end()
        .map_err(|error| Error::new("", shape::syntax(&error)))?;
    Ok(value)
}

/// Reads one value that is still text.
pub(super) fn value<T: DeserializeOwned>(raw: &RawValue) -> Result<T, Error> {
    serde_path_to_error::deserialize(raw.into_deserializer()).map_err(|error| of_shape(&error))
}

/// Turns serde's words into a place and a reason.
fn of_shape(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let inner = error.inner();
    if inner.is_syntax() || inner.is_eof() {
        return Error::new("", shape::syntax(inner));
    }
    let path = match error.path().to_string() {
        root if root == "." => String::new(),
        path => path,
    };
    let message = without_place(&inner.to_string());
    match field_of(&message) {
        Some((kind, field)) => Error::new(at_field(&path, field), shape::of_field(kind, field, &message)),
        None => Error::new(path, shape::reason(&message)),
    }
}

/// `missing field` and its like name the field in the message; the path may or may not include it.
fn field_of(message: &str) -> Option<(&'static str, &str)> {
    ["missing", "unknown", "duplicate"].into_iter().find_map(|kind| {
        let rest = message.strip_prefix(kind)?.strip_prefix(" field `")?;
        Some((kind, &rest[..rest.find('`')?]))
    })
}

fn at_field(path: &str, field: &str) -> String {
    let there = path == field || path.ends_with(&format!(".{field}"));
    if there { path.to_owned() } else { join(path, field) }
}

/// serde_json ends a message with the place in the text it was given; here that is one value, so it would mislead.
fn without_place(message: &str) -> String {
    message
        .rfind(" at line ")
        .map_or(message, |end| &message[..end])
        .to_owned()
}
