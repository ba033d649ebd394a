//! Qwen-VL in candle, differentiable from pixels to log-probabilities.
