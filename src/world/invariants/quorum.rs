//! What is promised of the metadata log (KIP-595): what a majority has is never lost and is the same everywhere, and an
//! epoch has one leader, because nobody votes twice in it.

use std::collections::BTreeMap;

use crate::{
    kafka::ids::{BrokerId, ControllerEpoch},
    node::quorum::{Entry, Voter},
    world::World,
};

/// What was seen so far.
#[derive(Debug, Default)]
pub struct Quorum {
    /// Who led in each epoch.
    leaders: BTreeMap<ControllerEpoch, BrokerId>,
    /// For whom each voter voted in each epoch.
    votes: BTreeMap<(ControllerEpoch, BrokerId), BrokerId>,
    /// What is committed, by offset.
    committed: BTreeMap<u64, Entry>,
    /// How far each voter knew the log to be committed.
    watermarks: BTreeMap<BrokerId, u64>,
}

impl Quorum {
    pub fn check(&mut self, world: &World) -> Result<(), String> {
        for (id, controller) in world.controllers() {
            let voter = controller.voter();
            let known = voter.leader();
            if known.leader == Some(id)
                && let Some(other) = self.leaders.insert(known.epoch, id)
                && other != id
            {
                let epoch = known.epoch.0;
                return Err(format!(
                    "controllers {} and {} both lead in epoch {epoch}",
                    other.0, id.0
                ));
            }
            self.votes_once(id, voter)?;
            let now = voter.high_watermark();
            let before = self.watermarks.insert(id, now).unwrap_or(0);
            if now < before {
                return Err(format!(
                    "the metadata log of controller {} was committed up to {before} and is up to {now}",
                    id.0
                ));
            }
            for offset in before..now {
                self.agree(id, offset, voter.log().before(offset + 1))?;
            }
        }
        Self::brokers_go_by_what_is_committed(world)
    }

    /// What a voter says of itself and what candidates count agree: one vote in an epoch.
    fn votes_once(&mut self, id: BrokerId, voter: &Voter) -> Result<(), String> {
        let epoch = voter.leader().epoch;
        let own = voter.voted().map(|candidate| (id, candidate));
        let counted = voter.votes().map(|from| (from, id));
        for (from, candidate) in own.into_iter().chain(counted) {
            if let Some(other) = self.votes.insert((epoch, from), candidate)
                && other != candidate
            {
                let (from, candidate, other) = (from.0, candidate.0, other.0);
                return Err(format!(
                    "controller {from} voted for both {other} and {candidate} in epoch {}",
                    epoch.0
                ));
            }
        }
        Ok(())
    }

    /// Once committed, an entry stays as it is.
    fn agree(&mut self, id: BrokerId, offset: u64, entry: Option<&Entry>) -> Result<(), String> {
        // What a snapshot took the place of is not there to be compared.
        let Some(entry) = entry else { return Ok(()) };
        let first = self.committed.entry(offset).or_insert_with(|| entry.clone());
        if first.epoch != entry.epoch || first.image != entry.image {
            let id = id.0;
            return Err(format!(
                "controller {id} has another entry {offset} of the metadata log than was committed"
            ));
        }
        Ok(())
    }

    fn brokers_go_by_what_is_committed(world: &World) -> Result<(), String> {
        let committed = world.image().map_or(0, |image| image.version);
        for broker in world.brokers() {
            let (id, version) = (broker.id.0, broker.image.version);
            if committed < version {
                return Err(format!(
                    "broker {id} goes by version {version}, and only {committed} are committed"
                ));
            }
        }
        Ok(())
    }
}
