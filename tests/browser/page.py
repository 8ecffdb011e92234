"""A page of the office, for the tests of this folder."""

from lxml import html


class Page:
    """A page as a browser without scripts shows it."""

    def __init__(self, http, user, path):
        client = http.client(user)
        client.session.headers["Accept"] = "text/html"
        self.answer = client.get(path, allow_redirects=False)
        self.tree = html.fromstring(self.answer.content)

    def texts(self, css):
        return [" ".join(each.text_content().split()) for each in self.tree.cssselect(css)]

    def links(self, css="a"):
        return [each.get("href") or "" for each in self.tree.cssselect(css)]
