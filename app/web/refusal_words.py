"""Why a request of a page is refused, in every language, and the error.

Scripts get English. Pages get their own language, which they name in `Accept-Language`; `lang=` in the
address is that of a file or a text.
"""

from collections.abc import Mapping
from typing import Literal

from fastapi import HTTPException, Request

from app.core.languages import Language, PerLanguage, is_known
from app.core.rejections import MEANINGS, Code

Worded = PerLanguage[str]


class RefusedInWords(HTTPException):
    """A refusal whose `words` are chosen by the language of the request; its `detail` is the English ones."""

    def __init__(self, status: int, words: Worded) -> None:
        super().__init__(status, words["en"])
        self.words = words


def language_of(request: Request) -> Language:
    """That of a refusal: the first known one accepted, else that of `lang=`, else English."""
    accepted = request.headers.get("accept-language", "").split(",")
    wanted = (*(part.strip()[:2].lower() for part in accepted), request.query_params.get("lang", ""))
    return next((language for language in wanted if is_known(language)), "en")


_REJECTED_DA: Mapping[Code, str] = {
    "wrong_step": "Det kan ikke gøres i det punkt, sessionen er ved nu.",
    "closed": "Der er lukket for spørgsmål eller svar.",
    "not_yours": "Spørgsmålet er en anden deltagers.",
    "forbidden": "Det må man ikke herfra.",
    "unknown": "Det findes ikke mere. Genindlæs siden, og se efter.",
    "stale": "Det er ændret imens. Genindlæs siden, og se efter, før du prøver igen.",
    "changed_since": "Det, der skulle fortrydes, er ændret siden.",
    "moved": "Et af spørgsmålene er flyttet, skjult eller lagt sammen med et andet imens.",
    "conflict": "Anmodningens id er brugt før. Genindlæs siden, og prøv igen.",
    "empty": "Der er ingen ord tilbage i teksten. Skriv noget, der kan læses.",
    "too_long": "Teksten er for lang. Gør den kortere.",
    "too_many": "Der er for mange på én gang. Gør det i mindre dele.",
    "too_fast": "Det gik for hurtigt. Vent lidt, og prøv igen.",
    "used_up": "Der er ikke plads til flere ændringer.",
    "full": "Serveren har for travlt lige nu. Vent lidt, og prøv igen.",
    "locked": "Der er låst for nye.",
    "removed": "Deltageren er fjernet.",
    "waiting": "Der er kommet flere end ventet. Nye venter, til facilitatoren lukker dem ind.",
    "not_saved": "Serveren kan ikke gemme på disken, så intet er ændret. Prøv igen om lidt.",
    "invalid": "Noget i det, der blev sendt, har ikke den rigtige form.",
    "ended": "Sessionen er slut.",
}


def rejected(code: Code) -> Worded:
    """What a command's rejection says to who asks by HTTP."""
    return {"da": _REJECTED_DA[code], "en": MEANINGS[code]}


# ---- keys, and what is not there

NO_ORGANISER_KEY: Worded = {
    "da": "Det kræver arrangørens nøgle. Åbn siden med det link, der har den.",
    "en": "This needs the organiser's key, as Authorization: Bearer <key>.",
}
NO_FACILITATOR_KEY: Worded = {
    "da": "Det kræver facilitatorens eller arrangørens nøgle.",
    "en": "This needs the facilitator's or the organiser's key.",
}
NO_REPORT_KEY: Worded = {
    "da": "Det kræver rapportens, facilitatorens eller arrangørens nøgle. Åbn siden med hele det link, "
    "du har fået.",
    "en": "This needs the report's, the facilitator's or the organiser's key.",
}
INVITATION_OVER: Worded = {
    "da": "Engangskoden virker ikke: Den er brugt, mere end ti minutter gammel eller lavet til en anden "
    "skærm, før en ny nøgle eller en genstart af serveren, eller af en enhed, der er lukket ude. Lav en ny "
    "på styrepulten.",
    "en": "This invitation is no longer good: it has been used, is more than ten minutes old, or was made "
    "for another screen, before a new key or a restart of the server, or by a device that is locked out. "
    "Make another at the console.",
}
LINK_OVER: Worded = {
    "da": "Linket til rapporten er udløbet eller lukket. Bed den, der sendte det, om et nyt.",
    "en": "This link to the report is over. Ask the sender for another.",
}
FIGURES_ONLY: Worded = {"da": "Linket viser kun tal.", "en": "This link shows figures only."}
UNKNOWN_CODE: Worded = {
    "da": "Ingen session har den kode. Den kan være slettet.",
    "en": "There is no session with this code.",
}
UNKNOWN_LINK: Worded = {"da": "Linket findes ikke.", "en": "There is no such link."}
UNKNOWN_TOTALS: Worded = {
    "da": "Tallene findes ikke. De kan være fjernet i forvejen.",
    "en": "There are no such totals; they may have been removed already.",
}
UNKNOWN_EXAMPLE: Worded = {
    "da": "Eksemplet findes ikke. Det kan være fjernet i forvejen.",
    "en": "There is no such example; it may have been removed already.",
}
NOBODY_REHEARSING: Worded = {
    "da": "Der er ingen simulerede deltagere i den session.",
    "en": "Nobody is rehearsing in this session.",
}


