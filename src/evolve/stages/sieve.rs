//! Which candidates become tasks: those that show what they should, that the Solver reads
//! but does not always solve, whose label is sure enough, and that were not there before.
//!
//! Beside them as many are kept as the Solver always solves, if their labels are proved. A
//! batch of tasks at which it errs pulls all one way: if it counts too few in them, it will
//! count too many elsewhere. What it knew pulls back as soon as it no longer does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use synth_contracts::Digest;
use synth_dedup::{Asked as Posed, Config, Index, Raster, Signature, Verdict};
use synth_grader::Truth;
use synth_roles::proposer::Proposal;

use super::Context;
use super::tasks::{Author, Count, Task};
use crate::drawing::{Attempt, Drawing};
use crate::error::{EvolveError, Result, read, write};
use crate::folder::{Draft, Stage, read_lines};
use crate::judge::Trial;
use crate::pay::Preset;
use crate::role::Role;
use crate::settings::Bands;
use crate::vote::{Poll, Sight, Witness};

/// Sorts candidates.
pub(super) struct Sieve<'c> {
    pub context: &'c Context<'c>,
    folder: PathBuf,
    /// Who proposed, drew and voted.
    by: BTreeMap<String, Author>,
    /// Who searched, asked and voted.
    pub by_search: BTreeMap<String, Author>,
    index: Index,
    /// The picture of each task that the index knows, by its number.
    pictures: Vec<PathBuf>,
    pub made: Vec<Task>,
    /// Tasks that the Solver solves already, and that it goes on with lest it unlearn them.
    pub known: Vec<Task>,
    pub refused: Vec<Value>,
}

impl<'c> Sieve<'c> {
    pub fn new(context: &'c Context<'c>, draft: &Draft) -> Result<Self> {
        let by = |roles: &[Role]| -> Result<BTreeMap<String, Author>> {
            let name = |role: Role| role.name().to_owned();
            roles.iter().map(|role| Ok((name(*role), who(context, *role)?))).collect()
        };
        let by_search = match context.settings.images {
            Some(_) => by(&[Role::Searcher, Role::Questioner, Role::Solver])?,
            None => BTreeMap::new(),
        };
        let by = by(&Role::DRAWING)?;
        let mut sieve = Self {
            context,
            folder: draft.folder().to_owned(),
            by,
            by_search,
            index: Index::new(Config::default()),
            pictures: Vec::new(),
            made: Vec::new(),
            known: Vec::new(),
            refused: Vec::new(),
        };
        sieve.earlier()?;
        Ok(sieve)
    }

    /// Takes up what earlier iterations have made.
    fn earlier(&mut self) -> Result<()> {
        for iteration in 1..self.context.iteration {
            let folder = self.context.layout.stage(iteration, Stage::Tasks);
            for task in read_lines::<Task>(&folder.join("tasks.jsonl"))? {
                let path = folder.join(&task.picture);
                let raster = raster(&path)?;
                let signature = signature(&raster, &task);
                self.index.restore(&signature, self.pictures.len() as u64);
                self.pictures.push(path);
            }
        }
        Ok(())
    }

    /// Writes down why there is no task.
    pub fn refuse(&mut self, topic: &str, concept: Option<&str>, reason: &str, why: String) {
        self.refused
            .push(json!({ "topic": topic, "concept": concept, "reason": reason, "why": why }));
    }

    /// Every attempt becomes a task or a refusal.
    pub fn sift(&mut self, trial: &Trial<'_>) -> Result<()> {
        let Some(proposal) = trial.proposal else { return Ok(()) };
        let concept = super::concepts::name(proposal);
        let witnesses: BTreeMap<usize, Witness> =
            trial.witnesses(self.context.settings.rewards).into_iter().collect();
        for (at, attempt) in trial.attempts.iter().enumerate() {
            let verdict = match (attempt, trial.sights[at].as_ref(), witnesses.get(&at)) {
                (Attempt::Unread(why), ..) => Err(("unread-program", why.clone())),
                (Attempt::Unknown(why), ..) => Err(("host", why.clone())),
                (Attempt::Refused(_, reason, why), ..) => Err((*reason, why.clone())),
                (Attempt::Drawn(drawing), sight, witness) => {
                    let of = Of { topic: trial.topic, concept: &concept, proposal, drawing };
                    match (drawing.fault(), sight, witness) {
                        (Some(fault), ..) => Err(fault),
                        (None, Some(sight), Some(witness)) => {
                            self.sift_hard(&of, sight, witness)?
                        }
                        (None, ..) => Err(("host", "nobody voted".to_owned())),
                    }
                }
            };
            if let Err((reason, why)) = verdict {
                self.refuse(trial.topic, Some(&concept), reason, why);
            }
            self.sift_easy(trial, &concept, at)?;
        }
        Ok(())
    }

