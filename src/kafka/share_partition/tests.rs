use proptest::{collection::vec, prelude::*};

use super::*;

const LIMITS: Limits = Limits {
    lock_duration_ms: 1000,
    delivery_count: 3,
    in_flight: 10,
};

fn name(text: &str) -> Name {
    text.into()
}

fn take(partition: &mut SharePartition, member: &str, now: u64, last: i64, most: u32) -> Vec<(i64, i64, u32)> {
    let single = (0..=last).map(|offset| (Offset(offset), Offset(offset)));
    partition
        .acquire(&name(member), now, single, most, AcquireMode::BatchOptimized, LIMITS)
        .iter()
        .map(|run| (run.first.0, run.last.0, run.delivery_count))
        .collect()
}

fn say(
    partition: &mut SharePartition,
    member: &str,
    first: i64,
    last: i64,
    kind: AcknowledgeType,
) -> Result<Vec<Fate>, KafkaError> {
    let changes = partition.acknowledge(&name(member), 0, &[(Offset(first), Offset(last), kind)], LIMITS)?;
    Ok(changes.iter().map(|change| change.fate).collect())
}

#[test]
fn each_member_is_given_other_records() {
    let mut partition = SharePartition::starting_at(Offset(0));
    assert_eq!(take(&mut partition, "a", 0, 5, 2), [(0, 0, 1), (1, 1, 1)]);
    assert_eq!(take(&mut partition, "b", 0, 5, 2), [(2, 2, 1), (3, 3, 1)]);
    assert_eq!(
        (partition.start_offset(), partition.end_offset()),
        (Offset(0), Offset(4))
    );
}

#[test]
fn a_batch_that_was_begun_is_taken_to_its_end_unless_the_records_are_counted() {
    let batch = [(Offset(0), Offset(4)), (Offset(5), Offset(9))];
    for (mode, last) in [(AcquireMode::BatchOptimized, 4), (AcquireMode::RecordLimit, 2)] {
        let mut partition = SharePartition::starting_at(Offset(0));
        let taken = partition.acquire(&name("a"), 0, batch, 3, mode, LIMITS);
        assert_eq!(
            taken.iter().map(|run| run.last.0).collect::<Vec<_>>(),
            [last],
            "{mode:?}"
        );
    }
}

#[test]
fn the_start_passes_over_what_is_done_and_no_further() {
    let mut partition = SharePartition::starting_at(Offset(0));
    take(&mut partition, "a", 0, 3, 4);
    assert_eq!(
        say(&mut partition, "a", 1, 2, AcknowledgeType::Accept),
        Ok(vec![Fate::Accepted])
    );
    assert_eq!(partition.start_offset(), Offset(0));
    assert_eq!(
        say(&mut partition, "a", 0, 0, AcknowledgeType::Reject),
        Ok(vec![Fate::Rejected])
    );
    assert_eq!(partition.start_offset(), Offset(3));
}

#[test]
fn what_is_released_comes_first_until_it_was_delivered_too_often() {
    let mut partition = SharePartition::starting_at(Offset(0));
    for count in 1..=3 {
        assert_eq!(take(&mut partition, "a", 0, 1, 1), [(0, 0, count)]);
        let fate = if count < 3 { Fate::Released } else { Fate::AtLimit };
        assert_eq!(say(&mut partition, "a", 0, 0, AcknowledgeType::Release), Ok(vec![fate]));
    }
    assert_eq!(take(&mut partition, "a", 0, 1, 1), [(1, 1, 1)]);
}

#[test]
fn a_lock_ends_unless_it_is_renewed() {
    let mut partition = SharePartition::starting_at(Offset(0));
    take(&mut partition, "a", 0, 1, 2);
    assert_eq!(partition.next_expiry_ms(), Some(1000));
    let renewed = partition.acknowledge(
        &name("a"),
        600,
        &[(Offset(0), Offset(0), AcknowledgeType::Renew)],
        LIMITS,
    );
    assert_eq!(renewed.map(|changes| changes.len()), Ok(1));
    let freed = partition.expire(1000, LIMITS);
    assert_eq!(freed.iter().map(|change| change.first.0).collect::<Vec<_>>(), [1]);
    assert_eq!(partition.next_expiry_ms(), Some(1600));
}

#[test]
fn who_does_not_have_a_record_cannot_speak_of_it() {
    let mut partition = SharePartition::starting_at(Offset(0));
    take(&mut partition, "a", 0, 1, 2);
    let refused = |answer| assert_eq!(answer, Err(KafkaError::InvalidRecordState));
    refused(say(&mut partition, "b", 0, 0, AcknowledgeType::Accept));
    partition.expire(1000, LIMITS);
    refused(say(&mut partition, "a", 0, 0, AcknowledgeType::Accept));
    assert_eq!(
        say(&mut partition, "a", 0, 7, AcknowledgeType::Accept),
        Err(KafkaError::InvalidRequest)
    );
}

