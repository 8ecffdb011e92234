"""P4: ``GET @search`` asks our indexes too; a value that an index cannot hold is a refusal, not a fault of the server."""

from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from DateTime.interfaces import DateTimeError
from plone.restapi.exceptions import QueryParsingError
from plone.restapi.services.search.get import SearchGet
from Products.ZCTextIndex.ParseTree import ParseError
from Products.ZCTextIndex.ParseTree import QueryError

import logging


log = logging.getLogger(__name__)

#: What catalog, indexes and batching raise for values of the wrong kind; plone.restapi catches none of these.
_MISFITS = (
    AssertionError,
    AttributeError,
    DateTimeError,
    ParseError,
    QueryError,
    QueryParsingError,
    TypeError,
    ValueError,
)


class RecordSearch(SearchGet):
    """plone.restapi's own service."""

    def reply(self):
        """What plone.restapi answers; RuleViolation (400) where the catalog cannot understand the question."""
        try:
            return super().reply()
        except _MISFITS as error:
            # The kinds are so general that a fault of ours could hide among them: the log keeps where it came from.
            log.info("A search was not understood.", exc_info=True)
            message = _(
                "err_search",
                default="The search cannot be understood: a value does not fit its index, or b_start or b_size is no "
                "whole number. Correct it and search again.",
            )
            raise RuleViolation(message, 400, "search") from error
