//! A small menu of deeds behind a button: a popover, so the browser gives it the top layer, Esc and the way back.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::icons::icon;

/// One deed of a menu.
#[derive(Clone, PartialEq)]
pub struct Item {
    pub label: String,
    pub deed: Callback<()>,
    pub danger: bool,
}

impl Item {
    pub fn new(label: String, deed: Callback<()>) -> Item {
        Item {
            label,
            deed,
            danger: false,
        }
    }

    pub fn danger(label: String, deed: Callback<()>) -> Item {
        Item {
            label,
            deed,
            danger: true,
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// Unique in the document.
    pub id: String,
    pub label: String,
    pub items: Vec<Item>,
}

/// The button and its popover.
#[function_component(Menu)]
pub fn menu(props: &MenuProps) -> Html {
    let (button, list) = (use_node_ref(), use_node_ref());
    let onclick = {
        let (button, list) = (button.clone(), list.clone());
        Callback::from(move |_: MouseEvent| place(&button, &list))
    };
    let items = props.items.iter().map(|item| {
        let (list, deed) = (list.clone(), item.deed.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(list) = list.cast::<HtmlElement>() {
                // Fails only where it is hidden already.
                let _ = list.hide_popover();
            }
            deed.emit(());
        });
        html! { <button type="button" class={item.danger.then_some("danger")} {onclick}>{&item.label}</button> }
    });
    html! {
        <>
            <button type="button" ref={button} class="bare" popovertarget={props.id.clone()} aria-label={props.label.clone()} title={props.label.clone()} {onclick}>
                {icon("more")}
            </button>
            <div ref={list.clone()} id={props.id.clone()} class="menu" popover="auto">{ for items }</div>
        </>
    }
}

/// Puts the popover under its button, within the window.
fn place(button: &NodeRef, list: &NodeRef) {
    let (Some(button), Some(list)) = (button.cast::<HtmlElement>(), list.cast::<HtmlElement>()) else {
        return;
    };
    // In presenter mode the page measures larger than it says.
    let page = button.closest(".app").ok().flatten();
    let zoom = page.map_or(1.0, |page| super::draw::zoom(&page));
    let around = button.get_bounding_client_rect();
    let size = |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|side| side.as_f64()).unwrap_or(0.0);
    let Some(window) = web_sys::window() else { return };
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let style = list.style();
    let room_below = height - around.bottom() > 220.0;
    let set = |side: &str, place: Option<f64>| {
        let place = place.map_or("auto".to_owned(), |place| format!("{}px", place / zoom));
        // Refused values would leave the popover where the browser puts it.
        let _ = style.set_property(side, &place);
    };
    set("right", Some((width - around.right()).max(8.0)));
    set("top", room_below.then_some(around.bottom() + 4.0));
    set("bottom", (!room_below).then_some(height - around.top() + 4.0));
}
