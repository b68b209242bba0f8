//! Between the text that a person types and the bytes that Kafka keeps.
//!
//! One type stands for a serializer and its deserializer. Absent on purpose: a registry of schemas, and Kafka's other
//! number types.

use serde::{Deserialize, Serialize};

/// A pair of serializer and deserializer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Serializer {
    /// UTF-8 (`StringSerializer`).
    #[default]
    String,
    /// JSON as it was written; a text that is not JSON becomes a JSON string.
    Json,
    /// A whole number in four bytes, the highest first (`IntegerSerializer`).
    Int,
    /// The bytes themselves, written in hexadecimal (`ByteArraySerializer`).
    Bytes,
}

/// A serializer or deserializer failed: the sentence of Kafka's `SerializationException`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SerializationError(pub String);

impl std::fmt::Display for SerializationError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SerializationError {}

impl Serializer {
    /// The serializer of a contract's name (`string`, `json`, `int`, `bytes`) or of the Java class of a Kafka
    /// serializer or deserializer, with its package.
    pub fn parse(text: &str) -> Option<Self> {
        let class = text
            .strip_prefix("org.apache.kafka.common.serialization.")
            .unwrap_or_default();
        Some(match (text, class) {
            ("string", _) | (_, "StringSerializer" | "StringDeserializer") => Serializer::String,
            ("json", _) => Serializer::Json,
            ("org.apache.kafka.connect.json.JsonSerializer", _) => Serializer::Json,
            ("org.apache.kafka.connect.json.JsonDeserializer", _) => Serializer::Json,
            ("int", _) | (_, "IntegerSerializer" | "IntegerDeserializer") => Serializer::Int,
            ("bytes", _) | (_, "ByteArraySerializer" | "ByteArrayDeserializer") => Serializer::Bytes,
            (_, "BytesSerializer" | "BytesDeserializer") => Serializer::Bytes,
            _ => return None,
        })
    }

    /// The contract's name.
    pub fn name(self) -> &'static str {
        match self {
            Serializer::String => "string",
            Serializer::Json => "json",
            Serializer::Int => "int",
            Serializer::Bytes => "bytes",
        }
    }

    /// The bytes for a text.
    ///
    /// # Errors
    /// The text is not of the serializer's type.
    pub fn serialize(self, text: impl Into<String>) -> Result<Vec<u8>, SerializationError> {
        let text = text.into();
        match self {
            Serializer::String => Ok(text.into_bytes()),
            Serializer::Json if not_json(text.as_bytes()).is_none() => Ok(text.into_bytes()),
            Serializer::Json => Ok(serde_json::Value::from(text).to_string().into_bytes()),
            Serializer::Int => match text.trim().parse::<i32>() {
                Ok(number) => Ok(number.to_be_bytes().to_vec()),
                Err(_) => Err(cannot_convert("IntegerSerializer", "a whole number of 32 bits")),
            },
            Serializer::Bytes => from_hex(&text)
                .ok_or_else(|| cannot_convert("ByteArraySerializer", "an even count of hexadecimal digits")),
        }
    }

    /// The text for bytes.
    ///
    /// # Errors
    /// The bytes are not of the deserializer's type. `String` and `Bytes` never fail: as in Java, what is not UTF-8
    /// is replaced by U+FFFD.
    pub fn deserialize(self, bytes: &[u8]) -> Result<String, SerializationError> {
        self.check(bytes)?;
        Ok(match self {
            Serializer::String | Serializer::Json => utf8(bytes),
            Serializer::Int => {
                let four = <[u8; 4]>::try_from(bytes).unwrap_or_default();
                i32::from_be_bytes(four).to_string()
            }
            Serializer::Bytes => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// Whether these bytes are of the deserializer's type, without making their text.
    ///
    /// # Errors
    /// As `deserialize`.
    pub fn check(self, bytes: &[u8]) -> Result<(), SerializationError> {
        match self {
            Serializer::String | Serializer::Bytes => Ok(()),
            Serializer::Json => not_json(bytes).map_or(Ok(()), |why| {
                Err(SerializationError(format!("Can't deserialize data as JSON: {why}")))
            }),
            Serializer::Int if bytes.len() == 4 => Ok(()),
            Serializer::Int => Err(SerializationError(
                "Size of data received by IntegerDeserializer is not 4".to_string(),
            )),
        }
    }
}

/// The sentence of `KafkaProducer.doSend` for a value of the wrong class, with what would have been right.
fn cannot_convert(class: &str, right: &str) -> SerializationError {
    SerializationError(format!(
        "Can't convert value of class java.lang.String to class org.apache.kafka.common.serialization.{class}: \
         the text is not {right}"
    ))
}

/// Why the bytes are not JSON; none if they are.
fn not_json(bytes: &[u8]) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => serde_json::from_str::<serde::de::IgnoredAny>(text)
            .err()
            .map(|error| error.to_string()),
        Err(error) => Some(error.to_string()),
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    let digits: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(16)).collect();
    let (pairs, []) = digits.as_deref()?.as_chunks::<2>() else {
        return None;
    };
    pairs
        .iter()
        .map(|[high, low]| u8::try_from(high * 16 + low).ok())
        .collect()
}

