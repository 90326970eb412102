"""`tracker donor`, `beneficiary` and `organisation`: the manual, as a person sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Run


def test_donors_with_what_they_committed_at_a_conference(caribbean: Run) -> None:
    caribbean(
        'project add P1 --title "Risk management" --theme "risk management" --donor IDB --committed "1,000,000 USD" --status active --at 2012'
    )
    caribbean(
        'project add P2 --title "Single window" --theme "single window" --donor NORAD --committed "400,000 EUR" --status active --at 2012'
    )
    caribbean(
        'project add P3 --title "Integrity" --theme integrity --donor CIDA --committed "5,000 KWD" --status active --at 2012'
    )
    caribbean('conference rates 2012 --set "EUR=1.30 USD" --date 2011 --source ECB')
    caribbean('report P1 --at 2013 --donor IDB --committed "+250,000 USD"')
    assert (
        caribbean("donor list --at 2012 --sort -committed").out
        == """\
Code   Name                             Kind              Country  Projects       Interest  Pledged     Committed  Disbursed  No rate
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
IDB    Inter-American Development Bank  development bank  –               1  USD         –        –  1,000,000.00          –
NORAD  Norad                            development bank  –               1  USD         –        –    520,000.00          –
CIDA   CIDA                             development bank  –               1  USD         –        –             –          –  1 line in KWD
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total                                                                        USD         –        –  1,520,000.00          –
"""
    )
    assert (
        caribbean("donor list --json").out
        == """\
[
{"code": "CIDA", "name": "CIDA", "kind": "development bank", "country": null, "country_name": null, "projects": 1, "currency": "USD", "interest": null, "pledged": null, "committed": null, "disbursed": null, "unconverted": "1 line in KWD", "excluded": ""},
{"code": "EU", "name": "European Union", "kind": "development bank", "country": null, "country_name": null, "projects": 0, "currency": null, "interest": null, "pledged": null, "committed": null, "disbursed": null, "unconverted": "", "excluded": ""},
{"code": "IDB", "name": "Inter-American Development Bank", "kind": "development bank", "country": null, "country_name": null, "projects": 1, "currency": "USD", "interest": null, "pledged": null, "committed": "1250000.00", "disbursed": null, "unconverted": "", "excluded": ""},
{"code": "NORAD", "name": "Norad", "kind": "development bank", "country": null, "country_name": null, "projects": 1, "currency": "USD", "interest": null, "pledged": null, "committed": "520000.00", "disbursed": null, "unconverted": "", "excluded": ""}
]
"""
    )
    assert (
        caribbean("donor list --theme integrity --quiet").out
        == """\
CIDA
"""
    )
    assert (
        caribbean('donor list --theme "space travel"', status=3).err
        == """\
Error: There is no theme 'space travel' in this register.
`tracker theme list` shows all; `tracker theme add` records one.
"""
    )
    assert (
        caribbean("donor list --sort size", status=2).err
        == """\
Error: sort 'size' is not valid.
Use one of code, name, kind, projects, interest, pledged, committed, disbursed.
"""
    )
    assert (
        caribbean('donor list --at 2013 --kind "trust fund"').err
        == """\
No matching donors. Remove a filter, or record one with `tracker donor add`.
"""
    )


def test_the_card_of_a_donor(caribbean: Run) -> None:
    caribbean(
        'project add P1 --title "Risk management" --donor IDB --committed "1,000,000 USD" --disbursed "50,000 USD" --status active --at 2012'
    )
    caribbean('project add P2 --title "Single window" --donor IDB --committed "400,000 EUR" --status active --at 2012')
    caribbean('report P1 --at 2013 --donor IDB --committed "+250,000 USD"')
    caribbean('organisation contact IDB --name "Ana Pérez" --role "desk officer" --email ana@example.org --language es')
    assert (
        caribbean("donor show idb").out
        == """\
IDB  Inter-American Development Bank

Kind     development bank
Roles    donor
Country  –

Contacts

