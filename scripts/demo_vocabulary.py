"""The vocabularies: countries, currencies, themes, and the measures of the Trade Facilitation Agreement."""

from pathlib import Path

from demo_country_names import country_names
from demo_tables import Folder, Row, read

# ISO 4217; every currency not named here has two decimals.
EXPONENTS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

# In ISO 4217 and among the rates of the International Monetary Fund, but not yet in the IATI list.
NEWER = {"UYW": "Unidad Previsional", "XCG": "Caribbean Guilder", "ZWG": "Zimbabwe Gold"}

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
  because it is no currency of ISO 4217. UYW, XCG and ZWG, which the list does not have yet, are added. `withdrawn`
  is the day on which the IATI list withdrew the code, which can be years after the currency ceased to be used (the
  Estonian kroon ended in 2011).
* Themes: the vocabulary of the conferences, with `transport` added for the projects that the development banks
  publish. `dac_sector` is a purpose code of the OECD's Development Assistance Committee, all of them in the IATI
  list *Sector*; 33120 is the code for support to customs departments and other border agencies, so most themes have
  it. `tfa_measures` names measures only where the theme is what the measure is about; on a project from before
  December 2013 such a tag is retroactive.
* `tfa_measures.csv`: the 36 measures of the Trade Facilitation Agreement of the World Trade Organization.
"""


def exponents() -> dict[str, int]:
    return {code: exponent for exponent, codes in EXPONENTS.items() for code in codes.split()}


def prepare(source: Path, target: Path) -> None:
    """Write the vocabularies into the folder `target`."""
    lists = read(source / "iati" / "codelists.csv")
    folder = Folder(target)
    folder.write("countries.csv", "code,name,name_fr,name_es,territory", _countries(lists))
    currencies = _currencies(lists)
    folder.write("currencies.csv", "code,name,exponent,withdrawn", currencies)
    folder.write("themes.csv", "code,name,name_es,name_fr,dac_sector,tfa_measures", _themes(lists))
    folder.write("tfa_measures.csv", "measure,title", read(source / "ams" / "tfa-measures.csv"))
    folder.explain(
        SOURCES,
        {
            "currencies added to the list": len(NEWER),
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
