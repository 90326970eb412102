"""What SOURCES.md of the Americas series says, and the counts that it gives."""

from collections import Counter
from pathlib import Path

from demo_iati import idb_argentina, world_bank_el_salvador
from demo_portfolio import Portfolio
from demo_results import Results

SOURCES = """
# The Americas and Caribbean series

Made by `scripts/prepare_demo.py` out of the public sources named here. Nothing is invented; an empty cell means
that the source does not say.

## Where it comes from

| what | source | terms |
| --- | --- | --- |
| conferences, participants, four regional projects and others | newsroom and web pages of the World Customs \
Organization, CARTAC, IDB, Norad, SECO and Global Affairs Canada, named row by row under `source` or `note` | facts, \
cited |
| members of the World Customs Organization | its public list of members; Colombia's date is unconfirmed | facts, \
cited |
| projects in Argentina (`AR-...`) | Inter-American Development Bank, data published to the International Aid \
Transparency Initiative (IATI) | attribution to the Inter-American Development Bank |
| projects in El Salvador (`P...`) | The World Bank: IATI data on El Salvador, file of 14 April 2025 | CC BY 4.0, the \
Bank's default for its datasets; changed here as described below |
| ratings of the risk of ten reports, and three projects of the World Bank (`P111795`, `P146688`, `P153366`) | its \
Implementation Status and Results Reports, named row by row under `source` | facts, cited |
| ratings by the World Bank's Independent Evaluation Group, and country strategies | World Bank Project Performance \
Ratings as of 15 January 2026, and reviews, named row by row under `source` | facts, cited |
| career paths and their stages | the organisation named under `source` of each stage | facts, cited |
| offers of donors | newsrooms and web pages, named row by row under `source`, read in November 2026 | facts, cited |
| needs, requests for more time, replies | TFA Database and Facility of the WTO, newsrooms and web pages, named row by \
row under `source`, read in November 2026 | facts, cited |
| exchange rates | International Monetary Fund, annual averages | attribution to the International Monetary Fund |

## The conferences

* Two met in 2012, of two series: AMS in February and its Caribbean sub-regional sister AMS-CAR in October.
* The days of AMS-2010 are not known, and AMS-2014 was only announced: both have a year, marked tentative. AMS-2010
  takes no amounts from transactions, because there is no day to count up to.
* The page of AMS-2015 calls itself both sixth and fourth; the other number is in the note. AMS-2018 and AMS-2019
  have none. The series was renamed between 2015 and 2018; what it was called when is kept.
* The six recommendations of AMS-2012 have the numbers of the source, which does not say who was to act on them, by
  when, or what became of them: they have no owner, no date and no follow-up.
* The four partnerships of February 2012 have no date of their own. Of the people, the first named is of the WCO, the
  others of its counterpart, as their titles say; "name as in the report" is the source's own remark. What was agreed is
  quoted whole. Their areas are the themes that the subject, or what was agreed, names in so many words; "regional
  integration" is no theme. The sources name no project that followed from them.
* No source lists the agenda of a conference: none has themes.

## The organisations

* CIDA and DFID stand under their later codes GAC and FCDO, with the old names as aliases; participants that the
  source calls by the old name say so under `source`.
* Every country and territory of the members' list has its customs administration, `<ISO code>-CUSTOMS`, member or
  not; those of Canada and the United States are CBSA and US-CBP. Anguilla is added as a beneficiary, and the four
  observers of 2013. Names like "Customs administration of Jamaica" are descriptions, not official names.
* A bank's project that is about customs (purpose code 33120, or customs named in its title or objective) benefits
  the customs administration; any other the government, `AR-GOV` or `SV-GOV`; all of it, since both publish one
  recipient country, which by the IATI standard then receives 100 percent.

## Career paths

* Ten paths, 25 stages, as their publishers print them, in their order: of Jamaica only level 4 was seen. A stage asks
  for nothing where the source prints nothing. No source says which competencies are core, operational or for
  management, so they are `competencies`; what the university asks for is degrees, all else a requirement in words.
* Administrations are those of the countries that the source names; "WCO members", "CCLEC members" and "any" stay words.
* The edition is that of the source: the standards of WCO were first issued in 2008 and revised in 2019.
* No source publishes how many officers are at a stage, so there are none.

## The projects

* *From web pages*: 12. The four regional projects were put before the donors at AMS-2011, with no amounts. The
  others are reported at a closed conference only if it met between their start and end, compared at the precision
  that both have; then the note says that this is by its dates. Four contributions have an amount in the source; it
  is reported, as told, where a conference met in time, and otherwise stands in the contribution's note only.
  ACIP-NO-2019 was amended to nearly EUR 8 million after AMS-2019: that is in its note, not in an amount. The two
  projects after 2019 were seen by no conference. AMS-HRD was taken up again in 2012, but no source says in which
  state, so it has no report there.
* Where no amount was published, a contribution has no currency either.
* *IDB, Argentina*: every activity of the bank's own sector transport (TR) or trade (TD), or of a purpose code 210xx
  or 331xx, or whose English title or description names customs.
* *World Bank, El Salvador*: every activity with a part, however small, in one of the bank's own transport sectors
  (codes T..), or of a purpose code 210xx or 331xx; and the six that the Bank's Independent Evaluation Group rated,
  five of which are of other sectors. Of P118026, 34 percent are roads; of P169125, 20 percent.
* *World Bank, three more*: a co-financed one in Nicaragua, one in Jamaica with a component of the Jamaica Customs
  Agency, and one in Guatemala that waited for its Congress. Their status reports and one press release are all that
  was read, so they have donors and no amounts, and no theme; there is a report at each conference that met between
  the dates that these sources give, and its note says so.
* Code: the tail of the IATI identifier. Theme: by purpose code - 33120 and other 331xx trade facilitation, else
  transport; revenue and valuation where a project of another sector names customs; none for what is neither trade
  nor transport. The single window has its own theme. Instrument: loan, by IATI finance type 421 (IDB) and 410 (World
  Bank); there is no technical cooperation among them.
* Line breaks in titles and descriptions became spaces; nothing is cut. The World Bank's objective is its
  description of type 2. Dates are as published in September 2025 (IDB) and in April 2025 (World Bank), also where a
  project's planned end was once another. AR-L1106 has an actual start seven years after its first disbursement, as
  published. A conference is told of an actual start or end only when it met after that day; what became known after
  the last conference that saw the project is in the project's note. Where the World Bank gives as actual end a day
  after its own file, the project still runs, and there is none.

## The money

* All transactions of the chosen activities are kept, whatever their type; pledges, commitments, disbursements and
  expenditure count towards amounts, interest payments and loan repayments do not. Negative ones are kept. Neither
  bank publishes references: `AR-L1251-3` is the third by date. Receivers are left out.
* A bank's project has a report at each dated conference of the AMS series from its first transaction or actual
  start, whichever is earlier, until one year after its actual end. Amounts are empty there: they are the sums of
  transactions up to the conference's last day, and where they moved the reason is
  `published data`. Status by the dates as they could be known on that day: proposed
  before actual start and first disbursement, active from the earlier of them, completed after the actual end; never
  by today's status.
* Nobody was asked, so every answer is `not asked`. What a donor publishes itself is its answer for its own money
  (`donor_answer`): the IATI data of the two banks, and the page of the Canadian government.
* Rates: a conference is given the annual average of the last full year before it (AMS-2012: 2011), since the
  average of its own year was not known; pinned for each currency that a contribution reported there has.

## The trainings

* The 72 trainings are those of web pages of the World Customs Organization, CCLEC, CARICOM, the United Nations, of
  newspapers and others, each named under `source`; "secondary" is a page that repeats another one. Several were
  held after the last conference.
* The kind is what the title or the address of the page says; `date_note` has what the dates cannot say.
* An organisation of the register has its code, "Chile customs" is `CL-CUSTOMS`; every other name, theme, project and
  programme is in the words of the source. An administration is that of the country that the source names; the
  officers of other agencies are in the note.
* Where a page has one number for all who attended, it is recorded for all together, as it was said ("over 30"), and
  those of the administrations are unknown; if only one administration attended, the number is its own. One page gives
  the number of women, one says how many passed.

## The results

No indicator of the chosen projects has a baseline. Each of those in Argentina is published once for every year, with
that year's target and actual value. Taken are those of the single window AR-L1251 whose year had ended by AMS-2019, \
and those of the first component of the export promotion AR-L1092 whose year had ended by AMS-2013 (IDB publishes \
the latter twice, once under an outcome; taken once). The year is added to the title. \
There is a measurement at each conference after the year's end at which the project was reported.

The World Bank published a few values of P118026 and P111795 in its news. The source names neither an outcome nor its
level: each is an output with the title of its indicator. Where the source gives no date for a target, there is none.
What the loan of P095314 had paid by September 2013 is money, not a result.

## The risks

No scored risk is published. The World Bank prints one word for the risk of a whole project since 2014, with the word
of the report before: ten ratings of four of the projects here. The report of P095314 of September 2013 prints the
heading and no value, which is *not said*. The scale is the Bank's, as its reports name its points. What is dated
after AMS-2019 belongs to no conference.

## The evaluations

* The World Bank's Independent Evaluation Group rates a project by five criteria, in a review of the Bank's own report
  (ICRR) or after a study of its own (PPAR); its list gives the fiscal year of the Bank. Taken are the ratings of the
  projects here, and those of three country strategies. What the pages on strategies call the scale of the Bank's
  performance is named for one of them only; the other two ratings are on no scale.
* The Bank's own rating of progress, in its status reports, is recorded too, with its date; the previous rating is in
  the note.
* A criterion or a scale has the name that the list has. What is dated after AMS-2019 belongs to no conference.

## The needs

* 37 needs with the codes of the gathered file. A need of a country is that of its customs administration. Where the
  source names no country, its words are kept: "members of CCLEC", "the Americas and the Caribbean".
* The three dates of a commitment are kept apart: the definitive date is the first one that was confirmed; where more
  time was asked for and the date in force is a later one, that is the date that it was extended to. The source does
  not say whether a request was granted, or cut down, so no request has an answer; of two it says until when.
* Nine delays of measures in the gathered risks are these same requests, with their dates and reasons.
* Category B asks for time and for no assistance. The texts are our own words; where there is none,
  the text was not seen.
* "Already done" is what the source says of progress, also where that is only that no donor is named yet.
* The four regional projects of 2011 were put before AMS-2011. No other need was reported to a conference: what is dated
  after 2019 has its date, and 17 have neither conference nor a dated document.
* A donor that the source names replied: `does` where it says what the donor did, `unclear` where it does not. The
  Facility's grant is a reply of WTO, which administers it.

## The offers

* Of 38 programmes in the sources, 32 are offers. Six are money that a donor gave to another organisation,
  which is a contribution, not an offer: Norway, the United Kingdom and Australia to the Trade Facilitation Agreement
  Facility (TFAF), and HM Revenue and Customs to the World Customs Organization (HMRC-WCO-2018) and twice to UNCTAD
  (UNCTAD-EMPOWER, ATF-UNCTAD). They are contributions to four projects with the amount in their note; they
  were not reported to any conference.
* No source says that an offer was reported to a conference, so none has a report: what is known is the offer itself,
  with its dates where the source has them. The codes are ours, in the order in which the offers were gathered.
* Places are the countries and regional bodies that the source names; what it says in words beside them, or instead of
  them, is kept in its words. The same holds for themes that the program does not have, such as post-clearance audit.
* An amount is a total of the programme where the source says total; in all other cases the words of the source
  say what it is. None is a ceiling of one request. How to apply is known for three.
* "The region" is what the gathered file says: the Americas and the Caribbean.
"""


