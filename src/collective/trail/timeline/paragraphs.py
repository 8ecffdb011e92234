"""P1: a rich text as plain paragraphs, for a page in which nothing of a writer's markup may act."""

from lxml import etree
from lxml import html


_BLOCKS = frozenset(
    ("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
     "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul")
)  # fmt: skip


def paragraphs(text: str, mime_type: str) -> list[str]:
    """P1: the visible lines of ``text``."""
    if mime_type == "text/html" and text.strip():
        text = _visible(text)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _visible(markup: str) -> str:
    try:
        root = html.fragment_fromstring(" ".join(markup.split()), create_parent="div")
    except (etree.ParserError, ValueError):
        # No tree can be made of it: better the raw words than none.
        return markup
    etree.strip_elements(root, "script", "style", etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in root.iter():
        if element.tag in _BLOCKS:
            bullet = "• " if element.tag == "li" else ""
            element.text = f"\n{bullet}{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
        elif element.tag in ("td", "th"):
            element.tail = f" \u2003{element.tail or ''}"
    return str(root.text_content())
