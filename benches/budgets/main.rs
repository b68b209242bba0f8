//! The budgets, measured: natively, and in Chromium on the built site. `cargo xtask bench` builds the site, then runs
//! this; every figure stands beside its budget and their ratio.
//!
//! Medians of several runs, because machines are shared and noisy. Nothing here is a test: no test depends on speed.

mod assignors;
#[path = "../../tests/page/browser.rs"]
#[allow(dead_code)]
mod browser;
mod chromium;
#[path = "../../tests/page/driver.rs"]
#[allow(dead_code)]
mod driver;
mod native;
#[path = "../../tests/page/site.rs"]
#[allow(dead_code)]
mod site;
mod table;
#[path = "../../tests/page/wishes.rs"]
#[allow(dead_code)]
mod wishes;
mod workload;

use table::Table;

fn main() {
    // `cargo test --benches` asks for a list of tests; there are none here.
    if std::env::args().any(|argument| argument == "--list" || argument == "--test") {
        return;
    }
    let mut table = Table::default();
    native::measure(&mut table);
    assignors::measure(&mut table);
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(chromium::measure(&mut table)),
        Err(error) => println!("Chromium was not measured: {error}"),
    }
    table.print();
}
