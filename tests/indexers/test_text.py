"""D1: the words of a document."""

from collective.trail.indexers.text import file_words
from collective.trail.indexers.text import html_to_words
from plone.namedfile.file import NamedBlobFile

import pytest


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>第一<b>条</b></p><p>休假</p>", "第一条 休假"),
        ("<script>alert(1)</script><style>p {}</style><!-- no -->yes", "yes"),
        ("<ul><li>one<li>two</ul>", "one two"),
        ("a &amp; b &#x4f11;假", "a & b 休假"),
        ("", ""),
        ("<", "<"),
        ("<?xml version='1.0' encoding='utf-8'?><p>a</p>", "a"),
    ],
)
def test_visible_text_is_taken_from_html(markup, words):
    assert html_to_words(markup) == words


def test_broken_markup_of_any_kind_is_no_error():
    for markup in ("\x00", "<p", "<!--", "</div></div>x", "<a href='" * 1000, "&#xD800;"):
        assert isinstance(html_to_words(markup), str)


def test_plain_text_file_gives_its_words(functional):
    assert file_words(NamedBlobFile("休假规定".encode(), "text/plain", "a.txt")) == "休假规定"


def test_file_that_would_need_a_foreign_program_gives_none(functional):
    assert file_words(NamedBlobFile(b"%PDF-1.4", "application/pdf", "a.pdf")) == ""
    assert file_words(None) == ""
