"""D3: words that a person typed, as a text query without operators: whatever is typed is looked for, nothing breaks."""

import re


WORD = re.compile(r"\w+", re.UNICODE)
NOTHING = '"\uffff"'


def word_query(given: str) -> str:
    """All words must occur; a word may be the beginning of one. Brackets, quotes and operators are no words."""
    words = WORD.findall(given)
    if not words:
        return NOTHING
    # Quoted, an "and" is a word; the star makes a prefix of the plain ones.
    return " AND ".join(
        f"{word}*" if len(word) > 1 and word.isascii() and word.lower() not in OPERATORS else f'"{word}"'
        for word in words
    )


OPERATORS = frozenset(("and", "or", "not"))
