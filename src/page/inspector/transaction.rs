//! What a record has to do with a transaction, in a sentence.

use yew::prelude::*;

use crate::page::language::{Arg, Speech};
use crate::view::stage::{InTransaction, RecordSheet};

/// It ends a transaction, and no application receives it.
pub fn is_marker(sheet: &RecordSheet) -> bool {
    matches!(sheet.transaction, Some(InTransaction::Marker { .. }))
}

/// Nothing, where the record has nothing to do with one.
pub fn told(speech: &Speech, sheet: &RecordSheet) -> Option<Html> {
    let (fate, sentence) = match sheet.transaction? {
        InTransaction::Part { fate } => (fate, speech.say("record-in-transaction", &[("fate", Arg::from(fate))])),
        InTransaction::Marker {
            commit,
            producer_id,
            producer_epoch,
            coordinator_epoch,
        } => {
            let args = [
                ("commit", Arg::from(if commit { "true" } else { "false" })),
                ("id", Arg::from(producer_id)),
                ("epoch", Arg::from(i32::from(producer_epoch))),
                ("coordinator", Arg::from(coordinator_epoch)),
            ];
            ("marker", speech.say("record-marker", &args))
        }
    };
    Some(html! { <p class="in-transaction" data-fate={fate}>{sentence}</p> })
}