Name       Role          E-mail           Language
──────────────────────────────────────────────────
Ana Pérez  desk officer  ana@example.org  es

Projects, as last reported

Project  Title            Status  Reported at  Contribution  Instrument       Interest  Pledged     Committed  Disbursed  Answer
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
P1       Risk management  active  AMS-2013     P1-IDB        –           USD         –        –  1,250,000.00  50,000.00  updated
P2       Single window    active  AMS-2012     P2-IDB        –           EUR         –        –    400,000.00          –  updated

Totals

Total           Interest  Pledged     Committed  Disbursed  Contributions  Remark
───────────────────────────────────────────────────────────────────────────────────────────────
reported   EUR         –        –    400,000.00          –              1  –
reported   USD         –        –  1,250,000.00  50,000.00              1  –
converted  USD         –        –  1,250,000.00  50,000.00              1  –
no rate    EUR         –        –    400,000.00          –              1  into USD at AMS-2012

From one conference to the next

Conference  Projects       Interest  Pledged     Committed  Disbursed  No rate
────────────────────────────────────────────────────────────────────────────────────
AMS-2012           2  USD         –        –  1,000,000.00  50,000.00  1 line in EUR
AMS-2013           1  USD         –        –  1,250,000.00  50,000.00
"""
    )
    assert (
        caribbean("donor show IDB --at 2012 --json").out
        == """\
{
  "code": "IDB",
  "name": "Inter-American Development Bank",
  "names": [],
  "kind": "development bank",
  "roles": ["donor"],
  "country": null,
  "parent": null,
  "wco_region": null,
  "member_from": null,
  "member_until": null,
  "iati_identifier": null,
  "fiscal_year_ends": null,
  "aliases": [],
  "merged": [],
  "note": null,
  "contacts": [
    {"name": "Ana Pérez", "role": "desk officer", "email": "ana@example.org", "language": "es"}
  ],
  "projects": [
    {"project": "P1", "title": "Risk management", "status": "active", "conference": "AMS-2012", "contribution": "P1-IDB", "instrument": null, "currency": "USD", "interest": null, "pledged": null, "committed": "1000000.00", "disbursed": "50000.00", "excluded_as": null, "answer": "updated", "source": null, "carried_from": null},
    {"project": "P2", "title": "Single window", "status": "active", "conference": "AMS-2012", "contribution": "P2-IDB", "instrument": null, "currency": "EUR", "interest": null, "pledged": null, "committed": "400000.00", "disbursed": null, "excluded_as": null, "answer": "updated", "source": null, "carried_from": null}
  ],
  "totals": [
    {"what": "told", "currency": "EUR", "interest": null, "pledged": null, "committed": "400000.00", "disbursed": null, "lines": 1, "remark": null},
    {"what": "told", "currency": "USD", "interest": null, "pledged": null, "committed": "1000000.00", "disbursed": "50000.00", "lines": 1, "remark": null},
    {"what": "converted", "currency": "USD", "interest": null, "pledged": null, "committed": "1000000.00", "disbursed": "50000.00", "lines": 1, "remark": null},
    {"what": "no rate", "currency": "EUR", "interest": null, "pledged": null, "committed": "400000.00", "disbursed": null, "lines": 1, "remark": "into USD at AMS-2012"}
  ],
  "untold": [],
  "history": [
    {"conference": "AMS-2012", "projects": 2, "currency": "USD", "interest": null, "pledged": null, "committed": "1000000.00", "disbursed": "50000.00", "unconverted": "1 line in EUR", "excluded": ""},
    {"conference": "AMS-2013", "projects": 1, "currency": "USD", "interest": null, "pledged": null, "committed": "1250000.00", "disbursed": "50000.00", "unconverted": "", "excluded": ""}
  ],
  "offers": [],
  "documents": []
}
"""
    )
    assert (
        caribbean("donor show IBD", status=3).err
        == """\
