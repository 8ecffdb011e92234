"""P4: how languages are named: people and browsers have ``zh-cn``, translations are in ``zh_CN``."""


def catalog_of(language: str | None) -> str | None:
    """P4: the language as translations name it; without this every message would be said in English."""
    head, _hyphen, region = (language or "").replace("_", "-").partition("-")
    return f"{head.lower()}_{region.upper()}" if region else head.lower() or None
