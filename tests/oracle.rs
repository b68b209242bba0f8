//! The rules of `src/kafka/` against what the real Kafka (and librdkafka) did. One file of cases per subject, in
//! `tests/oracle/`; each says in `meta` what was run.

#![cfg(not(target_arch = "wasm32"))]

#[path = "oracle/compression.rs"]
mod compression;
#[path = "oracle/coordinator.rs"]
mod coordinator;
#[path = "oracle/producer_state.rs"]
mod producer_state;

use std::collections::BTreeMap;
use std::sync::Arc;

use partitura::kafka::assignor::{self, Assignment, Member, TopicPartition, UserData};
use partitura::kafka::config::{Config, Pace, Scope, check};
use partitura::kafka::partitioner::{Algorithm, BuiltInPartitioner, KeyArithmetic, Partitioner, Partitions, Queue};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct File<C> {
    cases: Vec<C>,
}

/// Runs every case of a file and names all that fail, not only the first.
fn run<C: DeserializeOwned>(file: &str, judge: impl Fn(&C) -> Result<(), String>) {
    let path = format!("{}/tests/oracle/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: File<C> = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(!file.cases.is_empty(), "{path} has no cases");
    let failures: Vec<String> = file.cases.iter().filter_map(|case| judge(case).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} cases failed:\n{}",
        failures.len(),
        file.cases.len(),
        failures.join("\n")
    );
}

fn same<T: PartialEq + std::fmt::Debug>(id: &str, found: T, expected: T) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{id}: found {found:?}, expected {expected:?}"))
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap_or_else(|error| panic!("{text}: {error}"));
    (0..text.len()).step_by(2).map(digit).collect()
}

#[derive(Deserialize)]
struct Murmur2Case {
    id: String,
    key_hex: String,
    murmur2: i32,
    positive: u32,
    partition: BTreeMap<u32, u32>,
}

#[test]
fn murmur2_and_its_partitions() {
    run("murmur2_partition", |case: &Murmur2Case| {
        let key = unhex(&case.key_hex);
        case.partition.iter().try_for_each(|(&partitions, &expected)| {
            let arithmetic = KeyArithmetic::of(Algorithm::Murmur2, &key, partitions);
            same(&case.id, arithmetic.hash.cast_signed(), case.murmur2)?;
            same(&case.id, arithmetic.positive, case.positive)?;
            same(&case.id, arithmetic.partition, expected)
        })
    });
}

#[derive(Deserialize)]
struct LibrdkafkaCase {
    id: String,
    partitioner: String,
    key_hex: String,
    partitions: u32,
    partition: u32,
}

#[test]
fn librdkafka_partitions() {
    run("librdkafka_partition", |case: &LibrdkafkaCase| {
        let partitioner = Partitioner::new(&case.partitioner, 1, false);
        let arithmetic = partitioner.and_then(|p| p.arithmetic(Some(&unhex(&case.key_hex)), case.partitions));
        same(
            &case.id,
            arithmetic.map(|arithmetic| arithmetic.partition),
            Some(case.partition),
        )
    });
}

#[derive(Deserialize)]
struct StickyCase {
    id: String,
    batch_size: i32,
    partitions: u32,
    leaderless: Vec<u32>,
    randoms: Vec<u32>,
    ops: Vec<StickyOp>,
    expect: StickyExpect,
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
enum StickyOp {
    Append {
        bytes: i32,
        enable_switch: bool,
    },
    Load {
        queue_sizes: Option<Vec<u32>>,
        partition_ids: Option<Vec<u32>>,
        length: u32,
    },
}

#[derive(Deserialize, PartialEq, Debug, Default)]
struct StickyExpect {
    chosen: Vec<u32>,
    load_range_end: Vec<Option<u32>>,
    randoms_used: usize,
}

#[test]
fn built_in_sticky_partitioner() {
    run("sticky_partitioner", |case: &StickyCase| {
        same(&case.id, &drive(case), &case.expect)
    });
}

fn drive(case: &StickyCase) -> StickyExpect {
    let partitions = Partitions {
        count: case.partitions,
        leaderless: &case.leaderless,
    };
    let mut partitioner = BuiltInPartitioner::new(case.batch_size);
    let mut found = StickyExpect::default();
    let mut used = 0;
    let mut dice = || {
        used += 1;
        case.randoms[used - 1]
    };
    for op in &case.ops {
        match op {
            StickyOp::Append { bytes, enable_switch } => {
                found.chosen.push(partitioner.peek(&partitions, &mut dice));
                partitioner.update(*bytes, *enable_switch, &partitions, &mut dice);
            }
            StickyOp::Load {
                queue_sizes,
                partition_ids,
                length,
            } => {
                let queues = queue_sizes.iter().flatten().zip(partition_ids.iter().flatten());
                let queues = queues.map(|(&batches, &partition)| Queue { partition, batches });
                partitioner.load(queues, *length);
                found.load_range_end.push(partitioner.load_range_end());
            }
        }
    }
    found.randoms_used = used;
    found
}

#[derive(Deserialize)]
struct AssignorCase {
    id: String,
    assignor: String,
    steps: Vec<AssignorStep>,
}

#[derive(Deserialize)]
struct AssignorStep {
    topics: BTreeMap<Arc<str>, u32>,
    members: Vec<AssignorMember>,
    assignment: Assignment,
    /// Kafka's own answer hangs on the order of its hash maps here: then only this much has to be the same.
    only: Option<AssignorMeasures>,
}

#[derive(Deserialize)]
struct AssignorMember {
    id: Arc<str>,
    instance_id: Option<Arc<str>>,
    topics: Vec<Arc<str>>,
    #[serde(default)]
    owned: Vec<TopicPartition>,
    #[serde(default = "no_generation")]
    generation: i32,
    userdata: Option<AssignorUserData>,
}

#[derive(Deserialize)]
struct AssignorUserData {
    partitions: Option<Vec<TopicPartition>>,
    generation: i32,
}

#[derive(Debug, Deserialize, PartialEq)]
struct AssignorMeasures {
    /// How many partitions the members have, in ascending order.
    counts: Option<Vec<usize>>,
    /// How many partitions stayed with who had them.
    kept: Option<usize>,
    total: Option<usize>,
}

fn no_generation() -> i32 {
    -1
}

impl AssignorMember {
    fn member(&self) -> Member {
        let user_data = self.userdata.as_ref().map(|data| UserData {
            partitions: data.partitions.clone(),
            generation: data.generation,
        });
        Member {
            id: self.id.clone(),
            instance_id: self.instance_id.clone(),
            topics: self.topics.clone(),
            owned: self.owned.clone(),
            generation: self.generation,
            user_data,
        }
    }

