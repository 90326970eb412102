"""The organisations of the Haiti series: 142 donor labels and the organisations that appealed, with codes.

The rule for codes, simplest first:

* a state is `<ISO code>-GOV`, a national committee of UNICEF `UNICEF-<ISO code>`;
* unearmarked funds of an organisation are `<organisation>-UNEARMARKED`;
* whoever appealed has the short name that the appeal prints before its full name: `WFP`, `OXFAM-GB`;
* any other donor has the first whole words of its label that fit into 24 characters, without a small word at the end.
"""

from demo_country_names import country_names
from demo_tables import Row, one_line, slug

COMMITTEE = "UNICEF National Committee/"
UNEARMARKED = "Allocation of unearmarked funds by "
LONGEST = 24

# Labels that spell a country otherwise than the IATI list does.
SPELT_OTHERWISE = {
    "Brunei Darussalam": "BN",
    "Congo, Democratic Republic of": "CD",
    "Czech Republic": "CZ",
    "Hellenic": "GR",
    "Korea (Republic of)": "KR",
    "Korea, Republic of": "KR",
    "Macedonia, Former Yugoslav Republic of": "MK",
    "Moldova": "MD",
    "Saudi Arabia (Kingdom of)": "SA",
    "Taiwan (Province of China)": "TW",
    "Timor Leste": "TL",
    "Turkey": "TR",
    "USA (US Fund for UNICEF)": "US",
    "United Kingdom": "GB",
    "United States of America": "US",
}

# What the labels are, where they are no state, no committee and no company.
KINDS = {
    "other": "Carry-over (donors not specified)|Private (individuals & organisations)",
    "government": "Comité Interministériel pour l’Aide Alimentaire"
    "|Syndicat Interdepartemental Pour Assainissement de Agglomeration Parisinne",
    "international organisation": "Arab Gulf Programme for United Nations Development Organizations"
    "|European Commission Humanitarian Aid Office|Intergovernmental Programme for the Development of",
    "non-governmental organisation": "ACT Alliance|Adventist Development and Relief Agency|American Red Cross"
    "|Benfica Foundation|Best Buy Children's Foundation|Bill and Melinda Gates Foundation"
    "|Chung Te Buddhist Association of NY, Inc.|Clinton Foundation|Disasters Emergency Committee (UK)"
    "|Fondation de France|Ford Foundation|General Mills Foundation|Humana Foundation"
    "|International Orthodox Christian Charities|Korean American Business Council of NY, Inc."
    "|Korean-American Association|Not on our Watch|Open Society Institute|Plan International|Prem Rawat Foundation"
    "|Queen Sofia Foundation of Spain|Verizon Foundation",
}
KIND_OF = {label: kind for kind, labels in KINDS.items() for label in labels.split("|")}

# Appealing organisations that belong to the United Nations; all others are non-governmental.
UNITED_NATIONS = "UNICEF WFP ERF-OCHA OCHA IOM WHO UNDP UNFPA FAO UNESCO OHCHR UN-HABITAT UNHCR UNDSS UNEP UNOPS"


def appealing(label: str) -> tuple[str, str]:
    """Code and name of an organisation that the appeal calls "SC  (Save the Children )"."""
    short, _, name = one_line(label).partition(" (")
    if name.startswith("OCHA) ("):
        short, name = f"{short} (OCHA)", name.removeprefix("OCHA) (")
    return slug(short, LONGEST), name.removesuffix(")").strip()


class Donors:
    """Finds the code of a donor's label; knows the organisations that appealed, for some of them give as well."""

    def __init__(self, lists: list[Row], appealed: dict[str, str]) -> None:
        self._countries = {
            row["name_en"].split(" (")[0]: row["code"]
            for row in lists
            if row["list"] == "Country" and row["code"] != "AN"
        } | SPELT_OTHERWISE
        self._appealed = {name: code for code, name in appealed.items()}

    def organisation(self, label: str) -> Row:
        """The row of a donor; its label as published, without blanks at the ends, is its name."""
        name = label.strip()
        if name.startswith(COMMITTEE):
            country = self._countries[name.removeprefix(COMMITTEE)]
            row = {"code": f"UNICEF-{country}", "kind": "non-governmental organisation", "country": country}
        elif name.startswith(UNEARMARKED):
            owner = name.removeprefix(UNEARMARKED)
            parent = owner if owner in self._appealed.values() else ""
            row = {"code": f"{owner}-UNEARMARKED", "kind": "international organisation", "parent": parent}
        elif name in self._countries:
            country = self._countries[name]
            french, spanish, _ = country_names()[country]
            row = {"code": f"{country}-GOV", "kind": "government", "country": country}
            row |= {"name_fr": french, "name_es": spanish}
        else:
            code = self._appealed.get(name) or slug(name, LONGEST)
            row = {"code": code, "kind": KIND_OF.get(name, "private sector")}
        return {**row, "name": name, "roles": "donor"}


def appealing_organisation(code: str, name: str) -> Row:
    kind = "international organisation" if code in UNITED_NATIONS.split() else "non-governmental organisation"
    return {"code": code, "name": name, "kind": kind}
