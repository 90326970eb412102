"""The rules of the IATI standard: an activity that keeps them all, and one breach after the other."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from tracker.exchange.iati.checking.coded import ASKS
from tracker.exchange.iati.checking.rules import RULES, order
from tracker.exchange.iati.checking.ruleset import Ruleset, said

DAC = '<sector vocabulary="1" code="33120" percentage="70"/><sector vocabulary="1" code="21010" percentage="30"/>'
GOOD = f"""<iati-activity xml:lang="en" default-currency="USD" last-updated-datetime="2019-05-01T00:00:00Z">
<iati-identifier>XI-IATI-IADB-1</iati-identifier>
<reporting-org ref="XI-IATI-IADB" type="40"><narrative>Inter-American Development Bank</narrative></reporting-org>
<title><narrative>Single window</narrative></title>
<description><narrative>What it is for</narrative></description>
<participating-org ref="XI-IATI-IADB" role="1" type="40"/>
<activity-status code="2"/>
<activity-date type="1" iso-date="2012-01-01"/><activity-date type="2" iso-date="2012-03-01"/>
<activity-date type="3" iso-date="2014-12-31"/>
<recipient-country code="JM" percentage="60"/><recipient-country code="BB" percentage="40"/>
{DAC}
<sector vocabulary="99" code="A"><narrative>Customs</narrative></sector>
<default-aid-type code="C01"/>
<budget><period-start iso-date="2012-02-29"/><period-end iso-date="2013-02-28"/>
<value value-date="2012-02-29">100</value></budget>
<transaction><transaction-type code="3"/><transaction-date iso-date="2012-05-01"/>
<value value-date="2012-05-01">100</value><provider-org ref="XI-IATI-IADB"/></transaction>
<related-activity ref="XI-IATI-IADB-2" type="1"/>
<result type="1"><title><narrative>Trained</narrative></title>
<indicator measure="1"><title><narrative>Officers</narrative></title><baseline year="2012" value="0"/>
<period><period-start iso-date="2012-01-01"/><period-end iso-date="2012-12-31"/>
<target value="10"/><actual value="12.5"/></period></indicator></result>
</iati-activity>"""
ITEMS = """<country-budget-items vocabulary="1"><budget-item code="1.1.1" percentage="{}"/>
<budget-item code="1.1.2" percentage="{}"/></country-budget-items>"""
TODAY = date(2020, 1, 1)


def broken(text: str) -> set[str]:
    activity = etree.fromstring(text)
    return {finding.rule for finding in Ruleset(TODAY).findings(activity)}


def test_an_activity_that_keeps_every_rule() -> None:
    assert broken(GOOD) == set()


@pytest.mark.parametrize(
    ("was", "now", "rules"),
    [
        ("XI-IATI-IADB-1<", "XI-IATI-IADB<", {"1.1.3", "1.1.21"}),
        ("XI-IATI-IADB-1<", "XM-DAC-1<", {"1.1.21"}),
        ("XI-IATI-IADB-1<", "XI-IATI-IADB-1 <", {"1.3.1"}),
        ("XI-IATI-IADB-1<", "XI-IATI-IADB-1/2<", {"1.3.13"}),
        ('<reporting-org ref="XI-IATI-IADB"', '<reporting-org ref="44000"', {"1.1.21", "1.14.8"}),
        ('<participating-org ref="XI-IATI-IADB"', '<participating-org ref="XI|1 "', {"1.8.1", "1.8.13"}),
        ('<participating-org ref="XI-IATI-IADB"', "<participating-org", {"6.10.1"}),
        ('<related-activity ref="XI-IATI-IADB-2"', '<related-activity ref=" XI-2"', {"1.7.1"}),
        ('<provider-org ref="XI-IATI-IADB"', "<provider-org", {"6.9.1"}),
        ('percentage="70"', "", {"2.1.1"}),
        ('percentage="70"', 'percentage="69.98"', {"2.1.2"}),
        ('percentage="70"', 'percentage="69.99"', set()),
        ('percentage="70"', 'percentage="-30"', {"2.1.2", "12.3.1"}),
        ('code="A"', 'code="A" percentage="99"', {"2.1.4"}),
        ("<narrative>Customs</narrative>", "", {"2.2.1"}),
        ('<recipient-country code="JM" percentage="60"/>', '<recipient-country code="JM"/>', {"3.1.1"}),
        ('<recipient-country code="JM" percentage="60"/>', "", {"3.1.4"}),
        ('percentage="40"/>', 'percentage="140"/>', {"3.1.2", "12.1.1"}),
        ('<recipient-country code="BB" percentage="40"/>', '<recipient-region code="380" percentage="40"/>', set()),
        ('<recipient-country code="BB" percentage="40"/>', '<recipient-region code="380"/>', {"3.4.1"}),
        ('<recipient-country code="BB" percentage="40"/>', '<recipient-region code="380" percentage="1"/>', {"3.4.2"}),
        ("</transaction>", '<recipient-country code="JM"/></transaction>', {"3.6.2"}),
        ("</transaction>", '<sector code="33120"/></transaction>', {"6.6.2"}),
        (' xml:lang="en"', "", {"4.1.1"}),
        ("<narrative>Single window</narrative>", "<narrative> </narrative>", {"4.3.1"}),
        ("<narrative>What it is for</narrative>", "<narrative/>", {"4.4.1"}),
        ('"2013-02-28"', '"2013-03-01"', {"7.5.3"}),
        ('"2013-02-28"', '"2012-01-01"', {"8.6.3"}),
        (' default-currency="USD"', "", {"7.8.1"}),
        ('"2012-12-31"', '"2011-12-31"', {"8.6.1"}),
        (' value="0"', "", {"8.8.1"}),
        ('value="10"', 'value="10,000"', {"8.9.2"}),
        ('measure="1"', 'measure="5"', {"8.8.3", "8.9.3", "8.10.3"}),
        ("2019-05-01T", "2020-05-01T", {"11.1.1"}),
        ('type="3" iso-date="2014', 'type="3" iso-date="2011', {"11.1.2"}),
        ('type="3" iso-date="2014', 'type="4" iso-date="2011', {"11.1.3"}),
        ('type="3" iso-date="2014', 'type="4" iso-date="2021', {"11.1.5"}),
        ('type="2" iso-date="2012', 'type="2" iso-date="2021', {"11.1.4"}),
        ('transaction-date iso-date="2012', 'transaction-date iso-date="2021', {"11.2.1"}),
        ('value-date="2012-05', 'value-date="2021-05', {"11.2.2"}),
        (
            DAC,
            "",
            {"102.1.1"},
        ),
        ('<default-aid-type code="C01"/>', '<default-aid-type vocabulary="2" code="A"/>', {"107.1.1"}),
        ('<default-aid-type code="C01"/>', '<default-aid-type code="C01"/><default-aid-type code="B03"/>', {"107.1.2"}),
        ('<activity-status code="2"/>', '<activity-status code="9"/>', {"9.5.1"}),
        ("<default-aid-type", ITEMS.format("40", "60") + "<default-aid-type", set()),
        ("<default-aid-type", ITEMS.format("40", "50") + "<default-aid-type", {"7.9.2"}),
        ("<default-aid-type", ITEMS.format("40", "160") + "<default-aid-type", {"7.9.2", "12.2.1"}),
        ('code="33120"', 'code="33121"', {"9.76.1"}),
        (' xml:lang="en"', ' xml:lang="qq"', {"9.95.1"}),
        ("<narrative>Customs</narrative>", '<narrative xml:lang="xx">Customs</narrative>', {"9.95.1"}),
        # Withdrawn at the end of 2015: legal on a transaction of 2012, and not on one of 2018.
        ("</transaction>", '<finance-type code="410"/></transaction>', set()),
        ("2012-05-01", "2018-05-01", set()),
    ],
)
def test_each_breach_is_found_by_its_number(was: str, now: str, rules: set[str]) -> None:
    assert was in GOOD
    assert broken(GOOD.replace(was, now)) == rules


def test_a_withdrawn_code_is_legal_on_an_older_transaction_only() -> None:
    old = GOOD.replace("</transaction>", '<finance-type code="410"/></transaction>')
    assert broken(old) == set()
    assert broken(old.replace("2012-05-01", "2018-05-01")) == {"9.83.1"}


def test_what_has_neither_sector_nor_recipient_is_found() -> None:
    bare = etree.fromstring(GOOD)
    for tag in ("sector", "recipient-country", "activity-date"):
        for each in bare.findall(tag):
            bare.remove(each)
    assert {finding.rule for finding in Ruleset(TODAY).findings(bare)} == {"6.2.2", "3.7.1", "6.11.1"}
    transaction = bare.find("transaction")
    assert transaction is not None
    etree.SubElement(transaction, "sector", code="33120")
    etree.SubElement(transaction, "recipient-country", code="JM")
    assert {finding.rule for finding in Ruleset(TODAY).findings(bare)} == {"6.11.1"}
    result = bare.find("result")
    assert result is not None
    result.addprevious(etree.fromstring("<transaction/>"))
    assert {finding.rule for finding in Ruleset(TODAY).findings(bare)} == {"6.7.2", "3.7.2", "6.11.1"}


def test_an_identifier_belongs_to_one_activity_of_a_file() -> None:
    ruleset = Ruleset(TODAY)
    activity = etree.fromstring(GOOD)
    assert list(ruleset.findings(activity)) == []
    assert [(each.rule, each.value) for each in ruleset.findings(activity)] == [("1.1.2", "XI-IATI-IADB-1")]


def test_every_rule_says_what_it_asks() -> None:
    for rule in sorted([*RULES, *ASKS], key=order):
        assert said(rule)
    assert said("9.76.1") == "sector/@code is a code of the list Sector, not withdrawn before"
    assert not set(RULES) & set(ASKS)
