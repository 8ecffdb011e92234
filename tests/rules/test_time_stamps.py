"""P1: a time stamp says what its authority signed, whatever is done to its bytes."""

from collective.trail.rules.der_order import with_sorted_certificates
from collective.trail.rules.timestamp import certificates
from collective.trail.rules.timestamp import new_request
from collective.trail.rules.timestamp import stamped_at
from collective.trail.rules.timestamp import TimestampError
from hypothesis import given
from hypothesis import strategies as st
from time_stamp_authority import Authority

import pytest


@pytest.fixture(scope="module")
def stamp(tmp_path_factory):
    authority = Authority(tmp_path_factory.mktemp("tsa"))
    return authority.stamp(new_request(b"a checkpoint").data), certificates(authority.root.read_bytes())


def test_no_altered_byte_makes_another_time(stamp):
    answer, roots = stamp
    time = stamped_at(answer, b"a checkpoint", roots)
    good = 0
    for place in range(len(answer)):
        altered = answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :]
        try:
            assert stamped_at(altered, b"a checkpoint", roots) == time
            good += 1
        except TimestampError:
            pass
    # What names the algorithm of the signature is outside of it.
    assert good < 20


def test_a_cut_answer_is_none(stamp):
    answer, roots = stamp
    for end in range(0, len(answer), 13):
        with pytest.raises(TimestampError):
            stamped_at(answer[:end], b"a checkpoint", roots)


def test_the_order_of_certificates_does_not_matter(stamp):
    answer, roots = stamp
    ordered = with_sorted_certificates(answer)
    assert len(ordered) == len(answer) and sorted(ordered) == sorted(answer)
    assert with_sorted_certificates(ordered) == ordered
    assert stamped_at(ordered, b"a checkpoint", roots) == stamped_at(answer, b"a checkpoint", roots)


@given(st.binary(max_size=200))
def test_what_is_no_answer_stays_as_it_is(data):
    assert len(with_sorted_certificates(data)) == len(data)
    with pytest.raises(TimestampError):
        stamped_at(data, b"a checkpoint", [])


def test_a_stamp_needs_a_root(stamp):
    with pytest.raises(TimestampError, match="None of the trusted certificates is a root"):
        stamped_at(stamp[0], b"a checkpoint", [])
