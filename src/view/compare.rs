//! Two lines of a session at one moment, side by side: the same staves twice, and what differs.
//!
//! A record is the same on both lines if the same producer sent the same key and value to the same topic, and as often
//! before it. Absent on purpose: sentences, and the far past: of each partition the newest records are looked at.

mod readers;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::score;
use super::stage::{Stage, StageRequest, Stave, Text};
use crate::{
    kafka::ids::{Name, Offset, TopicPartition},
    scenario::Session,
    world::World,
};
use readers::Readings;

/// So many records of each partition are compared, counted from its end.
pub const NEWEST: i64 = 500;

/// Two lines at one moment. Everything that there is for each line comes as a pair, in the order of the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub topics: Vec<TopicPair>,
    pub differences: Vec<Difference>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopicPair {
    pub name: Text,
    pub partitions: Vec<[Option<Strip>; 2]>,
}

/// The visible part of a partition on one line, and what is special there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Strip {
    pub stave: Stave,
    /// The visible records that differ, by offset.
    pub marks: BTreeMap<i64, Mark>,
}

/// How a record differs from the other line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// The other line does not have it.
    pub only: bool,
    /// Where the other line has it.
    pub elsewhere: Option<(u32, i64)>,
    /// Groups that processed it more than once here, and not there.
    pub twice: BTreeSet<Text>,
    /// Groups that committed past it here without having processed it, and not there.
    pub passed: BTreeSet<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Difference {
    /// Only one line has the topic.
    Topic { topic: Text, line: u32 },
    /// Only one line has these records; the first of them.
    Only {
        line: u32,
        topic: Text,
        count: u64,
        partition: u32,
        offset: i64,
    },
    /// These records lie elsewhere; where the first of them lies.
    Elsewhere {
        topic: Text,
        count: u64,
        key: Option<Text>,
        places: [(u32, i64); 2],
    },
    /// How many records a group processed more than once.
    Twice { group: Text, counts: [u64; 2] },
    /// How many records a group committed past without having processed them.
    Passed { group: Text, counts: [u64; 2] },
    /// Who reads a partition for a group.
    Owner {
        group: Text,
        topic: Text,
        partition: u32,
        consumers: [Option<Text>; 2],
    },
    /// What a group has committed.
    Committed {
        group: Text,
        topic: Text,
        partition: u32,
        offsets: [Option<i64>; 2],
    },
}

/// Where a record lies.
type Place = (u32, i64);
/// What makes a record the same on both lines: producer, key, value.
type Identity = (Name, Option<Vec<u8>>, Option<Vec<u8>>);

/// Compares two sessions at their present moments; `cells` records of each partition are shown.
pub fn compare(sessions: [&Session; 2], cells: u32) -> Comparison {
    let stages = sessions.map(|session| score::stage(session, &StageRequest::default()));
    let names = names(&stages);
    let mut found = Found::default();
    let mut topics = Vec::new();
    let readings = sessions.map(|session| Readings::of(session.world()));
    for name in &names {
        let present = stages
            .each_ref()
            .map(|stage| stage.topics.iter().any(|card| card.name == *name));
        if let [true, false] | [false, true] = present {
            let line = u32::from(present[1]);
            found.list.push(Difference::Topic {
                topic: name.clone(),
                line,
            });
        }
        let marks = records(sessions.map(Session::world), &readings, name, &mut found);
        topics.push(pair(sessions, name, cells, marks));
    }
    found.groups();
    for topic in &topics {
        topic
            .partitions
            .iter()
            .for_each(|staves| owners(staves, &mut found.list));
    }
    Comparison {
        topics,
        differences: found.list,
    }
}

/// All topics, in the order of the first line, then of the second.
fn names(stages: &[Stage; 2]) -> Vec<Text> {
    let mut names: Vec<Text> = Vec::new();
    for card in stages.iter().flat_map(|stage| &stage.topics) {
        if !names.contains(&card.name) {
            names.push(card.name.clone());
        }
    }
    names
}

/// What was found so far.
#[derive(Default)]
struct Found {
    list: Vec<Difference>,
    /// By group: records read twice and passed over, on each line, and whether the lines differ.
    groups: BTreeMap<Text, ([u64; 2], [u64; 2], bool, bool)>,
}

