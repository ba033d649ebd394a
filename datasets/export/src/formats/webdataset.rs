//! Tar shards for the `webdataset` library.

use super::{Format, record};
use crate::Instruction;
use crate::archives::Archives;

pub(crate) static FORMAT: Format = Format {
    name: "webdataset",
    about: "webdataset: tar shards of a picture and a record each",
    instruction: Instruction::None,
    marks: false,
    loading: r#"```python
import glob, webdataset
data = webdataset.WebDataset(sorted(glob.glob("data/train-*.tar")), shardshuffle=False).decode("pil")
sample = next(iter(data)); print(sample["json"]["question"], sample["png"].size)
```"#,
    reward: include_str!("../python/plain.py"),
    scoring: super::PLAIN_SCORING,
    open: |root| Ok(Box::new(Archives::create(root, record::of)?)),
};
