"""Write the workbook of a data request: the questions, in the recipient's language, to be filled in and returned.

The last sheet, which no menu shows, holds the owner of the workbook and all values as sent, so that the reader
(`answers.py`) recognises every row, even if it was sorted, inserted or renamed in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from tracker.exchange.requests.sheets import (
    NEW,
    TICKS,
    Form,
    FormColumn,
    FormRow,
)
from tracker.exchange.requests.words import day_text, meeting_text, words_in
from tracker.insight.codes import Conference
from tracker.rules.languages import N_, Translate
from tracker.rules.words import (
    DIRECTIONS,
    INDICATOR_MEASURES,
    INSTRUMENTS,
    REASONS,
    RISK_CATEGORIES,
    RISK_STATUSES,
    STATUSES,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

TEXTS = "request"
HIDDEN = "_tracker"
MARK = "donor tracker: data request, form 1"
DECLINE = N_("We do not report to this conference:")
YES = "yes"
A4 = 9
HEIGHT = 14  # height of a line in points
DIGITS = 15  # a number in a workbook keeps no more digits than these

INPUT_FILL, LOCKED_FILL, INPUT_HEAD, LOCKED_HEAD = "#FFF8D6", "#F2F2F2", "#1F3864", "#6B6B6B"
STEPS = {
    "donor": N_("The sheet “{projects}” has a row for each of your contributions, as last reported to the conference."),
    "beneficiary": N_(
        "The sheet “{projects}” has a row for each project that benefits you, as last reported to the conference."
    ),
}
GUIDE = (
    N_("Correct what has changed, directly in the yellow cells. Grey cells are locked because they identify the rows."),
    N_("If nothing has changed, choose “{unchanged}” in the column “{answer}”. An untouched row is not an answer."),
    N_("If you do not report on a row, choose “{declined}” there."),
    N_("Leave a cell empty if you do not know the value: empty means unknown, not 0."),
    N_("Enter a new project in one of the rows “{new}” below, with its title and status. It will be given a code."),
    N_("Enter a new indicator, risk or milestone in a row “{new}” of its sheet, and choose its project there."),
    N_("Fill in the other sheets in the same way. To sort the rows, remove the protection; it has no password."),
    N_("Save the workbook as xlsx, and return it by {due}."),
)
ABOUT_NEEDS = N_("In the sheet “{needs}”, say which needs you would meet or are meeting. An empty row is not a reply.")


ABOUT_TRAININGS = N_(
    "In the sheet “{trainings}”, say how many of your officers attended; add what is missing in a row “{new}”."
)


class FormOrder(NamedTuple):
    """One workbook: the number of its request, who is asked, for what, until when, and whom to return it to; `needs`:
    also about needs."""

    request: int
    conference: Conference
    place: str | None
    organisation: str
    name: str
    role: str
    language: str
    sent: date
    due: date
    return_to: str | None
    needs: bool = False


class ChoiceLists(NamedTuple):
    """Choices that are not words of a vocabulary: currencies; beneficiaries and themes by code, with names."""

    currencies: Sequence[str]
    beneficiaries: Sequence[tuple[str, str]]
    themes: Sequence[tuple[str, str]]


def write_workbook(
    target: BinaryIO,
    order: FormOrder,
    sheets: Sequence[tuple[Form, Sequence[FormRow]]],
    lists: ChoiceLists,
    now: datetime,
) -> None:
    """Write one workbook. Sheets without rows are left out, except those that accept new ones."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False})
    workbook.set_properties({"title": order.conference.title or order.conference.code, "created": now})
    filled = [(form, rows) for form, rows in sheets if rows or form.new_rows]
    projects = list(
        dict.fromkeys(row.texts["project"] for form, rows in sheets if form.kind == "projects" for row in rows)
    )
    writer = _FormWriter(workbook, order, lists, projects)
    writer.guide([form for form, _ in filled])
    for form, rows in filled:
        writer.form(form, rows)
    writer.choices()
    _carry(workbook, order, filled, writer.said)
    workbook.close()


