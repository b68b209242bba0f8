//! Other ways to go, undo and redo: what a person did to a session, and nothing of it lost.

use partitura::{
    scenario::{Command, Document, History, Session, history::Deed, link, validate},
    view,
};
use proptest::prelude::*;

const LESSON: &str = r#"{"partitura": 1, "cluster": {"config": {"group.initial.rebalance.delay.ms": 0}}, "commands": [
    {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 2},
    {"at": 0, "do": "add_producer", "producer": "shop"},
    {"at": 1000, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]},
    {"at": 5000, "do": "send", "producer": "shop", "topic": "orders", "value": "first"},
    {"at": 9000, "do": "crash_consumer", "consumer": "c1"}
]}"#;

fn lesson() -> History {
    History::new(&Document::from_json(LESSON).expect("a good document")).expect("a document that makes sense")
}

fn send(value: &str) -> Vec<Command> {
    let json = format!(r#"{{"do": "send", "producer": "shop", "topic": "orders", "value": "{value}"}}"#);
    vec![Command::from_json(&json).expect("a good command")]
}

fn values(document: &Document, line: Option<&str>) -> Vec<(u64, String)> {
    let line = document.line(line).expect("there is such a line");
    let sends = line.commands.iter().filter_map(|timed| match &timed.command {
        Command::Send(send) => Some((timed.at, send.value.clone().unwrap_or_default())),
        _ => None,
    });
    sends.collect()
}

fn sent(values: &[(u64, &str)]) -> Vec<(u64, String)> {
    values.iter().map(|(at, value)| (*at, (*value).to_owned())).collect()
}

fn fingerprint(session: &Session) -> String {
    view::report(session, view::report::Wanted::default()).fingerprint
}

/// The line that is played is exactly what its document would be, played from the start.
fn agrees(history: &History) {
    let mut fresh = Session::new(history.session().document().clone()).expect("a good line");
    fresh.run(history.session().now_ms());
    assert!(fresh.world() == history.session().world(), "another world");
    assert_eq!(fingerprint(&fresh), fingerprint(history.session()));
}

#[test]
fn going_another_way_leaves_the_first_as_it_was() {
    let mut history = lesson();
    history.session_mut().run(12_000);
    history.session_mut().seek(6000);
    history.fork("without a crash").expect("a good name");
    assert_eq!((history.current(), history.session().now_ms()), (1, 6000));
    assert!(
        history.session().upcoming().is_empty(),
        "the crash is on the other line"
    );
    history.session_mut().run(1000);
    history.give(send("second")).expect("a good command");
    agrees(&history);
    history.switch(0);
    assert_eq!(history.session().now_ms(), 7000, "the moment stays");
    assert_eq!(history.session().upcoming().len(), 1);
    agrees(&history);
    let document = history.document();
    validate(&document).expect("a good document");
    assert_eq!(values(&document, None), sent(&[(5000, "first")]));
    let branch = &document.branches[0];
    assert_eq!((branch.at, branch.commands.len()), (Some(6000), 1));
    assert_eq!(
        values(&document, Some("without a crash")),
        sent(&[(5000, "first"), (7000, "second")])
    );
    let through_a_link = link::encode(&document).and_then(|text| link::decode(&text));
    assert_eq!(through_a_link.as_ref(), Ok(&document));
    assert_eq!(History::new(&document).expect("a good document").document(), document);
}

#[test]
fn a_new_way_and_a_new_name_keep_what_was_just_done() {
    let mut history = lesson();
    history.session_mut().run(6000);
    history.give(send("second")).expect("a good command");
    history.fork("other").expect("a good name");
    history.give(send("third")).expect("a good command");
    history.rename(1, "another").expect("a good name");
    let document = history.document();
    let main = [(5000, "first"), (6000, "second")];
    assert_eq!(values(&document, None), sent(&main));
    assert_eq!(
        values(&document, Some("another")),
        sent(&[&main[..], &[(6000, "third")]].concat())
    );
    agrees(&history);
}

#[test]
fn what_is_done_to_one_line_in_the_shared_past_stays_on_it() {
    let mut history = lesson();
    history.session_mut().seek(6000);
    history.fork("other").expect("a good name");
    history.give(send("on the branch")).expect("a good command");
    history.switch(0);
    history
        .give(send("at the fork, on the main line"))
        .expect("a good command");
    history.session_mut().seek(2000);
    history.give(send("before the fork")).expect("a good command");
    let document = history.document();
    validate(&document).expect("a good document");
    let expected = sent(&[(5000, "first"), (6000, "on the branch")]);
    assert_eq!(values(&document, Some("other")), expected);
    assert_eq!(values(&document, None).len(), 3);
    history.session_mut().seek(0);
    history.give(send("at the very start")).expect("a good command");
    let document = history.document();
    validate(&document).expect("a good document");
    assert_eq!(document.branches[0].at, None, "nothing is shared any more");
    assert_eq!(values(&document, Some("other")), expected);
    assert_eq!(History::new(&document).expect("a good document").document(), document);
}

#[test]
fn branches_of_branches_survive_the_one_between() {
    let mut history = lesson();
    history.session_mut().seek(6000);
    history.fork("a").expect("a good name");
    history.give(send("a")).expect("a good command");
    history.session_mut().seek(8000);
    history.fork("b").expect("a good name");
    history.give(send("b")).expect("a good command");
    let whole = history.document();
    assert_eq!(whole.branches[1].from.as_deref(), Some("a"));
    let b = values(&whole, Some("b"));
    history.delete(1);
    assert_eq!(history.current(), 1, "what is played stays");
    agrees(&history);
    let document = history.document();
    validate(&document).expect("a good document");
    assert_eq!(
        (document.branches.len(), document.branches[0].from.as_deref()),
        (1, None)
    );
    assert_eq!(values(&document, Some("b")), b);
    history.undo();
    assert_eq!(history.document(), whole);
    history.delete(2);
    assert_eq!(history.current(), 1, "the line that it left");
    history.delete(0);
    assert_eq!(history.lines().len(), 2, "the main line stays");
}

#[test]
fn a_name_belongs_to_one_line() {
    let mut history = lesson();
    history.fork("a").expect("a good name");
    assert_eq!(
        history.fork("a").expect_err("taken").to_string(),
        "branches[1].name: another line is called `a` already"
    );
    assert!(history.rename(0, "a").is_err());
    assert!(history.rename(1, "  ").is_err());
    history.rename(0, "as it was").expect("a good name");
    assert_eq!(history.document().main.as_deref(), Some("as it was"));
    for number in 1..8 {
        history.fork(&format!("way {number}")).expect("a good name");
    }
    assert_eq!(
        history.fork("one more").expect_err("too many").to_string(),
        "branches: has 9 branches; at most 8 are allowed"
    );
}

#[test]
fn undo_says_what_it_undoes_and_keeps_the_moment() {
    let mut history = lesson();
    history.session_mut().run(3000);
    history.give([send("x"), send("y")].concat()).expect("good commands");
    history.session_mut().run(2000);
    let Some(Deed::Commands(Command::Send(send), 2)) = history.undoes() else {
        panic!("{:?}", history.undoes())
    };
    assert_eq!(send.value.as_deref(), Some("x"));
    history.undo();
    assert_eq!(history.session().now_ms(), 5000);
    assert_eq!(history.document(), lesson().document());
    agrees(&history);
    history.session_mut().seek(1000);
    history.redo();
    assert_eq!(history.session().now_ms(), 3000, "it lies after the moment");
    assert_eq!((history.undoes().is_some(), history.redoes()), (true, None));
    agrees(&history);
}

#[test]
fn of_commands_given_together_all_come_or_none() {
    let mut history = lesson();
    history.session_mut().run(3000);
    let bad = Command::from_json(r#"{"do": "crash_consumer", "consumer": "c7"}"#).expect("a command");
    let error = history.give([send("x"), vec![bad]].concat()).expect_err("no c7");
    assert!(error.to_string().contains("c7"), "{error}");
    assert_eq!((history.document(), history.undoes()), (lesson().document(), None));
    agrees(&history);
}

/// Does one of the things that a person can do.
fn act(history: &mut History, [kind, number]: [u8; 2]) {
    let line = usize::from(number) % history.lines().len();
    // Some are refused: a name that is taken, a ninth branch. Then nothing happens.
    let _ = match kind % 9 {
        0 | 1 => history.give(send(&format!("v{number}"))),
        2 => history.fork(&format!("way {number}")),
        3 => history.rename(line, &format!("name {number}")),
        4 => {
            history.delete(line);
            Ok(())
        }
        5 => {
            history.switch(line);
            Ok(())
        }
        6 => {
            history.session_mut().seek(u64::from(number) * 50);
            Ok(())
        }
        7 => {
            history.session_mut().run(u64::from(number) * 10);
            Ok(())
        }
        _ => history.give([send("a"), send("b")].concat()),
    };
}

/// What stands on each line.
fn written(history: &History) -> Vec<Vec<(u64, String)>> {
    let document = history.document();
    let names = document.branches.iter().map(|branch| Some(branch.name.as_str()));
    std::iter::once(None)
        .chain(names)
        .map(|name| values(&document, name))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// After undo everything is as before, after redo as after; the document is good at every moment.
    #[test]
    fn undo_and_redo_are_exact(deeds in prop::collection::vec(any::<[u8; 2]>(), 1..14)) {
        let mut history = lesson();
        let mut states = vec![history.document()];
        for deed in deeds {
            let before = written(&history);
            act(&mut history, deed);
            if deed[0] % 9 != 4 {
                let is_kept = |(before, after): (&Vec<_>, &Vec<_>)| before.iter().all(|value| after.contains(value));
                prop_assert!(before.iter().zip(&written(&history)).all(is_kept), "something is lost");
            }
            let document = history.document();
            prop_assert_eq!(validate(&document), Ok(()));
            prop_assert_eq!(History::new(&document).expect("a good document").document(), document.clone());
            if states.last() != Some(&document) {
                states.push(document);
            }
        }
        agrees(&history);
        let mut undone = 0;
        while history.undo().is_some() {
            undone += 1;
            agrees(&history);
            prop_assert!(states.contains(&history.document()));
        }
        prop_assert_eq!(&history.document(), &states[0]);
        for _ in 0..undone {
            prop_assert!(history.redo().is_some());
        }
        prop_assert_eq!(Some(&history.document()), states.last());
        agrees(&history);
    }
}
