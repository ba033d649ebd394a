__all__ = ["explain", "score"]
