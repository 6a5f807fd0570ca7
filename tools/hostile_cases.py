"""Packs that are made to do harm, or do so by accident; hostile.py measures them.

A case is a function whose name says what it makes.
"""

import json
import os
import random
import string
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

MAX_NODES: Final = 990_000
"""How many keys and values a case may have if it is to be read to its end."""

META: Final = (
    '"schema_version": "1.0", "pack": {"id": "p", "title": "P", "version": "1.0.0",'
    ' "language": "en", "license": "CC-BY-4.0", "authors": [{"name": "A"}]}'
)
HEAD: Final = "{" + META + ', "topics": [{"id": "basics", "title": "Basics"}]'
"""The beginning of a small pack, in JSON, which is YAML as well."""
BLOCK: Final = (
    'schema_version: "1.0"\npack:\n  id: p\n  title: P\n  version: 1.0.0\n'
    "  language: en\n  license: CC-BY-4.0\n  authors:\n    - name: A\n"
    "topics:\n  - id: basics\n    title: Basics\n"
)
"""The same in YAML's own style."""
DRAFT: Final = (
    '"kind": "concept", "prompt": "Why?", "topics": ["basics"], "status": "draft"'
)

Make = Callable[[Path, int], Path | str]
"""Makes a case in a folder, of a size in bytes; returns what is to be validated."""

CASES: Final[dict[str, Make]] = {}


def case(make: Make) -> Make:
    """Register *make* as a case whose name is that of the function, with spaces."""
    words = make.__name__.strip("_").replace("_", " ")
    CASES[words.replace(" mb", " MB").replace(" gb", " GB")] = make
    return make


def _file(folder: Path, ending: str, *contents: str | bytes) -> Path:
    path = folder / f"case.mlpack.{ending}"
    with path.open("wb") as file:
        for content in contents:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def _filled(unit: Callable[[int], str], size: int) -> str:
    """Return objects joined by commas: *size* bytes, or fewer if the limit is lower."""
    one = unit(10**6)
    most = min(size // (len(one.encode()) + 2), MAX_NODES // _nodes(json.loads(one)))
    return ", ".join(unit(at) for at in range(most))


def _nodes(value: Any) -> int:
    """Return how many keys and values there are in *value*."""
    if isinstance(value, dict):
        return 1 + sum(1 + _nodes(inner) for inner in value.values())
    return 1 + sum(map(_nodes, value)) if isinstance(value, list) else 1


def _json(folder: Path, size: int, key: str, unit: Callable[[int], str]) -> Path:
    """Write a pack in JSON whose list *key* is filled with units."""
    return _file(folder, "json", f'{HEAD}, "{key}": [', _filled(unit, size), "]}")


# YAML's own -----------------------------------------------------------------


@case
def _yaml_alias_bomb(folder: Path, _size: int) -> Path:
    lines = [
        "a0: &a0 [x, x]",
        *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)),
    ]
    return _file(folder, "yaml", BLOCK, "\n".join(lines))


@case
def _yaml_merge_bomb(folder: Path, _size: int) -> Path:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 60)]
    return _file(folder, "yaml", BLOCK, "\n".join(lines))


