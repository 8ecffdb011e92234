"""P2: the history of a record's versions gets a random id instead of the next one of the site's counter.

CMFUid's generator is one object that every first version increments, so that people who create at the same time are in
each other's way: the later one has to wait and try again. A random id needs nobody's turn.
"""

from Acquisition import aq_base
from Products.CMFUid.interfaces import IUniqueIdAnnotationManagement
from Products.CMFUid.UniqueIdHandlerTool import UID_ATTRIBUTE_NAME
from typing import Any
from zope.component import getUtility

import secrets


# Above everything that the site's own counter will ever reach, and exact in every client's arithmetic.
LOWEST = 2**40
HIGHEST = 2**53


def give_history_id(record: Any) -> None:
    """P2: register a random history id; CMFEditions finds it when it saves the first version."""
    if getattr(aq_base(record), UID_ATTRIBUTE_NAME, None) is None:
        annotation = getUtility(IUniqueIdAnnotationManagement)(record, UID_ATTRIBUTE_NAME)
        annotation.setUid(LOWEST + secrets.randbelow(HIGHEST - LOWEST))
