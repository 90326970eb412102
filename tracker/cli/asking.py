"""Questions on the terminal: an answer is checked when it is given, and an error goes back to its question.

Nothing that was typed is lost: after an error the command runs again with the answers that it has, and asks only for
what was wrong. Where the user breaks off, the answers so far are printed as one command.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.errors import Invalid, NotFound, StoreError, TrackerError

if TYPE_CHECKING:
    from tracker.cli.base import App

PARTIES = ("donor", "beneficiary")
# What people name by a code or by words, each found by a method of Codes.
WITH_WORDS = ("conference", "country", "criteria", "currency", "scale", "theme")
YES_OR_NO = ("yes", "no")
# Arguments that are named after what they say of the noun of the command.
OWN = ("code", "number")


class Answer(NamedTuple):
    """An answer: the flag that was missing, the question, the text, and the arguments that say the same.

    `words` is None where the command has no such flag.
    """

    flag: str
    question: str
    text: str
    words: Sequence[str] | None


class Dialogue:
    """The questions that a command has asked, with their answers."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self._earlier: list[Answer] = []
        self._wrong: list[Answer] = []
        self.lacking: list[click.Parameter] = []  # to be asked for first in the next run

    @property
    def begun(self) -> bool:
        """Whether the user has answered anything."""
        return bool(self.answers or self._earlier)

    @property
    def words(self) -> list[str]:
        """The arguments that say what was answered."""
        return [word for answer in self.answers for word in answer.words or ()]

    @property
    def one_line(self) -> list[str] | None:
        """The arguments that say everything, with what an error has put off; None where no arguments say it."""
        answers = [*self.answers, *self._earlier[len(self.answers) :]]
        if any(answer.words is None for answer in answers):
            return None
        return [word for answer in answers for word in answer.words or ()]

    def earlier(self, flag: str, question: str) -> tuple[str | None, bool]:
        """Return the answer of the run before to the same question, and whether it is to be asked again."""
        asked = [answer for answer in self.answers if answer[:2] == (flag, question)]
        before = [answer for answer in self._earlier if answer[:2] == (flag, question)]
        if len(asked) >= len(before):
            return None, True
        answer = before[len(asked)]
        return answer.text, answer in self._wrong

    def go_back(self, error: TrackerError, context: click.Context) -> None:
        """Let the next run ask for what the error is about: a flag that is missing, the answers it names, else all."""
        lacking = parameter_of(context, error.what) if isinstance(error, Invalid) and error.value == "" else None
        if lacking is not None and all(answer.flag not in lacking.opts for answer in self.answers):
            self.lacking.append(lacking)
            self._wrong = []
        else:
            self._wrong = _about(error, self.answers) or self.answers
        self._earlier, self.answers = self.answers, []


