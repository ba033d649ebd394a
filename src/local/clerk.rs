//! The thread that owns a model, and its queue.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender};

use synth_backends::{BackendError, Finish, Reply, Request, Text, Usage};
use synth_course::Desk;
use synth_model::{Model, Row};
use synth_processor::Picture;
use synth_train::rollout::{self, Completion, Prompt, Sampling, generate};

use crate::alone::{Alone, ROWS};

/// Requests that are answered side by side. More than there are rows, so that a row that
/// has ended finds a successor.
const BATCH: usize = 2 * ROWS;

/// A request's outcome.
pub type Outcome = Result<Reply, BackendError>;

/// A request, and where its outcome goes.
pub struct Job {
    pub request: Request,
    pub back: SyncSender<Outcome>,
}

/// Who answers.
pub struct Clerk {
    pub model: Model,
    pub desk: Desk,
    /// The model's name, for errors.
    pub name: String,
}

impl Clerk {
    /// Answers until nobody can ask any more.
    pub fn serve(&self, queue: &Receiver<Job>) {
        let mut waiting = VecDeque::new();
        while let Some(job) = waiting.pop_front().or_else(|| queue.recv().ok()) {
            waiting.extend(queue.try_iter());
            let batch = alike(job, &mut waiting);
            for (job, outcome) in self.answer(batch) {
                // Whoever does not wait any more needs no reply.
                let _ = job.back.send(outcome);
            }
        }
    }

    /// Answers a batch. One that fails as a whole is answered request by request, so that
    /// each has its own fault.
    fn answer(&self, batch: Vec<Job>) -> Vec<(Job, Outcome)> {
        let requests: Vec<&Request> = batch.iter().map(|job| &job.request).collect();
        let rows: Vec<Result<Row, BackendError>> =
            requests.iter().map(|request| self.row(request)).collect();
        let sound: Vec<(&Request, &Row)> = requests
            .iter()
            .zip(&rows)
            .filter_map(|(request, row)| Some((*request, row.as_ref().ok()?)))
            .collect();
        let together = match sound.len() {
            0 | 1 => None,
            _ => self.generated(&sound).ok(),
        };
        let said: Vec<Outcome> = match together {
            Some(replies) => replies.into_iter().map(Ok).collect(),
            None => sound.iter().map(|one| self.single(*one)).collect(),
        };
        let mut said = said.into_iter();
        let mut outcome = |row: Result<Row, BackendError>| match row {
            Err(error) => Err(error),
            Ok(_) => said.next().unwrap_or_else(|| Err(self.fault("it gave no reply"))),
        };
        let outcomes: Vec<Outcome> = rows.into_iter().map(&mut outcome).collect();
        batch.into_iter().zip(outcomes).collect()
    }

    fn single(&self, one: (&Request, &Row)) -> Outcome {
        let replies = self.generated(&[one])?;
        replies.into_iter().next().ok_or_else(|| self.fault("it gave no reply"))
    }

    /// Replies to requests that are sampled alike, in their order.
    fn generated(&self, asked: &[(&Request, &Row)]) -> Result<Vec<Reply>, BackendError> {
        let Some((first, _)) = asked.first() else { return Ok(Vec::new()) };
        let sampling = self.sampling(first);
        let prompt = |(request, row): &(&Request, &Row)| Prompt {
            row: (*row).clone(),
            key: request.seed,
            samples: request.samples as usize,
        };
        let prompts: Vec<Prompt> = asked.iter().map(prompt).collect();
        let model = &self.model;
        let exact = model.device().is_cpu() && model.dtype() == candle_core::DType::F32;
        let found = match exact {
            true => generate(&Alone(model), &prompts, &sampling, &mut |_| true),
            false => generate(model, &prompts, &sampling, &mut |_| true),
        };
        let found = found.map_err(|error| self.fault(&error.to_string()))?;
        asked.iter().zip(&found).map(|((_, row), found)| self.reply(row, found)).collect()
    }

    /// The seed of a request names its prompt, so draws hang on nothing else.
    fn sampling(&self, request: &Request) -> Sampling {
        Sampling {
            temperature: request.temperature,
            top_p: request.top_p,
            max_tokens: (request.max_tokens as usize).clamp(1, self.most()),
            stop: self.desk.processor().stop().to_vec(),
            rows: ROWS,
            ..Sampling::default()
        }
    }

    /// The longest text that the model was made for.
    fn most(&self) -> usize {
        self.model.config().text.max_position_embeddings.max(1)
    }

    fn row(&self, request: &Request) -> Result<Row, BackendError> {
        let picture = request.picture.as_deref().map(Picture::decode).transpose();
        let picture = picture.map_err(|fault| self.unfit(format!("its picture: {fault}")))?;
        let pictures: Vec<Picture> = picture.into_iter().collect();
        let row = self.desk.put("the prompt", request.prompt.clone(), &pictures);
        let row = row.map_err(|fault| self.unfit(fault.to_string()))?;
        match row.ids.len() {
            long if long >= self.most() => Err(self.unfit(format!(
                "the prompt takes {long} tokens, and the model reads {}",
                self.most()
            ))),
            _ => Ok(row),
        }
    }

    fn reply(&self, row: &Row, found: &[Completion]) -> Result<Reply, BackendError> {
        let text = |one: &Completion| {
            let text = self.desk.text(&one.tokens).map_err(|e| self.fault(&e.to_string()))?;
            let finish = match one.finish {
                rollout::Finish::Stop => Finish::Stop,
                rollout::Finish::Length => Finish::Length,
            };
            Ok(Text { text, finish })
        };
        let usage = Usage {
            prompt_tokens: row.ids.len() as u64,
            completion_tokens: found.iter().map(|one| one.tokens.len() as u64).sum(),
        };
        let texts = found.iter().map(text).collect::<Result<_, BackendError>>()?;
        Ok(Reply { texts, usage })
    }

    fn fault(&self, why: &str) -> BackendError {
        BackendError::Model { model: self.name.clone(), why: why.to_owned() }
    }

    fn unfit(&self, why: String) -> BackendError {
        BackendError::Unfit { model: self.name.clone(), why }
    }
}

/// A job with those of the waiting ones that are sampled alike, the oldest first.
fn alike(first: Job, waiting: &mut VecDeque<Job>) -> Vec<Job> {
    let kind = |job: &Job| {
        let Request { temperature, top_p, max_tokens, .. } = &job.request;
        (temperature.to_bits(), top_p.to_bits(), *max_tokens)
    };
    let wanted = kind(&first);
    let mut batch = vec![first];
    let mut others = VecDeque::new();
    for job in waiting.drain(..) {
        match batch.len() < BATCH && kind(&job) == wanted {
            true => batch.push(job),
            false => others.push_back(job),
        }
    }
    *waiting = others;
    batch
}
