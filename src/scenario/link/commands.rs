//! The document in columns: first the shape of every command, then the times, then what the fields say.
//!
//! A shape says which fields a command has, and which of them need no bytes: those that are the same as in the last
//! command with that field, or the next in a count (`c1`, `c2`; `order 7`, `order 8`). Each shape is written once;
//! common ones are known beforehand. Columns put like beside like, which deflate likes.
//!
//! The own commands of branches follow those of the main line, in columns of their own; the header says how many
//! branches there are.

use super::bytes::{Input, write_number};
use super::tables::{COMMANDS, HEADER, SHAPES, Shape, State};
use super::value::{self, Kind, LIKE, Texts};
use super::{LinkError, limits};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Shapes that the link itself defines are counted from here; the known ones have the numbers below, from 1.
const OWN_SHAPES: u64 = 112;

type Fields = Map<String, Value>;

/// What both ends remember while they go through a document.
#[derive(Default)]
struct Memory {
    texts: Texts,
    last: BTreeMap<&'static str, Value>,
    shapes: Vec<Shape>,
}

pub(super) fn write_document(document: &Value) -> Vec<u8> {
    let mut memory = Memory::default();
    let mut out = Vec::new();
    write_header(&mut out, &mut memory, document);
    memory.write_line(&mut out, document);
    for branch in branches(document) {
        memory.write_line(&mut out, branch);
    }
    out
}

fn branches(document: &Value) -> &[Value] {
    let branches = document.get("branches").and_then(Value::as_array);
    branches.map_or(&[], Vec::as_slice)
}

fn write_header(out: &mut Vec<u8>, memory: &mut Memory, document: &Value) {
    let present = |(bit, field): (usize, &&str)| u64::from(document.get(*field).is_some()) << bit;
    write_number(out, HEADER.iter().enumerate().map(present).sum());
    for field in HEADER {
        match document.get(*field) {
            Some(_) if *field == "branches" => {
                let heads = branches(document).iter().map(without_commands).collect();
                value::write(out, &mut memory.texts, Kind::Free, &Value::Array(heads));
            }
            Some(value) => value::write(out, &mut memory.texts, Kind::Free, value),
            None => {}
        }
    }
}

fn without_commands(branch: &Value) -> Value {
    let mut head = branch.clone();
    if let Some(head) = head.as_object_mut() {
        head.remove("commands");
    }
    head
}

