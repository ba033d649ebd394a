//! What is trained and written here, read by Hugging Face's `AutoProcessor`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use synth_processor::{ImageSettings, Message, Picture, Processor, Tokenizer};

const TEXTS: [&str; 4] = [
    "How many red circles are there? Think first, then answer.",
    "What is the angle at B? \\boxed{42}",
    "Zürich: 東京 3.5 kg, it's 10:45 — we'll see.",
    "    indented\n\n\ttabs  and   spaces ",
];

fn trained(patch: usize) -> Processor {
    let texts = TEXTS.into_iter().cycle().take(40);
    let tokenizer = Tokenizer::train(texts, 420).unwrap();
    let images: ImageSettings = serde_json::from_value(json!({
        "patch_size": patch, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.5, 0.6, 0.7],
        "min_pixels": 4 * patch * patch, "max_pixels": 4 * patch * patch * 40,
    }))
    .unwrap();
    Processor::new(images, tokenizer).unwrap()
}

fn picture(width: usize, height: usize) -> Picture {
    let value = |at: usize| ((at * 37 + at / 7 * 11) % 256) as u8;
    Picture::new(width, height, (0..3 * width * height).map(value).collect()).unwrap()
}

/// What `auto_processor.py` makes of the same chats.
fn theirs(python: &str, folder: &Path, chats: &Value) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/auto_processor.py");
    fs::write(folder.join("chats.json"), chats.to_string()).unwrap();
    let done = Command::new(python).arg(script).arg(folder).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

fn check(python: &str, patch: usize, class: &str) {
    let processor = trained(patch);
    let folder = tempfile::tempdir().unwrap();
    processor.save(folder.path()).unwrap();
    let sizes = [(145, 90), (33, 200), (600, 410), (64, 64)];
    let chats: Vec<Value> = sizes
        .iter()
        .zip(TEXTS)
        .map(|((width, height), text)| json!({"text": text, "width": width, "height": height}))
        .collect();
    let theirs = theirs(python, folder.path(), &Value::from(chats));
    assert_eq!(theirs["class"], class);
    for ((size, text), theirs) in sizes.iter().zip(TEXTS).zip(theirs["chats"].as_array().unwrap()) {
        let pictures = [picture(size.0, size.1)];
        let ours = processor.encode(&[Message::user(1, text)], &pictures, true).unwrap();
        assert_eq!(json!(ours.ids), theirs["ids"], "{text:?}");
        assert_eq!(json!(ours.images[0].grid), theirs["grid"]);
        let values = theirs["values"].as_array().unwrap();
        assert_eq!(values.len(), ours.images[0].values.len());
        let apart = ours.images[0].values.iter().zip(values);
        let apart = apart.map(|(ours, theirs)| (f64::from(*ours) - theirs.as_f64().unwrap()).abs());
        let (worst, many) = apart.fold((0.0, 0), |(worst, many): (f64, u32), apart| {
            (worst.max(apart), many + u32::from(apart > 1e-6))
        });
        assert!(worst <= 1e-6, "{size:?}: {many} numbers differ, by up to {worst}");
        assert_eq!(json!(processor.tokenizer.decode(&ours.ids).unwrap()), theirs["decoded"]);
    }
}

#[test]
#[ignore = "needs a Python with transformers and torch: its path in SYNTH_TRANSFORMERS_PYTHON"]
fn auto_processor_reads_the_folder_and_agrees() {
    let python = std::env::var("SYNTH_TRANSFORMERS_PYTHON")
        .expect("the path of a Python with transformers in SYNTH_TRANSFORMERS_PYTHON");
    check(&python, 16, "Qwen3VLProcessor");
    check(&python, 14, "Qwen2_5_VLProcessor");
}
