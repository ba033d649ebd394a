//! The arguments of rustc, so that what it makes does not tell where the sources lie.

use std::ffi::{OsStr, OsString};

/// Every package of this repository is called so; those of registries are named by
/// their registry, not by a folder.
const OURS: &str = "synth-";

/// `arguments` with what cargo made of folders taken out, for the package that cargo
/// describes in `variable`s.
///
/// A package in a folder has that folder in its metadata, and with it in the names of its
/// symbols: the package's own name is as good, for no two of ours share one. File names
/// begin at the package, and those of generated code at its build script's output.
pub fn steady(
    arguments: impl IntoIterator<Item = OsString>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Vec<OsString> {
    let package = variable("CARGO_PKG_NAME").unwrap_or_default();
    let metadata = package.to_str().filter(|name| name.starts_with(OURS));
    let named = |argument: OsString| match metadata {
        Some(name) if argument.to_string_lossy().starts_with("metadata=") => {
            format!("metadata={name}").into()
        }
        _ => argument,
    };
    let mut steadied: Vec<OsString> = arguments.into_iter().map(named).collect();
    let version = variable("CARGO_PKG_VERSION").unwrap_or_default();
    for (folder, ending) in [("CARGO_MANIFEST_DIR", ""), ("OUT_DIR", "/out")] {
        if let Some(folder) = variable(folder) {
            steadied.push(remap(&folder, &[&package, "-".as_ref(), &version, ending.as_ref()]));
        }
    }
    steadied
}

fn remap(folder: &OsStr, name: &[&OsStr]) -> OsString {
    let mut argument = OsString::from("--remap-path-prefix=");
    argument.push(folder);
    argument.push("=/");
    name.iter().for_each(|part| argument.push(part));
    argument
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steadied(package: &str, folder: &str) -> Vec<OsString> {
        let arguments = ["--crate-name", "x", "-C", "metadata=0123", "-C", "extra-filename=-0123"];
        steady(arguments.map(OsString::from), |name| match name {
            "CARGO_PKG_NAME" => Some(package.into()),
            "CARGO_PKG_VERSION" => Some("1.2.3".into()),
            "CARGO_MANIFEST_DIR" => Some(folder.into()),
            _ => None,
        })
    }

    #[test]
    fn a_package_of_ours_is_known_by_its_name() {
        assert_eq!(
            steadied("synth-x", "/home/a/synth"),
            [
                "--crate-name",
                "x",
                "-C",
                "metadata=synth-x",
                "-C",
                "extra-filename=-0123",
                "--remap-path-prefix=/home/a/synth=/synth-x-1.2.3",
            ]
        );
    }

    #[test]
    fn a_package_of_a_registry_keeps_its_metadata() {
        let arguments = steadied("serde", "/home/a/registry/serde");
        assert!(arguments.contains(&"metadata=0123".into()));
        assert!(
            arguments.contains(&"--remap-path-prefix=/home/a/registry/serde=/serde-1.2.3".into())
        );
    }

    #[test]
    fn a_call_that_compiles_nothing_is_passed_on() {
        assert_eq!(steady(["-vV".into()], |_| None), ["-vV"]);
    }
}
