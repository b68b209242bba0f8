//! Links: those that are out in the world open for ever, new ones are short, and a bad one is told from a good one.

use partitura::scenario::{Checker, Document, LinkError, Timed, link};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

/// Never change a file of `tests/links`: each is a link that somebody may have kept. New ones are added with each
/// version of the tables: a document, whose link this test writes beside it when it runs with `BLESS=1`.
#[test]
fn every_link_ever_made_opens() {
    let links = corpus();
    assert!(links.len() >= 5);
    for (path, text, document) in links {
        let opened = link::decode(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(opened, document, "{}", path.display());
        let again = link::encode(&document).and_then(|text| link::decode(&text));
        assert_eq!(again, Ok(document), "{}", path.display());
    }
}

#[test]
fn a_link_opens_however_it_is_pasted() {
    let link = lesson_link();
    let expected = link::decode(&link);
    assert!(expected.is_ok());
    for pasted in [
        format!("#s={link}"),
        format!("s={link}&lang=ru"),
        format!("lang=ru&s={link}&at=500"),
        format!("https://example.org/partitura/?x=1#s={link}"),
        format!("  https://example.org/#s={link}.\n"),
        format!("(https://example.org/#s={link})"),
    ] {
        assert_eq!(link::decode(&pasted), expected, "{pasted}");
    }
}

#[test]
fn what_is_no_link_says_so() {
    for (text, error) in [
        ("", LinkError::NotALink),
        ("hello", LinkError::NotALink),
        ("https://example.org/index.html", LinkError::NotALink),
        ("https://example.org/#lesson=keys&step=2", LinkError::NotALink),
        ("0.AAAA", LinkError::NotALink),
        ("2.AAAA", LinkError::Newer),
        ("#s=17.whatever", LinkError::Newer),
        ("1.", LinkError::Cut { have: 2, whole: None }),
        ("1.%%%%", LinkError::Damaged),
        ("1.AAAAAAAA", LinkError::Damaged),
        ("1.жжжж", LinkError::Damaged),
    ] {
        assert_eq!(link::decode(text), Err(error), "{text}");
    }
}

#[test]
fn a_cut_link_says_how_much_is_missing() {
    for (_, text, _) in corpus() {
        let text = text.trim();
        for end in 2..text.len() {
            let error = link::decode(&text[..end]).expect_err("it is cut");
            let whole = u32::try_from(text.len()).expect("a short link");
            let have = u32::try_from(end).expect("a short link");
            match error {
                LinkError::Cut {
                    have: there,
                    whole: Some(all),
                } => assert_eq!((there, all), (have, whole)),
                LinkError::Cut {
                    have: there,
                    whole: None,
                } => assert!(there == have && end < 6),
                other => panic!("{end} of {whole}: {other}"),
            }
        }
    }
}

#[test]
fn any_one_changed_character_is_noticed() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.#&= ";
    for (_, text, _) in corpus() {
        let text = text.trim();
        for place in 0..text.len() {
            for letter in alphabet.chars().filter(|letter| !text[place..].starts_with(*letter)) {
                let mistyped = format!("{}{letter}{}", &text[..place], &text[place + 1..]);
                assert!(link::decode(&mistyped).is_err(), "{mistyped}");
            }
        }
    }
}

#[test]
fn links_are_short() {
    for (name, document, budget) in [
        ("a lesson of 4 commands", lesson(), 80),
        ("a demo of 30 commands", demo(30), 500),
        ("a demo of 100 commands", demo(100), 1_200),
        ("a restless demo of 30 commands", restless(30), 500),
        ("a restless demo of 100 commands", restless(100), 1_200),
    ] {
        let link = link::encode(&document).expect("a short link");
        println!(
            "{name}: {} characters, {} as JSON",
            link.len(),
            document.to_json().len()
        );
        assert_eq!(link::decode(&link).as_ref(), Ok(&document), "{name}");
        assert!(link.len() <= budget, "{name}: {} characters", link.len());
    }
}

