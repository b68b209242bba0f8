//! The command line, run as a person runs it.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

fn partitura(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_partitura"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn who_reads_only_the_beginning_is_not_told_of_a_failure() {
    // More than a pipe holds.
    let mut running = partitura(&[
        "run",
        "tests/scenarios/consumer-protocol-stale-commit.json",
        "--events",
        "--records",
    ])
    .spawn()
    .expect("it starts");
    let mut first = String::new();
    let output = running.stdout.take().expect("its output");
    BufReader::with_capacity(16, output)
        .read_line(&mut first)
        .expect("a line");
    assert_eq!(first, "{\n");
    let ended = running.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    assert!(ended.status.success());
}

#[test]
fn what_is_wrong_is_said_and_told_by_the_status() {
    let ended = partitura(&["run", "tests/documents/no-such.json"])
        .output()
        .expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(
        said.starts_with("tests/documents/no-such.json cannot be read: "),
        "{said}"
    );
    assert_eq!((ended.status.code(), ended.stdout.len()), (Some(2), 0));
}
