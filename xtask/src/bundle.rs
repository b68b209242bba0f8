//! `cargo xtask bundle`: the whole site as one file, `dist/partitura.html`, that works from a disk or a stick.
//!
//! A page from a disk may not load modules or wasm from beside it, so everything is inlined: the styles, the scripts as
//! one module, the wasm packed as text. The policy of the page names the hashes of what was inlined; nothing else runs.
//! Absent on purpose: a general bundler. What is not understood ends the build with a sentence.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::offline::integrity;
use crate::{Outcome, site};

const BUNDLE: &str = "partitura.html";
/// Where `www/main.js` starts the wasm, and how the bundle does.
const START: &str = "init()";
const START_UNPACKED: &str = "unpacked().then((wasm) => init({ module_or_path: wasm }))";
const UNPACK: &str = r#"async function unpacked() {
  const packed = atob(document.getElementById("wasm").textContent);
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}
"#;

#[derive(clap::Args)]
pub struct Options {
    /// Where the site is published: links that are shared from the file begin with it
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    #[command(flatten)]
    build: site::Options,
}

pub fn build(options: &Options) -> Outcome<()> {
    let dist = site::build(&options.build)?;
    write(&dist, options.address.as_deref())
}

/// Writes the bundle of a built site beside its files.
pub fn write(dist: &Path, address: Option<&str>) -> Outcome<()> {
    let page = Bundle {
        dist,
        policy: Policy::default(),
    }
    .page(address)?;
    let path = dist.join(BUNDLE);
    fs::write(&path, &page).map_err(|error| format!("Cannot write {}: {error}.", path.display()))?;
    println!(
        "The site as one file is {} ({} KB).",
        path.display(),
        page.len().div_ceil(1000)
    );
    Ok(())
}

struct Bundle<'a> {
    dist: &'a Path,
    policy: Policy,
}

/// The hashes of what is inlined.
#[derive(Default)]
struct Policy {
    scripts: String,
    styles: String,
}

impl Bundle<'_> {
    /// The page, line by line; its policy last, when all hashes are known.
    fn page(mut self, address: Option<&str>) -> Outcome<String> {
        let source = self.read("index.html")?;
        let mut lines = Vec::new();
        for line in source.lines() {
            lines.push(self.line(line, address)?);
        }
        let policy = self.policy.tag();
        let page = lines.join("\n").replacen(POLICY_PLACE, &policy, 1);
        match page.lines().find(|line| line.contains("=\"./")) {
            Some(line) => Err(format!("The bundle does not know how to inline `{}`.", line.trim())),
            None => Ok(page + "\n"),
        }
    }

    fn line(&mut self, line: &str, address: Option<&str>) -> Outcome<String> {
        let tag = line.trim();
        let file = |before: &str, after: &str| tag.strip_prefix(before)?.strip_suffix(after).map(str::to_string);
        if tag.starts_with("<meta http-equiv=\"Content-Security-Policy\"") {
            Ok(POLICY_PLACE.to_string())
        } else if tag.starts_with("<link rel=\"manifest\"") {
            // An installed app is for the published site; this line says where that is.
            Ok(address.map(canonical).unwrap_or_default())
        } else if tag.starts_with("<link rel=\"apple-touch-icon\"") {
            Ok(String::new())
        } else if let Some(icon) = file("<link rel=\"icon\" href=\"./", "\" type=\"image/svg+xml\">") {
            let icon = STANDARD.encode(self.read(&icon)?);
            Ok(format!("<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">"))
        } else if let Some(style) = file("<link rel=\"stylesheet\" href=\"./", "\">") {
            self.style(&style)
        } else if let Some(script) = file("<script src=\"./", "\"></script>") {
            let code = self.read(&script)?;
            self.script("", &code)
        } else if let Some(module) = file("<script type=\"module\" src=\"./", "\"></script>") {
            let code = self.module(&module)?;
            self.script(" type=\"module\"", &code)
        } else if tag == "</body>" {
            // Behind everything that can be seen before the wasm is there.
            Ok(format!(
                "<script type=\"text/plain\" id=\"wasm\">{}</script>\n</body>",
                self.wasm()?
            ))
        } else {
            Ok(line.to_string())
        }
    }

    fn read(&self, name: &str) -> Outcome<String> {
        let path = self.dist.join(name);
        let text = fs::read_to_string(&path).map_err(|error| format!("Cannot read {}: {error}.", path.display()))?;
        // A browser hashes what it has parsed, and parsing makes one sign of the two.
        Ok(text.replace("\r\n", "\n"))
    }

    fn wasm(&self) -> Outcome<String> {
        let path = self.dist.join(site::WASM);
        let wasm = fs::read(&path).map_err(|error| format!("Cannot read {}: {error}.", path.display()))?;
        Ok(STANDARD.encode(miniz_oxide::deflate::compress_to_vec_zlib(&wasm, 9)))
    }

    fn style(&mut self, name: &str) -> Outcome<String> {
        let style = self.read(name)?;
        if style.contains("url(") || style.contains("@import") || style.contains("</") {
            return Err(format!("The bundle cannot inline {name}: it refers to another file."));
        }
        self.policy.styles += &format!(" '{}'", integrity(style.as_bytes()));
        Ok(format!("<style>{style}</style>"))
    }

    fn script(&mut self, kind: &str, code: &str) -> Outcome<String> {
        if code.contains("</script") || code.contains("<!--") {
            return Err("The bundle cannot inline a script that contains the end of a script.".to_string());
        }
        self.policy.scripts += &format!(" '{}'", integrity(code.as_bytes()));
        Ok(format!("<script{kind}>{code}</script>"))
    }

    /// A module with what it imports put before it, each in a scope of its own.
    fn module(&self, name: &str) -> Outcome<String> {
        let mut code = UNPACK.to_string();
        let source = self.read(name)?;
        for line in source.lines() {
            let Some((names, file)) = import(line) else {
                // Without a server there is nothing that could be kept for later.
                code += &line
                    .replace(START, START_UNPACKED)
                    .replace("keepForOffline", "undefined");
                code += "\n";
                continue;
            };
            if file != "offline.js" {
                code += &scoped(names, &self.read(file)?)
                    .ok_or_else(|| format!("The bundle cannot inline {file}: its exports are not understood."))?;
            }
        }
        if !code.contains(START_UNPACKED) {
            return Err(format!("The bundle cannot start: {name} does not call `{START}`."));
        }
        Ok(code)
    }
}

const POLICY_PLACE: &str = "<!-- policy -->";

impl Policy {
    fn tag(&self) -> String {
        let Policy { scripts, styles } = self;
        format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             script-src 'wasm-unsafe-eval'{scripts}; style-src{styles}; img-src data: blob:; \
             base-uri 'none'; form-action 'none'\">"
        )
    }
}

