//! The picture as plain data, in the screen's words.
//!
//! `report` is the whole session as the contract prints it; `stage` is what is visible on the page; `score` makes the
//! stage, `sheet` tells all about one `thing`, `follow` keeps to
//! one record wherever its log goes, `text` is a picture in letters, `thin`
//! the timeline's moments, `curves` the charts, `ownership` who owned what when, `protocols` what would have been
//! with another one, `plan` what a reset of offsets would do, `compaction` what a compacted log would lose.
//! Absent on purpose: languages, colours, pixels.

pub mod compaction;
pub mod compare;
pub mod curves;
mod follow;
pub mod ledger;
pub mod ownership;
pub mod plan;
pub mod protocols;
pub mod report;
mod score;
pub mod shares;
mod sheet;
pub mod stage;
pub mod text;
pub mod thin;
pub mod thing;

pub use compare::compare;
pub use follow::Followed;
pub use plan::reset_plan;
pub use report::report;
pub use score::stage;
pub use sheet::{Before, before, commits_by_itself, concerns, reached, record, sheet};

use crate::kafka::serializer::Serializer;

/// Bytes as the one who wrote them meant them; as hexadecimal digits where that cannot be.
fn text_of(serializer: Serializer, bytes: Option<&[u8]>) -> Option<String> {
    let bytes = bytes?;
    let text = serializer.deserialize(bytes);
    Some(text.unwrap_or_else(|_| bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
}
