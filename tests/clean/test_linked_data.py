"""JSON-LD is read as it is found, never trusted."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dateline.clean.linked_data import MAX_NODES, read_linked_data, resolve, strings, types_of

STORY = '{"@type": "NewsArticle", "headline": "Wall"}'


def headlines(*scripts: str) -> list[str]:
    return [node["headline"] for node in read_linked_data(scripts) if "headline" in node]


def test_graphs_arrays_and_single_nodes_are_flattened() -> None:
    assert (
        headlines(STORY, f"[{STORY}, {STORY}]", f'{{"@graph": [{{"@type": "WebPage"}}, {STORY}]}}')
        == ["Wall"] * 4
    )


def test_wrappings_that_templates_leave_are_stripped() -> None:
    assert headlines(f"<!-- {STORY} -->", f"//<![CDATA[\n{STORY}\n//]]>", f"{STORY};") == ["Wall"] * 3


def test_common_faults_are_repaired() -> None:
    assert headlines('{"headline": "Wall",}') == ["Wall"]
    assert headlines('{"headline": "Wa\nll"}') == ["Wa\nll"]
    assert headlines(STORY + STORY) == ["Wall", "Wall"]
    assert headlines(STORY.replace('"', "&quot;")) == ["Wall"]


def test_fields_are_salvaged_from_broken_syntax() -> None:
    broken = (
        '{"@type": "NewsArticle", "headline": "Wall", '
        '"author": {"@type": "Person", "name": "Ana Diaz"}, "description": "a "b" c"'
    )
    (node,) = read_linked_data([broken])
    assert node == {"@type": "NewsArticle", "headline": "Wall", "author": "Ana Diaz"}


def test_types_are_told_apart_whatever_their_form() -> None:
    assert types_of({"@type": ["https://schema.org/NewsArticle", "schema:Report"]}) == {
        "newsarticle",
        "report",
    }
    assert types_of({"@type": {"bad": 1}}) == frozenset()


def test_references_are_resolved_by_id_and_cycles_end() -> None:
    nodes = read_linked_data(
        [
            '[{"@id": "#a", "author": {"@id": "#b"}},'
            ' {"@id": "#b", "name": "Ana Diaz", "worksFor": {"@id": "#a"}}]'
        ]
    )
    assert resolve({"@id": "#b"}, nodes)[0]["name"] == "Ana Diaz"
    assert resolve({"@id": "#none"}, nodes) == [{"@id": "#none"}]


def test_strings_come_out_of_any_shape() -> None:
    assert strings([{"name": "A"}, "B", {"@value": "C"}, 5, None, ""]) == ["A", "B", "C"]


def test_monstrous_scripts_are_cut_or_left_out() -> None:
    assert read_linked_data(["[" * 200_000]) == [{}]
    assert len(read_linked_data([json.dumps([{"a": i} for i in range(10_000)])])) == MAX_NODES
    assert read_linked_data(['{"headline": "' + "x" * 4_000_000 + '"}']) == []
    assert read_linked_data(['{"n": ' + "9" * 10_000 + "}"]) == [{}]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("@type") | st.just("@id"), inner),
    )
)
def test_any_json_is_read(value: object) -> None:
    for node in read_linked_data([json.dumps(value)]):
        assert isinstance(types_of(node), frozenset)
        resolve(node, [node])


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(read_linked_data(["{" + text, text]), list)
