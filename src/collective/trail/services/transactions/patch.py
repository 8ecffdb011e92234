"""P1: plone.restapi's ``PATCH @transactions`` would undo acts together with their entries in the trail."""

from collective.trail.content.refusal import refuse
from collective.trail.i18n import _
from plone.restapi.services import Service


class TransactionsPatch(Service):
    """Refuses, for managers too. Zope's own Undo stays; what it takes away is missing from the trail's chains."""

    def reply(self):
        """Always a refusal."""
        message = _(
            "err_undo",
            default="Transactions cannot be undone here: their entries in the trail would vanish with them."
            " Correct a record by a revision instead.",
        )
        raise refuse(self.context, message, 403, "undo")
