"""Object ids are neutral and permanent (P5): a title in an id would leak into logs and could never be erased there."""

import secrets


ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def neutral_id(prefix: str = "r") -> str:
    """A new random id such as ``r-7k2m9qx4tz``; 31**10 values, so that writers never meet (no shared counter)."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(10))
