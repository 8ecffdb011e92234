"""D1: ``PATCH`` and ``DELETE`` of a record say why they refuse; plone.restapi names a missing right and no reason."""

from collective.trail.content.protection import check_may_change
from collective.trail.content.protection import check_removal
from collective.trail.content.refusal import misunderstood
from collective.trail.content.refusal import name_of
from collective.trail.i18n import _
from plone.restapi.services.content.delete import ContentDelete
from plone.restapi.services.content.update import ContentPatch
from plone.restapi.services.locking import is_locked
from plone.restapi.services.locking import lock_info


class RecordPatch(ContentPatch):
    """plone.restapi's own service for everybody who may view the record, so that the rule can answer."""

    def reply(self):
        """What plone.restapi answers; RuleViolation 403 without the right, 409 while another person edits."""
        check_may_change(self.context)
        if is_locked(self.context, self.request):
            message = _(
                "err_locked",
                default="${record} is being edited by ${person}. Wait until that is finished, or unlock it.",
                mapping={
                    "record": name_of(self.context),
                    "person": lock_info(self.context).get("creator_name") or "-",
                },
            )
            raise misunderstood(self.context, message, "locked", 409)
        return super().reply()


class RecordDelete(ContentDelete):
    """plone.restapi's own service, likewise; what is deleted is asked for its permission again by the container."""

    def reply(self):
        """What plone.restapi answers; RuleViolation 403 for anything but a draft of one's own."""
        check_removal(self.context)
        return super().reply()
