//! Notices that somebody changed what the site is made of.
//!
//! Absent on purpose: what to do about it. That is for the caller, who is called once for a burst of changes.

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use notify::{Event, RecursiveMode, Watcher};

use crate::Outcome;

/// An editor that saves, or a `git switch`, makes many changes at once: we wait until they are over.
const QUIET: Duration = Duration::from_millis(200);

/// Calls `rebuild` after every burst of changes, for as long as the program lives.
pub fn forever(root: &Path, mut rebuild: impl FnMut()) -> Outcome<()> {
    // Changes are reported with real paths; the root may have been reached through a link.
    let root = &root
        .canonicalize()
        .map_err(|error| format!("Cannot read {}: {error}.", root.display()))?;
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(sender).map_err(|error| sentence(root, &error))?;
    // The root is watched for the sake of Cargo.toml: most editors replace a file, and a watch on the file dies with it.
    let watched = [
        (root.clone(), RecursiveMode::NonRecursive),
        (root.join("src"), RecursiveMode::Recursive),
        (root.join("www"), RecursiveMode::Recursive),
    ];
    for (path, mode) in &watched {
        watcher.watch(path, *mode).map_err(|error| sentence(path, &error))?;
    }
    while let Ok(change) = changes.recv() {
        if change.is_ok_and(|event| matters(root, &event)) {
            while !matches!(
                changes.recv_timeout(QUIET),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected)
            ) {}
            rebuild();
        }
    }
    Err("The watch for changes has ended unexpectedly.".to_string())
}

/// Reading a file is reported too, and a build reads all of them. Hidden files are the scratch paper of editors.
fn matters(root: &Path, event: &Event) -> bool {
    let is_ours = |path: &Path| {
        let Ok(path) = path.strip_prefix(root) else {
            return false;
        };
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        !is_hidden && (path.starts_with("src") || path.starts_with("www") || path == Path::new("Cargo.toml"))
    };
    event.need_rescan() || !event.kind.is_access() && event.paths.iter().any(|path| is_ours(path))
}

fn sentence(path: &Path, error: &notify::Error) -> String {
    format!("Cannot watch {} for changes: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, EventKind, ModifyKind};

    use super::*;

    #[test]
    fn only_changes_of_the_sources_matter() {
        let check = |kind, path: &str, expected| {
            let event = Event::new(kind).add_path(Path::new("/home/partitura").join(path));
            assert_eq!(matters(Path::new("/home/partitura"), &event), expected, "{path}");
        };
        let modified = EventKind::Modify(ModifyKind::Any);
        check(modified, "src/kafka/log.rs", true);
        check(modified, "www/index.html", true);
        check(modified, "Cargo.toml", true);
        check(modified, "Cargo.lock", false);
        check(modified, "dist/index.html", false);
        check(modified, "src/.log.rs.swp", false);
        check(EventKind::Access(AccessKind::Any), "src/kafka/log.rs", false);
    }
}
