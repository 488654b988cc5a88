import gc

import pytest
from growth import assert_linear


def test_work_that_grows_with_the_square_of_its_input_is_told():
    with pytest.raises(AssertionError, match="8 times the input"):
        assert_linear(lambda size: lambda: [sum(range(size)) for _ in range(size)], small=500, large=4_000)


def test_work_that_grows_as_its_input_passes_and_the_collector_is_on_afterwards():
    assert_linear(lambda size: lambda: sum(range(size)), small=50_000, large=400_000)
    assert gc.isenabled()
