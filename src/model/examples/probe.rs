//! Runs a checkpoint on the rows of a file and writes what comes out, for comparison with
//! other programs: `probe FOLDER ROWS.safetensors OUT`.
//!
//! `ROWS` holds `ids.0`, `ids.1`, ... (I64) and for row `r` the pictures `pixels.r.0`,
//! `grid.r.0`, ... Written are `OUT/result.safetensors` with the logits of each row, the
//! mean negative log-probability of all next tokens, its gradients and sixteen greedy tokens of each
//! row, and the checkpoint itself in `OUT/saved`.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use candle_core::{D, DType, Device, Tensor};
use synth_model::{Cache, Load, Model, Padding, Patches, Row};

type Tensors = HashMap<String, Tensor>;

fn rows(file: &Tensors) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut rows = Vec::new();
    while let Some(ids) = file.get(&format!("ids.{}", rows.len())) {
        let ids = ids.to_dtype(DType::U32)?.to_vec1()?;
        let mut row = Row { ids, images: Vec::new() };
        let at = |what: &str, i: usize| format!("{what}.{}.{i}", rows.len());
        while let Some(pixels) = file.get(&at("pixels", row.images.len())) {
            let grid: Vec<u32> = file
                .get(&at("grid", row.images.len()))
                .ok_or("a picture has no grid")?
                .to_dtype(DType::U32)?
                .to_vec1()?;
            let grid = [grid[0] as usize, grid[1] as usize, grid[2] as usize];
            let values = pixels.flatten_all()?.to_vec1()?;
            row.images.push(Arc::new(Patches { values, grid }));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn greedy(model: &Model, rows: &[Row], out: &mut Tensors) -> Result<(), Box<dyn Error>> {
    let mut cache = Cache::new();
    let mut logits = model.prefill(&model.inputs(rows, Padding::Left)?, &mut cache)?;
    let mut found: Vec<Vec<u32>> = vec![Vec::new(); rows.len()];
    for _ in 0..16 {
        let ids: Vec<u32> = logits.argmax(D::Minus1)?.to_vec1()?;
        found.iter_mut().zip(&ids).for_each(|(row, id)| row.push(*id));
        logits = model.step(&ids, &mut cache)?;
    }
    for (i, ids) in found.into_iter().enumerate() {
        out.insert(format!("greedy.{i}"), Tensor::new(ids, &Device::Cpu)?);
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, file, out] = &args[..] else {
        return Err("usage: probe FOLDER ROWS.safetensors OUT".into());
    };
    let model = Model::load(Path::new(folder), &Load::default())?;
    let rows = rows(&candle_core::safetensors::load(file, &Device::Cpu)?)?;
    let mut result = Tensors::new();
    let inputs = model.inputs(&rows, Padding::Right)?;
    let logits = model.logits(&model.detached()?.hidden(&inputs)?)?;
    let (mut places, mut targets) = (Vec::<u32>::new(), Vec::<u32>::new());
    for (i, row) in rows.iter().enumerate() {
        let len = row.ids.len();
        result.insert(format!("logits.{i}"), logits.get(i)?.narrow(0, 0, len)?.contiguous()?);
        places.extend((0..len - 1).map(|at| (i * inputs.width + at) as u32));
        targets.extend(&row.ids[1..]);
    }
    let (places, targets) =
        (Tensor::new(places, &Device::Cpu)?, Tensor::new(targets, &Device::Cpu)?);
    let (loss, gradients) = model.backward_segments(&inputs, &mut |hidden| {
        let flat = hidden.flatten(0, 1)?.index_select(&places, 0)?;
        Ok(model.log_probs(&flat, &targets, 1.0)?.mean_all()?.neg()?)
    })?;
    result.insert("loss".into(), Tensor::new(&[loss as f32], &Device::Cpu)?);
    for (name, gradient) in gradients.iter() {
        result.insert(format!("grad.{name}"), gradient.clone());
    }
    greedy(&model, &rows, &mut result)?;
    model.save(&Path::new(out).join("saved"))?;
    candle_core::safetensors::save(&result, Path::new(out).join("result.safetensors"))?;
    Ok(())
}