impl Found {
    fn groups(&mut self) {
        for (group, (twice, passed, twice_differs, passed_differs)) in std::mem::take(&mut self.groups) {
            if twice_differs {
                let (group, counts) = (group.clone(), twice);
                self.list.push(Difference::Twice { group, counts });
            }
            if passed_differs {
                self.list.push(Difference::Passed { group, counts: passed });
            }
        }
    }
}

type Marks = [BTreeMap<Place, Mark>; 2];

/// Finds each record of a topic on the other line.
fn records(worlds: [&World; 2], readings: &[Readings; 2], topic: &Name, found: &mut Found) -> Marks {
    let places = worlds.map(|world| places(world, topic));
    let mut marks = Marks::default();
    let (mut only, mut moved) = ([(0, None); 2], (0, None));
    let identities: BTreeSet<&Identity> = places.iter().flat_map(BTreeMap::keys).collect();
    for identity in identities {
        let lists = places
            .each_ref()
            .map(|places| places.get(identity).map_or(&[][..], Vec::as_slice));
        for number in 0..lists[0].len().max(lists[1].len()) {
            let pair = lists.map(|list| list.get(number).copied());
            match pair {
                [Some(here), Some(there)] if here != there => {
                    marks[0].entry(here).or_default().elsewhere = Some(there);
                    marks[1].entry(there).or_default().elsewhere = Some(here);
                    moved.0 += 1;
                    if moved.1.as_ref().is_none_or(|(first, _, _)| here < *first) {
                        moved.1 = Some((here, there, identity.1.clone()));
                    }
                }
                [Some(here), None] | [None, Some(here)] => {
                    let line = usize::from(pair[0].is_none());
                    marks[line].entry(here).or_default().only = true;
                    only[line].0 += 1;
                    only[line].1 = Some(only[line].1.map_or(here, |first: Place| first.min(here)));
                }
                _ => {}
            }
            read(readings, topic, pair, &mut marks, found);
        }
    }
    for (line, (count, first)) in only.into_iter().enumerate() {
        if let Some((partition, offset)) = first {
            let topic = topic.clone();
            found.list.push(Difference::Only {
                line: line as u32,
                topic,
                count,
                partition,
                offset,
            });
        }
    }
    if let (count, Some((here, there, key))) = moved {
        let key = key.map(|key| String::from_utf8_lossy(&key).into());
        let (topic, places) = (topic.clone(), [here, there]);
        found.list.push(Difference::Elsewhere {
            topic,
            count,
            key,
            places,
        });
    }
    marks
}

/// What the groups did with a record on both lines.
fn read(readings: &[Readings; 2], topic: &Name, places: [Option<Place>; 2], marks: &mut Marks, found: &mut Found) {
    let groups: BTreeSet<&Text> = readings.iter().flat_map(Readings::groups).collect();
    for group in groups {
        let state = |line: usize| {
            places[line]
                .map(|place| readings[line].state(group, topic, place))
                .unwrap_or_default()
        };
        let states = [state(0), state(1)];
        let entry = found.groups.entry(group.clone()).or_default();
        for (line, place) in places.iter().enumerate() {
            let (own, other) = (states[line], states[1 - line]);
            entry.0[line] += u64::from(own.twice);
            entry.1[line] += u64::from(own.passed);
            entry.2 |= own.twice != other.twice;
            entry.3 |= own.passed != other.passed;
            if let Some(place) = place {
                if own.twice && !other.twice {
                    marks[line].entry(*place).or_default().twice.insert(group.clone());
                }
                if own.passed && !other.passed {
                    marks[line].entry(*place).or_default().passed.insert(group.clone());
                }
            }
        }
    }
}