#[test]
fn what_is_too_long_for_a_link_says_so() {
    let mut document = lesson();
    let mut dice = dice();
    let noise: String = (0..120_000).map(|_| char::from(b'#' + dice(90) as u8)).collect();
    let send = serde_json::json!({"at": 9000, "do": "send", "producer": "shop", "topic": "orders", "value": noise});
    document
        .commands
        .push(Timed::from_json(&send.to_string()).expect("a command"));
    assert!(matches!(link::encode(&document), Err(LinkError::TooLong { .. })));
    let long = format!("1.{}", "A".repeat(70_000));
    assert_eq!(link::decode(&long), Err(LinkError::TooLong { characters: 70_000 }));
}

#[test]
fn a_small_link_to_a_large_session_is_refused() {
    let mut document = lesson();
    let send = document.commands[3].clone();
    let text = "x".repeat(1024 * 1024);
    let large = serde_json::json!({"at": 9000, "do": "send", "producer": "shop", "topic": "orders", "value": text});
    document
        .commands
        .extend(vec![Timed::from_json(&large.to_string()).expect("a command"); 5]);
    let link = link::encode(&document).expect("repetition is short");
    assert_eq!(link::decode(&link), Err(LinkError::Inflates));

    document.commands.truncate(4);
    document.commands.extend(vec![Timed { at: 9000, ..send }; 20_001]);
    let link = link::encode(&document).expect("repetition is short");
    assert_eq!(link::decode(&link), Err(LinkError::Inflates));
}

#[test]
fn a_good_link_to_a_bad_session_says_what_is_bad() {
    let mut document = lesson();
    let many = r#"{"at": 9000, "do": "create_topic", "topic": "huge", "partitions": 1000000}"#;
    document.commands.push(Timed::from_json(many).expect("a command"));
    let error = link::encode(&document)
        .and_then(|link| link::decode(&link))
        .expect_err("a million partitions");
    let reason = "commands[4].partitions: 1000000 is not allowed; allowed is 1 to 200";
    assert_eq!(
        error.to_string(),
        format!("the session in this link cannot be opened: {reason}")
    );
}

