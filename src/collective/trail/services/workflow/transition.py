"""D1, W3: ``POST @workflow/<transition>`` with ``{"comment"}`` or ``{"opinion": {"verdict", "text", "digest"}}``."""

from collective.trail.content.refusal import misunderstood
from collective.trail.i18n import _
from collective.trail.interfaces import IRecord
from collective.trail.services.bodies import object_body
from collective.trail.workflows.engine import perform
from plone import api
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.protect.interfaces import IDisableCSRFProtection
from plone.restapi.serializer.converters import json_compatible
from plone.restapi.services.workflow.transition import WorkflowTransition
from zope.interface import alsoProvides


class RecordTransition(WorkflowTransition):
    """plone.restapi's service would stamp EffectiveDate on any attempt and drop the opinion; ours asks the engine."""

    def reply(self):
        """What DCWorkflow kept of the act, with the record's address, state, number and edition."""
        record = self.context
        body = object_body(self.request)
        opinion = body.get("opinion") or {}
        if not self.transition:
            raise misunderstood(record, _("err_no_transition", default="Name the transition: @workflow/<transition>."))
        texts = (
            [body.get("comment"), opinion.get("text"), opinion.get("verdict"), opinion.get("digest")]
            if isinstance(opinion, dict)
            else [opinion]
        )
        if not isinstance(opinion, dict) or any(text is not None and not isinstance(text, str) for text in texts):
            message = _(
                "err_opinion_form",
                default='An opinion has the form {"verdict": text, "text": text, "digest": text}; a comment is a text.',
            )
            raise misunderstood(record, message, "opinion")
        alsoProvides(self.request, IDisableCSRFProtection)
        result = perform(
            record,
            self.transition,
            text=opinion.get("text") or body.get("comment") or "",
            verdict=opinion.get("verdict") or "",
            digest=opinion.get("digest") or "",
        )
        return self._answer(result if result is not None else record)

    def _answer(self, record):
        action = api.portal.get_tool("portal_workflow").getInfoFor(record, "review_history")[-1]
        state = action["review_state"]
        answer = {
            "@id": record.absolute_url(),
            "action": self.transition,
            "actor": api.user.get_current().getId(),
            "comments": action["comments"],
            "time": action["time"],
            "review_state": state,
            "title": self.context.translate(
                api.portal.get_tool("portal_workflow").getTitleForStateOnType(state, record.portal_type)
            ),
        }
        if not IRecord.providedBy(record):
            return json_compatible(answer)
        answer |= {"number": record.number, "edition": record.edition}
        working_copy = get_working_copy(record)
        if working_copy is not None:
            answer["working_copy"] = working_copy.absolute_url()
        return json_compatible(answer)
