try:
    from swift.rewards import ORM, orms
except ImportError:
    # Where it stood before version 4.
    from swift.plugin import ORM, orms


class Synth(ORM):
    """ms-swift's reward, `--reward_funcs synth`."""

    def __call__(self, completions, solution, **kwargs):
        return [score(each, truth) for each, truth in zip(completions, solution)]


orms["synth"] = Synth