/// The times as steps from one to the next, in the greatest unit that they all share.
fn write_times(out: &mut Vec<u8>, commands: &[&Fields]) {
    let times: Vec<u64> = commands
        .iter()
        .map(|command| command["at"].as_u64().unwrap_or(0))
        .collect();
    let unit = times.iter().fold(0, |unit, at| common_divisor(unit, *at)).max(1);
    if times.is_empty() {
        return;
    }
    write_number(out, unit);
    let mut last = 0;
    for at in times {
        // The times do not go back: `encode` has looked.
        write_number(out, at.saturating_sub(last) / unit);
        last = at;
    }
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

pub(super) fn read_document(body: &[u8]) -> Result<Fields, LinkError> {
    let mut memory = Memory::default();
    let mut input = Input(body);
    let mut document = read_header(&mut input, &mut memory)?;
    let mut room = u64::from(limits::COMMANDS);
    let commands = memory.read_line(&mut input, &mut room)?;
    document.insert("commands".to_owned(), commands);
    if let Some(branches) = document.get_mut("branches") {
        for branch in branches.as_array_mut().ok_or(LinkError::Damaged)? {
            let commands = memory.read_line(&mut input, &mut room)?;
            let branch = branch.as_object_mut().ok_or(LinkError::Damaged)?;
            branch.insert("commands".to_owned(), commands);
        }
    }
    if input.0.is_empty() {
        Ok(document)
    } else {
        Err(LinkError::Damaged)
    }
}

fn read_header(input: &mut Input, memory: &mut Memory) -> Result<Fields, LinkError> {
    let present = input.number()?;
    if present >> HEADER.len() != 0 {
        return Err(LinkError::Newer);
    }
    let mut document = Map::new();
    for (bit, field) in HEADER.iter().enumerate() {
        if present >> bit & 1 == 1 {
            document.insert((*field).to_owned(), value::read(input, &mut memory.texts, Kind::Free)?);
        }
    }
    Ok(document)
}

fn read_times(input: &mut Input, count: u64) -> Result<Vec<u64>, LinkError> {
    let unit = if count == 0 { 1 } else { input.number()? };
    let mut at = 0u64;
    let next = |_| {
        let step = input.number()?.checked_mul(unit).ok_or(LinkError::Damaged)?;
        at = at.checked_add(step).ok_or(LinkError::Damaged)?;
        Ok(at)
    };
    (0..count).map(next).collect()
}

impl Memory {
    /// The commands of a document or a branch.
    fn write_line(&mut self, out: &mut Vec<u8>, line: &Value) {
        let commands = line.get("commands").and_then(Value::as_array);
        let commands: Vec<&Fields> = commands.into_iter().flatten().filter_map(Value::as_object).collect();
        write_number(out, u64::try_from(commands.len()).unwrap_or(u64::MAX));
        let mut values = Vec::new();
        for command in &commands {
            self.write_command(out, &mut values, command);
        }
        write_times(out, &commands);
        out.extend(values);
    }

    /// Reads the commands of a line, of which so many more may come.
    fn read_line(&mut self, input: &mut Input, room: &mut u64) -> Result<Value, LinkError> {
        let count = input.number()?;
        *room = room.checked_sub(count).ok_or(LinkError::Inflates)?;
        let shapes = (0..count)
            .map(|_| self.read_shape(input))
            .collect::<Result<Vec<_>, _>>()?;
        let times = read_times(input, count)?;
        let commands = shapes.into_iter().zip(times);
        let commands = commands.map(|(shape, at)| self.read_command(input, shape, at));
        commands.collect::<Result<_, _>>().map(Value::Array)
    }

    fn write_command(&mut self, shapes: &mut Vec<u8>, values: &mut Vec<u8>, command: &Fields) {
        let name = command["do"].as_str().unwrap_or_default();
        let row = (0..).zip(COMMANDS).find(|(_, (known, _))| *known == name);
        let (number, (_, fields)) = row.expect("the table has every command");
        let mut states = Vec::new();
        for field in *fields {
            let value = command.get(*field);
            states.push(self.state(field, value));
            if let Some(value) = value {
                self.write_field(values, field, value, *states.last().unwrap_or(&State::Absent));
            }
        }
        self.write_shape(shapes, Shape::of(number, &states));
    }

    fn state(&self, field: &str, value: Option<&Value>) -> State {
        match (value, self.last.get(field)) {
            (None, _) => State::Absent,
            (Some(value), Some(last)) if value == last => State::Same,
            (Some(value), Some(last)) if Some(value) == next(last).as_ref() => State::Next,
            _ => State::Written,
        }
    }

    fn write_field(&mut self, out: &mut Vec<u8>, field: &'static str, value: &Value, state: State) {
        let kind = kind(field);
        if state == State::Written {
            match self.last.get(field).and_then(|last| like(last, value)) {
                // A known word or text is shorter than a text made from another.
                Some(number) if !self.texts.short(kind, value) => {
                    out.push(LIKE);
                    write_number(out, number);
                }
                _ => return self.write_whole_field(out, field, value),
            }
        }
        self.remember(field, value);
    }

    fn write_whole_field(&mut self, out: &mut Vec<u8>, field: &'static str, value: &Value) {
        value::write(out, &mut self.texts, kind(field), value);
        self.last.insert(field, value.clone());
    }

    /// Both ends learn a text that was not written in full, so that it can be named later.
    fn remember(&mut self, field: &'static str, value: &Value) {
        if let Value::String(text) = value {
            self.texts.learn(kind(field), text);
        }
        self.last.insert(field, value.clone());
    }

    fn write_shape(&mut self, out: &mut Vec<u8>, shape: Shape) {
        let number = |index: usize| u64::try_from(index).unwrap_or(u64::MAX);
        if let Some(known) = SHAPES
            .iter()
            .position(|(name, states)| Shape::known(name, states) == Some(shape))
        {
            return write_number(out, number(known) + 1);
        }
        if let Some(own) = self.shapes.iter().position(|other| *other == shape) {
            return write_number(out, number(own) + OWN_SHAPES);
        }
        write_number(out, 0);
        write_number(out, u64::from(shape.command));
        write_number(out, shape.states);
        self.shapes.push(shape);
    }

    fn read_shape(&mut self, input: &mut Input) -> Result<Shape, LinkError> {
        let number = input.number()?;
        if let Some(own) = number.checked_sub(OWN_SHAPES) {
            let own = usize::try_from(own).ok().and_then(|own| self.shapes.get(own));
            return own.copied().ok_or(LinkError::Damaged);
        }
        if let Some(known) = number.checked_sub(1) {
            let known = usize::try_from(known).ok().and_then(|known| SHAPES.get(known));
            return known
                .and_then(|(name, states)| Shape::known(name, states))
                .ok_or(LinkError::Newer);
        }
        let command = u32::try_from(input.number()?).map_err(|_| LinkError::Newer)?;
        let states = input.number()?;
        let (_, fields) = row(command)?;
        // The shift is less than 64: no command has 32 fields, which a test of the table holds.
        if states >> (fields.len() * 2) != 0 {
            return Err(LinkError::Newer);
        }
        let shape = Shape { command, states };
        self.shapes.push(shape);
        Ok(shape)
    }

    fn read_command(&mut self, input: &mut Input, shape: Shape, at: u64) -> Result<Value, LinkError> {
        let (name, fields) = row(shape.command)?;
        let mut command = Map::new();
        command.insert("at".to_owned(), at.into());
        command.insert("do".to_owned(), (*name).into());
        for (index, field) in fields.iter().enumerate() {
            let state = shape.state(index);
            if state != State::Absent {
                command.insert((*field).to_owned(), self.read_field(input, field, state)?);
            }
        }
        Ok(Value::Object(command))
    }

    fn read_field(&mut self, input: &mut Input, field: &'static str, state: State) -> Result<Value, LinkError> {
        let kind = kind(field);
        let last = self.last.get(field);
        let made = match state {
            State::Written => match input.byte()? {
                LIKE => last
                    .ok_or(LinkError::Damaged)
                    .and_then(|last| unlike(last, input.number()?))?,
                tag => {
                    let value = value::read_tagged(input, &mut self.texts, kind, tag, 0)?;
                    self.last.insert(field, value.clone());
                    return Ok(value);
                }
            },
            State::Next => last.and_then(next).ok_or(LinkError::Damaged)?,
            State::Same | State::Absent => last.cloned().ok_or(LinkError::Damaged)?,
        };
        self.texts.spend(&made)?;
        self.remember(field, &made);
        Ok(made)
    }
}

fn row(command: u32) -> Result<&'static (&'static str, &'static [&'static str]), LinkError> {
    usize::try_from(command)
        .ok()
        .and_then(|command| COMMANDS.get(command))
        .ok_or(LinkError::Newer)
}

