"""The comments of tables and columns, in plain words.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on.
PostgreSQL keeps comments in its schema; SQLite has none, so nothing changes there.
"""

from alembic import op

revision = "2026_12_07_comments"
down_revision = "2026_12_06_search"

# The tables and columns with one comment, the comment before this step, and the comment after it.
CHANGED = (
    (
        "action.merged",
        "it lives on in what took its place",
        "it was merged into the action that replaced it",
    ),
    (
        "action.owner_id follow_up.owner_id",
        "the organisation that is to do it",
        "the organisation that is responsible for it",
    ),
    (
        "action.owner_name follow_up.owner_name",
        "the person who is to do it",
        "the person who is responsible for it",
    ),
    (
        "action.superseded_by_id",
        "what took its place",
        "the action that replaced it",
    ),
    (
        "activity",
        "A project as its publisher's IATI file has it: what stands there beside the facts of the project",
        "What a publisher's IATI file says about a project in addition to the facts of the project",
    ),
    (
        "activity.humanitarian activity.conditions_attached",
        "NULL where nobody said",
        "NULL if not stated",
    ),
    (
        "activity.publisher_id",
        "the reporting organisation; NULL where the file names nobody",
        "the reporting organisation; NULL if the file names none",
    ),
    (
        "activity.status",
        "as published; what a conference was told stands in its review",
        "as published; what was reported to a conference is in its review",
    ),
    (
        "assessment",
        "A risk as one conference was told; likelihood and impact are residual, after the response",
        "A risk as reported to one conference; likelihood and impact are residual, after the response",
    ),
    (
        "attendance",
        "Who attended a training: an administration, or the whole where the source says no more",
        "Who attended a training: an administration, or everybody together if the source says no more",
    ),
    (
        "attendance.administration_id",
        "NULL for the whole, and for one in words",
        "NULL for everybody together, and for administrations in words",
    ),
    (
        "attendance.persons",
        "seats; NULL where nobody said how many",
        "seats; NULL if the number was not stated",
    ),
    (
        "beneficiary",
        "Whom a project benefits, and with what share as known now",
        "Whom a project benefits, and with what share, as known now",
    ),
    (
        "beneficiary.former",
        "benefits no longer; the row stays because conferences were told of it",
        "no longer benefits; the row stays because it was reported to conferences",
    ),
    (
        "budget.provider",
        "of a planned disbursement: name",
        "name of the provider of a planned disbursement",
    ),
    (
        "budget.receiver",
        "of a planned disbursement: name",
        "name of the receiver of a planned disbursement",
    ),
    (
        "career.applies_to",
        "whose officers it is for, in words where no administration is named",
        "whose officers it is for, in words, if no administration is named",
    ),
    (
        "change",
        "One row for every row that a command added, changed or took away, in order",
        "One row for every row that a command added, changed or removed, in order",
    ),
    (
        "change.after",
        "likewise; NULL for a row that was taken away",
        "likewise; NULL for a row that was removed",
    ),
    (
        "conference.sequence",
        "its place in the series; tentative dates cannot order",
        "its place in the series, because tentative dates give no order",
    ),
    (
        "contribution.currency",
        "NULL until an amount is told; in-kind may never have one",
        "NULL until an amount is reported; in-kind may never have one",
    ),
    (
        "contribution.ended_at_id",
        "the conference that was told that the donor pulled out",
        "the conference to which it was reported that the donor pulled out",
    ),
    (
        "contribution.instrument",
        "NULL while nobody said",
        "NULL until it is stated",
    ),
    (
        "contribution.replaces_id",
        "the contribution in another currency that this one goes on from",
        "the contribution in another currency that this one continues",
    ),
    (
        "country.territory",
        "true for a territory that is no state of its own",
        "true for a territory that is not an independent state",
    ),
    (
        "delay",
        "A milestone that a risk has delayed, as one conference was told",
        "A milestone that a risk has delayed, as reported to one conference",
    ),
    (
        "description",
        "A description of a project by its kind; the first of the objectives is the objective of the project, and not"
        " here",
        "A description of a project, by kind; the first objective is in the table of projects, not here",
    ),
    (
        "document",
        "A paper about a project, a conference or an organisation: where it is to be found",
        "A document about a project, a conference or an organisation, and where to find it",
    ),
    (
        "document.sha256",
        "the paper itself, where the register keeps it",
        "the document itself, if the register stores it",
    ),
    (
        "earmark",
        "The part of a contribution meant for one beneficiary; the rest goes by the shares of the project",
        "The part of a contribution meant for one beneficiary; the rest is divided by the shares of the project",
    ),
    (
        "evaluation.country",
        "the country that it is about, where that was published",
        "the country that it is about, if that was published",
    ),
    (
        "evaluation.criteria",
        "the set of the criterion; NULL where it is of none",
        "the set to which the criterion belongs; NULL if it belongs to none",
    ),
    (
        "evaluation.date",
        "of a fiscal year its last day; NULL is unknown",
        "the last day of the fiscal year, if only that was published; NULL is unknown",
    ),
    (
        "evaluation.evaluator_name",
        "who evaluated, where that is no organisation of the register",
        "who evaluated, if that is not an organisation of the register",
    ),
    (
        "evaluation.fiscal_year",
        "the fiscal year that was published in the place of a date",
        "the fiscal year that was published instead of a date",
    ),
    (
        "evaluation.kind",
        "self, validated by another, or independent; NULL where nobody said",
        "self, validated by another, or independent; NULL if not stated",
    ),
    (
        "evaluation.published_as",
        "the kind of report that has it, in the publisher's words: ICRR, PPAR",
        "the kind of report that contains it, in the publisher's words: ICRR, PPAR",
    ),
    (
        "evaluation.scale",
        "the scale of the rating; NULL where it is on none",
        "the scale of the rating; NULL if it is on no named scale",
    ),
    (
        "evaluation.strategy",
        "the name of the strategy, where it is not of a project",
        "the name of the strategy, if no project was evaluated",
    ),
    (
        "file",
        "A paper kept whole in the register, known by its hash; kept outside the journal, and never changed",
        "A document stored in the register under its hash; it never changes, and the journal does not contain it",
    ),
    (
        "follow_up",
        "What a conference was told of an action; one that was told nothing is as it was told last",
        "What was reported to a conference about an action; without a report it is as last reported",
    ),
    (
        "funding",
        "What one conference was told of a contribution: interest, pledged, committed, disbursed; each cumulative,"
        " never summed with another",
        "What was reported to one conference about a contribution: interest, pledged, committed, disbursed; each is"
        " cumulative and never added to another",
    ),
    (
        "funding.answer",
        "what its own donor answered; NULL where a conference was told before this was asked by donor",
        "what its own donor answered; NULL at conferences closed before answers were recorded by donor",
    ),
    (
        "funding.basis",
        "told, or the sum of the transactions up to the cut-off",
        "told: as reported; transactions: the sum of the transactions up to the cut-off",
    ),
    (
        "funding.carried_from_id assessment.carried_from_id measurement.carried_from_id"
        " milestone_report.carried_from_id",
        "the conference that was told this, until it is told here",
        "the conference whose report was carried forward, until it is reported here",
    ),
    (
        "funding.currency",
        "NULL only while no amount was told",
        "NULL only while no amount was reported",
    ),
    (
        "funding.cut_off",
        "where the basis is transactions",
        "the last day of the transactions that count; NULL for the basis told",
    ),
    (
        "imported_file",
        "The files that a command took in, and what became of their rows",
        "The files that a command imported, and what became of their rows",
    ),
    (
        "journal.undoes_id",
        "the command that this one takes back",
        "the command that this one undoes",
    ),
    (
        "mapped_heading.heading",
        "as it stands in the sheet, without regard to case and blanks",
        "as in the sheet, without regard to case and blanks",
    ),
    (
        "mapped_heading.meaning",
        "a column of the noun; NULL where the heading is to be left out",
        "a column of the noun; NULL if the heading is left out",
    ),
    (
        "mapped_heading.unit",
        "of its amounts where the heading says one: thousand, million, a currency or both",
        "of its amounts, if the heading names one: thousand, million, a currency or both",
    ),
    (
        "mapped_heading.value",
        "what every row has there, where the sheet has no such heading",
        "the value of every row, if the sheet has no such heading",
    ),
    (
        "mapped_value",
        "What a text in the cells of a sheet means, as it is remembered with its mapping",
        "What a text in the cells of a sheet means, remembered with its mapping",
    ),
    (
        "mapped_value.meaning",
        "what it is read as; NULL where such a cell says nothing",
        "what it is read as; NULL if it is read as an empty cell",
    ),
    (
        "mapped_value.text",
        "as it stands in a cell, without regard to case and blanks",
        "as in a cell, without regard to case and blanks",
    ),
    (
        "mapping",
        "How the headings of somebody's sheet are to be read, remembered for the next time",
        "How the headings of another organisation's sheet are read, remembered for the next import",
    ),
    (
        "mapping.decimal_mark",
        "what stands before the decimals: comma or point",
        "what separates the decimals: comma or point",
    ),
    (
        "measurement",
        "An indicator as one conference was told: the actual value, beside baseline and target as they stood",
        "An indicator as reported to one conference: the actual value, beside baseline and target at that time",
    ),
    (
        "milestone_report",
        "A milestone as one conference was told: the planned date as it stood, and the date reached",
        "A milestone as reported to one conference: the planned date at that time, and the date reached",
    ),
    (
        "need.conference_id",
        "where it was raised; NULL where it was published elsewhere",
        "where it was raised; NULL if it was published elsewhere",
    ),
    (
        "need.whose need_report.whose",
        "the beneficiaries in words, where the source says no more",
        "the beneficiaries in words, if the source says no more",
    ),
    (
        "need_extension.answer",
        "granted or refused; NULL where that is not known yet",
        "granted or refused; NULL if that is not known yet",
    ),
    (
        "need_measure.part",
        "7.7.1-7.7.6, 8.2(b); the measure itself where the need is about all of it",
        "7.7.1-7.7.6, 8.2(b); the measure itself if the need is about all of it",
    ),
    (
        "need_report",
        "What a conference was told of a need; one that was told nothing is as it was told last",
        "What was reported to a conference about a need; without a report it is as last reported",
    ),
    (
        "note.speaker",
        "the code of an organisation, or a name; NULL where nobody noted who spoke",
        "the code of an organisation, or a name; NULL if the speaker was not noted",
    ),
    (
        "note_dealt",
        "A command that dealt with a note; a note without one is open, so an undo of the command opens it again",
        "A command that marked a note as done; a note without one is open, so an undo of the command opens it again",
    ),
    (
        "note_dealt.words",
        "why nothing else was to be written, where somebody said so",
        "why nothing else had to be recorded, if a reason was given",
    ),
    (
        "offer.place_words",
        "where beside its places, in the words of the source",
        "where in addition to its places, in the words of the source",
    ),
    (
        "offer.theme_words",
        "what it is for beside its themes, in the words of the source",
        "what it is for in addition to its themes, in the words of the source",
    ),
    (
        "offer_report",
        "What a conference was told of an offer; one that was told nothing is as it was told last",
        "What was reported to a conference about an offer; without a report it is as last reported",
    ),
    (
        "offer_report.amount_left",
        "what is left of the amount, where that was said",
        "what is left of the amount, if that was stated",
    ),
    (
        "officers",
        "How many officers of an administration are at a stage of a career path, as one conference was told",
        "How many officers of an administration are at a stage of a career path, as reported to one conference",
    ),
    (
        "officers.estimated",
        "not counted",
        "the number was estimated, not counted",
    ),
    (
        "organisation",
        "Anyone with a name",
        "Any body with a name: an agency, a bank, a trust fund, an administration, a regional body",
    ),
    (
        "organisation.fiscal_year_ends",
        "the last day of its fiscal year, which has the name of the year in which it ends: 06-30",
        "the last day of its fiscal year, which is named after the year in which it ends: 06-30",
    ),
    (
        "organisation.merged_into_id",
        "what took over its contributions and projects",
        "the organisation that took over its contributions and projects",
    ),
    (
        "organisation_alias",
        "Other names under which letters and files know it, with their dates: CIDA became GAC",
        "Other names by which letters and files call it, with their dates: CIDA became GAC",
    ),
    (
        "other_identifier",
        "Other identifiers of a project: former ones (B1), and those of the publisher's own books",
        "Other identifiers of a project: former ones (B1), and those that the publisher uses internally",
    ),
    (
        "other_identifier.owner",
        "name of whose it is",
        "name of its owner",
    ),
    (
        "other_identifier.owner_ref",
        "IATI organisation identifier of whose it is",
        "IATI organisation identifier of its owner",
    ),
    (
        "other_identifier.type",
        "IATI code list OtherIdentifierType; empty where none is given",
        "IATI code list OtherIdentifierType; empty if none is given",
    ),
    (
        "overlap",
        "What people decided of two projects that may be one activity reported twice, or work of the same kind",
        "What people decided about two projects that may be one activity reported twice, or similar work",
    ),
    (
        "partnership_area",
        "An area of cooperation in words, written before areas were themes; none is added",
        "An area of cooperation in words, written before areas were themes; no new ones are added",
    ),
    (
        "partnership_party",
        "An organisation that takes part in a partnership, and its people who did",
        "An organisation that takes part in a partnership, and the people who represented it",
    ),
    (
        "project_place.share beneficiary.share share.share",
        "parts per million; NULL where none is given",
        "parts per million; NULL if none is given",
    ),
    (
        "project_sector.from_transactions project_place.from_transactions",
        "stands on the transactions, not on the activity; the share is computed",
        "given by transaction, not for the activity; the share is computed",
    ),
    (
        "project_sector.share",
        "parts per million of the vocabulary; NULL where none is given",
        "parts per million of the vocabulary; NULL if none is given",
    ),
    (
        "publisher",
        "How the files of a publisher are taken in, remembered from the import that said it",
        "How the files of a publisher are imported, remembered from the import that set it",
    ),
    (
        "publisher.keep_missing",
        "money that a file no longer has stays: its files are of a year each, and add up",
        "money that a newer file no longer contains is kept, because each file covers one year",
    ),
    (
        "rate.per_currency",
        "value is units of `currency` for one of this",
        "the value is in units of `currency` for one unit of this",
    ),
    (
        "rating.level",
        "as published; NULL where the report prints no value, which is no rating",
        "as published; NULL if the report prints no value",
    ),
    (
        "reason",
        "Why the amount of one contribution and measure stepped up or down at a conference: an explanation, for the"
        " whole step or a part of it; it can still be given after the conference has closed",
        "Why the amount of one contribution and measure rose or fell at a conference: an explanation, for the whole"
        " step or a part of it; it can still be given after the conference has closed",
    ),
    (
        "reason.conference_id",
        "the conference that was told the new amount",
        "the conference to which the new amount was reported",
    ),
    (
        "record",
        "A sealed record: the whole of what a conference was told, as one document; never changed, never taken away",
        "A sealed record: everything that was reported to a conference, as one document; it is never changed or"
        " removed",
    ),
    (
        "record.accepted",
        "what stood open when it was closed, and why that was accepted",
        "what was open when it was closed, and why that was accepted",
    ),
    (
        "related_activity",
        "Another activity that a project belongs with, in the register or not",
        "Another activity to which a project is related, whether or not the register contains it",
    ),
    (
        "related_activity.identifier",
        "IATI identifier of the other one",
        "IATI identifier of the other activity",
    ),
    (
        "related_activity.relation",
        "what the other one is to this",
        "what the other activity is to this one",
    ),
    (
        "reopening",
        "Why a closed conference was opened again; the record that it had is superseded by that",
        "Why a closed conference was opened again; the record that it had is then superseded",
    ),
    (
        "request_project.answer",
        "asked: nothing came back for it yet",
        "asked: no answer has arrived yet",
    ),
    (
        "review",
        "What one conference was told about one project, with a copy of every standing field as it was then",
        "What was reported to one conference about one project, with a copy of every standing field as it was then",
    ),
    (
        "review.answer",
        "silence is not consent: what the project's people answered",
        "what was answered about the project itself; silence is not consent",
    ),
    (
        "review.carried_from_id",
        "the conference whose report was carried over, until somebody confirms it",
        "the conference whose report was carried forward, until it is confirmed",
    ),
    (
        "review_theme",
        "The themes of a project as the conference was told",
        "The themes of a project as reported to the conference",
    ),
    (
        "risk.owner assessment.owner",
        "who looks after it",
        "who is responsible for it",
    ),
    (
        "scale",
        "A named scale of ratings, in one edition; seeded and extensible. Other points are another edition, with a"
        " code of its own",
        "A named scale of ratings, in one edition; seeded and extensible. A scale with other points is another"
        " edition, with its own code",
    ),
    (
        "scale_point.good",
        "whether it is good; NULL where it says that nothing was rated",
        "whether it is good; NULL if it means that nothing was rated",
    ),
    (
        "set_light.of",
        "what of the project it is about",
        "which part of the project it is about",
    ),
    (
        "share",
        "The share of a beneficiary in a project as the conference was told; where all are given they total 100"
        " percent",
        "The share of a beneficiary in a project as reported to the conference; if all are given they total 100"
        " percent",
    ),
    (
        "training",
        "A course, a workshop, a mission, a meeting that trains: it has dates and no conference",
        "A course, a workshop, a mission or a meeting that trains: it has dates and belongs to no conference",
    ),
    (
        "training.date_note",
        "what the dates cannot say",
        "what the dates cannot show",
    ),
    (
        "training.kind",
        "NULL where the source does not say",
        "NULL if the source does not say",
    ),
    (
        "training_result.persons",
        "whom it was measured of",
        "how many persons were measured",
    ),
    (
        "training_theme",
        "A theme of a training; in words if the vocabulary lacks it",
        "A theme of a training, in words if the vocabulary lacks it",
    ),
    (
        "transaction.country unattributed.country",
        "where recipients stand on the transactions: ISO 3166",
        "ISO 3166, if the publisher gives recipients by transaction",
    ),
    (
        "transaction.finance_type transaction.aid_type transaction.tied_status unattributed.finance_type"
        " unattributed.aid_type unattributed.tied_status",
        "the same",
        "if it is not the default of the activity",
    ),
    (
        "transaction.flow_type unattributed.flow_type",
        "where it is not the default of the activity",
        "if it is not the default of the activity",
    ),
    (
        "transaction.provider_activity unattributed.provider_activity",
        "IATI identifier of the donor's activity that the money came from",
        "IATI identifier of the donor's activity from which the money came",
    ),
    (
        "transaction.publisher unattributed.publisher",
        "IATI identifier of whose published data it is; NULL where it was entered here",
        "IATI identifier of the publisher; NULL if it was entered here",
    ),
    (
        "transaction.receiver unattributed.receiver",
        "name of who received it",
        "name of the receiver",
    ),
    (
        "transaction.receiver_ref unattributed.receiver_ref",
        "IATI organisation identifier of who received it",
        "IATI organisation identifier of the receiver",
    ),
    (
        "transaction.region unattributed.region",
        "the same: IATI code list Region",
        "IATI code list Region, if the publisher gives recipients by transaction",
    ),
    (
        "transaction.sector unattributed.sector",
        "where sectors stand on the transactions: its code",
        "code of its sector, if the publisher gives sectors by transaction",
    ),
    (
        "unattributed",
        "Money of a project that is of no one donor: published without a provider where the activity names several"
        " funders or none, or reported of several donors together, or of none. It belongs to no contribution and is"
        " in no total",
        "Money of a project that does not belong to one donor: published without a provider, if the activity names"
        " several funders or none, or reported for several donors together, or for none. It belongs to no"
        " contribution and is in no total",
    ),
)


def upgrade() -> None:
    comment(2)


def downgrade() -> None:
    comment(1)


def comment(which: int) -> None:
    """Set the comments of before this step (1) or of after it (2)."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for change in CHANGED:
        text = change[which].replace("'", "''")
        for place in change[0].split():
            table, _, column = place.partition(".")
            kind, name = ("COLUMN", f'"{table}"."{column}"') if column else ("TABLE", f'"{table}"')
            op.get_bind().exec_driver_sql(f"COMMENT ON {kind} {name} IS '{text}'")
