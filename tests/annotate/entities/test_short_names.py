import pytest

from dateline.annotate.entities.short_names import are_one_name


@pytest.mark.parametrize(("first", "second"), [("ken", "kenneth"), ("bob", "bobby"), ("kathy", "katherine")])
def test_a_name_and_what_it_is_shortened_to_are_one(first, second):
    assert are_one_name(first, second) and are_one_name(second, first)


@pytest.mark.parametrize(("first", "second"), [("ken", "karl"), ("samuel", "samantha"), ("ana", "anne")])
def test_other_names_are_not(first, second):
    assert not are_one_name(first, second)
