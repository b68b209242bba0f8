//! `cargo xtask test`: everything that must hold before a change is good, from formatting to the page in a browser.
//!
//! A step that fails does not keep the later ones from running, so that one run tells everything. The closing counts
//! are those of all test programs, and one for each check that is no test program (formatting, lints, the site); a step
//! that ends badly without a failed test (it does not compile, it crashes) counts as one failure.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

use crate::toolchain::{self, WASM_TARGET, Workspace};
use crate::{Outcome, browser, bundle, firefox, site};

/// The integration test that drives a browser. It needs a built site, so it has a step of its own.
const PAGE: &str = "page";

#[derive(clap::Args)]
pub struct Options {
    /// Run only this part
    #[arg(long, value_enum)]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Part {
    /// Formatting, lints and the tests that need no browser
    Core,
    /// The site, and the tests of the page in a browser
    Page,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counts {
    passed: u64,
    failed: u64,
}

/// What has come of the steps so far.
#[derive(Default)]
struct Tally {
    counts: Counts,
    /// One line for each step that failed.
    failures: Vec<String>,
}

pub fn run(options: &Options) -> ExitCode {
    let mut tally = Tally::default();
    if options.only != Some(Part::Page) {
        core(&mut tally);
    }
    if options.only != Some(Part::Core) {
        page(&mut tally);
    }
    tally.close()
}

fn core(tally: &mut Tally) {
    tally.check("formatting", || {
        toolchain::ensure_component("rustfmt", "fmt")?;
        let mut fmt = toolchain::cargo("fmt");
        toolchain::run(
            fmt.args(["--all", "--", "--check"]),
            "`cargo fmt --all` would change something.",
        )
    });
    tally.check("lints", || clippy(&["--workspace", "--all-targets"]));
    tally.check("lints of the wasm", || {
        toolchain::ensure_wasm_target()?;
        clippy(&["--package", "partitura", "--lib", "--target", WASM_TARGET])
    });
    tally.tests("tests", || Ok(cargo_test(core_targets(&Workspace::load()?.tests))));
    tally.tests("tests in the documentation", || {
        Ok(cargo_test(vec!["--doc".to_string()]))
    });
}

fn page(tally: &mut Tally) {
    let mut dist = None;
    tally.check("site", || {
        let built = site::build(&site::Options::default())?;
        bundle::write(&built, None)?;
        dist = Some(built);
        Ok(())
    });
    match dist {
        Some(dist) => {
            tally.tests("page in Chromium", || in_chromium(&dist));
            in_firefox(tally, &dist);
        }
        None => tally.fail("page in a browser", "There is no site to test."),
    }
}

fn clippy(what: &[&str]) -> Outcome<()> {
    toolchain::ensure_component("clippy", "clippy")?;
    let mut clippy = toolchain::cargo("clippy");
    toolchain::run(
        clippy.args(what).args(["--", "-D", "warnings"]),
        "Clippy has something to say.",
    )
}

/// Everything but the page, by name: cargo can list what to run, but not what to leave out.
fn core_targets(tests: &[String]) -> Vec<String> {
    let names = tests.iter().filter(|name| *name != PAGE);
    let chosen = names.flat_map(|name| ["--test".to_string(), name.clone()]);
    ["--lib".to_string(), "--bins".to_string()]
        .into_iter()
        .chain(chosen)
        .collect()
}

/// Always the whole workspace: for a single package cargo would choose other features, and build everything once more.
fn cargo_test(targets: Vec<String>) -> Command {
    let mut command = toolchain::cargo("test");
    command.args(["--workspace", "--no-fail-fast"]).args(targets);
    command
}

fn page_tests(dist: &Path) -> Outcome<Command> {
    if !Workspace::load()?.tests.iter().any(|name| name == PAGE) {
        return Err("tests/page.rs is missing, so the page is not tested.".to_string());
    }
    let mut command = cargo_test(vec!["--test".to_string(), PAGE.to_string()]);
    command.env("PARTITURA_DIST", dist);
    Ok(command)
}

fn in_chromium(dist: &Path) -> Outcome<Command> {
    let browser = browser::ensure()?;
    let mut command = page_tests(dist)?;
    command
        .env("PARTITURA_CHROMIUM", browser.chromium)
        .env("PARTITURA_CHROMEDRIVER", browser.driver);
    Ok(command)
}

/// The same tests once more, where Firefox can be had; where it cannot, that is told and is no failure.
fn in_firefox(tally: &mut Tally, dist: &Path) {
    match firefox::ensure() {
        Ok(browser) => tally.tests("page in Firefox", || {
            let mut command = page_tests(dist)?;
            command.env("PARTITURA_BROWSER", "firefox");
            command
                .env("PARTITURA_FIREFOX", browser.firefox)
                .env("PARTITURA_GECKODRIVER", browser.driver);
            command.args(["--", "--exact"]);
            for (test, reason) in firefox::SPARED {
                println!("Without {test}: {reason}.");
                command.args(["--skip", test]);
            }
            Ok(command)
        }),
        Err(sentence) => println!("\nFirefox is not tested: {sentence}"),
    }
}

impl Tally {
    /// A step that passes or fails as a whole.
    fn check(&mut self, name: &str, step: impl FnOnce() -> Outcome<()>) {
        announce(name);
        match step() {
            Ok(()) => self.counts.passed += 1,
            Err(sentence) => self.fail(name, &sentence),
        }
    }

