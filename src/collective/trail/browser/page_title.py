"""The title of the browser window: pages that are more than their content say their own name in it (WCAG 2.4.2)."""

from html import escape
from plone.app.layout.viewlets.common import TitleViewlet
from Products.CMFCore.interfaces import ISiteRoot
from zope.i18n import translate


class PageTitleViewlet(TitleViewlet):
    """Plone names the content alone, so that all pages of the site would have one and the same title."""

    def update(self):
        """The page's own ``page_title``, the content where there is one, and the site: from the particular to the whole."""
        super().update()
        own = getattr(self.view, "page_title", "")
        if own:
            parts = [escape(translate(own, context=self.request)), *self._content(), self.site_title_setting]
            self.site_title = self.sep.join(parts)

    def _content(self) -> list[str]:
        return [] if ISiteRoot.providedBy(self.context) else [self.page_title]
