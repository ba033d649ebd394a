//! What a row asks, on the way to an [`Item`].

use synth_grader::Truth;

use crate::error::BenchmarkError;
use crate::item::Item;
use crate::options::{self, MOST, Published};
use crate::row::Row;

/// An item without its answer.
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) images: Vec<Vec<u8>>,
    pub(crate) question: String,
    pub(crate) category: String,
}

impl Asked {
    /// With a free answer.
    pub(crate) fn free(self, answer: String, truth: Truth) -> Item {
        let Self { id, images, question, category } = self;
        let (options, also) = (Vec::new(), Vec::new());
        Item { id, images, question, options, answer, category, truth, also }
    }

    /// With free answers of which any counts, each with its truth.
    pub(crate) fn any(
        self,
        row: &Row<'_>,
        column: &str,
        answers: Vec<String>,
        truths: Vec<Truth>,
    ) -> Result<Item, BenchmarkError> {
        let mut truths = truths.into_iter();
        let (Some(answer), Some(truth)) = (answers.into_iter().next(), truths.next()) else {
            return Err(row.no_answer(column));
        };
        Ok(Item { also: truths.collect(), ..self.free(answer, truth) })
    }

    /// With the option that the published answer in `column` names.
    pub(crate) fn choice(
        self,
        row: &Row<'_>,
        column: &str,
        options: Vec<String>,
        published: Published,
    ) -> Result<Item, BenchmarkError> {
        let answer = row.answer(column)?;
        let Some(place) = options::named(&answer, &options, published) else {
            let detail = format!("{answer:?} names none of the options {options:?}");
            return Err(row.bad(column, detail));
        };
        self.chosen(row, column, options, place)
    }

    /// With the option at a place, from 0.
    pub(crate) fn chosen(
        self,
        row: &Row<'_>,
        column: &str,
        options: Vec<String>,
        place: usize,
    ) -> Result<Item, BenchmarkError> {
        if options.len() > MOST {
            let detail =
                format!("there are {} options; at most {MOST} have letters", options.len());
            return Err(row.bad(column, detail));
        }
        let truth = options::truth(place, &options).map_err(|error| row.untrue(column, error))?;
        let question = options::ask(&self.question, &options);
        let item = Self { question, ..self }.free(options::letter(place).to_string(), truth);
        Ok(Item { options, ..item })
    }
}
