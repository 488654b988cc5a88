import pytest

from dateline.annotate.entities.given_names import gender_of_name


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        *(("Volodymyr", "m"), ("Siobhán", "f"), ("GRACE", "f"), ("Jean", "u"), ("Xqzt", None), ("", None)),
        *(("Kelly-Ann", "f"), ("Jean-Marie", "u"), ("Al-Aqsa", None), ("Ana-Xqzt", None)),
    ],
)
def test_the_gender_that_a_given_name_suggests(name, gender):
    assert gender_of_name(name) == gender
