//! What the delivery guarantees come to, over many plans of faults.

use partitura::scenario::{
    Session,
    guarantees::{END_MS, Guarantee, Outcome, RECORDS, count, run},
    link,
};

fn outcome(guarantee: Guarantee, seed: u64) -> Outcome {
    run(guarantee, seed).unwrap_or_else(|error| panic!("seed {seed}: {error}"))
}

#[test]
fn each_keeps_what_it_promises_and_no_more() {
    let (mut lost, mut repeated) = (0, 0);
    for seed in 0..12 {
        let most = outcome(Guarantee::AtMostOnce, seed);
        let least = outcome(Guarantee::AtLeastOnce, seed);
        let exact = outcome(Guarantee::ExactlyOnce, seed);
        assert_eq!([most.sent, least.sent, exact.sent], [RECORDS; 3], "seed {seed}");
        assert_eq!((most.repeated, least.lost), (0, 0), "seed {seed}");
        assert_eq!((exact.lost, exact.repeated), (0, 0), "seed {seed}");
        (lost, repeated) = (lost + most.lost, repeated + least.repeated);
    }
    assert!(0 < lost && 0 < repeated, "the faults did no harm");
}

/// What is counted can be looked at: the link of an outcome plays it.
#[test]
fn an_outcome_plays_from_its_link() {
    for guarantee in Guarantee::ALL {
        let outcome = outcome(guarantee, 4);
        let link = link::encode(&outcome.document).expect("it has a link");
        let mut session = Session::new(link::decode(&link).expect("the link opens")).expect("it is a good document");
        session.run(END_MS);
        assert_eq!(count(guarantee, &session), outcome);
    }
}
