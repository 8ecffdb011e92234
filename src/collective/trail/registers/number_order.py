"""D2: the order in which people read numbers: HR2026999 stands before HR20261000, and both before HR2027001."""

DIGITS = "0123456789"


def number_order(number: str) -> tuple[str, int, int]:
    """D2: a sort key. Trailing digits that begin with a year are read as year and running number, others as one."""
    prefix = number.rstrip(DIGITS)
    digits = number[len(prefix) :]
    if len(digits) > 4 and digits[:2] in ("19", "20", "21"):
        return prefix, int(digits[:4]), int(digits[4:])
    return prefix, 0, int(digits or 0)
