//! Tasks with their twins and negatives, shown to two indexes.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use synth_contracts::Program;
use synth_dedup::{Asked, Config, Index, Pictures, Raster, Signature, Verdict};

use crate::base::{Base, draw, png};
use crate::negatives::NEGATIVES;
use crate::twins::{self, TWINS};
use crate::wording::{REWRITES, with_options};

/// What is promised of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// All found, none wrong.
    Copy,
    /// 99 % found, 99.9 % of the merges right, by pictures alone.
    Benign,
    /// As many by scene; reported by pictures alone.
    Restyled,
    /// Not more than 0.1 % merged.
    Negative,
    /// Reported, not promised.
    Reported,
}

/// How many of a row were merged with their own task, and with another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Merged {
    pub right: u64,
    pub wrong: u64,
}

/// One row: by pictures alone, and by scene.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    pub shown: u64,
    pub blind: Merged,
    pub scene: Merged,
}

/// Rows by kind and place, with their names.
pub type Rows = BTreeMap<(Kind, usize), (String, Row)>;

struct Kept {
    base: Base,
    png: Vec<u8>,
    /// Without scene, and with scene and program.
    signatures: [Signature; 2],
    admitted: [bool; 2],
}

/// See the [module](self).
pub struct Planted {
    tasks: Vec<Kept>,
    indexes: [Index; 2],
    admission: String,
}

/// The stored pictures, and one that is being shown.
struct Shelf<'a>(&'a [Kept], Option<&'a Raster>);

impl Pictures for Shelf<'_> {
    fn picture(&self, id: u64) -> Result<Option<Raster>, synth_dedup::PictureFault> {
        let kept = self.0.get(id as usize);
        Ok(kept.map(|kept| Raster::decode(&kept.png).expect("it was encoded")).or(self.1.cloned()))
    }
}

/// What is asked of a task.
fn asked(base: &Base) -> Vec<Asked> {
    base.asked.iter().map(|asked| Asked::new(&asked.text, &asked.answer.to_string())).collect()
}

/// Without scene, and with scene and program.
fn signatures(base: &Base, picture: &Raster, asked: &[Asked], changed: bool) -> [Signature; 2] {
    let blind = Signature::of(picture, asked);
    // A changed program was not drawn from the scene: it has another.
    let scene = match changed {
        true => synth_contracts::Digest::of_parts("changed", [base.svg.as_bytes()]),
        false => base.scene,
    };
    let program = Program::svg(base.svg.as_str()).normalised_digest();
    let known = blind.clone().with_scene(&scene).with_program(&program);
    [blind, known]
}

impl Planted {
    /// Draws and admits the tasks.
    pub fn new(bases: impl Iterator<Item = Base>) -> Self {
        let bases: Vec<Base> = bases.collect();
        let (mut drawing, mut signing) = (0.0, 0.0);
        let mut timed = |base: Base| {
            let start = Instant::now();
            let picture = draw(&base.svg).expect("a family's program draws");
            drawing += start.elapsed().as_secs_f64();
            let start = Instant::now();
            let signatures = signatures(&base, &picture, &asked(&base), false);
            signing += start.elapsed().as_secs_f64();
            Kept { png: png(&picture), base, signatures, admitted: [false; 2] }
        };
        let mut tasks: Vec<Kept> = bases.into_iter().map(&mut timed).collect();
        let mut indexes = [Index::new(Config::default()), Index::new(Config::default())];
        let mut seconds = [0.0; 2];
        for (which, index) in indexes.iter_mut().enumerate() {
            let start = Instant::now();
            for at in 0..tasks.len() {
                let signature = &tasks[at].signatures[which];
                let verdict = index.admit(signature, at as u64, &Shelf(&tasks, None));
                tasks[at].admitted[which] = verdict.expect("no picture is lost") == Verdict::Unique;
            }
            seconds[which] = start.elapsed().as_secs_f64();
        }
        let count = tasks.len() as f64;
        let refused = [0, 1].map(|which| tasks.iter().filter(|t| !t.admitted[which]).count());
        let admission = format!(
            "{count} tasks of five families at 448 pixels, one thread: drawing {:.0} a second, \
             signatures {:.0} a second, admission {:.0} a second by pictures alone and {:.0} with \
             scenes. Of the tasks themselves, {} were refused by pictures alone and {} with \
             scenes.\n",
            count / drawing,
            count / signing,
            count / seconds[0],
            count / seconds[1],
            refused[0],
            refused[1],
        );
        Self { tasks, indexes, admission }
    }

    /// Speed of admission and what was refused, in a sentence.
    pub fn admission(&self) -> &str {
        &self.admission
    }

    /// A few of the pictures.
    pub fn pictures(&self) -> Vec<Raster> {
        let first = self.tasks.iter().take(50);
        first.map(|kept| Raster::decode(&kept.png).expect("it was encoded")).collect()
    }

