"""Words as people write them in English, Spanish, French and Portuguese: of headings, cells, totals and months.

Everything is compared by `key`, without case, accents and punctuation. A heading stands here only where it can mean one
thing; what could mean several, such as a budget, is only offered (`heading_words`).
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
        " code du projet; code projet; projeto; código do projeto; grant id; project number; n° projet",
        "code": "code; código; id; ref; reference number",
        "title": "title; project title; name of project; project name; título; título del proyecto; nombre del"
        " proyecto; titre; titre du projet; intitulé; intitulé du projet; nom du projet; título do"
        " projeto; nome do projeto; nombre de proyecto; grant title; activity title",
        "donor": "donor; donor agency; funding agency; development partner; donante; agencia donante; cooperante;"
        " bailleur; bailleur de fonds; donateur; partenaire financier; donors; donantes;"
        " bailleurs; bailleurs de fonds; doador; doadores; parceiro de cooperação; financiador; funding"
        " institution",
        "beneficiaries": "beneficiary; beneficiaries; beneficiary administration; recipient; recipients;"
        " beneficiario; beneficiarios; bénéficiaire; bénéficiaires; administration bénéficiaire;"
        " recipient country; beneficiary country; país beneficiario; pays bénéficiaire;"
        " beneficiário; beneficiários; país beneficiário",
        "status": "status; project status; state; estado; estado del proyecto; estatus; situación; statut; statut"
        " du projet; état; situação; situação do projeto; estado do projeto; implementation status",
        "progress": "progress; % complete; percent complete; progress %; avance; avance %; % de avance; progreso;"
        " avancement; avancement %; taux d'avancement; progresso; avanço; percentage complete; % avance",
        "start": "start; start date; starts; planned start; inicio; fecha de inicio; début; date de début; planned"
        " start date; fecha inicio; date début; início; data de início; data início; fecha de comienzo;"
        " start year; date de démarrage",
        "end": "end; end date; ends; planned end; completion date; fin; fecha de fin; fecha de término; término;"
        " date de fin; planned end date; fecha fin; date fin; fim; data de fim; data fim; data de"
        " término; data de conclusão; closing date; project closing date; date de clôture; fecha de"
        " cierre; fecha de finalización",
        "actual_start": "actual start; actual start date; inicio real; fecha de inicio real; début réel; date de"
        " début réelle; início real; data de início real; start actual",
        "actual_end": "actual end; actual end date; fin real; fecha de fin real; fin réelle; date de fin réelle;"
        " fim real; data de fim real; actual completion date; end actual",
        "interest": "interest; expression of interest; manifestación de interés; manifestation d'intérêt;"
        " manifestação de interesse",
        "pledged": "pledge; pledges; pledged; amount pledged; prometido; promesa; monto prometido; promis;"
        " promesse; montant promis",
        "committed": "commitment; commitments; committed; amount committed; committed amount; comprometido; monto"
        " comprometido; importe comprometido; compromiso; compromisos; engagé; engagement;"
        " engagements; montant engagé; compromisso; compromissos; valor comprometido; montante"
        " comprometido",
        "disbursed": "disbursement; disbursements; disbursed; amount disbursed; disbursed amount; desembolsado;"
        " monto desembolsado; importe desembolsado; desembolso; desembolsos; décaissé; décaissement;"
        " décaissements; montant décaissé; déboursé; valor desembolsado; montante desembolsado",
        "currency": "currency; currency code; moneda; divisa; devise; monnaie; moeda",
        "note": "note; notes; remark; remarks; comment; comments; observaciones; comentario; comentarios; notas;"
        " observations; remarques; commentaire; commentaires; observações; observação; comentários;"
        " comentário",
        "objective": "objective; objectives; project objective; objetivo; objetivos; objectif; objectifs; objetivo"
        " general; objetivo geral; objetivo do projeto; objetivo del proyecto; objectif du projet;"
        " development objective; project development objective",
        "plan": "implementation plan; plan de ejecución; plan de implementación; plan de mise en œuvre; plano de"
        " execução; plano de implementação",
        "expected_outcomes": "expected outcomes; expected results; resultados esperados; résultats attendus;"
        " resultados previstos",
        "themes": "theme; themes; topic; topics; tema; temas; thème; thèmes",
        "scope": "scope; alcance; ámbito; portée",
        "lead": "lead; lead agency; lead organisation; agencia líder; organismo responsable; chef de file;"
        " responsible agency; entidad responsable; organismo líder; órgão responsável; institution"
        " responsable",
        "implementer": "implementing agency; implementing organisation; implementer; implemented by; ejecutor;"
        " agencia ejecutora; organismo ejecutor; agence d'exécution; agence de mise en œuvre;"
        " implementor; implementing partner; executing agency; entidad ejecutora; unidad ejecutora;"
        " órgão executor; entidade executora; agência executora; organisme d'exécution; agence"
        " exécutive",
        "parent": "parent project; programme; proyecto marco; projet parent",
        "instrument": "instrument; type of funding; instrumento; instrument de financement; type of assistance;"
        " modalidad de cooperación",
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
