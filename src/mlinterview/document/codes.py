"""The codes of problems with files (MLI0xx), with values (MLI1xx) and with images.

Most of the MLI1xx codes are reported by the schema pass, some by the reader of a format.
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
    why="It may be a device or a pipe, its permissions may forbid reading, or it is an"
    " archive or a table that is damaged or encrypted. To read a table in Parquet, install"
    " `mlinterview[arrow]`.",
)
UNKNOWN_FORM: Final = Code(
    id="MLI003",
    name="unknown-form",
    summary="No kind of file that a pack is stored in has this ending.",
    why="The ending decides how a file is read: `.yaml`, `.json`, `.jsonl`, `.zip`,"
    " `.parquet`; anything else has to be a directory with a `pack.yaml` in it. If the"
    " content decided, a typing mistake could change how a file is read.",
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
    why="What follows cannot be read with certainty, so reading stops here. Once this is"
    " corrected, there may be problems further on.",
    bad="questions: [{id: open, kind: concept",
    good="questions: []",
)
DUPLICATE_KEY: Final = Code(
    id="MLI006",
    name="duplicate-key",
    summary="One object has the same key twice.",
    why="Most readers silently keep the last one and drop the others, so content would"
    " be lost.",
    bad="tips:\n  - id: aloud\n    body: Practice aloud.\n    body: Practice often.",
    good="tips:\n  - id: aloud\n    body: Practice aloud and often.",
)
YAML_FEATURE: Final = Code(
    id="MLI007",
    name="yaml-feature",
    summary="A text in YAML uses an anchor, an alias, a tag or a merge key.",
    why="A pack has the same content in YAML and in JSON, and JSON has none of these."
    " Aliases can also make a small file enormous.",
    bad="tips:\n  - id: aloud\n    body: &advice Practice aloud.\n"
    "  - id: often\n    body: *advice",
    good="tips:\n  - id: aloud\n    body: Practice aloud.\n"
    "  - id: often\n    body: Practice often.",
)
AMBIGUOUS_SCALAR: Final = Code(
    id="MLI008",
    name="ambiguous-scalar",
    summary="A value without quotes is read differently by different programs.",
    why="`True`, `~`, `007` and `0x1F` are text to one reader of YAML, and a boolean,"
    " null or a number to another. Put the value in quotes, or write it as in JSON.",
    bad="tips:\n  - id: aloud\n    body: ~",
    good='tips:\n  - id: aloud\n    body: "~"',
)
NUMBER: Final = Code(
    id="MLI009",
    name="number",
    summary="A number is too large to be kept exactly.",
    why="JSON readers agree on whole numbers up to 9007199254740991 and on decimal"
    " numbers up to about 1.8e308. They change a larger number, or fail.",
    bad="x-count: 12345678901234567890",
    good='x-count: "12345678901234567890"',
)
TOO_DEEP: Final = Code(
    id="MLI010",
    name="too-deep",
    summary="Lists and objects are nested deeper than the limit.",
    why="No pack needs deep nesting, and it makes some programs crash."
    " `Limits(depth=…)` raises the limit.",
    bad=f"x-deep: {'[' * 80}{']' * 80}",
    good="x-deep: [[[]]]",
)
TOO_LARGE: Final = Code(
    id="MLI011",
    name="too-large",
    summary="There is more to read than the limit allows.",
    why="Limits keep a mistaken or hostile file from using up memory and time."
    " `Limits(bytes=…, nodes=…, files=…, markup=…)` or `--limit` raises them.",
)
NO_PACK_FILE: Final = Code(
    id="MLI012",
    name="no-pack-file",
    summary="The directory or archive has no pack.yaml.",
    why="`pack.yaml` holds `schema_version` and `pack`, and marks the directory as a"
    " pack. The other files add lists to it.",
)
DUPLICATE_PART: Final = Code(
    id="MLI013",
    name="duplicate-part",
    summary="Two files of one pack state the same key.",
    why="Lists such as `questions` are joined, but `pack` and `schema_version` can be"
    " in one file only. Which of the two is meant cannot be guessed.",
)
OUTSIDE_PACK: Final = Code(
    id="MLI014",
    name="outside-pack",
    summary="A link, or the name of an entry in an archive, leads out of the pack.",
    why="A pack has to be complete when it is copied, and a pack from a stranger must not"
    " read or replace other files. Links to folders are not followed either.",
)
LONE_SURROGATE: Final = Code(
    id="MLI015",
    name="lone-surrogate",
    summary="A text has half of a surrogate pair.",
    why="Half of a pair is not a character: it cannot be stored in UTF-8, shown or"
    " exported.",
)
IGNORED_FILE: Final = Code(
    id="MLI016",
    name="ignored-file",
    summary="A file of the directory looks like a part of the pack but is not read.",
    why="Only `.yaml` and `.json` files are parts, so the content of a `.yml` file would"
    " be missing from the pack.",
    severity=Severity.WARNING,
)
SWALLOWED: Final = Code(
    id="MLI017",
    name="swallowed-text",
    summary="A text in YAML is cut off by a `#` that starts a comment.",
    why="A space and a `#` end a text without quotes, so that `bug #3` is read as `bug`.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: bug\n    body: How would you fix bug #3 in this model?",
    good='tips:\n  - id: bug\n    body: "How would you fix bug #3 in this model?"',
)
CLASHING_NAMES: Final = Code(
    id="MLI018",
    name="clashing-names",
    summary="Two files have names that differ only in case or in how a letter is encoded.",
    why="Some systems do not tell them apart: if the pack is copied there, one file"
    " replaces the other, and its content is lost.",
)
BROKEN_DISTRIBUTION: Final = Code(
    id="MLI019",
    name="broken-distribution",
    summary="An installed distribution offers a pack that cannot be found in it.",
    why="Its entry point in the group `mlinterview.packs` has to name a package that holds"
    " a `pack.yaml`. The files of the package are read, but it is never imported, since"
    " that would run its code.",
)
UNKNOWN_KEY: Final = Code(
    id="MLI101",
    name="unknown-key",
    summary="An object has a key that the format does not know.",
    why="It is most often a typing mistake, and its content would be lost. To add a key"
    " of your own, start it with `x-`.",
    bad="tips:\n  - id: aloud\n    body: Practice aloud.\n    color: red",
    good="tips:\n  - id: aloud\n    body: Practice aloud.\n    x-color: red",
)
MISSING_KEY: Final = Code(
    id="MLI102",
    name="missing-key",
    summary="An object lacks a key that it must have.",
    why="Programs rely on every required key.",
    bad="tips:\n  - id: aloud",
    good="tips:\n  - id: aloud\n    body: Practice aloud.",
)
WRONG_TYPE: Final = Code(
    id="MLI103",
    name="wrong-type",
    summary="A value is not of the type that the format requires.",
    why="Values are not converted: the number 5 is not the text “5”, and one item is not"
    " a list. In YAML, anything in quotes is text.",
    bad="tips:\n  - id: aloud\n    body: 5",
    good='tips:\n  - id: aloud\n    body: "5"',
)
NOT_A_CHOICE: Final = Code(
    id="MLI104",
    name="not-a-choice",
    summary="A value is not one of those that the format allows here.",
    why="Programs filter and sort by these values, so there can be no others.",
    bad="questions:\n  - {id: q, kind: riddle, prompt: Why?, topics: [basics], status: draft}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)
BAD_FORM: Final = Code(
    id="MLI105",
    name="bad-form",
    summary="A text does not have the form that the format requires.",
    why="An id, date, version or address has only one spelling, so that programs can"
    " compare it, and no invisible character makes a difference.",
    bad="tips:\n  - id: Think Aloud\n    body: Practice aloud.",
    good="tips:\n  - id: think-aloud\n    body: Practice aloud.",
)
WRONG_LENGTH: Final = Code(
    id="MLI106",
    name="wrong-length",
    summary="A text is longer than the format allows.",
    why="The limits are generous. A longer text is most often in the wrong place, and"
    " cards, tables and terminals cannot show it.",
    bad=f"tips:\n  - id: {'a' * 81}\n    body: Practice aloud.",
    good="tips:\n  - id: aloud\n    body: Practice aloud.",
)
WRONG_COUNT: Final = Code(
    id="MLI107",
    name="wrong-count",
    summary="A list has too few or too many items.",
    why="A question without a topic cannot be found by topic, and a guide without a"
    " section is empty.",
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [], status: draft}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)
OUT_OF_RANGE: Final = Code(
    id="MLI108",
    name="out-of-range",
    summary="A number is smaller or larger than the format allows.",
    why="A question that takes no time, or more than a day, has most often the wrong unit.",
    bad="stages:\n  - {id: screen, title: Screen, order: 1, assesses: Fit., minutes: 0}",
    good="stages:\n  - {id: screen, title: Screen, order: 1, assesses: Fit., minutes: 30}",
)
REPEATED_ITEM: Final = Code(
    id="MLI109",
    name="repeated-item",
    summary="A list has the same item twice.",
    why="The second one adds nothing, and counts and exports would show both.",
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics, basics], status: draft}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)
OUTSIDE_IMAGE: Final = Code(
    id="MLI214",
    name="outside-image",
    summary="A text shows an image that is not a file of the pack.",
    why="A remote image tells its server who reads the pack and when, is missing"
    " without a network, and can change. A path that leads out of the pack shows a file"
    " that other people do not have.",
    bad="tips:\n  - id: plot\n    body: See ![a plot](https://example.com/plot.png).",
    good="tips:\n  - id: plot\n    body: See ![a plot](media/plot.png).",
)
MISSING_IMAGE: Final = Code(
    id="MLI306",
    name="missing-image",
    severity=Severity.WARNING,
    summary="An image that a text shows is not beside the pack.",
    why="Readers would see a gap, and exports that show images fail. Images are looked up"
    " in the folder of the `pack.yaml`, in the archive, or in the folder of a single file."
    " Capital letters count, as they do on many systems.",
)
UNFIT_IMAGE: Final = Code(
    id="MLI307",
    name="unfit-image",
    severity=Severity.WARNING,
    summary="An image is of a kind that not every program shows, or is too large.",
    why="A pack becomes decks, pages and books, and an image has to fit into all of"
    " them. Save it as `.png`, `.jpg`, `.gif`, `.webp` or `.svg`.",
)
