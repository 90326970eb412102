"""Headings of the tables that people keep beside a list of projects, in French, Spanish and Portuguese.

Most of these words mean something else elsewhere: in a list of projects, a place or a part is data. So they count only
where a whole header is one of these tables. A list of projects is never read by them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from tracker.exchange.foreign.columns import Meant, heading_key, meaning
from tracker.exchange.foreign.guessing import is_likely
from tracker.exchange.foreign.layout import SEARCHED
from tracker.exchange.foreign.words_by_language import HEADINGS, WORDS, key
from tracker.exchange.grids import Grid
from tracker.exchange.nouns import NOUNS, ORDER, TableKind

_DATES_OF_NEEDS = {
    "category": "catégorie; catégorie AFE; categoría; categoría AFC; categoria",
    "indicative": "date indicative; fecha indicativa; data indicativa",
    "definitive": "date définitive; fecha definitiva; data definitiva",
    "extended_to": "prolongé jusqu'au; prolongée jusqu'au; date prolongée; date prorogée; prorrogada hasta;"
    " prorrogado hasta; fecha prorrogada; ampliada hasta; prorrogada até",
    "done": "déjà fait; ce qui est fait; ya hecho; lo ya hecho; avances; já feito",
}
_NEED = "besoin; code du besoin; necesidad; código de la necesidad; necessidade"
_ADMINISTRATION = "administration; administration douanière; administración; administración aduanera; administração"
_TRAINING = "formation; code de la formation; capacitación; formación; curso; formação"
_STAGE = "étape; niveau; etapa; nivel; grado"
_WOMEN = "femmes; dont femmes; mujeres; de ellas mujeres; mulheres"
_PERSONS = "personnes; participants; nombre de participants; personas; participantes; número de participantes; pessoas"
_EDITION = "édition; edición; edição"
# By noun and column; a word of several columns of a noun means the first that no other heading means.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "needs": _DATES_OF_NEEDS
    | {
        "text": "besoin; besoins; texte; description du besoin; ce qui est demandé; necesidad; necesidades; texto;"
        " descripción de la necesidad; lo que se pide; necessidade",
        "code": "besoin; code du besoin; n° du besoin; necesidad; código de la necesidad; necessidade",
        "beneficiaries": _ADMINISTRATION,
        "whose": "de qui; à qui est le besoin; de quién; de quién es la necesidad",
        "measures": "mesure; mesures; mesures AFE; mesures de l'AFE; medida; medidas; medidas AFC; medidas del AFC",
        "conference": "soulevé à; soulevée à; planteada en",
        "document": "documento",
        "document_date": "date du document; fecha del documento; data do documento",
    },
    "need reports": _DATES_OF_NEEDS | {"need": _NEED},
    "need replies": {
        "need": _NEED,
        "answer": "réponse du bailleur; réponse au besoin; respuesta a la necesidad; resposta",
        "part": "partie; partie du besoin; parte; parte de la necesidad",
        "date": "depuis; desde; data",
    },
    "need extensions": {
        "need": _NEED,
        "requested": "demandé; demandé le; demandée le; date de la demande; solicitado; solicitada; solicitada el;"
        " solicitado el; fecha de la solicitud; pedido em",
        "until": "jusqu'au; jusqu'à; hasta; até",
    },
    "offers": {
        "code": "offre; code de l'offre; oferta; código de la oferta",
        "programme": "programme; nom du programme; programa; nombre del programa",
        "theme_words": "thèmes en mots; temas en palabras",
        "places": "lieu; lieux; pays; lugar; lugares; países; país",
        "place_words": "lieux en mots; lugares en palabras",
        "instruments": "instrument; instruments; instrumento; instrumentos",
        "amount": "valor",
        "amount_is": "ce qu'est le montant; type de montant; qué es el importe; tipo de importe; tipo de monto",
        "amount_words": "montant en mots; montant en toutes lettres; importe en palabras; monto en palabras",
        "how_to_apply": "comment demander; comment postuler; modalités de demande; cómo solicitar; cómo postular",
    },
    "offer reports": {
        "offer": "offre; code de l'offre; oferta; código de la oferta",
        "left": "reste; solde; montant restant; saldo; importe restante; monto restante; resta",
    },
    "trainings": {
        "title": "formation; formations; cours; atelier; capacitación; formación; curso; taller; formação",
        "code": "formation; code de la formation; capacitación; formación; código de la capacitación; formação",
        "kind": "type; type de formation; tipo; tipo de capacitación; tipo de formación",
        "mode": "modalité; mode; modalidad; modo; modalidade",
        "date_note": "note sur la date; nota sobre la fecha",
        "place": "lieu; ville; lugar; ciudad; sede; local",
        "countries": "pays; país; países",
        "organisers": "organisateur; organisateurs; qui l'a organisée; organizador; organizadores;"
        " quién la impartió; organizadora",
        "funders": "bailleur; bailleurs; bailleur de fonds; financeur; financeurs; financé par; financée par;"
        " qui l'a financée; donante; donantes; financiador; financiadores; financiado por; financiada por;"
        " quién la financió",
        "projects": "projet; projets; proyecto; proyectos; projeto; projetos",
        "cost": "coût; costo; coste; custo; monto; montant",
    },
    "attendances": {
        "training": _TRAINING,
        "administration": _ADMINISTRATION,
        "persons": _PERSONS,
        "stated": "indiqué; tel qu'indiqué; indicado",
        "women": _WOMEN,
        "completed": "ont terminé; achevé; achevée; terminaron; completaron; concluíram",
        "certified": "certifiés; ont un certificat; certificados; con certificado",
    },
    "training results": {
        "training": _TRAINING,
        "level": "niveau; nivel; nível",
        "measured": "mesuré; ce qui est mesuré; medido; lo medido",
        "before": "avant; antes",
        "after": "après; después; depois",
        "persons": _PERSONS,
        "indicator": "indicateur; indicador",
        "date": "data",
    },
    "evaluations": {
        "evaluator": "évaluateur; évalué par; evaluador; evaluado por; avaliador",
        "criterion": "critère; criterio; critério",
        "rating": "note; notation; appréciation; calificación; valoración; classificação",
        "note": "remarque; remarques; observations; observaciones; comentario; nota",
        "strategy": "stratégie; estrategia; estratégia",
        "kind": "type; type d'évaluation; tipo; tipo de evaluación",
        "published_as": "publié comme; publiée comme; publicado como; publicada como",
        "fiscal_year_of": "exercice de; ejercicio de",
        "criteria": "critères; jeu de critères; criterios; conjunto de criterios",
        "scale": "échelle; escala",
    },
    "ratings": {
        "aspect": "aspect; objet; aspecto; objeto",
        "level": "niveau; niveau de risque; notation; nivel; nivel de riesgo; calificación; calificación del riesgo;"
        " nível; nível de risco",
        "scale": "échelle; escala",
        "previous_level": "niveau précédent; notation précédente; nivel anterior; calificación anterior",
        "rated_by": "évalué par; noté par; publié par; evaluado por; calificado por; publicado por; publicada por",
        "mitigation": "atténuation; mesures d'atténuation; mitigación; medidas de mitigación; mitigação",
        "note": "remarque; remarques; observations; observaciones; comentario; nota",
    },
    "careers": {
        "edition": _EDITION,
        "applies_to": "s'applique à; se aplica a; aplica-se a",
        "administrations": f"{_ADMINISTRATION}; administrations; administraciones",
    },
    "stages": {
        "career": "carrière; parcours; parcours de carrière; carrera; carrera profesional; carreira",
        "place": "rang; place; échelon; puesto; lugar; orden; posición",
        "title": _STAGE,
        "core": "compétences de base; competencias básicas",
        "operational": "compétences opérationnelles; competencias operativas",
        "management": "compétences de gestion; competencias de gestión",
        "competencies": "compétences; competencias; competências",
        "years": "années; ans; années de service; años; años de servicio; anos",
        "degrees": "diplômes; títulos; titulaciones; diplomas",
        "examinations": "examens; exámenes; exames",
        "requirement": "condition; exigence; requisito; requisitos",
        "trainings": "formations; capacitaciones; cursos",
    },
    "officers": {
        "stage": _STAGE,
        "administration": _ADMINISTRATION,
        "officers": "agents; fonctionnaires; effectif; funcionarios; oficiales; funcionários",
        "women": _WOMEN,
        "estimated": "estimé; estimation; estimado; estimación",
    },
}

# By noun and column: what people write in the cells. The briefs and the workbooks of requests have the same words.
_CELLS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("need reports", "status"): {
        "open": "ouvert; ouverte; abierto; abierta; aberto; aberta",
        "partly met": "satisfait en partie; partiellement satisfait; satisfecha en parte; parcialmente satisfecha;"
        " satisfecho en parte; parcialmente satisfecho; atendida em parte",
        "met": "satisfait; satisfaite; satisfecha; satisfecho; atendida",
        "withdrawn": "retiré; retirée; retirada; retirado",
    },
    ("need replies", "answer"): {
        "would": "le ferait; ferait; lo haría; haría; o faria; faria",
        "does": "le fait; fait; lo hace; hace; o faz; faz",
        "no": "non; não",
        "unclear": "pas clair; peu clair; no está claro; não está claro",
    },
    ("need extensions", "answer"): {
        "granted": "accordé; accordée; concedido; concedida; aprobado; aprobada",
        "refused": "refusé; refusée; rechazado; rechazada; denegado; denegada; recusado; recusada",
    },
    ("offer reports", "status"): {
        "open": "ouvert; ouverte; abierto; abierta; aberto; aberta",
        "exhausted": "épuisé; épuisée; agotado; agotada; esgotado; esgotada",
        "closed": "fermé; fermée; clos; close; cerrado; cerrada; fechado; fechada",
    },
    ("trainings", "kind"): {
        "course": "cours; curso",
        "workshop": "atelier; taller; oficina",
        "seminar": "séminaire; seminario; seminário",
        "programme": "programa",
        "study visit": "visite d'étude; voyage d'étude; visita de estudio; visita de estudos",
    },
    ("trainings", "mode"): {
        "in person": "en présentiel; présentiel; presencial",
        "online": "en ligne; en línea; virtual; em linha",
        "hybrid": "hybride; híbrido; híbrida",
    },
    ("attendances", "stated"): {
        "at least": "au moins; al menos; pelo menos",
        "over": "plus de; más de; mais de",
        "about": "environ; aproximadamente; cerca de",
        "up to": "jusqu'à; hasta; até",
    },
    ("evaluations", "kind"): {
        "self": "auto-évaluation; autoevaluación; autoavaliação",
        "validated": "validée; validé; validada; validado",
        "independent": "indépendante; indépendant; independiente; independente",
    },
}


class InWords(NamedTuple):
    """A table of which the header is in these words: its noun, the number of the header, and the column of each heading
    that only they explain."""

    noun: str
    row: int
    columns: Mapping[str, str]


def _by_key(columns: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column, listed in columns.items():
        for word in listed.split(";"):
            found.setdefault(key(word), []).append(column)
    return found


WORDS_OF: Mapping[str, Mapping[str, list[str]]] = {noun: _by_key(columns) for noun, columns in _WORDS.items()}
CELLS: Mapping[tuple[str, str], Mapping[str, str]] = {
    cells: {word: meant[0] for word, meant in _by_key(words).items()} for cells, words in _CELLS.items()
} | {("offers", "instruments"): WORDS["instrument"]}


def in_words(
    grid: Grid,
    said: Mapping[str, Meant],
    constants: Collection[str],
    wanted: str | None,
    row: int | None,
    currencies: Collection[str],
) -> InWords | None:
    """Return the table that the first header in these words is. `wanted` and `row` are the noun and the header row that
    the user named."""
    nouns = [NOUNS[ORDER[name]] for name in WORDS_OF if wanted in (None, name)]
    for line in grid.lines[:SEARCHED]:
        texts = [cell.strip() for cell in line.cells if cell.strip()]
        if len(texts) < 2 or row not in (None, line.number):
            continue
        keys = {key(text) for text in texts}
        likely = [noun for noun in nouns if keys & WORDS_OF[noun.name].keys()]
        fits = [(noun, columns) for noun in likely if (columns := _columns(noun, texts, said, constants, currencies))]
        if fits:
            noun, columns = max(fits, key=lambda fit: (-len(texts) + len(fit[1]), len(fit[0].required)))
            own = WORDS_OF[noun.name]
            return InWords(noun.name, line.number, {text: at for text, at in columns.items() if key(text) in own})
    return None


def _columns(
    noun: TableKind,
    texts: Sequence[str],
    said: Mapping[str, Meant],
    constants: Collection[str],
    currencies: Collection[str],
) -> dict[str, str]:
    """Return the columns of the headings of a row; nothing if it is no header of a noun in words of its own.

    It has all columns that the table must have. Headings that are no column are allowed where they are fewer than the
    others, and one of the required columns can only be that of this noun.
    """
    own, allowed = WORDS_OF[noun.name], frozenset(noun.columns)
    found: dict[str, str] = {}
    several: list[tuple[str, list[str]]] = []
    for text in texts:
        if heading_key(text) not in said and (columns := own.get(key(text))):
            several.append((text, columns))
        elif (column := meaning(text, 0, said, currencies).column) is not None:
            found[text] = noun.called.get(column, column)
    found = {text: column for text, column in found.items() if column in allowed}
    for text, columns in sorted(several, key=lambda one: len(one[1])):
        found[text] = next((column for column in columns if column not in found.values()), columns[0])
    if not {*noun.required} <= {*found.values(), *constants} or len({*found.values()}) < len(found):
        return {}
    # Words that could as well be of a list of projects prove nothing: "programa" is what many call a project.
    proofs = {found[text] for text, _ in several if key(text) not in HEADINGS and not is_likely(text, currencies)}
    whole = len(found) == len(texts)
    return found if proofs and (whole or (proofs & {*noun.required} and 2 * len(found) > len(texts))) else {}
