//! Rust's own tools: where the workspace lies, how cargo is called, and what must be there before a build.
//!
//! Absent on purpose: any way to get a compiler. Whoever runs this has one, and rustup knows better than we do.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Outcome;

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// rustup needs a few seconds; without a network it would try for minutes.
const RUSTUP_LIMIT: Duration = Duration::from_secs(60);

/// What cargo says about this workspace.
pub struct Workspace {
    pub target_dir: PathBuf,
    /// The names of the integration tests in `tests/`, in cargo's order.
    pub tests: Vec<String>,
}

impl Workspace {
    pub fn load() -> Outcome<Workspace> {
        let json = output(
            cargo("metadata").args(["--format-version", "1", "--no-deps"]),
            "cargo metadata",
        )?;
        Workspace::parse(&json).ok_or_else(|| "`cargo metadata` answered in a form that is not understood.".to_string())
    }

    fn parse(json: &str) -> Option<Workspace> {
        let metadata: Value = serde_json::from_str(json).ok()?;
        let packages = metadata["packages"].as_array()?;
        let targets = packages
            .iter()
            .filter_map(|package| package["targets"].as_array())
            .flatten();
        let tests = targets.filter(|target| target["kind"][0] == "test");
        Some(Workspace {
            target_dir: PathBuf::from(metadata["target_directory"].as_str()?),
            tests: tests
                .filter_map(|target| target["name"].as_str())
                .map(str::to_string)
                .collect(),
        })
    }
}

/// The root of the repository. Cargo says at run time where the package lies; the place where this was compiled is only
/// a fallback, because a target directory may be carried elsewhere.
pub fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let package = PathBuf::from(package);
    package.parent().map(Path::to_path_buf).unwrap_or(package)
}

/// A cargo command in the root of the repository.
pub fn cargo(verb: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // `cargo run` describes the package `xtask` in the environment. Handed on, that would make some build scripts
    // believe that something changed, and everything would be built again and again.
    for (name, _) in env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            command.env_remove(name);
        }
    }
    command.arg(verb).current_dir(root());
    command
}

/// Runs a command whose output the person sees; `failure` is the sentence for when it fails.
pub fn run(command: &mut Command, failure: &str) -> Outcome<()> {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(failure.to_string())
    }
}

/// The sentence for a program that could not even be started.
pub fn cannot_start(command: &Command, error: &io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        io::ErrorKind::NotFound => format!("`{program}` is not installed, or not on the PATH."),
        _ => format!("`{program}` could not be started: {error}."),
    }
}

/// The executable of that name on the PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(&file))
        .find(|candidate| candidate.is_file())
}

/// Makes sure that the standard library for WebAssembly is there, and asks rustup for it when it is not.
pub fn ensure_wasm_target() -> Outcome<()> {
    if has_wasm_target()? {
        return Ok(());
    }
    if let Some(rustup) = on_path("rustup") {
        println!("Adding the Rust target {WASM_TARGET} (once).");
        finishes_within(
            RUSTUP_LIMIT,
            Command::new(rustup)
                .args(["target", "add", WASM_TARGET])
                .current_dir(root()),
        );
        if has_wasm_target()? {
            return Ok(());
        }
    }
    Err(format!(
        "The Rust target {WASM_TARGET} is missing and could not be added: install Rust from https://rustup.rs \
         and run `rustup target add {WASM_TARGET}`."
    ))
}

/// Makes sure that a part of Rust's tools (`rustfmt`, `clippy`) is there, which a minimal toolchain lacks.
pub fn ensure_component(component: &str, verb: &str) -> Outcome<()> {
    if succeeds_silently(cargo(verb).arg("--version")) {
        return Ok(());
    }
    if let Some(rustup) = on_path("rustup") {
        println!("Adding the Rust component {component} (once).");
        finishes_within(
            RUSTUP_LIMIT,
            Command::new(rustup)
                .args(["component", "add", component])
                .current_dir(root()),
        );
        if succeeds_silently(cargo(verb).arg("--version")) {
            return Ok(());
        }
    }
    Err(format!(
        "`cargo {verb}` is missing and could not be added: run `rustup component add {component}`."
    ))
}

/// rustc names the directory of a target whether or not anything is there, so we look for the standard library in it.
fn has_wasm_target() -> Outcome<bool> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .current_dir(root());
    let directory = output(&mut command, "rustc --print target-libdir")?;
    let Ok(entries) = Path::new(directory.trim_end()).read_dir() else {
        return Ok(false);
    };
    Ok(entries.flatten().any(|entry| is_standard_library(&entry.file_name())))
}

fn is_standard_library(file: &OsStr) -> bool {
    file.to_str()
        .is_some_and(|name| name.starts_with("libstd-") && name.ends_with(".rlib"))
}

/// What a command prints; its complaints go to the terminal.
fn output(command: &mut Command, what: &str) -> Outcome<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        return Err(format!("`{what}` failed."));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{what}` printed something that is not text."))
}

fn succeeds_silently(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command and stops it when it takes too long. What it achieved is for the caller to look at.
fn finishes_within(limit: Duration, command: &mut Command) {
    let Ok(mut child) = command.spawn() else { return };
    let start = Instant::now();
    while matches!(child.try_wait(), Ok(None)) {
        if start.elapsed() > limit {
            // It may have ended by itself in this instant; then there is nothing to stop.
            let _ = child.kill();
            let _ = child.wait();
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_read_from_cargo() {
        let json = r#"{"target_directory": "/t", "packages": [
            {"targets": [{"kind": ["cdylib", "rlib"], "name": "lib"}, {"kind": ["test"], "name": "links"}]},
            {"targets": [{"kind": ["bin"], "name": "xtask"}, {"kind": ["test"], "name": "page"}]}]}"#;
        let workspace = Workspace::parse(json).expect("cargo's form");
        assert_eq!(workspace.target_dir, Path::new("/t"));
        assert_eq!(workspace.tests, ["links", "page"]);
        assert!(Workspace::parse("[]").is_none());
    }

    #[test]
    fn the_standard_library_is_told_from_its_neighbours() {
        assert!(is_standard_library(OsStr::new("libstd-0123abcd.rlib")));
        assert!(!is_standard_library(OsStr::new("libstd_detect-0123abcd.rlib")));
        assert!(!is_standard_library(OsStr::new("libstd-0123abcd.so")));
    }
}
