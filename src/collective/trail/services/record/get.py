"""D2: ``GET @record/<number>`` leads from a number to the record."""

from collective.trail.registers.number_lookup import number_from_path
from collective.trail.registers.number_lookup import record_of
from plone import api
from plone.restapi.serializer.converters import json_compatible
from plone.restapi.services import Service
from plone.uuid.interfaces import IUUID
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


@implementer(IPublishTraverse)
class RecordGet(Service):
    """``{"@id", "@type", "UID", "number", "title", "review_state", "edition", "approved_on", "effective_on"}``."""

    def __init__(self, context, request):
        super().__init__(context, request)
        self.segments: list[str] = []

    def publishTraverse(self, request, name):
        """Every further segment of the address belongs to the number."""
        self.segments.append(name)
        return self

    def reply(self):
        """The record's address and summary; 404 in the same words for unknown and unseen, see ``record_of``."""
        record = record_of(number_from_path(self.segments))
        return json_compatible(
            {
                "@id": record.absolute_url(),
                "@type": record.portal_type,
                "UID": IUUID(record),
                "number": record.number,
                "title": record.Title(),
                "review_state": api.content.get_state(record),
                "department": record.department,
                "edition": record.edition,
                "approved_on": record.approved_on,
                "effective_on": record.effective_on,
            }
        )
