"""What SOURCES.md of the Haiti series says."""

SOURCES = """
# The Haiti series

The flows of the 2010 Haiti earthquake appeal, made by `scripts/prepare_demo.py` out of what the Financial Tracking
Service (FTS) of the United Nations Office for the Coordination of Humanitarian Affairs (OCHA) published; the latest
flow is valued on 15 March 2010. Attribution: OCHA, Financial Tracking Service. Exchange rates: International
Monetary Fund, annual averages (attribution required).

Every flow of the source is kept.

* The two conferences are days on which to count, 1 February and 31 March 2010, not meetings.
* A *pledge* became an outgoing pledge, a *commitment* an outgoing commitment. A *paid contribution* is money both
  committed and paid, so it became two movements of the same reference, date and amount: an outgoing commitment and
  a disbursement. `description` keeps the status as published.
* Date: always the value date, which every flow has. The transaction date is missing in some flows and impossible in
  others (a year before the earthquake, or months after the list was made).
* One reference, 150630, stands in the source for two flows that are alike but for the appealing organisation (OHCHR
  and UNHCR, for the same project). It may be one payment listed twice; both are kept, the second as `150630-2`.
* A project is an FTS project, `FTS-<number>`. Titles are as published, which ends them after 120 characters. Money
  "awaiting allocation" stands under projects of the appealing organisations, which the source numbers like others;
  their notes say so. FTS gives no themes and no dates of projects. The implementer is the organisation that
  appealed.
* The beneficiary is the recipient country that the source names, under its ISO code: Haiti, and the Dominican
  Republic in two flows.
* A contribution is what one donor gives to one project in one currency: `FTS-<project>-<donor>-<currency>`. FTS
  does not tell the instrument, so there is none. A flow of 50,000 Uganda shillings from Symantec is kept as
  published, though the currency looks like a slip.
* Codes: a state is `<ISO code>-GOV`, a national committee of UNICEF `UNICEF-<ISO code>`, unearmarked funds
  `<organisation>-UNEARMARKED`, an organisation that appealed has the short name that the appeal prints, and any
  other donor the first whole words of its label that fit into 24 characters, without a small word at the end. Names
  are the labels as published. What kind of organisation a label is was judged by its name. Plan International both
  appealed and gave, and is one organisation.
* Reports: at each date, every contribution of which a flow had been valued by then, status active; the amounts are
  the sums of its transactions up to that day; where they moved the reason is `published data`. Nobody was asked, so
  every answer is `not asked`.
* Rates: the annual average of 2009, the last full year before both days, as for the Americas.
"""
