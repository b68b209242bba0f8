//! What a transaction coordinator keeps of one `transactional.id`, and how it moves from state to state
//! (`TransactionMetadata`, `TransactionCoordinator`), as transactions of version 2 do (KIP-890): with the end of every
//! transaction the producer epoch grows, so that nothing that comes late can join the next one.
//!
//! Absent on purpose: two-phase commit (KIP-939), older versions of transactions, and that an id which nobody uses expires
//! (`transactional.id.expiration.ms`).

use crate::kafka::{
    error::KafkaError,
    ids::{PartitionSet, ProducerEpoch, ProducerId, ProducerIdAndEpoch},
};

/// `TransactionState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// No transaction since the producer was initialised.
    Empty,
    /// Partitions are part of it.
    Ongoing,
    /// It is decided, and the markers are on their way.
    PrepareCommit,
    PrepareAbort,
    /// Every partition has its marker.
    CompleteCommit,
    CompleteAbort,
}

/// All about one `transactional.id` (`TransactionMetadata`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    pub producer: ProducerIdAndEpoch,
    /// The id before, where its epochs were used up.
    pub previous_id: Option<ProducerId>,
    /// The id that comes after this transaction, where the epochs of this one are used up.
    pub next_id: Option<ProducerId>,
    pub timeout_ms: u64,
    pub state: State,
    /// Who needs a marker.
    pub partitions: PartitionSet,
    pub started_ms: Option<u64>,
    pub updated_ms: u64,
}

/// What `InitProducerId` leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initialized {
    /// The producer has its numbers.
    Given(ProducerIdAndEpoch),
    /// The transaction of the one before is being aborted first; the producer has to ask again.
    Aborting,
}

/// What `EndTxn` leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is decided now; the producer goes on with these numbers.
    Begun(ProducerIdAndEpoch),
    /// It was decided the same way before.
    Again(ProducerIdAndEpoch),
}

/// The highest epoch that is given to a producer: one more is left to fence it (`TransactionMetadata.isEpochExhausted`).
const LAST_EPOCH: i16 = i16::MAX - 1;

impl State {
    /// The number by which the log has it.
    pub fn id(self) -> i8 {
        match self {
            State::Empty => 0,
            State::Ongoing => 1,
            State::PrepareCommit => 2,
            State::PrepareAbort => 3,
            State::CompleteCommit => 4,
            State::CompleteAbort => 5,
        }
    }

    pub fn from_id(id: i8) -> Option<State> {
        use State::{CompleteAbort, CompleteCommit, Empty, Ongoing, PrepareAbort, PrepareCommit};
        let all = [
            Empty,
            Ongoing,
            PrepareCommit,
            PrepareAbort,
            CompleteCommit,
            CompleteAbort,
        ];
        all.into_iter().find(|state| state.id() == id)
    }

    /// Kafka's name of it.
    pub fn name(self) -> &'static str {
        match self {
            State::Empty => "Empty",
            State::Ongoing => "Ongoing",
            State::PrepareCommit => "PrepareCommit",
            State::PrepareAbort => "PrepareAbort",
            State::CompleteCommit => "CompleteCommit",
            State::CompleteAbort => "CompleteAbort",
        }
    }
}

impl Transaction {
    /// A `transactional.id` that nobody has used; it has no epoch yet.
    pub fn new(id: ProducerId, timeout_ms: u64, now: u64) -> Self {
        Transaction {
            producer: ProducerIdAndEpoch {
                id,
                epoch: ProducerEpoch(-1),
            },
            previous_id: None,
            next_id: None,
            timeout_ms,
            state: State::Empty,
            partitions: PartitionSet::new(),
            started_ms: None,
            updated_ms: now,
        }
    }

    /// A producer begins with this `transactional.id`: whoever used it before is fenced, and its transaction aborted
    /// (`prepareInitProducerIdTransit`). `fresh` has an unused producer id, if the broker has one.
    ///
    /// # Errors
    /// `CONCURRENT_TRANSACTIONS` while the last transaction is being ended, `COORDINATOR_LOAD_IN_PROGRESS` where an id is
    /// needed and there is none.
    pub fn init(
        &mut self,
        timeout_ms: u64,
        now: u64,
        fresh: impl FnOnce() -> Option<ProducerId>,
    ) -> Result<Initialized, KafkaError> {
        match self.state {
            State::PrepareCommit | State::PrepareAbort => return Err(KafkaError::ConcurrentTransactions),
            State::Ongoing => {
                self.fence(now);
                return Ok(Initialized::Aborting);
            }
            State::Empty | State::CompleteCommit | State::CompleteAbort => {}
        }
        if self.is_exhausted() {
            let id = fresh().ok_or(KafkaError::CoordinatorLoadInProgress)?;
            self.previous_id = Some(self.producer.id);
            self.producer = ProducerIdAndEpoch {
                id,
                epoch: ProducerEpoch(0),
            };
        } else {
            self.producer = self.bumped();
        }
        self.state = State::Empty;
        self.partitions.clear();
        self.started_ms = None;
        (self.timeout_ms, self.updated_ms) = (timeout_ms, now);
        Ok(Initialized::Given(self.producer))
    }

