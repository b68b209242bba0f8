//! Firefox and its driver, for the tests of the page: what is there, else Debian's package and crates.io's driver.
//!
//! Firefox is tested where it can be had, and nothing fails where it cannot. Which tests it is spared, and why, stands
//! here too.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::browser::{apt_install, named_in};
use crate::toolchain::{self, Workspace, on_path};

const BROWSERS: [&str; 2] = ["firefox", "firefox-esr"];
const DRIVER: &str = "geckodriver";
const DRIVER_VERSION: &str = "0.37.1";

/// Tests that Firefox does not run, by name, each with its reason.
pub const SPARED: [(&str, &str); 3] = [
    (
        "everyone::axe_finds_nothing_in_both_themes_and_languages",
        "it takes minutes, and what it looks at is the same in every browser",
    ),
    (
        "robust::a_forbidden_storage_takes_nothing_but_the_memory",
        NOTHING_BEFORE,
    ),
    (
        "robust::a_tab_that_slept_for_an_hour_goes_on_where_it_was",
        NOTHING_BEFORE,
    ),
];
const NOTHING_BEFORE: &str = "its driver can run no script before the page does";

/// A browser and the driver that speaks to it.
pub struct Firefox {
    pub firefox: PathBuf,
    pub driver: PathBuf,
}

/// Finds both, or installs both.
pub fn ensure() -> Outcome<Firefox> {
    Ok(Firefox {
        firefox: firefox()?,
        driver: driver()?,
    })
}

fn firefox() -> Outcome<PathBuf> {
    if let Some(firefox) = named_in("FIREFOX")? {
        return Ok(firefox);
    }
    // A snap sees neither our profile nor our files.
    if Path::new("/snap/bin/firefox").exists() {
        return Err(
            "the one that is installed is a snap, which a test cannot drive; name another in FIREFOX.".to_string(),
        );
    }
    let find = || BROWSERS.iter().find_map(|name| on_path(name));
    if let Some(firefox) = find() {
        return Ok(firefox);
    }
    apt_install(&["firefox-esr"])
        .ok()
        .and_then(|()| find())
        .ok_or_else(|| "it is not installed (on Debian `apt-get install firefox-esr`).".to_string())
}

fn driver() -> Outcome<PathBuf> {
    if let Some(driver) = named_in("GECKODRIVER")?.or_else(|| on_path(DRIVER)) {
        return Ok(driver);
    }
    let tools = Workspace::load()?.target_dir.join("tools");
    let driver = tools
        .join("bin")
        .join(format!("{DRIVER}{}", std::env::consts::EXE_SUFFIX));
    if driver.is_file() {
        return Ok(driver);
    }
    println!("Building geckodriver, which drives Firefox (once).");
    let mut install = toolchain::cargo("install");
    install.args([DRIVER, "--version", DRIVER_VERSION, "--locked", "--root"]);
    toolchain::run(
        install.arg(&tools),
        "its driver is missing and could not be built: put geckodriver on the PATH.",
    )?;
    Ok(driver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_that_is_spared_exists() {
        for (name, _) in SPARED {
            let (module, test) = name.split_once("::").expect("a module and a test");
            let path = toolchain::root().join(format!("tests/page/{module}.rs"));
            let text = std::fs::read_to_string(&path).expect("a module of the page's tests");
            assert!(text.contains(&format!("fn {test}(")), "{name}");
        }
    }
}
