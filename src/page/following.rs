//! The record that is inspected, followed: what is known of it is kept from frame to frame, and found again where the
//! reader goes back or the session changes.

use super::core::Core;
use crate::view::Followed;
use crate::view::stage::{Standing, Written};
use crate::view::thing::{Extra, Sheet, Thing};

#[derive(Default)]
pub struct Following {
    known: Option<Followed>,
    /// `Core::changes` when it was found, or was not.
    changes: u64,
    /// It is nowhere on this way of the session, which is not to be played again for it.
    missed: Option<Written>,
    standing: Option<Standing>,
}

impl Following {
    /// The sheet of a record, in its log or not; `None` where it was never written here.
    pub fn sheet(&mut self, core: &Core, written: &Written) -> Option<Sheet> {
        self.standing = None;
        let same = self.changes == core.changes;
        if same && self.missed.as_ref() == Some(written) {
            return None;
        }
        let known = self.known.take().filter(|known| same && known.written() == written);
        self.known = core.engine.follow(known, written);
        self.changes = core.changes;
        let was_time = written.appended_ms <= core.engine.now_ms();
        self.missed = (self.known.is_none() && was_time).then(|| written.clone());
        let sheet = core.engine.sheet_of(self.known.as_ref()?)?;
        self.standing = Some(sheet.standing.clone());
        Some(Sheet {
            thing: Thing::Written(written.clone()),
            rows: Vec::new(),
            extra: Extra::Record(Box::new(sheet)),
        })
    }

    /// It can be seen on its stave.
    pub fn is_kept(&self) -> bool {
        self.standing == Some(Standing::Kept)
    }

    /// Whether an event that speaks of a thing's offset speaks of that very record.
    pub fn tells(&self, core: &Core, thing: &Thing, index: usize) -> bool {
        let (Thing::Written(written), Some(known)) = (thing, &self.known) else {
            return true;
        };
        let event = core.engine.event(index);
        event.is_some_and(|event| written.appended_ms <= event.at && known.is_told_by(event))
    }
}