def counts(source: Path, portfolio: Portfolio, results: Results) -> dict[str, int]:
    """What was kept, and what was left out."""
    argentina, el_salvador = idb_argentina(source), world_bank_el_salvador(source)
    donors = Counter(row["donor"] for row in portfolio.contributions if row["project"] in _identified(portfolio))
    found = {
        "projects from web pages": sum(1 for row in portfolio.projects if not row.get("iati_identifier")),
        "IDB projects in Argentina": donors["IDB"],
        "IDB activities in Argentina left out": len(argentina) - donors["IDB"],
        "World Bank projects in El Salvador": donors["WB"],
        "World Bank activities in El Salvador left out": len(el_salvador) - donors["WB"],
    }
    kinds = Counter((row["source"].split(",")[0], row["kind"]) for row in portfolio.transactions)
    found |= {f"transactions of {donor}: {kind}": count for (donor, kind), count in sorted(kinds.items())}
    found["transactions with a negative amount"] = sum(
        1 for row in portfolio.transactions if row["amount"].startswith("-")
    )
    meetings = Counter(row["conference"] for row in portfolio.reports)
    found |= {f"reports at {conference}": count for conference, count in meetings.items()}
    found["indicators of the two projects left out"] = results.published - len(results.indicators)
    return found


def _identified(portfolio: Portfolio) -> set[str]:
    return {row["code"] for row in portfolio.projects if row.get("iati_identifier")}