/// An address as a person types it: it may lack its last slash, and must not end the attribute.
fn canonical(address: &str) -> String {
    let slash = if address.ends_with('/') || address.ends_with(".html") {
        ""
    } else {
        "/"
    };
    let address = address.replace('&', "&amp;").replace('"', "&quot;");
    format!("<link rel=\"canonical\" href=\"{address}{slash}\">")
}

/// The names and the file of `import name from "./file";` or `import { name } from "./file";`.
fn import(line: &str) -> Option<(&str, &str)> {
    let (names, file) = line.strip_prefix("import ")?.split_once(" from \"./")?;
    Some((names, file.strip_suffix("\";")?))
}

/// A module as a function that is called at once and returns the one thing that is imported from it.
fn scoped(names: &str, source: &str) -> Option<String> {
    let default = || {
        let line = source.lines().find(|line| line.starts_with("export {"))?;
        line.split(['{', '}', ','])
            .find_map(|name| name.trim().strip_suffix(" as default"))
    };
    let (name, value) = match names.strip_prefix("{ ").and_then(|names| names.strip_suffix(" }")) {
        Some(name) => (name, name),
        None => (names, default()?),
    };
    let is_body = |line: &&str| !line.starts_with("export {");
    let body = source
        .lines()
        .filter(is_body)
        .map(|line| line.strip_prefix("export ").unwrap_or(line));
    let body: Vec<&str> = body.collect();
    let imports = body.iter().any(|line| line.starts_with("import "));
    (!imports).then(|| {
        format!(
            "const {name} = (() => {{\n{}\nreturn {value};\n}})();\n",
            body.join("\n")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_put_into_scopes_of_their_own() {
        let check = |names, source, expected: Option<&str>| {
            assert_eq!(scoped(names, source).as_deref(), expected, "{source}");
        };
        check(
            "{ stop }",
            "let over;\nexport function stop() {}",
            Some("const stop = (() => {\nlet over;\nfunction stop() {}\nreturn stop;\n})();\n"),
        );
        check(
            "init",
            "function start() {}\nexport { other, start as default };",
            Some("const init = (() => {\nfunction start() {}\nreturn start;\n})();\n"),
        );
        check("init", "export { start };", None);
        check("{ stop }", "import \"./other.js\";\nexport function stop() {}", None);
    }

    #[test]
    fn imports_are_read_in_the_form_that_the_site_uses() {
        assert_eq!(import("import init from \"./a.js\";"), Some(("init", "a.js")));
        assert_eq!(import("import { stop } from \"./b.js\";"), Some(("{ stop }", "b.js")));
        assert_eq!(import("await init();"), None);
    }

    #[test]
    fn an_address_stays_within_its_attribute() {
        let check = |address, expected: &str| {
            assert_eq!(
                canonical(address),
                format!("<link rel=\"canonical\" href=\"{expected}\">")
            );
        };
        check("https://example.org/p", "https://example.org/p/");
        check("https://example.org/p.html", "https://example.org/p.html");
        check("https://example.org/a&b\"", "https://example.org/a&amp;b&quot;/");
    }
}
