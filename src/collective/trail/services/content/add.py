"""D3: ``POST`` to a class or year folder makes a record in the present year folder of the class."""

from AccessControl import Unauthorized
from collective.trail.content.filing import class_of
from collective.trail.content.filing import year_folder
from collective.trail.content.protection import check_may_change
from collective.trail.content.refusal import misunderstood
from collective.trail.content.refusal import refuse
from collective.trail.i18n import _
from collective.trail.services.bodies import object_body
from collective.trail.workflows import workflow_of
from collective.trail.workflows.record_class import CLOSED
from plone import api
from plone.restapi.services.content.add import FolderPost

import json
import re
import transaction


#: What plone.restapi takes from the body before any field is checked; anything but a text would be a server error.
TEXTS = ("@type", "id", "title", "UID", "language", "translation_of")
#: The id is ours to give; a chosen UID could be that of another record, whose trail the new one would then continue.
OURS = ("id", "UID", "translation_of")
#: Part of every address below, so it must fit into one.
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class CheckedPost(FolderPost):
    """P4: plone.restapi's own service, on the site too; it takes the kinds of these values for granted."""

    def reply(self):
        """The new content as plone.restapi serializes it, 201 with its address in ``Location``."""
        self.prepare(object_body(self.request))
        answer = super().reply()
        if self.request.response.getStatus() >= 400:
            # plone.restapi answers some refusals without an exception, and what was made before would be stored.
            transaction.doom()
        return answer

    def prepare(self, data: dict) -> None:
        """P4: refuse what would be a server error."""
        for name in TEXTS:
            if data.get(name) is not None and not isinstance(data[name], str):
                message = _("err_not_a_text", default="“${field}” is a text.", mapping={"field": name})
                raise misunderstood(self.context, message)
        if data.get("id") and not ID.fullmatch(data["id"]):
            message = _("err_id", default="“id” is 1 to 100 letters, digits, dots, hyphens and underscores.")
            raise misunderstood(self.context, message)

    def leave_out_ours(self, data: dict) -> None:
        """P1: what a client says of id and UID is not heard."""
        if not data.keys().isdisjoint(OURS):
            kept = {name: value for name, value in data.items() if name not in OURS}
            self.request.set("BODY", json.dumps(kept).encode("utf-8"))


class FilePlanPost(CheckedPost):
    """For our records the year folder is the place, and the id is ours to give.

    Whoever sees the class may ask, so that a closed class can say that it is closed.
    """

    def prepare(self, data: dict) -> None:
        """D3: go to the year folder."""
        super().prepare(data)
        record_class = class_of(self.context)
        is_record = data.get("@type") != "RecordClass" and workflow_of(data.get("@type") or "") is not None
        if is_record:
            _check_open(record_class)
        if not api.user.has_permission("Add portal content", obj=self.context):
            raise Unauthorized("You may not add anything here.")
        if is_record:
            self.leave_out_ours(data)
            self.context = year_folder(record_class)


def _check_open(record_class) -> None:
    """D2: a sentence for who may log in but not file here, because nobody may."""
    if api.user.is_anonymous() or api.content.get_state(record_class, "") != CLOSED:
        return
    message = _(
        "err_class_closed",
        default="The class ${class} is closed and takes no new records. Choose another class, or have it opened again.",
        mapping={"class": record_class.Title()},
    )
    raise refuse(record_class, message, 403, "filing")


class AnnexPost(CheckedPost):
    """D1: ``POST`` to a record adds an annex; its id and UID are ours to give as well."""

    def prepare(self, data: dict) -> None:
        """P1: neutral ids, and only where the record may be changed."""
        check_may_change(self.context)
        super().prepare(data)
        self.leave_out_ours(data)
