//! Partitura: Apache Kafka as a deterministic simulation, with a picture of it.
//!
//! The rooms, in the order in which they may use each other (`tests/house.rs` holds the arrows):
//! `kafka` the rules, `node` the actors, `world` time and chance, `scenario` the notation, `view` the picture as
//! plain data, and `page` the page (WebAssembly only). `src/main.rs` is the command line.

pub mod kafka;
pub mod node;
pub mod scenario;
pub mod view;
pub mod world;

#[cfg(target_arch = "wasm32")]
pub mod page;

// The arithmetic of the drawing and the address are tested natively; the page itself exists only as WebAssembly.
#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "page/draw/curve.rs"]
pub mod draw_curve;
#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "page/draw/geometry.rs"]
pub mod draw_geometry;
#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "page/draw/keys.rs"]
pub mod draw_keys;
#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "page/share.rs"]
pub mod page_share;
