//! All that is kept of a task to find its duplicates.

use synth_contracts::{Answer, Digest, Question};

use crate::perceptual::{COLOUR_CELLS, Code, Perceptual};
use crate::raster::Raster;
use crate::text::{self, BANDS, Bands, Options};

/// First byte of [`Signature::to_bytes`]; another number is another meaning.
const VERSION: u8 = 1;

/// A question and its answer as text, the form in which corpora share them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    question: Options,
    answer: String,
}

impl Asked {
    /// From texts. Options printed in the question are found in it; an answer
    /// that is a letter is taken as the option it names.
    pub fn new(question: &str, answer: &str) -> Self {
        Self::with_options(question, &[], answer)
    }

    /// As [`Asked::new`], with options kept apart from the question. If there
    /// are none, those in its text are used.
    pub fn with_options(question: &str, options: &[String], answer: &str) -> Self {
        let mut question = text::split_options(question);
        if !options.is_empty() {
            question.options = options.to_vec();
        }
        let answer = text::normalised_answer(answer, &question);
        Self { question, answer }
    }

    /// What is asked, whatever the order of the options.
    fn question_key(&self) -> u64 {
        let words = text::content_words(&self.question.stem).join(" ");
        let mut options: Vec<String> =
            self.question.options.iter().map(|option| text::plain(option)).collect();
        options.sort_unstable();
        text::key("asked", [words.as_str()].into_iter().chain(options.iter().map(String::as_str)))
    }
}

impl From<&Question> for Asked {
    fn from(question: &Question) -> Self {
        let options = match &question.answer {
            Answer::Choice { options, .. } => options.as_slice(),
            _ => &[],
        };
        Self::with_options(&question.text, options, &question.answer.to_string())
    }
}

/// What a task is known by. Built by [`Signature::of`]; equal for equal tasks on
/// every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub(crate) scene: Option<u128>,
    pub(crate) program: Option<u128>,
    pub(crate) pixels: u128,
    pub(crate) size: (u32, u32),
    pub(crate) question: u64,
    pub(crate) answer: u64,
    pub(crate) bands: Bands,
    pub(crate) look: Perceptual,
}

/// Why bytes are no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The bytes were written by another version.
    #[error(
        "the signature has version {0}, this program reads version {VERSION}: make it again from the task"
    )]
    Version(u8),
    /// Too few or too many bytes.
    #[error("a signature has {bytes} bytes, not {found}", bytes = Signature::BYTES)]
    Length {
        /// How many bytes came.
        found: usize,
    },
}

impl Signature {
    /// Bytes of the compact form.
    pub const BYTES: usize = 2 + 3 * 16 + 8 + 16 + 4 * BANDS + 64 + 3 * COLOUR_CELLS;

    /// The signature of a task: its picture and all that is asked about it, in
    /// order.
    pub fn of(picture: &Raster, asked: &[Asked]) -> Self {
        let questions: Vec<String> =
            asked.iter().map(|asked| asked.question_key().to_string()).collect();
        let stems: Vec<&str> = asked.iter().map(|asked| asked.question.stem.as_str()).collect();
        Self {
            scene: None,
            program: None,
            pixels: short(&picture.digest()),
            size: (picture.width(), picture.height()),
            question: text::key("questions", questions.iter().map(String::as_str)),
            answer: text::key("answers", asked.iter().map(|asked| asked.answer.as_str())),
            bands: text::bands(&stems.join("\n")),
            look: Perceptual::of(picture),
        }
    }

    /// With the hash of the scene. A scene must determine what is drawn *and*
    /// what is asked, as [`Task::scene_digest`](synth_contracts::Task::scene_digest)
    /// does: equal scenes with equal answers are one task, and two tasks with
    /// different scenes are never merged because they look alike.
    pub fn with_scene(mut self, scene: &Digest) -> Self {
        self.scene = Some(short(scene));
        self
    }

    /// With the hash of the program that draws the picture, normalised.
    pub fn with_program(mut self, program: &Digest) -> Self {
        self.program = Some(short(program));
        self
    }

    /// Whether the questions are close by MinHash.
    pub fn asks_alike(&self, other: &Self) -> bool {
        text::similar(&self.bands, &other.bands)
    }

    /// Whether both ask the same and have the same answer.
    pub fn same_question(&self, other: &Self) -> bool {
        self.question == other.question && self.answer == other.answer
    }