def _about(error: TrackerError, answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers that an error names: by their flag, by their value, or in its message."""
    if isinstance(error, Invalid):
        named = [answer for answer in answers if _mentioned(_name(answer.flag), _name(error.what))]
        return named or [answer for answer in answers if answer.text and answer.text == str(error.value)]
    if isinstance(error, NotFound):
        return [answer for answer in answers if error.code and error.code in answer.text]
    return [answer for answer in answers if answer.text and _mentioned(answer.text, error.message)]


def _name(flag: str) -> str:
    return re.sub(r"[-_]", " ", flag.lstrip("-")).lower()


def _mentioned(text: str, message: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", message) is not None


def parameter_of(context: click.Context, flag: str) -> click.Parameter | None:
    """Return the parameter that a question fills in: the option with this flag, or the argument with this name."""
    for one in context.command.params:
        names = (shown_name(one), (one.name or "").upper()) if isinstance(one, click.Argument) else one.opts
        if flag in names:
            return one
    return None


def shown_name(argument: click.Parameter) -> str:
    """Return the name of an argument as the help shows it, without the sign that there may be several."""
    return argument.human_readable_name.strip("[].")


def question_of(context: click.Context, parameter: click.Parameter) -> tuple[str, str]:
    """Return the flag of a parameter, and the question for its value."""
    if isinstance(parameter, click.Option):
        said = (parameter.help or "").rstrip(".")
        said = f" ({said[:1].lower()}{said[1:]})" if said else ""
        return parameter.opts[0], _name(parameter.opts[0]).capitalize() + said
    name = (parameter.name or "").replace("_", " ")
    noun = context.parent.info_name if context.parent is not None else ""
    return parameter.human_readable_name, f"{name.capitalize()} of the {noun}" if name in OWN else name.capitalize()


def parts_of(parameter: click.Parameter, text: str) -> list[str]:
    """Return the values in an answer: several where the parameter takes several, which semicolons separate."""
    several = parameter.multiple or parameter.nargs == -1
    return [part for part in map(str.strip, text.split(";") if several else [text]) if part]


def is_yes(text: str) -> bool:
    """Return whether an answer is yes. Raises Invalid for one that is neither yes nor no."""
    from tracker.rules.words import choose

    return choose("answer", text, YES_OR_NO) == "yes"


def words_for(parameter: click.Parameter, flag: str, text: str) -> Sequence[str]:
    """Return the words that say what a question answers; with `--` before an argument that looks like a flag."""
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return [flag] if text and is_yes(text) else []
    parts = parts_of(parameter, text)
    if flag.startswith("-"):
        return [word for part in parts for word in ([f"{flag}={part}"] if part.startswith("-") else [flag, part])]
    return [word for part in parts for word in (["--", part] if part.startswith("-") else [part])]


def check_answer(app: App, context: click.Context, parameter: click.Parameter, text: str) -> None:
    """Raise TrackerError for a text that a parameter cannot have, as far as the answer alone can tell."""
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return
    try:
        parameter.type.convert(text, parameter, context)
    except click.BadParameter as error:
        raise TrackerError(error.message) from error
    for part in parts_of(parameter, text):
        _check_part(app, context, parameter, part)


def _check_part(app: App, context: click.Context, parameter: click.Parameter, text: str) -> None:
    from tracker.cli.completion import fields_of, noun_group, noun_of, vocabulary_of
    from tracker.model.reading import PARSED, read
    from tracker.rules.words import choose

    group, name = noun_group(context), parameter.name or ""
    fields = fields_of(group, name) or fields_of(group, _name(parameter.opts[0]).replace(" ", "_"))
    field = fields[0] if fields else None
    if (vocabulary := vocabulary_of(group, name)) is not None:
        choose(_name(name), text, vocabulary)
    elif (noun := noun_of(group, parameter)) is not None:
        # The code of what is added is new; a reference that may be words need not be in the register.
        if name != "code" and not (field is not None and field.in_words):
            _check_code(app, noun, text, name if name in PARTIES else None)
    elif name in ("country", "countries", "currency"):
        _check_code(app, "currency" if name == "currency" else "country", text, None)
    elif field is not None and field.kind in PARSED:
        read(field, text)
    elif name == "amount":
        _check_amount(app, parameter, text)


def _check_amount(app: App, parameter: click.Parameter, text: str) -> None:
    from tracker.rules.money import parse_amount

    with suppress(StoreError), app.reader() as reader:
        parse_amount(parameter.human_readable_name, text, reader.exponents)


def _check_code(app: App, noun: str, text: str, said_as: str | None) -> None:
    from tracker.insight.codes import Codes
    from tracker.rules.structure import CODED

    with suppress(StoreError), app.reader() as reader:
        codes = Codes(reader)
        if noun in WITH_WORDS:
            getattr(codes, noun)(text)
        elif CODED.get(noun, "") is None:
            codes.id(noun, text, said_as=said_as)
        elif CODED.get(noun) == "project_id":
            codes.within(noun, text)


def read_line(question: str, choices: Sequence[str] = (), *, shown: str | None = None, draft: str = "") -> str:
    """Read one line from the user, with completion; `shown` is what an empty line means, `draft` a text to edit.

    Raises click.Abort at the end of the input.
    """
    if not sys.stdin.isatty():
        return str(click.prompt(question, default=shown or "", show_default=bool(shown), err=True)).strip()
    from tracker.cli.line_editor import edit_line

    asked = wrapped(f"{question} [{shown}]: " if shown else f"{question}: ")
    try:
        return edit_line(asked, choices, draft).strip()
    except EOFError:
        raise click.Abort from None


def wrapped(question: str) -> str:
    """Return a question whose lines break between words."""
    from shutil import get_terminal_size
    from textwrap import wrap

    width = max(20, get_terminal_size().columns - 1)
    lines = wrap(question, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=False)
    return "\n".join([line.rstrip() for line in lines[:-1]] + lines[-1:])
