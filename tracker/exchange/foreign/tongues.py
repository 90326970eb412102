"""Words as people write them in English, Spanish, French and Portuguese: of headings, cells, units, totals and months.

Everything is compared by `key`, without case, accents and punctuation. A heading stands here only where it can mean one
thing; what could mean several, such as a budget, is only suggested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.rules.text import name_key


def key(text: str) -> str:
    """What two headings or words have in common that are the same: "N.º de Proyecto" is "n º de proyecto"."""
    return name_key(text)


def _keyed(words: Mapping[str, str]) -> dict[str, str]:
    """From each word to what it means; words are parted by semicolons."""
    return {key(word): meaning for meaning, listed in words.items() for word in listed.split(";")}


# By the column that each means; "code" is the project's in a table of reports.
HEADINGS = _keyed(
    {
        "project": "project code; project id; project; proyecto; código del proyecto; código de proyecto; projet;"
        " code du projet; code projet",
        "code": "code; código; id; no; nº; n°; núm; ref; reference number",
        "title": "title; project title; name of project; project name; título; título del proyecto;"
        " nombre del proyecto; titre; titre du projet; intitulé; intitulé du projet; nom du projet",
        "donor": "donor; donor agency; funding agency; development partner; donante; agencia donante; cooperante;"
        " bailleur; bailleur de fonds; donateur; partenaire financier",
        "beneficiaries": "beneficiary; beneficiaries; beneficiary administration; recipient; recipients; beneficiario;"
        " beneficiarios; bénéficiaire; bénéficiaires; administration bénéficiaire",
        "status": "status; project status; state; estado; estado del proyecto; estatus; situación; statut;"
        " statut du projet; état",
        "progress": "progress; % complete; percent complete; progress %; avance; avance %; % de avance; progreso;"
        " avancement; avancement %; taux d'avancement",
        "start": "start; start date; starts; planned start; inicio; fecha de inicio; début; date de début",
        "end": "end; end date; ends; planned end; completion date; fin; fecha de fin; fecha de término; término;"
        " date de fin",
        "actual_start": "actual start; actual start date; inicio real; fecha de inicio real; début réel;"
        " date de début réelle",
        "actual_end": "actual end; actual end date; fin real; fecha de fin real; fin réelle; date de fin réelle",
        "interest": "interest; expression of interest; interés; intérêt",
        "pledged": "pledge; pledges; pledged; amount pledged; prometido; promesa; monto prometido; promis; promesse;"
        " montant promis",
        "committed": "commitment; commitments; committed; amount committed; committed amount; comprometido;"
        " monto comprometido; importe comprometido; compromiso; compromisos; engagé; engagement; engagements;"
        " montant engagé",
        "disbursed": "disbursement; disbursements; disbursed; amount disbursed; disbursed amount; desembolsado;"
        " monto desembolsado; importe desembolsado; desembolso; desembolsos; décaissé; décaissement; décaissements;"
        " montant décaissé; déboursé",
        "currency": "currency; currency code; moneda; divisa; devise; monnaie",
        "note": "note; notes; remark; remarks; comment; comments; observaciones; comentario; comentarios; notas;"
        " observations; remarques; commentaire; commentaires",
        "objective": "objective; objectives; project objective; objetivo; objetivos; objectif; objectifs",
        "plan": "implementation plan; plan de ejecución; plan de implementación; plan de mise en œuvre",
        "expected_outcomes": "expected outcomes; expected results; resultados esperados; résultats attendus",
        "themes": "theme; themes; topic; topics; tema; temas; thème; thèmes",
        "scope": "scope; alcance; ámbito; portée",
        "lead": "lead; lead agency; lead organisation; agencia líder; organismo responsable; chef de file",
        "implementer": "implementing agency; implementing organisation; implementer; implemented by; ejecutor;"
        " agencia ejecutora; organismo ejecutor; agence d'exécution; agence de mise en œuvre",
        "parent": "parent project; programme; proyecto marco; projet parent",
        "instrument": "instrument; type of funding; instrumento; instrument de financement",
        "contribution": "contribution; contribution code; contribución; code de la contribution",
        "conference": "conference; told at; conferencia; conférence",
        "answer": "answer; respuesta; réponse",
        "decision": "decision; decisión; décision",
        "source": "source; source of information; fuente",
        "reason": "reason; reason for change; motivo; razón; raison; motif",
        "country": "country; país; pays",
        "name": "name; name of organisation; nombre; nom",
        "kind": "kind; type of organisation; tipo de organización; type d'organisation",
        "amount": "amount; monto; importe; montant",
        "date": "date; fecha",
    }
)

# The same in Portuguese.
HEADINGS |= _keyed(
    {
        "project": "código do projeto; código do projecto; projeto; projecto; número do projeto",
        "title": "título do projeto; título do projecto; nome do projeto; nome do projecto; denominação",
        "donor": "doador; doadores; agência doadora; financiador; parceiro de desenvolvimento; parceiro financeiro",
        "beneficiaries": "beneficiário; beneficiários; país beneficiário; administração beneficiária",
        "status": "situação; situação do projeto; estado do projeto; estado do projecto; fase",
        "progress": "avanço; progresso; % de execução; execução física",
        "start": "data de início; início; data inicial; início previsto",
        "end": "data de término; data de fim; data final; data de conclusão; fim previsto",
        "actual_start": "início efetivo; data de início efetivo; início efectivo",
        "actual_end": "fim efetivo; data de término efetivo; término efetivo",
        "pledged": "prometido; valor prometido; montante prometido",
        "committed": "comprometido; valor comprometido; montante comprometido; compromisso; compromissos; contratado;"
        " valor contratado",
        "disbursed": "desembolsado; valor desembolsado; montante desembolsado; desembolso; desembolsos",
        "currency": "moeda; divisa",
        "note": "observações; observação; comentários; notas",
        "objective": "objetivo do projeto; objetivo geral; objectivo; objectivos",
        "expected_outcomes": "resultados esperados",
        "themes": "área temática",
        "lead": "entidade líder; órgão líder",
        "implementer": "executor; entidade executora; agência executora; órgão executor",
        "instrument": "instrumento; modalidade de financiamento",
        "country": "país",
    }
)

# What is offered where somebody can say yes or no.
SUGGESTED = _keyed(
    {
        "committed": "budget; total budget; project budget; approved budget; presupuesto; presupuesto total; cost;"
        " costo; coût; total cost; funding; financing; financiamiento; financement; value; beløp; bevilgning; grant",
        "disbursed": "paid; spent; expenditure; actual; pagado; gasto; ejecutado; payé; dépensé; dépenses; utbetalt",
        "title": "prosjekt; projeto; description; activity; actividad; activité; initiative; iniciativa",
        "beneficiaries": "country; recipient country; país beneficiario; pays bénéficiaire; mottaker; administration",
        "donor": "partner; agency; organisation; socio; partenaire; giver; funder",
        "note": "other; otros; autres; additional information; información adicional",
        "end": "closing; duration; plazo; échéance",
        "currency": "curr; valuta",
    }
)

# A heading with one of these words is no amount of money, whatever else it says: "commitment date", "interest rate".
NO_MONEY = frozenset(
    key(word)
    for word in (
        *(
            "date",
            "day",
            "month",
            "year",
            "years",
            "fecha",
            "día",
            "mes",
            "año",
            "años",
            "jour",
            "mois",
            "année",
            "ano",
        ),
        *("rate", "tasa", "tipo", "taux", "taxa", "percent", "percentage", "%", "porcentaje", "pourcentage", "share"),
        *(
            "number",
            "no",
            "nº",
            "n°",
            "num",
            "número",
            "numéro",
            "count",
            "row",
            "fila",
            "ligne",
            "id",
            "code",
            "código",
        ),
        *("latitude", "longitude", "lat", "long", "lon", "latitud", "longitud", "type", "status", "currency", "moneda"),
        *("name", "nombre", "nom", "source", "fuente", "note", "notes", "description", "agency", "organisation"),
    )
)

# By the column, and what each of its words is called elsewhere.
WORDS: Mapping[str, Mapping[str, str]] = {
    "status": _keyed(
        {
            "proposed": (
                "proposed; pipeline; identification; pipeline identification; planned; planning; preparation; in "
                "preparation; concept; under negotiation; propuesto; propuesta; planificado; planificada; en "
                "preparación; identificación; identificado; formulación; en formulación; en negociación; "
                "proposé; proposée; planifié; prévu; en préparation; en négociation; proposta; em preparação; "
                "planejado; planejada; em negociação"
            ),
            "active": (
                "active; approved; board approved; signed; effective; disbursing; ongoing; on-going; in "
                "progress; under way; underway; implementation; in implementation; under implementation; under "
                "execution; activo; activa; vigente; aprobado; aprobada; firmado; firmada; suscrito; en curso; "
                "en ejecución; en marcha; en implementación; ejecución; implementación; actif; active; en cours; "
                "en exécution; en cours d'exécution; approuvé; approuvée; signé; signée; ativo; ativa; aprovado; "
                "aprovada; assinado; assinada; em execução; em andamento; em curso; em implementação"
            ),
            "finalising": (
                "finalising; finalizing; finalisation; terminating; closing; winding up; post completion; en "
                "finalización; en cierre; en fin d'exécution; en clôture; en phase finale; em finalização; em "
                "encerramento"
            ),
            "completed": (
                "completed; complete; completion; closed; finished; ended; done; fully disbursed; operationally "
                "closed; financially closed; completado; completada; finalizado; finalizada; terminado; "
                "terminada; concluido; concluida; cerrado; cerrada; ejecutado; ejecutada; culminado; culminada; "
                "terminé; terminée; achevé; achevée; clôturé; clôturée; encerrado; encerrada"
            ),
            "cancelled": (
                "cancelled; canceled; dropped; terminated early; cancelado; cancelada; anulado; anulada; "
                "desistido; annulé; annulée; abandonné; abandonnée"
            ),
            "suspended": (
                "suspended; suspension; on hold; suspendido; suspendida; en suspenso; paralizado; paralizada; "
                "suspendu; suspendue; suspenso; suspensa; paralisado; paralisada"
            ),
        }
    ),
    "answer": _keyed(
        {
            "confirmed unchanged": "unchanged; no change; no changes; sin cambios; inchangé; sans changement",
            "updated": "actualizado; actualizada; mis à jour; mise à jour",
            "declined": "declina; rechazado; décliné; refusé",
        }
    ),
    "scope": _keyed(
        {
            "national": "nacional",
            "multi-national": "multinational; multinacional; multi-pays; multipaís",
            "regional": "régional; régionale",
        }
    ),
    "instrument": _keyed(
        {
            "grant": "donación; subvención; don; subvention",
            "loan": "préstamo; prêt",
            "technical cooperation": "technical assistance; cooperación técnica; asistencia técnica;"
            " coopération technique; assistance technique",
            "in-kind experts": "in kind; in-kind; expertos en especie; en especie; en nature; experts en nature",
            "sponsorship": "patrocinio; parrainage",
        }
    ),
}

# Powers of ten. One letter counts only beside a currency or a number.
SCALES = {
    **dict.fromkeys(("thousand", "thousands", "miles", "mil", "mille", "millier", "milliers", "tsd", "tusen"), 3),
    **dict.fromkeys(("million", "millions", "millon", "millones", "mio", "mill", "mn", "mln"), 6),
    **dict.fromkeys(("billion", "billions", "bn", "milliard", "milliards", "mrd"), 9),
}
LETTERS = {"k": 3, "K": 3, "m": 6, "M": 6, "T": 3}
HEADED = {"000": 3, "000s": 3, "1000": 3, "1 000": 3, "1,000": 3}  # as headings say thousands: USD '000, 1000 NOK
BETWEEN = frozenset(("in", "of", "en", "de", "des", "d", "i"))
BEFORE_A_UNIT = frozenset(
    (
        *("all", "amount", "amounts", "figure", "figures", "value", "values", "are", "expressed", "currency", "unit"),
        *("todos", "los", "las", "importes", "montos", "cifras", "valores", "expresados", "expresadas", "moneda"),
        *("unidad", "tous", "les", "montants", "chiffres", "exprimes", "devise", "monnaie", "unite", "sont"),
    )
)

_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "BBD", "BSD", "BZD", "GYD", "JMD", "TTD", "XCD", "SRD", "HKD", "SGD"))
_CROWNS = frozenset(("NOK", "SEK", "DKK", "ISK"))
# What a sign or a name of money may mean; where it is several, only --currency or the row says which.
SIGNS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("€", "euro", "euros"), frozenset(("EUR",))),
    **dict.fromkeys(("us$", "$us", "u$s"), frozenset(("USD",))),
    "c$": frozenset(("CAD", "NIO")),
    "ca$": frozenset(("CAD",)),
    "a$": frozenset(("AUD",)),
    "£": frozenset(("GBP", "EGP", "FKP", "GIP", "SHP", "LBP", "SDG", "SYP")),
    "¥": frozenset(("JPY", "CNY")),
    **dict.fromkeys(("$", "dollar", "dollars", "dolar", "dolares"), _DOLLARS | {"MXN", "CLP", "COP", "ARS", "UYU"}),
    **dict.fromkeys(("kr", "kroner", "kronor"), _CROWNS),
}

TOTAL = re.compile(
    r"(gran |sub )?total(es)? (general|generales)\b|(grand |sub |overall |gran )?(sub)?total(s|es)?\b"
    r"|sumas?\b|sum\b|totaux\b|sous total\b|somme\b"
)
NOTED = re.compile(
    r"\s*(\*|†|‡|\(?[0-9a-z]\)\s|[¹²³]|(notes?|notas?|remarks?|sources?|fuentes?|nb|n\.b\.)\s*[:.])", re.IGNORECASE
)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene janvier janv janeiro",
            "february feb febrero fevrier fevr fev fevereiro",
            "march mar marzo mars marco",
            "april apr abril abr avril avr",
            "may mayo mai maio",
            "june jun junio juin junho",
            "july jul julio juillet juil julho",
            "august aug agosto ago aout",
            "september sep sept septiembre setiembre set septembre setembro",
            "october oct octubre octobre outubro out",
            "november nov noviembre novembre novembro",
            "december dec diciembre dic decembre dezembro dez",
        ),
        start=1,
    )
    for name in names.split()
}
