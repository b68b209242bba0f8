//! A world and how far into the commands it has come; and those that are kept to come back to.

use super::{Document, play};
use crate::world::World;

/// Checkpoints that are kept; then every other one goes and their distance doubles.
const CHECKPOINTS: usize = 192;
/// Waking nodes and commands between two checkpoints, at first.
const FIRST_STRIDE: u64 = 256;
/// More of them in a large world, where a copy costs more: so many for each node.
const STRIDE_OF_NODE: u64 = 256;

/// A document being played.
#[derive(Clone)]
pub(super) struct Player {
    pub world: World,
    /// How many commands the world has seen.
    pub applied: u32,
    steps: u64,
}

impl Player {
    pub fn new(world: World) -> Self {
        let (applied, steps) = (0, 0);
        Player { world, applied, steps }
    }

    /// Wakes the next node or applies the next command, whichever is due first. Where nothing is due by `until`, that
    /// is the moment then, and the answer is false.
    pub fn step(&mut self, document: &Document, until: u64) -> bool {
        let command = document.commands.get(self.applied as usize);
        let command = command.filter(|command| command.at <= until);
        let stop = command.map_or(until, |command| command.at);
        if !self.world.step(stop) {
            self.world.run_until(stop);
            let Some(timed) = command else { return false };
            play::apply(&mut self.world, document.pace, &timed.command);
            self.applied += 1;
        }
        self.steps += 1;
        true
    }

    /// Whether this is a moment up to `ms` that has seen no command later than that.
    fn is_before(&self, ms: u64, document: &Document) -> bool {
        let seen = (self.applied as usize).checked_sub(1);
        let last = seen.and_then(|last| document.commands.get(last));
        self.world.now() <= ms && last.is_none_or(|command| command.at <= ms)
    }

    fn checkpoint(&mut self) -> Player {
        Player {
            world: self.world.checkpoint(),
            ..*self
        }
    }
}

/// Players at earlier moments, in order: about as many for an hour as for a minute.
pub(super) struct Checkpoints {
    kept: Vec<Player>,
    stride: u64,
}

impl Checkpoints {
    /// With the start, to which one can always come back.
    pub fn new(start: &mut Player) -> Self {
        Checkpoints {
            kept: vec![start.checkpoint()],
            stride: FIRST_STRIDE,
        }
    }

    /// Keeps this moment where none is near.
    pub fn pass(&mut self, player: &mut Player) {
        let last = self.kept.last().map_or(0, |point| point.steps);
        let stride = self.stride.max(player.world.node_count() * STRIDE_OF_NODE);
        if player.steps < last + stride {
            return;
        }
        self.kept.push(player.checkpoint());
        if CHECKPOINTS < self.kept.len() {
            let mut index = 0;
            self.kept.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.stride *= 2;
        }
    }

    /// Lets go of what comes after this moment.
    pub fn end_at(&mut self, player: &Player) {
        self.kept
            .retain(|point| point.applied <= player.applied && point.steps <= player.steps);
    }

    /// Keeps what has seen at most so many commands and nothing after a moment, and returns the last of it.
    pub fn part_at(&mut self, commands: usize, until: Option<u64>) -> Player {
        let before = |point: &Player| until.is_none_or(|until| point.world.now() <= until);
        let kept = self
            .kept
            .partition_point(|point| point.applied as usize <= commands && before(point));
        // The first is the start, which has seen nothing.
        self.kept.truncate(kept.max(1));
        self.kept[self.kept.len() - 1].clone()
    }

    /// The way to `ms` that runs the least and tells the last `reach` events before it. `None` where the player goes
    /// there by itself.
    pub fn way_to(&self, ms: u64, reach: u64, player: &Player, document: &Document) -> Option<Player> {
        let after = self.kept.partition_point(|point| point.is_before(ms, document));
        let nearest = self.kept.get(after.checked_sub(1)?)?;
        if player.is_before(ms, document) && nearest.steps <= player.steps {
            return None;
        }
        let far_enough = nearest.world.story().told().saturating_sub(reach);
        let here = player.world.story();
        if player.is_before(ms, document) && here.first_at_hand() <= far_enough && far_enough <= here.told() {
            return None;
        }
        // Where nothing was told for long, many later ones have told no more than that.
        let enough = last_before_event(&self.kept[..after], far_enough);
        Some(enough.clone())
    }

    /// The last one before this event was told.
    pub fn before_event(&self, event: u64) -> &Player {
        last_before_event(&self.kept, event)
    }

    /// The last one before a moment.
    pub fn before(&self, ms: u64, document: &Document) -> &Player {
        let ms = ms.saturating_sub(1);
        let after = self.kept.partition_point(|point| point.is_before(ms, document));
        &self.kept[after.saturating_sub(1)]
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.kept.len()
    }
}

/// The last of these before an event was told; the first where it was told earlier.
fn last_before_event(points: &[Player], event: u64) -> &Player {
    let after = points.partition_point(|point| point.world.story().told() <= event);
    &points[after.saturating_sub(1)]
}
