//! The address: what stands behind the `#`, and the link that is shared.

/// What the part of the address behind the `#` asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The payload of a link, `s=`.
    pub session: Option<String>,
    /// The id of a lesson, `lesson=`.
    pub lesson: Option<String>,
    pub at: Option<u64>,
    pub play: bool,
    pub language: Option<String>,
    pub theme: Option<String>,
}

impl Wish {
    /// Reads a fragment, with or without its `#`. What is unknown is passed over.
    pub fn read(fragment: &str) -> Wish {
        let mut wish = Wish::default();
        for part in fragment.trim_start_matches('#').split('&') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let text = || Some(value.to_owned());
            match name {
                "s" => wish.session = text(),
                "lesson" => wish.lesson = text(),
                "at" => wish.at = value.parse().ok(),
                "play" => wish.play = value == "1",
                "lang" => wish.language = text(),
                "theme" => wish.theme = text(),
                _ => {}
            }
        }
        wish
    }
}

/// The link that opens a payload, seen from an address.
pub fn link(address: &str, payload: &str) -> String {
    let base = address.split('#').next().unwrap_or_default();
    format!("{base}#s={payload}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_asked_for() {
        let wish = Wish::read("#s=1.abc-_&at=1500&play=1&lang=ru&theme=dark&later=1");
        assert_eq!(wish.session.as_deref(), Some("1.abc-_"));
        assert_eq!((wish.at, wish.play), (Some(1500), true));
        assert_eq!(
            (wish.language.as_deref(), wish.theme.as_deref()),
            (Some("ru"), Some("dark"))
        );
        assert_eq!(Wish::read(""), Wish::default());
        assert_eq!(Wish::read("#at=x"), Wish::default());
        assert_eq!(Wish::read("lesson=keys").lesson.as_deref(), Some("keys"));
    }

    #[test]
    fn makes_links() {
        assert_eq!(
            link("https://example.org/p/?x=1#lesson=keys", "1.abc"),
            "https://example.org/p/?x=1#s=1.abc"
        );
    }
}
