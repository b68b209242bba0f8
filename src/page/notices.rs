//! What the page has to say: short notices that go by themselves, and banners that wait for an answer.

use yew::prelude::*;

use super::app::Msg;
use super::icons::icon;
use super::language::Speech;

/// How long a notice stays that asks for nothing.
pub const SHORT_MS: f64 = 6_000.0;

#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub id: u64,
    pub text: String,
    pub kind: Kind,
    /// How much longer it stays; `None` until it is dismissed.
    pub left_ms: Option<f64>,
    /// A way out: its words, and what it does.
    pub offer: Option<(String, Msg)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Good,
    Bad,
}

/// So much wall time has passed. True where a notice went.
pub fn fade(notices: &mut Vec<Notice>, wall_ms: f64) -> bool {
    let count = notices.len();
    for notice in notices.iter_mut() {
        notice.left_ms = notice.left_ms.map(|left| left - wall_ms);
    }
    notices.retain(|notice| notice.left_ms.is_none_or(|left| left > 0.0));
    notices.len() != count
}

#[derive(Properties, PartialEq)]
pub struct NoticesProps {
    pub speech: Speech,
    pub notices: Vec<Notice>,
    pub send: Callback<Msg>,
}

#[function_component(Notices)]
pub fn notices(props: &NoticesProps) -> Html {
    html! {
        <section class="notices" role="status" aria-live="polite" aria-label={props.speech.word("notices")}>
            { for props.notices.iter().map(|notice| one(props, notice)) }
        </section>
    }
}

fn one(props: &NoticesProps, notice: &Notice) -> Html {
    let id = notice.id;
    let class = classes!("notice", if notice.kind == Kind::Bad { "bad" } else { "good" });
    html! {
        <div key={id} {class} role={(notice.kind == Kind::Bad).then_some("alert")}>
            {icon(if notice.kind == Kind::Bad { "warn" } else { "check" })}
            <p>{&notice.text}</p>
            if let Some((words, _)) = &notice.offer {
                <button type="button" class="primary" onclick={props.send.reform(move |_: MouseEvent| Msg::Accept(id))}>{words}</button>
            }
            <button type="button" class="bare" aria-label={props.speech.word("dismiss")}
                onclick={props.send.reform(move |_: MouseEvent| Msg::Dismiss(id))}>{icon("close")}</button>
        </div>
    }
}
