//! Forms: fields by name, their values, and labelled controls.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value, json};
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::language::{Arg, Speech};

type Fields = BTreeMap<&'static str, String>;

/// The fields of one open form.
#[derive(Clone)]
pub struct Form {
    fields: UseStateHandle<Rc<Fields>>,
    speech: Speech,
}

/// A form that starts with these values; one per component.
#[hook]
pub fn use_form(speech: &Speech, start: impl FnOnce() -> Vec<(&'static str, String)>) -> Form {
    let fields = use_state(|| Rc::new(start().into_iter().collect::<Fields>()));
    Form {
        fields,
        speech: speech.clone(),
    }
}

impl Form {
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name).trim().parse().ok()
    }

    pub fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).trim().parse().ok()
    }

    fn set(&self, name: &'static str, value: String) {
        let mut fields = (**self.fields).clone();
        fields.insert(name, value);
        self.fields.set(Rc::new(fields));
    }

    fn oninput(&self, name: &'static str) -> Callback<InputEvent> {
        let form = self.clone();
        Callback::from(move |event: InputEvent| {
            form.set(name, event.target_unchecked_into::<HtmlInputElement>().value())
        })
    }

    /// A line of text.
    pub fn text(&self, name: &'static str, label: &str, hint: Option<String>) -> Html {
        let control = html! {
            <input type="text" value={self.get(name).to_owned()} oninput={self.oninput(name)} autocomplete="off" spellcheck="false" />
        };
        field(&self.speech.word(label), control, hint)
    }

    /// A whole number.
    pub fn digits(&self, name: &'static str, label: &str, min: i64, max: i64) -> Html {
        let control = html! {
            <input type="number" value={self.get(name).to_owned()} oninput={self.oninput(name)}
                min={min.to_string()} max={max.to_string()} step="1" inputmode="numeric" />
        };
        field(&self.speech.word(label), control, None)
    }

    /// A choice of one: values and what they are called.
    pub fn choice(&self, name: &'static str, label: &str, options: &[(String, String)]) -> Html {
        let form = self.clone();
        let onchange = Callback::from(move |event: Event| {
            form.set(name, event.target_unchecked_into::<HtmlInputElement>().value());
        });
        let control = html! {
            <select {onchange}>
                { for options.iter().map(|(value, text)| html! {
                    <option value={value.clone()} selected={self.is(name, value)}>{text}</option>
                }) }
            </select>
        };
        field(&self.speech.word(label), control, None)
    }

    /// A choice among values that are their own names.
    pub fn plain_choice(&self, name: &'static str, label: &str, options: &[&str]) -> Html {
        let options: Vec<_> = options
            .iter()
            .map(|value| ((*value).to_owned(), (*value).to_owned()))
            .collect();
        self.choice(name, label, &options)
    }

    /// A choice whose texts are messages: value and message id.
    pub fn worded_choice(&self, name: &'static str, label: &str, options: &[(&str, &str)]) -> Html {
        let options: Vec<_> = options
            .iter()
            .map(|(value, id)| ((*value).to_owned(), self.speech.word(id)))
            .collect();
        self.choice(name, label, &options)
    }

    /// Kafka settings, a line each.
    pub fn settings(&self, name: &'static str) -> Html {
        let control = html! {
            <textarea class="mono" rows="3" spellcheck="false" value={self.get(name).to_owned()} oninput={self.oninput(name)} />
        };
        field(&self.speech.word("config-label"), control, None)
    }

    /// The settings of a field as a configuration map, over these.
    pub fn config(&self, name: &str, over: &[(&str, &str)]) -> Result<Map<String, Value>, String> {
        let mut config = Map::new();
        for (key, field) in over {
            if !self.get(field).trim().is_empty() {
                config.insert((*key).to_owned(), self.get(field).trim().into());
            }
        }
        for line in self
            .get(name)
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let (key, value) = line
                .split_once('=')
                .ok_or_else(|| self.speech.say("config-bad-line", &[("line", Arg::from(line))]))?;
            config.insert(key.trim().to_owned(), json!(value.trim()));
        }
        Ok(config)
    }

    /// A whole number within bounds, or the sentence that asks for one.
    pub fn within(&self, name: &str, from: u64, to: u64) -> Result<u64, String> {
        self.number(name)
            .filter(|number| (from..=to).contains(number))
            .ok_or_else(|| {
                self.speech
                    .say("error-number", &[("from", Arg::from(from)), ("to", Arg::from(to))])
            })
    }

    /// A name that is there and is not among those taken.
    pub fn fresh_name(&self, name: &str, taken: &[String]) -> Result<String, String> {
        let text = self.get(name).trim().to_owned();
        if text.is_empty() {
            return Err(self.speech.word("error-required"));
        }
        if taken.contains(&text) {
            return Err(self.speech.say("error-taken", &[("name", Arg::from(text))]));
        }
        Ok(text)
    }
}

