"""A pack whose every text tries to do something on a card."""

import datetime

from mlinterview import (
    SCHEMA_VERSION,
    Answer,
    Difficulty,
    FollowUp,
    Kind,
    Pack,
    Question,
    Topic,
)
from mlinterview.model import (
    AnswerKind,
    AppliesTo,
    Author,
    Metadata,
    Mistake,
    Source,
    SourceType,
    Stage,
    Tip,
)

MARK = "document.title='ran'"
FAR = "https://tracker.invalid"
LINES = {
    "script": f"<script>{MARK}</script>",
    "script-entity": f"&lt;script&gt;{MARK}&lt;/script&gt;",
    "image-error": f"<img src=x onerror={MARK}>",
    "image-error-quoted": f'"><img src=x onerror="{MARK}">',
    "svg-load": f"<svg onload={MARK}><script>{MARK}</script></svg>",
    "details-toggle": f"<details open ontoggle={MARK}>",
    "body-load": f"<body onload={MARK}><iframe src=javascript:{MARK}>",
    "link": f"[click](javascript:{MARK}) <javascript:{MARK}> [b](JaVaScRiPt&#58;{MARK})",
    "data-link": f"[click](data:text/html,<script>{MARK}</script>)",
    "remote-image": f"![see]({FAR}/pixel.png) ![b](//tracker.invalid/b.png)",
    "style": f"<style>@import '{FAR}/a.css';</style> `</style><script>{MARK}</script>`",
    "css-link": f"<link rel=stylesheet href={FAR}/b.css><base href={FAR}>",
    "frame": f"<iframe srcdoc='<script>parent.{MARK}</script>'></iframe>",
    "form": f"<form action={FAR}><button autofocus onfocus={MARK}>",
    "template": "{{FrontSide}} {{Answer}} {{#Tips}} {{^Tips}}x{{/Tips}} {{type:Answer}}",
    "cloze": "{{c1::x}} {{c2::y::z}} }} ::hint:: {{c1::image-occlusion:rect:left=0}}",
    "cloze-end": "a}} b::c {{d",
    "sound": "[sound:x.mp3] [anki:tts lang=en_US]x[/anki:tts] [anki:play:q:0]",
    "latex": "[latex]\\input{/etc/passwd}[/latex] [$]x[/$] [$$]y[/$$]",
    "math": f"$\\href{{javascript:{MARK}}}{{x}}$ $</script><script>{MARK}$ $a<b$",
    "math-end": f"$x \\) <img src=x onerror={MARK}>$ \\( a \\) \\[ b \\]",
    "code": f"`<img src=x onerror={MARK}>` ``` `` </code><script>{MARK}</script>",
    "entity": f"&#60;img src=x onerror={MARK}&#62; &#123;&#123;Tips}}}} &#91;sound:a]",
    "formula": "=HYPERLINK(1) @SUM(1)",
    "rtl": "שלום \u202eabc\u202c עולם",
    "joiners": "👩\u200d🔬 e\u0301 \u00e9 東京　です",
    "noncharacters": "\ufdd0x\ufdd1 \ufdd2y\ufdd3 \ufffe",
    "quotes": "\"a\" 'b' `c` <d>& é",
}
"""Lines that are dangerous to a card in one way or another."""

BODIES = {
    **LINES,
    "fence": f"```html\n<script>{MARK}</script>\n{{{{Answer}}}}\n[sound:x.mp3]\n",
    "fence-class": f'``` "><script>{MARK}</script>\nx\n```',
    "html-block": f"<div>\n<script>\n{MARK}\n</script>\n</div>",
    "comment": f"<!-- \n\n--><script>{MARK}</script>",
    "table": f"| a |\n| - |\n| <img src=x onerror={MARK}> |",
    "display": f"$$\n<img src=x onerror={MARK}>\n\\def\\x{{y}}\n$$",
    "reference": f"[a]\n\n[a]: javascript:{MARK}",
    "nested": "> - 1. ```\n>      <b>\n",
}
"""Texts of several lines that are."""


def hostile() -> Pack:
    """Return a pack with all of them in every place that a card shows."""
    return Pack(
        schema_version=SCHEMA_VERSION,
        metadata=Metadata(
            id="hostile",
            title=LINES["script"],
            version="1.0.0",
            language="en",
            license="MIT",
            authors=(Author(name=LINES["image-error"]),),
            as_of=datetime.date(2026, 1, 1),
            description=BODIES["html-block"],
        ),
        topics=(Topic(id="basics", title=LINES["svg-load"]),),
        stages=(Stage(id="s", title=LINES["style"], order=1, assesses="x"),),
        sources=(
            Source(
                id="s",
                type=SourceType.BOOK,
                title=LINES["script"],
                authors=(LINES["image-error"],),
                url="https://example.com/<script>\"'&#39;",
            ),
        ),
        questions=tuple(_question(name, body) for name, body in BODIES.items()),
        tips=tuple(
            Tip(id=name, body=body, applies_to=AppliesTo(questions=(name,)))
            for name, body in BODIES.items()
        ),
        mistakes=tuple(
            Mistake(
                id=name,
                title=LINES.get(name, "Mistake"),
                body=body,
                remedy=body,
                applies_to=AppliesTo(questions=(name,)),
            )
            for name, body in BODIES.items()
        ),
    )


def _question(name: str, body: str) -> Question:
    line = LINES.get(name, "What?")
    return Question(
        id=name,
        kind=Kind.CONCEPT,
        prompt=line,
        topics=("basics",),
        difficulty=Difficulty.ADVANCED,
        stages=("s",),
        sources=("s",),
        intent=body,
        clarifying_questions=(line,),
        answers=(
            Answer(kind=AnswerKind.SAMPLE, body=body, key_points=(line, "Another.")),
            Answer(kind=AnswerKind.WEAK, body=body),
        ),
        follow_ups=(FollowUp(prompt=line, answer=body),),
    )
