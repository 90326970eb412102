"""Words of headings in English, Spanish, French, Portuguese and Lithuanian, by their probable meaning.

They are only offered for the user to confirm; words with a single meaning are in `words_by_language`.
"""

from __future__ import annotations

from collections.abc import Sequence

# The column, how likely the phrases mean it, and the phrases, separated by semicolons. A final s and small words such
# as "of" and "de" are ignored. A phrase below 0.8 must be the whole heading.
PHRASES: Sequence[tuple[str, float, str]] = (
    (
        "project",
        1.0,
        "project id; project code; project number; project no; project nº; project ref; project reference;"
        " project key; project identifier; activity id; activity code; activity number; grant id; grant number;"
        " grant no; loan id; loan number; loan no; operation number; operation code; operation id;"
        " agreement number; contract number; contract no; credit number; cris number; programme code; program code;"
        " reference number; ref no; ref number; código proyecto; id proyecto; número proyecto; nº proyecto;"
        " clave proyecto; código operación; número operación; código convenio; código programa; código único;"
        " código snip; código bip; código bpin; code projet; id projet; numéro projet; n projet; nº projet;"
        " référence projet; code opération; código projeto; número projeto; id projeto; nº projeto;"
        " número contrato; donor project id; proj no; proj id; activity ref; activity reference; projekto kodas;"
        " projekto numeris; projekto nr; sutarties numeris",
    ),
    (
        "project",
        0.75,
        "id; code; código; ref; reference; référence; referencia; identifier; identificador; snip; bpin; kodas",
    ),
    (
        "title",
        1.0,
        "project title; project name; title; name project; activity title; activity name; grant title; grant name;"
        " loan name; loan title; operation name; programme name; programme title; program name; program title;"
        " título; título proyecto; nombre proyecto; denominación; denominación proyecto; nombre programa;"
        " nombre operación; nombre intervención; intitulé; intitulé projet; titre; titre projet; nom projet;"
        " désignation; libellé; nom programme; título projeto; nome projeto; denominação; nome programa; tittel;"
        " designação; designação projeto; projekto pavadinimas; pavadinimas; programos pavadinimas",
    ),
    (
        "title",
        0.75,
        "name; nombre; nom; nome; project; proyecto; projet; projeto; prosjekt; programme; program; programa;"
        " activity; actividad; activité; atividade; initiative; iniciativa; intervention; intervención; operation;"
        " operación; opération; action; acción; ação; project programme; proyecto programa; short description;"
        " subject; asunto; projektas; programa projektas; veikla",
    ),
    (
        "title",
        0.6,
        "description; project description; brief description; descripción; descripción proyecto; descrição; aprašymas",
    ),
    (
        "objective",
        0.95,
        "objective; project objective; development objective; general objective; overall objective; objetivo;"
        " objetivo general; objetivo proyecto; objectif; objectif général; objectif global; objectif projet;"
        " objetivo geral; goal; overall goal; propósito; finalidad; finalidade; pdo; project purpose; main objective;"
        " objetivo principal; objectif principal; tikslas; projekto tikslas",
    ),
    (
        "objective",
        0.58,
        "long description; detailed description; full description; description; descripción; descrição; summary;"
        " project summary; resumen; résumé; resumo; abstract; synopsis; project description; descripción proyecto;"
        " aprašymas; projekto aprašymas",
    ),
    (
        "donor",
        1.0,
        "donor; donor name; donor agency; donor organisation; donor organization; donor institution; donor country;"
        " funding agency; funding source; funding institution; funding organisation; funding organization;"
        " funding partner; financing agency; financing source; financing institution; source funding;"
        " source financing; source fund; funder; financier; financed by; funded by; development partner; lender;"
        " donante; cooperante; país donante; agencia cooperación; agencia donante; fuente financiamiento;"
        " fuente financiación; fuente cooperación; fuente cooperante; organismo financiador; agencia financiadora;"
        " entidad financiadora; financiador; organismo donante; socio desarrollo; socio cooperante; bailleur;"
        " bailleur fonds; donateur; partenaire financier; partenaire technique financier; ptf; source financement;"
        " doador; financiador; agência financiadora; entidade financiadora; parceiro desenvolvimento;"
        " fonte financiamento; país doador; giver; agency name; fuente recursos; organismo internacional;"
        " entidad donante; organisme financement; institution financement; reporting organisation; donoras;"
        " paramos teikėjas; paramos davėjas; finansavimo šaltinis; finansuotojas",
    ),
    (
        "donor",
        0.75,
        "partner; agency; agencia; agence; organisation; organization; socio; partenaire; parceiro; donor group;"
        " fuente; provider; dp; dps; teikėjas",
    ),
    (
        "beneficiaries",
        1.0,
        "beneficiary; beneficiaries; beneficiary country; beneficiary administration; beneficiary institution;"
        " recipient; recipients; recipient country; recipient name; recipient administration; beneficiario;"
        " país beneficiario; institución beneficiaria; país receptor; bénéficiaire; pays bénéficiaire;"
        " institution bénéficiaire; beneficiário; país beneficiário; país parceiro; partner country; mottaker;"
        " target country; gavėjas; paramos gavėjas; šalis gavėja; šalis partnerė",
    ),
    (
        "beneficiaries",
        0.85,
        "country; countries; country name; country region; país; países; pays; nombre país; nom pays; šalis; valstybė",
    ),
    ("beneficiaries", 0.7, "administration; customs administration; administración; aduana"),
    (
        "status",
        1.0,
        "status; project status; activity status; implementation status; current status; status project; estado;"
        " estado proyecto; estado actual; situación; situación actual; situação; situação projeto; statut;"
        " statut projet; état; état projet; estatus; status projeto; būsena; būklė; projekto būklė",
    ),
    ("status", 0.75, "phase; stage; fase; etapa; étape; state; situation; état avancement"),
    (
        "progress",
        1.0,
        "progress; % progress; percent complete; percentage complete; percentage completion; percent completion;"
        " % complete; % completion; completion rate; physical progress; avance; avance físico; % avance;"
        " porcentaje avance; % avance físico; avancement; taux avancement; avancement physique;"
        " taux exécution physique; avanço; avanço físico; progresso; % execução; percentual execução;"
        " % ejecución física; porcentaje ejecución física; % concluído; percentual concluído",
    ),
    (
        "start",
        1.0,
        "start; start date; date start; starting date; begin date; beginning date; begin; beginning; commencement;"
        " commencement date; launch date; planned start; start year; starting year; year start; inicio;"
        " fecha inicio; fecha comienzo; año inicio; début; date début; date démarrage; démarrage;"
        " date commencement; année début; année démarrage; data início; início; ano início; startdate; date started;"
        " pradžia; pradžios data; projekto pradžia; pradžios metai",
    ),
    (
        "start",
        0.75,
        "from; desde; start month; effectiveness date; effective date; comienzo; début projet; effectiveness",
    ),
    (
        "end",
        1.0,
        "end; end date; date end; ending date; finish date; completion date; date completion; closing date;"
        " date closing; close date; closure date; expiry date; termination date; end year; completion year;"
        " closing year; year end; fin; fecha fin; fecha final; fecha finalización; fecha término;"
        " fecha terminación; fecha cierre; fecha conclusión; año fin; año término; término; finalización; date fin;"
        " date clôture; date achèvement; année fin; année clôture; año cierre; data fim; data término;"
        " data conclusão; data encerramento; fim; ano fim; enddate; date ended; fecha culminación; pabaiga;"
        " pabaigos data; projekto pabaiga; pabaigos metai",
    ),
    ("end", 0.75, "to; until; hasta; completion; closing; closure; cierre; clôture; échéance; conclusão; finish"),
    (
        "actual_start",
        1.0,
        "actual start; actual start date; start actual; start actual date; real start date; inicio real;"
        " fecha real inicio; inicio efectivo; début réel; date début réelle; démarrage effectif;"
        " date démarrage effectif; data real início; início real; início efetivo",
    ),
    (
        "actual_end",
        1.0,
        "actual end; actual end date; end actual; end actual date; actual completion; actual completion date;"
        " actual closing date; fin real; fecha real fin; fecha real término; fecha real finalización; fin réelle;"
        " date fin réelle; date clôture réelle; date achèvement réelle; data real término; data real fim; fim real",
    ),
    (
        "currency",
        1.0,
        "currency; currency code; currency name; moneda; divisa; devise; monnaie; moeda; valuta; valiuta; curr; cur;"
        " ccy; tipo moneda; tipo divisa; moneda origen",
    ),
    (
        "implementer",
        1.0,
        "implementing agency; implementing partner; implementing organisation; implementing organization;"
        " implementing institution; implementing entity; implementing body; implementer; implementor;"
        " implemented by; ejecutor; entidad ejecutora; agencia ejecutora; organismo ejecutor; unidad ejecutora;"
        " institución ejecutora; implementador; agencia implementadora; agence exécution; organisme exécution;"
        " agence mise œuvre; organisme mise œuvre; agence executante; maître ouvrage; maître œuvre;"
        " structure exécution; executor; órgão executor; entidade executora; agência executora;"
        " instituição executora; agência implementadora; executed by; vykdytojas; projekto vykdytojas;"
        " įgyvendinanti institucija; įgyvendintojas",
    ),
    ("implementer", 0.75, "contractor; contratista; executant"),
    (
        "implementer",
        0.97,
        "executing agency; executing entity; executing organisation; executing institution; execution agency",
    ),
    (
        "lead",
        1.0,
        "lead agency; lead organisation; lead organization; lead institution; lead ministry; responsible agency;"
        " responsible entity; responsible institution; responsible organisation; entidad responsable;"
        " institución responsable; organismo responsable; institution responsable; structure responsable;"
        " chef file; agencia líder; órgão responsável; instituição responsável; entidade responsável;"
        " responsible ministry; line ministry; ministerio responsable; ministère tutelle; ministère responsable;"
        " ministério responsável; atsakinga institucija",
    ),
    (
        "instrument",
        1.0,
        "instrument; financing instrument; lending instrument; type assistance; assistance type; aid type;"
        " type aid; type funding; funding type; type financing; financing type; finance type; grant type;"
        " loan type; flow type; modality; aid modality; modalidad; modalidad cooperación; modalidade; modalité;"
        " tipo cooperación; tipo cooperação; tipo financiamiento; tipo financiación; tipo financiamento;"
        " tipo ayuda; tipo ajuda; type aide; type financement; nature financement; mode financement;"
        " modalité financement; instrumento; instrumento financiero; instrument financement; tipo fondo; type don;"
        " tipo préstamo; type support; support type; paramos rūšis; paramos forma; finansavimo tipas",
    ),
    (
        "note",
        1.0,
        "note; obs; remark; comment; observación; observaciones; comentario; nota; observation; remarque;"
        " commentaire; observação; observações; comentário; additional information; información adicional;"
        " informations complémentaires; informação adicional; general remark; pastabos;"
        " komentarai",
    ),
    ("note", 0.75, "other; otros; autres; outros; other information; details; detalles"),
    ("iati_identifier", 1.0, "iati identifier; iati id; iati activity id; iati activity identifier; iati code"),
    (
        "expected_outcomes",
        1.0,
        "expected outcome; expected result; expected output; resultado esperado; résultat attendu; planned result;"
        " main output; main result; laukiami rezultatai",
    ),
    ("expected_outcomes", 0.75, "outcome; result; output; resultado; résultat; productos; rezultatai"),
    ("plan", 1.0, "implementation plan; plan ejecución; plan implementación; plan mise œuvre; plano execução"),
    ("themes", 1.0, "theme; topic; tema; thème; thematic area; thématique; área temática; domaine thématique"),
    ("scope", 1.0, "scope; alcance; ámbito; portée; âmbito"),
    ("source", 1.0, "source information; information source; data source; fuente información; source données; fonte"),
    ("parent", 1.0, "parent project; proyecto marco; projet parent; parent programme"),
    ("contribution", 1.0, "contribution code; code contribution; código contribución"),
)