    /// A step that runs test programs, which count for themselves.
    fn tests(&mut self, name: &str, command: impl FnOnce() -> Outcome<Command>) {
        announce(name);
        match command().and_then(|command| stream(command, &mut self.counts)) {
            Ok(Ending::Good) => {}
            Ok(Ending::TestsFailed(failed)) => self.failures.push(format!("{name}: {failed} failed")),
            Ok(Ending::Bad) => self.fail(name, "It did not come to its end; the reason stands above."),
            Err(sentence) => self.fail(name, &sentence),
        }
    }

    fn fail(&mut self, name: &str, sentence: &str) {
        println!("{sentence}");
        self.counts.failed += 1;
        self.failures.push(format!("{name}: {sentence}"));
    }

    fn close(self) -> ExitCode {
        println!();
        for failure in &self.failures {
            println!("failed: {failure}");
        }
        println!("passed: {}, failed: {}", self.counts.passed, self.counts.failed);
        if self.failures.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn announce(step: &str) {
    println!("\n== {step}");
}

/// How a run of test programs came out.
enum Ending {
    Good,
    TestsFailed(u64),
    Bad,
}

/// Runs test programs, passes on what they print as it comes, and adds up their results.
fn stream(mut command: Command, counts: &mut Counts) -> Outcome<Ending> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| toolchain::cannot_start(&command, &error))?;
    let own = relay(&mut child).map_err(|error| format!("What the tests print could not be read: {error}."))?;
    let status = child
        .wait()
        .map_err(|error| format!("The end of the tests could not be awaited: {error}."))?;
    counts.passed += own.passed;
    counts.failed += own.failed;
    Ok(match (status.success(), own.failed) {
        (true, 0) => Ending::Good,
        (_, 0) => Ending::Bad,
        (_, failed) => Ending::TestsFailed(failed),
    })
}

fn relay(child: &mut Child) -> io::Result<Counts> {
    let mut counts = Counts::default();
    let Some(output) = child.stdout.take() else {
        return Ok(counts);
    };
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line)? > 0 {
        io::stdout().write_all(&line)?;
        if let Some(result) = parse_result(&String::from_utf8_lossy(&line)) {
            counts.passed += result.passed;
            counts.failed += result.failed;
        }
        line.clear();
    }
    Ok(counts)
}

/// Reads the last line of a test program: `test result: ok. 5 passed; 0 failed; 1 ignored; …`.
fn parse_result(line: &str) -> Option<Counts> {
    let result = line.strip_prefix("test result: ")?;
    let (_, result) = result.split_once(". ")?;
    let count = |word: &str| {
        result
            .split("; ")
            .find_map(|part| part.strip_suffix(word)?.trim().parse().ok())
    };
    Some(Counts {
        passed: count("passed")?,
        failed: count("failed")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_from_the_lines_that_have_them() {
        let check = |line: &str, expected: Option<(u64, u64)>| {
            let expected = expected.map(|(passed, failed)| Counts { passed, failed });
            assert_eq!(parse_result(line), expected, "{line}");
        };
        let rest = "1 ignored; 0 measured; 2 filtered out; finished in 0.01s\n";
        check(&format!("test result: ok. 51 passed; 0 failed; {rest}"), Some((51, 0)));
        check(
            &format!("test result: FAILED. 3 passed; 12 failed; {rest}"),
            Some((3, 12)),
        );
        check("test log::tests::appends ... ok\n", None);
        check("running 3 tests\n", None);
    }

    #[test]
    fn the_page_is_no_part_of_the_core() {
        let tests = ["links".to_string(), "page".to_string(), "house".to_string()];
        assert_eq!(
            core_targets(&tests),
            ["--lib", "--bins", "--test", "links", "--test", "house"]
        );
    }
}
