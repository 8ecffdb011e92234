"""P1: the certificates in a time stamp, in the order that DER wants.

``rfc3161-client`` reads strict DER, in which the members of a set are sorted. OpenSSL, with which many authorities run,
puts certificates down as they come. They are not under the signature: sorting them changes nothing that is proved.
"""

from dataclasses import dataclass


_SEQUENCE, _CONTEXT_0 = 0x30, 0xA0


@dataclass(frozen=True)
class _Element:
    """One element of DER: its tag, and where it, its content and both end."""

    tag: int
    start: int
    content: int
    end: int


def with_sorted_certificates(answer: bytes) -> bytes:
    """P1: a TimeStampResp with the certificates of its token sorted; as it was where it has none, or is no DER."""
    try:
        _status, token = _inside(answer, _Element(_SEQUENCE, 0, _element(answer, 0).content, len(answer)))
        _type, wrapped = _inside(answer, token)
        (signed,) = _inside(answer, wrapped)
        bags = [each for each in _inside(answer, signed) if each.tag == _CONTEXT_0]
        if not bags:
            return answer
        members = [answer[each.start : each.end] for each in _inside(answer, bags[0])]
    except ValueError:
        return answer
    return answer[: bags[0].content] + b"".join(sorted(members)) + answer[bags[0].end :]


def _inside(data: bytes, parent: _Element) -> list[_Element]:
    found = []
    place = parent.content
    while place < parent.end:
        found.append(_element(data, place))
        place = found[-1].end
    if place != parent.end:
        raise ValueError("An element ends after the one that holds it.")
    return found


def _element(data: bytes, start: int) -> _Element:
    head = data[start : start + 2]
    if len(head) < 2 or head[1] == 0x80:
        raise ValueError("No element of DER begins here.")
    more = head[1] & 0x7F if head[1] & 0x80 else 0
    content = start + 2 + more
    length = int.from_bytes(data[start + 2 : content], "big") if more else head[1]
    if content + length > len(data):
        raise ValueError("The data ends inside an element.")
    return _Element(head[0], start, content, content + length)
