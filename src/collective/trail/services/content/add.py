"""D3: ``POST`` to a class or year folder makes a record in the present year folder of the class."""

from collective.trail.content.filing import class_of
from collective.trail.content.filing import year_folder
from collective.trail.content.refusal import refuse
from collective.trail.i18n import _
from collective.trail.services.bodies import object_body
from collective.trail.workflows import workflow_of
from plone.restapi.services.content.add import FolderPost

import json
import transaction


#: What plone.restapi takes from the body before any field is checked; anything but a text would be a server error.
TEXTS = ("@type", "id", "title", "UID", "language", "translation_of")
#: The id is ours to give; a chosen UID could be that of another record, whose trail the new one would then continue.
OURS = ("id", "UID", "translation_of")


class FilePlanPost(FolderPost):
    """plone.restapi's own service; for our records the year folder is the place, and the id is ours to give."""

    def reply(self):
        """The new content as plone.restapi serializes it, 201 with its address in ``Location``."""
        data = object_body(self.request)
        self._check_texts(data)
        workflow = workflow_of(data.get("@type") or "")
        if workflow is not None and data.get("@type") != "RecordClass":
            for name in OURS:
                data.pop(name, None)
            self.request.set("BODY", json.dumps(data).encode("utf-8"))
            self.context = year_folder(class_of(self.context))
        answer = super().reply()
        if self.request.response.getStatus() >= 400:
            # plone.restapi answers some refusals without an exception, and the new year folder would be stored.
            transaction.doom()
        return answer

    def _check_texts(self, data: dict) -> None:
        for name in TEXTS:
            if data.get(name) is not None and not isinstance(data[name], str):
                message = _("err_not_a_text", default="“${field}” is a text.", mapping={"field": name})
                raise refuse(self.context, message, 400, "form")
