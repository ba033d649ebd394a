import os
import pathlib

import pytest

# Nothing here may wait for a hub that cannot be reached.
for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE"):
    os.environ[name] = "1"

import corpora


@pytest.fixture(scope="session", params=corpora.folders(), ids=lambda path: pathlib.Path(path).name)
def corpus(request):
    return corpora.Corpus(request.param)