class _FormWriter:
    """Writes the visible sheets."""

    def __init__(self, workbook: Workbook, order: FormOrder, lists: ChoiceLists, projects: Sequence[str]) -> None:
        self.workbook, self.order = workbook, order
        self.said = words_in(order.language)
        self.lists, self.projects = lists, projects
        self.list_sheet = self.said(N_("Lists"))
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({"valign": "top", "font_size": 10, **properties})
        return self.formats[key]

    def guide(self, forms: Sequence[Form]) -> None:
        """Write the first sheet: who asks whom, until when, how to fill it in, and what the columns mean."""
        _ = self.said
        order = self.order
        sheet = self.workbook.add_worksheet(_("Read me first"))
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 92)
        sheet.hide_gridlines(2)
        bold, plain = self.format(bold=True), self.format(text_wrap=True)
        head = self.format(bold=True, font_size=12, font_color=INPUT_HEAD, bottom=1, bottom_color=INPUT_HEAD)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, _("Data request"), self.format(bold=True, font_size=18, font_color=INPUT_HEAD))
        line = 2
        for label, text in (
            (_("Who asks"), _("The secretariat of the conference")),
            (_("Who is asked"), f"{order.name}, {order.organisation}"),
            (_("For the conference"), meeting_text(order.conference, order.place, order.language)),
            (_("Answers are due"), day_text(order.due, order.language)),
            (_("To be returned"), self.return_to()),
        ):
            sheet.write_string(line, 0, label, bold)
            sheet.write_string(line, 1, text, plain)
            line += 1
        line = self._section(sheet, line + 1, _("How to fill it in"), head)
        fields = {
            "projects": _("Projects"),
            "needs": _("Needs"),
            "trainings": _("Trainings"),
            "answer": _("Answer"),
            "unchanged": _(TICKS[0]),
            "declined": _(TICKS[1]),
            "new": _(NEW),
            "due": day_text(order.due, order.language),
        }
        about = {"needs": ABOUT_NEEDS, "trainings": ABOUT_TRAININGS}
        more = [about[form.kind] for form in forms if form.kind in about]
        for number, step in enumerate((STEPS[order.role], *GUIDE[:-1], *more, GUIDE[-1]), start=1):
            sheet.write_string(line, 0, f"{number}.", self.format(align="right", indent=1, font_color=LOCKED_HEAD))
            sheet.set_row(line, HEIGHT * _lines(_(step).format(**fields), 103))
            sheet.write_string(line, 1, _(step).format(**fields), plain)
            line += 1
        line += 1
        sheet.write_string(line, 0, "", self._cell(entered=True))
        sheet.write_string(line, 1, _("a cell to fill in"), plain)
        sheet.write_string(line + 1, 0, "", self._cell(entered=False))
        sheet.write_string(line + 1, 1, _("a locked cell"), plain)
        line = self._section(sheet, line + 3, _("If you cannot report this time"), head)
        sheet.set_row(line, 2 * HEIGHT)
        sheet.write_string(line, 0, _(DECLINE), self.format(bold=True, text_wrap=True))
        sheet.write_blank(line, 1, None, self._cell(entered=True, bold=True))
        sheet.data_validation(
            *(line, 1, line, 1),
            {"validate": "list", "source": [_(YES)], **self._refusal(N_("Choose from the list, or leave it empty."))},
        )
        sheet.write_string(
            line + 1, 1, _("Choose “{yes}”, and return the workbook as it is.").format(yes=_(YES)), plain
        )
        line += 2
        for form in forms:
            title = _("What the columns mean: {sheet}").format(sheet=_(form.title))
            line = self._section(sheet, line + 1, title, head)
            for field in form.fields:
                sheet.write_string(line, 0, _(field.heading), bold)
                sheet.write_string(line, 1, _(field.about), plain)
                line += 1
        self._page(sheet, landscape=False)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def form(self, form: Form, rows: Sequence[FormRow]) -> None:
        """Write a sheet with rows to fill in."""
        _ = self.said
        sheet = self.workbook.add_worksheet(_(form.title))
        sheet.set_row(0, 34)
        sheet.freeze_panes(1, 2)
        last = len(rows) + form.new_rows
        for column, field in enumerate(form.fields):
            sheet.set_column(column, column, field.width)
            entered = field.entered or field.once
            color = INPUT_HEAD if entered else LOCKED_HEAD
            head = self.format(
                bold=True,
                font_color="white",
                bg_color=color,
                border=1,
                border_color="white",
                text_wrap=True,
                valign="vcenter",
            )
            sheet.write_string(0, column, _(field.heading), head)
            sheet.write_comment(0, column, _(field.about), {"x_scale": 1.6, "author": ""})
            self._validate(sheet, form, field, rows, column, last)
        for number, row in enumerate(rows, start=1):
            sheet.set_row(number, HEIGHT * max(_lines(row.texts[field.name], field.width) for field in form.fields))
            for column, field in enumerate(form.fields):
                text = "" if field.name in ("actual", "answer", "reason") else row.texts[field.name]
                entered = field.entered or (field.once and not text)
                self._write(sheet, number, column, field, row, text, entered)
        empty = FormRow(0, None, {})
        for number in range(len(rows) + 1, last + 1):
            sheet.set_row(number, 1.3 * HEIGHT)
            for column, field in enumerate(form.fields):
                if field.name == form.new_in:
                    sheet.write_string(number, column, _(NEW), self._cell(entered=False, italic=True))
                else:
                    self._write(sheet, number, column, field, empty, "", field.new)
        sheet.ignore_errors({"number_stored_as_text": f"A1:Z{last + 1}"})
        self._page(sheet, landscape=True)
        sheet.repeat_rows(0)
        sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True})

    def choices(self) -> None:
        """Write the sheet with all choices; the drop-downs take their words from it."""
        _ = self.said
        sheet = self.workbook.add_worksheet(self.list_sheet)
        bold = self.format(bold=True, font_color="white", bg_color=LOCKED_HEAD)
        columns = [(heading, [_(word) for word in words]) for _kind, heading, words in self._vocabularies()]
        columns.append((_("Currency"), list(self.lists.currencies)))
        # Not "Project": with "Answer" next to it, the reader would take this for a sheet to fill in.
        columns.append((_("Project codes"), list(self.projects)))
        columns.append((_("Themes"), [code for code, _name in self.lists.themes]))
        columns.append((_("Name"), [name for _code, name in self.lists.themes]))
        if self.order.role == "donor":
            columns.append((_("Beneficiary"), [code for code, _name in self.lists.beneficiaries]))
            columns.append((_("Name"), [name for _code, name in self.lists.beneficiaries]))
        for column, (heading, words) in enumerate(columns):
            sheet.set_column(column, column, min(60, 3 + max(map(len, (heading, *words)))))
            sheet.write_string(0, column, heading, bold)
            for number, word in enumerate(words, start=1):
                sheet.write_string(number, column, word, self.format())
        sheet.freeze_panes(1, 0)
        self._page(sheet, landscape=False)
        sheet.repeat_rows(0)
        sheet.protect("", {"format_columns": True})

    def return_to(self) -> str:
        if self.order.return_to is None:
            return self.said(N_("in reply to the mail that it was attached to"))
        return self.said(N_("to {address}")).format(address=self.order.return_to)

    def _vocabularies(self) -> list[tuple[str, str, Sequence[str]]]:
        _ = self.said
        return [
            ("status", _("Status"), STATUSES),
            ("answer", _("Answer"), TICKS),
            ("instrument", _("Instrument"), INSTRUMENTS),
            ("reason", _("Reason"), REASONS),
            ("risk status", _("Risk status"), RISK_STATUSES),
            ("category", _("Category"), RISK_CATEGORIES),
            ("measure", _("Measure"), INDICATOR_MEASURES),
            ("direction", _("Better is"), DIRECTIONS),
            ("yes", _("Yes or no"), (YES, "no")),
        ]

    def _validate(
        self, sheet: Worksheet, form: Form, field: FormColumn, rows: Sequence[FormRow], column: int, last: int
    ) -> None:
        """Set which values a column accepts: the spreadsheet itself refuses all others."""
        if not (field.entered or field.once or field.new) or not last:
            return
        chosen = self._refusal(N_("Choose from the list, or leave it empty."))
        rule: dict[str, Any]
        if field.name == "reply":
            rule = {"validate": "list", "source": [self.said(word) for word in field.words], **chosen}
        elif field.kind == "word":
            name = "risk status" if form.kind == "risks" else field.name
            rule = {"validate": "list", "source": self._range(name), **chosen}
        elif field.kind == "currency":
            rule = {"validate": "list", "source": self._range("currency"), **chosen}
        elif field.name == "project":
            # The title of a project that is new in this workbook is accepted as well.
            rule = {"validate": "list", "source": self._range("project"), "show_error": False}
            if self.projects:
                sheet.data_validation(len(rows) + 1, column, last, column, rule)
            return
        elif field.kind == "scale":
            rule = {"validate": "list", "source": list(field.words), **chosen}
        elif field.kind == "money":
            error = self._refusal(N_("An amount is a number, without a currency."))
            rule = {"validate": "decimal", "criteria": "between", "minimum": -(10**15), "maximum": 10**15, **error}
        elif field.kind == "percent":
            error = self._refusal(N_("A whole number from 0 to 100."))
            rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100, **error}
        elif field.name == "actual":
            for number, row in enumerate(rows, start=1):
                if row.measure == "yes/no":
                    sheet.data_validation(
                        number, column, number, column, {"validate": "list", "source": self._range("yes"), **chosen}
                    )
            return
        else:
            return
        sheet.data_validation(1, column, last, column, rule)

    def _range(self, name: str) -> str:
        lengths = {kind: len(words) for kind, _, words in self._vocabularies()}
        lengths |= {"currency": len(self.lists.currencies), "project": len(self.projects)}
        quoted = self.list_sheet.replace("'", "''")
        column = chr(ord("A") + list(lengths).index(name))
        return f"='{quoted}'!${column}$2:${column}${1 + lengths[name]}"

    def _write(
        self, sheet: Worksheet, number: int, column: int, field: FormColumn, row: FormRow, text: str, entered: bool
    ) -> None:
        form = self._cell(entered=entered, **_look(field, row))
        if not text:
            sheet.write_blank(number, column, None, form)
        elif field.kind in ("money", "percent", "scale", "value") and _is_number(text):
            sheet.write_number(number, column, float(text), form)
        elif field.kind == "word" or (row.measure == "yes/no" and field.kind == "value"):
            sheet.write_string(number, column, self.said(text), form)
        else:
            sheet.write_string(number, column, text, form)

    def _cell(self, *, entered: bool, **look: object) -> object:
        fill = INPUT_FILL if entered else LOCKED_FILL
        edge = "#A6A6A6" if entered else "#D0D0D0"
        color = "#000000" if entered else "#404040"
        return self.format(
            **{"bg_color": fill, "border": 1, "border_color": edge, "font_color": color, "locked": not entered, **look}
        )

    def _refusal(self, message: str) -> dict[str, str]:
        return {"error_title": self.said(N_("Not possible")), "error_message": self.said(message)}

    def _section(self, sheet: Worksheet, line: int, title: str, head: object) -> int:
        sheet.set_row(line, 20)
        sheet.write_string(line, 0, title, head)
        sheet.write_blank(line, 1, None, head)
        return line + 1

    def _page(self, sheet: Worksheet, *, landscape: bool) -> None:
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        title = (self.order.conference.title or self.order.conference.code)[:80].replace("&", "&&")
        sheet.set_header(f"&L&9{title}&R&9{self.order.organisation}")
        sheet.set_footer("&C&9&P / &N")


