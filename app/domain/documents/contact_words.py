"""Words that stand in a CV's first lines and in nobody's name; folded, as ``fold`` writes them.

Surnames that are also trades (Marchand, Baker) and first names that are also places (France as a first word) stay out.
"""

PARTICLES = frozenset(
    "de du des d la le les l van von der den ter ten zu zum da das do dos di del della el al ben bin bint ibn y e st".split()
)
# Written small inside a name; the others keep their capital (Le Goff, El Mansouri, Da Silva).
SMALL = frozenset("de du des d la van von der den ter ten zu zum".split())

TITLES = frozenset("m mr mme mlle mrs ms miss mx dr pr me monsieur madame mademoiselle docteur maitre doctor".split())

# A word that begins like one of these is part of a position, a heading or a firm.
STEMS = tuple(
    (
        "accompagn account achat acheteu administr alternan analys animat apprenti architect assist associat "
        "attache audit avocat banqu benevol certific chauffeur chercheu collabor commerc communic competen comptab concept "
        "conduct conseil consult contact contrat control coordinat coordonn cuisinier cybersec develop diplom "
        "direct disponib document econom educat electric employ encadr engineer enseign entrepren entrepris etudiant "
        "execut experienc expert fiduci financ fiscal formation formateu freelanc gestion graduat graphis hospital "
        "hotel immobili infirm inform ingenieu innov institut intern invest journalis jurid jurist langue leadership "
        "licenc logist logiciel maintenan management manager market mecanic medecin mobil motiva nationalit objecti operat "
        "optimis organis paralegal parcours partenari pharmac photograph pilot planning polyvalen portfolio presiden "
        "procure product profess profil program projec projet psycholog public qualific recepti recherch recrut redact "
        "referen relation report represent research respons ressourc restaur salari secretai secur serveu servic skill "
        "societ solution special stagia strateg student superv system techn telecom telephon telepro trader traduct transac "
        "transport tresor universi vendeu vendeus volunt webmast"
    ).split()
)

WORDS = frozenset(
    (
        # Headings and what stands beside them.
        "cv curriculum vitae resume about achievements activities activites address adresse age ans apropos atouts autre autres aux avec awards bac "
        "bachelor born birth bts but career centre centres celibataire chez citizen college cover courriel cours date "
        "dear diplome divers driving dut ecole education email emploi en employment et extra and for from hobbies history "
        "humaines identite in informatique interest interests interet interets key letter lettre linkedin github www http "
        "https loisirs lycee mail marital master mba me mes moi mobile mon my naissance née nee objet of outils page "
        "passions permis personal personnel personnelle personnelles personnels phd phone portable pour present profile "
        "projects propos qualites school science sciences scolaire single soft hard sport sports stage status statut "
        "strengths sur summary tel the to tools training travail university vie voyages volontariat with work "
        # Positions.
        "agent aide business buyer cadre caissier caissiere ceo cfo charge chargee chef cheffe chief clerk coach coo cto "
        "data designer design digital directeur driver finance full stack general head hr it junior lawyer lead leader "
        "logistique magasinier notaire nurse officer poste recruiter rh sales senior software teacher team trainee "
        "tuteur ui ux vente web writer fin etudes annee year final fusions acquisitions corporate bank private debt "
        # Skills.
        "adobe excel java javascript linux microsoft office pack photoshop powerpoint python sap sql windows word "
        "agile scrum anglais arabe allemand espagnol francais italien portugais chinois english french spanish "
        "italian portuguese arabic bilingual bilingue courant fluent native notions maternelle "
        # Firms, streets, months.
        "savoir etre faire power bi val loire hec bnp paribas credit agricole generale essec edhec escp po dauphine google "
        "cabinet company conseils group groupe gmbh inc ltd llc llp plc sa sarl sas sasu sci scop avenue av boulevard bd "
        "rue street road impasse allee chemin residence batiment appartement apt cedex quai faubourg lieu dit "
        "janvier fevrier juin juillet aout septembre octobre novembre decembre january february october december "
        "monday lundi today aujourd "
        # Places.
        "paris lyon marseille toulouse bordeaux lille nantes strasbourg rennes montpellier grenoble rouen toulon dijon "
        "angers nimes reims metz villeurbanne roubaix boulogne billancourt versailles courbevoie levallois neuilly "
        "ile idf london londres manchester birmingham edinburgh dublin bristol leeds new york berlin munich bruxelles "
        "brussels geneve geneva lausanne zurich luxembourg madrid barcelona roma lisbon amsterdam montreal "
        "united kingdom uk usa states belgique belgium suisse switzerland espagne spain italie italy allemagne germany "
        "canada maroc morocco algerie tunisie senegal europe"
    ).split()
)
# Places that are first names too: only at the end of a line are they places.
LAST_WORDS = frozenset({"france", "ireland", "england", "scotland"})
