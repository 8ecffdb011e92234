"""D1: the words by which a document is found, Chinese ones included (Plone's lexicon splits them into pairs)."""

from collective.trail.interfaces import IControlledDocument
from lxml import etree
from lxml import html
from plone.indexer import indexer


#: Elements inside which a word may go on; all others end it.
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "var",
    ]
)
#: Only text that needs no foreign program: Plone's transforms of PDF and Office files start a process for each file,
#: which would cost more than the whole creation of a record.
PLAIN_TYPES = frozenset(("text/plain", "text/csv", "text/markdown", "text/html"))
MAX_FILE_BYTES = 1_000_000


def html_to_words(markup: str) -> str:
    """The visible text of ``markup``: blocks are parted by spaces, inline elements do not part a word."""
    if not markup.strip():
        return ""
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        # Not parseable as a tree (control characters, an XML declaration): better the raw words than none.
        return markup
    etree.strip_elements(root, "script", "style", etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in root.iter():
        if element.tag not in INLINE:
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
    return " ".join(root.text_content().split())


def file_words(file) -> str:
    """The text of a main file that is plain text; nothing for other kinds."""
    content_type = (getattr(file, "contentType", "") or "").partition(";")[0].strip().lower()
    if file is None or content_type not in PLAIN_TYPES or file.getSize() > MAX_FILE_BYTES:
        return ""
    text = file.data.decode("utf-8", "replace")
    return html_to_words(text) if content_type == "text/html" else text


@indexer(IControlledDocument)
def SearchableText(document) -> str:  # noqa: N802 - the name of Plone's index
    """D1: number, title, background, purpose, content, and the main file where it is plain text."""
    content = document.content
    raw = getattr(content, "raw", "") or ""
    words = html_to_words(raw) if getattr(content, "mimeType", "") == "text/html" else raw
    parts = (document.number, document.title, document.background, document.purpose, words, file_words(document.file))
    return " ".join(part for part in parts if part)
