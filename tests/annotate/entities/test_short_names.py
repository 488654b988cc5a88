import pytest

from dateline.annotate.entities.short_names import long_names


@pytest.mark.parametrize(("first", "second"), [("ken", "kenneth"), ("bob", "bobby"), ("kathy", "katherine")])
def test_a_name_and_what_it_is_shortened_to_share_a_long_name(first, second):
    assert long_names(first) & long_names(second)


@pytest.mark.parametrize(("first", "second"), [("ken", "karl"), ("samuel", "samantha"), ("ana", "anne")])
def test_other_names_do_not(first, second):
    assert not long_names(first) & long_names(second)