Error: There is no donor 'IBD' in this register.
Did you mean IDB?
"""
    )


def test_beneficiaries_with_their_parts(caribbean: Run) -> None:
    caribbean(
        'project add P1 --title "Risk management" --donor IDB --committed "1,000,000 USD" --beneficiary JM-CUSTOMS:60 --beneficiary BB-CUSTOMS:30 --status active'
    )
    caribbean(
        'project add P2 --title "Single window" --donor NORAD --committed "400,000 USD" --beneficiary JM-CUSTOMS --status active'
    )
    assert (
        caribbean("beneficiary list").out
        == """\
Code        Name              Kind                    Country  Projects       Interest  Pledged     Committed  Disbursed
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
BB-CUSTOMS  Barbados customs  customs administration  –               1  USD         –        –    300,000.00          –
JM-CUSTOMS  Jamaica customs   customs administration  –               2  USD         –        –  1,000,000.00          –
–           not allocated     –                       –               –  USD         –        –    100,000.00          –
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total                                                                    USD         –        –  1,400,000.00          –
"""
    )
    assert (
        caribbean("beneficiary list --donor NORAD --format csv").out
        == """\
code,name,kind,country,country_name,projects,currency,interest,pledged,committed,disbursed,unconverted,excluded
JM-CUSTOMS,Jamaica customs,customs administration,,,1,USD,,,400000.00,,,
"""
    )
    assert (
        caribbean("beneficiary list --quiet").out
        == """\
BB-CUSTOMS
JM-CUSTOMS
"""
    )
    assert (
        caribbean("beneficiary show BB-CUSTOMS").out
        == """\
BB-CUSTOMS  Barbados customs

Kind     customs administration
Roles    beneficiary
Country  –

Projects, as last reported

Project  Title            Status  Reported at  Donors  Share
────────────────────────────────────────────────────────────
P1       Risk management  active  AMS-2013     IDB       30%

Its parts of the money

Total           Interest  Pledged   Committed  Disbursed  Contributions
───────────────────────────────────────────────────────────────────────
reported   USD         –        –  300,000.00          –              1
converted  USD         –        –  300,000.00          –              1

From one conference to the next

Conference  Projects       Interest  Pledged   Committed  Disbursed
───────────────────────────────────────────────────────────────────
AMS-2013           1  USD         –        –  300,000.00          –
"""
    )
    assert (
        caribbean("beneficiary show JM-CUSTOMS --json").out
        == """\
{
  "code": "JM-CUSTOMS",
  "name": "Jamaica customs",
  "names": [],
  "kind": "customs administration",
  "roles": ["beneficiary"],
  "country": null,
  "parent": null,
  "wco_region": null,
  "member_from": null,
  "member_until": null,
  "iati_identifier": null,
  "fiscal_year_ends": null,
  "aliases": [],
  "merged": [],
  "note": null,
  "contacts": [],
  "projects": [
    {"project": "P1", "title": "Risk management", "status": "active", "conference": "AMS-2013", "donors": ["IDB"], "share": "60"},
    {"project": "P2", "title": "Single window", "status": "active", "conference": "AMS-2013", "donors": ["NORAD"], "share": "100"}
  ],
  "totals": [
    {"what": "told", "currency": "USD", "interest": null, "pledged": null, "committed": "1000000.00", "disbursed": null, "lines": 2, "remark": null},
    {"what": "converted", "currency": "USD", "interest": null, "pledged": null, "committed": "1000000.00", "disbursed": null, "lines": 2, "remark": null}
  ],
  "history": [
    {"conference": "AMS-2013", "projects": 2, "currency": "USD", "interest": null, "pledged": null, "committed": "1000000.00", "disbursed": null, "unconverted": "", "excluded": ""}
  ],
  "trainings": [],
  "documents": []
}
"""
    )
    assert (
        caribbean("beneficiary show JN-CUSTOMS", status=3).err
        == """\
