//! `synth status`: where a run stands.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Map, Value, json};
use synth_datasets::{FILE_NAME, Reader, Store, StoreError};

use super::{generate, say};
use crate::pipeline::Funnel;
use crate::pipeline::shards::Shards;

/// Say where a run stands
///
/// Reads only; a run may be at work meanwhile.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth status corpus
  synth status corpus --json | jq .accepted")]
pub struct Args {
    /// Folder of a corpus, or of shards
    #[arg(value_name = "DIR")]
    dir: PathBuf,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints where it stands.
pub fn run(args: &Args) -> Result<ExitCode> {
    let shards = !args.dir.is_file() && !args.dir.join(FILE_NAME).exists();
    let standing = match shards {
        // A folder of no shards is a corpus that is not there, for most people.
        true => match Shards::open(std::slice::from_ref(&args.dir)) {
            Ok(shards) => Standing::of_shards(&shards)?,
            Err(crate::pipeline::shards::ShardError::None { .. }) => {
                return Err(StoreError::NoCorpus { path: args.dir.join(FILE_NAME) }.into());
            }
            Err(error) => return Err(error.into()),
        },
        false => Standing::of_corpus(&Store::open_read(&args.dir)?)?,
    };
    if args.json {
        say::json(&standing.object(&args.dir))?
    } else {
        standing.print(&args.dir)?
    }
    Ok(ExitCode::SUCCESS)
}

/// The commonest hard answer of a family.
#[derive(Default)]
struct Commonest {
    answers: BTreeMap<String, u64>,
}

impl Commonest {
    /// The answer, and how often it is there.
    fn most(&self) -> (&str, u64) {
        let most = self.answers.iter().max_by_key(|(_, count)| **count);
        most.map_or(("", 0), |(answer, count)| (answer, *count))
    }

    fn share(&self) -> f64 {
        self.most().1 as f64 / self.answers.values().sum::<u64>().max(1) as f64
    }
}

/// Where a run stands, in one store or in several.
struct Standing {
    config: Value,
    wanted: u64,
    accepted: u64,
    tried: u64,
    /// Slot that a corpus fills next, and its seal.
    corpus: Option<(u64, String)>,
    /// Whether a log lies beside a database: someone writes, or was interrupted.
    open: bool,
    shards: Vec<Value>,
    funnel: Funnel,
    /// Accepted and rejected, by family and level.
    counts: BTreeMap<String, BTreeMap<u8, (u64, u64)>>,
    answers: BTreeMap<String, Commonest>,
}

impl Standing {
    fn of_corpus(reader: &Reader) -> Result<Self, StoreError> {
        let lane = reader.lane();
        let mut standing = Self::sum(&[reader], reader.config()?.value().clone())?;
        standing.wanted = lane.below(reader.wanted()?);
        standing.corpus = Some((reader.progress()?.next_slot, reader.seal()?.to_hex()));
        Ok(standing)
    }

    fn of_shards(shards: &Shards) -> Result<Self, StoreError> {
        let readers: Vec<&Reader> = shards.readers.values().collect();
        let mut standing = Self::sum(&readers, shards.config.value().clone())?;
        standing.wanted = shards.wanted;
        let missing = shards.missing(shards.wanted)?;
        for shard in 0..shards.count {
            let accepted = shards.readers.get(&shard).map_or(Ok(0), |reader| reader.len())?;
            let late = missing.iter().find(|missing| missing.shard == shard);
            standing.shards.push(json!({
                "shard": shard,
                "accepted": accepted,
                "complete": late.is_none(),
                "trouble": late.and_then(|missing| missing.trouble.clone()),
            }));
        }
        Ok(standing)
    }

    fn sum(readers: &[&Reader], config: Value) -> Result<Self, StoreError> {
        let funnel = Funnel::sum(readers.iter().copied())?;
        let (mut counts, mut answers) = (BTreeMap::new(), BTreeMap::<_, Commonest>::new());
        let mut open = false;
        for reader in readers {
            for row in reader.counts()? {
                let levels: &mut BTreeMap<u8, (u64, u64)> = counts.entry(row.family).or_default();
                let level = levels.entry(row.level.get()).or_default();
                level.0 += row.accepted;
                level.1 += row.rejected;
            }
            for row in reader.answers()? {
                let family = answers.entry(row.family).or_default();
                *family.answers.entry(row.answer).or_default() += row.count;
            }
            open |= log_beside(reader.path());
        }
        let (accepted, tried) = (funnel.accepted, funnel.proposed);
        let (wanted, corpus, shards) = (0, None, Vec::new());
        Ok(Self { config, wanted, accepted, tried, corpus, open, shards, funnel, counts, answers })
    }

