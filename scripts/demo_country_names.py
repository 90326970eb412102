"""French and Spanish names of countries and territories, by ISO 3166-1 code, in the usage of the United Nations.

The IATI list carries English names only. Each line is `code|French|Spanish`; a trailing `*` marks a territory: neither
a member or observer state of the United Nations nor in free association with one (as the Cook Islands and Niue are).
"""

NAMES = """\
AF|Afghanistan|Afganistán
AX|Îles d’Åland|Islas Åland*
AL|Albanie|Albania
DZ|Algérie|Argelia
AS|Samoa américaines|Samoa Americana*
AD|Andorre|Andorra
AO|Angola|Angola
AI|Anguilla|Anguila*
AQ|Antarctique|Antártida*
AG|Antigua-et-Barbuda|Antigua y Barbuda
AR|Argentine|Argentina
AM|Arménie|Armenia
AW|Aruba|Aruba*
AU|Australie|Australia
AT|Autriche|Austria
AZ|Azerbaïdjan|Azerbaiyán
BS|Bahamas|Bahamas
BH|Bahreïn|Bahrein
BD|Bangladesh|Bangladesh
BB|Barbade|Barbados
BY|Bélarus|Belarús
BE|Belgique|Bélgica
BZ|Belize|Belice
BJ|Bénin|Benin
BM|Bermudes|Bermudas*
BT|Bhoutan|Bhután
BO|Bolivie (État plurinational de)|Bolivia (Estado Plurinacional de)
BQ|Bonaire, Saint-Eustache et Saba|Bonaire, San Eustaquio y Saba*
BA|Bosnie-Herzégovine|Bosnia y Herzegovina
BW|Botswana|Botswana
BV|Île Bouvet|Isla Bouvet*
BR|Brésil|Brasil
IO|Territoire britannique de l’océan Indien|Territorio Británico del Océano Índico*
BN|Brunéi Darussalam|Brunei Darussalam
BG|Bulgarie|Bulgaria
BF|Burkina Faso|Burkina Faso
BI|Burundi|Burundi
KH|Cambodge|Camboya
CM|Cameroun|Camerún
CA|Canada|Canadá
CV|Cabo Verde|Cabo Verde
KY|Îles Caïmanes|Islas Caimán*
CF|République centrafricaine|República Centroafricana
TD|Tchad|Chad
CL|Chili|Chile
CN|Chine|China
CX|Île Christmas|Isla Christmas*
CC|Îles des Cocos (Keeling)|Islas Cocos (Keeling)*
CO|Colombie|Colombia
KM|Comores|Comoras
CG|Congo|Congo
CD|République démocratique du Congo|República Democrática del Congo
CK|Îles Cook|Islas Cook
CR|Costa Rica|Costa Rica
CI|Côte d’Ivoire|Côte d’Ivoire
HR|Croatie|Croacia
CU|Cuba|Cuba
CW|Curaçao|Curazao*
CY|Chypre|Chipre
CZ|Tchéquie|Chequia
DK|Danemark|Dinamarca
DJ|Djibouti|Djibouti
DM|Dominique|Dominica
DO|République dominicaine|República Dominicana
EC|Équateur|Ecuador
EG|Égypte|Egipto
SV|El Salvador|El Salvador
GQ|Guinée équatoriale|Guinea Ecuatorial
ER|Érythrée|Eritrea
EE|Estonie|Estonia
ET|Éthiopie|Etiopía
FK|Îles Falkland (Malvinas)|Islas Malvinas (Falkland Islands)*
FO|Îles Féroé|Islas Feroe*
FJ|Fidji|Fiji
FI|Finlande|Finlandia
FR|France|Francia
GF|Guyane française|Guayana Francesa*
PF|Polynésie française|Polinesia Francesa*
TF|Terres australes françaises|Territorio de las Tierras Australes Francesas*
GA|Gabon|Gabón
GM|Gambie|Gambia
GE|Géorgie|Georgia
DE|Allemagne|Alemania
GH|Ghana|Ghana
GI|Gibraltar|Gibraltar*
GR|Grèce|Grecia
GL|Groenland|Groenlandia*
GD|Grenade|Granada
GP|Guadeloupe|Guadalupe*
GU|Guam|Guam*
GT|Guatemala|Guatemala
GG|Guernesey|Guernsey*
GN|Guinée|Guinea
GW|Guinée-Bissau|Guinea-Bissau
GY|Guyana|Guyana
HT|Haïti|Haití
HM|Îles Heard-et-MacDonald|Islas Heard y McDonald*
VA|Saint-Siège|Santa Sede
HN|Honduras|Honduras
HK|Hong Kong|Hong Kong*
HU|Hongrie|Hungría
IS|Islande|Islandia
IN|Inde|India
ID|Indonésie|Indonesia
IR|Iran (République islamique d’)|Irán (República Islámica del)
IQ|Iraq|Iraq
IE|Irlande|Irlanda
IM|Île de Man|Isla de Man*
IL|Israël|Israel
IT|Italie|Italia
JM|Jamaïque|Jamaica
JP|Japon|Japón
JE|Jersey|Jersey*
JO|Jordanie|Jordania
KZ|Kazakhstan|Kazajstán
KE|Kenya|Kenya
KI|Kiribati|Kiribati
KP|République populaire démocratique de Corée|República Popular Democrática de Corea
KR|République de Corée|República de Corea
XK|Kosovo|Kosovo*
KW|Koweït|Kuwait
KG|Kirghizistan|Kirguistán
LA|République démocratique populaire lao|República Democrática Popular Lao
LV|Lettonie|Letonia
LB|Liban|Líbano
LS|Lesotho|Lesotho
LR|Libéria|Liberia
LY|Libye|Libia
LI|Liechtenstein|Liechtenstein
LT|Lituanie|Lituania
LU|Luxembourg|Luxemburgo
MO|Macao|Macao*
MK|Macédoine du Nord|Macedonia del Norte
MG|Madagascar|Madagascar
MW|Malawi|Malawi
MY|Malaisie|Malasia
MV|Maldives|Maldivas
ML|Mali|Malí
MT|Malte|Malta
MH|Îles Marshall|Islas Marshall
MQ|Martinique|Martinica*
MR|Mauritanie|Mauritania
MU|Maurice|Mauricio
YT|Mayotte|Mayotte*
MX|Mexique|México
FM|Micronésie (États fédérés de)|Micronesia (Estados Federados de)
MD|République de Moldova|República de Moldova
MC|Monaco|Mónaco
MN|Mongolie|Mongolia
ME|Monténégro|Montenegro
MS|Montserrat|Montserrat*
MA|Maroc|Marruecos
MZ|Mozambique|Mozambique
MM|Myanmar|Myanmar
NA|Namibie|Namibia
NR|Nauru|Nauru
NP|Népal|Nepal
NL|Pays-Bas|Países Bajos
AN|Antilles néerlandaises|Antillas Neerlandesas*
NC|Nouvelle-Calédonie|Nueva Caledonia*
NZ|Nouvelle-Zélande|Nueva Zelandia
NI|Nicaragua|Nicaragua
NE|Niger|Níger
NG|Nigéria|Nigeria
NU|Nioué|Niue
NF|Île Norfolk|Isla Norfolk*
MP|Îles Mariannes du Nord|Islas Marianas Septentrionales*
NO|Norvège|Noruega
OM|Oman|Omán
PK|Pakistan|Pakistán
PW|Palaos|Palau
PS|État de Palestine|Estado de Palestina
PA|Panama|Panamá
PG|Papouasie-Nouvelle-Guinée|Papua Nueva Guinea
PY|Paraguay|Paraguay
PE|Pérou|Perú
PH|Philippines|Filipinas
PN|Pitcairn|Pitcairn*
PL|Pologne|Polonia
PT|Portugal|Portugal
PR|Porto Rico|Puerto Rico*
QA|Qatar|Qatar
RE|Réunion|Reunión*
RO|Roumanie|Rumania
RU|Fédération de Russie|Federación de Rusia
RW|Rwanda|Rwanda
BL|Saint-Barthélemy|San Bartolomé*
SH|Sainte-Hélène, Ascension et Tristan da Cunha|Santa Elena, Ascensión y Tristán de Acuña*
KN|Saint-Kitts-et-Nevis|Saint Kitts y Nevis
LC|Sainte-Lucie|Santa Lucía
MF|Saint-Martin (partie française)|San Martín (parte francesa)*
PM|Saint-Pierre-et-Miquelon|San Pedro y Miquelón*
VC|Saint-Vincent-et-les Grenadines|San Vicente y las Granadinas
WS|Samoa|Samoa
SM|Saint-Marin|San Marino
ST|Sao Tomé-et-Principe|Santo Tomé y Príncipe
SA|Arabie saoudite|Arabia Saudita
SN|Sénégal|Senegal
RS|Serbie|Serbia
SC|Seychelles|Seychelles
SL|Sierra Leone|Sierra Leona
SG|Singapour|Singapur
SX|Saint-Martin (partie néerlandaise)|San Martín (parte neerlandesa)*
SK|Slovaquie|Eslovaquia
SI|Slovénie|Eslovenia
SB|Îles Salomon|Islas Salomón
SO|Somalie|Somalia
ZA|Afrique du Sud|Sudáfrica
GS|Géorgie du Sud-et-les îles Sandwich du Sud|Islas Georgias del Sur y Sandwich del Sur*
SS|Soudan du Sud|Sudán del Sur
ES|Espagne|España
LK|Sri Lanka|Sri Lanka
SD|Soudan|Sudán
SR|Suriname|Suriname
SJ|Îles Svalbard et Jan Mayen|Islas Svalbard y Jan Mayen*
SZ|Eswatini|Eswatini
SE|Suède|Suecia
CH|Suisse|Suiza
SY|République arabe syrienne|República Árabe Siria
TW|Taiwan (Province de Chine)|Taiwán (Provincia de China)*
TJ|Tadjikistan|Tayikistán
TZ|République-Unie de Tanzanie|República Unida de Tanzanía
TH|Thaïlande|Tailandia
TL|Timor-Leste|Timor-Leste
TG|Togo|Togo
TK|Tokélaou|Tokelau*
TO|Tonga|Tonga
TT|Trinité-et-Tobago|Trinidad y Tabago
TN|Tunisie|Túnez
TR|Türkiye|Türkiye
TM|Turkménistan|Turkmenistán
TC|Îles Turques-et-Caïques|Islas Turcas y Caicos*
TV|Tuvalu|Tuvalu
UG|Ouganda|Uganda
UA|Ukraine|Ucrania
AE|Émirats arabes unis|Emiratos Árabes Unidos
GB|Royaume-Uni de Grande-Bretagne et d’Irlande du Nord|Reino Unido de Gran Bretaña e Irlanda del Norte
US|États-Unis d’Amérique|Estados Unidos de América
UM|Îles mineures éloignées des États-Unis|Islas menores alejadas de los Estados Unidos*
UY|Uruguay|Uruguay
UZ|Ouzbékistan|Uzbekistán
VU|Vanuatu|Vanuatu
VE|Venezuela (République bolivarienne du)|Venezuela (República Bolivariana de)
VN|Viet Nam|Viet Nam
VG|Îles Vierges britanniques|Islas Vírgenes Británicas*
VI|Îles Vierges américaines|Islas Vírgenes de los Estados Unidos*
WF|Îles Wallis-et-Futuna|Islas Wallis y Futuna*
EH|Sahara occidental|Sáhara Occidental*
YE|Yémen|Yemen
ZM|Zambie|Zambia
ZW|Zimbabwe|Zimbabwe
"""


def country_names() -> dict[str, tuple[str, str, bool]]:
    """French name, Spanish name, and whether it is a territory, by country code."""
    found = {}
    for line in NAMES.splitlines():
        code, french, spanish = line.split("|")
        found[code] = (french, spanish.removesuffix("*"), spanish.endswith("*"))
    return found
