//! The workshop of Partitura: `cargo xtask build`, `bundle`, `serve`, `test` and `bench`.
//!
//! This file only reads the command line and hands over. Each command does its own set-up, so that a fresh clone needs
//! nothing but Rust; what cannot be set up ends with one sentence that says what to install, and exit status 1.
//! Absent on purpose: any code of Partitura itself. The workshop handles the product, it does not know it.

mod bench;
mod browser;
mod bundle;
mod firefox;
mod offline;
mod serve;
mod site;
mod sizes;
mod test;
mod toolchain;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What came of an errand; an error is one sentence for the person at the terminal.
type Outcome<T> = Result<T, String>;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "The workshop of Partitura", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the static site into `dist/`
    Build(site::Options),
    /// Build the site, and all of it once more as one file that needs no server: `dist/partitura.html`
    Bundle(bundle::Options),
    /// Build the site and serve it on this machine
    Serve(serve::Options),
    /// Check the code and run every test
    Test(test::Options),
    /// Measure the budgets, natively and in Chromium
    Bench,
}

fn main() -> ExitCode {
    let outcome = match CommandLine::parse().command {
        Command::Build(options) if options.quick => site::build(&options).map(|_| ()),
        Command::Build(options) => site::build(&options).and_then(|dist| sizes::print(&dist)),
        Command::Bundle(options) => bundle::build(&options),
        Command::Serve(options) => serve::serve(&options),
        Command::Test(options) => return test::run(&options),
        Command::Bench => bench::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        CommandLine::command().debug_assert();
    }
}
