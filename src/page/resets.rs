//! Stop, reset, start: what a group's owner does when Kafka refuses to reset an active group.
//!
//! Each part takes its virtual time, so the page watches the group and goes on when it is ready. Absent on purpose: any
//! memory of it. After a reload the parts that were done are in the session, and the rest can be asked for again.

use serde_json::{Value, json};

use super::core::Core;
use crate::node::event::Fact;
use crate::view::stage::Stage;

/// A reset under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Reset {
    pub group: String,
    command: Value,
    /// The members that were stopped, to be started again.
    stopped: Vec<String>,
    /// When the reset was asked for.
    asked: Option<u64>,
}

/// How long the answer to a reset may take before the members start anyway.
const PATIENCE_MS: u64 = 3_000;

impl Reset {
    /// Closes the members.
    pub fn begin(group: &str, command: Value, stage: &Stage, core: &mut Core) -> Reset {
        let card = stage.groups.iter().find(|card| *card.group == *group);
        let members = card.into_iter().flat_map(|card| &card.members);
        let stopped: Vec<String> = members
            .filter(|member| matches!(member.state, "running" | "frozen"))
            .map(|member| member.consumer.to_string())
            .collect();
        for consumer in &stopped {
            // What is closed between two frames needs no closing.
            let _ = core.command(json!({"do": "close_consumer", "consumer": consumer}));
        }
        Reset {
            group: group.to_owned(),
            command,
            stopped,
            asked: None,
        }
    }

    /// Goes on as far as the group is ready. Says whether it is done.
    pub fn proceed(&mut self, stage: &Stage, core: &mut Core) -> bool {
        let Some(card) = stage.groups.iter().find(|card| *card.group == *self.group) else {
            return true;
        };
        let now = core.engine.now_ms();
        match self.asked {
            None if matches!(&*card.state, "Empty" | "Dead") => {
                // Refused by the core only where the topic is gone; then there is nothing to reset.
                let _ = core.command(self.command.clone());
                self.asked = Some(now);
                false
            }
            None => false,
            Some(asked) => {
                let answered = (0..core.engine.told()).rev().take(200).any(|index| {
                    let event = core.engine.event(index).filter(|event| event.at >= asked);
                    matches!(
                        event.map(|event| &event.fact),
                        Some(Fact::OffsetsReset { .. } | Fact::CommandRefused { .. })
                    )
                });
                let done = answered || now >= asked + PATIENCE_MS;
                if done {
                    for consumer in &self.stopped {
                        let _ = core.command(json!({"do": "restart_consumer", "consumer": consumer}));
                    }
                }
                done
            }
        }
    }
}
