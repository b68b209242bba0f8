//! Any JSON value as few bytes: small numbers, known words and texts seen before take one.
//!
//! The first byte says what follows. Bytes that no version has used yet belong to newer ones.

use super::bytes::{Input, write_number};
use super::words::{self, WORDS};
use super::{LinkError, limits};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

// Each range holds the small cases of its kind within the first byte.
const NUMBER: u8 = 0;
const WORD: u8 = 64;
const SEEN: u8 = 128;
const TEXT: u8 = 168;
const LIST: u8 = 200;
const MAP: u8 = 204;
// The rest of each kind, with the number that is too great for the first byte.
const NULL: u8 = 208;
const FALSE: u8 = 209;
const TRUE: u8 = 210;
const NEGATIVE: u8 = 211;
const NUMBER_FAR: u8 = 212;
const THOUSANDS: u8 = 213;
const WORD_FAR: u8 = 214;
const SEEN_FAR: u8 = 215;
const TEXT_FAR: u8 = 216;
const LIST_FAR: u8 = 217;
const MAP_FAR: u8 = 218;
const WINDOW: u8 = 219;
/// A text like the last one of the same field, with another number in it; only commands have it.
pub(super) const LIKE: u8 = 220;

/// Values may stand inside each other this deep; no document needs more than four.
const DEPTH: u32 = 16;

/// Texts that have been seen before, apart for names, for keys and for free text, so that each has the small numbers.
#[derive(Default)]
pub(super) struct Texts {
    tables: [Table; 3],
    /// What the texts and values read so far take together, so that repetition cannot make a small link large.
    spent: u64,
}

#[derive(Default)]
struct Table {
    list: Vec<String>,
    index: BTreeMap<String, u64>,
}

/// Which texts a field shares with others.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Name,
    Key,
    Free,
}

impl Texts {
    fn table(&mut self, kind: Kind) -> &mut Table {
        match kind {
            Kind::Name => &mut self.tables[0],
            Kind::Key => &mut self.tables[1],
            Kind::Free => &mut self.tables[2],
        }
    }

    pub(super) fn learn(&mut self, kind: Kind, text: &str) {
        let table = self.table(kind);
        let number = u64::try_from(table.list.len()).unwrap_or(u64::MAX);
        if words::number(text).is_none() && !table.index.contains_key(text) {
            table.index.insert(text.to_owned(), number);
            table.list.push(text.to_owned());
        }
    }

    /// Whether a value is a text that takes a byte or two.
    pub(super) fn short(&mut self, kind: Kind, value: &Value) -> bool {
        value
            .as_str()
            .is_some_and(|text| words::number(text).is_some() || self.table(kind).index.contains_key(text))
    }

    /// Counts what a value takes: any document that could be read as text stays within the limit.
    pub(super) fn spend(&mut self, value: &Value) -> Result<(), LinkError> {
        self.spend_bytes(weight(value))
    }

    fn spend_bytes(&mut self, bytes: u64) -> Result<(), LinkError> {
        self.spent = self.spent.saturating_add(bytes);
        let limit = u64::try_from(limits::INFLATED_BYTES).unwrap_or(u64::MAX);
        if self.spent > limit {
            Err(LinkError::Inflates)
        } else {
            Ok(())
        }
    }
}

fn weight(value: &Value) -> u64 {
    2 + match value {
        Value::String(text) => length(text.len()),
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(map) => map.iter().map(|(name, value)| length(name.len()) + weight(value)).sum(),
        _ => 0,
    }
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

pub(super) fn write(out: &mut Vec<u8>, texts: &mut Texts, kind: Kind, value: &Value) {
    match value {
        Value::Null => out.push(NULL),
        Value::Bool(false) => out.push(FALSE),
        Value::Bool(true) => out.push(TRUE),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => write_whole(out, number),
            (None, Some(negative)) => tagged(out, NEGATIVE, negative.unsigned_abs() - 1),
            (None, None) => write_text(out, texts, kind, &number.to_string()),
        },
        Value::String(text) => write_text(out, texts, kind, text),
        Value::Array(list) => {
            ranged(out, LIST..MAP, LIST_FAR, length(list.len()));
            list.iter().for_each(|each| write(out, texts, kind, each));
        }
        Value::Object(map) => {
            ranged(out, MAP..NULL, MAP_FAR, length(map.len()));
            for (name, each) in map {
                write_text(out, texts, Kind::Name, name);
                write(out, texts, kind, each);
            }
        }
    }
}

