//! The page in a real browser, as a person uses it. Run by `cargo xtask test`, which builds the site first.

mod browser;
mod charts;
mod compression;
mod driver;
mod everyone;
mod faults;
mod groups;
mod guarantees;
mod hands;
mod inspect;
mod journeys;
mod newcomer;
mod offline;
mod protocols;
mod refusals;
mod replicas;
mod robust;
mod same_everywhere;
mod script;
mod site;
mod time;
mod trainers;
mod transactions;
mod wishes;
