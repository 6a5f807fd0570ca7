"""The codes of problems that only `linting` looks for (MLI5xx)."""

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
    why="Readers copy code and run it. Code that does not parse has never been run, not"
    " even by its author. Output and pseudocode belong in a block without a language.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: mean\n    body: |\n      ```python\n      mean = sum(values / len(values)\n"
    "      ```",
    good="tips:\n  - id: mean\n    body: |\n      ```python\n      mean = lambda values:"
    " sum(values) / len(values)\n      ```",
)
CODE_FAILS: Final = Code(
    id="MLI502",
    name="code-fails",
    summary="A block of Python raises an exception, such as a failed assertion.",
    why="Code should assert the numbers that the text states; if an assertion fails, one"
    " of the two is wrong. Each block is run on its own, as a reader would run it, and only"
    " with `--run-code`. A block that begins with ```` ```python no-run```` is parsed but"
    " not run.",
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
    why="Readers try examples out while they read. Blocks are run only with `--run-code`;"
    " `Standards(seconds=…, memory=…)` raises the limits.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: table\n    body: |\n      ```python\n"
    "      table = bytearray(10**15)\n      ```",
    good="tips:\n  - id: table\n    body: |\n      ```python\n"
    "      table = bytearray(10**6)\n      ```",
)
MISSING_MODULE: Final = Code(
    id="MLI504",
    name="missing-module",
    summary="A block of Python imports a module that is not installed.",
    why="The block cannot be tested. Install the module, such as numpy, in the environment"
    " in which `mlinterview` runs.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: lab\n    body: |\n      ```python\n      import no_such_laboratory\n"
    "      ```",
    good="tips:\n  - id: lab\n    body: |\n      ```python no-run\n"
    "      import no_such_laboratory\n      ```",
)
FORMULA: Final = Code(
    id="MLI505",
    name="bad-formula",
    summary="A formula cannot be typeset, or has a macro that not every program knows.",
    why="KaTeX and MathJax show formulas in browsers, in notebooks and in Anki. They show"
    " an unknown macro in red, and likewise a `\\left` without a `\\right`.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: best\n    body: The best is $\\argmax_x f(x)$.",
    good="tips:\n  - id: best\n    body: The best is $\\operatorname{arg\\,max}_x f(x)$.",
)
ANSWER_LENGTH: Final = Code(
    id="MLI506",
    name="answer-length",
    summary="A sample answer is too short or too long to be spoken in an interview.",
    why="A sample is what a strong candidate would say aloud: 90 to 260 words, or one to"
    " two minutes. Code is not counted. A longer text fits an answer of the kind"
    " `reference`.",
    severity=Severity.WARNING,
    bad=_READY
    + "    answers:\n      - kind: sample\n        body: Because it generalizes.",
    good=_READY
    + "    answers:\n      - kind: outline\n        body: Because it generalizes.",
)
KEY_POINTS: Final = Code(
    id="MLI507",
    name="key-points",
    summary="An answer has too few or too many key points, or a question has none at all.",
    why="Answers are checked against key points. Three to seven can be kept in mind; with"
    " more, none is key. The key points of a weak answer say why it is weak, and two are"
    " enough.",
    severity=Severity.WARNING,
    bad=_READY
    + "    answers:\n      - kind: outline\n        body: Because it generalizes.\n"
    "        key_points: [It generalizes.]",
    good=_READY
    + "    answers:\n      - kind: outline\n        body: Because it generalizes.\n"
    "        key_points:\n          - It generalizes.\n          - Noise is not learned.\n"
    "          - A held-out set shows it.",
)
FEW_FOLLOW_UPS: Final = Code(
    id="MLI508",
    name="few-follow-ups",
    summary="A question has fewer than two follow-ups with an answer.",
    why="Interviewers ask follow-ups, and there candidates differ most. A follow-up needs"
    " an answer, or a question that it leads to, to be practiced.",
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
    why="Two solutions that both work can differ much in quality; a rubric says how. For"
    " design and behavioral questions, MLI206 requires one.",
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
    why="Readers select questions by level, role, stage, competency and time. A question"
    " that states none of these is not found.",
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
    summary="A key point, follow-up or anchor is nearly that of another question, or two"
    " tips are nearly the same.",
    why="A text that fits two questions says nothing particular about either. Texts are"
    " nearly the same if both have at least 70 % of all runs of three words that are in"
    " either. Equal texts are MLI303.",
    severity=Severity.WARNING,
    bad="tips:\n  - {id: aloud, body: Practice each answer aloud before the interview.}\n"
    "  - {id: often, body: Practice each answer aloud before the interview!}",
    good="tips:\n  - {id: aloud, body: Practice each answer aloud before the interview.}\n"
    "  - {id: often, body: An hour every other day is better than one long evening.}",
)
PARAPHRASE: Final = Code(
    id="MLI512",
    name="paraphrase",
    summary="Two key points, or two follow-ups, of one question say nearly the same.",
    why="The second adds nothing, and in a score the same point counts twice.",
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
    summary="A text has a placeholder for text that is still to be written.",
    why="It was forgotten, and readers would find it. Words in code are ignored, and so is"
    " “todo” in small letters.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: loss\n    body: The loss is convex. TODO say why that helps.",
    good="tips:\n  - id: loss\n    body: The loss is convex, so that any minimum is the best.",
)
SAME_OPENING: Final = Code(
    id="MLI514",
    name="same-opening",
    summary="An answer begins with the same four words as five others.",
    why="Readers stop reading answers that all begin alike, and no candidate speaks so.",
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
    why="The plan is the file that `--targets` names; for these examples it is"
    " `basics: [1, 0, 0]`. No questions are planned for topics that are not in the file.",
    severity=Severity.WARNING,
    bad="topics:\n  - {id: basics, title: Basics}",
    good=_READY + "    answers: [{kind: outline, body: Because.}]",
)
