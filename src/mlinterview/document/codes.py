"""The codes of problems with files (MLI0xx), with values (MLI1xx) and with images.

Readers of single formats report some of the MLI1xx codes themselves; the schema pass
reports the others.
"""

from typing import Final

from ..errors import Code, Severity

NOT_FOUND: Final = Code(
    id="MLI001",
    name="not-found",
    summary="There is no such file, directory or installed pack.",
    why="Nothing can be read. A name without a path separator or a file ending is"
    " looked up among the installed packs; `mlinterview packs` lists them.",
)
UNREADABLE: Final = Code(
    id="MLI002",
    name="unreadable",
    summary="The file is there but cannot be read.",
    why="It may be a device or a pipe, its permissions may forbid it, or it is an archive"
    " or a table that is damaged or encrypted. A table in Parquet needs a library as well:"
    " install `mlinterview[arrow]`.",
)
UNKNOWN_FORM: Final = Code(
    id="MLI003",
    name="unknown-form",
    summary="The name of the file ends in nothing that a pack is stored in.",
    why="The ending decides how a file is read: `.yaml`, `.json`, `.jsonl`, `.zip`,"
    " `.parquet`, or a directory with a `pack.yaml` in it. Guessing from the content would"
    " let a typing mistake change how it is read.",
)
NOT_UTF8: Final = Code(
    id="MLI004",
    name="not-utf8",
    summary="The file is not in UTF-8.",
    why="A pack is read the same way everywhere only if there is one encoding."
    " Editors offer it as “Save with encoding: UTF-8”.",
)
SYNTAX: Final = Code(
    id="MLI005",
    name="syntax",
    summary="The text is not YAML, or not JSON.",
    why="Nothing behind this place can be read with certainty, so reading stops here."
    " Problems further on appear once it is mended.",
    bad="questions: [{id: open, kind: concept",
    good="questions: []",
)
DUPLICATE_KEY: Final = Code(
    id="MLI006",
    name="duplicate-key",
    summary="One object has the same key twice.",
    why="Most readers keep the last one and drop the other without a word, so"
    " content would be lost.",
    bad="tips:\n  - id: aloud\n    body: Practise aloud.\n    body: Practise often.",
    good="tips:\n  - id: aloud\n    body: Practise aloud and often.",
)
YAML_FEATURE: Final = Code(
    id="MLI007",
    name="yaml-feature",
    summary="An anchor, alias, tag or merge key of YAML is used.",
    why="A pack has the same content in YAML and in JSON, and JSON has none of these."
    " Aliases can also make a small file enormous.",
    bad="tips:\n  - id: aloud\n    body: &advice Practise aloud.\n"
    "  - id: often\n    body: *advice",
    good="tips:\n  - id: aloud\n    body: Practise aloud.\n"
    "  - id: often\n    body: Practise often.",
)
AMBIGUOUS_SCALAR: Final = Code(
    id="MLI008",
    name="ambiguous-scalar",
    summary="A value without quotes is read differently by different programs.",
    why="`True`, `~`, `007` or `0x1F` are text to one YAML reader, and a boolean,"
    " nothing or a number to the next. Quotes, or JSON's way of writing, settle it.",
    bad="tips:\n  - id: aloud\n    body: ~",
    good='tips:\n  - id: aloud\n    body: "~"',
)
NUMBER: Final = Code(
    id="MLI009",
    name="number",
    summary="A number is too large to be kept exactly.",
    why="JSON readers agree on whole numbers up to 9007199254740991 and on decimal"
    " numbers up to about 1.8e308; beyond, they change the value or fail.",
    bad="x-count: 12345678901234567890",
    good='x-count: "12345678901234567890"',
)
TOO_DEEP: Final = Code(
    id="MLI010",
    name="too-deep",
    summary="Lists and objects are nested deeper than the limit.",
    why="No pack needs it, and deep nesting makes programs crash. `Limits(depth=…)`"
    " raises the limit.",
    bad=f"x-deep: {'[' * 80}{']' * 80}",
    good="x-deep: [[[]]]",
)
TOO_LARGE: Final = Code(
    id="MLI011",
    name="too-large",
    summary="There is more to read than the limit allows.",
    why="A limit keeps a mistaken or hostile file from using up the machine."
    " `Limits(bytes=…, nodes=…, files=…, markup=…)` or `--limit` raises it.",
)
NO_PACK_FILE: Final = Code(
    id="MLI012",
    name="no-pack-file",
    summary="The directory or archive has no pack.yaml.",
    why="`pack.yaml` holds `schema_version` and `pack`, and marks the directory as a"
    " pack; the other files only add lists to it.",
)
DUPLICATE_PART: Final = Code(
    id="MLI013",
    name="duplicate-part",
    summary="Two files of one pack state the same key.",
    why="Lists such as `questions` are joined, but of `pack` and `schema_version`"
    " there can be only one; which of the two is meant cannot be guessed.",
)
OUTSIDE_PACK: Final = Code(
    id="MLI014",
    name="outside-pack",
    summary="A link, or the name of an entry in an archive, leads out of the pack.",
    why="A pack has to be complete when it is copied, and a stranger's pack must not"
    " be able to read or replace other files of the machine. A link to a folder is not"
    " followed either.",
)
LONE_SURROGATE: Final = Code(
    id="MLI015",
    name="lone-surrogate",
    summary="A text has half of a surrogate pair.",
    why="It is no character: it cannot be stored in UTF-8, shown, or exported.",
)
IGNORED_FILE: Final = Code(
    id="MLI016",
    name="ignored-file",
    summary="A file of the directory looks like a part of the pack but is not read.",
    why="Only `.yaml` and `.json` files are parts, so what a `.yml` file holds would"
    " be missing from the pack.",
    severity=Severity.WARNING,
)
SWALLOWED: Final = Code(
    id="MLI017",
    name="swallowed-text",
    summary="A text in YAML is cut off by a `#` that starts a comment.",
    why="Without quotes, a space and a `#` end a text, so that “bug #3” is just “bug”.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: bug\n    body: How would you fix bug #3 in this model?",
    good='tips:\n  - id: bug\n    body: "How would you fix bug #3 in this model?"',
)
CLASHING_NAMES: Final = Code(
    id="MLI018",
    name="clashing-names",
    summary="Two files have names that differ only in case or in how a letter is encoded.",
    why="On some systems they are one file: copied there, one replaces the other, and its"
    " content is lost.",
)
BROKEN_DISTRIBUTION: Final = Code(
    id="MLI019",
    name="broken-distribution",
    summary="An installed distribution offers a pack that cannot be found in it.",
    why="Its entry point in the group `mlinterview.packs` has to name a package that holds"
    " a `pack.yaml`. The package is looked for and read as files; it is never imported,"
    " since that would run whatever code it has.",
)
UNKNOWN_KEY: Final = Code(
    id="MLI101",
    name="unknown-key",
    summary="An object has a key that the format does not know.",
    why="It is most often a typing mistake, and its content would be lost. A key of"
    " one's own starts with `x-`.",
    bad="tips:\n  - id: aloud\n    body: Practise aloud.\n    colour: red",
    good="tips:\n  - id: aloud\n    body: Practise aloud.\n    x-colour: red",
)
MISSING_KEY: Final = Code(
    id="MLI102",
    name="missing-key",
    summary="An object lacks a key that it must have.",
    why="Programs rely on it being there.",
    bad="tips:\n  - id: aloud",
    good="tips:\n  - id: aloud\n    body: Practise aloud.",
)
WRONG_TYPE: Final = Code(
    id="MLI103",
    name="wrong-type",
    summary="A value is of another type than the format has it.",
    why="Nothing is converted: the number 5 is not the text “5”, and one item is not"
    " a list. In YAML, quotes make text of anything.",
    bad="tips:\n  - id: aloud\n    body: 5",
    good='tips:\n  - id: aloud\n    body: "5"',
)
NOT_A_CHOICE: Final = Code(
    id="MLI104",
    name="not-a-choice",
    summary="A value is none of those that the format allows here.",
    why="The vocabulary is closed, so that programs can filter and sort by it.",
    bad="questions:\n  - {id: q, kind: riddle, prompt: Why?, topics: [basics], status: draft}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)
BAD_FORM: Final = Code(
    id="MLI105",
    name="bad-form",
    summary="A text is not written in the form that it must have.",
    why="Ids, dates, versions and addresses have one spelling, so that programs can"
    " compare them and no character that people cannot see makes a difference.",
    bad="tips:\n  - id: Think Aloud\n    body: Practise aloud.",
    good="tips:\n  - id: think-aloud\n    body: Practise aloud.",
)
WRONG_LENGTH: Final = Code(
    id="MLI106",
    name="wrong-length",
    summary="A text is longer than the format allows.",
    why="The limits are generous; beyond them a value is most often in the wrong"
    " place, and cards, tables and terminals cannot show it.",
    bad=f"tips:\n  - id: {'a' * 81}\n    body: Practise aloud.",
    good="tips:\n  - id: aloud\n    body: Practise aloud.",
)
WRONG_COUNT: Final = Code(
    id="MLI107",
    name="wrong-count",
    summary="A list has too few or too many items.",
    why="A question without a topic cannot be found, and a guide without a section"
    " says nothing.",
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [], status: draft}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)
OUT_OF_RANGE: Final = Code(
    id="MLI108",
    name="out-of-range",
    summary="A number is smaller or greater than the format allows.",
    why="A question of no minutes, or of more than a day, is a mistake in the unit.",
    bad="stages:\n  - {id: screen, title: Screen, order: 1, assesses: Fit., minutes: 0}",
    good="stages:\n  - {id: screen, title: Screen, order: 1, assesses: Fit., minutes: 30}",
)
REPEATED_ITEM: Final = Code(
    id="MLI109",
    name="repeated-item",
    summary="A list says the same thing twice.",
    why="It adds nothing, and counts and exports would show it twice.",
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics, basics], status: draft}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)
OUTSIDE_IMAGE: Final = Code(
    id="MLI214",
    name="outside-image",
    summary="An image is not a file of the pack.",
    why="A remote image tells its server who reads the pack and when, is missing"
    " without a network, and can change. The same goes for a path that leads out.",
    bad="tips:\n  - id: plot\n    body: See ![a plot](https://example.com/plot.png).",
    good="tips:\n  - id: plot\n    body: See ![a plot](media/plot.png).",
)
MISSING_IMAGE: Final = Code(
    id="MLI306",
    name="missing-image",
    severity=Severity.WARNING,
    summary="An image that a text shows is not beside the pack.",
    why="Readers would see a gap, and what shows images cannot be made. An image is looked for in the folder of the"
    " `pack.yaml`, in the archive, or in the folder of a single file. Capital letters"
    " count, as they do on many systems.",
)
UNFIT_IMAGE: Final = Code(
    id="MLI307",
    name="unfit-image",
    severity=Severity.WARNING,
    summary="An image is of a kind that not every program shows, or is too large.",
    why="Decks, pages and books are made of a pack; an image has to fit into all of"
    " them. Save it as `.png`, `.jpg`, `.gif`, `.webp` or `.svg`.",
)
