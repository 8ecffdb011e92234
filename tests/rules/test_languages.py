"""P4: languages as people and as translations name them."""

from collective.trail.rules.languages import catalog_of

import pytest


@pytest.mark.parametrize(
    "language, catalog",
    [
        ("zh-cn", "zh_CN"),
        ("zh-TW", "zh_TW"),
        ("zh_CN", "zh_CN"),
        ("en", "en"),
        ("EN", "en"),
        ("pt-br", "pt_BR"),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_named_as_its_translations_are(language, catalog):
    assert catalog_of(language) == catalog
