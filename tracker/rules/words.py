"""The vocabularies: the words that are stored, offered as choices, and enforced by CHECK constraints."""

from collections.abc import Iterable
from typing import Literal

from tracker.errors import Invalid
from tracker.rules.codes import nearest

# The ladder of money, in the order in which it is always shown; its measures are never summed.
MEASURES = ("interest", "pledged", "committed", "disbursed")
# The parts of a comparison of two conferences, in order.
COMPARED = ("money", "projects", "fields", "risks", "outcomes", "milestones", "ratings", "needs")

# By what a comparison of two conferences divides money.
COMPARED_BY = ("donor", "beneficiary", "theme", "project")

# The usual words, and the code of the IATI code list ActivityStatus for each.
STATUS_CODES = {
    "proposed": "1",
    "active": "2",
    "finalising": "3",
    "completed": "4",
    "cancelled": "5",
    "suspended": "6",
}
STATUSES = tuple(STATUS_CODES)

# Projects with these need no more reports, so they are not carried over to the next conference.
OVER = ("completed", "cancelled")

# The states of a conference; only an open one accepts reports.
CONFERENCE_STATES = ("planned", "open", "closed", "reopened", "cancelled")
# A conference in this state did not take place: its reports count only where it is asked for by name.
CALLED_OFF = "cancelled"
# States of a conference in progress or under correction: an edit of something reported there also changes its report.
OPEN_STATES = ("open", "reopened")
PAST_STATES = ("closed", CALLED_OFF)  # these accept no more reports
HELD_STATES = ("open", "closed", "reopened")

# How a reported figure was confirmed: silence is not consent.
ANSWERS = ("not asked", "asked", "no answer", "confirmed unchanged", "updated", "declined")

# Answers that do not confirm what was carried over from an earlier conference.
UNANSWERED = ("not asked", "asked", "no answer")

# Answers by which a donor confirms the money of its own contribution; all others leave it unconfirmed.
CONFIRMED = ("confirmed unchanged", "updated")

# The answer on one project of a request, in the words of ANSWERS, and the state of the whole request.
REQUEST_ANSWERS = ("asked", "confirmed unchanged", "updated", "declined")
REQUEST_STATES = ("asked", "answered", "declined")

# The languages in which the secretariat writes (ISO 639-1).
LANGUAGES = ("en", "es", "fr")

# Countries (ISO 3166) whose administrations write in one of these other than English.
_COUNTRIES = {
    "es": "AR BO CL CO CR CU DO EC ES GT HN MX NI PA PE PR PY SV UY VE",
    "fr": "BF BJ CD CF CG CI FR GA GF GN GP HT MC MG ML MQ NE RE SN TG",
}
LANGUAGE_OF = {country: language for language, countries in _COUNTRIES.items() for country in countries.split()}

# How a spreadsheet writes its numbers and its dates, where that must be stated.
DECIMAL_MARKS = ("point", "comma")
DAY_ORDERS = ("dmy", "mdy")

# The scope of a project, in the words of the conferences' project fiches.
SCOPES = ("national", "multi-national", "regional")

# Based on the IATI code list OrganisationType, with the kinds that customs conferences distinguish.
ORGANISATION_KINDS = (
    "bilateral agency",
    "development bank",
    "international organisation",
    "trust fund",
    "customs administration",
    "regional body",
    "government",
    "academic",
    "private sector",
    "non-governmental organisation",
    "other",
)

# Roles of one organisation, which may have both.
ROLES = ("donor", "beneficiary")

# The forms in which donors give, after the finance types of the OECD's creditor reporting.
INSTRUMENTS = ("grant", "loan", "technical cooperation", "in-kind experts", "trust-fund window", "sponsorship")

# The codes of the IATI code list OrganisationRole that a provider of money can have.
CONTRIBUTION_ROLES = ("funding", "extending", "implementing")

# The basis of a conference's figure: a statement, or the sum of the transactions up to its cut-off date.
BASES = ("told", "transactions")
# Stored words for which people read and type another one.
PLAIN_WORDS = {"told": "reported", "not told": "not reported"}
# Fields that are empty because there is none, and not because it is unknown.
MAY_HAVE_NONE = frozenset(
    {"carried_from", "cut_off", "ended_at", "ended_reason", "excluded_as", "merged_into", "parent", "replaces"}
    | {"pool_of", "superseded_by"}
)

# Why a figure differs from that of the previous conference.
REASONS = (
    "new money",
    "revision",
    "rephased",
    "correction",
    "method",
    "allocated",
    "dropped",
    "reduced",
    "refund",
    "duplicate",
    "published data",
    "other",
)
# The explanation of a rise in the disbursed amount, where its basis is the same: computed, and never stored.
PAYMENTS = "payments"

