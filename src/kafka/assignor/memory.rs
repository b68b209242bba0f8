//! What the assignors of one process remember from one assignment to the next, and send along when it joins again.

use super::{TopicPartition, UserData};

/// The memory of a process; a new one has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    sticky: Option<UserData>,
    cooperative: Option<i32>,
}

impl Memory {
    /// The group's assignment was made by this assignor (`ConsumerPartitionAssignor.onAssignment`).
    pub fn keep(&mut self, assignor: &str, partitions: Vec<TopicPartition>, generation: i32) {
        match assignor {
            "sticky" => {
                self.sticky = Some(UserData {
                    partitions: Some(partitions),
                    generation,
                });
            }
            "cooperative-sticky" => self.cooperative = Some(generation),
            _ => {}
        }
    }

    /// What this assignor sends with the subscription (`ConsumerPartitionAssignor.subscriptionUserData`).
    pub fn user_data(&self, assignor: &str) -> Option<UserData> {
        match assignor {
            "sticky" => self.sticky.clone(),
            "cooperative-sticky" => Some(UserData {
                partitions: None,
                generation: self.cooperative.unwrap_or(-1),
            }),
            _ => None,
        }
    }
}