Error: There is no beneficiary 'JN-CUSTOMS' in this register.
Did you mean JM-CUSTOMS or BB-CUSTOMS?
"""
    )


def test_an_organisation_becomes_a_donor_or_a_beneficiary(caribbean: Run) -> None:
    said = caribbean(
        'donor add CDB --name "Caribbean Development Bank" --country Barbados --alias CariBank --name-in es "Banco de Desarrollo del Caribe"'
    )
    assert (
        said.out
        == """\
Donor CDB added: Caribbean Development Bank (other).
"""
    )
    assert (
        said.err
        == """\
Next: `tracker project add P1 --title ... --donor CDB`
"""
    )
    assert (
        caribbean("donor add caribank --name Another", status=4).err
        == """\
Error: There is an organisation CDB already: Caribbean Development Bank.
`tracker organisation edit CDB` changes it.
"""
    )
    assert (
        caribbean("donor add CDB", status=4).err
        == """\
Error: CDB is a donor already.
`tracker donor show CDB`
"""
    )
    said = caribbean("donor add JM-CUSTOMS")
    assert (
        said.out
        == """\
JM-CUSTOMS is a donor now: Jamaica customs (customs administration).
"""
    )
    assert (
        said.err
        == """\
Next: `tracker project add P1 --title ... --donor JM-CUSTOMS`
"""
    )
    said = caribbean('beneficiary add HT-CUSTOMS --name "Customs administration of Haiti" --country Haiti')
    assert (
        said.out
        == """\
Beneficiary HT-CUSTOMS added: Customs administration of Haiti (customs administration).
"""
    )
    assert (
        said.err
        == """\
Next: `tracker project add P1 --title ... --beneficiary HT-CUSTOMS`
"""
    )
    assert (
        caribbean("beneficiary add X1", status=2).err
        == """\
Error: Missing option --name: name of the beneficiary.
Without a terminal, pass every value as a flag.
"""
    )
    assert (
        caribbean("donor add X1 --name x --kind bnk", status=2).err
        == """\
Error: kind 'bnk' is not valid.
Use one of bilateral agency, development bank, international organisation, trust fund, customs administration, regional body, government, academic, private sector, non-governmental organisation, other.
"""
    )
    assert (
        caribbean('donor edit CDB --kind "development bank" --member-from 1970').out
        == """\
Organisation CDB changed.
  kind: other -> development bank
  member from: unknown -> 1970
"""
    )
    caribbean('project add P1 --title "Risk management" --donor CDB --beneficiary HT-CUSTOMS --status active')
    assert (
        caribbean("donor remove CDB --yes", status=4).err
        == """\
Error: CDB cannot cease to be a donor: contributions (1), amounts reported to conferences (1).
"""
    )
    assert (
        caribbean("beneficiary remove HT-CUSTOMS --yes", status=4).err
        == """\
Error: HT-CUSTOMS cannot cease to be a beneficiary: projects that benefit it (1).
"""
    )
    said = caribbean("donor remove JM-CUSTOMS --yes")
    assert (
        said.out
        == """\
JM-CUSTOMS is no donor any more.
"""
    )
    assert (
        said.err
        == """\
`tracker organisation remove JM-CUSTOMS` takes back the organisation itself.
"""
    )


def test_organisations_their_names_aliases_and_contacts(caribbean: Run) -> None:
    said = caribbean(
        'organisation add GAC --name "Global Affairs Canada" --kind "bilateral agency" --country CA --name-in fr "Affaires mondiales Canada"'
    )
    assert (
        said.out
        == """\
Organisation GAC added: Global Affairs Canada (bilateral agency).
"""
    )
    assert (
        said.err
        == """\
Next: `tracker organisation contact GAC --name ... --email ...`
"""
    )
    assert (
        caribbean('organisation add WCO --name "World Customs Organization"', status=2).err
        == """\
Error: Missing option --kind: kind of organisation, for example bilateral agency.
Without a terminal, pass every value as a flag.
"""
    )
    assert (
        caribbean('organisation alias GAC "Foreign Affairs@2003..2015" DFATD').out
        == """\
