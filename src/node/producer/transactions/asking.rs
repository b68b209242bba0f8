//! What a transactional producer asks the coordinators, one question at a time, and what it makes of the answers
//! (`TxnRequestHandler` of each request).

use super::{Offsets, Phase, Question, Transactions};
use crate::{
    kafka::{
        error::{ClientError, ErrorName, KafkaError},
        ids::{BrokerId, ProducerIdAndEpoch},
    },
    node::{
        api::{CoordinatorOf, EndTxn, InitTransactional, Request, Response, TxnOffsetCommit},
        context::{Cx, NodeId, Timer},
        event::{Fact, Rule, TransactionFact, TransactionRule},
        producer::Producer,
    },
};

impl Producer {
    /// Asks what is to be asked now, one question at a time (`Sender.maybeSendAndPollTransactionalRequest`).
    pub(in crate::node::producer) fn settle_transaction(&mut self, cx: &mut Cx) {
        self.drop_unsent(cx);
        let is_flushed = self.accumulator.is_empty() && self.in_flight.is_empty();
        let producer = self.producer_id();
        let Some(transactions) = &mut self.transactions else {
            return;
        };
        if transactions.flushes() && is_flushed && !transactions.started {
            return self.transaction_ended(cx, None);
        }
        if transactions.asked.is_some() || cx.now < transactions.not_before {
            return;
        }
        let wants_end = transactions.flushes() && is_flushed;
        if let Some(offsets) = transactions.offsets.clone().filter(|_| !wants_end) {
            return self.ask_with_offsets(cx, offsets);
        }
        let initializes = transactions.phase == Phase::Initializing;
        if !wants_end && !initializes {
            return;
        }
        let Some(coordinator) = transactions.coordinator else {
            let of = CoordinatorOf::Transaction(transactions.id.clone());
            let anybody = self.metadata.bootstrap();
            return self.ask(cx, anybody, Question::Coordinator, Request::FindCoordinator { of });
        };
        let transactional_id = transactions.id.clone();
        let (question, request) = match producer.filter(|_| wants_end) {
            Some(producer) => {
                let commit = transactions.phase == Phase::Committing;
                let end = EndTxn {
                    transactional_id,
                    producer,
                    commit,
                };
                (Question::End, Request::EndTxn(end))
            }
            None => {
                let init = InitTransactional {
                    transactional_id,
                    timeout_ms: transactions.timeout_ms,
                };
                (Question::Init, Request::InitProducerId(Some(init)))
            }
        };
        self.ask(cx, NodeId::Broker(coordinator), question, request);
    }

    fn ask_with_offsets(&mut self, cx: &mut Cx, offsets: Offsets) {
        let (Some(transactions), Some(producer)) = (&self.transactions, self.producer_id()) else {
            return;
        };
        let Some(coordinator) = offsets.coordinator else {
            let of = CoordinatorOf::Group(offsets.member.group.clone());
            let anybody = self.metadata.bootstrap();
            return self.ask(cx, anybody, Question::GroupCoordinator, Request::FindCoordinator { of });
        };
        let request = Request::TxnOffsetCommit(TxnOffsetCommit {
            transactional_id: transactions.id.clone(),
            producer,
            member: offsets.member,
            offsets: offsets.offsets,
        });
        self.ask(cx, NodeId::Broker(coordinator), Question::Offsets, request);
    }

    fn ask(&mut self, cx: &mut Cx, to: NodeId, question: Question, request: Request) {
        self.correlation += 1;
        if let Some(transactions) = &mut self.transactions {
            transactions.asked = Some((self.correlation, question));
        }
        cx.request(to, self.correlation, request);
    }

    /// Whether this was the question that a transaction waits for.
    pub(in crate::node::producer) fn is_transaction_asked(&self, correlation: u64) -> bool {
        let asked = self.transactions.as_ref().and_then(|transactions| transactions.asked);
        asked.is_some_and(|(asked, _)| asked == correlation)
    }

