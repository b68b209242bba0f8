//! What dragging means: a flag let go elsewhere, a consumer dropped onto a group, a line drawn to a topic.
//!
//! The menus of cards do the same for the keyboard. Absent on purpose: the dragging itself (`draw`).

use serde_json::{Value, json};

use super::app::App;
use super::dialogs::suggest;
use super::draw::{Act, Cargo};
use super::language::Arg;
use super::notices::{Kind, SHORT_MS};

impl App {
    /// Does what was dropped.
    pub fn dropped(&mut self, act: Act) {
        match act {
            Act::ResetGroup {
                group,
                topic,
                partition,
                offset,
            } => drop(self.at_once(vec![json!({
                "do": "reset_offsets", "group": &*group, "topic": &*topic, "partitions": [partition], "to": {"offset": offset},
            })])),
            Act::Drop { what, onto } => match what {
                Cargo::Line(producer) => self.draw_line(&producer, &onto),
                Cargo::Member(consumer) => self.move_member(&consumer, &onto),
                Cargo::NewMember => self.join(&onto),
            },
            _ => {}
        }
    }

    /// What a hand did is to be seen: time goes on. Says whether any of it was accepted.
    fn at_once(&mut self, commands: Vec<Value>) -> bool {
        let before = self.core.borrow().changes;
        self.apply(commands);
        let mut core = self.core.borrow_mut();
        core.playing = true;
        core.changes != before
    }

    fn draw_line(&mut self, producer: &str, topic: &str) {
        let mut draft = self.draft(producer);
        draft.topic = topic.to_owned();
        self.drafts.insert(producer.to_owned(), draft);
        let running = |card: &std::rc::Rc<_>| -> bool {
            let card: &crate::view::stage::ProducerCard = card;
            *card.name == *producer && card.state == "running"
        };
        if self.picture.producers.iter().any(running) {
            self.send_by_hand(producer, 1);
        }
    }

    /// The name of a consumer stays taken, so that it comes back under a new one.
    fn move_member(&mut self, consumer: &str, group: &str) {
        let Some(mut command) = self.added(|command| command["consumer"] == consumer) else {
            return;
        };
        let stem = consumer
            .rsplit_once('-')
            .filter(|(_, tail)| tail.parse::<u32>().is_ok());
        let stem = stem.map_or(consumer, |(stem, _)| stem);
        let mut taken = self.names();
        taken.push(format!("{stem}-1"));
        let name = suggest(&[], &format!("{stem}-"), &taken);
        self.dress(&mut command, &name, group);
        let alive = self.alive(consumer);
        let close = alive.then(|| json!({"do": "close_consumer", "consumer": consumer}));
        // The new one first: where it is refused, the old one stays.
        if !self.at_once([command].into_iter().chain(close).collect()) {
            return;
        }
        let args = [
            ("consumer", Arg::from(consumer)),
            ("name", Arg::from(&*name)),
            ("group", Arg::from(group)),
        ];
        let text = self.speech.say("moved-member", &args);
        self.notify(text, Kind::Good, Some(SHORT_MS), None);
    }

    /// A new member like those that the group has.
    fn join(&mut self, group: &str) {
        let like = self.added(|command| command["group"] == group);
        let mut command = like.unwrap_or_else(|| json!({"do": "add_consumer"}));
        let name = suggest(&[], "c", &self.names());
        self.dress(&mut command, &name, group);
        let _ = self.at_once(vec![command]);
    }

    /// Makes the command that added one consumer the command that adds this one.
    fn dress(&self, command: &mut Value, name: &str, group: &str) {
        let own = self.picture.groups.iter().find(|card| *card.group == *group);
        let own = own.map(|card| card.topics.clone()).unwrap_or_default();
        let mut topics: Vec<String> = own.iter().map(ToString::to_string).collect();
        if topics.is_empty() && !command["topics"].is_array() {
            topics = self
                .picture
                .topics
                .iter()
                .map(|card| card.name.to_string())
                .take(1)
                .collect();
        }
        if let Some(fields) = command.as_object_mut() {
            fields.retain(|field, _| !matches!(field.as_str(), "at" | "assign" | "pattern"));
        }
        if let Some(config) = command.get_mut("config").and_then(Value::as_object_mut) {
            config.retain(|name, _| !matches!(name.as_str(), "group.id" | "group.instance.id" | "client.id"));
        }
        if !topics.is_empty() {
            command["topics"] = topics.into();
        }
        command["consumer"] = name.into();
        command["group"] = group.into();
    }

    /// The last command that added such a consumer.
    fn added(&self, is_it: impl Fn(&Value) -> bool) -> Option<Value> {
        let commands = self.picture.document["commands"].as_array()?;
        let added = commands.iter().rev().filter(|command| command["do"] == "add_consumer");
        added.into_iter().find(|command| is_it(command)).cloned()
    }

    fn names(&self) -> Vec<String> {
        let commands = self.picture.document["commands"].as_array();
        let commands = commands.map(Vec::as_slice).unwrap_or_default();
        let names = commands.iter().filter(|command| command["do"] == "add_consumer");
        names
            .filter_map(|command| command["consumer"].as_str().map(str::to_owned))
            .collect()
    }

    fn alive(&self, consumer: &str) -> bool {
        let stage = &self.picture.stage;
        let members = stage.groups.iter().flat_map(|group| &group.members);
        members
            .chain(&stage.solo)
            .any(|card| *card.consumer == *consumer && matches!(card.state, "running" | "frozen"))
    }
}
