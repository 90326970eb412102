"""The organisations of the Americas series: donors, regional bodies, customs administrations, governments."""

from pathlib import Path

from demo_country_names import country_names
from demo_tables import Row, read

HEADER = (
    "code,name,kind,roles,country,parent,wco_region,member_from,member_until,iati_identifier,aliases,"
    "name_es,name_fr,note,fiscal_year_ends"
)

# Codes used before an organisation was renamed; the register keeps one code, and the old names as aliases.
RENAMED = {"CIDA": "GAC", "DFID": "FCDO"}

# The customs administrations that the sources call by a name of their own; the others are `<country>-CUSTOMS`.
OWN_NAMES = {"CA": "CBSA", "US": "US-CBP"}

COLUMNS = "code,name,kind,roles,country,parent,iati_identifier,aliases,name_es,name_fr"
NAMED = """\
IDB|Inter-American Development Bank|development bank|donor|||XI-IATI-IADB|IADB;BID\
|Banco Interamericano de Desarrollo|Banque interaméricaine de développement
IMF|International Monetary Fund|international organisation|donor||||FMI\
|Fondo Monetario Internacional|Fonds monétaire international
WB|World Bank|development bank|donor|||44000||Banco Mundial|Banque mondiale
IFC|International Finance Corporation|development bank|donor||WB|||Corporación Financiera Internacional\
|Société financière internationale
USAID|United States Agency for International Development|bilateral agency|donor|US||||\
Agencia de los Estados Unidos para el Desarrollo Internacional|Agence des États-Unis pour le développement international
GAC|Global Affairs Canada|bilateral agency|donor|CA|||\
CIDA@..2013;Canadian International Development Agency@..2013|Asuntos Mundiales Canadá|Affaires mondiales Canada
FCDO|Foreign, Commonwealth and Development Office|bilateral agency|donor|GB|||\
DFID@..2020;Department for International Development@..2020||
NORAD|Norwegian Agency for Development Cooperation|bilateral agency|donor|NO||||\
Agencia Noruega de Cooperación para el Desarrollo|Agence norvégienne de coopération au développement
SECO|State Secretariat for Economic Affairs|bilateral agency|donor|CH||||\
Secretaría de Estado de Asuntos Económicos|Secrétariat d’État à l’économie
CAF|Development Bank of Latin America and the Caribbean|development bank|donor||||\
Corporación Andina de Fomento|Banco de Desarrollo de América Latina y el Caribe\
|Banque de développement de l’Amérique latine et des Caraïbes
JSF|Japan Special Fund|trust fund|donor||IDB||||
AUSAID|Australian Agency for International Development|bilateral agency|donor|AU|||||
CDB|Caribbean Development Bank|development bank|donor||||BDC|Banco de Desarrollo del Caribe\
|Banque de développement des Caraïbes
EU|European Union|international organisation|donor||||UE|Unión Europea|Union européenne
GATF|Global Alliance for Trade Facilitation|other|donor||||||
HMRC|HM Revenue and Customs|customs administration|donor|GB|||||
INL|Bureau of International Narcotics and Law Enforcement Affairs|government|donor|US|||||
OAS|Organization of American States|international organisation|donor||||OEA\
|Organización de los Estados Americanos|Organisation des États américains
WCO|World Customs Organization|international organisation|||||OMA;OMD\
|Organización Mundial de Aduanas|Organisation mondiale des douanes
CCF-JP|Customs Cooperation Fund of Japan|trust fund|donor|JP|WCO||||
CCF-KR|Customs Cooperation Fund of Korea|trust fund|donor|KR|WCO||||
WTO|World Trade Organization|international organisation|donor||||OMC\
|Organización Mundial del Comercio|Organisation mondiale du commerce
ITC|International Trade Centre|international organisation|donor||||CCI\
|Centro de Comercio Internacional|Centre du commerce international
COMPETE-CARIBBEAN|Compete Caribbean|other|donor||||||
UNCTAD|United Nations Conference on Trade and Development|international organisation|||||\
|Conferencia de las Naciones Unidas sobre Comercio y Desarrollo\
|Conférence des Nations Unies sur le commerce et le développement
CARTAC|Caribbean Regional Technical Assistance Centre|regional body|||IMF||||
CCLEC|Caribbean Customs Law Enforcement Council|regional body|beneficiary||||||
COMALEP|Multilateral Convention on Cooperation and Mutual Assistance between the National Customs Administrations of \
Latin America, Spain and Portugal|regional body|beneficiary|||||Convenio Multilateral sobre Cooperación y Asistencia \
Mutua entre las Direcciones Nacionales de Aduanas de América Latina, España y Portugal|
CARIFORUM|Forum of the Caribbean Group of African, Caribbean and Pacific States|regional body|beneficiary||||||
OECS|Organisation of Eastern Caribbean States|regional body|beneficiary||||OECO\
|Organización de Estados del Caribe Oriental|Organisation des États de la Caraïbe orientale
CARICOM|Caribbean Community|regional body|beneficiary|||||Comunidad del Caribe|Communauté des Caraïbes
SIECA|Secretariat for Central American Economic Integration|regional body|beneficiary|||||\
Secretaría de Integración Económica Centroamericana|Secrétariat de l’intégration économique centraméricaine
AR-GOV|Government of Argentina|government|beneficiary|AR||||Gobierno de Argentina|Gouvernement de l’Argentine
SV-GOV|Government of El Salvador|government|beneficiary|SV||||Gobierno de El Salvador|Gouvernement d’El Salvador
"""

