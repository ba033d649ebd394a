//! Asking a role, and remembering who was asked what.

use synth_backends::{Player, Request, Text, ask_one};
use synth_contracts::{Part, Stream};
use synth_roles::{Card, Sampling};

use crate::fault::Fault;

/// A role and who plays it.
#[derive(Clone, Copy)]
pub(crate) struct Seat<'a> {
    pub card: &'static Card,
    pub player: &'a dyn Player,
    pub sampling: Sampling,
}

/// What a role is asked once.
pub(crate) struct Question<'q> {
    pub prompt: String,
    pub picture: Option<&'q [u8]>,
    pub samples: u32,
    /// Names the seed.
    pub stream: Stream,
}

impl Seat<'_> {
    /// The request for a question.
    fn request(&self, question: Question<'_>) -> Request {
        let sampling = self.sampling;
        Request {
            prompt: question.prompt,
            picture: question.picture.map(<[u8]>::to_vec),
            samples: question.samples,
            temperature: sampling.temperature,
            top_p: sampling.top_p,
            max_tokens: sampling.max_tokens,
            // Servers take 63 bits.
            seed: (question.stream.rng().int(0, i64::MAX) as u64) << 1,
        }
    }

    /// Asks, and notes in `part` that it did.
    ///
    /// # Errors
    ///
    /// [`Fault::Player`].
    pub fn ask(&self, question: Question<'_>, part: &mut Option<Part>) -> Result<Vec<Text>, Fault> {
        let request = self.request(question);
        let noted = part.take().unwrap_or_else(|| self.part(&request));
        let reply = ask_one(self.player, request)
            .map_err(|fault| Fault::Player { role: self.card.name, fault })?;
        let responses = noted.responses + reply.texts.len() as u32;
        *part = Some(Part { responses, ..noted });
        Ok(reply.texts)
    }

    fn part(&self, request: &Request) -> Part {
        let who = self.player.who();
        Part {
            role: self.card.name.to_owned(),
            backend: who.backend.clone(),
            model: who.model.clone(),
            prompt: self.card.digest(),
            temperature: request.temperature,
            top_p: request.top_p,
            max_tokens: request.max_tokens,
            seed: request.seed,
            responses: 0,
            request: request.digest(&who.model),
        }
    }
}
