"""P1: what others answered, fit for one of our sentences."""

_MOST = 300


def said(answer: bytes | str) -> str:
    """P1: a foreign answer on one line, without control characters, cut where it gets long."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= _MOST else f"{line[:_MOST]}…"