    /// Shows the twins and negatives of `count` tasks to both indexes.
    pub fn show(&self, count: usize) -> Rows {
        let rows = Mutex::new(Rows::new());
        let threads = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            for thread in 0..threads {
                let rows = &rows;
                scope.spawn(move || {
                    for turn in (thread..count).step_by(threads) {
                        self.show_task(turn * self.tasks.len() / count, rows);
                    }
                });
            }
        });
        rows.into_inner().expect("no thread panics")
    }

    fn show_task(&self, at: usize, rows: &Mutex<Rows>) {
        let kept = &self.tasks[at];
        let base = &kept.base;
        let picture = Raster::decode(&kept.png).expect("it was encoded");
        let own = asked(base);
        let rng = |name: &str| base.stream.child(name).rng();
        let note = |kind, place, name: &str, base: &Base, picture: &Raster, asked: &[Asked]| {
            let changed = matches!(kind, Kind::Negative | Kind::Reported);
            let signatures = signatures(base, picture, asked, changed);
            self.note(at, rows, (kind, place), name, picture, &signatures);
        };
        note(Kind::Copy, 0, "exact copy, another file", base, &twins::copy(&picture), &own);
        for (place, twin) in TWINS.iter().enumerate() {
            let changed = (twin.make)(&picture, &mut rng(twin.name));
            note(Kind::Benign, place, twin.name, base, &changed, &own);
        }
        for (place, rewrite) in REWRITES.iter().enumerate() {
            let Some(other) = (rewrite.make)(base, &mut rng(rewrite.name)) else { continue };
            let Some(picture) = draw(&other.svg) else { continue };
            note(Kind::Restyled, place, rewrite.name, &other, &picture, &asked(&other));
        }
        for (place, negative) in NEGATIVES.iter().enumerate() {
            let mut rng = rng(negative.name);
            let Some(svg) = (negative.make)(&base.svg, &mut rng) else { continue };
            let Some(changed) = draw(&svg).filter(|changed| *changed != picture) else { continue };
            let base = &Base { svg, ..base.clone() };
            note(Kind::Negative, place, negative.name, base, &changed, &own);
            // The same change, and something benign on top.
            let benign: [(&str, Raster); 3] = [
                ("JPEG 75", twins::jpeg(&changed, 75, true)),
                ("resized to 75 %", twins::resized(&changed, 0.75, &mut rng)),
                ("noise 10", twins::noisy(&changed, 10.0, &mut rng)),
            ];
            for (which, (then, changed)) in benign.iter().enumerate() {
                let name = format!("{}, then {then}", negative.name);
                note(Kind::Reported, which * NEGATIVES.len() + place, &name, base, changed, &own);
            }
        }
        self.show_choices(at, &picture, rows);
    }

    /// Multiple choice: an index of its own, since the question is another.
    fn show_choices(&self, at: usize, picture: &Raster, rows: &Mutex<Rows>) {
        let base = &self.tasks[at].base;
        let mut rng = base.stream.child("options").rng();
        let [first, second] = [(); 2].map(|()| with_options(base, &mut rng));
        let mut row = Row { shown: 1, ..Row::default() };
        let pairs = signatures(base, picture, &first, false)
            .into_iter()
            .zip(signatures(base, picture, &second, false));
        for ((one, two), merged) in pairs.zip([&mut row.blind, &mut row.scene]) {
            let mut index = Index::default();
            index.restore(&one, 0);
            let verdict =
                index.admit(&two, 1, &Shelf(&[], Some(picture))).expect("no picture is lost");
            merged.right += u64::from(matches!(verdict, Verdict::Duplicate(_)));
        }
        add(rows, (Kind::Benign, TWINS.len()), "options shuffled", row);
    }

    fn note(
        &self,
        at: usize,
        rows: &Mutex<Rows>,
        key: (Kind, usize),
        name: &str,
        picture: &Raster,
        signatures: &[Signature; 2],
    ) {
        let mut row = Row { shown: 1, ..Row::default() };
        let shelf = Shelf(&self.tasks, Some(picture));
        let merged = [&mut row.blind, &mut row.scene];
        for (which, (signature, merged)) in signatures.iter().zip(merged).enumerate() {
            let found = self.indexes[which].look_up(signature, u64::MAX, &shelf);
            if let Verdict::Duplicate(merge) = found.expect("no picture is lost") {
                // A task that was itself refused has its twin's twin as its own.
                let own = merge.of == at as u64 || !self.tasks[at].admitted[which];
                merged.right += u64::from(own);
                merged.wrong += u64::from(!own);
            }
        }
        add(rows, key, name, row);
    }
}

fn add(rows: &Mutex<Rows>, key: (Kind, usize), name: &str, row: Row) {
    let mut rows = rows.lock().expect("no thread panics");
    let (_, sum) = rows.entry(key).or_insert_with(|| (name.to_owned(), Row::default()));
    sum.shown += row.shown;
    for (sum, row) in [(&mut sum.blind, row.blind), (&mut sum.scene, row.scene)] {
        sum.right += row.right;
        sum.wrong += row.wrong;
    }
}
