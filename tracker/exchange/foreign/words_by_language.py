"""Words as people write them in five languages: for headings, cells, totals and months.

Everything is compared by `key`, without case, accents and punctuation. A heading is listed here only if it has a single
meaning; an ambiguous one, such as a budget, is only offered (`heading_words`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.rules.text import name_key


def key(text: str) -> str:
    """Return the comparison key of a heading or word: "N.º de Proyecto" becomes "n º de proyecto"."""
    return name_key(text)


def _keyed(words: Mapping[str, str]) -> dict[str, str]:
    """Map each word to its meaning; words are separated by semicolons."""
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
        "conference": "conference; reported at; told at; conferencia; conférence",
        "answer": "answer; respuesta; réponse",
        "donor_answer": "answer of the donor; respuesta del donante; réponse du donateur",
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

# By column: the synonyms of each of its words.
WORDS: Mapping[str, Mapping[str, str]] = {
    "status": _keyed(
        {
            "proposed": (
                "proposed; pipeline; identification; pipeline identification; planned; planning; preparation; in "
                "preparation; concept; under negotiation; propuesto; propuesta; planificado; planificada; en "
                "preparación; identificación; identificado; formulación; en formulación; en negociación; "
                "proposé; proposée; planifié; prévu; en préparation; en négociation; proposta; em preparação; "
                "planejado; planejada; em negociação; under preparation; not started; not yet started; to start; "
                "appraisal; appraised; negotiation; negotiations; negotiated; identified; formulation; "
                "under formulation; proposal; draft; programmed; por iniciar; sin iniciar; no iniciado; no iniciada; "
                "en identification; préparation; programmé; programmée; instruction; non démarré; à démarrer; "
                "a iniciar; não iniciado; não iniciada; programado; programada; planuojamas; planuojama; numatomas; "
                "numatoma; rengiamas; rengiama"
            ),
            "active": (
                "active; approved; board approved; signed; effective; disbursing; ongoing; on-going; in "
                "progress; under way; underway; implementation; in implementation; under implementation; under "
                "execution; activo; activa; vigente; aprobado; aprobada; firmado; firmada; suscrito; en curso; "
                "en ejecución; en marcha; en implementación; ejecución; implementación; actif; active; en cours; "
                "en exécution; en cours d'exécution; approuvé; approuvée; signé; signée; ativo; ativa; aprovado; "
                "aprovada; assinado; assinada; em execução; em andamento; em curso; em implementação; implementing; "
                "being implemented; implementation phase; board approval; execution; executing; in execution; "
                "in process; en proceso; vigentes; iniciado; iniciada; démarré; démarrée; en cours de réalisation; "
                "exécution; em processo; vykdomas; vykdoma; vykdomi; vykdomos; patvirtintas; pasirašytas"
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
                "terminé; terminée; achevé; achevée; clôturé; clôturée; encerrado; encerrada; implemented; finalised; "
                "finalized; exited; financially completed; physically completed; liquidado; liquidada; "
                "implementado; implementada; réalisé; réalisée; exécuté; exécutée; clos; close; baigtas; baigta; "
                "baigti; užbaigtas; užbaigta; įvykdytas"
            ),
            "cancelled": (
                "cancelled; canceled; dropped; terminated early; cancelado; cancelada; anulado; anulada; "
                "desistido; annulé; annulée; abandonné; abandonnée; "
                "withdrawn; rejected; desestimado; desestimada; rechazado; rechazada; nutrauktas; atšauktas"
            ),
            "suspended": (
                "suspended; suspension; on hold; suspendido; suspendida; en suspenso; paralizado; paralizada; "
                "suspendu; suspendue; suspenso; suspensa; paralisado; paralisada; stalled; "
                "detenido; detenida; en pausa; pausado; sustabdytas; sustabdyta"
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
            "grant": "donación; subvención; don; subvention; grants; grant aid; no reembolsable;"
            " cooperación no reembolsable; ayuda no reembolsable; donativo; doação; subvenção; não reembolsável;"
            " non remboursable; parama",
            "loan": "préstamo; prêt; loans; credit; crédito; crédit; concessional loan; soft loan; reembolsable;"
            " cooperación reembolsable; empréstimo; reembolsável; remboursable; paskola",
            "technical cooperation": "technical assistance; cooperación técnica; asistencia técnica;"
            " coopération technique; assistance technique; ta; tc;"
            " cooperação técnica; assistência técnica; asesoría técnica; techninė pagalba",
            "in-kind experts": "in kind; in-kind; expertos en especie; en especie; en nature; experts en nature",
            "sponsorship": "patrocinio; parrainage",
        }
    ),
}

BEFORE_A_UNIT = frozenset(
    (
        *("all", "amount", "amounts", "figure", "figures", "value", "values", "are", "expressed", "currency", "unit"),
        *("todos", "los", "las", "importes", "montos", "cifras", "valores", "expresados", "expresadas", "moneda"),
        *("expresado", "exprime", "expressed", "expresso", "expressado", "cuadro", "tabla", "table", "tableau"),
        *("unidad", "tous", "les", "montants", "chiffres", "exprimes", "devise", "monnaie", "unite", "sont"),
        *("montantes", "quantias", "expressos", "expressas", "moeda", "unidade", "em", "sumos", "visos"),
    )
)

TOTAL = re.compile(
    r"(gran |sub )?total(es)? (general|generales)\b|(grand |sub |overall |gran )?(sub)?total(s|es)?\b"
    r"|sumas?\b|sum\b|totaux\b|sous total\b|somme\b|(is )?viso\b"
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
