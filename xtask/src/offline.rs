//! The service worker, for times without a network: `www/sw.js` with the list of all files, and the hash of each.
//!
//! A browser refuses a file that does not have its hash, so a version is kept whole or not at all. Absent on purpose: a
//! number of the version. It is the hash of everything, so the same site has the same version wherever it was built.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{Outcome, sizes};

const WORKER: &str = "sw.js";
/// The page has no name of its own: it is what lies at the address of the site.
const PAGE: &str = "index.html";

/// Completes the service worker of a site in the making.
pub fn write(site: &Path) -> Outcome<()> {
    let mut hashes = Map::new();
    for path in sizes::files(site)? {
        let name = path
            .strip_prefix(site)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        let content = fs::read(&path).map_err(|error| format!("Cannot read {}: {error}.", path.display()))?;
        if name != WORKER {
            let address = format!("./{}", if name == PAGE { "" } else { &name });
            hashes.insert(address, Value::String(integrity(&content)));
        }
    }
    let worker = site.join(WORKER);
    let code = fs::read_to_string(&worker).map_err(|error| format!("Cannot read {}: {error}.", worker.display()))?;
    fs::write(&worker, completed(&code, hashes)).map_err(|error| format!("Cannot write {}: {error}.", worker.display()))
}

/// The hash as browsers want it, in `integrity` and in a Content-Security-Policy.
pub fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

/// The order of the directory must not show in the version: a map of serde_json is sorted by its keys.
fn completed(code: &str, hashes: Map<String, Value>) -> String {
    let files = Value::Object(hashes).to_string();
    // A change of the worker alone is a new version too: it fills a cache of its own.
    let version = Value::String(integrity(format!("{code}{files}").as_bytes()));
    format!("const VERSION = {version};\nconst FILES = {files};\n\n{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_as_browsers_want_it() {
        let empty = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_eq!(integrity(b""), empty);
    }

    #[test]
    fn the_version_changes_with_every_file_and_with_the_worker() {
        let worker = |code: &str, hash: &str| {
            let hashes = Map::from_iter([("./".to_string(), Value::from(hash))]);
            completed(code, hashes).lines().next().map(str::to_string)
        };
        assert_eq!(worker("a", "1"), worker("a", "1"));
        assert_ne!(worker("a", "1"), worker("a", "2"));
        assert_ne!(worker("a", "1"), worker("b", "1"));
    }
}
