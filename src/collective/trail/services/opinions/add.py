"""D1: ``POST @opinions``: an opinion is given by the act it belongs to, so this does the transition it names."""

from collective.trail.content.protection import is_frozen
from collective.trail.content.refusal import misunderstood
from collective.trail.i18n import _
from collective.trail.services.bodies import object_body
from collective.trail.services.workflow.transition import RecordTransition
from collective.trail.workflows.engine import open_transitions

import json


class OpinionsPost(RecordTransition):
    """``{"verdict", "text", "digest"?, "transition"?}``; without a transition the verdict must leave no choice."""

    def reply(self):
        """What ``@workflow/<transition>`` answers."""
        body = object_body(self.request)
        self.transition = body.pop("transition", None) or self._by_verdict(body.get("verdict"))
        if not isinstance(self.transition, str):
            raise misunderstood(
                self.context, _("err_opinion_transition", default="The transition is named by a text."), "opinion"
            )
        self.request.set("BODY", _encoded({"opinion": body}))
        return super().reply()

    def _by_verdict(self, verdict):
        fitting = [t.id for t in open_transitions(self.context) if t.opinion_required and t.verdict == verdict]
        # “agree” sent twice would approve and then abolish: what ends a record in force is always named.
        if is_frozen(self.context):
            fitting = []
        if len(fitting) == 1:
            return fitting[0]
        message = _(
            "err_opinion_ambiguous",
            default="Say by “transition” which act your opinion belongs to. Open to you: ${offered}.",
            mapping={"offered": ", ".join(t.id for t in open_transitions(self.context) if t.opinion_required) or "-"},
        )
        raise misunderstood(self.context, message, "opinion")


def _encoded(data) -> bytes:
    return json.dumps(data).encode("utf-8")