#[test]
fn nobody_is_given_more_than_may_be_in_flight() {
    let mut partition = SharePartition::starting_at(Offset(0));
    assert_eq!(take(&mut partition, "a", 0, 99, 100).len(), 10);
    assert!(!partition.can_acquire(LIMITS));
    assert_eq!(
        say(&mut partition, "a", 0, 0, AcknowledgeType::Accept),
        Ok(vec![Fate::Accepted])
    );
    assert!(partition.can_acquire(LIMITS));
}

#[test]
fn a_log_that_begins_later_takes_its_records_away() {
    let mut partition = SharePartition::starting_at(Offset(0));
    take(&mut partition, "a", 0, 3, 4);
    assert!(partition.log_starts_at(Offset(2)));
    assert_eq!(partition.in_flight().count(), 2);
    assert_eq!(
        say(&mut partition, "a", 0, 3, AcknowledgeType::Accept),
        Ok(vec![Fate::Accepted])
    );
    assert!(partition.log_starts_at(Offset(20)));
    assert_eq!(
        (partition.start_offset(), partition.end_offset()),
        (Offset(20), Offset(20))
    );
}

/// What may happen to a share-partition, as numbers.
#[derive(Clone, Debug)]
enum Step {
    Acquire {
        member: u8,
        last: i64,
        most: u32,
        strict: bool,
    },
    Say {
        member: u8,
        first: i64,
        length: i64,
        kind: AcknowledgeType,
    },
    Leave(u8),
    Pass(u64),
    LogStart(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3u8, 0..40i64, 0..6u32, any::<bool>())
            .prop_map(|(member, last, most, strict)| Step::Acquire { member, last, most, strict }),
        4 => (0..3u8, 0..30i64, 0..4i64, prop::sample::select(AcknowledgeType::ALL.to_vec()))
            .prop_map(|(member, first, length, kind)| Step::Say { member, first, length, kind }),
        1 => (0..3u8).prop_map(Step::Leave),
        2 => (0..1500u64).prop_map(Step::Pass),
        1 => (0..30i64).prop_map(Step::LogStart),
    ]
}

fn play(partition: &mut SharePartition, now: &mut u64, step: &Step) -> u32 {
    let member = |number: u8| name(&number.to_string());
    match step {
        Step::Acquire {
            member: who,
            last,
            most,
            strict,
        } => {
            let mode = if *strict {
                AcquireMode::RecordLimit
            } else {
                AcquireMode::BatchOptimized
            };
            let from = partition.next_fetch_offset().0 / 3;
            let batches = (from..=*last / 3).map(|n| (Offset(n * 3), Offset(n * 3 + 2)));
            let taken = partition.acquire(&member(*who), *now, batches, *most, mode, LIMITS);
            let count: i64 = taken.iter().map(|run| run.last - run.first + 1).sum();
            let slack = if *strict { 0 } else { 2 };
            assert!(count <= i64::from(*most) + slack);
        }
        Step::Say {
            member: who,
            first,
            length,
            kind,
        } => {
            let run = (Offset(*first), Offset(first + length), *kind);
            let _ = partition.acknowledge(&member(*who), *now, &[run], LIMITS);
        }
        Step::Leave(who) => drop(partition.release_member(&member(*who), LIMITS)),
        Step::Pass(ms) => {
            *now += ms;
            partition.expire(*now, LIMITS);
        }
        Step::LogStart(offset) => drop(partition.log_starts_at(Offset(*offset))),
    }
    partition
        .in_flight()
        .map(|(_, record)| record.delivery_count)
        .max()
        .unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn the_promises_hold(steps in vec(step(), 0..80)) {
        let mut partition = SharePartition::starting_at(Offset(0));
        let mut now = 0;
        for step in &steps {
            let before = partition.clone();
            let most = play(&mut partition, &mut now, step);
            prop_assert!(most <= LIMITS.delivery_count);
            prop_assert!(before.start_offset() <= partition.start_offset());
            prop_assert!(before.end_offset() <= partition.end_offset());
            prop_assert!(partition.in_flight().count() <= LIMITS.in_flight as usize);
            // A record changes hands only over the state in between.
            for (offset, record) in partition.in_flight() {
                let holder = |record: &InFlight| match &record.state {
                    RecordState::Acquired { member, .. } => Some(member.clone()),
                    _ => None,
                };
                if let (Some(Some(was)), Some(is)) = (before.record(offset).map(holder), holder(record)) {
                    prop_assert_eq!(was, is);
                }
            }
        }
        // Whatever happened: once somebody goes on, everything is done.
        for _ in 0..200 {
            now += LIMITS.lock_duration_ms;
            partition.expire(now, LIMITS);
            let all = (0..20).map(|n| (Offset(n * 3), Offset(n * 3 + 2)));
            let taken = partition.acquire(&name("last"), now, all, 3, AcquireMode::BatchOptimized, LIMITS);
            let runs: Vec<_> = taken.iter().map(|run| (run.first, run.last, AcknowledgeType::Accept)).collect();
            prop_assert!(partition.acknowledge(&name("last"), now, &runs, LIMITS).is_ok());
        }
        prop_assert_eq!(partition.in_flight().count(), 0);
        prop_assert_eq!(partition.start_offset(), Offset(60));
    }
}
