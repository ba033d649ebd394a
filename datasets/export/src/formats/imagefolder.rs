//! Folders of pictures with `metadata.jsonl`, as the `datasets` library's
//! ImageFolder reads them.

use super::{Format, record};
use crate::Instruction;
use crate::lines::{Layout, Lines};

pub(crate) static FORMAT: Format = Format {
    name: "imagefolder",
    about: "the datasets library's ImageFolder: pictures with metadata.jsonl",
    instruction: Instruction::None,
    marks: false,
    loading: r#"```python
from datasets import load_dataset
data = load_dataset("imagefolder", data_dir="data")
print(data["train"][0]["question"], data["train"][0]["image"].size)
```"#,
    reward: include_str!("../python/plain.py"),
    scoring: super::PLAIN_SCORING,
    open: |root| {
        let line: crate::lines::Fill =
            |sample, asked, path| record::with(sample, asked, "file_name", path.into());
        Ok(Box::new(Lines::create(root, Layout::Folders, line)?))
    },
};
