REWARD_NAME = "synth"
REWARD_TYPE = "batch"


def compute_score(reward_inputs, **kwargs):
    """EasyR1's reward for a batch of {"response", "response_length", "ground_truth"}."""
    scores = [score(each["response"], each["ground_truth"]) for each in reward_inputs]
    return [{"overall": value, "accuracy": value} for value in scores]
