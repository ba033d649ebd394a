//! The processor beside Hugging Face's, on reference tensors.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use safetensors::SafeTensors;
use synth_processor::{Message, Picture, Processor, Tokenizer};

fn golden(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/golden/qwen");
    let folder = folder.join(name);
    assert!(folder.exists(), "reference tensors are looked for in {}", folder.display());
    folder
}

fn picture(tensors: &SafeTensors<'_>, name: &str) -> Picture {
    let rgb = tensors.tensor(name).unwrap();
    Picture::new(rgb.shape()[1], rgb.shape()[0], rgb.data().to_vec()).unwrap()
}

fn longs(tensors: &SafeTensors<'_>, name: &str) -> Vec<i64> {
    let data = tensors.tensor(name).unwrap().data().to_vec();
    data.chunks_exact(8).map(|b| i64::from_le_bytes(b.try_into().unwrap())).collect()
}

fn floats(tensors: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    let data = tensors.tensor(name).unwrap().data().to_vec();
    data.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
}

fn check(name: &str) {
    let folder = golden(name);
    let bytes = fs::read(folder.join("golden.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let processor = Processor::load(&folder).unwrap();
    let question = "How many blue circles are in the image?";
    let first =
        processor.encode(&[Message::user(1, question)], &[picture(&tensors, "rgb")], true).unwrap();
    let ids: Vec<i64> = first.ids.iter().map(|id| i64::from(*id)).collect();
    assert_eq!(ids, longs(&tensors, "input_ids"));
    let grid: Vec<i64> = first.images[0].grid.iter().map(|n| *n as i64).collect();
    assert_eq!(grid, longs(&tensors, "image_grid_thw"));
    close(&first.images[0].values, &floats(&tensors, "pixel_values"));

    let second = processor
        .encode(&[Message::user(1, "What is the area?")], &[picture(&tensors, "rgb2")], true)
        .unwrap();
    let both = [first.images[0].values.clone(), second.images[0].values.clone()].concat();
    close(&both, &floats(&tensors, "batch.pixel_values"));
    let width = longs(&tensors, "batch.input_ids").len() / 2;
    let row = &longs(&tensors, "batch.input_ids")[width..];
    let ids: Vec<i64> = second.ids.iter().map(|id| i64::from(*id)).collect();
    assert_eq!(ids, row[width - ids.len()..]);
    let end = processor.tokenizer.id("<|im_end|>", "ends a turn").unwrap();
    assert_eq!(processor.stop(), [end]);
}

fn close(found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len());
    let worst = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst <= 1e-6, "largest difference {worst}");
}

#[test]
fn qwen2_5_vl() {
    check("qwen2_5_vl");
}

#[test]
fn qwen3_vl() {
    check("qwen3_vl");
}

#[test]
fn what_is_written_is_read_back() {
    let processor = Processor::load(&golden("qwen3_vl")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    processor.save(folder.path()).unwrap();
    let again = Processor::load(folder.path()).unwrap();
    let picture = Picture::new(64, 40, vec![9; 64 * 40 * 3]).unwrap();
    let of = |processor: &Processor| {
        processor.encode(&[Message::user(1, "Why?")], std::slice::from_ref(&picture), true).unwrap()
    };
    assert_eq!(of(&again), of(&processor));
    let fault = processor.encode(&[Message::user(2, "Why?")], std::slice::from_ref(&picture), true);
    assert!(fault.unwrap_err().to_string().contains("show 2 pictures, and 1"));
}

#[test]
fn pictures_settings_are_found_in_the_file_of_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["tokenizer.json", "chat_template.jinja"] {
        fs::copy(golden("qwen3_vl").join(name), folder.path().join(name)).unwrap();
    }
    let settings = fs::read_to_string(golden("qwen3_vl").join("preprocessor_config.json")).unwrap();
    let whole = folder.path().join("processor_config.json");
    fs::write(&whole, format!("{{\"image_processor\": {settings}}}")).unwrap();
    let found = Processor::load(folder.path()).unwrap().images;
    assert_eq!(found, Processor::load(&golden("qwen3_vl")).unwrap().images);
    fs::write(&whole, "{}").unwrap();
    let fault = Processor::load(folder.path()).unwrap_err().to_string();
    assert!(fault.contains("processor_config.json") && fault.contains("image_processor"));
}

#[test]
fn padding_kept_in_a_file_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(golden("qwen3_vl").join("tokenizer.json")).unwrap();
    let padding = r#""padding": {"strategy": {"Fixed": 64}, "direction": "Left",
        "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "!"}"#;
    let text = text.replacen(r#""padding": null"#, padding, 1);
    assert!(text.contains("Fixed"));
    fs::write(folder.path().join("tokenizer.json"), text).unwrap();
    let padded = Tokenizer::load(folder.path()).unwrap();
    let plain = Tokenizer::load(&golden("qwen3_vl")).unwrap();
    assert_eq!(padded.encode("How many?").unwrap(), plain.encode("How many?").unwrap());
}

#[test]
fn a_folder_that_lacks_something_says_what() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |name: &str| {
        fs::copy(golden("qwen3_vl").join(name), folder.path().join(name)).unwrap();
    };
    let fault = || Processor::load(folder.path()).unwrap_err().to_string();
    assert!(fault().contains("preprocessor_config.json"));
    copy("preprocessor_config.json");
    assert!(fault().contains("tokenizer.json"));
    copy("tokenizer.json");
    assert!(fault().contains("no chat template"));
    copy("chat_template.jinja");
    let text = fs::read_to_string(folder.path().join("tokenizer.json")).unwrap();
    for token in ["image_pad", "vision_start", "vision_end", "im_start", "im_end"] {
        let text = text.replace(token, "picture");
        fs::write(folder.path().join("tokenizer.json"), text).unwrap();
        assert!(fault().contains(&format!("no token \"<|{token}|>\"")), "{}", fault());
    }
    fs::write(folder.path().join("tokenizer.json"), &text[..text.len() / 2]).unwrap();
    assert!(fault().contains("tokenizer.json is not what it should be"));
}
