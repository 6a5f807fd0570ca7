"""The command `explain`."""

import click

from ...errors import Code, did_you_mean, quote
from ...validation import CODES
from ..base import Command
from ..options import json_option
from ..printing import print_json, print_rich, print_table

HELP = """
Each problem in a report has a CODE, such as MLI101.
"""


@click.command("explain", cls=Command, help=HELP)
@click.argument("code", required=False)
@json_option
def command(code: str | None, output_format: str) -> None:
    """Run `mlinterview explain`."""
    if code is None:
        codes = list(CODES.values())
    elif (known := CODES.get(code.upper())) is not None:
        codes = [known]
    else:
        hint = did_you_mean(code.upper(), CODES)
        msg = f"There is no code {quote(code)}. {hint or 'List them with `explain`.'}"
        raise click.UsageError(msg)
    if output_format == "json":
        print_json([_data(known) for known in codes])
    elif code is None:
        rows = ((c.id, c.name, str(c.severity), c.summary) for c in codes)
        print_table(("Code", "Name", "Severity", "What is wrong"), rows)
    else:
        from rich.markdown import Markdown

        print_rich(Markdown(_page(codes[0])))


def _data(code: Code) -> dict[str, str]:
    return {
        "code": code.id,
        "name": code.name,
        "severity": str(code.severity),
        "summary": code.summary,
        "why": code.why,
        "bad": code.bad,
        "good": code.good,
    }


def _page(code: Code) -> str:
    """Return the explanation of a code as Markdown."""
    blocks = [f"# {code.id} {code.name} ({code.severity})", code.summary, code.why]
    for word, example in (("Wrong", code.bad), ("Right", code.good)):
        if example:
            blocks += [f"{word}:", f"```yaml\n{example}\n```"]
    return "\n\n".join(blocks)
