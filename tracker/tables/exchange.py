"""What came in and what was sent out: imported files, mappings of headings, stored documents, and requests for data."""

from sqlalchemy import CheckConstraint, Column, Date, LargeBinary, PrimaryKeyConstraint, UniqueConstraint

from tracker.rules.words import DAY_ORDERS, DECIMAL_MARKS, LANGUAGES, REQUEST_ANSWERS, REQUEST_STATES, ROLES
from tracker.tables.base import ByDialect, coded, identity, one_of, ref, table, version, whole, words


def _hash() -> CheckConstraint:
    return CheckConstraint(
        ByDialect(
            "length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'",
            "sha256 ~ '^[0-9a-f]{64}$'",
        ),
        name="sha256_in_hexadecimal",
    )


file = table(
    "file",
    "A document stored in the register under its hash; it never changes, and the journal does not contain it",
    words("sha256", "SHA-256 of the content", required=True),
    whole("size", "bytes", required=True),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sha256"),
    _hash(),
    CheckConstraint("length(content) = size", name="size_is_that_of_the_content"),
)

imported_file = table(
    "imported_file",
    "The files that a command imported, and what became of their rows",
    ref("journal_id", "journal.id", required=True),
    whole("ordinal", "the place of the file among those of its command", required=True),
    words("name", "without its folder", required=True),
    words("sha256", required=True),
    words("form", "csv, tsv, xlsx, xls, ods, docx or json", required=True),
    whole("created", required=True),
    whole("updated", required=True),
    whole("unchanged", required=True),
    whole("refused", "left out by --skip-refused", required=True),
    PrimaryKeyConstraint("journal_id", "ordinal"),
    _hash(),
    CheckConstraint("created >= 0 AND updated >= 0 AND unchanged >= 0 AND refused >= 0", name="counts_are_counts"),
    rowid=False,
)

mapping = table(
    "mapping",
    "How the headings of another organisation's sheet are read, remembered for the next import",
    identity(),
    words("name", "whose sheet: letters, digits and hyphens, in capitals", required=True),
    words("noun", "what its rows are, such as reports"),
    words("sheet", "the name of the sheet in the workbook"),
    ref("currency", "currency.code", "of amounts that do not say their own"),
    words("decimal_mark", "what separates the decimals: comma or point"),
    words("date_order", "the order of day and month: dmy or mdy"),
    version(),
    words("code_prefix", "what the codes of new projects begin with"),
    UniqueConstraint("name"),
    coded("name"),
    CheckConstraint("name = upper(name)", name="name_in_capitals"),
    one_of("decimal_mark", DECIMAL_MARKS),
    one_of("date_order", DAY_ORDERS),
)

mapped_heading = table(
    "mapped_heading",
    "One heading of a mapping, and the column that it means",
    ref("mapping_id", "mapping.id", required=True),
    words("heading", "as in the sheet, without regard to case and blanks", required=True),
    words("meaning", "a column of the noun; NULL if the heading is left out"),
    words("unit", "of its amounts, if the heading names one: thousand, million, a currency or both"),
    words("value", "the value of every row, if the sheet has no such heading"),
    PrimaryKeyConstraint("mapping_id", "heading"),
    rowid=False,
    goes_with="mapping",
)

mapped_value = table(
    "mapped_value",
    "What a text in the cells of a sheet means, remembered with its mapping",
    ref("mapping_id", "mapping.id", required=True),
    words("text", "as in a cell, without regard to case and blanks", required=True),
    words("meaning", "what it is read as; NULL if it is read as an empty cell"),
    PrimaryKeyConstraint("mapping_id", "text"),
    rowid=False,
    goes_with="mapping",
)

request = table(
    "request",
    "What the secretariat asked of an organisation before a conference",
    identity(),
    ref("conference_id", "conference.id", required=True),
    ref("organisation_id", "organisation.id", required=True, indexed=True),
    words("role", "asked as a donor, or as a beneficiary", required=True),
    words("language", "of the workbook and the mail", required=True),
    Column("sent", Date, nullable=False),
    Column("due", Date, nullable=False),
    words("name", "of the workbook that was sent", required=True),
    words("state", "asked -> answered; or declined", required=True),
    Column("answered", Date, comment="when the last answer came in"),
    words("source", "the file or mail of the last answer"),
    version(),
    UniqueConstraint("conference_id", "organisation_id", "role"),
    one_of("role", ROLES),
    one_of("language", LANGUAGES),
    one_of("state", REQUEST_STATES),
    CheckConstraint("sent <= due", name="sent_before_due"),
    CheckConstraint("(state = 'asked') = (answered IS NULL)", name="answered_once_it_was"),
)

request_project = table(
    "request_project",
    "A project that an organisation was asked about, and what it answered",
    ref("request_id", "request.id", required=True),
    ref("project_id", "project.id", required=True, indexed=True),
    words("answer", "asked: no answer has arrived yet", required=True),
    PrimaryKeyConstraint("request_id", "project_id"),
    one_of("answer", REQUEST_ANSWERS),
    rowid=False,
    goes_with="request",
)
