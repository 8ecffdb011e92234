"""P4: ``GET @search`` asks our indexes too; a value that an index cannot hold is a refusal, not a fault of the server."""

from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from DateTime.interfaces import DateTimeError
from plone.base.interfaces import IPloneSiteRoot
from plone.restapi.exceptions import QueryParsingError
from plone.restapi.search.handler import SearchHandler
from plone.restapi.search.utils import unflatten_dotted_dict
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


class QuickHandler(SearchHandler):
    """plone.restapi's own, without a condition that every object of the site meets."""

    def _constrain_query_by_path(self, query):
        """All that a site's catalog knows stands in the site: its path would only make the catalog walk through all."""
        if "path" in query or not IPloneSiteRoot.providedBy(self.context):
            super()._constrain_query_by_path(query)


class RecordSearch(SearchGet):
    """plone.restapi's own service."""

    def reply(self):
        """What plone.restapi answers; RuleViolation (400) where the catalog cannot understand the question."""
        try:
            query = unflatten_dotted_dict(self.request.form.copy())
            return QuickHandler(self.context, self.request).search(query)
        except _MISFITS as error:
            # The kinds are so general that a fault of ours could hide among them: the log keeps where it came from.
            log.info("A search was not understood.", exc_info=True)
            message = _(
                "err_search",
                default="The search cannot be understood: a value does not fit its index, or b_start or b_size is no "
                "whole number. Correct it and search again.",
            )
            raise RuleViolation(message, 400, "search") from error
