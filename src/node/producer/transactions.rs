//! A producer with a `transactional.id` (`TransactionManager`): it gets its numbers from a coordinator, and what it sends counts
//! together or not at all.
//!
//! The application calls `initTransactions` when it starts and waits for it. Simplified: the wait has no end where Kafka's call
//! would throw after `max.block.ms` and be tried again. Absent on purpose: transactions of version 1, two-phase commit.

mod asking;

use crate::{
    kafka::{
        config::Config,
        error::{ClientError, ErrorName, KafkaError},
        ids::{BrokerId, Name, Offset, TopicPartition},
    },
    node::{
        admin::refused_by_client,
        api::MemberRef,
        because::Because,
        context::Cx,
        event::{Fact, Rule, TransactionFact},
        producer::{Job, Producer, State},
    },
};

/// Where a transactional producer is (`TransactionManager.State`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// `initTransactions` has not returned.
    Initializing,
    Ready,
    InTransaction,
    Committing,
    Aborting,
    /// Only an abort leads out of here.
    AbortableError(ErrorName),
    /// Nothing leads out of here.
    FatalError(ErrorName),
}

impl Phase {
    /// Kafka's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Initializing => "INITIALIZING",
            Phase::Ready => "READY",
            Phase::InTransaction => "IN_TRANSACTION",
            Phase::Committing => "COMMITTING_TRANSACTION",
            Phase::Aborting => "ABORTING_TRANSACTION",
            Phase::AbortableError(_) => "ABORTABLE_ERROR",
            Phase::FatalError(_) => "FATAL_ERROR",
        }
    }
}

/// What a producer knows of its transactions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Transactions {
    id: Name,
    timeout_ms: u64,
    pub phase: Phase,
    coordinator: Option<BrokerId>,
    asked: Option<(u64, Question)>,
    /// Nothing is asked before.
    not_before: u64,
    /// Something was sent in the transaction, so that it has to be ended at the coordinator too.
    started: bool,
    /// Offsets that are on their way to the group's coordinator.
    offsets: Option<Offsets>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Offsets {
    member: MemberRef,
    offsets: Vec<(TopicPartition, Offset)>,
    coordinator: Option<BrokerId>,
}

/// A question that is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Coordinator,
    GroupCoordinator,
    Init,
    Offsets,
    End,
}

/// What the application calls; it waits until the call returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    Begin,
    Commit,
    Abort,
    /// A consumer's positions, and as which member of its group it has them.
    SendOffsets {
        member: MemberRef,
        offsets: Vec<(TopicPartition, Offset)>,
    },
}

impl Call {
    /// The command's name.
    fn command(&self) -> &'static str {
        match self {
            Call::Begin => "begin_transaction",
            Call::Commit => "commit_transaction",
            Call::Abort => "abort_transaction",
            Call::SendOffsets { .. } => "send_offsets_to_transaction",
        }
    }
}

impl Transactions {
    pub fn of(config: &Config) -> Option<Self> {
        Some(Transactions {
            id: Some(config.get("transactional.id")).filter(|id| !id.is_empty())?.into(),
            timeout_ms: config.i64("transaction.timeout.ms").max(0) as u64,
            phase: Phase::Initializing,
            coordinator: None,
            asked: None,
            not_before: 0,
            started: false,
            offsets: None,
        })
    }

    /// Batches leave without lingering (`isCompleting`).
    pub fn flushes(&self) -> bool {
        matches!(self.phase, Phase::Committing | Phase::Aborting)
    }

    /// What has not left is not to leave any more.
    pub fn drops_unsent(&self) -> bool {
        matches!(
            self.phase,
            Phase::Aborting | Phase::AbortableError(_) | Phase::FatalError(_)
        )
    }

    /// Why `send` throws, if it does (`maybeAddPartition`).
    pub fn refuses_send(&self) -> Option<(ClientError, Because)> {
        match self.phase {
            Phase::InTransaction => None,
            Phase::AbortableError(error) | Phase::FatalError(error) => {
                Some((ClientError::KafkaException, Because::InErrorState { error }))
            }
            phase => {
                let state = phase.name().into();
                Some((
                    ClientError::IllegalStateException,
                    Because::SendOutsideTransaction { state },
                ))
            }
        }
    }

    pub fn sends(&mut self) {
        self.started = true;
    }

    /// A call that has begun waits no longer.
    fn has_returned(&self, call: &Call) -> bool {
        match call {
            Call::SendOffsets { .. } => self.offsets.is_none(),
            _ => !self.flushes(),
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.phase, Phase::InTransaction | Phase::AbortableError(_))
    }
}

impl Producer {
    /// The `transactional.id` and where the producer is with its transactions; `None` for one without.
    pub fn transactional(&self) -> Option<(&Name, Phase)> {
        let transactions = self.transactions.as_ref()?;
        Some((&transactions.id, transactions.phase))
    }

    /// A person calls a method of transactions.
    pub fn call(&mut self, cx: &mut Cx, call: Call) {
        self.jobs.push_back(Job::Call { call, begun: false });
        self.pump(cx);
    }

