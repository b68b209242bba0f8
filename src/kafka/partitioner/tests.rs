//! Sequences of choices; the hashes themselves are checked against the real clients in `tests/oracle.rs`.

use super::*;

/// Chooses for every key in turn, with the numbers 0, 1, 2 … as chance.
fn choices(class: &str, keys: &[Option<&str>], count: u32, leaderless: &[u32]) -> Vec<u32> {
    let mut partitioner = Partitioner::new(class, 100, false).unwrap_or_else(|| panic!("`{class}` is a partitioner"));
    let partitions = Partitions { count, leaderless };
    let mut random = 0..;
    let mut dice = || random.next().unwrap_or_default();
    keys.iter()
        .map(|key| {
            partitioner
                .choose(key.map(str::as_bytes), &partitions, &mut dice)
                .partition
        })
        .collect()
}

#[test]
fn keyless_records() {
    fn check(class: &str, count: u32, leaderless: &[u32], expected: &[u32]) {
        assert_eq!(choices(class, &[None; 5], count, leaderless), expected, "{class}");
    }
    check("default", 3, &[], &[0, 0, 0, 0, 0]);
    check("RoundRobinPartitioner", 3, &[], &[0, 1, 2, 0, 1]);
    check("legacy-round-robin", 3, &[], &[0, 1, 2, 0, 1]);
    check("legacy-round-robin", 3, &[0], &[1, 2, 1, 2, 1]);
    check("legacy-round-robin", 2, &[0, 1], &[0, 1, 0, 1, 0]);
    check("sticky-per-batch", 3, &[0], &[1, 1, 1, 1, 1]);
    check("consistent_random", 3, &[], &[0, 1, 2, 0, 1]);
    check("consistent_random", 3, &[0], &[1, 2, 1, 2, 1]);
    check("murmur2_random", 3, &[], &[0, 1, 2, 0, 1]);
}

#[test]
fn keyed_records() {
    fn check(class: &str, key: &str, expected: [u32; 3]) {
        assert_eq!(choices(class, &[Some(key); 3], 50, &[7]), expected, "{class} {key}");
    }
    check("default", "abc", [7, 7, 7]);
    check("legacy-round-robin", "abc", [7, 7, 7]);
    check("sticky-per-batch", "abc", [7, 7, 7]);
    check("murmur2_random", "abc", [7, 7, 7]);
    check("murmur2_random", "", [31, 31, 31]);
    check("default", "", [31, 31, 31]);
    check("consistent_random", "abc", [0x3524_41c2 % 50; 3]);
    check("consistent_random", "", [0, 1, 2]);
    check("RoundRobinPartitioner", "abc", [0, 1, 2]);
}

#[test]
fn ignored_keys_stick() {
    let partitioner = Partitioner::new("default", 100, true);
    assert_eq!(partitioner.and_then(|p| p.arithmetic(Some(b"abc"), 3)), None);
}

#[test]
fn a_new_batch_moves_sticky_per_batch_to_another_partition() {
    let partitions = Partitions {
        count: 3,
        leaderless: &[],
    };
    let mut dice = || 1;
    let mut partitioner = Partitioner::StickyPerBatch { current: None };
    assert_eq!(partitioner.choose(None, &partitions, &mut dice).partition, 1);
    assert!(partitioner.new_batch(0, &partitions, &mut dice));
    assert_eq!(partitioner.choose(None, &partitions, &mut dice).partition, 1);
    assert!(partitioner.new_batch(1, &partitions, &mut dice));
    assert_eq!(partitioner.choose(None, &partitions, &mut dice).partition, 2);
    let only_one = Partitions {
        count: 3,
        leaderless: &[0, 1],
    };
    assert!(partitioner.new_batch(2, &only_one, &mut dice));
    assert_eq!(partitioner.choose(None, &only_one, &mut dice).partition, 2);
}

#[test]
fn only_keyless_bytes_count_towards_a_switch() {
    let partitions = Partitions {
        count: 3,
        leaderless: &[],
    };
    let mut dice = || 2;
    let mut partitioner = Partitioner::new("default", 100, false).unwrap_or_else(|| panic!("default is a partitioner"));
    let keyed = partitioner.choose(Some(b"abc"), &partitions, &mut dice);
    assert!(!partitioner.appended(&keyed, 1000, true, &partitions, &mut dice));
    let keyless = partitioner.choose(None, &partitions, &mut dice);
    assert!(partitioner.appended(&keyless, 1000, true, &partitions, &mut dice));
}

#[test]
fn a_choice_is_shown_with_its_rule() {
    fn check(rule: Rule, expected: &str) {
        let choice = Choice { partition: 1, rule };
        assert_eq!(serde_json::to_string(&choice).ok().as_deref(), Some(expected));
    }
    check(Rule::Sticky, r#"{"partition":1,"rule":"sticky"}"#);
    check(Rule::RoundRobin, r#"{"partition":1,"rule":"round_robin"}"#);
}