# The last day of the fiscal year of those whose evaluations have no other date.
FISCAL_YEARS = {"WB": "06-30"}

# Observers of 2013, and a beneficiary that is in no list of members.
FURTHER_CUSTOMS = {
    "AI": ("Anguilla", "beneficiary", "in no source named as a member of the World Customs Organization"),
    "CN": ("China", "", ""),
    "JP": ("Japan", "", ""),
    "KR": ("the Republic of Korea", "", ""),
    "ES": ("Spain", "", ""),
}
DONOR_CUSTOMS = {"CBSA": "Canada Border Services Agency", "US-CBP": "United States Customs and Border Protection"}
REGION = "Americas and the Caribbean"


def code_of(name_in_source: str) -> str:
    """The code that the register uses for a code of the sources."""
    return RENAMED.get(name_in_source, name_in_source)


def customs_of(country: str) -> str:
    """The code of a country's customs administration."""
    return OWN_NAMES.get(country, f"{country}-CUSTOMS")


def organisations(source: Path) -> list[Row]:
    """Every organisation that the series names, the parents before their children."""
    return _named() + _customs(source)


def _named() -> list[Row]:
    found = [dict(zip(COLUMNS.split(","), line.split("|"), strict=True)) for line in NAMED.splitlines()]
    return [row | {"fiscal_year_ends": FISCAL_YEARS.get(row["code"], "")} for row in found]


def _customs(source: Path) -> list[Row]:
    found = []
    for member in read(source / "ams" / "wco-members-americas.csv"):
        country, note = member["country"], member["note"]
        name = "Curaçao" if country == "CW" else member["name"]
        row = _administration(country, _with_article(name), "beneficiary", note)
        row["wco_region"] = REGION if member["member_from"] else ""
        row["member_from"] = member["member_from"]
        found.append(row)
    by_code = {row["code"]: row for row in found}
    for code, name in DONOR_CUSTOMS.items():
        by_code[code].update(name=name, roles="donor", name_es="", name_fr="")
    return found + [_administration(country, *rest) for country, rest in FURTHER_CUSTOMS.items()]


def _administration(country: str, name: str, roles: str, note: str) -> Row:
    french, spanish = (words.split(" (")[0] for words in country_names()[country][:2])
    return {
        "code": customs_of(country),
        "name": f"Customs administration of {name}",
        "kind": "customs administration",
        "roles": roles,
        "country": country,
        "name_es": f"Administración de aduanas ({spanish})",
        "name_fr": f"Administration des douanes ({french})",
        "note": note,
    }


def _with_article(name: str) -> str:
    return f"the {name}" if name in {"Bahamas", "Dominican Republic"} else name
