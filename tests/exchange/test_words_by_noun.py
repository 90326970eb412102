"""Needs, offers, trainings, careers and evaluations come with headings in French and Spanish, and are recognised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Run

from tracker.exchange.foreign.words_by_noun import CELLS, WORDS_OF
from tracker.exchange.nouns import NOUNS, ORDER, field_of

FRENCH = {
    "needs": "Besoins des administrations\n"
    "Code,Besoin,Bénéficiaires,Mesures,Catégorie,Date indicative,Date définitive,Thèmes\n"
    "B1,Un laboratoire,JM-CUSTOMS,10.4,C,2014-01-01,2015-01-01,legal framework\n",
    "need reports": "Besoin,Statut,Conférence,Remarques\nB1,Satisfait en partie,AMS-2013,L'appareil est là\n",
    "need replies": "Besoin,Bailleur,Réponse,Partie,Date\nB1,IDB,le ferait,10.4.1,2013-05-01\n",
    "need extensions": "Besoin,Demandé le,Jusqu'au,Motif,Réponse\nB1,2013-02-01,2016,Pas de bailleur,accordé\n",
    "offers": "Bailleur,Programme,Début,Fin,Lieux,Instruments,Montant,Devise\n"
    "IDB,Fonds,2014,2016,JM,don; prêt,1000000,USD\n",
    "offer reports": "Offre,Statut,Conférence,Reste,Devise\nO1,épuisée,AMS-2013,0,USD\n",
    "trainings": "Formation,Code,Type,Lieu,Début,Qui l'a financée\n"
    "Gestion des risques,F1,Atelier,Kingston,2013-03-04,IDB\n",
    "attendances": "Formation,Administration,Participants,Dont femmes\nF1,JM-CUSTOMS,12,5\n",
    "training results": "Formation,Niveau,Mesuré,Après,Date\nF1,learning,test,85,2013-03-08\n",
    "evaluations": "Projet,Évaluateur,Critère,Note,Remarques\nP1,IEG,outcome,Satisfactory,Bon travail\n",
    "ratings": "Projet,Date,Niveau de risque,Échelle,Publié par\nP1,2012-11-05,Moderate,wb-risk,IDB\n",
    "careers": "Code,Titre,Édition\nJM-AGENTS,Agents des douanes,2012\n",
    "stages": "Carrière,Échelon,Étape,Compétences\nJM-AGENTS,1,Agent,Tarif\n",
    "officers": "Étape,Administration,Effectif,Femmes,Conférence\nJM-AGENTS/1,JM-CUSTOMS,16,7,AMS-2013\n",
}
SPANISH = {
    "needs": "Código,Necesidad,Administración,Medidas,Categoría,Fecha indicativa,Fecha definitiva,Temas\n"
    "B1,Un laboratorio,JM-CUSTOMS,10.4,C,2014-01-01,2015-01-01,legal framework\n",
    "need reports": "Necesidad,Estado,Conferencia,Observaciones\nB1,Parcialmente satisfecha,AMS-2013,Ya está\n",
    "need replies": "Necesidad,Donante,Respuesta,Parte,Fecha\nB1,IDB,lo haría,10.4.1,2013-05-01\n",
    "need extensions": "Necesidad,Solicitada el,Hasta,Motivo,Respuesta\nB1,2013-02-01,2016,Sin donante,concedida\n",
    "offers": "Donante,Programa,Inicio,Fin,Lugares,Instrumentos,Monto,Moneda\n"
    "IDB,Fonds,2014,2016,JM,donación; préstamo,1000000,USD\n",
    "offer reports": "Oferta,Estado,Conferencia,Saldo,Moneda\nO1,agotada,AMS-2013,0,USD\n",
    "trainings": "Capacitación,Código,Tipo,Ciudad,Inicio,Financiador\nGestión,F1,Taller,Kingston,2013-03-04,IDB\n",
    "attendances": "Capacitación,Administración,Participantes,Mujeres\nF1,JM-CUSTOMS,12,5\n",
    "training results": "Capacitación,Nivel,Medido,Después,Fecha\nF1,learning,test,85,2013-03-08\n",
    "evaluations": "Proyecto,Evaluador,Criterio,Calificación,Comentario\nP1,IEG,outcome,Satisfactory,Bien\n",
    "ratings": "Proyecto,Fecha,Nivel,Escala,Publicado por\nP1,2012-11-05,Moderate,wb-risk,IDB\n",
    "careers": "Código,Título,Edición\nJM-AGENTS,Funcionarios de aduanas,2012\n",
    "stages": "Carrera,Orden,Etapa,Competencias\nJM-AGENTS,1,Oficial,Arancel\n",
    "officers": "Etapa,Administración,Funcionarios,Mujeres,Conferencia\nJM-AGENTS/1,JM-CUSTOMS,16,7,AMS-2013\n",
}


def shown(run: Run, line: str) -> Any:
    return json.loads(run(f"{line} --json").out)


@pytest.mark.parametrize("files", [FRENCH, SPANISH], ids=["fr", "es"])
def test_each_table_is_read_by_its_headings(caribbean: Run, files: dict[str, str]) -> None:
    caribbean("project add P1 --title 'Laboratories' --status active --at 2013")
    for noun, file in files.items():
        done = caribbean("import - --yes", input=file)
        assert f"\n{noun} " in done.out + done.err, done
    (need,) = shown(caribbean, "need list")
    assert (need["beneficiaries"], need["measures"], need["category"]) == (["JM-CUSTOMS"], ["10.4"], "C")
    assert (need["status"], need["replies"]) == ("partly met", ["IDB would (10.4.1)"])
    (offer,) = shown(caribbean, "offer list")
    assert (offer["instruments"], offer["amount"], offer["status"]) == (["grant", "loan"], "1000000.00", "exhausted")
    (training,) = shown(caribbean, "training list")
    assert (training["kind"], training["place"], training["women"]) == ("workshop", "Kingston", 5)
    (evaluation,) = shown(caribbean, "evaluation list")
    assert (evaluation["evaluator"], evaluation["rating"]) == ("IEG", "Satisfactory")
    (rating,) = shown(caribbean, "rating list")
    assert (rating["level"], rating["scale"], rating["rated_by"]) == ("Moderate", "wb-risk", "IDB")
    assert "16" in caribbean("career show JM-AGENTS").out


def test_only_the_heading_that_is_strange_is_asked_about(caribbean: Run) -> None:
    caribbean("need add 'A laboratory' --beneficiary JM")
    file = "Besoin,Bailleur,Réponse,Téléphone\nN1,IDB,non,555\n"
    said = caribbean("import - --yes", input=file, status=2).err
    assert said.startswith("Error: standard input, line 1: 'Téléphone' is not a known column.\n"), said
    caribbean("import - --yes --map 'Téléphone='", input=file)
    assert shown(caribbean, "need list")[0]["replies"] == ["IDB no"]
    again = "Bailleur,Réponse\nEU,pas clair\n"
    caribbean("import - --yes --as 'need replies' --set need=N1", input=again)
    assert shown(caribbean, "need list")[0]["replies"] == ["EU unclear", "IDB no"]


def test_a_list_of_projects_is_taken_for_nothing_else(caribbean: Run) -> None:
    file = "Programa,Donante,Inicio,Fin,Monto,Moneda\nVentanilla,IDB,2013,2014,100,USD\n"
    said = caribbean("import - --dry-run", input=file, status=2).err
    assert '--map "Programa=title"' in said
    assert "offers" not in said


def test_each_word_is_of_a_column_that_the_table_has() -> None:
    for noun, words in WORDS_OF.items():
        assert {column for columns in words.values() for column in columns} <= {*NOUNS[ORDER[noun]].columns}, noun
    for (noun, column), cells in CELLS.items():
        field = field_of(NOUNS[ORDER[noun]], column)
        assert field is not None
        assert {*cells.values()} <= {*field.words}, (noun, column)
