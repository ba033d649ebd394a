//! The reference tensors, and comparisons with them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use candle_core::{DType, Device, Tensor};
use synth_model::{Inputs, Load, Model, Padding, Patches, Row, Trainable};

/// The checkpoints.
pub const KINDS: [&str; 2] = ["qwen2_5_vl", "qwen3_vl"];

/// One checkpoint and its reference tensors.
pub struct Golden {
    pub folder: PathBuf,
    tensors: HashMap<String, Tensor>,
}

impl Golden {
    pub fn open(kind: &str) -> Self {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden/qwen");
        let folder = PathBuf::from(root).join(kind);
        let path = folder.join("golden.safetensors");
        assert!(
            path.is_file(),
            "{} is absent: these tests need the tiny checkpoints beside the repository",
            path.display()
        );
        let tensors = candle_core::safetensors::load(&path, &Device::Cpu).unwrap();
        Self { folder, tensors }
    }

    pub fn model(&self, trainable: Trainable) -> Model {
        Model::load(&self.folder, &Load { trainable, ..Load::default() }).unwrap()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    pub fn get(&self, name: &str) -> &Tensor {
        self.tensors.get(name).unwrap_or_else(|| panic!("no tensor {name}"))
    }

    pub fn floats(&self, name: &str) -> Vec<f32> {
        floats(self.get(name))
    }

    pub fn whole(&self, name: &str) -> Vec<i64> {
        self.get(name).flatten_all().unwrap().to_vec1().unwrap()
    }

    pub fn ids(&self, name: &str) -> Vec<u32> {
        self.whole(name).into_iter().map(|i| u32::try_from(i).unwrap()).collect()
    }

    /// Pictures of a reference batch.
    pub fn images(&self, prefix: &str) -> Vec<Arc<Patches>> {
        let pixels = self.get(&format!("{prefix}pixel_values"));
        let grids = self.whole(&format!("{prefix}image_grid_thw"));
        let mut start = 0;
        let one = |grid: &[i64]| {
            let grid = [grid[0] as usize, grid[1] as usize, grid[2] as usize];
            let len = grid.iter().product();
            let values = floats(&pixels.narrow(0, start, len).unwrap());
            start += len;
            Arc::new(Patches { values, grid })
        };
        grids.chunks(3).map(one).collect()
    }

    /// The reference prompt.
    pub fn prompt(&self) -> Row {
        Row { ids: self.ids("input_ids"), images: self.images("") }
    }

    /// The reference batch's rows without their padding.
    pub fn rows(&self) -> Vec<Row> {
        let (ids, mask) = (self.ids("batch.input_ids"), self.whole("batch.attention_mask"));
        let width = ids.len() / 2;
        let row = |(i, image): (usize, Arc<Patches>)| {
            let both = ids[i * width..(i + 1) * width].iter().zip(&mask[i * width..]);
            let ids = both.filter(|(_, m)| **m == 1).map(|(id, _)| *id).collect();
            Row { ids, images: vec![image] }
        };
        self.images("batch.").into_iter().enumerate().map(row).collect()
    }

    /// The prompt with its completion, and the places of the tokens before each of the
    /// completion's.
    pub fn completed(&self, model: &Model) -> (Inputs, Vec<u32>, Vec<u32>) {
        let mut row = self.prompt();
        let (start, completion) = (row.ids.len(), self.ids("completion_ids"));
        row.ids.extend(&completion);
        let places = (start - 1..start - 1 + completion.len()).map(|i| i as u32).collect();
        (model.inputs(&[row], Padding::Left).unwrap(), places, completion)
    }
}

pub fn floats(t: &Tensor) -> Vec<f32> {
    t.flatten_all().unwrap().to_dtype(DType::F32).unwrap().to_vec1().unwrap()
}

/// Largest difference relative to the largest expected number.
pub fn off(found: &[f32], expected: &[f32]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let size = expected.iter().fold(1e-12f64, |m, x| m.max(f64::from(x.abs())));
    let diffs = found.iter().zip(expected).map(|(a, b)| f64::from((a - b).abs()));
    diffs.fold(0.0, |m, d| if d.is_nan() { f64::INFINITY } else { f64::max(m, d) }) / size
}

pub fn near(what: &str, found: &[f32], expected: &[f32], tolerance: f64) {
    let off = off(found, expected);
    println!("{what}: {off:.2e}");
    assert!(off <= tolerance, "{what}: off by {off:e}");
}
