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
    /// The page stands in a frame of another.
    pub embed: bool,
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
                "embed" => wish.embed = value == "1",
                _ => {}
            }
        }
        wish
    }
}

/// The longest link whose QR code a camera reads from a slide.
pub const SLIDE: usize = 500;
/// The longest link that any messenger takes.
pub const MESSENGER: usize = 1_900;

/// What a link does beside opening a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    pub at: Option<u64>,
    pub play: bool,
    /// The tag of the language, and whether it is dark.
    pub look: Option<(&'static str, bool)>,
    pub embed: bool,
}

/// What can be shared at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Where the page is.
    pub address: String,
    /// Others cannot go there.
    pub only_here: bool,
    /// The whole session; none where it is too long for a link.
    pub whole: Option<String>,
    /// The same without history.
    pub fresh: Option<String>,
    pub now_ms: u64,
    pub title: String,
    pub look: (&'static str, bool),
}

impl Offer {
    /// The link on these terms. Without history there is only the beginning, so `at` is not said.
    pub fn link(&self, fresh: bool, terms: Terms) -> Option<String> {
        let payload = if fresh { &self.fresh } else { &self.whole };
        let mut link = link(&self.address, payload.as_ref()?);
        if let Some(at) = terms.at.filter(|_| !fresh) {
            link += &format!("&at={at}");
        }
        if terms.play {
            link += "&play=1";
        }
        if let Some((language, dark)) = terms.look {
            link += &format!("&lang={language}&theme={}", if dark { "dark" } else { "light" });
        }
        if terms.embed {
            link += "&embed=1";
        }
        Some(link)
    }
}

/// The lines that put a link's session into another page.
pub fn snippet(link: &str, title: &str) -> String {
    let text = |raw: &str| raw.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"800\" height=\"480\" loading=\"lazy\" allow=\"fullscreen\"></iframe>",
        text(link),
        text(title)
    )
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
    fn puts_its_terms_behind_the_session() {
        let offer = Offer {
            address: "https://example.org/#embed=1".to_owned(),
            only_here: false,
            whole: Some("1.abc".to_owned()),
            fresh: Some("1.x".to_owned()),
            now_ms: 1500,
            title: String::new(),
            look: ("ru", true),
        };
        let terms = Terms {
            at: Some(1500),
            play: true,
            look: Some(offer.look),
            embed: true,
        };
        let link = offer.link(false, terms).expect("there is a payload");
        assert_eq!(
            link,
            "https://example.org/#s=1.abc&at=1500&play=1&lang=ru&theme=dark&embed=1"
        );
        let wish = Wish::read("s=1.abc&at=1500&play=1&lang=ru&theme=dark&embed=1");
        assert!(wish.embed && wish.play);
        let plain = offer.link(
            true,
            Terms {
                at: Some(1500),
                ..Terms::default()
            },
        );
        assert_eq!(plain.as_deref(), Some("https://example.org/#s=1.x"));
    }

    #[test]
    fn a_title_stays_text_in_a_snippet() {
        let snippet = snippet("https://example.org/#s=1.a&at=1", "\"><script>");
        assert!(
            snippet.contains("#s=1.a&amp;at=1\" title=\"&quot;>&lt;script>\""),
            "{snippet}"
        );
    }

    #[test]
    fn makes_links() {
        assert_eq!(
            link("https://example.org/p/?x=1#lesson=keys", "1.abc"),
            "https://example.org/p/?x=1#s=1.abc"
        );
    }
}