    /// A coordinator has answered.
    pub(in crate::node::producer) fn on_transaction_answer(&mut self, cx: &mut Cx, response: Response) {
        let Some((_, question)) = self.transactions.as_mut().and_then(|own| own.asked.take()) else {
            return;
        };
        match (question, response) {
            (Question::Coordinator, Response::FindCoordinator { coordinator: Ok(found) }) => {
                self.with_transactions(|own| own.coordinator = Some(found));
            }
            (Question::GroupCoordinator, Response::FindCoordinator { coordinator: Ok(found) }) => {
                self.with_transactions(|own| {
                    if let Some(offsets) = &mut own.offsets {
                        offsets.coordinator = Some(found);
                    }
                });
            }
            (Question::Init, Response::InitProducerId(Ok(given))) => self.initialized(cx, given),
            (Question::Offsets, Response::TxnOffsetCommit(Ok(()))) => self.with_transactions(|own| own.offsets = None),
            (Question::End, Response::EndTxn(Ok(given))) => self.transaction_ended(cx, Some(given)),
            (
                question,
                Response::FindCoordinator {
                    coordinator: Err(error),
                }
                | Response::InitProducerId(Err(error))
                | Response::TxnOffsetCommit(Err(error))
                | Response::EndTxn(Err(error))
                | Response::Refused { error, .. },
            ) => self.on_transaction_error(cx, question, error),
            _ => {}
        }
    }

    /// The connection broke before the answer: the coordinator may be another one by now.
    pub(in crate::node::producer) fn on_transaction_broken(&mut self, cx: &mut Cx, broker: BrokerId) {
        self.metadata.try_another_broker(broker);
        if let Some((_, question)) = self.transactions.as_mut().and_then(|own| own.asked.take()) {
            self.on_transaction_error(cx, question, KafkaError::CoordinatorNotAvailable);
        }
    }

    fn with_transactions(&mut self, change: impl FnOnce(&mut Transactions)) {
        if let Some(transactions) = &mut self.transactions {
            change(transactions);
        }
    }

    fn initialized(&mut self, cx: &mut Cx, given: ProducerIdAndEpoch) {
        self.with_transactions(|own| own.phase = Phase::Ready);
        self.number_from(given);
        let Some((id, _)) = self.transactional() else { return };
        let why = TransactionRule::Transactional {
            transactional_id: id.clone(),
            producer_epoch: given.epoch.0,
        }
        .by("transactional.id", id);
        let fact = Fact::ProducerIdAssigned {
            producer: self.spec.name.clone(),
            producer_id: given.id.0,
            producer_epoch: given.epoch.0,
        };
        cx.tell(fact, why);
    }

    /// The coordinator has decided, or there was nothing to decide: the call returns.
    fn transaction_ended(&mut self, cx: &mut Cx, given: Option<ProducerIdAndEpoch>) {
        let Some(transactions) = &mut self.transactions else {
            return;
        };
        let commit = transactions.phase == Phase::Committing;
        transactions.phase = Phase::Ready;
        transactions.started = false;
        transactions.offsets = None;
        if let Some(given) = given {
            self.number_from(given);
        }
        let fact = TransactionFact::TransactionEnded {
            producer: self.spec.name.clone(),
            commit,
        };
        cx.tell(Fact::Transaction(fact), Rule::Asked.alone());
    }

    fn number_from(&mut self, given: ProducerIdAndEpoch) {
        if let Some(numbering) = &mut self.numbering {
            numbering.begin_with(given);
        }
    }

    /// Again, or not at all (`TxnRequestHandler.handleResponse` of each request).
    fn on_transaction_error(&mut self, cx: &mut Cx, question: Question, error: KafkaError) {
        use KafkaError::{
            CoordinatorNotAvailable, FencedInstanceId, IllegalGeneration, InvalidProducerEpoch, NotCoordinator,
            ProducerFenced, RequestTimedOut, TransactionAbortable, UnknownMemberId,
        };
        match (question, error) {
            (Question::Coordinator | Question::GroupCoordinator, _) => {}
            (Question::Offsets, CoordinatorNotAvailable | NotCoordinator | RequestTimedOut) => {
                self.with_transactions(|own| {
                    if let Some(offsets) = &mut own.offsets {
                        offsets.coordinator = None;
                    }
                });
            }
            (_, CoordinatorNotAvailable | NotCoordinator) => self.with_transactions(|own| own.coordinator = None),
            (_, error) if error.retriable() => {}
            (_, InvalidProducerEpoch | ProducerFenced) => {
                return self.transaction_failed(cx, ProducerFenced.into(), true);
            }
            (Question::Offsets, UnknownMemberId | IllegalGeneration) => {
                let error = ErrorName::Client(ClientError::CommitFailedException);
                return self.transaction_failed(cx, error, false);
            }
            (Question::Offsets, FencedInstanceId | TransactionAbortable) => {
                return self.transaction_failed(cx, error.into(), false);
            }
            _ => return self.transaction_failed(cx, error.into(), true),
        }
        let not_before = cx.now + self.settings.backoff.after(1);
        self.with_transactions(|own| own.not_before = not_before);
        cx.set_timer(Timer::ProducerId, not_before);
    }
}