def figures_only_in(formats: str) -> Worded:
    return {
        "da": f"Linket viser kun tal, som {formats}.",
        "en": f"This link shows figures only, in {formats}.",
    }


# ---- sessions

OTHERS_CAME: Worded = {
    "da": "Deltagere eller spørgsmål er kommet eller gået siden. Se efter, hvad der forsvinder nu.",
    "en": "Participants or questions have come or gone since. Look at what goes now.",
}
IMPORTED_STAYS: Worded = {
    "da": "En session, der er hentet fra en fil, bliver, som den er.",
    "en": "An imported session stays as it is.",
}
NO_TOTALS_OF_REHEARSALS: Worded = {
    "da": "Deltagerne i en generalprøve er simulerede, så der gemmes ingen tal om dem.",
    "en": "The people of a rehearsal are simulated: no totals are kept of them.",
}
CODE_TAKEN: Worded = {"da": "Prøv igen.", "en": "Please try again."}


def too_many_links(most: int) -> Worded:
    return {
        "da": f"En session har højst {most} links, også dem, der er udløbet.",
        "en": f"A session has at most {most} links, with those that are over.",
    }


# ---- comparing, kept examples, replays

NO_USABLE_SHEET: Worded = {
    "da": "Ingen drejebog kan bruges. Hvad der er galt, står under Ny session.",
    "en": "No run sheet can be used. What is wrong is under New session.",
}
COMPARE_REAL: Worded = {
    "da": "Deltagerne i en generalprøve er simulerede. Sammenlign rigtige sessioner.",
    "en": "The people of a rehearsal are simulated: compare real sessions.",
}
KEEP_REAL: Worded = {
    "da": "Deltagerne i en generalprøve er simulerede. Behold spørgsmål fra en rigtig session.",
    "en": "The people of a rehearsal are simulated: keep questions of a real session.",
}
END_BEFORE_KEEPING: Worded = {
    "da": "Sessionen er stadig i gang. Afslut den først; så kan dens spørgsmål beholdes.",
    "en": "The session is still open. End it first; then its questions can be kept.",
}
CHANGED_BEFORE_KEEPING: Worded = {
    "da": "Sessionen er ændret imens. Intet er beholdt: Se den igennem igen.",
    "en": "The session has been changed meanwhile. Nothing was kept: look through it again.",
}
NO_REPLAY_OF_IMPORTED: Worded = {
    "da": "Sessionen er hentet fra en fil, som har resultatet og ikke det, storskærmen viste undervejs. Åbn "
    "selve filen, hvis den er gemt med sin afspilning.",
    "en": "This session was imported: its file has the outcome, not what the board showed in between. Open "
    "the file itself, if it was saved with its replay.",
}


def still_open(code: str) -> Worded:
    return {
        "da": f"Sessionen {code} er stadig i gang. Afslut den først.",
        "en": f"The session {code} is still open. End it first.",
    }


def unreadable_log(why: str) -> Worded:
    """`why` is the log's own error, in English."""
    return {"da": "Sessionen kan ikke læses af denne udgave af Summe.", "en": why}


def too_long_a_replay(most: int) -> Worded:
    count = f"{most:,}"
    return {
        "da": f"Sessionen har mere end {count.replace(',', '.')} hændelser. Så mange kan ikke afspilles.",
        "en": f"This session has more than {count} events, which is more than can be replayed.",
    }


