//! What families make, drawn: twins of those that write Python, the gallery, and a family
//! that is started from the command line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use synth::pipeline::candidate::examine;
use synth::pipeline::twins::{Shown, Studio, Twins};
use synth_contracts::{Language, Level};
use synth_sandbox::{Limits, Sandbox};
use synth_templates::rules::stream;
use synth_templates::{FAMILIES, Registered};

fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| Sandbox::new(1).unwrap())
}

fn synth(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synth"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

/// A task of a family with its twins.
fn twins(family: &Registered, level: Level, seed: u64) -> Option<(Shown, Twins)> {
    let limits = Limits::default();
    let (studio, stream) = (Studio { sandbox: sandbox(), limits: &limits }, stream(family, seed));
    let draft = family.propose(level, &stream).ok()?;
    let twins = studio.twins(family, level, &stream, &draft).unwrap();
    Some((studio.show(draft, &stream).unwrap(), twins))
}

fn refused(shown: &Shown) -> Option<String> {
    examine(&shown.draft, &shown.rendering).1.err().map(|failed| failed.to_string())
}

/// Families whose programs are pictures are held against the same rules in
/// `templates/tests/drawn.rs`.
#[test]
fn python_families_show_what_they_should_and_so_do_their_twins() {
    let (mut broken, mut hidden, mut all) = (Vec::new(), 0, 0);
    for family in FAMILIES.iter().filter(|family| family.card.language == Language::Python) {
        for level in Level::ALL {
            let Some((task, twins)) = twins(family, level, 0) else { continue };
            let shown = [Some(&task), twins.counterfactual.as_ref(), twins.restyled.as_ref()];
            for why in shown.into_iter().flatten().filter_map(refused) {
                broken.push(format!("{}, level {level}: {why}", family.card.name));
            }
            if let Some(twin) = &twins.counterfactual {
                assert_ne!(twin.rendering.digest(), task.rendering.digest());
                all += 1;
            }
            hidden += usize::from(twins.unanswerable.is_some());
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(all > 0 && hidden * 2 >= all, "{hidden} of {all} have an unanswerable twin");
}

#[test]
fn a_gallery_shows_families_and_comes_out_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let shown = ["--family", "bar-chart", "--family", "maze"];
    for out in ["one", "two"] {
        let made = synth(folder.path(), &[&["gallery", "--out", out, "-q"], &shown[..]].concat());
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let mut names: Vec<String> = fs::read_dir(folder.path().join("one"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    for name in &names {
        let [one, two] = ["one", "two"].map(|out| fs::read(folder.path().join(out).join(name)));
        assert_eq!(one.unwrap(), two.unwrap(), "{name}");
    }
    let page = fs::read_to_string(folder.path().join("one/maze.md")).unwrap();
    for level in Level::ALL {
        assert!(page.contains(&format!("## Level {level}\n\n![](maze-{level}.png)\n\n- Easy: ")));
    }
    // Every picture that is shown is there, and every one that is there is shown.
    let pictures = names.iter().filter(|name| name.starts_with("maze") && name.ends_with(".png"));
    let shown = page.matches("![](").count();
    assert_eq!(pictures.filter(|name| page.contains(&format!("![]({name})"))).count(), shown);
    assert!(names.contains(&"sheet.png".to_owned()) && names.contains(&"index.md".to_owned()));

    let none = synth(folder.path(), &["gallery", "--out", "g", "--family", "nothing"]);
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn a_family_is_started_once_and_under_a_good_name() {
    let folder = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/src");
    let copy = folder.path().join("templates/src");
    fs::create_dir_all(copy.join("families")).unwrap();
    for name in ["registry.rs", "families/mod.rs"] {
        fs::copy(source.join(name), copy.join(name)).unwrap();
    }
    let made = synth(folder.path(), &["new-family", "dot-grid"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let read = |name: &str| fs::read_to_string(copy.join(name)).unwrap();
    assert!(read("families/dot_grid.rs").contains("impl Family for DotGrid {"));
    assert!(read("families/mod.rs").contains("\npub mod dot_grid;\n"));
    assert!(read("registry.rs").contains("Registered::of::<families::dot_grid::DotGrid>(),\n];"));
    // Neither a second time, nor under another family's name, nor under a bad one.
    let before = (read("families/mod.rs"), read("registry.rs"));
    for name in ["dot-grid", "bar-chart", "DotGrid", "../dots"] {
        let refused = synth(folder.path(), &["new-family", name]);
        assert_eq!(refused.status.code(), Some(2), "{name}");
    }
    assert_eq!((read("families/mod.rs"), read("registry.rs")), before);
}
