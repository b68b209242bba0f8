//! The ways to go: the strip of branches over the ruler, going another way from a moment, undo and redo.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::app::{App, Msg};
use super::core::Core;
use super::draw::{Mark, Tone};
use super::icons::icon;
use super::language::{Arg, Speech};
use super::menu::{Item, Menu};
use super::notices::{Kind, SHORT_MS};
use crate::scenario::Error;
use crate::scenario::history::{Deed, Line};

/// What can be done with ways.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// Another way from this moment.
    Fork,
    /// Another way for the last deed, from just before it.
    Instead,
    Switch(usize),
    Rename(usize, String),
    Delete(usize),
    /// The played line beside another; `None` ends it.
    Compare(Option<usize>),
    Undo,
    Redo,
}

impl App {
    pub fn go(&mut self, way: Way) {
        match way {
            Way::Fork => self.fork(),
            Way::Instead => {
                let name = self.free_name();
                let done = self.core.borrow_mut().engine.fork_before_last(&name);
                self.forked(&name, done);
            }
            Way::Switch(line) => {
                self.core.borrow_mut().engine.switch(line);
                self.changed();
            }
            Way::Rename(line, name) => {
                let done = self.core.borrow_mut().engine.rename(line, name.trim());
                self.changed();
                if let Err(error) = done {
                    self.notify(self.speech.reason(&error.reason), Kind::Bad, Some(SHORT_MS), None);
                }
            }
            Way::Delete(line) => self.delete_line(line),
            Way::Compare(line) => self.comparing.with(line),
            Way::Undo => {
                let deed = self.core.borrow_mut().engine.undo();
                self.undone("undone", deed);
            }
            Way::Redo => {
                let deed = self.core.borrow_mut().engine.redo();
                self.undone("redone", deed);
            }
        }
    }

    fn fork(&mut self) {
        let name = self.free_name();
        let done = self.core.borrow_mut().engine.fork(&name);
        self.forked(&name, done);
    }

    fn forked(&mut self, name: &str, done: Result<(), Error>) {
        self.changed();
        let (id, kind) = match &done {
            Ok(()) => ("branch-made", Kind::Good),
            Err(_) => ("branch-refused", Kind::Bad),
        };
        let reason = done
            .err()
            .map(|error| self.speech.reason(&error.reason))
            .unwrap_or_default();
        let text = self
            .speech
            .say(id, &[("name", Arg::from(name)), ("reason", Arg::from(reason))]);
        self.notify(text, kind, Some(SHORT_MS), None);
    }

    fn delete_line(&mut self, line: usize) {
        let name = name(&self.speech, self.core.borrow().engine.lines(), line);
        self.core.borrow_mut().engine.delete(line);
        self.comparing.with(None);
        self.changed();
        let text = self.speech.say("branch-deleted", &[("name", Arg::from(name))]);
        let offer = (self.speech.word("undo"), Msg::Way(Way::Undo));
        self.notify(text, Kind::Good, Some(2.0 * SHORT_MS), Some(offer));
    }

    fn undone(&mut self, id: &str, deed: Option<Deed>) {
        let Some(deed) = deed else { return };
        self.resets.clear();
        self.changed();
        let text = self.speech.say(id, &[("deed", Arg::from(told(&self.speech, &deed)))]);
        self.notify(text, Kind::Good, Some(SHORT_MS), None);
    }

    fn changed(&mut self) {
        self.core.borrow_mut().changes += 1;
        // What is undone has not ended.
        self.watch = super::faults::Watch::default();
    }

    /// Says what became of a command in the past, and how to have it otherwise.
    pub fn offer_another_way(&mut self) {
        let offer = (self.speech.word("branch-instead"), Msg::Way(Way::Instead));
        let text = self.speech.word("branch-offer");
        self.notify(text, Kind::Good, Some(2.0 * SHORT_MS), Some(offer));
    }

    /// The first name of its kind that no line has.
    fn free_name(&self) -> String {
        let core = self.core.borrow();
        let lines = core.engine.lines();
        let named = |number: usize| self.speech.say("branch-name", &[("number", Arg::from(number))]);
        let free = |name: &String| lines.iter().all(|line| line.name.as_ref() != Some(name));
        (lines.len()..).map(named).find(free).unwrap_or_default()
    }
}