GAC was known as nothing else.
GAC is known as DFATD; Foreign Affairs@2003..2015.
"""
    )
    assert (
        caribbean("organisation alias GAC --drop dfatd").out
        == """\
GAC was known as DFATD; Foreign Affairs@2003..2015.
GAC is known as Foreign Affairs@2003..2015.
"""
    )
    assert (
        caribbean("organisation alias GAC").out
        == """\
Foreign Affairs@2003..2015
"""
    )
    assert (
        caribbean('organisation alias IDB "foreign affairs"', status=4).err
        == """\
Error: foreign affairs is already the name of the organisation GAC.
A code or alias belongs to one organisation only, even after the organisation was renamed.
"""
    )
    assert (
        caribbean('organisation alias IDB "BID@2013..2012"', status=2).err
        == """\
Error: alias until '2012' is before the alias from, 2013.
Use 2013 or later.
"""
    )
    said = caribbean("organisation contact IDB")
    assert (
        said.out
        == """\
Name  Role  E-mail  Language
────────────────────────────
"""
    )
    assert (
        said.err
        == """\
No contact yet. `tracker organisation contact IDB --name ... --email ...` adds one.
"""
    )
    assert (
        caribbean('organisation contact GAC --name "Ann Smith" --email ann@example.org --language EN').out
        == """\
Name       Role  E-mail           Language
──────────────────────────────────────────
Ann Smith  –     ann@example.org  en
"""
    )
    assert (
        caribbean('organisation contact GAC --name "Ann Smith" --email "ann at home"', status=2).err
        == """\
Error: e-mail 'ann at home' is not an e-mail address.
Use somebody@example.org.
"""
    )
    assert (
        caribbean("organisation contact GAC --drop Bob", status=3).err
        == """\
Error: There is no contact 'Bob' in this register.
Its contacts: Ann Smith.
"""
    )
    assert (
        caribbean('organisation edit "foreign affairs" --code GAC2 --note "formerly CIDA"').out
        == """\
Organisation GAC2 changed.
  code: GAC -> GAC2
  note: unknown -> formerly CIDA
"""
    )
    assert (
        caribbean("organisation edit gac --member-from 2013 --member-until 2012", status=2).err
        == """\
Error: member until '2012' is before the member from, 2013.
Use 2013 or later.
"""
    )
    assert (
        caribbean("organisation show GAC").out
        == """\
GAC2  Global Affairs Canada

In other languages  fr: Affaires mondiales Canada
Kind                bilateral agency
Roles
Country             CA, Canada
Also known as       Foreign Affairs@2003..2015
Note                formerly CIDA

Contacts

Name       Role  E-mail           Language
──────────────────────────────────────────
Ann Smith  –     ann@example.org  en
"""
    )
    assert (
        caribbean("organisation show GAC --json").out
        == """\
{
  "code": "GAC2",
  "name": "Global Affairs Canada",
  "names": ["fr: Affaires mondiales Canada"],
  "kind": "bilateral agency",
  "roles": [],
  "country": "CA",
  "parent": null,
  "wco_region": null,
  "member_from": null,
  "member_until": null,
  "iati_identifier": null,
  "fiscal_year_ends": null,
  "aliases": ["Foreign Affairs@2003..2015"],
  "merged": [],
  "note": "formerly CIDA",
  "contacts": [
    {"name": "Ann Smith", "role": null, "email": "ann@example.org", "language": "en"}
  ],
  "partnerships": [],
  "documents": []
}
"""
    )
    assert (
        caribbean('organisation list --kind "bilateral agency" --json').out
        == """\
[
{"code": "GAC2", "name": "Global Affairs Canada", "kind": "bilateral agency", "roles": [], "country": "CA", "country_name": "Canada", "parent": null, "parent_name": null, "wco_region": null, "member_from": null, "member_until": null, "merged_into": null, "merged_into_name": null}
]
"""
    )
    assert (
        caribbean("organisation list --role beneficiary").out
        == """\
