def synth_reward(completions, solution, ground_truth, **kwargs):
    """VLM-R1's reward for a batch; `solution` is the plain answer and not needed."""
    contents = [completion[0]["content"] for completion in completions]
    return [score(each, truth) for each, truth in zip(contents, ground_truth)]