# ---- rehearsals, and the trial under load

REHEARSAL_UNREACHABLE: Worded = {
    "da": "Den server, generalprøven kører på, svarer ikke. Prøv igen.",
    "en": "The server that runs this rehearsal does not answer. Try again.",
}
REHEARSED_ALREADY: Worded = {
    "da": "Der er allerede deltagere i denne generalprøve.",
    "en": "There are people in this rehearsal already.",
}
NO_REHEARSAL: Worded = {
    "da": "Det er ikke en generalprøve. Kun arrangøren kan slette en rigtig session.",
    "en": "This is no rehearsal; only the organiser can delete a real session.",
}
PHONES_HERE: Worded = {
    "da": "En session har telefoner med. Prøv igen, når ingen telefoner er forbundet.",
    "en": "A session has phones. Try again when no phones are connected.",
}


def too_many_rehearsals(most: int) -> Worded:
    return {
        "da": f"{most} generalprøver er i gang. Lad en af dem slutte, eller slet dens session.",
        "en": f"{most} rehearsals are running; let one end, or delete its session.",
    }


# ---- the server itself

NO_NETWORK: Worded = {
    "da": "Serverens computer har intet netværk endnu, så der er ingen adresse at gå til. Forbind den til et "
    "netværk, eller lav et hotspot på den.",
    "en": "The server's computer has no network yet, so there is no address to join at. Join a network, or "
    "start a hotspot on it.",
}
TOO_MANY_BODIES: Worded = {
    "da": "Serveren modtager rigtig mange anmodninger lige nu, og denne tog lang tid. Send den igen.",
    "en": "Very many requests are being received just now, and this one took long. Send it again.",
}
TOO_MANY_GUESSES: Worded = {
    "da": "Der bliver prøvet meget mange forkerte koder eller nøgler lige nu, så denne blev ikke slået op. "
    "Prøv igen om nogle sekunder.",
    "en": "Very many wrong codes or keys are being tried just now, so this one was not looked up. "
    "Try again in some seconds.",
}
ERASED_BEFORE: Worded = {
    "da": "Den session, der blev oprettet ved samme tryk, er slettet. Genindlæs siden, og opret en ny.",
    "en": "The session that this Idempotency-Key has opened was erased. Send another key to open a new one.",
}
OUTCOME_UNKNOWN: Worded = {
    "da": "Forbindelsen til databasen gik lige tabt, så det er måske gemt og måske ikke. Se efter, om det er "
    "der, før du prøver igen.",
    "en": "The connection to the database was lost just then, so this may have been saved or not. "
    "Look whether it is there before you try again.",
}


def log_unavailable(advice: str) -> Worded:
    """`advice` is the log's own, in English, for who operates the server."""
    return {
        "da": "Databasen kan ikke læses lige nu. Prøv igen om lidt. Bliver det ved, så se i serverens log.",
        "en": advice,
    }


# ---- what is asked for, and how


def unknown_format(name: str, formats: str) -> Worded:
    return {
        "da": f"Formatet {name!r} findes ikke. Der er: {formats}.",
        "en": f"There is no format {name!r}; there are: {formats}.",
    }


def missing_extra(advice: str) -> Worded:
    """`advice` is in English, for who operates the server."""
    return {
        "da": f"Serveren mangler det, som den slags fil laves med. Til den, der driver den: {advice}",
        "en": advice,
    }


def no_separator(format: str) -> Worded:
    return {
        "da": f"{format} har intet skilletegn; det har csv.",
        "en": f"{format} has no separator; csv has.",
    }


def no_replay_in(format: str) -> Worded:
    return {
        "da": f"{format} har ingen afspilning med; det har json.",
        "en": f"{format} has no replay; json has.",
    }


def never_whole(format: str, wholes: str) -> Worded:
    return {
        "da": f"{format} har aldrig tekster, der er holdt tilbage, skjult eller udeladt; det kan {wholes}.",
        "en": f"{format} never has texts that were held back, hidden or left out; {wholes} can.",
    }


def no_comparison_in(format: str, compared: str) -> Worded:
    return {
        "da": f"{format} har ingen sammenligning; det har {compared}.",
        "en": f"{format} has no comparison; {compared} have.",
    }