Code        Name              Kind                    Roles        Country  Part of  WCO region  Member from  until  Merged into
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
BB-CUSTOMS  Barbados customs  customs administration  beneficiary  –        –        –           –            –      –
JM-CUSTOMS  Jamaica customs   customs administration  beneficiary  –        –        –           –            –      –
"""
    )


def test_one_organisation_takes_over_another(caribbean: Run) -> None:
    caribbean('organisation add GAC --name "Global Affairs Canada" --kind "bilateral agency"')
    caribbean('project add P1 --title "Risk management" --donor CIDA --committed "100 USD" --status active --at 2012')
    caribbean("conference close 2012 --yes --accept early")
    caribbean('report P1 --at 2013 --donor CIDA --committed "150 USD"')
    assert (
        caribbean("organisation merge CIDA --into GAC", status=2).err
        == """\
Error: Merge CIDA, CIDA, into GAC, Global Affairs Canada? You cannot be asked without a terminal or with --no-input.
Pass --yes to confirm.
"""
    )
    said = caribbean("organisation merge CIDA --into GAC --yes")
    assert (
        said.out
        == """\
CIDA was merged into GAC, Global Affairs Canada.
  contributions: 1
  fundings of the open conference: 1
"""
    )
    assert (
        said.err
        == """\
Next: `tracker organisation show GAC`; `tracker undo` takes it back.
"""
    )
    assert (
        caribbean("organisation merge CIDA --into GAC --yes", status=4).err
        == """\
Error: CIDA is already merged into GAC.
"""
    )
    assert (
        caribbean("donor list --at 2012 --format csv").out
        == """\
code,name,kind,country,country_name,projects,currency,interest,pledged,committed,disbursed,unconverted,excluded
CIDA,CIDA,development bank,,,1,USD,,,100.00,,,
"""
    )
    assert (
        caribbean("donor list --at 2013 --format csv").out
        == """\
code,name,kind,country,country_name,projects,currency,interest,pledged,committed,disbursed,unconverted,excluded
GAC,Global Affairs Canada,bilateral agency,,,1,USD,,,150.00,,,
"""
    )
    assert (
        caribbean("donor show CIDA").out
        == """\
GAC  Global Affairs Canada

Kind       bilateral agency
Roles      donor
Country    –
Took over  CIDA

Projects, as last reported

Project  Title            Status  Reported at  Contribution  Instrument       Interest  Pledged  Committed  Disbursed  Answer
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
P1       Risk management  active  AMS-2013     P1-CIDA       –           USD         –        –     150.00          –  updated

Totals

Total           Interest  Pledged  Committed  Disbursed  Contributions
──────────────────────────────────────────────────────────────────────
reported   USD         –        –     150.00          –              1
converted  USD         –        –     150.00          –              1

From one conference to the next

Conference  Projects       Interest  Pledged  Committed  Disbursed
──────────────────────────────────────────────────────────────────
AMS-2012           1  USD         –        –     100.00          –
AMS-2013           1  USD         –        –     150.00          –
"""
    )
    caribbean("undo")
    assert (
        caribbean("donor list --at 2013 --quiet").out
        == """\
CIDA
"""
    )


def test_what_was_entered_wrongly_is_taken_back(caribbean: Run) -> None:
    caribbean('organisation alias EU "Unión Europea"')
    assert (
        caribbean("organisation remove EU", status=2).err
        == """\
Error: Remove EU, European Union, with aliases (1), roles (1)? You cannot be asked without a terminal or with --no-input.
Pass --yes to confirm.
"""
    )
    assert (
        caribbean("organisation remove EU --yes").out
        == """\
Organisation EU removed: European Union
"""
    )
    caribbean('project add P1 --title "Risk management" --donor IDB --committed "100 USD" --status active')
    assert (
        caribbean("organisation remove IDB --yes", status=4).err
        == """\
Error: Organisation IDB cannot be removed: contributions (1), amounts reported to conferences (1).
If it is the same as another organisation: `tracker organisation merge IDB --into OTHER`.
"""
    )
