"""P1: how a page answers a broken rule that no form caught: the sentence and a way back, with the rule's status."""

from collective.trail.services.refusals import RuleViolationAnswer
from plone.rest.interfaces import IAPIRequest
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from zope.i18n import translate


class RefusalPage(BrowserView):
    """Called by the publisher with the violation as its context; nothing of the request is stored."""

    index = ViewPageTemplateFile("templates/refusal.pt")

    def __call__(self):
        """The page, under the status of the violation; JSON for REST.

        A REST request carries our browser layer as well, and the layer comes first when the publisher looks for a view.
        """
        if IAPIRequest.providedBy(self.request):
            return RuleViolationAnswer(self.context, self.request)()
        self.message = translate(self.context.message, context=self.request)
        self.back = self.request.get("HTTP_REFERER") or self.request.get("URL1")
        body = self.index()
        self.request.response.setStatus(self.context.status, lock=True)
        return body