def _look(field: FormColumn, row: FormRow) -> Mapping[str, object]:
    if field.kind == "money":
        exponent = 2 if row.exponent is None else row.exponent
        return {"num_format": "#,##0" + ("." + "0" * exponent if exponent else ""), "align": "right", "indent": 1}
    if field.kind == "percent":
        # A number that displays as a percentage: a user who types 45% into it sees that it is not accepted.
        return {"num_format": '0"%"', "align": "right", "indent": 1}
    if field.kind == "date":
        # As text, because a spreadsheet would convert 2013-03 to a day.
        return {"num_format": "@"}
    if field.kind in ("scale", "value"):
        return {"align": "right", "indent": 1}
    return {"text_wrap": True}


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column; a spreadsheet does not adapt row heights when it opens a file."""
    return max(1, sum(-(-len(line) // int(1.1 * width)) or 1 for line in text.split("\n")))


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(digits.strip("0")) <= DIGITS


def _carry(
    workbook: Workbook, order: FormOrder, sheets: Sequence[tuple[Form, Sequence[FormRow]]], said: Translate
) -> None:
    """Write the sheet for the reader of the answer; all cells are text, so that no program converts them."""
    sheet = workbook.add_worksheet(HIDDEN)
    sheet.very_hidden()
    lines: list[list[str]] = [
        [MARK],
        ["request", str(order.request)],
        ["conference", order.conference.code],
        ["organisation", order.organisation],
        ["role", order.role],
        ["language", order.language],
        ["sent", str(order.sent)],
        ["decline", said(DECLINE)],
    ]
    for form, rows in sheets:
        lines.append(["sheet", form.kind, *(field.name for field in form.fields)])
        lines.append(["headings", form.kind, *(said(field.heading) for field in form.fields)])
        lines += [["row", form.kind, *(row.texts[field.name] for field in form.fields)] for row in rows]
    for number, cells in enumerate(lines):
        for column, text in enumerate(cells):
            if text:
                sheet.write_string(number, column, text)
    sheet.protect()