/// A labelled control.
pub fn field(label: &str, control: Html, hint: Option<String>) -> Html {
    html! {
        <label class="field">
            <span class="field-label">{label}</span>
            {control}
            if let Some(hint) = hint { <span class="hint">{hint}</span> }
        </label>
    }
}

#[derive(Properties, PartialEq)]
pub struct DialogProps {
    pub speech: Speech,
    pub title: String,
    pub on_close: Callback<()>,
    #[prop_or_default]
    pub class: Classes,
    pub children: Html,
}

/// A modal dialog; Esc and a click beside it close it.
#[function_component(Dialog)]
pub fn dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), |node| {
        if let Some(dialog) = node.cast::<web_sys::HtmlDialogElement>() {
            // Fails only where the dialog is open already.
            let _ = dialog.show_modal();
        }
    });
    let close = props.on_close.reform(|_: MouseEvent| ());
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    let on_close = props.on_close.clone();
    let own = node.clone();
    let onmousedown = Callback::from(move |event: MouseEvent| {
        if event.target() == own.cast::<HtmlElement>().map(Into::into) {
            on_close.emit(());
        }
    });
    html! {
        <dialog ref={node} class={props.class.clone()} aria-labelledby="dialog-title" {oncancel} {onmousedown}>
            <div class="dialog-body">
                <header class="row spread">
                    <h2 id="dialog-title">{&props.title}</h2>
                    <button type="button" class="bare" onclick={close} aria-label={props.speech.word("close")}>{super::icons::icon("close")}</button>
                </header>
                {props.children.clone()}
            </div>
        </dialog>
    }
}

/// The foot of a form: what is wrong, cancel, and the deed.
pub fn foot(speech: &Speech, error: Option<&str>, deed: &str, on_close: &Callback<()>) -> Html {
    html! {
        <>
            if let Some(error) = error { <p class="error" role="alert">{error}</p> }
            <footer class="row end">
                <button type="button" onclick={on_close.reform(|_: MouseEvent| ())}>{speech.word("cancel")}</button>
                <button type="submit" class="primary">{speech.word(deed)}</button>
            </footer>
        </>
    }
}

/// How wide an element is, as long as it is there.
#[hook]
pub fn use_width(node: &NodeRef) -> f64 {
    let width = use_state_eq(|| 420.0);
    let (own, set) = (node.clone(), width.setter());
    use_effect_with((), move |()| {
        let element = own.cast::<HtmlElement>();
        let watched = element.clone();
        let measure = wasm_bindgen::closure::Closure::<dyn FnMut()>::new(move || {
            set.set(
                watched
                    .as_ref()
                    .map_or(0.0, |element| f64::from(element.client_width()))
                    .max(160.0),
            );
        });
        let observer = web_sys::ResizeObserver::new(wasm_bindgen::JsCast::unchecked_ref(measure.as_ref())).ok();
        if let (Some(observer), Some(element)) = (&observer, &element) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(measure);
        }
    });
    *width
}
