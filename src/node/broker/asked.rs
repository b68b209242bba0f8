//! What a broker asks others, and whom the answers are for.

use super::{Broker, Unverified};
use crate::{
    kafka::{
        error::KafkaError,
        ids::{BrokerId, TopicPartition},
    },
    node::{api::Response, context::Cx, transaction::AskedMarkers},
};

/// What a broker asked another, or the controller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// What a leader has.
    Fetch(BrokerId),
    /// Where a leader's log begins.
    Start(BrokerId),
    /// That the controller changes who is in sync.
    Isr(TopicPartition),
    /// That the controller knows it is there.
    Controller,
    /// That a leader writes markers.
    Markers(AskedMarkers),
    /// That partitions are part of a transaction.
    InTransaction(Unverified),
}

impl Broker {
    pub(super) fn on_response(&mut self, cx: &mut Cx, correlation: u64, response: Response) {
        match (self.asked.remove(&correlation), response) {
            (_, Response::Quorum(response)) => self.on_metadata(cx, correlation, response),
            (_, Response::AllocateProducerIds { first }) => self.producer_ids.on_block(cx, first),
            (Some(Asked::Fetch(leader)), Response::Fetch { session, partitions }) => {
                self.on_fetched(cx, leader, session, partitions);
            }
            (Some(Asked::Fetch(leader)), Response::Refused { .. }) => self.on_fetch_refused(cx, leader),
            (Some(Asked::Start(leader)), Response::ListOffsets { partitions }) => {
                self.on_start(cx, leader, partitions);
            }
            (Some(Asked::Controller), Response::Refused { error, .. }) => self.on_beat_refused(cx, error),
            (Some(Asked::Controller), Response::BrokerRegistration(result)) => self.on_registered(cx, result),
            (Some(Asked::Controller), Response::BrokerHeartbeat { should_stop, .. }) => {
                self.on_heartbeat(cx, should_stop);
            }
            (Some(Asked::Markers(asked)), Response::WriteTxnMarkers(marked)) => self.on_marked(cx, &asked, &marked),
            (Some(Asked::InTransaction(unverified)), Response::AddPartitionsToTxn(result)) => {
                self.on_verified(cx, unverified, result);
            }
            (Some(Asked::InTransaction(unverified)), Response::Refused { error, .. }) => {
                self.on_verified(cx, unverified, Err(error));
            }
            (Some(Asked::Isr(_)), Response::AlterPartition { partition, result }) => {
                self.on_isr(cx, &partition, result);
            }
            (Some(Asked::Isr(tp)), Response::Refused { .. }) => self.ask_for_isr_later(cx, tp),
            (None, Response::Refused { .. }) => self.producer_ids.on_broken(cx, correlation),
            _ => {}
        }
    }

    pub(super) fn on_broken(&mut self, cx: &mut Cx, correlation: u64) {
        match self.asked.remove(&correlation) {
            Some(Asked::Fetch(leader) | Asked::Start(leader)) => self.on_fetch_broken(cx, leader),
            Some(Asked::Isr(tp)) => self.ask_for_isr_later(cx, tp),
            Some(Asked::Controller) => self.beat_later(cx),
            Some(Asked::Markers(asked)) => self.on_markers_broken(cx, &asked),
            Some(Asked::InTransaction(unverified)) => {
                self.on_verified(cx, unverified, Err(KafkaError::NetworkException));
            }
            None if self.on_metadata_broken(cx, correlation) => {}
            None => self.producer_ids.on_broken(cx, correlation),
        }
    }

    /// A new correlation, and what its answer will be for.
    pub(super) fn remember(&mut self, asked: Asked) -> u64 {
        self.correlation += 1;
        self.asked.insert(self.correlation, asked);
        self.correlation
    }
}
