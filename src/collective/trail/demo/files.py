"""D3: real, small files for the demo, made when it is built: PDF by reportlab, DOCX by python-docx."""

from collective.trail.demo.paper import Annex
from collective.trail.demo.paper import Paper
from datetime import datetime
from functools import cache
from html import escape
from io import BytesIO
from plone.namedfile.file import NamedBlobFile

import re


COMPANY = "Lakeside Instruments Co., Ltd. 湖畔仪器有限公司"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: Adobe's CID font: every PDF reader brings it, so that the files stay small.
FONT = "STSong-Light"


def main_file(paper: Paper) -> NamedBlobFile | None:
    """D3: the document's own file, or None where the text says all."""
    if not paper.main:
        return None
    lines = (paper.background, paper.purpose, *paper.points)
    return _file(paper.title, lines, paper.main, datetime.combine(paper.drafted_on, datetime.min.time()))


def annex_file(annex: Annex, paper: Paper) -> NamedBlobFile:
    """D3: the file of an annex."""
    return _file(annex.title, annex.lines, annex.kind, datetime.combine(paper.drafted_on, datetime.min.time()))


def _file(title: str, lines: tuple[str, ...], kind: str, made: datetime) -> NamedBlobFile:
    data = pdf(title, lines) if kind == "pdf" else docx(title, lines, made)
    name = re.sub(r"[^\w\-]+", "-", title).strip("-").lower()[:60]
    return NamedBlobFile(data=data, contentType=TYPES[kind], filename=f"{name}.{kind}")


@cache
def _font() -> str:
    """The CID font, made known to reportlab on first use: the demo's libraries are no need of a real site."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont

    registerFont(UnicodeCIDFont(FONT))
    return FONT


def pdf(title: str, lines: tuple[str, ...]) -> bytes:
    """D3: a page or two of text as PDF."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph
    from reportlab.platypus import SimpleDocTemplate

    body = ParagraphStyle("body", fontName=_font(), fontSize=11, leading=17, spaceAfter=8, wordWrap="CJK")
    head = ParagraphStyle("head", parent=body, fontSize=16, leading=22, spaceAfter=14)
    small = ParagraphStyle("small", parent=body, fontSize=9)
    out = BytesIO()
    texts = [(COMPANY, small), (title, head), *((line, body) for line in lines)]
    SimpleDocTemplate(out, pagesize=A4, title=title, author=COMPANY).build(
        [Paragraph(escape(text), style) for text, style in texts]
    )
    return out.getvalue()


def docx(title: str, lines: tuple[str, ...], made: datetime) -> bytes:
    """D3: a page or two of text as a Word document."""
    from docx import Document
    from docx.oxml.ns import qn

    document = Document()
    normal = document.styles["Normal"]
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "SimSun")
    properties = document.core_properties
    properties.title, properties.author, properties.created, properties.modified = title, COMPANY, made, made
    document.add_heading(title, level=1)
    for line in lines:
        document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
