//! Examples as the model reads them.

use std::sync::Arc;

use rayon::prelude::*;
use synth_grader::Truth;
use synth_model::{Patches, Row};
use synth_processor::{ImageSettings, Message, Picture, Processor};
use synth_roles::solver;
use synth_train::sequence::Sequence;
use synth_train::supervised;

use crate::error::{CourseError, Result};
use crate::examples::Example;

/// A processor, and how questions are put to the Solver.
#[derive(Clone, Debug)]
pub struct Desk {
    processor: Processor,
}

/// An example whose picture has the size that the model sees.
#[derive(Clone)]
pub struct Sheet {
    /// The example's name.
    pub name: String,
    /// Its family.
    pub family: String,
    /// Its level.
    pub level: u8,
    /// What is asked.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// What answers are held against.
    pub truth: Truth,
    picture: Picture,
}

impl Sheet {
    /// Decodes and resizes the pictures, on all cores.
    ///
    /// # Errors
    ///
    /// [`CourseError::Processor`], with the example's name.
    pub fn all(examples: &[Example], images: &ImageSettings) -> Result<Vec<Self>> {
        examples.par_iter().map(|example| Self::of(example, images)).collect()
    }

    fn of(example: &Example, images: &ImageSettings) -> Result<Self> {
        let fault = |fault| CourseError::Processor { name: example.name.clone(), fault };
        let picture = Picture::decode(&example.picture.png).map_err(fault)?;
        let size = synth_processor::image::smart_resize(picture.height(), picture.width(), images);
        let (height, width) = size.map_err(fault)?;
        Ok(Self {
            name: example.name.clone(),
            family: example.family.clone(),
            level: example.level.get(),
            question: example.question.clone(),
            answer: example.answer.clone(),
            truth: example.truth.clone(),
            picture: synth_processor::image::bicubic(&picture, width, height),
        })
    }
}

impl Desk {
    /// With this processor.
    pub fn new(processor: Processor) -> Self {
        Self { processor }
    }

    /// The processor.
    pub fn processor(&self) -> &Processor {
        &self.processor
    }

    /// The prompt about a sheet.
    ///
    /// # Errors
    ///
    /// [`CourseError::Prompt`] or [`CourseError::Processor`].
    pub fn prompt(&self, sheet: &Sheet) -> Result<Row> {
        self.ask(&sheet.name, &sheet.question, std::slice::from_ref(&sheet.picture))
    }

    /// The prompt with any number of pictures before a question; `name` is for errors.
    ///
    /// # Errors
    ///
    /// As [`Desk::prompt`].
    pub fn ask(&self, name: &str, question: &str, pictures: &[Picture]) -> Result<Row> {
        self.put(name, solver::prompt(question)?, pictures)
    }

    /// A prompt of these very words, with any number of pictures before it; `name` is for
    /// errors.
    ///
    /// # Errors
    ///
    /// [`CourseError::Processor`].
    pub fn put(&self, name: &str, prompt: String, pictures: &[Picture]) -> Result<Row> {
        let fault = |fault| CourseError::Processor { name: name.to_owned(), fault };
        let message = Message::user(pictures.len(), prompt);
        let encoded = self.processor.encode(&[message], pictures, true).map_err(fault)?;
        let images = encoded.images.into_iter();
        let images = images.map(|found| Patches { values: found.values, grid: found.grid });
        Ok(Row { ids: encoded.ids, images: images.map(Arc::new).collect() })
    }

    /// The prompts about sheets, on all cores.
    ///
    /// # Errors
    ///
    /// As [`Desk::prompt`].
    pub fn prompts(&self, sheets: &[&Sheet]) -> Result<Vec<Row>> {
        sheets.par_iter().map(|sheet| self.prompt(sheet)).collect()
    }

    /// The prompt with the right response behind it, and the token that ends it.
    ///
    /// # Errors
    ///
    /// As [`Desk::prompt`].
    pub fn lessons(&self, sheets: &[&Sheet]) -> Result<Vec<supervised::Example>> {
        let lesson = |sheet: &&Sheet| {
            let response = solver::response(&sheet.answer);
            self.lesson(&sheet.name, self.prompt(sheet)?, "", &response)
        };
        sheets.par_iter().map(lesson).collect()
    }

    /// A prompt with the response to it, and the token that ends it. What the response
    /// begins with, `given`, counts as prompt and is not learnt.
    ///
    /// # Errors
    ///
    /// [`CourseError::Processor`].
    pub fn lesson(
        &self,
        name: &str,
        mut prompt: Row,
        given: &str,
        response: &str,
    ) -> Result<supervised::Example> {
        let encode = |text: &str| {
            let fault = |fault| CourseError::Processor { name: name.to_owned(), fault };
            self.processor.tokenizer.encode(text).map_err(fault)
        };
        let (mut completion, given) = (encode(response)?, encode(given)?);
        // A token may hold the end of what is given and the beginning of the rest.
        let known = completion.iter().zip(&given).take_while(|(a, b)| a == b).count();
        prompt.ids.extend(completion.drain(..known));
        completion.extend(self.processor.stop().first());
        Ok(supervised::Example { name: name.to_owned(), sequence: Sequence { prompt, completion } })
    }

    /// The tokens of a response, with the one that ends it.
    ///
    /// # Errors
    ///
    /// [`CourseError::Processor`].
    pub fn response(&self, name: &str, text: &str) -> Result<Vec<u32>> {
        Ok(self.lesson(name, Row::default(), "", text)?.sequence.completion)
    }

    /// The text of a completion.
    ///
    /// # Errors
    ///
    /// [`CourseError::Processor`].
    pub fn text(&self, tokens: &[u32]) -> Result<String> {
        let decoded = self.processor.tokenizer.decode(tokens);
        decoded.map_err(|fault| CourseError::Processor { name: "a response".to_owned(), fault })
    }
}
