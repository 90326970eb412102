"""The rules of the IATI standard beyond its schema, by the numbers that IATI's own validator gives them."""

from __future__ import annotations

from typing import NamedTuple

RULES = {
    "1.1.2": "An identifier is used by one activity of a file only",
    "1.1.3": "The identifier of an activity differs from that of the reporting organisation",
    "1.1.21": "An identifier begins with that of the reporting organisation and a hyphen",
    "1.3.1": "The identifier of an activity has no space at either end",
    "1.3.13": "The identifier of an activity has none of / & | ?",
    "1.4.1": "The identifier of a provider's activity has no space at either end",
    "1.5.1": "The identifier of a receiver's activity has no space at either end",
    "1.6.1": "A former identifier has no space at either end",
    "1.7.1": "The identifier of a related activity has no space at either end",
    "1.8.1": "The identifier of a participating organisation has no space at either end",
    "1.8.13": "The identifier of a participating organisation has none of / & | ?",
    "1.9.1": "The identifier of a participant's activity has no space at either end",
    "1.10.1": "The identifier of a provider has no space at either end",
    "1.10.13": "The identifier of a provider has none of / & | ?",
    "1.11.1": "The identifier of an owner has no space at either end",
    "1.11.13": "The identifier of an owner has none of / & | ?",
    "1.14.1": "The identifier of the reporting organisation has no space at either end",
    "1.14.8": "The identifier of the reporting organisation begins with the code of a register, such as XI-IATI-",
    "1.14.13": "The identifier of the reporting organisation has none of / & | ?",
    "1.15.1": "The identifier of a receiver has no space at either end",
    "1.15.13": "The identifier of a receiver has none of / & | ?",
    "1.16.1": "The former identifier of the reporting organisation has no space at either end",
    "2.1.1": "If a vocabulary has several sectors, each has a percentage",
    "2.1.2": "The sectors of one vocabulary add up to 100 percent",
    "2.1.4": "A single sector of a vocabulary has no percentage, or 100",
    "2.2.1": "A sector of the publisher's own vocabulary (98, 99) has a name",
    "3.1.1": "If there are several recipient countries, each has a percentage",
    "3.1.2": "Recipient countries add up to 100 percent",
    "3.1.4": "A single recipient country has no percentage, or 100",
    "3.4.1": "If there are several recipient countries or regions, each has a percentage",
    "3.4.2": "Recipient countries and regions add up to 100 percent",
    "3.4.4": "A single recipient region has no percentage, or 100",
    "3.6.2": "Recipients are given on the activity or on its transactions, not on both",
    "3.7.1": "An activity or all its transactions have a recipient country or region",
    "3.7.2": "If one transaction has recipients, all of them have",
    "4.1.1": "An activity has a default language, or each of its texts has one",
    "4.3.1": "A title is not empty",
    "4.4.1": "A description is not empty",
    "6.2.2": "An activity or all its transactions have a sector",
    "6.6.2": "Sectors are given on the activity or on its transactions, not on both",
    "6.7.2": "If one transaction has sectors, all of them have",
    "6.8.1": "An owner of an identifier has an identifier or a name",
    "6.9.1": "A provider has an identifier or a name",
    "6.9.2": "A receiver has an identifier or a name",
    "6.10.1": "A participating organisation has an identifier or a name",
    "6.11.1": "An activity has a planned or an actual start",
    "6.13.1": "A policy marker of the publisher's own vocabulary has a name",
    "6.14.1": "A policy marker of the DAC has a significance",
    "7.5.3": "A budget covers one year at most",
    "7.8.1": "An amount has a currency: its own, or the default of the activity",
    "7.9.1": "If there are several budget items, each has a percentage",
    "7.9.2": "Budget items add up to 100 percent",
    "7.9.4": "A single budget item has no percentage, or 100",
    "8.6.1": "A period of an indicator starts before it ends",
    "8.6.3": "A period of a budget or a planned disbursement starts before it ends",
    "8.8.1": "A baseline has a value, unless the indicator is qualitative",
    "8.8.2": "A baseline is a number, unless the indicator is qualitative",
    "8.8.3": "A baseline of a qualitative indicator has no value",
    "8.9.1": "A target has a value, unless the indicator is qualitative",
    "8.9.2": "A target is a number, unless the indicator is qualitative",
    "8.9.3": "A target of a qualitative indicator has no value",
    "8.10.1": "An actual value is given, unless the indicator is qualitative",
    "8.10.2": "An actual value is a number, unless the indicator is qualitative",
    "8.10.3": "An actual value of a qualitative indicator is not given as one",
    "8.11.1": "References are given on a result or on its indicators, not on both",
    "9.95.1": "A language is a code of the list Language",
    "11.1.1": "An activity was not updated in the future",
    "11.1.2": "A planned start is before the planned end",
    "11.1.3": "An actual start is before the actual end",
    "11.1.4": "An actual start is not in the future",
    "11.1.5": "An actual end is not in the future",
    "11.2.1": "A transaction is not in the future",
    "11.2.2": "The value date of a transaction is not in the future",
    "12.1.1": "The percentage of a recipient is from 0 to 100",
    "12.2.1": "A percentage is from 0 to 100",
    "12.3.1": "The percentage of a sector is from 0 to 100",
    "102.1.1": "Sectors of another vocabulary are given in addition to those of the DAC",
    "107.1.1": "Aid types of another vocabulary are given in addition to one of the DAC",
    "107.1.2": "An activity has one default aid type of a vocabulary",
    "107.2.1": "Aid types of a transaction are given in addition to one of the DAC",
    "107.2.2": "A transaction has one aid type of a vocabulary",
}


class RuleBreach(NamedTuple):
    """A breach of a rule: the activity, the place in it, and the text found there."""

    rule: str
    where: str
    value: str


def order(rule: str) -> tuple[int, ...]:
    """Sort key: orders rules by their number."""
    return tuple(map(int, rule.split(".")))
