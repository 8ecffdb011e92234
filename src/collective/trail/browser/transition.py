"""D1, W3: the page on which a transition is done: the opinion in writing, the content it is bound to, a confirmation."""

from collective.trail.content.digest import content_digest
from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.workflows import workflow_of
from collective.trail.workflows.engine import open_transitions
from collective.trail.workflows.engine import perform
from plone import api
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.protect import CheckAuthenticator
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from zope.i18n import translate

import transaction


class TransitionView(BrowserView):
    """``@@transition?workflow_action=approve``; the workflow menu and the buttons on a document lead here."""

    index = ViewPageTemplateFile("templates/transition.pt")
    error = ""
    text = ""

    def __call__(self):
        """Show the form, or do the transition and go back to the record."""
        self.action = str(self.request.form.get("workflow_action") or "")
        self.transition = next((t for t in open_transitions(self.context) if t.id == self.action), None)
        self.text = str(self.request.form.get("text") or "")
        if self.request["REQUEST_METHOD"] == "POST":
            CheckAuthenticator(self.request)
            return self._perform()
        if self.transition is None:
            self.request.response.setStatus(403)
        return self.index()

    def _perform(self):
        digest = str(self.request.form.get("digest") or "")
        try:
            result = perform(self.context, self.action, text=self.text, digest=digest)
        except RuleViolation as violation:
            transaction.abort()
            # What is open is named by ids for REST; here the page says that the step is not open.
            if self.transition is not None:
                self.error = translate(violation.message, context=self.request)
            self.request.response.setStatus(violation.status)
            return self.index()
        record = result if result is not None else self.context
        target = get_working_copy(record) if self.action == "revise" else record
        message = _("msg_done", default="Done: ${action}.", mapping={"action": self.title})
        api.portal.show_message(translate(message, context=self.request), self.request)
        return self.request.response.redirect(target.absolute_url())

    @property
    def page_title(self) -> str:
        """The window is named by the act, too."""
        return self.title

    @property
    def title(self) -> str:
        """The transition's title in the reader's language."""
        return translate(self.transition.title, context=self.request) if self.transition else ""

    @property
    def digest(self) -> str:
        """The digest of what was read, sent back with the opinion so that it is bound to just this content.

        The buttons of the document bring it along; where nothing does, or it has grown old, it is that of now.
        """
        given = "" if self.error else str(self.request.form.get("digest") or "")
        return given or content_digest(self.context)

    def state_title(self) -> str:
        """The record's present state in the reader's language."""
        state = workflow_of(self.context.portal_type).state(api.content.get_state(self.context))
        return translate(state.title, context=self.request)
