"""P1: how a page answers a broken rule that no form caught: the sentence and a way back, with the rule's status."""

from AccessControl import Unauthorized
from Acquisition import aq_chain
from Acquisition import aq_inner
from collective.trail.i18n import _
from collective.trail.services.copying import as_violation
from collective.trail.services.refusals import RuleViolationAnswer
from plone.rest.interfaces import IAPIRequest
from Products.CMFCore.interfaces import IContentish
from Products.CMFCore.interfaces import ISiteRoot
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from zope.component.hooks import getSite
from zope.i18n import translate


class RefusalPage(BrowserView):
    """Called by the publisher with the violation as its context; nothing of the request is stored."""

    index = ViewPageTemplateFile("templates/refusal.pt")
    page_title = _("heading_refused", default="This is not possible")
    plain = ViewPageTemplateFile("templates/refusal_plain.pt")

    def __call__(self):
        """The page, under the status of the violation; JSON for REST.

        A REST request carries our browser layer as well, and the layer comes first when the publisher looks for a view.
        """
        if IAPIRequest.providedBy(self.request):
            return RuleViolationAnswer(self.context, self.request)()
        self.message = translate(self.context.message, context=self.request)
        self.place = self._place()
        site_url = self.place.absolute_url() if self.place is not None else "/"
        self.back = self.request.get("HTTP_REFERER") or site_url
        body = self._page()
        response = self.request.response
        response.setHeader("Content-Type", "text/html; charset=utf-8")
        response.setStatus(self.context.status, lock=True)
        return body

    def _place(self):
        """The innermost content around the place of the refusal; None outside of a site.

        What the publisher gives as ``__parent__`` is the last thing it met: often a view, sometimes the application.
        """
        parents = self.request.get("PARENTS") or ()
        for each in [*parents[:1], getSite()]:
            for parent in aq_chain(aq_inner(each)) if each is not None else ():
                if IContentish.providedBy(parent) or ISiteRoot.providedBy(parent):
                    return parent
        return None

    def _page(self) -> str:
        """In the site's frame, or alone where there is no site or its frame is not for this person."""
        if self.place is not None:
            try:
                return self.index()
            except Unauthorized:
                pass
        return self.plain()


class CopyRefusalPage(RefusalPage):
    """D4: the same for a copy or move that Zope itself refuses, which would end in an error page."""

    def __init__(self, context, request):
        super().__init__(as_violation(context), request)
