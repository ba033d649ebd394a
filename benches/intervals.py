"""Intervals of means, for the benches of training."""
import statistics

# Student's t at 97.5 %, by degrees of freedom.
STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365}


def student(values):
    """The 95 % interval of a mean of few values."""
    if len(values) - 1 not in STUDENT:
        return float("nan"), float("nan")
    half = STUDENT[len(values) - 1] * statistics.stdev(values) / len(values) ** 0.5
    return statistics.fmean(values) - half, statistics.fmean(values) + half


def percent(mean, interval=None):
    if interval is None:
        return f"{100 * mean:.1f} %"
    low, high = interval
    return f"{100 * mean:+.1f} [{100 * low:+.1f}, {100 * high:+.1f}]"
