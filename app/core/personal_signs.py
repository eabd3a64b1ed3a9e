"""Signs of personal data per language: the words and numbers that `personal_data` makes its patterns of.

Every text is searched for the signs of all languages, since a Danish question may name Mrs Smith. Numbers
are patterns in the syntax that Python and browsers share. What may not precede a number is `NOT_IN_NUMBER` or
a character class in a lookbehind at the beginning, which `make generate` rewrites for browsers without
lookbehind.
"""

from dataclasses import dataclass

from app.core.languages import PerLanguage

# Not within a number, nor after its decimal or thousands sign; "tlf.22334455" has a number of its own.
NOT_IN_NUMBER = r"(?<!\d)(?<!\d[.,])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The signs of one language.

    `months` are beginnings of words, `ordinals` days of a month and
    `centuries` of years in words, `streets` endings of words, and
    `streets_apart` whole words. `units` after a number say that it counts something. After a `title` and
    after one of the `relations`, which are in lower case, one capitalised word is taken as a name.

    Two capitalised words are taken as a name, unless the first is one of the `sentence_openers`, one of them
    is among the `public_words` or ends like one, or both are one of the `public_pairs`. A sentence begins
    with a capital anyway: an unknown word there counts only if it is no ordinary word by its ending
    (`ordinary_endings`) and the next is none of the `places`. Known `first_names` and `last_names` count in
    spite of endings and places. In a session with a language that capitalises all nouns capitals say
    nothing.

    `diseases` are beginnings of words with a capital that are no names after "min mor".

    A field is empty where the signs of another language serve.
    """

    months: tuple[str, ...]
    ordinals: tuple[str, ...]
    centuries: tuple[str, ...]
    born: tuple[str, ...]
    titles: tuple[str, ...]
    relations: tuple[str, ...]
    diseases: tuple[str, ...]
    streets: tuple[str, ...]
    streets_apart: tuple[str, ...]
    lives: tuple[str, ...]
    units: tuple[str, ...]
    civil_numbers: tuple[str, ...]
    called_civil_number: tuple[str, ...]
    country_codes: tuple[str, ...]
    phone_numbers: tuple[str, ...]
    called_phone: tuple[str, ...]
    currencies: tuple[str, ...]
    sentence_openers: tuple[str, ...]
    ordinary_endings: tuple[str, ...]
    public_words: tuple[str, ...]
    public_endings: tuple[str, ...]
    public_pairs: tuple[str, ...]
    places: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    nouns_are_capitalised: bool


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


# Two years, a date and two times of day also have eight digits.
NO_PHONE_NUMBER = (
    r"(?!(?:19|20)\d\d\D{1,3}(?:(?:19|20)\d\d|[01]\d\D[0-3]\d)(?!\d)"
    r"|\d\d?\D{1,3}\d\d?\D{1,3}(?:19|20)\d\d(?!\d)"
    r"|[0-2]?\d[.:]?(?:00|15|30|45)\s?[\-–]\s?[0-2]?\d[.:]?(?:00|15|30|45)(?!\d))"
)

DANISH = Signs(
    months=_words("jan feb mar apr maj jun jul aug sep okt nov dec"),
    ordinals=_words(
        "første anden andet tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte "
        "trettende fjortende femtende sekstende syttende attende nittende tyvende enogtyvende toogtyvende "
        "treogtyvende fireogtyvende femogtyvende seksogtyvende syvogtyvende otteogtyvende niogtyvende "
        "tredivte enogtredivte"
    ),
    centuries=_lines("nittenhundred\nnitten hundred"),
    born=_words("født fødselsdato fødselsdag fødselsdagen"),
    titles=_words("fru frk frøken hr borger borgeren beboer patient patienten"),
    relations=_words(
        "mor far mormor morfar farmor farfar bedstemor bedstefar svigermor svigerfar moster faster onkel "
        "datter datteren søn sønnen søster søsteren bror broren kone konen hustru hustruen ægtefælle "
        "ægtefællen kollega kollegaen nabo naboen beboeren doktor dr. fr. herr"
    ),
    diseases=_words("Alzheimer Parkinson Lewy Huntington Korsakoff Pick"),
    streets=_words(
        "vej vejen gade gaden allé alle alléen stræde strædet vænge vænget vangen vang park parken toft "
        "toften boulevard boulevarden plads pladsen bakke bakken torv torvet have haven lund lunden eng "
        "engen marken krog krogen sti stien brink brinken skrænt skrænten løkken svinget buen bro broen kaj "
        "kajen høj højen dalen gård gården kær kæret dammen hegnet volden skov skoven gyden passagen"
    ),
    streets_apart=_words("Vej Gade Allé Alle Stræde Boulevard Plads Torv Vænge Park Have"),
    lives=_lines("bor på\nbor i\nbor ved\nboede på\nboende på"),
    units=_words("år gange timer dage uger måneder minutter steder borgere beboere pladser procent %"),
    # Wider than the rules for a CPR number, so that a mistyped one is still found.
    civil_numbers=(
        r"(?<![\d.,+])\d{6}[\s.\-–/]{0,3}\d{4}(?!\d| ?(?:kr|mio|mia))",
        r"(?<![\d])\d{2}[\s.\-/]\d{2}[\s.\-/]\d{2}[\s.\-–]{1,3}\d{4}(?!\d)",
        r"(?<![\d])(?:\d{5,7}[\-–]\d{4}|\d{6}[\-–](?:\d{3}|\d{5}|[xX*]{4}))(?!\d)",
    ),
    called_civil_number=_words("cpr personnummer personnr"),
    country_codes=("45",),
    # By eights, in pairs, and in any other groups. Only the first two may begin with 0, as made-up ones do.
    phone_numbers=(
        r"\d{8}",
        r"\d{2}(?:[\s\-–]{1,3}\d{2}){3}",
        r"\d{2}(?:[./]\d{2}){3}",
        r"\d{4}\.\d{4}",
        r"[1-9](?:[\s\-–]{0,3}\d){7}",
    ),
    called_phone=_words("tlf telefon mobil"),
    currencies=_words("kr kroner DKK mio mia euro"),
    sentence_openers=_words(
        "Hvad Hvem Hvor Hvordan Hvorfor Hvornår Hvilke Hvilken Hvilket Hvis Når Da Kan Kunne Skal Skulle "
        "Vil Ville Må Måtte Er Var Har Havde Får Fik Gør Gjorde Kommer Kom Bliver Blev Findes Tør Bør Burde "
        "Mon Og Men Så For Eller Det Den De Dem Der Denne Dette Disse Vi Vores Os I Jeres Jer Jeg Mig Min "
        "Mit Mine Han Hun Hans Hendes Deres Sin Sit Sine Du Din Dit Dine Man Alle Alt Ingen Intet Nogle "
        "Nogen Noget På Til Fra Med Om Som At En Et Ved Hos Efter Før Under Over Mellem Mod Uden Gennem "
        "Ifølge Siden Selv Selvom Fordi Hver Hvert Både Hverken Enten Ikke Aldrig Altid Ofte Nu Her Dengang "
        "Derfor Desuden Også Bare Kun Måske Sikkert Samme Andre Anden Andet Mange Mere Mest Flere Flest Få "
        "Færre Ingenting Ser Siger Sig Tag Giv Find Lad Lav Læs Tror Synes Tænk Husk Spørg Bed Send Ring "
        "Skriv Kære Tak Hej Ja Nej Hele Hel Helt Hvorvidt Ifald Trods Blandt Bag Foran Inden Indtil Mens "
        "Imens Op Ned Ud Ind Hjem Ligesom Endelig Ellers Altså Bruger Mener Hører Holder Giver Går Står "
        "Ligger Sidder Vidste Sagde Næste Sidste Første Nye Ny Nyt Gammel Gamle Store Stor Lille Små God "
        "Gode Godt Dårlig Dårlige Cirka Især Begge Enhver Ethvert Dog Jo Nok Vel Gid Hvorhen Hvormed "
        "Hvorfra Tit Sommetider Nogensinde Kender Kendte Fandtes Hedder Hed Kaldes Mangler Manglede Gælder "
        "Galdt Virker Virkede To Tre Fire Fem Seks Syv Otte Ni Ti"
    ),
    ordinary_endings=_words(
        "er ere ede et en ene erne te ing inger ingen else elsen hed heden ion ionen isk iske lig lige ig "
        "ige som dom skab ment ik tion des es"
    ),
    public_words=_words(
        "Kommune Kommunen Kommuner Kommunernes Region Regionen Regioner Regionerne Ministeriet Ministerium "
        "Styrelsen Styrelse Danmark Danmarks Norge Sverige Finland Island Grønland Færøerne Tyskland "
        "Holland England Europa Norden Hovedstaden Midtjylland Nordjylland Sjælland Syddanmark Universitet "
        "Hospital Sygehus Alzheimerforeningen Socialstyrelsen Sundhedsstyrelsen Jylland Fyn Plan Strategi "
        "Aftale Lov Pulje Microsoft Google Apple Facebook Teams Excel Word Outlook Windows Zoom Sharepoint "
        "Kombit Cura Nexus Medcom Lean Scrum Kanban Power Office Drive Maps Copilot Chat Gpt Nord Syd Øst "
        "Vest Midt Dansk Danske Dansker Nordisk Nordiske Europæisk Europæiske Grønlandsk Kongelige Kongelig "
        "Folketinget Borgmesteren Kommunalbestyrelsen Byrådet Regionsrådet Rådet Røde Blå Kors Barnet Red "
        "Sagen Fælles Sprog Marte Meo Alzheimers Lewy Parkinsons Body Mini Mental Sankt Skt Nørre Vester "
        "Øster Sønder Folkeparti Folkepartiet Radikale Venstre Konservative Alternativet Liberal Alliance "
        "Enhedslisten Moderaterne Demokraterne Borgerlige Afdeling Afsnit Team Center Centret Enhed Hus "
        "Huset Projekt Fase Gruppe Etape Model Modellen Metode Metoden Januar Februar Marts April Maj Juni "
        "Juli August September Oktober November December Mandag Tirsdag Onsdag Torsdag Fredag Lørdag Søndag "
        "Jul Påske Pinse Gud Internettet "
        "Bedre Tryg Trygge Sund Stærk Frit Aktiv Aktive Sikker Værdig Digital Digitale Sammen Livet "
        "Sundhed Demens Omsorg Pleje Ældre Politiken Berlingske Børsen"
    ),
    public_endings=_words(
        "styrelsen styrelse ministeriet kommune kommunen rådet råd nævnet foreningen forening forbundet "
        "forbund universitet hospital hospitalet centret center centeret planen loven strategien aftalen "
        "puljen huset skolen gruppen afdelingen sagen fonden forvaltningen sygehus sygehuset hjemmet "
        "udvalget direktoratet klinikken koncernen banken modellen reformen projektet programmet"
    ),
    public_pairs=_lines(
        """
        Anders And
        Peter Plys
        Rasmus Modsat
        Holger Danske
        Tante Sofie
        Karl Smart
        Tom Kitwood
        Naomi Feil
        Villa Villekulla
        """
    ),
    places=_words(
        "København Københavns Aarhus Århus Odense Aalborg Ålborg Esbjerg Randers Kolding Horsens Vejle "
        "Roskilde Herning Helsingør Silkeborg Næstved Fredericia Viborg Køge Holstebro Taastrup Slagelse "
        "Hillerød Sønderborg Svendborg Hjørring Holbæk Frederikshavn Nørresundby Ringsted Haderslev Skive "
        "Ølstykke Nykøbing Greve Kalundborg Ballerup Gladsaxe Gentofte Rudersdal Lyngby Frederiksberg "
        "Hvidovre Amager Glostrup Brøndby Albertslund Ishøj Vallensbæk Tårnby Dragør Furesø Allerød "
        "Fredensborg Hørsholm Gribskov Halsnæs Frederikssund Egedal Lejre Solrød Stevns Faxe Vordingborg "
        "Guldborgsund Lolland Falster Bornholm Rønne Nyborg Kerteminde Assens Middelfart Faaborg Fåborg "
        "Langeland Ærø Tønder Aabenraa Åbenrå Vejen Varde Billund Fanø Hedensted Skanderborg Samsø Odder "
        "Favrskov Syddjurs Norddjurs Grenaa Ebeltoft Struer Lemvig Ikast Brande Ringkøbing Skjern Thisted "
        "Morsø Mors Rebild Mariagerfjord Hobro Vesthimmerland Jammerbugt Brønderslev Læsø Ribe Skagen Sorø "
        "Odsherred Thy Salling Djursland Vendsyssel Sønderjylland Vestjylland Østjylland Nordsjælland "
        "Sydsjælland Vestsjælland Storkøbenhavn Oslo Stockholm Malmø Göteborg Bergen Helsinki Reykjavik "
        "Berlin Hamborg London Bruxelles Paris"
    ),
    first_names=_words(
        "Aage Adam Agnes Agnete Ahmad Ahmed Aksel Albert Alberte Alex Alexander Alfred Ali Alice Allan Alma "
        "Amalie Amina Amir Amira Anders Andreas Ane Anette Anita Anja Anker Anna Annalise Anne Annelise "
        "Annette Anni Annie Ann Anton Arne Arthur Asger Asta Astrid Aske Axel Barbara Bashir Benedikte "
        "Benjamin Bente Bent Benny Berit Bernhard Bertha Betina Bettina Birgit Birgitte Birger Birte Birthe "
        "Bitten Bjarke Bjarne Bjørn Bo Bodil Boris Brian Britta Brita Bruno Børge Camilla Carina Carl Carla "
        "Carlo Carsten Caroline Cathrine Cecilie Charlotte Chris Christa Christian Christiane Christina "
        "Christine Christoffer Claus Clara Conny Connie Dagmar Dagny Dan Daniel Daniela David Dennis Diana "
        "Ditte Dorte Dorthe Dorthea Ebba Ebbe Edel Edith Edvard Egon Ejgil Ejnar Ejner Ejvind Elin Elina "
        "Elisa Elisabeth Elise Ella Ellen Elly Else Elsebeth Elsa Elvira Emil Emilie Emma Emmy Enok Erik "
        "Erling Erna Ernst Esben Esther Ester Eva Evald Evelyn Fatima Fatma Felix Filip Finn Flemming "
        "Folmer Frank Frederik Frederikke Freja Frida Frits Frode Georg Gerda Gert Gerhard Gertrud Gitte "
        "Gorm Grethe Grete Gudrun Gunhild Gunnar Gunver Gustav Gurli Hamza Hanna Hannah Hanne Hans Harald "
        "Harry Hasan Hassan Heidi Heine Heinrich Helen Helena Helene Helga Helge Helle Hella Henning Henny "
        "Henriette Henrik Henry Herbert Herdis Herman Hilda Hjalmar Holger Hugo Hussein Ib Ibrahim Ida Inga "
        "Inge Ingeborg Ingelise Inger Ingolf Ingrid Irene Iris Irma Isabella Ivan Iver Jack Jacob Jakob Jan "
        "Jane Janne Janni Jannie Jasmin Jean Jelena Jens Jeppe Jesper Jette Jim Jimmy Joan Johan Johanna "
        "Johanne Johannes John Johnny Jonas Jonathan Josef Josefine Judith Julie Julius Jytte Jørgen Jørn "
        "Kaj Kai Kamilla Karen Karin Karina Karl Karla Karoline Karsten Kaspar Kasper Katarina Kate "
        "Kathrine Katja Katrine Keld Kenneth Kent Kevin Khadija Kim Kirsten Kirstine Kjeld Klaus Klara Knud "
        "Konrad Kresten Kristen Kristian Kristina Kristine Kristoffer Kurt Lars Lasse Laura Laurits Laust "
        "Lea Leif Lena Lene Leo Leon Leonora Leyla Lillian Lilly Lily Lin Linda Line Lis Lisa Lisbet "
        "Lisbeth Lise Liselotte Lissi Lissy Liva Lizzie Lone Lotte Louis Louise Lucas Ludvig Lukas Luna "
        "Lykke Lærke Mads Magda Magnus Maja Majbritt Malene Malthe Manfred Maren Margit Margot Margrete "
        "Margrethe Maria Marian Marianne Marie Marija Marlene Marianna Martha Martin Marius Mary Maryam "
        "Mathias Mathilde Mathis Matilde Maximilian Merete Meta Mette Mia Michael Michelle Mikael Mikkel "
        "Mille Mimi Minna Mie Mogens Mohamad Mohamed Mohammad Mohammed Mona Monica Monika Morten Muhammad "
        "Mustafa Mustapha Nadia Nanna Natalie Natasja Nicklas Nicolai Nicole Nicoline Niels Nikolaj Nina "
        "Nora Oda Olaf Olav Ole Olga Olivia Oliver Omar Orla Oscar Oskar Osman Otto Ove Palle Patrick Paul "
        "Paula Pauline Per Pernille Peter Petra Philip Pia Poul Povl Preben Rasmus Rebecca Regitze Rene "
        "René Richard Rigmor Rikke Rita Robert Rolf Ronni Ronnie Rosa Rose Ruth Sabrina Said Salma Samira "
        "Samuel Sandra Sanne Sara Sarah Sebastian Selma Sigrid Signe Sigurd Silas Simon Simone Sine Sofia "
        "Sofie Sonja Sophie Steen Stefan Steffen Sten Stig Stine Sune Susan Susanne Suzanne Svend Sven "
        "Sven-Erik Sylvia Søren Søs Tage Tanja Tania Tenna Thea Theodor Thomas Thor Thorkild Thorvald Thyra "
        "Tim Tina Tine Tobias Tom Tommy Tonny Torben Torkild Torsten Tove Trine Troels Tyge Ulla Ulrik "
        "Ulrikke Uffe Ursula Vagn Valborg Valdemar Vera Verner Vibeke Victor Victoria Viggo Viktor Viktoria "
        "Vilhelm Villads Villy Viola Virginia Vita Vivi Vivian Werner Wilhelm William Willy Yasmin Yasmina "
        "Yousef Yusuf Yvonne Zahra Zainab Zeynep Åge Åse Aase Øjvind Ørjan Harriet Margaret Patrik Dominik "
        "Dorete Esper Balder Sverre Petter Walter Günther Dieter Rainer Ruben Robin Marten Thorsten Aileen "
        "Kathleen Carmen Eileen Maureen Nasrin Nasreen Mohsen Hossein Elisabet Bridget Ines Mercedes "
        "Dolores Hannes Svenning Elling Solveig Hedvig Edvig Gerner Jonna Rosita Ingerlise Annemarie Karna "
        "Kaja Hardy Kamma Sørine Oluf Herluf Elna Ragnhild Laurine Nikoline Petrine Jensine Eskild Gyda "
        "Halfdan Hilmar Inge-Lise Jutta Jørgine Osvald Otilie Pouline Regine Sigfred Sofus Thora Tora Tulle "
        "Ulf Vilma Volmer Wilma Zenia Ayse Mehmet Murat Fatih Elif Emine Hatice Aisha Khalid Abdullah Abdul "
        "Ismail Yasin Amal Layla Noor Nour Samir Karim Rashid Tariq Nadeem Ayaan Piotr Pawel Katarzyna "
        "Agnieszka Malgorzata Wiktoria Olena Oksana Svetlana Natalia Tatiana Dmitri Sergei Andrei Mihai "
        "Ionut Elena Nguyen Thi Linh Minh Hoa Ming Wei"
    ),
    last_names=_words(
        "Jensen Nielsen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Petersen "
        "Madsen Kristensen Olsen Thomsen Christiansen Poulsen Johansen Møller Mortensen Knudsen Jacobsen "
        "Jakobsen Mikkelsen Olesen Frederiksen Henriksen Laursen Lund Schmidt Eriksen Holm Kristiansen "
        "Clausen Simonsen Svendsen Andreasen Iversen Jeppesen Mogensen Jespersen Nissen Lauridsen Frandsen "
        "Østergaard Jepsen Nørgaard Vestergaard Kjær Carlsen Johnsen Bertelsen Dahl Bech Bach Steffensen "
        "Bang Friis Hermansen Danielsen Skov Juhl Thygesen Lassen Berg Villadsen Kjeldsen Ibsen Ravn "
        "Winther Kruse Søndergaard Davidsen Karlsen Overgaard Toft Mathiesen Mathiasen Nygaard Damgaard "
        "Enevoldsen Berthelsen Gregersen Paulsen Therkildsen Bruun Bak Nilsson Andersson Johansson Karlsson "
        "Ali Ahmed Hussain Mohamed Khan Yilmaz Nguyen Hassan Abdi Omar"
    ),
    nouns_are_capitalised=False,
)

ENGLISH = Signs(
    months=_words("jan feb mar apr may jun jul aug sep oct nov dec"),
    ordinals=_words(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
        "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth"
    ),
    centuries=_words("nineteen"),
    born=_words("born dob birthday"),
    titles=_words("mr mrs ms patient"),
    relations=_words(
        "mother father mum dad grandmother grandfather aunt uncle daughter son sister brother wife husband "
        "colleague neighbour resident dr. doctor"
    ),
    diseases=(),
    streets=_words("street road avenue lane drive"),
    streets_apart=_words("Street Road Avenue Lane Drive"),
    lives=_lines("lives at\nlives on\nlives in\nliving at"),
    units=_words("years times hours days weeks months minutes places people percent"),
    # Empty, since those who write English in these sessions have Danish numbers and use kroner.
    civil_numbers=(),
    called_civil_number=(),
    country_codes=(),
    phone_numbers=(),
    called_phone=_words("phone mobile"),
    currencies=(),
    sentence_openers=_words(
        "What Who Where How Why When Which Whose If Can Could Should Would Will Shall Is Are Was Were Be Do "
        "Does Did Has Have Had May Might Must And But So Or Nor The A An This That These Those There Here "
        "We Us Our You Your They Them Their My Me He She His Her It Its No Not Never Always Often All Some "
        "Any Each Every Both Many Much More Most Few Fewer Less In On At To For From With Without As By Of "
        "Off Over Under Into About After Before Between During Until Since While Because Although Though "
        "Then Than Now Just Only Also Even Maybe Perhaps Please Thanks Thank Dear Let Ask Tell Give Get "
        "Make Take Keep Find Think New Old Good Great Next Last First Same Other Another Such Yes Up Down "
        "Out One Two Three Four Five Six Seven Eight Nine Ten Once Whether Everyone Everybody Nobody "
        "Somebody Someone People Still Yet Again Instead Unless Except Despite I'm I've I'd I'll It's "
        "That's There's What's Who's We're We've They're Don't Can't Isn't Aren't Doesn't"
    ),
    ordinary_endings=_words("ing ed ly ness ity ment tion tions ers ies ings ance ence"),
    public_words=_words(
        "University Hospital Institute Municipality Council Denmark England Kingdom Act Plan Board "
        "Microsoft Teams Excel Danish British English American European Nordic National Royal United States "
        "Union Nations Health Social Authority Agency Ministry Department Service Services Centre "
        "Foundation Association Committee Commission Parliament Red Cross Big Data Six Sigma Monday Tuesday "
        "Wednesday Thursday Friday Saturday Sunday January February March June July October Christmas "
        "Easter Copenhagen North South East West Phase Project Team Group"
    ),
    public_endings=(),
    public_pairs=(),
    places=_words("Manchester Liverpool Glasgow Edinburgh Dublin Boston Chicago Washington"),
    first_names=_words(
        "Amy Andrew Anthony Betty Charles Christopher Deborah Donald Donna Dorothy Edward Elizabeth Emily "
        "Emma George Harry Helen Jack James Jane Janet Jason Jennifer Jessica Joe Joseph Joshua Joyce Karen "
        "Kate Katherine Kathleen Kelly Larry Laura Margaret Matthew Nancy Nicholas Pamela Patricia Rachel "
        "Rebecca Roger Ronald Ruth Sally Samantha Sam Sharon Shirley Stephen Steven Susan Theresa Timothy "
        "Tony"
    ),
    last_names=_words(
        "Smith Jones Williams Brown Taylor Davies Wilson Evans Johnson Roberts Walker Wright Robinson "
        "Thompson Hughes Edwards Green Lewis Clarke Jackson Miller Davis"
    ),
    nouns_are_capitalised=False,
)

SIGNS: PerLanguage[Signs] = {"da": DANISH, "en": ENGLISH}