fn kind(field: &str) -> Kind {
    match field {
        "key" => Kind::Key,
        "value" | "text" | "headers" => Kind::Free,
        _ => Kind::Name,
    }
}

/// The value that follows in a count: one more, in a number or in the last number of a text.
fn next(last: &Value) -> Option<Value> {
    match last {
        Value::Number(number) => number.as_u64()?.checked_add(1).map(Value::from),
        Value::String(text) => {
            let (before, number, after) = split(text)?;
            Some(Value::String(format!("{before}{}{after}", number + 1)))
        }
        _ => None,
    }
}

/// The number in a text that is otherwise like another.
fn like(last: &Value, value: &Value) -> Option<u64> {
    let (before, _, after) = split(last.as_str()?)?;
    let (mine_before, number, mine_after) = split(value.as_str()?)?;
    ((before, after) == (mine_before, mine_after)).then_some(number)
}

fn unlike(last: &Value, number: u64) -> Result<Value, LinkError> {
    let (before, _, after) = last.as_str().and_then(split).ok_or(LinkError::Damaged)?;
    Ok(Value::String(format!("{before}{number}{after}")))
}

/// Takes a text apart at its last number, if that is written as a number is: without leading zeros.
fn split(text: &str) -> Option<(&str, u64, &str)> {
    let end = text.rfind(|letter: char| letter.is_ascii_digit())? + 1;
    let start = text[..end]
        .trim_end_matches(|letter: char| letter.is_ascii_digit())
        .len();
    let digits = &text[start..end];
    let plain = digits.len() <= 15 && (digits == "0" || !digits.starts_with('0'));
    if plain {
        Some((&text[..start], digits.parse().ok()?, &text[end..]))
    } else {
        None
    }
}