SMALL = "s the of and in de del la las los el le les du des d l da do das dos e y et o or ou ir"
# Words that can be ignored beside the other words of a heading.
FILLERS = (
    "project proyecto projet projeto name nombre nom nome full official expected planned estimated scheduled"
    " anticipated proposed current previsto prevista prévu prévue programada estimada estimado programado"
    " prévisionnelle en eng english text desc"
)
# A heading with one of these words that its phrase does not contain has no matching column.
OTHER = (
    "sector subsector rubro region región province provincia district distrito department departamento"
    " municipality municipio city ciudad ville comuna commune territorio territorios território zone zona"
    " location localidad localización ubicación place geoname geonames adm1 adm2 latitude longitude lat lon lng"
    " long coordinates precision exactness year años año année ano years type tipo kind category categoría"
    " catégorie class classification clasificación group grupo groupe email mail correo phone teléfono tel fax"
    " url link website web address dirección contact contacto percent percentage % rate tasa taux taxa share"
    " level nivel niveau iso2 iso3 iso vocabulary lang language idioma gender género marker target meta sdg ods"
    " mdg mdgs purpose channel flag is has tied cofinancer cofinancier cofinanciador cofinancing consultant"
    " population households score rating rank quarter trimestre term grace period maturity interest repayment"
    " updated modified created version transaction transactions parent number no nº n número numéro count id code"
    " código ref reference date fecha data month mes mois lt dac elapsed geo postal zip team leader duration"
    " duración durée plazo office part parte aporte aportación apport"
)

