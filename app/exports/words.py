"""The words of the exports: one `Words` for each language, so that the type checker finds a missing text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

from app.core.languages import Language, PerLanguage, nearest

Months = tuple[str, str, str, str, str, str, str, str, str, str, str, str]


class States(TypedDict):
    """The names of a question's states; `not_on_board` is a new question that was not shown as a card."""

    shown: str
    not_on_board: str
    held: str
    hidden: str
    merged: str


class Answers(TypedDict):
    """The names of the answers to the poll."""

    yes: str
    partly: str
    no: str


class Scripts(TypedDict):
    """The everyday names of scripts; `other` has a placeholder for the `name` of a script not listed."""

    emoji: str
    han: str
    kana: str
    hangul: str
    arabic: str
    hebrew: str
    thai: str
    other: str


Script = Literal["emoji", "han", "kana", "hangul", "arabic", "hebrew", "thai"]

OpenReason = Literal["no", "partly", "silent", "not_taken_up"]
# In the order of the report.
OPEN_REASONS: tuple[OpenReason, ...] = get_args(OpenReason)


class OpenGroups(TypedDict):
    """The groups of questions to follow up, by what their askers answered."""

    no: str
    partly: str
    silent: str
    not_taken_up: str


class Flags(TypedDict):
    """The notes for flags that a facilitator has set on a question."""

    taken_up: str
    parked: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Words:
    """Strings have placeholders in braces for `format`; functions return the words for the given numbers."""

    language: Language
    separator: str
    months: Months
    date: str
    time: str
    # Date and time as a spreadsheet's number format: the cell is a time, and only shown in this way.
    number_format: str
    # tables
    pitfall_columns: tuple[str, ...]
    poll_columns: tuple[str, ...]
    dot: str
    centre: str
    sheets: tuple[str, str, str, str, str, str]
    follow_up_columns: tuple[str, str, str, str, str, str, str]
    new_question: str
    chart_columns: tuple[str, str]
    corners: str
    figures_heading: str
    sheets_heading: str
    sheet_notes: tuple[str, str, str, str, str, str]
    words_heading: str
    meanings: tuple[tuple[str, str], ...]
    notes_heading: str
    states: States
    answers: Answers
    answer_hidden: str
    yes: str
    unplaced: str
    all: str
    supporters: str
    # the report model
    report: str
    rehearsal: str
    figures: tuple[str, str, str, str, str]
    wanted: str
    joined: Callable[[int], str]
    expected: str
    asked: Callable[[int], str]
    answered: Callable[[int, int], str]
    rest: Callable[[int, int], str]
    silent: Callable[[int], str]
    none_asked: str
    none_shown: str
    hidden: str
    hidden_cells: str
    pressing: Callable[[int], str]
    open: str
    open_lead: str
    open_none: str
    open_taken_up: str
    open_left_out: str
    open_groups: OpenGroups
    on_first_page: Callable[[int], str]
    reply: str
    reply_from: str
    replied_since: Callable[[int], str]
    next: str
    next_lead: str
    next_none: str
    next_not_shown: str
    after: str
    by_pitfall: str
    questions: Callable[[int], str]
    of: str
    not_known: str
    took: str
    took_skipped: str
    answer_skipped: str
    no_questions: str
    none_shown_here: str
    also: str
    above: Callable[[int], str]
    number: str
    merged_with: str
    flags: Flags
    support: Callable[[int], str]
    flow: str
    flow_stages: tuple[str, str, str, str]
    flow_caption: str
    flow_caption_hidden: str
    unanswered: str
    momentum: str
    momentum_caption: Callable[[int, Sequence[str]], str]
    momentum_hidden: str
    arrivals: str
    arrivals_caption: str
    minutes: Callable[[int], str]
    left_out: Callable[[int], str]
    left_out_by_hand: Callable[[int], str]
    confidential: Callable[[int], str]
    text_left_out: str
    counted: str
    small_groups: str
    undrawn: str
    scripts: Scripts
    made_by: str
    # the slide
    scan: str
    # bars
    legend: str


def _da_rest(partly: int, no: int) -> str:
    return f"{partly} fik det til dels, og {no} fik det ikke"


def _da_near(corners: Sequence[str]) -> str:
    """Where the centre lies, by the corners that it is nearest to: one, two, or all three."""
    match corners:
        case [one]:
            return f"nærmest {one}"
        case [one, other]:
            return f"lige tæt på {one} og {other}"
        case _:
            return "midt i trekanten"


