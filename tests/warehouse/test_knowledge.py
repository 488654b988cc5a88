import pytest

from dateline.errors import ConfigError
from dateline.warehouse.knowledge import read_knowledge


def test_csv_and_json_lines_say_the_same(tmp_path):
    table = tmp_path / "known.csv"
    table.write_text("id,label,aliases,type\nQ1,Ana Ruiz,A. Ruiz|Ruiz,person\n", encoding="utf-8-sig")
    lines = tmp_path / "known.jsonl"
    lines.write_text(
        '{"id": "Q1", "label": "Ana Ruiz", "aliases": ["A. Ruiz", "Ruiz"], "type": "person"}\n\n'
    )
    assert list(read_knowledge(table)) == list(read_knowledge(lines))


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("k.csv", "id,label,aliases,type\nQ1,Ana,,person\n,Bob,,person\n", 3),
        ("k.csv", "id,label\nQ1,Ana\n", 2),
        ("k.jsonl", '{"id": "Q1", "label": "Ana", "type": "robot"}\n', 1),
        ("k.jsonl", '{"id": "Q1", "label": "Ana", "type": "person"}\nnot json\n', 2),
        ("k.jsonl", '["a list"]\n', 1),
    ],
)
def test_a_faulty_entry_is_named_by_its_line(tmp_path, name, content, line):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(ConfigError) as caught:
        list(read_knowledge(path))
    assert caught.value.fields["line"] == line
    assert "id, label, type" in caught.value.instruction


def test_a_missing_file_and_other_bytes_are_errors_to_act_on(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        list(read_knowledge(tmp_path / "none.csv"))
    latin = tmp_path / "latin.csv"
    latin.write_bytes("id,label,aliases,type\nQ1,José,,person\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        list(read_knowledge(latin))