/// UTF-8 as Java's `new String(bytes, UTF_8)` reads it: one U+FFFD for each malformed piece, where an encoded
/// surrogate, whole or cut, is one piece.
fn utf8(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Err(error) = std::str::from_utf8(rest) {
        let (good, bad) = rest.split_at(error.valid_up_to());
        text.push_str(&String::from_utf8_lossy(good));
        text.push(char::REPLACEMENT_CHARACTER);
        rest = &bad[malformed(bad, error.error_len())..];
    }
    text.push_str(&String::from_utf8_lossy(rest));
    text
}

/// How many bytes at the start of `bad` are one malformed piece.
fn malformed(bad: &[u8], error_len: Option<usize>) -> usize {
    const SURROGATE: u8 = 0xed;
    match bad {
        [SURROGATE, following @ ..] => {
            1 + following
                .iter()
                .take(2)
                .take_while(|byte| **byte & 0xc0 == 0x80)
                .count()
        }
        _ => error_len.unwrap_or(bad.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        from_hex(text).unwrap_or_else(|| panic!("`{text}` is hexadecimal"))
    }

    #[test]
    fn serializing() {
        fn check(serializer: Serializer, text: &str, expected: Option<&str>) {
            assert_eq!(serializer.serialize(text).ok(), expected.map(hex), "{text}");
        }
        check(Serializer::String, "aя", Some("61d18f"));
        check(Serializer::Json, "{\"a\": 1}", Some("7b2261223a20317d"));
        check(Serializer::Json, "a\"", Some("22615c2222"));
        check(Serializer::Int, " -2 ", Some("fffffffe"));
        check(Serializer::Int, "2147483648", None);
        check(Serializer::Int, "two", None);
        check(Serializer::Bytes, "0xCAfe", Some("cafe"));
        check(Serializer::Bytes, "", Some(""));
        check(Serializer::Bytes, "caf", None);
        check(Serializer::Bytes, "кофе", None);
    }

    #[test]
    fn deserializing() {
        fn check(serializer: Serializer, bytes: &str, expected: Result<&str, &str>) {
            let text = serializer.deserialize(&hex(bytes));
            assert_eq!(text.as_deref().map_err(|error| error.0.as_str()), expected, "{bytes}");
        }
        check(Serializer::String, "61d18f", Ok("aя"));
        check(Serializer::Json, "7b2261223a20317d", Ok("{\"a\": 1}"));
        check(
            Serializer::Json,
            "61",
            Err("Can't deserialize data as JSON: expected value at line 1 column 1"),
        );
        check(
            Serializer::Json,
            "22ff22",
            Err("Can't deserialize data as JSON: invalid utf-8 sequence of 1 bytes from index 1"),
        );
        check(Serializer::Int, "fffffffe", Ok("-2"));
        check(
            Serializer::Int,
            "61",
            Err("Size of data received by IntegerDeserializer is not 4"),
        );
        check(Serializer::Bytes, "00cafe", Ok("00cafe"));
    }

    /// What Java 17 made of these bytes.
    #[test]
    fn malformed_utf8_as_in_java() {
        fn check(bytes: &str, expected: &str) {
            assert_eq!(
                Serializer::String.deserialize(&hex(bytes)),
                Ok(expected.replace('?', "\u{fffd}")),
                "{bytes}"
            );
        }
        check("ff", "?");
        check("c328", "?(");
        check("f0288cbc", "?(??");
        check("eda080", "?");
        check("eda041", "?A");
        check("eda0eda080", "??");
        check("eda0c3a9", "?é");
        check("c0af", "??");
        check("f4908080", "????");
        check("61e282", "a?");
        check("e2e282ac", "?€");
        check("80808041", "???A");
        check("f09f8e", "?");
        check("edbfbf41", "?A");
        check("e0809f41", "???A");
    }

    #[test]
    fn names() {
        fn check(text: &str, expected: Option<Serializer>) {
            assert_eq!(Serializer::parse(text), expected, "{text}");
        }
        check(
            "org.apache.kafka.common.serialization.IntegerDeserializer",
            Some(Serializer::Int),
        );
        check("org.apache.kafka.common.serialization.LongSerializer", None);
        check("IntegerSerializer", None);
        check("String", None);
        for serializer in [Serializer::String, Serializer::Json, Serializer::Int, Serializer::Bytes] {
            check(serializer.name(), Some(serializer));
        }
    }
}