    /// Runs a call as far as it gets; true when it has returned or thrown.
    pub(super) fn run_call(&mut self, cx: &mut Cx, call: &Call, begun: &mut bool) -> bool {
        let Some(transactions) = &mut self.transactions else {
            self.refuse_call(cx, call, ClientError::IllegalStateException, Because::NotTransactional);
            return true;
        };
        if *begun {
            return transactions.has_returned(call);
        }
        *begun = true;
        let before = transactions.phase;
        match (before, call) {
            (Phase::Ready, Call::Begin) => {
                transactions.phase = Phase::InTransaction;
                let producer = self.spec.name.clone();
                cx.tell(
                    Fact::Transaction(TransactionFact::TransactionBegun { producer }),
                    Rule::Asked.alone(),
                );
                true
            }
            (Phase::InTransaction, Call::SendOffsets { member, offsets }) => {
                transactions.started = true;
                transactions.offsets = Some(Offsets {
                    member: member.clone(),
                    offsets: offsets.clone(),
                    coordinator: None,
                });
                false
            }
            (Phase::InTransaction, Call::Commit) => {
                transactions.phase = Phase::Committing;
                false
            }
            (Phase::InTransaction | Phase::AbortableError(_), Call::Abort) => {
                self.begin_abort();
                false
            }
            (Phase::AbortableError(error) | Phase::FatalError(error), _) => {
                self.refuse_call(cx, call, ClientError::KafkaException, Because::InErrorState { error });
                true
            }
            (phase, _) => {
                let state = phase.name().into();
                let because = Because::NoTransactionNow { state };
                self.refuse_call(cx, call, ClientError::IllegalStateException, because);
                true
            }
        }
    }

    /// The call that the application waits for has returned.
    pub(super) fn next_call_may_run(&self) -> bool {
        let Some(Job::Call { call, begun: true }) = self.jobs.front() else {
            return false;
        };
        self.transactions.as_ref().is_some_and(|own| own.has_returned(call))
    }

    fn refuse_call(&self, cx: &mut Cx, call: &Call, error: ClientError, because: Because) {
        refused_by_client(cx, call.command(), &self.spec.name, ErrorName::Client(error), because);
    }

    fn begin_abort(&mut self) {
        if let Some(transactions) = &mut self.transactions {
            transactions.phase = Phase::Aborting;
            transactions.offsets = None;
        }
    }

    /// close() aborts what is open (`Sender.run`).
    pub(super) fn close_transaction(&mut self) {
        let is_over = self.state == State::Closing && self.jobs.is_empty();
        if is_over && self.transactions.as_ref().is_some_and(Transactions::is_open) {
            self.begin_abort();
        }
    }

    /// A transaction is being ended.
    pub(super) fn is_ending(&self) -> bool {
        self.transactions.as_ref().is_some_and(Transactions::flushes)
    }

    /// What was accepted and has not left does not count any more (`RecordAccumulator.abortUndrainedBatches`).
    pub(super) fn drop_unsent(&mut self, cx: &mut Cx) {
        if !self.transactions.as_ref().is_some_and(Transactions::drops_unsent) {
            return;
        }
        let numbered = |tp: &TopicPartition, batch: u64| {
            let numbering = self.numbering.as_ref();
            numbering.is_some_and(|numbering| numbering.of(tp, batch).is_some())
        };
        for (tp, batch) in self.accumulator.take_unsent(numbered) {
            let error = ErrorName::Client(ClientError::TransactionAbortedException);
            let because = Because::TransactionAborted;
            self.answered(batch.id);
            let detail = because.to_string();
            self.fail(
                cx,
                tp.topic,
                Some(tp.partition),
                batch.count(),
                (error, detail),
                because.why(),
            );
        }
    }

    /// A batch of the transaction was given up (`maybeTransitionToErrorState`).
    pub(super) fn batch_failed(&mut self, cx: &mut Cx, error: KafkaError) {
        let fatal = matches!(error, KafkaError::ProducerFenced | KafkaError::InvalidProducerIdMapping);
        let name = if error.retriable() || error == KafkaError::InvalidTxnState {
            KafkaError::TransactionAbortable
        } else {
            error
        };
        self.transaction_failed(cx, name.into(), fatal);
    }

    pub(super) fn transaction_failed(&mut self, cx: &mut Cx, error: ErrorName, fatal: bool) {
        let Some(transactions) = &mut self.transactions else {
            return;
        };
        let already = matches!(
            (transactions.phase, fatal),
            (Phase::FatalError(_), _) | (Phase::AbortableError(_) | Phase::Aborting, false)
        );
        if already {
            return;
        }
        transactions.offsets = None;
        transactions.phase = match fatal {
            true => Phase::FatalError(error),
            false => Phase::AbortableError(error),
        };
        let fact = TransactionFact::TransactionFailed {
            producer: self.spec.name.clone(),
            error,
            fatal,
        };
        let why = match error {
            ErrorName::Broker(error) => Because::from(error),
            ErrorName::Client(_) => Because::CommitTooLate,
        };
        cx.tell(Fact::Transaction(fact), why.why());
    }

    /// `initTransactions` has not returned: the application does nothing else.
    pub(super) fn is_initializing(&self) -> bool {
        let initializing = |own: &Transactions| own.phase == Phase::Initializing;
        self.transactions.as_ref().is_some_and(initializing) && self.state == State::Running
    }
}