    /// Whether the pixels are the same.
    pub fn same_pixels(&self, other: &Self) -> bool {
        self.pixels == other.pixels
    }

    /// What the picture looks like.
    pub fn look(&self) -> &Perceptual {
        &self.look
    }

    /// The compact form, [`Signature::BYTES`] long.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(Self::BYTES);
        let flags = u8::from(self.scene.is_some()) | u8::from(self.program.is_some()) << 1;
        out.extend([VERSION, flags]);
        for key in [self.scene.unwrap_or(0), self.program.unwrap_or(0), self.pixels] {
            out.extend(key.to_le_bytes());
        }
        out.extend(self.size.0.to_le_bytes());
        out.extend(self.size.1.to_le_bytes());
        out.extend(self.question.to_le_bytes());
        out.extend(self.answer.to_le_bytes());
        self.bands.iter().for_each(|band| out.extend(band.to_le_bytes()));
        let codes = self.look.frequency.iter().chain(&self.look.gradient);
        codes.for_each(|word| out.extend(word.to_le_bytes()));
        out.extend(self.look.colours.as_flattened());
        out
    }

    /// Reads the compact form.
    ///
    /// # Errors
    ///
    /// [`SignatureError`], if another version or something else wrote the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignatureError> {
        let version = bytes.first().copied().unwrap_or(VERSION);
        if version != VERSION {
            return Err(SignatureError::Version(version));
        }
        if bytes.len() != Self::BYTES {
            return Err(SignatureError::Length { found: bytes.len() });
        }
        let mut reader = Bytes(&bytes[1..]);
        let [flags] = reader.take();
        let mut wide = || u128::from_le_bytes(reader.take());
        let (scene, program, pixels) = (wide(), wide(), wide());
        let size = (u32::from_le_bytes(reader.take()), u32::from_le_bytes(reader.take()));
        let (question, answer) =
            (u64::from_le_bytes(reader.take()), u64::from_le_bytes(reader.take()));
        let bands = std::array::from_fn(|_| u32::from_le_bytes(reader.take()));
        let mut code = || -> Code { std::array::from_fn(|_| u64::from_le_bytes(reader.take())) };
        let (frequency, gradient) = (code(), code());
        let colours = std::array::from_fn(|_| reader.take());
        Ok(Self {
            scene: (flags & 1 != 0).then_some(scene),
            program: (flags & 2 != 0).then_some(program),
            pixels,
            size,
            question,
            answer,
            bands,
            look: Perceptual { frequency, gradient, colours },
        })
    }
}

/// Takes arrays off the front of a slice whose length was checked.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        self.0.split_first_chunk::<N>().map_or([0; N], |(head, tail)| {
            self.0 = tail;
            *head
        })
    }
}

/// Half of a hash: enough that a million tasks collide once in 10²⁶ corpora.
fn short(digest: &Digest) -> u128 {
    digest.as_bytes().iter().take(16).fold(0, |key, byte| key << 8 | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Signature {
        let picture = Raster::new(3, 2, 1, &[0, 50, 100, 150, 200, 250]).unwrap();
        Signature::of(&picture, &[Asked::new("Which?\nA. red\nB. blue", "B")])
    }

    #[test]
    fn bytes_read_back() {
        let scene = Digest::of_parts("x", []);
        for signature in [sample(), sample().with_scene(&scene), sample().with_program(&scene)] {
            let bytes = signature.to_bytes();
            assert_eq!(bytes.len(), Signature::BYTES);
            assert_eq!(Signature::from_bytes(&bytes), Ok(signature));
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        let mut bytes = sample().to_bytes();
        assert!(Signature::from_bytes(&bytes[1..9]).is_err());
        assert_eq!(Signature::from_bytes(&[]), Err(SignatureError::Length { found: 0 }));
        bytes[0] = 9;
        assert_eq!(Signature::from_bytes(&bytes), Err(SignatureError::Version(9)));
    }

    #[test]
    fn shuffled_options_ask_the_same_and_other_options_do_not() {
        let picture = Raster::new(1, 1, 1, &[0]).unwrap();
        let of = |text: &str, answer: &str| Signature::of(&picture, &[Asked::new(text, answer)]);
        let base = of("Which?\nA. red\nB. blue", "B");
        assert!(base.same_question(&of("Which?\nA. blue\nB. red", "A")));
        assert!(!base.same_question(&of("Which?\nA. blue\nB. red", "B")));
        assert!(!base.same_question(&of("Which?\nA. blue\nB. green", "A")));
    }
}
