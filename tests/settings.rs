//! What a document lists as inert is what nothing reads: the names in the sources of the nodes are the ones that act.

use std::{collections::BTreeSet, fs, path::Path};

use partitura::kafka::config::{Scope, acts};

/// Names that appear without being read, and why.
const NOT_READ: &[&str] = &[
    // Told as the reason of an assignment; there is one assignor.
    "group.share.assignors",
    // A field of the command in place of a setting.
    "value.serializer",
    // Read to refuse what Kafka refuses; nothing is compacted, and that is what a person has to know.
    "cleanup.policy",
];

#[test]
fn every_setting_that_a_node_reads_is_said_to_act() {
    let mut named = BTreeSet::new();
    for room in ["src/node", "src/world"] {
        literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join(room), &mut named);
    }
    let is_setting = |name: &&String| {
        Scope::ALL
            .iter()
            .any(|scope| scope.table().iter().any(|row| row.name == **name))
    };
    let settings: Vec<&String> = named.iter().filter(is_setting).collect();
    assert!(settings.len() > 50, "the names are not found any more: {settings:?}");
    let silent =
        |name: &&&String| !Scope::ALL.iter().any(|scope| acts(*scope, name)) && !NOT_READ.contains(&name.as_str());
    let silent: Vec<_> = settings.iter().filter(silent).collect();
    assert!(silent.is_empty(), "these are read, and listed as inert: {silent:?}");
}

/// Every text in quotes below a folder.
fn literals(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            literals(&path, found);
        } else {
            let source = fs::read_to_string(&path).expect("a source");
            found.extend(source.split('"').map(String::from));
        }
    }
}