def _en_near(corners: Sequence[str]) -> str:
    """As `_da_near`."""
    match corners:
        case [one]:
            return f"nearest {one}"
        case [one, other]:
            return f"as near {one} as {other}"
        case _:
            return "in the middle of the triangle"


def _en_questions(n: int) -> str:
    return f"{n} question" if n == 1 else f"{n} questions"


DANISH = Words(
    language="da",
    separator=";",
    months=(
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ),
    date="{day}. {month} {year}",
    time="%H.%M",
    number_format=r"dd\.mm\.yyyy hh\.mm\.ss",
    pitfall_columns=("Nr.", "Faldgrube", "Spørgsmål", "Svaret i dag"),
    poll_columns=("Faldgrube", "Fra telefoner", "Svar", "Ja", "Til dels", "Nej"),
    dot="Prik",
    centre="Salens tyngdepunkt",
    sheets=("Overblik", "Følg op", "Spørgsmål", "Faldgruber", "Fik du svar", "Momentum"),
    follow_up_columns=("Nr.", "Spørgsmål", "Faldgrube", "Hvorfor", "Svar", "Ansvarlig", "Frist"),
    new_question="Nyt spørgsmål",
    chart_columns=("Vandret i diagrammet", "Lodret i diagrammet"),
    corners="Trekantens hjørner, som diagrammet er tegnet efter:",
    figures_heading="Kort fortalt",
    sheets_heading="Arkene i filen",
    sheet_notes=(
        "Denne side.",
        "Spørgsmål, der skal følges op, og nye spørgsmål. Skriv selv svar, ansvarlig og frist.",
        "Alle spørgsmål i den rækkefølge, de blev stillet.",
        "Hvor mange spørgsmål der ligger under hver faldgrube, med et diagram.",
        "Om dem, der spurgte, fik svar, med et diagram.",
        "Hvor hver deltager satte sin prik mellem de tre ord, med et diagram.",
    ),
    words_heading="Ordene i filen",
    meanings=(
        ("Faldgrube", "Et af de temaer, som spørgsmålene blev samlet under."),
        ("Vist", "Kunne ses på storskærmen og af de andre i salen."),
        ("Ikke på storskærmen", "Et nyt spørgsmål, der ikke blev vist som kort. Det tæller med."),
        ("Holdt tilbage", "Ventede på, at facilitatoren så på det, fx fordi der stod et navn."),
        ("Skjult", "Taget væk af facilitatoren."),
        ("Lagt sammen", "Spurgte om det samme som et andet spørgsmål og står under det."),
        ("Taget op i salen", "Talt om, mens salen var samlet."),
        ("Lagt til side", "Gemt til senere af facilitatoren."),
        (
            "Skal følges op",
            "Fik ikke svar eller kun til dels, eller det vides ikke, og det blev ikke taget op i salen. "
            "Tallet er uden dem, der har fået et svar siden.",
        ),
        ("Nyt spørgsmål", "Stillet til sidst: det, der trænger sig på nu."),
        (
            "Fik svar?",
            "Det svarede den, der havde stillet spørgsmålet. Tomt felt: intet svar, eller for få svar.",
        ),
    ),
    notes_heading="Bemærk",
    states={
        "shown": "Vist",
        "not_on_board": "Ikke på storskærmen",
        "held": "Holdt tilbage",
        "hidden": "Skjult",
        "merged": "Lagt sammen",
    },
    answers={"yes": "Ja", "partly": "Til dels", "no": "Nej"},
    answer_hidden="Vises ikke",
    yes="Ja",
    unplaced="Ikke placeret",
    all="I alt",
    supporters="De, der også ville vide det",
    report="Rapport",
    rehearsal="Generalprøve",
    figures=("var med", "spørgsmål", "fik svar", "skal følges op", "nye spørgsmål"),
    wanted="Det ville flest også vide",
    joined=lambda n: f"{n} var med",
    expected="{n} ventet",
    asked=lambda n: f"Salen stillede {n} spørgsmål",
    answered=lambda yes, n: f"Spørgerne har svaret om {n} spørgsmål: {yes} fik svar",
    rest=_da_rest,
    silent=lambda n: f"Om {n} spørgsmål er det ikke oplyst",
    none_asked="Ingen stillede et spørgsmål",
    none_shown="Der kom spørgsmål, men ingen af dem er vist",
    hidden="Svarene vises, når der er mindst fem.",
    hidden_cells="Faldgruber med under fem svar vises ikke, og heller ikke de enkelte svar i dem. "
    "Hvis en af dem ellers kunne regnes ud, er én faldgrube mere skjult.",
    pressing=lambda n: "Ét nyt spørgsmål trænger sig på" if n == 1 else f"{n} nye spørgsmål trænger sig på",
    open="Det, der skal følges op på",
    open_lead="Spørgsmål, der ikke fik svar eller kun til dels, og dem, hvor vi ikke ved det, og som ikke "
    "blev taget op i salen. "
    "Dem, flest også vil vide svaret på, står først.",
    open_none="Alle spørgsmål fik svar.",
    open_taken_up="Alle spørgsmål fik svar eller blev taget op i salen.",
    open_left_out="Det, der skal følges op på, er udeladt af rapporten.",
    open_groups={
        "no": "Fik ikke svar",
        "partly": "Fik svar til dels",
        "silent": "Spørgeren har ikke sagt, om der kom et svar",
        "not_taken_up": "Ikke taget op i salen",
    },
    on_first_page=lambda n: f"{'Ét' if n == 1 else n} af dem står på første side.",
    reply="Svar",
    reply_from="Svar fra {signed}, {day}",
    replied_since=lambda n: f"{'Ét' if n == 1 else n} af dem har fået et svar siden.",
    next="Det, der trænger sig på nu",
    next_lead="Spørgsmål, som først meldte sig, da timen var gået.",
    next_none="Der kom ingen nye spørgsmål.",
    next_not_shown="De nye spørgsmål, der kom, vises ikke.",
    after="fortsætter nr. {n}",
    by_pitfall="Det, salen spurgte om",
    questions=lambda n: f"{n} spørgsmål",
    of="{n} af {all} fik svar",
    not_known="{n} ikke oplyst",
    took="Svaret i dag",
    took_skipped="Svaret (sprunget over i dag)",
    answer_skipped="{answer} (sprunget over)",
    no_questions="Ingen spørgsmål landede her.",
    none_shown_here="De spørgsmål, der landede her, vises ikke.",
    also="spurgte også:",
    above=lambda n: (
        "Ét spørgsmål herfra står længere oppe." if n == 1 else f"{n} spørgsmål herfra står længere oppe."
    ),
    number="nr. {n}",
    merged_with="lagt sammen med nr. {n}",
    flags={
        "taken_up": "taget op i salen",
        "parked": "lagt til side i salen",
        "left_out": "udeladt af rapporten",
    },
    support=lambda n: f"{n} vil også vide det",
    flow="Fra det første spørgsmål til det næste",
    flow_stages=("Spurgte", "Landede i", "Fik svar?", "Spørger nu"),
    flow_caption="Hvert bånd er spørgsmål fra salen: hvor de landede, om de fik svar, "
    "og hvor mange der førte til et nyt.",
    flow_caption_hidden="Hvert bånd er spørgsmål fra salen: hvor de landede.",
    unanswered="Ikke oplyst",
    momentum="Det giver salen fremdrift",
    momentum_caption=lambda n, corners: f"{n} satte en prik. Salens tyngdepunkt ligger {_da_near(corners)}.",
    momentum_hidden="Prikkerne vises, når mindst fem har sat en.",
    arrivals="Sådan kom spørgsmålene",
    arrivals_caption="Spørgsmålene fordelt over tid. Hver søjle er {span}.",
    minutes=lambda n: "ét minut" if n == 1 else f"{n} minutter",
    left_out=lambda n: (
        "Ét spørgsmål er holdt tilbage eller skjult. Det er ikke med her."
        if n == 1
        else f"{n} spørgsmål er holdt tilbage eller skjult. De er ikke med her."
    ),
    left_out_by_hand=lambda n: (
        f"{'Ét' if n == 1 else n} spørgsmål er udeladt af rapporten. "
        f"{'Det' if n == 1 else 'De'} tæller med i tallene, men ikke i det, der skal følges op."
    ),
    counted="Sådan er der talt. Modtaget: {received}. Heraf spørgsmål: {questions} (lagt sammen: {merged}), "
    "nye spørgsmål: {next}, holdt tilbage: {held}, skjult: {hidden}. "
    "Spørgsmål, der blev trukket tilbage, er ikke talt med. "
    "De, der skal følges op, er dem, der ikke fik svar eller kun til dels, og dem, hvor vi ikke ved det, og "
    "som ikke blev taget op i salen; har de fået et svar siden, er de ikke talt med.",
    small_groups="Ingen kan se, hvem der spurgte om hvad. Tal om svar, og svaret ved et spørgsmål, "
    "vises kun, når der er mindst fem svar, også i hver faldgrube.",
    confidential=lambda n: (
        f"OBS: Filen indeholder også {'ét' if n == 1 else n} spørgsmål, der er holdt tilbage, skjult eller "
        "udeladt. Del den ikke."
    ),
    text_left_out="[Teksten var ikke med i filen]",
    undrawn="Nogle tegn kunne ikke tegnes her og står derfor i skarpe klammer: {kinds}. "
    "Læs dem i rapporten som webside eller i regnearket.",
    scripts={
        "emoji": "emoji",
        "han": "kinesiske tegn",
        "kana": "japanske tegn",
        "hangul": "koreanske tegn",
        "arabic": "arabiske tegn",
        "hebrew": "hebraiske tegn",
        "thai": "thailandske tegn",
        "other": "{name}-tegn",
    },
    made_by="Lavet med Summe",
    scan="Scan, eller gå til",
    legend="Udfyldt: ja. Skraveret: til dels. Tomt: nej. Sandfarvet: ikke oplyst.",
)

