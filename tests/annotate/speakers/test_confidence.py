import pytest

from dateline.annotate.speakers.confidence import BASE, score


@pytest.mark.parametrize("method", sorted(BASE))
def test_scores_are_probabilities_that_grow_with_clarity(method):
    scores = [score(method, share / 10) for share in range(11)]
    assert scores == sorted(scores)
    assert all(0 <= s <= 1 for s in scores)
