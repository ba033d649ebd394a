def _text(completion):
    """A completion is a text, or messages whose content is a text or parts of one."""
    if isinstance(completion, str):
        return completion
    content = completion[-1].get("content") if completion else ""
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content)
    return content


def synth_reward(completions, ground_truth, **kwargs):
    """TRL's reward for a batch of completions."""
    return [score(_text(each), truth) for each, truth in zip(completions, ground_truth)]
