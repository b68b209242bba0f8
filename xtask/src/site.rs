//! The static site: compiles the wasm, makes its JavaScript glue, and lays both beside `www/` in `dist/`.
//!
//! The site is put together in a sibling of `dist/` and takes its place only when it is whole, so a failed build leaves
//! the previous site as it was. Absent on purpose: bundling and rewriting. What lies in `www/` is shipped as it is, so
//! it must use relative URLs only; then any web server can host the site from any path. Absent too: wasm-opt. What it
//! makes of this wasm is smaller as it lies there, but larger compressed, as it is sent.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use wasm_bindgen_cli_support::Bindgen;

use crate::toolchain::{self, WASM_TARGET, Workspace};
use crate::{Outcome, offline};

/// The name under which `www/` finds the glue (`partitura.js`), and the glue its wasm (`partitura_bg.wasm`).
const STEM: &str = "partitura";
pub const WASM: &str = "partitura_bg.wasm";

#[derive(clap::Args, Default)]
#[group(id = "build")]
pub struct Options {
    /// Keep the names of functions in the wasm, for profiling (larger)
    #[arg(long)]
    pub names: bool,
    /// Compile fast instead of small, while writing code
    #[arg(long)]
    pub quick: bool,
}

impl Options {
    /// The Cargo profile.
    fn profile(&self) -> &'static str {
        if self.quick { "quick" } else { "wasm" }
    }
}

/// Builds the site and says where it lies.
pub fn build(options: &Options) -> Outcome<PathBuf> {
    toolchain::ensure_wasm_target()?;
    let compiled = compile(options)?;
    let dist = toolchain::root().join("dist");
    let staging = Staging::beside(&dist)?;
    copy_tree(&toolchain::root().join("www"), &staging.path)?;
    glue(&compiled, &staging.path, options)?;
    offline::write(&staging.path)?;
    staging.replace(&dist)?;
    Ok(dist)
}

fn compile(options: &Options) -> Outcome<PathBuf> {
    let profile = options.profile();
    let target_dir = Workspace::load()?.target_dir;
    let mut cargo = toolchain::cargo("build");
    cargo.args([
        "--package",
        "partitura",
        "--lib",
        "--profile",
        profile,
        "--target",
        WASM_TARGET,
    ]);
    toolchain::run(
        &mut cargo,
        "The wasm could not be built; what the compiler says stands above.",
    )?;
    Ok(target_dir
        .join(WASM_TARGET)
        .join(profile)
        .join(STEM)
        .with_extension("wasm"))
}

/// Writes the JavaScript module that loads the wasm, and the wasm as that module expects it.
fn glue(compiled: &Path, directory: &Path, options: &Options) -> Outcome<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .out_name(STEM)
        .typescript(false)
        .remove_name_section(!options.names);
    // The glue then knows by itself that its wasm lies beside it, under whatever path the site is hosted.
    bindgen.omit_default_module_path(false);
    let written = bindgen.web(true).and_then(|bindgen| bindgen.generate(directory));
    written.map_err(|error| format!("The JavaScript glue could not be made: {error:#}"))
}

/// A directory in the making. It disappears with this value unless it has become the site.
struct Staging {
    path: PathBuf,
}

impl Staging {
    /// The number of the process keeps two builds at the same time apart.
    fn beside(dist: &Path) -> Outcome<Staging> {
        let path = dist.with_extension(format!("next-{}", process::id()));
        remove(&path)?;
        fs::create_dir_all(&path).map_err(|error| cannot("create", &path, &error))?;
        Ok(Staging { path })
    }

    /// Two renames, because a directory that is not empty cannot be replaced by one.
    fn replace(self, dist: &Path) -> Outcome<()> {
        let previous = dist.with_extension(format!("previous-{}", process::id()));
        remove(&previous)?;
        match fs::rename(dist, &previous) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot("move", dist, &error)),
            _ => {}
        }
        if let Err(error) = fs::rename(&self.path, dist) {
            // The first build has no previous site to put back.
            let _ = fs::rename(&previous, dist);
            return Err(cannot("write", dist, &error));
        }
        remove(&previous)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // After a success there is nothing left to remove; after a failure the sentence about that failure matters more.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn remove(directory: &Path) -> Outcome<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(cannot("remove", directory, &error)),
        _ => Ok(()),
    }
}

fn copy_tree(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to).map_err(|error| cannot("create", to, &error))?;
    for entry in from.read_dir().map_err(|error| cannot("read", from, &error))? {
        let source = entry.map_err(|error| cannot("read", from, &error))?.path();
        let Some(name) = source.file_name() else { continue };
        let target = to.join(name);
        if source.is_dir() {
            copy_tree(&source, &target)?;
        } else {
            fs::copy(&source, &target).map_err(|error| cannot("copy", &source, &error))?;
        }
    }
    Ok(())
}

fn cannot(verb: &str, path: &Path, error: &io::Error) -> String {
    format!("Cannot {verb} {}: {error}.", path.display())
}
