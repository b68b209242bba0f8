//! Everything about a document that its shape does not say: names, limits, times, what contradicts itself.
//!
//! Absent on purpose: what Kafka decides while it runs. Creating a topic twice, sending with a closed producer,
//! deleting a group that is not empty: those happen, and fail with Kafka's own error.

mod branches;
mod checks;
mod commands;
mod config;
mod faults;
mod known;
mod names;
mod reassign;

use super::error::{Error, join};
use super::fields::Caption;
use super::{Document, Timed, limits, mistakes};
use crate::kafka::config::{Pace, Scope};
use imbl::{OrdMap, OrdSet};

/// Says whether a document makes sense.
///
/// # Errors
/// The first mistake: its place and the reason.
pub fn validate(document: &Document) -> Result<(), Error> {
    let mut checker = Checker::new(document)?;
    document.commands.iter().try_for_each(|command| checker.take(command))?;
    branches::check(document)
}

/// What the commands so far have named and used: enough to judge one more without judging all again.
#[derive(Clone, Debug)]
pub struct Checker {
    pace: Pace,
    brokers: u32,
    /// How many partitions a topic gets that nobody created, where the cluster does that.
    auto_create: Option<u32>,
    /// How many partitions of `__consumer_offsets` can be named.
    offsets_partitions: u32,
    commands: u32,
    last_at: u64,
    topics: OrdMap<String, u32>,
    partitions: u32,
    producers: OrdSet<String>,
    consumers: OrdSet<String>,
    groups: OrdSet<String>,
    records: u64,
}

impl Checker {
    /// Judges the header of a document and is ready for its first command.
    ///
    /// # Errors
    /// The place and the reason.
    pub fn new(header: &Document) -> Result<Checker, Error> {
        check_header(header)?;
        Ok(Checker {
            pace: header.pace,
            brokers: header.cluster.brokers,
            auto_create: config::auto_create(&header.cluster.config),
            offsets_partitions: config::offsets_partitions(&header.cluster.config),
            commands: 0,
            last_at: 0,
            topics: OrdMap::new(),
            partitions: 0,
            producers: OrdSet::new(),
            consumers: OrdSet::new(),
            groups: OrdSet::new(),
            records: 0,
        })
    }

    /// Judges the next command and remembers it; where it is refused, nothing has changed.
    ///
    /// # Errors
    /// The place and the reason.
    pub fn append(&mut self, command: &Timed) -> Result<(), Error> {
        // The maps share what they have in common, so this copy costs next to nothing.
        let mut next = self.clone();
        next.take(command)?;
        *self = next;
        Ok(())
    }

    /// Judges a command that joins a document at its time, behind those of the same time, and says at which index.
    /// This checker must have taken exactly the document. Only a command in the middle has the rest judged again.
    ///
    /// # Errors
    /// The place and the reason; nothing has changed then.
    pub fn insert(&mut self, document: &Document, command: &Timed) -> Result<usize, Error> {
        let index = document.commands.partition_point(|other| other.at <= command.at);
        let (before, after) = document.commands.split_at(index);
        if after.is_empty() {
            self.append(command)?;
            return Ok(index);
        }
        let mut next = Checker::new(document)?;
        before
            .iter()
            .chain([command])
            .chain(after)
            .try_for_each(|each| next.take(each))?;
        *self = next;
        Ok(index)
    }

    fn take(&mut self, timed: &Timed) -> Result<(), Error> {
        let place = format!("commands[{}]", self.commands);
        self.take_from(&place, timed)
    }

    fn take_from(&mut self, place: &str, timed: &Timed) -> Result<(), Error> {
        if self.commands >= limits::COMMANDS {
            return Err(Error::new(place, mistakes::COMMANDS.with("limit", limits::COMMANDS)));
        }
        self.take_at(timed.at)
            .and_then(|()| self.take_command(&timed.command))
            .map_err(|error| error.within(place))?;
        self.commands += 1;
        Ok(())
    }

    fn take_at(&mut self, at: u64) -> Result<(), Error> {
        duration("at", at, limits::TIME_MS)?;
        if at < self.last_at {
            return Err(Error::new(
                "at",
                mistakes::TIME_GOES_BACK.with("at", at).with("last", self.last_at),
            ));
        }
        self.last_at = at;
        Ok(())
    }
}

fn check_header(document: &Document) -> Result<(), Error> {
    caption("title", document.title.as_ref())?;
    caption("notes", document.notes.as_ref())?;
    if i64::try_from(document.seed).is_ok_and(|seed| seed <= limits::WHOLE_NUMBER) {
        let cluster = &document.cluster;
        between(
            "cluster.brokers",
            u64::from(cluster.brokers),
            1,
            u64::from(limits::BROKERS),
        )?;
        duration(
            "cluster.network.latency_ms",
            cluster.network.latency_ms.unwrap_or(0),
            limits::NETWORK_MS,
        )?;
        duration(
            "cluster.network.jitter_ms",
            cluster.network.jitter_ms,
            limits::NETWORK_MS,
        )?;
        return config::cluster("cluster.config", &cluster.config, document.pace);
    }
    Err(Error::new(
        "seed",
        mistakes::ABOVE
            .with("number", document.seed)
            .with("limit", limits::WHOLE_NUMBER),
    ))
}

fn caption(path: &str, caption: Option<&Caption>) -> Result<(), Error> {
    match caption {
        None => Ok(()),
        Some(Caption::One(text)) => letters(path, text, limits::CAPTION_LETTERS),
        Some(Caption::Languages(texts)) => {
            let (languages, limit) = (count(texts.len()), limits::LANGUAGES);
            if !(1..=u64::from(limit)).contains(&languages) {
                return Err(Error::new(
                    path,
                    mistakes::LANGUAGES.with("languages", languages).with("limit", limit),
                ));
            }
            texts.iter().try_for_each(|(language, text)| {
                let place = join(path, language);
                names::language(&place, language)?;
                letters(&place, text, limits::CAPTION_LETTERS)
            })
        }
    }
}

fn letters(path: &str, text: &str, limit: u32) -> Result<(), Error> {
    let letters = count(text.chars().count());
    if letters <= u64::from(limit) {
        return Ok(());
    }
    Err(Error::new(
        path,
        mistakes::LETTERS.with("letters", letters).with("limit", limit),
    ))
}

fn between(path: &str, number: u64, from: u64, to: u64) -> Result<(), Error> {
    if (from..=to).contains(&number) {
        return Ok(());
    }
    Err(Error::new(
        path,
        mistakes::NOT_BETWEEN
            .with("number", number)
            .with("from", from)
            .with("to", to),
    ))
}

fn duration(path: &str, ms: u64, limit: u64) -> Result<(), Error> {
    if ms <= limit {
        return Ok(());
    }
    Err(Error::new(path, mistakes::TOO_LONG.with("ms", ms).with("limit", limit)))
}

/// A length, as a number that is as wide everywhere.
fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
