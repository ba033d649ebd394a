//! Settings that suit a model made from nothing, and one that was trained before.

use std::collections::BTreeMap;

use synth_contracts::Language;
use synth_course::{Base, Stage};
use synth_model::LoraConfig;

use crate::images::Images;
use crate::pay::Preset;
use crate::prompts;
use crate::settings::{Ballot, Bands, Lesson, Regression, Settings};

/// The preset that runs from nothing.
pub const TINY: &str = "tiny";

/// A lesson of a model that was just made: its rate falls to a tenth.
fn small(steps: u64, batch: usize, rate: f64, max_tokens: usize) -> Lesson {
    Lesson { steps, batch, group: 8, rate, rise: 3, floor: 0.1, beta: 0.0, max_tokens }
}

/// A lesson of a model that follows instructions, which it must not forget.
fn large(max_tokens: usize) -> Lesson {
    let (steps, batch, rate) = (20, 16, 1e-5);
    Lesson { steps, batch, group: 8, rate, rise: 3, floor: 1.0, beta: 0.01, max_tokens }
}

/// For half a million weights on two cores, in the world of plain boards.
pub fn tiny() -> Settings {
    Settings {
        base: Base::Preset(TINY.to_owned()),
        adapters: LoraConfig { rank: 16, alpha: 32.0, vision: true, ..LoraConfig::default() },
        prompts: prompts::digest(true),
        brief: true,
        warm_up: Some(Stage { steps: 2_800, batch: 64, rate: 3e-3, rise: 50 }),
        proposer: Lesson { beta: 0.2, ..small(120, 16, 2e-3, 160) },
        coder: small(100, 16, 1e-3, 160),
        solver: small(600, 16, 5e-4, 12),
        cooling: 0.5,
        micro_rows: 32,
        // Two drawings of one caption are the same board.
        programs: 1,
        concepts: 1_024,
        trials: 4,
        tasks: 7_200,
        // Boards of every number come in equal parts: what is known is not unlearnt.
        rehearsal: 0.0,
        measured: 384,
        ballot: Ballot { easy: 4, hard: 8, most: 16, deviation: 0.12, blind: 4 },
        bands: Bands { render: [0.0, 0.75], easy: 0.25, hard: [0.3, 0.95], confidence: 0.25 },
        // A few words make all captions: only those that are nearly the same are copies.
        copy: [0.2, 0.9],
        exam: 3_000,
        ..trained(Base::Preset(TINY.to_owned()))
    }
}

/// For a model that follows instructions, on GPUs.
pub fn trained(base: Base) -> Settings {
    Settings {
        seed: 0,
        base,
        adapters: LoraConfig::default(),
        curriculum: String::new(),
        prompts: prompts::digest(false),
        brief: false,
        warm_up: None,
        iterations: 3,
        rewards: Preset::Sound,
        without: Vec::new(),
        language: Language::Svg,
        proposer: large(2048),
        coder: large(4096),
        solver: Lesson { steps: 100, ..large(2048) },
        cooling: 1.0,
        micro_rows: 2,
        programs: 2,
        concepts: 256,
        trials: 4,
        tasks: 1_000,
        tries: 3,
        passes: 4,
        rehearsal: 0.5,
        measured: 64,
        ballot: Ballot { easy: 4, hard: 8, most: 16, deviation: 0.12, blind: 4 },
        bands: Bands { render: [0.25, 0.75], easy: 0.5, hard: [0.25, 0.9], confidence: 0.25 },
        copy: [0.5, 0.5],
        exam: 600,
        regression: Regression::RollBack,
        save_every: 10,
        keep: 2,
        control: false,
        guests: BTreeMap::new(),
        images: None,
    }
}

/// How pictures are looked for with such a model as [`tiny`] describes.
pub fn tiny_images() -> Images {
    // A query's reward holds the luck of its pictures: slower, and by more of them.
    let [searcher, questioner] = [small(24, 8, 5e-4, 48), small(24, 8, 1e-3, 64)];
    Images { searcher, questioner, queries: 64, results: 4, looks: 3, ..trained_images() }
}

/// How pictures are looked for with a model that follows instructions.
pub fn trained_images() -> Images {
    Images {
        repository: String::new(),
        outlook: String::new(),
        prompts: String::new(),
        searcher: large(512),
        questioner: large(2048),
        queries: 256,
        results: 4,
        looks: 2,
        fade: 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_we_set_has_a_meaning() {
        tiny().check().unwrap();
        trained(Base::Path("a".into())).check().unwrap();
        let one = Lesson { group: 1, ..tiny().coder };
        assert!(Settings { coder: one, ..tiny() }.check().is_err());
        for (coder, name) in [
            (Lesson { floor: 1.5, ..tiny().coder }, "floor"),
            (Lesson { beta: -0.1, ..tiny().coder }, "beta"),
            (Lesson { beta: f64::NAN, ..tiny().coder }, "beta"),
        ] {
            let error = Settings { coder, ..tiny() }.check().unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
        for cooling in [0.0, 1.5, f64::NAN] {
            let wrong = Settings { cooling, ..tiny() }.check().unwrap_err().to_string();
            assert!(wrong.contains("cooling"), "{wrong}");
        }
        assert_eq!([1, 2, 3].map(|at| tiny().cooled(at)), [1.0, 0.5, 0.25]);
        let never = Settings { tries: 0, ..tiny() };
        assert!(never.check().unwrap_err().to_string().contains("tries"));
        for images in [tiny_images(), trained_images()] {
            Settings { images: Some(images.clone()), ..tiny() }.check().unwrap();
            let none = Images { looks: 0, ..images };
            assert!(Settings { images: Some(none), ..tiny() }.check().is_err());
        }
        let known = Settings { rehearsal: 1.0, ..tiny() };
        assert!(known.check().unwrap_err().to_string().contains("rehearsal"));
        let near = Settings { copy: [0.2, 1.0], ..tiny() };
        assert!(near.check().unwrap_err().to_string().contains("copy"));
    }
}
