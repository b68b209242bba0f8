//! The comparison of rebalance protocols: the same commands run again under each, one after the other, so that the page
//! stays alive between them.

use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::app::{App, Msg};
use super::dialogs::Asked;
use crate::scenario::Document;
use crate::view::ownership::Ownership;
use crate::view::protocols::{PROTOCOLS, under};

/// What is compared, and what is known so far, in the order of [`PROTOCOLS`].
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    pub group: String,
    pub until: u64,
    pub document: Rc<Document>,
    pub outcomes: Vec<Result<Ownership, String>>,
}

impl App {
    /// Begins the comparison for a group, with the commands up to now.
    pub fn compare_protocols(&mut self, group: &str) {
        let (document, until) = {
            let core = self.core.borrow();
            (core.engine.session().document().clone(), core.engine.now_ms())
        };
        let trial = Trial {
            group: group.to_owned(),
            until,
            document: Rc::new(document),
            outcomes: Vec::new(),
        };
        self.ask(Asked::Protocols(Rc::new(trial.clone())));
        self.go_on_comparing(trial);
    }

    /// Runs the next protocol, unless the dialog was closed meanwhile.
    pub fn try_protocol(&mut self, mut trial: Trial) {
        let is_open = matches!(&self.dialog, Some(Asked::Protocols(open)) if **open == trial);
        let Some(protocol) = PROTOCOLS.get(trial.outcomes.len()).filter(|_| is_open) else {
            return;
        };
        let outcome = under(&trial.document, &trial.group, protocol, trial.until);
        trial
            .outcomes
            .push(outcome.map_err(|error| self.speech.refusal(&error)));
        self.go_on_comparing(trial);
    }

    fn go_on_comparing(&mut self, trial: Trial) {
        self.dialog = Some(Asked::Protocols(Rc::new(trial.clone())));
        if trial.outcomes.len() < PROTOCOLS.len() {
            let send = self.send.clone();
            Timeout::new(0, move || send.emit(Msg::TryProtocol(Box::new(trial)))).forget();
        }
    }
}