    fn object(&self, dir: &Path) -> Value {
        let balance: Map<String, Value> = self
            .answers
            .iter()
            .map(|(family, answers)| {
                let (answer, count) = answers.most();
                let (different, share) = (answers.answers.len(), answers.share());
                let of = json!({"different": different, "commonest": answer, "count": count, "share": share});
                (family.clone(), of)
            })
            .collect();
        let counts: Vec<Value> = self
            .counts
            .iter()
            .flat_map(|(family, levels)| levels.iter().map(move |(level, count)| (family, level, count)))
            .map(|(family, level, (accepted, rejected))| {
                json!({"family": family, "level": level, "accepted": accepted, "rejected": rejected})
            })
            .collect();
        json!({
            "dir": dir,
            "accepted": self.accepted,
            "wanted": self.wanted,
            "complete": self.complete(),
            "tried": self.tried,
            "next_slot": self.corpus.as_ref().map(|corpus| corpus.0),
            "seal": self.corpus.as_ref().map(|corpus| &corpus.1),
            "open": self.open,
            "shards": self.shards,
            "config": self.config,
            "funnel": self.funnel,
            "counts": counts,
            "answers": balance,
        })
    }

    fn complete(&self) -> bool {
        self.wanted > 0 && self.accepted >= self.wanted
    }

    fn print(&self, dir: &Path) -> Result<()> {
        let Self { accepted, wanted, tried, .. } = self;
        let percent = *accepted as f64 * 100.0 / (*wanted).max(1) as f64;
        let state = match (self.complete(), self.open) {
            (true, false) => "complete",
            (_, true) => "being written, or interrupted: the same command goes on",
            (false, false) => "stopped: the same command goes on",
        };
        say::line(format_args!(
            "{}: {accepted} of {wanted} tasks ({percent:.1} %), {state}",
            dir.display()
        ))?;
        say::line(format_args!("tried      {tried} candidates"))?;
        if let Some((slot, seal)) = &self.corpus {
            say::line(format_args!("next slot  {slot}\nseal       {seal}"))?;
        }
        self.print_shards()?;
        for key in ["seed", "families", "levels", "limits", "version", "guest", "shard", "shards"] {
            if let Some(value) = self.config.get(key) {
                say::line(format_args!("{key:<11}{value}"))?;
            }
        }
        for (role, player) in self.config["authored"]["players"].as_object().into_iter().flatten() {
            say::line(format_args!("{role:<11}{}", player["model"].as_str().unwrap_or_default()))?;
        }
        say::line("")?;
        generate::funnel(&self.funnel)?;
        self.print_families()
    }

    fn print_shards(&self) -> Result<()> {
        if self.shards.is_empty() {
            return Ok(());
        }
        let late = self.shards.iter().filter(|shard| shard["complete"] == false);
        say::line(format_args!(
            "shards     {} of {} complete",
            self.shards.len() - late.clone().count(),
            self.shards.len()
        ))?;
        late.take(20).try_for_each(|shard| {
            let trouble = shard["trouble"].as_str().unwrap_or("");
            say::line(format_args!(
                "           shard {}: {} tasks {trouble}",
                shard["shard"], shard["accepted"]
            ))
        })
    }

    fn print_families(&self) -> Result<()> {
        let levels: Vec<u8> = (1..=5).collect();
        let head: String =
            levels.iter().map(|level| format!("{:>8}", format!("level {level}"))).collect();
        say::line(format_args!(
            "\n{:<20}{head}{:>9}{:>9}   commonest hard answer",
            "family", "all", "refused"
        ))?;
        for (family, counts) in &self.counts {
            let of = |level: &u8| counts.get(level).map_or(0, |count| count.0);
            let row: String = levels.iter().map(|level| format!("{:>8}", of(level))).collect();
            let all: u64 = levels.iter().map(of).sum();
            let refused: u64 = counts.values().map(|count| count.1).sum();
            let answers = self.answers.get(family).map_or(String::new(), |answers| {
                let (answer, _) = answers.most();
                let shown: String = answer.chars().take(24).collect();
                format!(
                    "{shown} ({:.1} % of {} answers)",
                    answers.share() * 100.0,
                    answers.answers.len()
                )
            });
            say::line(format_args!("{family:<20}{row}{all:>9}{refused:>9}   {answers}"))?;
        }
        Ok(())
    }
}

fn log_beside(database: &Path) -> bool {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).exists()
}
