//! The icons, drawn here so that no font has to have them.

use yew::prelude::*;

/// An icon of 16 by 16 in the colour of the text around it; decoration to a screen reader.
pub fn icon(name: &str) -> Html {
    let (path, filled) = match name {
        "start" => ("M4 3v10M13 3.5v9L6 8z", true),
        "back" => ("M11 3.5 5.5 8l5.5 4.5", false),
        "step" => ("M5 3.5 10.5 8 5 12.5", false),
        "play" => ("M4.5 2.8v10.4L13 8z", true),
        "pause" => ("M5.2 3v10M10.8 3v10", false),
        "theme" => ("M8 2.5a5.5 5.5 0 1 0 0 11z", false),
        "close" => ("M4 4l8 8M12 4l-8 8", false),
        "undo" => ("M6.5 3.5 3 7l3.5 3.5M3 7h6.2a3.3 3.3 0 0 1 0 6.6H7", false),
        "redo" => ("M9.5 3.5 13 7l-3.5 3.5M13 7H6.8a3.3 3.3 0 0 0 0 6.6H9", false),
        "fork" => ("M2 8h4.5M6.5 8c3 0 2.5-4.2 7-4.2M6.5 8c3 0 2.5 4.2 7 4.2", false),
        "compare" => ("M2.5 5.5h11M2.5 10.5h11M5 3.5v4M8 3.5v4M8 8.5v4M11.5 8.5v4", false),
        "plus" => ("M8 3.5v9M3.5 8h9", false),
        "link" => (
            "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.8-.8",
            false,
        ),
        "cut" => ("M1.5 8H5M11 8h3.5M6 6l4 4M10 6l-4 4", false),
        "clock" => ("M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3.3l2.2 1.3", false),
        "twice" => ("M2.5 5.5h10M9.5 2.5l3 3-3 3M2.5 11h10M9.5 8l3 3-3 3", false),
        "chaos" => ("M9 2 4 9h3.5L6.5 14 12 6.5H8.5z", false),
        "check" => ("M3.5 8.5l3 3 6-7", false),
        "warn" => ("M8 2.5 14 13H2zM8 6.5v3M8 11.2v.3", false),
        "more" => ("M3.5 8h.01M8 8h.01M12.5 8h.01", false),
        "fold" => ("M4 6l4 4 4-4", false),
        "compact" => ("M3 3.5h10M3 6.5h10M3 9.5h10M3 12.5h10", false),
        "grip" => ("M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01", false),
        "thread" => ("M2.5 8h7M7 5l3 3-3 3M13 5.5v5", false),
        "globe" => (
            "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM2.2 8h11.6M8 2.2c-4 3.9-4 7.7 0 11.6 4-3.9 4-7.7 0-11.6z",
            false,
        ),
        _ => ("", false),
    };
    let class = classes!(
        "icon",
        filled.then_some("filled"),
        (name == "theme").then_some("half"),
        matches!(name, "more" | "grip").then_some("dots")
    );
    html! {
        <svg {class} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            if name == "theme" { <circle cx="8" cy="8" r="5.5" /> }
            <path d={path} />
        </svg>
    }
}

/// The sign of a group on the screen: a shape beside its colour.
pub fn group_shape(index: u32) -> Html {
    let path = shape_path(index);
    html! { <svg class="shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d={path} /></svg> }
}

/// Its outline, of 12 by 12.
pub fn shape_path(index: u32) -> &'static str {
    match index % 6 {
        0 => "M1 2.5h10L6 10z",
        1 => "M6 .8 11.2 6 6 11.2.8 6z",
        2 => "M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z",
        3 => "M1.5 1.5h9v9h-9z",
        4 => "M6 1.2 11 10H1z",
        _ => "M4 1h4v3h3v4H8v3H4V8H1V4h3z",
    }
}

/// The mark of the project.
pub fn logo() -> Html {
    html! {
        <svg class="mark" width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
            <path class="lines" d="M1 5h20M1 11h20M1 17h20" />
            <rect class="k1" x="3" y="2.5" width="5" height="5" rx="1.4" />
            <rect class="k2" x="10" y="8.5" width="5" height="5" rx="1.4" />
            <rect class="k3" x="15" y="14.5" width="5" height="5" rx="1.4" />
        </svg>
    }
}
