//! A record's life: on which brokers it is, and how far its readers are with it.

use serde::Serialize;

use super::Text;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Life {
    /// The brokers that are to store it, the preferred leader first.
    pub copies: Vec<Copy>,
    /// It lies below the high watermark.
    pub readable: bool,
    /// The groups that have committed past it.
    pub committed: Vec<Text>,
}

/// A record at one broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Copy {
    pub broker: i32,
    pub leads: bool,
    /// Its log has the record.
    pub has: bool,
    /// Its broker runs and is not cut off.
    pub reachable: bool,
}
