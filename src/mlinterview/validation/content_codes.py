"""The codes of what falls short in the content of a pack (MLI5xx), see `linting`."""

from typing import Final

from ..errors import Code, Severity

_READY: Final = (
    "questions:\n  - id: q\n    kind: concept\n    prompt: Why?\n    topics: [basics]\n"
    "    difficulty: foundational\n    intent: Whether the basics are there.\n"
)
CODE_SYNTAX: Final = Code(
    id="MLI501",
    name="code-syntax",
    summary="A block of Python does not parse.",
    why="Readers copy code and run it. One that is not Python at all has never been run"
    " by its author either. Output and pseudocode go into a block without a language.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: mean\n    body: |\n      ```python\n      mean = sum(values / len(values)\n"
    "      ```",
    good="tips:\n  - id: mean\n    body: |\n      ```python\n      mean = lambda values:"
    " sum(values) / len(values)\n      ```",
)
CODE_FAILS: Final = Code(
    id="MLI502",
    name="code-fails",
    summary="A block of Python raises an exception, or what it asserts is not so.",
    why="A number that the text states should be asserted by its code; if that fails, one"
    " of the two is wrong. Each block is run by itself, so that a reader can do the same. It"
    " is looked for with `--run-code` only. A block that begins with ```` ```python no-run````"
    " is parsed and not run.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: sum\n    body: |\n      ```python\n      assert 0.1 + 0.2 == 0.3\n"
    "      ```",
    good="tips:\n  - id: sum\n    body: |\n      ```python\n      import math\n\n"
    "      assert math.isclose(0.1 + 0.2, 0.3)\n      ```",
)
CODE_LIMIT: Final = Code(
    id="MLI503",
    name="code-limit",
    summary="A block of Python runs for too long or takes too much memory.",
    why="An example is to be tried out while one reads. It is looked for with"
    " `--run-code` only; `Standards(seconds=…, memory=…)` raises the limits.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: table\n    body: |\n      ```python\n"
    "      table = bytearray(10**15)\n      ```",
    good="tips:\n  - id: table\n    body: |\n      ```python\n"
    "      table = bytearray(10**6)\n      ```",
)
MISSING_MODULE: Final = Code(
    id="MLI504",
    name="missing-module",
    summary="A block of Python imports what is not installed here.",
    why="Whether the block works is not known then. Install what it imports in the"
    " environment that `mlinterview` runs in, such as numpy.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: lab\n    body: |\n      ```python\n      import no_such_laboratory\n"
    "      ```",
    good="tips:\n  - id: lab\n    body: |\n      ```python no-run\n"
    "      import no_such_laboratory\n      ```",
)
FORMULA: Final = Code(
    id="MLI505",
    name="bad-formula",
    summary="A formula cannot be set, or uses what not every reader knows.",
    why="KaTeX and MathJax show formulas in browsers, in notebooks and in Anki. A macro"
    " that one of them lacks is shown in red there, and so is a `\\left` without its"
    " `\\right`.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: best\n    body: The best is $\\argmax_x f(x)$.",
    good="tips:\n  - id: best\n    body: The best is $\\operatorname{arg\\,max}_x f(x)$.",
)
ANSWER_LENGTH: Final = Code(
    id="MLI506",
    name="answer-length",
    summary="A sample answer is too short or too long to be spoken in an interview.",
    why="A sample is what a strong candidate would say aloud: 90 to 260 words, or one to"
    " two minutes. Code is not counted. What is longer fits an answer of the kind"
    " `reference`.",
    severity=Severity.WARNING,
    bad=_READY
    + "    answers:\n      - kind: sample\n        body: Because it generalises.",
    good=_READY
    + "    answers:\n      - kind: outline\n        body: Because it generalises.",
)
KEY_POINTS: Final = Code(
    id="MLI507",
    name="key-points",
    summary="An answer has too few or too many key points, or a question has none at all.",
    why="Key points are what an answer is checked against. Three to seven can be kept in"
    " mind; with more, nothing is key. Those of a weak answer say why it is weak, and two are"
    " enough.",
    severity=Severity.WARNING,
    bad=_READY
    + "    answers:\n      - kind: outline\n        body: Because it generalises.\n"
    "        key_points: [It generalises.]",
    good=_READY
    + "    answers:\n      - kind: outline\n        body: Because it generalises.\n"
    "        key_points:\n          - It generalises.\n          - Noise is not learnt.\n"
    "          - A held-out set shows it.",
)
FEW_FOLLOW_UPS: Final = Code(
    id="MLI508",
    name="few-follow-ups",
    summary="A question has fewer than two follow-ups with an answer.",
    why="Interviewers go on asking, and that is where candidates differ. A follow-up"
    " without an answer, and without a question that it leads to, cannot be practised.",
    severity=Severity.WARNING,
    bad=_READY + "    answers: [{kind: outline, body: Because.}]\n"
    "    follow_ups:\n      - {prompt: When not?, answer: With little data.}\n"
    "      - {prompt: What else?}",
    good=_READY + "    answers: [{kind: outline, body: Because.}]\n"
    "    follow_ups:\n      - {prompt: When not?, answer: With little data.}\n"
    "      - {prompt: What else?, answer: Early stopping.}",
)
WANTED_RUBRIC: Final = Code(
    id="MLI509",
    name="wanted-rubric",
    summary="A coding or case question has no rubric.",
    why="Two solutions that both work can be worlds apart; a rubric says what sets them"
    " apart. Of design and behavioural questions it is asked by MLI206.",
    severity=Severity.WARNING,
    bad="questions:\n  - id: q\n    kind: coding\n    prompt: Sort a list.\n"
    "    topics: [basics]\n    difficulty: foundational\n    intent: To see clean code.\n"
    "    answers: [{kind: outline, body: Use the library.}]",
    good="questions:\n  - id: q\n    kind: coding\n    prompt: Sort a list.\n"
    "    topics: [basics]\n    difficulty: foundational\n    intent: To see clean code.\n"
    "    answers: [{kind: outline, body: Use the library.}]\n"
    "    rubric:\n      anchors:\n        strong-no-hire: Cannot start.\n"
    "        no-hire: Sorts some lists.\n        hire: Sorts every list.\n"
    "        strong-hire: Names the cost and tests the edges.",
)
UNFILED: Final = Code(
    id="MLI510",
    name="unfiled-question",
    summary="A question does not say whom it is for, when it is asked or what it tests.",
    why="Readers pick questions by level, role, stage, competency and time. One that"
    " states none of it is not found.",
    severity=Severity.WARNING,
    bad=_READY + "    answers: [{kind: outline, body: Because.}]",
    good="stages:\n  - {id: screen, title: Screen, order: 1, assesses: The basics.}\n"
    + _READY
    + "    answers: [{kind: outline, body: Because.}]\n    levels: [junior]\n"
    "    roles: [ml-engineer]\n    stages: [screen]\n    competencies: [clarity]\n"
    "    minutes: 5",
)
NEAR_REPEAT: Final = Code(
    id="MLI511",
    name="near-repeat",
    summary="A key point, follow-up or anchor is nearly that of another question, or a"
    " tip nearly another one.",
    why="What fits two questions alike says nothing of either. Of all the runs of three"
    " words in either text, 70 % or more are in both. What is the same word for word is"
    " MLI303.",
    severity=Severity.WARNING,
    bad="tips:\n  - {id: aloud, body: Practise each answer aloud before the interview.}\n"
    "  - {id: often, body: Practise each answer aloud before the interview!}",
    good="tips:\n  - {id: aloud, body: Practise each answer aloud before the interview.}\n"
    "  - {id: often, body: An hour every other day is better than one long evening.}",
)
PARAPHRASE: Final = Code(
    id="MLI512",
    name="paraphrase",
    summary="Two key points, or two follow-ups, of one question say nearly the same.",
    why="The second adds nothing, and whoever counts points counts one twice.",
    severity=Severity.WARNING,
    bad=_READY + "    answers:\n      - kind: outline\n        body: Because.\n"
    "        key_points:\n          - The test set is never touched before the end.\n"
    "          - The test set is never touched before the end!",
    good=_READY + "    answers:\n      - kind: outline\n        body: Because.\n"
    "        key_points:\n          - The test set is never touched before the end.\n"
    "          - A split by time keeps the future out.",
)
PLACEHOLDER: Final = Code(
    id="MLI513",
    name="placeholder",
    summary="A text holds a word that stands for what is still to be written.",
    why="It was forgotten, and readers would find it. Words in code are left alone, and so"
    " is “todo” in small letters.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: loss\n    body: The loss is convex. TODO say why that helps.",
    good="tips:\n  - id: loss\n    body: The loss is convex, so that any minimum is the best.",
)
SAME_OPENING: Final = Code(
    id="MLI514",
    name="same-opening",
    summary="An answer begins with the same four words as five others.",
    why="Readers stop reading what always begins alike, and nobody speaks like that.",
    severity=Severity.WARNING,
    bad=_READY + "    answers:\n"
    "      - {kind: outline, body: It is important to ask first.}\n"
    "      - {kind: outline, body: It is important to measure.}\n"
    "      - {kind: outline, body: It is important to compare.}\n"
    "      - {kind: outline, body: It is important to test.}\n"
    "      - {kind: outline, body: It is important to explain.}\n"
    "      - {kind: outline, body: It is important to stop.}",
    good=_READY + "    answers:\n"
    "      - {kind: outline, body: It is important to ask first.}\n"
    "      - {kind: outline, body: Then measure.}",
)
OFF_TARGET: Final = Code(
    id="MLI515",
    name="off-target",
    summary="A topic has more or fewer questions of a difficulty than were planned.",
    why="The plan is a file that `--targets` names. What is not in it has a main topic"
    " that nobody planned. Here, it is `basics: [1, 0, 0]`.",
    severity=Severity.WARNING,
    bad="topics:\n  - {id: basics, title: Basics}",
    good=_READY + "    answers: [{kind: outline, body: Because.}]",
)
