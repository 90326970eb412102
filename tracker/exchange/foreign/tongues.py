"""Words as people write them in English, Spanish and French: of headings, of cells, of units, of totals and months.

Everything is compared by `key`, without case, accents and punctuation. A heading stands here only where it can mean one
thing; what could mean several, such as a budget, is only suggested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.rules.text import fold

_MARKS = re.compile(r"[^\w%]+|_+")


def key(text: str) -> str:
    """What two headings or words have in common that are the same: "N.º de Proyecto" is "n º de proyecto"."""
    return " ".join(_MARKS.sub(" ", fold(text)).split())


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
            "proposed": "proposed; pipeline; planned; planning; propuesto; propuesta; planificado; en preparación;"
            " proposé; proposée; planifié; prévu; en préparation",
            "active": "active; ongoing; on-going; in progress; under way; underway; implementation; in implementation;"
            " activo; activa; en curso; en ejecución; en marcha; en implementación; actif; active; en cours;"
            " en exécution; en cours d'exécution",
            "finalising": "finalising; finalizing; finalisation; en finalización; en cierre; en fin d'exécution;"
            " en clôture; en phase finale",
            "completed": "completed; complete; closed; finished; ended; done; completado; completada; finalizado;"
            " finalizada; terminado; terminada; concluido; concluida; cerrado; terminé; terminée; achevé; achevée;"
            " clôturé; clôturée",
            "cancelled": "cancelled; canceled; cancelado; cancelada; anulado; annulé; annulée",
            "suspended": "suspended; on hold; suspendido; suspendida; suspendu; suspendue",
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

BEFORE_A_UNIT = frozenset(
    (
        *("all", "amount", "amounts", "figure", "figures", "value", "values", "are", "expressed", "currency", "unit"),
        *("todos", "los", "las", "importes", "montos", "cifras", "valores", "expresados", "expresadas", "moneda"),
        *("unidad", "tous", "les", "montants", "chiffres", "exprimes", "devise", "monnaie", "unite", "sont"),
    )
)

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
            "january jan enero ene janvier janv",
            "february feb febrero fevrier fevr fev",
            "march mar marzo mars",
            "april apr abril abr avril avr",
            "may mayo mai",
            "june jun junio juin",
            "july jul julio juillet juil",
            "august aug agosto ago aout",
            "september sep sept septiembre setiembre set septembre",
            "october oct octubre octobre",
            "november nov noviembre novembre",
            "december dec diciembre dic decembre",
        ),
        start=1,
    )
    for name in names.split()
}