fn write_whole(out: &mut Vec<u8>, number: u64) {
    if number >= 1000 && number.is_multiple_of(1000) {
        tagged(out, THOUSANDS, number / 1000);
    } else {
        ranged(out, NUMBER..WORD, NUMBER_FAR, number);
    }
}

fn write_text(out: &mut Vec<u8>, texts: &mut Texts, kind: Kind, text: &str) {
    if let Some(word) = words::number(text) {
        return ranged(out, WORD..SEEN, WORD_FAR, word);
    }
    if let Some(seen) = texts.table(kind).index.get(text) {
        return ranged(out, SEEN..TEXT, SEEN_FAR, *seen);
    }
    match window(text) {
        Some(windowed) => {
            out.push(WINDOW);
            out.extend(windowed);
        }
        None => {
            ranged(out, TEXT..LIST, TEXT_FAR, length(text.len()));
            out.extend_from_slice(text.as_bytes());
        }
    }
    texts.learn(kind, text);
}

/// A number within the first byte, or behind the byte for far ones.
fn ranged(out: &mut Vec<u8>, range: std::ops::Range<u8>, far: u8, number: u64) {
    let room = u64::from(range.end - range.start);
    match u8::try_from(number) {
        Ok(small) if number < room => out.push(range.start + small),
        _ => tagged(out, far, number - room),
    }
}

fn tagged(out: &mut Vec<u8>, tag: u8, number: u64) {
    out.push(tag);
    write_number(out, number);
}

pub(super) fn read(input: &mut Input, texts: &mut Texts, kind: Kind) -> Result<Value, LinkError> {
    let tag = input.byte()?;
    read_tagged(input, texts, kind, tag, 0)
}

/// Reads the value whose first byte has been read.
pub(super) fn read_tagged(
    input: &mut Input,
    texts: &mut Texts,
    kind: Kind,
    tag: u8,
    depth: u32,
) -> Result<Value, LinkError> {
    if depth > DEPTH {
        return Err(LinkError::Damaged);
    }
    texts.spend_bytes(2)?;
    let whole = |number: Option<u64>| number.map(Value::from).ok_or(LinkError::Damaged);
    match tag {
        NULL => Ok(Value::Null),
        FALSE => Ok(Value::Bool(false)),
        TRUE => Ok(Value::Bool(true)),
        NEGATIVE => {
            let number = i64::try_from(input.number()?).map_err(|_| LinkError::Damaged)?;
            Ok(Value::from(-1 - number))
        }
        NUMBER..WORD => Ok(Value::from(tag)),
        NUMBER_FAR => whole(input.number()?.checked_add(u64::from(WORD - NUMBER))),
        THOUSANDS => whole(input.number()?.checked_mul(1000)),
        LIST..MAP | LIST_FAR => read_list(input, texts, kind, tag, depth),
        MAP..NULL | MAP_FAR => read_map(input, texts, kind, tag, depth),
        _ => read_text(input, texts, kind, tag).map(Value::String),
    }
}

fn read_list(input: &mut Input, texts: &mut Texts, kind: Kind, tag: u8, depth: u32) -> Result<Value, LinkError> {
    let mut list = Vec::new();
    for _ in 0..read_ranged(input, LIST..MAP, tag)? {
        let tag = input.byte()?;
        list.push(read_tagged(input, texts, kind, tag, depth + 1)?);
    }
    Ok(Value::Array(list))
}

