//! `window.partitura`: the page for scripts, embedding and tests, in plain objects of the contract's shapes.

use js_sys::{Error, Function, JSON, Reflect};
use serde::Serialize;
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use yew::Callback;

use super::core::Shared;
use super::engine::Engine;
use super::problem::Problem;
use crate::scenario::{Error as Refusal, limits};
use crate::view::report::Wanted;

/// The script interface, section 5 of the contract.
#[wasm_bindgen]
pub struct Partitura {
    core: Shared,
    refresh: Callback<()>,
}

/// Puts the interface on the window.
pub fn offer(core: &Shared, refresh: Callback<()>) {
    let own = Partitura {
        core: core.clone(),
        refresh,
    };
    if let Some(window) = web_sys::window() {
        // A window takes any property.
        let _ = Reflect::set(&window, &"partitura".into(), &own.into());
    }
}

#[wasm_bindgen]
impl Partitura {
    /// Replaces the session. Throws an error that names the field.
    pub fn load(&self, scenario: &JsValue) -> Result<(), JsValue> {
        let json = match scenario.as_string() {
            Some(json) => json,
            None => String::from(JSON::stringify(scenario)?),
        };
        let engine = Engine::open(&json).map_err(refused)?;
        let mut core = self.core.borrow_mut();
        core.open(engine);
        core.playing = false;
        self.refreshed(core)
    }

    /// Applies a command now.
    pub fn command(&self, command: &JsValue) -> Result<(), JsValue> {
        let text = String::from(JSON::stringify(command)?);
        let command: Value = serde_json::from_str(&text).map_err(|error| thrown(error.to_string()))?;
        let mut core = self.core.borrow_mut();
        core.command(command).map_err(refused)?;
        self.refreshed(core)
    }

    /// Moves virtual time on: `run({ms: 1000})`.
    pub fn run(&self, how: &JsValue) -> Result<(), JsValue> {
        let ms = Reflect::get(how, &"ms".into()).ok().and_then(|ms| ms.as_f64());
        let ms = moment(ms.ok_or_else(|| thrown("run: ms: a number of milliseconds is needed".to_owned()))?)?;
        let mut core = self.core.borrow_mut();
        core.engine.run(ms);
        self.refreshed(core)
    }

    /// Moves virtual time to any moment, earlier ones included.
    pub fn seek(&self, ms: f64) -> Result<(), JsValue> {
        let ms = moment(ms)?;
        let mut core = self.core.borrow_mut();
        core.seek(ms);
        self.refreshed(core)
    }

    pub fn play(&self) -> Result<(), JsValue> {
        let mut core = self.core.borrow_mut();
        core.playing = true;
        self.refreshed(core)
    }

    pub fn stop(&self) -> Result<(), JsValue> {
        let mut core = self.core.borrow_mut();
        core.playing = false;
        self.refreshed(core)
    }

    /// 1 is as fast as the wall clock.
    pub fn speed(&self, speed: f64) -> Result<(), JsValue> {
        if !(0.01..=1000.0).contains(&speed) {
            return Err(thrown("speed: a number from 0.01 to 1000 is needed".to_owned()));
        }
        let mut core = self.core.borrow_mut();
        core.speed = (speed * 100.0) as u32;
        self.refreshed(core)
    }

    /// The object of the contract's section 4; `view({records: true, events: true, internal: true})`
    /// for all of it.
    pub fn view(&self, wanted: &JsValue) -> Result<JsValue, JsValue> {
        let wants = |name: &str| Reflect::get(wanted, &name.into()).is_ok_and(|value| value.is_truthy());
        let wanted = if wanted.is_object() {
            Wanted {
                records: wants("records"),
                events: wants("events"),
                internal: wants("internal"),
            }
        } else {
            Wanted::default()
        };
        plain(&self.core.borrow().engine.report(wanted))
    }

    /// The document as it stands.
    pub fn scenario(&self) -> Result<JsValue, JsValue> {
        plain(&self.core.borrow().engine.scenario())
    }

    /// The demo link.
    pub fn link(&self) -> Result<String, JsValue> {
        let payload = self.core.borrow().engine.link();
        let payload = payload.map_err(|error| {
            let Problem(id, why) = (&error).into();
            thrown(format!("{} {why}", id.replacen('-', ": ", 1)))
        })?;
        Ok(super::share::link(&super::shell::place().address, &payload))
    }

    /// Subscribes to `event` or `view`, from this moment on; returns the function that ends it.
    pub fn on(&self, what: &str, function: Function) -> Result<JsValue, JsValue> {
        tell(&self.core);
        let number = self.core.borrow_mut().listeners.add(what, function);
        let number = number.ok_or_else(|| thrown(format!("on: “{what}” is neither “event” nor “view”")))?;
        let core = self.core.clone();
        let end = Closure::<dyn FnMut()>::new(move || core.borrow_mut().listeners.remove(number));
        Ok(end.into_js_value().unchecked_into())
    }

    fn refreshed(&self, core: std::cell::RefMut<'_, super::core::Core>) -> Result<(), JsValue> {
        drop(core);
        tell(&self.core);
        self.refresh.emit(());
        Ok(())
    }
}

/// Tells the subscribers what is new: once per frame, and at the end of every call that makes time pass.
pub fn tell(core: &Shared) {
    let mut calls: Vec<(Function, JsValue)> = Vec::new();
    {
        let mut core = core.borrow_mut();
        let now = core.engine.now_ms();
        let until = core.engine.told();
        let state = (core.changes, now, until);
        let seen = core.listeners.seen.replace(state);
        if seen == Some(state) {
            return;
        }
        let from = seen.map_or(until, |(_, _, seen)| seen.min(until));
        if !core.listeners.event.is_empty() {
            let events = core.engine.event_values(from..until);
            for (_, function) in &core.listeners.event {
                let own = events.iter().filter_map(|event| plain(event).ok());
                calls.extend(own.map(|event| (function.clone(), event)));
            }
        }
        if !core.listeners.view.is_empty() {
            let view = plain(&core.engine.report(Wanted::default())).unwrap_or(JsValue::UNDEFINED);
            calls.extend(
                core.listeners
                    .view
                    .iter()
                    .map(|(_, function)| (function.clone(), view.clone())),
            );
        }
    }
    for (function, argument) in calls {
        // What a subscriber throws is its own affair; it must not stop the clock.
        let _ = function.call1(&JsValue::NULL, &argument);
    }
}

fn plain(value: &Value) -> Result<JsValue, JsValue> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|error| thrown(error.to_string()))
}

fn thrown(message: String) -> JsValue {
    Error::new(&message).into()
}

/// A script reads the core's own words, whatever the page's language.
fn refused(error: Refusal) -> JsValue {
    thrown(error.to_string())
}

fn moment(ms: f64) -> Result<u64, JsValue> {
    if (0.0..=limits::TIME_MS as f64).contains(&ms) {
        Ok(ms as u64)
    } else {
        let most = limits::TIME_MS;
        Err(thrown(format!(
            "{ms} is not a number of milliseconds from 0 to {most} (30 days)"
        )))
    }
}
