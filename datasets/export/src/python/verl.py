def compute_score(data_source, solution_str, ground_truth, extra_info=None, **kwargs):
    """verl's reward for one response."""
    return score(solution_str, ground_truth)
