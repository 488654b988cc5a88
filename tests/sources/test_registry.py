"""sources.yaml: what a good file gives, and how a malformed one is refused."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dateline.errors import ConfigError
from dateline.sources import Source, load_sources

PROJECT = Path(__file__).resolve().parents[2]
GOOD = """\
sources:
  - id: gazette
    name: The Gazette
    home: https://gazette.example/
"""


def load(folder: Path, text: str) -> dict[str, Source]:
    path = folder / "sources.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return load_sources([path])


def refusal(folder: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return caught.value


def with_fields(*lines: str) -> str:
    return GOOD + "".join(f"    {line}\n" for line in lines)


def test_an_entry_needs_no_more_than_id_name_and_home(tmp_path: Path) -> None:
    [source] = load(tmp_path, GOOD).values()

    assert (source.id, source.timezone, source.language, source.feeds) == ("gazette", "UTC", "en", ())


def test_a_word_that_yaml_would_read_as_no_stays_the_word(tmp_path: Path) -> None:
    [source] = load(tmp_path, with_fields("country: NO", "language: no")).values()

    assert (source.country, source.language) == ("NO", "no")


def test_numbers_switches_and_empty_fields_are_understood(tmp_path: Path) -> None:
    text = with_fields("min_interval: 2.5", "max_per_day: 40", "paused: yes", "country:")

    [source] = load(tmp_path, text).values()

    assert (source.min_interval, source.max_per_day, source.paused, source.country) == (2.5, 40, True, None)


def test_paths_are_relative_to_the_file_and_addresses_are_left_alone(tmp_path: Path) -> None:
    text = with_fields("addresses: [lists/day.txt]", "warcs: [../raw/*.warc.gz, s3://bucket/news.warc.gz]")

    [source] = load(tmp_path, text).values()

    assert source.addresses == (str(tmp_path / "lists" / "day.txt"),)
    assert source.warcs == (str(tmp_path.parent / "raw" / "*.warc.gz"), "s3://bucket/news.warc.gz")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert set(load(tmp_path, "\ufeff" + GOOD.replace("\n", "\r\n"))) == {"gazette"}


def test_several_files_make_one_list_but_an_id_only_once(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(GOOD, encoding="utf-8")
    second.write_text(GOOD.replace("gazette", "herald", 1), encoding="utf-8")

    assert set(load_sources([first, second])) == {"gazette", "herald"}
    with pytest.raises(ConfigError, match=r"a\.yaml, line 2: the id 'gazette' is taken"):
        load_sources([first, first])


MALFORMED = {
    "nothing in it": ("", 1, "the file is empty"),
    "only a comment": ("# later\n", 1, "the file is empty"),
    "a list without a name": ("- id: gazette\n", 1, "expected a list under 'sources:'"),
    "a word": ("sources\n", 1, "expected a list under 'sources:'"),
    "sources that are no list": ("\nsources: gazette\n", 2, "expected a list under 'sources:'"),
    "another name at the top": ("sources: []\nsource: []\n", 2, "'source' is not known here"),
    "sources twice": ("sources: []\nsources: []\n", 2, "the field 'sources' is given twice"),
    "an entry that is a word": ("sources:\n  - gazette\n", 2, "an entry must be a mapping"),
    "an empty entry": ("sources:\n  -\n", 2, "an entry must be a mapping"),
    "two documents": (GOOD + "---\n" + GOOD, 5, "another document"),
    "a bracket left open": (with_fields("feeds: [https://gazette.example/feed"), 6, "not YAML"),
    "a tab for indentation": (GOOD + "\tfeeds: []\n", 5, "not YAML"),
    "a quotation left open": (with_fields('country: "GB'), 6, "not YAML"),
    "a control character": (with_fields("country: \x07"), 5, "U+0007 is not allowed"),
    "an alias": (with_fields("feeds: &all []", "sitemaps: *all"), 6, "alias *all is not supported"),
    "a merge": (with_fields("<<: {country: GB}"), 5, "<<: Extra inputs are not permitted"),
    "a name that is a list": (with_fields("? [a]\n    : b"), 5, "a field's name must be a word"),
    "a field twice": (with_fields("country: GB", "country: IE"), 6, "'country' is given twice"),
    "an unknown field": (with_fields("feed: https://gazette.example/rss"), 5, "feed: Extra inputs"),
    "no name": ("sources:\n  - id: gazette\n    home: https://gazette.example/\n", 2, "name: Field required"),
    "an empty name": (GOOD.replace("The Gazette", "''"), 3, "name: String should have at least 1"),
    "an id with a space": (GOOD.replace("id: gazette", "id: The Gazette"), 2, "id: String should match"),
    "a home that is no address": (GOOD.replace("https:", "ftp:"), 4, "home: 'ftp://gazette.example/'"),
    "a feed that is one word": (
        with_fields("feeds: https://gazette.example/rss"),
        5,
        "feeds: Input should be",
    ),
    "the second of two feeds": (
        with_fields("feeds:", "  - https://gazette.example/rss", "  - gazette.example/rss"),
        7,
        "feeds.1: 'gazette.example/rss' is not a web address",
    ),
    "a place that is no part of a date": (
        with_fields("sitemaps: ['https://gazette.example/{year}.xml']"),
        5,
        "{year} is no part of a date",
    ),
    "a zone that is none": (with_fields("timezone: London"), 5, "'London' is no IANA time zone"),
    "a zone outside of the database": (with_fields("timezone: ../../etc/passwd"), 5, "no IANA time zone"),
    "a language of three letters": (with_fields("language: eng"), 5, "language: String should match"),
    "a country in words": (with_fields("country: Norway"), 5, "country: String should match"),
    "a pattern that does not compile": (
        with_fields("include:", "  - /news/", "  - '(unclosed'"),
        7,
        "include.1: '(unclosed' is not a regular expression",
    ),
    "a pattern that repeats beyond measure": (
        with_fields("exclude: ['a{99999999999999999999}']"),
        5,
        "not a regular expression",
    ),
    "an interval below nought": (with_fields("min_interval: -1"), 5, "min_interval: Input should be greater"),
    "an interval that is no number": (with_fields("min_interval: soon"), 5, "min_interval: Input should be"),
    "an interval without end": (with_fields("min_interval: .inf"), 5, "min_interval: Input should be"),
    "none a day": (with_fields("max_per_day: 0"), 5, "max_per_day: Input should be greater"),
    "paused perhaps": (with_fields("paused: perhaps"), 5, "paused: Input should be a valid boolean"),
    "an archive of another kind": (
        with_fields("archives:", "  - {kind: wayback}", "  - {kind: microfilm}"),
        7,
        "archives.1.kind: Input should be 'sitemap'",
    ),
    "a sitemap archive without an address": (
        with_fields("archives:", "  - kind: sitemap"),
        6,
        "archives.0: a sitemap archive needs a url",
    ),
    "a section without links": (
        with_fields("sections:", "  - url: https://gazette.example/latest"),
        6,
        "sections.0.link: Field required",
    ),
    "a section's pattern": (
        with_fields("sections:", "  - url: https://gazette.example/latest", "    link: '['"),
        7,
        "sections.0.link: '[' is not a regular expression",
    ),
}


@pytest.mark.parametrize(("text", "line", "reason"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_file_is_refused_with_the_line_and_the_reason(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    error = refusal(tmp_path, text)

    assert error.fields["line"] == line
    assert f"sources.yaml, line {line}: " in error.reason
    assert reason in error.reason
    assert "docs/sources.md" in error.instruction


def test_a_file_nested_beyond_measure_is_refused(tmp_path: Path) -> None:
    assert "nested too deeply" in refusal(tmp_path, "sources: " + "[" * 20_000).reason


def test_a_small_file_cannot_stand_for_an_endless_one(tmp_path: Path) -> None:
    doublings = "".join(f"  - &a{n + 1} [*a{n}, *a{n}]\n" for n in range(60))

    assert "alias *a0" in refusal(tmp_path, f"sources:\n  - &a0 [x, x]\n{doublings}").reason


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_bytes(GOOD.encode("utf-16"))

    with pytest.raises(ConfigError, match="cannot be read"):
        load_sources([path])


@pytest.mark.parametrize("name", ["", "missing.yaml", "missing/sources.yaml", "nul\0.yaml"])
def test_a_folder_or_a_missing_file_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read") as caught:
        load_sources([tmp_path / name])

    assert "DATELINE_SOURCES" in caught.value.instruction


SCRAPS = st.lists(
    st.sampled_from(
        [
            "sources:", "- ", "\n", "  ", "id: a", "name: b", "home: https://c.example/", "feeds", "archives",
            ": ", "[", "]", "{", "}", "kind: ", "sitemap", "url: ", "include: ", "'", '"', "\\ud800", "\\0",
            "&x ", "*x", "!!int ", "!!binary ", "!!timestamp ", "!!python/name:os.system ", "<<", "? ", "|",
            ">", "%YAML 9.9", "---", "...", "#", "timezone: ", "0x", "1:60:60", "2026-13-45", ".nan", "~",
            "addresses", "warcs", "\t", "\u2028", "\x85", "\ufeff", "{yyyy}", "{",
            "min_interval: ", "9" * 5000,
        ]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(alphabet=st.characters(codec="utf-8")), SCRAPS, SCRAPS.map(GOOD.__add__)))
@example(text=with_fields('addresses: ["\\0"]'))
@example(text=with_fields('feeds: ["https://\\ud800.example/"]'))
@example(text=with_fields('timezone: "\\ud800"'))
@example(text=with_fields("min_interval: " + "9" * 5000))
@example(text=with_fields("max_per_day: !!int many"))
@example(text=with_fields('country: "\\UFFFFFFFF"'))
@example(text=f"%YAML 1.{'9' * 5000}\n---\n{GOOD}")
@example(text="? [a, b]\n: c\n")
def test_whatever_a_file_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    try:
        sources = load(tmp_path_factory.getbasetemp(), text)
    except ConfigError as error:
        assert error.fields["line"]
    else:
        assert all(isinstance(source, Source) for source in sources.values())


def test_the_example_follows_real_publishers_of_many_countries() -> None:
    sources = load_sources([PROJECT / "include" / "sources.example.yaml"]).values()

    assert len(sources) >= 24
    assert len({source.country for source in sources}) >= 10
    assert len({source.language for source in sources}) >= 5
    assert all(source.feeds or source.sitemaps for source in sources)
    assert all(source.archives and source.country and source.min_interval for source in sources)
    assert {archive.kind for source in sources for archive in source.archives} >= {
        "sitemap",
        "wayback",
        "cc-news",
    }
    assert not any(".example" in source.home for source in sources)


def test_the_sources_that_the_project_follows_by_default_are_the_demo_outlets() -> None:
    outlets = {path.name for path in (PROJECT / "include" / "demo" / "articles").iterdir()}

    assert set(load_sources([PROJECT / "include" / "sources.yaml"])) == outlets


def test_the_manual_explains_every_field_and_its_example_can_be_pasted(tmp_path: Path) -> None:
    manual = (PROJECT / "docs" / "sources.md").read_text(encoding="utf-8")
    example = textwrap.dedent(manual.split("```yaml\n")[1].split("```")[0])

    assert [field for field in Source.model_fields if f"| `{field}` |" not in manual] == []
    assert set(load(tmp_path, example)) == {"lantern"}
    assert "line 5: timezone: 'Lisbon' is no IANA time zone" in manual
    assert refusal(tmp_path, example.replace("Europe/", "")).fields["line"] == 5
