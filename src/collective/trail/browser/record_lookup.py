"""D2: ``@@record/<number>`` leads the browser from a number to the record."""

from collective.trail.registers.number_lookup import number_from_path
from collective.trail.registers.number_lookup import record_of
from Products.Five.browser import BrowserView
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


@implementer(IPublishTraverse)
class RecordLookup(BrowserView):
    """Sends on to the record, or shows the refusal's page with the same sentence as REST."""

    def __init__(self, context, request):
        super().__init__(context, request)
        self.segments: list[str] = []

    def publishTraverse(self, request, name):
        """Every further segment of the address belongs to the number."""
        self.segments.append(name)
        return self

    def __call__(self):
        """Redirect to the record's page."""
        record = record_of(number_from_path(self.segments))
        return self.request.response.redirect(f"{record.absolute_url()}/view")