#[test]
fn times_that_go_back_have_no_link() {
    let mut document = lesson();
    document.commands.reverse();
    assert!(matches!(link::encode(&document), Err(LinkError::Document(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn any_session_survives_its_link(choices in prop::collection::vec(any::<[u16; 6]>(), 0..80), seed: u32) {
        let document = session(&choices, seed);
        let link = link::encode(&document).expect("a short link");
        prop_assert_eq!(link::decode(&link), Ok(document));
    }

    #[test]
    fn no_text_breaks_the_reader(text in ".{0,200}") {
        let _ = link::decode(&text);
        let _ = link::decode(&format!("1.{text}"));
    }

    #[test]
    fn no_payload_breaks_the_reader(payload in "[A-Za-z0-9_-]{0,200}") {
        let opened = link::decode(&format!("1.{payload}"));
        prop_assert!(opened.is_err());
    }
}

fn document(header: &str, commands: &[serde_json::Value]) -> Document {
    let mut tree: serde_json::Value = serde_json::from_str(header).expect("a header");
    tree["partitura"] = 1.into();
    tree["commands"] = commands.into();
    let document = Document::from_json(&tree.to_string()).expect("a document");
    partitura::scenario::validate(&document).expect("a good document");
    document
}

macro_rules! commands {
    ($($command:tt),* $(,)?) => { vec![$(serde_json::json!($command)),*] };
}

fn lesson() -> Document {
    let commands = commands![
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3},
        {"at": 0, "do": "add_producer", "producer": "shop"},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "billing", "topics": ["orders"]},
        {"at": 1000, "do": "send", "producer": "shop", "topic": "orders", "key": "user-1", "value": "hello"},
    ];
    document("{}", &commands)
}

fn lesson_link() -> String {
    link::encode(&lesson()).expect("a short link")
}

/// Rolls dice of any number of sides, always the same (xorshift).
fn dice() -> impl FnMut(u64) -> u64 {
    let mut state = 88_172_645_463_325_252u64;
    move |sides| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % sides
    }
}

/// A session as a trainer makes it by hand: titles in two languages, a group that grows and loses members.
fn demo(count: u64) -> Document {
    let mut commands = commands![
        {"at": 0, "do": "create_topic", "topic": "trading-events", "partitions": 3},
        {"at": 0, "do": "add_producer", "producer": "exchange", "config": {"acks": "all", "linger.ms": 5}},
        {"at": 0, "do": "add_consumer", "consumer": "c1", "group": "risk", "topics": ["trading-events"], "config": {"auto.offset.reset": "earliest"}},
        {"at": 1000, "do": "add_consumer", "consumer": "c2", "group": "risk", "topics": ["trading-events"], "processing_ms": 300},
    ];
    for n in 0..count - 4 {
        let at = 2000 + n * 500;
        let symbol = ["AAPL", "GAZP", "TSLA", "SBER"][(n * 7 % 4) as usize];
        commands.push(match n % 20 {
            9 => serde_json::json!({"at": at, "do": "crash_consumer", "consumer": "c2"}),
            12 => serde_json::json!({"at": at, "do": "restart_consumer", "consumer": "c2"}),
            15 => serde_json::json!({"at": at, "do": "seek", "consumer": "c1", "topic": "trading-events", "partition": 0, "to": "beginning"}),
            _ => serde_json::json!({"at": at, "do": "send", "producer": "exchange", "topic": "trading-events", "key": symbol,
                "value": format!("{{\"price\": {}, \"lots\": {}}}", 100 + n * 37 % 400, 1 + n % 9)}),
        });
    }
    document(
        r#"{"title": {"en": "A consumer crashes", "ru": "Потребитель падает"}, "seed": 7, "cluster": {"brokers": 3}}"#,
        &commands,
    )
}

/// A session that was played live: times to the millisecond, many clients, keys and values without a pattern.
fn restless(count: u64) -> Document {
    let mut roll = dice();
    let mut commands = commands![
        {"at": 0, "do": "create_topic", "topic": "orders", "partitions": 3},
        {"at": 0, "do": "create_topic", "topic": "payments", "partitions": 6},
        {"at": 0, "do": "add_producer", "producer": "web-shop", "config": {"acks": "all"}},
        {"at": 0, "do": "add_producer", "producer": "mobile-app", "config": {"linger.ms": 100}},
    ];
    for n in 1..=4 {
        let group = ["billing", "analytics"][(n % 2) as usize];
        commands.push(serde_json::json!({"at": 0, "do": "add_consumer", "consumer": format!("consumer-{n}"), "group": group, "topics": ["orders", "payments"]}));
    }
    let mut at = 0;
    while (commands.len() as u64) < count {
        at += 300 + roll(1500);
        let topic = ["orders", "payments"][roll(2) as usize];
        let producer = ["web-shop", "mobile-app"][roll(2) as usize];
        let consumer = format!("consumer-{}", 1 + roll(4));
        commands.push(match roll(10) {
            0 => serde_json::json!({"at": at, "do": "crash_consumer", "consumer": consumer}),
            1 => serde_json::json!({"at": at, "do": "restart_consumer", "consumer": consumer}),
            2 => serde_json::json!({"at": at, "do": "seek", "consumer": consumer, "topic": topic, "partition": roll(3), "to": {"offset": roll(5)}}),
            3 => serde_json::json!({"at": at, "do": "pause", "consumer": consumer}),
            _ => serde_json::json!({"at": at, "do": "send", "producer": producer, "topic": topic,
                "key": format!("user-{}", 1 + roll(9)), "value": format!("order {}", roll(1000))}),
        });
    }
    document(r#"{"seed": 42, "cluster": {"brokers": 3}}"#, &commands)
}

/// A session of whatever the choices make; commands that are refused are left out.
fn session(choices: &[[u16; 6]], seed: u32) -> Document {
    let header = format!(r#"{{"seed": {seed}, "title": "Случай {seed} — «x»", "cluster": {{"brokers": 2}}}}"#);
    let mut document = document(&header, &[]);
    let mut checker = Checker::new(&document).expect("a good header");
    let mut at = 0;
    for choice in choices {
        at += u64::from(choice[5]) % 2500;
        let command = Timed::from_json(&command(at, choice).to_string()).expect("a command of the right shape");
        if checker.append(&command).is_ok() {
            document.commands.push(command);
        }
    }
    document
}

fn command(at: u64, [kind, a, b, c, d, _]: &[u16; 6]) -> serde_json::Value {
    let topic = format!("topic-{}", a % 3);
    let producer = ["shop", "магазин", "p-9"][usize::from(b % 3)];
    let consumer = format!("c{}", c % 4);
    let text = |n: &u16| match n % 6 {
        0 => serde_json::Value::Null,
        1 => format!("user-{}", n % 50).into(),
        2 => format!("{{\"sum\": {n}}}").into(),
        3 => format!("привет, {n} 🎵\u{0}\u{1}").into(),
        4 => format!("{:015}", u64::from(*n) * 999_999_937).into(),
        _ => format!("{}", u64::MAX - u64::from(n % 2)).into(),
    };
    let headers = serde_json::json!({"a": text(c).as_str().unwrap_or("")});
    match kind % 14 {
        0 => {
            serde_json::json!({"at": at, "do": "create_topic", "topic": topic, "partitions": b % 9, "config": {"retention.ms": c}})
        }
        1 => {
            serde_json::json!({"at": at, "do": "add_producer", "producer": producer, "config": {"acks": "0"}, "value_serializer": "json"})
        }
        2 => {
            serde_json::json!({"at": at, "do": "add_consumer", "consumer": consumer, "group": "g", "topics": [topic], "commit": "each"})
        }
        3 => {
            serde_json::json!({"at": at, "do": "add_consumer", "consumer": consumer, "assign": [{"topic": topic, "partition": d % 3}]})
        }
        4 => {
            serde_json::json!({"at": at, "do": "pause", "consumer": consumer, "partitions": [{"topic": topic, "partition": d % 3}]})
        }
        5 => serde_json::json!({"at": at, "do": "seek", "consumer": consumer, "topic": topic, "to": {"offset": d}}),
        6 => {
            serde_json::json!({"at": at, "do": "reset_offsets", "group": "g", "topic": topic, "to": {"shift_by": -i32::from(*d)}})
        }
        7 => serde_json::json!({"at": at, "do": "note", "text": {"en": format!("{a}"), "ru": format!("Заметка {b}")}}),
        8 => {
            serde_json::json!({"at": at, "do": "start_sending", "producer": producer, "topic": topic, "every_ms": d, "key": text(a), "value": "{n}"})
        }
        9 => serde_json::json!({"at": at, "do": "crash_consumer", "consumer": consumer}),
        _ => {
            serde_json::json!({"at": at, "do": "send", "producer": producer, "topic": topic, "key": text(c), "value": text(d),
            "count": 1 + a % 3, "wait": b % 2 == 0, "headers": headers})
        }
    }
}

fn corpus() -> Vec<(PathBuf, String, Document)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/links");
    if std::env::var_os("BLESS").is_some() {
        write_missing_links(&folder);
    }
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder")
        .map(|file| file.expect("a file").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "txt"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the link can be read");
        let json = fs::read_to_string(path.with_extension("json")).expect("its document can be read");
        (path, text, Document::from_json(&json).expect("its document is good"))
    };
    paths.into_iter().map(read).collect()
}

fn write_missing_links(folder: &Path) {
    let files = fs::read_dir(folder)
        .expect("the folder")
        .map(|file| file.expect("a file").path());
    for json in files.filter(|path| path.extension().is_some_and(|kind| kind == "json")) {
        let text = json.with_extension("txt");
        if !text.exists() {
            let document = Document::from_json(&fs::read_to_string(&json).expect("the document")).expect("a good one");
            fs::write(text, link::encode(&document).expect("a short link") + "\n").expect("the link can be written");
        }
    }
}
