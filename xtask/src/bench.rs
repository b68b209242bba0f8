//! `cargo xtask bench`: the budgets, measured natively and in Chromium, in one table.

use std::path::Path;

use crate::toolchain;
use crate::{Outcome, browser, site, sizes};

pub fn run() -> Outcome<()> {
    let dist = site::build(&site::Options::default())?;
    let browser = browser::ensure()?;
    measure(&dist, &browser)?;
    sizes::print(&dist)
}

fn measure(dist: &Path, browser: &browser::Browser) -> Outcome<()> {
    let mut command = toolchain::cargo("bench");
    command.args(["--package", "partitura", "--bench", "budgets"]);
    command.env("PARTITURA_DIST", dist);
    command
        .env("PARTITURA_CHROMIUM", &browser.chromium)
        .env("PARTITURA_CHROMEDRIVER", &browser.driver);
    toolchain::run(&mut command, "The measurements did not come to their end.")
}
