"""A variable that its setting cannot take ends in an error that names it, not in a traceback."""

import pytest

from dateline.errors import ConfigError
from dateline.settings import get_settings


@pytest.fixture(autouse=True)
def read_anew():
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATELINE_BATCHES_AT_ONCE", "many"),
        ("DATELINE_BATCH_CAPTURES", "0"),
        ("DATELINE_FETCH__MIN_INTERVAL", "soon"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_its_variable(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as raised:
        get_settings()
    assert raised.value.fields["variable"] == name
    assert f"{name} is {value!r}" in raised.value.reason


def test_half_a_json_value_is_named_with_its_setting(monkeypatch):
    monkeypatch.setenv("DATELINE_ANNOTATE__MODELS", '{"en"')
    with pytest.raises(ConfigError, match='"annotate"'):
        get_settings()


def test_the_command_says_it_in_a_sentence(monkeypatch, capsys):
    from dateline import cli

    monkeypatch.setenv("DATELINE_BATCHES_AT_ONCE", "many")
    monkeypatch.setattr("sys.argv", ["dateline", "doctor"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("Error: DATELINE_BATCHES_AT_ONCE is 'many'")
