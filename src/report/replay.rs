//! The command that makes a task again.
//!
//! A candidate is a function of the seed, its family, its place among the family's slots
//! and the attempt; what refused the attempts before it looks at the family's own tasks.
//! So a run of the family alone, up to that place, ends with the same task. A shard's
//! gates look at the shard, so there the shard is run again.

use serde_json::Value;
use synth_contracts::{Origin, Task};

use crate::source::Corpus;

/// For a task, and the name by which it is then shown.
pub(crate) fn of(task: &Task, id: &str, slot: u64, corpus: &Corpus) -> String {
    let Some((family, index, seed)) = place(&task.provenance.origin) else {
        let ending = task.program.language.extension();
        return format!("synth render program.{ending} --max-side {}", task.provenance.max_side);
    };
    let run = generate(corpus, &family, index, seed, slot, task.provenance.max_side);
    format!("{run} && synth show {} --dir {}", id.get(..16).unwrap_or(id), folder(corpus))
}

/// For a refused attempt; nothing makes again what models said.
pub(crate) fn of_refused(
    family: &str,
    index: Option<u64>,
    slot: u64,
    corpus: &Corpus,
) -> Option<String> {
    if corpus.authored() {
        return None;
    }
    let seed = corpus.config["seed"].as_u64().unwrap_or(0);
    let side = corpus.config["limits"]["max_side"].as_u64().unwrap_or(0) as u32;
    // Alone in its run, a family's place is the slot.
    let at = if corpus.lane.step > 1 { slot } else { index.unwrap_or(slot) };
    let run = generate(corpus, family, index.unwrap_or(slot), seed, slot, side);
    let query = format!("SELECT * FROM rejections WHERE slot = {at}");
    Some(format!("{run} && sqlite3 -line {}/corpus.sqlite \"{query}\"", folder(corpus)))
}

fn place(origin: &Origin) -> Option<(String, u64, u64)> {
    // Read as JSON, so that a new kind of origin is no fault of this report.
    let origin = serde_json::to_value(origin).ok()?;
    let family = origin["family"].as_str()?.to_owned();
    (origin["by"] == "template").then_some(())?;
    Some((family, origin["index"].as_u64()?, origin["seed"].as_u64()?))
}

fn folder(corpus: &Corpus) -> String {
    match corpus.lane.step {
        1 => "again".to_owned(),
        step => format!("again/shard-{:05}-of-{step:05}", corpus.lane.first),
    }
}

fn generate(corpus: &Corpus, family: &str, index: u64, seed: u64, slot: u64, side: u32) -> String {
    let mut command = format!("synth generate --seed {seed}");
    let sharded = corpus.lane.step > 1;
    let families = match sharded {
        true => weighted(&corpus.config["families"], &[]),
        false => family.to_owned(),
    };
    let levels = weighted(&corpus.config["levels"], &["1", "2", "3", "4", "5"]);
    if !families.is_empty() {
        command.push_str(&format!(" --families {}", quoted(&families)));
    }
    if !levels.is_empty() {
        command.push_str(&format!(" --level {}", quoted(&levels)));
    }
    command.push_str(&format!(" --max-side {side}"));
    if sharded {
        let (shard, shards) = (corpus.lane.first, corpus.lane.step);
        command.push_str(&format!(" --shards {shards} --shard {shard}"));
    }
    if corpus.config.get("unlike").is_some_and(|unlike| !unlike.is_null()) {
        command.push_str(" --unlike \"$THE_SAME_CORPORA\"");
    }
    let count = if sharded { slot + 1 } else { index + 1 };
    format!("{command} --n {count} --out again")
}

/// `name:weight` of each, nothing if all of `usual` weigh the same and no others do.
fn weighted(weights: &Value, usual: &[&str]) -> String {
    let Some(weights) = weights.as_object() else { return String::new() };
    let plain = weights.values().all(|weight| weight == 1);
    if plain && weights.len() == usual.len() && usual.iter().all(|name| weights.contains_key(*name))
    {
        return String::new();
    }
    let one = |(name, weight): (&String, &Value)| match weight.as_u64() {
        None | Some(1) => name.clone(),
        Some(weight) => format!("{name}:{weight}"),
    };
    weights.iter().map(one).collect::<Vec<_>>().join(",")
}

/// For a shell: in single quotes unless it is plain.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_:,.".contains(c);
    match text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use synth_datasets::Lane;

    fn corpus(config: Value, lane: Lane) -> Corpus {
        Corpus { config, tasks: 9, lane }
    }

    #[test]
    fn a_family_is_run_alone_up_to_the_place() {
        let config =
            json!({"seed": 3, "levels": {"1": 1, "4": 2}, "families": {"maze": 1, "b": 2}});
        let whole = corpus(config.clone(), Lane::WHOLE);
        assert_eq!(
            generate(&whole, "maze", 4, 3, 99, 448),
            "synth generate --seed 3 --families maze --level 1,4:2 --max-side 448 --n 5 --out again"
        );
        let shard = corpus(config, Lane::new(1, 4).unwrap());
        assert_eq!(
            generate(&shard, "maze", 4, 3, 13, 448),
            "synth generate --seed 3 --families b:2,maze --level 1,4:2 --max-side 448 --shards 4 \
             --shard 1 --n 14 --out again"
        );
    }

    #[test]
    fn a_hostile_name_stays_a_word_of_the_shell() {
        assert_eq!(quoted("a'; rm -rf ~ #"), "'a'\\''; rm -rf ~ #'");
        assert_eq!(quoted("bar-chart:2"), "bar-chart:2");
    }
}