ENGLISH = Words(
    language="en",
    separator=",",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    date="{day} {month} {year}",
    time="%H:%M",
    number_format="yyyy-mm-dd hh:mm:ss",
    pitfall_columns=("No.", "Pitfall", "Questions", "Today's answer"),
    poll_columns=("Pitfall", "From phones", "Answers", "Yes", "Partly", "No"),
    dot="Dot",
    centre="The room's centre",
    sheets=("Overview", "Follow up", "Questions", "Pitfalls", "Poll", "Momentum"),
    follow_up_columns=("No.", "Question", "Pitfall", "Why", "Answer", "Owner", "Deadline"),
    new_question="New question",
    chart_columns=("Across in the chart", "Up in the chart"),
    corners="The triangle's corners, from which the chart is drawn:",
    figures_heading="In short",
    sheets_heading="The sheets of this file",
    sheet_notes=(
        "This page.",
        "Questions to follow up, and new ones. Fill in answer, owner and deadline.",
        "All questions in the order in which they were asked.",
        "How many questions lie under each pitfall, with a chart.",
        "Whether those who asked were answered, with a chart.",
        "Where each participant placed a dot between the three words, with a chart.",
    ),
    words_heading="The words of this file",
    meanings=(
        ("Pitfall", "One of the themes under which the questions were gathered."),
        ("Shown", "Could be seen on the board and by the others in the room."),
        ("Not on the board", "A new question that was not shown as a card. It counts."),
        ("Held back", "Waited for the facilitator to look at it, for example because it had a name in it."),
        ("Hidden", "Taken away by the facilitator."),
        ("Merged", "Asked the same as another question, and stands under it."),
        ("Discussed in the room", "Talked about while the room was together."),
        ("Set aside", "Kept for later by the facilitator."),
        (
            "To follow up",
            "Got no answer or only part of one, or that is not known, and it was not discussed in the room. "
            "The figure is without those that have had a reply since.",
        ),
        ("New question", "Asked at the end: what matters most now."),
        ("Answered?", "What the asker said. An empty cell: no answer, or too few answers to show any."),
    ),
    notes_heading="Please note",
    states={
        "shown": "Shown",
        "not_on_board": "Not on the board",
        "held": "Held back",
        "hidden": "Hidden",
        "merged": "Merged",
    },
    answers={"yes": "Yes", "partly": "Partly", "no": "No"},
    answer_hidden="Not shown",
    yes="Yes",
    unplaced="Not placed",
    all="Total",
    supporters="Those who wanted to know too",
    report="Report",
    rehearsal="Rehearsal",
    figures=("took part", "questions", "answered", "to follow up", "new questions"),
    wanted="What most people wanted to know too",
    joined=lambda n: f"{n} took part",
    expected="{n} expected",
    asked=lambda n: f"The room asked {_en_questions(n)}",
    answered=lambda yes, n: (
        f"Askers have answered about {_en_questions(n)}: {yes} {'was' if yes == 1 else 'were'} answered"
    ),
    rest=lambda partly, no: f"{partly} in part, and {no} not",
    silent=lambda n: f"About {_en_questions(n)} it is not known",
    none_asked="Nobody asked a question",
    none_shown="Questions came, but none of them is shown",
    hidden="Answers are shown once five people have answered.",
    hidden_cells="Pitfalls with fewer than five answers are not shown, nor are the single answers in them. "
    "Where one of them could be worked out, one more pitfall is hidden.",
    pressing=lambda n: "One new question is pressing" if n == 1 else f"{n} new questions are pressing",
    open="To follow up",
    open_lead="Questions that got no answer or only part of one, and those of which we do not know and that "
    "were not discussed in the room. "
    "Those that most people share come first.",
    open_none="Every question was answered.",
    open_taken_up="Every question was answered or discussed in the room.",
    open_left_out="What has to be followed up has been left out of this report.",
    open_groups={
        "no": "Not answered",
        "partly": "Partly answered",
        "silent": "The asker has not said whether an answer came",
        "not_taken_up": "Not discussed in the room",
    },
    on_first_page=lambda n: f"{n} of them {'stands' if n == 1 else 'stand'} on the first page.",
    reply="Reply",
    reply_from="Reply from {signed}, {day}",
    replied_since=lambda n: f"{n} of them {'has' if n == 1 else 'have'} been replied to since.",
    next="What matters most now",
    next_lead="Questions that only came up once the hour had passed.",
    next_none="No new questions came.",
    next_not_shown="The new questions that came are not shown.",
    after="goes on from no. {n}",
    by_pitfall="What the room asked",
    questions=_en_questions,
    of="{n} of {all} answered",
    not_known="{n} not known",
    took="Today's answer",
    took_skipped="The answer (skipped today)",
    answer_skipped="{answer} (skipped)",
    no_questions="No questions landed here.",
    none_shown_here="The questions that landed here are not shown.",
    also="also asked:",
    above=lambda n: f"{_en_questions(n)} from here {'stands' if n == 1 else 'stand'} further up.",
    number="no. {n}",
    merged_with="merged with no. {n}",
    flags={
        "taken_up": "discussed in the room",
        "parked": "set aside in the room",
        "left_out": "left out of the report",
    },
    support=lambda n: f"{n} {'wants' if n == 1 else 'want'} to know too",
    flow="From the first question to the next",
    flow_stages=("Asked", "Landed in", "Answered?", "Asks now"),
    flow_caption="Each ribbon is questions from the room: where they landed, whether they were answered, "
    "and how many led to a new one.",
    flow_caption_hidden="Each ribbon is questions from the room: where they landed.",
    unanswered="Not known",
    momentum="Where the room finds its momentum",
    momentum_caption=lambda n, corners: f"{n} placed a dot. The room's centre lies {_en_near(corners)}.",
    momentum_hidden="Dots are shown once five people have placed one.",
    arrivals="How the questions came",
    arrivals_caption="The questions over time. Each bar is {span}.",
    minutes=lambda n: "one minute" if n == 1 else f"{n} minutes",
    left_out=lambda n: f"{_en_questions(n)} held back or hidden {'is' if n == 1 else 'are'} left out here.",
    left_out_by_hand=lambda n: (
        f"{_en_questions(n)} {'has' if n == 1 else 'have'} been left out of this report. "
        f"{'It counts' if n == 1 else 'They count'} in the figures, but not in what to follow up."
    ),
    confidential=lambda n: (
        f"NB: This file also holds {_en_questions(n)} that {'was' if n == 1 else 'were'} "
        "held back, hidden or left out. Do not pass it on."
    ),
    counted="How this is counted. Received: {received}. Of these, questions: {questions} (merged: {merged}), "
    "new questions: {next}, held back: {held}, hidden: {hidden}. "
    "Questions that were withdrawn are not counted. "
    "Those to follow up got no answer or only part of one, or we do not know and they were not discussed in "
    "the room; those that have had a reply since are not counted.",
    small_groups="Nobody can see who asked what. Figures on answers, and the answer beside a question, "
    "are shown only once there are five answers, in each pitfall too.",
    text_left_out="[The text was not in the file]",
    undrawn="Some characters could not be drawn here and are named in square brackets: {kinds}. "
    "Read them in the report as a web page, or in the spreadsheet.",
    scripts={
        "emoji": "emoji",
        "han": "Chinese characters",
        "kana": "Japanese characters",
        "hangul": "Korean characters",
        "arabic": "Arabic characters",
        "hebrew": "Hebrew characters",
        "thai": "Thai characters",
        "other": "{name} characters",
    },
    made_by="Made with Summe",
    scan="Scan, or go to",
    legend="Solid: yes. Hatched: partly. Empty: no. Sand: not known.",
)


WORDS: PerLanguage[Words] = {"da": DANISH, "en": ENGLISH}


def words_in(language: str) -> Words:
    """The words in this language, or in the nearest language that has words."""
    return WORDS[nearest(language)]
