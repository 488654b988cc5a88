"""Scores of quotes: they follow their curves, which never fall and never raise."""

from __future__ import annotations

import pytest

from dateline.annotate.quotes.calibration import calibrated, curves


@pytest.mark.parametrize("kind", ["string", "brief", "doubled", "contents"])
def test_a_score_grows_with_the_probability_and_is_never_more(kind: str) -> None:
    bare = [number / 1000 for number in range(1001)]
    scores = [calibrated(kind, one) for one in bare]
    assert scores == sorted(scores)
    assert all(0 <= score <= one for score, one in zip(scores, bare, strict=True))


def test_between_points_a_curve_is_a_line_and_beyond_the_last_it_is_flat() -> None:
    (low, low_share), (high, high_share) = curves()["doubled"][:2]
    assert calibrated("doubled", (low + high) / 2) == pytest.approx((low_share + high_share) / 2)
    assert calibrated("contents", 1.0) == curves()["contents"][-1][1]


def test_without_marks_nothing_is_sure() -> None:
    assert calibrated("contents", 0.99) < 0.9


def test_a_kind_without_a_curve_keeps_its_scores() -> None:
    assert calibrated("other", 0.7) == 0.7
