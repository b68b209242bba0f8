//! The table above `TransactionCoordinator.endTransaction`, who is fenced, and what happens when epochs are used up.

use super::*;
use crate::kafka::ids::TopicPartition;

const FRESH: ProducerId = ProducerId(1_000);

fn transaction() -> Transaction {
    let mut transaction = Transaction::new(ProducerId(7), 60_000, 0);
    assert_eq!(
        transaction.init(60_000, 0, || None),
        Ok(Initialized::Given(numbers(7, 0)))
    );
    transaction
}

fn numbers(id: i64, epoch: i16) -> ProducerIdAndEpoch {
    ProducerIdAndEpoch {
        id: ProducerId(id),
        epoch: ProducerEpoch(epoch),
    }
}

fn partitions() -> PartitionSet {
    [TopicPartition::new(&"orders".into(), 0)].into()
}

/// With epoch 0 something was written, and it was ended so; the producer has epoch 1 now.
fn ended(commit: bool) -> Transaction {
    let mut transaction = transaction();
    assert_eq!(transaction.add(numbers(7, 0), &partitions(), 10), Ok(true));
    let begun = transaction.end(numbers(7, 0), commit, 20, || None);
    assert_eq!(begun, Ok(Ended::Begun(numbers(7, 1))));
    transaction.complete(30);
    transaction
}

#[test]
fn an_end_is_judged_as_in_kafkas_table() {
    let (begun, again) = (Ok(false), Ok(true));
    let check = |before: &Transaction, commit: bool, epoch: i16, expected: Result<bool, KafkaError>| {
        let judged = before.clone().end(numbers(7, epoch), commit, 40, || None);
        let was_again = judged.map(|ended| matches!(ended, Ended::Again(_)));
        assert_eq!(was_again, expected, "{:?} {commit} {epoch}", before.state);
    };
    let (empty, aborted, committed) = (transaction(), ended(false), ended(true));
    check(&empty, false, -1, Err(KafkaError::ProducerFenced));
    check(&empty, false, 0, begun);
    check(&empty, true, -1, Err(KafkaError::ProducerFenced));
    check(&empty, true, 0, Err(KafkaError::InvalidTxnState));
    check(&aborted, false, 0, again);
    check(&aborted, false, 1, begun);
    check(&aborted, true, 0, Err(KafkaError::InvalidTxnState));
    check(&aborted, true, 1, Err(KafkaError::InvalidTxnState));
    check(&committed, false, 0, Err(KafkaError::InvalidTxnState));
    check(&committed, false, 1, begun);
    check(&committed, true, 0, again);
    check(&committed, true, 1, Err(KafkaError::InvalidTxnState));
}

#[test]
fn whoever_begins_with_the_same_id_fences_the_one_before() {
    let mut transaction = transaction();
    assert_eq!(transaction.add(numbers(7, 0), &partitions(), 10), Ok(true));
    assert_eq!(transaction.add(numbers(7, 0), &partitions(), 11), Ok(false));
    assert_eq!(transaction.init(1_000, 20, || None), Ok(Initialized::Aborting));
    assert_eq!(transaction.state, State::PrepareAbort);
    let concurrent = Err(KafkaError::ConcurrentTransactions);
    assert_eq!(transaction.init(1_000, 21, || None), concurrent);
    assert_eq!(
        transaction.add(numbers(7, 0), &partitions(), 22),
        Err(KafkaError::ProducerFenced)
    );
    transaction.complete(30);
    let given = transaction.init(1_000, 40, || None);
    assert_eq!(given, Ok(Initialized::Given(numbers(7, 2))));
    assert_eq!(
        transaction.end(numbers(7, 0), true, 50, || None),
        Err(KafkaError::ProducerFenced)
    );
    let other = transaction.end(numbers(8, 2), true, 50, || None);
    assert_eq!(other, Err(KafkaError::InvalidProducerIdMapping));
}

#[test]
fn a_transaction_that_takes_too_long_is_aborted() {
    let mut transaction = transaction();
    transaction.add(numbers(7, 0), &partitions(), 1_000).unwrap();
    assert!(!transaction.expire(61_000));
    assert!(transaction.expire(61_001));
    assert_eq!(transaction.decided(), Some(false));
    assert_eq!(
        transaction.add(numbers(7, 0), &partitions(), 61_002),
        Err(KafkaError::ProducerFenced)
    );
}

#[test]
fn with_the_last_epoch_another_id_begins() {
    let mut transaction = transaction();
    transaction.producer.epoch = ProducerEpoch(LAST_EPOCH);
    let last = transaction.producer;
    transaction.add(last, &partitions(), 10).unwrap();
    let none = transaction.clone().end(last, true, 20, || None);
    assert_eq!(none, Err(KafkaError::CoordinatorLoadInProgress));
    let begun = transaction.end(last, true, 20, || Some(FRESH));
    assert_eq!(begun, Ok(Ended::Begun(numbers(FRESH.0, 0))));
    assert_eq!(
        transaction.producer,
        numbers(7, i16::MAX),
        "the markers have the old id"
    );
    transaction.complete(30);
    assert_eq!(transaction.producer, numbers(FRESH.0, 0));
    let again = transaction.end(last, true, 40, || None);
    assert_eq!(again, Ok(Ended::Again(numbers(FRESH.0, 0))));
}