def name_others(most: int) -> Worded:
    return {
        "da": f"Vælg 1 til {most} andre sessioner at sammenligne med.",
        "en": f"Name 1 to {most} other sessions to compare with.",
    }


def name_different(fewest: int, most: int) -> Worded:
    return {
        "da": f"Vælg {fewest} til {most} forskellige sessioner at sammenligne.",
        "en": f"Name {fewest} to {most} different sessions to compare.",
    }


def of_another_sheet(id: str, its: str, wanted: str) -> Worded:
    return {
        "da": f"{id!r} har drejebogen {its!r}, ikke {wanted!r}. "
        "Kun sessioner med samme drejebog kan sammenlignes.",
        "en": f"{id!r} is of the run sheet {its!r}, not of {wanted!r}. "
        "Only sessions of one run sheet can be compared.",
    }


def no_such_sheet(id: str, known: str, faults: PerLanguage[list[str]]) -> Worded:
    """`faults` are those of run sheets that cannot be used: the one wanted may have become faulty."""
    return {
        "da": "\n".join([f"Drejebogen {id!r} findes ikke. Der er: {known}.", *faults["da"]]),
        "en": "\n".join([f"There is no run sheet {id!r}; there are: {known}.", *faults["en"]]),
    }


def not_in_language(language: str, languages: str) -> Worded:
    return {
        "da": f"Drejebogen er på {languages}, ikke på {language!r}.",
        "en": f"This run sheet speaks {languages}, not {language!r}.",
    }


def no_kept_sheet(id: str) -> Worded:
    return {
        "da": f"Drejebogen {id!r} findes ikke, og der er intet beholdt til den.",
        "en": f"There is no run sheet {id!r}, and nothing is kept for one.",
    }


def not_of_sheet(kind: Literal["pitfall", "language"], id: str, known: str) -> Worded:
    names: Mapping[str, str] = {"pitfall": "faldgrube", "language": "sprog"}
    return {
        "da": f"Drejebogen har ikke {names[kind]} {id!r}; den har: {known}.",
        "en": f"This run sheet has no {kind} {id!r}; it has: {known}.",
    }


def confirm_to_empty(code: str) -> Worded:
    return {
        "da": f"Der er spørgsmål i den. Skriv dens kode for at tømme den: {code}.",
        "en": f"There are questions in it. To empty it, send its code as `confirm`: {code}.",
    }


NO_SUCH_LOGO: Worded = {
    "da": "Sessionen har ikke det logo.",
    "en": "This session has no such logo.",
}


def unreadable_json(why: str) -> Worded:
    """`why` is the reader's own error, in English."""
    return {"da": "Det, der blev sendt, er ikke JSON, som Summe kan læse.", "en": why}


def too_many_keys(most: int) -> Worded:
    return {
        "da": f"Et objekt i det, der blev sendt, har mere end {most} nøgler.",
        "en": f"An object in this request has more than {most} keys.",
    }


def too_large(most: int) -> Worded:
    return {
        "da": f"Det, der blev sendt, fylder mere end {most} bytes. Vælg en mindre fil, eller spørg den, der "
        "driver serveren.",
        "en": f"The body of this request is larger than {most} bytes. See docs/operating.md.",
    }


# By the kind of the fault, as the library that reads requests names it; with its own figures in braces.
_UNREADABLE_DA: Mapping[str, str] = {
    "missing": "mangler",
    "extra_forbidden": "kendes ikke",
    "string_too_long": "må højst have {max_length} tegn",
    "string_too_short": "skal have mindst {min_length} tegn",
    "too_long": "må højst have {max_length}",
    "too_short": "skal have mindst {min_length}",
    "greater_than_equal": "skal være mindst {ge}",
    "less_than_equal": "må højst være {le}",
    "literal_error": "skal være {expected}",
    "string_pattern_mismatch": "har ikke den rigtige form",
}


def unreadable(kind: str, figures: Mapping[str, object], message: str) -> Worded:
    """What is wrong with one value of a request; `message` is the library's own, in English."""
    said = _UNREADABLE_DA.get(kind, "har ikke den rigtige form").format_map(figures)
    # The library lists what it expected in English.
    return {"da": said.replace(" or ", " eller "), "en": message}
