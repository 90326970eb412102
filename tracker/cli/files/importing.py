"""`tracker import`: import files into the register, all or nothing, or everything but the refused rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import click

from tracker.cli.base import FORMS, App, pass_app
from tracker.cli.options import (
    Command,
    InputFile,
    OutputFile,
    at_option,
    force_option,
    headed,
    write_options,
    yes_option,
)
from tracker.cli.values import NUMBER
from tracker.errors import Usage
from tracker.rules.sealed import nothing_told, parse_record
from tracker.store.garbage_collection import uncollected

READ_FORMS = ("csv", "tsv", "xlsx", "xls", "ods", "docx", "json", "iati")

in_table = headed("Tables")
in_new = headed("New and renamed records")
in_refused = headed("Refused rows")
in_iati = headed("IATI")
in_past = headed("Past imports and mappings")


@click.command(
    "import",
    cls=Command,
    example="tracker import projects.csv contributions.csv --dry-run\n"
    "tracker import reports.csv --at AMS-2014 --yes\n"
    "tracker import norad.csv --at AMS-2014 --map Prosjekt=project --map Budget=committed \\\n"
    "  --set donor=NORAD --currency EUR --remember norad --yes\n"
    "tracker import list.csv --at AMS-2014 --currency USD --only --create all --dry-run\n"
    "tracker import reports.csv --at AMS-2014 --skip-refused --yes\n"
    "tracker import - --format tsv < rates.txt\n"
    "tracker import activities.xml --sector 33120,331 --text customs,aduana --report report.csv\n"
    "tracker import --list",
)
@click.argument(
    "files",
    nargs=-1,
    metavar="FILE...",
    type=InputFile(exists=True, allow_dash=True),
)
@in_table("--sheet", "sheets", multiple=True, metavar="NAME|NUMBER", help="Only this sheet of a workbook.")
@in_table("--header", type=NUMBER, metavar="ROW", help="The number of the row with the headings.")
@in_table(
    "--map", "maps", multiple=True, metavar="HEADING=COLUMN", help="What a heading means; HEADING= leaves it out."
)
@in_table(
    "--set",
    "sets",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="The value of all rows in a column without a heading.",
)
@in_table("--only", is_flag=True, help="Leave out all headings that are neither known nor mapped.")
@in_table("--value", "values", multiple=True, metavar="TEXT=MEANING", help='What a cell means: "Completion=completed".')
@in_table("--na", multiple=True, metavar="TEXTS", help='Cells that say nothing: "N/A,TBD,-".')
@in_table("--as", "noun", metavar="TABLE", help="What the rows are, such as reports; by default the headings decide.")
@in_table("--currency", metavar="CODE", help="The currency of amounts that name none.")
@in_table("--decimal", type=click.Choice(["comma", "point"]), help="The decimal mark of amounts.")
@in_table("--dates", type=click.Choice(["dmy", "mdy"]), help="The order of day and month in dates.")
@in_table("--use", metavar="NAME", help="Read the headings as remembered under this name.")
@in_table("--remember", metavar="NAME", help="Remember under this name how the headings were read.")
@in_new(
    "--create",
    multiple=True,
    metavar="KINDS",
    help="Add what is new in a list: donors, beneficiaries, organisations, projects, or all.",
)
@in_new("--kind", "kinds", multiple=True, metavar="NAME=KIND", help="The kind of a new organisation in a list.")
@in_new("--code-prefix", metavar="CODE", help="What the codes of new projects begin with.")
@in_new("--rename", is_flag=True, help="Give known projects the titles of the list.")
@in_refused("--skip-refused", is_flag=True, help="Import the valid rows; write the others to a file, to correct.")
@in_refused(
    "--refused", "refused_file", metavar="FILE", type=OutputFile(), help="That file; by default it is beside the input."
)
@in_iati("--sector", "sectors", multiple=True, metavar="CODES", help="Activities in these sectors, such as 33120,331.")
@in_iati(
    "--text", "texts", multiple=True, metavar="WORDS", help="Or activities with one of these words: customs,aduana."
)
@in_iati(
    "--country", "countries", multiple=True, metavar="CODES", help="Activities for these countries, such as JM,BB."
)
@in_iati("--region", "regions", multiple=True, metavar="CODES", help="Or activities for these regions, such as 1031.")
@in_iati("--since", metavar="DATE", help="Activities that were not over before then.")
@in_iati("--new-only", is_flag=True, help="Only activities that the register does not have yet.")
@in_iati("--update-only", is_flag=True, help="Only activities that the register has already.")
@in_iati("--overwrite", is_flag=True, help="Also replace what was reported since the last import.")
@in_iati(
    "--keep-missing/--drop-missing",
    default=None,
    help="Keep or remove money that the file no longer has; remembered for its publisher.",
)
@in_iati(
    "--report",
    metavar="FILE",
    type=OutputFile(),
    help="Write what became of every activity and amount to this csv file.",
)
@in_past("--list", "listed", is_flag=True, help="Show past imports, and import nothing.")
@in_past("--mappings", is_flag=True, help="Show the remembered mappings, and import nothing.")
@in_past("--forget", metavar="NAME", help="Forget a mapping, and import nothing.")
@in_past("--json", "as_json", is_flag=True, help="With --list or --mappings: as json.")
@at_option
@click.option("--by", metavar="CODE", help="Whose tables these are; a donor confirms its own amounts by them.")
@click.option(
    "--format",
    "form",
    type=click.Choice(READ_FORMS),
    help="Format of the files; by default recognised. With --list: format of the list.",
)
@click.option("--encoding", metavar="NAME", help="The encoding of a text that is not UTF-8, such as latin-1.")
@force_option
@write_options
@yes_option
@pass_app
def import_(
    app: App,
    files: Sequence[str],
    at: str | None,
    by: str | None,
    sheets: Sequence[str],
    header: int | None,
    maps: Sequence[str],
    sets: Sequence[str],
    only: bool,
    values: Sequence[str],
    na: Sequence[str],
    create: Sequence[str],
    kinds: Sequence[str],
    code_prefix: str | None,
    rename: bool,
    noun: str | None,
    currency: str | None,
    decimal: str | None,
    dates: str | None,
    use: str | None,
    remember: str | None,
    sectors: Sequence[str],
    texts: Sequence[str],
    countries: Sequence[str],
    regions: Sequence[str],
    since: str | None,
    new_only: bool,
    update_only: bool,
    overwrite: bool,
    keep_missing: bool | None,
    report: str | None,
    skip_refused: bool,
    refused_file: str | None,
    form: str | None,
    encoding: str | None,
    listed: bool,
    mappings: bool,
    forget: str | None,
    as_json: bool,
) -> None:
    """Import tables, lists, returned forms, mails, IATI files or a whole register.

    FILE is csv, tsv, xlsx, xls, ods, docx, json, a mail saved as .eml, or the XML of IATI; `-` is the standard input.
    What it contains is recognised by itself. On a terminal you see the plan and confirm it; in a script the import runs
    at once. If a row is wrong, nothing is imported. With --skip-refused the valid rows are imported, and the others are
    written to a file beside the first, each with its reason, to be corrected and imported. An empty cell changes
    nothing, and neither does the same file a second time. `tracker undo` takes an import back.

    Tables are recognised by their header: themes, scales, criteria, series, organisations, donors, beneficiaries,
    contacts, conferences, participants, rates, conference rates, careers, stages, officers, projects, contributions,
    transactions, unattributed, risks, ratings, outcomes, indicators, milestones, trainings, attendances, training
    results, documents, evaluations, reports, assessments, measurements, milestone reports, lights, recommendations,
    actions, follow-ups, partnerships, offers, offer reports, needs, need reports, need replies, need extensions.
    Headings, amounts and dates can be in English, Spanish or French; the import says how it read them. What it cannot
    know it asks on a terminal; otherwise it stops and names the flag to add. --remember keeps the answers for the next
    file with the same headings.

    A list that `tracker NOUN list` wrote as csv, tsv, json or workbook can be edited and imported. It is compared with
    the same list of today, and only the cells that you edited are imported. Totals, names beside codes and other cells
    that are only shown are skipped, and the import names them. What identifies a row cannot be changed there.

    In a list of projects of another organisation, each row is a project with its donors, beneficiaries, contributions
    and report. A project is found by its code, its IATI identifier, its code at the donor, or its title and donor. You
    are asked once about everything that is new; in a script, use --create. The kinds of new organisations come from a
    list of donors, or are guessed from their names; --kind corrects them. A country means its customs administration.
    An amount of several donors, or of none, is kept with the project and listed. --only leaves out all other headings.

    The workbook of a data request is imported as the answer of the organisation that filled it in. Each attachment of a
    mail is imported too, with the sender and the date as its source. The text of the mail becomes an open note of the
    organisation whose contact has the sender's address. Pictures, signatures and quoted mails are skipped.

    Each activity of an IATI file is a project, recognised by its identifier, or by publisher and title. Choose
    activities by subject with --sector or --text, and by place with --country or --region; with both, they must match
    both. An activity that cannot be kept is refused with a reason, and the others are imported. What could not be kept
    as it is, or has no column, is listed. With --at, status, money from the transactions up to the cut-off date, and
    measurements are reported to that conference. The publisher's next file updates what changed. What was reported
    since then is listed and stays, unless you give --overwrite. Money that the next file no longer has is removed, and
    its amount is named; if each file covers one year, --keep-missing adds them up.

    A register that `tracker export --all` wrote is imported as a whole.
    """
    from tracker.cli.files.import_activities import (
        asked_of,
        check_only_tables,
        iati_files,
        take_activities_in,
    )
    from tracker.cli.files.import_files import read_files, take_whole_register
    from tracker.cli.files.import_history import forget_mapping, show_imports, show_mappings

    if at is not None and parse_record(at)[1] is not None:
        raise nothing_told(at)
    if listed or mappings:
        if form is not None and form not in FORMS:
            shown = ", ".join(one for one in READ_FORMS if one in FORMS)
            raise Usage(f"--format {form} is for files to take in.", f"A list is shown as {shown}, or as a table.")
        app.asked_form = "json" if as_json else form
    if listed:
        show_imports(app)
    elif mappings:
        show_mappings(app)
    elif forget is not None:
        forget_mapping(app, forget)
    elif not files:
        raise Usage("Missing argument FILE: the files to import.", "`tracker import -h` shows examples.")
    elif not take_whole_register(app, files):
        asked = asked_of(
            sectors,
            texts,
            countries,
            regions,
            since,
            new_only=new_only,
            update_only=update_only,
            keep_missing=keep_missing,
        )
        with iati_files(files, form) as activities:
            if activities is not None:
                told: dict[str, object] = {
                    "--sheet": sheets,
                    "--header": header,
                    "--by": by,
                    "--map": maps,
                    "--set": sets,
                    "--as": noun,
                    "--currency": currency,
                }
                told |= {"--decimal": decimal, "--dates": dates, "--use": use, "--remember": remember}
                told |= {"--only": only, "--value": values, "--na": na, "--create": create, "--kind": kinds}
                check_only_tables(told | {"--code-prefix": code_prefix, "--rename": rename})
                asked = asked._replace(at=at, overwrite=overwrite, encoding=encoding)
                take_activities_in(app, activities, asked, report)
                return
        if asked != type(asked)() or overwrite or report:
            raise Usage(
                "--sector, --text, --country, --region, --since, --new-only, --update-only, --overwrite, --keep-missing"
                " and --report are for IATI, and no file here is.",
                "Leave them out.",
            )
        from tracker.cli.files.import_run import Import
        from tracker.cli.files.own_lists import own_lists
        from tracker.exchange.lists.asked import NewcomerRules, creatable, kinds_of
        from tracker.exchange.reading_options import wanted_of

        skip = skip_refused or refused_file is not None
        wanted = wanted_of(
            *(maps, sets, sheets, noun, currency, decimal, dates, values, na, code_prefix),
            header=header,
            only=only,
            creates=bool(create),
        )
        rules = NewcomerRules(creatable(create), rename, skip, kinds_of(kinds))
        wanted = wanted._replace(
            at=at, by=by, use=use, remember=remember, rules=rules, own=cache(lambda: own_lists(app.today()))
        )
        with uncollected():
            Import(app, *read_files(files, form, encoding), wanted, refused_file, skip=skip).run()
