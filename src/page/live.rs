//! The story for those who listen: what is new, in one live region, never faster than it can be heard.
//!
//! The list that is seen is no live region, because while time runs it changes many times a second. Absent on purpose:
//! what happens all the time (fetches, heartbeats, batches), which the list leaves out as well.

use std::rc::Rc;

use super::language::{Arg, Speech};
use super::sentence;
use super::story::Line;

/// Between two announcements while time runs, of wall time.
const BREATH_MS: f64 = 1_200.0;
/// So many facts are read out; of more, how many there are and the latest.
const IN_FULL: usize = 2;

#[derive(Default)]
pub struct Live {
    /// What is to be read out.
    pub said: String,
    /// The latest fact that was heard, by its number in the story.
    heard: Option<usize>,
    rest_ms: f64,
}

impl Live {
    /// Wall time passes.
    pub fn pass(&mut self, wall_ms: f64) {
        self.rest_ms += wall_ms;
    }

    /// Takes the story, newest first.
    pub fn hear(&mut self, speech: &Speech, lines: &[Rc<Line>], playing: bool) {
        let Some(newest) = lines.first().map(|line| line.index) else {
            return;
        };
        let Some(heard) = self.heard else {
            self.heard = Some(newest);
            return;
        };
        if newest <= heard {
            // Someone went back: what is told there is no news.
            self.heard = Some(newest);
            return;
        }
        if playing && self.rest_ms < BREATH_MS {
            return;
        }
        let new: Vec<_> = lines.iter().take_while(|line| heard < line.index).collect();
        self.said = match &new[..] {
            few if few.len() <= IN_FULL => few.iter().rev().map(|line| words(line)).collect::<Vec<_>>().join(" "),
            many => {
                let arguments = [("count", Arg::from(many.len())), ("text", Arg::Text(words(many[0])))];
                speech.say("live-many", &arguments)
            }
        };
        (self.heard, self.rest_ms) = (Some(newest), 0.0);
    }
}

fn words(line: &Line) -> String {
    sentence::text(&line.sentence.what)
}
