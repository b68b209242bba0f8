//! Chromium and its driver, for the tests of the page: what is there, else Debian's packages.
//!
//! Absent on purpose: downloads from anywhere else. A browser is for the person, or the system's packages, to bring.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::toolchain::{self, on_path};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVER: &str = "chromedriver";

/// A browser and the driver that speaks to it.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

/// Finds both, or installs both.
pub fn ensure() -> Outcome<Browser> {
    if let Some(browser) = find()? {
        return Ok(browser);
    }
    if apt_install(&["chromium", "chromium-driver"]).is_ok()
        && let Some(browser) = find()?
    {
        return Ok(browser);
    }
    Err(
        "The tests of the page need Chromium and its driver: install both (on Debian `apt-get install chromium \
         chromium-driver`), or name their executables in CHROME and CHROMEDRIVER."
            .to_string(),
    )
}

fn find() -> Outcome<Option<Browser>> {
    let driver = named_in("CHROMEDRIVER")?.or_else(|| on_path(DRIVER));
    let Some(driver) = driver else { return Ok(None) };
    let chromium = match named_in("CHROME")? {
        Some(chromium) => Some(chromium),
        None => choose(BROWSERS.iter().filter_map(|name| on_path(name)).collect(), &driver),
    };
    Ok(chromium.map(|chromium| Browser { chromium, driver }))
}

/// A driver refuses a browser of another version, so among several browsers the one of the driver's version comes first.
fn choose(mut browsers: Vec<PathBuf>, driver: &Path) -> Option<PathBuf> {
    let wanted = major_version(driver);
    let index = browsers
        .iter()
        .position(|browser| major_version(browser) == wanted)
        .unwrap_or(0);
    (index < browsers.len()).then(|| browsers.swap_remove(index))
}

/// A wrong path in the environment is a mistake to be told, not a reason to take another browser in silence.
pub fn named_in(variable: &str) -> Outcome<Option<PathBuf>> {
    match env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
    {
        Some(path) if !path.is_file() => Err(format!("{variable} names {}, where there is no file.", path.display())),
        path => Ok(path),
    }
}

fn major_version(executable: &Path) -> Option<u32> {
    let output = Command::new(executable)
        .arg("--version")
        .stderr(Stdio::null())
        .output()
        .ok()?;
    parse_major_version(&String::from_utf8_lossy(&output.stdout))
}

/// `Chromium 142.0.7444.59 built on Debian` and `ChromeDriver 142.0.7444.59 (…)` are both 142.
fn parse_major_version(text: &str) -> Option<u32> {
    text.split_whitespace()
        .find_map(|word| word.split_once('.')?.0.parse().ok())
}

/// Installs Debian's packages, where that is possible. The list of packages may be missing or out of date; fetching it
/// takes longer than trying without.
pub fn apt_install(packages: &[&str]) -> Outcome<()> {
    if on_path("apt-get").is_none() || !is_root() {
        return Err("Packages can only be installed by root, with apt-get.".to_string());
    }
    println!("Installing from Debian's packages (once): {}.", packages.join(", "));
    let install = [&["install", "-y", "--no-install-recommends"], packages].concat();
    apt_get(&install).or_else(|_| apt_get(&["update"]).and_then(|()| apt_get(&install)))
}

fn apt_get(arguments: &[&str]) -> Outcome<()> {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    // Another installation may be under way: wait for it, but not for ever.
    command.args(["-q", "-o", "DPkg::Lock::Timeout=60"]).args(arguments);
    toolchain::run(&mut command, "apt-get failed.")
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_any_of_them() {
        let check = |text, expected| assert_eq!(parse_major_version(text), expected, "{text}");
        check(
            "Chromium 142.0.7444.59 built on Debian GNU/Linux 12 (bookworm)",
            Some(142),
        );
        check(
            "ChromeDriver 141.0.7390.54 (0a1b2c-refs/branch-heads/7390@{#2})",
            Some(141),
        );
        check("Google Chrome 140.0.7339.80 ", Some(140));
        check("no version here.", None);
    }
}
