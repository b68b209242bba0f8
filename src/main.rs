//! The command line: a scenario in, one JSON object or a text picture out.
//!
//! Absent on purpose: everything that the library does; this only reads arguments and files.

#[cfg(not(target_arch = "wasm32"))]
mod cli {
    use std::{
        fs,
        io::{self, Write},
        path::PathBuf,
        process::ExitCode,
    };

    use clap::{Parser, Subcommand};
    use partitura::{
        scenario::{
            Document, Session,
            guarantees::{self, Guarantee},
            limits, link,
        },
        view::{self, report::Wanted},
    };

    /// A run ends so long after its last command where `--until` does not say otherwise.
    const AFTERMATH_MS: u64 = 30_000;

    #[derive(Parser)]
    #[command(
        name = "partitura",
        version,
        about = "Plays scenarios of Apache Kafka, deterministically."
    )]
    struct Arguments {
        #[command(subcommand)]
        command: Command,
    }

    #[derive(Subcommand)]
    enum Command {
        /// Run a scenario (*.json or *.toml) and print what came of it, as one JSON object.
        Run {
            file: PathBuf,
            /// Run this branch in place of the main line.
            #[arg(long, value_name = "NAME")]
            branch: Option<String>,
            /// Stop at this virtual time, in milliseconds.
            #[arg(long, value_name = "MS")]
            until: Option<u64>,
            /// With every record and every delivery.
            #[arg(long)]
            records: bool,
            /// With every event and its why.
            #[arg(long)]
            events: bool,
            /// With Kafka's own topic, `__consumer_offsets`, as far as anything was written to it.
            #[arg(long)]
            internal: bool,
            /// Print a picture in letters instead.
            #[arg(long)]
            text: bool,
        },
        /// Print the link of a scenario.
        Link { file: PathBuf },
        /// Run the three delivery guarantees with the same faults, and print what each lost and repeated, as JSON.
        Guarantees {
            /// Of the faults.
            #[arg(long, default_value_t = 1)]
            seed: u64,
        },
        /// Print the scenario that a link carries, as JSON.
        Open { link: String },
    }

    pub fn run() -> ExitCode {
        match answer(Arguments::parse().command).and_then(|text| print(&text)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::from(2)
            }
        }
    }

    fn print(text: &str) -> Result<(), String> {
        match writeln!(io::stdout(), "{}", text.trim_end()) {
            // Whoever reads has enough (`| head`).
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(|error| format!("standard output: {error}")),
        }
    }

    fn answer(command: Command) -> Result<String, String> {
        match command {
            Command::Run {
                file,
                branch,
                until,
                records,
                events,
                internal,
                text,
            } => {
                let document = read(&file)?;
                partitura::scenario::validate(&document).map_err(|error| error.to_string())?;
                let line = document.line(branch.as_deref());
                let line =
                    line.ok_or_else(|| format!("--branch: there is no branch `{}`", branch.unwrap_or_default()))?;
                let mut session = Session::new(line).map_err(|error| error.to_string())?;
                let last = session.document().commands.last().map_or(0, |command| command.at);
                if let Some(until) = until.filter(|until| limits::TIME_MS < *until) {
                    let most = limits::TIME_MS;
                    return Err(format!("--until {until}: no session goes beyond {most} ms (30 days)"));
                }
                session.run(until.unwrap_or(last + AFTERMATH_MS));
                if text {
                    return Ok(view::text::text(&session));
                }
                let wanted = Wanted {
                    records,
                    events,
                    internal,
                };
                let report = view::report(&session, wanted);
                serde_json::to_string_pretty(&report).map_err(|error| error.to_string())
            }
            Command::Guarantees { seed } => guarantees(seed),
            Command::Link { file } => {
                let document = read(&file)?;
                partitura::scenario::validate(&document).map_err(|error| error.to_string())?;
                link::encode(&document).map_err(|error| error.to_string())
            }
            Command::Open { link } => link::decode(&link)
                .map(|document| document.to_json())
                .map_err(|error| error.to_string()),
        }
    }

    fn guarantees(seed: u64) -> Result<String, String> {
        let row = |guarantee: &Guarantee| {
            let outcome = guarantees::run(*guarantee, seed).map_err(|error| error.to_string())?;
            let link = link::encode(&outcome.document).map_err(|error| error.to_string())?;
            Ok(serde_json::json!({
                "guarantee": guarantee.id(), "sent": outcome.sent, "lost": outcome.lost, "repeated": outcome.repeated,
                "link": link,
            }))
        };
        let rows: Result<Vec<_>, String> = Guarantee::ALL.iter().map(row).collect();
        serde_json::to_string_pretty(&rows?).map_err(|error| error.to_string())
    }

    fn read(file: &PathBuf) -> Result<Document, String> {
        let text = fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        let toml = file.extension().is_some_and(|extension| extension == "toml");
        let document = if toml {
            Document::from_toml(&text)
        } else {
            Document::from_json(&text)
        };
        document.map_err(|error| error.to_string())
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    cli::run()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