    /// The hard question; why it is no task, if it is none.
    fn sift_hard(
        &mut self,
        of: &Of<'_>,
        sight: &Sight,
        witness: &Witness,
    ) -> Result<Result<(), (&'static str, String)>> {
        let easy = [sight.easy.right(&of.proposal.easy_answer), sight.easy.asked()];
        let worth = worth(self.context, Some(easy), sight, witness);
        if let Some(label) = &witness.label {
            let asked = Asked::hard(of.proposal, sight, witness, label);
            self.take(of, &asked, worth.is_ok())?;
        }
        Ok(worth.map(|_| ()))
    }

    /// An easy question whose answer follows from its picture is a task as well, if the
    /// Solver finds it now and then and does not know it yet. That it is none says nothing of
    /// the candidate, which has its line already.
    fn sift_easy(&mut self, trial: &Trial<'_>, concept: &str, at: usize) -> Result<()> {
        let (Some(proposal), Some(drawing)) = (trial.proposal, trial.attempts[at].sound()) else {
            return Ok(());
        };
        let (settings, sight) = (self.context.settings, trial.sights[at].as_ref());
        let proof = drawing.easy.answer().filter(|_| settings.rewards == Preset::Sound);
        let (Some(label), Some(sight)) = (proof, sight.filter(|sight| sight.easy.asked() > 0))
        else {
            return Ok(());
        };
        let witness =
            Witness::proved(label, &proposal.easy_answer, [&sight.easy, &Poll::default()]);
        let asked = Asked::easy(proposal, sight, &witness, label);
        let of = Of { topic: trial.topic, concept, proposal, drawing };
        let Bands { easy, hard: [_, most], .. } = settings.bands;
        self.take(&of, &asked, frontier(&witness, [easy, most]).is_ok())
    }

    /// Takes a question up that is worth training on, and one that the Solver solves
    /// already, if its label is proved, as long as there are no more of these.
    fn take(&mut self, of: &Of<'_>, asked: &Asked<'_>, is_worth: bool) -> Result<()> {
        let is_known = asked.witness.proved && asked.witness.sighted[0] > 0;
        let is_kept = is_known && self.known.len() < self.made.len();
        if !(is_worth || is_kept) {
            return Ok(());
        }
        let task = self.task(of, asked);
        let path = self.folder.join(&task.picture);
        let file = of.drawing.shot.file().map_err(read(&path))?;
        if is_worth {
            return self.admit(task, &file.png);
        }
        // That it is too easy stands in the refusals already.
        if self.repeats(&task, &file.png)?.is_none() {
            self.known.push(task);
        }
        Ok(())
    }

    fn task(&self, of: &Of<'_>, asked: &Asked<'_>) -> Task {
        let &Of { topic, concept, proposal, drawing } = of;
        let (program, pixels) = (&drawing.program, drawing.shot.rendering.digest());
        let &Asked { question, author, poll, witness, label } = asked;
        let id = Digest::of_parts(
            "loop-task",
            [
                program.digest().as_bytes().as_slice(),
                pixels.as_bytes(),
                question.as_bytes(),
                label.as_bytes(),
            ],
        )
        .to_hex();
        Task {
            iteration: self.context.iteration,
            topic: topic.to_owned(),
            concept: Some(concept.to_owned()),
            caption: proposal.caption.clone(),
            question: question.to_owned(),
            answer: label.to_owned(),
            author: author.to_owned(),
            confidence: witness.evidence().confidence(),
            pass_rate: f64::from(witness.sighted[0]) / f64::from(witness.sighted[1].max(1)),
            votes: counts(poll),
            witness: witness.clone(),
            program: Some(program.clone()),
            program_id: Some(program.digest().to_hex()),
            verified: Some(drawing.verified),
            retrieved: None,
            picture: format!("pictures/{}.png", &id[..16]),
            by: self.by.clone(),
            id,
        }
    }

    /// Takes a task up, unless it repeats one.
    pub fn admit(&mut self, task: Task, file: &[u8]) -> Result<()> {
        match (self.repeats(&task, file)?, &task.retrieved) {
            (None, _) => self.made.push(task),
            (Some(why), Some(retrieved)) => self.refuse_found(retrieved, "duplicate", why),
            (Some(why), None) => {
                self.refuse(&task.topic, task.concept.as_deref(), "duplicate", why);
            }
        }
        Ok(())
    }

    /// In what a task repeats an earlier one. Of one that repeats none the picture is kept.
    fn repeats(&mut self, task: &Task, file: &[u8]) -> Result<Option<String>> {
        let path = self.folder.join(&task.picture);
        let fault = |why: String| EvolveError::Read { path: path.clone(), reason: why };
        let shown = Raster::decode(file).map_err(|error| fault(error.to_string()))?;
        let signature = signature(&shown, task);
        let number = self.pictures.len() as u64;
        let pictures = |id: u64| match self.pictures.get(id as usize) {
            Some(path) => Raster::decode(&std::fs::read(path).ok()?).ok(),
            None => Some(shown.clone()),
        };
        let verdict = self.index.admit(&signature, number, &pictures);
        if let Verdict::Duplicate(merge) = verdict.map_err(|error| fault(error.to_string()))? {
            return Ok(Some(merge.reason.to_string()));
        }
        std::fs::write(&path, file).map_err(write(&path))?;
        self.pictures.push(path);
        Ok(None)
    }
}