    /// Takes partitions into the transaction, and with the first of them begins it (`handleAddPartitionsToTransaction`). True
    /// where this is something new.
    ///
    /// # Errors
    /// `INVALID_PRODUCER_ID_MAPPING`, `PRODUCER_FENCED`, `CONCURRENT_TRANSACTIONS`.
    pub fn add(
        &mut self,
        producer: ProducerIdAndEpoch,
        partitions: &PartitionSet,
        now: u64,
    ) -> Result<bool, KafkaError> {
        if self.producer.id != producer.id {
            return Err(KafkaError::InvalidProducerIdMapping);
        }
        if self.producer.epoch != producer.epoch {
            return Err(KafkaError::ProducerFenced);
        }
        match self.state {
            State::PrepareCommit | State::PrepareAbort => return Err(KafkaError::ConcurrentTransactions),
            State::Ongoing if partitions.is_subset(&self.partitions) => return Ok(false),
            State::Ongoing => {}
            State::Empty | State::CompleteCommit | State::CompleteAbort => self.started_ms = Some(now),
        }
        self.state = State::Ongoing;
        self.partitions.extend(partitions.iter().cloned());
        self.updated_ms = now;
        Ok(true)
    }

    /// The producer ends its transaction (`TransactionCoordinator.endTransaction`). An abort is always possible, also of
    /// nothing: what is on its way must not come to be part of the next one.
    ///
    /// # Errors
    /// `INVALID_PRODUCER_ID_MAPPING`, `PRODUCER_FENCED`, `CONCURRENT_TRANSACTIONS` while it is being ended,
    /// `INVALID_TXN_STATE` where there is nothing to commit or it was ended the other way, `COORDINATOR_LOAD_IN_PROGRESS` where
    /// a producer id is needed and there is none.
    pub fn end(
        &mut self,
        producer: ProducerIdAndEpoch,
        commit: bool,
        now: u64,
        fresh: impl FnOnce() -> Option<ProducerId>,
    ) -> Result<Ended, KafkaError> {
        let own = self.producer;
        let wrapped = self.previous_id == Some(producer.id) && producer.epoch.0 == LAST_EPOCH && own.epoch.0 == 0;
        let is_again = wrapped || i32::from(own.epoch.0) == i32::from(producer.epoch.0) + 1;
        if own.id != producer.id && !wrapped {
            return Err(KafkaError::InvalidProducerIdMapping);
        }
        let may = match self.state {
            State::Ongoing | State::Empty => producer.epoch == own.epoch,
            State::PrepareCommit | State::PrepareAbort => is_again,
            State::CompleteCommit | State::CompleteAbort => is_again || producer.epoch == own.epoch,
        };
        if !may {
            return Err(KafkaError::ProducerFenced);
        }
        match (self.state, commit) {
            (State::CompleteCommit, true) | (State::CompleteAbort, false) if is_again => return Ok(Ended::Again(own)),
            (State::PrepareCommit, true) | (State::PrepareAbort, false) => {
                return Err(KafkaError::ConcurrentTransactions);
            }
            (State::Ongoing, _) | (State::Empty | State::CompleteAbort, false) => {}
            (State::CompleteCommit, false) if !is_again => {}
            _ => return Err(KafkaError::InvalidTxnState),
        }
        if self.is_exhausted() {
            self.next_id = Some(fresh().ok_or(KafkaError::CoordinatorLoadInProgress)?);
        }
        self.prepare(commit, now);
        Ok(Ended::Begun(self.after()))
    }

    /// Aborts a transaction that takes longer than `transaction.timeout.ms`, and fences its producer
    /// (`abortTimedOutTransactions`). True where it did.
    pub fn expire(&mut self, now: u64) -> bool {
        let is_over = |started: u64| started.saturating_add(self.timeout_ms) < now;
        let expired = self.state == State::Ongoing && self.started_ms.is_some_and(is_over);
        if expired {
            self.fence(now);
        }
        expired
    }

    /// Every partition has its marker (`prepareComplete`).
    pub fn complete(&mut self, now: u64) {
        let after = self.after();
        if self.next_id.take().is_some() {
            self.previous_id = Some(self.producer.id);
        }
        self.state = match self.state {
            State::PrepareCommit => State::CompleteCommit,
            _ => State::CompleteAbort,
        };
        self.producer = after;
        self.partitions.clear();
        self.updated_ms = now;
    }

    /// What the markers say, while they are on their way: whether it is committed.
    pub fn decided(&self) -> Option<bool> {
        match self.state {
            State::PrepareCommit => Some(true),
            State::PrepareAbort => Some(false),
            _ => None,
        }
    }

    /// Whoever has the epoch of now is refused from here on, and what it began is aborted (`prepareFenceProducerEpoch`).
    fn fence(&mut self, now: u64) {
        self.prepare(false, now);
    }

    fn prepare(&mut self, commit: bool, now: u64) {
        if self.state != State::Ongoing {
            self.started_ms = Some(now);
        }
        self.state = if commit {
            State::PrepareCommit
        } else {
            State::PrepareAbort
        };
        self.producer = self.bumped();
        self.updated_ms = now;
    }

    /// With these numbers the producer goes on after the transaction that is being ended.
    fn after(&self) -> ProducerIdAndEpoch {
        match self.next_id {
            Some(id) => ProducerIdAndEpoch {
                id,
                epoch: ProducerEpoch(0),
            },
            None => self.producer,
        }
    }

    fn bumped(&self) -> ProducerIdAndEpoch {
        ProducerIdAndEpoch {
            epoch: ProducerEpoch(self.producer.epoch.0.saturating_add(1)),
            ..self.producer
        }
    }

    fn is_exhausted(&self) -> bool {
        LAST_EPOCH <= self.producer.epoch.0
    }
}

#[cfg(test)]
mod tests;
