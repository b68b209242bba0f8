//! How much a first visit downloads: every file of the site, as it lies there and as a good server sends it.
//!
//! Absent on purpose: speed. The workshop is built without optimisation, so that a fresh clone is soon at work, and the
//! best compression of a megabyte then takes half a minute. Only `cargo xtask build` spends it, after the site is there.

use std::fs;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;

use crate::Outcome;

struct Size {
    name: String,
    raw: usize,
    brotli: usize,
}

/// Prints the sizes of all files below `directory` as a table, largest first.
pub fn print(directory: &Path) -> Outcome<()> {
    println!(
        "The site is in {}. Measuring what a visit downloads:",
        directory.display()
    );
    let mut sizes = files(directory)?
        .iter()
        .map(|file| measure(directory, file))
        .collect::<Outcome<Vec<Size>>>()?;
    sizes.sort_by(|one, other| other.raw.cmp(&one.raw).then_with(|| one.name.cmp(&other.name)));
    println!("\n{}", table(&sizes));
    Ok(())
}

fn measure(directory: &Path, file: &Path) -> Outcome<Size> {
    let bytes = fs::read(file).map_err(|error| format!("Cannot read {}: {error}.", file.display()))?;
    let name = file.strip_prefix(directory).unwrap_or(file).display().to_string();
    let brotli = compressed(&bytes).map_err(|error| format!("Cannot compress {name}: {error}."))?;
    Ok(Size {
        name,
        raw: bytes.len(),
        brotli,
    })
}

fn compressed(bytes: &[u8]) -> std::io::Result<usize> {
    let params = BrotliEncoderParams {
        quality: 11,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &params)?;
    Ok(compressed.len())
}

fn table(sizes: &[Size]) -> String {
    let total = Size {
        name: "everything in dist/".to_string(),
        raw: sizes.iter().map(|size| size.raw).sum(),
        brotli: sizes.iter().map(|size| size.brotli).sum(),
    };
    let width = sizes
        .iter()
        .chain([&total])
        .map(|size| size.name.chars().count())
        .max()
        .unwrap_or(0);
    let mut lines = vec![format!("{:width$}  {:>10}  {:>10}", "bytes", "raw", "brotli")];
    for size in sizes.iter().chain([&total]) {
        lines.push(format!("{:width$}  {:>10}  {:>10}", size.name, size.raw, size.brotli));
    }
    lines.join("\n")
}

pub fn files(directory: &Path) -> Outcome<Vec<PathBuf>> {
    let cannot_read = |error| format!("Cannot read {}: {error}.", directory.display());
    let mut found = Vec::new();
    for entry in directory.read_dir().map_err(cannot_read)? {
        let path = entry.map_err(cannot_read)?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ends_with_the_sum() {
        let size = |name: &str, raw, brotli| Size {
            name: name.to_string(),
            raw,
            brotli,
        };
        let expected = [
            "bytes                       raw      brotli",
            "a.wasm                     2000         800",
            "b.css                        30          20",
            "everything in dist/        2030         820",
        ];
        assert_eq!(
            table(&[size("a.wasm", 2000, 800), size("b.css", 30, 20)]),
            expected.join("\n")
        );
    }
}