    fn had(&self) -> &[TopicPartition] {
        let told = self.userdata.as_ref().and_then(|data| data.partitions.as_deref());
        told.unwrap_or(&self.owned)
    }
}

impl AssignorStep {
    /// The same measures of another answer.
    fn measures(&self, expected: &AssignorMeasures, found: &Assignment) -> AssignorMeasures {
        let mut counts: Vec<usize> = found.values().map(Vec::len).collect();
        counts.sort_unstable();
        let kept = |member: &AssignorMember| found[&member.id].iter().filter(|p| member.had().contains(p)).count();
        AssignorMeasures {
            kept: expected.kept.map(|_| self.members.iter().map(kept).sum()),
            total: expected.total.map(|_| counts.iter().sum()),
            counts: expected.counts.as_ref().map(|_| counts),
        }
    }

    /// Each partition belongs to one member at most, who subscribes to it.
    fn is_valid(&self, found: &Assignment) -> bool {
        let mut all: Vec<&TopicPartition> = found.values().flatten().collect();
        let total = all.len();
        all.sort();
        all.dedup();
        let subscribes =
            |member: &AssignorMember| found[&member.id].iter().all(|(topic, _)| member.topics.contains(topic));
        all.len() == total && self.members.iter().all(subscribes)
    }
}

#[test]
fn assignors() {
    run("assignors", |case: &AssignorCase| {
        case.steps.iter().enumerate().try_for_each(|(place, step)| {
            let id = format!("{} step {place}", case.id);
            let members: Vec<Member> = step.members.iter().map(AssignorMember::member).collect();
            let found = assignor::assign(&case.assignor, &step.topics, &members).map_err(|error| error.to_string())?;
            match &step.only {
                None => same(&id, found, step.assignment.clone()),
                Some(expected) => {
                    same(&id, &step.measures(expected, &found), expected)?;
                    same(&id, step.is_valid(&found), true)
                }
            }
        })
    });
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ConfigCase {
    Alone {
        id: String,
        scope: Scope,
        name: String,
        taken: Vec<String>,
        refused: Vec<String>,
    },
    Together {
        id: String,
        scope: Scope,
        together: BTreeMap<String, String>,
        error: Option<String>,
    },
}

#[test]
fn configuration() {
    run("config", |case: &ConfigCase| match case {
        ConfigCase::Alone {
            id,
            scope,
            name,
            taken,
            refused,
        } => {
            let bad = |value: &&String| check(*scope, name, value).is_err();
            let wrongly_refused: Vec<&String> = taken.iter().filter(bad).collect();
            let wrongly_taken: Vec<&String> = refused.iter().filter(|value| !bad(value)).collect();
            same(id, (wrongly_refused, wrongly_taken), (Vec::new(), Vec::new()))
        }
        ConfigCase::Together {
            id,
            scope,
            together,
            error,
        } => {
            let mut config = Config::new(*scope, Pace::Realistic);
            let mut set = together.iter().map(|(name, value)| config.set(name, value));
            set.try_for_each(|set| set.map_err(|reason| reason.to_string()))?;
            same(
                &format!("{id} {together:?} {error:?}"),
                config.check_together().is_ok(),
                error.is_none(),
            )
        }
    });
}