/// What a question is about.
struct Of<'a> {
    topic: &'a str,
    concept: &'a str,
    proposal: &'a Proposal,
    drawing: &'a Drawing,
}

/// A question about a picture, with all that is known of its answer.
struct Asked<'a> {
    question: &'a str,
    author: &'a str,
    poll: &'a Poll,
    witness: &'a Witness,
    label: &'a str,
}

impl<'a> Asked<'a> {
    fn hard(
        proposal: &'a Proposal,
        sight: &'a Sight,
        witness: &'a Witness,
        label: &'a str,
    ) -> Self {
        let (question, author) = (&proposal.hard_question, &proposal.hard_answer);
        Self { question, author, poll: &sight.hard, witness, label }
    }

    fn easy(
        proposal: &'a Proposal,
        sight: &'a Sight,
        witness: &'a Witness,
        label: &'a str,
    ) -> Self {
        let (question, author) = (&proposal.easy_question, &proposal.easy_answer);
        Self { question, author, poll: &sight.easy, witness, label }
    }
}

/// The label of a picture that is worth training on; else why it is not. `easy` are the
/// right answers to an easy question, of how many, if there is one.
pub(super) fn worth(
    context: &Context<'_>,
    easy: Option<[u32; 2]>,
    sight: &Sight,
    witness: &Witness,
) -> Result<String, (&'static str, String)> {
    let (bands, votes) = (&context.settings.bands, sight.hard.votes());
    let Some(label) = &witness.label else {
        return Err(("no-answer", "no vote gives an answer".to_owned()));
    };
    if let Err(why) = Truth::from_text(label) {
        return Err(("ungradable", why.to_string()));
    }
    if witness.proved {
        return frontier(witness, [0.0, bands.hard[1]]).map(|()| label.clone());
    }
    if let Some([right, asked]) = easy
        && f64::from(right) / f64::from(asked.max(1)) < bands.easy
    {
        return Err(("easy-unread", format!("{right} of {asked} read the easy answer")));
    }
    let (share, [low, high]) = (votes.share_of_valid(), bands.hard);
    if share < low {
        return Err(("divided", format!("{share:.2} of the votes agree")));
    }
    if share > high {
        return Err(("too-easy", format!("{share:.2} of the votes agree")));
    }
    let confidence = witness.evidence().confidence();
    // The paper takes every majority for a label.
    if context.settings.rewards == Preset::Sound && confidence < bands.confidence {
        return Err(("unsure", format!("the confidence in the label is {confidence:.2}")));
    }
    Ok(label.clone())
}

/// A label that follows from the picture is sure; all it needs is a Solver that does not find
/// it nearly always, nor too seldom. A hard one that it never finds is shown to it.
fn frontier(witness: &Witness, [least, most]: [f64; 2]) -> Result<(), (&'static str, String)> {
    let [right, asked] = witness.sighted;
    let share = f64::from(right) / f64::from(asked.max(1));
    if share < least {
        return Err(("easy-unread", format!("{share:.2} of the votes are right")));
    }
    if share > most {
        return Err(("too-easy", format!("{share:.2} of the votes are right")));
    }
    Ok(())
}

pub(super) fn counts(poll: &Poll) -> Vec<Count> {
    let count = |(answer, count): (&str, usize)| Count { answer: answer.to_owned(), count };
    poll.counts().into_iter().map(count).collect()
}

fn signature(picture: &Raster, task: &Task) -> Signature {
    let signature = Signature::of(picture, &[Posed::new(&task.question, &task.answer)]);
    match &task.program {
        Some(program) => signature.with_program(&program.normalised_digest()),
        None => signature,
    }
}

fn raster(path: &Path) -> Result<Raster> {
    Raster::decode(&std::fs::read(path).map_err(read(path))?).map_err(read(path))
}

/// Who played a role in this iteration's tasks: the Solver as it was, all others as they
/// have become.
fn who(context: &Context<'_>, role: Role) -> Result<Author> {
    match (context.settings.guests.get(&role), role) {
        (Some(guest), _) => Ok(Author { model: Some(guest.model.clone()), ..Author::default() }),
        (None, Role::Solver) => author(context.from, context.before(role)),
        (None, _) => author(context.iteration, Some(context.now(role))),
    }
}

/// What a role was: the hash of all files of its adapter, in the order of their names.
fn author(iteration: u64, adapter: Option<PathBuf>) -> Result<Author> {
    let Some(folder) = adapter else {
        return Ok(Author::default());
    };
    let entries = std::fs::read_dir(&folder).map_err(read(&folder))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()
        .map_err(read(&folder))?;
    paths.sort();
    let mut parts = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        parts.push(name.into_bytes());
        parts.push(std::fs::read(&path).map_err(read(&path))?);
    }
    let digest = Digest::of_parts("adapter", parts.iter().map(Vec::as_slice));
    Ok(Author { iteration, adapter: digest.to_hex(), model: None })
}
