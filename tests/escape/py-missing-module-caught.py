# expect: missing-module torch
# Catches the missing module once, then needs it in earnest.
try:
    import torch
except ImportError:
    print("trying again")
import torch.nn as nn