/// What a line is called.
pub fn name(speech: &Speech, lines: &[Line], line: usize) -> String {
    let own = lines.get(line).and_then(|line| line.name.clone());
    own.unwrap_or_else(|| speech.word("branch-main"))
}

/// What a deed was, in a few words.
fn told(speech: &Speech, deed: &Deed) -> String {
    match deed {
        Deed::Commands(command, count) => {
            let command = serde_json::to_value(command).unwrap_or_default();
            let named = ["producer", "consumer", "group", "topic", "from"];
            let about = named
                .iter()
                .find_map(|field| command[*field].as_str().map(str::to_owned));
            let broker = || command["broker"].as_u64().map(|id| format!("B{id}"));
            let about = about.or_else(broker).unwrap_or_default();
            let do_ = command["do"].as_str().unwrap_or_default();
            let records = command["count"].as_u64().unwrap_or(1);
            let args = [("do", Arg::from(do_)), ("about", Arg::from(about))];
            let text = speech.say("deed-command", &args);
            match (*count, do_) {
                (1, "send") if 1 < records => format!("{text} ×{records}"),
                (1, _) => text,
                (more, _) => format!("{text} ×{more}"),
            }
        }
        Deed::Plan(count) => speech.say("deed-plan", &[("count", Arg::from(*count))]),
        Deed::Title => speech.word("deed-title"),
        Deed::Fork(name) => speech.say("deed-fork", &[("name", Arg::from(name.as_str()))]),
        Deed::Rename(name) => speech.say("deed-rename", &[("name", Arg::from(name.as_str()))]),
        Deed::Delete(name) => speech.say("deed-delete", &[("name", Arg::from(name.as_str()))]),
    }
}

/// What undo and redo would do, in words.
pub fn history(core: &Core, speech: &Speech) -> [Option<String>; 2] {
    let (undoes, redoes) = (core.engine.undoes(), core.engine.redoes());
    [undoes, redoes].map(|deed| deed.map(|deed| told(speech, &deed)))
}

/// The two buttons in the bar.
pub fn buttons(speech: &Speech, history: &[Option<String>; 2], send: &Callback<Msg>) -> Html {
    let button = |index: usize, icon_name: &str, ids: [&str; 2], way: Way| {
        let label = match &history[index] {
            Some(deed) => speech.say(ids[0], &[("deed", Arg::from(deed.as_str()))]),
            None => speech.word(ids[1]),
        };
        html! {
            <button type="button" class="square" title={label.clone()} aria-label={label} disabled={history[index].is_none()}
                onclick={send.reform(move |_: MouseEvent| Msg::Way(way.clone()))}>{icon(icon_name)}</button>
        }
    };
    html! {
        <div class="undo" role="group" aria-label={speech.word("history")}>
            {button(0, "undo", ["undo-deed", "undo-nothing"], Way::Undo)}
            {button(1, "redo", ["redo-deed", "redo-nothing"], Way::Redo)}
        </div>
    }
}

/// Where lines part from the one that is played, for the ruler.
pub fn marks(core: &Core, speech: &Speech) -> Vec<Mark> {
    let (lines, own) = (core.engine.lines(), core.engine.line());
    let parts = lines
        .iter()
        .enumerate()
        .filter(|(place, line)| *place == own || line.from == Some(own as u32));
    let mark = |(place, line): (usize, &Line)| {
        Some(Mark {
            at: line.at?,
            label: format!("→ {}", name(speech, lines, place)),
            tone: Tone::Info,
        })
    };
    parts.filter_map(mark).collect()
}

/// The strip over the ruler.
pub fn strip(app: &App) -> Html {
    let core = app.core.borrow();
    let (lines, current) = (core.engine.lines(), core.engine.line());
    let names: Vec<String> = (0..lines.len()).map(|line| name(&app.speech, lines, line)).collect();
    let other = lines[current].from.unwrap_or(u32::from(current == 0)) as usize;
    html! {
        <Strip speech={app.speech.clone()} {names} {current} {other} past={core.engine.is_past()}
            comparing={app.comparing.is_open()} send={app.send.clone()} />
    }
}