# The words of money headings. Every word of such a heading must be one of these.
COMMITTED = (
    "commitment committed commit comprometido comprometida compromiso engagement engagé engagée compromisso"
    " įsipareigota įsipareigojimai"
)
DISBURSED = (
    "disbursement disbursed disburse disbursal disb paid payment expenditure spent spending expense outlay"
    " utilization utilisation utilized utilised executed desembolso desembolsado desembolsada pagado pagada pago"
    " gasto gastado versé ejecutado ejecutada décaissement décaissé décaissée déboursé déboursement payé paiement"
    " dépense dépensé pagamento executado despesa utbetalt released išmokėta išmokėtos išmokėjimai panaudota"
    " panaudotos pervesta"
)
PLEDGED = "pledge pledged promesa prometido prometida promesse promis promise annoncé anunciado"
AMOUNT = "amount amt monto importe montant valor valeur value sum suma cuantía quantia beløp vertė lėšos"
AGREED = (
    "approved signed granted awarded allocated contracted agreed aprobado aprobada firmado suscrito otorgado"
    " asignado contratado aprovado concedido assinado approuvé approuvée accordé accordée alloué allouée signé"
    " octroyé financiado financiada financed financé financée financiados skirta skirtos paskirta patvirtinta"
)
FUNDS = (
    "grant loan funding financing contribution donación donativo préstamo crédito credit financiamiento"
    " financiación aporte aportación contribución cooperación financement apport don prêt subvention subvención"
    " doação empréstimo financiamento contribuição bevilgning"
)
# Headings that may hold a number or a date just as well as an amount.
CONTRACT = "contract contrato contrat convention convenio agreement accord acuerdo"
LENT_OR_GIVEN = "grant loan donación donativo préstamo prêt don subvention empréstimo doação crédito credit"
OF_LOANS = (
    "loan principal repayment maturity grace tenor lender borrower préstamo amortización prestatario prêt"
    " remboursement emprunteur empréstimo mutuário"
)
# Words that show that progress is in percent.
OF_A_HUNDRED = "% percent percentage percentual porcentaje pourcentage rate tasa taux taxa"
BUDGET = "budget presupuesto orçamento budsjett"
NEUTRAL = (
    "total totales totale totaux cumulative accumulated acumulado acumulada cumulé cumulée cumul gross net"
    " overall global actual original initial full project proyecto projet projeto programme program donor donante"
    " bailleur doador final external foreign externo externa internacional internacionales international"
    " internationale aid ayuda aide assistance asistencia oda activity actividad activité all sum todo todos usd"
    " eur us dollar dollars euro incurred fund funds fondo fondos fonds fundo fundos financial financiero"
    " financiera financier financeiro contract contrato contrat cooperante convention convenio agreement accord"
    " acuerdo effectué projekto bendra lt"
)
# Words that give a cut-off, before a date or alone: a cumulative amount up to a day is still the amount.
UNTIL = "as of|as at|as on|up to|until|through|at|al|au|a|hasta|até"
TO_DATE = "to date|so far|hasta la fecha|a la fecha|a ce jour|ate a data|ate o momento|hasta el momento"
