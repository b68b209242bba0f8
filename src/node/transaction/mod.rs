//! The coordinator of transactions: what one broker knows of the `transactional.id`s that hash to its partitions of
//! `__transaction_state` (`TransactionCoordinator`, `TransactionStateManager`, `TransactionMarkerChannelManager`).
//!
//! How a transaction moves is `kafka::transaction`; what is to be kept goes to the broker as records for the log of
//! `__transaction_state`, in `log`. Absent on purpose: several transactions in one request for markers.

mod log;

use std::collections::BTreeMap;

use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, Name, PartitionSet, ProducerId, ProducerIdAndEpoch, TopicPartition},
        producer_state::EndTransactionMarker,
        transaction::{Ended, Initialized, State, Transaction},
    },
    node::{
        api::{AddPartitionsToTxn, EndTxn, InitTransactional, Marked, WriteTxnMarkers},
        context::Cx,
        event::{Fact, Rule, TransactionFact, TransactionRule, Why},
        image::Image,
        told,
    },
};

pub use log::Record;

/// The transactions of one broker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionCoordinator {
    transactions: BTreeMap<Name, Known>,
    /// What is not in the log yet.
    written: Vec<Record>,
}

/// A `transactional.id`, and how far its markers are.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    transaction: Transaction,
    /// Partitions that have no marker yet.
    unmarked: PartitionSet,
    /// Those of them whose leaders were asked to write one.
    asked: PartitionSet,
}

/// Markers that a leader was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedMarkers {
    pub transactional_id: Name,
    pub producer: ProducerIdAndEpoch,
    pub partitions: Vec<TopicPartition>,
}

impl Known {
    fn new(transaction: Transaction) -> Self {
        Known {
            unmarked: match transaction.decided() {
                Some(_) => transaction.partitions.clone(),
                None => PartitionSet::new(),
            },
            asked: PartitionSet::new(),
            transaction,
        }
    }
}

impl TransactionCoordinator {
    /// Every `transactional.id` that it coordinates.
    pub fn transactions(&self) -> impl Iterator<Item = (&Name, &Transaction)> {
        self.transactions.iter().map(|(id, known)| (id, &known.transaction))
    }