#[derive(Properties, PartialEq)]
struct StripProps {
    speech: Speech,
    names: Vec<String>,
    current: usize,
    /// The line to compare with first.
    other: usize,
    past: bool,
    comparing: bool,
    send: Callback<Msg>,
}

#[function_component(Strip)]
fn strip_view(props: &StripProps) -> Html {
    let speech = &props.speech;
    let renaming = use_state_eq(|| None::<usize>);
    let several = 1 < props.names.len();
    let click = |way: Way| props.send.reform(move |_: MouseEvent| Msg::Way(way.clone()));
    let compare = Way::Compare((!props.comparing).then_some(props.other));
    html! {
        <div class="ways">
            if several {
                <ul class="branches" aria-label={speech.word("branches")}>
                    { for props.names.iter().enumerate().map(|(line, name)| chip(props, &renaming, line, name)) }
                </ul>
                <button type="button" class="small" aria-pressed={props.comparing.to_string()} onclick={click(compare)}>
                    {icon("compare")}{speech.word("compare")}
                </button>
            }
            <button type="button" class={classes!("small", "fork", props.past.then_some("past"))}
                title={speech.word("branch-fork-hint")} onclick={click(Way::Fork)}>{icon("fork")}{speech.word("branch-fork")}</button>
        </div>
    }
}

fn chip(props: &StripProps, renaming: &UseStateHandle<Option<usize>>, line: usize, name: &str) -> Html {
    let speech = &props.speech;
    if **renaming == Some(line) {
        let done = {
            let (renaming, send) = (renaming.clone(), props.send.clone());
            Callback::from(move |name: Option<String>| {
                renaming.set(None);
                if let Some(name) = name {
                    send.emit(Msg::Way(Way::Rename(line, name)));
                }
            })
        };
        return html! { <li key={line}><Rename label={speech.word("branch-rename-label")} name={name.to_owned()} {done} /></li> };
    }
    let current = line == props.current;
    let rename = {
        let renaming = renaming.clone();
        move || renaming.set(Some(line))
    };
    let ondblclick = {
        let rename = rename.clone();
        Callback::from(move |_: MouseEvent| rename())
    };
    let onkeydown = {
        let rename = rename.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "F2" {
                event.prevent_default();
                rename();
            }
        })
    };
    let onclick = props.send.reform(move |_: MouseEvent| Msg::Way(Way::Switch(line)));
    let mut items = vec![Item::new(
        speech.word("branch-rename"),
        Callback::from(move |()| rename()),
    )];
    if 0 < line {
        let delete = props.send.reform(move |()| Msg::Way(Way::Delete(line)));
        items.push(Item::danger(speech.word("branch-delete"), delete));
    }
    html! {
        <li key={line} class={classes!("branch", current.then_some("current"))}>
            <button type="button" class="small name" aria-pressed={current.to_string()} title={speech.word("branch-hint")}
                {onclick} {ondblclick} {onkeydown}>{name}</button>
            if current {
                <Menu id={format!("branch-{line}")} label={speech.say("more", &[("name", Arg::from(name))])} {items} />
            }
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct RenameProps {
    label: String,
    name: String,
    /// The new name; none where it was given up.
    done: Callback<Option<String>>,
}

/// A name, edited in place.
#[function_component(Rename)]
fn rename(props: &RenameProps) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), |node| {
        if let Some(input) = node.cast::<HtmlInputElement>() {
            // An element on the page takes the focus.
            let _ = input.focus();
            input.select();
        }
    });
    let (known, done) = (props.name.clone(), props.done.clone());
    let onblur = Callback::from(move |event: FocusEvent| {
        let name = event.target_unchecked_into::<HtmlInputElement>().value();
        done.emit(Some(name).filter(|name| !name.trim().is_empty() && *name != known));
    });
    let (known, original) = (node.clone(), props.name.clone());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        event.stop_propagation();
        let Some(input) = known.cast::<HtmlInputElement>() else {
            return;
        };
        match event.key().as_str() {
            "Escape" => input.set_value(&original),
            "Enter" => {}
            _ => return,
        }
        // Leaving the field ends the editing.
        let _ = input.blur();
    });
    html! {
        <input type="text" class="rename" ref={node} maxlength="60" spellcheck="false" aria-label={props.label.clone()}
            value={props.name.clone()} {onblur} {onkeydown} />
    }
}
