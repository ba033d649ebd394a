//! The step itself.

use std::ops::Range;

use candle_core::Tensor;

use super::experience::{Experience, Micro, shuffle};
use super::figures::{self, Means};
use super::{Grade, GrpoConfig, Question};
use crate::error::{Result, TrainError};
use crate::learner::Learner;
use crate::loss::{LossConfig, compute};
use crate::rollout::{Completion, Finish, Progress, Prompt, Sampling, Split, generate};
use crate::sequence::Sequence;
use crate::trainer::{Figures, Part, Report, Stopwatch, Trainer, cut, into};

/// Grades an answer to the question at this place of the batch.
pub type Grader<'a> = dyn FnMut(usize, &Completion) -> Grade + 'a;

/// Grades all answers of a step at once, for grades that depend on each other or are
/// costly one by one: a list for each question, grades in the same order, all in one list.
pub type Panel<'a> = dyn FnMut(&[Vec<Completion>]) -> Result<Vec<Grade>> + 'a;

impl<L: Learner> Trainer<L> {
    /// One step over a batch of questions. `watch` is told how sampling goes and stops
    /// the step by returning false; then nothing has changed.
    ///
    /// # Errors
    ///
    /// [`crate::TrainError::Setting`], [`crate::TrainError::NotFinite`],
    /// [`crate::TrainError::Stopped`], and the model's.
    pub fn grpo(
        &mut self,
        config: &GrpoConfig,
        questions: &[Question],
        grade: &mut Grader,
        watch: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Report> {
        let mut panel = |answers: &[Vec<Completion>]| {
            let mut grades = Vec::new();
            for (at, answers) in answers.iter().enumerate() {
                grades.extend(answers.iter().map(|answer| grade(at, answer)));
            }
            Ok(grades)
        };
        self.grpo_together(config, questions, &mut panel, watch)
    }

    /// As [`Trainer::grpo`], with all answers graded at once. Where the panel fails,
    /// nothing has changed.
    ///
    /// # Errors
    ///
    /// As [`Trainer::grpo`], and the panel's.
    pub fn grpo_together(
        &mut self,
        config: &GrpoConfig,
        questions: &[Question],
        panel: &mut Panel,
        watch: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Report> {
        config.check()?;
        let mut clock = Stopwatch::start();
        let mut answers = self.answer(config, questions, watch)?;
        self.show(config, questions, &mut answers)?;
        clock.book("sample");
        let mut grades = panel(&answers)?;
        let wanted: usize = answers.iter().map(Vec::len).sum();
        if grades.len() != wanted {
            let what = format!("{} grades were given for {wanted} answers", grades.len());
            return Err(TrainError::Setting { name: "grades", what });
        }
        clock.book("grade");
        let mut metrics = figures::answers(config, &answers, &grades);
        if config.shuffle_grades {
            grades = shuffle(&grades, self.config().seed, self.step());
        }
        let experience = Experience::new(config, questions, &answers, &grades)?;
        let kept = experience.len() as f64 / grades.len().max(1) as f64;
        metrics.insert("groups/kept".into(), kept);
        self.learn(config, &experience, &mut clock)?.write(&mut metrics);
        self.finish_step();
        Ok(Report { metrics, seconds: clock.seconds() })
    }

    /// Samples from the policy as it is.
    fn answer(
        &self,
        config: &GrpoConfig,
        questions: &[Question],
        watch: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Vec<Vec<Completion>>> {
        let (seed, round) = (self.config().seed, self.step());
        let sampling = Sampling { seed, round, ..config.sampling.clone() };
        let prompt =
            |q: &Question| Prompt { row: q.row.clone(), key: q.key, samples: config.group };
        let prompts: Vec<Prompt> = questions.iter().map(prompt).collect();
        let policy = self.learner().policy()?;
        let found = generate(&Split::new(&policy, self.hands()), &prompts, &sampling, watch);
        found.map_err(|error| self.named(error, questions))
    }

    /// Puts answers that are to be shown in their places.
    fn show(
        &self,
        config: &GrpoConfig,
        questions: &[Question],
        answers: &mut [Vec<Completion>],
    ) -> Result<()> {
        let shown = |q: &Question| {
            let completion = q.shown.clone()?;
            Some(Sequence { prompt: q.row.clone(), completion })
        };
        let sequences: Vec<Sequence> = questions.iter().filter_map(shown).collect();
        if sequences.is_empty() {
            return Ok(());
        }
        let mut scored = Vec::with_capacity(sequences.len());
        for part in sequences.chunks(self.config().micro_rows.max(1)) {
            let found = self.learner().log_probs(part, config.sampling.scale())?;
            scored.extend(found.to_vec2::<f32>()?);
        }
        let places = questions.iter().zip(answers).filter(|(q, _)| q.shown.is_some());
        for (((_, answers), sequence), mut log_probs) in places.zip(sequences).zip(scored) {
            log_probs.truncate(sequence.completion.len());
            if let Some(last) = answers.last_mut() {
                *last = Completion { tokens: sequence.completion, log_probs, finish: Finish::Stop };
            }
        }
        Ok(())
    }

    /// Says which task it was whose logits broke.
    fn named(&self, error: TrainError, questions: &[Question]) -> TrainError {
        let TrainError::NoDistribution { prompt, token } = error else { return error };
        let broken = questions.iter().filter(|q| q.key == prompt);
        TrainError::NotFinite {
            step: self.step() + 1,
            what: format!("the logits before token {token}"),
            value: f64::NAN,
            tasks: broken.map(|q| q.name.clone()).collect(),
        }
    }

    /// All updates that a step's answers are good for.
    fn learn(
        &mut self,
        config: &GrpoConfig,
        experience: &Experience,
        clock: &mut Stopwatch,
    ) -> Result<Means> {
        let batches = into(0..experience.len(), config.mini_batches);
        let old = config.iterations * batches.len() > 1;
        let most = self.config().micro_rows;
        let mut cuts = Vec::new();
        for rows in batches {
            let of = |rows| self.micro(config, experience, rows, old);
            let pieces = cut(rows.clone(), most);
            let micros = self.hands().map(pieces.len(), |at| of(pieces[at].clone()))?;
            cuts.push((rows, micros));
        }
        clock.book("score");
        let (mut means, before) = (Means::default(), self.updates());
        for _ in 0..config.iterations {
            for (rows, micros) in &cuts {
                let on_policy = self.updates() == before;
                let seconds =
                    self.learn_batch(config, experience, (rows, micros), on_policy, &mut means)?;
                clock.split("update", seconds);
            }
        }
        clock.book("train");
        Ok(means)
    }

    fn micro(
        &self,
        config: &GrpoConfig,
        experience: &Experience,
        rows: Range<usize>,
        old: bool,
    ) -> Result<Micro> {
        Micro::new(self.learner(), self.reference(), experience, rows, config, old)
    }

    /// One update, and the seconds that the optimiser took. A batch in which nothing
    /// counts moves nothing.
    fn learn_batch(
        &mut self,
        config: &GrpoConfig,
        experience: &Experience,
        (rows, micros): (&Range<usize>, &[Micro]),
        on_policy: bool,
        means: &mut Means,
    ) -> Result<f64> {
        let window = experience.window(rows.clone(), micros.len());
        if window.tokens == 0.0 {
            return Ok(0.0);
        }
        let max_completion_length = config.sampling.max_tokens;
        let settings = LossConfig { max_completion_length, ..config.loss.clone() };
        let parts: Vec<Part> = micros.iter().map(|m| experience.part(m.rows.clone())).collect();
        let loss = |at: usize, logp: &Tensor| {
            let output = compute(&settings, &micros[at].batch(logp), window)?;
            // The loss of the update is the sum of its parts and comes from there.
            let measures = output.measures.iter().filter(|(name, _)| *name != "loss");
            let mut figures: Figures =
                measures.map(|(name, value)| ((*name).to_owned(), *value)).collect();
            if on_policy {
                let name = "sampling/sampling_logp_difference/mean";
                figures.push((name.to_owned(), micros[at].gap(logp)?));
            }
            Ok((output.loss, figures))
        };
        let update = self.update(&parts, config.sampling.scale(), &loss)?;
        update.figures.iter().for_each(|(name, value)| means.add(name, *value));
        let mut figures = crate::run::Metrics::new();
        update.write(&mut figures);
        figures.iter().for_each(|(name, value)| means.add(name, *value));
        Ok(update.seconds)
    }
}