fn read_map(input: &mut Input, texts: &mut Texts, kind: Kind, tag: u8, depth: u32) -> Result<Value, LinkError> {
    let mut map = Map::new();
    for _ in 0..read_ranged(input, MAP..NULL, tag)? {
        let tag = input.byte()?;
        let name = read_text(input, texts, Kind::Name, tag)?;
        let tag = input.byte()?;
        map.insert(name, read_tagged(input, texts, kind, tag, depth + 1)?);
    }
    Ok(Value::Object(map))
}

fn read_text(input: &mut Input, texts: &mut Texts, kind: Kind, tag: u8) -> Result<String, LinkError> {
    let text = match tag {
        WORD..SEEN | WORD_FAR => {
            let word = read_ranged(input, WORD..SEEN, tag)?;
            let word = usize::try_from(word).ok().and_then(|word| WORDS.get(word));
            (*word.ok_or(LinkError::Newer)?).to_owned()
        }
        SEEN..TEXT | SEEN_FAR => {
            let seen = usize::try_from(read_ranged(input, SEEN..TEXT, tag)?).map_err(|_| LinkError::Damaged)?;
            let text = texts.table(kind).list.get(seen).cloned().ok_or(LinkError::Damaged)?;
            texts.spend_bytes(length(text.len()))?;
            return Ok(text);
        }
        TEXT..LIST | TEXT_FAR => {
            let bytes = read_ranged(input, TEXT..LIST, tag)?;
            let bytes = input.take(bytes)?;
            std::str::from_utf8(bytes).map_err(|_| LinkError::Damaged)?.to_owned()
        }
        WINDOW => read_window(input)?,
        // A value that is no text stands where a text should be, or a kind that is not known yet.
        NUMBER..WORD | LIST..=THOUSANDS | LIST_FAR | MAP_FAR => return Err(LinkError::Damaged),
        _ => return Err(LinkError::Newer),
    };
    texts.spend_bytes(length(text.len()))?;
    texts.learn(kind, &text);
    Ok(text)
}

fn read_ranged(input: &mut Input, range: std::ops::Range<u8>, tag: u8) -> Result<u64, LinkError> {
    if range.contains(&tag) {
        return Ok(u64::from(tag - range.start));
    }
    input
        .number()?
        .checked_add(u64::from(range.end - range.start))
        .ok_or(LinkError::Damaged)
}

/// A text of one alphabet beside ASCII takes one byte a letter: `[block][bytes][letters]`, where a letter from 128 is
/// one of the block of 128 code points, and 1 says that the code point of any other letter follows.
///
/// None where UTF-8 is as short.
fn window(text: &str) -> Option<Vec<u8>> {
    let block = u32::from(text.chars().find(|letter| !letter.is_ascii())?) >> 7;
    let mut letters = Vec::new();
    for letter in text.chars() {
        match (u8::try_from(letter), u8::try_from(u32::from(letter) & 0x7f)) {
            (Ok(ascii @ 2..=0x7f), _) => letters.push(ascii),
            (_, Ok(low)) if u32::from(letter) >> 7 == block => letters.push(0x80 | low),
            _ => tagged(&mut letters, 1, u64::from(u32::from(letter))),
        }
    }
    let mut out = Vec::new();
    write_number(&mut out, u64::from(block));
    write_number(&mut out, length(letters.len()));
    out.extend(letters);
    (out.len() < text.len()).then_some(out)
}

fn read_window(input: &mut Input) -> Result<String, LinkError> {
    let block = input.number()?;
    let bytes = input.number()?;
    let mut letters = Input(input.take(bytes)?);
    let mut text = String::new();
    while !letters.0.is_empty() {
        let code = match letters.byte()? {
            1 => letters.number()?,
            ascii @ 0..=0x7f => u64::from(ascii),
            low => block.checked_mul(0x80).ok_or(LinkError::Damaged)? | u64::from(low & 0x7f),
        };
        let letter = u32::try_from(code).ok().and_then(char::from_u32);
        text.push(letter.ok_or(LinkError::Damaged)?);
    }
    Ok(text)
}
