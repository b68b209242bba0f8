//! The charts' data says what the stage says, at every moment and however one got there.

use std::{fs, path::Path};

use partitura::{
    scenario::{Document, Session},
    view::{self, curves::Curves, stage::StageRequest},
};

fn sessions() -> Vec<(String, Session)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the scenarios are there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    files.sort();
    let open = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).expect("a scenario can be read");
        let document = Document::from_json(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let session = Session::new(document).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path.display().to_string(), session)
    };
    files.into_iter().map(open).collect()
}

/// The curves up to the session's present.
fn curves(session: &Session) -> Curves {
    let mut curves = Curves::default();
    session.events(0..u64::MAX).iter().for_each(|event| curves.take(event));
    curves.advance(session.now_ms());
    curves
}

#[test]
fn the_lag_of_the_charts_is_the_lag_of_the_group_cards() {
    let mut compared = 0;
    for (name, mut session) in sessions() {
        let end = session.end_ms() + 20_000;
        while session.now_ms() < end {
            session.run(333);
            let stage = view::stage(&session, &StageRequest::default());
            let members = || stage.groups.iter().flat_map(|group| &group.members);
            if members().any(|member| member.positions.len() < member.partitions.len()) {
                // A position is being looked up: the card leaves it out, the curve keeps the last one that was known.
                continue;
            }
            if stage.groups.iter().any(|card| &*card.state == "NoCoordinator") {
                // Nobody knows what is committed: the card counts from the positions, the curve keeps what was known.
                continue;
            }
            compared += 1;
            let cards: Vec<(String, i64)> = stage
                .groups
                .iter()
                .map(|card| (card.group.to_string(), card.lag))
                .collect();
            let curves = curves(&session);
            let last = curves.buckets.last().expect("there is always one");
            let drawn: Vec<(String, i64)> = curves
                .groups
                .iter()
                .map(ToString::to_string)
                .zip(last.lags.iter().copied())
                .collect();
            assert_eq!(drawn, cards, "{name} at {}", session.now_ms());
        }
    }
    assert!(compared > 1_000, "only {compared} moments were compared");
}

#[test]
fn every_record_is_counted_once_and_the_buckets_stay_few() {
    for (name, mut session) in sessions() {
        session.run(session.end_ms() + 20_000);
        let stage = view::stage(&session, &StageRequest::default());
        let read: u64 = stage
            .groups
            .iter()
            .flat_map(|group| &group.members)
            .chain(&stage.solo)
            .map(|member| member.delivered)
            .sum();
        let mut curves = curves(&session);
        let before = curves.clone();
        let sum =
            |curves: &Curves, of: &dyn Fn(&view::curves::Bucket) -> u64| curves.buckets.iter().map(of).sum::<u64>();
        assert_eq!(sum(&curves, &|bucket| bucket.delivered), read, "{name}");
        for hours in 1..50 {
            curves.advance(hours * 3_600_000);
            assert!(curves.buckets.len() <= 200, "{} buckets", curves.buckets.len());
            assert_eq!(
                sum(&curves, &|bucket| bucket.appended),
                sum(&before, &|bucket| bucket.appended),
                "{name}"
            );
            assert_eq!(sum(&curves, &|bucket| bucket.delivered), read, "{name}");
        }
    }
}

#[test]
fn going_back_and_forth_draws_the_same_curves() {
    for (name, mut session) in sessions() {
        session.run(7_000);
        let straight = curves(&session);
        session.run(9_000);
        session.seek(3_000);
        session.seek(7_000);
        assert_eq!(curves(&session), straight, "{name}");
    }
}
