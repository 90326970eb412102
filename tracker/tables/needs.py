"""What administrations ask for: needs, what was reported to conferences about them, what donors replied."""

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint
from sqlalchemy.schema import SchemaItem

from tracker.rules.words import AGREEING, EXTENSION_ANSWERS, NEED_CATEGORIES, NEED_STATUSES, REPLIES
from tracker.tables.base import coded, dated, identity, one_of, ordered, ref, table, version, words

SAID_BY = "who said it, in which mail, file or note"


def _told() -> list[SchemaItem]:
    """The columns that a need has and every report on it copies."""
    return [
        words("text", "what is asked for; may be unknown"),
        words("whose", "the beneficiaries in words, if the source says no more"),
        words("category", "of a commitment under the TFA"),
        words("indicative", "the date that was notified first, to be confirmed"),
        words("definitive", "the date that was confirmed"),
        words("extended_to", "the date that was granted in place of the definitive one"),
        words("done", "what is already done about it"),
        one_of("category", NEED_CATEGORIES),
        *dated("indicative", "definitive", "extended_to"),
        ordered("definitive", "extended_to"),
    ]


need = table(
    "need",
    "What one or several beneficiaries ask for",
    identity(),
    words("code", required=True),
    *_told(),
    ref("conference_id", "conference.id", "where it was raised; NULL if it was published elsewhere", indexed=True),
    words("document", "the document that says so"),
    words("document_date"),
    words("source", SAID_BY),
    version(),
    coded(),
    *dated("document_date"),
    kept="standing",
)

need_beneficiary = table(
    "need_beneficiary",
    "Whose need it is; a regional body can be one",
    ref("need_id", "need.id", required=True),
    ref("organisation_id", "organisation.id", required=True, indexed=True),
    PrimaryKeyConstraint("need_id", "organisation_id"),
    kept="standing",
    goes_with="need",
)

need_theme = table(
    "need_theme",
    "A theme of a need",
    ref("need_id", "need.id", required=True),
    ref("theme", "theme.code", required=True),
    PrimaryKeyConstraint("need_id", "theme"),
    kept="standing",
    goes_with="need",
)

need_measure = table(
    "need_measure",
    "A measure of the TFA, or a part of one, that a need is about",
    ref("need_id", "need.id", required=True),
    words("part", "7.7.1-7.7.6, 8.2(b); the measure itself if the need is about all of it", required=True),
    words("measure", "the measure of the vocabulary that the part belongs to", required=True),
    PrimaryKeyConstraint("need_id", "part"),
    kept="standing",
    goes_with="need",
)

need_extension = table(
    "need_extension",
    "A request for more time",
    identity(),
    ref("need_id", "need.id", required=True, indexed=True),
    words("requested", "when it was asked for"),
    words("until", "until when"),
    words("reason", "why"),
    words("answer", "granted or refused; NULL if that is not known yet"),
    words("source", SAID_BY),
    version(),
    one_of("answer", EXTENSION_ANSWERS),
    *dated("requested", "until"),
    ordered("requested", "until"),
    kept="standing",
    goes_with="need",
)

need_report = table(
    "need_report",
    "What was reported to a conference about a need; without a report it is as last reported",
    ref("conference_id", "conference.id", required=True),
    ref("need_id", "need.id", required=True, indexed=True),
    *_told(),
    words("status", required=True),
    words("note"),
    words("source", SAID_BY),
    version(),
    PrimaryKeyConstraint("conference_id", "need_id"),
    one_of("status", NEED_STATUSES),
    rowid=False,
)

need_reply = table(
    "need_reply",
    "What a donor replied to a need or to a part of it; the last reply by its date is the one in force",
    identity(),
    ref("need_id", "need.id", required=True, indexed=True),
    ref("donor_id", "organisation.id", required=True, indexed=True),
    words("answer", required=True),
    words("part", "the part that the reply is about; NULL for the whole need"),
    ref("project_id", "project.id", "the project by which the donor does it", indexed=True),
    words("date", "may be unknown"),
    words("note"),
    words("source", SAID_BY),
    version(),
    one_of("answer", REPLIES),
    *dated("date"),
    CheckConstraint(
        f"project_id IS NULL OR answer IN ({', '.join(map(repr, AGREEING))})", name="a_project_of_who_agrees"
    ),
    kept="standing",
    dated="date",
)

request_need = table(
    "request_need",
    "A need about which a donor was asked; without a reply since, the donor is silent",
    ref("request_id", "request.id", required=True),
    ref("need_id", "need.id", required=True, indexed=True),
    PrimaryKeyConstraint("request_id", "need_id"),
    goes_with="request",
)