/// The newest records of a topic by what makes them the same, each list in the order of time.
fn places(world: &World, topic: &Name) -> BTreeMap<Identity, Vec<Place>> {
    let mut timed: BTreeMap<Identity, Vec<(i64, Place)>> = BTreeMap::new();
    let partitions = world
        .image()
        .and_then(|image| image.topics.get(topic))
        .map_or(0, |topic| topic.partitions.len());
    for partition in 0..u32::try_from(partitions).unwrap_or(u32::MAX) {
        let Some(replica) = world.shown_replica(&TopicPartition::new(topic, partition)) else {
            continue;
        };
        let log = &replica.log;
        let first = log.log_start_offset().0.max(log.log_end_offset().0 - NEWEST);
        for batch in log.batches_from(Offset(first)) {
            let producer = &batch.records.provenance.producer;
            for (offset, record) in batch.iter().filter(|(offset, _)| first <= offset.0) {
                let bytes = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
                let identity = (producer.clone(), bytes(record.key), bytes(record.value));
                timed
                    .entry(identity)
                    .or_default()
                    .push((record.timestamp, (partition, offset.0)));
            }
        }
    }
    let in_order = |mut list: Vec<(i64, Place)>| {
        list.sort_unstable();
        list.into_iter().map(|(_, place)| place).collect()
    };
    timed
        .into_iter()
        .map(|(identity, list)| (identity, in_order(list)))
        .collect()
}

/// The staves of a topic on both lines, at the same offsets.
fn pair(sessions: [&Session; 2], topic: &Text, cells: u32, marks: Marks) -> TopicPair {
    let end = |session: &Session, partition| {
        let replica = session.world().shown_replica(&TopicPartition::new(topic, partition));
        replica.map_or(0, |replica| replica.log.log_end_offset().0)
    };
    let first = |partition: u32| {
        let ends = sessions.map(|session| end(session, partition));
        (
            topic.clone(),
            partition,
            (ends[0].max(ends[1]) - i64::from(cells)).max(0),
        )
    };
    let request = StageRequest {
        first_visible: (0..crate::scenario::limits::PARTITIONS_OF_TOPIC).map(first).collect(),
        cells_per_stave: cells,
        ..StageRequest::default()
    };
    let staves = sessions.map(|session| score::staves(session, topic, &request));
    let strips = |line: usize, partition: usize| {
        let stave = staves[line].get(partition)?.clone();
        let visible =
            |place: &Place| place.0 == stave.partition && stave.cells.iter().any(|cell| cell.offset == place.1);
        let marks = marks[line].iter().filter(|(place, _)| visible(place));
        let marks = marks.map(|(place, mark)| (place.1, mark.clone())).collect();
        Some(Strip { stave, marks })
    };
    TopicPair {
        name: topic.clone(),
        partitions: (0..staves[0].len().max(staves[1].len()))
            .map(|partition| [strips(0, partition), strips(1, partition)])
            .collect(),
    }
}

/// Who reads a partition and what is committed there, where the lines differ.
fn owners(staves: &[Option<Strip>; 2], list: &mut Vec<Difference>) {
    let [Some(here), Some(there)] = staves.each_ref().map(Option::as_ref) else {
        return;
    };
    let (topic, partition) = (here.stave.topic.clone(), here.stave.partition);
    let flags = |strip: &Strip| {
        strip
            .stave
            .flags
            .iter()
            .map(|flag| flag.group.clone())
            .collect::<Vec<_>>()
    };
    let owners = |strip: &Strip| {
        strip
            .stave
            .owners
            .iter()
            .map(|owner| owner.group.clone())
            .collect::<Vec<_>>()
    };
    let groups: BTreeSet<Text> = [flags(here), flags(there), owners(here), owners(there)]
        .concat()
        .into_iter()
        .collect();
    for group in groups {
        let pair = [here, there];
        let consumers = pair.map(|strip| {
            let own = strip.stave.owners.iter().filter(|owner| owner.group == group);
            let names: Vec<&str> = own.map(|owner| &*owner.consumer).collect();
            (!names.is_empty()).then(|| Text::from(names.join(", ")))
        });
        if consumers[0] != consumers[1] {
            let (group, topic) = (group.clone(), topic.clone());
            list.push(Difference::Owner {
                group,
                topic,
                partition,
                consumers,
            });
        }
        let offsets = pair.map(|strip| {
            let committed = |flag: &&super::stage::Flag| flag.group == group && flag.consumer.is_none();
            strip.stave.flags.iter().find(committed).map(|flag| flag.offset)
        });
        if offsets[0] != offsets[1] {
            let (group, topic) = (group.clone(), topic.clone());
            list.push(Difference::Committed {
                group,
                topic,
                partition,
                offsets,
            });
        }
    }
}
