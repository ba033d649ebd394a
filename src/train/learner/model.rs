//! A vision-language model as a learner.

use std::path::Path;

use candle_core::{DType, Device, Tensor, Var};
use synth_model::{Gradients, Inputs, Model, ModelError, Padding, Row};

use super::{Learner, LossFn};
use crate::error::{Result, TrainError};
use crate::sequence::{Sequence, spread};

/// A model, and how its gradients are computed.
#[derive(Debug, Clone)]
pub struct ModelLearner {
    /// The model.
    pub model: Model,
    /// Whether the backward pass goes by segments: less memory, one more forward pass.
    pub segments: bool,
}

/// Which hidden states of a padded batch predict the completions, and what they predict.
struct Targets {
    places: Tensor,
    tokens: Tensor,
}

impl Targets {
    fn new(inputs: &Inputs, sequences: &[Sequence], device: &Device) -> Result<Self> {
        let (mut places, mut tokens) = (Vec::new(), Vec::new());
        for (at, (sequence, span)) in sequences.iter().zip(&inputs.spans).enumerate() {
            let prompt = sequence.prompt.ids.len();
            if prompt == 0 {
                let what = format!("sequence {at} has no prompt to predict from");
                return Err(ModelError::Inputs(what).into());
            }
            // A token is predicted by the one before it.
            let first = at * inputs.width + span.start + prompt - 1;
            places.extend((0..sequence.completion.len()).map(|j| (first + j) as u32));
            tokens.extend_from_slice(&sequence.completion);
        }
        let n = tokens.len();
        let places = Tensor::from_vec(places, n, device)?;
        Ok(Self { places, tokens: Tensor::from_vec(tokens, n, device)? })
    }

    /// `(rows, width)` from hidden states `(rows, tokens, hidden)`.
    fn log_probs(
        &self,
        model: &Model,
        hidden: &Tensor,
        sequences: &[Sequence],
        temperature: f64,
    ) -> Result<Tensor> {
        let (rows, width, size) = hidden.dims3()?;
        let chosen = hidden.reshape((rows * width, size))?.index_select(&self.places, 0)?;
        let found = model.log_probs(&chosen, &self.tokens, temperature)?;
        spread(&found.to_dtype(DType::F32)?, sequences)
    }
}

impl ModelLearner {
    fn inputs(&self, sequences: &[Sequence]) -> Result<Inputs> {
        let rows: Vec<Row> = sequences.iter().map(Sequence::row).collect();
        Ok(self.model.inputs(&rows, Padding::Right)?)
    }

    fn whole(
        &self,
        inputs: &Inputs,
        loss: &mut dyn FnMut(&Tensor) -> Result<Tensor>,
    ) -> Result<(f64, Gradients)> {
        let value = loss(&self.model.hidden(inputs)?)?;
        let mut store = value.backward()?;
        let gradients = Gradients::take(&mut store, &self.model.trainable());
        Ok((value.to_dtype(DType::F64)?.to_scalar()?, gradients))
    }

    fn by_segments(
        &self,
        inputs: &Inputs,
        loss: &mut dyn FnMut(&Tensor) -> Result<Tensor>,
    ) -> Result<(f64, Gradients)> {
        let mut own = None;
        let mut inner = |hidden: &Tensor| {
            loss(hidden).map_err(|error| {
                let text = error.to_string();
                own = Some(error);
                ModelError::Loss(text)
            })
        };
        let found = self.model.backward_segments(inputs, &mut inner);
        found.map_err(|error| own.unwrap_or(TrainError::Model(error)))
    }
}

impl Learner for ModelLearner {
    type Policy = Model;

    fn policy(&self) -> Result<Model> {
        Ok(self.model.detached()?)
    }

    fn parameters(&self) -> Vec<(String, Var)> {
        self.model.trainable()
    }

    fn device(&self) -> Device {
        self.model.device().clone()
    }

    fn log_probs(&self, sequences: &[Sequence], temperature: f64) -> Result<Tensor> {
        let (inputs, model) = (self.inputs(sequences)?, self.model.detached()?);
        let targets = Targets::new(&inputs, sequences, self.model.device())?;
        targets.log_probs(&model, &model.hidden(&inputs)?, sequences, temperature)
    }

    fn backward(
        &self,
        sequences: &[Sequence],
        temperature: f64,
        loss: &mut LossFn,
    ) -> Result<(f64, Gradients)> {
        let inputs = self.inputs(sequences)?;
        let targets = Targets::new(&inputs, sequences, self.model.device())?;
        let mut of_hidden = |hidden: &Tensor| {
            loss(&targets.log_probs(&self.model, hidden, sequences, temperature)?)
        };
        if self.segments {
            self.by_segments(&inputs, &mut of_hidden)
        } else {
            self.whole(&inputs, &mut of_hidden)
        }
    }

    /// The whole model, or the adapter alone where one is trained: its base is elsewhere.
    fn save(&self, folder: &Path) -> Result<()> {
        match self.model.selected() {
            Some(adapter) => self.model.save_adapter(adapter, folder)?,
            None => self.model.save(folder)?,
        }
        Ok(())
    }
}
