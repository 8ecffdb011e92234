"""D1: ``GET @opinions``: the written opinions on a record, and the digest of what it contains now."""

from collective.trail.behaviors.opinions import opinions_of
from collective.trail.content.digest import content_digest
from collective.trail.workflows.engine import open_transitions
from plone.restapi.services import Service
from zope.i18n import translate


class OpinionsGet(Service):
    """``{"@id", "digest", "items": [...], "items_total", "open": [...]}``; ``open`` are the opinions I may give now."""

    def reply(self):
        """The opinions, the oldest first."""
        record = self.context
        items = [dict(opinion) for opinion in opinions_of(record)]
        offered = [
            {"transition": t.id, "verdict": t.verdict, "title": translate(t.title, context=self.request)}
            for t in open_transitions(record)
            if t.opinion_required
        ]
        return {
            "@id": f"{record.absolute_url()}/@opinions",
            "digest": content_digest(record),
            "items": items,
            "items_total": len(items),
            "open": offered,
        }
