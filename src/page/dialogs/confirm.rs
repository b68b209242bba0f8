//! The questions before something goes for good.

use serde_json::{Value, json};
use yew::prelude::*;

use super::super::app::Msg;
use super::super::form::Dialog;
use super::super::language::Arg;
use super::Ground;

#[function_component(DeleteTopic)]
pub fn delete_topic(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let records = ground
        .stage
        .topics
        .iter()
        .find(|card| *card.name == *ground.about())
        .map_or(0, |card| card.records);
    let title = speech.say("delete-topic-question", &[("topic", Arg::from(ground.about()))]);
    let effect = speech.say("delete-topic-effect", &[("count", Arg::from(records))]);
    question(
        ground,
        title,
        effect,
        json!({"do": "delete_topic", "topic": ground.about()}),
    )
}

#[function_component(DeleteGroup)]
pub fn delete_group(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let title = speech.say("delete-group-question", &[("group", Arg::from(ground.about()))]);
    let effect = speech.word("delete-group-effect");
    question(
        ground,
        title,
        effect,
        json!({"do": "delete_group", "group": ground.about()}),
    )
}

fn question(ground: &Ground, title: String, effect: String, command: Value) -> Html {
    let speech = &ground.speech;
    let deed = ground
        .send
        .reform(move |_: MouseEvent| Msg::Submit(vec![command.clone()]));
    html! {
        <Dialog speech={speech.clone()} {title} on_close={ground.on_close()} class="narrow">
            <p>{effect}</p>
            if let Some(error) = &ground.error { <p class="error" role="alert">{error}</p> }
            <footer class="row end">
                <button type="button" onclick={ground.on_close().reform(|_: MouseEvent| ())}>{speech.word("cancel")}</button>
                <button type="button" class="primary danger" onclick={deed}>{speech.word("delete")}</button>
            </footer>
        </Dialog>
    }
}
