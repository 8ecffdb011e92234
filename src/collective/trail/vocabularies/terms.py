"""How every vocabulary of the package is built."""

from collections.abc import Iterable
from zope.schema.vocabulary import SimpleTerm
from zope.schema.vocabulary import SimpleVocabulary


def vocabulary(pairs: Iterable[tuple[str, str]]) -> SimpleVocabulary:
    """P4: a vocabulary of (value, title) pairs whose tokens are the values, the same in forms, REST and exports."""
    return SimpleVocabulary([SimpleTerm(value, value, title) for value, title in pairs])
