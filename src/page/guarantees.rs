//! The delivery guarantees side by side: each runs with the same faults, one after the other, so that the page stays alive
//! between them.

use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::app::{App, Msg};
use super::dialogs::Asked;
use crate::scenario::guarantees::{Guarantee, Outcome, run};
use crate::scenario::link;

/// What is known so far, in the order of [`Guarantee::ALL`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bench {
    /// Of the plan of faults.
    pub seed: u64,
    pub outcomes: Vec<Result<Outcome, String>>,
}

impl App {
    /// Begins with the faults of a seed.
    pub fn bench(&mut self, seed: u64) {
        let bench = Bench {
            seed,
            outcomes: Vec::new(),
        };
        self.ask(Asked::Guarantees(Rc::new(bench.clone())));
        self.go_on_with_bench(bench);
    }

    /// Runs the next one, unless the dialog was closed meanwhile.
    pub fn try_guarantee(&mut self, mut bench: Bench) {
        let is_open = matches!(&self.dialog, Some(Asked::Guarantees(open)) if **open == bench);
        let Some(guarantee) = Guarantee::ALL.get(bench.outcomes.len()).filter(|_| is_open) else {
            return;
        };
        let outcome = run(*guarantee, bench.seed);
        bench
            .outcomes
            .push(outcome.map_err(|error| self.speech.refusal(&error)));
        self.go_on_with_bench(bench);
    }

    fn go_on_with_bench(&mut self, bench: Bench) {
        self.dialog = Some(Asked::Guarantees(Rc::new(bench.clone())));
        if bench.outcomes.len() < Guarantee::ALL.len() {
            let send = self.send.clone();
            Timeout::new(0, move || send.emit(Msg::TryGuarantee(Box::new(bench)))).forget();
        }
    }

    /// Opens one of them, to be played; one's own session stays where it is.
    pub fn open_outcome(&mut self, outcome: &Outcome) {
        if let Ok(link) = link::encode(&outcome.document) {
            self.go_to(&format!("#s={link}&at=0&play=1"));
        }
    }
}
