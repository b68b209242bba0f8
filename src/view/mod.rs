//! The picture as plain data, in the screen's words.

pub mod stage;
