//! The same scenario gives the same events, natively and in the browser.

use partitura::{
    scenario::{Document, Session},
    view::{self, report::Wanted},
};
use serde_json::Value;

use crate::browser::{Browser, DESKTOP};

/// Every scenario of the tests and the demos, with its name.
fn scenarios() -> Vec<(String, String)> {
    let folders = ["tests/scenarios", "src/scenario/lessons"];
    let files = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .flatten();
    let mut found: Vec<(String, String)> = files
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            (
                path.display().to_string(),
                std::fs::read_to_string(&path).expect("a scenario can be read"),
            )
        })
        .collect();
    found.sort();
    found
}

fn native(text: &str, until: u64) -> Value {
    let document = Document::from_json(text).expect("a scenario of ours is good");
    let mut session = Session::new(document).expect("a scenario of ours is good");
    session.run(until);
    serde_json::to_value(view::report(
        &session,
        Wanted {
            records: true,
            events: true,
            ..Wanted::default()
        },
    ))
    .expect("a report is data")
}

#[tokio::test]
async fn every_scenario_runs_alike_natively_and_in_the_browser() {
    let browser = Browser::open(DESKTOP, "").await;
    let all = scenarios();
    assert!(all.len() >= 10, "only {} scenarios were found", all.len());
    for (name, text) in all {
        let script = "window.partitura.stop(); window.partitura.load(JSON.parse(arguments[0])); window.partitura.run({ms: 60000});
            return JSON.parse(JSON.stringify(window.partitura.view({records: true, events: true})))";
        let inside = browser.client.execute(script, vec![text.clone().into()]).await;
        let inside = inside.unwrap_or_else(|error| panic!("{name}: {error}"));
        let outside = native(&text, 60_000);
        assert_eq!(inside["fingerprint"], outside["fingerprint"], "{name}");
        assert_eq!(inside, outside, "{name}");
    }
    browser.close().await;
}