@case
def _yaml_aliases_of_49_mb(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a: &a b\nx-b:\n", "- *a\n" * (size // 5))


@case
def _yaml_tags(folder: Path, size: int) -> Path:
    tags = ["!!python/object/apply:os.system [id]", "!!binary ====", "!!int x", "!x y"]
    lines = "".join(f"- {tag}\n" for tag in tags)
    return _file(folder, "yaml", BLOCK, "x-a:\n", lines * (size // len(lines)))


@case
def _yaml_tag_directives(folder: Path, size: int) -> Path:
    lines = "".join(f"%TAG !t{n}! tag:x,{n}:\n" for n in range(size // 20))
    return _file(folder, "yaml", lines, "---\n", BLOCK)


@case
def _yaml_a_million_brackets(folder: Path, _size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a: ", "[" * 10**6)


@case
def _yaml_a_million_braces(folder: Path, _size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a: ", "{a: " * 10**6)


@case
def _yaml_a_million_dashes(folder: Path, _size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a:\n  ", "- " * 10**6, "x")


@case
def _yaml_a_million_question_marks(folder: Path, _size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a:\n  ", "? " * 10**6, "x")


@case
def _yaml_indented_ever_deeper(folder: Path, _size: int) -> Path:
    lines = "".join(f"{' ' * n}a:\n" for n in range(5000))
    return _file(folder, "yaml", BLOCK, lines)


@case
def _yaml_49_mb_in_a_plain_scalar(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "tips:\n- id: a\n  body: ", "word " * (size // 5))


@case
def _yaml_49_mb_in_a_plain_scalar_of_lines(folder: Path, size: int) -> Path:
    lines = "  a word\n" * (size // 9)
    return _file(folder, "yaml", BLOCK, "tips:\n- id: a\n  body:\n", lines)


@case
def _yaml_49_mb_in_a_block_scalar(folder: Path, size: int) -> Path:
    lines = "    a word\n" * (size // 11)
    return _file(folder, "yaml", BLOCK, "tips:\n- id: a\n  body: |\n", lines)


@case
def _yaml_49_mb_in_a_quoted_scalar(folder: Path, size: int) -> Path:
    text = r"\u0061 b\n" * (size // 10)
    return _file(folder, "yaml", BLOCK, 'tips:\n- id: a\n  body: "', text, '"\n')


@case
def _yaml_49_mb_in_an_open_quote(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, 'x-a: "', "text\n  " * (size // 7))


@case
def _yaml_49_mb_key(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "? ", "k" * size, "\n: 1\n")


@case
def _yaml_49_mb_anchor(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a: &", "k" * size, " 1\n")


@case
def _yaml_49_mb_of_comments(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "# what\n" * (size // 7))


@case
def _yaml_49_mb_of_spaces(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a: 1", " " * size, "# end\n")


@case
def _yaml_49_mb_of_empty_lines(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "\n" * size, "x-a: [")


@case
def _yaml_a_million_documents(folder: Path, _size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "---\n" * 10**6)


@case
def _yaml_duplicate_keys(folder: Path, _size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a: 1\n" * 100_000)


@case
def _yaml_ambiguous_values(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a:\n", "- 0x1F\n" * (size // 7))


@case
def _yaml_swallowed_text(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a:\n", "- a bug #3\n" * (size // 11))


@case
def _yaml_a_million_values(folder: Path, _size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a: [", "1," * 999_950, "1]\n")


@case
def _yaml_ten_million_values(folder: Path, _size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "x-a: [", "1," * 10**7, "1]\n")


# JSON -----------------------------------------------------------------------


@case
def _json_a_million_brackets(folder: Path, _size: int) -> Path:
    return _file(folder, "json", HEAD, ', "x-a": ', "[" * 10**6, "]" * 10**6, "}")


@case
def _json_a_million_braces(folder: Path, _size: int) -> Path:
    return _file(
        folder, "json", HEAD, ', "x-a": ', '{"a":' * 10**6, "1", "}" * 10**6, "}"
    )


@case
def _json_49_mb_in_a_string(folder: Path, size: int) -> Path:
    return _file(
        folder, "json", HEAD, ', "tips": [{"id": "a", "body": "', "x" * size, '"}]}'
    )


@case
def _json_49_mb_of_escapes(folder: Path, size: int) -> Path:
    text = r"\u00e9\ud83d\ude00" * (size // 18)
    return _file(folder, "json", HEAD, ', "tips": [{"id": "a", "body": "', text, '"}]}')


@case
def _json_49_mb_in_an_id(folder: Path, size: int) -> Path:
    text = "a\u0301" * (size // 3)
    return _file(folder, "json", HEAD, ', "tips": [{"id": "', text, '", "body": "b"}]}')


@case
def _json_49_mb_key(folder: Path, size: int) -> Path:
    return _file(folder, "json", HEAD, ', "', "k" * size, '": 1}')


@case
def _json_49_mb_number(folder: Path, size: int) -> Path:
    return _file(folder, "json", HEAD, ', "x-a": ', "1" * size, "}")


@case
def _json_49_mb_decimal(folder: Path, size: int) -> Path:
    return _file(folder, "json", HEAD, ', "x-a": 1.', "1" * size, "}")


@case
def _json_many_huge_numbers(folder: Path, size: int) -> Path:
    return _file(
        folder, "json", HEAD, ', "x-a": [', "1" * 300, ", 1e999" * (size // 7), "]}"
    )


@case
def _json_duplicate_keys(folder: Path, _size: int) -> Path:
    return _file(folder, "json", HEAD, ', "x-a": 1' * 100_000, "}")


@case
def _json_duplicate_keys_in_many_objects(folder: Path, _size: int) -> Path:
    return _file(folder, "json", HEAD, ', "x": [0', ', {"a":1,"a":2}' * 150_000, "]}")


@case
def _json_nan_and_infinity(folder: Path, size: int) -> Path:
    text = "NaN, Infinity, -Infinity, " * (size // 26)
    return _file(folder, "json", HEAD, ', "x-a": [', text, "1]}")


@case
def _json_lone_surrogates(folder: Path, size: int) -> Path:
    text = r'"\ud800", ' * (size // 10)
    return _file(folder, "json", HEAD, ', "x-a": [', text, "1]}")


@case
def _json_a_million_values(folder: Path, _size: int) -> Path:
    return _file(folder, "json", HEAD, ', "x-a": [', "1," * 999_950, "1]}")


@case
def _json_ten_million_values(folder: Path, _size: int) -> Path:
    return _file(folder, "json", HEAD, ', "x-a": [', "1," * 10**7, "1]}")


@case
def _json_a_million_empty_objects(folder: Path, _size: int) -> Path:
    return _file(folder, "json", HEAD, ', "x-a": [', "{}," * 999_950, "1]}")


@case
def _json_half_a_million_keys(folder: Path, _size: int) -> Path:
    keys = ", ".join(f'"k{n}": 1' for n in range(499_000))
    return _file(folder, "json", HEAD, ", ", keys, "}")


@case
def _json_49_mb_that_end_too_soon(folder: Path, size: int) -> Path:
    unit = _filled(lambda n: f'{{"id": "t{n}", "body": "Text of {n}."}}', size)
    return _file(folder, "json", HEAD, ', "tips": [', unit)


@case
def _json_49_mb_of_spaces(folder: Path, size: int) -> Path:
    return _file(folder, "json", HEAD, " " * size, ', "x-a": tru}')


# Bytes ----------------------------------------------------------------------


@case
def _invalid_utf_8(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, "# ", "é" * (size // 2), b"\xff\n")


@case
def _utf_16(folder: Path, size: int) -> Path:
    text = BLOCK + "# " + "x" * (size // 2)
    return _file(folder, "yaml", text.encode("utf-16"))


@case
def _utf_16_in_json(folder: Path, size: int) -> Path:
    return _file(folder, "json", (HEAD + " " * (size // 2) + "}").encode("utf-16"))


@case
def _byte_order_marks(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", "\ufeff" * (size // 3), BLOCK)


@case
def _nul_bytes(folder: Path, size: int) -> Path:
    return _file(folder, "yaml", BLOCK, b"x-a: b", b"\x00" * size)


@case
def _nul_bytes_in_json(folder: Path, size: int) -> Path:
    return _file(folder, "json", HEAD, b"\x00" * size, "}")


# Ids and names ---------------------------------------------------------------


@case
def _ids_with_characters_that_cannot_be_seen(folder: Path, size: int) -> Path:
    return _json(
        folder,
        size,
        "tips",
        lambda n: f'{{"id": "a{"‮​‪⁦"[n % 4]}{n}", "body": "Text of {n}."}}',
    )


@case
def _ids_that_are_equal_to_unicode(folder: Path, size: int) -> Path:
    forms = ["e\u0301", "\u00e9", "E\u0301", "\uff45\u0301"]
    return _json(
        folder,
        size,
        "tips",
        lambda n: f'{{"id": "a{forms[n % 4]}{n // 4}", "body": "Text of {n}."}}',
    )


@case
def _ids_that_a_pattern_takes_long_over(folder: Path, size: int) -> Path:
    return _json(
        folder, size, "tips", lambda n: f'{{"id": "{"a-" * 1000}-{n}", "body": "B{n}"}}'
    )


@case
def _addresses_and_versions_that_take_long(folder: Path, size: int) -> Path:
    text = "1.0.0-" + "0a-." * 5000 + "!"
    meta = META.replace("1.0.0", text).replace("CC-BY-4.0", "(" * 50_000 + "MIT")
    return _file(folder, "json", "{", meta, ', "x-a": "', "x" * (size // 50), '"}')


@case
def _licences_in_many_brackets(folder: Path, _size: int) -> Path:
    meta = META.replace("CC-BY-4.0", "(" * 99 + "MIT" + ")" * 99)
    return _file(folder, "json", "{", meta, "}")


@case
def _file_names_that_clash(folder: Path, _size: int) -> Path:
    _pack(folder)
    for n in range(2000):
        for name in (f"e\u0301{n}.yaml", f"\u00e9{n}.yaml", f"É{n}.yaml"):
            (folder / name).write_text(f"x-{n}: []\n", encoding="utf-8")
    return folder


def _pack(folder: Path) -> None:
    (folder / "pack.yaml").write_text(BLOCK, encoding="utf-8")


@case
def _file_names_of_any_bytes(folder: Path, _size: int) -> Path:
    _pack(folder)
    for n in range(1, 256):
        if chr(n) != "/":
            name = os.fsdecode(b"a" + bytes([n]) + b".yaml")
            (folder / name).write_text("tips: 5\n", encoding="utf-8")
    return folder


# Directories and archives ----------------------------------------------------


@case
def _links_out_of_a_pack(folder: Path, _size: int) -> Path:
    _pack(folder)
    for n in range(2000):
        (folder / f"a{n}.yaml").symlink_to("/etc/passwd")
        (folder / f"b{n}.yaml").symlink_to("../" * (n % 20) + "x.yaml")
        (folder / f"c{n}").symlink_to("/")
        (folder / f"d{n}.yaml").symlink_to(f"d{n}.yaml")
    return folder


@case
def _links_in_a_circle(folder: Path, _size: int) -> Path:
    _pack(folder)
    for n in range(100):
        (folder / f"f{n}").mkdir()
        (folder / f"f{n}" / "up").symlink_to(folder)
    return folder


@case
def _pipes_and_devices(folder: Path, _size: int) -> Path:
    _pack(folder)
    os.mkfifo(folder / "pipe.yaml")
    (folder / "zero.yaml").symlink_to("/dev/zero")
    return folder


@case
def _a_pipe(folder: Path, _size: int) -> Path:
    os.mkfifo(folder / "case.mlpack.yaml")
    return folder / "case.mlpack.yaml"


@case
def _folders_very_deep(folder: Path, _size: int) -> Path:
    _pack(folder)
    deep = folder
    for _ in range(400):
        deep /= "d"
        deep.mkdir()
    (deep / "a.yaml").write_text("tips: 5\n", encoding="utf-8")
    return folder


@case
def _ten_thousand_files(folder: Path, _size: int) -> Path:
    _pack(folder)
    for n in range(9_990):
        text = f"tips:\n  - id: t{n}\n    body: Text of {n}.\n    zzz: 1\n"
        (folder / f"f{n}.yaml").write_text(text, encoding="utf-8")
    return folder


@case
def _a_hundred_thousand_files(folder: Path, _size: int) -> Path:
    _pack(folder)
    for n in range(100_000):
        (folder / f"f{n}.yaml").touch()
    return folder


@case
def _ten_thousand_files_that_state_one_key(folder: Path, _size: int) -> Path:
    _pack(folder)
    for n in range(9_990):
        (folder / f"f{n}.yaml").write_text('schema_version: "1.0"\n', encoding="utf-8")
    return folder


def _zip(folder: Path, entries: Iterator[tuple[str, str | bytes]]) -> Path:
    path = folder / "case.mlpack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.yaml", BLOCK)
        for name, content in entries:
            archive.writestr(name, content)
    return path


@case
def _zip_slip(folder: Path, _size: int) -> Path:
    names = ["../../a.yaml", "/etc/a.yaml", "C:\\a.yaml", "..\\a.yaml", "a/../../b.yaml"]
    return _zip(
        folder, ((f"{'../' * n}{name}", "x") for n in range(99) for name in names)
    )


@case
def _zip_of_zeros(folder: Path, _size: int) -> Path:
    return _zip(folder, iter([("a.yaml", b"\x00" * 2**30)]))


@case
def _zip_of_many_large_files(folder: Path, _size: int) -> Path:
    text = "# " + "x" * 10**7
    return _zip(folder, ((f"a{n}.yaml", text) for n in range(100)))


@case
def _zip_that_states_10_gb(folder: Path, _size: int) -> Path:
    path = _zip(folder, iter([("a.yaml", b"tips: []\n" + b"# " * 10**6)]))
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = b"\xff\xff\xff\xfe"
    path.write_bytes(content)
    return path


@case
def _zip_that_states_too_little(folder: Path, _size: int) -> Path:
    path = _zip(folder, iter([("a.yaml", b"# " * 10**8)]))
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = b"\x10\x00\x00\x00"
    path.write_bytes(content)
    return path


@case
def _zip_of_a_million_entries(folder: Path, _size: int) -> Path:
    path = folder / "case.mlpack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(500_000):
            archive.writestr(zipfile.ZipInfo(f"{n}"), "")
    return path


@case
def _zip_whose_entries_overlap(folder: Path, _size: int) -> Path:
    path = _zip(folder, ((f"a{n}.yaml", "# " + "x" * 60_000) for n in range(5000)))
    content = bytearray(path.read_bytes())
    at, first = content.index(b"PK\x01\x02"), content.index(b"PK\x03\x04", 1)
    while (at := content.find(b"PK\x01\x02", at + 4)) >= 0:
        content[at + 42 : at + 46] = first.to_bytes(4, "little")
    path.write_bytes(content)
    return path


@case
def _zip_with_flipped_bytes(folder: Path, _size: int) -> Path:
    path = _zip(folder, ((f"a{n}.yaml", f"# {n}\n" * 1000) for n in range(1000)))
    content, chance = bytearray(path.read_bytes()), random.Random(0)  # noqa: S311
    for _ in range(5000):
        content[chance.randrange(len(content) - 100)] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return path


# Content --------------------------------------------------------------------


@case
def _a_hundred_thousand_wrong_questions(folder: Path, size: int) -> Path:
    return _json(
        folder, size, "questions", lambda n: f'{{"id": {n}, "kind": "x", "zzz": 1}}'
    )


@case
def _questions_each_with_many_errors(folder: Path, size: int) -> Path:
    one = ", ".join(f'"k{n}": {n}' for n in range(20))
    return _json(folder, size, "questions", lambda n: f'{{"id": "Q{n}", {one}}}')


@case
def _a_question_with_a_million_tags(folder: Path, _size: int) -> Path:
    tags = ",".join(f'"t{n}"' for n in range(999_900))
    return _file(
        folder,
        "json",
        HEAD,
        f', "questions": [{{"id": "q", {DRAFT}, "tags": [',
        tags,
        "]}]}",
    )


@case
def _a_question_with_a_million_equal_tags(folder: Path, _size: int) -> Path:
    tags = ",".join(['"t"'] * 999_900)
    return _file(
        folder,
        "json",
        HEAD,
        f', "questions": [{{"id": "q", {DRAFT}, "tags": [',
        tags,
        "]}]}",
    )


def _dangling(folder: Path) -> Path:
    related = [", ".join(f'"z{q}-{n}"' for n in range(100)) for q in range(8_700)]
    questions = ", ".join(
        f'{{"id": "q{n}", {DRAFT.replace("Why?", f"Why {n}?")}, "related": [{one}]}}'
        for n, one in enumerate(related)
    )
    return _file(folder, "json", HEAD, ', "questions": [', questions, "]}")


@case
def _a_million_references_that_dangle(folder: Path, _size: int) -> Path:
    return _dangling(folder)


@case
def _a_million_references_that_dangle_in_yaml(folder: Path, _size: int) -> Path:
    path = _dangling(folder)
    return path.rename(folder / "case.mlpack.yaml")


@case
def _topics_in_a_long_chain(folder: Path, _size: int) -> Path:
    topics = ", ".join(
        f'{{"id": "t{n}", "title": "T", "parent": "t{n + 1}"}}' for n in range(140_000)
    )
    return _file(folder, "json", "{", META, ', "topics": [', topics, "]}")


@case
def _topics_in_a_circle_of_100_000(folder: Path, _size: int) -> Path:
    topics = ", ".join(
        f'{{"id": "t{n}", "title": "T", "parent": "t{(n + 1) % 100_000}"}}'
        for n in range(100_000)
    )
    return _file(folder, "json", "{", META, ', "topics": [', topics, "]}")


@case
def _prompts_of_the_same_few_words(folder: Path, _size: int) -> Path:
    questions = ", ".join(
        f'{{"id": "q{n}", {DRAFT.replace("Why?", " ".join(f"{n:016b}"))}}}'
        for n in range(60_000)
    )
    return _file(folder, "json", HEAD, ', "questions": [', questions, "]}")


@case
def _prompts_of_2000_characters(folder: Path, size: int) -> Path:
    chance = random.Random(0)  # noqa: S311

    def prompt(_n: int) -> str:
        return " ".join(str(chance.randrange(40)) for _ in range(660))

    return _json(
        folder,
        size,
        "questions",
        lambda n: f'{{"id": "q{n}", {DRAFT.replace("Why?", prompt(n))}}}',
    )


def _markdown(folder: Path, size: int, text: str, key: str = "body") -> Path:
    """Write tips that each hold *text*, as long as the format allows."""
    most = 99_000 // len(text.encode()) if key == "body" else 1
    body = json.dumps(text * most, ensure_ascii=False)[1:-1]
    return _json(folder, size, "tips", lambda n: f'{{"id": "t{n}", "body": "{n}{body}"}}')


for _name, _text in {
    "brackets": "[",
    "image brackets": "![",
    "links": "[a](b) ",
    "open links": "[a](",
    "nested links": "[[a](b)](c) ",
    "link titles": '[a](b "',
    "references": "[a]: b\n",
    "emphasis": "*a **b ",
    "emphasis of underscores": "_a __b ",
    "stars": "*",
    "backticks": "`a``b```",
    "runs of backticks": "`",
    "dollars": "$a ",
    "dollars in pairs": "$$a",
    "braces in formulas": "${$ ",
    "macros": "$\\href{x}$ ",
    "html": "<b>",
    "open html": "<a b='",
    "comments": "<!--",
    "quotes": "> ",
    "quotes of lines": ">>>>\n",
    "lists": "- ",
    "lists of lines": "- a\n",
    "fences": "```\n\n~~~\n",
    "tables": "|a|b|c|d|e|f|\n|-|-|-|-|-|-|\n",
    "wide tables": "|a" * 2000 + "\n" + "|-" * 2000 + "\n",
    "entities": "&amp;&#x1F;",
    "escapes": "\\\\[",
    "autolinks": "<https://a> ",
    "bare addresses": "https://a.b/( ",
    "hard breaks": "a  \n[",
    "setext": "a\n=\n[",
    "strikethrough": "~~a ~b [",
}.items():

    def _make(folder: Path, size: int, text: str = _text) -> Path:
        return _markdown(folder, size, text)

    CASES[f"markdown {_name}"] = _make


@case
def _markdown_of_49_mb_in_one_text(folder: Path, size: int) -> Path:
    return _file(
        folder,
        "json",
        HEAD,
        ', "tips": [{"id": "a", "body": "',
        "![" * (size // 2),
        '"}]}',
    )


@case
def _markdown_wrong_in_every_tip(folder: Path, size: int) -> Path:
    return _json(
        folder, size, "tips", lambda n: f'{{"id": "t{n}", "body": "{n} <b> $ [a](x:y)"}}'
    )


@case
def _markdown_wrong_in_every_tip_of_yaml(folder: Path, size: int) -> Path:
    tips = "".join(
        f"  - id: t{n}\n    body: |\n      {n} <b> $ [a](x:y)\n" for n in range(150_000)
    )
    return _file(folder, "yaml", BLOCK, "tips:\n", tips[: size // 2])


# Lines, distributions, and honest packs ---------------------------------------


@case
def _jsonl_with_an_error_in_every_line(folder: Path, size: int) -> Path:
    line = '{"type": "tip", "id": "A", "zzz": 1}\n'
    return _file(folder, "jsonl", "{", META, "}\n", line * (size // len(line)))


@case
def _jsonl_whose_lines_are_no_json(folder: Path, size: int) -> Path:
    return _file(folder, "jsonl", "{", META, "}\n", "[\n" * (size // 2))


@case
def _jsonl_of_scalars(folder: Path, size: int) -> Path:
    return _file(folder, "jsonl", "{", META, "}\n", "1\n" * (size // 2))


@case
def _jsonl_of_empty_lines(folder: Path, size: int) -> Path:
    return _file(folder, "jsonl", "{", META, "}\n", "\n" * size, "[")


@case
def _jsonl_deep_in_every_line(folder: Path, size: int) -> Path:
    line = '{"type": "tip", "x-a": ' + "[" * 500 + "]" * 500 + "}\n"
    return _file(folder, "jsonl", "{", META, "}\n", line * (size // len(line)))


@case
def _jsonl_of_one_line(folder: Path, size: int) -> Path:
    return _file(folder, "jsonl", "{", META, ', "x-a": "', "x" * size, '"}')


@case
def _broken_distribution(folder: Path, _size: int) -> str:
    info = folder / "broken_pack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: broken-pack\nVersion: 1.0\n"
    )
    (info / "entry_points.txt").write_text(
        "[mlinterview.packs]\nbroken-pack = broken_pack.data\n"
    )
    (folder / "broken_pack").mkdir()
    (folder / "broken_pack" / "__init__.py").write_text("raise SystemExit('imported')\n")
    return "broken-pack"


@case
def _distributions_that_are_damaged(folder: Path, _size: int) -> str:
    for n in range(500):
        info = folder / f"broken{n}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_bytes(b"\xff\xfe" * n)
        (info / "entry_points.txt").write_text(
            f"[mlinterview.packs]\nb{n} = {'a.' * n}\n"
        )
    return "b7"


def _bundled(size: int, *, distinct: bool) -> Iterator[dict[str, Any]]:
    """Yield the bundled questions, repeated under other ids, about *size* bytes."""
    import mlinterview

    pack = json.loads(mlinterview.dumps(mlinterview.load("ml-engineer"), "json"))
    yield pack
    written, n = 0, 0
    while written < size - 10**6:
        n += 1
        for question in pack["questions"]:
            copy = json.loads(json.dumps(question))
            copy["id"] = f"{copy['id'][:70]}-{n}"
            copy.pop("aliases", None)
            if distinct:
                copy["prompt"] = _shuffled(copy["prompt"], n)
                _mark(copy, n)
            written += len(json.dumps(copy, ensure_ascii=False).encode())
            yield copy


def _shuffled(text: str, seed: int) -> str:
    """Return other words in the places of those of *text*."""
    chance = random.Random(f"{text}{seed}")  # noqa: S311
    words = ["".join(chance.choices(string.ascii_lowercase, k=6)) for _ in text.split()]
    return " ".join(words).capitalize() + "?"


def _mark(value: Any, n: int) -> None:
    """Put a number behind every text of which no two are to be equal."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            _mark(inner, n)
        elif isinstance(inner, str) and (" " in inner and key != "prompt"):
            value[key] = f"{inner}\n\n{n}" if "\n" in inner else f"{inner} {n}"
        elif isinstance(inner, str) and key == "prompt":
            value[key] = f"{inner} {n}"


def _honest(folder: Path, size: int, ending: str, *, distinct: bool = True) -> Path:
    import yaml

    whole, *questions = _bundled(size, distinct=distinct)
    path = folder / f"case.mlpack.{ending}"
    if ending == "jsonl":
        header = {key: whole[key] for key in ("schema_version", "pack")}
        lines = [json.dumps(header)]
        for kind in ("topic", "stage", "framework", "source", "fact"):
            for one in whole.get(f"{kind}s", []):
                entity = {
                    f"{kind}_type" if key == "type" else key: v for key, v in one.items()
                }
                lines.append(json.dumps({"type": kind, **entity}))
        every = [*whole["questions"], *questions]
        lines += [
            json.dumps({"type": "question", **q}, ensure_ascii=False) for q in every
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path
    whole["questions"] += questions
    with path.open("w", encoding="utf-8") as file:
        if ending == "json":
            json.dump(whole, file, ensure_ascii=False, indent=1)
        else:
            dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
            yaml.dump(whole, file, dumper, allow_unicode=True, sort_keys=False)
    return path


@case
def _honest_pack_in_json(folder: Path, size: int) -> Path:
    return _honest(folder, size, "json")


@case
def _honest_pack_in_yaml(folder: Path, size: int) -> Path:
    return _honest(folder, size, "yaml")


@case
def _honest_pack_in_jsonl(folder: Path, size: int) -> Path:
    return _honest(folder, size, "jsonl")


@case
def _honest_pack_that_repeats_itself(folder: Path, size: int) -> Path:
    return _honest(folder, size, "json", distinct=False)


@case
def _honest_pack_with_one_wrong_value(folder: Path, size: int) -> Path:
    path = _honest(folder, size, "yaml")
    with path.open("a", encoding="utf-8") as file:
        file.write("x-a: ~\nx-b:\n- 1\nzzz: 1\n")
    return path