# The usual sources of risk to a development project; ISO 31000 leaves the list to the organisation.
RISK_CATEGORIES = (
    "political",
    "legal",
    "financial",
    "fiduciary",
    "operational",
    "technical",
    "human resources",
    "security",
    "environmental",
    "reputational",
    "other",
)

# Risk treatment in the sense of ISO 31000, in the four words of project management.
RESPONSES = ("avoid", "reduce", "transfer", "accept")

# `occurred`: the event has happened; `closed`: it no longer can.
RISK_STATUSES = ("open", "occurred", "closed")
# The displayed status of an open risk without likelihood and impact.
NOT_ASSESSED = "not assessed"
RISK_SHOWN_AS = (*RISK_STATUSES, NOT_ASSESSED)

# Level of a risk by its score (likelihood x impact, each 1-5): first and last score of each band.
RISK_BANDS = {"low": (1, 4), "moderate": (5, 9), "high": (10, 15), "critical": (16, 25)}
RISK_LEVELS = tuple(RISK_BANDS)

# What can be said of an indicator, a milestone or a project as of a conference, best first; the last is an answer too.
ACHIEVED, ON_TRACK, BEHIND, OFF, CANNOT_TELL = "achieved", "on track", "behind", "off", "cannot tell"
LIGHTS = (ACHIEVED, ON_TRACK, BEHIND, OFF, CANNOT_TELL)
GOOD_LIGHTS = (ACHIEVED, ON_TRACK)
# What of a project has a light.
LIT = ("time", "money", "results", "risk", "evaluation")
# By what a scorecard divides projects and money.
SCORED_BY = ("donor", "theme", "beneficiary", "country")
# By what evaluations are divided.
EvaluatedBy = Literal["criterion", "criteria", "evaluator", "kind", "project", "year"]
# What `why` explains: totals of money, and the lights of projects.
EXPLAINED = (*MEASURES, *LIT)

# What a rating or an evaluation is of where it is of the whole: the risk of a project, or a project.
OVERALL = "overall"
# What a source leaves open: the value of a rating, or the group of a training.
NOT_SAID = "not said"

# The results chain, as in the IATI code list ResultType.
OUTCOME_LEVELS = ("output", "outcome", "impact")

# The IATI code list IndicatorMeasure: unit, percentage, ordinal, nominal and qualitative.
INDICATOR_MEASURES = ("number", "percent", "ordinal", "yes/no", "text")

# Which way is better: a clearance time falls.
DIRECTIONS = ("up", "down")

# The whole IATI code list TransactionType.
TRANSACTION_KINDS = {
    "incoming funds": "1",
    "outgoing commitment": "2",
    "disbursement": "3",
    "expenditure": "4",
    "interest payment": "5",
    "loan repayment": "6",
    "reimbursement": "7",
    "purchase of equity": "8",
    "sale of equity": "9",
    "credit guarantee": "10",
    "incoming commitment": "11",
    "outgoing pledge": "12",
    "incoming pledge": "13",
}

# The measure that a transaction adds to, from the donor's point of view; the other kinds add to none.
MEASURE_OF_KIND = {
    "outgoing pledge": "pledged",
    "outgoing commitment": "committed",
    "disbursement": "disbursed",
    "expenditure": "disbursed",
}

# The words for what donors publish as IATI, each with its code in the list named.
DESCRIPTION_KINDS = {"general": "1", "objectives": "2", "target groups": "3", "other": "4"}  # DescriptionType
PARTICIPATIONS = {"funding": "1", "accountable": "2", "extending": "3", "implementing": "4"}  # OrganisationRole
RELATIONS = {"parent": "1", "child": "2", "sibling": "3", "co-funded": "4", "third party": "5"}  # RelatedActivityType
BUDGET_TYPES = {"original": "1", "revised": "2"}  # BudgetType
BUDGET_STATUSES = {"indicative": "1", "committed": "2"}  # BudgetStatus
BUDGET_KINDS = ("budget", "planned disbursement")
PLACE_KINDS = ("country", "region")

# How a rate was determined, as its publisher says.
RATE_METHODS = ("spot", "monthly average", "annual average")

# What a conference asks for, in the two words of the domain; both are followed up in the same way.
ACTION_KINDS = ("action point", "recommendation")

# The statuses of an action, in the words of the domain; one in OPEN_STATUSES is carried to the next conference.
FOLLOW_UP_STATUSES = ("open", "in progress", "done", "superseded", "dropped")
OPEN_STATUSES = ("open", "in progress")

