//! The life of groups, kept longer than the story: who joined, who was given what, who gave it up, who died.
//!
//! Such events are rare, so the last few thousand of them tell of hours. Absent on purpose: everything else, which the
//! story tells again when it is asked for.

use std::sync::Arc;

use imbl::Vector;

use crate::node::event::{Event, Fact};

/// Events that are kept.
const KEPT: usize = 8_192;

/// The newest events of all groups; copies share them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chronicle(Vector<Arc<Event>>);

impl Chronicle {
    pub(super) fn note(&mut self, event: &Event) {
        if !is_of_groups(&event.fact) {
            return;
        }
        self.0.push_back(Arc::new(event.clone()));
        if KEPT < self.0.len() {
            self.0.pop_front();
        }
    }

    /// The newest last.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.0.iter().map(|event| &**event)
    }
}

fn is_of_groups(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::ConsumerStarted { .. }
            | Fact::ConsumerClosed { .. }
            | Fact::ConsumerCrashed { .. }
            | Fact::ConsumerFailed { .. }
            | Fact::MemberJoined { .. }
            | Fact::MemberLeft { .. }
            | Fact::MemberRemoved { .. }
            | Fact::MemberFenced { .. }
            | Fact::RebalanceStarted { .. }
            | Fact::GenerationStarted { .. }
            | Fact::AssignmentMade { .. }
            | Fact::GroupEpochBumped { .. }
            | Fact::TargetAssigned { .. }
            | Fact::RevocationAsked { .. }
            | Fact::PartitionsAwaited { .. }
            | Fact::PartitionsAssigned { .. }
            | Fact::PartitionsRevoked { .. }
            | Fact::PartitionsLost { .. }
            | Fact::GroupStable { .. }
            | Fact::GroupConverted { .. }
            | Fact::GroupEmpty { .. }
    )
}
