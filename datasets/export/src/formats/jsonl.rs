//! Plain JSON Lines with pictures as files.

use super::{Format, record};
use crate::Instruction;
use crate::lines::{Layout, Lines};

pub(crate) static FORMAT: Format = Format {
    name: "jsonl",
    about: "plain JSON Lines with pictures as files",
    instruction: Instruction::None,
    marks: false,
    loading: r#"```python
import json, PIL.Image
first = json.loads(open("data/train.jsonl").readline())
print(first["question"], PIL.Image.open("data/" + first["image"]).size)
```"#,
    reward: include_str!("../python/plain.py"),
    scoring: super::PLAIN_SCORING,
    open: |root| {
        let line: crate::lines::Fill =
            |sample, asked, path| record::with(sample, asked, "image", path.into());
        Ok(Box::new(Lines::create(root, Layout::Flat, line)?))
    },
};