# The statuses of an offer, and what its amount is, in the words of the domain.
OFFER_STATUSES = ("open", "exhausted", "closed")
PROGRAMME_TOTAL = "total of the programme"
AMOUNT_KINDS = ("ceiling of one request", PROGRAMME_TOTAL, "grant agreement", "as said")

# What organisations do together around a conference, in the words of the domain.
PARTNERSHIP_KINDS = ("bilateral meeting", "agreement", "study visit", "standing mechanism")

# Trainings, as those who hold them call them; and where people take part.
TRAINING_KINDS = (
    *(
        "course",
        "workshop",
        "seminar",
        "e-learning",
        "programme",
        "mission",
        "study visit",
        "meeting",
        "event",
        "other",
    ),
)
TRAINING_MODES = ("in person", "online", "hybrid")
# What an organisation does for a training.
TRAINING_ROLES = ("organiser", "funder")
# How a number of persons was stated, if not exactly.
APPROXIMATIONS = ("at least", "over", "about", "up to")
# The levels on which a training is evaluated, as Kirkpatrick named them; those of INDICATED are measured by indicators.
RESULT_LEVELS = ("reaction", "learning", "behaviour", "results")
INDICATED = ("behaviour", "results")
# Who rated: those responsible, somebody else on the grounds of their report, or somebody else.
EVALUATION_KINDS = ("self", "validated", "independent")
# The kinds of evaluation reports of the World Bank, by their usual abbreviations.
EVALUATION_REPORTS = {
    "ISR": "self",  # Implementation Status and Results Report
    "ICR": "self",  # Implementation Completion and Results Report
    "ICRR": "validated",  # review of an ICR
    "CLR": "self",  # Completion and Learning Report of a country strategy
    "CLRR": "validated",  # review of a CLR
    "PPAR": "independent",  # Project Performance Assessment Report
}

# Decisions on two projects that looked alike. `same`: one activity reported twice, of which one counts.
SAME = "same"
OVERLAP_DECISIONS = (SAME, "duplicate", "complementary", "joint", "unrelated")
# Why totals leave out a project that was settled as the same as another one.
REPORTED_TWICE = "reported twice"

# The statuses of a need; one in OPEN_NEEDS goes on to the next conference.
NEED_STATUSES = ("open", "partly met", "met", "withdrawn")
OPEN_NEEDS = ("open", "partly met")
# The category of a commitment under the TFA, as notified: B needs time, C needs time and assistance.
NEED_CATEGORIES = ("B", "C", "B and C")
NO_ASSISTANCE = "B"


def first_status(category: str | None) -> str:
    """Return the status of a need of which no conference was told: category B asks for no assistance."""
    return "withdrawn" if category == NO_ASSISTANCE else "open"


# What donors say to a need, and which of it is an agreement.
REPLIES = ("would", "does", "no", "unclear")
AGREEING = ("would", "does")
# What became of a request for more time; unknown until it is said.
EXTENSION_ANSWERS = ("granted", "refused")

# How one project follows another, so that a merge is not read as one dropped and one new.
SUCCESSION_KINDS = ("continues", "merges", "splits")


def choose(what: str, text: str, words: Iterable[str]) -> str:
    """The one of `words` that `text` means.

    Case does not matter, a hyphen or underscore may replace a space, and an unambiguous beginning is enough. Raises
    Invalid, with the nearest words and all of them, where none or several match.
    """
    stored = {_plain(word): word for word in words}
    asked = _plain(text)
    if asked in stored:
        return stored[asked]
    known = {_plain(plain_word(word)): word for word in stored.values()}
    if asked in known:
        return known[asked]
    names = [plain_word(word) for word in known.values()]
    listed = "one of " + ", ".join(names)
    if not asked:
        raise Invalid(what, text, "is empty", listed)
    begun = [word for plain, word in known.items() if plain.startswith(asked)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise Invalid(what, text, "could be " + " or ".join(map(plain_word, begun)), listed)
    close = nearest(asked, names)
    why = "is not valid" + ("; the nearest is " + " or ".join(close) if close else "")
    raise Invalid(what, text, why, listed)


def plain_word(word: str) -> str:
    """Return the word that people read for a stored one."""
    return PLAIN_WORDS.get(word, word)


def nothing_in(field: str) -> str:
    """Return what an empty field of this name says: `none` or `unknown`."""
    return "none" if field in MAY_HAVE_NONE else "unknown"


def with_article(word: str) -> str:
    """ "an action point", "a recommendation"."""
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def with_code(name: str, code: str) -> str:
    """`Norad (NORAD)`; or only the code, if it is the name."""
    return code if name == code else f"{name} ({code})"


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
