"""The vocabularies: countries, currencies, themes, and the measures of the Trade Facilitation Agreement."""

from pathlib import Path

from demo_country_names import country_names
from demo_tables import Folder, Row, read

# ISO 4217; every currency not named here has two decimals.
EXPONENTS = {
    0: "ADP BEF BIF CLP DJF ESP GNF GRD ISK ITL JPY KMF KRW LUF MGF PTE PYG RWF TPE TRL UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

# In ISO 4217 and among the rates of the International Monetary Fund, but not yet in the IATI list.
NEWER = {"UYW": "Unidad Previsional", "XCG": "Caribbean Guilder", "ZWG": "Zimbabwe Gold"}

# Historic codes of ISO 4217 (list three) that the IATI list lacks: code | name | when it was withdrawn, of a period its
# last year.
HISTORIC = """\
ADP|Andorran Peseta|2003-07
AFA|Afghani|2003-01
ALK|Old Lek|1989-12
AOK|Kwanza|1991-03
AON|New Kwanza|2000-02
AOR|Kwanza Reajustado|2000-02
ARA|Austral|1992-01
ARP|Peso Argentino|1985-07
ARY|Peso|1990
ATS|Schilling|2002-03
AYM|Azerbaijan Manat|2005-10
AZM|Azerbaijanian Manat|2005-12
BAD|Dinar|1998-07
BEC|Convertible Franc|1990-03
BEF|Belgian Franc|2002-03
BEL|Financial Franc|1990-03
BGJ|Lev A/52|1990
BGK|Lev A/62|1990
BGL|Lev|2003-11
BOP|Peso boliviano|1987-02
BRB|Cruzeiro|1986-03
BRC|Cruzado|1989-02
BRE|Cruzeiro|1993-03
BRN|New Cruzado|1990-03
BRR|Cruzeiro Real|1994-07
BUK|Kyat|1990-02
BYB|Belarusian Ruble|2001-01
CHC|WIR Franc|2004-11
CSD|Serbian Dinar|2006-10
CSJ|Krona A/53|1990
CSK|Koruna|1993-03
CYP|Cyprus Pound|2008-01
DDM|Mark der DDR|1990-09
DEM|Deutsche Mark|2002-03
ECS|Sucre|2000-09
ECV|Unidad de Valor Constante|2000-09
ESA|Spanish Peseta, account A|1981
ESB|Spanish Peseta, convertible|1994-12
ESP|Spanish Peseta|2002-03
FIM|Markka|2002-03
FRF|French Franc|2002-03
GEK|Georgian Coupon|1995-10
GHC|Cedi|2008-01
GHP|Ghana Cedi|2007-06
GNE|Syli|1989-12
GNS|Syli|1986-02
GQE|Ekwele|1986-06
GRD|Drachma|2002-03
GWE|Guinea Escudo|1981
GWP|Guinea-Bissau Peso|1997-05
HRD|Croatian Dinar|1995-01
IEP|Irish Pound|2002-03
ILP|Pound|1981
ILR|Old Shekel|1990
ISJ|Old Krona|1990
ITL|Italian Lira|2002-03
LAJ|Pathet Lao Kip|1979-12
LSM|Loti|1985-05
LTT|Talonas|1993-07
LUC|Luxembourg Convertible Franc|1990-03
LUF|Luxembourg Franc|2002-03
LUL|Luxembourg Financial Franc|1990-03
LVR|Latvian Ruble|1994-12
MGF|Malagasy Franc|2004-12
MLF|Mali Franc|1984-11
MTL|Maltese Lira|2008-01
MTP|Maltese Pound|1983-06
MVQ|Maldive Rupee|1989-12
MXP|Mexican Peso|1993-01
MZE|Mozambique Escudo|1981
MZM|Mozambique Metical|2006-06
NIC|Cordoba|1990-10
NLG|Netherlands Guilder|2002-03
PEH|Sol|1990
PEI|Inti|1991-07
PES|Sol|1986-02
PLZ|Zloty|1997-01
PTE|Portuguese Escudo|2002-03
RHD|Rhodesian Dollar|1981
ROK|Leu A/52|1990
ROL|Romanian Leu|2005-06
RUR|Russian Ruble|2004-01
SDD|Sudanese Dinar|2007-07
SDP|Sudanese Pound|1998-06
SIT|Tolar|2007-01
SKK|Slovak Koruna|2009-01
SRG|Surinam Guilder|2003-12
SUR|Rouble|1990-12
TJR|Tajik Ruble|2001-04
TMM|Turkmenistan Manat|2009-01
TPE|Timor Escudo|2002-11
TRL|Old Turkish Lira|2005-12
UAK|Karbovanet|1996-09
UGS|Uganda Shilling|1987-05
UGW|Old Shilling|1990
UYN|Old Uruguay Peso|1989-12
UYP|Uruguayan Peso|1993-03
VEB|Bolivar|2008-01
VNC|Old Dong|1990
XEU|European Currency Unit|1999-01
XFO|Gold-Franc|2006-10
XFU|UIC-Franc|2013-11
XRE|RINET Funds Code|1999-11
YDD|Yemeni Dinar|1991-09
YUD|New Yugoslavian Dinar|1990-01
YUM|New Dinar|2003-07
YUN|Yugoslavian Dinar|1995-11
ZAL|Financial Rand|1995-03
ZRN|New Zaire|1999-06
ZRZ|Zaire|1994-02
ZWC|Rhodesian Dollar|1989-12
ZWD|Zimbabwe Dollar|2008-08
ZWN|Zimbabwe Dollar, new|2006-09
ZWR|Zimbabwe Dollar|2009-06
"""

# No currency of ISO 4217.
LEFT_OUT = ("XBT",)

# code | English | Spanish | French | DAC purpose code | measures of the Trade Facilitation Agreement
THEMES = """\
trade-facilitation|trade facilitation|facilitación del comercio|facilitation des échanges|33120|7.1;7.6;10.1;10.2;10.3
risk-management|risk management|gestión de riesgos|gestion des risques|33120|7.4;7.5
enforcement-and-border-security|enforcement and border security|control y seguridad fronteriza\
|lutte contre la fraude et sécurité des frontières|33120|6.3;8
single-window|single window|ventanilla única|guichet unique|33120|10.4
authorized-economic-operators|authorized economic operators|operadores económicos autorizados\
|opérateurs économiques agréés|33120|7.7
career-development-and-human-resources|career development and human resources\
|desarrollo de carrera y recursos humanos|développement des carrières et ressources humaines|33181|
capacity-building|capacity building|fortalecimiento de capacidades|renforcement des capacités|33120|
information-sharing|information sharing|intercambio de información|échange d’informations|33120|12
intellectual-property|intellectual property|propiedad intelectual|propriété intellectuelle|33110|
revenue-and-valuation|revenue and valuation|recaudación y valoración|recettes et évaluation|15114|3;6.1;6.2;7.3;7.5
integrity|integrity|integridad|intégrité|15113|6.3
legal-framework|legal framework|marco jurídico|cadre juridique|33110|2.1;2.2;4
trade-security|trade security|seguridad del comercio|sécurité des échanges|33120|
cross-border-crime|cross-border crime|delincuencia transfronteriza|criminalité transfrontalière|33120|
transport|transport|transporte|transport|21010|11
"""

SOURCES = """
# Vocabularies

`countries.csv` and `currencies.csv` come from the code lists *Country* and *Currency* of the International Aid
Transparency Initiative (IATI).

* Countries: ISO 3166-1 alpha-2 codes, with XK and the withdrawn AN (Netherlands Antilles) as the list has them.
  English names without the list's "(the)". French and Spanish names, which the list lacks, follow the usage of the
  United Nations. `territory` is `true` for what is neither a member or observer state of the United Nations nor in
  free association with one.
* Currencies: decimals (`exponent`) of ISO 4217; XDR, for which the standard gives none, has two. XBT is left out,
  because it is no currency of ISO 4217. UYW, XCG and ZWG, which the list does not have yet, are added, and so are the
  historic codes of ISO 4217 (list three), with the month or year in which the standard withdrew them. For the codes
  that the IATI list has, `withdrawn` is the day on which that list withdrew the code, which can be years after the
  currency ceased to be used (the Estonian kroon ended in 2011).
* Themes: the vocabulary of the conferences, with `transport` added for the projects that the development banks
  publish. `dac_sector` is a purpose code of the OECD's Development Assistance Committee, all of them in the IATI
  list *Sector*; 33120 is the code for support to customs departments and other border agencies, so most themes have
  it. `tfa_measures` names measures only where the theme is what the measure is about; on a project from before
  December 2013 such a tag is retroactive.
* `country_names.csv`: the alpha-3 codes of ISO 3166-1, and further names of countries as lists of projects write them:
  abbreviations, and the usual names in Portuguese.
* `donors.csv`: donors that often stand in lists of projects, with their usual abbreviation, their kind in the words of
  this register, the country of bilateral ones, and their own names in English, Spanish, French and Portuguese.
* `glossary.csv`: concepts of customs and of development work, with the words for them in English, Spanish, French and
  Portuguese, in our own words. `tracker overlap list` compares titles and objectives with it.
* `tfa_measures.csv`: the 36 measures of the Trade Facilitation Agreement of the World Trade Organization.
* `scales.csv`: scales on which donors publish ratings, with the points in the order in which they are published and
  those that count as good. A source is named for each. No page was found that prints the scale of the performance of
  the World Bank Group in a country strategy: its points are as they are known.
* `criteria.csv`: sets of criteria by which projects are evaluated, those of the OECD and of the World Bank, in the
  order in which they are published. A source is named for each; the names of the Bank's criteria are those of its list.
"""


def exponents() -> dict[str, int]:
    return {code: exponent for exponent, codes in EXPONENTS.items() for code in codes.split()}


# What no source has as a table; SOURCES.md says where it comes from.
BY_HAND = ("country_names.csv", "criteria.csv", "donors.csv", "glossary.csv", "scales.csv")


def prepare(source: Path, target: Path) -> None:
    """Write the vocabularies into the folder `target`."""
    lists = read(source / "iati" / "codelists.csv")
    folder = Folder(target, BY_HAND)
    folder.write("countries.csv", "code,name,name_fr,name_es,territory", _countries(lists))
    currencies = _currencies(lists)
    folder.write("currencies.csv", "code,name,exponent,withdrawn", currencies)
    folder.write("themes.csv", "code,name,name_es,name_fr,dac_sector,tfa_measures", _themes(lists))
    folder.write("tfa_measures.csv", "measure,title", read(source / "ams" / "tfa-measures.csv"))
    folder.explain(
        SOURCES,
        {
            "currencies added to the list": len(NEWER) + len(HISTORIC.splitlines()),
            "currencies left out": len(LEFT_OUT),
            "currencies withdrawn": sum(1 for row in currencies if row["withdrawn"]),
        },
    )


def _countries(lists: list[Row]) -> list[Row]:
    names = country_names()
    found = []
    for row in lists:
        if row["list"] == "Country":
            french, spanish, territory = names.pop(row["code"])
            name = "Netherlands Antilles" if row["code"] == "AN" else row["name_en"].replace(" (the)", "")
            found.append(
                {
                    "code": row["code"],
                    "name": name,
                    "name_fr": french,
                    "name_es": spanish,
                    "territory": "true" if territory else "false",
                }
            )
    if names:
        raise ValueError(f"not in the list: {', '.join(names)}")
    return sorted(found, key=lambda row: row["code"])


def _currencies(lists: list[Row]) -> list[Row]:
    known = {
        row["code"]: (row["name_en"], row["withdrawal_date"])
        for row in lists
        if row["list"] == "Currency" and row["code"] not in LEFT_OUT
    }
    known.update({code: (name, "") for code, name in NEWER.items()})
    historic = (line.split("|") for line in HISTORIC.splitlines())
    known |= {code: (name, withdrawn) for code, name, withdrawn in historic}
    decimals = exponents()
    return [
        {"code": code, "name": name, "exponent": str(decimals.get(code, 2)), "withdrawn": withdrawn}
        for code, (name, withdrawn) in sorted(known.items())
    ]


def _themes(lists: list[Row]) -> list[Row]:
    purposes = {row["code"] for row in lists if row["list"] == "Sector" and row["status"] == "active"}
    found = []
    for line in THEMES.splitlines():
        code, name, spanish, french, sector, measures = line.split("|")
        if sector not in purposes:
            raise ValueError(f"{sector} is no purpose code")
        theme = {"code": code, "name": name, "name_es": spanish, "name_fr": french}
        found.append({**theme, "dac_sector": sector, "tfa_measures": measures})
    return found