    /// What has to be appended to the log now, in order.
    pub fn take_written(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.written)
    }

    /// A producer begins (`handleInitProducerId`). `fresh` has an unused producer id, if there is one.
    ///
    /// # Errors
    /// `INVALID_TRANSACTION_TIMEOUT`, `CONCURRENT_TRANSACTIONS`, `COORDINATOR_LOAD_IN_PROGRESS`.
    pub fn init(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        init: &InitTransactional,
        mut fresh: impl FnMut() -> Option<ProducerId>,
    ) -> Result<ProducerIdAndEpoch, KafkaError> {
        let longest = image.config.i64("transaction.max.timeout.ms").max(0) as u64;
        if init.timeout_ms == 0 || longest < init.timeout_ms {
            return Err(KafkaError::InvalidTransactionTimeout);
        }
        let id = &init.transactional_id;
        if !self.transactions.contains_key(id) {
            let producer = fresh().ok_or(KafkaError::CoordinatorLoadInProgress)?;
            let transaction = Transaction::new(producer, init.timeout_ms, cx.now);
            self.transactions.insert(id.clone(), Known::new(transaction));
        }
        let known = self.known(id)?;
        let given = known.transaction.init(init.timeout_ms, cx.now, fresh)?;
        let written = Record::of(id, &known.transaction);
        match given {
            Initialized::Given(given) => {
                self.written.push(written);
                Ok(given)
            }
            Initialized::Aborting => {
                let transactional_id = id.clone();
                self.decided(cx, id, TransactionRule::ProducerReplaced { transactional_id }.alone());
                Err(KafkaError::ConcurrentTransactions)
            }
        }
    }

    /// `handleAddPartitionsToTransaction`
    ///
    /// # Errors
    /// `INVALID_PRODUCER_ID_MAPPING`, `PRODUCER_FENCED`, `CONCURRENT_TRANSACTIONS`.
    pub fn add(&mut self, cx: &mut Cx, add: &AddPartitionsToTxn) -> Result<(), KafkaError> {
        let known = self.known(&add.transactional_id)?;
        let (before, current) = (known.transaction.partitions.clone(), known.transaction.producer);
        let added = known.transaction.add(add.producer, &add.partitions, cx.now);
        if let Err(error @ (KafkaError::ProducerFenced | KafkaError::InvalidProducerIdMapping)) = added {
            let fact = TransactionFact::TransactionRefused {
                transactional_id: add.transactional_id.clone(),
                partitions: told::labels(&add.partitions),
                error: error.into(),
            };
            let why = TransactionRule::NumbersOld {
                producer_epoch: add.producer.epoch.0,
                current: current.epoch.0,
            };
            cx.tell(Fact::Transaction(fact), why.alone());
        }
        if added? {
            let fact = TransactionFact::PartitionsAddedToTransaction {
                transactional_id: add.transactional_id.clone(),
                partitions: told::labels(add.partitions.difference(&before)),
            };
            let written = Record::of(&add.transactional_id, &known.transaction);
            self.written.push(written);
            cx.tell(Fact::Transaction(fact), TransactionRule::FirstRecords.alone());
        }
        Ok(())
    }

    /// The producer commits or aborts (`handleEndTransaction`).
    ///
    /// # Errors
    /// Those of [`Transaction::end`].
    pub fn end(
        &mut self,
        cx: &mut Cx,
        end: &EndTxn,
        fresh: impl FnOnce() -> Option<ProducerId>,
    ) -> Result<ProducerIdAndEpoch, KafkaError> {
        let known = self.known(&end.transactional_id)?;
        match known.transaction.end(end.producer, end.commit, cx.now, fresh)? {
            Ended::Again(producer) => Ok(producer),
            Ended::Begun(producer) => {
                self.decided(cx, &end.transactional_id, Rule::Asked.alone());
                Ok(producer)
            }
        }
    }

    fn known(&mut self, id: &Name) -> Result<&mut Known, KafkaError> {
        self.transactions
            .get_mut(id)
            .ok_or(KafkaError::InvalidProducerIdMapping)
    }

    /// Those whose time is over (`timedOutTransactions`).
    pub fn expired(&self, now: u64) -> Vec<Name> {
        let is_over = |known: &Known| known.transaction.clone().expire(now);
        let expired = self.transactions.iter().filter(|(_, known)| is_over(known));
        expired.map(|(id, _)| id.clone()).collect()
    }

    /// Aborts a transaction whose time is over.
    pub fn expire(&mut self, cx: &mut Cx, id: &Name) {
        let Ok(known) = self.known(id) else { return };
        let timeout_ms = known.transaction.timeout_ms;
        if known.transaction.expire(cx.now) {
            let rule = Rule::Transaction(TransactionRule::TransactionTimedOut { timeout_ms });
            self.decided(cx, id, rule.by("transaction.timeout.ms", timeout_ms));
        }
    }

    /// Some transaction may take too long.
    pub fn has_ongoing(&self) -> bool {
        let ongoing = |known: &Known| known.transaction.state == State::Ongoing;
        self.transactions.values().any(ongoing)
    }

    /// It is decided: the markers are to be written.
    fn decided(&mut self, cx: &mut Cx, id: &Name, why: Why) {
        let Some(known) = self.transactions.get_mut(id) else {
            return;
        };
        known.unmarked = known.transaction.partitions.clone();
        let fact = TransactionFact::TransactionDecided {
            transactional_id: id.clone(),
            commit: known.transaction.decided() == Some(true),
            partitions: told::labels(&known.unmarked),
        };
        cx.tell(Fact::Transaction(fact), why);
        self.written.push(Record::of(id, &known.transaction));
    }

    /// The markers that are to be asked for now for the transactions in one partition of `__transaction_state`, by leader.
    /// A partition that is gone needs none; where nothing is left to
    /// mark, the transaction is complete.
    pub fn markers(
        &mut self,
        cx: &mut Cx,
        image: &Image,
        partition: u32,
        coordinator_epoch: i32,
    ) -> Vec<(BrokerId, WriteTxnMarkers)> {
        let mut wanted = Vec::new();
        let is_here = |id: &Name| image.partition_of_transactions(id) == partition;
        for (id, known) in self.transactions.iter_mut().filter(|(id, _)| is_here(id)) {
            let Some(commit) = known.transaction.decided() else {
                continue;
            };
            known.unmarked.retain(|tp| image.partition(tp).is_some());
            let mut by_leader: BTreeMap<BrokerId, Vec<TopicPartition>> = BTreeMap::new();
            for tp in known.unmarked.difference(&known.asked) {
                if let Some(leader) = image.leader(tp) {
                    by_leader.entry(leader).or_default().push(tp.clone());
                }
            }
            let marker = EndTransactionMarker {
                producer: known.transaction.producer,
                commit,
                coordinator_epoch,
            };
            for (leader, partitions) in by_leader {
                known.asked.extend(partitions.iter().cloned());
                let request = WriteTxnMarkers {
                    transactional_id: id.clone(),
                    marker,
                    partitions,
                };
                wanted.push((leader, request));
            }
            if known.unmarked.is_empty() {
                complete(cx, id, known, commit);
                self.written.push(Record::of(id, &known.transaction));
            }
        }
        wanted
    }

    /// A leader has answered (`TransactionMarkerRequestCompletionHandler`): what it did not do is asked for again, unless
    /// the transaction has ended since.
    pub fn marked(&mut self, asked: &AskedMarkers, marked: &Marked) {
        let known = self.transactions.get_mut(&asked.transactional_id);
        let same = |known: &&mut Known| known.transaction.producer == asked.producer;
        let Some(known) = known.filter(same) else { return };
        for (tp, result) in marked {
            known.asked.remove(tp);
            if result.is_ok() {
                known.unmarked.remove(tp);
            }
        }
    }

    /// Some of its markers are missing.
    pub fn is_unmarked(&self, id: &Name) -> bool {
        self.transactions
            .get(id)
            .is_some_and(|known| !known.unmarked.is_empty())
    }

    /// Some markers are missing, and nobody is asked for them.
    pub fn has_unasked(&self) -> bool {
        let unasked = |known: &Known| !known.unmarked.is_subset(&known.asked);
        self.transactions.values().any(unasked)
    }

    /// Those that are decided and not complete.
    pub fn incomplete(&self) -> Vec<Name> {
        let is_on_its_way = |known: &Known| known.transaction.decided().is_some();
        let on_their_way = self.transactions.iter().filter(|(_, known)| is_on_its_way(known));
        on_their_way.map(|(id, _)| id.clone()).collect()
    }
}

fn complete(cx: &mut Cx, id: &Name, known: &mut Known, commit: bool) {
    known.transaction.complete(cx.now);
    known.asked.clear();
    let fact = TransactionFact::TransactionCompleted {
        transactional_id: id.clone(),
        commit,
    };
    cx.tell(Fact::Transaction(fact), TransactionRule::Marked { commit }.alone());
}
